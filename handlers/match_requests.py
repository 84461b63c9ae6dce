"""The request for a mentor: whom first, who instead, one sentence, and sent."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Texts, Translate
from handlers import match_progress, mentor_list
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, NotOffered, Typed, wait_for
from handlers.keyboards import TICK, Button, Id, keyboard
from handlers.mentor_list import Human, Pick, name_of, packed, unpacked
from handlers.need_cards import ShowList
from handlers.replying import acknowledge, relabel, respond, rewrite
from handlers.words import readable, says_something, shortened
from mentors import directory, requests, shortlist
from mentors.models import Mentor
from mentors.shortlist import Shortlist
from mentors.vocabulary import Tag
from students import projects
from students.models import Project

ANYTHING = "anything"
"""The ready-made sentence that fits every project; the others are a ``Tag`` each."""
MOST_READY = 2
MOST_ALTERNATES = 3


class Send(CallbackData, prefix="fk"):
    """Send the request with a ready-made sentence."""

    project: Id
    picks: str
    about: str


class AskForm(StatesGroup):
    """``worded``: the sentence for the kept ``project`` and ``picks``, asked by ``screen``."""

    worded = State()


async def on_pick(
    query: CallbackQuery,
    callback_data: Pick,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    """Who was picked, who comes instead, and one sentence, typed or ready-made.

    The first pick begins a new message, whose number is then the key of the request.
    """
    picks = unpacked(callback_data.picks)
    async with db.reading() as session:
        project = await projects.get(session, actor, callback_data.project)
        found = await shortlist.for_project(session, project, now=clock())
        picked = await directory.by_ids(session, picks)
    if len(picked) < len(picks):
        raise NotOffered
    listed = [row.mentor for row in found.rows]
    open_to = {mentor.id for mentor in listed}
    if gone := [mentor.name for mentor in picked if mentor.id not in open_to]:
        await acknowledge(query, t("find-pick-gone", name=shortened(gone[0], 20)), alert=True)
        await mentor_list.show(message, project, actor, db, t, clock, anew=False)
        return
    text, markup = _ask_screen(project, picked, found, t)
    if len(picks) == 1 and not _is_ask_screen(message):
        await relabel(message, None)
        screen = await respond(message, text, markup)
    else:
        screen = message
        await rewrite(message, text, markup)
    await wait_for(
        state,
        AskForm.worded,
        clock(),
        project=project.id,
        picks=packed(picks),
        screen=screen.message_id,
    )
    await acknowledge(query)


def _is_ask_screen(message: Message) -> bool:
    """Whether one of its buttons sends: then it is changed in place."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    data = [button.callback_data or "" for row in rows for button in row]
    return any(one.startswith(f"{Send.__prefix__}:") for one in data)


def _ask_screen(
    project: Project, picked: Sequence[Mentor], found: Shortlist, t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    first, *others = picked
    listed = [row.mentor for row in found.rows]
    why = next(
        mentor_list.reasons_of(row, found, t) for row in found.rows if row.mentor.id == first.id
    )
    lines = [t("find-ask", name=name_of(first.name), why=why)]
    if others:
        names = t("list-comma").join(name_of(one.name) for one in others)
        lines.append(t("find-ask-alternates", names=names))
    elif len(listed) > 1:
        lines.append(t("find-ask-no-alternate"))
    ids = [one.id for one in picked]
    about = [*project.tags[:MOST_READY], ANYTHING]
    ready: list[list[Button]] = [
        [(t(f"ask-about-{word}"), Send(project=project.id, picks=packed(ids), about=word))]
        for word in about
    ]
    alternates: list[Button] = []
    for mentor in listed:
        if mentor.id == first.id:
            continue
        chosen = mentor.id in ids
        if not chosen and len(others) >= MOST_ALTERNATES:
            continue
        after = [id_ for id_ in ids if id_ != mentor.id] if chosen else [*ids, mentor.id]
        label = (TICK if chosen else "") + t("button-alternate", name=shortened(mentor.name, 8))
        alternates.append((label, Pick(project=project.id, picks=packed(after))))
    rows = [alternates[i : i + 2] for i in range(0, len(alternates), 2)]
    back: list[Button] = [(t("button-back-to-list"), ShowList(project=project.id))]
    return "\n".join(lines), keyboard(*ready, *rows, back)


async def on_send(
    query: CallbackQuery,
    callback_data: Send,
    message: Message,
    actor: Actor,
    channel: str,
    db: Database,
    state: FSMContext,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    about = callback_data.about
    if about != ANYTHING and about not in tuple(Tag):
        raise NotOffered
    ask = t(f"ask-about-{about}")
    key = f"{channel}-m{message.message_id}"
    async with db.transaction() as session:
        request = await requests.submit(
            session,
            actor,
            callback_data.project,
            unpacked(callback_data.picks),
            ask,
            key,
            now=clock(),
        )
        shown = await match_progress.card(session, request, actor, texts, t, clock(), sent=True)
    await rewrite(message, *shown)
    await _leave(state)
    await acknowledge(query)


async def on_words(
    message: Message,
    kept: Kept,
    actor: Actor,
    channel: str,
    db: Database,
    state: FSMContext,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """The student's own sentence sends the request."""
    ask = " ".join(readable(message.text).split())
    if not says_something(ask):
        await respond(message, t("find-ask-empty"))
        return
    async with db.transaction() as session:
        request = await requests.submit(
            session,
            actor,
            int(kept["project"]),
            unpacked(str(kept["picks"])),
            ask,
            f"{channel}-m{kept['screen']}",
            now=clock(),
        )
        shown = await match_progress.card(session, request, actor, texts, t, clock(), sent=True)
    await respond(message, *shown)
    await _leave(state)


async def on_human(
    query: CallbackQuery,
    callback_data: Human,
    message: Message,
    actor: Actor,
    channel: str,
    db: Database,
    state: FSMContext,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """Hand the search to a person, or wait for a place."""
    key = f"{channel}-h{message.message_id}"
    async with db.transaction() as session:
        project = await projects.get(session, actor, callback_data.project)
        request = await requests.submit(
            session,
            actor,
            project.id,
            [],
            _in_short(project, t),
            key,
            now=clock(),
            by_hand=not callback_data.waits,
        )
        shown = await match_progress.card(session, request, actor, texts, t, clock(), sent=True)
    await rewrite(message, *shown)
    await _leave(state)
    await acknowledge(query)


def _in_short(project: Project, t: Translate) -> str:
    """What staff and mentors read of a request that nobody worded."""
    if project.summary:
        return shortened(project.summary, requests.LONGEST_ASK)
    about = project.tags[0] if project.tags else ANYTHING
    return t(f"ask-about-{about}")


async def _leave(state: FSMContext) -> None:
    if await state.get_state() is not None:
        await state.clear()


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_words, Typed(AskForm.worded))
    router.callback_query.register(on_pick, Pick.filter(), mine)
    router.callback_query.register(on_send, Send.filter(), mine)
    router.callback_query.register(on_human, Human.filter(), mine)
    return router
