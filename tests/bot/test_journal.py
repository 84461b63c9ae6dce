"""What a repeated update sends again, and what it must not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import Message

from bot import journal
from bot.arrivals import read
from bot.channels import Channel, open_channel
from bot.inbox import Inbox
from bot.journal import Journal, Postponed, Run, Unknown, running
from bot.turns import Claimed, Recorded
from core.db import Database
from tests.bot.rig import until, utc_now
from tests.bot.server import TOKEN, BotApi, bare_500, garbage, hang_up, refusal, serving


class Desk:
    """Takes updates and leaves them alone."""

    def __init__(self) -> None:
        self.taken: list[Claimed] = []

    def free(self) -> int:
        return 4 - len(self.taken)

    def take(self, updates: Any) -> None:
        self.taken.extend(updates)


class Stage:
    """One update in a running inbox, and a channel whose calls go through the journal."""

    def __init__(self, inbox: Inbox, channel: Channel, desk: Desk) -> None:
        self.inbox, self.channel, self._desk = inbox, channel, desk

    @property
    def update(self) -> Claimed:
        return self._desk.taken[-1]

    async def again(self) -> Claimed:
        """The same update as a later try finds it."""
        number = len(self._desk.taken)
        self.inbox.give_back(self.update)
        await until(lambda: len(self._desk.taken) > number)
        return self.update


@asynccontextmanager
async def stage(db: Database, api: BotApi) -> AsyncIterator[Stage]:
    inbox, desk = Inbox(db, owner="test", clock=utc_now), Desk()
    async with serving(api):
        channel = open_channel("web", api.address, TOKEN, exact=api.exact)
        channel.bot.session.middleware(Journal(inbox))
        loop = asyncio.create_task(inbox.run())
        inbox.serve("web", desk)
        try:
            await inbox.put("web", read([{"update_id": 7, "message": {"chat": {"id": 1}}}]))
            await until(lambda: desk.taken)
            yield Stage(inbox, channel, desk)
        finally:
            inbox.close()
            await loop
            await channel.bot.session.close()


@pytest.fixture(params=[True, False], ids=["our server", "telegram"])
def api(request: pytest.FixtureRequest) -> BotApi:
    return BotApi(exact=request.param)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses between tries, shortened; what happens in them stays."""
    monkeypatch.setattr(journal, "RETRY_S", (0.01,))
    monkeypatch.setattr(journal, "PATIENCE_S", 0.3)


async def test_recorded_result_comes_back_as_the_object_it_was(db: Database, api: BotApi) -> None:
    async with stage(db, api) as on:
        with running(Run(on.update, on.channel)):
            first = await on.channel.bot.send_message(1, "答案")
        on.inbox.record_call(on.update, ("other", 1), lambda: "true", urgent=True)
        await on.inbox.settle()
        update = await on.again()
        with running(Run(update, on.channel)):
            second = await on.channel.bot.send_message(1, "答案")

        assert isinstance(second, Message)
        assert second == first
        assert second.bot is on.channel.bot
        assert api.texts(1) == ["答案"]
        assert api.calls["sendMessage"] == 1


async def test_calls_of_one_method_are_told_apart_whatever_came_between(
    db: Database, api: BotApi
) -> None:
    async with stage(db, api) as on:
        bot = on.channel.bot
        with running(Run(on.update, on.channel)):
            await bot.send_message(1, "一")
            await bot.answer_callback_query("q")
            await bot.send_message(1, "二")
        await on.inbox.settle()
        update = await on.again()
        with running(Run(update, on.channel)):
            await bot.send_message(1, "another way")
            await bot.send_message(1, "another way")
            await bot.send_message(1, "三")

        assert api.texts(1) == ["一", "二", "三"]


async def test_calls_outside_an_update_are_sent_as_they_are(db: Database, api: BotApi) -> None:
    async with stage(db, api) as on:
        await on.channel.bot.send_message(1, "一")
        await on.channel.bot.send_message(1, "一")

        assert api.texts(1) == ["一", "一"]
        assert "idempotency_key" not in api.requests[-1][1]


async def test_key_names_the_update_the_method_and_its_number(db: Database) -> None:
    api = BotApi(exact=True)
    async with stage(db, api) as on:
        with running(Run(on.update, on.channel)):
            await on.channel.bot.send_message(1, "一")
            await on.channel.bot.send_message(1, "二")

        keys = [given["idempotency_key"] for _, given in api.requests]
        assert keys == ["7:sendMessage:1", "7:sendMessage:2"]


async def test_telegram_gets_no_key(db: Database) -> None:
    api = BotApi(exact=False)
    async with stage(db, api) as on:
        with running(Run(on.update, on.channel)):
            await on.channel.bot.send_message(1, "一")

        assert [sorted(given) for _, given in api.requests] == [["chat_id", "text"]]


async def test_typing_sign_is_neither_numbered_nor_worth_a_failure(
    db: Database, api: BotApi
) -> None:
    async with stage(db, api) as on:
        api.misbehave("sendChatAction", bare_500, garbage, refusal(403, "Forbidden: blocked"))
        with running(Run(on.update, on.channel)) as run:
            for _ in range(4):
                assert await on.channel.bot.send_chat_action(1, "typing") is True

        assert run.counts == {}
        assert api.calls["sendChatAction"] == 4


@pytest.mark.parametrize("trouble", [bare_500, hang_up, refusal(502, "Bad Gateway")])
async def test_our_server_hears_a_call_until_it_answers(db: Database, trouble: Any) -> None:
    api = BotApi(exact=True)
    async with stage(db, api) as on:
        api.misbehave("sendMessage", trouble)
        api.forget_to_answer("sendMessage", trouble, trouble)
        with running(Run(on.update, on.channel)):
            sent = await on.channel.bot.send_message(1, "一")

        assert sent.text == "一"
        assert api.texts(1) == ["一"]
        assert api.calls["sendMessage"] == 4


async def test_server_down_for_long_sends_the_update_back(db: Database, api: BotApi) -> None:
    async with stage(db, api) as on:
        with running(Run(on.update, on.channel)):
            on.channel.bot.session.api = type(on.channel.bot.session.api).from_base(
                "http://127.0.0.1:9"
            )
            with pytest.raises(Postponed):
                await on.channel.bot.send_message(1, "一")
        await on.inbox.settle()
        update = await on.again()

        # It never left, so nothing is in doubt.
        assert [recorded for recorded in update.calls.values() if recorded.tries > 0] == []


async def test_flood_control_is_waited_for_in_place_when_short(db: Database, api: BotApi) -> None:
    async with stage(db, api) as on:
        journal_patience = 3.0
        with pytest.MonkeyPatch.context() as patch, running(Run(on.update, on.channel)):
            patch.setattr(journal, "PATIENCE_S", journal_patience)
            api.misbehave("sendMessage", refusal(429, "Too Many Requests", retry_after=1))
            await on.channel.bot.send_message(1, "一")

        assert api.texts(1) == ["一"]


async def test_flood_control_that_lasts_sends_the_update_back(db: Database, api: BotApi) -> None:
    async with stage(db, api) as on:
        api.misbehave("sendMessage", refusal(429, "Too Many Requests", retry_after=33))
        with running(Run(on.update, on.channel)), pytest.raises(Postponed) as postponed:
            await on.channel.bot.send_message(1, "一")

        assert postponed.value.delay_s == 33


async def test_message_in_doubt_on_telegram_is_sent_twice_at_most(db: Database) -> None:
    api = BotApi(exact=False)
    async with stage(db, api) as on:
        api.forget_to_answer("sendMessage", hang_up, hang_up, hang_up)
        with running(Run(on.update, on.channel)), pytest.raises(Unknown):
            await on.channel.bot.send_message(1, "一")
        update = await on.again()
        with running(Run(update, on.channel)), pytest.raises(Unknown):
            await on.channel.bot.send_message(1, "一")

        assert update.calls == {("sendMessage", 1): Recorded(2, None)}
        assert api.texts(1) == ["一", "一"]


async def test_change_in_doubt_on_telegram_is_repeated_until_it_is_known(db: Database) -> None:
    api = BotApi(exact=False)
    async with stage(db, api) as on:
        bot = on.channel.bot
        with running(Run(on.update, on.channel)):
            sent = await bot.send_message(1, "一")
            api.forget_to_answer("editMessageText", hang_up, hang_up, hang_up)
            api.forget_to_answer("answerCallbackQuery", hang_up)
            api.forget_to_answer("deleteMessage", hang_up)
            edited = await bot.edit_message_text("二", chat_id=1, message_id=sent.message_id)
            answered = await bot.answer_callback_query("q")
            deleted = await bot.delete_message(1, sent.message_id)

        assert (edited, answered, deleted) == (True, True, True)
        assert api.texts(1) == ["一", "edited: 二", "deleted"]


async def test_first_refusal_of_what_was_never_done_reaches_the_handler(
    db: Database, api: BotApi
) -> None:
    async with stage(db, api) as on:
        said = refusal(400, "Bad Request: query is too old and response timeout expired")
        api.misbehave("answerCallbackQuery", said)
        with running(Run(on.update, on.channel)), pytest.raises(TelegramBadRequest):
            await on.channel.bot.answer_callback_query("q")


async def test_refused_call_leaves_no_doubt(db: Database) -> None:
    api = BotApi(exact=False)
    async with stage(db, api) as on:
        api.misbehave("sendMessage", refusal(400, "Bad Request: chat not found"))
        with running(Run(on.update, on.channel)), pytest.raises(TelegramBadRequest):
            await on.channel.bot.send_message(1, "一")
        await on.inbox.settle()
        update = await on.again()

        assert update.calls == {}


async def test_part_of_a_run_has_numbers_of_its_own(db: Database, api: BotApi) -> None:
    async with stage(db, api) as on:
        with running(Run(on.update, on.channel)):
            await on.channel.bot.send_message(1, "答案")
        with running(Run(on.update, on.channel, part="pace:")):
            await on.channel.bot.send_message(1, "慢一点")

        assert api.texts(1) == ["答案", "慢一点"]


def test_update_is_repeated_from_its_second_claim_on() -> None:
    channel = open_channel("web", "http://127.0.0.1:9", TOKEN, exact=True)

    def claimed(claims: int) -> Claimed:
        return Claimed(1, "web", 7, "1", "{}", claims, 0, 0, datetime.now(UTC))

    assert [Run(claimed(n), channel).is_repeated for n in (1, 2, 3)] == [False, True, True]
