"""How staff get into the web desk: a one-time link from the chat opens a session for half a day.

Who may enter is decided anew at every request, so that a role that ended closes the desk at once.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from core import accounts
from core.accounts import Actor, Role
from core.db import Session
from core.errors import DomainError, NotAllowed, NotFound
from staff.models import DeskLink, DeskSession

MAY_ENTER = (Role.STAFF, Role.HEAD, Role.ADMIN)
LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
KEPT = timedelta(days=30)
"""How long ended links and sessions stay on record."""


class DeskLinkNotValid(DomainError):
    """Unknown, used or too old: all look the same from outside."""

    key = "error-desk-link"


async def new_link(session: Session, actor: Actor, *, now: datetime) -> str:
    """The code of a link that opens the desk once within ``LINK_LASTS``.

    Links that the actor asked for before open nothing any more. Raises NotAllowed.
    """
    actor.require(*MAY_ENTER)
    await session.execute(
        delete(DeskLink).where(DeskLink.account_id == actor.id, DeskLink.used_at.is_(None))
    )
    await _tidy(session, now)
    code = secrets.token_urlsafe(24)
    session.add(
        DeskLink(
            code_hash=_hashed(code),
            account_id=actor.id,
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    )
    await session.flush()
    return code


async def enter(session: Session, code: str, *, now: datetime) -> tuple[Actor, str]:
    """Spend a link: who entered, and the secret name of the new session.

    Raises DeskLinkNotValid, NotAllowed when the person is no longer staff; nothing opened then.
    """
    account_id = await session.scalar(
        update(DeskLink)
        .where(
            DeskLink.code_hash == _hashed(code),
            DeskLink.used_at.is_(None),
            DeskLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(DeskLink.account_id)
    )
    if account_id is None:
        raise DeskLinkNotValid
    try:
        actor = await accounts.actor_of(session, account_id)
    except NotFound:
        raise DeskLinkNotValid from None
    actor.require(*MAY_ENTER)
    name = secrets.token_urlsafe(32)
    session.add(
        DeskSession(
            name_hash=_hashed(name),
            account_id=actor.id,
            opened_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    await session.flush()
    return actor, name


async def visitor(session: Session, name: str, *, now: datetime) -> Actor | None:
    """Whose session that is, if it is open and they are still staff; writes nothing."""
    account_id = await session.scalar(
        select(DeskSession.account_id).where(
            DeskSession.name_hash == _hashed(name),
            DeskSession.ended_at.is_(None),
            DeskSession.expires_at > now,
        )
    )
    if account_id is None:
        return None
    try:
        actor = await accounts.actor_of(session, account_id)
        actor.require(*MAY_ENTER)
    except (NotFound, NotAllowed):
        return None
    return actor


async def leave(session: Session, name: str, *, now: datetime) -> None:
    """End a session, wherever its cookie still lies; nothing happens when it has ended."""
    await session.execute(
        update(DeskSession)
        .where(DeskSession.name_hash == _hashed(name), DeskSession.ended_at.is_(None))
        .values(ended_at=now)
    )


async def _tidy(session: Session, now: datetime) -> None:
    for table in (DeskLink, DeskSession):
        await session.execute(delete(table).where(table.expires_at < now - KEPT))


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
