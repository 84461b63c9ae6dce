"""The inbox: updates on disk before the server may forget them, worked through one per chat.

Everything that changes it goes through one loop, which commits all that came together in one
transaction: a busy bot writes less often, not later. A crash between two commits repeats work but
loses none; what repeating must not double, ``bot.journal`` answers from what was recorded.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from bot import turns
from bot.turns import Arrival, Call, Claimed, Made, Returned, Tenure, Turn
from core.db import Database
from core.errors import DatabaseBusy, DatabaseUnusable

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
LOOK_S = 1.0
"""How often to look for work that another process left or that has become due."""
LINGER_S = 0.05
"""How long a line that nobody waits for may wait for company."""
BUSY = 8
GATHER_S = 0.005
"""With this many updates in hand, a turn waits so long for company: together they cost less."""
RETRY_S = (0.05, 0.2, 0.5, 1.0, 2.0)
TOGETHER = 3
"""How often a turn is tried as a whole when the database finds fault with it."""


class Desk(Protocol):
    """Whoever works through one channel's updates."""

    def free(self) -> int:
        """How many more updates it can take now."""

    def take(self, updates: Sequence[Claimed]) -> None:
        """Begin with these, each of another chat."""


class Inbox:
    """The inbox as one process sees it; ``owner`` names the process in its leases."""

    def __init__(
        self, db: Database, *, owner: str, clock: Callable[[], datetime], lease: timedelta = LEASE
    ) -> None:
        self.owner = owner
        self._db = db
        self._clock = clock
        self._lease = lease
        self._desks: dict[str, Desk] = {}
        self._next = Turn()
        self._waiters: list[asyncio.Future[None]] = []
        self._called = asyncio.Event()
        self._lingering: asyncio.TimerHandle | None = None
        self._working: set[int] = set()
        self._look = False
        self._closing = False

    def serve(self, channel: str, desk: Desk) -> None:
        """Hand this channel's updates to ``desk`` from now on."""
        self._desks[channel] = desk
        self._look_now()

    def dismiss(self, channel: str) -> None:
        """Hand out no more updates of this channel."""
        self._desks.pop(channel, None)

    async def put(self, channel: str, arrivals: Iterable[Arrival]) -> None:
        """Store updates; returns when they are committed. Those seen before change nothing."""
        self._next.arrivals.extend((channel, arrival) for arrival in arrivals)
        await self._committed()

    async def begin_call(self, update: Claimed, call: Call) -> None:
        """Note that a call is about to be sent; returns when that is committed."""
        self._next.begun.append(Made(update, call))
        update.has_journal = True
        await self._committed()

    def record_call(
        self, update: Claimed, call: Call, result: Callable[[], str], *, urgent: bool
    ) -> None:
        """Note a call's result, as JSON made when it is needed.

        ``urgent`` when a crash before it is committed would leave a doubt.
        """
        self._next.results.append(Made(update, call, result))
        if urgent:
            self._called.set()
        elif self._lingering is None:
            self._lingering = asyncio.get_running_loop().call_later(LINGER_S, self._called.set)

    def undo_call(self, update: Claimed, call: Call) -> None:
        """Note that the last begun try of a call certainly had no effect."""
        self._next.undone.append(Made(update, call))
        self._called.set()

    def finish(self, update: Claimed) -> None:
        """The update is done; its words are no longer kept."""
        self._next.finished.append(update)
        self._called.set()

    def give_back(
        self,
        update: Claimed,
        *,
        not_before: datetime | None = None,
        failed: bool = False,
        problem: str = "",
    ) -> None:
        """Let the update be claimed again; until then its chat waits. ``failed`` is counted."""
        failures = update.failures + (1 if failed else 0)
        self._next.returned.append(Returned(update, not_before, failures, problem))
        self._called.set()
        if not_before is not None:
            wait_s = max(0.0, (not_before - self._clock()).total_seconds())
            if wait_s < LOOK_S:
                asyncio.get_running_loop().call_later(wait_s, self._look_now)

    def set_aside(self, update: Claimed, problem: str) -> None:
        """Give the update up: it stays, with its payload, for an operator; its chat goes on."""
        self._next.set_aside.append((update, problem))
        self._called.set()

    async def settle(self) -> None:
        """Return when everything noted so far is committed."""
        await self._committed()

    def close(self) -> None:
        """Let ``run`` end once nothing is left to write."""
        self._closing = True
        self._desks.clear()
        self._called.set()

    async def run(self) -> None:
        """Do the work of the inbox until ``close``."""
        await self._reclaim()
        renew_at = self._clock() + self._lease / 3
        while not (self._closing and self._next.is_empty() and not self._waiters):
            look = await self._wait()
            turn, self._next = self._next, Turn()
            waiters, self._waiters = self._waiters, []
            if self._clock() >= renew_at:
                turn.renew = bool(self._working)
                renew_at = self._clock() + self._lease / 3
            try:
                claimed = await self._commit_stubbornly(turn, look or turn.frees())
            except asyncio.CancelledError:
                for waiter in waiters:
                    waiter.cancel()
                raise
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)
            for channel, updates in claimed.items():
                self._hand_over(channel, updates)

    def _look_now(self) -> None:
        self._look = True
        self._called.set()

    def _hand_over(self, channel: str, updates: Sequence[Claimed]) -> None:
        self._working.update(update.id for update in updates)
        if desk := self._desks.get(channel):
            desk.take(updates)
            return
        for update in updates:  # dismissed while they were being claimed
            self.give_back(update)

    async def _wait(self) -> bool:
        """Until there is something to write or to look for; True in the second case."""
        try:
            async with asyncio.timeout(LOOK_S):
                await self._called.wait()
            if len(self._working) >= BUSY:
                await asyncio.sleep(GATHER_S)
        except TimeoutError:
            self._look = True
        self._called.clear()
        if self._lingering is not None:
            self._lingering.cancel()
            self._lingering = None
        look, self._look = self._look, False
        return look

    def _committed(self) -> asyncio.Future[None]:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        self._called.set()
        return waiter

    async def _commit_stubbornly(self, turn: Turn, look: bool) -> dict[str, list[Claimed]]:
        """Try until the database takes the turn: nothing of it may be dropped."""
        for attempt in count(1):
            try:
                return await self._commit(turn, look)
            except (DatabaseBusy, DatabaseUnusable, OSError) as error:
                if attempt % 10 == 1:
                    log.warning("the inbox waits for the database: %s", error)
            except Exception:
                log.exception("the inbox could not be written, attempt %s", attempt)
                if attempt >= TOGETHER:
                    await self._commit_apart(turn)
                    return {}
            await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S)) - 1])
        raise AssertionError("count() ended")

    async def _commit_apart(self, turn: Turn) -> None:
        """Line by line, so that one impossible line does not hold up all others for ever."""
        for single in turn.apart():
            try:
                await self._commit(single, look=False)
            except Exception:
                log.exception("a line of the inbox is given up")

    async def _commit(self, turn: Turn, look: bool) -> dict[str, list[Claimed]]:
        wanted: dict[str, int] = {}
        if look:
            wanted = {c: free for c, desk in self._desks.items() if (free := desk.free()) > 0}
        claimed: dict[str, list[Claimed]] = {}
        if not wanted and turn.is_empty():
            return claimed
        now = self._clock()
        tenure = Tenure(self.owner, now, now + self._lease)
        async with self._db.transaction() as session:
            connection = await session.connection()
            if wanted or turn.arrivals:
                await turns.take_turn(connection)
            await turns.write(connection, turn, tenure)
            for channel, limit in wanted.items():
                if updates := await turns.claim(connection, channel, limit, tenure):
                    claimed[channel] = updates
        self._working -= turn.released()
        return claimed

    async def _reclaim(self) -> None:
        """Take back what a crash left: a SQLite file has one bot; elsewhere leases run out."""
        if self._db.url.get_backend_name() != "sqlite":
            return
        async with self._db.transaction() as session:
            left = await turns.reclaim_all(await session.connection())
        if left:
            log.info("%s updates were being worked on when the bot stopped; they go on", left)
