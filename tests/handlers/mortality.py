"""Processes that die as ``kill -9`` ends them, and people whose updates are delivered once more.

Everything dies just before its first commit or call, is begun again by a new process, dies before
the second, and so on until it goes through. Then it is done once more: the process that did it died
before it could say so.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.chat import Person, Seen, Town

MOST_BOUNDARIES = 60


class Killed(BaseException):
    """The process is gone: no handler may catch it."""


async def _nothing() -> None: ...


class Reaper:
    """Kills before the n-th commit or call from when it was set; ``wake`` follows every death."""

    def __init__(self, town: Town, wake: Callable[[], Awaitable[None]] = _nothing) -> None:
        self.town, self.wake, self.left, self.kills = town, wake, 0, 0
        event.listen(town.db.engine.sync_engine, "commit", lambda _: self.strikes())
        request = town.server.make_request

        async def make_request(*args: Any, **kwargs: Any) -> Any:
            self.strikes()
            return await request(*args, **kwargs)

        town.server.make_request = make_request  # type: ignore[method-assign]

    def strikes(self) -> None:
        if self.left:
            self.left -= 1
            if not self.left:
                self.kills += 1
                raise Killed

    @contextmanager
    def after(self, boundaries: int) -> Iterator[None]:
        self.left = boundaries
        try:
            yield
        finally:
            self.left = 0

    async def outlived(self, act: Callable[[], Awaitable[None]]) -> None:
        """Let ``act`` die at each of its boundaries in turn, and after the last."""
        for boundaries in range(1, MOST_BOUNDARIES):
            try:
                with self.after(boundaries):
                    await act()
            except Killed:
                await self._next_process()
            else:
                await self._next_process()
                await act()
                return
        raise AssertionError("no process survives this")

    async def _next_process(self) -> None:
        self.town.restart()
        await self.wake()


class Mortal(Person):
    """Somebody whose every update is delivered until a process survives it, and once more."""

    reaper: Reaper

    async def _act(self, line: str, update: dict[str, Any], *, remember: bool = True) -> list[Seen]:
        self.town._updates += 1
        update["update_id"] = self.town._updates
        before = len(self.town.server.seen.get(self.chat_id, []))

        async def deliver() -> None:
            if query := update.get("callback_query"):
                self.town.server.expect_press(query["id"], self.chat_id)
            await self.town.feed(update)

        await self.reaper.outlived(deliver)
        self.last_update = update
        return self.town.server.seen.get(self.chat_id, [])[before:]


def mortal(person: Person, reaper: Reaper) -> Mortal:
    """The same person at the mercy of ``reaper``."""
    found = Mortal(person.town, person.name, person.number, language=person.language)
    found.reaper = reaper
    return found
