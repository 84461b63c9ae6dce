"""/mentors: staff see the pool, move appointments, import and export it, and hand out invites."""

from io import BytesIO
from typing import Any

from aiogram import Bot, F, Router
from aiogram.filters import Command, Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from core import casework, spreadsheets
from core.accounts import Actor
from core.clock import local_day
from core.db import Database, Session
from core.spreadsheets import MOST_BYTES, SheetTooLarge, Table
from core.texts import Texts, Translate
from handlers import oversight_cards
from handlers import pool_cards as cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.pool_cards import PAGE, SILENT, Act, Do, Look, Pool
from handlers.replying import acknowledge, relabel, respond, rewrite
from handlers.words import readable
from mentors import appointments, importing, oversight, profiles
from mentors.appointments import APPOINTMENTS
from mentors.profiles import STAFF

SHEETS = (".csv", ".xlsx", ".txt")
Page = tuple[str, InlineKeyboardMarkup | None]


class PoolForm(StatesGroup):
    named = State()
    trial = State()
    """A file waits for [import]; what is typed meanwhile is a question as ever."""


class SheetFromStaff(Filter):
    """Passes a spreadsheet that a member of the staff sends."""

    async def __call__(self, message: Message, actor: Actor) -> bool:
        name = (message.document.file_name or "").lower() if message.document else ""
        return name.endswith(SHEETS) and bool(actor.roles.intersection(STAFF))


async def on_pool(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate
) -> None:
    await state.clear()
    async with db.reading() as session:
        page = await _overview(session, actor, t)
    await respond(message, *page)


async def on_list(
    query: CallbackQuery, callback_data: Pool, message: Message, actor: Actor, db: Database,
    t: Translate,
) -> None:  # fmt: skip
    state, start = callback_data.state, callback_data.start
    if state not in ("", SILENT, *cards.STATES):
        raise NotOffered
    async with db.reading() as session:
        if not state:
            page = await _overview(session, actor, t)
        else:
            if state == SILENT:
                found = (await profiles.silent(session, actor))[start : start + PAGE + 1]
            else:
                rows = await appointments.in_state(
                    session, actor, state, start=start, most=PAGE + 1
                )
                found = [mentor for mentor, _ in rows]
            page = cards.listing(state, start, found, t)
    await rewrite(message, *page)
    await acknowledge(query)


async def on_look(
    query: CallbackQuery, callback_data: Look, message: Message, actor: Actor, db: Database,
    texts: Texts, t: Translate,
) -> None:  # fmt: skip
    actor.require(*STAFF)
    async with db.reading() as session:
        page = await _card(session, actor, callback_data.mentor, texts, t)
    await rewrite(message, *page)
    await acknowledge(query)


async def on_act(
    query: CallbackQuery, callback_data: Act, message: Message, actor: Actor, db: Database,
    bot: Bot, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    actor.require(*STAFF)
    mentor_id, code = callback_data.mentor, ""
    async with db.transaction() as session:
        match callback_data.what:
            case "nominate":
                await appointments.nominate(session, actor, mentor_id, now=clock())
            case "invite":
                code = await profiles.invite(session, actor, mentor_id, now=clock())
            case _:
                raise NotOffered
        page = await _card(session, actor, mentor_id, texts, t)
    await rewrite(message, *page)
    if code:
        name = (await bot.me()).username or ""
        await respond(message, t("pool-invite", code=code, bot=name))
    await acknowledge(query)


async def on_do(
    query: CallbackQuery, callback_data: Do, message: Message, actor: Actor, db: Database,
    bot: Bot, state: FSMContext, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    actor.require(*STAFF)
    match callback_data.what:
        case "new":
            await wait_for(state, PoolForm.named, clock())
            await respond(message, t("pool-ask-name"))
        case "export":
            async with db.reading() as session:
                data = await importing.export(session, actor, texts, actor.locale)
            name = f"mentors-{local_day(clock()).isoformat()}.csv"
            file = BufferedInputFile(data, name)
            await message.answer_document(file, caption=t("pool-exported"))
        case "template":
            data = importing.template(texts, actor.locale)
            file = BufferedInputFile(data, "mentors-template.csv")
            await message.answer_document(file, caption=t("pool-template"))
        case "register":
            done = await _register(db, actor, clock)
            async with db.reading() as session:
                page = await _overview(session, actor, t)
            await rewrite(message, *page)
            await respond(message, t("pool-registered", count=done))
        case "import":
            await _import(message, actor, db, bot, state, texts, t, clock)
        case "drop":
            await state.clear()
            await rewrite(message, t("pool-dropped"))
        case _:
            raise NotOffered
    await acknowledge(query)


async def _register(db: Database, actor: Actor, clock: Clock) -> int:
    """In portions, so that others can write in between."""
    done = 0
    while True:
        async with db.transaction() as session:
            some = await appointments.register(session, actor, now=clock())
        if not some:
            return done
        done += some


async def _import(
    message: Message, actor: Actor, db: Database, bot: Bot, state: FSMContext, texts: Texts,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """Store the file that was looked through; it is read anew, for the pool may have changed."""
    kept = await state.get_data()
    if await state.get_state() != PoolForm.trial.state or "file" not in kept:
        await relabel(message, None)
        await respond(message, t("pool-import-over"))
        return
    table = await _downloaded(bot, str(kept["file"]))
    async with db.transaction() as session:
        done = await importing.store(session, actor, table, texts, now=clock())
    await state.clear()
    await rewrite(message, t("pool-imported", new=done.new, changed=done.changed))
    async with db.reading() as session:
        page = await _overview(session, actor, t)
    await respond(message, *page)


async def on_sheet(
    message: Message, actor: Actor, db: Database, bot: Bot, state: FSMContext, texts: Texts,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """Look a file through and say what it would do, before anything is stored."""
    document = message.document
    assert document is not None
    if (document.file_size or 0) > MOST_BYTES:
        raise SheetTooLarge(limit=f"{MOST_BYTES // 2**20} MB")
    table = await _downloaded(bot, document.file_id)
    async with db.reading() as session:
        found = await importing.try_out(session, actor, table, texts)
    text, buttons = cards.trial(found, actor.locale, texts, t)
    if buttons is not None:
        await wait_for(state, PoolForm.trial, clock(), file=document.file_id)
    await respond(message, text, buttons)


async def _downloaded(bot: Bot, file_id: str) -> Table:
    data = BytesIO()
    await bot.download(file_id, destination=data, timeout=60)
    return await spreadsheets.read(data.getvalue())


async def on_named(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, texts: Texts,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """ "姓名，单位" becomes a profile, to be filled in by staff's file or by the mentor."""
    words = readable(message.text).replace("，", ",")
    name, _, organisation = (part.strip() for part in words.partition(","))
    values: dict[str, Any] = {"name": name, "organisation": organisation}
    async with db.transaction() as session:
        mentor = await profiles.create(session, actor, now=clock(), **values)
        page = await _card(session, actor, mentor.id, texts, t)
    await heard(state, message)
    await respond(message, *page)


async def _overview(session: Session, actor: Actor, t: Translate) -> Page:
    counts = await appointments.counts(session, actor)
    silent = await profiles.silent(session, actor)
    looks = oversight_cards.entrance(await oversight.waiting(session, actor), t)
    return cards.overview(counts, len(silent), looks, t)


async def _card(session: Session, actor: Actor, mentor_id: int, texts: Texts, t: Translate) -> Page:
    mentor = await profiles.get(session, actor, mentor_id)
    case = await appointments.current(session, mentor_id)
    offered = (
        casework.choices(APPOINTMENTS.workflow, case, casework.standing(actor, {})) if case else []
    )
    return cards.mentor_card(mentor, case, offered, texts, t)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    mine = Pressed(private=True)
    router.message.register(on_pool, Command("mentors", "导师库"))
    router.message.register(on_named, Typed(PoolForm.named))
    router.message.register(on_sheet, F.document, SheetFromStaff())
    router.callback_query.register(on_list, Pool.filter(), mine)
    router.callback_query.register(on_look, Look.filter(), mine)
    router.callback_query.register(on_act, Act.filter(), mine)
    router.callback_query.register(on_do, Do.filter(), mine)
    return router
