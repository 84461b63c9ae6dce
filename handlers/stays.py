"""Teams in an incubator, in chat: their seat, the figures of a quarter, and how a stay ends."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core import answers, forms
from core.accounts import Actor, Role
from core.clock import local_day
from core.db import Database
from core.errors import NotAllowed, NotFound
from core.texts import Translate
from handlers import pressing, stay_cards
from handlers.addressing import FromPerson, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.pressing import Act, Press
from handlers.replying import respond, rewrite
from handlers.words import readable, says_something
from staff import figures, stays
from staff.figures import FORM, QUARTER, WEAK
from staff.stays import STAYS
from staff.tables import STAY
from students import teams

LONGEST_REASON = 300


class StayForm(StatesGroup):
    """A figure of ``check``, or the reason for ``event`` of ``stay``, is being typed.

    ``since``: what was written before that message is no answer any more.
    """

    figure = State()
    reason = State()
    weak = State()


async def on_stay(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate, clock: Clock
) -> None:
    if await state.get_state() is not None:
        await state.clear()
    async with db.reading() as session:
        found = await stays.of_team(session, actor)
        pages = [await stay_cards.read(session, one, actor, t, now=clock()) for one in found[:3]]
    for page in pages or [(t("stay-none"), None)]:
        await respond(message, *page)


async def _card(press: Press) -> None:
    async with press.db.reading() as session:
        stay = await stays.read(session, press.actor, press.id)
        page = await stay_cards.read(session, stay, press.actor, press.t, now=press.now)
    await rewrite(press.message, *page)
    await press.done()


async def _leave(press: Press) -> None:
    """The owner is asked whether they are sure; the office, why."""
    async with press.db.transaction() as session:
        stay = await STAYS.find(session, press.id, press.actor)
        STAY.step(stay.state, "leave", await STAYS.standing(session, stay, press.actor))
        role = await teams.role_in(session, stay.project_id, press.actor.id)
        if role is not None:
            await STAYS.require_part(session, stay, "leave", press.actor, "")
    if role is None:
        await _ask_why(press, "leave")
        return
    await respond(press.message, *stay_cards.sure_to_leave(stay, press.t))
    await press.done()


async def _leave_sure(press: Press) -> None:
    async with press.db.transaction() as session:
        stay = await STAYS.find(session, press.id, press.actor)
        await STAYS.act(session, stay, "leave", press.actor, now=press.now)
    await rewrite(press.message, press.t(f"stay-now-{stay.state}"))
    await press.done()


async def _warn(press: Press) -> None:
    async with press.db.transaction() as session:
        stay = await STAYS.find(session, press.id, press.actor)
        standing = await STAYS.standing(session, stay, press.actor)
        STAY.step(stay.state, "warn", standing)
        if await teams.role_in(session, stay.project_id, press.actor.id) is not None:
            raise NotAllowed(role="another")
    await _ask_why(press, "warn")


async def _ask_why(press: Press, event: str) -> None:
    await wait_for(press.state, StayForm.reason, press.now, stay=press.id, event=event)
    await respond(press.message, press.t(f"stay-why-{event}"))
    await press.done()


async def on_reason(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    reason, event = _reason(message), str(kept["event"])
    if not reason:
        await respond(message, t(f"stay-why-{event}"))
        return
    async with db.transaction() as session:
        stay = await STAYS.find(session, int(kept["stay"]), actor)
        await STAYS.act(session, stay, event, actor, now=clock(), note=reason)
    await respond(message, t(f"stay-now-{stay.state}"))
    await heard(state, message)


def _reason(message: Message) -> str:
    words = " ".join(readable(message.text).split())
    return words[:LONGEST_REASON] if says_something(words) else ""


async def _extend(press: Press) -> None:
    press.actor.require(Role.HEAD)
    async with press.db.transaction() as session:
        stay = await STAYS.find(session, press.id, press.actor)
        STAY.step(stay.state, "extend", {"head"})
    await respond(press.message, *stay_cards.months(stay, press.t))
    await press.done()


async def _extend_by(press: Press) -> None:
    async with press.db.transaction() as session:
        stay = await stays.extend(session, press.actor, press.id, press.number(0), now=press.now)
    said = press.t("stay-extended", day=stay.ends_on.isoformat())
    await rewrite(press.message, said)
    await press.done()


async def _graduate(press: Press) -> None:
    """What the programme asks, and whether it is met; then a head says so."""
    press.actor.require(Role.HEAD)
    async with press.db.transaction() as session:
        stay = await STAYS.find(session, press.id, press.actor)
        STAY.step(stay.state, "graduate", {"head"})
        programme, _ = await STAYS.place(session, stay)
        checks = await figures.of_stay(session, stay.id)
        found = figures.criteria(programme.criteria, stay, checks, local_day(press.now))
    await respond(press.message, *stay_cards.criteria(stay, found, press.t))
    await press.done()


async def _graduate_sure(press: Press) -> None:
    async with press.db.transaction() as session:
        stay = await STAYS.find(session, press.id, press.actor)
        await STAYS.act(session, stay, "graduate", press.actor, now=press.now)
    await rewrite(press.message, press.t(f"stay-now-{stay.state}"))
    await press.done()


async def _answer(press: Press) -> None:
    """The first figure that is open; all three were given: what they are."""
    async with press.db.transaction() as session:
        check = await figures.to_answer(session, press.actor, press.id)
    field = forms.next_field(FORM, check.figures)
    if field is None:
        await respond(press.message, *stay_cards.figures_card(check, press.t))
    else:
        await _ask(press, check.id, field.key)
        await respond(press.message, stay_cards.question(check, field.key, press.t))
    await press.done()


async def _anew(press: Press) -> None:
    """All three once more; what was said stays until something else is."""
    async with press.db.transaction() as session:
        check = await figures.to_answer(session, press.actor, press.id)
    first = FORM.fields[0].key
    await _ask(press, check.id, first)
    await respond(press.message, stay_cards.question(check, first, press.t))
    await press.done()


async def _ask(press: Press, check_id: int, key: str) -> None:
    await wait_for(
        press.state, StayForm.figure, press.now, check=check_id, key=key,
        since=press.message.message_id,
    )  # fmt: skip


async def on_figure(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    """Keep the figure and ask for the one after it; a message delivered twice counts once."""
    if message.message_id <= int(kept["since"]):
        return
    field, now = FORM[str(kept["key"])], clock()
    value = answers.parse(field, readable(message.text), today=local_day(now), t=t)
    async with db.transaction() as session:
        check = await figures.answer(session, actor, int(kept["check"]), field.key, value, now=now)
    at = FORM.fields.index(field) + 1
    if at == len(FORM.fields):
        await respond(message, *stay_cards.figures_card(check, t))
        await heard(state, message)
        return
    following = FORM.fields[at].key
    await respond(message, stay_cards.question(check, following, t))
    await wait_for(
        state, StayForm.figure, now, check=check.id, key=following, since=message.message_id
    )


async def _good(press: Press) -> None:
    await _judge(press, figures.GOOD)


async def _judge(press: Press, verdict: str) -> None:
    async with press.db.transaction() as session:
        await figures.judge(session, press.actor, press.id, verdict, now=press.now)
    await press.done(press.t("quarter-judged"))


async def _weak(press: Press) -> None:
    press.actor.require(Role.STAFF, Role.HEAD)
    async with press.db.transaction() as session:
        check, _ = await figures.find(session, press.actor, press.id)
        if check.answered_at is None:
            raise NotFound(id=press.id)
    await wait_for(press.state, StayForm.weak, press.now, check=press.id)
    await respond(press.message, press.t("stay-why-warn"))
    await press.done()


async def on_weak(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    reason = _reason(message)
    if not reason:
        await respond(message, t("stay-why-warn"))
        return
    async with db.transaction() as session:
        await figures.judge(session, actor, int(kept["check"]), WEAK, reason, now=clock())
    await respond(message, t("quarter-judged"))
    await heard(state, message)


OF_STAYS: dict[str, Act] = {
    "card": _card,
    "leave": _leave,
    "leave-sure": _leave_sure,
    "warn": _warn,
    "extend": _extend,
    "extend-by": _extend_by,
    "graduate": _graduate,
    "graduate-sure": _graduate_sure,
}
OF_QUARTERS: dict[str, Act] = {"answer": _answer, "anew": _anew, "good": _good, "weak": _weak}


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_stay, Command("stay", "在孵"))
    router.message.register(on_figure, Typed(StayForm.figure))
    router.message.register(on_reason, Typed(StayForm.reason))
    router.message.register(on_weak, Typed(StayForm.weak))
    pressing.register(router, STAY.kind, OF_STAYS, stated=STAY.kind)
    pressing.register(router, QUARTER, OF_QUARTERS)
    return router
