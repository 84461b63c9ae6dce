"""A stay in chat: its card, the three figures of a quarter, warnings, and how it ends."""

from pathlib import Path

import pytest
from sqlalchemy import select

from core.actions import Action
from staff import applications
from staff.figures import QUARTER
from staff.models import QuarterCheck, Stay
from tests.chat import Seen, Town, plain
from tests.handlers.incubator import Place, actor_of


@pytest.fixture
def town(town: Town, tmp_path: Path) -> Town:
    town.files = tmp_path / "files"
    town.restart()
    return town


async def settled(town: Town, language: str = "zh-hans") -> Place:
    """A team in its seat, with nothing left to read."""
    place = await (await Place(town, language).open()).known()
    house, owner = place.house, await actor_of(place.student)
    case = await house.draft(owner, place.project)
    await house.complete(owner, case)
    await house.act(owner, case, "submit")
    await house.decided(case)
    await place.later(days=9)
    await house.act(owner, case, "agree", town.now)
    async with town.db.transaction() as session:
        await applications.sign(session, house.staff, case, "B-02", now=town.now)
    for who in (place.student, place.staff, place.head):
        await who.says("/help")
        await who.reads()
    return place


async def stay_of(town: Town) -> Stay:
    async with town.db.reading() as session:
        return (await session.scalars(select(Stay))).one()


async def check_of(town: Town) -> QuarterCheck:
    async with town.db.reading() as session:
        return (await session.scalars(select(QuarterCheck))).one()


def alerts(seen: list[Seen]) -> list[str]:
    return [one.text for one in seen if one.kind == "alert"]


async def asked(town: Town) -> Place:
    """The team has been asked for its first quarter, in January."""
    place = await settled(town)
    await place.later(days=40)
    return place


async def test_a_quarter_is_three_messages(town: Town) -> None:
    place = await asked(town)
    (told,) = [one for one in await place.student.reads() if "3 个数" in one.text]
    assert plain(told.text).startswith("2026Q4 的 3 个数：人数、收入、融资\n“智能水杯”，请在 2027-")

    (first,) = await place.student.presses("报数")
    assert plain(first.text) == "2026Q4 · 第 1/3\n2026Q4 末团队全职和兼职共几人？"
    (second,) = await place.student.says("五个人")
    assert plain(second.text).startswith("2026Q4 · 第 2/3")
    (odd,) = await place.student.says("很多")
    assert odd.text.startswith("没看懂是多少钱")
    (third,) = await place.student.says("１.２万")
    assert plain(third.text).startswith("2026Q4 · 第 3/3")
    (done,) = await place.student.says("0")

    assert plain(done.text) == "✅ 2026Q4 报好了\n人数：5\n收入：12,000 元\n融资：0 元"
    assert (await check_of(town)).figures == {
        "people": 5,
        "revenue": "12000.00",
        "raised": "0.00",
    }
    (read,) = await place.staff.reads()
    assert plain(read.text) == "“智能水杯”报了 2026Q4\n5 人 · 收入 12,000 元 · 融资 0 元"
    seen = await place.staff.presses("正常")
    assert [one.text for one in seen if one.kind == "toast"] == ["已记下。"]
    assert "已经处理过了" in alerts(await place.student.presses("改一改"))[0]


async def test_a_message_that_comes_twice_is_one_figure(town: Town) -> None:
    place = await asked(town)
    await place.student.reads()
    await place.student.presses("报数")
    await place.student.says("5")

    await place.student.repeats()

    check = await check_of(town)
    assert check.figures == {"people": 5}


async def test_figures_wait_for_days_and_over_a_restart(town: Town) -> None:
    place = await asked(town)
    await place.student.reads()
    await place.student.presses("报数")
    await place.student.says("5")
    town.restart()
    town.wait(days=3)

    (card,) = await place.student.says("/stay")
    assert "⏳ 2026Q4 的 3 个数" in card.text
    (second,) = await place.student.presses("报 2026Q4 的数")
    assert "第 2/3" in second.text
    member = place.member()
    await member.says("/stay")
    (second,) = await member.presses("报 2026Q4 的数")
    assert "第 2/3" in second.text


async def test_figures_that_do_not_come_are_a_warning_that_staff_lift(town: Town) -> None:
    place = await asked(town)
    await place.student.reads()
    await place.later(days=20)
    warned = next(one for one in await place.student.reads() if "预警" in one.text)
    assert "2026Q4 的三个数没有按时报。" in warned.text
    await place.staff.reads()

    seen = await place.staff.presses("解除预警")

    assert [one.text for one in seen if one.kind == "toast"] == ["在孵。"]
    assert plain((await place.student.reads())[-1].text) == "“智能水杯”的预警已解除。"


async def test_staff_warn_with_a_reason(town: Town) -> None:
    place, stay = await settled(town), await stay_of(town)
    (why,) = await place.staff.forges(Action("stay", stay.id, "warn").pack())
    assert why.text.startswith("预警的理由是什么？")
    (why,) = await place.staff.says("😀")
    assert why.text.startswith("预警的理由是什么？")

    (done,) = await place.staff.says("工位空了 <b>两周</b>" + "。" * 900)

    assert done.text == "预警中。"
    (told,) = await place.student.reads()
    assert "工位空了 &lt;b&gt;两周&lt;/b&gt;" in told.text


async def test_only_the_owner_leaves_and_is_asked_twice(town: Town) -> None:
    place, stay = await settled(town), await stay_of(town)
    member = place.member()
    await member.says("/stay")
    leave = Action("stay", stay.id, "leave").pack()
    assert alerts(await member.forges(leave)) == ["退出要由项目负责人来按。"]
    assert alerts(await place.staff.forges(leave)) == ["你没有这项权限。"]

    await place.student.says("/stay")
    (sure,) = await place.student.presses("退出")
    assert "工位 B-02 会马上空出来" in sure.text
    (left,) = await place.student.presses("确定退出")

    assert left.text == "已退出。"
    assert alerts(await place.student.forges(leave)) == ["已退出。"]
    assert (await place.student.says("/stay"))[0].buttons == []


async def test_a_head_lets_a_team_go_with_a_reason(town: Town) -> None:
    place, stay = await settled(town), await stay_of(town)
    (why,) = await place.head.forges(Action("stay", stay.id, "leave").pack())
    assert why.text.startswith("让这个团队退出的理由")

    (done,) = await place.head.says("两次预警没有改正")

    assert done.text == "已退出。"
    assert "两次预警没有改正" in (await place.student.reads())[-1].text


async def test_a_head_extends_and_graduates(town: Town) -> None:
    place, stay = await settled(town), await stay_of(town)
    for event in ("extend", "graduate"):
        seen = await place.staff.forges(Action("stay", stay.id, event).pack())
        assert alerts(seen) == ["你没有这项权限。"]
    await place.head.forges(Action("stay", stay.id, "extend").pack())
    (done,) = await place.head.presses("3 个月")
    assert done.text.startswith("✅ 已延长到 2028-")
    late = await place.head.forges(Action("stay", stay.id, "extend-by-6").pack())
    assert alerts(late) == ["已延期，在孵。"]

    (criteria,) = await place.head.forges(Action("stay", stay.id, "graduate").pack())
    assert plain(criteria.text).split("\n") == [
        "毕业标准（由负责人判断）",
        "⚠️ 入驻不满 6 个月（第八条）",
        "⚠️ 累计收入 0 元，要求 ≥1 元（第八条）",
        "✅ 季度数据都报了（0/0）（第三条）",
    ]
    (done,) = await place.head.presses("确定毕业")

    assert done.text == "已毕业。"
    assert "从示范众创空间毕业" in (await place.student.reads())[-1].text


async def test_strangers_find_no_stay(town: Town) -> None:
    place = await asked(town)
    stay, check, stranger = await stay_of(town), await check_of(town), town.person("路人", 99)
    await stranger.says("/help")
    assert (await stranger.says("/stay"))[0].text.startswith("你的团队现在没有在孵的工位")

    for kind, number, events in (
        ("stay", stay.id, ("card", "leave", "leave-sure", "warn", "extend-by-3", "graduate-sure")),
        (QUARTER, check.id, ("answer", "anew", "good", "weak")),
        (QUARTER, 99, ("answer",)),
    ):
        for event in events:
            (said,) = alerts(await stranger.forges(Action(kind, number, event).pack()))
            assert said in {"找不到这条记录，或者它不是你的。", "你没有这项权限。"}, event

    assert (await stay_of(town)).steps == stay.steps
    assert place.project


async def test_in_english(town: Town) -> None:
    place = await settled(town, "en")
    await place.later(days=40)
    await place.student.reads()
    await place.student.presses("Answer")
    await place.student.says("5")
    await place.student.says("12000")
    (done,) = await place.student.says("0")
    assert plain(done.text).startswith("✅ 2026Q4 is reported")
    await place.staff.reads()
    (why,) = await place.staff.presses("Warn")
    assert why.text.startswith("Why the warning?")
    (noted,) = await place.staff.says("No customers yet")
    assert noted.text == "Noted."
    assert "No customers yet" in (await place.student.reads())[-1].text
