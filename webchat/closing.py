"""Closing polls when their time has come."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

from webchat.records import Records
from webchat.store import Store

log = logging.getLogger(__name__)

LONGEST_SLEEP_S = 3600.0


class Closing:
    """Sleeps until the next poll is due, closes it and tells the bot and the page."""

    def __init__(self, store: Store, clock: Callable[[], float]) -> None:
        self._store = store
        self._clock = clock
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, with the polls that an earlier run left open."""
        self._task = asyncio.create_task(self._keep_closing(), name="webchat-polls")

    async def stop(self) -> None:
        """Stop; what is due later stays in the store."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def look(self) -> None:
        """Look again: there is a new poll that closes by itself."""
        self._wake.set()

    async def _keep_closing(self) -> None:
        while True:
            self._wake.clear()
            due = await self._store.read(lambda records: records.next_closing())
            sleep_s = LONGEST_SLEEP_S if due is None else due - self._clock()
            if due is not None and sleep_s <= 0:
                await self._close(due)
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(sleep_s, LONGEST_SLEEP_S)):
                    await self._wake.wait()

    async def _close(self, due: int) -> None:
        def work(records: Records) -> None:
            for chat_id, message_id in records.polls_due(due):
                message = records.message(chat_id, message_id)
                if message is not None and not message["poll"]["is_closed"]:
                    message["poll"]["is_closed"] = True
                    records.change_message(message)
                    records.queue_update("poll", message["poll"], now=int(self._clock()))
                records.forget_poll(chat_id, message_id)

        await self._store.write(work)
