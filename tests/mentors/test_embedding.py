"""Texts get their vectors, and new ones when they have changed."""

from datetime import datetime

from core.accounts import Actor, Role
from core.db import Database
from mentors.embedding import embed_missing
from mentors.models import Mentor
from students import projects
from students.models import Project
from tests.mentors import people


def lengths(texts: list[str]) -> list[list[float]]:
    return [[float(len(text))] for text in texts]


async def vectors(db: Database) -> tuple[list[float] | None, list[float] | None]:
    async with db.reading() as session:
        return (await session.get_one(Mentor, 1)).vector, (await session.get_one(Project, 1)).vector


async def test_a_changed_text_is_embedded_anew(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        await people.mentor(session, now, bio="办过公司")
        student: Actor = await people.person(session, now, Role.STUDENT)
        await projects.save(session, student, "1", now=now, summary="回收")
    assert await embed_missing(any_db, lengths, now=now) == 2
    assert await embed_missing(any_db, lengths, now=now) == 0
    first = await vectors(any_db)
    assert None not in first

    async with any_db.transaction() as session:
        await projects.change(session, student, 1, now=now, summary="回收旧书和教材")
        (await session.get_one(Mentor, 1)).vector = None

    assert await vectors(any_db) == (None, None)
    assert await embed_missing(any_db, lengths, now=now) == 2
    assert (await vectors(any_db))[1] != first[1]
