"""The whole way from 找导师 to a yes, word for word, compared with tests/golden/matching/*.txt.

After a wanted change: RECORD_GOLDEN=1 pytest tests/handlers/test_matching_golden.py, then read the
diff.
"""

import os
from pathlib import Path

from tests.chat import Seen, Town, html_problem, visible_lines
from tests.handlers import matching

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "matching"
MOST_LINES = 11
"""A list of five mentors with a line of reasons each; everything else stays below eight."""


async def walk(town: Town) -> None:
    engineer, lawyer = await matching.pool(town)
    student = town.person("小林", 7)
    await student.says("我要找导师")
    for label in ("已有样机", "智能硬件", "找客户", "专利", "下一步 ›", "工作日晚上"):
        await student.presses(label)
    await student.presses("选1")
    await student.presses("备选 周律师")
    await student.says("样机做完了，不知道第一批客户去哪找")
    await engineer.reads()
    await engineer.says("/offers")
    await engineer.presses("婉拒")
    await engineer.presses("近期没时间")
    await student.reads()
    await student.says("/progress")
    await lawyer.reads()
    await lawyer.presses("答应")
    await student.says("/progress")


async def by_sentence(town: Town) -> None:
    await matching.pool(town)
    teacher = await matching.staff(town)
    student = town.person("小王", 8)
    await student.says("找导师")
    await student.says(matching.CUP)
    await student.presses("改领域")
    await student.presses("‹ 好了")
    await student.presses("看合适的导师")
    await student.presses("为什么没有某位老师")
    await student.says("外语导师")
    await student.presses("‹ 返回名单")
    await student.presses("都不合适")
    await student.presses("请老师人工匹配")
    await teacher.reads()
    await student.presses("撤回请求")


async def test_from_need_to_yes(town: Town) -> None:
    await walk(town)
    _compare(town, "from-need-to-yes")


async def test_one_sentence_and_a_person(town: Town) -> None:
    await by_sentence(town)
    _compare(town, "one-sentence-and-a-person")


def _compare(town: Town, name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("RECORD_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(town.transcript(), "utf-8")
    assert town.transcript() == path.read_text("utf-8")
    for seen in (one for chat in town.server.seen.values() for one in chat):
        assert _is_fit_for_a_phone(seen), seen


def _is_fit_for_a_phone(seen: Seen) -> bool:
    return (
        html_problem(seen.text) == ""
        and visible_lines(seen.text) <= MOST_LINES
        and all(len(row) <= 5 for row in seen.rows)
        and all(len(label) <= 16 for label in seen.buttons)
    )
