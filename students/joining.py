"""How people come into a team: by a link that works once within seven days, or as a name only.

Whoever sends the link makes its code; only the hash is kept here.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from core import outbox
from core.accounts import Actor
from core.db import Session
from core.errors import DomainError, NotFound
from core.outbox import Param
from students.equity import check_shares, exact, is_expired
from students.models import Project, ProjectMember
from students.teams import (
    LONGEST_NAME,
    MOST_MEMBERS,
    Member,
    TeamFull,
    TeamRole,
    as_member,
    lock,
    name_of,
    owner_row,
    role_in,
    rows_of,
    share_of,
    titled,
)

LASTS = timedelta(days=7)
INVITED = (TeamRole.MEMBER, TeamRole.ADVISER)


class LinkNotValid(DomainError):
    """Unknown, expired, withdrawn or used: all look the same from outside."""

    key = "error-team-link"


class InTeamAlready(DomainError):
    """The actor is of the team; the link stays good for somebody else."""

    key = "error-team-already"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody who opens a link decides about; ``share`` in percent, None when unsaid."""

    title: str
    summary: str
    inviter: str
    role: str
    share: Decimal | None


async def invite(
    session: Session,
    actor: Actor,
    project_id: int,
    role: str,
    share: Decimal | None,
    *,
    code: str,
    source: str,
    now: datetime,
) -> Member:
    """An invitation that ``code`` opens; it holds its share until it is answered or expires.

    A repeated ``source`` finds the invitation it made. Raises SharesBeyondWhole, TeamFull, and
    NotFound for who does not own the project.
    """
    row = ProjectMember(
        role=TeamRole(role),
        equity="" if share is None else str(exact(share)),
        code_hash=_hashed(code),
        expires_at=now + LASTS,
    )
    return await _add(session, actor, project_id, row, source, now)


async def name_adviser(
    session: Session, actor: Actor, project_id: int, name: str, *, source: str, now: datetime
) -> Member:
    """An adviser who is not in the chat, by name; the rest as for ``invite``."""
    named = " ".join(name.split())[:LONGEST_NAME]
    row = ProjectMember(role=TeamRole.ADVISER, name=named, confirmed_at=now)
    return await _add(session, actor, project_id, row, source, now)


async def look(session: Session, actor: Actor, code: str, *, now: datetime) -> Invitation:
    """What a link offers the actor. Raises LinkNotValid and InTeamAlready."""
    row = await _by(session, code)
    project = await session.get_one(Project, row.project_id)
    await _check(session, actor, row, now)
    return Invitation(
        project.title,
        project.summary,
        await name_of(session, project.account_id),
        row.role,
        share_of(row.equity),
    )


async def accept(session: Session, actor: Actor, code: str, *, now: datetime) -> Project:
    """The actor joins with the role and share that the link offers; the owner hears of it.

    Of several at once the first one joins. Who has joined by this link may repeat it. Raises
    LinkNotValid and InTeamAlready.
    """
    project, row = await _locked(session, code)
    if _is_of(row, actor) and row.confirmed_at is not None and row.left_at is None:
        return project
    await _check(session, actor, row, now)
    row.account_id, row.name = actor.id, await name_of(session, actor.id)
    row.confirmed_at, row.expires_at = now, None
    await session.flush()
    await _tell_owner(session, project, row, "team-joined", now)
    return project


async def decline(session: Session, actor: Actor, code: str, *, now: datetime) -> None:
    """The actor does not join, and the link is used up; the owner hears of it. May be repeated.

    Raises LinkNotValid and InTeamAlready.
    """
    project, row = await _locked(session, code)
    if _is_of(row, actor) and row.confirmed_at is None:
        return
    await _check(session, actor, row, now)
    row.account_id, row.name = actor.id, await name_of(session, actor.id)
    row.left_at = now
    await session.flush()
    await _tell_owner(session, project, row, "team-declined", now)


async def _add(
    session: Session,
    actor: Actor,
    project_id: int,
    row: ProjectMember,
    source: str,
    now: datetime,
) -> Member:
    project = await lock(session, project_id)
    if project.account_id != actor.id:
        raise NotFound(id=project_id)
    known = await session.scalar(
        select(ProjectMember).where(
            ProjectMember.project_id == project_id, ProjectMember.source == source
        )
    )
    if known is not None:
        return as_member(known)
    await owner_row(session, project, now=now)
    there = [one for one in await rows_of(session, project_id) if not is_expired(one, now)]
    if len(there) >= MOST_MEMBERS:
        raise TeamFull(limit=MOST_MEMBERS)
    await check_shares(session, project_id, share_of(row.equity) or Decimal(0), now=now)
    row.project_id, row.source, row.invited_at = project_id, source, now
    session.add(row)
    await session.flush()
    return as_member(row)


async def _check(session: Session, actor: Actor, row: ProjectMember, now: datetime) -> None:
    """Whether the actor may answer this invitation."""
    if row.confirmed_at is not None or row.left_at is not None or is_expired(row, now):
        raise LinkNotValid
    if await role_in(session, row.project_id, actor.id) is not None:
        raise InTeamAlready


async def _by(session: Session, code: str) -> ProjectMember:
    row = await session.scalar(
        select(ProjectMember).where(ProjectMember.code_hash == _hashed(code))
    )
    if row is None:
        raise LinkNotValid
    return row


async def _locked(session: Session, code: str) -> tuple[Project, ProjectMember]:
    row = await _by(session, code)
    project = await lock(session, row.project_id)
    await session.refresh(row)
    return project, row


async def _tell_owner(
    session: Session, project: Project, row: ProjectMember, key: str, now: datetime
) -> None:
    told: dict[str, Param] = {
        "title": titled(project),
        "name": row.name,
        "role": [f"team-role-{row.role}"],
    }
    await outbox.put(session, project.account_id, key, told, now=now)


def _is_of(row: ProjectMember, actor: Actor) -> bool:
    return row.account_id == actor.id


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
