"""Mentors' profiles: begun, changed one answer at a time, away, paused, claimed by their owner."""

from datetime import date, datetime
from typing import Unpack, cast

from sqlalchemy import false, or_, select, update
from sqlalchemy.exc import IntegrityError

from core import accounts
from core.accounts import Actor, Invite, Role
from core.clock import local_day
from core.db import Session
from core.errors import DomainError, NotFound
from mentors import offers, places, strikes
from mentors.columns import month_end
from mentors.embedding import after
from mentors.models import Mentor
from mentors.particulars import (
    LISTS,
    MentorWordNotValid,
    VacationNotValid,
    Values,
    checked,
)

STAFF = (Role.STAFF, Role.HEAD, Role.ADMIN)
STAFF_ONLY = frozenset({"number", "kind", "origin"})
_INVITED = "mentor-profile-"


class ProfileExists(DomainError):
    """The account already has a mentor's profile, or the number another mentor."""

    key = "error-mentor-exists"


async def own(session: Session, actor: Actor) -> Mentor | None:
    """The actor's profile as a mentor, if there is one."""
    return await session.scalar(select(Mentor).where(Mentor.account_id == actor.id))


async def get(session: Session, actor: Actor, mentor_id: int) -> Mentor:
    """A profile for its mentor or staff. Raises NotFound, also when it is another mentor's."""
    mentor = await session.get(Mentor, mentor_id)
    if mentor is None or not (mentor.account_id == actor.id or actor.roles.intersection(STAFF)):
        raise NotFound(id=mentor_id)
    return mentor


async def create(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    account_id: int | None = None,
    **values: Unpack[Values],
) -> Mentor:
    """A new profile: of the actor, who is a mentor, or by staff for somebody (perhaps without an
    account yet). It is nobody's to choose until the appointment.

    Raises NotAllowed, ProfileExists and what ``checked`` raises.
    """
    if account_id != actor.id:
        actor.require(*STAFF)
    else:
        actor.require(Role.MENTOR, *STAFF)
    given = checked({"name": "", **values})
    taken = or_(
        (Mentor.account_id == account_id) if account_id is not None else false(),
        (Mentor.number == given["number"]) if given.get("number") else false(),
    )
    if await session.scalar(select(Mentor.id).where(taken).limit(1)) is not None:
        raise ProfileExists
    mentor = Mentor(account_id=account_id, joined_at=now, changed_at=now, **given)
    try:
        async with session.begin_nested():
            session.add(mentor)
    except IntegrityError as error:  # a second tap, at the same moment
        raise ProfileExists from error
    return mentor


async def edit(
    session: Session, actor: Actor, mentor_id: int, *, now: datetime, **values: Unpack[Values]
) -> Mentor:
    """Change what is given, for the mentor or staff.

    Another biography loses its vector until the next ``embed_missing``. Raises NotFound, NotAllowed
    for what only staff may set (``STAFF_ONLY``), what ``checked`` raises and, for a capacity below
    the places in use, ``places.CapacityInUse``.
    """
    mentor = await _locked(session, actor, mentor_id)
    if STAFF_ONLY.intersection(values):
        actor.require(*STAFF)
    given = checked(values)
    if (capacity := given.pop("capacity", None)) is not None:
        await places.set_capacity(session, mentor_id, capacity, now=now)
        await session.refresh(mentor)
    changes = {name: value for name, value in given.items() if getattr(mentor, name) != value}
    if "bio" in changes:
        changes["vector"] = None
    for name, value in changes.items():
        setattr(mentor, name, value)
    if changes:
        mentor.changed_at = after(mentor.changed_at, now)
    await session.flush()
    return mentor


async def choose(
    session: Session,
    actor: Actor,
    mentor_id: int,
    field: str,
    word: str,
    *,
    chosen: bool,
    now: datetime,
) -> Mentor:
    """Let ``word`` stand in a list of the profile, or not; twice is as good as once.

    Raises as ``edit`` does.
    """
    if field not in LISTS:
        raise MentorWordNotValid(field=field, word=word)
    mentor = await _locked(session, actor, mentor_id)
    others = [one for one in getattr(mentor, field) if one != word]
    changed = cast("Values", {field: [*others, word] if chosen else others})
    return await edit(session, actor, mentor_id, now=now, **changed)


async def go_away(
    session: Session,
    actor: Actor,
    mentor_id: int,
    first: date | None,
    last: date | None,
    *,
    now: datetime,
) -> Mentor:
    """A vacation from ``first`` to ``last`` included; None and None end it.

    One that has begun already takes the open offers back: their students are waiting.
    Raises NotFound, and VacationNotValid when it ends before it begins or is over already.
    """
    if (first is None) != (last is None):
        raise VacationNotValid
    if first is not None and last is not None and (last < first or last < local_day(now)):
        raise VacationNotValid
    await get(session, actor, mentor_id)
    if first is not None and first <= local_day(now):
        # Before anything of the mentor is locked: offers lock their students and requests first.
        await offers.mentor_away(session, mentor_id, now=now)
    mentor = await _locked(session, actor, mentor_id)
    mentor.vacation_from, mentor.vacation_to = first, last
    mentor.changed_at = after(mentor.changed_at, now)
    await session.flush()
    return mentor


async def pause(
    session: Session, actor: Actor, mentor_id: int, *, paused: bool, now: datetime
) -> Mentor:
    """No new requests until this month ends in Shanghai, or again from now on. Raises NotFound.

    A pause that missed meetings brought is neither shortened nor ended (``strikes``).
    """
    mentor = await _locked(session, actor, mentor_id)
    counted = None
    if mentor.account_id is not None:
        counted = await strikes.paused_until(session, mentor.account_id, now=now)
    wanted = [day for day in (counted, month_end(now) if paused else None) if day is not None]
    mentor.paused_until = max(wanted, default=None)
    mentor.changed_at = after(mentor.changed_at, now)
    await session.flush()
    return mentor


async def invite(session: Session, actor: Actor, mentor_id: int, *, now: datetime) -> str:
    """A code by which the person behind a profile without an account signs in and claims it.

    Raises NotFound, ProfileExists when it is claimed already, NotAllowed.
    """
    actor.require(*STAFF)
    mentor = await get(session, actor, mentor_id)
    if mentor.account_id is not None:
        raise ProfileExists
    note = f"{_INVITED}{mentor_id}"
    return await accounts.invite(session, Role.MENTOR, actor, now=now, note=note)


async def claim(session: Session, actor: Actor, *, now: datetime) -> Mentor | None:
    """Make the profile theirs for which the actor used an invite; None when there is none.

    The first to use an invite of a profile has it; who has a profile keeps that one.
    """
    if await own(session, actor) is not None:
        return None
    notes = await session.scalars(
        select(Invite.note)
        .where(Invite.used_by == actor.id, Invite.role == Role.MENTOR)
        .where(Invite.note.startswith(_INVITED))
        .order_by(Invite.used_at.desc())
    )
    for note in notes:
        claimed = await session.execute(
            update(Mentor)
            .where(Mentor.id == int(note.removeprefix(_INVITED)), Mentor.account_id.is_(None))
            .values(account_id=actor.id)
            .returning(Mentor.id)
        )
        if (mentor_id := claimed.scalar()) is not None:
            mentor = await session.get_one(Mentor, mentor_id, populate_existing=True)
            mentor.changed_at = after(mentor.changed_at, now)
            return mentor
    return None


async def silent(session: Session, actor: Actor, *, least: int = 3) -> list[Mentor]:
    """Appointed mentors who left at least ``least`` offers in a row unanswered, the longest first.

    For staff, who call them: pausing them by itself was measured and does not help. Raises
    NotAllowed.
    """
    actor.require(*STAFF)
    found = await session.scalars(
        select(Mentor)
        .where(Mentor.appointed, Mentor.silent >= least)
        .order_by(Mentor.silent.desc(), Mentor.id)
    )
    return list(found)


async def _locked(session: Session, actor: Actor, mentor_id: int) -> Mentor:
    mentor = await session.get(Mentor, mentor_id, with_for_update=True, populate_existing=True)
    if mentor is None or not (mentor.account_id == actor.id or actor.roles.intersection(STAFF)):
        raise NotFound(id=mentor_id)
    return mentor
