"""The courier: looks for notices whose time has come and sees each of them off."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from core import engines, outbox
from core.db import Database
from core.errors import DatabaseBusy, DatabaseUnusable
from core.outbox import Delivery, Notice
from core.texts import Texts
from courier import pacing
from courier.delivery import Deliveries, Quiet, Ready
from courier.models import Pace
from courier.servers import AT_ONCE, Server

LOOK_EVERY_S = 1.0
SHORTEST_REST_S = 0.02
CLAIMED_AT_ONCE = 12
TIDY_EVERY = timedelta(minutes=10)
TROUBLE_PAUSE_S = 2.0
WAIT_S = (0.2, 0.5, 1.0, 2.0)

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Courier:
    """One delivery process; any number of them share the work and the budgets.

    ``lease_s``: how long after a crash what this courier had taken waits for another. It must be
    longer than a request may take.
    """

    def __init__(
        self,
        db: Database,
        servers: Mapping[str, Server],
        texts: Texts,
        clock: Clock,
        *,
        quiet: Quiet,
        lease_s: float,
    ) -> None:
        self._db = db
        self._servers = servers
        self._clock = clock
        self._lease = timedelta(seconds=lease_s)
        self._worker = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._deliveries = Deliveries(
            db, servers, texts, clock, worker=self._worker, quiet=quiet, lease=self._lease
        )
        self._under_way: set[asyncio.Task[None]] = set()
        self._recovered_at: datetime | None = None
        self._tidied_at: datetime | None = None

    async def run(self, stop: asyncio.Event, *, grace_s: float) -> None:
        """Deliver until ``stop``; what is under way then may take ``grace_s`` to end."""
        while not stop.is_set():
            try:
                await self._round(stop)
            except (DatabaseBusy, DatabaseUnusable) as error:
                log.warning("the database does not answer: %s", error)
                await _pause(stop, TROUBLE_PAUSE_S)
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=grace_s)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        counts = {str(name): number for name, number in self._deliveries.counts.items()}
        log.info("since the start: %s", counts)

    async def _round(self, stop: asyncio.Event) -> None:
        """Deliver what is due, or wait for it."""
        await self._recover()
        rest_s = await self._rest_s()
        if rest_s > 0:
            await _pause(stop, rest_s)
            return
        async with self._db.transaction() as session:
            claimed = await outbox.claim(
                session,
                self._worker,
                now=self._clock(),
                limit=CLAIMED_AT_ONCE,
                lease=self._lease,
            )
        waiting = [notice.id for notice in claimed]
        if not waiting:  # others were faster
            await _pause(stop, SHORTEST_REST_S)
        while waiting and await self._free_hand(stop):
            await self._see_off(waiting.pop(0))
        if waiting:
            await self._deliveries.give_back(waiting)

    async def _free_hand(self, stop: asyncio.Event) -> bool:
        """Wait until one more may go its way; False if told to stop."""
        while len(self._under_way) >= AT_ONCE and not stop.is_set():
            done, _ = await asyncio.wait(
                self._under_way, timeout=LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED
            )
            self._under_way -= done
        return not stop.is_set()

    async def _see_off(self, notice_id: int) -> None:
        """Let a notice go its way, if its turn is now."""
        try:
            ready = await self._deliveries.prepare(notice_id)
        except (DatabaseBusy, DatabaseUnusable):
            raise
        except Exception:
            log.exception("notice %s cannot be prepared", notice_id)
            await self._deliveries.fail(notice_id, "it cannot be prepared; see the log")
            return
        if ready is not None:
            task = asyncio.create_task(self._carry_out(ready))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _carry_out(self, ready: Ready) -> None:
        try:
            await self._deliveries.carry_out(ready)
        except (DatabaseBusy, DatabaseUnusable) as error:
            # Not sent; its lease brings it back.
            log.warning("notice %s waits for the database: %s", ready.notice_id, error)
        except Exception:
            log.exception("notice %s is in doubt", ready.notice_id)

    async def _rest_s(self) -> float:
        """For how long nothing can be due; 0 when something may be. One or two indexed queries."""
        now = self._clock()
        async with self._db.reading() as session:
            due = await session.scalar(
                select(func.min(Notice.due_at)).where(Notice.state == Delivery.PENDING)
            )
            if due is None:
                return LOOK_EVERY_S
            if due <= now:
                opens = [await pacing.opens_at(session, n, now=now) for n in self._servers]
                due = min(opens)
        return min(LOOK_EVERY_S, max(0.0, (due - now).total_seconds()))

    async def _recover(self) -> None:
        """Free what dead couriers left behind, now and then."""
        now = self._clock()
        if self._recovered_at is not None and now - self._recovered_at < self._lease / 2:
            return
        exact = {server.name for server in self._servers.values() if server.exact}
        async with self._db.transaction() as session:
            lost = await outbox.recover(session, now=now, exact_channels=exact)
            if self._tidied_at is None or now - self._tidied_at > TIDY_EVERY:
                await pacing.forget_old(session, now=now)
                self._tidied_at = now
        self._recovered_at = now
        if lost:
            log.warning("%s notices are in doubt: their courier ended half-way", lost)


async def until_migrated(db: Database, stop: asyncio.Event) -> bool:
    """Wait for the tables, which the bot or ``migrate`` makes; False if stopped first."""
    tries = 0
    while not stop.is_set():
        problem = await _missing(db)
        if problem is None:
            return True
        if tries == len(WAIT_S):
            log.info("waiting for the database: %s", problem)
        await _pause(stop, WAIT_S[min(tries, len(WAIT_S) - 1)])
        tries += 1
    return False


async def _missing(db: Database) -> str | None:
    if engines.is_sqlite(db.url) and not await asyncio.to_thread(Path(db.place).exists):
        return "there is none yet"  # and looking would make an empty one
    try:
        async with db.reading() as session:
            await session.scalar(select(Notice).limit(1))
            await session.scalar(select(Pace).limit(1))
    except DatabaseUnusable as error:
        if error.reason not in ("missing", "unreachable"):
            raise
        return str(error)
    except (DatabaseBusy, DBAPIError):
        return "it is not ready"
    return None


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
