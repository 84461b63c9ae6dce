"""Whether several couriers keep one budget, use it, and neither lose nor double a notice.

    python -m benchmarks.courier [--recipients N] [--couriers N] [--kills N] [--seed N]
                                 [--postgres HOST:PORT]

Real courier processes on one database send to a Bot API server in this program, which notes when
each request came. Every engine is tried three times:

* calm: as Telegram, at 25 a second. The figures are the most requests in any one second, wherever
  it begins, and the share of the budget used from the first request to the last.
* faults: as Telegram, while couriers are killed (SIGKILL) at random moments and started again, 2 %
  of the answers are lost after the message arrived, 1 % are 429 and 2 % of the people blocked us.
* exact: the same faults on a server that honours the idempotency key, as our own web chat does.

A person is missed when no message came though the notice is not listed as unknown or blocked, and
doubled when more than one came.
"""

import argparse
import asyncio
import os
import platform
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
from aiohttp import web
from sqlalchemy import func, select

from benchmarks.live import Program
from core import accounts, outbox
from core.accounts import Address
from core.db import Database
from core.outbox import Delivery, Notice
from migrations import models

TOKEN = "4242:COURIER-BENCHMARK"
PER_SECOND = 25.0
TARGET = 0.95
LOST, FLOOD, BLOCKED = 0.02, 0.01, 0.02
SEND_TIMEOUT_S = 3
LOOK_S = 0.2


@dataclass
class Server:
    """A Bot API that misbehaves by chance; ``exact``: it honours idempotency keys."""

    chance: random.Random
    faults: bool
    exact: bool
    came: list[float] = field(default_factory=list)
    shown: Counter[int] = field(default_factory=Counter)
    kept: dict[str, int] = field(default_factory=dict)

    async def call(self, request: web.Request) -> web.StreamResponse:
        given = await request.post()
        chat, key = int(str(given["chat_id"])), str(given.get("idempotency_key", ""))
        self.came.append(time.monotonic())
        if self.faults and self.chance.random() < FLOOD:
            return _refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        if self.faults and self.is_blocked(chat):
            return _refusal(403, "Forbidden: bot was blocked by the user", {})
        number = self.kept.get(key) if self.exact else None
        if number is None:
            self.shown[chat] += 1
            number = self.kept[key or str(len(self.came))] = len(self.came)
        if self.faults and self.chance.random() < LOST:
            assert request.transport is not None
            request.transport.close()
        place = {"id": chat, "type": "private", "first_name": "测试"}
        return web.json_response(
            {"ok": True, "result": {"message_id": number, "date": 1, "chat": place}}
        )

    def is_blocked(self, chat: int) -> bool:
        return chat % round(1 / BLOCKED) == 0


def _refusal(status: int, words: str, parameters: dict[str, int]) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    return web.json_response(body | {"parameters": parameters}, status=status)


@dataclass(frozen=True, slots=True)
class Trial:
    """What one run showed."""

    took_s: float
    requests: int
    busiest: int
    used: float
    states: dict[str, int]
    missed: int
    doubled: int
    kills: int


async def trial(
    database: str, folder: Path, server: Server, *, recipients: int, couriers: int, kills: int
) -> Trial:
    """Queue one notice for everybody and let the couriers, killed now and then, deliver them."""
    db = Database(database)
    async with db.engine.begin() as connection:
        await connection.run_sync(models.load().create_all)
    channel = "web" if server.exact else "telegram"
    await _queue(db, channel, recipients)
    async with _listening(server) as address:
        settings = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "WEBCHAT_URL": address,
            "WEBCHAT_TOKEN": TOKEN if server.exact else "",
            "TELEGRAM_API": address,
            "TELEGRAM_TOKEN": "" if server.exact else TOKEN,
            "TELEGRAM_PER_SECOND": str(PER_SECOND),
            "WEBCHAT_PER_SECOND": str(PER_SECOND),
            "SEND_TIMEOUT_S": str(SEND_TIMEOUT_S),
            "QUIET_FROM": "00:00",
            "QUIET_TO": "00:00",
        }
        begun = time.monotonic()
        ready = "Mentorbot courier is ready"
        crew = [
            Program(
                ["bot", "courier", "--end-with-stdin"], settings, ready, folder / f"courier-{n}.log"
            )
            for n in range(couriers)
        ]
        await asyncio.gather(*(program.start() for program in crew))
        done = 0
        for after in sorted(server.chance.sample(range(recipients // 10, recipients), kills)):
            await _until_ended(db, after)
            victim = server.chance.choice(crew)
            await victim.until_ready()
            await asyncio.sleep(server.chance.uniform(0, 0.3))
            await victim.kill()
            await victim.start()
            done += 1
        await _until_ended(db, recipients)
        took_s = time.monotonic() - begun
        for program in crew:
            await program.stop()
    async with db.reading() as session:
        rows = (
            await session.execute(
                select(Notice.state, Address.chat_id).join(
                    Address, Address.account_id == Notice.account_id
                )
            )
        ).all()
    await db.close()
    listed = {Delivery.UNKNOWN, Delivery.BLOCKED}
    return Trial(
        took_s=took_s,
        requests=len(server.came),
        busiest=max(_windows(server.came)),
        used=(len(server.came) - 1) / (server.came[-1] - server.came[0]) / PER_SECOND,
        states=dict(Counter(state for state, _ in rows)),
        missed=sum(not server.shown[chat] and state not in listed for state, chat in rows),
        doubled=sum(times > 1 for times in server.shown.values()),
        kills=done,
    )


def _windows(came: list[float]) -> Iterator[int]:
    """How many requests came in the second that begins with each."""
    end = 0
    for start, moment in enumerate(came):
        while end < len(came) and came[end] < moment + 1:
            end += 1
        yield end - start


async def _queue(db: Database, channel: str, recipients: int) -> None:
    now = datetime.now(UTC)
    async with db.transaction() as session:
        for chat in range(1, recipients + 1):
            actor = await accounts.identify(
                session, channel, chat, name="测试", locale="zh-CN", now=now
            )
            told = {"kind": "测试", "case": chat, "due": "明天"}
            await outbox.put(session, actor.id, "case-late-head", told, now=now)


async def _until_ended(db: Database, number: int) -> None:
    """Wait until so many notices came to an end, whatever it was."""
    open_states = (Delivery.PENDING, Delivery.CLAIMED, Delivery.SENDING)
    while True:
        async with db.reading() as session:
            ended = await session.scalar(
                select(func.count()).select_from(Notice).where(Notice.state.not_in(open_states))
            )
        if (ended or 0) >= number:
            return
        await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def _listening(server: Server) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/bot{token}/sendMessage", server.call)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _sqlite(folder: Path, _: str) -> AsyncIterator[str]:
    yield f"sqlite:///{folder / 'mentorbot.sqlite3'}"


@asynccontextmanager
async def _postgres(_: Path, place: str) -> AsyncIterator[str]:
    name = f"mentorbot_bench_{os.getpid()}_{secrets.token_hex(4)}"
    admin = await asyncpg.connect(f"postgresql://postgres@{place}/postgres")
    await admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"postgresql://postgres@{place}/{name}"
    finally:
        await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        await admin.close()


async def main(options: argparse.Namespace) -> int:
    good = True
    engines = {"SQLite": _sqlite} | ({"PostgreSQL": _postgres} if options.postgres else {})
    for engine, opened in engines.items():
        for name, faults, exact in (
            ("calm", False, False),
            ("faults", True, False),
            ("exact", True, True),
        ):
            server = Server(random.Random(options.seed), faults, exact)
            with tempfile.TemporaryDirectory() as folder:
                async with opened(Path(folder), options.postgres) as database:
                    found = await trial(
                        database,
                        Path(folder),
                        server,
                        recipients=options.recipients,
                        couriers=options.couriers,
                        kills=options.kills if faults else 0,
                    )
            print(
                f"{engine:10} {name:6}  {found.requests} requests in {found.took_s:.0f} s, "
                f"{found.kills} kills; busiest second {found.busiest} of {PER_SECOND:.0f}, "
                f"{found.used:.1%} used; missed {found.missed}, doubled {found.doubled}; "
                f"{found.states}",
                flush=True,
            )
            good &= found.busiest <= PER_SECOND and not (found.missed or found.doubled)
            good &= faults or found.used >= TARGET
            good &= found.states.get(Delivery.FAILED, 0) == 0
    return 0 if good else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--recipients", type=int, default=600)
    parser.add_argument("--couriers", type=int, default=2)
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=2016)
    parser.add_argument("--postgres", metavar="HOST:PORT", help="also there, as user postgres")
    given = parser.parse_args()
    print(f"command:  python -m benchmarks.courier {' '.join(sys.argv[1:])}".rstrip())
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(
        f"machine:  {platform.platform()}, {os.cpu_count()} cores{load}, "
        f"Python {platform.python_version()}"
    )
    print(
        f"notices:  one each for {given.recipients} people, {given.couriers} couriers, "
        f"seed {given.seed}"
    )
    sys.exit(asyncio.run(main(given)))
