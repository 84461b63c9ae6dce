"""A project is kept answer by answer, for the student who gave them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.accounts import Account, Actor
from core.db import Database
from core.errors import DomainError, NotFound
from core.privacy import export_person, forget_person
from students import profiles, projects
from students.models import Project, StudentProfile
from students.projects import (
    MOST_PROJECTS,
    TextTooLong,
    TooManyChoices,
    TooManyProjects,
)
from tests.chat import NOW

LIN = Actor(1, frozenset(), "zh-CN")
OTHER = Actor(2, frozenset(), "zh-CN")


@pytest.fixture
async def people(any_db: Database) -> Database:
    async with any_db.transaction() as session:
        for number in (LIN.id, OTHER.id):
            session.add(Account(id=number, name="演示", locale="zh-CN", created_at=NOW))
    return any_db


async def test_answers_are_kept_one_by_one(people: Database) -> None:
    async with people.transaction() as session:
        begun = await projects.save(session, LIN, "m1", now=NOW, stage="prototype")
    async with people.transaction() as session:
        again = await projects.save(session, LIN, "m1", now=NOW, industries=["consumer"])
        assert again.id == begun.id
    async with people.transaction() as session:
        await projects.change(session, LIN, begun.id, now=NOW, tags=["customers", "patent"])
    async with people.reading() as session:
        kept = await projects.get(session, LIN, begun.id)
        assert (kept.stage, kept.industries, kept.tags) == (
            "prototype",
            ["consumer"],
            ["customers", "patent"],
        )
        assert projects.missing(kept) == []


async def test_only_what_is_missing_is_asked(people: Database) -> None:
    async with people.transaction() as session:
        project = await projects.save(session, LIN, "m1", now=NOW, tags=["law"])
        assert projects.missing(project) == ["stage", "industries"]


async def test_the_latest_project_comes_first(people: Database) -> None:
    async with people.transaction() as session:
        first = await projects.save(session, LIN, "m1", now=NOW, stage="idea")
        second = await projects.save(session, LIN, "m2", now=NOW + timedelta(1), stage="idea")
        await projects.save(session, OTHER, "m2", now=NOW, stage="idea")
        assert [p.id for p in await projects.own(session, LIN)] == [second.id, first.id]
        await projects.change(session, LIN, first.id, now=NOW + timedelta(2), stage="revenue")
        assert [p.id for p in await projects.own(session, LIN)] == [first.id, second.id]


async def test_nobody_reads_or_changes_the_project_of_another(people: Database) -> None:
    async with people.transaction() as session:
        project = await projects.save(session, LIN, "m1", now=NOW, stage="idea")
        with pytest.raises(NotFound):
            await projects.get(session, OTHER, project.id)
        with pytest.raises(NotFound):
            await projects.change(session, OTHER, project.id, now=NOW, stage="revenue")
        assert (await projects.get(session, LIN, project.id)).stage == "idea"


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"summary": "长" * 301}, TextTooLong),
        ({"title": "长" * 31}, TextTooLong),
        ({"campus": "长" * 31}, TextTooLong),
        ({"tags": ["law", "tax", "team", "space"]}, TooManyChoices),
        ({"industries": ["energy", "social", "finance", "culture"]}, TooManyChoices),
    ],
)
async def test_too_much_is_refused_and_nothing_changes(
    people: Database, answers: projects.Answers, refusal: type[DomainError]
) -> None:
    async with people.transaction() as session:
        project = await projects.save(session, LIN, "m1", now=NOW, summary="短", tags=["law"])
        with pytest.raises(refusal):
            await projects.change(session, LIN, project.id, now=NOW, **answers)
        with pytest.raises(refusal):
            await projects.save(session, LIN, "m2", now=NOW, **answers)
        assert (project.summary, project.tags, project.title) == ("短", ["law"], "")
        assert await session.scalar(select(func.count()).select_from(Project)) == 1


async def test_projects_of_one_person_are_limited(people: Database) -> None:
    async with people.transaction() as session:
        for number in range(MOST_PROJECTS):
            await projects.save(session, LIN, f"m{number}", now=NOW, stage="idea")
        with pytest.raises(TooManyProjects):
            await projects.save(session, LIN, "one more", now=NOW, stage="idea")
        await projects.save(session, LIN, "m0", now=NOW, stage="revenue")
        await projects.save(session, OTHER, "m0", now=NOW, stage="idea")


async def test_other_words_make_the_old_vector_invalid(people: Database) -> None:
    async with people.transaction() as session:
        project = await projects.save(session, LIN, "m1", now=NOW, summary="水杯", vector=[1.0])
        await projects.change(session, LIN, project.id, now=NOW, stage="idea")
        assert project.vector == [1.0]
        await projects.change(session, LIN, project.id, now=NOW, summary="手环")
        assert project.vector is None


async def test_a_profile_is_optional_in_every_field(people: Database) -> None:
    async with people.transaction() as session:
        assert await profiles.own(session, LIN) is None
        await profiles.save(session, LIN, now=NOW, college="机械学院")
        await profiles.save(session, LIN, now=NOW, grade="y3", gender="female")
        await profiles.save(session, LIN, now=NOW, gender="")
        profile = await profiles.own(session, LIN)
        assert profile is not None
        assert (profile.college, profile.grade, profile.gender, profile.lab) == (
            "机械学院",
            "y3",
            "",
            "",
        )
        assert await profiles.own(session, OTHER) is None


async def test_a_profile_refuses_what_it_cannot_mean(people: Database) -> None:
    async with people.transaction() as session:
        with pytest.raises(TextTooLong):
            await profiles.save(session, LIN, now=NOW, lab="长" * 31)
        with pytest.raises(ValueError, match="y9"):
            await profiles.save(session, LIN, now=NOW, grade="y9")
        with pytest.raises(ValueError, match="cat"):
            await profiles.save(session, LIN, now=NOW, gender="cat")
        assert await profiles.own(session, LIN) is None


async def test_project_and_profile_go_with_their_student(people: Database) -> None:
    async with people.transaction() as session:
        await projects.save(session, LIN, "m1", now=NOW, stage="idea")
        await profiles.save(session, LIN, now=NOW, lab="光学组")
    async with people.reading() as session:
        kept = await export_person(session, LIN.id)
        assert {"projects", "student_profiles"} <= set(kept)
    async with people.transaction() as session:
        await forget_person(session, LIN.id, now=NOW)
        assert await session.scalar(select(func.count()).select_from(Project)) == 0
        assert await session.scalar(select(func.count()).select_from(StudentProfile)) == 0
