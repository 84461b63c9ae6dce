"""Who acts and in which language, what goes back to the inbox, and how a flood is answered."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram import F, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import SendMessage
from aiogram.types import CallbackQuery, ErrorEvent, Message
from sqlalchemy import func, select

from bot import middlewares
from bot.middlewares import Pace
from core import accounts
from core.accounts import Account, Actor, Role
from core.db import Database
from core.errors import DatabaseBusy, NotFound
from core.texts import Texts, Translate
from tests.bot.rig import LOCALES, Process, until
from tests.bot.server import BotApi, person, serving

Handler = Callable[..., Any]


def only(handler: Handler) -> Callable[[], Sequence[Router]]:
    def routers() -> Sequence[Router]:
        router = Router()
        router.message.register(handler)
        return [router]

    return routers


class Meetings:
    """Remembers who came."""

    def __init__(self) -> None:
        self.actors: list[Actor] = []
        self.groups: list[bool] = []

    async def on_message(
        self, message: Message, actor: Actor, t: Translate, in_group: bool, channel: str
    ) -> None:
        self.actors.append(actor)
        self.groups.append(in_group)
        await message.answer(f"{channel} {t('bot-one-by-one')}")


async def accounts_in(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(Account)) or 0


@pytest.mark.parametrize(
    ("code", "locale"),
    [("zh-hans", "zh-CN"), ("zh", "zh-CN"), (None, "zh-CN"), ("en", "en"), ("en-GB", "en")],
)
async def test_new_person_is_answered_in_the_language_of_the_device(
    db: Database, code: str | None, locale: str
) -> None:
    api, met = BotApi(), Meetings()
    async with serving(api), Process(db, api, only(met.on_message)):
        sender = person(7) | {"language_code": code}
        api.say(7, "你好", **{"from": {k: v for k, v in sender.items() if v is not None}})
        await until(lambda: api.texts(7))

    assert [actor.locale for actor in met.actors] == [locale]
    assert api.texts(7) == [f"web {Texts(LOCALES).render(locale, 'bot-one-by-one')}"]


async def test_person_is_one_account_in_a_group_and_alone(db: Database) -> None:
    api, met = BotApi(), Meetings()
    async with serving(api), Process(db, api, only(met.on_message)):
        api.say(7, "你好")
        await until(lambda: len(met.actors) == 1)
        api.say(7, "大家好", chat={"id": -100, "type": "group", "title": "组"})
        await until(lambda: len(met.actors) == 2)

    assert met.actors[0] == met.actors[1]
    assert met.groups == [False, True]
    assert await accounts_in(db) == 1


async def test_first_messages_at_the_same_moment_open_one_account(any_db: Database) -> None:
    api, met = BotApi(), Meetings()
    async with serving(api), Process(any_db, api, only(met.on_message)):
        for group in range(1, 7):
            api.say(7, "你好", chat={"id": -group, "type": "group", "title": "组"})
        await until(lambda: len(met.actors) == 6)

    assert len({actor.id for actor in met.actors}) == 1
    assert await accounts_in(any_db) == 1


async def test_what_a_handler_changes_about_a_person_holds_for_the_next_message(
    any_db: Database,
) -> None:
    seen: list[tuple[str, frozenset[Role]]] = []

    async def on_message(message: Message, actor: Actor, db: Database) -> None:
        seen.append((actor.locale, actor.roles))
        async with db.transaction() as session:
            if message.text == "language":
                await accounts.set_locale(session, actor, "en")
            if message.text == "role":
                now = datetime.now(UTC)
                await accounts.grant(session, actor.id, Role.MENTOR, None, now=now)

    api = BotApi()
    async with serving(api), Process(any_db, api, only(on_message)):
        for text in ("language", "role", "look"):
            api.say(7, text)
        await until(lambda: len(seen) == 3)

    assert seen == [
        ("zh-CN", frozenset()),
        ("en", frozenset()),
        ("en", frozenset({Role.MENTOR})),
    ]


async def test_what_another_process_changed_holds_after_seconds(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middlewares, "REMEMBERED_S", 0.0)
    api, met = BotApi(), Meetings()
    async with serving(api), Process(db, api, only(met.on_message)):
        api.say(7, "一")
        await until(lambda: len(met.actors) == 1)
        async with db.transaction() as session:
            await accounts.grant(session, met.actors[0].id, Role.STAFF, None, now=datetime.now(UTC))
        api.say(7, "二")
        await until(lambda: len(met.actors) == 2)

    assert [actor.roles for actor in met.actors] == [frozenset(), frozenset({Role.STAFF})]


async def test_message_of_another_bot_opens_no_account(db: Database) -> None:
    came: list[bool] = []

    async def on_message(message: Message, actor: Actor | None = None) -> None:
        came.append(actor is None)

    api = BotApi()
    async with serving(api), Process(db, api, only(on_message)):
        api.say(7, "你好", **{"from": person(7) | {"is_bot": True}})
        await until(lambda: came)

    assert came == [True]
    assert await accounts_in(db) == 0


class Failing:
    """A handler that raises what it is told, and an errors' router that tells the person."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.told: list[str] = []
        self.tries = 0

    def routers(self) -> Sequence[Router]:
        router = Router()
        router.message.register(self.on_message, F.text)
        router.error.register(self.on_error)
        return [router]

    async def on_message(self, message: Message) -> None:
        self.tries += 1
        if self.errors:
            raise self.errors.pop(0)
        await message.answer("好了")

    async def on_error(self, event: ErrorEvent) -> object:
        if isinstance(event.exception, TelegramForbiddenError):
            return UNHANDLED
        self.told.append(type(event.exception).__name__)
        return None


async def test_failure_that_passes_is_not_told(db: Database) -> None:
    api, failing = BotApi(), Failing(RuntimeError(), RuntimeError())
    async with serving(api), Process(db, api, failing.routers) as process:
        api.say(7, "你好")
        await until(lambda: api.texts(7))
        await process.all_done()
        states = await process.states()

    assert (failing.told, failing.tries, api.texts(7)) == ([], 3, ["好了"])
    assert [state for _, state, _ in states] == ["done"]


async def test_failure_that_stays_is_told_once_and_set_aside(db: Database) -> None:
    api, failing = BotApi(), Failing(*(RuntimeError() for _ in range(9)))
    async with serving(api), Process(db, api, failing.routers) as process:
        api.say(7, "你好")
        await until(lambda: failing.told)
        await process.all_done()
        states = await process.states()

    assert (failing.told, failing.tries) == (["RuntimeError"], 3)
    assert [(state, problem) for _, state, problem in states] == [("failed", "RuntimeError")]
    assert api.texts(7) == []


async def test_refusal_is_told_at_once_and_the_update_done(db: Database) -> None:
    api, failing = BotApi(), Failing(NotFound(id=1))
    async with serving(api), Process(db, api, failing.routers) as process:
        api.say(7, "你好")
        await until(lambda: failing.told)
        await process.all_done()
        states = await process.states()

    assert (failing.told, failing.tries) == (["NotFound"], 1)
    assert [state for _, state, _ in states] == ["done"]


async def test_database_trouble_is_waited_out_and_never_counted(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middlewares, "TROUBLE_PAUSE_S", 0.01)
    api, failing = BotApi(), Failing(*(DatabaseBusy() for _ in range(6)))
    async with serving(api), Process(db, api, failing.routers) as process:
        api.say(7, "你好")
        await until(lambda: api.texts(7))
        await process.all_done()
        states = await process.states()

    assert (failing.told, failing.tries, api.texts(7)) == ([], 7, ["好了"])
    assert [state for _, state, _ in states] == ["done"]


async def test_person_who_blocked_us_is_nobodys_failure(db: Database) -> None:
    blocked = TelegramForbiddenError(SendMessage(chat_id=7, text="x"), "Forbidden: blocked")
    api, failing = BotApi(), Failing(blocked)
    async with serving(api), Process(db, api, failing.routers) as process:
        api.say(7, "你好")
        await until(lambda: failing.tries)
        await process.all_done()
        states = await process.states()

    assert (failing.told, failing.tries) == ([], 1)
    assert [state for _, state, _ in states] == ["done"]


async def test_flood_of_messages_is_answered_in_order_and_said_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    burst, per_second = 3, 2.0
    monkeypatch.setitem(Pace.__init__.__kwdefaults__, "burst", burst)  # type: ignore[arg-type]
    monkeypatch.setitem(Pace.__init__.__kwdefaults__, "per_second", per_second)  # type: ignore[arg-type]
    slowly = Texts(LOCALES).render("zh-CN", "bot-one-by-one")

    async def on_message(message: Message) -> None:
        await message.answer(f"{message.text}!")

    api = BotApi()
    async with serving(api), Process(db, api, only(on_message)) as process:
        for number in range(8):
            api.say(7, str(number))
        api.say(8, "别人")
        await until(lambda: len(api.texts(7)) == 9)
        await process.all_done()

    assert [text for text in api.texts(7) if text != slowly] == [f"{n}!" for n in range(8)]
    assert api.texts(7).count(slowly) == 1
    assert api.texts(8) == ["别人!"]


async def test_buttons_are_never_slowed_down(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Pace.__init__.__kwdefaults__, "burst", 1)  # type: ignore[arg-type]

    async def on_press(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.message.answer(f"{query.data}!")

    def routers() -> Sequence[Router]:
        router = Router()
        router.callback_query.register(on_press)
        return [router]

    api = BotApi()
    async with serving(api), Process(db, api, routers):
        for number in range(12):
            api.press(7, str(number))
        await until(lambda: len(api.texts(7)) == 12)

    assert api.texts(7) == [f"{n}!" for n in range(12)]


async def test_time_of_every_update_is_kept(db: Database) -> None:
    api, met = BotApi(), Meetings()
    async with serving(api), Process(db, api, only(met.on_message)) as process:
        api.say(7, "一")
        api.say(7, "二")
        await until(lambda: len(process.app.timing.seconds) == 2)

    assert all(
        0 < seconds < timedelta(minutes=1).total_seconds()
        for seconds in (process.app.timing.seconds)
    )
