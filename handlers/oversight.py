"""What staff look after beside matching: pairs kept apart, objections, words meant for them.

Reached from /mentors. A mentor and a student are found by typing a part of the name.
"""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers import oversight_cards as cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.oversight_cards import (
    Appeals,
    Conflicts,
    Decide,
    Flags,
    KeepApart,
    ShowFlag,
    ShowRule,
)
from handlers.pool_cards import PAGE
from handlers.relation_cards import safe
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable, says_something, shortened
from mentors import oversight, pairing, strikes
from mentors.oversight import READERS
from mentors.pairing import LONGEST_NOTE, REASONS

LONGEST_NAME = 40
Page = tuple[str, InlineKeyboardMarkup | None]


class OversightForm(StatesGroup):
    """Typed for a new rule: the name of a ``mentor``, then of a ``student``, then a ``note``."""

    mentor = State()
    student = State()
    note = State()


async def on_conflicts(
    query: CallbackQuery, callback_data: Conflicts, message: Message, actor: Actor, db: Database,
    state: FSMContext, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    start = callback_data.start
    async with db.reading() as session:
        found = await oversight.conflicts(session, actor, now=clock(), start=start, most=PAGE + 1)
    if await state.get_state() is not None:
        await state.clear()
    await rewrite(message, *cards.conflicts(found, start, t))
    await acknowledge(query)


async def on_rule(
    query: CallbackQuery, callback_data: ShowRule, message: Message, actor: Actor, db: Database,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """One rule; lifting it is asked twice."""
    async with db.transaction() as session:
        pair = await oversight.conflict(session, actor, callback_data.rule)
        if callback_data.step == "lifted":
            await pairing.lift(session, actor, pair.rule.id, now=clock())
    lifted = callback_data.step == "lifted"
    await rewrite(message, *cards.rule(pair, t, now=clock(), sure=callback_data.step == "lift"))
    await acknowledge(query, t("oversight-lifted") if lifted else "")


async def on_keep_apart(
    query: CallbackQuery, callback_data: KeepApart, message: Message, actor: Actor, db: Database,
    state: FSMContext, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """The next thing to say of a new rule: mentor, student, reason, note."""
    actor.require(*READERS)
    mentor, student, reason = callback_data.mentor, callback_data.student, callback_data.reason
    if reason and reason not in REASONS:
        raise NotOffered
    if not mentor:
        await _ask(message, state, OversightForm.mentor, t("oversight-ask-mentor"), t, clock())
    elif not student:
        await _ask(
            message, state, OversightForm.student, t("oversight-ask-student"), t, clock(),
            mentor=mentor,
        )  # fmt: skip
    elif not reason:
        async with db.reading() as session:
            names = await oversight.names(session, actor, mentor, student)
        await rewrite(message, *cards.reasons(callback_data, names, t))
    elif not callback_data.done:
        async with db.reading() as session:
            names = await oversight.names(session, actor, mentor, student)
        await wait_for(
            state, OversightForm.note, clock(), mentor=mentor, student=student, reason=reason
        )
        await rewrite(message, *cards.note(callback_data, names, t))
    else:
        await state.clear()
        await rewrite(message, *await _declare(actor, db, mentor, student, reason, "", t, clock()))
    await acknowledge(query)


async def _ask(
    message: Message, state: FSMContext, form: State, question: str, t: Translate, now: datetime,
    mentor: int = 0,
) -> None:  # fmt: skip
    await wait_for(state, form, now, mentor=mentor)
    await rewrite(message, question, cards.back(t))


async def on_mentor(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate, clock: Clock
) -> None:
    words = shortened(readable(message.text), LONGEST_NAME)
    async with db.reading() as session:
        found = await oversight.mentors(session, actor, words) if says_something(words) else []
    if len(found) == 1:
        await wait_for(state, OversightForm.student, clock(), mentor=found[0].id)
        text = t("oversight-mentor-chosen", name=safe(found[0].name))
        await respond(message, f"{text}\n{t('oversight-ask-student')}", cards.back(t))
        return
    await respond(message, *cards.mentors(found, words, t))


async def on_student(
    message: Message, kept: Kept, actor: Actor, db: Database, t: Translate
) -> None:
    words, mentor = shortened(readable(message.text), LONGEST_NAME), int(kept["mentor"])
    async with db.reading() as session:
        found = await oversight.students(session, actor, words) if says_something(words) else []
    await respond(message, *cards.students(found, mentor, words, t))


async def on_note(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    note = " ".join(readable(message.text).split())
    if not says_something(note) or len(note) > LONGEST_NOTE:
        await respond(message, t("oversight-note-again", limit=LONGEST_NOTE), cards.back(t))
        return
    mentor, student, reason = int(kept["mentor"]), int(kept["student"]), str(kept["reason"])
    page = await _declare(actor, db, mentor, student, reason, note, t, clock())
    await heard(state, message)
    await respond(message, *page)


async def _declare(
    actor: Actor, db: Database, mentor: int, student: int, reason: str, note: str, t: Translate,
    now: datetime,
) -> Page:  # fmt: skip
    async with db.transaction() as session:
        done = await oversight.keep_apart(
            session, actor, mentor, student, reason, now=now, note=note
        )
        pair = await oversight.conflict(session, actor, done.rule.id)
    text, buttons = cards.rule(pair, t, now=now)
    lines = [t("oversight-declared"), text]
    if done.taken_back:
        lines.append(t("oversight-taken-back"))
    if done.related:
        lines.append(t("oversight-related"))
    return "\n".join(lines), buttons


async def on_appeals(
    query: CallbackQuery, callback_data: Appeals, message: Message, actor: Actor, db: Database,
    t: Translate,
) -> None:  # fmt: skip
    async with db.reading() as session:
        found = await oversight.appeals(session, actor)
    chosen = next((one for one in found if one.strike.id == callback_data.strike), None)
    page = cards.appeal(chosen, t) if chosen else cards.appeals(found, t)
    await rewrite(message, *page)
    await acknowledge(query)


async def on_decide(
    query: CallbackQuery, callback_data: Decide, message: Message, actor: Actor, db: Database,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        await strikes.decide(
            session, actor, callback_data.strike, lifted=callback_data.lifted, now=clock()
        )
        left = await oversight.appeals(session, actor)
    await rewrite(message, *cards.appeals(left, t))
    await acknowledge(query, t("strike-decided"))


async def on_flags(
    query: CallbackQuery, callback_data: Flags, message: Message, actor: Actor, db: Database,
    t: Translate,
) -> None:  # fmt: skip
    async with db.reading() as session:
        found = await oversight.flags(session, actor, seen=callback_data.seen)
    await rewrite(message, *cards.flags(found, t, seen=callback_data.seen))
    await acknowledge(query)


async def on_flag(
    query: CallbackQuery, callback_data: ShowFlag, message: Message, actor: Actor, db: Database,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """One of them whole; or it is dealt with, and the list follows."""
    kind, id_ = callback_data.kind, callback_data.id
    if callback_data.done:
        async with db.transaction() as session:
            await oversight.mark_seen(session, actor, kind, id_, now=clock())
            left = await oversight.flags(session, actor)
        await rewrite(message, *cards.flags(left, t, seen=False))
        await acknowledge(query, t("oversight-flag-done"))
        return
    async with db.reading() as session:
        found = await oversight.flag(session, actor, kind, id_)
    await rewrite(message, *cards.flag(found, t))
    await acknowledge(query)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    mine = Pressed(private=True)
    router.message.register(on_mentor, Typed(OversightForm.mentor))
    router.message.register(on_student, Typed(OversightForm.student))
    router.message.register(on_note, Typed(OversightForm.note))
    on = router.callback_query.register
    on(on_conflicts, Conflicts.filter(), mine)
    on(on_rule, ShowRule.filter(), mine)
    on(on_keep_apart, KeepApart.filter(), mine)
    on(on_appeals, Appeals.filter(), mine)
    on(on_decide, Decide.filter(), mine)
    on(on_flags, Flags.filter(), mine)
    on(on_flag, ShowFlag.filter(), mine)
    return router
