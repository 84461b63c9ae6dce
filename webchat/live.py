"""The live connection of a page: what happens goes out, what the person does comes in."""

import asyncio
import contextlib
import json
import time
from collections.abc import Iterable

from aiohttp import WSCloseCode, WSMsgType, web

from webchat.errors import Refused
from webchat.hub import CLIENT_ID_LIMIT, Hub
from webchat.records import Json, dumps

HEARTBEAT_S = 25
FRAME_LIMIT = 64 * 1024
CONNECTIONS_PER_PERSON = 20
SIGNED_OUT = 4401

# A person may do this many things at once, then this many in a second; more of them wait.
BURST = 30
PER_SECOND = 5.0


class Live:
    """The open connections, by session, so that signing out ends them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._open: dict[str, set[web.WebSocketResponse]] = {}
        self._counts: dict[int, int] = {}

    async def serve(
        self,
        request: web.Request,
        session_id: str,
        person_id: int,
        after: int | None,
        others: Iterable[int],
    ) -> web.WebSocketResponse:
        """Serve one page until it leaves; `others` are people whose news are only hinted at."""
        if self._counts.get(person_id, 0) >= CONNECTIONS_PER_PERSON:
            raise web.HTTPTooManyRequests(text="Too many pages are open for this person.")
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=FRAME_LIMIT)
        await socket.prepare(request)
        self._counts[person_id] = self._counts.get(person_id, 0) + 1
        self._open.setdefault(session_id, set()).add(socket)
        try:
            turn = asyncio.Lock()
            async with asyncio.TaskGroup() as tasks:
                senders = [tasks.create_task(self._tell(socket, person_id, after, turn))]
                senders += [tasks.create_task(self._hint(socket, other)) for other in others]
                await self._hear(socket, person_id, turn)
                for sender in senders:
                    sender.cancel()
        finally:
            self._open[session_id].discard(socket)
            if not self._open[session_id]:
                del self._open[session_id]
            self._counts[person_id] -= 1
            if not self._counts[person_id]:
                del self._counts[person_id]
        return socket

    async def signed_out(self, session_id: str) -> None:
        """Close the connections of a session that ended."""
        for socket in list(self._open.get(session_id, ())):
            await socket.close(code=SIGNED_OUT)

    async def _tell(
        self, socket: web.WebSocketResponse, person_id: int, after: int | None, turn: asyncio.Lock
    ) -> None:
        async with self._hub.subscribe(person_id, after) as news:
            async for item in news:
                async with turn:
                    await _send(socket, item)
        # The server stops, or the page could not keep up: it will come back and ask.
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)

    async def _hint(self, socket: web.WebSocketResponse, other: int) -> None:
        async with self._hub.subscribe(other) as news:
            async for item in news:
                if item.get("kind") == "message" and item["payload"]["from"]["is_bot"]:
                    await _send(socket, {"type": "elsewhere", "person": other})

    async def _hear(
        self, socket: web.WebSocketResponse, person_id: int, turn: asyncio.Lock
    ) -> None:
        allowed, last = float(BURST), time.monotonic()
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            now = time.monotonic()
            allowed = min(BURST, allowed + (now - last) * PER_SECOND) - 1
            last = now
            if allowed < 0:
                await asyncio.sleep(-allowed / PER_SECOND)
            # The acknowledgement goes out before the event, so the page knows its own message.
            async with turn:
                await _send(socket, await self._do(person_id, message.data))

    async def _do(self, person_id: int, text: str) -> Json | None:
        """Act on a frame and return the frame that answers it."""
        client_id: str | None = None
        try:
            frame = json.loads(text)
            if frame["type"] == "ping":
                return {"type": "pong"}
            client_id = _client_id(frame["client_id"])
            if frame["type"] == "send":
                sent = await self._hub.person_says(
                    person_id,
                    text=_text(frame["text"]),
                    client_id=client_id,
                    reply_to=None if frame.get("reply_to") is None else _number(frame["reply_to"]),
                )
                return {"type": "ack", "client_id": client_id, "message_id": sent["message_id"]}
            if frame["type"] == "press":
                await self._hub.person_presses(
                    person_id,
                    message_id=_number(frame["message_id"]),
                    data=_text(frame["data"]),
                    client_id=client_id,
                )
                return None
        except Refused as refused:
            return _error(client_id, refused.code, refused.description)
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
        return _error(client_id, "bad_request", "Bad Request")


async def _send(socket: web.WebSocketResponse, frame: Json | None) -> None:
    if frame is not None and not socket.closed:
        with contextlib.suppress(ConnectionError):
            await socket.send_str(dumps(frame))


def _error(client_id: str | None, code: str, text: str) -> Json:
    return {"type": "error", "client_id": client_id, "code": code, "text": text}


def _client_id(value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or not 0 < len(value) <= CLIENT_ID_LIMIT:
        raise ValueError("client_id")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**53:
        raise ValueError("number")
    return value
