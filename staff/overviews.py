"""What there is to change of each programme: its columns, its windows, and how it is told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.accounts import Actor
from core.db import Session
from staff.changes import MAY_PROPOSE
from staff.models import Programme, Window


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """A programme with the windows that have not closed, the next to close first."""

    programme: Programme
    windows: Sequence[Window]


async def programmes(session: Session, actor: Actor, *, now: datetime) -> list[ProgrammeView]:
    """All programmes, also those that take no applications. Raises NotAllowed."""
    actor.require(*MAY_PROPOSE)
    found = await session.scalars(select(Programme).order_by(Programme.id))
    rows = await session.scalars(
        select(Window)
        .where(Window.closes_at > now, Window.closed_at.is_(None))
        .order_by(Window.closes_at)
    )
    windows = rows.all()
    return [
        ProgrammeView(one, [window for window in windows if window.programme_id == one.id])
        for one in found
    ]
