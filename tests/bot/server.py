"""A Bot API server over real HTTP that remembers what people saw, and misbehaves on demand."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "4242:TEST-TOKEN-of-no-server"
BOT = {"id": 4242, "is_bot": True, "first_name": "测试", "username": "testbot"}

Answer = Callable[[web.Request], web.StreamResponse]
"""What is answered instead of what the server would say."""


def html_502(_: web.Request) -> web.Response:
    return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")


def bare_500(_: web.Request) -> web.Response:
    """As some proxies do: JSON, but no description."""
    return web.json_response({"ok": False, "error_code": 500}, status=500)


def garbage(_: web.Request) -> web.Response:
    return web.Response(text="\x00\xff not json", content_type="application/json")


def refusal(status: int, description: str, **parameters: int) -> Answer:
    body = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters

    def answer(_: web.Request) -> web.Response:
        return web.json_response(body, status=status)

    return answer


def hang_up(request: web.Request) -> web.Response:
    """Close the connection without a word."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


@dataclass
class BotApi:
    """``exact``: it honours idempotency keys, as our own web chat does and Telegram does not."""

    exact: bool = True
    updates: deque[dict[str, Any]] = field(default_factory=deque)
    shown: list[tuple[int, str]] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    before: dict[str, deque[Answer]] = field(default_factory=dict)
    after: dict[str, deque[Answer]] = field(default_factory=dict)
    offsets: list[int] = field(default_factory=list)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    address: str = ""
    _texts: dict[int, str] = field(default_factory=dict)
    _gone: set[int] = field(default_factory=set)
    _answered: set[str] = field(default_factory=set)
    _results: dict[str, Any] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _last_update: int = 100
    _last_message: int = 0

    def say(self, chat: int, text: str, /, **more: Any) -> int:
        """A person writes; returns the update's number."""
        return self.push(message=self._message(chat, text, person(chat)) | more)

    def press(self, chat: int, data: str) -> int:
        query = {"id": str(self._last_update + 1), "from": person(chat), "chat_instance": "1"}
        query |= {"data": data, "message": self._message(chat, "?", BOT)}
        return self.push(callback_query=query)

    def push(self, **event: Any) -> int:
        self._last_update += 1
        self.updates.append({"update_id": self._last_update, **event})
        self._news.set()
        return self._last_update

    def texts(self, chat: int) -> list[str]:
        """What one person saw, in order; edits as they came."""
        return [text for place, text in self.shown if place == chat]

    def misbehave(self, method: str, *answers: Answer) -> None:
        """Give these answers to the next calls instead of carrying them out."""
        self.before.setdefault(method, deque()).extend(answers)

    def forget_to_answer(self, method: str, *answers: Answer) -> None:
        """Carry out the next calls, but answer this."""
        self.after.setdefault(method, deque()).extend(answers)

    def _message(self, chat: int, text: str, sender: dict[str, Any]) -> dict[str, Any]:
        self._last_message += 1
        place = {"id": chat, "type": "private", "first_name": "学生"}
        number = self._last_message
        return {"message_id": number, "date": 1, "text": text, "chat": place, "from": sender}

    async def _call(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != TOKEN:
            return refusal(401, "Unauthorized")(request)
        method = request.match_info["method"]
        given = await _parameters(request)
        self.calls[method] += 1
        self.requests.append((method, given))
        if waiting := self.before.get(method):
            return waiting.popleft()(request)
        try:
            result = await self._carry_out(method, given)
        except ValueError as error:
            return refusal(400, f"Bad Request: {error}")(request)
        if waiting := self.after.get(method):
            return waiting.popleft()(request)
        return web.json_response({"ok": True, "result": result})

    async def _carry_out(self, method: str, given: dict[str, Any]) -> Any:
        if method == "getUpdates":
            return await self._get_updates(given)
        key = str(given.get("idempotency_key", "")) if self.exact else ""
        if key and key in self._results:
            return self._results[key]
        result = self._effect(method, given)
        if key:
            self._results[key] = result
        return result

    def _effect(self, method: str, given: dict[str, Any]) -> Any:
        match method:
            case "getMe":
                return BOT
            case "sendMessage":
                chat, text = int(given["chat_id"]), str(given["text"])
                message = self._message(chat, text, BOT)
                self._texts[message["message_id"]] = text
                self.shown.append((chat, text))
                return message
            case "editMessageText":
                chat, number, text = int(given["chat_id"]), int(given["message_id"]), given["text"]
                if self._texts.get(number) == text:
                    raise ValueError("message is not modified")
                self._texts[number] = text
                self.shown.append((chat, f"edited: {text}"))
                return self._message(chat, text, BOT) | {"message_id": number, "edit_date": 2}
            case "deleteMessage":
                if given["message_id"] in self._gone:
                    raise ValueError("message to delete not found")
                self._gone.add(given["message_id"])
                self.shown.append((int(given["chat_id"]), "deleted"))
                return True
            case "answerCallbackQuery":
                if given["callback_query_id"] in self._answered:
                    raise ValueError("query is too old and response timeout expired")
                self._answered.add(given["callback_query_id"])
                return True
        return True

    async def _get_updates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        offset = int(given.get("offset") or 0)
        self.offsets.append(offset)
        while self.updates and self.updates[0].get("update_id", offset) < offset:
            self.updates.popleft()
        if not self.updates:
            self._news.clear()
            try:
                async with asyncio.timeout(float(given.get("timeout") or 0)):
                    await self._news.wait()
            except TimeoutError:
                pass
        return list(self.updates)[:100]


def person(number: int) -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "学生", "language_code": "zh-hans"}


async def _parameters(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(json.loads(await request.read() or b"{}"))
    return dict(await request.post())


@asynccontextmanager
async def serving(api: BotApi) -> AsyncIterator[BotApi]:
    """Listen on a free port of loopback; the same one again when the api had one."""
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", api._call)
    port = int(api.address.rpartition(":")[2]) if api.address else 0
    server = TestServer(app, port=port)
    await server.start_server()
    api.address = str(server.make_url("/")).rstrip("/")
    try:
        yield api
    finally:
        await server.close()
