"""A courier in a test: real database, real HTTP to servers that misbehave on demand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core import accounts, outbox
from core.actions import Action
from core.db import Database
from core.outbox import Notice, Param
from core.texts import Texts
from courier.delivery import Quiet
from courier.process import Courier
from courier.servers import open_server
from tests.bot.server import TOKEN, BotApi, serving

NEVER: Quiet = (None, None)
LONGEST_WAIT_S = 20.0
WORDS = {
    "zh-CN": """
offer-propose-mentor = <b>{ $student }</b>想请你指导：{ $note }
button-accept = 同意
button-offer-accept = 愿意指导
button-decline = 婉拒
button-later = 以后再说
plain = 第 { $n } 条
broken = <b>没有结尾
list-separator = 、
""",
    "en": """
offer-propose-mentor = <b>{ $student }</b> would like your advice: { $note }
button-accept = Accept
button-offer-accept = Advise
button-decline = Decline
button-later = Later
plain = Number { $n }
broken = <b>no end
list-separator = { ", " }
""",
}


def utc_now() -> datetime:
    return datetime.now(UTC)


def words(folder: Path) -> Texts:
    for language, text in WORDS.items():
        (folder / language).mkdir(parents=True)
        (folder / language / "all.ftl").write_text(text, "utf-8")
    return Texts(folder, strict=True)


@dataclass
class Office:
    """The outbox of one database, and couriers that empty it to the servers named."""

    db: Database
    texts: Texts
    apis: dict[str, BotApi]
    quiet: Quiet = NEVER
    timeout_s: float = 5.0
    lease_s: float = 12.0
    per_second: float = 200.0
    clock: Callable[[], datetime] = utc_now
    people: dict[tuple[str, int], int] = field(default_factory=dict)

    async def person(self, channel: str, chat_id: int, locale: str = "zh-CN") -> int:
        """The account behind a chat."""
        async with self.db.transaction() as session:
            actor = await accounts.identify(
                session, channel, chat_id, name="测试", locale=locale, now=self.clock()
            )
        return actor.id

    async def also_at(self, account_id: int, channel: str, chat_id: int, seen: datetime) -> None:
        """Another chat of the same person."""
        async with self.db.transaction() as session:
            session.add(
                accounts.Address(
                    account_id=account_id, channel=channel, chat_id=chat_id, seen_at=seen
                )
            )

    async def put(
        self,
        account_id: int,
        key: str = "plain",
        params: dict[str, Param] | None = None,
        actions: Sequence[Action] = (),
        **more: Any,
    ) -> None:
        async with self.db.transaction() as session:
            params = {"n": 1} if params is None else params
            await outbox.put(
                session, account_id, key, params, now=self.clock(), actions=actions, **more
            )

    def courier(self) -> Courier:
        servers = {
            name: open_server(
                name,
                api.address,
                TOKEN,
                exact=api.exact,
                per_second=self.per_second,
                timeout_s=self.timeout_s,
            )
            for name, api in self.apis.items()
        }
        return Courier(
            self.db, servers, self.texts, self.clock, quiet=self.quiet, lease_s=self.lease_s
        )

    @asynccontextmanager
    async def delivering(self, couriers: int = 1) -> AsyncIterator[None]:
        """Couriers at work until the block ends; none may fail."""
        stop = asyncio.Event()
        running = [
            asyncio.create_task(self.courier().run(stop, grace_s=5)) for _ in range(couriers)
        ]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*running)

    async def notices(self) -> list[Notice]:
        async with self.db.reading() as session:
            return list(await session.scalars(select(Notice).order_by(Notice.id)))

    async def states(self) -> list[str]:
        return [notice.state for notice in await self.notices()]

    async def until_states(self, *states: str) -> list[Notice]:
        """Wait until the notices are in these states."""

        async def reached() -> bool:
            return await self.states() == list(states)

        try:
            await until(reached)
        except TimeoutError:
            raise AssertionError([(n.state, n.problem) for n in await self.notices()]) from None
        return await self.notices()

    async def delivered(self, *states: str) -> list[Notice]:
        """Let a courier work until the notices are in these states."""
        async with self.delivering():
            return await self.until_states(*states)


async def until(condition: Callable[[], object]) -> None:
    """Wait for ``condition``, which may be a coroutine; the test fails when it takes too long."""
    async with asyncio.timeout(LONGEST_WAIT_S):
        while True:
            holds = condition()
            if await holds if isinstance(holds, Awaitable) else holds:
                return
            await asyncio.sleep(0.02)


@asynccontextmanager
async def office(db: Database, folder: Path, **more: Any) -> AsyncIterator[Office]:
    """An office with our own server ("web") and one that recognises no repetition ("telegram")."""
    apis = {"web": BotApi(exact=True), "telegram": BotApi(exact=False)}
    async with AsyncExitStack() as stack:
        for api in apis.values():
            await stack.enter_async_context(serving(api))
        yield Office(db, words(folder / "words"), apis, **more)
