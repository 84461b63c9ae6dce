"""Joined routers behave as routers one after the other do."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from aiogram import BaseMiddleware, Bot, Dispatcher, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED, SkipHandler
from aiogram.filters import ExceptionTypeFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, ErrorEvent, Message, Update

from bot.routing import attach
from tests.bot.server import BOT, TOKEN, person

CHAT = {"id": 7, "type": "private"}


class One(CallbackData, prefix="one"):
    number: int


class Other(CallbackData, prefix="other", sep="|"):
    number: int


class Witness:
    """Handlers that note that they were called."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def note(self, name: str, *, skips: bool = False) -> Callable[..., Any]:
        async def handler(event: Message | CallbackQuery) -> None:
            self.seen.append(name)
            if skips:
                raise SkipHandler

        return handler


def conversation(witness: Witness) -> list[Router]:
    """Routers as the product has them: prefixes, filters for all, a catch-all at the end."""
    first, second, last = Router(name="first"), Router(name="second"), Router(name="last")
    first.callback_query.register(witness.note("one even", skips=True), One.filter())
    first.callback_query.register(witness.note("one odd"), One.filter(F.number % 2 == 1))
    first.message.filter(F.text.startswith("/"))
    first.message.register(witness.note("command"), F.text.endswith("!"))
    first.message.register(witness.note("quiet command"))
    second.callback_query.register(witness.note("other"), Other.filter())
    second.callback_query.register(witness.note("named"), F.data == "plain")
    second.message.register(witness.note("text"), F.text)
    inner = Router(name="inner")
    inner.message.register(witness.note("inner"))
    second.include_router(inner)
    last.callback_query.register(witness.note("stale"))
    return [first, second, last]


def press(data: str | None) -> dict[str, Any]:
    message = {"message_id": 1, "date": 1, "text": "?", "chat": CHAT, "from": BOT}
    query = {"id": "1", "from": person(7), "chat_instance": "1", "message": message}
    return {"callback_query": query | ({"data": data} if data is not None else {})}


def said(**content: Any) -> dict[str, Any]:
    message = {"message_id": 1, "date": 1, "chat": CHAT, "from": person(7)}
    return {"message": message | content}


async def seen_by(
    build: Callable[[Dispatcher, Sequence[Router]], None], event: dict[str, Any]
) -> tuple[list[str], bool]:
    witness, dispatcher = Witness(), Dispatcher(disable_fsm=True)
    build(dispatcher, conversation(witness))
    bot = Bot(TOKEN)
    update = Update.model_validate({"update_id": 1, **event}, context={"bot": bot})
    result = await dispatcher.feed_update(bot, update)
    return witness.seen, result is not UNHANDLED


EVENTS = [
    (press("one:1"), ["one even", "one odd"]),
    (press("one:2"), ["one even", "stale"]),
    (press("one:forged"), ["stale"]),
    (press("one"), ["stale"]),
    (press("other|3"), ["other"]),
    (press("plain"), ["named"]),
    (press("nobody:9"), ["stale"]),
    (press(""), ["stale"]),
    (press(None), ["stale"]),
    (said(text="/go!"), ["command"]),
    (said(text="/go"), ["quiet command"]),
    (said(text="你好"), ["text"]),
    (said(caption="图"), ["inner"]),
]


@pytest.mark.parametrize(("event", "expected"), EVENTS)
async def test_joined_routers_choose_as_separate_ones(
    event: dict[str, Any], expected: list[str]
) -> None:
    joined = await seen_by(attach, event)
    apart = await seen_by(lambda dispatcher, routers: dispatcher.include_routers(*routers), event)

    assert joined == apart == (expected, True)


async def test_event_that_nobody_wants_stays_unhandled() -> None:
    seen, handled = await seen_by(
        attach, {"channel_post": {"message_id": 1, "date": 1, "chat": CHAT}}
    )

    assert (seen, handled) == ([], False)


async def test_router_with_middlewares_stays_whole_and_keeps_its_turn() -> None:
    witness, order = Witness(), []

    class Before(BaseMiddleware):
        async def __call__(self, handler: Any, event: Any, data: dict[str, Any]) -> Any:
            order.append("middleware")
            return await handler(event, data)

    first, second, third = Router(name="a"), Router(name="b"), Router(name="c")
    first.message.register(witness.note("first"), F.text == "first")
    second.message.middleware(Before())
    second.message.register(witness.note("second"), F.text == "second")
    third.message.register(witness.note("third"))
    dispatcher = Dispatcher(disable_fsm=True)
    attach(dispatcher, [first, second, third])
    bot = Bot(TOKEN)

    for text in ("first", "second", "third"):
        update = Update.model_validate({"update_id": 1, **said(text=text)}, context={"bot": bot})
        await dispatcher.feed_update(bot, update)

    assert witness.seen == ["first", "second", "third"]
    assert order == ["middleware"]
    assert [router.name for router in dispatcher.sub_routers] == ["b", "c"]


async def test_error_reaches_the_first_router_that_wants_it() -> None:
    told: list[str] = []

    async def fails(message: Message) -> None:
        raise ValueError("no")

    async def on_value_error(event: ErrorEvent) -> None:
        told.append("value")

    async def on_any(event: ErrorEvent) -> None:
        told.append("any")

    errors, texts = Router(), Router()
    errors.error.register(on_value_error, ExceptionTypeFilter(ValueError))
    errors.error.register(on_any)
    texts.message.register(fails)
    dispatcher = Dispatcher(disable_fsm=True)
    attach(dispatcher, [errors, texts])
    bot = Bot(TOKEN)
    update = Update.model_validate({"update_id": 1, **said(text="x")}, context={"bot": bot})

    await dispatcher.feed_update(bot, update)

    assert told == ["value"]
