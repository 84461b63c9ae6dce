"""Who stands behind a project: the owner, members and advisers, with the shares they agreed to.

Every change locks the project first, so two people who do something at once do it in turn.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import and_, select

from core import outbox
from core.accounts import Account, Actor
from core.db import Session
from core.errors import DomainError, NotFound
from core.outbox import Param
from students.models import Project, ProjectMember

LONGEST_NAME = 40
MOST_MEMBERS = 20
"""People and open invitations of one team."""
HERE = and_(ProjectMember.confirmed_at.is_not(None), ProjectMember.left_at.is_(None))


class TeamRole(StrEnum):
    """负责人, 成员, 指导教师."""

    OWNER = "owner"
    MEMBER = "member"
    ADVISER = "adviser"


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


async def own_and_joined(session: Session, actor: Actor) -> list[Project]:
    """The projects whose team the actor is of, the one changed last first."""
    found = await session.scalars(
        select(Project)
        .where(Project.id.in_(await projects_of(session, actor.id)))
        .order_by(Project.changed_at.desc(), Project.id.desc())
    )
    return list(found)


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
    rows = await rows_of(session, project_id)
    found = [as_member(row) for row in rows]
    if not any(row.account_id == project.account_id for row in rows):
        name = await name_of(session, project.account_id)
        found.append(Member(name, TeamRole.OWNER, None, True, project.account_id))
    return sorted(found, key=lambda one: one.role != TeamRole.OWNER)


async def read(session: Session, actor: Actor, project_id: int) -> Project:
    """A project of the actor's. Raises NotFound for who is not of its team."""
    project = await session.get(Project, project_id)
    if project is None or await role_in(session, project_id, actor.id) is None:
        raise NotFound(id=project_id)
    return project


async def open_team(
    session: Session, actor: Actor, project_id: int, *, now: datetime
) -> list[Member]:
    """The team as ``members`` tells it, with a row for its owner from now on.

    Raises NotFound for who is not of it.
    """
    project = await lock(session, project_id)
    if await role_in(session, project_id, actor.id) is None:
        raise NotFound(id=project_id)
    await owner_row(session, project, now=now)
    return await members(session, project_id)


async def find(session: Session, actor: Actor, member_id: int) -> tuple[Project, Member]:
    """Somebody of a team that the actor is of. Raises NotFound, also when they have left."""
    row = await session.get(ProjectMember, member_id)
    if row is None or row.left_at is not None:
        raise NotFound(id=member_id)
    return await read(session, actor, row.project_id), as_member(row)


async def leave(session: Session, actor: Actor, project_id: int, *, now: datetime) -> None:
    """The actor leaves the team, and everybody else hears of it; their share is free again.

    Who has left already may repeat it. Raises OwnerStays, and NotFound for who never was of it.
    """
    project = await lock(session, project_id)
    if project.account_id == actor.id:
        raise OwnerStays
    rows = await session.scalars(
        select(ProjectMember).where(
            ProjectMember.project_id == project_id,
            ProjectMember.account_id == actor.id,
            ProjectMember.confirmed_at.is_not(None),
        )
    )
    own = list(rows)
    if not own:
        raise NotFound(id=project_id)
    for row in own:
        if row.left_at is None:
            await _part(session, project, row, now)


async def remove(session: Session, actor: Actor, member_id: int, *, now: datetime) -> int:
    """The owner takes away a member, an adviser, or an invitation, whose link then opens nothing.

    Who was of the team hears of it, and so does everybody else in it. May be repeated; returns the
    project. Raises OwnerStays for the owner's own row, and NotFound for who does not own it.
    """
    project, row = await lock_row(session, member_id)
    if project.account_id != actor.id:
        raise NotFound(id=member_id)
    if row.account_id == actor.id:
        raise OwnerStays
    if row.left_at is not None:
        return project.id
    await _part(session, project, row, now, without=actor.id)
    if row.account_id is not None:
        told: dict[str, Param] = {"title": titled(project)}
        await outbox.put(session, row.account_id, "team-removed", told, now=now)
    return project.id


async def hand_over(session: Session, actor: Actor, member_id: int, *, now: datetime) -> int:
    """Make another member the owner; the owner stays as a member. Everybody hears of it.

    May be repeated; returns the project. Raises NoHeir for an adviser or who has not joined, and
    NotFound for who does not own the project.
    """
    project, row = await lock_row(session, member_id)
    if project.account_id != actor.id:
        if row.account_id == project.account_id and await role_in(session, project.id, actor.id):
            return project.id
        raise NotFound(id=member_id)
    if row.account_id == actor.id:
        return project.id
    if row.left_at or not row.confirmed_at or row.role != TeamRole.MEMBER:
        raise NoHeir
    await _give(session, project, row, now)
    return project.id


async def depart(session: Session, actor: Actor, *, now: datetime) -> None:
    """Before the actor's account is forgotten: they leave every team.

    What they own goes to the member who joined first; a project without another member stays
    theirs and goes with them.
    """
    for project_id in sorted(await projects_of(session, actor.id)):
        project = await lock(session, project_id)
        if project.account_id == actor.id:
            heir = next((row for row in await rows_of(session, project_id) if _may_own(row)), None)
            if heir is None:
                continue
            await _give(session, project, heir, now)
        await leave(session, actor, project_id, now=now)


async def lock(session: Session, project_id: int) -> Project:
    """The project, with nobody else at its team until the transaction ends. Raises NotFound."""
    project = await session.get(
        Project, project_id, with_for_update={"key_share": True}, populate_existing=True
    )
    if project is None:
        raise NotFound(id=project_id)
    return project


async def owner_row(session: Session, project: Project, *, now: datetime) -> ProjectMember:
    """The owner as one of the team, begun when there is none; the project is locked."""
    row = await session.scalar(
        select(ProjectMember).where(
            ProjectMember.project_id == project.id,
            ProjectMember.account_id == project.account_id,
            ProjectMember.left_at.is_(None),
        )
    )
    if row is None:
        row = ProjectMember(
            project_id=project.id,
            account_id=project.account_id,
            role=TeamRole.OWNER,
            name=await name_of(session, project.account_id),
            invited_at=now,
            confirmed_at=now,
        )
        session.add(row)
        await session.flush()
    return row


def titled(project: Project) -> Param:
    """The project's name for a notice; where it has none, the words for that."""
    return project.title or ["find-untitled"]


async def name_of(session: Session, account_id: int) -> str:
    """What the person is called, short enough for a list; "" when nobody knows."""
    account = await session.get(Account, account_id)
    return " ".join(account.name.split())[:LONGEST_NAME] if account else ""


async def lock_row(session: Session, member_id: int) -> tuple[Project, ProjectMember]:
    """The row as it is now, also when it has ended, with its project locked. Raises NotFound."""
    project_id = await session.scalar(
        select(ProjectMember.project_id).where(ProjectMember.id == member_id)
    )
    if project_id is None:
        raise NotFound(id=member_id)
    project = await lock(session, project_id)
    return project, await session.get_one(ProjectMember, member_id, populate_existing=True)


async def _part(
    session: Session,
    project: Project,
    row: ProjectMember,
    now: datetime,
    without: int | None = None,
) -> None:
    """End a row; where it was somebody of the team, the others are told."""
    row.left_at, row.proposed = now, None
    await outbox.withdraw(session, about_share(row))
    await session.flush()
    if row.confirmed_at is not None:
        told: dict[str, Param] = {"title": titled(project), "name": row.name}
        await _tell(session, project, "team-left", told, now, without)


async def _give(session: Session, project: Project, heir: ProjectMember, now: datetime) -> None:
    before = await owner_row(session, project, now=now)
    before.role, heir.role = TeamRole.MEMBER, TeamRole.OWNER
    heir.proposed = None
    assert heir.account_id is not None
    project.account_id, project.changed_at = heir.account_id, now
    # What began it was an update of the first owner's; the heir may have one of the same name.
    project.source = f"handed-{project.id}"
    await session.flush()
    told: dict[str, Param] = {"title": titled(project), "name": heir.name, "before": before.name}
    await _tell(session, project, "team-handed", told, now, before.account_id)


async def _tell(
    session: Session,
    project: Project,
    key: str,
    told: dict[str, Param],
    now: datetime,
    without: int | None = None,
) -> None:
    for row in await rows_of(session, project.id):
        if row.account_id is not None and row.account_id != without:
            await outbox.put(session, row.account_id, key, told, now=now)


def _may_own(row: ProjectMember) -> bool:
    return row.role == TeamRole.MEMBER and row.confirmed_at is not None


def about_share(row: ProjectMember) -> str:
    """What notices about a proposed share are about, in the outbox."""
    return f"team-share-{row.id}"


def as_member(row: ProjectMember) -> Member:
    return Member(
        row.name,
        row.role,
        share_of(row.equity),
        row.confirmed_at is not None and row.proposed is None,
        row.account_id,
        row.id,
        share_of(row.proposed),
        row.expires_at,
    )


def share_of(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


async def rows_of(session: Session, project_id: int) -> list[ProjectMember]:
    """Who is of the team, and what is offered, in the order of coming."""
    return list(
        await session.scalars(
            select(ProjectMember)
            .where(ProjectMember.project_id == project_id, ProjectMember.left_at.is_(None))
            .order_by(ProjectMember.id)
        )
    )
