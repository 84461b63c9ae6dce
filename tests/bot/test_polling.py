"""Pollers against a server that fails in every way a Bot API server can."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import F, Router
from aiogram.types import Message
from aiohttp import web
from sqlalchemy import func, select

from bot.app import App, build, make_dispatcher, shut_down, start_answering, start_receiving
from bot.config import Settings, load
from bot.models import InboxUpdate
from bot.polling import Condition
from core.accounts import Actor
from core.db import Database
from tests.bot.rig import Process, until
from tests.bot.server import (
    TOKEN,
    Answer,
    BotApi,
    bare_500,
    garbage,
    hang_up,
    html_502,
    refusal,
    serving,
)


def routers() -> Sequence[Router]:
    router = Router()

    async def on_message(message: Message, actor: Actor) -> None:
        await message.answer(f"{actor.id} {message.text}")

    router.message.register(on_message, F.text)
    return [router]


def said(result: object) -> Answer:
    """A successful answer of another shape than was asked for."""

    def answer(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": result})

    return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_offset_moves_only_past_what_is_committed(any_db: Database) -> None:
    api = BotApi()
    gaps: list[int] = []
    async with serving(api):
        process = Process(any_db, api, routers)

        async def look(send: Any, bot: Any, method: Any) -> Any:
            if method.__api_method__ == "getUpdates" and method.offset:
                before = select(func.count()).where(InboxUpdate.update_id < method.offset)
                async with any_db.reading() as session:
                    stored = await session.scalar(before)
                gaps.append(method.offset - first - (stored or 0))
            return await send(bot, method)

        process.channel.bot.session.middleware(look)
        first = api.say(1, "一")
        api.say(2, "二")
        async with process:
            await until(lambda: api.texts(1) and api.texts(2))
            last = api.say(1, "三")
            await until(lambda: last + 1 in api.offsets)

    assert gaps
    assert set(gaps) == {0}


async def test_offset_stays_while_the_row_cannot_be_written(db: Database) -> None:
    api = BotApi()
    async with serving(api):
        number = api.say(1, "一")
        process = Process(db, api, routers)
        process.inbox.prepare_to_die(1, after_commit=False)
        async with process:
            await until(process.inbox.dead.is_set)
        assert set(api.offsets) == {0}
        assert await process.states() == []

        async with Process(db, api, routers, owner="second"):
            await until(lambda: number + 1 in api.offsets and api.texts(1))

    assert api.texts(1) == ["1 一"]


async def test_update_twice_in_one_answer_and_again_later_is_stored_once(
    any_db: Database,
) -> None:
    api = BotApi()
    async with serving(api):
        api.say(1, "一")
        update = api.updates[0]
        api.updates.append(update)
        async with Process(any_db, api, routers) as process:
            await until(lambda: api.texts(1))
            api.updates.extendleft([update, update])
            last = api.say(1, "二")
            await until(lambda: last + 1 in api.offsets)
            await process.all_done()
            numbers = [number for number, _, _ in await process.states()]

    assert numbers == [update["update_id"], last]
    assert api.texts(1) == ["1 一", "1 二"]


async def test_server_that_is_down_at_the_start_is_reached_once_it_is_up(db: Database) -> None:
    api = BotApi(address=f"http://127.0.0.1:{free_port()}")
    async with Process(db, api, routers) as process:
        await until(lambda: process.poller.condition is Condition.UNREACHABLE)
        api.say(1, "在吗")
        async with serving(api):
            await until(lambda: api.texts(1))
            assert process.poller.condition is Condition.CONNECTED

    assert api.texts(1) == ["1 在吗"]


@pytest.mark.parametrize(
    ("answer", "condition"),
    [
        (bare_500, Condition.UNREACHABLE),
        (html_502, Condition.UNREACHABLE),
        (garbage, Condition.UNREACHABLE),
        (hang_up, Condition.UNREACHABLE),
        (refusal(500, "Internal Server Error"), Condition.UNREACHABLE),
        (refusal(400, "Bad Request: invalid offset"), Condition.UNREACHABLE),
        (refusal(429, "Too Many Requests: retry after 1", retry_after=1), Condition.STARTING),
        (refusal(409, "Conflict: terminated by other getUpdates request"), Condition.CONFLICT),
        (said({"not": "a list"}), Condition.UNREACHABLE),
        (said(None), Condition.UNREACHABLE),
        (said(["text", 7, None, {"message": {}}]), Condition.UNREACHABLE),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_bad_answer_is_survived(db: Database, answer: Answer, condition: Condition) -> None:
    api = BotApi()
    async with serving(api):
        process = Process(db, api, routers)
        seen: list[Condition] = []

        def bad(request: web.Request) -> web.StreamResponse:
            api.say(1, "还在吗")
            return answer(request)

        async def look(send: Any, bot: Any, method: Any) -> Any:
            if method.__api_method__ == "getUpdates":
                seen.append(process.poller.condition)
            return await send(bot, method)

        process.channel.bot.session.middleware(look)
        api.misbehave("getUpdates", bad)
        async with process:
            await until(lambda: api.texts(1))
            await until(lambda: process.poller.condition is Condition.CONNECTED)

    assert seen[:2] == [Condition.STARTING, condition]
    assert api.texts(1) == ["1 还在吗"]


async def test_unreadable_updates_do_not_hide_the_others(db: Database) -> None:
    api = BotApi()
    async with serving(api):
        api.updates.append({"message": {"text": "no number"}})
        api.push(message="no object")
        api.push(message={"chat": {"id": "x"}, "text": 7})
        api.say(1, "一")
        async with Process(db, api, routers) as process:
            await until(lambda: api.texts(1))
            await process.all_done()
            states = await process.states()

    assert api.texts(1) == ["1 一"]
    assert [(state, problem) for _, state, problem in states] == [
        ("failed", "unreadable"),
        ("failed", "unreadable"),
        ("done", ""),
    ]


async def test_webhook_left_behind_is_taken_back_with_what_waits(db: Database) -> None:
    api = BotApi()
    conflict = "Conflict: can't use getUpdates method while webhook is active"
    async with serving(api):
        api.misbehave("getUpdates", refusal(409, conflict))
        api.say(1, "一")
        async with Process(db, api, routers):
            await until(lambda: api.texts(1))

    taken_back = [given for method, given in api.requests if method == "deleteWebhook"]
    assert taken_back == [{"drop_pending_updates": False}]


def two_channels(db: Database, web_api: BotApi, telegram: BotApi, web_token: str) -> Settings:
    return load(
        None,
        database_url=db.url.render_as_string(hide_password=False),
        webchat_url=web_api.address,
        webchat_token=web_token,
        telegram_api=telegram.address,
        telegram_token=TOKEN,
        poll_timeout_s=1,
    )


@asynccontextmanager
async def bot(settings: Settings) -> AsyncIterator[App]:
    """The bot as the program puts it together, with our router in place of the conversation."""
    app = build(settings)
    start_receiving(app)
    start_answering(app, make_dispatcher(app, list(routers())))
    try:
        yield app
    finally:
        await shut_down(app)
        await app.db.close()


async def test_refused_token_stops_its_channel_alone(db: Database) -> None:
    web_api, telegram = BotApi(exact=True), BotApi(exact=False)
    async with serving(web_api), serving(telegram):
        web_api.say(1, "网页")
        telegram.say(1, "电报")
        async with bot(two_channels(db, web_api, telegram, "4242:WRONG")) as app:
            await until(lambda: telegram.texts(1))
            await app.nursery.ended("poll web")
            health = await app.health()

    assert telegram.texts(1) == ["1 电报"]
    assert web_api.texts(1) == []
    assert health.channels == {"web": "refused", "telegram": "connected"}


async def test_same_chat_id_on_two_channels_is_two_people(any_db: Database) -> None:
    web_api, telegram = BotApi(exact=True), BotApi(exact=False)
    async with serving(web_api), serving(telegram):
        assert web_api.say(7, "网页") == telegram.say(7, "电报")
        async with bot(two_channels(any_db, web_api, telegram, TOKEN)):
            await until(lambda: web_api.texts(7) and telegram.texts(7))
            web_api.say(7, "又")
            telegram.say(7, "又")
            await until(lambda: len(web_api.texts(7)) == len(telegram.texts(7)) == 2)

    (on_web, web_again), (on_telegram, telegram_again) = web_api.texts(7), telegram.texts(7)
    ids = {text.partition(" ")[0] for text in (on_web, on_telegram)}
    assert ids == {"1", "2"}
    assert (on_web, on_telegram) in {("1 网页", "2 电报"), ("2 网页", "1 电报")}
    assert web_again == f"{on_web[0]} 又"
    assert telegram_again == f"{on_telegram[0]} 又"
