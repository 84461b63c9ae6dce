"""Who stands behind a project: the owner, members and advisers, with the shares they agreed to.

Every change locks the project first, so two people who do something at once do it in turn.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import and_, select

from core.accounts import Account, Actor
from core.db import Session
from core.errors import DomainError, NotFound
from students.models import Project, ProjectMember

LONGEST_NAME = 40
MOST_MEMBERS = 20
"""People and open invitations of one team."""
WHOLE = Decimal(100)
HERE = and_(ProjectMember.confirmed_at.is_not(None), ProjectMember.left_at.is_(None))


class TeamRole(StrEnum):
    """负责人, 成员, 指导教师."""

    OWNER = "owner"
    MEMBER = "member"
    ADVISER = "adviser"


class SharesBeyondWhole(DomainError):
    """More than 100 % would be given away, counting what waits for a yes; nothing was changed."""

    key = "error-team-shares"


class TeamFull(DomainError):
    key = "error-team-full"


class OwnerStays(DomainError):
    """The owner hands the project over before leaving it."""

    key = "error-team-owner-stays"


class NoHeir(DomainError):
    """Only a member who has joined can be given the project."""

    key = "error-team-no-heir"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team as it stands now.

    ``equity``: the share agreed to, in percent; of an invitation the share it offers; None where
    nothing was said. ``confirmed``: joined, and no other share waits for an answer; an adviser
    known by name only is asked nothing. ``account_id`` None: an invitation, whose ``name`` is "",
    or such an adviser. ``id`` is 0 for an owner whose row was never needed.
    """

    name: str
    role: str
    equity: Decimal | None
    confirmed: bool
    account_id: int | None
    id: int = 0
    proposed: Decimal | None = None
    expires_at: datetime | None = None


async def projects_of(session: Session, account_id: int) -> set[int]:
    """The projects that the person owns, or has joined and not left."""
    owned = await session.scalars(select(Project.id).where(Project.account_id == account_id))
    joined = await session.scalars(
        select(ProjectMember.project_id).where(ProjectMember.account_id == account_id, HERE)
    )
    return {*owned, *joined}


async def role_in(session: Session, project_id: int, account_id: int) -> str | None:
    """What the person is to the project now, a value of ``TeamRole``; None for anybody else."""
    owner = await session.scalar(select(Project.account_id).where(Project.id == project_id))
    if owner == account_id:
        return TeamRole.OWNER
    return await session.scalar(
        select(ProjectMember.role).where(
            ProjectMember.project_id == project_id, ProjectMember.account_id == account_id, HERE
        )
    )


async def members(session: Session, project_id: int) -> list[Member]:
    """The team, its owner first, with the invitations that nobody has answered yet.

    An invitation stays here after its seven days, with its ``expires_at`` gone by, until the owner
    takes it away; its share is free again. Raises NotFound without such a project.
    """
    project = await session.get(Project, project_id)
    if project is None:
        raise NotFound(id=project_id)
    rows = await _rows(session, project_id)
    found = [_member(row) for row in rows]
    if not any(row.account_id == project.account_id for row in rows):
        name = await _name(session, project.account_id)
        found.append(Member(name, TeamRole.OWNER, None, True, project.account_id))
    return sorted(found, key=lambda one: one.role != TeamRole.OWNER)


async def shares(session: Session, project_id: int, *, now: datetime) -> Decimal:
    """How much of the company is given away, in percent: what is agreed, offered or proposed.

    Where a member has one share and another is proposed, the larger counts.
    """
    return _given(await _rows(session, project_id), now)


async def read(session: Session, actor: Actor, project_id: int) -> Project:
    """A project of the actor's. Raises NotFound for who is not of its team."""
    project = await session.get(Project, project_id)
    if project is None or await role_in(session, project_id, actor.id) is None:
        raise NotFound(id=project_id)
    return project


def _given(rows: list[ProjectMember], now: datetime, *, beside: int = 0) -> Decimal:
    """The shares of those who count now; ``beside``: without this one."""
    total = Decimal(0)
    for row in rows:
        if row.id != beside and not is_expired(row, now):
            total += max(_share(row.equity) or Decimal(0), _share(row.proposed) or Decimal(0))
    return total


def is_expired(row: ProjectMember | Member, now: datetime) -> bool:
    """Whether it is an invitation whose time is over; who has joined has no such time."""
    return row.expires_at is not None and row.expires_at <= now


def _member(row: ProjectMember) -> Member:
    return Member(
        row.name,
        row.role,
        _share(row.equity),
        row.confirmed_at is not None and row.proposed is None,
        row.account_id,
        row.id,
        _share(row.proposed),
        row.expires_at,
    )


def _share(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


async def _rows(session: Session, project_id: int) -> list[ProjectMember]:
    """Who is of the team, and what is offered, in the order of coming."""
    return list(
        await session.scalars(
            select(ProjectMember)
            .where(ProjectMember.project_id == project_id, ProjectMember.left_at.is_(None))
            .order_by(ProjectMember.id)
        )
    )


async def _name(session: Session, account_id: int) -> str:
    account = await session.get(Account, account_id)
    return " ".join(account.name.split())[:LONGEST_NAME] if account else ""
