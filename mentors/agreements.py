"""What a mentor and a student agree on: changed by either, confirmed by both, in the same words."""

from dataclasses import dataclass
from datetime import datetime

from core import outbox
from core.accounts import Actor
from core.db import Session
from core.errors import DomainError, NotPossibleNow
from mentors.models import Relation
from mentors.relations import MAX_GOALS, OPEN, Mentoring, side_of, tell
from mentors.tables import MENTORING

RHYTHMS = (7, 14, 28)
"""Days from one meeting to the next that may be agreed on."""
TERMS = (1, 3, 6, 12)
"""Months that may be agreed on."""
MOST_CHANGES = 20
"""Each change promises three more days; the mentor's place is not kept by changing for ever."""


class TermsChanged(DomainError):
    """The agreement was changed after the button was drawn: look at it again."""

    key = "error-mentoring-terms-changed"


class TermsNotValid(DomainError):
    """A rhythm, term or goal outside of what may be agreed on."""

    key = "error-mentoring-terms"


class GoalsTooLong(DomainError):
    key = "error-mentoring-goals-long"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the two agree on; ``rhythm_days`` and ``months`` are among RHYTHMS and TERMS."""

    goals: str
    rhythm_days: int
    months: int
    confidential: bool = True


async def agree(
    session: Session,
    kind: Mentoring,
    relation_id: int,
    actor: Actor,
    version: int,
    *,
    now: datetime,
) -> Relation:
    """Say yes to ``version`` of the agreement; the second of the two yeses forms the relation.

    Repeating it changes nothing. Raises NotFound, TermsChanged when the agreement is another one
    by now, NotPossibleNow when it was refused or lapsed.
    """
    relation = await kind.find(session, relation_id, actor)
    side = await side_of(session, kind, relation, actor)
    if relation.state in OPEN and relation.state != "agreeing":
        return relation
    if relation.state == "agreeing" and version != relation.terms_version:
        raise TermsChanged
    if relation.state == "agreeing" and ok_of(relation, side) == version:
        return relation
    await kind.act(session, relation, "ok", actor, now=now)
    if side == "student":
        relation.student_ok = version
    else:
        relation.mentor_ok = version
    await session.flush()
    if relation.student_ok == relation.mentor_ok == version:
        await outbox.withdraw(session, f"{MENTORING.kind}-{relation.id}")
        await kind.act(session, relation, "agree", None, now=now)
        await tell(session, kind, relation, "agree", now=now, but=actor, buttons=("book", "open"))
    return relation


async def change(
    session: Session,
    kind: Mentoring,
    relation_id: int,
    actor: Actor,
    terms: Terms,
    *,
    now: datetime,
) -> Relation:
    """Put other terms to the other side; that counts as one's own yes, and undoes the other's.

    The same terms again change nothing. Raises NotFound, TermsNotValid, GoalsTooLong,
    NotPossibleNow when the agreement is settled, or was changed too often.
    """
    relation = await kind.find(session, relation_id, actor)
    side = await side_of(session, kind, relation, actor)
    goals = terms.goals.strip()
    if terms.rhythm_days not in RHYTHMS or terms.months not in TERMS:
        raise TermsNotValid
    if len(goals) > MAX_GOALS:
        raise GoalsTooLong(limit=MAX_GOALS)
    if relation.state == "agreeing" and terms_of(relation) == terms:
        return relation
    MENTORING.step(relation.state, "change", {side})
    if relation.terms_version >= MOST_CHANGES:
        raise NotPossibleNow(kind=MENTORING.kind, state=relation.state, event="change")
    relation.goals, relation.confidential = goals, terms.confidential
    relation.rhythm_days, relation.term_months = terms.rhythm_days, terms.months
    with session.no_autoflush:  # the notices speak of the new terms, in one step with them
        await kind.act(session, relation, "change", actor, now=now)
    relation.terms_version += 1
    relation.student_ok = relation.terms_version if side == "student" else 0
    relation.mentor_ok = relation.terms_version if side == "mentor" else 0
    await session.flush()
    return relation


def terms_of(relation: Relation) -> Terms:
    return Terms(relation.goals, relation.rhythm_days, relation.term_months, relation.confidential)


def ok_of(relation: Relation, side: str) -> int:
    """The version of the agreement that this side said yes to, 0 for none."""
    return relation.student_ok if side == "student" else relation.mentor_ok
