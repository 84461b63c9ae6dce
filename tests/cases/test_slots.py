"""Hours of instruments: taken once, given back, and never by two."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from cases.form_cases import FormIncomplete
from cases.models import Request
from cases.slots import BookedHour, SlotTaken
from core.accounts import Actor, Role
from core.db import Database
from core.errors import ReasonNeeded
from staff.bookings import BOOKINGS
from tests.mentors.people import person


@pytest.fixture
async def student(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STUDENT)


@pytest.fixture
async def staff(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STAFF)


async def draft(
    db: Database, who: Actor, now: datetime, source: str, *, start: int = 9, hours: int = 2
) -> int:
    day = (now + timedelta(days=3)).date().isoformat()
    async with db.transaction() as session:
        case = await BOOKINGS.begin(session, who, source, now=now)
        for key, value in {
            "instrument": "laser",
            "day": day,
            "start": start,
            "hours": hours,
            "use": "切外壳",
            "trained": True,
        }.items():
            await BOOKINGS.answer(session, who, case.id, key, value, now=now)
        return case.id


async def act(
    db: Database, who: Actor, case: int, event: str, now: datetime, note: str = ""
) -> str:
    async with db.transaction() as session:
        found = await BOOKINGS.find(session, case, who)
        await BOOKINGS.act(session, found, event, who, now=now, note=note)
        return found.state


async def booked(db: Database, case: int) -> list[datetime]:
    async with db.reading() as session:
        rows = await session.scalars(
            select(BookedHour.starts_at).where(BookedHour.request_id == case)
        )
        return sorted(rows)


async def test_submitting_takes_the_hours_in_shanghai(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await draft(any_db, student, now, "1")
    assert await booked(any_db, case) == []

    await act(any_db, student, case, "submit", now)

    assert await booked(any_db, case) == [
        datetime(2026, 11, 23, 1, tzinfo=UTC),
        datetime(2026, 11, 23, 2, tzinfo=UTC),
    ]


async def test_who_comes_second_is_told_before_and_when_submitting(
    any_db: Database, student: Actor, now: datetime
) -> None:
    first = await draft(any_db, student, now, "1", start=9)
    second = await draft(any_db, student, now, "2", start=10)
    await act(any_db, student, first, "submit", now)

    with pytest.raises(FormIncomplete):
        await act(any_db, student, second, "submit", now)
    async with any_db.reading() as session:
        ready = await BOOKINGS.readiness(session, await session.get_one(Request, second), now=now)
    assert [one.key for one in ready.obstacles] == ["error-slot-taken"]
    assert await booked(any_db, second) == []


@pytest.mark.parametrize("event", ["withdraw", "refuse"])
async def test_hours_are_given_back(
    any_db: Database, student: Actor, staff: Actor, now: datetime, event: str
) -> None:
    case = await draft(any_db, student, now, "1")
    await act(any_db, student, case, "submit", now)

    who = student if event == "withdraw" else staff
    await act(any_db, who, case, event, now, "设备检修")

    assert await booked(any_db, case) == []
    again = await draft(any_db, student, now, "2")
    assert await act(any_db, student, again, "submit", now) == "submitted"


async def test_refusing_needs_a_reason(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    case = await draft(any_db, student, now, "1")
    await act(any_db, student, case, "submit", now)

    with pytest.raises(ReasonNeeded):
        await act(any_db, staff, case, "refuse", now, "  ")
    assert len(await booked(any_db, case)) == 2


async def test_neither_too_late_nor_in_the_past(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await draft(any_db, student, now, "1", start=20, hours=3)
    async with any_db.reading() as session:
        ready = await BOOKINGS.readiness(session, await session.get_one(Request, case), now=now)
    assert [one.key for one in ready.obstacles] == ["error-slot-closed"]

    case = await draft(any_db, student, now, "2", start=9)
    with pytest.raises(FormIncomplete):  # the day itself has become a day of the past
        await act(any_db, student, case, "submit", now + timedelta(days=4))


async def test_of_many_at_once_one_has_the_hour(any_db: Database, now: datetime) -> None:
    people = []
    async with any_db.transaction() as session:
        for _ in range(6):
            people.append(await person(session, now, Role.STUDENT))
    cases = [await draft(any_db, who, now, "1", start=9 + n % 2) for n, who in enumerate(people)]

    done = await asyncio.gather(
        *(act(any_db, who, case, "submit", now) for who, case in zip(people, cases, strict=True)),
        return_exceptions=True,
    )

    assert sum(one == "submitted" for one in done) == 1
    refused = [one for one in done if one != "submitted"]
    assert all(isinstance(one, SlotTaken | FormIncomplete) for one in refused), refused
    async with any_db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(BookedHour)) == 2
