"""Vectors of biographies and projects, made beside everything else by a model that is handed in.

Without a model nothing has a vector, and ranking shares the weight of the text term out.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.db import Database
from mentors.models import Mentor
from students.models import Project

log = logging.getLogger(__name__)

Embed = Callable[[list[str]], Sequence[Sequence[float]]]
"""Texts to vectors, blocking; it is called in a thread."""


async def embed_missing(db: Database, embed: Embed, *, now: datetime, limit: int = 64) -> int:
    """Give up to ``limit`` mentors and projects without a vector theirs; how many that were.

    Whoever changes a text sets its vector to None. The model runs outside any transaction, and a
    text that changed meanwhile waits for the next call.
    """
    async with db.reading() as session:
        mentors = (
            await session.execute(
                select(Mentor.id, Mentor.bio, Mentor.changed_at)
                .where(Mentor.vector.is_(None), Mentor.bio != "")
                .order_by(Mentor.id)
                .limit(limit)
            )
        ).all()
        projects = (
            await session.execute(
                select(Project.id, Project.title, Project.summary, Project.changed_at)
                .where(Project.vector.is_(None), Project.summary != "")
                .order_by(Project.id)
                .limit(limit - len(mentors))
            )
        ).all()
    texts = [row.bio for row in mentors]
    texts += [f"{row.title}\n{row.summary}".strip() for row in projects]
    if not texts:
        return 0
    vectors = [list(map(float, one)) for one in await asyncio.to_thread(embed, texts)]
    async with db.transaction() as session:
        for row, vector in zip(mentors, vectors, strict=False):
            await session.execute(
                update(Mentor)
                .where(Mentor.id == row.id, Mentor.changed_at == row.changed_at)
                .values(vector=vector, changed_at=after(row.changed_at, now))
            )
        for project, vector in zip(projects, vectors[len(mentors) :], strict=True):
            await session.execute(
                update(Project)
                .where(Project.id == project.id, Project.changed_at == project.changed_at)
                .values(vector=vector)
            )
    log.info("embedded mentors=%d projects=%d", len(mentors), len(projects))
    return len(texts)


def after(changed_at: datetime, now: datetime) -> datetime:
    """``now``, or a moment past the last change: what was described then must not look the same."""
    return max(now, changed_at + timedelta(microseconds=1))
