"""/changes: heads compare what staff propose with what holds, and agree or say why not."""

from html import escape

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import outbox
from core.accounts import Actor, Role
from core.actions import Action
from core.clock import SHANGHAI
from core.db import Database
from core.kinds import Kinds
from core.texts import Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import Button, keyboard
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable, shortened
from staff import changes
from staff.changes import KIND, LONGEST_REASON, Card

MOST_LISTED = 8
MOST_LINES = 6
"""Differences that a message shows; the desk shows all."""
LONGEST_VALUE = 80


class ListChanges(CallbackData, prefix="cg"):
    """Show what waits."""


class RefusalForm(StatesGroup):
    note = State()


async def on_changes(message: Message, actor: Actor, db: Database, t: Translate) -> None:
    await respond(message, *await _list(db, actor, t))


async def on_list(
    query: CallbackQuery, message: Message, actor: Actor, db: Database, t: Translate
) -> None:
    await rewrite(message, *await _list(db, actor, t))
    await acknowledge(query)


async def on_look(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        card = await changes.card(session, actor, action.id)
    await rewrite(message, *_card(card, actor, t))
    await acknowledge(query)


async def on_approve(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.transaction() as session:
        await changes.approve(session, kinds, actor, action.id, now=clock())
        card = await changes.card(session, actor, action.id)
    await rewrite(message, *_card(card, actor, t))
    await acknowledge(query, t("change-done-approved"))


async def on_refuse(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    state: FSMContext,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """Asks for the reason; a proposal that was decided meanwhile is shown as it stands."""
    actor.require(Role.HEAD)
    async with db.reading() as session:
        card = await changes.card(session, actor, action.id)
    if card.state != "waiting":
        await rewrite(message, *_card(card, actor, t))
        raise changes.ChangeDecided(state=card.state)
    await wait_for(state, RefusalForm.note, clock(), change=action.id)
    await respond(message, t("change-ask-note", limit=LONGEST_REASON))
    await acknowledge(query)


async def on_note(
    message: Message,
    actor: Actor,
    state: FSMContext,
    kept: Kept,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """A reason that is too long is asked for again; anything else ends the form."""
    note = readable(message.text)
    try:
        async with db.transaction() as session:
            await changes.refuse(session, actor, int(kept["change"]), note=note, now=clock())
            card = await changes.card(session, actor, int(kept["change"]))
    except changes.ChangeDecided:
        await heard(state, message)
        raise
    await heard(state, message)
    text, markup = _card(card, actor, t)
    await respond(message, f"{t('change-done-refused')}\n{text}", markup)


async def on_withdraw(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """Only the proposer's own; anybody else is told to say why not."""
    async with db.transaction() as session:
        await changes.refuse(session, actor, action.id, note="", now=clock())
        card = await changes.card(session, actor, action.id)
    await rewrite(message, *_card(card, actor, t))
    await acknowledge(query, t("change-done-withdrawn"))


async def _list(
    db: Database, actor: Actor, t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    async with db.reading() as session:
        found = await changes.listed(session, actor, waiting=True)
        shown = await changes.cards(session, found[:MOST_LISTED])
    if not found:
        return t("change-list-none"), None
    rows: list[list[Button]] = [
        [(shortened(one.title(t), 40), Action(KIND, one.change.id, "look"))] for one in shown
    ]
    return t("change-list", count=len(found)), keyboard(*rows)


def _card(card: Card, actor: Actor, t: Translate) -> tuple[str, InlineKeyboardMarkup | None]:
    """Before and after, with what this person may do."""
    change = card.change
    lines = [
        t("change-card", what=_plain(card.title(t)), state=t(f"change-state-{card.state}")),
        t(
            "change-card-by",
            who=_plain(card.proposer),
            at=change.proposed_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M"),
            reason=_plain(change.reason),
        ),
    ]
    differences = card.lines(t)
    lines += [
        t("change-line", name=_cut(one.name), before=_cut(one.before), after=_cut(one.after))
        for one in differences[:MOST_LINES]
    ]
    if len(differences) > MOST_LINES:
        lines.append(t("change-lines-more", count=len(differences) - MOST_LINES))
    if change.decided_at is not None:
        at = change.decided_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        lines.append(
            t("change-card-decided", who=_plain(card.decider), at=at, note=_plain(change.note))
        )
    own = change.proposed_by == actor.id
    events: list[str] = []
    if card.state == "waiting" and own:
        lines.append(t("change-own-waits"))
        events = ["withdraw"]
    elif card.state == "waiting" and Role.HEAD in actor.roles:
        events = ["approve", "refuse"]
    buttons: list[Button] = [
        (t(f"button-change-{event}"), Action(KIND, change.id, event)) for event in events
    ]
    return "\n".join(lines), keyboard(buttons, [(t("button-change-list"), ListChanges())])


def _plain(text: str) -> str:
    return escape(text, quote=False)


def _cut(text: str) -> str:
    return _plain(shortened(text, LONGEST_VALUE))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_changes, Command("changes", "修改"))
    router.message.register(on_note, Typed(RefusalForm.note))
    on = router.callback_query.register
    on(on_list, ListChanges.filter(), Pressed(private=True))
    on(on_look, CaseButton(KIND, "look"))
    on(on_approve, CaseButton(KIND, "approve"))
    on(on_refuse, CaseButton(KIND, "refuse"))
    on(on_withdraw, CaseButton(KIND, "withdraw"))
    return router
