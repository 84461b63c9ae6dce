"""The chat page for real: a server process, a bot that polls it, and a person at a browser."""

import asyncio
import contextlib
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, FormData
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "123456:e2e-tests"
PHONE = {"width": 390, "height": 844}

Json = dict[str, Any]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(claim: Callable[[], Any], what: str, patience_s: float = 10) -> Any:
    """Wait until the claim (it may be async) holds, and return its value."""
    async with asyncio.timeout(patience_s) as limit:
        while True:
            value = claim()
            if isinstance(value, Awaitable):
                value = await value
            if value:
                return value
            await asyncio.sleep(0.02)
            assert not limit.expired(), what


class ServerProcess:
    """`python -m webchat` over a folder; it can be killed and started again on the same port."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [sys.executable, "-m", "webchat", "--port", str(self.port)]
        self._command += ["--data", str(folder), "--token", TOKEN, "--name", "小助手", *options]
        self._log = folder.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start and wait for the first answer."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220  quick, and must outlive the loop
                self._command,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONUTF8": "1"},
            )
        async with ClientSession() as session:

            async def answers() -> bool:
                assert self._process is not None
                assert self._process.poll() is None, self._log.read_text("utf-8")
                with contextlib.suppress(ClientError):
                    async with session.get(self.url, allow_redirects=False):
                        return True
                return False

            await until(answers, "the server answers", 30)

    async def kill(self) -> None:
        """End it without a goodbye."""
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.wait)
            self._process = None


class EchoBot:
    """A small bot on plain HTTP polling: echoes, and does tricks when it is asked to."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.heard: list[str] = []
        self.files: list[Json] = []
        self.silent = False
        self._session = ClientSession()

    async def call(self, method: str, **fields: Any) -> Any:
        """A Bot API call; fails unless it is answered ok."""
        async with self._session.post(f"{self.url}/bot{TOKEN}/{method}", json=fields) as answer:
            told = await answer.json()
        assert told["ok"], (method, fields, told)
        return told["result"]

    async def send_file(self, method: str, chat_id: int, field: str, name: str, data: bytes) -> Any:
        """Upload a file as the bot."""
        form = FormData({"chat_id": str(chat_id)}, quote_fields=False)
        form.add_field(field, data, filename=name)
        async with self._session.post(f"{self.url}/bot{TOKEN}/{method}", data=form) as answer:
            told = await answer.json()
        assert told["ok"], told
        return told["result"]

    async def fetch(self, file_id: str) -> bytes:
        """The bytes of a file that a person sent."""
        file = await self.call("getFile", file_id=file_id)
        address = f"{self.url}/file/bot{TOKEN}/{file['file_path']}"
        async with self._session.get(address) as answer:
            return await answer.read()

    async def run(self) -> None:
        """Poll until cancelled, also across a restart of the server."""
        offset = 0
        while True:
            try:
                updates = await self.call("getUpdates", offset=offset, timeout=20)
                for update in updates:
                    await self._serve(update)
                    offset = update["update_id"] + 1
            except (ClientError, TimeoutError, ConnectionError):
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self._session.close()

    async def _serve(self, update: Json) -> None:
        if query := update.get("callback_query"):
            await self._pressed(query)
            return
        message = update["message"]
        chat_id, text = message["chat"]["id"], message.get("text", "")
        self.heard.append(text)
        if "document" in message or "photo" in message:
            self.files.append(message)
            text = "文件"
        if not self.silent:
            key = {"idempotency_key": f"echo-{update['update_id']}"}
            await self.call("sendMessage", chat_id=chat_id, text=f"回声：{text[:4000]}", **key)

    async def _pressed(self, query: Json) -> None:
        answer: Json = {"callback_query_id": query["id"]}
        message, data = query["message"], query["data"]
        if data == "toast":
            await self.call("answerCallbackQuery", **answer, text="记下了")
        elif data == "alert":
            await self.call("answerCallbackQuery", **answer, text="名额已满", show_alert=True)
        elif data == "edit":
            await self.call(
                "editMessageText",
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                text="改过了",
                reply_markup=keyboard([("完成", "toast")]),
            )
            await self.call("answerCallbackQuery", **answer)


def keyboard(*rows: list[tuple[str, str]]) -> Json:
    """An inline keyboard of (label, data) buttons."""
    return {"inline_keyboard": [[{"text": t, "callback_data": d} for t, d in row] for row in rows]}


class Phone:
    """A person looking at the page; every console error and policy violation is kept."""

    def __init__(self, context: BrowserContext, page: Page, url: str) -> None:
        self.context = context
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _console(self, message: ConsoleMessage) -> None:
        # A lost connection is a failed request, not a fault of the page.
        if message.type == "error" and not re.search(
            r"ERR_|WebSocket|Failed to load", message.text
        ):
            self.complaints.append(message.text)

    async def open(self, path: str = "/") -> None:
        """Go to the page and wait until it is connected."""
        await self.page.goto(self.url + path)
        await self.connected()

    async def connected(self) -> None:
        """Wait until the page is live."""
        busy = re.compile("连接|取到|Connecting|fetched")
        await self.page.locator("#status").filter(has_not_text=busy).wait_for()

    async def says(self, text: str) -> None:
        """Type and send."""
        await self.page.fill("#text", text)
        await self.page.click("#send")

    async def sees(self, text: str, count: int = 1) -> None:
        """Wait until so many bubbles show exactly this text; more of them is a failure."""
        await until(
            lambda: self._counts(text, count), f"sees {text} ×{count}: {await self.texts()}"
        )

    async def _counts(self, text: str, count: int) -> bool:
        found = (await self.texts()).count(text)
        assert found <= count, f"{text} is shown {found} times"
        return found == count

    async def texts(self) -> list[str]:
        """The words of every bubble, from the top."""
        script = "nodes => nodes.map(node => node.innerText)"
        found: list[str] = await self.page.locator(".message .words").evaluate_all(script)
        return found

    def button(self, name: str) -> Locator:
        """A button by its accessible name."""
        return self.page.get_by_role("button", name=name, exact=True)


@contextlib.asynccontextmanager
async def phone(browser: Browser, url: str, **options: Any) -> AsyncIterator[Phone]:
    """A fresh browser profile; at the end nothing may have gone wrong on the page."""
    settings = {"viewport": PHONE, "locale": "zh-CN", "timezone_id": "UTC", **options}
    context = await browser.new_context(**settings)
    context.set_default_timeout(10_000)
    await context.add_init_script(
        "addEventListener('securitypolicyviolation', event =>"
        " console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))"
    )
    try:
        person = Phone(context, await context.new_page(), url)
        yield person
        assert person.complaints == []
    finally:
        await context.close()
