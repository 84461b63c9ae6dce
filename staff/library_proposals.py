"""Replies that should serve everybody: proposed in general words, accepted by a second person.

An accepted reply rests on a basis that the reviewer named; it is shown as what staff once said,
never as proved by a clause.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core import casework, outbox, timers
from core.accounts import Actor, Role
from core.db import Session
from core.errors import DomainError, NotFound
from staff.clusters import LOOKED_AT, best, packed
from staff.consulting import (
    CONSULTATIONS,
    KIND,
    BasisMissing,
    checked,
    fewest_open,
    names_of,
    says_something,
)
from staff.models import Consultation, StaffAnswer

MOST_WORDING = 200
MOST_BASIS = 300
MOST_REASON = 500
VERY_NEAR = 0.92
"""The cosine from which a reply is shown to somebody else who asks; nobody looks at it between."""


class NoReviewer(DomainError):
    """There is no second person who could look at it."""

    key = "error-consultation-reviewer"


async def propose(
    session: Session, actor: Actor, case_id: int, wording: str, *, now: datetime
) -> StaffAnswer:
    """Put the reply of an answered case before a second person.

    ``wording`` is the question in general words, without what tells who asked. Raises WordsMissing,
    WordsTooMany, NoReviewer, NotPossibleNow.
    """
    actor.require(Role.STAFF)
    words = checked(wording, MOST_WORDING)
    case = await CONSULTATIONS.find(session, case_id, actor)
    CONSULTATIONS.workflow.step(case.state, "propose", {"staff"})
    reviewer = await fewest_open(session, {actor.id, case.replied_by, case.asker_id}, reviews=True)
    if reviewer is None:
        raise NoReviewer
    proposal = await of_case(session, case_id)
    if proposal is None:
        proposal = StaffAnswer(
            consultation_id=case.id, question=words, answer=case.reply, answered_at=now
        )
        session.add(proposal)
    proposal.question, proposal.answer, proposal.basis = words, case.reply, ""
    proposal.answered_by, proposal.answered_at = case.replied_by, case.replied_at or now
    proposal.accepted_by = proposal.accepted_at = proposal.vector = None
    case.proposed_by, case.reviewer_id = actor.id, reviewer
    await CONSULTATIONS.act(session, case, "propose", actor, now=now)
    return proposal


async def accept(
    session: Session, actor: Actor, case_id: int, basis: str, *, now: datetime
) -> StaffAnswer:
    """Let everybody have the reply, on the clauses that ``basis`` names.

    Raises BasisMissing, WordsTooMany, and OwnQuestion for who wrote, proposed or asked it.
    """
    actor.require(Role.STAFF)
    if not says_something(basis):
        raise BasisMissing
    words = checked(basis, MOST_BASIS)
    case = await CONSULTATIONS.find(session, case_id, actor)
    proposal = await of_case(session, case_id)
    if proposal is None:
        raise NotFound(id=case_id)
    proposal.basis = words
    await session.flush()
    await CONSULTATIONS.act(session, case, "accept", actor, now=now, note=words)
    proposal.accepted_by, proposal.accepted_at = actor.id, now
    await session.flush()
    return proposal


async def give_back(
    session: Session, actor: Actor, case_id: int, reason: str, *, now: datetime
) -> Consultation:
    """Return a proposal to who made it, with a reason they read."""
    actor.require(Role.STAFF)
    words = checked(reason, MOST_REASON)
    case = await CONSULTATIONS.find(session, case_id, actor)
    await CONSULTATIONS.act(session, case, "return", actor, now=now, note=words)
    return case


async def reviewer_leaves(session: Session, actor: Actor, *, now: datetime) -> None:
    """Give what the actor had to review to somebody else, if there is anybody."""
    waiting = await session.scalars(
        select(Consultation)
        .where(Consultation.reviewer_id == actor.id, Consultation.state == "proposed")
        .order_by(Consultation.id)
        .with_for_update()
    )
    for case in waiting.all():
        but = {actor.id, case.proposed_by, case.replied_by, case.asker_id}
        case.reviewer_id = await fewest_open(session, but, reviews=True)
        await session.flush()
        if case.reviewer_id is not None:
            timer = await timers.seen(session, KIND, case.id)
            await outbox.put(
                session,
                case.reviewer_id,
                "consultation-propose-staff",
                {
                    **await CONSULTATIONS.params(session, case),
                    "due": timers.promised(timer) if timer else "",
                },
                now=now,
                about=f"{KIND}-{case.id}",
                actions=casework.choices(CONSULTATIONS.workflow, case, {"staff"}),
            )


async def nearest(session: Session, vector: Sequence[float]) -> tuple[StaffAnswer, str] | None:
    """The accepted reply to nearly the same question, and who wrote it; the newer one of two."""
    rows = await session.execute(
        select(StaffAnswer.id, StaffAnswer.vector)
        .where(StaffAnswer.accepted_at.is_not(None), StaffAnswer.vector.is_not(None))
        .order_by(StaffAnswer.id.desc())
        .limit(LOOKED_AT)
    )
    found = rows.all()
    near = best([row.vector or "" for row in found], packed(vector), VERY_NEAR, 1)
    if not near:
        return None
    answer = await session.get_one(StaffAnswer, found[near[0][0]].id)
    names = await names_of(session, answer.answered_by)
    return answer, names.get(answer.answered_by or 0, "")


async def of_case(session: Session, case_id: int) -> StaffAnswer | None:
    """What was proposed of the case, if anything ever was."""
    found: StaffAnswer | None = await session.scalar(
        select(StaffAnswer).where(StaffAnswer.consultation_id == case_id)
    )
    return found
