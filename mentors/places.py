"""Places: how many a mentor has given and a student has taken, counted where nobody counts past.

Every change is one guarded UPDATE, and CHECK constraints stand behind it. Callers have locked the
rows (``locks``). Why: docs/decisions/0011-places.md.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from core.clock import local_day
from core.db import Session
from core.errors import DomainError, NotFound
from mentors.columns import COUNTS_AS_NEW, month_begin
from mentors.models import MOST_PLACES, Mentor, Offer, StudentPlaces
from mentors.pacing import MOST_OPEN


class NoPlaceForStudent(DomainError):
    """The student has two offers out, or a mentor already."""

    key = "error-student-places"


class CapacityNotValid(DomainError):
    key = "error-capacity"


class CapacityInUse(DomainError):
    """More places are held or taken than the new capacity has; nothing was changed."""

    key = "error-capacity-in-use"


class Outcome(StrEnum):
    """How an offer ended, for the mentor's record: a withdrawn one counts for nothing."""

    YES = "yes"
    NO = "no"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


_FRESH: dict[str, Any] = {"populate_existing": True, "synchronize_session": False}

_RECORD: dict[Outcome, dict[str, Any]] = {
    Outcome.YES: {"asked": Mentor.asked + 1, "yes": Mentor.yes + 1, "silent": 0},
    Outcome.NO: {"asked": Mentor.asked + 1, "silent": 0},
    Outcome.SILENT: {"asked": Mentor.asked + 1, "silent": Mentor.silent + 1},
    Outcome.WITHDRAWN: {},
}


async def hold(session: Session, student_id: int, mentor_id: int, *, now: datetime) -> bool:
    """Keep one of the mentor's places for the student; both are locked by the caller.

    False, and nothing changed, when the mentor has none to give today: full, the month's limit
    reached, away, or not accepting. Raises NoPlaceForStudent; then nothing may be committed.
    """
    month = await session.scalar(
        select(func.count())
        .select_from(Offer)
        .where(
            Offer.mentor_id == mentor_id,
            Offer.opened_at >= month_begin(now),
            Offer.state.in_(COUNTS_AS_NEW),
        )
    )
    taken = await session.scalars(
        update(Mentor)
        .where(
            Mentor.id == mentor_id,
            Mentor.used < Mentor.capacity,
            or_(Mentor.monthly_limit.is_(None), Mentor.monthly_limit > (month or 0)),
            present(local_day(now)),
        )
        .values(used=Mentor.used + 1)
        .returning(Mentor)
        .execution_options(**_FRESH)
    )
    if taken.first() is None:
        return False
    await _count(
        session,
        student_id,
        {"holds": StudentPlaces.holds + 1},
        StudentPlaces.holds < MOST_OPEN,
        StudentPlaces.seats == 0,
    )
    return True


async def seat(session: Session, student_id: int, mentor_id: int) -> None:
    """The held place becomes the relation's; the mentor said yes. Raises NoPlaceForStudent."""
    await _count(
        session,
        student_id,
        {"holds": StudentPlaces.holds - 1, "seats": StudentPlaces.seats + 1},
        StudentPlaces.holds > 0,
        StudentPlaces.seats == 0,
    )
    await session.execute(update(Mentor).where(Mentor.id == mentor_id).values(_RECORD[Outcome.YES]))


async def free(session: Session, student_id: int, mentor_id: int, outcome: Outcome) -> None:
    """Give back a held place, and write down how the offer ended."""
    await _count(session, student_id, {"holds": StudentPlaces.holds - 1}, StudentPlaces.holds > 0)
    await _give_back(session, mentor_id, _RECORD[outcome])


async def leave(session: Session, student_id: int, mentor_id: int) -> None:
    """Give back the place of a relation that is over."""
    await _count(session, student_id, {"seats": StudentPlaces.seats - 1}, StudentPlaces.seats > 0)
    await _give_back(session, mentor_id, {})


async def set_capacity(session: Session, mentor_id: int, capacity: int, *, now: datetime) -> None:
    """How many students the mentor takes at once; the caller has checked who asks.

    Raises CapacityNotValid outside 0 to ``MOST_PLACES``, NotFound, and CapacityInUse, which says
    how many places are in use: somebody must finish first.
    """
    if not 0 <= capacity <= MOST_PLACES:
        raise CapacityNotValid(most=MOST_PLACES)
    changed = await session.scalars(
        update(Mentor)
        .where(Mentor.id == mentor_id, Mentor.used <= capacity)
        .values(capacity=capacity, changed_at=now)
        .returning(Mentor)
        .execution_options(**_FRESH)
    )
    if changed.first() is not None:
        return
    used = await session.scalar(select(Mentor.used).where(Mentor.id == mentor_id))
    if used is None:
        raise NotFound(id=mentor_id)
    raise CapacityInUse(used=used, capacity=capacity)


def present(today: date) -> ColumnElement[bool]:
    """Whether a mentor may be asked today, places aside: appointed, accepting, not away."""
    away = or_(
        and_(Mentor.vacation_from <= today, Mentor.vacation_to >= today),
        Mentor.paused_until >= today,
    )
    return and_(
        Mentor.appointed,
        Mentor.accepting,
        Mentor.account_id.is_not(None),
        func.coalesce(away, False).is_(False),
    )


async def _count(
    session: Session,
    student_id: int,
    values: dict[str, Any],
    *conditions: ColumnElement[bool],
) -> None:
    counted = await session.scalars(
        update(StudentPlaces)
        .where(StudentPlaces.account_id == student_id, *conditions)
        .values(values)
        .returning(StudentPlaces)
        .execution_options(**_FRESH)
    )
    if counted.first() is None:
        raise NoPlaceForStudent


async def _give_back(session: Session, mentor_id: int, record: dict[str, Any]) -> None:
    given = await session.scalars(
        update(Mentor)
        .where(Mentor.id == mentor_id, Mentor.used > 0)
        .values(used=Mentor.used - 1, **record)
        .returning(Mentor)
        .execution_options(**_FRESH)
    )
    if given.first() is None:
        raise RuntimeError(f"mentor {mentor_id} has no place to give back")
