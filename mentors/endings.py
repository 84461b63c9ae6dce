"""How a relation pauses, nears its end, goes on, or ends: decently, early, or by both's wish."""

import logging
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select

from core.accounts import Actor, Role
from core.casework import Transition
from core.clock import local_day
from core.db import Database, Session
from core.errors import DomainError, NotPossibleNow
from mentors.models import Relation
from mentors.relations import OPEN, Mentoring, side_of, tell
from mentors.tables import MENTORING

log = logging.getLogger(__name__)

NEAR_END = timedelta(days=14)
PRIORITY_LASTS = timedelta(days=90)
MAX_REASON = 500


class EndReason(StrEnum):
    """Why somebody ends early, for staff alone; own words may stand in its place."""

    TIME = "time"
    DIRECTION = "direction"
    FIT = "fit"
    SILENT = "silent"


class ReasonTooLong(DomainError):
    key = "error-mentoring-reason-long"


async def end_early(
    session: Session, kind: Mentoring, relation_id: int, actor: Actor, reason: str, *, now: datetime
) -> Relation:
    """End it for a reason (an ``EndReason`` or up to 500 characters) that only staff may read.

    A second end changes nothing, not even the reason. Raises NotFound, ReasonTooLong,
    NotPossibleNow while it is not agreed on yet, or completed.
    """
    relation = await kind.find(session, relation_id, actor)
    if relation.state == "ended":
        return relation
    if len(reason) > MAX_REASON:
        raise ReasonTooLong(limit=MAX_REASON)
    await kind.act(session, relation, "end-early", actor, now=now)
    relation.end_reason = reason.strip()
    await session.flush()
    return relation


async def finish(
    session: Session, kind: Mentoring, relation_id: int, actor: Actor, *, now: datetime
) -> Relation:
    """Wish to complete it; it is complete when both wish so, or at once by staff.

    Repeating it changes nothing. Raises NotFound, NotPossibleNow before the first meeting or after
    the end.
    """
    relation = await kind.find(session, relation_id, actor)
    if relation.state == "completed":
        return relation
    MENTORING.step(relation.state, "finish", {"staff"})
    if actor.roles & {Role.STAFF, Role.HEAD} and actor.id not in await _both(
        session, kind, relation
    ):
        await kind.act(session, relation, "finish", actor, now=now)
        return relation
    side = await side_of(session, kind, relation, actor)
    if side == "student":
        relation.student_done, relation.student_renews = True, False
    else:
        relation.mentor_done, relation.mentor_renews = True, False
    await session.flush()
    if relation.student_done and relation.mentor_done:
        await kind.act(session, relation, "finish", None, now=now)
    else:
        await tell(
            session, kind, relation, "finish-wish", now=now, but=actor, buttons=("finish", "open")
        )
    return relation


async def renew(
    session: Session, kind: Mentoring, relation_id: int, actor: Actor, *, now: datetime
) -> Relation:
    """Wish to go on for another term of the same length; both must wish so before it is over.

    Repeating it changes nothing. Raises NotFound, NotPossibleNow when its end is not near.
    """
    relation = await kind.find(session, relation_id, actor)
    side = await side_of(session, kind, relation, actor)
    MENTORING.step(relation.state, "renew", {"system"})
    if relation.student_renews if side == "student" else relation.mentor_renews:
        return relation
    if side == "student":
        relation.student_renews, relation.student_done = True, False
    else:
        relation.mentor_renews, relation.mentor_done = True, False
    await session.flush()
    if relation.student_renews and relation.mentor_renews:
        await kind.act(session, relation, "renew", None, now=now)
        await tell(session, kind, relation, "renew", now=now, buttons=("book", "open"))
    else:
        await tell(
            session, kind, relation, "renew-wish", now=now, but=actor, buttons=("renew", "finish")
        )
    return relation


async def near_end(db: Database, kind: Mentoring, *, now: datetime, limit: int = 50) -> int:
    """Ask both whether to go on, fourteen days before the last day; returns how many pairs."""
    soon = local_day(now + NEAR_END)
    async with db.reading() as session:
        ids = await session.scalars(
            select(Relation.id)
            .where(Relation.state.in_(("formed", "active")), Relation.ends_on <= soon)
            .order_by(Relation.id)
            .limit(limit)
        )
        due = ids.all()
    asked = 0
    for relation_id in due:
        try:
            async with db.transaction() as session:
                relation = await kind.find(session, relation_id, None)
                await kind.act(session, relation, "near-end", None, now=now)
                await tell(
                    session, kind, relation, "near-end", now=now, buttons=("renew", "finish")
                )
            asked += 1
        except DomainError as refusal:
            log.info("relation=%s near its end: %s", relation_id, refusal.key)
    return asked


async def priority(session: Session, student_id: int, *, now: datetime) -> int:
    """1 for a student whose mentor relation ended early within 90 days, else 0.

    A new request of such a student goes before others on the waiting list.
    """
    ended = await session.scalar(
        select(func.count())
        .select_from(Transition)
        .join(Relation, Relation.id == Transition.case_id)
        .where(
            Transition.kind == MENTORING.kind,
            Transition.after == "ended",
            Transition.at >= now - PRIORITY_LASTS,
            Relation.student_id == student_id,
            Relation.state == "ended",
        )
    )
    return 1 if ended else 0


async def leave(session: Session, kind: Mentoring, actor: Actor, *, now: datetime) -> int:
    """End whatever the actor is the student of, before they go; returns how many relations ended.

    A mentor's relations are handed to staff instead (``offers.mentor_leaves``).
    """
    mine = await session.scalars(
        select(Relation.id)
        .where(Relation.student_id == actor.id, Relation.state.in_(OPEN))
        .order_by(Relation.id)
    )
    ids = mine.all()
    for relation_id in ids:
        relation = await kind.find(session, relation_id, actor)
        event = "refuse" if relation.state == "agreeing" else "end-early"
        await kind.act(session, relation, event, actor, now=now)
    return len(ids)


async def reason_of(session: Session, kind: Mentoring, relation_id: int, actor: Actor) -> str:
    """Why it ended early, for staff. Raises NotAllowed for everybody else, the two included."""
    actor.require(Role.STAFF, Role.HEAD)
    relation = await kind.find(session, relation_id, actor)
    if relation.state != "ended":
        raise NotPossibleNow(kind=MENTORING.kind, state=relation.state, event="reason")
    return relation.end_reason


async def _both(session: Session, kind: Mentoring, relation: Relation) -> set[int]:
    parties = await kind.parties(session, relation)
    return set().union(*parties.values())
