"""One bot process in a test: real inbox, real HTTP; it can be killed and started again."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiogram import Router
from sqlalchemy import select

from bot.app import App, make_dispatcher
from bot.channels import open_channel
from bot.config import Settings
from bot.inbox import Inbox
from bot.leases import Leases
from bot.models import InboxUpdate, JournalCall
from bot.polling import Poller
from bot.turns import Claimed, Tenure, Turn
from bot.worker import Worker
from core.db import Database
from core.texts import Texts
from tests.bot.server import TOKEN, BotApi

LOCALES = Path(__file__).resolve().parents[2] / "locales"
LONGEST_WAIT_S = 20.0


def utc_now() -> datetime:
    return datetime.now(UTC)


async def until(condition: Callable[[], object]) -> None:
    """Wait for ``condition`` to hold; the test fails when it takes too long."""
    async with asyncio.timeout(LONGEST_WAIT_S):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


async def until_async(condition: Callable[[], Awaitable[object]]) -> None:
    """``until`` for a condition that has to be looked up."""
    async with asyncio.timeout(LONGEST_WAIT_S):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.02)


class MortalInbox(Inbox):
    """An inbox whose process can end before or after any transaction, as by ``kill -9``."""

    die_at: int = 0
    die_after_commit: bool = False
    turns: int = 0

    def prepare_to_die(self, at: int, *, after_commit: bool) -> None:
        self.dead = asyncio.Event()
        self.die_at, self.die_after_commit = at, after_commit

    async def _commit(self, turn: Turn, look: bool) -> dict[str, list[Claimed]]:
        self.turns += 1
        if self.turns == self.die_at and not self.die_after_commit:
            await self.die()
        claimed = await super()._commit(turn, look)
        if self.turns == self.die_at:
            await self.die()
        return claimed

    async def die(self) -> None:
        """Nothing that was not committed by now is ever written by this inbox."""
        self.dead.set()
        await asyncio.Event().wait()


class Process:
    """The bot's parts for one channel, with ``routers`` in place of the product's."""

    def __init__(
        self,
        db: Database,
        api: BotApi,
        routers: Callable[[], Sequence[Router]],
        *,
        owner: str = "process",
        lease: timedelta = timedelta(seconds=30),
        slots: int = 8,
        limit_s: float = 30.0,
        clock: Callable[[], datetime] = utc_now,
        **services: Any,
    ) -> None:
        self.db = db
        self.inbox = MortalInbox(db, owner=owner, clock=clock, lease=lease)
        self.channel = open_channel("web", api.address, TOKEN, exact=api.exact)
        self.leases = Leases(db, owner=owner, clock=clock)
        self.poller = Poller(self.channel, self.inbox, self.leases, wait_s=1)
        texts = Texts(LOCALES)
        self.app = App(
            settings=Settings(_env_file=None),
            clock=clock,
            db=db,
            texts=texts,
            inbox=self.inbox,
            leases=self.leases,
            channels={"web": self.channel},
            pollers=[self.poller],
        )
        dispatcher = make_dispatcher(self.app, list(routers()), **services)
        self.worker = Worker(
            self.channel, self.inbox, dispatcher, texts, clock, slots=slots, limit_s=limit_s
        )
        self.app.workers.append(self.worker)
        self.dispatcher = dispatcher

    async def __aenter__(self) -> "Process":
        nursery = self.app.nursery
        nursery.start("inbox", self.inbox.run)
        nursery.start("poll web", self.poller.run)
        nursery.start("work web", self.worker.run)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    async def kill(self) -> None:
        """End at once: what is not on disk is gone."""
        await self.app.nursery.stop("inbox")
        await self.app.nursery.stop()
        await self.channel.bot.session.close()

    async def all_done(self) -> None:
        """Wait until the server has no update left and the inbox no unfinished one."""

        async def done() -> bool:
            return not await self.unfinished()

        await until_async(done)

    async def unfinished(self) -> int:
        async with self.db.reading() as session:
            rows = await session.scalars(
                select(InboxUpdate.id).where(InboxUpdate.finished_at.is_(None))
            )
            return len(rows.all())

    async def states(self) -> list[tuple[int, str, str]]:
        """The inbox as it is: update number, state and problem."""
        async with self.db.reading() as session:
            rows = await session.execute(
                select(InboxUpdate.update_id, InboxUpdate.state, InboxUpdate.problem).order_by(
                    InboxUpdate.id
                )
            )
            return [(number, state, problem) for number, state, problem in rows]

    async def journal(self) -> list[tuple[str, int, int, bool]]:
        """The calls on record: method, n, tries, whether the result is known."""
        async with self.db.reading() as session:
            rows = await session.scalars(select(JournalCall).order_by(JournalCall.method))
            return [(c.method, c.n, c.tries, c.result is not None) for c in rows]


__all__ = ["LOCALES", "MortalInbox", "Process", "Tenure", "until", "until_async", "utc_now"]
