"""What time brings to incubators: windows close, quarters are asked about, stays come to an end."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from core import casework, outbox
from core.clock import local_day
from core.db import Database, Session
from core.errors import ChangedMeanwhile, DatabaseBusy, DomainError
from staff import applications, figures, programmes, stays
from staff.applications import APPLICATIONS
from staff.models import Application, QuarterCheck, Stay, Window
from staff.stays import STAYS
from staff.tables import INCUBATION, STAY
from students.models import Project

log = logging.getLogger(__name__)

BEFORE_END = timedelta(days=60)
AT_ONCE = 200
"""Cases dealt with in one go; what is left comes in the next minute."""

Due = Callable[[Session, datetime], Awaitable[list[int]]]
Step = Callable[[Session, int, datetime], Awaitable[bool]]


async def keep(db: Database, *, now: datetime) -> int:
    """Do what is due now, each in a transaction of its own; how many things that were.

    May be repeated and run by several at once: nothing happens twice.
    """
    done = 0
    for due, step in _WORK:
        async with db.reading() as session:
            ids = await due(session, now)
        for one in ids:
            done += await _alone(db, step, one, now)
    await _note_closed(db, now)
    return done


async def _alone(db: Database, step: Step, one: int, now: datetime) -> bool:
    try:
        async with db.transaction() as session:
            return await step(session, one, now)
    except (ChangedMeanwhile, DatabaseBusy):
        log.info("%s %s was overtaken; it comes again", step.__name__, one)
    except DomainError as refusal:
        log.warning("%s %s: %s", step.__name__, one, refusal.key)
    return False


async def _overdue_drafts(session: Session, now: datetime) -> list[int]:
    return list(await session.scalars(programmes.overdue_drafts(now).limit(AT_ONCE)))


async def _close(session: Session, application_id: int, now: datetime) -> bool:
    return await applications.close_draft(session, application_id, now=now)


async def _note_closed(db: Database, now: datetime) -> None:
    """Remember which windows have been dealt with."""
    async with db.reading() as session:
        over = select(Window.id).where(Window.closes_at <= now, Window.closed_at.is_(None))
        ids = list(await session.scalars(over))
    for one in ids:
        async with db.transaction() as session:
            window = await session.get(Window, one, with_for_update=True)
            if window is not None and window.closed_at is None:
                window.closed_at = now


async def _strayed_applications(session: Session, now: datetime) -> list[int]:
    """Whose project has changed hands."""
    found = await session.scalars(
        select(Application.id)
        .join(Project, Project.id == Application.project_id)
        .where(
            Project.account_id != Application.applicant_id,
            Application.state.not_in(INCUBATION.final_states),
        )
        .limit(AT_ONCE)
    )
    return list(found)


async def _follow_application(session: Session, application_id: int, now: datetime) -> bool:
    case = await APPLICATIONS.find(session, application_id, None)
    followed = await applications.follow_owner(session, case)
    await APPLICATIONS.file(session, case, now=now)
    return followed


async def _strayed_stays(session: Session, now: datetime) -> list[int]:
    found = await session.scalars(
        select(Stay.id)
        .join(Project, Project.id == Stay.project_id)
        .where(Project.account_id != Stay.student_id, Stay.state.not_in(STAY.final_states))
        .limit(AT_ONCE)
    )
    return list(found)


async def _follow_stay(session: Session, stay_id: int, now: datetime) -> bool:
    stay = await STAYS.find(session, stay_id, None)
    followed = await stays.follow_owner(session, stay)
    await STAYS.file(session, stay, now=now)
    return followed


async def _unasked(session: Session, now: datetime) -> list[int]:
    quarter, _ = figures.quarter_before(local_day(now))
    asked = select(QuarterCheck.stay_id).where(QuarterCheck.quarter == quarter)
    found = await session.scalars(
        select(Stay.id)
        .where(
            Stay.state.not_in(STAY.final_states),
            Stay.starts_on <= figures.latest_start(local_day(now)),
            Stay.id.not_in(asked),
        )
        .limit(AT_ONCE)
    )
    return list(found)


async def _ask(session: Session, stay_id: int, now: datetime) -> bool:
    stay = await STAYS.find(session, stay_id, None)
    quarter, _ = figures.quarter_before(local_day(now))
    return await figures.ask(session, stay, quarter, now=now) is not None


async def _unanswered(session: Session, now: datetime) -> list[int]:
    found = await session.scalars(
        select(QuarterCheck.id)
        .join(Stay, Stay.id == QuarterCheck.stay_id)
        .where(
            QuarterCheck.answered_at.is_(None),
            QuarterCheck.verdict == "",
            QuarterCheck.due_on < local_day(now),
            Stay.state.not_in(STAY.final_states),
        )
        .limit(AT_ONCE)
    )
    return list(found)


async def _give_up(session: Session, check_id: int, now: datetime) -> bool:
    return await figures.give_up(session, check_id, now=now)


async def _ending(session: Session, now: datetime) -> list[int]:
    today = local_day(now)
    found = await session.scalars(
        select(Stay).where(Stay.state.not_in(STAY.final_states), Stay.ends_on <= today + BEFORE_END)
    )
    return [stay.id for stay in found if _telling(stay, now) not in stay.end_told]


def _telling(stay: Stay, now: datetime) -> str:
    return "over" if stay.ends_on < local_day(now) else "ending"


async def _tell_end(session: Session, stay_id: int, now: datetime) -> bool:
    """60 days before the end the team, staff and heads hear of it; when it is over, once more."""
    stay = await STAYS.find(session, stay_id, None)
    telling = _telling(stay, now)
    if telling in stay.end_told:
        return False
    stay.end_told = [*stay.end_told, telling]
    told = await STAYS.params(session, stay)
    parties = await STAYS.parties(session, stay)
    for party in ("student", "staff", "head"):
        for account_id in sorted(parties[party]):
            await outbox.put(
                session,
                account_id,
                f"stay-{telling}-{party}",
                told,
                now=now,
                about=f"{STAY.kind}-{stay.id}",
                actions=casework.choices(STAY, stay, {party}),
            )
    await session.flush()
    return True


_WORK: tuple[tuple[Due, Step], ...] = (
    (_overdue_drafts, _close),
    (_strayed_applications, _follow_application),
    (_strayed_stays, _follow_stay),
    (_unasked, _ask),
    (_unanswered, _give_up),
    (_ending, _tell_end),
)
