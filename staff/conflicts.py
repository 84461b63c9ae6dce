"""Conflicts of interest: what ties somebody to a team, so that they may not judge its application.

Found by the program from the team, research groups, mentoring and declared pairs, and declared by
reviewers themselves (M16, the usual duties of recusal). Only staff and the person concerned learn
which tie it is.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from core.accounts import Account
from core.db import Session
from core.errors import DomainError
from mentors import pairing
from mentors.models import Mentor, Relation
from mentors.tables import MENTORING
from mentors.vocabulary import Conflict
from staff.models import Application, Review
from students import teams
from students.models import StudentProfile
from students.teams import Member, TeamRole


class Tie(StrEnum):
    """What stands between a person and a fair judgement; the first that holds is the reason."""

    MEMBER = "member"
    ADVISER = "adviser"
    NAMESAKE = "namesake"
    """Of the name of an adviser who is known by name only."""
    SAME_LAB = "same_lab"
    MENTOR = "mentor"
    RELATIVE = "relative"
    INVENTOR = "inventor"
    COMPETITOR = "competitor"
    JUDGE = "judge"
    OTHER = "other"
    BLOCKED = "blocked"
    DECLARED = "declared"
    """Said by the reviewer of this project before."""


_ORDER = {tie: place for place, tie in enumerate(Tie)}
_TEAM = {TeamRole.OWNER: Tie.MEMBER, TeamRole.MEMBER: Tie.MEMBER, TeamRole.ADVISER: Tie.ADVISER}


class Conflicted(DomainError):
    """That person may not judge this application; ``tie`` says why."""

    key = "error-conflicted"


async def among(
    session: Session, project_id: int, account_ids: Collection[int], *, now: datetime
) -> dict[int, Tie]:
    """Which of these people are tied to the project, and how; nobody else is in it.

    Raises NotFound without such a project.
    """
    team = [one for one in await teams.members(session, project_id) if one.confirmed]
    students = _students(team)
    found = [
        *_own(team, account_ids),
        *await _namesakes(session, team, account_ids),
        *await _mentors(session, students, account_ids, now),
        *await _declared(session, project_id, account_ids),
    ]
    ties: dict[int, Tie] = {}
    for account_id, tie in sorted(found, key=lambda pair: _ORDER[pair[1]]):
        ties.setdefault(account_id, tie)
    return ties


async def of(session: Session, project_id: int, account_id: int, *, now: datetime) -> Tie | None:
    """What ties this person to the project, if anything does."""
    return (await among(session, project_id, {account_id}, now=now)).get(account_id)


def _students(team: Iterable[Member]) -> set[int]:
    return {
        one.account_id
        for one in team
        if one.account_id is not None and one.role != TeamRole.ADVISER
    }


def _own(team: Iterable[Member], account_ids: Collection[int]) -> list[tuple[int, Tie]]:
    return [
        (one.account_id, _TEAM[TeamRole(one.role)])
        for one in team
        if one.account_id is not None and one.account_id in account_ids
    ]


async def _namesakes(
    session: Session, team: Iterable[Member], account_ids: Collection[int]
) -> list[tuple[int, Tie]]:
    """Advisers without an account are compared by name, as the person and as a mentor."""
    named = {_plain(one.name) for one in team if one.account_id is None} - {""}
    if not named:
        return []
    rows = await session.execute(
        select(Account.id, Account.name, Mentor.name)
        .outerjoin(Mentor, Mentor.account_id == Account.id)
        .where(Account.id.in_(account_ids))
    )
    return [
        (account_id, Tie.NAMESAKE)
        for account_id, *names in rows
        if named.intersection(_plain(name or "") for name in names)
    ]


async def _mentors(
    session: Session, students: set[int], account_ids: Collection[int], now: datetime
) -> list[tuple[int, Tie]]:
    rows = await session.execute(
        select(Mentor.id, Mentor.account_id, Mentor.lab).where(Mentor.account_id.in_(account_ids))
    )
    mentors = {row.id: row for row in rows}
    labs = await session.scalars(
        select(func.lower(func.trim(StudentProfile.lab))).where(
            StudentProfile.account_id.in_(students)
        )
    )
    groups = set(labs) - {""}
    found = [
        (row.account_id, Tie.SAME_LAB)
        for row in mentors.values()
        if row.lab.strip().lower() in groups
    ]
    guided = await session.scalars(
        select(Relation.mentor_id).where(
            Relation.student_id.in_(students),
            Relation.mentor_id.in_(mentors),
            Relation.state.not_in(MENTORING.final_states),
        )
    )
    found += [(mentors[mentor_id].account_id, Tie.MENTOR) for mentor_id in guided]
    for student_id in sorted(students) if mentors else ():
        forbidden = await pairing.forbidden(session, student_id, now=now)
        for mentor_id in mentors.keys() & forbidden.conflicts.keys():
            found.append((mentors[mentor_id].account_id, _tie(forbidden.conflicts[mentor_id])))
        for mentor_id in mentors.keys() & forbidden.blocked:
            found.append((mentors[mentor_id].account_id, Tie.BLOCKED))
    return found


async def _declared(
    session: Session, project_id: int, account_ids: Collection[int]
) -> list[tuple[int, Tie]]:
    rows = await session.scalars(
        select(Review.reviewer_id)
        .join(Application, Application.id == Review.application_id)
        .where(
            Application.project_id == project_id,
            Review.reviewer_id.in_(account_ids),
            Review.recused_for == Tie.DECLARED,
        )
    )
    return [(account_id, Tie.DECLARED) for account_id in rows]


def _tie(conflict: Conflict) -> Tie:
    return Tie(conflict.value)


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
