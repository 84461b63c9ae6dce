"""The bot's queue of updates: long polling that wakes at once, and one poller at a time."""

import asyncio
import contextlib
from collections import deque

from webchat.errors import Refused
from webchat.records import Records, Update
from webchat.store import Store

LIMIT = 100
LONGEST_WAIT_S = 50


class UpdateQueue:
    """Updates that are not confirmed yet: in memory for speed, in the store for good."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._updates: deque[Update] = deque()
        self._news = asyncio.Event()
        self._turn = 0
        self._pollers = 0
        self._closed = False
        self.allowed: list[str] = []

    async def load(self) -> None:
        """Take up what was unconfirmed when the server stopped."""
        self._updates.extend(await self._store.read(lambda records: records.updates()))
        self.allowed = await self._store.read(allowed_kinds)

    async def allow(self, kinds: list[str]) -> None:
        """Queue only these kinds from now on; an empty list allows all."""
        if kinds != self.allowed:
            await self._store.write(lambda r: r.set_setting("allowed_updates", kinds or None))
            self.allowed = kinds

    async def drop(self) -> None:
        """Forget everything that is unconfirmed."""
        if self._updates:
            await self.confirm(self._updates[-1].update_id + 1)

    def append(self, update: Update) -> None:
        """Add a committed update and wake whoever waits."""
        self._updates.append(update)
        self._news.set()

    def __len__(self) -> int:
        return len(self._updates)

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits in a long poll."""
        return self._pollers > 0

    async def wait(self) -> Update:
        """The oldest unconfirmed update, as soon as there is one."""
        while not self._updates:
            self._news.clear()
            await self._news.wait()
        return self._updates[0]

    def interrupt(self) -> None:
        """Send a waiting poller home: another one came, or a webhook was set."""
        self._turn += 1
        self._news.set()

    def close(self) -> None:
        """The server stops: let a waiting poller go with what there is."""
        self._closed = True
        self._news.set()

    async def confirm(self, before: int) -> None:
        """Forget the updates with smaller ids, on disk first."""
        if not self._updates or self._updates[0].update_id >= before:
            return
        await self._store.write(lambda records: records.confirm_updates(before))
        while self._updates and self._updates[0].update_id < before:
            self._updates.popleft()

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[Update]:
        """The next updates from the offset on, waiting for the first one if there is none.

        A negative offset counts from the end. 409 when another poller arrives meanwhile.
        """
        self.interrupt()
        turn = self._turn
        if offset < 0:
            kept = list(self._updates)[offset:]
            offset = kept[0].update_id if kept else 0
        if offset > 0:
            await self.confirm(offset)
        deadline = asyncio.get_running_loop().time() + min(timeout_s, LONGEST_WAIT_S)
        self._pollers += 1
        try:
            await self._wait_until(deadline, turn)
        finally:
            self._pollers -= 1
        if turn != self._turn:
            raise Refused(
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
                status=409,
                code="conflict",
            )
        return [self._updates[i] for i in range(min(limit, LIMIT, len(self._updates)))]

    async def _wait_until(self, deadline: float, turn: int) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                while not self._updates and turn == self._turn and not self._closed:
                    self._news.clear()
                    await self._news.wait()


def allowed_kinds(records: Records) -> list[str]:
    """The kinds of updates the bot asked for; an empty list means all."""
    return list(records.setting("allowed_updates") or [])
