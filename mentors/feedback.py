"""What each side thought at the end: blind, so that no mentor ever sees a single student's.

A mentor sees an average of at least three, and it moves only by three at a time: from two
averages in a row nobody could otherwise tell what the last student gave.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core import accounts, outbox
from core.accounts import Actor, Role
from core.db import Session
from core.errors import DomainError, NotFound, NotPossibleNow
from mentors.meetings import RELATIONS
from mentors.models import Mentor, Relation, RelationFeedback
from mentors.relations import side_of
from mentors.tables import MENTORING

STARS = range(1, 6)
FEWEST = 3
MAX_FLAG = 500


class StarsNotValid(DomainError):
    """One to five stars."""

    key = "error-feedback-stars"


class FlagNotValid(DomainError):
    """A word to staff says something, in at most 500 characters."""

    key = "error-feedback-flag"


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of the first ``count`` students, a multiple of three."""

    stars: float
    count: int


async def give(
    session: Session, actor: Actor, relation_id: int, stars: int, *, now: datetime
) -> RelationFeedback:
    """Keep one to five stars after the end; the first press counts, and nobody is told.

    Those of students count for the mentor's rating. Raises NotFound, StarsNotValid,
    NotPossibleNow before the end.
    """
    if stars not in STARS:
        raise StarsNotValid(most=STARS[-1])
    relation = await RELATIONS.find(session, relation_id, actor)
    side = await side_of(session, RELATIONS, relation, actor)
    if relation.state not in ("ended", "completed"):
        raise NotPossibleNow(kind=MENTORING.kind, state=relation.state, event="rate")
    known = await _of(session, relation_id, actor)
    if known is not None:
        return known
    given = RelationFeedback(
        relation_id=relation_id,
        author_id=actor.id,
        mentor_id=relation.mentor_id,
        stars=stars,
        flag="",
        given_at=now,
    )
    session.add(given)
    if side == "student":
        mentor = await session.get_one(
            Mentor, relation.mentor_id, with_for_update=True, populate_existing=True
        )
        mentor.rating_sum += stars
        mentor.rating_count += 1
        mentor.changed_at = now
    await session.flush()
    return given


async def flag(
    session: Session, actor: Actor, relation_id: int, text: str, *, now: datetime
) -> RelationFeedback:
    """Add a word that only staff read, who hear of it at once.

    The same words again change nothing. Raises NotFound without feedback of the actor's,
    FlagNotValid.
    """
    given = await _of(session, relation_id, actor)
    if given is None:
        raise NotFound(id=relation_id)
    text = text.strip()
    if not text or len(text) > MAX_FLAG:
        raise FlagNotValid(limit=MAX_FLAG)
    if given.flag == text:
        return given
    given.flag, given.seen_at = text, None
    await session.flush()
    relation = await session.get_one(Relation, relation_id)
    names = await RELATIONS.params(session, relation)
    for account_id in sorted(await accounts.with_role(session, Role.STAFF)):
        await outbox.put(
            session,
            account_id,
            "feedback-flag-staff",
            {"mentor": names["mentor"], "student": names["student"], "text": text},
            now=now,
            dedupe_key=f"feedback-{given.id}-{now.isoformat()}-{account_id}",
        )
    return given


async def average(session: Session, mentor_id: int) -> Average | None:
    """What the mentor may see: None before three students gave stars."""
    stars = list(
        await session.scalars(
            select(RelationFeedback.stars)
            .join(Relation, Relation.id == RelationFeedback.relation_id)
            .where(
                RelationFeedback.mentor_id == mentor_id,
                RelationFeedback.author_id == Relation.student_id,
            )
            .order_by(RelationFeedback.id)
        )
    )
    count = len(stars) // FEWEST * FEWEST
    return Average(round(sum(stars[:count]) / count, 1), count) if count else None


async def given_by(session: Session, actor: Actor, relation_id: int) -> int:
    """The stars the actor gave, 0 for none."""
    known = await _of(session, relation_id, actor)
    return known.stars if known else 0


async def flags(session: Session, actor: Actor) -> list[RelationFeedback]:
    """Every word to staff, the newest first. Raises NotAllowed."""
    actor.require(Role.STAFF, Role.HEAD)
    found = await session.scalars(
        select(RelationFeedback)
        .where(func.length(RelationFeedback.flag) > 0)
        .order_by(RelationFeedback.given_at.desc(), RelationFeedback.id.desc())
    )
    return list(found)


async def _of(session: Session, relation_id: int, actor: Actor) -> RelationFeedback | None:
    found: RelationFeedback | None = await session.scalar(
        select(RelationFeedback)
        .where(RelationFeedback.relation_id == relation_id, RelationFeedback.author_id == actor.id)
        .with_for_update()
    )
    return found
