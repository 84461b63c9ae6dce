"""Who reviews an application: people with the office and no tie to the team, asked by staff."""

import logging
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core import outbox
from core.accounts import Account, Actor, Role
from core.cards import CaseCard
from core.db import Session
from core.errors import DomainError, NotAllowed, NotFound
from staff import conflicts, panels, recusals
from staff.applications import APPLICATIONS
from staff.conflicts import Conflicted, Tie
from staff.models import Application, Review
from staff.panels import FEWEST
from staff.recusals import ReviewOver
from staff.tables import INCUBATION
from students import teams

log = logging.getLogger(__name__)

MOST = 7
"""Reviewers of one application at once."""
MOST_SHOWN = 50
REPLACED = "replaced"
"""Staff asked somebody else, for no fault of the reviewer."""


class NotReviewer(DomainError):
    """That person has not the role of a reviewer."""

    key = "error-not-reviewer"


class TooManyReviewers(DomainError):
    key = "error-review-too-many"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could review an application; ``tie`` is why they may not, for staff's eyes."""

    account_id: int
    name: str
    tie: Tie | None
    assigned: bool
    busy: int
    """Open parts they have already."""


@dataclass(frozen=True, slots=True)
class Part:
    """One place of the panel, as staff see it: who, and whether their part is in, no scores."""

    review_id: int
    name: str
    submitted: bool
    recused_for: str
    note: str
    late: bool


@dataclass(frozen=True, slots=True)
class Panel:
    application: Application
    parts: list[Part]
    ready: bool
    """Enough reviewers without a conflict."""


@dataclass(frozen=True, slots=True)
class Reviewing:
    """How far the panel of one application is: ``done`` of ``asked`` parts are in."""

    application: Application
    asked: int
    done: int
    late: bool


async def under_way(session: Session, actor: Actor, *, now: datetime) -> list[Reviewing]:
    """Applications that need a panel or have one at work, late ones and one's own first; some 50.

    Raises NotAllowed unless staff.
    """
    actor.require(Role.STAFF, Role.HEAD)
    rows = await session.execute(
        select(Application, CaseCard.due_at, func.count(Review.id), func.count(Review.submitted_at))
        .join(
            CaseCard,
            (CaseCard.kind == INCUBATION.kind) & (CaseCard.case_id == Application.id),
        )
        .outerjoin(Review, (Review.application_id == Application.id) & Review.recused_at.is_(None))
        .where(Application.state.in_(("checking", "reviewing")))
        .group_by(Application.id, CaseCard.due_at)
        .order_by(CaseCard.due_at.is_(None), CaseCard.due_at, Application.id)
        .limit(MOST_SHOWN)
    )
    found = [
        Reviewing(one, asked, done, due is not None and due <= now)
        for one, due, asked, done in rows
    ]
    return sorted(found, key=lambda one: (not one.late, one.application.owner_id != actor.id))


async def candidates(
    session: Session, actor: Actor, application_id: int, *, now: datetime
) -> list[Candidate]:
    """Everybody with the office, those without a tie and with the least to do first.

    Raises NotAllowed unless staff, and for staff who are of the team; NotFound.
    """
    application = await _for_staff(session, actor, application_id)
    people = await recusals.office(session)
    ties = await conflicts.among(session, application.project_id, people, now=now)
    assigned = {part.reviewer_id for part in await panels.active(session, application.id)}
    names = await session.execute(select(Account.id, Account.name).where(Account.id.in_(people)))
    open_parts = await session.scalars(
        select(Review.reviewer_id).where(
            Review.reviewer_id.in_(people),
            Review.recused_at.is_(None),
            Review.submitted_at.is_(None),
        )
    )
    busy = Counter(open_parts)
    found = [Candidate(id_, name, ties.get(id_), id_ in assigned, busy[id_]) for id_, name in names]
    return sorted(found, key=lambda one: (one.tie is not None, one.busy, one.name, one.account_id))


async def assign(
    session: Session,
    actor: Actor,
    application_id: int,
    reviewer_ids: Collection[int],
    *,
    now: datetime,
) -> None:
    """Ask these people to review; who was asked already stays asked. All are, or nobody is.

    They are told once reviewing begins, or now when it has. Raises NotAllowed unless staff (or for
    staff who are of the team), NotFound, NotReviewer, TooManyReviewers, NotPossibleNow, and
    Conflicted with the tie of the first who is tied to the team.
    """
    application = await _for_staff(session, actor, application_id)
    recusals.require_before(application, "assign")
    reviewer_ids = list(dict.fromkeys(reviewer_ids))
    if set(reviewer_ids) - await recusals.office(session):
        raise NotReviewer
    ties = await conflicts.among(session, application.project_id, reviewer_ids, now=now)
    if ties:
        raise Conflicted(tie=ties[next(id_ for id_ in reviewer_ids if id_ in ties)])
    rows = await session.scalars(select(Review).where(Review.application_id == application.id))
    known = {row.reviewer_id: row for row in rows}
    active = {id_ for id_, row in known.items() if row.recused_at is None}
    fresh = [id_ for id_ in reviewer_ids if id_ not in active]
    if len(active) + len(fresh) > MOST:
        raise TooManyReviewers(most=MOST)
    for reviewer_id in fresh:
        part = known.get(reviewer_id)
        if part is None:
            part = Review(application_id=application.id, reviewer_id=reviewer_id, scores={})
            session.add(part)
        part.assigned_by, part.assigned_at = actor.id, now
        part.recused_for, part.recused_note, part.recused_at = "", "", None
        part.submitted_at = None
        await session.flush()
        if application.state == "reviewing":
            await panels.invite(session, application, part, now=now)
    log.info("application=%s got %s reviewers", application.id, len(fresh))


async def panel(session: Session, actor: Actor, application_id: int, *, now: datetime) -> Panel:
    """Who reviews and how far they are, recused ones too. Raises NotFound, NotAllowed."""
    application = await _for_staff(session, actor, application_id)
    late = await recusals.late(session, application, now)
    rows = await session.execute(
        select(Review, Account.name)
        .join(Account, Account.id == Review.reviewer_id)
        .where(Review.application_id == application.id)
        .order_by(Review.id)
    )
    parts = [
        Part(
            part.id,
            name,
            part.submitted_at is not None,
            part.recused_for,
            part.recused_note,
            late and part.submitted_at is None and part.recused_at is None,
        )
        for part, name in rows
    ]
    enough = len(await panels.fair(session, application, now=now)) >= FEWEST
    return Panel(application, parts, enough)


async def replace(session: Session, actor: Actor, review_id: int, *, now: datetime) -> Application:
    """End a part that is not in, without blame: the reviewer is told that it is not needed.

    May be repeated. Raises NotFound, NotAllowed unless staff, NotPossibleNow, and ReviewOver for a
    part that is in.
    """
    found = await session.get(Review, review_id)
    if found is None:
        raise NotFound(id=review_id)
    application = await _for_staff(session, actor, found.application_id)
    part = await session.get_one(Review, review_id, populate_existing=True)
    if part.recused_at is not None:
        return application
    recusals.require_before(application, "replace")
    if part.submitted_at is not None:
        raise ReviewOver
    await recusals.recuse(session, application, part, REPLACED, "", now=now)
    await outbox.put(
        session,
        part.reviewer_id,
        "review-over",
        panels.named(application),
        now=now,
        dedupe_key=f"review-{part.id}-replaced-{int(now.timestamp())}",
    )
    await recusals.settle(session, application, now=now)
    return application


async def _for_staff(session: Session, actor: Actor, application_id: int) -> Application:
    """The application, locked. Raises NotAllowed unless staff, and for its own team; NotFound."""
    actor.require(Role.STAFF, Role.HEAD)
    application = await APPLICATIONS.find(session, application_id, None)
    if await teams.role_in(session, application.project_id, actor.id) is not None:
        raise NotAllowed(role="another")
    return application
