"""/decisions: a head sees what reviewers say, judges rule by rule, and decides."""

from contextlib import suppress
from datetime import date

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.answers import parse
from core.clock import add_months, local_day
from core.db import Database
from core.errors import DomainError, NotFound, NotPossibleNow
from core.fields import Field, Kind
from core.texts import Translate
from handlers import decision_cards, pressing, review_cards
from handlers.addressing import FromPerson, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.pressing import Press
from handlers.replying import respond, rewrite
from handlers.words import readable, says_something
from staff import decisions
from staff.applications import APPLICATIONS, NoPlaceLeft
from staff.decisions import LONGEST_NOTE, ReasonMissing, RulesOpen, Sheet
from staff.eligibility import Verdict
from staff.tables import INCUBATION


class DecisionForm(StatesGroup):
    note = State()
    remark = State()
    again = State()
    objection = State()


async def on_decisions(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate, clock: Clock
) -> None:
    await state.clear()
    async with db.reading() as session:
        found = await decisions.waiting(session, actor, now=clock())
    await respond(message, *decision_cards.waiting(found, t))


async def _sheet(press: Press) -> Sheet:
    async with press.db.transaction() as session:
        return await decisions.sheet(session, press.actor, press.id, now=press.now)


async def show(press: Press) -> None:
    await press.state.clear()
    sheet = await _sheet(press)
    await rewrite(press.message, *decision_cards.card(sheet, press.t))
    await press.done()


async def show_rules(press: Press) -> None:
    sheet = await _sheet(press)
    await rewrite(press.message, *decision_cards.rules(sheet, press.t))
    await press.done()


def _rule(sheet: Sheet, press: Press) -> int:
    """The place of the rule that a button meant. Raises NotFound for one that is not there."""
    place = press.number(0)
    if place >= len(sheet.rules):
        raise NotFound(id=press.id)
    return place


async def show_rule(press: Press) -> None:
    sheet = await _sheet(press)
    page = decision_cards.rule(sheet, _rule(sheet, press), press.t)
    await rewrite(press.message, *page)
    await press.done()


async def judge(press: Press) -> None:
    sheet = await _sheet(press)
    place = _rule(sheet, press)
    word = press.values[1] if len(press.values) > 1 else ""
    if word not in (Verdict.MET, Verdict.UNMET):
        raise NotFound(id=press.id)
    async with press.db.transaction() as session:
        sheet = await decisions.mark(
            session,
            press.actor,
            press.id,
            sheet.rules[place].check.rule,
            Verdict(word),
            now=press.now,
        )
    await rewrite(press.message, *decision_cards.rules(sheet, press.t))
    await press.done()


async def ask_note(press: Press) -> None:
    sheet = await _sheet(press)
    rule = sheet.rules[_rule(sheet, press)].check.rule
    await wait_for(press.state, DecisionForm.note, press.now, case=press.id, rule=rule)
    await respond(press.message, press.t("decision-ask-note", limit=LONGEST_NOTE))
    await press.done()


async def on_note(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words = readable(message.text)
    if not says_something(words):
        await respond(message, t("decision-ask-note", limit=LONGEST_NOTE))
        return
    case_id, rule = int(kept["case"]), str(kept["rule"])
    async with db.transaction() as session:
        sheet = await decisions.sheet(session, actor, case_id, now=clock())
        verdict = next((one.verdict for one in sheet.rules if one.check.rule == rule), None)
        if verdict is None:
            raise NotFound(rule=rule)
        sheet = await decisions.mark(
            session, actor, case_id, rule, verdict, now=clock(), note=words
        )
    await heard(state, message)
    await respond(message, *decision_cards.rules(sheet, t))


async def show_opinions(press: Press) -> None:
    sheet = await _sheet(press)
    await rewrite(press.message, *decision_cards.opinions(sheet, press.t))
    await press.done()


async def show_form(press: Press) -> None:
    sheet = await _sheet(press)
    async with press.db.reading() as session:
        form = await APPLICATIONS.form(session, sheet.application)
    said = review_cards.form_lines(form, sheet.application.form, press.t)
    await rewrite(press.message, *decision_cards.answers(sheet, said, press.t))
    await press.done()


async def ask_approve(press: Press) -> None:
    await _ask(press, "approve")


async def ask_waitlist(press: Press) -> None:
    await _ask(press, "waitlist")


async def _ask(press: Press, event: str) -> None:
    """What will be told, before it is done."""
    sheet = await _sheet(press)
    if event not in sheet.choices:
        await rewrite(press.message, *decision_cards.card(sheet, press.t))
        await press.done(press.t(_now(sheet)), alert=True)
        return
    await rewrite(press.message, *decision_cards.sure(sheet, event, None, press.t))
    await press.done()


async def ask_refuse(press: Press) -> None:
    """From when they may apply again: the question before what will be told."""
    sheet = await _sheet(press)
    if "refuse" not in sheet.choices:
        await rewrite(press.message, *decision_cards.card(sheet, press.t))
        await press.done(press.t(_now(sheet)), alert=True)
        return
    if not sheet.against:
        await rewrite(press.message, *decision_cards.rules(sheet, press.t))
        await press.done(press.t(ReasonMissing.key), alert=True)
        return
    await wait_for(press.state, DecisionForm.again, press.now, case=press.id)
    days = [add_months(local_day(press.now), months) for months in decision_cards.AGAIN_MONTHS]
    await rewrite(press.message, *decision_cards.again(sheet, days, press.t))
    await press.done()


def _now(sheet: Sheet) -> str:
    if sheet.tie is not None:
        return "decision-tied"
    return f"incubation-now-{sheet.application.state}"


async def refuse_from(press: Press) -> None:
    await press.state.clear()
    sheet = await _sheet(press)
    day = _day(press)
    await rewrite(press.message, *decision_cards.sure(sheet, "refuse", day, press.t))
    await press.done()


def _day(press: Press) -> date:
    """The day on a button ("20270301"). Raises NotFound for none."""
    written = str(press.number(0))
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound(id=press.id) from None


async def on_again(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    """The day, typed; what is no day to come is asked for once more."""
    today = local_day(clock())
    value = parse(
        Field("again", Kind.DATE, side="future"), readable(message.text), today=today, t=t
    )
    day = date.fromisoformat(str(value))
    decisions.require_again(day, today)
    async with db.transaction() as session:
        sheet = await decisions.sheet(session, actor, int(kept["case"]), now=clock())
    await heard(state, message)
    await respond(message, *decision_cards.sure(sheet, "refuse", day, t))


async def ask_remark(press: Press) -> None:
    await wait_for(press.state, DecisionForm.remark, press.now, case=press.id)
    await respond(press.message, press.t("decision-ask-remark", limit=LONGEST_NOTE))
    await press.done()


async def on_remark(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words = readable(message.text)
    if not says_something(words):
        await respond(message, t("decision-ask-remark", limit=LONGEST_NOTE))
        return
    async with db.transaction() as session:
        sheet = await decisions.say(session, actor, int(kept["case"]), words, now=clock())
    await heard(state, message)
    await respond(message, *decision_cards.card(sheet, t))


async def approve(press: Press) -> None:
    await _decide(press, "approve", None)


async def waitlist(press: Press) -> None:
    await _decide(press, "waitlist", None)


async def refuse(press: Press) -> None:
    await _decide(press, "refuse", _day(press))


async def _decide(press: Press, event: str, again_on: date | None) -> None:
    """Decide; where a rule or a seat stands against it, show what must be said first."""
    refusal: DomainError | None = None
    async with press.db.transaction() as session:
        try:
            async with session.begin_nested():
                await decisions.decide(
                    session, press.actor, press.id, event, now=press.now, again_on=again_on
                )
        except (RulesOpen, ReasonMissing, NoPlaceLeft, NotPossibleNow) as error:
            refusal = error
        sheet = await decisions.sheet(session, press.actor, press.id, now=press.now)
    await press.state.clear()
    if refusal is None or isinstance(refusal, NotPossibleNow):
        await rewrite(press.message, *decision_cards.card(sheet, press.t))
        now_is = press.t(f"incubation-now-{sheet.application.state}")
        await press.done(now_is, alert=refusal is not None)
        return
    full = isinstance(refusal, NoPlaceLeft)
    page = decision_cards.card if full else decision_cards.rules
    await rewrite(press.message, *page(sheet, press.t))
    await press.done(press.t(refusal.key, **refusal.params), alert=True)


async def ask_objection(press: Press) -> None:
    sheet = await _sheet(press)
    if "uphold" not in sheet.choices:
        await rewrite(press.message, *decision_cards.card(sheet, press.t))
        await press.done(press.t(_now(sheet)), alert=True)
        return
    await wait_for(press.state, DecisionForm.objection, press.now, case=press.id)
    await respond(press.message, press.t("decision-ask-objection", limit=LONGEST_NOTE))
    await press.done()


async def on_objection(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words, case_id = readable(message.text), int(kept["case"])
    if not says_something(words):
        await respond(message, t("decision-ask-objection", limit=LONGEST_NOTE))
        return
    async with db.transaction() as session:
        with suppress(NotPossibleNow):  # the card says what it has become
            async with session.begin_nested():
                await decisions.uphold(session, actor, case_id, words, now=clock())
        sheet = await decisions.sheet(session, actor, case_id, now=clock())
    await heard(state, message)
    await respond(message, *decision_cards.card(sheet, t))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_decisions, Command("decisions", "审批"))
    router.message.register(on_note, Typed(DecisionForm.note, again=True))
    router.message.register(on_remark, Typed(DecisionForm.remark, again=True))
    router.message.register(on_again, Typed(DecisionForm.again, again=True))
    router.message.register(on_objection, Typed(DecisionForm.objection, again=True))
    pressing.register(
        router,
        INCUBATION.kind,
        {
            "decide": show,
            "rules": show_rules,
            "rule": show_rule,
            "rule-set": judge,
            "rule-note": ask_note,
            "opinions": show_opinions,
            "answers": show_form,
            "remark": ask_remark,
            "approve": ask_approve,
            "waitlist": ask_waitlist,
            "refuse": ask_refuse,
            "refuse-from": refuse_from,
            "approve-sure": approve,
            "waitlist-sure": waitlist,
            "refuse-sure": refuse,
            "uphold": ask_objection,
        },
        stated=INCUBATION.kind,
    )
    return router
