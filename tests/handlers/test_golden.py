"""Whole conversations as they look in chat, compared word for word with tests/golden/*.txt.

After a wanted change: RECORD_GOLDEN=1 pytest tests/handlers/test_golden.py, then read the diff.
"""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.accounts import Role
from tests.chat import BOT, Seen, Town, html_problem, visible_lines

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
SHARE = "专利许可净收入的奖励比例最低多少"
UNKNOWN = "海南的入孵团队有补贴吗"

Talk = Callable[[Town], Awaitable[None]]
TALKS: dict[str, Talk] = {}


def talk(written: Talk) -> Talk:
    """Register a conversation under its name."""
    TALKS[written.__name__.replace("_", "-")] = written
    return written


@talk
async def first_minute(town: Town) -> None:
    student = town.person()
    await student.says("/start")
    await student.presses("学校把专利许可给我，老师能分多少？")
    await student.presses("看原文")
    await student.presses("返回")
    await student.presses("有用")
    await student.says("/about")
    await student.says("/help")


@talk
async def follow_up(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.says("浙江呢")
    town.wait(minutes=31)
    await student.says("浙江呢")
    await student.says("/new")
    await student.says("工位可以免费使用多久？协议定价要公示几天？")


@talk
async def refusal_to_staff(town: Town) -> None:
    student = town.person()
    await student.says(UNKNOWN)
    await student.presses("问老师")
    await student.presses("✓ 问老师")
    await student.presses("换个问法 / 例子")
    await student.says("附近有什么火锅")
    await student.says("我要找导师")


@talk
async def complaint(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.presses("没用")
    await student.presses("看不懂")
    await student.presses("✓ 没用")
    await student.presses("问老师")
    await student.presses("答非所问")


@talk
async def original_text(town: Town) -> None:
    student = town.person()
    await student.says("团队在什么情形下应当退出孵化")
    await student.presses("看原文")
    await student.presses("下一条 ›")
    await student.presses("‹ 上一条")
    await student.presses("返回")
    await student.says("示例大学工位与设备使用细则第一条")
    await student.presses("看原文")
    await student.presses("下一条 ›")
    await student.presses("下一页 ›")
    await student.presses("‹ 上一页")


@talk
async def next_step(town: Town) -> None:
    student = town.person()
    await student.says("我想申请专利许可，要签书面合同吗")
    await student.presses("我想申请许可")
    await student.presses("专利许可合同要书面形式吗？")


@talk
async def language(town: Town) -> None:
    student = town.person()
    await student.says("/language")
    await student.presses("English")
    await student.says("/start")
    await student.says(SHARE)
    await student.presses("Full clause")
    await student.presses("Back")
    await student.presses("Not helpful")
    await student.says(UNKNOWN)
    await student.presses("Ask a person")
    await student.says("/about")


@talk
async def bad_input(town: Town) -> None:
    student = town.person()
    file = {"file_id": "f", "file_unique_id": "u"}
    await student.says(" ")
    await student.says("😀😀")
    await student.says("问" * 5000)
    await student.says("\0\ud800")
    await student.says("<b>工位</b> & *免费* 吗？</b>多久？")
    await student.says("/nonsense")
    await student.says("/cancel")
    await student.sends("学生> (voice)", voice=file | {"duration": 3})
    await student.sends("学生> (photo)", photo=[file | {"width": 1, "height": 1}])
    await student.sends("学生> (file of 60 MB)", document=file | {"file_size": 60_000_000})
    await student.sends("学生> (place)", location={"latitude": 30, "longitude": 120})
    await student.says("工位可以免费使用多久")
    await student.edits("工位可以免费使用多久，要钱吗")
    await student.forges("zzz")
    await student.forges("b:99")


@talk
async def group(town: Town) -> None:
    student = town.person().in_group()
    other = town.person("同学", 8).in_group()
    await student.says("大家好")
    await student.says("/start")
    await student.says(f"@{BOT.username} {SHARE}")
    await other.presses("看原文")
    await other.presses("返回")
    await other.replies("浙江呢")
    await other.says(UNKNOWN)
    await other.says(f"@{BOT.username} {UNKNOWN}")
    await other.forges("s:1")


@talk
async def mentor_and_staff(town: Town) -> None:
    mentor, staff = town.person("导师", 8), town.person("老师", 9)
    await mentor.become(Role.MENTOR)
    await staff.become(Role.STAFF)
    await mentor.says("/start")
    await staff.says("/start")
    await staff.presses("协议定价要公示什么？")


@pytest.mark.parametrize("name", TALKS)
async def test_conversation_looks_as_recorded(town: Town, name: str) -> None:
    await TALKS[name](town)

    path = GOLDEN / f"{name}.txt"
    if os.environ.get("RECORD_GOLDEN"):
        path.write_text(town.transcript(), "utf-8")
    assert town.transcript() == path.read_text("utf-8")
    for seen in (one for chat in town.server.seen.values() for one in chat):
        assert _is_fit_for_a_phone(seen), seen


def _is_fit_for_a_phone(seen: Seen) -> bool:
    """Six lines and five buttons at most; a clause opened whole is as long as it is."""
    is_whole_clause = seen.kind == "edited" and "\n\n" in seen.text
    return (
        html_problem(seen.text) == ""
        and (is_whole_clause or visible_lines(seen.text) <= 6)
        and len(seen.buttons) <= 5
    )


def test_every_record_has_its_conversation() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(TALKS)
