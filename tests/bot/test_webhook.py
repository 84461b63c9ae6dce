"""Webhooks: only whoever knows the secret, on disk before 200, and clean refusals."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Router
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot import webhook
from bot.models import InboxUpdate
from bot.webhook import SECRET_HEADER, announce, make_app, path
from core.db import Database
from tests.bot.rig import Process
from tests.bot.server import BotApi, serving

SECRET = "a-secret-of-the-test"

Client = TestClient[web.Request, web.Application]


class Hook:
    """The webhook of a bot whose inbox runs; nobody works on what comes in."""

    def __init__(self, process: Process, client: Client) -> None:
        self.process = process
        self.client = client

    async def deliver(
        self, body: object, *, secret: str | None = SECRET, channel: str = "web"
    ) -> int:
        headers = {} if secret is None else {SECRET_HEADER: secret}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.client.post(path(channel), data=data, headers=headers) as response:
            assert "Traceback" not in await response.text()
            return response.status

    async def stored(self) -> list[tuple[str, int, str]]:
        rows = select(InboxUpdate.channel, InboxUpdate.update_id, InboxUpdate.chat_key)
        async with self.process.db.reading() as session:
            return [tuple(row) for row in await session.execute(rows.order_by(InboxUpdate.id))]


@asynccontextmanager
async def listening(db: Database, api: BotApi) -> AsyncIterator[Hook]:
    process = Process(db, api, lambda: [Router()])

    async def health() -> dict[str, Any]:
        return (await process.app.health()).as_dict()

    app = make_app(process.inbox, process.app.channels, SECRET, health)
    process.app.nursery.start("inbox", process.inbox.run)
    try:
        async with TestClient(TestServer(app)) as client:
            yield Hook(process, client)
    finally:
        await process.kill()


@pytest.fixture
async def hook(any_db: Database) -> AsyncIterator[Hook]:
    api = BotApi()
    async with serving(api), listening(any_db, api) as hook:
        yield hook


def update(number: int, chat: int = 5) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "text": "你好"}}


async def test_update_is_on_disk_when_the_server_hears_200(hook: Hook) -> None:
    status = await hook.deliver(update(1))

    assert status == 200
    assert await hook.stored() == [("web", 1, "5")]


async def test_update_that_cannot_be_stored_is_not_confirmed(db: Database) -> None:
    api = BotApi()
    async with serving(api), listening(db, api) as hook:
        await hook.process.app.nursery.stop("inbox")
        hook.process.inbox.prepare_to_die(1, after_commit=False)
        hook.process.app.nursery.start("inbox", hook.process.inbox.run)
        delivery = hook.deliver(update(1))
        hook.process.app.nursery.start("delivery", lambda: waited(delivery))
        await hook.process.inbox.dead.wait()
        await hook.process.app.nursery.stop("delivery")

        assert hook.process.inbox.turns == 1
        assert await hook.stored() == []


async def waited(delivery: Any) -> None:
    status = await delivery
    raise AssertionError(f"confirmed with {status}, and nothing was written")


async def test_second_delivery_is_confirmed_and_changes_nothing(hook: Hook) -> None:
    statuses = [await hook.deliver(update(1)) for _ in range(3)]
    statuses.append(await hook.deliver(update(2)))

    assert statuses == [200] * 4
    assert await hook.stored() == [("web", 1, "5"), ("web", 2, "5")]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "秘密"])
async def test_wrong_secret_is_refused(db: Database, secret: str | None) -> None:
    api = BotApi()
    async with serving(api), listening(db, api) as hook:
        refused = await hook.deliver(update(1), secret=secret)
        nothing = await hook.stored()
        accepted = await hook.deliver(update(1))

        assert (refused, nothing, accepted) == (401, [], 200)


async def test_bad_bodies_are_refused_and_good_ones_go_on(db: Database) -> None:
    bodies: list[object] = [
        b"",
        b"not json",
        b"\x00\xff\xfe",
        b'{"update_id": 1',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"NaN",
        "text",
        7,
        None,
        [],
        [update(1)],
        {},
        {"update_id": "1"},
        {"update_id": -1},
        {"update_id": True},
        {"update_id": 1.5},
        {"update_id": 2**63},
    ]
    api = BotApi()
    async with serving(api), listening(db, api) as hook:
        assert [await hook.deliver(body) for body in bodies] == [400] * len(bodies)
        assert await hook.stored() == []
        assert await hook.deliver(update(1)) == 200


async def test_body_of_more_than_a_megabyte_is_refused(hook: Hook) -> None:
    padding = "x" * webhook.LARGEST_UPDATE

    assert await hook.deliver(update(1) | {"padding": padding}) == 413
    assert await hook.deliver(update(1) | {"padding": padding[:-1000]}) == 200


async def test_lone_surrogate_and_nul_are_stored_cleaned(hook: Hook) -> None:
    body = b'{"update_id": 3, "message": {"chat": {"id": 9}, "text": "\\ud83d \\u0000"}}'

    assert await hook.deliver(body) == 200
    assert await hook.stored() == [("web", 3, "9")]


async def test_channel_that_is_not_ours_is_not_found(hook: Hook) -> None:
    assert await hook.deliver(update(1), channel="telegram") == 404
    assert await hook.deliver(update(1), channel="telegram", secret="wrong") == 401
    assert await hook.deliver(update(1), channel="web") == 200


async def test_health_is_shown_without_a_secret(hook: Hook) -> None:
    await hook.deliver(update(1))

    async with hook.client.get("/health") as response:
        shown = await response.json()

    assert response.status == 200
    assert shown["inbox"]["waiting"] == 1


async def test_announcement_tells_the_server_where_and_with_which_secret(db: Database) -> None:
    api = BotApi()
    async with serving(api), listening(db, api) as hook:
        await announce(hook.process.channel, "https://bot.example.edu.cn", SECRET)

    [(method, given)] = api.requests
    assert method == "setWebhook"
    assert given == {
        "url": "https://bot.example.edu.cn/updates/web",
        "secret_token": SECRET,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }
