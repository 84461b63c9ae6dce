"""The desk on a real database, with browsers of our own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import CookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from cases.storage import FileStore
from core.accounts import Actor, Role
from core.db import Database
from desk.site import make_app
from staff import entry
from tests.chat import strict_texts
from tests.mentors import people
from tests.staff.pleas import KINDS

Browser = TestClient[web.Request, web.Application]


class Clock:
    """Stands still until told otherwise."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def site(db: Database, clock: Clock, tmp_path: Path) -> AsyncIterator[TestServer]:
    app = make_app(
        db,
        strict_texts(),
        clock,
        secret="a secret of this test",
        school="示例大学",
        kinds=KINDS,
        store=FileStore(tmp_path / "files"),
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def browser(site: TestServer) -> AsyncIterator[Callable[[], Browser]]:
    """Opens browsers without any cookie; they follow no redirect by themselves."""
    opened: list[Browser] = []

    def open_one() -> Browser:
        client: Browser = TestClient(site, cookie_jar=CookieJar(unsafe=True))
        opened.append(client)
        return client

    yield open_one
    for client in opened:
        await client.close()


@pytest.fixture
def person(db: Database, clock: Clock) -> Callable[..., Awaitable[Actor]]:
    async def make(*roles: Role) -> Actor:
        async with db.transaction() as session:
            return await people.person(session, clock.now, *roles)

    return make


@pytest.fixture
def link(db: Database, clock: Clock) -> Callable[[Actor], Awaitable[str]]:
    async def make(actor: Actor) -> str:
        async with db.transaction() as session:
            return await entry.new_link(session, actor, now=clock.now)

    return make


@pytest.fixture
async def staff(person: Callable[..., Awaitable[Actor]]) -> Actor:
    return await person(Role.STAFF)


@pytest.fixture
def enter(
    browser: Callable[[], Browser], link: Callable[[Actor], Awaitable[str]]
) -> Callable[[Actor], Awaitable[Browser]]:
    """A browser that is signed in as this person."""

    async def make(actor: Actor) -> Browser:
        client = browser()
        answer = await client.post(
            "/enter", data={"code": await link(actor)}, allow_redirects=False
        )
        assert answer.status == 303, await answer.text()
        return client

    return make


async def csrf(client: Browser) -> str:
    """What the forms of this browser's pages carry."""
    text = await (await client.get("/rounds")).text()
    return text.split('name="csrf" value="')[1].split('"')[0]


async def get(client: Browser, path: str, **options: Any) -> tuple[int, str]:
    answer = await client.get(path, allow_redirects=False, **options)
    return answer.status, await answer.text()
