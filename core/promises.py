"""Promised times that the school has set otherwise than the state tables do.

A promise that runs keeps what was promised; the next one takes the new time.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts import Actor, Role
from core.db import Base, Session
from core.errors import DomainError
from core.periods import Period, Unit
from core.workflow import Workflow

LONGEST = {Unit.HOURS: 8760, Unit.CALENDAR: 365, Unit.WORKING: 250, Unit.MONTHS: 12}
"""A year at most, in each unit; an hour at least."""


class PeriodNotValid(DomainError):
    """No period, or longer than ``LONGEST`` allows."""

    key = "error-promised-period"


class NothingPromised(DomainError):
    """The kind has no such state, or its table promises nothing there."""

    key = "error-nothing-promised"


class PromisedTime(Base):
    """How soon the step after ``state`` is promised for cases of ``kind``, and why so."""

    __tablename__ = "promised_times"
    kind: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str]
    reason: Mapped[str]
    changed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    since: Mapped[datetime]


async def period(session: Session, kind: str, state: str, usual: Period) -> Period:
    """What is promised to cases that come into ``state`` now; ``usual`` is the table's word."""
    edited = await session.scalar(
        select(PromisedTime.period).where(PromisedTime.kind == kind, PromisedTime.state == state)
    )
    return Period.parse(edited) if edited else usual


async def edited(session: Session) -> dict[tuple[str, str], PromisedTime]:
    """All that differ from the tables, by kind and state."""
    rows = await session.scalars(select(PromisedTime))
    return {(row.kind, row.state): row for row in rows}


async def edited_for(session: Session, kind: str) -> dict[str, str]:
    """The periods of one kind that differ from its table, by state."""
    rows = await session.scalars(select(PromisedTime).where(PromisedTime.kind == kind))
    return {row.state: row.period for row in rows}


def usual(workflow: Workflow) -> Iterator[tuple[str, Period]]:
    """Every state in which the table promises a time, with it, in the order of the table."""
    seen = set()
    for rule in workflow.rules:
        if isinstance(rule.within, Period) and rule.next not in seen:
            seen.add(rule.next)
            yield rule.next, rule.within


def parse(workflow: Workflow, state: str, text: str) -> Period:
    """A time that may be promised in ``state``. Raises NothingPromised, PeriodNotValid."""
    if state not in dict(usual(workflow)):
        raise NothingPromised(kind=workflow.kind, state=state)
    try:
        wanted = Period.parse(text.strip().lower())
    except ValueError:
        raise PeriodNotValid from None
    if wanted.count > LONGEST[wanted.unit]:
        raise PeriodNotValid
    return wanted


async def change(
    session: Session,
    actor: Actor,
    workflow: Workflow,
    state: str,
    text: str,
    *,
    reason: str,
    now: datetime,
) -> None:
    """From now on promise the period ``text`` in ``state``.

    Raises NotAllowed unless a head does it, and what ``parse`` raises.
    """
    actor.require(Role.HEAD)
    wanted = parse(workflow, state, text)
    await session.merge(
        PromisedTime(
            kind=workflow.kind,
            state=state,
            period=str(wanted),
            reason=reason,
            changed_by=actor.id,
            since=now,
        )
    )
    await session.flush()
