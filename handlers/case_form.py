"""Forms of cases in chat: asked one question a message, kept at once, seen whole, handed in."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from cases.form_cases import FormIncomplete, FormKind
from core import outbox
from core.accounts import Actor
from core.actions import Action
from core.db import Session
from core.errors import DomainError, NotFound, NotPossibleNow
from core.fields import Field, Kind
from core.texts import Texts, Translate
from handlers import form_cards, form_questions, form_sheets
from handlers.addressing import Pressed
from handlers.cases import CaseButton
from handlers.form_buttons import (
    NEXT,
    AskField,
    Give,
    Later,
    ListFields,
    OpenForm,
    Preview,
    Sure,
    long,
)
from handlers.form_sheets import Sheet, form_kind
from handlers.form_talk import AtForm, Screen, Talk, overtaken
from handlers.forms import NotOffered
from handlers.keyboards import keyboard
from handlers.replying import acknowledge, rewrite

HANDED_IN = ("submit", "supply")
FINAL = "withdraw"


async def overview(
    session: Session,
    kind: FormKind[Any],
    case: Any,
    actor: Actor,
    texts: Texts,
    t: Translate,
    *,
    now: datetime,
) -> tuple[str, InlineKeyboardMarkup | None]:
    """The card of a case with a form, for whoever ``find`` let see it, with its buttons.

    A draft shows what is left to fill and to hand in, a supplement what staff asked for and until
    when, any other state who has the case. It only looks, so it may be called in either block.
    """
    return form_cards.page(await form_sheets.read(session, kind, case, actor, now=now), texts, t)


async def on_open(
    query: CallbackQuery, callback_data: OpenForm, message: Message, talk: Talk
) -> None:
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    await _show(query, message, talk, sheet, talk.card(sheet))


async def on_ask(
    query: CallbackQuery, callback_data: AskField, message: Message, talk: Talk
) -> None:
    """The question, or what became of the form when it is no longer there to be asked."""
    word, of = callback_data.field, callback_data.of
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    if not sheet.is_fillable:
        await _late(query, message, talk, sheet)
        return
    if word == NEXT:
        screen = talk.following(sheet, of)
    else:
        field = _field(sheet, word)
        screen = talk.question(sheet, field, of) if field else talk.card(sheet)
    await _show(query, message, talk, sheet, screen)


async def on_give(query: CallbackQuery, callback_data: Give, message: Message, talk: Talk) -> None:
    """Keep the answer, unless somebody else's stands there unseen. Raises NotOffered."""
    of, given = callback_data.of, callback_data.value
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
        field = _field(sheet, callback_data.field)
        if field is None or not sheet.is_fillable:
            screen = None
        elif overtaken(sheet, field.key, callback_data.seen):
            screen = Screen(form_questions.overtaken(sheet, field, of, given, talk.t))
        else:
            try:
                value = form_questions.value_of(sheet, field, given)
            except ValueError:
                raise NotOffered from None
            sheet = await talk.answer(session, sheet, field, value)
            screen = _after(talk, sheet, field, of)
    if screen is None:
        await _late(query, message, talk, sheet)
        return
    await _show(query, message, talk, sheet, screen)


def _after(talk: Talk, sheet: Sheet, field: Field, of: int) -> Screen:
    """Where several may be chosen, the question stays until the person goes on."""
    if field.kind is Kind.CHOICES and sheet.case.form.get(field.key) is not None:
        return talk.question(sheet, field, of)
    return talk.following(sheet, of)


async def on_list(
    query: CallbackQuery, callback_data: ListFields, message: Message, talk: Talk
) -> None:
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    if not sheet.is_fillable:
        await _late(query, message, talk, sheet)
        return
    listed = form_cards.fields_list(sheet, callback_data.page, talk.t)
    await _show(query, message, talk, sheet, Screen(listed))


async def on_preview(
    query: CallbackQuery, callback_data: Preview, message: Message, talk: Talk
) -> None:
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    await _show(query, message, talk, sheet, Screen(form_cards.preview(sheet, talk.t)))


async def on_later(
    query: CallbackQuery, callback_data: Later, message: Message, talk: Talk
) -> None:
    await talk.rest()
    go_on = OpenForm(kind=callback_data.kind, case=callback_data.case)
    buttons = keyboard([(talk.t("button-case-form-resume"), go_on)])
    await rewrite(message, talk.t("case-form-later"), buttons)
    await acknowledge(query)


async def on_act(query: CallbackQuery, action: Action, message: Message, talk: Talk) -> None:
    """[提交], [交给老师] and [撤回] of any kind with a form; the last asks once more."""
    if not isinstance(talk.kinds[action.kind], FormKind):
        raise SkipHandler
    if action.event == FINAL:
        async with talk.db.transaction() as session:
            await outbox.settle_pressed(session, talk.actor.id, action.pack(), now=talk.now)
            sheet = await talk.sheet(session, action.kind, action.id)
        if any(one.event == FINAL for one in sheet.choices):
            asked = form_cards.sure(sheet, FINAL, talk.t)
            await _show(query, message, talk, sheet, Screen(asked))
        else:
            await _late(query, message, talk, sheet)
        return
    await _act(query, action, message, talk)


async def on_sure(query: CallbackQuery, callback_data: Sure, message: Message, talk: Talk) -> None:
    if callback_data.event != FINAL:
        raise NotFound(event=callback_data.event)
    form_kind(talk.kinds, callback_data.kind)
    action = Action(callback_data.kind, callback_data.case, callback_data.event)
    await _act(query, action, message, talk)


async def _act(query: CallbackQuery, action: Action, message: Message, talk: Talk) -> None:
    """Do it; where it cannot be done, say why, and show the form as it is."""
    refusal: DomainError | None = None
    kind = form_kind(talk.kinds, action.kind)
    async with talk.db.transaction() as session:
        case = await kind.find(session, action.id, talk.actor)
        await outbox.settle_pressed(session, talk.actor.id, action.pack(), now=talk.now)
        try:
            async with session.begin_nested():
                await kind.act(session, case, action.event, talk.actor, now=talk.now)
        except (FormIncomplete, NotPossibleNow) as error:
            await session.refresh(case)
            refusal = error
        sheet = await form_sheets.read(session, kind, case, talk.actor, now=talk.now)
    if isinstance(refusal, NotPossibleNow):
        await _late(query, message, talk, sheet)
        return
    sent = refusal is None and action.event in HANDED_IN
    page = (
        form_cards.standing(sheet, talk.texts, talk.t, sent=True) if sent else talk.card(sheet).page
    )
    said = talk.t(refusal.key, **refusal.params) if refusal else ""
    # A notice's button for a supplement is also how one gets to what is wanted.
    await _show(
        query,
        message,
        talk,
        sheet,
        Screen(page),
        said,
        alert=bool(said) and action.event == "submit",
    )


def _field(sheet: Sheet, word: str) -> Field | None:
    """The field that a button meant, if it is still asked."""
    key = long(word, (one.key for one in sheet.asked))
    return sheet.form[key] if key is not None else None


async def _late(query: CallbackQuery, message: Message, talk: Talk, sheet: Sheet) -> None:
    """The button is of an earlier time: nothing was changed, and this is how it stands."""
    await _show(query, message, talk, sheet, talk.card(sheet), talk.now_is(sheet), alert=True)


async def _show(
    query: CallbackQuery,
    message: Message,
    talk: Talk,
    sheet: Sheet,
    screen: Screen,
    said: str = "",
    *,
    alert: bool = False,
) -> None:
    if screen.field is None:
        await talk.rest()
    else:
        await talk.listen(sheet, screen, since=message.message_id)
    await rewrite(message, *screen.page)
    await acknowledge(query, said, alert=alert)


def setup() -> Router:
    router = Router(name=__name__)
    at_form, mine = AtForm(), Pressed(private=True)
    on = router.callback_query.register
    on(on_open, OpenForm.filter(), mine, at_form)
    on(on_ask, AskField.filter(), mine, at_form)
    on(on_give, Give.filter(), mine, at_form)
    on(on_list, ListFields.filter(), mine, at_form)
    on(on_preview, Preview.filter(), mine, at_form)
    on(on_later, Later.filter(), mine, at_form)
    on(on_sure, Sure.filter(), mine, at_form)
    on(on_act, CaseButton("", *HANDED_IN, FINAL), at_form)
    return router
