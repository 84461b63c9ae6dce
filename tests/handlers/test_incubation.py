"""Into an incubator by chat: rules first, a form, a decision, a seat; with everything that is odd.

The whole way is kept word for word in tests/golden/incubation/*.txt. After a wanted change:
RECORD_GOLDEN=1 pytest tests/handlers/test_incubation.py, then read the diff.
"""

import asyncio
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.accounts import Role
from core.actions import Action
from handlers.incubation_cards import ENTER, SIGN
from staff.models import Application, Programme, Stay
from students import teams
from students.models import Project, ProjectMember
from tests.chat import Person, Seen, Town, html_problem, plain, visible_lines
from tests.handlers.incubator import Place, actor_of, fill_in

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "incubation"
MOST_TAPS = 12
"""From a prefilled draft to its submission, as the issue has it."""
EQUITY = "❌ 第五条 学生持股 45%，要求 ≥50%"
TRADE = "⚠️ 第七条 行业符合众创空间要求（由老师核对）"


@pytest.fixture
def town(town: Town, tmp_path: Path) -> Town:
    town.files = tmp_path / "files"
    town.restart()
    return town


async def case_of(town: Town) -> Application:
    async with town.db.reading() as session:
        return (await session.scalars(select(Application))).one()


async def count(town: Town, model: type[Application] | type[Project]) -> int:
    async with town.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


def alerts(seen: list[Seen]) -> list[str]:
    return [one.text for one in seen if one.kind == "alert"]


async def begun(place: Place) -> None:
    await place.student.says("我想入驻众创空间")
    await place.student.presses("继续填，先存草稿")


async def reviewed(place: Place) -> None:
    """Two reviewers are asked, and score."""
    town, staff = place.town, place.staff
    reviewers = town.person("演示评审一", 61), town.person("演示评审二", 62)
    for one in reviewers:
        await one.become(Role.REVIEWER)
    await staff.says("/reviews")
    await staff.presses("RF-2026-0001：交了 0/0")
    for one in reviewers:
        await staff.presses("加评审")
        await staff.presses(f"＋ {one.name}（手上 0 件）")
    await staff.presses("材料齐，送评审")
    for one in reviewers:
        await one.reads()
        await one.presses("开始评审")
        await one.presses("需求是否真实 ○")
        for points in ("4", "4", "5", "4"):
            await one.presses(points)
        await one.presses("提交评审")
        await one.presses("确认提交")


async def approved(head: Person) -> None:
    await head.reads()
    await head.says("/decisions")
    await head.presses("🟢 RF-2026-0001 智能水杯")
    await head.presses("逐条条件")
    await head.presses(EQUITY)
    await head.presses("写理由")
    await head.says("两位成员年底前补到 50%")
    await head.presses(TRADE)
    await head.presses("✅ 满足")
    await head.presses("返回")
    await head.presses("同意入孵")
    await head.presses("确认并通知")


async def to_the_seat(town: Town) -> Place:
    place = await (await Place(town).open()).known()
    student, staff = place.student, place.staff
    await student.says("我想入驻众创空间")
    await student.presses("看条文")
    await student.presses("返回")
    await student.presses("继续填，先存草稿")
    await fill_in(place)
    await staff.reads()
    await staff.presses("接手")
    await student.reads()
    await reviewed(place)
    await student.reads()
    await approved(place.head)
    await student.reads()
    await place.later(days=9)
    await student.reads()
    await student.presses("确认约定")
    await student.presses("我同意，签约")
    await staff.reads()
    await staff.presses("签约")
    await staff.presses("B-01")
    await student.reads()
    await student.says("/stay")
    return place


async def test_from_the_rules_to_a_seat(town: Town) -> None:
    await to_the_seat(town)

    async with town.db.reading() as session:
        stay = (await session.scalars(select(Stay))).one()
    assert (stay.seat, stay.state) == ("B-01", "staying")
    _compare(town, "from-rules-to-seat")
    for seen in (one for shown in town.server.seen.values() for one in shown):
        assert html_problem(seen.text) == ""
        assert visible_lines(seen.text) <= 14  # the head's list of all rules; others below nine


async def test_a_prefilled_draft_is_submitted_with_twelve_taps(town: Town) -> None:
    place = await (await Place(town).open()).known()
    await begun(place)
    before = place.student.acts

    await fill_in(place)

    case = await case_of(town)
    assert (case.state, case.number) == ("submitted", "RF-2026-0001")
    assert place.student.acts - before == 10
    assert place.student.acts - before <= MOST_TAPS


def _compare(town: Town, name: str) -> None:
    file, seen = GOLDEN / f"{name}.txt", town.transcript()
    if os.environ.get("RECORD_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(seen, "utf-8")
    assert seen == file.read_text("utf-8")


async def test_who_has_no_project_names_one_first(town: Town) -> None:
    place = await Place(town).open()
    (asked,) = await place.student.says("我们想申请入孵")
    assert plain(asked.text).startswith("先给项目起个名字")

    for odd in ("😀🎉", "……"):
        (refused,) = await place.student.says(odd)
        assert refused.text == "没看到文字，请写项目叫什么。"
    (long,) = await place.student.says("杯" * 5000)
    assert "30" in long.text
    (shown,) = await place.student.says("<b>水杯</b> & 1")

    assert "先看你够不够条件" in shown.text
    assert await count(town, Project) == 1
    await place.student.repeats()
    assert await count(town, Project) == 1
    (draft,) = await place.student.presses("继续填，先存草稿")
    assert "&lt;b&gt;水杯&lt;/b&gt; &amp; 1" in draft.text


async def test_the_button_under_an_answer_leads_here(town: Town) -> None:
    place = await (await Place(town).open()).known()
    (answer,) = await place.student.says("入孵团队有免费工位吗")
    assert "我想入孵" in answer.buttons

    (shown,) = await place.student.presses("我想入孵")

    assert "先看你够不够条件" in shown.text


async def test_without_an_incubator_it_says_so(town: Town) -> None:
    (said,) = await town.person().says("/incubate")

    assert said.text == "现在没有可以申请的众创空间。有了会在这里开放。"


async def test_several_projects_are_chosen_from(town: Town) -> None:
    place = await (await Place(town).open()).known()
    await place.student.says("/incubate")
    await place.student.presses("继续填，先存草稿")
    owner = await actor_of(place.student)
    async with town.db.transaction() as session:
        session.add(
            Project(
                account_id=owner.id, source="x", title="", created_at=town.now, changed_at=town.now
            )
        )

    (listed,) = await place.student.says("/incubate")
    assert listed.buttons == ["智能水杯", "未命名的项目", "新项目"] or listed.buttons == [
        "未命名的项目",
        "智能水杯",
        "新项目",
    ]
    (shown,) = await place.student.presses("未命名的项目")
    assert "❌ 没有指导教师（第四条）" in shown.text
    await place.student.says("/incubate")
    (asked,) = await place.student.presses("新项目")
    assert plain(asked.text).startswith("先给项目起个名字")


async def test_members_fill_but_the_owner_submits(town: Town) -> None:
    place = await (await Place(town).open()).known()
    member = place.member()
    await member.says("/incubate")
    assert alerts(await member.presses("继续填，先存草稿")) == [
        "这一步只有项目负责人能做。请让负责人来按。"
    ]
    await begun(place)
    await member.says("/incubate")
    (draft,) = await member.presses("继续填，先存草稿")
    assert "智能水杯" in draft.text
    case = await case_of(town)

    leaving = await actor_of(member)
    async with town.db.transaction() as session:
        await teams.leave(session, leaving, place.project, now=town.now)
    seen = await member.presses("继续填（还差 3 项）")

    assert alerts(seen) == ["找不到这条记录，或者它不是你的。"]
    assert alerts(await member.forges(Action("incubation", case.id, "submit").pack())) == [
        "找不到这条记录，或者它不是你的。"
    ]


async def test_forged_buttons_find_nothing(town: Town) -> None:
    place = await (await Place(town).open()).known()
    await begun(place)
    case, stranger = await case_of(town), town.person("路人", 99)
    await stranger.says("/help")
    forged = [
        Action(ENTER, place.project, "look"),
        Action(ENTER, place.project, "fill-1"),
        Action(ENTER, place.project, "check-99"),
        Action(ENTER, place.project, "check"),
        Action(ENTER, place.project, "words-x"),
        Action(ENTER, 999_999, "fill-1"),
        Action(SIGN, case.id, "days-3"),
        Action(SIGN, case.id, "seat-1"),
        Action(SIGN, case.id, "agreed"),
        Action("incubation", case.id, "agree"),
        Action("incubation", case.id, "reopen"),
        Action("incubation", case.id, "sign"),
    ]

    for action in forged:
        (said,) = alerts(await stranger.forges(action.pack()))
        assert said in {"找不到这条记录，或者它不是你的。", "你没有这项权限。"}, action

    assert (await case_of(town)).steps == case.steps


async def test_a_missed_window_keeps_everything_and_can_be_extended(town: Town) -> None:
    place = await (await Place(town).open()).known()
    await begun(place)
    await place.student.presses("继续填（还差 3 项）")
    await place.student.presses("4")
    await place.later(days=60)
    (told,) = await place.student.reads()
    assert plain(told.text) == (
        "“智能水杯”未在期限内提交。\n示范众创空间的申请窗口已关闭。填过的内容都还在，可以申请延期。"
    )
    assert told.buttons == ["申请延期"]

    (shown,) = await place.student.says("/incubate")
    assert "未在期限内提交" in shown.text
    assert shown.buttons == ["申请延期", "申请下一次"]
    seen = await place.student.presses("申请延期")
    assert [one.text for one in seen if one.kind == "toast"] == ["等老师答复延期。"]
    (waiting,) = await place.student.says("/incubate")
    assert "等老师答复" in waiting.text
    notices = [one for one in await place.staff.reads() if "申请延期" in one.text]
    assert [one.buttons for one in notices] == [["同意延期", "不延期"]]
    await place.staff.presses("同意延期")
    (done,) = await place.staff.presses("7 天")
    assert done.text == "已延期到 2027-01-22 24:00，申请人会收到通知。"
    assert "延期到 2027-01-22 24:00" in (await place.student.reads())[-1].text

    (rules,) = await place.student.says("/incubate")
    assert "2027-01-22 24:00" in rules.text
    (draft,) = await place.student.presses("继续填，先存草稿")
    assert "还差 2 项" in draft.text
    old = await place.staff.forges(Action(SIGN, (await case_of(town)).id, "days-14").pack())
    assert alerts(old) == ["还没有提交，可以继续填。"]


async def test_two_presses_at_once_begin_one_draft(town: Town) -> None:
    place = await (await Place(town).open()).known()
    await place.student.says("/incubate")
    fill = Action(ENTER, place.project, "fill-1").pack()

    await asyncio.gather(place.student.forges(fill), place.student.forges(fill))

    assert await count(town, Application) == 1


async def test_a_head_and_staff_cannot_sign_for_the_team(town: Town) -> None:
    place = await (await Place(town).open(seats=1)).known()
    owner = await actor_of(place.student)
    case = await place.house.draft(owner, place.project)
    await place.house.complete(owner, case)
    await place.house.act(owner, case, "submit")
    await place.house.decided(case)
    await place.later(days=9)
    await place.student.reads()
    await place.staff.says("/help")
    for who in (place.staff, place.head):
        seen = await who.forges(Action(SIGN, case, "agreed").pack())
        assert alerts(seen) == ["你没有这项权限。"]
    member = place.member()
    await member.says("/incubate")
    assert alerts(await member.forges(Action("incubation", case, "agree").pack())) == [
        "这一步只有项目负责人能做。请让负责人来按。"
    ]
    await place.student.presses("确认约定")
    await place.student.presses("我同意，签约")
    again = await place.student.forges(Action(SIGN, case, "agreed").pack())
    assert alerts(again) == ["申请人已确认，等老师签约。"]

    seen = await place.staff.forges(Action(SIGN, case, "seat-2").pack())
    assert alerts(seen) == ["找不到这条记录，或者它不是你的。"]
    await place.staff.forges(Action("incubation", case, "sign").pack())
    (done, *_) = await place.staff.presses("B-01")
    assert done.text.startswith("✅")
    late = await place.staff.forges(Action(SIGN, case, "seat-1").pack())
    assert alerts(late) == ["已入孵。"]


async def test_in_english(town: Town) -> None:
    place = await (await Place(town, language="en").open()).known()
    (shown,) = await place.student.says("I want an incubator place")
    assert plain(shown.text).split("\n")[:5] == [
        "First see whether you qualify (by 示范入孵办法（2026 版）):",
        "✅ The owner studies here　✅ A team of 4　✅ There is an adviser　"
        "✅ The company is younger than 3 years, or not registered　"
        "✅ No other seat in an incubator",
        "❌ The plan is missing (第六条)",
        "⚠️ Students hold 45 %; at least 50 % is asked for (第五条)",
        "⚠️ A line of business that the incubator allows (checked by the staff) (第七条)",
    ]
    (words,) = await place.student.presses("Read the rules")
    assert "A stay lasts a year." in words.text
    await place.student.presses("Back")
    (draft,) = await place.student.presses("Go on, keep a draft")
    assert "❌" not in draft.text

    await place.later(days=60)
    await place.student.says("/incubate")
    await place.student.presses("Ask for more time")
    await place.staff.reads()
    await place.staff.presses("No more time")
    await place.staff.says("All seats are promised")
    assert "gets no more time" in (await place.student.reads())[-1].text


async def test_a_programme_that_was_closed_down_is_not_found(town: Town) -> None:
    place = await (await Place(town).open()).known()
    await place.student.says("/incubate")
    async with town.db.transaction() as session:
        (programme,) = await session.scalars(select(Programme))
        programme.active = False

    seen = await place.student.presses("继续填，先存草稿")

    assert alerts(seen) == ["找不到这条记录，或者它不是你的。"]
    async with town.db.reading() as session:
        assert (await session.scalars(select(ProjectMember.id))).first() is not None
