"""Real processes and the people at the chat page, for benchmarks that watch both from outside."""

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, CookieJar, WSMsgType

ROOT = Path(__file__).resolve().parent.parent
READY_S = 60
PATIENCE_S = 4.0
"""How long a person waits for a bot that is up before writing on without its answers."""
ACKNOWLEDGED_S = 15.0
TYPING_S = 0.3
LOOK_S = 0.005

Json = dict[str, Any]


class Program:
    """A process of ours that says when it is ready, and can be killed and started again."""

    def __init__(self, line: Sequence[str], settings: Mapping[str, str], ready: str, log: Path):
        self._line = [sys.executable, "-m", *line]
        self._environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **settings}
        self._ready = ready
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.is_ready = asyncio.Event()

    async def start(self) -> None:
        """Start it; ``until_ready`` waits until it serves."""
        self.is_ready.clear()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._line,
                cwd=ROOT,
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self._watch = asyncio.create_task(self._read(self._process))

    async def until_ready(self) -> None:
        assert self._process is not None
        ended = asyncio.create_task(self._process.wait())
        ready = asyncio.create_task(self.is_ready.wait())
        await asyncio.wait({ended, ready}, timeout=READY_S, return_when=asyncio.FIRST_COMPLETED)
        for task in (ended, ready):
            task.cancel()
        if not self.is_ready.is_set():
            said = self._log.read_text("utf-8", "replace")[-2000:]
            raise RuntimeError(f"{' '.join(self._line[1:4])} is not ready:\n{said}")

    async def kill(self) -> None:
        """End it without a goodbye; returns when it is gone."""
        process, watch = self._process, self._watch
        if process is None or watch is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await watch
        self._process = None

    async def stop(self) -> None:
        """Ask it to end, which it does when its standard input ends."""
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 15)
        await self.kill()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            if line.decode("utf-8", "replace").startswith(self._ready):
                self.is_ready.set()


class Person:
    """Somebody with the page open: asks over the WebSocket and sees what comes."""

    def __init__(self, person_id: int, client: ClientSession, socket: ClientWebSocketResponse):
        self.person_id = person_id
        self.asked = 0
        self.heard = 0
        self._given_up = 0
        self._client = client
        self._socket = socket
        self._acks: dict[str, asyncio.Future[None]] = {}

    @property
    def waiting(self) -> int:
        """How many questions this person still hopes to see answered."""
        return max(0, self.asked - self._given_up - self.heard)

    async def converse(
        self, questions: Sequence[str], chance: random.Random, bot_is_up: Callable[[], bool]
    ) -> None:
        """Ask one after the other, sometimes the next before the last was answered."""
        for question in questions:
            await asyncio.sleep(chance.uniform(0, TYPING_S))
            await self._hear(chance.randint(1, 3), bot_is_up)
            await self._ask(question)

    async def listen(self) -> None:
        """Take in what the server says until the connection ends."""
        async for frame in self._socket:
            if frame.type is not WSMsgType.TEXT:
                continue
            told = frame.json()
            if told["type"] == "ack":
                self._acks.pop(told["client_id"]).set_result(None)
            elif told["type"] == "event" and told["kind"] == "message":
                self.heard += told["payload"]["from"]["is_bot"]

    async def history(self) -> list[Json]:
        """The whole chat as the page would load it."""
        messages: list[Json] = []
        while True:
            query = {"person": str(self.person_id), "limit": "50"}
            if messages:
                query["before"] = str(messages[0]["message_id"])
            async with self._client.get("/api/history", params=query) as answer:
                earlier = (await answer.json())["messages"]
            if not earlier:
                return messages
            messages = [*earlier, *messages]

    async def _hear(self, most: int, bot_is_up: Callable[[], bool]) -> None:
        """Wait until fewer than ``most`` questions are open, or patience with the bot ends."""
        left_s, last = PATIENCE_S, time.monotonic()
        while self.waiting >= most:
            if left_s <= 0:
                self._given_up += self.waiting
            await asyncio.sleep(LOOK_S)
            now = time.monotonic()
            if bot_is_up():
                left_s -= now - last
            last = now

    async def _ask(self, question: str) -> None:
        client_id = str(uuid4())
        acknowledged = asyncio.get_running_loop().create_future()
        self._acks[client_id] = acknowledged
        await self._socket.send_json({"type": "send", "client_id": client_id, "text": question})
        async with asyncio.timeout(ACKNOWLEDGED_S):
            await acknowledged
        self.asked += 1


@asynccontextmanager
async def signed_in(url: str, token: str, name: str) -> AsyncIterator[Person]:
    """A new person, let in by a one-time code."""
    jar = CookieJar(unsafe=True)
    async with ClientSession(url, cookie_jar=jar, timeout=ClientTimeout(total=30)) as client:
        invited = {"first_name": name, "language_code": "zh-hans"}
        async with client.post(f"/bot{token}/createSignInCode", json=invited) as answer:
            code = (await answer.json())["result"]["code"]
        async with client.post("/sign-in", data={"code": code}) as answer:
            answer.raise_for_status()
        async with client.get("/api/me") as answer:
            person_id = int((await answer.json())["user"]["id"])
        address = f"/ws?person={person_id}&after=0"
        async with client.ws_connect(address, origin=url) as socket:
            person = Person(person_id, client, socket)
            listening = asyncio.create_task(person.listen())
            try:
                yield person
            finally:
                listening.cancel()


async def until(claim: Callable[[], bool]) -> None:
    """Wait until the claim, which depends on other processes, holds."""
    while not claim():  # noqa: ASYNC110  nothing here tells when
        await asyncio.sleep(LOOK_S)
