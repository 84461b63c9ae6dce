"""Staff answer questions that were put to a person: one reply for all who ask the same."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.texts import Translate
from handlers import ask_staff, pressing
from handlers import consulting_cards as cards
from handlers.asking import Clock
from handlers.consulting_cards import Card, button
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.keyboards import Button, keyboard
from handlers.pressing import Press
from handlers.replying import relabel, respond, rewrite
from handlers.words import readable
from staff import clusters, consultations, library_proposals
from staff.consultations import MOST_NOTE, MOST_REPLY
from staff.consulting import CONSULTATIONS, KIND, checked
from staff.library_proposals import MOST_BASIS, MOST_REASON, MOST_WORDING

COLLEAGUES_SHOWN = 12


class ReplyForm(StatesGroup):
    reply = State()
    preview = State()
    """A reply waits for [send]; what is typed meanwhile takes its place."""
    more = State()
    wording = State()
    basis = State()
    reason = State()


async def ask_reply(press: Press) -> None:
    card = await _prompt(press)
    await wait_for(press.state, ReplyForm.reply, press.now, case=press.id)
    await respond(press.message, *card)
    await press.done()


async def tick(press: Press) -> None:
    async with press.db.transaction() as session:
        same = await clusters.tick(session, press.actor, press.id, press.number(0))
    await rewrite(press.message, *await _prompt(press))
    await press.done(press.t("consultation-ticked" if same else "consultation-unticked"))


async def _prompt(press: Press) -> Card:
    async with press.db.reading() as session:
        view = await consultations.view(session, press.actor, press.id)
        CONSULTATIONS.workflow.step(view.case.state, "answer", {view.side})
        alike = await clusters.alike(session, press.actor, press.id)
        before = await clusters.answered_alike(session, press.actor, press.id, now=press.now)
    return cards.reply_prompt(view, alike, before, MOST_REPLY, press.t)


async def on_reply(
    message: Message,
    kept: Kept,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    words = checked(readable(message.text), MOST_REPLY)
    card = await _preview(int(kept["case"]), words, actor, db, t)
    await wait_for(state, ReplyForm.preview, clock(), case=int(kept["case"]), words=words)
    await respond(message, *card)


async def same_reply(press: Press) -> None:
    """The reply that a question like this got before, to be looked at before it is sent."""
    async with press.db.reading() as session:
        before = await clusters.answered_alike(session, press.actor, press.id, now=press.now)
    words = next((one.reply for one in before if one.id == press.number(0)), "")
    if not words:
        raise NotOffered
    card = await _preview(press.id, words, press.actor, press.db, press.t)
    await wait_for(press.state, ReplyForm.preview, press.now, case=press.id, words=words)
    await respond(press.message, *card)
    await press.done()


async def _preview(case_id: int, words: str, actor: Actor, db: Database, t: Translate) -> Card:
    async with db.reading() as session:
        view = await consultations.view(session, actor, case_id)
        alike = await clusters.alike(session, actor, case_id)
    return cards.preview(view, words, 1 + sum(one.same for one in alike), t)


async def send(press: Press) -> None:
    kept = await press.state.get_data()
    waiting = await press.state.get_state() == ReplyForm.preview.state
    words = str(kept.get("words", ""))
    if not waiting or kept.get("case") != press.id:
        words = ""
    async with press.db.transaction() as session:
        view = await consultations.view(session, press.actor, press.id)
        CONSULTATIONS.workflow.step(view.case.state, "answer", {view.side})
        if not words:
            raise NotOffered
        reached = await consultations.answer(session, press.actor, press.id, words, now=press.now)
    await press.state.clear()
    done = press.t("consultation-sent", count=len(reached), number=view.case.number or "")
    await rewrite(press.message, done, keyboard([button(press.id, "propose", press.t)]))
    await press.done()


async def stop(press: Press) -> None:
    await press.state.clear()
    await relabel(press.message, None)
    await press.done(press.t("consultation-stopped"))


async def ask_note(press: Press) -> None:
    await _ask(press, "ask-more", ReplyForm.more, "consultation-more-type", MOST_NOTE)


async def on_note(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        case = await consultations.ask_more(
            session, actor, int(kept["case"]), readable(message.text), now=clock()
        )
    await heard(state, message)
    await respond(message, t("consultation-more-sent", number=case.number or ""))


async def ask_colleague(press: Press) -> None:
    async with press.db.reading() as session:
        view = await consultations.view(session, press.actor, press.id)
        CONSULTATIONS.workflow.step(view.case.state, "hand-over", {view.side})
        others = await consultations.colleagues(session, press.actor, press.id)
    if not others:
        await press.done(press.t("consultation-no-colleague"), alert=True)
        return
    buttons: list[list[Button]] = [
        [(name or f"#{id_}", Action(KIND, press.id, f"to-{id_}"))]
        for id_, name in others[:COLLEAGUES_SHOWN]
    ]
    text = press.t("consultation-hand-to", number=view.case.number or "")
    await respond(press.message, text, keyboard(*buttons, [button(press.id, "stop", press.t)]))
    await press.done()


async def hand_over(press: Press) -> None:
    async with press.db.transaction() as session:
        await consultations.hand_over(
            session, press.actor, press.id, press.number(0), now=press.now
        )
        view = await consultations.view(session, press.actor, press.id)
    text = press.t(
        "consultation-handed", number=view.case.number or "", owner=cards.safe(view.owner)
    )
    await rewrite(press.message, text)
    await press.done()


async def ask_wording(press: Press) -> None:
    await _ask(press, "propose", ReplyForm.wording, "consultation-wording-type", MOST_WORDING)


async def on_wording(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        await library_proposals.propose(
            session, actor, int(kept["case"]), readable(message.text), now=clock()
        )
    await heard(state, message)
    await respond(message, t("consultation-proposed"))


async def review(press: Press) -> None:
    """The proposal, and the basis asked for: the clauses cited then, or typed."""
    async with press.db.reading() as session:
        view = await consultations.view(session, press.actor, press.id)
        CONSULTATIONS.workflow.step(view.case.state, "accept", {view.side})
        proposed = await library_proposals.of_case(session, press.id)
    if proposed is None:
        raise NotOffered
    await wait_for(press.state, ReplyForm.basis, press.now, case=press.id)
    await respond(press.message, *cards.proposal(view, proposed, press.t))
    await press.done()


async def rest(press: Press) -> None:
    """Accept it on the clauses that the bot cited."""
    async with press.db.transaction() as session:
        view = await consultations.view(session, press.actor, press.id)
        basis = "；".join(cards.sources_of(view))[:MOST_BASIS]
        await library_proposals.accept(session, press.actor, press.id, basis, now=press.now)
    await press.state.clear()
    await relabel(press.message, None)
    await respond(press.message, press.t("consultation-accepted", basis=cards.safe(basis)))
    await press.done()


async def on_basis(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    basis = readable(message.text)
    async with db.transaction() as session:
        await library_proposals.accept(session, actor, int(kept["case"]), basis, now=clock())
    await heard(state, message)
    await respond(message, t("consultation-accepted", basis=cards.safe(basis)))


async def ask_reason(press: Press) -> None:
    await _ask(press, "return", ReplyForm.reason, "consultation-reason-type", MOST_REASON)


async def on_reason(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        await library_proposals.give_back(
            session, actor, int(kept["case"]), readable(message.text), now=clock()
        )
    await heard(state, message)
    await respond(message, t("consultation-returned"))


async def _ask(press: Press, event: str, form: State, key: str, limit: int) -> None:
    """Wait for the words that ``event`` needs, where it is possible at all."""
    async with press.db.reading() as session:
        view = await consultations.view(session, press.actor, press.id)
    CONSULTATIONS.workflow.step(view.case.state, event, {view.side})
    await wait_for(press.state, form, press.now, case=press.id)
    text = press.t(key, number=view.case.number or "", limit=limit)
    await respond(press.message, text, keyboard([button(press.id, "stop", press.t)]))
    await press.done()


ACTS: dict[str, pressing.Act] = {
    **ask_staff.ACTS,
    "answer": ask_reply,
    "tick": tick,
    "same": same_reply,
    "send": send,
    "stop": stop,
    "ask-more": ask_note,
    "hand-over": ask_colleague,
    "to": hand_over,
    "propose": ask_wording,
    "accept": review,
    "rest": rest,
    "return": ask_reason,
}


def setup() -> Router:
    router = Router(name=__name__)
    for form, typed in (
        (ReplyForm.reply, on_reply),
        (ReplyForm.preview, on_reply),
        (ReplyForm.more, on_note),
        (ReplyForm.wording, on_wording),
        (ReplyForm.basis, on_basis),
        (ReplyForm.reason, on_reason),
    ):
        router.message.register(typed, Typed(form))
    pressing.register(router, KIND, ACTS, KIND)
    return router
