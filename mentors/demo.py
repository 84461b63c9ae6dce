"""A pool to try everything with: two dozen mentors who plainly do not exist (``demo.toml``).

All are called 演示 or 示例, and only the first, the mentor of the demo's switcher, ever answers.
"""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select

from core import accounts, outbox
from core.accounts import Account, Actor, Address, Role
from core.db import Session
from mentors import appointments
from mentors.appointments import APPOINTMENTS
from mentors.models import Appointment, Mentor
from mentors.particulars import Values, checked
from mentors.tables import APPOINTMENT

CHANNEL = "demo"
"""Where made-up mentors are reached: no server has this name."""
PUBLIC_FOR = timedelta(days=30)
PEOPLE: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "demo.toml").read_text("utf-8")
)["mentors"]
"""As ``particulars.Values``, with ``record`` (asked, yes) and ``rating`` (stars, how many)."""


async def seed(session: Session, mentor: Actor, staff: Actor, *, now: datetime) -> int:
    """Make the pool, appointed, with ``mentor`` as the first of it; 0 when there is one already."""
    if await session.scalar(select(Mentor.id).limit(1)) is not None:
        return 0
    began = now - PUBLIC_FOR
    for number, person in enumerate(PEOPLE):
        values = {name: value for name, value in person.items() if name not in ("record", "rating")}
        given = checked(cast("Values", {**values, "intents": ["one_to_one"]}))
        first = number == 0
        asked, yes = person.get("record", (0, 0))
        stars, ratings = person.get("rating", (0.0, 0))
        session.add(
            Mentor(
                number=f"demo-{number + 1:02d}",
                account_id=mentor.id if first else await _account(session, number, given, now),
                joined_at=began,
                changed_at=now,
                asked=asked,
                yes=yes,
                rating_sum=stars,
                rating_count=ratings,
                **given,
            )
        )
    await session.flush()
    await appointments.register(session, staff, now=began, limit=len(PEOPLE))
    for case in (await session.scalars(select(Appointment))).all():
        await APPOINTMENTS.act(session, case, "appoint", None, now=now)
        await outbox.withdraw(session, f"{APPOINTMENT.kind}-{case.id}")
    return len(PEOPLE)


async def _account(session: Session, number: int, given: dict[str, Any], now: datetime) -> int:
    account = Account(name=given["name"], locale="zh-CN", created_at=now)
    session.add(account)
    await session.flush()
    session.add(Address(account_id=account.id, channel=CHANNEL, chat_id=number, seen_at=now))
    await accounts.grant(session, account.id, Role.MENTOR, None, now=now)
    return account.id
