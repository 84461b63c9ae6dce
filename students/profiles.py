"""Who a student is, as far as matching must know; every answer may be left out or taken back."""

from datetime import datetime
from enum import StrEnum
from typing import TypedDict, Unpack

from core.accounts import Actor
from core.db import Session
from students.models import StudentProfile
from students.projects import TextTooLong

LONGEST_WORDS = 30
"""Characters of a college, campus or research group."""


class Grade(StrEnum):
    """本科一至四年级（含五年制）, 硕士, 博士, 毕业五年内."""

    YEAR_1 = "y1"
    YEAR_2 = "y2"
    YEAR_3 = "y3"
    YEAR_4 = "y4"
    MASTER = "master"
    DOCTOR = "doctor"
    GRADUATE = "graduate"


class Gender(StrEnum):
    """Asked for the fairness figures alone; "not said" is the empty text."""

    FEMALE = "female"
    MALE = "male"


class Answers(TypedDict, total=False):
    """What can be said; what is left out stays as it was, "" takes it back."""

    college: str
    grade: str
    gender: str
    campus: str
    lab: str


async def own(session: Session, actor: Actor) -> StudentProfile | None:
    return await session.get(StudentProfile, actor.id)


async def save(
    session: Session, actor: Actor, *, now: datetime, **answers: Unpack[Answers]
) -> StudentProfile:
    """The actor's profile with these answers.

    Raises TextTooLong beyond ``LONGEST_WORDS``, ValueError for a grade or gender that is none.
    """
    for words in (answers.get(name, "") for name in ("college", "campus", "lab")):
        if len(str(words)) > LONGEST_WORDS:
            raise TextTooLong(length=len(str(words)), limit=LONGEST_WORDS)
    if grade := answers.get("grade"):
        Grade(grade)
    if gender := answers.get("gender"):
        Gender(gender)
    profile = await session.get(StudentProfile, actor.id, with_for_update=True)
    if profile is None:
        profile = StudentProfile(account_id=actor.id, changed_at=now)
        session.add(profile)
    for name, value in answers.items():
        setattr(profile, name, value)
    profile.changed_at = now
    await session.flush()
    return profile
