"""A mentor's side: what waits for an answer, yes with one tap, no with a private reason."""

from html import escape

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import casework, outbox
from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.errors import NotPossibleNow
from core.texts import Texts, Translate
from handlers import weekly_times
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.forms import NotOffered
from handlers.keyboards import Button, Id, keyboard
from handlers.relation_cards import when
from handlers.replying import acknowledge, relabel, respond, rewrite
from handlers.words import shortened
from mentors import invitations, offers, profiles
from mentors.cascade import OFFERS
from mentors.errors import OfferOver
from mentors.invitations import Invitation
from mentors.tables import OPEN_OFFER
from mentors.vocabulary import DeclineReason, Industry, Stage, text_key

MOST_SHOWN = 5
MOST_REASONS = 3
LONGEST_ASK = 120
MONTH = "month"
"""The reason that also keeps the mentor free for a month."""


class Decline(CallbackData, prefix="fd"):
    """Say no, and why; ``reason`` "" goes back without having said anything."""

    offer: Id
    reason: str = ""


async def on_offers(
    message: Message, actor: Actor, db: Database, texts: Texts, t: Translate, clock: Clock
) -> None:
    """Everything that waits for this mentor, the most urgent first."""
    async with db.reading() as session:
        mentor = await profiles.own(session, actor)
        waiting = await offers.open_for(session, mentor) if mentor else []
        cards = [await invitations.read(session, one, now=clock()) for one in waiting[:MOST_SHOWN]]
    if mentor is None:
        await respond(message, t("offers-no-mentor"))
        return
    if not cards:
        await respond(message, t("offers-none"))
        return
    if len(waiting) > len(cards):
        await respond(message, t("offers-first", shown=len(cards), all=len(waiting)))
    for card in cards:
        await respond(message, _text(card, t), _buttons(card.offer_id, card.state, texts, t))


def _text(card: Invitation, t: Translate) -> str:
    lines = [
        t(
            "offers-head",
            title=escape(card.title or t("match-project-untitled"), quote=False),
            stage=t(text_key(Stage(card.stage)) if card.stage else "match-stage-open"),
            fields=t("list-comma").join(t(text_key(Industry(word))) for word in card.industries)
            or t("match-fields-open"),
        ),
        t("offers-ask", ask=escape(shortened(card.ask, LONGEST_ASK), quote=False)),
    ]
    said = [reason.said(t) for reason in card.reasons][:MOST_REASONS]
    if card.times:
        said.append(t("offers-times", times=weekly_times.said(card.times, t)))
    if said:
        lines.append(t("offers-why", why=t("list-semicolon").join(said)))
    if card.state == "talking":
        times = t("list-comma").join(when(one, t) for one in card.talk_times)
        lines.append(t("offers-talking", times=times))
    elif card.state == "arranged" and card.talk_at is not None:
        place = escape(card.talk_place, quote=False)
        lines.append(t("offers-arranged", at=when(card.talk_at, t), place=place))
    lines.append(t("offers-left", hours=card.hours_left, places=card.places_left))
    return "\n".join(lines)


def _buttons(offer_id: int, state: str, texts: Texts, t: Translate) -> InlineKeyboardMarkup | None:
    """What the table lets a mentor do, a yes first; and no for the whole month."""
    offered = {
        event: Action("offer", offer_id, event)
        for event in OFFERS.workflow.events_for(state, {"mentor"})
    }
    labelled = {event: (t(one.label(texts.has)), one) for event, one in offered.items()}
    if state == "talking" and "talk" in labelled:
        labelled["talk"] = (t("button-talk-again"), offered["talk"])
    month: Button = (t("button-offer-month"), Decline(offer=offer_id, reason=MONTH))
    first: list[Button] = [labelled[event] for event in ("accept", "talk") if event in labelled]
    second: list[Button] = [labelled["decline"], month] if "decline" in labelled else []
    return keyboard(first, second)


async def on_accept(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """Yes; the agreement follows as a notice to both."""
    try:
        async with db.transaction() as session:
            await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
            offer = await offers.accept(session, action.id, actor, now=clock())
            card = await invitations.read(session, offer, now=clock())
    except OfferOver as over:
        await _too_late(query, message, over, t)
        return
    title = escape(card.title or t("match-project-untitled"), quote=False)
    await rewrite(message, t("offers-accepted", title=title))
    await acknowledge(query)


async def on_decline(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """Ask why, with the card still in sight; nothing is decided yet. Raises NotAllowed."""
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        offer = await OFFERS.find(session, action.id, actor)
        standing = casework.standing(actor, await OFFERS.parties(session, offer))
        if offer.state in OPEN_OFFER:
            OFFERS.workflow.step(offer.state, action.event, standing)
    if offer.state not in OPEN_OFFER:
        await acknowledge(query, t(f"offer-now-{offer.state}"), alert=True)
        await relabel(message, None)
        return
    why: list[Button] = [
        (t(text_key(reason)), Decline(offer=offer.id, reason=reason.value))
        for reason in DeclineReason
    ]
    rows = [why[i : i + 2] for i in range(0, len(why), 2)]
    month: list[Button] = [(t("button-offer-month"), Decline(offer=offer.id, reason=MONTH))]
    back: list[Button] = [(t("button-back"), Decline(offer=offer.id))]
    await relabel(message, keyboard(*rows, month, back))
    await acknowledge(query, t("offers-why-not"))


async def on_reason(
    query: CallbackQuery,
    callback_data: Decline,
    message: Message,
    actor: Actor,
    db: Database,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    reason, month = callback_data.reason, callback_data.reason == MONTH
    if not reason:
        async with db.reading() as session:
            offer = await OFFERS.find(session, callback_data.offer, actor)
        await relabel(message, _buttons(offer.id, offer.state, texts, t))
        await acknowledge(query)
        return
    if not month and reason not in tuple(DeclineReason):
        raise NotOffered
    last = ""
    try:
        async with db.transaction() as session:
            said = DeclineReason.NO_TIME.value if month else reason
            await offers.decline(
                session, callback_data.offer, actor, said, now=clock(), pause_month=month
            )
            mentor = await profiles.own(session, actor)
            if mentor is not None and mentor.paused_until is not None:
                last = mentor.paused_until.isoformat()
    except OfferOver as over:
        await _too_late(query, message, over, t)
        return
    text = t("offers-declined-month", last=last) if month else t("offers-declined")
    await rewrite(message, text)
    await acknowledge(query)


async def _too_late(
    query: CallbackQuery, message: Message, over: NotPossibleNow, t: Translate
) -> None:
    """Say on which day it ended and how, and take the buttons away."""
    await acknowledge(query, t(over.key, **over.params), alert=True)
    await relabel(message, None)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_offers, Command("offers", "申请"))
    router.callback_query.register(on_accept, CaseButton("offer", "accept"))
    router.callback_query.register(on_decline, CaseButton("offer", "decline"))
    router.callback_query.register(on_reason, Decline.filter(), Pressed(private=True))
    return router
