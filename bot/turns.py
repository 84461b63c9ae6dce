"""One transaction of the inbox: what it writes down and which updates it hands out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Table,
    and_,
    bindparam,
    case,
    delete,
    exists,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import InboxUpdate, JournalCall, State
from core.db import Base

Line = dict[str, Any]
"""The parameters of one execution of a statement."""

Call = tuple[str, int]
"""A Bot API method and which of its calls for one update is meant, from 1."""

CLAIM_LOCK = 5_202_017
"""Replicas claim in turn under this PostgreSQL advisory lock, so a chat has one worker."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update as it came, before anybody looked at it."""

    update_id: int
    chat_key: str
    payload: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is known of an earlier try of a call; ``result`` None: it may have arrived or not."""

    tries: int
    result: str | None


@dataclass(slots=True)
class Claimed:
    """An update that this process works on; ``claims`` includes this time."""

    id: int
    channel: str
    update_id: int
    chat_key: str
    payload: str
    claims: int
    failures: int
    crashes: int
    received_at: datetime
    calls: dict[Call, Recorded] = field(default_factory=dict)
    has_journal: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A call made for an update; its result is written out only if it is kept."""

    update: Claimed
    call: Call
    result: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """An update that goes back into the queue, its chat waiting until ``not_before``."""

    update: Claimed
    not_before: datetime | None
    failures: int
    problem: str


@dataclass(slots=True)
class Turn:
    """What one transaction writes, in the order of the fields."""

    arrivals: list[tuple[str, Arrival]] = field(default_factory=list)
    begun: list[Made] = field(default_factory=list)
    results: list[Made] = field(default_factory=list)
    undone: list[Made] = field(default_factory=list)
    finished: list[Claimed] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    set_aside: list[tuple[Claimed, str]] = field(default_factory=list)
    renew: bool = False

    def is_empty(self) -> bool:
        return not (
            self.arrivals
            or self.begun
            or self.results
            or self.undone
            or self.finished
            or self.returned
            or self.set_aside
            or self.renew
        )

    def frees(self) -> bool:
        """Whether there may be work afterwards that could not be claimed before."""
        return bool(self.arrivals or self.finished or self.returned or self.set_aside)

    def released(self) -> set[int]:
        """The ids of the updates that nobody works on after this turn."""
        ids = {update.id for update in self.finished}
        ids.update(back.update.id for back in self.returned)
        ids.update(update.id for update, _ in self.set_aside)
        return ids

    def apart(self) -> Iterator["Turn"]:
        """The same as turns of one line each, for when together they cannot be committed."""
        yield from (Turn(arrivals=[line]) for line in self.arrivals)
        yield from (Turn(begun=[line]) for line in self.begun)
        yield from (Turn(results=[line]) for line in self.results)
        yield from (Turn(undone=[line]) for line in self.undone)
        yield from (Turn(finished=[line]) for line in self.finished)
        yield from (Turn(returned=[line]) for line in self.returned)
        yield from (Turn(set_aside=[line]) for line in self.set_aside)


@dataclass(frozen=True, slots=True)
class Tenure:
    """Who writes, when, and until when what it claims is its own."""

    owner: str
    now: datetime
    until: datetime


async def take_turn(connection: AsyncConnection) -> None:
    """Wait until no other replica is claiming. Not needed on SQLite, which has one writer."""
    if connection.dialect.name == "postgresql":
        await connection.execute(_LOCK, {"key": CLAIM_LOCK})


async def write(connection: AsyncConnection, turn: Turn, tenure: Tenure) -> None:
    """Write a turn. Lines about an update whose lease went to somebody else change nothing."""
    if turn.arrivals:
        await _write_arrivals(connection, turn, tenure)
    await _write_journal(connection, turn)
    mine: Line = {"b_owner": tenure.owner}
    if turn.finished:
        ids = [done.id for done in turn.finished]
        await connection.execute(_FINISH, mine | {"b_ids": ids, "b_now": tenure.now})
    if turn.returned:
        await connection.execute(
            _GIVE_BACK,
            [
                mine
                | {
                    "b_id": back.update.id,
                    "b_not_before": back.not_before,
                    "b_failures": back.failures,
                    "b_problem": back.problem,
                }
                for back in turn.returned
            ],
        )
    if turn.set_aside:
        await connection.execute(
            _SET_ASIDE,
            [
                mine | {"b_id": aside.id, "b_problem": problem, "b_now": tenure.now}
                for aside, problem in turn.set_aside
            ],
        )
    if turn.renew:
        await connection.execute(_RENEW, mine | {"b_until": tenure.until})


async def claim(
    connection: AsyncConnection, channel: str, limit: int, tenure: Tenure
) -> list[Claimed]:
    """Up to ``limit`` updates of a channel, each the oldest unfinished one of its chat."""
    rows = await connection.execute(
        _CLAIM,
        {
            "b_channel": channel,
            "b_now": tenure.now,
            "b_limit": limit,
            "b_owner": tenure.owner,
            "b_until": tenure.until,
        },
    )
    claimed = sorted((Claimed(*row) for row in rows), key=lambda update: update.id)
    if again := {update.id: update for update in claimed if update.claims > 1}:
        for inbox_id, method, n, tries, result in await connection.execute(
            _CALLS, {"b_ids": list(again)}
        ):
            again[inbox_id].calls[method, n] = Recorded(tries, result)
            again[inbox_id].has_journal = True
    return claimed


async def reclaim_all(connection: AsyncConnection) -> int:
    """Take back everything that was being worked on, whoever did; returns how many."""
    return (await connection.execute(_RECLAIM)).rowcount


async def _write_arrivals(connection: AsyncConnection, turn: Turn, tenure: Tenure) -> None:
    await connection.execute(
        _insert(connection, _inbox).on_conflict_do_nothing(),
        [
            {
                "channel": channel,
                "update_id": arrival.update_id,
                "chat_key": arrival.chat_key,
                "payload": arrival.payload,
                "received_at": tenure.now,
            }
            for channel, arrival in turn.arrivals
        ],
    )


async def _write_journal(connection: AsyncConnection, turn: Turn) -> None:
    """The calls of updates that end in this turn are not kept: nothing will be replayed."""
    done = {update.id: update for update in turn.finished}
    if begun := [_line(made) for made in turn.begun if made.update.id not in done]:
        await connection.execute(
            _insert(connection, _journal).on_conflict_do_update(
                index_elements=_JOURNAL_KEY, set_={"tries": _journal.c.tries + 1}
            ),
            begun,
        )
    if kept := [made for made in turn.results if made.update.id not in done]:
        added = _insert(connection, _journal)
        await connection.execute(
            added.on_conflict_do_update(
                index_elements=_JOURNAL_KEY, set_={"result": added.excluded.result}
            ),
            [_line(made) | {"result": made.result and made.result()} for made in kept],
        )
        for made in kept:
            made.update.has_journal = True
    if turn.undone:
        lines = [{f"b_{k}": v for k, v in _line(made).items()} for made in turn.undone]
        await connection.execute(_UNDO_TRY, lines)
        await connection.execute(_DROP_UNTRIED, lines)
    if with_journal := [update.id for update in done.values() if update.has_journal]:
        await connection.execute(_FORGET, {"b_ids": with_journal})


def _line(made: Made) -> Line:
    method, n = made.call
    return {"inbox_id": made.update.id, "method": method, "n": n}


def _insert(connection: AsyncConnection, table: Table) -> Any:
    """An INSERT that knows ON CONFLICT, which both engines spell alike."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


_inbox = _table(InboxUpdate)
_journal = _table(JournalCall)
_earlier = _inbox.alias("earlier")
_JOURNAL_KEY = ["inbox_id", "method", "n"]

_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_owned = _inbox.c.owner == bindparam("b_owner")
_FINISH = (
    update(_inbox)
    .where(_inbox.c.id.in_(bindparam("b_ids", expanding=True)), _owned)
    .values(
        state=State.DONE,
        owner="",
        lease_until=None,
        not_before=None,
        payload="",
        problem="",
        finished_at=bindparam("b_now"),
    )
)
_GIVE_BACK = (
    update(_inbox)
    .where(_inbox.c.id == bindparam("b_id"), _owned)
    .values(
        state=State.PENDING,
        owner="",
        lease_until=None,
        not_before=bindparam("b_not_before"),
        failures=bindparam("b_failures"),
        problem=bindparam("b_problem"),
    )
)
_SET_ASIDE = (
    update(_inbox)
    .where(_inbox.c.id == bindparam("b_id"), _owned)
    .values(
        state=State.FAILED,
        owner="",
        lease_until=None,
        problem=bindparam("b_problem"),
        finished_at=bindparam("b_now"),
    )
)
_working = and_(_inbox.c.finished_at.is_(None), _inbox.c.state == State.WORKING)
_RENEW = update(_inbox).where(_working, _owned).values(lease_until=bindparam("b_until"))
_RECLAIM = (
    update(_inbox)
    .where(_working)
    .values(state=State.PENDING, owner="", lease_until=None, crashes=_inbox.c.crashes + 1)
)
_this_call = and_(
    _journal.c.inbox_id == bindparam("b_inbox_id"),
    _journal.c.method == bindparam("b_method"),
    _journal.c.n == bindparam("b_n"),
)
_UNDO_TRY = update(_journal).where(_this_call).values(tries=_journal.c.tries - 1)
_DROP_UNTRIED = delete(_journal).where(_this_call, _journal.c.tries <= 0)
_FORGET = delete(_journal).where(_journal.c.inbox_id.in_(bindparam("b_ids", expanding=True)))
_CALLS = select(
    _journal.c.inbox_id, _journal.c.method, _journal.c.n, _journal.c.tries, _journal.c.result
).where(_journal.c.inbox_id.in_(bindparam("b_ids", expanding=True)))
# Only the oldest unfinished update of a chat can be claimed: while it is being worked on, or
# waits for its time, the chat's later ones wait behind it.
_heads = (
    select(_inbox.c.id)
    .where(
        _inbox.c.channel == bindparam("b_channel"),
        _inbox.c.finished_at.is_(None),
        or_(_inbox.c.state == State.PENDING, _inbox.c.lease_until < bindparam("b_now")),
        or_(_inbox.c.not_before.is_(None), _inbox.c.not_before <= bindparam("b_now")),
        ~exists(literal(1))
        .where(
            _earlier.c.channel == _inbox.c.channel,
            _earlier.c.chat_key == _inbox.c.chat_key,
            _earlier.c.finished_at.is_(None),
            _earlier.c.id < _inbox.c.id,
        )
        .correlate(_inbox),
    )
    .order_by(_inbox.c.id)
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
    .cte("heads")
)
_CLAIM = (
    update(_inbox)
    .where(_inbox.c.id.in_(select(_heads.c.id)))
    .values(
        state=State.WORKING,
        owner=bindparam("b_owner"),
        lease_until=bindparam("b_until"),
        not_before=None,
        claims=_inbox.c.claims + 1,
        crashes=_inbox.c.crashes + case((_inbox.c.state == State.WORKING, 1), else_=0),
    )
    .returning(
        _inbox.c.id,
        _inbox.c.channel,
        _inbox.c.update_id,
        _inbox.c.chat_key,
        _inbox.c.payload,
        _inbox.c.claims,
        _inbox.c.failures,
        _inbox.c.crashes,
        _inbox.c.received_at,
    )
)
