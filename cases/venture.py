"""The story of a venture: what happened to it, over all kinds of cases, in one line each."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.cards import CaseCard
from core.db import Session
from core.history import Transition
from core.kinds import Kinds

MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class Event:
    """A case of the venture came into a state; ``number`` is "" where people quote none."""

    at: datetime
    kind: str
    number: str
    state: str


async def story(session: Session, kinds: Kinds, project_id: int) -> list[Event]:
    """The latest ``MOST_STEPS`` steps of all cases that belong to a project, oldest first.

    Only that they happened: notes were written for those concerned, and who of a team may read
    the story is the caller's to know.
    """
    found: list[tuple[Transition, str]] = []
    for kind in kinds:
        of_project = getattr(kind.model, "project_id", None)
        if of_project is None:
            continue
        word = kind.workflow.kind
        rows = await session.execute(
            select(Transition, CaseCard.number)
            .outerjoin(
                CaseCard,
                (CaseCard.kind == Transition.kind) & (CaseCard.case_id == Transition.case_id),
            )
            .where(
                Transition.kind == word,
                Transition.case_id.in_(select(kind.model.id).where(of_project == project_id)),
                Transition.before != Transition.after,
            )
            .order_by(Transition.id.desc())
            .limit(MOST_STEPS)
        )
        found += [(step, number or "") for step, number in rows]
    found.sort(key=lambda pair: (pair[0].at, pair[0].id))
    return [Event(step.at, step.kind, number, step.after) for step, number in found[-MOST_STEPS:]]
