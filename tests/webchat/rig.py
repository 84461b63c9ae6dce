"""A Bot API server on loopback for tests: calls as a bot makes them, and restarts."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, FormData
from aiohttp.test_utils import TestServer

from webchat.hub import Hub
from webchat.records import Json
from webchat.server import make_app
from webchat.store import Store

TOKEN = "123456:rig-tests"
STUDENT, MENTOR = 1001, 1002
GROUP = -100200300


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered with."""

    status: int
    body: Json

    @property
    def result(self) -> Any:
        """The result of a call that succeeded."""
        assert self.body.get("ok") is True, self.body
        assert self.status == 200
        return self.body["result"]

    @property
    def refusal(self) -> str:
        """The description of a call that was refused, with one status everywhere."""
        assert self.body["ok"] is False
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


class Rig:
    """A running server with the demo's people and one group; `now` can be moved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ahead_s = 0.0
        self.http = ClientSession()

    def clock(self) -> float:
        return time.time() + self.ahead_s

    async def start(self) -> None:
        self.store = Store(self.folder)
        await self.store.open()
        self.hub = Hub(self.store, token=TOKEN, demo=True, clock=self.clock)
        await self.hub.start()
        await self.store.write(
            lambda records: records.put_chat({"id": GROUP, "type": "supergroup", "title": "Group"})
        )
        self.server = TestServer(make_app(self.hub))
        await self.server.start_server()

    async def stop(self) -> None:
        await self.hub.stop()
        await self.server.close()
        await self.store.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    @property
    def root(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    async def call(self, method: str, **parameters: Any) -> Answer:
        """A call with a form body, structures as JSON in it, as aiogram sends them."""
        form = {
            name: json.dumps(value) if isinstance(value, dict | list | bool) else str(value)
            for name, value in parameters.items()
        }
        return await self.post(method, data=form)

    async def ok(self, method: str, **parameters: Any) -> Any:
        """The result of a call that succeeds."""
        return (await self.call(method, **parameters)).result

    async def upload(
        self, method: str, name: str, content: bytes, *, filename: str = "a.bin", **fields: Any
    ) -> Answer:
        """A call with a multipart body and one file in it."""
        form = FormData(quote_fields=False)  # names as aiogram writes them
        for field, value in fields.items():
            form.add_field(
                field, json.dumps(value) if isinstance(value, dict | list) else str(value)
            )
        form.add_field(name, content, filename=filename)
        return await self.post(method, data=form)

    async def post(self, method: str, *, token: str = TOKEN, **options: Any) -> Answer:
        """POST whatever is given."""
        url = f"{self.root}/bot{token}/{method}"
        async with self.http.post(url, **options) as response:
            assert response.content_type == "application/json", await response.text()
            return Answer(response.status, await response.json())

    async def download(self, file_path: str, *, token: str = TOKEN) -> tuple[int, bytes]:
        async with self.http.get(f"{self.root}/file/bot{token}/{file_path}") as response:
            return response.status, await response.read()

    async def updates(self, **parameters: Any) -> list[Json]:
        found: list[Json] = await self.ok("getUpdates", **parameters)
        return found


@contextlib.asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Rig]:
    """A rig that is stopped at the end."""
    rig = Rig(folder)
    try:
        await rig.start()
        try:
            yield rig
        finally:
            await rig.stop()
    finally:
        await rig.http.close()


async def until(is_so: Callable[[], bool], within_s: float = 10) -> None:
    """Wait until the condition holds; fail when it does not in time."""
    async with asyncio.timeout(within_s):
        while not is_so():  # noqa: ASYNC110  the condition may be of any kind
            await asyncio.sleep(0.005)
