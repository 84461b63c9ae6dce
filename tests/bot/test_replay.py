"""Kills the bot at every point of an update's way, and counts what people saw."""

from collections.abc import Sequence
from typing import Any

import pytest
from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from core.db import Database
from tests.bot.rig import Process, until
from tests.bot.server import BotApi, serving


def routers() -> Sequence[Router]:
    """A handler with several calls of each kind, as a rich reply has."""
    router = Router()

    async def on_message(message: Message) -> None:
        sign = await message.answer(f"正在查 {message.text}")
        await message.answer(f"答案 {message.text}")
        await sign.edit_text(f"查完了 {message.text}")
        await message.answer(f"下一步 {message.text}")

    async def on_press(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.answer(f"已接受 {query.data}")
        await query.answer("好")

    router.message.register(on_message, F.text)
    router.callback_query.register(on_press)
    return [router]


EXPECTED = {
    1: ["正在查 甲", "答案 甲", "edited: 查完了 甲", "下一步 甲"],
    2: ["已接受 yes"],
}


def ask_everything(api: BotApi) -> None:
    api.say(1, "甲")
    api.press(2, "yes")


async def survive(db: Database, api: BotApi) -> None:
    """Start again after a death and finish whatever is left."""
    async with Process(db, api, routers, owner="second") as second:
        await until(lambda: len(api.texts(1)) >= 4 and len(api.texts(2)) >= 1)
        await second.all_done()
        assert await second.journal() == []


async def count_turns(db: Database, api: BotApi) -> int:
    async with serving(api):
        ask_everything(api)
        async with Process(db, api, routers) as process:
            await until(lambda: len(api.texts(1)) == 4 and len(api.texts(2)) == 1)
            await process.all_done()
            return process.inbox.turns


async def test_every_answer_comes_once_without_any_kill(any_db: Database) -> None:
    api = BotApi(exact=True)

    turns = await count_turns(any_db, api)

    assert {1: api.texts(1), 2: api.texts(2)} == EXPECTED
    assert turns >= 2


@pytest.mark.parametrize("after_commit", [False, True], ids=["before-commit", "after-commit"])
@pytest.mark.parametrize("turn", range(1, 8))
async def test_a_kill_at_any_transaction_loses_and_doubles_nothing(
    db: Database, turn: int, after_commit: bool
) -> None:
    api = BotApi(exact=True)
    async with serving(api):
        ask_everything(api)
        process = Process(db, api, routers)
        process.inbox.prepare_to_die(turn, after_commit=after_commit)
        async with process:
            await until(process.inbox.dead.is_set)
        await survive(db, api)

    assert {1: api.texts(1), 2: api.texts(2)} == EXPECTED


@pytest.mark.parametrize("heard", [False, True], ids=["unheard", "carried-out"])
@pytest.mark.parametrize("call", range(1, 7))
async def test_a_kill_at_any_call_is_exact_on_our_own_server(
    db: Database, call: int, heard: bool
) -> None:
    api = BotApi(exact=True)

    await die_at_call(db, api, call, heard)

    assert {1: api.texts(1), 2: api.texts(2)} == EXPECTED


@pytest.mark.parametrize("heard", [False, True], ids=["unheard", "carried-out"])
@pytest.mark.parametrize("call", range(1, 7))
async def test_a_kill_at_any_call_loses_nothing_on_telegram(
    db: Database, call: int, heard: bool
) -> None:
    api = BotApi(exact=False)

    await die_at_call(db, api, call, heard)

    seen = {1: api.texts(1), 2: api.texts(2)}
    assert {chat: list(dict.fromkeys(texts)) for chat, texts in seen.items()} == EXPECTED
    doubled = sum(map(len, seen.values())) - sum(map(len, EXPECTED.values()))
    # Both chats are worked on at once, and each may have one message in doubt.
    assert doubled <= (2 if heard else 1)


async def die_at_call(db: Database, api: BotApi, call: int, heard: bool) -> None:
    """Kill the bot while its n-th call is on the way, before or after the server heard it."""
    async with serving(api):
        ask_everything(api)
        process = Process(db, api, routers)
        process.inbox.prepare_to_die(0, after_commit=False)
        made = 0

        async def deadly(send: Any, bot: Any, method: Any) -> Any:
            nonlocal made
            if method.__api_method__ == "getUpdates":
                return await send(bot, method)
            made += 1
            if made != call:
                return await send(bot, method)
            if heard:
                await send(bot, method)
            return await process.inbox.die()

        process.channel.bot.session.middleware(deadly)
        async with process:
            await until(process.inbox.dead.is_set)
        await survive(db, api)


async def test_an_update_delivered_twice_is_answered_once(any_db: Database) -> None:
    api = BotApi(exact=True)
    async with serving(api):
        ask_everything(api)
        first = list(api.updates)
        async with Process(any_db, api, routers) as process:
            await until(lambda: len(api.texts(1)) == 4 and len(api.texts(2)) == 1)
            api.updates.extendleft(reversed(first))
            api.say(3, "乙")
            await until(lambda: len(api.texts(3)) == 4)
            await process.all_done()
            assert len(await process.states()) == 3

    assert {1: api.texts(1), 2: api.texts(2)} == EXPECTED
