"""Workers: order within a chat, several chats at once, poison, the way out, and sharing."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.types import Message

from bot.app import shut_down
from bot.config import load
from bot.inbox import LEASE
from core.db import Database
from core.texts import Texts
from tests.bot.rig import LOCALES, Process, until, utc_now
from tests.bot.server import BotApi, garbage, refusal, serving

APOLOGY = Texts(LOCALES).render("zh-CN", "bot-set-aside")

FASTER = 10


def hurried() -> Callable[[], datetime]:
    """A clock that begins now and runs ten times as fast, for what is decided by the clock."""
    begun = utc_now()
    return lambda: begun + (utc_now() - begun) * FASTER


class Desk:
    """A handler that can be held up, and remembers what it was working on at once."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.at_work: set[str] = set()
        self.together = 0
        self.doubled: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()

    def routers(self) -> Sequence[Router]:
        router = Router()
        router.message.register(self.on_message, F.text)
        return [router]

    async def on_message(self, message: Message) -> None:
        chat, text = str(message.chat.id), str(message.text)
        if chat in self.at_work:
            self.doubled.append(message.chat.id)
        self.at_work.add(chat)
        self.together = max(self.together, len(self.at_work))
        self.begun.append(text)
        try:
            if text.startswith("poison"):
                raise RuntimeError("cannot digest this")
            await self.gate.wait()
            await message.answer(f"{text}!")
        finally:
            self.at_work.discard(chat)


async def test_chat_is_answered_in_order_one_at_a_time(any_db: Database) -> None:
    api, desk = BotApi(), Desk()
    async with serving(api):
        for number in range(12):
            for chat in (1, 2, 3):
                api.say(chat, f"{chat}-{number}")
        async with Process(any_db, api, desk.routers) as process:
            await until(lambda: len(api.shown) == 36)
            await process.all_done()

    for chat in (1, 2, 3):
        assert api.texts(chat) == [f"{chat}-{number}!" for number in range(12)]
    assert desk.doubled == []


async def test_slow_chat_holds_up_only_itself(any_db: Database) -> None:
    api, desk = BotApi(), Desk()
    desk.gate.clear()
    async with serving(api):
        for chat in range(1, 5):
            api.say(chat, f"{chat}-first")
            api.say(chat, f"{chat}-second")
        async with Process(any_db, api, desk.routers, slots=3) as process:
            await until(lambda: len(desk.at_work) == 3)
            assert sorted(desk.begun) == ["1-first", "2-first", "3-first"]
            desk.gate.set()
            await until(lambda: len(api.shown) == 8)
            await process.all_done()

    assert desk.together == 3
    assert desk.doubled == []
    assert api.texts(4) == ["4-first!", "4-second!"]


async def test_poison_is_set_aside_after_its_tries_and_said_once(db: Database) -> None:
    api, desk = BotApi(), Desk()
    async with serving(api):
        poison = api.say(1, "poison")
        api.say(1, "after")
        api.say(2, "beside")
        async with Process(db, api, desk.routers, clock=hurried()) as process:
            await until(lambda: "after!" in api.texts(1))
            await process.all_done()
            states = await process.states()

    assert desk.begun.count("poison") == 3
    assert api.texts(1) == [APOLOGY, "after!"]
    assert api.texts(2) == ["beside!"]
    assert (poison, "failed", "failed") in states
    assert {state for number, state, _ in states if number != poison} == {"done"}


async def test_apology_that_cannot_be_sent_does_not_hold_up_the_chat(db: Database) -> None:
    api, desk = BotApi(), Desk()
    async with serving(api):
        api.misbehave("sendMessage", refusal(403, "Forbidden: bot was blocked by the user"))
        api.say(1, "poison")
        api.say(1, "after")
        async with Process(db, api, desk.routers, clock=hurried()) as process:
            await until(lambda: api.texts(1))
            await process.all_done()
            assert [state for _, state, _ in await process.states()] == ["failed", "done"]

    assert api.texts(1) == ["after!"]


async def test_update_that_takes_too_long_counts_as_failed(db: Database) -> None:
    api, desk = BotApi(), Desk()
    desk.gate.clear()
    async with serving(api):
        api.say(1, "stuck")
        async with Process(db, api, desk.routers, limit_s=0.05, clock=hurried()) as process:
            await until(lambda: api.texts(1))
            await process.all_done()
            states = await process.states()

    assert api.texts(1) == [APOLOGY]
    assert [state for _, state, _ in states] == ["failed"]
    assert len(desk.begun) == 3


async def test_refused_reply_is_an_outcome_when_the_bot_is_blocked(db: Database) -> None:
    api, desk = BotApi(), Desk()
    async with serving(api):
        api.misbehave("sendMessage", refusal(403, "Forbidden: bot was blocked by the user"))
        api.say(1, "gone")
        async with Process(db, api, desk.routers) as process:
            await until(lambda: api.calls["sendMessage"])
            await process.all_done()
            assert [state for _, state, _ in await process.states()] == ["done"]

    assert desk.begun == ["gone"]


async def test_flood_control_is_waited_for(db: Database) -> None:
    api, desk = BotApi(), Desk()
    too_many = refusal(429, "Too Many Requests: retry after 1", retry_after=1)
    async with serving(api):
        api.misbehave("sendMessage", too_many)
        api.say(1, "hello")
        async with Process(db, api, desk.routers) as process:
            await until(lambda: api.texts(1))
            await process.all_done()
            assert [problem for _, _, problem in await process.states()] == [""]

    assert api.texts(1) == ["hello!"]
    assert desk.begun == ["hello"]


async def test_answer_nobody_could_read_is_not_sent_again_by_our_own_server(
    db: Database,
) -> None:
    api, desk = BotApi(exact=True), Desk()
    async with serving(api):
        api.forget_to_answer("sendMessage", garbage)
        api.say(1, "hello")
        async with Process(db, api, desk.routers) as process:
            await until(lambda: api.texts(1))
            await process.all_done()

    assert api.texts(1) == ["hello!"]
    keys = {given["idempotency_key"] for name, given in api.requests if name == "sendMessage"}
    assert len(keys) == 1


async def test_stop_lets_work_in_progress_end_and_keeps_the_rest(any_db: Database) -> None:
    api, desk = BotApi(), Desk()
    desk.gate.clear()
    async with serving(api):
        for chat in (1, 2):
            api.say(chat, f"{chat}-begun")
            api.say(chat, f"{chat}-waiting")
        process = Process(any_db, api, desk.routers)
        async with process:
            await until(lambda: len(desk.at_work) == 2)
            stopping = asyncio.create_task(shut_down(process.app))
            await until(lambda: not process.inbox._desks)
            desk.gate.set()
            await stopping
            assert sorted(desk.begun) == ["1-begun", "2-begun"]
            assert {api.texts(1)[0], api.texts(2)[0]} == {"1-begun!", "2-begun!"}
            assert sorted(state for _, state, _ in await process.states()) == [
                *["done"] * 2,
                *["pending"] * 2,
            ]
            assert await process.journal() == []

        async with Process(any_db, api, desk.routers, owner="second") as second:
            await until(lambda: len(api.shown) == 4)
            await second.all_done()

    assert api.texts(1) == ["1-begun!", "1-waiting!"]
    assert api.texts(2) == ["2-begun!", "2-waiting!"]


async def test_stop_gives_back_what_does_not_end_in_time(any_db: Database) -> None:
    api, desk = BotApi(), Desk()
    desk.gate.clear()
    async with serving(api):
        api.say(1, "slow")
        process = Process(any_db, api, desk.routers)
        process.app.settings = load(None, stop_grace_s=0.05)
        async with process:
            await until(lambda: desk.at_work)
            await shut_down(process.app)
            assert [state for _, state, _ in await process.states()] == ["pending"]
        assert api.texts(1) == []

        desk.gate.set()
        async with Process(any_db, api, desk.routers, owner="second") as second:
            await until(lambda: api.texts(1))
            await second.all_done()

    assert api.texts(1) == ["slow!"]


async def test_two_bots_share_the_chats_and_double_none(postgres: Database) -> None:
    api, desk = BotApi(exact=False), Desk()
    second_db = Database(postgres.url.render_as_string(hide_password=False))
    async with serving(api):
        desk.gate.clear()
        for number in range(6):
            for chat in range(1, 9):
                api.say(chat, f"{chat}-{number}")
        async with (
            Process(postgres, api, desk.routers, owner="one", slots=4) as one,
            Process(second_db, api, desk.routers, owner="two", slots=4) as two,
        ):
            await until(lambda: len(desk.at_work) == 8)
            assert sorted(desk.begun) == [f"{chat}-0" for chat in range(1, 9)]
            desk.gate.set()
            await until(lambda: len(api.shown) >= 48)
            await one.all_done()
            shares = one.worker.outcomes, two.worker.outcomes
    await second_db.close()

    for chat in range(1, 9):
        assert api.texts(chat) == [f"{chat}-{number}!" for number in range(6)]
    assert desk.doubled == []
    assert [share.keys() for share in shares] == [{"done"}, {"done"}]
    assert shares[0]["done"] + shares[1]["done"] == 48


async def test_chats_of_a_dead_bot_are_taken_over_by_the_living(postgres: Database) -> None:
    api, dead_desk, desk = BotApi(exact=True), Desk(), Desk()
    dead_desk.gate.clear()
    second_db = Database(postgres.url.render_as_string(hide_password=False))
    lease = timedelta(seconds=1)
    async with serving(api):
        api.say(1, "begun")
        api.say(1, "behind")
        process = Process(postgres, api, dead_desk.routers, owner="dead", lease=lease)
        process.inbox.prepare_to_die(0, after_commit=False)
        async with process:
            await until(lambda: dead_desk.at_work)

        async with Process(second_db, api, desk.routers, owner="living", lease=lease) as living:
            await until(lambda: len(api.texts(1)) == 2)
            await living.all_done()
    await second_db.close()

    assert api.texts(1) == ["begun!", "behind!"]
    assert (dead_desk.begun, desk.begun) == (["begun"], ["begun", "behind"])


async def test_update_that_outlasts_its_lease_stays_with_its_bot(postgres: Database) -> None:
    api, desk, clock = BotApi(exact=False), Desk(), hurried()
    desk.gate.clear()
    second_db = Database(postgres.url.render_as_string(hide_password=False))
    async with serving(api):
        api.say(1, "long")
        async with Process(postgres, api, desk.routers, owner="one", clock=clock) as one:
            await until(lambda: desk.at_work)
            later = clock() + LEASE
            async with Process(second_db, api, desk.routers, owner="two", clock=clock) as two:
                await until(lambda: clock() > later)
                desk.gate.set()
                await until(lambda: api.texts(1))
                await one.all_done()
                assert two.worker.outcomes == {}
    await second_db.close()

    assert api.texts(1) == ["long!"]
    assert desk.begun == ["long"]
