"""Cohort rounds in chat: staff open, plan and publish them; mentors rank who asks for one."""

import asyncio
from html import escape

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import outbox
from core.accounts import Actor, Role
from core.actions import Action
from core.db import Database, Session
from core.errors import NotAllowed
from core.texts import Translate
from handlers import round_cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.forms import Kept, Typed, wait_for
from handlers.keyboards import keyboard
from handlers.replying import acknowledge, respond, rewrite
from handlers.round_cards import (
    JoinRound,
    ListRounds,
    NewRound,
    RankRequest,
    RoundObjective,
    ShowRound,
)
from handlers.words import readable
from mentors import ballots, round_offers, round_plans, round_views, rounds
from mentors.fairness import READERS
from mentors.round_views import Card


class RoundForm(StatesGroup):
    """``named``: the title of a new round is waited for; then how it is to be matched."""

    named = State()


async def on_rounds(message: Message, actor: Actor, db: Database, t: Translate) -> None:
    """Staff see their rounds; a mentor those that want a ranking."""
    if actor.roles.intersection(READERS):
        await respond(message, *await _list(db, actor, t))
    elif Role.MENTOR in actor.roles:
        async with db.reading() as session:
            wanted = await ballots.to_rank(session, actor)
        if not wanted:
            await respond(message, t("round-rank-no-round"))
            return
        await respond(message, t("round-title"), round_cards.to_rank(wanted))
    else:
        raise NotAllowed(role="staff")


async def on_back(
    query: CallbackQuery, message: Message, actor: Actor, db: Database, t: Translate
) -> None:
    await rewrite(message, *await _list(db, actor, t))
    await acknowledge(query)


async def on_new(
    query: CallbackQuery,
    message: Message,
    actor: Actor,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    actor.require(Role.STAFF)
    await wait_for(state, RoundForm.named, clock())
    await respond(message, t("round-ask-title"))
    await acknowledge(query)


async def on_title(
    message: Message, actor: Actor, state: FSMContext, kept: Kept, t: Translate, clock: Clock
) -> None:
    """The title is kept by the form until the way of matching is chosen."""
    actor.require(Role.STAFF)
    title = rounds.title_of(readable(message.text))
    await wait_for(state, RoundForm.named, clock(), title=title)
    rows = [(t(f"button-round-{word}"), RoundObjective(word=word)) for word in rounds.OBJECTIVES]
    await respond(
        message, t("round-ask-objective", title=escape(title, quote=False)), keyboard(rows)
    )


async def on_objective(
    query: CallbackQuery,
    callback_data: RoundObjective,
    message: Message,
    actor: Actor,
    state: FSMContext,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    title = str((await state.get_data()).get("title", ""))
    if not title:  # a second tap, or the form is over: what there is, is in the list
        await on_back(query, message, actor, db, t)
        return
    async with db.transaction() as session:
        opened = await rounds.open_round(session, actor, title, callback_data.word, now=clock())
        await rounds.join_waiting(session, actor, opened.id, now=clock())
        round_id = opened.id
    await state.clear()
    await _show(message, round_id, actor, db, t)
    await acknowledge(query)


async def on_show(
    query: CallbackQuery,
    callback_data: ShowRound,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
) -> None:
    await _show(message, callback_data.id, actor, db, t, preview=callback_data.preview)
    await acknowledge(query)


async def on_join(
    query: CallbackQuery,
    callback_data: JoinRound,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.transaction() as session:
        count = await rounds.join_waiting(session, actor, callback_data.id, now=clock())
    await _show(message, callback_data.id, actor, db, t)
    await acknowledge(query, t("round-joined", count=count))


async def on_plan(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """The arithmetic runs beside the event loop and outside every transaction."""
    async with db.reading() as session:
        gathered = await rounds.gather(session, actor, action.id, now=clock())
    solved = await asyncio.to_thread(round_plans.solve, gathered)
    async with db.transaction() as session:
        await rounds.plan(session, actor, action.id, gathered, solved, now=clock())
    await _show(message, action.id, actor, db, t)
    await acknowledge(query, t("round-now-planned"))


async def on_decided(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """[发布] and [取消]; pressed too late, the card says what the round is now."""
    async with db.transaction() as session:
        found = await rounds.ROUNDS.find(session, action.id, actor)
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        done = found.state not in rounds.RUNNING
        if not done:
            await rounds.ROUNDS.act(session, found, action.event, actor, now=clock())
        state = found.state
    if state == "published":
        await round_offers.send_all(db, action.id, now=clock())
    await _show(message, action.id, actor, db, t)
    await acknowledge(query, t(f"round-now-{state}"), alert=done)


async def on_rank(
    query: CallbackQuery,
    callback_data: RankRequest,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    """A mentor adds a request to the ranking, or takes it out; request 0 only shows the list."""
    round_id, request_id = callback_data.round, callback_data.request
    said = ""
    if request_id:
        async with db.transaction() as session:
            place = await ballots.toggle(session, actor, round_id, request_id, now=clock())
        said = t("round-rank-kept", place=place) if place else t("round-rank-dropped")
    async with db.reading() as session:
        ballot = await ballots.ballot(session, actor, round_id, now=clock())
    await rewrite(message, *round_cards.ballot(ballot, t))
    await acknowledge(query, said)


async def _list(
    db: Database, actor: Actor, t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    async with db.reading() as session:
        found = await rounds.listed(session, actor, most=round_cards.MOST_LISTED)
    return round_cards.overview(found, t, may_open=Role.STAFF in actor.roles)


async def _show(
    message: Message,
    round_id: int,
    actor: Actor,
    db: Database,
    t: Translate,
    *,
    preview: bool = False,
) -> None:
    async with db.reading() as session:
        card = await round_views.card(session, actor, round_id)
        lines = await _preview(session, card, t) if preview else []
    text, markup = round_cards.card(card, actor, t, preview=preview)
    await rewrite(message, "\n".join([text, *lines]), markup)


async def _preview(session: Session, card: Card, t: Translate) -> list[str]:
    pairs = await round_views.pairs_of(session, card.round)
    unmatched = await round_views.unmatched_of(session, card.round)
    return round_cards.preview(pairs, unmatched, t)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson())
    router.message.register(on_rounds, Command("rounds", "集中匹配"), Private())
    router.message.register(on_title, Typed(RoundForm.named), Private())
    on, mine = router.callback_query.register, Pressed(private=True)
    on(on_new, NewRound.filter(), mine)
    on(on_objective, RoundObjective.filter(), mine)
    on(on_back, ListRounds.filter(), mine)
    on(on_show, ShowRound.filter(), mine)
    on(on_join, JoinRound.filter(), mine)
    on(on_rank, RankRequest.filter(), mine)
    on(on_plan, CaseButton("round", "plan"))
    on(on_decided, CaseButton("round", "approve", "cancel"))
    return router
