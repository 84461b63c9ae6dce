"""A short talk before a mentor answers: the mentor taps times and types a place, the student picks.

Nothing is sent before the place is typed, and the card of the offer stays in sight until then.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import casework, outbox
from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.texts import Translate
from handlers import offers, pressing
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.keyboards import TICK, Button, Id, keyboard
from handlers.match_progress import ShowProgress, moment
from handlers.meetings import LAST_MINUTE, leave_questions
from handlers.mentor_list import name_of
from handlers.pressing import Press
from handlers.relation_cards import safe, when
from handlers.replying import acknowledge, relabel, respond, rewrite
from handlers.words import readable, says_something
from mentors import directory, talks
from mentors.bookings import MAX_PLACE
from mentors.cascade import OFFERS
from mentors.errors import OfferOver
from mentors.models import Offer
from mentors.tables import OPEN_OFFER

KIND = OFFERS.workflow.kind
_SEPARATOR = "."


class TalkTimes(CallbackData, prefix="ft"):
    """The times chosen so far, as ``_packed``; ``done``: go on to the place."""

    offer: Id
    times: str = ""
    done: bool = False


class TalkForm(StatesGroup):
    """``place``: where the kept ``offer`` is talked about, at one of the kept ``times``."""

    place = State()


async def on_talk(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """Times to tick, under the card; nothing is sent yet. Raises NotAllowed."""
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        offer = await OFFERS.find(session, action.id, actor)
        standing = casework.standing(actor, await OFFERS.parties(session, offer))
        open_ = offer.state in OPEN_OFFER
        if open_:
            OFFERS.workflow.step(offer.state, action.event, standing)
        starts = await talks.suggestions(session, offer, now=clock())
    if not open_:
        await acknowledge(query, t(f"offer-now-{offer.state}"), alert=True)
        await relabel(message, None)
        return
    await relabel(message, _times(offer.id, starts, [], t))
    await acknowledge(query, t("talk-pick-times", most=talks.MOST_TIMES))


async def on_times(
    query: CallbackQuery,
    callback_data: TalkTimes,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    """Another time ticked or not; or all are, and the place is asked for."""
    chosen = _unpacked(callback_data.times)
    async with db.reading() as session:
        offer = await OFFERS.find(session, callback_data.offer, actor)
        starts = await talks.suggestions(session, offer, now=clock())
    if callback_data.done and chosen:
        await wait_for(state, TalkForm.place, clock(), offer=offer.id, times=callback_data.times)
        await respond(message, t("talk-ask-place", limit=MAX_PLACE))
        await acknowledge(query)
        return
    await relabel(message, _times(offer.id, starts, chosen, t))
    await acknowledge(query)


def _times(
    offer_id: int, starts: Sequence[datetime], chosen: Sequence[datetime], t: Translate
) -> InlineKeyboardMarkup | None:
    buttons: list[Button] = []
    for start in sorted({*starts, *chosen}):
        ticked = start in chosen
        if not ticked and len(chosen) >= talks.MOST_TIMES:
            continue
        after = [one for one in chosen if one != start] if ticked else [*chosen, start]
        label = (TICK if ticked else "") + when(start, t)
        buttons.append((label, TalkTimes(offer=offer_id, times=_packed(after))))
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    further: list[Button] = [
        (t("button-talk-place"), TalkTimes(offer=offer_id, times=_packed(chosen), done=True))
    ]
    back: list[Button] = [(t("button-back"), offers.Decline(offer=offer_id))]
    return keyboard(*rows, further if chosen else [], back)


async def on_place(
    message: Message,
    kept: Kept,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    """The place or link completes it: the student is told."""
    words = readable(message.text)
    leave_questions(words)
    if not says_something(words):
        await respond(message, t("talk-ask-place", limit=MAX_PLACE))
        return
    try:
        async with db.transaction() as session:
            offer = await talks.propose(
                session,
                actor,
                int(kept["offer"]),
                _unpacked(str(kept["times"])),
                words,
                now=clock(),
            )
    except OfferOver as over:
        await heard(state, message)
        await respond(message, t(over.key, **over.params))
        return
    await heard(state, message)
    times = t("list-comma").join(when(datetime.fromisoformat(one), t) for one in offer.talk_times)
    due = moment(offer.hold_until, t) if offer.hold_until else ""
    text = t("talk-proposed", times=times, place=safe(offer.talk_place), due=due)
    await respond(message, text)


async def choose(press: Press) -> None:
    """The student's times as buttons; or, with a time on the button, that time."""
    if press.values:
        await _agree(press)
        return
    async with press.db.transaction() as session:
        offer = await talks.proposal(session, press.actor, press.id, now=press.now)
        (mentor,) = await directory.by_ids(session, [offer.mentor_id])
    times = talks.choices(offer, press.now)
    buttons: list[Button] = [
        (when(at, press.t), Action(KIND, offer.id, f"agree-{int(at.timestamp()) // 60}"))
        for at in times
    ]
    none: Button = (press.t("button-offer-rearrange"), Action(KIND, offer.id, "rearrange"))
    back: Button = (press.t("button-progress"), ShowProgress(request=offer.request_id))
    key = "talk-choose" if times else "talk-choose-none"
    place = safe(offer.talk_place)
    text = press.t(key, name=name_of(mentor.name), place=place)
    rows = [buttons[i : i + 2] for i in range(0, len(buttons), 2)]
    await rewrite(press.message, text, keyboard(*rows, [none, back]))
    await press.done()


async def _agree(press: Press) -> None:
    minutes = press.number(0)
    if minutes > LAST_MINUTE:
        raise NotOffered
    at = datetime.fromtimestamp(minutes * 60, UTC)
    async with press.db.transaction() as session:
        offer = await talks.agree(session, press.actor, press.id, at, now=press.now)
        (mentor,) = await directory.by_ids(session, [offer.mentor_id])
    text = press.t(
        "talk-agreed",
        name=name_of(mentor.name),
        at=when(at, press.t),
        place=safe(offer.talk_place),
    )
    await rewrite(press.message, text, _progress(offer, press.t))
    await press.done()


async def rearrange(press: Press) -> None:
    async with press.db.transaction() as session:
        offer = await talks.rearrange(session, press.actor, press.id, now=press.now)
        (mentor,) = await directory.by_ids(session, [offer.mentor_id])
    due = moment(offer.hold_until, press.t) if offer.hold_until else ""
    text = press.t("talk-rearranged", name=name_of(mentor.name), due=due)
    await rewrite(press.message, text, _progress(offer, press.t))
    await press.done()


def _progress(offer: Offer, t: Translate) -> InlineKeyboardMarkup | None:
    return keyboard([(t("button-progress"), ShowProgress(request=offer.request_id))])


def _packed(times: Sequence[datetime]) -> str:
    """Minutes since 1970 as short as a button needs them."""
    return _SEPARATOR.join(f"{int(at.timestamp()) // 60:x}" for at in sorted(times))


def _unpacked(times: str) -> list[datetime]:
    """Raises NotOffered for what ``_packed`` cannot have made."""
    try:
        minutes = [int(word, 16) for word in times.split(_SEPARATOR) if word]
    except ValueError:
        raise NotOffered from None
    if len(minutes) > talks.MOST_TIMES or not all(0 < one < LAST_MINUTE for one in minutes):
        raise NotOffered
    return [datetime.fromtimestamp(one * 60, UTC) for one in minutes]


ACTS: dict[str, pressing.Act] = {"agree": choose, "rearrange": rearrange}
"""What a student's buttons do."""


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_place, Typed(TalkForm.place))
    router.callback_query.register(on_talk, CaseButton(KIND, "talk"))
    router.callback_query.register(on_times, TalkTimes.filter(), Pressed(private=True))
    pressing.register(router, KIND, ACTS)
    return router
