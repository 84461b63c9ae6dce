"""Keeps the bot's long-running parts running: the only place where tasks are begun."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
"""A part that ran this long before it failed starts again after the first pause."""

Part = Callable[[], Awaitable[None]]


class Nursery:
    """The running parts of one bot; each is started again when it fails, alone."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, part: Part) -> None:
        """Run ``part`` until it returns or is stopped; ``name`` is for the log and unique."""
        if name in self._tasks and not self._tasks[name].done():
            raise ValueError(f"{name} is running already")
        self._tasks[name] = asyncio.create_task(_keep(name, part), name=name)

    async def stop(self, *names: str) -> None:
        """Cancel these parts, or all, and wait until they have ended."""
        chosen = [self._tasks.pop(n) for n in (names or tuple(self._tasks)) if n in self._tasks]
        for task in chosen:
            task.cancel()
        await asyncio.gather(*chosen, return_exceptions=True)

    def names(self) -> list[str]:
        """The parts started and not stopped."""
        return list(self._tasks)

    async def ended(self, name: str) -> None:
        """Wait until a part ends by itself."""
        if task := self._tasks.get(name):
            await asyncio.wait([task])


async def _keep(name: str, part: Part) -> None:
    loop, pause_s = asyncio.get_running_loop(), FIRST_PAUSE_S
    while True:
        begun = loop.time()
        try:
            await part()
        except Exception:
            if loop.time() - begun > STEADY_S:
                pause_s = FIRST_PAUSE_S
            log.exception("%s failed; it starts again in about %.1f s", name, pause_s)
        else:
            return
        await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))  # noqa: S311
        pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
