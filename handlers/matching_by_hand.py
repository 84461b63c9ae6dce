"""Matching by a person of the staff: what waits, whom it could be put to, one tap to send it."""

from html import escape

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import outbox
from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.texts import Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.keyboards import Button, Id, keyboard
from handlers.match_progress import moment
from handlers.mentor_list import name_of
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import shortened
from mentors import by_hand, requests
from mentors.by_hand import ByHand
from mentors.tables import MATCH
from mentors.vocabulary import Tag, text_key

LONGEST_ASK = 80
STILL_OPEN = ("waiting", "manual")


class Choose(CallbackData, prefix="hc"):
    """Whom a request could be put to."""

    request: Id


class Assign(CallbackData, prefix="ha"):
    """Put a request to a mentor."""

    request: Id
    mentor: Id


async def on_waiting(
    message: Message, actor: Actor, db: Database, t: Translate, clock: Clock
) -> None:
    async with db.reading() as session:
        found = await requests.owned(session, actor)
        shown = [(one.id, await requests.progress(session, one, now=clock())) for one in found]
    if not shown:
        await respond(message, t("by-hand-none"))
        return
    lines = [t("by-hand-head", number=len(shown))]
    rows: list[list[Button]] = []
    for id_, progress in shown[:10]:
        due = moment(progress.due, t) if progress.due else ""
        lines.append(t("by-hand-line", number=f"{id_:04d}", state=progress.state, due=due))
        rows.append([(t("button-by-hand", number=f"{id_:04d}"), Choose(request=id_))])
    await respond(message, "\n".join(lines), keyboard(*rows))


async def on_offer_button(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """[选导师] under a notice."""
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
    await _show(query, message, action.id, actor, db, t, clock)


async def on_choose(
    query: CallbackQuery,
    callback_data: Choose,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    await _show(query, message, callback_data.request, actor, db, t, clock)


async def _show(
    query: CallbackQuery,
    message: Message,
    request_id: int,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.reading() as session:
        found = await by_hand.candidates(session, actor, request_id, now=clock())
    if found.request.state not in STILL_OPEN:
        await acknowledge(query, t(f"match-now-{found.request.state}"), alert=True)
        return
    await respond(message, *_card(found, t))
    await acknowledge(query)


def _card(found: ByHand, t: Translate) -> tuple[str, InlineKeyboardMarkup | None]:
    title = escape(found.project.title, quote=False) or t("find-untitled")
    needs = t("list-comma").join(t(text_key(Tag(word))) for word in found.project.tags)
    lines = [t("by-hand-request", number=f"{found.request.id:04d}", title=title)]
    if needs:
        lines.append(t("by-hand-needs", needs=needs))
    if found.request.ask:
        ask = escape(shortened(found.request.ask, LONGEST_ASK), quote=False)
        lines.append(t("progress-ask", ask=ask))
    if not found.candidates:
        lines.append(t("by-hand-nobody"))
    rows: list[list[Button]] = []
    for place, one in enumerate(found.candidates, start=1):
        name = name_of(one.name)
        lines.append(
            t("by-hand-mentor", place=place, name=name, fit=round(100 * one.score), left=one.places)
        )
        if one.against is not None:
            code = one.against.value.replace("_", "-")
            lines.append(t(f"by-hand-against-{code}"))
        rows.append(
            [
                (
                    t("button-assign", name=one.name),
                    Assign(request=found.request.id, mentor=one.mentor_id),
                )
            ]
        )
    close = Action(MATCH.kind, found.request.id, "close")
    return "\n".join(lines), keyboard(*rows, [(t("button-match-close"), close)])


async def on_assign(
    query: CallbackQuery,
    callback_data: Assign,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """Send it; what can no longer be done is said by its refusal, and nothing is sent."""
    async with db.transaction() as session:
        offer = await requests.assign(
            session, actor, callback_data.request, callback_data.mentor, now=clock()
        )
        found = await by_hand.candidates(session, actor, callback_data.request, now=clock())
        until = offer.hold_until
    title = escape(found.project.title, quote=False) or t("find-untitled")
    due = moment(until, t) if until else ""
    await rewrite(
        message,
        t("by-hand-sent", number=f"{callback_data.request:04d}", title=title, due=due),
    )
    await acknowledge(query)


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_waiting, Command("requests", "待匹配"))
    router.callback_query.register(on_offer_button, CaseButton(MATCH.kind, "offer"))
    router.callback_query.register(on_choose, Choose.filter(), mine)
    router.callback_query.register(on_assign, Assign.filter(), mine)
    return router
