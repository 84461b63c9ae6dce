"""What staff look after from /mentors: pairs kept apart, objections, words meant for them."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.accounts import Role
from core.db import Database
from core.errors import NotAllowed, NotFound
from mentors import bookings, feedback, meetings, notes, oversight, pairing, strikes
from mentors.models import MeetingNote, Mentor, Offer, PairRule, RelationFeedback, Strike
from tests.chat import Person, Seen, Town, html_problem
from tests.handlers import matching
from tests.handlers.test_offers import asked
from tests.mentors import town as towns
from tests.mentors.pairs import Pair, formed, person
from tests.mentors.test_offers import accept, ask

DAY = timedelta(days=1)


async def rules(town: Town) -> list[PairRule]:
    async with town.db.reading() as session:
        return list(await session.scalars(select(PairRule).order_by(PairRule.id)))


async def declared(town: Town, teacher: Person) -> list[Seen]:
    await teacher.says("/mentors")
    await teacher.presses("利益冲突")
    await teacher.presses("登记回避")
    await teacher.says("陈")
    await teacher.says("小林")
    await teacher.presses("小林")
    await teacher.presses("申报过的亲属关系")
    return await teacher.says("本人<b>告知</b>，演示")


async def test_a_pair_is_declared_seen_and_lifted(town: Town) -> None:
    student, engineer, lawyer = await asked(town)
    await student.reads()
    teacher = await matching.staff(town)

    (said,) = await declared(town, teacher)

    assert said.text.splitlines()[:4] == [
        "<b>已登记，以后不会再把这两位配在一起。</b>",
        "<b>陈工 × 小林</b>（导师 × 学生）",
        "原因：申报过的亲属关系",
        "说明：本人&lt;b&gt;告知&lt;/b&gt;，演示",
    ]
    assert "没答复的邀请已收回" in said.text
    assert html_problem(said.text) == ""
    async with town.db.reading() as session:
        states = await session.scalars(select(Offer.state).order_by(Offer.id))
        assert list(states) == ["withdrawn", "held"]
    assert "收回" in (await engineer.reads())[-1].text
    assert await lawyer.reads() != []
    assert not any("亲属" in one.text for one in [*await student.reads()])

    (listed,) = await teacher.presses("‹ 返回")
    assert listed.buttons == ["陈工 × 小林", "登记回避", "‹ 导师库"]
    await teacher.presses("陈工 × 小林")
    (sure,) = await teacher.presses("解除")
    assert "确定吗" in sure.text
    assert (await rules(town))[0].until is None
    gone, toast = await teacher.presses("确认解除")
    assert toast.text == "已解除。"
    assert "已于 2026-11-21 结束" in gone.text
    assert [one.until for one in await rules(town)] == [date(2026, 11, 21)]
    (listed,) = await teacher.presses("‹ 返回")
    assert listed.text.startswith("现在没有登记的回避。")


async def test_declaring_twice_is_one_rule_and_needs_no_note(town: Town) -> None:
    await asked(town)
    teacher = await matching.staff(town)
    await declared(town, teacher)
    (first,) = await rules(town)
    for _ in range(2):
        await teacher.forges(f"vn:{first.mentor_id}:{first.student_id}:relative:1")
    assert [(one.id, one.reason, one.note) for one in await rules(town)] == [
        (first.id, "relative", "本人<b>告知</b>，演示")
    ]
    (said, *_) = await teacher.forges(f"vn:{first.mentor_id}:{first.student_id}:judge:1")

    assert [(one.reason, one.note) for one in await rules(town)][1:] == [("judge", "")]
    assert "说明" not in said.text


async def test_namesakes_and_strangers_are_told_apart(town: Town) -> None:
    await asked(town)
    await matching.mentor(town, "陈律师", 83)
    teacher = await matching.staff(town)
    await teacher.says("/mentors")
    await teacher.presses("利益冲突")
    await teacher.presses("登记回避")

    (which,) = await teacher.says("陈")
    assert which.buttons == ["陈工", "陈律师", "‹ 返回"]
    (nobody,) = await teacher.says("<i>没有这人")
    assert nobody.text == "没有叫“&lt;i&gt;没有这人”的导师。换几个字再发一次。"
    await teacher.says("👍")
    await teacher.says("陈" * 5000)
    await teacher.says("陈")
    await teacher.presses("陈律师")
    (found,) = await teacher.says("0001")
    assert found.buttons == ["小林", "‹ 返回"]
    (nobody,) = await teacher.says("外语")
    assert nobody.text.startswith("没有找到“外语”。")
    assert await rules(town) == []


@pytest.mark.parametrize(
    "data",
    [
        "vc:0",
        "vr:1:lifted",
        "vn:2:4:relative:1",
        "vn:2:0::0",
        "va:0",
        "vj:1:1",
        "vf:0",
        "vw:note:1:1",
    ],
)
async def test_others_may_neither_look_nor_act(town: Town, data: str) -> None:
    student, engineer, _ = await asked(town)
    teacher = await matching.staff(town)
    await declared(town, teacher)

    for someone in (student, engineer):
        (alert,) = await someone.forges(data)
        assert alert.kind == "alert"
    assert [one.until for one in await rules(town)] == [None]


@pytest.mark.parametrize("data", ["vr:9:lifted", "vn:9:9:relative:1", "vn:1:1:bribe:1", "vj:9:1"])
async def test_forged_presses_of_staff_are_answered(town: Town, data: str) -> None:
    await asked(town)
    teacher = await matching.staff(town)
    await teacher.says("/mentors")

    (alert,) = await teacher.forges(data)

    assert alert.kind == "alert"
    assert await rules(town) == []


async def test_a_running_relation_is_left_to_people(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, students=2)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])
    await accept(any_db, town, offer_id, 0, now)
    held = await ask(any_db, town, now, [town.mentors[1]], 1)

    async with any_db.transaction() as session:
        related = await oversight.keep_apart(
            session, town.staff[0], town.mentors[0], town.students[0].id, "other", now=now
        )
    async with any_db.transaction() as session:
        asked_ = await oversight.keep_apart(
            session, town.staff[0], town.mentors[1], town.students[1].id, "blocked", now=now
        )

    assert (related.taken_back, related.related) == (0, True)
    assert (asked_.taken_back, asked_.related) == (1, False)
    async with any_db.reading() as session:
        offer = await session.get_one(Offer, held)
        assert offer.state == "withdrawn"
        pairs = await oversight.conflicts(session, town.staff[0], now=now)
        assert [(one.mentor, one.student, one.rule.reason) for one in pairs] == [
            ("老师1", "学生1", "blocked"),
            ("老师0", "学生0", "other"),
        ]
        with pytest.raises(NotAllowed):
            await oversight.conflicts(session, town.teachers[0], now=now)
        with pytest.raises(NotFound):
            await oversight.conflict(session, town.staff[0], 99)
    assert await towns.faults(any_db) == []


async def a_meeting(town: Town) -> tuple[Pair, int]:
    """Two who met an hour ago (the meeting is not reported yet)."""
    async with town.db.transaction() as session:
        both = await formed(session, now=town.now)
        start = town.now + DAY
        meeting = await bookings.propose(
            session, both.student, both.relation_id, start, now=town.now
        )
        await bookings.confirm(session, both.mentor, meeting.id, now=town.now)
    await town.later(hours=25)
    return both, meeting.id


async def test_objections_are_read_and_decided(town: Town) -> None:
    both, meeting_id = await a_meeting(town)
    async with town.db.transaction() as session:
        await meetings.miss(session, both.mentor, meeting_id, own_fault=False, now=town.now)
        strike = (await session.scalars(select(Strike))).one()
        await strikes.appeal(session, both.student, strike.id, "那天<u>停电</u>", now=town.now)
    teacher = await matching.staff(town)

    (overview,) = await teacher.says("/mentors")
    assert "申诉 1" in overview.buttons
    (listed,) = await teacher.presses("申诉 1")
    assert listed.text.startswith("<b>1 份爽约申诉等老师判断</b>")
    (card,) = await teacher.presses(listed.buttons[0])
    assert "那天&lt;u&gt;停电&lt;/u&gt;" in card.text
    done, toast = await teacher.presses("不计")

    assert toast.text == "已处理，并告诉了本人。"
    assert done.text == "现在没有等你判断的申诉。"
    async with town.db.reading() as session:
        strike = (await session.scalars(select(Strike))).one()
        assert (strike.lifted, strike.decided_at) == (True, town.now)
    (overview,) = await teacher.presses("‹ 导师库")
    assert not any(one.startswith("申诉") for one in overview.buttons)


async def test_flagged_words_are_read_and_marked(town: Town) -> None:
    both, meeting_id = await a_meeting(town)
    async with town.db.transaction() as session:
        await meetings.hold(session, both.mentor, meeting_id, now=town.now)
        note = (
            await notes.write(
                session, both.student, meeting_id, "聊了<b>股权</b>", source="n", now=town.now
            )
        ).note
        await notes.flag(session, both.student, note.id, now=town.now)
    teacher = await matching.staff(town)

    (overview,) = await teacher.says("/mentors")
    assert "请老师看 1" in overview.buttons
    (listed,) = await teacher.presses("请老师看 1")
    (card,) = await teacher.presses(listed.buttons[0])
    assert "聊了&lt;b&gt;股权&lt;/b&gt;" in card.text
    left, toast = await teacher.presses("看过了")
    assert (left.text, toast.text) == ("现在没有新的要看。", "已标为看过。")
    (seen,) = await teacher.presses("看过的")
    (card,) = await teacher.presses(seen.buttons[0])
    assert "看过了" not in card.buttons
    async with town.db.reading() as session:
        assert (await session.get_one(MeetingNote, note.id)).seen_at == town.now


async def test_new_words_of_a_rating_are_to_be_seen_again(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        given = RelationFeedback(
            relation_id=both.relation_id,
            author_id=both.student.id,
            mentor_id=both.mentor_id,
            stars=2,
            given_at=now,
        )
        session.add(given)
        await session.flush()
        assert await oversight.flags(session, staff) == []
        await feedback.flag(session, both.student, both.relation_id, "总是迟到", now=now)
        (found,) = await oversight.flags(session, staff)
        assert (found.kind, found.text, found.mentor) == ("feedback", "总是迟到", "青松老师")
        await oversight.mark_seen(session, staff, "feedback", found.id, now=now)
        assert await oversight.flags(session, staff) == []
        assert await oversight.waiting(session, staff) == oversight.Waiting(0, 0)

        await feedback.flag(session, both.student, both.relation_id, "又迟到了", now=now)

        assert [one.text for one in await oversight.flags(session, staff)] == ["又迟到了"]
        with pytest.raises(NotAllowed):
            await oversight.mark_seen(session, both.mentor, "feedback", found.id, now=now)
        with pytest.raises(NotFound):
            await oversight.mark_seen(session, staff, "note", 99, now=now)


async def test_search_finds_students_and_nobody_else(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=2)
    async with db.transaction() as session:
        found = await oversight.students(session, town.staff[0], "学生")
        assert [one.name for one in found] == ["学生0", "学生1"]
        assert await oversight.students(session, town.staff[0], "老师0") == []
        assert await oversight.students(session, town.staff[0], "%") == []
        assert [one.id for one in await oversight.mentors(session, town.staff[0], "老师1")] == [
            town.mentors[1]
        ]
        (mentor,) = await session.scalars(select(Mentor).where(Mentor.id == town.mentors[0]))
        mentor.number, mentor.appointed = "T007", False
        await session.flush()
        assert await oversight.mentors(session, town.staff[0], "T007") == [mentor]
        with pytest.raises(NotAllowed):
            await oversight.students(session, town.students[0], "学生")
        await pairing.declare(
            session, town.students[0], town.mentors[0], town.students[0].id, "blocked", now=now
        )
        (pair,) = await oversight.conflicts(session, town.staff[0], now=now)
        assert pair.by == "学生0"
