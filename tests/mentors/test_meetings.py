"""Meetings: agreed on by both, moved in time, held or missed, and what a miss costs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import outbox
from core.accounts import Role
from core.db import Database, Session
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow
from core.outbox import Notice
from mentors import agreements, bookings, meetings, strikes
from mentors.bookings import MeetingOutsideTerm, MeetingOverlaps, PlaceTooLong, TooManyMeetings
from mentors.calendars import calendar_file
from mentors.meetings import MeetingPast, TooLateToMove
from mentors.models import Meeting, Mentor, Relation, Strike
from mentors.relations import Mentoring
from mentors.strikes import AppealNotValid, AppealTooLate, RequestsPaused
from tests.mentors.pairs import Pair, accepted, formed, pair, person

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

Act = Callable[[Session], Awaitable[object]]


async def refused(db: Database, error: type[DomainError], act: Act) -> None:
    with pytest.raises(error):
        async with db.transaction() as session:
            await act(session)


async def booked(db: Database, both: Pair, start: datetime, *, now: datetime) -> int:
    """A meeting that the student proposed and the mentor confirmed."""
    async with db.transaction() as session:
        meeting = await bookings.propose(session, both.student, both.relation_id, start, now=now)
        await bookings.confirm(session, both.mentor, meeting.id, now=now)
        return meeting.id


async def test_slots_come_from_the_weekly_times_of_both(db: Database, now: datetime) -> None:
    """Now is a Friday; both have Wednesday evening, and only the mentor Saturday morning."""
    async with db.transaction() as session:
        both = await formed(session, now=now)
        relation = await session.get_one(Relation, both.relation_id)
        found = await bookings.suggestions(session, relation, now=now)
        busy = await bookings.propose(session, both.student, both.relation_id, found[0], now=now)
        left = await bookings.suggestions(session, relation, now=now)

    shown = [start.strftime("%m-%d %H:%M") for start in found]
    assert shown == ["11-25 19:00", "11-25 20:00", "12-02 19:00", "12-02 20:00"]
    assert [start.strftime("%m-%d %H:%M") for start in left] == [
        "11-25 20:00", "12-02 19:00", "12-02 20:00",
    ]  # fmt: skip
    assert busy.state == "proposed"


async def test_a_time_is_proposed_once_and_confirmed_by_the_other(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        both = await formed(session, now=now)
    start = now + 2 * DAY
    async with any_db.transaction() as session:
        first = await bookings.propose(session, both.student, both.relation_id, start, now=now)
        again = await bookings.propose(session, both.student, both.relation_id, start, now=now)
        assert first.id == again.id
    await refused(
        any_db, NotAllowed, lambda s: bookings.confirm(s, both.student, first.id, now=now)
    )
    async with any_db.transaction() as session:
        same = await bookings.propose(session, both.mentor, both.relation_id, start, now=now)
        assert (same.id, same.state) == (first.id, "confirmed")
    async with any_db.transaction() as session:
        twice = await bookings.confirm(session, both.mentor, first.id, now=now)
        notices = await outbox.due(session, now=now, limit=100)
    assert twice.state == "confirmed"
    told = [(n.account_id, n.key) for n in notices if n.key.startswith("meeting")]
    assert told == [
        (both.mentor.id, "meeting-propose-mentor"),
        (both.student.id, "meeting-confirm-student"),
    ]


async def test_times_that_cannot_be_are_refused(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
        stranger = await person(session, 99, "路人", now=now)
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        waiting = await pair(session, now=now, first=20)

    def propose(start: datetime, **more: str) -> Act:
        return lambda s: bookings.propose(s, both.student, both.relation_id, start, now=now, **more)

    await refused(db, MeetingPast, propose(now - HOUR))
    await refused(db, MeetingPast, propose(now + timedelta(minutes=29)))
    await refused(db, MeetingOutsideTerm, propose(now + 200 * DAY))
    await refused(db, PlaceTooLong, propose(now + DAY, place="长" * 201))
    for other in (stranger, staff):
        await refused(
            db,
            NotFound,
            lambda s, who=other: bookings.propose(  # type: ignore[misc]
                s, who, both.relation_id, now + DAY, now=now
            ),
        )
    await refused(
        db,
        MeetingOutsideTerm,
        lambda s: bookings.propose(s, waiting.student, waiting.relation_id, now + DAY, now=now),
    )
    for days in range(1, 6):
        async with db.transaction() as session:
            await propose(now + days * DAY)(session)
    await refused(db, TooManyMeetings, propose(now + 6 * DAY))


async def test_nobody_is_in_two_meetings_at_once(any_db: Database, now: datetime) -> None:
    """The mentor has a second student; both students ask for the same hour at the same moment."""
    async with any_db.transaction() as session:
        both = await formed(session, now=now)
        second = await person(session, 30, "小禾", Role.STUDENT, now=now)
        mentor = await session.get_one(Mentor, both.mentor_id)
        other = await accepted(session, second, mentor, now=now)
        for actor in (second, both.mentor):
            await agreements.agree(session, Mentoring(), other.id, actor, 1, now=now)
    start = now + 2 * DAY

    async def ask(which: int) -> str:
        actor, relation = ((both.student, both.relation_id), (second, other.id))[which]
        try:
            async with any_db.transaction() as session:
                moment = start + which * 30 * timedelta(minutes=1)
                await bookings.propose(session, actor, relation, moment, now=now)
        except MeetingOverlaps:
            return "overlaps"
        return "asked"

    assert sorted(await asyncio.gather(ask(0), ask(1))) == ["asked", "overlaps"]
    async with any_db.transaction() as session:
        await bookings.propose(session, second, other.id, start + 3 * HOUR, now=now)
        number = await session.scalar(select(func.count()).select_from(Meeting))
    assert number == 2


async def test_a_meeting_moves_until_three_hours_before(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
    start = now + DAY
    first = await booked(db, both, start, now=now)
    late = start - 2 * HOUR
    await refused(
        db,
        TooLateToMove,
        lambda s: bookings.reschedule(s, both.mentor, first, start + DAY, now=late),
    )
    await refused(
        db, MeetingPast, lambda s: bookings.reschedule(s, both.mentor, first, now, now=now)
    )
    async with db.transaction() as session:
        new = await bookings.reschedule(session, both.mentor, first, start + DAY, now=now)
        old = await session.get_one(Meeting, first)
        await bookings.confirm(session, both.student, new.id, now=now)
    assert (old.state, new.state, new.first_id, new.sequence) == ("moved", "confirmed", first, 1)
    entry = calendar_file(new, "师徒见面", now=now).decode()
    assert f"UID:meeting-{first}@mentorbot" in entry
    assert "DTSTART:20261122T080000Z" in entry
    assert "SEQUENCE:1" in entry
    assert "STATUS:CANCELLED" in calendar_file(old, "师徒见面", now=now).decode()


async def test_canceling_early_is_free_and_late_counts(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
    start = now + DAY
    free = await booked(db, both, start, now=now)
    async with db.transaction() as session:
        await meetings.cancel(session, both.student, free, now=start - 4 * HOUR)
        assert await strikes.counted(session, both.student.id, now=start) == []
    late = await booked(db, both, start + DAY, now=now)
    for _ in range(2):
        async with db.transaction() as session:
            await meetings.cancel(session, both.student, late, now=start + DAY - HOUR)
    async with db.reading() as session:
        counted = await strikes.counted(session, both.student.id, now=start + DAY)
        notice = await session.scalar(select(Notice).where(Notice.key == "strike-given"))
    assert [one.reason for one in counted] == ["late-cancel"]
    assert notice is not None
    assert [action.event for action in notice.buttons] == ["appeal"]
    begun = await booked(db, both, start + 3 * DAY, now=now)
    await refused(
        db,
        NotPossibleNow,
        lambda s: meetings.cancel(s, both.student, begun, now=start + 3 * DAY + HOUR / 2),
    )


async def test_the_first_meeting_held_begins_the_relation(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
    start = now + DAY
    meeting = await booked(db, both, start, now=now)
    await refused(
        db, NotPossibleNow, lambda s: meetings.hold(s, both.mentor, meeting, now=start - HOUR)
    )
    for actor in (both.mentor, both.student):
        async with db.transaction() as session:
            held = await meetings.hold(session, actor, meeting, now=start + HOUR)
            relation = await session.get_one(Relation, both.relation_id)
    assert (held.state, relation.state) == ("held", "active")


async def test_a_no_show_is_reported_after_ten_minutes_within_a_week(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
    start = now + DAY
    meeting = await booked(db, both, start, now=now)

    def report(at: datetime) -> Act:
        return lambda s: meetings.miss(s, both.student, meeting, own_fault=False, now=at)

    await refused(db, NotPossibleNow, report(start + timedelta(minutes=9)))
    await refused(db, NotPossibleNow, report(start + 7 * DAY + HOUR))
    async with db.transaction() as session:
        await report(start + timedelta(minutes=10))(session)
    async with db.transaction() as session:
        again = await meetings.miss(
            session, both.mentor, meeting, own_fault=False, now=start + HOUR
        )
        counted = await session.scalars(select(Strike.account_id))
        assert counted.all() == [both.mentor.id]
    assert again.state == "missed"


async def strike(db: Database, both: Pair, number: int, *, now: datetime) -> int:
    """The mentor misses one more meeting; returns the strike."""
    start = now + number * DAY
    meeting = await booked(db, both, start, now=now)
    async with db.transaction() as session:
        await meetings.miss(session, both.student, meeting, own_fault=False, now=start + HOUR)
        found = await session.scalar(select(Strike.id).where(Strike.meeting_id == meeting))
    assert found is not None
    return found


async def test_two_strikes_warn_four_pause_and_a_lifted_one_ends_the_pause(
    any_db: Database, now: datetime
) -> None:
    db = any_db
    async with db.transaction() as session:
        both = await formed(session, now=now)
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
    given = [await strike(db, both, number, now=now) for number in (1, 2, 3)]
    async with db.reading() as session:
        mentor = await session.get_one(Mentor, both.mentor_id)
        assert mentor.paused_until is None
    given.append(await strike(db, both, 4, now=now))
    last = now + 4 * DAY + HOUR
    async with db.reading() as session:
        mentor = await session.get_one(Mentor, both.mentor_id)
        keys = list(
            await session.scalars(
                select(Notice.key).where(Notice.key.like("strike-%")).order_by(Notice.id)
            )
        )
    assert mentor.paused_until == date(2026, 12, 21)
    assert keys == [
        "strike-given", "strike-remind", "strike-remind", "strike-pause", "strike-pause-staff",
    ]  # fmt: skip

    def appeal(text: str, at: datetime) -> Act:
        return lambda s: strikes.appeal(s, both.mentor, given[3], text, now=at)

    await refused(db, AppealNotValid, appeal(" ", last))
    await refused(db, AppealNotValid, appeal("长" * 501, last))
    await refused(db, AppealTooLate, appeal("当天停电", last + 8 * DAY))
    await refused(
        db, NotFound, lambda s: strikes.appeal(s, both.student, given[3], "替他说", now=last)
    )
    await refused(
        db, NotPossibleNow, lambda s: strikes.decide(s, staff, given[3], lifted=True, now=last)
    )
    async with db.transaction() as session:
        await appeal("当天停电", last)(session)
        waiting = await strikes.open_appeals(session, staff)
    assert [one.id for one in waiting] == [given[3]]
    await refused(
        db, NotAllowed, lambda s: strikes.decide(s, both.student, given[3], lifted=True, now=last)
    )
    for lifted in (True, False):
        async with db.transaction() as session:
            decided = await strikes.decide(session, staff, given[3], lifted=lifted, now=last)
            mentor = await session.get_one(Mentor, both.mentor_id)
    assert (decided.lifted, mentor.paused_until) == (True, None)


async def test_ending_or_pausing_drops_meetings_ahead(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
    first = await booked(db, both, now + DAY, now=now)
    async with db.transaction() as session:
        await meetings.hold(session, both.student, first, now=now + DAY + HOUR)
    ahead = await booked(db, both, now + 5 * DAY, now=now)
    kind = Mentoring()
    async with db.transaction() as session:
        relation = await kind.find(session, both.relation_id, both.student)
        await kind.act(session, relation, "pause", both.student, now=now + 2 * DAY)
        assert (await session.get_one(Meeting, ahead)).state == "canceled"
        assert (await session.get_one(Meeting, first)).state == "held"
    await refused(
        db,
        MeetingOutsideTerm,
        lambda s: bookings.propose(
            s, both.student, both.relation_id, now + 6 * DAY, now=now + 2 * DAY
        ),
    )


async def test_four_strikes_keep_a_student_from_new_requests(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
    for number in (1, 2, 3, 4):
        meeting = await booked(db, both, now + number * DAY, now=now)
        async with db.reading() as session:
            await strikes.may_ask(session, both.student.id, now=now + number * DAY)
        async with db.transaction() as session:
            await meetings.miss(
                session, both.student, meeting, own_fault=True, now=now + number * DAY + HOUR
            )
    later = now + 5 * DAY
    await refused(db, RequestsPaused, lambda s: strikes.may_ask(s, both.student.id, now=later))
    async with db.reading() as session:
        await strikes.may_ask(session, both.student.id, now=now + 32 * DAY)
