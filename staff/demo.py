"""An incubator to try everything with: it plainly does not exist (``demo.toml``)."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.clock import DAY, end_of_day, local_day
from core.db import Session
from staff.models import Programme, Window

PROGRAMME: dict[str, Any] = tomllib.loads((Path(__file__).parent / "demo.toml").read_text("utf-8"))
"""The columns of ``Programme``."""
OPEN_FOR = timedelta(days=60)
SHUT_FOR = timedelta(days=30)
WINDOWS = 4


async def seed(session: Session, *, now: datetime) -> Programme | None:
    """Make the programme with a window that is open and some to come; None when there is one."""
    if await session.scalar(select(Programme.id).limit(1)) is not None:
        return None
    programme = Programme(**PROGRAMME, created_at=now)
    session.add(programme)
    await session.flush()
    opens = end_of_day(local_day(now) - DAY)
    for _ in range(WINDOWS):
        closes = opens + OPEN_FOR
        session.add(Window(programme_id=programme.id, opens_at=opens, closes_at=closes))
        opens = closes + SHUT_FOR
    await session.flush()
    return programme
