"""A person at the chat page: what the page would send, and what it was told."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, FormData

Told = dict[str, Any]
WAIT_S = 20


class Person:
    """One fictional person of the demo, connected to the page's live connection.

    ``told`` keeps everything the server says, in order; ``until`` reads on to what is awaited.
    """

    def __init__(self, http: ClientSession, live: ClientWebSocketResponse, me: Told) -> None:
        self._http = http
        self._live = live
        self.me = me
        self.told: list[Told] = []

    async def say(self, text: str) -> Told:
        """Send a text; returns the message as the page shows it."""
        return await self._act({"type": "send", "text": text})

    async def press(self, message: Told, text: str) -> str:
        """Press the inline button with ``text``; returns what the bot answers to the press."""
        rows = message["reply_markup"]["inline_keyboard"]
        (data,) = [b["callback_data"] for row in rows for b in row if b["text"] == text]
        client_id = await self._send(
            {"type": "press", "message_id": message["message_id"], "data": data}
        )
        answer = await self.until(
            lambda told: told["type"] == "callback_answer" and told["client_id"] == client_id
        )
        return str(answer["text"])

    async def upload(self, content: bytes, filename: str) -> Told:
        """Send a file; returns the message as the page shows it."""
        form = FormData(quote_fields=False)  # as browsers do
        form.add_field("client_id", str(uuid.uuid4()))
        form.add_field("caption", "")
        form.add_field("file", content, filename=filename, content_type="application/octet-stream")
        async with self._http.post(
            "/api/upload",
            params=self._as_me,
            data=form,
            headers={"X-CSRF": self.me["csrf"]},
        ) as answer:
            assert answer.status == 200, await answer.text()
            message_id = (await answer.json())["message_id"]
        return await self.message(lambda message: message["message_id"] == message_id)

    async def download(self, file_id: str) -> bytes:
        async with self._http.get(f"/api/file/{file_id}", params=self._as_me) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def commands(self) -> list[Told]:
        """The commands that the page offers now."""
        async with self._http.get("/api/me", params=self._as_me) as answer:
            commands: list[Told] = (await answer.json())["commands"]
            return commands

    async def message(
        self, wanted: Callable[[Told], bool] = lambda _: True, *, kind: str = "message"
    ) -> Told:
        """The payload of the first event of this kind that is wanted and was not returned yet."""
        event = await self.until(lambda told: told.get("kind") == kind and wanted(told["payload"]))
        payload: Told = event["payload"]
        return payload

    async def from_bot(self) -> Told:
        """The next message of the bot."""
        return await self.message(lambda message: bool(message["from"]["is_bot"]))

    async def until(self, wanted: Callable[[Told], bool]) -> Told:
        """What was told and not returned before; waits for it a bounded time."""
        for place, told in enumerate(self.told):
            if wanted(told):
                return self.told.pop(place)
        async with asyncio.timeout(WAIT_S):
            while True:
                told = await self._live.receive_json()
                if wanted(told):
                    return told  # type: ignore[no-any-return]
                self.told.append(told)

    @property
    def _as_me(self) -> dict[str, str]:
        return {"person": str(self.me["user"]["id"])}

    async def _act(self, act: Told) -> Told:
        client_id = await self._send(act)
        ack = await self.until(
            lambda told: told["type"] in ("ack", "error") and told["client_id"] == client_id
        )
        assert ack["type"] == "ack", ack
        return await self.message(lambda message: message["message_id"] == ack["message_id"])

    async def _send(self, act: Told) -> str:
        client_id = str(uuid.uuid4())
        await self._live.send_json({**act, "client_id": client_id})
        return client_id


@contextlib.asynccontextmanager
async def at_page(root: str) -> AsyncIterator[Person]:
    """Open the demo's page and be its first person."""
    headers = {"Origin": root}
    async with ClientSession(root, headers=headers, cookie_jar=CookieJar(unsafe=True)) as http:
        async with http.get("/") as page:
            assert page.status == 200
        async with http.get("/api/me") as answer:
            me = await answer.json()
        where = {"person": str(me["user"]["id"])}
        async with http.get("/api/history", params=where) as answer:
            last_seq = (await answer.json())["last_seq"]
        async with http.ws_connect("/ws", params={**where, "after": str(last_seq)}) as live:
            yield Person(http, live, me)
