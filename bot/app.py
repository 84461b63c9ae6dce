"""Puts the bot together and runs it: settings in, answers out, until told to stop."""

import asyncio
import gc
import importlib
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from aiogram import Dispatcher
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import SetMyCommands, SetMyDescription
from aiogram.types import BotCommand
from aiohttp import web

from bot import channels, desk, invites, jobs, logs, webhook
from bot.channels import Channel
from bot.config import ROOT, BadSettings, Settings
from bot.inbox import Inbox
from bot.kinds import KINDS
from bot.leases import Leases
from bot.middlewares import Identify, Pace, Retry, Timing
from bot.polling import Backoff, Poller
from bot.process import stop_signal
from bot.routing import attach
from bot.storage import SqlStorage
from bot.supervision import Nursery
from bot.worker import Worker
from cases.storage import FileStore
from core import accounts
from core.accounts import Role
from core.db import Database
from core.kinds import Kinds
from core.texts import Texts
from mentors import demo
from staff import consultations
from staff import demo as incubator

if TYPE_CHECKING:
    from knowledge.library import Library

log = logging.getLogger(__name__)

UNUSABLE = 2
SIGN_IN_HOURS = 72
DEMO_PEOPLE = {
    1002: (Role.MENTOR, "导师阿创（演示）"),
    1003: (Role.STAFF, "老师小策（演示）"),
    1004: (Role.REVIEWER, "评审阿评（演示）"),
    1005: (Role.REVIEWER, "评审阿审（演示）"),
    1006: (Role.HEAD, "负责人阿衡（演示）"),
}
"""The web chat's made-up people who are more than students, by id."""

LANGUAGE_CODES = {"zh-CN": None, "en": "en"}
"""For which devices a language's command menu is set; None is everybody else."""

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class App:
    """The parts of one bot process."""

    settings: Settings
    clock: Clock
    db: Database
    texts: Texts
    inbox: Inbox
    leases: Leases
    channels: dict[str, Channel]
    pollers: list[Poller]
    kinds: Kinds = field(default_factory=lambda: Kinds(KINDS))
    nursery: Nursery = field(default_factory=Nursery)
    timing: Timing = field(default_factory=Timing)
    workers: list[Worker] = field(default_factory=list)

    @property
    def store(self) -> FileStore:
        """Where the bytes of handed-in files lie."""
        return FileStore(self.settings.files)

    async def health(self) -> jobs.Health:
        """How the bot is doing now."""
        return await jobs.health(self.db, self.pollers, self.workers, self.timing, now=self.clock())


def build(settings: Settings, *, clock: Clock = utc_now) -> App:
    """Everything but the conversation: database, inbox, channels. Nothing runs or connects yet.

    Raises BadSettings when no channel is configured.
    """
    opened = _channels(settings)
    db = Database(settings.database)
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    inbox = Inbox(db, owner=owner, clock=clock)
    leases = Leases(db, owner=owner, clock=clock)
    return App(
        settings=settings,
        clock=clock,
        db=db,
        texts=Texts(ROOT / "locales"),
        inbox=inbox,
        leases=leases,
        channels=opened,
        pollers=[
            Poller(channel, inbox, leases, wait_s=settings.poll_timeout_s)
            for channel in opened.values()
        ],
    )


def _channels(settings: Settings) -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    web_token = settings.webchat_token.get_secret_value()
    if settings.webchat_url and web_token:
        found[channels.WEB] = channels.open_channel(
            channels.WEB, settings.webchat_url, web_token, exact=True
        )
    if token := settings.telegram_token.get_secret_value():
        found[channels.TELEGRAM] = channels.open_channel(
            channels.TELEGRAM, settings.telegram_api, token, exact=False
        )
    if not found:
        raise BadSettings(
            "No channel is set: give WEBCHAT_TOKEN (with WEBCHAT_URL) or TELEGRAM_TOKEN."
        )
    return found


def make_dispatcher(app: App, routers: list[Any], **services: Any) -> Dispatcher:
    """A dispatcher over ``routers``; handlers take ``services`` by name."""
    dispatcher = Dispatcher(
        storage=SqlStorage(app.db, app.clock),
        db=app.db,
        texts=app.texts,
        clock=app.clock,
        kinds=app.kinds,
        store=app.store,
        **services,
    )
    for middleware in (app.timing, Retry(), Pace(app.texts), Identify(app.db, app.texts)):
        dispatcher.update.outer_middleware(middleware)
    attach(dispatcher, routers)
    return dispatcher


async def run(settings: Settings, *, demo: bool = False, end_with_stdin: bool = False) -> int:
    """Run the bot until SIGTERM, Ctrl-C or, if so asked, the end of stdin; the exit code.

    Prints "Mentorbot is ready" once answers are given. Raises DomainError when it cannot start.
    """
    logs.set_up(settings.log_level, secrets=settings.secrets, machine=settings.log_format == "json")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app = build(settings)
    stop = stop_signal(end_with_stdin)
    library: Library | None = None
    try:
        await app.db.migrate()
        start_receiving(app)
        library = await _open_library(app)
        if demo:
            await seed_demo(app)
        start_answering(app, make_dispatcher(app, **_conversation(app, library)))
        if settings.desk_port:
            serving = partial(
                desk.serve, settings, app.db, app.texts, app.clock, app.kinds, app.store
            )
            app.nursery.start("desk", serving)
        await adopt_questions(app)
        app.nursery.start("embedding", partial(_embed, library))
        embed = library.embeddings.embed_documents if library.embeddings else None
        app.nursery.start("mentoring", partial(jobs.keep_mentoring, app.db, app.clock, embed))
        if library.embeddings is not None:
            ask = _embed_questions(library.embeddings.embed_query)
            app.nursery.start("clusters", partial(jobs.keep_clusters, app.db, app.clock, ask))
        settle_memory()
        log.info("ready: %s", ", ".join(app.channels))
        print("Mentorbot is ready", flush=True)  # noqa: T201  what a supervisor waits for
        await stop.wait()
        log.info("stopping")
        return 0
    finally:
        await shut_down(app)
        if library is not None:
            await library.close()
        await app.db.close()


def start_receiving(app: App) -> None:
    """Bring updates into the inbox from now on; they wait there until they can be answered."""
    app.nursery.start("inbox", app.inbox.run)
    if app.settings.webhook_url:
        app.nursery.start("webhook", partial(_serve_webhooks, app))
        return
    for poller in app.pollers:
        app.nursery.start(f"poll {poller.channel.name}", poller.run)


def start_answering(app: App, dispatcher: Dispatcher) -> None:
    """Work through the inbox from now on, and keep house."""
    settings = app.settings
    for name, channel in app.channels.items():
        worker = Worker(
            channel,
            app.inbox,
            dispatcher,
            app.texts,
            app.clock,
            slots=settings.workers,
            limit_s=settings.handler_limit_s,
        )
        app.workers.append(worker)
        app.nursery.start(f"work {name}", worker.run)
        app.nursery.start(f"menu {name}", partial(_set_menu, app, channel))
    kept = timedelta(days=settings.inbox_keep_days)
    app.nursery.start(
        "cleaning", partial(jobs.keep_clean, app.db, app.leases, app.clock, kept=kept)
    )
    app.nursery.start(
        "files", partial(jobs.keep_files, app.db, app.leases, app.store, app.kinds, app.clock)
    )
    app.nursery.start("promises", partial(jobs.keep_promises, app.db, app.kinds, app.clock))
    app.nursery.start("office", partial(jobs.keep_office, app.db, app.clock))
    app.nursery.start("health", partial(_report_health, app))


def settle_memory() -> None:
    """Keep the garbage collector away from what was loaded to stay.

    Looking through all modules and clauses again and again took a fifth of a busy bot's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def shut_down(app: App) -> None:
    """Stop taking updates, let what was begun end, and keep the rest for the next start."""
    working = {f"work {name}" for name in app.channels}
    others = {"inbox", *working}
    await app.nursery.stop(*(name for name in app.nursery.names() if name not in others))
    grace_s = app.settings.stop_grace_s
    await asyncio.gather(*(worker.drain(grace_s) for worker in app.workers))
    await app.nursery.stop(*working)
    app.inbox.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(grace_s + 1):
            await app.nursery.ended("inbox")
    await app.nursery.stop()
    await app.leases.release_all()
    for channel in app.channels.values():
        await channel.bot.session.close()


async def seed_demo(app: App) -> None:
    """Give the demo's made-up people their roles, the mentor a pool, the students an incubator."""
    now, people = app.clock(), {}
    async with app.db.transaction() as session:
        for person, (role, name) in DEMO_PEOPLE.items():
            actor = await accounts.identify(
                session, channels.WEB, person, name=name, locale="zh-CN", now=now
            )
            await accounts.grant(session, actor.id, role, None, now=now)
            people[role] = await accounts.actor_of(session, actor.id)
        await demo.seed(session, people[Role.MENTOR], people[Role.STAFF], now=now)
        await incubator.seed(session, now=now)


async def adopt_questions(app: App) -> None:
    """Make cases of questions that older versions only noted for staff."""
    async with app.db.transaction() as session:
        adopted = await consultations.adopt(session, now=app.clock())
    if adopted:
        log.info("made cases of %d questions noted for staff", adopted)


async def _open_library(app: App) -> "Library":
    """Import and open what answers questions; seconds of work, beside which updates come in."""
    module = await asyncio.to_thread(importlib.import_module, "bot.library")
    library: Library = await module.open_library(app.settings, app.db)
    return library


def _conversation(app: App, library: "Library") -> dict[str, Any]:
    from handlers import School, setup_routers  # with the library's imports, after polling began

    settings = app.settings
    school = School(settings.school_name, settings.school_desk, settings.default_region)
    return {
        "routers": setup_routers(),
        "answerer": library.answerer,
        "school": school,
        "embed_question": _embed_question(library),
        "sign_in": _sign_in(settings) if channels.WEB in app.channels else None,
        "desk_url": desk.address(settings),
    }


def _sign_in(settings: Settings) -> Callable[[str], Awaitable[invites.SignInCode]]:
    """Makes one-time sign-ins to the web chat, for staff to hand out."""
    return partial(invites.invite, settings, language="zh-hans", hours=SIGN_IN_HOURS)


def _embed_question(library: "Library") -> Callable[[str], Awaitable[Sequence[float]]] | None:
    """Turns words into a vector beside the loop, where there is a model."""
    model = library.embeddings
    if model is None:
        return None

    async def embed(words: str) -> Sequence[float]:
        return await asyncio.to_thread(model.embed_query, words)

    return embed


def _embed_questions(
    embed: Callable[[str], Sequence[float]],
) -> Callable[[list[str]], Sequence[Sequence[float]]]:
    """Several questions to vectors, each as a question is embedded; blocking."""

    def several(texts: list[str]) -> Sequence[Sequence[float]]:
        return [embed(text) for text in texts]

    return several


async def _embed(library: "Library") -> None:
    await library.embed_in_background()


async def _set_menu(app: App, channel: Channel) -> None:
    """Set commands and description in every language; waits until the channel is reached."""
    from handlers import MENU

    backoff = Backoff()
    for locale, code in LANGUAGE_CODES.items():
        t = app.texts.reader(locale)
        commands = [BotCommand(command=name, description=t(f"command-{name}")) for name in MENU]
        while True:
            try:
                await channel.bot(SetMyCommands(commands=commands, language_code=code))
                await channel.bot(
                    SetMyDescription(description=t("bot-description"), language_code=code)
                )
                break
            except (TelegramAPIError, ClientDecodeError) as error:
                log.debug("%s: no command menu yet: %s", channel.name, type(error).__name__)
                await backoff.wait()


async def _serve_webhooks(app: App) -> None:
    """Listen for updates and tell every channel where; runs until cancelled."""
    settings = app.settings
    secret = settings.webhook_secret.get_secret_value()

    async def health() -> Mapping[str, Any]:
        return (await app.health()).as_dict()

    runner = web.AppRunner(
        webhook.make_app(app.inbox, app.channels, secret, health), access_log=None
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.webhook_host, settings.webhook_port).start()
        for channel in app.channels.values():
            await webhook.announce(channel, settings.webhook_url, secret)
            log.info("%s brings its updates", channel.name)
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


async def _report_health(app: App) -> None:
    while True:
        await asyncio.sleep(jobs.REPORT_EVERY_S)
        log.info("health %s", (await app.health()).as_dict())
