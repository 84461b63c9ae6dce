"""How cases stand for their people: who is next, by when, what happened, and nothing of others."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cases import progress
from cases.models import Request
from core.accounts import Actor, Role
from core.db import Database
from core.errors import NotFound
from core.kinds import Kinds
from core.timers import Colour
from staff.bookings import BOOKING, BOOKINGS
from staff.finance import FINANCES
from tests.mentors.people import person

KINDS = Kinds([BOOKINGS, FINANCES])


@pytest.fixture
async def student(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STUDENT)


@pytest.fixture
async def staff(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STAFF)


async def submitted(db: Database, who: Actor, now: datetime, source: str = "1") -> int:
    day = (now + timedelta(days=9)).date().isoformat()
    answers = {"instrument": "scope", "day": day, "start": 9, "hours": 1, "use": "测波形"}
    async with db.transaction() as session:
        case = await BOOKINGS.begin(session, who, source, now=now)
        for key, value in {**answers, "trained": True}.items():
            await BOOKINGS.answer(session, who, case.id, key, value, now=now)
        await BOOKINGS.act(session, case, "submit", who, now=now)
        return case.id


async def look(db: Database, who: Actor, case: int, now: datetime) -> progress.Standing:
    async with db.reading() as session:
        return await progress.standing(session, KINDS, who, "booking", case, now=now)


async def test_tells_who_is_next_by_when_and_on_what_basis(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)

    found = await look(any_db, student, case, now)

    assert (found.state, found.turn, found.owner) == ("submitted", "staff", "")
    # Friday the 20th and two working days: Tuesday the 24th.
    assert (found.due, found.days_left, found.working) == ("2026-11-24", 2, True)
    assert (found.colour, found.basis) == (Colour.GREEN, "plan 19")
    assert [action.event for action in found.choices] == ["withdraw"]
    assert [step.state for step in found.steps] == ["draft", "submitted"]


async def test_the_last_day_and_after_it(any_db: Database, student: Actor, now: datetime) -> None:
    case = await submitted(any_db, student, now)

    last = await look(any_db, student, case, now + timedelta(days=4))
    late = await look(any_db, student, case, now + timedelta(days=5))

    assert (last.days_left, last.colour) == (0, Colour.YELLOW)
    assert (late.days_left, late.colour) == (0, Colour.RED)


async def test_history_names_staff_and_shows_what_the_reader_was_told(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)
    async with any_db.transaction() as session:
        found = await BOOKINGS.find(session, case, staff)
        await BOOKINGS.act(session, found, "refuse", staff, now=now, note="当天检修")

    seen = await look(any_db, student, case, now)

    assert [(step.by, step.note) for step in seen.steps][-1] == ("演示用户", "当天检修")
    assert (seen.due, seen.turn, seen.choices) == ("", "", [])


async def test_others_find_nothing(any_db: Database, student: Actor, now: datetime) -> None:
    case = await submitted(any_db, student, now)
    async with any_db.transaction() as session:
        other = await person(session, now, Role.STUDENT)

    with pytest.raises(NotFound):
        await look(any_db, other, case, now)
    with pytest.raises(NotFound):
        await look(any_db, student, case + 999, now)
    async with any_db.reading() as session:
        with pytest.raises(NotFound):
            await progress.standing(session, KINDS, student, "finance", case, now=now)
        assert await progress.own(session, other, set(), now=now) == []


async def test_lists_what_is_open_before_what_has_ended(
    any_db: Database, student: Actor, now: datetime
) -> None:
    first = await submitted(any_db, student, now, "1")
    async with any_db.transaction() as session:
        found = await BOOKINGS.find(session, first, student)
        await BOOKINGS.act(session, found, "withdraw", student, now=now)
    second = await submitted(any_db, student, now - timedelta(hours=1), "2")

    async with any_db.reading() as session:
        listed = await progress.own(session, student, set(), now=now)
        later = await progress.own(session, student, set(), now=now + timedelta(days=90))

    assert [card.case_id for card in listed] == [second, first]
    assert [card.case_id for card in later] == [second]


async def test_a_card_whose_case_is_gone_is_no_case(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)
    async with any_db.transaction() as session:
        await session.delete(await session.scalar(select(Request).where(Request.id == case)))

    with pytest.raises(NotFound):
        await look(any_db, student, case, now)


def test_the_list_of_powers_is_the_table() -> None:
    powers = [(one.state, one.turn, one.within, one.basis) for one in progress.powers(BOOKING)]

    assert powers == [
        ("draft", "student", "", "plan 19"),
        ("submitted", "staff", "2wd", "plan 19"),
        ("approved", "staff", "", "plan 19"),
    ]
