"""Changes in chat: a head compares, agrees or says why not; stale and forged presses do nothing."""

from typing import Any

import pytest

from core import accounts
from core.accounts import Role
from handlers.progress import ShowSteps
from staff import changes, digest
from tests.chat import Person, Town, strict_texts
from tests.staff.incubator import Incubator

CHECKING = {"kind": "incubation", "state": "checking"}


@pytest.fixture
async def people(town: Town) -> tuple[Person, Person]:
    """One of the staff and a head."""
    staff, head = town.person("<张>老师", 31), town.person("主管", 32)
    await staff.become(Role.STAFF)
    await head.become(Role.HEAD)
    return staff, head


async def propose(
    town: Town, by: Person, period: str = "3wd", reason: str = "<b>演示</b> 提速", **asked: Any
) -> int:
    async with town.db.transaction() as session:
        actor = await accounts.find(session, town.channel, by.number)
        assert actor is not None
        change = await changes.propose(
            session, town.kinds, actor, "promise", None, {**CHECKING, "period": period},
            reason=reason, now=town.now,
        )  # fmt: skip
        return change.id


async def held(town: Town) -> str:
    async with town.db.reading() as session:
        actor = await accounts.find(session, town.channel, 32)
        assert actor is not None
        found = await changes.current(session, town.kinds, actor, "promise", None, dict(CHECKING))
        return str(found["period"])


async def test_a_head_compares_and_agrees(town: Town, people: tuple[Person, Person]) -> None:
    staff, head = people
    await propose(town, staff)
    (notice,) = await head.reads()
    assert notice.text.startswith("<b>&lt;张&gt;老师</b> 提出修改：承诺时间、入孵申请、材料审查")
    assert "理由：&lt;b&gt;演示&lt;/b&gt; 提速" in notice.text
    assert notice.buttons == ["看前后对比"]

    (card,) = await head.presses("看前后对比")
    assert card.kind == "edited"
    assert "· 入孵申请 · 材料审查：5 个工作日内 → <b>3 个工作日内</b>" in card.text
    assert card.buttons == ["同意", "不同意", "‹ 全部修改"]
    assert await held(town) == "5wd"

    card, toast = await head.presses("同意")
    assert "已生效" in card.text
    assert card.buttons == ["‹ 全部修改"]
    assert toast.text == "已同意，现在生效"
    assert await held(town) == "3wd"
    (told,) = await staff.reads()
    assert told.text.startswith("✅ 您提出的修改已同意")

    (again,) = await head.repeats()
    assert again.kind == "alert"
    assert "已经同意并生效" in again.text


async def test_people_read_the_time_that_holds(town: Town, people: tuple[Person, Person]) -> None:
    staff, head = people
    change = await propose(town, staff, "3wd")
    student = town.person("学生", 7)
    await student.says("/help")
    (before, *_) = await student.forges(ShowSteps(kind="incubation", case=1).pack())
    await head.reads()
    await head.forges(f"a:change:{change}:approve")
    (after, *_) = await student.forges(ShowSteps(kind="incubation", case=1).pack())
    (line,) = [one for one in before.text.split("\n") if "材料审查" in one]
    assert "5 个工作日内" in line
    assert line.replace("5 个工作日内", "3 个工作日内") in after.text


async def test_a_head_says_why_not(town: Town, people: tuple[Person, Person]) -> None:
    staff, head = people
    await propose(town, staff)
    await head.reads()
    await head.presses("看前后对比")
    (asked, *_) = await head.presses("不同意")
    assert "原因" in asked.text
    (long,) = await head.says("长" * 300)
    assert long.text == "理由太长了，最多 200 个字。"
    (done,) = await head.says("<i>审不完</i>")
    assert done.text.startswith("已退回，提出人会收到原因")
    (told,) = await staff.reads()
    assert "原因：&lt;i&gt;审不完&lt;/i&gt;" in told.text
    assert await held(town) == "5wd"


async def test_the_list_shows_what_waits(town: Town, people: tuple[Person, Person]) -> None:
    staff, head = people
    (empty,) = await head.says("/changes")
    assert empty.text.startswith("没有等主管同意的修改")
    await propose(town, staff)
    (listed,) = await head.says("/changes")
    assert listed.text == "<b>等主管同意的修改</b>（1 项）"
    assert listed.buttons == ["承诺时间 · 入孵申请 · 材料审查"]
    await head.presses("承诺时间 · 入孵申请 · 材料审查")
    (back,) = await head.presses("‹ 全部修改")
    assert back.buttons == listed.buttons


async def test_a_proposer_reads_and_takes_back_their_own(
    town: Town, people: tuple[Person, Person]
) -> None:
    staff, head = people
    change = await propose(town, staff)
    await staff.says("/changes")
    (card,) = await staff.presses("承诺时间 · 入孵申请 · 材料审查")
    assert card.buttons == ["撤回", "‹ 全部修改"]
    (refused,) = await staff.forges(f"a:change:{change}:approve")
    assert refused.kind == "alert"
    assert await held(town) == "5wd"
    card, toast = await staff.presses("撤回")
    assert "已撤回" in card.text
    assert toast.text == "已撤回"
    assert await head.reads() == []


async def test_strangers_and_forged_buttons_get_a_sentence(
    town: Town, people: tuple[Person, Person]
) -> None:
    staff, head = people
    change = await propose(town, staff)
    student = town.person("学生", 7)
    (no,) = await student.says("/changes")
    assert no.text == strict_texts().render("zh-CN", "error-not-allowed")
    for data in (f"a:change:{change}:approve", f"a:change:{change}:refuse",
                 f"a:change:{change}:withdraw", f"a:change:{change}:look",
                 "a:change:999999:look", f"a:change:{change}:explode"):  # fmt: skip
        (answer,) = await student.forges(data)
        assert answer.kind == "alert", data
        assert answer.text, data
    await head.reads()
    (gone,) = await head.forges("a:change:999999:approve")
    assert gone.kind == "alert"
    assert await held(town) == "5wd"


async def test_the_digest_opens_cases_below_itself(
    town: Town, people: tuple[Person, Person]
) -> None:
    staff, head = people
    town.wait(days=1)  # Monday, 10:00
    incubator = await Incubator(town.db, town.now).open()
    _, case_id = await incubator.submitted()

    assert await digest.send(town.db, now=town.now) == 2  # a member of the staff of its own, too
    notices = await staff.reads()
    (morning,) = [one for one in notices if one.text.startswith("<b>早上好")]
    assert morning.text.endswith("还有：1 件没人接手")
    assert not any(one.text.startswith("<b>早上好") for one in await head.reads())

    (shown, *_) = await staff.forges(f"a:incubation:{case_id}:open-1")
    assert shown.kind == "message"
    assert "RF-2026-0001" in shown.text
    assert "接手" in shown.buttons[0]
    (answer,) = await staff.forges("a:incubation:999:open-1")
    assert answer.kind == "alert"
    student = town.person("学生", 7)
    await student.says("/help")
    (other,) = await student.forges(f"a:incubation:{case_id}:open")
    assert other.kind == "alert"
