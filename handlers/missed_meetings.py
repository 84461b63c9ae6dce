"""Meetings that do not take place: canceled, missed or let go, and objections to what counts."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers import pressing
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import keyboard
from handlers.pressing import Press
from handlers.relation_cards import MEETING, RELATION, button
from handlers.replying import relabel, respond, rewrite
from handlers.words import readable
from mentors import meetings, strikes
from mentors.meetings import LATE, MEETINGS, MISSED_AFTER
from mentors.models import Meeting
from mentors.strikes import MAX_APPEAL

STRIKE = strikes.KIND


class AppealForm(StatesGroup):
    text = State()


async def cancel(press: Press) -> None:
    """Take it back, after a warning where that counts."""
    async with press.db.transaction() as session:
        meeting = await MEETINGS.find(session, press.id, press.actor)
    late = meeting.starts_at - LATE < press.now < meeting.starts_at
    if meeting.state == "confirmed" and late:
        words = ("cancel-sure", "keep")
        await respond(
            press.message,
            press.t("meeting-cancel-late"),
            keyboard([button(MEETING, press.id, word, press.t) for word in words]),
        )
        await press.done()
        return
    await cancel_surely(press)


async def cancel_surely(press: Press) -> None:
    async with press.db.transaction() as session:
        meeting = await meetings.cancel(session, press.actor, press.id, now=press.now)
    await rewrite(
        press.message,
        press.t("meeting-canceled-self"),
        keyboard([button(RELATION, meeting.relation_id, "book", press.t)]),
    )
    await press.done()


async def keep(press: Press) -> None:
    await rewrite(press.message, press.t("mentoring-kept"))
    await press.done()


async def ask_miss(press: Press) -> None:
    """Not held: why? Nothing counts against anybody before that is said."""
    async with press.db.transaction() as session:
        meeting = await MEETINGS.find(session, press.id, press.actor)
    if meeting.state == "confirmed" and press.now < meeting.starts_at + MISSED_AFTER:
        await press.done(press.t("meeting-too-early"), alert=True)
        return
    if meeting.state != "confirmed":
        await press.done(press.t(f"meeting-now-{meeting.state}"), alert=True)
        return
    words = ("they-missed", "i-missed", "skip")
    buttons = [button(MEETING, press.id, word, press.t) for word in words]
    await rewrite(press.message, press.t("meeting-missed-ask"), keyboard(buttons[:2], buttons[2:]))
    await press.done()


async def they_missed(press: Press) -> None:
    await _miss(press, own_fault=False)


async def i_missed(press: Press) -> None:
    await _miss(press, own_fault=True)


async def _miss(press: Press, *, own_fault: bool) -> None:
    async with press.db.transaction() as session:
        meeting = await meetings.miss(
            session, press.actor, press.id, own_fault=own_fault, now=press.now
        )
    key = "meeting-missed-own" if own_fault else "meeting-missed-self"
    await _book_again(press, key, meeting)


async def skip(press: Press) -> None:
    async with press.db.transaction() as session:
        meeting = await MEETINGS.find(session, press.id, press.actor)
        await MEETINGS.act(session, meeting, "skip", press.actor, now=press.now)
    await _book_again(press, "meeting-skipped-self", meeting)


async def _book_again(press: Press, key: str, meeting: Meeting) -> None:
    await rewrite(
        press.message,
        press.t(key),
        keyboard([button(RELATION, meeting.relation_id, "book", press.t)]),
    )
    await press.done()


async def ask_appeal(press: Press) -> None:
    await wait_for(press.state, AppealForm.text, press.now, strike=press.id)
    await respond(press.message, press.t("strike-appeal-ask", limit=MAX_APPEAL))
    await press.done()


async def on_appeal(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words, now = readable(message.text), clock()
    async with db.transaction() as session:
        strike = await strikes.appeal(session, actor, int(kept["strike"]), words, now=now)
        fresh = strike.appealed_at == now
    await heard(state, message)
    await respond(message, t("strike-appealed" if fresh else "strike-appealed-before"))


async def lift(press: Press) -> None:
    await _decide(press, lifted=True)


async def uphold(press: Press) -> None:
    await _decide(press, lifted=False)


async def _decide(press: Press, *, lifted: bool) -> None:
    async with press.db.transaction() as session:
        await strikes.decide(session, press.actor, press.id, lifted=lifted, now=press.now)
    await relabel(press.message, None)
    await press.done(press.t("strike-decided"))


MEETING_ACTS: dict[str, pressing.Act] = {
    "cancel": cancel,
    "cancel-sure": cancel_surely,
    "keep": keep,
    "no-show": ask_miss,
    "they-missed": they_missed,
    "i-missed": i_missed,
    "skip": skip,
}

STRIKE_ACTS: dict[str, pressing.Act] = {"appeal": ask_appeal, "lift": lift, "keep": uphold}


def setup() -> Router:
    router = Router(name=__name__)
    router.message.register(on_appeal, Typed(AppealForm.text))
    pressing.register(router, MEETING, MEETING_ACTS, MEETING)
    pressing.register(router, STRIKE, STRIKE_ACTS)
    return router
