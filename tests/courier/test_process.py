"""The courier as a real process that is killed at any moment, on a real web chat server."""

import asyncio
import json
import os
import random
import socket
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from sqlalchemy import func, select

from bot.config import ROOT
from core import accounts, outbox
from core.db import Database
from core.outbox import Delivery, Notice
from tests.courier.rig import utc_now

PEOPLE, EACH, KILLS = 40, 5, 6
TOKEN = "4242:TEST-TOKEN-of-the-courier"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")

Process = asyncio.subprocess.Process


@pytest.fixture
def settings(tmp_path: Path, any_url: str) -> dict[str, str]:
    """The environment of a courier beside a web chat on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {name: value for name, value in os.environ.items() if "TOKEN" not in name}
    return given | {
        "PYTHONUNBUFFERED": "1",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": any_url.replace("+aiosqlite", "").replace("+asyncpg", ""),
        "WEBCHAT_URL": f"http://127.0.0.1:{port}",
        "WEBCHAT_TOKEN": TOKEN,
        "QUIET_FROM": "00:00",
        "QUIET_TO": "00:00",
        "SEND_TIMEOUT_S": "2",
        "WEBCHAT_PER_SECOND": "80",
    }


@asynccontextmanager
async def process(ready: str, settings: dict[str, str], *line: str) -> AsyncIterator[Process]:
    """A process that has said that it is ready; killed at the end if it still lives."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *line),
        cwd=ROOT,
        env=settings,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        assert started.stdout is not None
        said = await asyncio.wait_for(started.stdout.readline(), 30)
        assert said.decode().startswith(ready), said
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


@asynccontextmanager
async def chat(settings: dict[str, str], folder: Path) -> AsyncIterator[None]:
    port = settings["WEBCHAT_URL"].rpartition(":")[2]
    line = ["webchat", "--port", port, "--data", str(folder), "--token", TOKEN]
    async with process("Mentorbot web chat", settings, *line):
        yield


def courier(settings: dict[str, str]) -> AbstractAsyncContextManager[Process]:
    return process("Mentorbot courier is ready", settings, "bot", "courier")


async def sign_up(settings: dict[str, str], number: int) -> list[int]:
    """New people of the web chat; their chats' ids."""
    found, base = [], settings["WEBCHAT_URL"]
    async with ClientSession(base) as bot:
        for n in range(number):
            invited = {"first_name": f"测试 {n}"}
            async with bot.post(f"/bot{TOKEN}/createSignInCode", json=invited) as answer:
                code = (await answer.json())["result"]["code"]
            async with ClientSession(base, cookie_jar=CookieJar(unsafe=True)) as browser:
                async with browser.post("/sign-in", data={"code": code}) as answer:
                    answer.raise_for_status()
                async with browser.get("/api/me") as answer:
                    found.append(int((await answer.json())["user"]["id"]))
    return found


def shown(folder: Path) -> Counter[tuple[int, str]]:
    """What every chat holds of the bot: chat and text."""
    with closing(sqlite3.connect(folder / "webchat.sqlite3")) as store:
        rows = store.execute("SELECT chat_id, payload FROM messages").fetchall()
    return Counter((chat_id, json.loads(payload)["text"]) for chat_id, payload in rows)


async def queue(db: Database, people: Sequence[int], each: int) -> None:
    """Notices that differ: reminders of as many different cases."""
    now, case = utc_now(), 0
    for n in range(each):
        for chat_id in people:
            async with db.transaction() as session:
                actor = await accounts.identify(
                    session, "web", chat_id, name="测试", locale="zh-CN", now=now
                )
                case += 1
                params = {"kind": f"{n}", "case": case, "due": "明天"}
                await outbox.put(session, actor.id, "case-late-head", params, now=now)


async def sent(db: Database) -> int:
    async with db.reading() as session:
        number = await session.scalar(
            select(func.count()).select_from(Notice).where(Notice.state == Delivery.SENT)
        )
    return number or 0


@POSIX
async def test_killed_couriers_deliver_everything_exactly_once(
    any_url: str, settings: dict[str, str], tmp_path: Path
) -> None:
    folder, chance = tmp_path / "chat", random.Random(20161)
    db = Database(any_url)
    async with chat(settings, folder):
        people = await sign_up(settings, PEOPLE)
        await queue(db, people, EACH)
        for _ in range(KILLS):
            async with courier(settings) as doomed:
                await _until_more_than(await sent(db), db)
                await asyncio.sleep(chance.uniform(0, 0.5))
                doomed.kill()
        interrupted = await sent(db)
        async with courier(settings) as last:
            await _until_more_than(PEOPLE * EACH - 1, db)
            last.terminate()
            assert await asyncio.wait_for(last.wait(), 10) == 0
    await db.close()

    assert interrupted < PEOPLE * EACH, "the kills came too late to mean anything"
    found = shown(folder)
    assert len(found) == PEOPLE * EACH
    assert set(found.values()) == {1}
    assert set(Counter(chat_id for chat_id, _ in found).values()) == {EACH}


async def _until_more_than(number: int, db: Database) -> None:
    async with asyncio.timeout(60):
        while await sent(db) <= number:  # noqa: ASYNC110  nothing here tells when
            await asyncio.sleep(0.05)


@POSIX
async def test_courier_ends_with_its_supervisor(
    settings: dict[str, str], any_url: str, tmp_path: Path
) -> None:
    async with chat(settings, tmp_path / "chat"):
        line = ("bot", "courier", "--end-with-stdin")
        async with process("Mentorbot courier is ready", settings, *line) as running:
            assert running.stdin is not None
            running.stdin.close()
            assert await asyncio.wait_for(running.wait(), 10) == 0


async def test_courier_without_a_channel_is_one_sentence(settings: dict[str, str]) -> None:
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "courier"),
        cwd=ROOT,
        env=settings | {"WEBCHAT_TOKEN": "", "TELEGRAM_TOKEN": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(started.communicate(), 30)

    assert (started.returncode, out) == (2, b"")
    assert err.decode() == (
        "A setting is wrong: No channel is set: "
        "give WEBCHAT_TOKEN (with WEBCHAT_URL) or TELEGRAM_TOKEN.\n"
    )
