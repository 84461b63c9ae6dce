"""Missed and late-canceled meetings: counted for 30 days, appealed within 7, decided by staff."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core import accounts, outbox
from core.accounts import Account, Actor, Role
from core.actions import Action
from core.clock import local_day
from core.db import Session
from core.errors import DomainError, NotFound, NotPossibleNow
from mentors.models import Mentor, Strike

KIND = "strike"
WINDOW = timedelta(days=30)
REMIND_AT = 2
PAUSE_AT = 4
APPEAL_WITHIN = timedelta(days=7)
MAX_APPEAL = 500
NO_SHOW, LATE_CANCEL = "no-show", "late-cancel"


class AppealTooLate(DomainError):
    key = "error-appeal-late"


class AppealNotValid(DomainError):
    """An appeal says why, in at most 500 characters."""

    key = "error-appeal-text"


class RequestsPaused(DomainError):
    """Four count against the student: no new request before ``until``."""

    key = "error-strikes-paused"


async def add(
    session: Session, meeting_id: int, account_id: int, reason: str, *, when: Sequence[Any],
    now: datetime,
) -> Strike:  # fmt: skip
    """Count a meeting against somebody, once, and tell them how they may object.

    The second within 30 days warns; from the fourth on a mentor gets no new offers, and staff hear
    of it, until fewer than four are left.
    """
    known = await session.scalar(
        select(Strike).where(Strike.meeting_id == meeting_id, Strike.account_id == account_id)
    )
    if known is not None:
        return known
    await session.scalar(select(Account.id).where(Account.id == account_id).with_for_update())
    strike = Strike(meeting_id=meeting_id, account_id=account_id, reason=reason, at=now, appeal="")
    session.add(strike)
    await session.flush()
    number = len(await counted(session, account_id, now=now))
    word = "given"
    if number >= PAUSE_AT:
        word = "pause"
    elif number >= REMIND_AT:
        word = "remind"
    params: dict[str, outbox.Param] = {
        "reason": [f"strike-reason-{reason}"],
        "when": when,
        "number": number,
        "until": await _pause(session, account_id, now=now),
        "days": APPEAL_WITHIN.days,
    }
    await outbox.put(
        session,
        account_id,
        f"strike-{word}",
        params,
        now=now,
        dedupe_key=f"strike-{strike.id}",
        actions=[Action(KIND, strike.id, "appeal")],
    )
    if word == "pause":
        account = await session.get_one(Account, account_id)
        await _tell_staff(
            session, "strike-pause-staff", {"name": account.name, "number": number},
            once=f"strike-{strike.id}", now=now,
        )  # fmt: skip
    return strike


async def counted(session: Session, account_id: int, *, now: datetime) -> list[Strike]:
    """What counts against somebody now, the oldest first."""
    found = await session.scalars(
        select(Strike)
        .where(Strike.account_id == account_id, Strike.lifted.is_(False), Strike.at > now - WINDOW)
        .order_by(Strike.at, Strike.id)
    )
    return list(found)


async def paused_until(session: Session, account_id: int, *, now: datetime) -> date | None:
    """The first day on which fewer than four count again; None while they are fewer.

    For mentors the ranking knows it by ``Mentor.paused_until``; for students see ``may_ask``.
    """
    found = await counted(session, account_id, now=now)
    return local_day(found[-PAUSE_AT].at + WINDOW) if len(found) >= PAUSE_AT else None


async def may_ask(session: Session, account_id: int, *, now: datetime) -> None:
    """Raises RequestsPaused for a student against whom four count."""
    if (until := await paused_until(session, account_id, now=now)) is not None:
        raise RequestsPaused(until=until.isoformat())


async def appeal(
    session: Session, actor: Actor, strike_id: int, text: str, *, now: datetime
) -> Strike:
    """Object within 7 days; staff decide. A second objection changes nothing.

    Raises NotFound, AppealTooLate, AppealNotValid.
    """
    strike = await _locked(session, strike_id)
    if strike.account_id != actor.id:
        raise NotFound(id=strike_id)
    if strike.appealed_at is not None:
        return strike
    if now > strike.at + APPEAL_WITHIN:
        raise AppealTooLate(days=APPEAL_WITHIN.days)
    text = text.strip()
    if not text or len(text) > MAX_APPEAL:
        raise AppealNotValid(limit=MAX_APPEAL)
    strike.appeal, strike.appealed_at = text, now
    await session.flush()
    await _tell_staff(
        session, "strike-appeal-staff", {"appeal": text}, once=f"appeal-{strike.id}", now=now,
        actions=[Action(KIND, strike.id, "lift"), Action(KIND, strike.id, "keep")],
    )  # fmt: skip
    return strike


async def decide(
    session: Session, actor: Actor, strike_id: int, *, lifted: bool, now: datetime
) -> Strike:
    """Staff decide an appeal, once; a lifted strike counts no more, nor does its pause.

    The first decision stands. Raises NotAllowed, also for one's own strike; NotPossibleNow without
    an appeal.
    """
    actor.require(Role.STAFF, Role.HEAD)
    strike = await _locked(session, strike_id)
    if strike.appealed_at is None or strike.account_id == actor.id:
        raise NotPossibleNow(kind=KIND, event="decide")
    if strike.decided_at is not None:
        return strike
    strike.decided_by, strike.decided_at, strike.lifted = actor.id, now, lifted
    before = await session.scalar(
        select(Mentor.paused_until).where(Mentor.account_id == strike.account_id)
    )
    await session.flush()
    if lifted and before is not None:
        await _lift(session, strike, before, now=now)
    await outbox.put(
        session,
        strike.account_id,
        f"strike-{'lifted' if lifted else 'kept'}",
        {"reason": [f"strike-reason-{strike.reason}"]},
        now=now,
        dedupe_key=f"strike-{strike.id}-decided",
    )
    return strike


async def open_appeals(session: Session, actor: Actor) -> list[Strike]:
    """What staff have to decide, the oldest first. Raises NotAllowed."""
    actor.require(Role.STAFF, Role.HEAD)
    found = await session.scalars(
        select(Strike)
        .where(Strike.appealed_at.is_not(None), Strike.decided_at.is_(None))
        .order_by(Strike.appealed_at)
    )
    return list(found)


async def _pause(session: Session, account_id: int, *, now: datetime) -> str:
    """Keep new offers from a mentor for as long as four count; returns the day, "" for none."""
    until = await paused_until(session, account_id, now=now)
    if until is None:
        return ""
    mentor = await session.scalar(
        select(Mentor).where(Mentor.account_id == account_id).with_for_update()
    )
    if mentor is not None:
        mentor.paused_until = max(until, mentor.paused_until or until)
        mentor.changed_at = now
        await session.flush()
    return until.isoformat()


async def _lift(session: Session, strike: Strike, before: date, *, now: datetime) -> None:
    """Take back a pause that strikes alone made; one that somebody set longer stays."""
    others = await counted(session, strike.account_id, now=now)
    with_it = sorted([*others, strike], key=lambda one: (one.at, one.id))
    if len(with_it) < PAUSE_AT or before > local_day(with_it[-PAUSE_AT].at + WINDOW):
        return
    mentor = await session.scalar(
        select(Mentor).where(Mentor.account_id == strike.account_id).with_for_update()
    )
    if mentor is not None:
        mentor.paused_until = await paused_until(session, strike.account_id, now=now)
        mentor.changed_at = now
        await session.flush()


async def _locked(session: Session, strike_id: int) -> Strike:
    strike = await session.get(Strike, strike_id, with_for_update=True, populate_existing=True)
    if strike is None:
        raise NotFound(id=strike_id)
    return strike


async def _tell_staff(
    session: Session, key: str, params: dict[str, str | int], *, once: str, now: datetime,
    actions: Sequence[Action] = (),
) -> None:  # fmt: skip
    for account_id in sorted(await accounts.with_role(session, Role.STAFF)):
        await outbox.put(
            session,
            account_id,
            key,
            params,
            now=now,
            dedupe_key=f"{once}-staff-{account_id}",
            actions=actions,
        )
