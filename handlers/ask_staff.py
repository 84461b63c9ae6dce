"""A person instead of the library: [问老师] under an answer, or /ask and 转人工 from anywhere."""

import re
from collections.abc import Awaitable, Callable, Sequence

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers import consulting_cards as cards
from handlers import pressing
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import AskStaff, keyboard, ticked
from handlers.pressing import Press
from handlers.replying import acknowledge, relabel, respond, rewrite
from handlers.school import School
from handlers.words import readable, shortened
from knowledge.documents import Outcome
from staff import consultations, library_proposals
from staff.consultations import CONSULTATIONS, MOST_QUESTION
from students import questions
from students.models import AskedQuestion

Embed = Callable[[str], Awaitable[Sequence[float]]]
"""A question to its vector, beside everything else."""

WORDS = re.compile(
    r"\s*(?:我?(?:要|想)?(?:转|找|要)?人工(?:客服|服务)?|我?(?:要|想)?(?:问|找|写给)(?:一下)?老师)"
    r"(?:吧|呀|啊|了)?[。.!！~]*\s*"
    r"|\s*(?:i want to |please )?(?:talk to|ask) (?:a |the )?"
    r"(?:human|person|teacher|staff)[.!]*\s*",
    re.IGNORECASE,
)
"""What people type who want exactly this; anything longer is a question."""


class AskForm(StatesGroup):
    words = State()
    more = State()


async def on_ask_staff(
    query: CallbackQuery,
    callback_data: AskStaff,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
    school: School,
) -> None:
    source = f"c{query.id}"
    async with db.transaction() as session:
        case = await consultations.ask(session, actor, callback_data.question, source, now=clock())
        view = await consultations.view(session, actor, case.id)
    await relabel(message, ticked(message.reply_markup, query.data))
    if case.source != source and case.state == "assigned":
        text = t("consultation-asked-before", number=case.number or "", due=view.due)
        await acknowledge(query, text, alert=True)
        return
    await respond(message, *cards.own(view, t, school))
    await acknowledge(query)


async def on_wish(
    message: Message,
    actor: Actor,
    channel: str,
    db: Database,
    state: FSMContext,
    school: School,
    t: Translate,
    clock: Clock,
    command: CommandObject | None = None,
) -> None:
    """Words after the command are the question itself; without any they are asked for."""
    if command is not None and command.args:
        await _write(message, command.args, actor, channel, db, school, t, clock)
        return
    async with db.reading() as session:
        last = await questions.latest(session, actor, channel, message.chat.id, now=clock())
        if last is not None and await consultations.of_question(session, last.id):
            last = None
    await wait_for(state, AskForm.words, clock())
    rows = []
    if last is not None:
        label = t("button-ask-staff-last", question=shortened(last.text, 20))
        rows.append([(label, AskStaff(question=last.id))])
    await respond(message, t("consultation-write", limit=MOST_QUESTION), keyboard(*rows))


async def on_words(
    message: Message,
    actor: Actor,
    channel: str,
    db: Database,
    state: FSMContext,
    school: School,
    t: Translate,
    clock: Clock,
) -> None:
    await _write(message, message.text or "", actor, channel, db, school, t, clock)
    await state.clear()


async def _write(
    message: Message,
    words: str,
    actor: Actor,
    channel: str,
    db: Database,
    school: School,
    t: Translate,
    clock: Clock,
) -> None:
    source = f"{channel}:{message.chat.id}:m{message.message_id}"
    async with db.transaction() as session:
        case = await consultations.write(session, actor, readable(words), source, now=clock())
        view = await consultations.view(session, actor, case.id)
    await respond(message, *cards.own(view, t, school))


async def show(press: Press) -> None:
    """The case as it stands, to either side."""
    async with press.db.reading() as session:
        view = await consultations.view(session, press.actor, press.id)
    card = cards.own if view.side == "student" else cards.for_staff
    await respond(press.message, *card(view, press.t))
    await press.done()


async def urge(press: Press) -> None:
    async with press.db.transaction() as session:
        await consultations.urge(session, press.actor, press.id, now=press.now)
        view = await consultations.view(session, press.actor, press.id)
    await rewrite(press.message, *cards.own(view, press.t))
    await press.done()


async def reopen(press: Press) -> None:
    """Unsolved: the case goes back at once; a word more may follow."""
    async with press.db.transaction() as session:
        case = await CONSULTATIONS.find(session, press.id, press.actor)
        await CONSULTATIONS.act(session, case, "reopen", press.actor, now=press.now)
        view = await consultations.view(session, press.actor, press.id)
    await relabel(press.message, None)
    await respond(press.message, *cards.own(view, press.t))
    await press.done()


async def ask_words(press: Press) -> None:
    async with press.db.reading() as session:
        view = await consultations.view(session, press.actor, press.id)
    await wait_for(press.state, AskForm.more, press.now, case=press.id)
    words = view.wanted or view.case.text
    text = press.t("consultation-add", words=cards.safe(shortened(words, 200)), limit=MOST_QUESTION)
    await respond(press.message, text)
    await press.done()


async def on_more(
    message: Message,
    kept: Kept,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.transaction() as session:
        case_id, words = int(kept["case"]), readable(message.text)
        await consultations.add(session, actor, case_id, words, now=clock())
        view = await consultations.view(session, actor, case_id)
    await heard(state, message)
    text, buttons = cards.own(view, t)
    await respond(message, f"{t('consultation-added-sent')}\n{text}", buttons)


async def show_earlier_reply(
    message: Message,
    question: AskedQuestion,
    db: Database,
    embed_question: Embed | None,
    t: Translate,
) -> None:
    """What staff once replied to nearly the same, below an answer that the library refused."""
    if embed_question is None or question.outcome != Outcome.REFUSED or question.reason == "scope":
        return
    vector = await embed_question(question.asked)
    async with db.reading() as session:
        found = await library_proposals.nearest(session, vector)
    if found is not None:
        await respond(message, cards.said_before(*found, t))


ACTS: dict[str, pressing.Act] = {
    "open": show,
    "urge": urge,
    "reopen": reopen,
    "supply": ask_words,
    "add": ask_words,
}


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_wish, Command("ask", "问老师", "转人工"))
    router.message.register(on_wish, F.text.regexp(WORDS, mode="fullmatch"))
    router.message.register(on_words, Typed(AskForm.words))
    router.message.register(on_more, Typed(AskForm.more))
    router.callback_query.register(on_ask_staff, AskStaff.filter(), Pressed(private=True))
    return router
