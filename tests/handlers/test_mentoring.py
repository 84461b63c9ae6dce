"""A mentor and a student in chat: from the agreement over meetings and notes to the certificate."""

import os
from pathlib import Path

import pytest

from core import accounts
from core.accounts import Role
from mentors import daily
from mentors.models import Mentor, Relation
from tests.chat import Person, Seen, Town
from tests.mentors.pairs import Pair, accepted, formed, pair
from tests.mentors.pairs import person as newcomer

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "mentoring" / "walk.txt"
"""The whole conversation as both see it; RECORD_GOLDEN=1 writes it anew, then read the diff."""


@pytest.fixture
async def both(town: Town) -> Pair:
    """小萌 (chat 7) and 青松老师 (chat 8), who said yes a moment ago."""
    async with town.db.transaction() as session:
        return await pair(session, now=town.now)


@pytest.fixture
async def formed_pair(town: Town) -> Pair:
    async with town.db.transaction() as session:
        return await formed(session, now=town.now)


@pytest.fixture
def student(town: Town) -> Person:
    return town.person("小萌", 7)


@pytest.fixture
def mentor(town: Town) -> Person:
    return town.person("青松", 8)


async def later(town: Town, **span: float) -> None:
    """Let time pass with what it brings, as the bot's jobs do every minute."""
    await town.later(**span)
    await daily.keep_up(town.db, now=town.now)


def words(seen: list[Seen]) -> str:
    return "\n".join(one.text for one in seen)


async def test_walk_from_yes_to_certificate(
    town: Town, both: Pair, student: Person, mentor: Person
) -> None:
    """Now is Sunday 2026-11-22, 10:00; both have Wednesday evening."""
    (proposal,) = await student.reads()
    assert "青松老师答应带你了" in proposal.text
    assert proposal.buttons == ["同意", "改一改", "不合适"]
    assert "等对方点一下" in words(await student.presses("同意"))
    assert "小萌已同意约定" in words(await mentor.reads())
    seen = await mentor.presses("同意")
    assert "师徒约定成立" in words(seen)
    assert "师徒约定成立" in words(await student.reads())

    slots = await student.presses("约时间")
    assert slots[0].rows == [
        ["周三 11-25 19:00", "周三 11-25 20:00"],
        ["周三 12-02 19:00", "周三 12-02 20:00"],
        ["其他时间"],
    ]
    seen = await student.presses("周三 11-25 19:00")
    assert "等对方确认" in words(seen)
    assert seen[0].rows == [["定地点", "取消见面"]]
    await student.presses("定地点")
    assert "服务站 &lt;2 楼&gt;" in words(await student.says("服务站 <2 楼>"))
    asked = await mentor.reads()
    assert "小萌约你见面：<b>周三 11-25 19:00</b>" in asked[0].text
    seen = await mentor.presses("可以")
    assert "约好了" in words(seen)
    name, ics = town.server.files[-1]
    assert name == "mentor-meeting.ics"
    assert b"DTSTART:20261125T110000Z" in ics
    assert "青松老师确认了" in words(await student.reads())
    await student.presses("日历文件")
    assert len(town.server.files) == 2

    await later(town, hours=57)
    assert "提醒：周三 11-25 19:00" in words(await student.reads())
    await later(town, hours=23, minutes=5)
    assert "一小时后和小萌见面" in words(await mentor.reads())
    await later(town, hours=2)
    (asked_after,) = await mentor.reads()
    assert asked_after.buttons == ["见了", "没见成"]
    assert "写三行就够" in words(await mentor.presses("见了"))
    seen = await mentor.says("先去<三家>宠物店试卖，12-05 前报 10 个反馈")
    assert (
        "已记：下一步「先去&lt;三家&gt;宠物店试卖，12-05 前报 10 个反馈」· 小萌 · 12-05"
        in words(seen)
    )
    assert "青松老师记下了" in words(await student.reads())
    assert await student.reads() == []

    await later(town, days=10)
    (due,) = await student.reads()
    assert "完成了吗" in due.text
    assert "已记为完成" in words(await student.presses("完成了"))
    assert "小萌完成了" in words(await mentor.reads())

    await student.says("/mentoring")
    await student.presses("收尾")
    await student.presses("完成")
    assert "可以圆满收尾" in words(await mentor.reads())
    assert "双方都点了完成" in words(await mentor.presses("完成"))
    assert "圆满完成" in words(await student.reads())
    await student.presses("评价")
    assert "已记下 4 星" in words(await student.presses("4 ★"))
    await student.presses("私下告诉老师")
    assert "已转给老师" in words(await student.says("都很好"))
    await mentor.reads()
    seen = await mentor.says("/mentoring")
    assert "时长证明" in seen[-1].buttons
    seen = await mentor.presses("时长证明")
    name, pdf = town.server.files[-1]
    assert name == "mentor-hours-2026.pdf"
    assert pdf.startswith(b"%PDF")
    assert "1 次，共 1 小时" in words(seen)

    if os.environ.get("RECORD_GOLDEN"):
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(town.transcript(), "utf-8")
    assert town.transcript() == GOLDEN.read_text("utf-8")


async def test_changed_terms_need_a_new_yes_to_exactly_them(
    town: Town, both: Pair, student: Person, mentor: Person
) -> None:
    await student.reads()
    await mentor.reads()
    await student.presses("同意")
    seen = await mentor.presses("改一改")
    assert seen[0].rows[:2] == [
        ["每周一次", "✓ 每两周一次", "每四周一次"],
        ["1 个月", "3 个月", "✓ 6 个月", "12 个月"],
    ]
    await mentor.presses("每周一次")
    await mentor.presses("3 个月")
    assert "已发给对方" in words(await mentor.presses("发给对方"))
    (_ok, changed) = (await mentor.reads(), await student.reads())
    assert "青松老师改了约定" in words(changed)
    seen = await student.presses("同意")
    assert seen[0].kind == "alert"
    assert "每周一次 · 3 个月" in seen[1].text
    seen = await student.presses("同意")
    assert "师徒约定成立，到 2027-02-22" in words(seen)
    again = await student.forges(f"a:mentoring:{both.relation_id}:ok-2")
    assert "双方已同意" in words(again)


async def test_goals_are_typed_and_too_long_ones_refused(
    town: Town, both: Pair, student: Person, mentor: Person
) -> None:
    await student.reads()
    await student.presses("改一改")
    await student.presses("改目标")
    assert "最多 300 字" in words(await student.says("长" * 5000))
    assert "已发给对方" in words(await student.says("找到 <10> 家客户"))
    assert "找到 &lt;10&gt; 家客户" in words(await mentor.reads())


async def test_refusing_asks_once_and_old_buttons_say_what_happened(
    town: Town, both: Pair, student: Person, mentor: Person
) -> None:
    await student.reads()
    await mentor.reads()
    await student.presses("不合适")
    assert "没有改动" in words(await student.presses("先不"))
    await student.presses("不合适")
    assert "你的申请会接着往下找" in words(await student.presses("确定不合适"))
    seen = await mentor.presses("同意")
    assert [(one.kind, one.text) for one in seen] == [("alert", "这份约定没有成立。")]
    assert "名额已还给你" in words(await mentor.reads())


async def test_typed_times_and_what_is_wrong_with_them(
    town: Town, formed_pair: Pair, student: Person, mentor: Person
) -> None:
    await student.reads()
    await student.says("/mentoring")
    await student.presses("约时间")
    await student.presses("其他时间")
    for typed, answer in (
        ("11-25 25:00", "没看懂这个时间"),
        ("😀", "没看懂这个时间"),
        ("11-20 19:00", "已经过去"),
        ("2027-09-01 10:00", "不在约定的期限内"),
    ):
        assert answer in words(await student.says(typed)), typed
    assert "等对方确认" in words(await student.says("周四晚7点"))
    await student.presses("取消见面")
    await student.presses("约时间")
    await student.presses("其他时间")
    seen = await student.says("设备怎么借用？")
    assert "没看懂" not in words(seen)
    assert "好" in words(await student.says("/cancel"))


async def test_moving_canceling_and_missing(
    town: Town, formed_pair: Pair, student: Person, mentor: Person
) -> None:
    await student.reads()
    await mentor.reads()
    await student.presses("约时间")
    await student.presses("周三 11-25 19:00")
    await mentor.reads()
    await mentor.presses("可以")
    await student.reads()
    await student.presses("看安排")
    await student.presses("改期")
    seen = await student.presses("周三 11-25 20:00")
    assert "等对方确认" in words(seen)
    await mentor.reads()
    await mentor.presses("可以")
    await student.reads()
    stale = await mentor.forges("a:meeting:1:cancel")
    assert "已改期" in words(stale)

    await later(town, hours=80)
    await student.presses("看安排")
    assert "现在取消会记一次" in words(await student.presses("取消见面"))
    assert "没有改动" in words(await student.presses("不取消"))
    await later(town, hours=2, minutes=5)
    await student.reads()
    await student.presses("看安排")
    assert "10 分钟后" in words(await student.presses("没见成"))
    await later(town, minutes=10)
    await student.presses("没见成")
    assert "7 天内可以申诉" in words(await student.presses("对方没来"))
    missed = (await mentor.reads())[-1]
    assert "记了一次（没来见面）" in missed.text
    await mentor.presses("申诉")
    assert "老师判断" in words(await mentor.says("当天停电，已电话说明"))


async def test_canceling_late_counts_and_staff_decide_the_appeal_once(
    town: Town, formed_pair: Pair, student: Person, mentor: Person
) -> None:
    staff = town.person("王老师（演示）", 9)
    await staff.become(Role.STAFF)
    await student.reads()
    await student.presses("约时间")
    await student.presses("周三 11-25 19:00")
    await mentor.reads()
    await mentor.presses("可以")
    await later(town, hours=79)
    await student.reads()
    await mentor.presses("取消见面")
    assert "已取消" in words(await mentor.presses("仍要取消"))
    assert "青松老师取消了" in words(await student.reads())
    assert "开始前 3 小时内取消" in words(await mentor.reads())
    await mentor.presses("申诉")
    await mentor.says("临时住院")
    (asked,) = await staff.reads()
    assert "临时住院" in asked.text
    assert asked.buttons == ["不计", "仍计"]
    assert "已处理" in words(await staff.presses("不计"))
    await staff.forges("a:strike:1:keep")
    assert [one.text for one in await mentor.reads()] == [
        "申诉成立，那次（开始前 3 小时内取消）不再计算。"
    ]


async def test_somebody_elses_things_look_like_nothing(
    town: Town, formed_pair: Pair, student: Person, mentor: Person
) -> None:
    await student.reads()
    await student.presses("约时间")
    await student.presses("周三 11-25 19:00")
    stranger = town.person("路人", 99)
    await stranger.says("/mentoring")
    relation = formed_pair.relation_id
    for data in (
        f"a:mentoring:{relation}:open",
        f"a:mentoring:{relation}:ok-1",
        f"a:mentoring:{relation}:reason-fit",
        f"a:mentoring:{relation}:slot-29660400",
        "a:mentoring:9999:open",
        "a:meeting:1:confirm",
        "a:meeting:1:open",
        "a:meeting:1:ics",
        "a:task:1:done",
        "a:note:1:flag",
        "a:strike:1:appeal-x",
        f"a:mentoring:{formed_pair.mentor_id}:certificate",
    ):
        seen = await stranger.forges(data)
        assert [one.kind for one in seen] == ["alert"] or data.endswith("appeal-x"), data
    async with town.db.reading() as session:
        assert (await session.get_one(Relation, relation)).state == "formed"


async def test_double_taps_change_nothing_twice(
    town: Town, formed_pair: Pair, student: Person, mentor: Person
) -> None:
    await student.reads()
    await student.presses("约时间")
    await student.presses("周三 11-25 19:00")
    again = await student.repeats()
    assert "等对方确认" in words(again) or again == []
    assert len([s for s in await mentor.reads() if "约你见面" in s.text]) == 1
    await mentor.presses("可以")
    assert len(town.server.files) == 1
    await mentor.repeats()
    assert len([s for s in await student.reads() if "确认了" in s.text]) == 1


async def test_ending_early_keeps_the_reason_and_offers_another(
    town: Town, formed_pair: Pair, student: Person, mentor: Person
) -> None:
    await student.says("/mentoring")
    await student.presses("收尾")
    await student.presses("写原因")
    assert "最多 500 字" in words(await student.says("长" * 501))
    seen = await student.says("想换个方向 <b>")
    assert "会优先安排" in words(seen)
    told = await mentor.reads()
    assert "想换个方向" not in words(told)
    assert "谢谢你的付出" in words(told)
    async with town.db.reading() as session:
        ended = await session.get_one(Relation, formed_pair.relation_id)
        freed = await session.get_one(Mentor, formed_pair.mentor_id)
    assert (ended.state, ended.end_reason) == ("ended", "想换个方向 <b>")
    assert freed.used == 0


async def test_a_mentor_of_many_gets_a_button_for_each(
    town: Town, formed_pair: Pair, mentor: Person
) -> None:
    async with town.db.transaction() as session:
        row = await session.get_one(Mentor, formed_pair.mentor_id)
        row.capacity = 9
        for number in (31, 32, 33):
            other = await newcomer(session, number, f"学生{number}号<b>", now=town.now)
            await accepted(session, other, row, now=town.now)
    (listed,) = await mentor.says("/mentoring")
    assert listed.rows == [["小萌", "学生31号<b>"], ["学生32号<b>", "学生33号<b>"], ["时长证明"]]
    (card,) = await mentor.presses("学生32号<b>")
    assert card.text.startswith("<b>学生32号&lt;b&gt;</b>")


async def test_a_student_who_is_forgotten_leaves_no_place_held(
    town: Town, formed_pair: Pair, student: Person, mentor: Person
) -> None:
    await student.says("/privacy")
    await student.presses("删除我的数据")
    assert "已删除" in words(await student.presses("确定删除"))
    assert "结束了这段师徒关系" in words(await mentor.reads())
    async with town.db.reading() as session:
        assert (await session.get_one(Mentor, formed_pair.mentor_id)).used == 0


async def test_the_students_of_a_mentor_who_is_forgotten_are_handed_to_staff(
    town: Town, both: Pair, student: Person, mentor: Person
) -> None:
    staff = town.person("王老师（演示）", 9)
    await staff.become(Role.STAFF)
    await student.reads()
    await mentor.says("/privacy")
    await mentor.presses("删除我的数据")
    assert "已删除" in words(await mentor.presses("确定删除"))
    assert len(await student.reads()) == 1
    assert len(await staff.reads()) == 1
    assert "等对方点一下" in words(await student.presses("同意"))
    await later(town, hours=73)
    assert "没有都确认" in words(await student.reads())


async def test_who_has_nobody_is_told_what_to_do(town: Town) -> None:
    student, mentor, other = (town.person(name, n) for name, n in (("甲", 1), ("乙", 2), ("丙", 3)))
    await student.become(Role.STUDENT)
    await mentor.become(Role.MENTOR)
    assert "发 /mentor" in words(await student.says("/mentoring"))
    assert "没有带学生" in words(await mentor.says("/师徒"))
    assert "还没有师徒关系" in words(await other.says("/mentoring"))


async def test_english_readers_get_english(town: Town, both: Pair) -> None:
    async with town.db.transaction() as session:
        actor = await accounts.actor_of(session, both.student.id)
        await accounts.set_locale(session, actor, "en")
    student = town.person("小萌", 7, language="en")
    (proposal,) = await student.reads()
    assert "Agree" in proposal.buttons
    seen = await student.says("/mentoring")
    assert "Every two weeks" in words(seen)
