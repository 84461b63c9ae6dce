"""A chat page server on loopback for tests, with what a browser would send along."""

import contextlib
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, CookieJar, FormData
from aiohttp.test_utils import TestClient, TestServer

from webchat.hub import Hub
from webchat.records import Json, Records
from webchat.server import make_app
from webchat.store import Store

TOKEN = "123456:page-tests"
STUDENT, MENTOR = 1001, 1002


class Site:
    """A running server and one browser."""

    def __init__(self, hub: Hub, server: TestServer) -> None:
        self.hub = hub
        self.server = server
        self.browser = TestClient(server)
        self.csrf = ""

    @property
    def origin(self) -> str:
        return f"http://{self.server.host}:{self.server.port}"

    async def enter(self, name: str = "学生甲") -> Json:
        """Get a session (by a code outside the demo) and return what the page is told."""
        if self.hub.demo:
            await self.browser.get("/")
        else:
            code = await self.hub.create_code(name)
            await self.browser.post("/sign-in", data={"code": code})
        me: Json = await (await self.browser.get("/api/me")).json()
        self.csrf = me["csrf"]
        return me

    async def post(self, path: str, **options: Any) -> ClientResponse:
        """POST as the page does."""
        headers = {"X-CSRF": self.csrf, "Origin": self.origin, **options.pop("headers", {})}
        return await self.browser.post(path, headers=headers, **options)

    async def upload(
        self, content: bytes, filename: str = "计划书.txt", mime: str = "text/plain", **fields: str
    ) -> ClientResponse:
        """Upload a file as the page does."""
        form = FormData(quote_fields=False)  # file names as browsers write them
        for name, value in {"client_id": str(uuid.uuid4()), **fields}.items():
            form.add_field(name, value)
        form.add_field("file", content, filename=filename, content_type=mime)
        return await self.post("/api/upload", data=form)

    @contextlib.asynccontextmanager
    async def live(self, query: str = "") -> AsyncIterator[ClientWebSocketResponse]:
        """The live connection."""
        async with self.browser.ws_connect(f"/ws{query}", headers={"Origin": self.origin}) as live:
            yield live

    def another_browser(self) -> ClientSession:
        """A browser without our cookies."""
        return ClientSession(self.origin, cookie_jar=CookieJar(unsafe=True))

    async def bot_says(self, person_id: int, text: str, **more: Any) -> Json:
        """Put a message of the bot into the person's chat."""

        def work(records: Records) -> Json:
            message = {
                "message_id": records.next_message_id(person_id),
                "from": self.hub.bot,
                "chat": records.chat(person_id),
                "date": self.hub.now(),
                "text": text,
                **more,
            }
            records.add_message(message)
            return message

        return await self.hub.store.write(work)


@contextlib.asynccontextmanager
async def running(folder: Path, *, demo: bool, **options: Any) -> AsyncIterator[Site]:
    """A server over the folder."""
    store = Store(folder)
    await store.open()
    hub = Hub(store, token=TOKEN, demo=demo, **options)
    await hub.start()
    site = Site(hub, TestServer(make_app(hub)))
    try:
        async with site.browser:
            yield site
    finally:
        await hub.stop()
        await store.close()


async def frames(live: ClientWebSocketResponse, enough: Callable[[list[Json]], bool]) -> list[Json]:
    """What arrives until there is enough of it; fails after five seconds."""
    found: list[Json] = []
    while not enough(found):
        found.append(await live.receive_json(timeout=5))
    return found


def kinds(found: list[Json]) -> list[str]:
    """The types of frames, events by their kind."""
    return sorted(frame.get("kind", frame["type"]) for frame in found)
