"""The agreement of a relation in chat: [agree] to exactly what is shown, [change] it, or not."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.db import Database
from core.errors import NotPossibleNow
from core.kinds import Kinds
from core.texts import Translate
from handlers import pressing
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import keyboard
from handlers.pressing import Press
from handlers.relation_cards import (
    RELATION,
    agreement_buttons,
    button,
    card,
    safe,
    terms_buttons,
)
from handlers.replying import relabel, respond, rewrite
from handlers.words import readable
from mentors import agreements, overview
from mentors.agreements import Terms, TermsChanged
from mentors.overview import Card
from mentors.relations import MAX_GOALS, Mentoring


class AgreementForm(StatesGroup):
    goals = State()


def relations(kinds: Kinds) -> Mentoring:
    """The relations among the kinds of cases."""
    kind = kinds[RELATION]
    assert isinstance(kind, Mentoring)
    return kind


async def agree(press: Press) -> None:
    """Yes to the version that the button was drawn for; a notice's plain button means the first."""
    version = press.number(0) if press.values else 1
    try:
        async with press.db.transaction() as session:
            before = await overview.card(session, press.actor, press.id, now=press.now)
            known = before.relation.state
            said = agreements.ok_of(before.relation, before.side)
            repeated = said == version == before.relation.terms_version
            relation = await agreements.agree(
                session, relations(press.kinds), press.id, press.actor, version, now=press.now
            )
            shown = await overview.card(session, press.actor, press.id, now=press.now)
    except TermsChanged as changed:
        await press.done(press.t(changed.key), alert=True)
        await _show(press)
        return
    if relation.state == "agreeing":
        await relabel(press.message, agreement_buttons(relation, shown.side, press.t))
        key = "mentoring-agreed-before" if repeated else "mentoring-agreed-first"
        await press.done(press.t(key))
        return
    await relabel(press.message, None)
    if known != "agreeing":
        await press.done(press.t(f"mentoring-now-{relation.state}"), alert=True)
        return
    names = {"mentor": safe(shown.mentor), "student": safe(shown.student)}
    until = relation.ends_on.isoformat() if relation.ends_on else ""
    text = press.t(f"mentoring-agree-{shown.side}", **names, until=until)
    await respond(
        press.message,
        text,
        keyboard([button(RELATION, press.id, word, press.t) for word in ("book", "open")]),
    )
    await press.done(press.t("mentoring-agreed-both"))


async def _show(press: Press) -> None:
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
    buttons = agreement_buttons(shown.relation, shown.side, press.t)
    await respond(press.message, card(shown, press.t), buttons)


async def choose(press: Press) -> None:
    """Show other terms to choose from; the chosen ones live in the buttons until they are sent."""
    shown = await _changeable(press)
    relation = shown.relation
    chosen = agreements.terms_of(relation)
    if press.values:
        chosen = Terms(relation.goals, press.number(0), press.number(1))
    text = "\n".join(
        [
            press.t("mentoring-change-title"),
            press.t("mentoring-goals", goals=safe(relation.goals) or "-"),
        ]
    )
    buttons = terms_buttons(relation, chosen, press.t)
    if press.values:
        await relabel(press.message, buttons)
    else:
        await respond(press.message, text, buttons)
    await press.done()


async def _changeable(press: Press) -> Card:
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
    if shown.relation.state != "agreeing":
        raise NotPossibleNow(kind=RELATION, state=shown.relation.state, event="change")
    return shown


async def send(press: Press) -> None:
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
        terms = Terms(shown.relation.goals, press.number(0), press.number(1))
        await agreements.change(
            session, relations(press.kinds), press.id, press.actor, terms, now=press.now
        )
    await rewrite(press.message, press.t("mentoring-changed-sent"))
    await press.done()


async def ask_goals(press: Press) -> None:
    await _changeable(press)
    await wait_for(
        press.state,
        AgreementForm.goals,
        press.now,
        relation=press.id,
        days=press.number(0),
        months=press.number(1),
    )
    await respond(press.message, press.t("mentoring-goals-ask", limit=MAX_GOALS))
    await press.done()


async def on_goals(
    message: Message, kept: Kept, actor: Actor, db: Database, kinds: Kinds, state: FSMContext,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    terms = Terms(readable(message.text), int(kept["days"]), int(kept["months"]))
    async with db.transaction() as session:
        await agreements.change(
            session, relations(kinds), int(kept["relation"]), actor, terms, now=clock()
        )
    await heard(state, message)
    await respond(message, t("mentoring-changed-sent"))


async def ask_refuse(press: Press) -> None:
    await _changeable(press)
    words = ("refuse-sure", "keep")
    buttons = keyboard([button(RELATION, press.id, word, press.t) for word in words])
    await respond(press.message, press.t("mentoring-refuse-sure"), buttons)
    await press.done()


async def refuse(press: Press) -> None:
    async with press.db.transaction() as session:
        kind = relations(press.kinds)
        relation = await kind.find(session, press.id, press.actor)
        await kind.act(session, relation, "refuse", press.actor, now=press.now)
        student = press.actor.id == relation.student_id
    key = "mentoring-refused-self-student" if student else "mentoring-refused-self"
    await rewrite(press.message, press.t(key))
    await press.done()


ACTS: dict[str, pressing.Act] = {
    "ok": agree,
    "change": choose,
    "terms": choose,
    "goals": ask_goals,
    "send": send,
    "refuse": ask_refuse,
    "refuse-sure": refuse,
}


def setup() -> Router:
    router = Router(name=__name__)
    router.message.register(on_goals, Typed(AgreementForm.goals))
    return router
