"""A relation as its two sides look at it: who, what was agreed on, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from core.accounts import Account, Actor
from core.db import Session
from core.errors import NotAllowed
from mentors import feedback, tasks
from mentors.meetings import OPEN, RELATIONS
from mentors.models import Meeting, Mentor, MentoringTask, Relation
from mentors.relations import ENDED
from mentors.relations import OPEN as RUNNING


@dataclass(frozen=True, slots=True)
class Todo:
    """A task with the name of whoever has it."""

    task: MentoringTask
    owner: str


@dataclass(frozen=True, slots=True)
class Card:
    """One relation, for the side that looks at it.

    ``ahead`` is the next meeting, proposed or confirmed; ``unreported`` the latest that is over and
    of which nobody said whether it took place; ``held`` the latest that did. ``stars`` is what this
    side gave, 0 for nothing.
    """

    relation: Relation
    side: str
    mentor: str
    student: str
    project: str
    ahead: Meeting | None
    unreported: Meeting | None
    held: Meeting | None
    todo: tuple[Todo, ...]
    stars: int

    @property
    def other(self) -> str:
        return self.mentor if self.side == "student" else self.student


async def card(session: Session, actor: Actor, relation_id: int, *, now: datetime) -> Card:
    """Raises NotFound, also for one that is none of the actor's, and NotAllowed for staff."""
    relation = await RELATIONS.find(session, relation_id, actor)
    parties = await RELATIONS.parties(session, relation)
    side = next((side for side, ids in parties.items() if actor.id in ids), "")
    if not side:
        raise NotAllowed
    names = await RELATIONS.params(session, relation)
    meetings = await session.scalars(
        select(Meeting).where(Meeting.relation_id == relation_id).order_by(Meeting.starts_at)
    )
    every = meetings.all()
    ahead = [one for one in every if one.state in OPEN and one.ends_at > now]
    over = [one for one in every if one.state == "confirmed" and one.ends_at <= now]
    held = [one for one in every if one.state == "held"]
    return Card(
        relation=relation,
        side=side,
        mentor=str(names["mentor"]),
        student=str(names["student"]),
        project=str(names["project"]),
        ahead=ahead[0] if ahead else None,
        unreported=over[-1] if over else None,
        held=held[-1] if held else None,
        todo=tuple(
            Todo(task, str(names["student" if task.owner_id == relation.student_id else "mentor"]))
            for task in await tasks.open_ones(session, relation)
        ),
        stars=await feedback.given_by(session, actor, relation_id),
    )


async def own(session: Session, actor: Actor) -> list[int]:
    """The ids of the actor's relations: all that run, then the latest three that are over."""
    mine = (
        select(Relation.id)
        .join(Mentor, Mentor.id == Relation.mentor_id)
        .where(or_(Relation.student_id == actor.id, Mentor.account_id == actor.id))
    )
    running = await session.scalars(mine.where(Relation.state.in_(RUNNING)).order_by(Relation.id))
    over = await session.scalars(
        mine.where(Relation.state.in_(ENDED)).order_by(Relation.id.desc()).limit(3)
    )
    return [*running.all(), *over.all()]


async def name_of(session: Session, account_id: int) -> str:
    """What a person is called in the pool, or else in the chat."""
    named = await session.scalar(select(Mentor.name).where(Mentor.account_id == account_id))
    return named or await session.scalar(select(Account.name).where(Account.id == account_id)) or ""
