"""What mentoring does by the clock, each thing once."""

from datetime import datetime, timedelta

from sqlalchemy import select

from core.db import Database
from core.outbox import Notice
from mentors import bookings, daily, meetings
from mentors.models import Meeting
from tests.mentors.pairs import Pair, formed

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def arranged(
    db: Database, now: datetime, start: datetime, *, confirmed: bool = True
) -> tuple[Pair, int]:
    async with db.transaction() as session:
        both = await formed(session, now=now)
        meeting = await bookings.propose(session, both.student, both.relation_id, start, now=now)
        if confirmed:
            await bookings.confirm(session, both.mentor, meeting.id, now=now)
        return both, meeting.id


async def told(db: Database, account_id: int, after: str) -> list[tuple[str, str]]:
    async with db.reading() as session:
        rows = await session.scalars(
            select(Notice).where(Notice.account_id == account_id).order_by(Notice.id)
        )
        found = [(n.key, n.created_at.strftime("%m-%d %H:%M")) for n in rows]
    return [one for one in found if one[0].startswith("meeting") and one[1] > after]


async def test_a_meeting_is_announced_asked_about_and_let_go(db: Database, now: datetime) -> None:
    """Wednesday 19:00 in Shanghai is 11:00 UTC."""
    start = datetime.fromisoformat("2026-11-25T19:00+08:00")
    both, meeting = await arranged(db, now, start)
    moment = start - 30 * HOUR
    for _ in range(24 * 4 * 2):
        await daily.keep_up(db, now=moment)
        moment += 30 * MINUTE

    assert await told(db, both.mentor.id, "11-20 09:00") == [
        ("meeting-tomorrow-mentor", "11-24 11:00"),
        ("meeting-soon-mentor", "11-25 10:00"),
        ("meeting-ask-held-mentor", "11-25 12:00"),
        ("meeting-ask-again-mentor", "11-26 12:00"),
    ]
    await daily.keep_up(db, now=start + 8 * DAY + HOUR)
    async with db.reading() as session:
        assert (await session.get_one(Meeting, meeting)).state == "unreported"


async def test_late_meetings_are_asked_about_in_the_morning_until_somebody_answers(
    db: Database, now: datetime
) -> None:
    start = datetime.fromisoformat("2026-11-25T21:00+08:00")
    both, meeting = await arranged(db, now, start)
    await daily.keep_up(db, now=start + 2 * HOUR)
    assert "meeting-ask-held-student" not in [k for k, _ in await told(db, both.student.id, "")]
    await daily.keep_up(db, now=start + 12 * HOUR)
    assert (await told(db, both.student.id, ""))[-1] == ("meeting-ask-held-student", "11-26 01:00")
    async with db.transaction() as session:
        await meetings.hold(session, both.student, meeting, now=start + 13 * HOUR)
    async with db.reading() as session:
        left = await session.scalars(select(Notice).where(Notice.key.like("meeting-ask-%")))
        assert left.all() == []
    assert await daily.keep_up(db, now=start + 3 * DAY) == 0


async def test_who_books_at_short_notice_is_reminded_an_hour_ahead_only(
    db: Database, now: datetime
) -> None:
    both, _ = await arranged(db, now, now + 5 * HOUR)
    await daily.keep_up(db, now=now + MINUTE)
    await daily.keep_up(db, now=now + 4 * HOUR + MINUTE)

    assert [key for key, _ in await told(db, both.student.id, "11-20 08:01")] == [
        "meeting-soon-student"
    ]


async def test_a_proposal_that_nobody_confirmed_ends_with_its_hour(
    any_db: Database, now: datetime
) -> None:
    both, meeting = await arranged(any_db, now, now + 5 * HOUR, confirmed=False)
    assert await daily.keep_up(any_db, now=now + 4 * HOUR) == 0
    assert await daily.keep_up(any_db, now=now + 5 * HOUR) == 1
    assert await daily.keep_up(any_db, now=now + 5 * HOUR) == 0
    async with any_db.reading() as session:
        assert (await session.get_one(Meeting, meeting)).state == "canceled"
    assert (await told(any_db, both.student.id, ""))[-1][0] == "meeting-expire-student"
