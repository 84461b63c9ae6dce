"""Promised times: when a step of a case is due, what stopped the count, and whose turn has come."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, Index, and_, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from core import cards, clock, db
from core.cards import Promise
from core.clock import Calendar, CalendarMissing, Deadline, local_day
from core.db import Base, Session
from core.errors import NotPossibleNow
from core.periods import Period, Unit

LEASE = timedelta(minutes=2)
YELLOW_BELOW = 0.25
REMIND_AT = 0.8
"""The share of a promised time after which those who must act are reminded (``escalation``)."""
OWN_PACE = frozenset({"", "student"})
"""Whose turn nobody is hurried over: nothing follows, or the applicant decides how soon."""


class Colour(StrEnum):
    """How a promise stands: at most a quarter of the time left is yellow, late is red."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    PAUSED = "paused"
    UNCOUNTED = "uncounted"


class Timer(Base):
    """The promise that runs in the present state of a case; at most one is open.

    ``event`` happens by itself at the end ("" when the promise is only watched). ``due_at`` is
    None while the calendar of a year that matters is missing: nothing fires on a guess.
    ``pauses`` are [from, to or None, reason], times in ISO format. ``reminders`` are periods, after
    the start ("24h") or before the end ("-5d"); ``reminded`` counts those that are behind us.
    ``raised`` counts the levels of ``escalation`` that are; None where nobody is told of lateness
    so. ``raise_at`` is when the next is reached.
    """

    __tablename__ = "timers"
    __table_args__ = (
        Index(
            "uq_timers_open",
            "kind",
            "case_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_timers_queue", "ended_at", "fired_at", "due_at"),
        Index("ix_timers_reminders", "ended_at", "fired_at", "remind_at"),
        Index("ix_timers_raising", "ended_at", "raise_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_id: Mapped[int]
    state: Mapped[str]
    event: Mapped[str]
    period: Mapped[str]
    basis: Mapped[str]
    started_at: Mapped[datetime]
    remind_on: Mapped[date | None]
    due_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
    pauses: Mapped[list[list[str | None]]] = mapped_column(JSON, default=list)
    reminders: Mapped[list[str]] = mapped_column(JSON, default=list)
    reminded: Mapped[int] = mapped_column(default=0)
    remind_at: Mapped[datetime | None] = mapped_column(default=None)
    raised: Mapped[int | None] = mapped_column(default=None)
    raise_at: Mapped[datetime | None] = mapped_column(default=None)
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    fired_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def pause_reason(self) -> str:
        """Why the count stands still, "" when it runs."""
        return (self.pauses[-1][2] or "") if self.paused_at else ""


async def start(
    session: Session,
    kind: str,
    case_id: int,
    *,
    state: str,
    event: str,
    period: Period,
    basis: str,
    now: datetime,
    reminders: Sequence[str] = (),
    escalates: bool = False,
) -> Timer:
    """Begin to count; the timer open before for this case must have been stopped.

    ``escalates``: where nothing happens by itself at the end, people are told in levels.
    """
    timer = Timer(
        kind=kind,
        case_id=case_id,
        state=state,
        event=event,
        period=str(period),
        basis=basis,
        started_at=now,
        pauses=[],
        reminders=list(reminders),
        reminded=0,
        raised=0 if escalates and not event else None,
    )
    _count(timer, await clock.load(session))
    session.add(timer)
    await session.flush()
    return timer


async def go_on(
    session: Session, kind: str, case_id: int, *, state: str, reason: str, now: datetime
) -> Timer:
    """Count on from where the case last left ``state``; the time between counts as a pause.

    ``reason`` is what it waited in, shown to the applicant. Raises NotPossibleNow when nothing was
    promised there before.
    """
    before = await session.scalar(
        select(Timer)
        .where(Timer.kind == kind, Timer.case_id == case_id, Timer.state == state)
        .order_by(Timer.id.desc())
        .limit(1)
    )
    if before is None or before.ended_at is None:
        raise NotPossibleNow(kind=kind, event="go-on")
    pause = [[_written(before.ended_at), _written(now), reason]] if before.ended_at < now else []
    timer = Timer(
        kind=kind,
        case_id=case_id,
        state=state,
        event=before.event,
        period=before.period,
        basis=before.basis,
        started_at=before.started_at,
        pauses=[*before.pauses, *pause],
        reminders=list(before.reminders),
        reminded=before.reminded,
        raised=before.raised,
    )
    _count(timer, await clock.load(session))
    session.add(timer)
    await session.flush()
    return timer


async def running(session: Session, kind: str, case_id: int) -> Timer | None:
    """The open timer of a case, locked; ``seen`` looks at it."""
    return await session.scalar(
        select(Timer)
        .where(Timer.kind == kind, Timer.case_id == case_id, Timer.ended_at.is_(None))
        .with_for_update()
    )


async def seen(session: Session, kind: str, case_id: int) -> Timer | None:
    """The open timer of a case, for blocks that only look."""
    return await session.scalar(
        select(Timer).where(Timer.kind == kind, Timer.case_id == case_id, Timer.ended_at.is_(None))
    )


async def pause(session: Session, kind: str, case_id: int, reason: str, *, now: datetime) -> Timer:
    """Stop counting, for a reason that the applicant is shown.

    Raises NotPossibleNow when nothing runs or it stands still already.
    """
    timer = await running(session, kind, case_id)
    if timer is None or timer.paused_at is not None or timer.fired_at is not None:
        raise NotPossibleNow(kind=kind, event="pause")
    if not reason.strip():
        raise ValueError("a pause needs a reason")
    timer.paused_at = now
    timer.pauses = [*timer.pauses, [_written(now), None, reason]]
    await cards.follow(session, kind, case_id, promise_of(timer))
    return timer


async def resume(session: Session, kind: str, case_id: int, *, now: datetime) -> Timer:
    """Count on; the end moves by as many days (of the timer's sort) as the count stood still.

    Raises NotPossibleNow when it was not paused.
    """
    timer = await running(session, kind, case_id)
    if timer is None or timer.paused_at is None:
        raise NotPossibleNow(kind=kind, event="resume")
    *before, last = timer.pauses
    timer.pauses = [*before, [last[0], _written(now), last[2]]]
    timer.paused_at = None
    _count(timer, await clock.load(session))
    await cards.follow(session, kind, case_id, promise_of(timer))
    return timer


async def due_timers(
    session: Session, *, now: datetime, limit: int = 20, lease: timedelta = LEASE
) -> list[Timer]:
    """Take timers that are over, must remind or be raised, each by one worker until the lease ends.

    Do each over timer's event through the service of its kind, with no actor, in a transaction of
    its own; ``mark_fired`` those without an event, ``mark_reminded`` those that reminded and
    ``mark_raised`` those that went up. What is not done comes again after the lease.
    """
    unfired = Timer.fired_at.is_(None)
    await recount(session)
    return await db.claim(
        session,
        Timer,
        Timer.ended_at.is_(None),
        Timer.paused_at.is_(None),
        or_(
            and_(unfired, Timer.due_at <= now),
            and_(unfired, Timer.remind_at <= now),
            Timer.raise_at <= now,
        ),
        Timer.lease_until.is_(None) | (Timer.lease_until <= now),
        values={"lease_until": now + lease},
        order_by=(Timer.due_at, Timer.id),
        limit=limit,
    )


async def mark_fired(session: Session, timer_id: int, *, now: datetime) -> None:
    """Note that the end of a merely watched promise was dealt with (people were told)."""
    await session.execute(
        update(Timer).where(Timer.id == timer_id, Timer.fired_at.is_(None)).values(fired_at=now)
    )


def mark_reminded(timer: Timer, *, now: datetime) -> None:
    """Note that a reminder went out: all moments until now are behind us, in one reminder."""
    moments = _moments(timer)
    timer.reminded = sum(moment <= now for moment in moments)
    timer.remind_at = moments[timer.reminded] if timer.reminded < len(moments) else None
    timer.lease_until = None


def mark_raised(timer: Timer, levels: int, moments: Sequence[datetime]) -> None:
    """Note that so many levels are behind us; ``moments`` are those of ``rungs``."""
    timer.raised = levels
    timer.raise_at = moments[levels] if levels < len(moments) else None
    timer.lease_until = None


def rungs(timer: Timer, calendar: Calendar) -> list[datetime]:
    """When each level of ``escalation`` is reached: near the end, at it, and at twice the time.

    What stood still counts not. Where the calendar cannot tell twice the time, the clock does.
    """
    if timer.raised is None or timer.due_at is None:
        return []
    length = timer.due_at - timer.started_at - _stood_still(timer)
    try:
        twice = _deadline(timer, calendar, times=2).at
    except CalendarMissing:
        twice = timer.due_at + length
    return [timer.due_at - (1 - REMIND_AT) * length, timer.due_at, twice]


async def recount(session: Session) -> int:
    """Count what could not be counted before; returns how many timers still wait for a calendar."""
    waiting = list(
        await session.scalars(
            select(Timer)
            .where(Timer.ended_at.is_(None), Timer.due_at.is_(None))
            .with_for_update(skip_locked=True)
        )
    )
    if waiting:
        calendar = await clock.load(session)
        for timer in waiting:
            _count(timer, calendar)
            if timer.due_at is not None:
                await cards.follow(session, timer.kind, timer.case_id, promise_of(timer))
        await session.flush()
    return sum(timer.due_at is None for timer in waiting)


def is_over(timer: Timer, now: datetime) -> bool:
    """Whether its event may happen: counted, not paused, and the last moment passed."""
    return timer.paused_at is None and timer.due_at is not None and timer.due_at <= now


def promised(timer: Timer) -> str:
    """The end as people read it: "11-25 18:00" for hours, the last day for anything longer."""
    if timer.due_at is None:
        return ""
    if Period.parse(timer.period).unit is Unit.HOURS:
        return timer.due_at.astimezone(clock.SHANGHAI).strftime("%m-%d %H:%M")
    return local_day(timer.due_at - timedelta(microseconds=1)).isoformat()


def promise_of(timer: Timer | None) -> Promise:
    """How the timer stands, as cards keep it."""
    if timer is None:
        return Promise()
    if timer.paused_at is not None:
        return Promise(paused=True)
    if timer.due_at is None:
        return Promise()
    return Promise(timer.due_at - YELLOW_BELOW * (timer.due_at - timer.started_at), timer.due_at)


def colour(timer: Timer, now: datetime) -> Colour:
    """How the timer stands; "uncounted" while the calendar of a year is missing."""
    return colour_of(promise_of(timer), now)


def colour_of(promise: Promise, now: datetime) -> Colour:
    if promise.paused:
        return Colour.PAUSED
    if promise.due_at is None or promise.yellow_at is None:
        return Colour.UNCOUNTED
    if promise.due_at <= now:
        return Colour.RED
    return Colour.YELLOW if promise.yellow_at <= now else Colour.GREEN


def _count(timer: Timer, calendar: Calendar) -> None:
    try:
        deadline = _deadline(timer, calendar)
    except CalendarMissing:
        timer.remind_on = timer.due_at = None
    else:
        timer.remind_on, timer.due_at = deadline.raw, deadline.at
    moments = _moments(timer)
    timer.remind_at = moments[timer.reminded] if timer.reminded < len(moments) else None
    levels = rungs(timer, calendar)
    timer.raise_at = levels[timer.raised or 0] if (timer.raised or 0) < len(levels) else None


def _moments(timer: Timer) -> list[datetime]:
    """When the timer reminds, in order; those outside its own time are left out."""
    if timer.due_at is None:
        return []
    moments = []
    for reminder in timer.reminders:
        length = Period.parse(reminder.removeprefix("-")).elapsed
        moment = timer.started_at + length + _stood_still(timer)
        moments.append(timer.due_at - length if reminder.startswith("-") else moment)
    return sorted(moment for moment in moments if timer.started_at < moment < timer.due_at)


def _stood_still(timer: Timer) -> timedelta:
    return sum(
        (
            datetime.fromisoformat(until) - datetime.fromisoformat(since)
            for since, until, _ in timer.pauses
            if since is not None and until is not None
        ),
        timedelta(),
    )


def _deadline(timer: Timer, calendar: Calendar, *, times: int = 1) -> Deadline:
    period = Period.parse(timer.period)
    period = Period(times * period.count, period.unit)
    suspended = 0
    for since, until, _ in timer.pauses:
        if since is not None and until is not None:
            suspended += _suspended(
                datetime.fromisoformat(since), datetime.fromisoformat(until), period.unit, calendar
            )
    return calendar.deadline(timer.started_at, period, suspended=suspended)


def _suspended(since: datetime, until: datetime, unit: Unit, calendar: Calendar) -> int:
    if unit is Unit.HOURS:
        return int((until - since).total_seconds())
    if unit is Unit.WORKING:
        return calendar.count_working(local_day(since), local_day(until))
    return (local_day(until) - local_day(since)).days


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
