"""Next steps that somebody promised: both see them, either ticks them off, the owner is asked."""

import logging
from datetime import date, datetime, timedelta

from sqlalchemy import select

from core import outbox
from core.accounts import Actor
from core.actions import Action
from core.clock import DAY, local_day
from core.db import Database, Session
from core.errors import ChangedMeanwhile, DatabaseBusy, DomainError, NotFound
from mentors.meetings import RELATIONS, both_of
from mentors.models import MentoringTask, Relation
from mentors.relations import LIVE, about_tasks

log = logging.getLogger(__name__)

KIND = "task"
MAX_TASK = 200
MOST_AHEAD = timedelta(days=366)
ASK_AGAIN = timedelta(days=3)
_ASKED_ON = (-DAY, timedelta(), ASK_AGAIN)
"""Days from the due one on which the owner is reminded: before it, on it, and once more."""


class TaskNotValid(DomainError):
    """A task says something, in at most 200 characters."""

    key = "error-task-text"


class DayNotPossible(DomainError):
    """The day is over, or more than a year away."""

    key = "error-task-day"


async def add(
    session: Session, actor: Actor, relation_id: int, text: str, due_on: date | None, *,
    source: str, now: datetime, meeting_id: int | None = None,
) -> MentoringTask:  # fmt: skip
    """A next step of the student's, until somebody hands it to the mentor.

    The same ``source`` (update) makes no second one. Raises NotFound, TaskNotValid, DayNotPossible.
    """
    relation = await RELATIONS.find(session, relation_id, actor)
    if actor.id not in await both_of(session, relation):
        raise NotFound(id=relation_id)
    known = await session.scalar(
        select(MentoringTask).where(
            MentoringTask.relation_id == relation_id, MentoringTask.source == source
        )
    )
    if known is not None:
        return known
    text = " ".join(text.split())
    if not text or len(text) > MAX_TASK:
        raise TaskNotValid(limit=MAX_TASK)
    task = MentoringTask(
        relation_id=relation_id,
        meeting_id=meeting_id,
        owner_id=relation.student_id,
        text=text,
        source=source,
        due_on=_possible(due_on, now),
        reminded=0,
        created_at=now,
    )
    session.add(task)
    await session.flush()
    return task


async def finish(session: Session, actor: Actor, task_id: int, *, now: datetime) -> MentoringTask:
    """Tick it off; the other side hears it. Repeating it changes nothing. Raises NotFound."""
    task, relation = await _own(session, actor, task_id)
    if task.done_at is None:
        task.done_at = now
        await session.flush()
        names = await RELATIONS.params(session, relation)
        for party, ids in (await RELATIONS.parties(session, relation)).items():
            for account_id in ids - {actor.id}:
                await outbox.put(
                    session,
                    account_id,
                    f"task-done-{party}",
                    {"task": task.text, "mentor": names["mentor"], "student": names["student"]},
                    now=now,
                    dedupe_key=f"task-{task.id}-done",
                    about=about_tasks(relation.id),
                )
    return task


async def postpone(
    session: Session, actor: Actor, task_id: int, due_on: date, *, now: datetime
) -> MentoringTask:
    """Give it another day; its owner is asked anew. Raises NotFound, DayNotPossible."""
    task, _ = await _own(session, actor, task_id)
    if task.done_at is None and task.due_on != due_on:
        task.due_on, task.reminded = _possible(due_on, now), 0
        await session.flush()
    return task


async def hand_over(session: Session, actor: Actor, task_id: int) -> MentoringTask:
    """Make the other side its owner. Raises NotFound; without a mentor's account it stays."""
    task, relation = await _own(session, actor, task_id)
    others = await both_of(session, relation) - {task.owner_id}
    if task.done_at is None and others:
        task.owner_id = min(others)
        await session.flush()
    return task


async def get(session: Session, actor: Actor, task_id: int) -> MentoringTask:
    """A task of the actor's relations. Raises NotFound."""
    return (await _own(session, actor, task_id))[0]


async def open_ones(session: Session, relation: Relation) -> list[MentoringTask]:
    """What is still to do, the earliest first, without a day last."""
    found = await session.scalars(
        select(MentoringTask)
        .where(MentoringTask.relation_id == relation.id, MentoringTask.done_at.is_(None))
        .order_by(MentoringTask.due_on.nulls_last(), MentoringTask.id)
    )
    return list(found)


async def remind(db: Database, *, now: datetime, limit: int = 50) -> int:
    """Ask owners on the day before, on the day, and once more; from nine in the morning.

    A moment that passed unseen is not caught up beside a later one. Returns how many were asked.
    """
    today = local_day(now - timedelta(hours=9))
    async with db.reading() as session:
        rows = await session.execute(
            select(MentoringTask.id, MentoringTask.due_on, MentoringTask.reminded)
            .join(Relation, Relation.id == MentoringTask.relation_id)
            .where(
                MentoringTask.done_at.is_(None),
                MentoringTask.due_on <= today + DAY,
                MentoringTask.reminded < len(_ASKED_ON),
                Relation.state.in_(LIVE),
            )
            .order_by(MentoringTask.due_on, MentoringTask.id)
        )
        due = [row.id for row in rows if _moments(row.due_on, today) > row.reminded][:limit]
    asked = 0
    for task_id in due:
        try:
            async with db.transaction() as session:
                asked += await _ask(session, task_id, today, now)
        except (ChangedMeanwhile, DatabaseBusy):
            log.info("task=%s was overtaken; it comes again", task_id)
    return asked


async def _ask(session: Session, task_id: int, today: date, now: datetime) -> bool:
    task = await session.get(MentoringTask, task_id, with_for_update=True, populate_existing=True)
    if task is None or task.done_at is not None or task.due_on is None:
        return False
    moments = _moments(task.due_on, today)
    if moments <= task.reminded:
        return False
    task.reminded = moments
    word = "soon" if moments == 1 else "due"
    # A promise made yesterday for today needs no reminder of its eve.
    if word == "soon" and local_day(task.created_at) >= today:
        return False
    return await outbox.put(
        session,
        task.owner_id,
        f"task-{word}",
        {"task": task.text, "due": task.due_on.strftime("%m-%d")},
        now=now,
        dedupe_key=f"task-{task.id}-{task.due_on}-{moments}",
        about=about_tasks(task.relation_id),
        actions=[Action(KIND, task.id, word) for word in ("done", "later")],
    )


def _moments(due_on: date, today: date) -> int:
    return sum(due_on + offset <= today for offset in _ASKED_ON)


def _possible(due_on: date | None, now: datetime) -> date | None:
    if due_on is not None and not local_day(now) <= due_on <= local_day(now + MOST_AHEAD):
        raise DayNotPossible(day=due_on.isoformat())
    return due_on


async def _own(session: Session, actor: Actor, task_id: int) -> tuple[MentoringTask, Relation]:
    task = await session.get(MentoringTask, task_id, with_for_update=True, populate_existing=True)
    if task is None:
        raise NotFound(id=task_id)
    relation = await session.get_one(Relation, task.relation_id)
    if actor.id not in await both_of(session, relation):
        raise NotFound(id=task_id)
    return task, relation
