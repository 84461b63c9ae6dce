"""Incubators that can be applied to: when they take applications, and which seats are free."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, Subquery, func, or_, select

from core import accounts, outbox
from core.accounts import Role
from core.actions import Action
from core.clock import local_day
from core.db import Session
from core.errors import DomainError, NotFound
from core.outbox import Param
from staff.models import Application, Programme, Stay, Window
from staff.tables import INCUBATION, STAY

KEEPS_SEAT = ("publicised", "signing", "countersigning")
"""States of an application for which a seat is kept."""


class NoWindow(DomainError):
    """The programme takes no applications, and no day is known from which it will."""

    key = "error-programme-no-window"


class WindowNotOpen(DomainError):
    key = "error-programme-not-yet"


class WindowClosed(DomainError):
    """Too late; the draft stays."""

    key = "error-programme-closed"


async def open_ones(session: Session) -> list[Programme]:
    """The programmes that are run, the oldest first."""
    found = await session.scalars(select(Programme).where(Programme.active).order_by(Programme.id))
    return list(found)


async def find(session: Session, programme_id: int) -> Programme:
    """Raises NotFound, also when it is no longer run."""
    programme = await session.get(Programme, programme_id)
    if programme is None or not programme.active:
        raise NotFound(id=programme_id)
    return programme


async def current_window(session: Session, programme_id: int, *, now: datetime) -> Window | None:
    """The window that is open; of several the one that closes last."""
    found: Window | None = await session.scalar(
        _windows(programme_id)
        .where(Window.opens_at <= now, Window.closes_at > now)
        .order_by(Window.closes_at.desc())
        .limit(1)
    )
    return found


async def next_window(session: Session, programme_id: int, *, now: datetime) -> Window | None:
    """The next that will open."""
    found: Window | None = await session.scalar(
        _windows(programme_id).where(Window.opens_at > now).order_by(Window.opens_at).limit(1)
    )
    return found


async def window_for(session: Session, programme_id: int, *, now: datetime) -> Window:
    """The window an application begun now is for: the open one, else the next.

    Raises NoWindow when there is neither.
    """
    found = await current_window(session, programme_id, now=now) or await next_window(
        session, programme_id, now=now
    )
    if found is None:
        raise NoWindow
    return found


def last_day(moment: datetime) -> date:
    """The last day before ``moment``, which is the first one after: "until 24:00 of" that day."""
    return local_day(moment - timedelta(microseconds=1))


async def submits_until(session: Session, case: Application) -> datetime | None:
    """The first moment at which the draft can no longer be submitted; None without a window."""
    window = await session.get(Window, case.window_id) if case.window_id else None
    ends = [window.closes_at if window else None, case.extended_until]
    return max((end for end in ends if end is not None), default=None)


async def require_open(session: Session, case: Application, *, now: datetime) -> None:
    """Raises WindowNotOpen or WindowClosed, with the day, unless it may be submitted now."""
    window = await session.get(Window, case.window_id) if case.window_id else None
    until = await submits_until(session, case)
    if window is None or until is None:
        raise NoWindow
    if now >= until:
        raise WindowClosed(day=last_day(until).isoformat())
    if now < window.opens_at:
        raise WindowNotOpen(day=local_day(window.opens_at).isoformat())


def overdue_drafts(now: datetime) -> Select[int]:
    """The ids of drafts whose window has closed and whom no extension helps."""
    return (
        select(Application.id)
        .join(Window, Window.id == Application.window_id)
        .where(
            Application.state == "draft",
            Window.closes_at <= now,
            or_(Application.extended_until.is_(None), Application.extended_until <= now),
        )
        .order_by(Application.id)
    )


async def hold(session: Session, programme_id: int) -> None:
    """Let nobody else give away seats of the programme until the transaction ends."""
    await session.get(Programme, programme_id, with_for_update=True)


async def places_left(session: Session, programme_id: int) -> int:
    """How many teams can still be admitted: beside those that stay and those a seat is kept for."""
    programme = await session.get_one(Programme, programme_id)
    kept = await session.scalar(
        select(func.count())
        .select_from(Application)
        .where(Application.programme_id == programme_id, Application.state.in_(KEEPS_SEAT))
    )
    staying = await session.scalar(select(func.count()).select_from(_staying(programme_id)))
    return programme.seats - (kept or 0) - (staying or 0)


async def free_seats(session: Session, programme_id: int, besides: int = 0) -> list[str]:
    """The names of the seats that nobody has and that are kept for nobody, in order.

    The seat kept for the application ``besides`` counts as free.
    """
    programme = await session.get_one(Programme, programme_id)
    taken = set(
        await session.scalars(
            select(Application.seat).where(
                Application.programme_id == programme_id,
                Application.state.in_(KEEPS_SEAT),
                Application.id != besides,
            )
        )
    )
    stays = _staying(programme_id)
    taken |= set(await session.scalars(select(stays.c.seat)))
    return [seat for seat in seats(programme) if seat not in taken]


async def seat_freed(session: Session, programme_id: int, *, now: datetime) -> None:
    """Heads hear who is first on the waiting list, once for each of them and each day."""
    if await places_left(session, programme_id) < 1:
        return
    first = await session.scalar(
        select(Application)
        .where(Application.programme_id == programme_id, Application.state == "waitlisted")
        .order_by(Application.submitted_at, Application.id)
        .limit(1)
    )
    if first is None:
        return
    told: dict[str, Param] = {
        "number": first.number or "",
        "title": str(first.form.get("title") or ""),
    }
    day = local_day(now).isoformat()
    for head in sorted(await accounts.with_role(session, Role.HEAD)):
        await outbox.put(
            session,
            head,
            "incubation-seat-free-head",
            told,
            now=now,
            dedupe_key=f"incubation-{first.id}-{first.steps}-seat-{day}-{head}",
            actions=[Action(INCUBATION.kind, first.id, "approve")],
        )


def seats(programme: Programme) -> list[str]:
    """The names of all its seats."""
    width = max(2, len(str(programme.seats)))
    return [f"{programme.seat_prefix}{n:0{width}}" for n in range(1, programme.seats + 1)]


def _staying(programme_id: int) -> Subquery:
    return (
        select(Stay.seat)
        .join(Application, Application.id == Stay.application_id)
        .where(Application.programme_id == programme_id, Stay.state.not_in(STAY.final_states))
        .subquery()
    )


def _windows(programme_id: int) -> Select[Window]:
    return select(Window).where(Window.programme_id == programme_id)
