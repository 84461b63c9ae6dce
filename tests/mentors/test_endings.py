"""How relations pause, go on and end, and what both think of it then."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core.accounts import Role
from core.db import Database, Session
from core.errors import NotAllowed, NotFound, NotPossibleNow
from core.kinds import Kinds, keep_time
from core.outbox import Notice
from mentors import bookings, endings, feedback, meetings
from mentors.endings import EndReason, ReasonTooLong
from mentors.feedback import Average, FlagNotValid, StarsNotValid
from mentors.models import Mentor, Relation
from mentors.relations import Mentoring
from tests.mentors.pairs import Pair, formed, pair, person

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Ear:
    """Writes down what whoever keeps the places would be told."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, session: Session, relation: Relation, /, *, now: datetime) -> None:
        self.heard.append(relation.state)


async def active(db: Database, *, now: datetime, first: int = 7) -> Pair:
    """A pair that has met once."""
    async with db.transaction() as session:
        both = await formed(session, now=now, first=first)
        meeting = await bookings.propose(
            session, both.student, both.relation_id, now + DAY, now=now
        )
        await bookings.confirm(session, both.mentor, meeting.id, now=now)
    async with db.transaction() as session:
        await meetings.hold(session, both.mentor, meeting.id, now=now + DAY + HOUR)
    return both


async def notices(db: Database, account_id: int) -> list[str]:
    async with db.reading() as session:
        return list(
            await session.scalars(
                select(Notice.key).where(Notice.account_id == account_id).order_by(Notice.id)
            )
        )


async def test_an_early_end_is_private_frees_the_place_and_gives_priority(
    any_db: Database, now: datetime
) -> None:
    ear = Ear()
    kind = Mentoring(on_end=ear)
    both = await active(any_db, now=now)
    later = now + 3 * DAY
    with pytest.raises(ReasonTooLong):
        async with any_db.transaction() as session:
            await endings.end_early(
                session, kind, both.relation_id, both.student, "长" * 501, now=later
            )
    async with any_db.transaction() as session:
        assert await endings.priority(session, both.student.id, now=later) == 0
    for reason in (EndReason.FIT, EndReason.TIME):
        async with any_db.transaction() as session:
            relation = await endings.end_early(
                session, kind, both.relation_id, both.student, reason, now=later
            )
    assert (relation.state, relation.end_reason, ear.heard) == ("ended", "fit", ["ended"])
    async with any_db.transaction() as session:
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        assert await endings.reason_of(session, kind, both.relation_id, staff) == "fit"
        assert await endings.priority(session, both.student.id, now=later) == 1
        assert await endings.priority(session, both.student.id, now=later + 91 * DAY) == 0
        told = await session.scalar(
            select(Notice).where(Notice.key == "mentoring-end-early-mentor")
        )
    assert told is not None
    assert "fit" not in str(told.params)
    assert "mentoring-end-early-student" not in await notices(any_db, both.student.id)
    with pytest.raises(NotAllowed):
        async with any_db.transaction() as session:
            await endings.reason_of(session, kind, both.relation_id, both.mentor)


async def test_finishing_needs_the_wish_of_both(db: Database, now: datetime) -> None:
    ear = Ear()
    kind = Mentoring(on_end=ear)
    both = await active(db, now=now)
    async with db.transaction() as session:
        waiting = await pair(session, now=now, first=20)
    with pytest.raises(NotPossibleNow):
        async with db.transaction() as session:
            await endings.finish(session, kind, waiting.relation_id, waiting.student, now=now)
    states = []
    for actor in (both.student, both.student, both.mentor, both.mentor):
        async with db.transaction() as session:
            relation = await endings.finish(session, kind, both.relation_id, actor, now=now + DAY)
            states.append(relation.state)
    assert states == ["active", "active", "completed", "completed"]
    assert ear.heard == ["completed"]
    assert (await notices(db, both.mentor.id))[-2:] == [
        "mentoring-finish-wish-mentor",
        "mentoring-finish-mentor",
    ]


async def test_near_the_end_both_are_asked_and_both_must_renew(
    any_db: Database, now: datetime
) -> None:
    kind = Mentoring()
    both = await active(any_db, now=now)
    with pytest.raises(NotPossibleNow):
        async with any_db.transaction() as session:
            await endings.renew(session, kind, both.relation_id, both.student, now=now)
    near = datetime.fromisoformat("2027-05-06T10:00+08:00")
    assert await endings.near_end(any_db, kind, now=near - DAY) == 0
    assert await endings.near_end(any_db, kind, now=near) == 1
    assert await endings.near_end(any_db, kind, now=near) == 0
    states = []
    for actor in (both.mentor, both.mentor, both.student):
        async with any_db.transaction() as session:
            relation = await endings.renew(session, kind, both.relation_id, actor, now=near)
            states.append(relation.state)
    assert states == ["renewing", "renewing", "active"]
    assert relation.ends_on == date(2027, 11, 20)
    assert not relation.student_renews
    assert [key for key in await notices(any_db, both.student.id) if "renew" in key] == [
        "mentoring-renew-wish-student",
        "mentoring-renew-student",
    ]


async def test_who_does_not_renew_lets_it_end_by_itself(db: Database, now: datetime) -> None:
    ear = Ear()
    kind = Mentoring(on_end=ear)
    both = await active(db, now=now)
    near = datetime.fromisoformat("2027-05-06T10:00+08:00")
    async with db.transaction() as session:
        # The calendar of 2027 is not published yet; staff enter it.
        from core import clock

        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        await clock.confirm_year(session, staff, 2027, source="演示", now=now)
    await endings.near_end(db, kind, now=near)
    async with db.transaction() as session:
        await endings.renew(session, kind, both.relation_id, both.student, now=near)
        await endings.finish(session, kind, both.relation_id, both.student, now=near)
        relation = await session.get_one(Relation, both.relation_id)
        assert (relation.student_renews, relation.student_done) == (False, True)
    await keep_time(db, Kinds([kind]), now=near + 20 * DAY)

    assert ear.heard == ["completed"]
    assert (await notices(db, both.student.id))[-1] == "mentoring-finish-student"


async def test_a_pause_ends_by_itself_after_sixty_days(db: Database, now: datetime) -> None:
    kind = Mentoring()
    both = await active(db, now=now)
    async with db.transaction() as session:
        from core import clock

        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        await clock.confirm_year(session, staff, 2027, source="演示", now=now)
        relation = await kind.find(session, both.relation_id, both.mentor)
        await kind.act(session, relation, "pause", both.mentor, now=now)
    await keep_time(db, Kinds([kind]), now=now + 63 * DAY)
    async with db.reading() as session:
        assert (await session.get_one(Relation, both.relation_id)).state == "active"


async def test_a_student_who_leaves_ends_all_of_theirs(db: Database, now: datetime) -> None:
    ear = Ear()
    kind = Mentoring(on_end=ear)
    both = await active(db, now=now)
    async with db.transaction() as session:
        await pair(session, now=now, first=20)
        assert await endings.leave(session, kind, both.mentor, now=now + 2 * DAY) == 0
        assert await endings.leave(session, kind, both.student, now=now + 2 * DAY) == 1
        assert await endings.leave(session, kind, both.student, now=now + 2 * DAY) == 0
    assert ear.heard == ["ended"]


async def test_feedback_is_blind_and_counts_once(any_db: Database, now: datetime) -> None:
    kind = Mentoring()
    both = await active(any_db, now=now)
    with pytest.raises(NotPossibleNow):
        async with any_db.transaction() as session:
            await feedback.give(session, both.student, both.relation_id, 5, now=now)
    async with any_db.transaction() as session:
        stranger = await person(session, 99, "路人", now=now)
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        await endings.end_early(session, kind, both.relation_id, both.mentor, "time", now=now)
    for stars in (0, 6):
        with pytest.raises(StarsNotValid):
            async with any_db.transaction() as session:
                await feedback.give(session, both.student, both.relation_id, stars, now=now)
    with pytest.raises(NotFound):
        async with any_db.transaction() as session:
            await feedback.give(session, stranger, both.relation_id, 5, now=now)
    with pytest.raises(NotFound):
        async with any_db.transaction() as session:
            await feedback.flag(session, both.student, both.relation_id, "有话说", now=now)
    for actor, stars in ((both.student, 4), (both.student, 1), (both.mentor, 2)):
        async with any_db.transaction() as session:
            await feedback.give(session, actor, both.relation_id, stars, now=now)
    for text in ("", "长" * 501):
        with pytest.raises(FlagNotValid):
            async with any_db.transaction() as session:
                await feedback.flag(session, both.student, both.relation_id, text, now=now)
    async with any_db.transaction() as session:
        await feedback.flag(session, both.student, both.relation_id, "请老师看看", now=now)
        mentor = await session.get_one(Mentor, both.mentor_id)
        assert (mentor.rating_sum, mentor.rating_count) == (4.0, 1)
        assert [one.flag for one in await feedback.flags(session, staff)] == ["请老师看看"]
        assert await feedback.average(session, both.mentor_id) is None
    assert "feedback-flag-staff" not in await notices(any_db, both.mentor.id)
    with pytest.raises(NotAllowed):
        async with any_db.transaction() as session:
            await feedback.flags(session, both.mentor)


async def test_a_mentor_sees_averages_that_move_by_three(db: Database, now: datetime) -> None:
    seen = []
    async with db.transaction() as session:
        from mentors.agreements import agree
        from tests.mentors.pairs import accepted, mentor_row

        guide = await person(session, 8, "青松", Role.MENTOR, now=now)
        row = await mentor_row(session, guide, "青松老师", now=now, capacity=9)
        for number, stars in enumerate((5, 4, 3, 1, 1, 1)):
            student = await person(session, 100 + number, "学生", Role.STUDENT, now=now)
            relation = await accepted(session, student, row, now=now)
            for actor in (student, guide):
                await agree(session, Mentoring(), relation.id, actor, 1, now=now)
            await endings.end_early(session, Mentoring(), relation.id, student, "", now=now)
            await feedback.give(session, student, relation.id, stars, now=now)
            seen.append(await feedback.average(session, row.id))
    assert seen == [None, None, Average(4.0, 3), Average(4.0, 3), Average(4.0, 3), Average(2.5, 6)]
