"""Budgets of sending: several couriers, one limit, because every departure has a slot in SQL.

A channel's slots lie evenly, a little further apart than the budget asks: whoever departs less
than ``LATEST_S`` after its slot leaves no second, wherever it begins, with more than the budget.
Hosts must have synchronised clocks, as for leases.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from core.db import Session
from courier.models import Pace

HEADROOM = 1.04
"""Slots take 4 % more room than the budget: what lateness of a few ms on the way needs."""
LATEST_S = 0.02
LEAD_S = 0.06
"""No slot begins sooner: what writing down that a message leaves takes. Without it every slot
after a pause would be missed, and lost."""
AHEAD_S = 1.0
"""A slot further away than this is not waited for: the notice goes back and others may come."""
CHAT_GAP_S = 1.04
GROUP_GAP_S = 3.12
"""Telegram allows 1 message a second in a chat and 20 a minute in a group (Bot FAQ, limits)."""
FORGET_AFTER = timedelta(minutes=10)

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """``ours``: depart at ``at``. Otherwise nothing is taken; ask again then."""

    at: datetime
    ours: bool


async def reserve(
    session: Session, channel: str, chat_id: int, *, per_second: float, now: datetime
) -> Turn:
    """Take the next slot of the channel, ``LEAD_S`` ahead or later, for a message to this chat."""
    chat = f"{channel} {chat_id}"
    rows = await session.execute(
        select(Pace.name, Pace.next_us).where(Pace.name.in_((channel, chat)))
    )
    free = {name: _moment(next_us) for name, next_us in rows}
    if free.get(chat, now) > now:
        return Turn(free[chat], False)
    if free.get(channel, now) > now + timedelta(seconds=AHEAD_S):
        return Turn(free[channel], False)
    at = await reserve_again(session, channel, per_second=per_second, now=now)
    gap = timedelta(seconds=GROUP_GAP_S if chat_id < 0 else CHAT_GAP_S)
    taking = _insert(session).values(name=chat, next_us=_us(at + gap))
    taken = await session.execute(
        taking.on_conflict_do_update(
            index_elements=[Pace.name],
            set_={"next_us": taking.excluded.next_us},
            where=Pace.next_us <= _us(at),
        ).returning(Pace.name)
    )
    # Another courier took the chat since we looked: this slot is lost to all, the limit is kept.
    return Turn(at, True) if taken.first() is not None else Turn(at + gap, False)


async def reserve_again(
    session: Session, channel: str, *, per_second: float, now: datetime, slack_s: float = 0
) -> datetime:
    """Another slot for a message that missed its own: wider by ``slack_s``, from now on.

    Whoever departs anywhere within keeps the budget; the width is lost to the others.
    """
    spacing = max(1, round(1_000_000 * (HEADROOM / per_second + slack_s)))
    start = _us(now if slack_s else now + timedelta(seconds=LEAD_S))
    done = await session.execute(
        _insert(session)
        .values(name=channel, next_us=start + spacing)
        .on_conflict_do_update(
            index_elements=[Pace.name],
            set_={
                "next_us": case((Pace.next_us > start, Pace.next_us), else_=start) + spacing,
            },
        )
        .returning(Pace.next_us)
    )
    return _moment(done.scalar_one() - spacing)


async def hold(session: Session, channel: str, chat_id: int | None, *, until: datetime) -> None:
    """Let nothing leave for the chat, or with None for the whole channel, before ``until``."""
    name = channel if chat_id is None else f"{channel} {chat_id}"
    taking = _insert(session).values(name=name, next_us=_us(until))
    await session.execute(
        taking.on_conflict_do_update(
            index_elements=[Pace.name],
            set_={"next_us": taking.excluded.next_us},
            where=Pace.next_us < _us(until),
        )
    )


async def opens_at(session: Session, channel: str, *, now: datetime) -> datetime:
    """From when a message to the channel may ask for a slot; ``now`` if it may at once."""
    next_us = await session.scalar(select(Pace.next_us).where(Pace.name == channel))
    if next_us is None:
        return now
    return max(now, _moment(next_us) - timedelta(seconds=AHEAD_S))


async def forget_old(session: Session, *, now: datetime) -> None:
    """Drop the rows that hold nobody back any more."""
    await session.execute(delete(Pace).where(Pace.next_us < _us(now - FORGET_AFTER)))


def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
    sqlite_used = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(Pace) if sqlite_used else postgresql.insert(Pace)


def _us(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def _moment(us: int) -> datetime:
    return _EPOCH + us * _MICROSECOND
