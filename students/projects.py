"""What students say of their venture: kept answer by answer, so that nothing is asked twice.

Words for stage, fields, needs and times are those of whoever matches them; here they are only
kept and counted.
"""

from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import select

from core.accounts import Actor
from core.db import Session
from core.errors import DomainError, NotFound
from students.models import Project

LONGEST_TITLE = 30
LONGEST_SUMMARY = 300
MOST_CHOICES = 3
"""How many fields, and how many needs, one project may name: who wants everything is no help."""
MOST_PROJECTS = 20

_LONGEST = {"title": LONGEST_TITLE, "summary": LONGEST_SUMMARY, "campus": 30}


class TextTooLong(DomainError):
    """Longer than anybody would read; nothing was changed."""

    key = "error-text-too-long"


class TooManyChoices(DomainError):
    key = "error-too-many-choices"


class TooManyProjects(DomainError):
    key = "error-too-many-projects"


class Answers(TypedDict, total=False):
    """What can be said of a project; what is left out stays as it was."""

    title: str
    summary: str
    stage: str
    industries: list[str]
    tags: list[str]
    languages: list[str]
    campus: str
    online_ok: bool
    times: list[str]
    vector: list[float] | None


async def save(
    session: Session, actor: Actor, source: str, *, now: datetime, **answers: Unpack[Answers]
) -> Project:
    """The actor's project of this ``source``, begun if there is none, with these answers.

    A repeated source finds the project it began. Raises TextTooLong, TooManyChoices and
    TooManyProjects (of ``MOST_PROJECTS``); then nothing changed.
    """
    _check(answers)
    project = await session.scalar(
        select(Project)
        .where(Project.account_id == actor.id, Project.source == source)
        .with_for_update()
    )
    if project is None:
        if len(await own(session, actor)) >= MOST_PROJECTS:
            raise TooManyProjects(limit=MOST_PROJECTS)
        project = Project(account_id=actor.id, source=source, created_at=now, changed_at=now)
        session.add(project)
    return await _answer(session, project, answers, now)


async def change(
    session: Session, actor: Actor, project_id: int, *, now: datetime, **answers: Unpack[Answers]
) -> Project:
    """The actor's project with these answers. Raises NotFound and what ``save`` raises."""
    _check(answers)
    project = await session.get(Project, project_id, with_for_update=True)
    if project is None or project.account_id != actor.id:
        raise NotFound(id=project_id)
    return await _answer(session, project, answers, now)


async def get(session: Session, actor: Actor, project_id: int) -> Project:
    """Raises NotFound, also for somebody else's."""
    project = await session.get(Project, project_id)
    if project is None or project.account_id != actor.id:
        raise NotFound(id=project_id)
    return project


async def own(session: Session, actor: Actor) -> list[Project]:
    """The actor's projects, the one changed last first."""
    return list(
        await session.scalars(
            select(Project)
            .where(Project.account_id == actor.id)
            .order_by(Project.changed_at.desc(), Project.id.desc())
        )
    )


def missing(project: Project) -> list[str]:
    """Which answers a mentor cannot be sought without are not there, in the order of asking."""
    return [name for name in ("stage", "industries", "tags") if not getattr(project, name)]


async def _answer(session: Session, project: Project, answers: Answers, now: datetime) -> Project:
    for name, value in answers.items():
        setattr(project, name, value)
    if "vector" not in answers and answers.keys() & {"title", "summary"}:
        project.vector = None
    project.changed_at = now
    await session.flush()
    return project


def _check(answers: Answers) -> None:
    for name, limit in _LONGEST.items():
        length = len(str(answers.get(name, "")))
        if length > limit:
            raise TextTooLong(length=length, limit=limit)
    for chosen in (answers.get("industries", []), answers.get("tags", [])):
        if len(chosen) > MOST_CHOICES:
            raise TooManyChoices(limit=MOST_CHOICES)
