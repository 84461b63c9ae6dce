"""Places are counted where nobody counts past the limit."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from core.db import Database
from core.errors import NotFound
from mentors import offers, places, requests
from mentors.locks import lock_mentors, lock_students
from mentors.models import Mentor, StudentPlaces
from mentors.places import Outcome
from tests.mentors import town as towns
from tests.mentors.town import Town


async def hold(db: Database, town: Town, mentor: int, now: datetime, student: int = 0) -> bool:
    async with db.transaction() as session:
        await lock_students(session, [town.students[student].id])
        await lock_mentors(session, [town.mentors[mentor]])
        return await places.hold(session, town.students[student].id, town.mentors[mentor], now=now)


async def numbers(db: Database, town: Town) -> tuple[int, int, int]:
    """Used places of the first mentor, offers and mentors of the first student."""
    async with db.reading() as session:
        share = await session.get_one(StudentPlaces, town.students[0].id)
        mentor = await session.get_one(Mentor, town.mentors[0])
        return mentor.used, share.holds, share.seats


async def test_the_last_place_is_given_once(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, students=2, capacities=[1])

    assert await hold(any_db, town, 0, now)
    assert not await hold(any_db, town, 0, now, student=1)

    assert await numbers(any_db, town) == (1, 1, 0)


async def test_a_place_is_held_taken_and_given_back(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, capacities=[1])
    student, mentor = town.students[0].id, town.mentors[0]
    await hold(any_db, town, 0, now)

    async with any_db.transaction() as session:
        await places.seat(session, student, mentor)
    assert await numbers(any_db, town) == (1, 0, 1)
    async with any_db.transaction() as session:
        await places.leave(session, student, mentor)
    assert await numbers(any_db, town) == (0, 0, 0)

    with pytest.raises(places.NoPlaceForStudent):
        async with any_db.transaction() as session:
            await places.free(session, student, mentor, Outcome.NO)


async def test_two_offers_at_once_are_the_most(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    assert await hold(any_db, town, 0, now)
    assert await hold(any_db, town, 1, now)

    with pytest.raises(places.NoPlaceForStudent):
        await hold(any_db, town, 2, now)

    async with any_db.reading() as session:
        assert (await session.get_one(Mentor, town.mentors[2])).used == 0


@pytest.mark.parametrize(
    "change",
    [
        {"accepting": False},
        {"appointed": False},
        {"account_id": None},
        {"vacation_from": date(2026, 11, 20), "vacation_to": date(2026, 11, 20)},
        {"paused_until": date(2026, 11, 20)},
        {"monthly_limit": 0},
    ],
)
async def test_who_is_not_there_gives_no_place(
    any_db: Database, now: datetime, change: dict[str, Any]
) -> None:
    town = await towns.found(any_db, now, capacities=[1, 1])
    async with any_db.transaction() as session:
        await session.execute(update(Mentor).where(Mentor.id == town.mentors[0]).values(**change))

    assert not await hold(any_db, town, 0, now)
    assert await hold(any_db, town, 1, now)


async def test_after_the_last_day_of_leave_there_are_places_again(
    db: Database, now: datetime
) -> None:
    town = await towns.found(db, now, capacities=[1])
    async with db.transaction() as session:
        mentor = await session.get_one(Mentor, town.mentors[0])
        mentor.vacation_from, mentor.vacation_to = date(2026, 11, 1), date(2026, 11, 20)

    assert not await hold(db, town, 0, now)
    assert await hold(db, town, 0, now + timedelta(days=1))


async def test_capacity_is_never_less_than_what_runs(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, students=2, capacities=[3])
    await hold(any_db, town, 0, now)
    await hold(any_db, town, 0, now, student=1)

    with pytest.raises(places.CapacityInUse) as refusal:
        async with any_db.transaction() as session:
            await places.set_capacity(session, town.mentors[0], 1, now=now)
    assert refusal.value.params == {"used": 2, "capacity": 1}

    async with any_db.transaction() as session:
        await places.set_capacity(session, town.mentors[0], 2, now=now)
        assert (await session.get_one(Mentor, town.mentors[0])).capacity == 2


@pytest.mark.parametrize("capacity", [-1, 201, 10**9])
async def test_no_capacity_that_nobody_can_mean(db: Database, now: datetime, capacity: int) -> None:
    town = await towns.found(db, now)

    with pytest.raises(places.CapacityNotValid) as refusal:
        async with db.transaction() as session:
            await places.set_capacity(session, town.mentors[0], capacity, now=now)
    assert refusal.value.params == {"most": 200}
    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await places.set_capacity(session, 999, 1, now=now)


@pytest.mark.parametrize(
    "values", [{"used": 2}, {"used": -1}, {"capacity": -1}, {"capacity": 10**9}]
)
async def test_the_database_itself_refuses_what_slipped_past_us(
    any_db: Database, now: datetime, values: dict[str, int]
) -> None:
    town = await towns.found(any_db, now, capacities=[1])

    with pytest.raises(IntegrityError):
        async with any_db.transaction() as session:
            await session.execute(
                update(Mentor).where(Mentor.id == town.mentors[0]).values(**values)
            )


async def test_the_month_has_its_own_limit(any_db: Database, now: datetime) -> None:
    """One new student a month; an offer that was declined does not count."""
    town = await towns.found(any_db, now, students=3, capacities=[3], monthly_limit=1)
    for student, answer in ((0, "decline"), (1, "accept")):
        async with any_db.transaction() as session:
            request = await requests.submit(
                session,
                town.students[student],
                town.projects[student],
                [town.mentors[0]],
                "问",
                "k",
                now=now,
            )
            mentor = await session.get_one(Mentor, town.mentors[0])
            (offer,) = await offers.open_for(session, mentor)
            act = offers.decline if answer == "decline" else offers.accept
            await act(session, offer.id, town.teachers[0], now=now)
            assert request.id

    assert not await hold(any_db, town, 0, now, student=2)
    assert await hold(any_db, town, 0, datetime(2026, 12, 1, tzinfo=now.tzinfo), student=2)
