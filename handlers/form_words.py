"""Words typed for the form of a case: an answer, an explanation, or a question after all."""

from html import escape
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

from core import forms
from core.accounts import Actor
from core.clock import local_day
from core.db import Database, Session
from core.errors import NotFound
from core.fields import BadValue, Field, Kind
from core.texts import Translate
from handlers import form_cards, form_questions
from handlers.addressing import FromPerson, Pressed, Private
from handlers.ask import on_question
from handlers.asking import Clock
from handlers.form_buttons import (
    AskField,
    AskInstead,
    Explain,
    OpenForm,
    TakeWords,
    WordsGone,
    long,
    short,
)
from handlers.form_cards import Page
from handlers.form_sheets import Sheet
from handlers.form_talk import LASTS, AtForm, Screen, Talk, Waiting, overtaken, reply_to
from handlers.forms import Kept, Typed, wait_for
from handlers.keyboards import Button, keyboard
from handlers.replying import acknowledge, respond, rewrite
from handlers.school import School
from handlers.words import readable, says_something
from knowledge.answering import Answerer

LONGEST_NOTE = 500
ASKING_MARKS = ("？", "?")


class ForForm(Typed):
    """Passes words for the question that waits, and the same message delivered once more."""

    async def __call__(
        self, message: Message, state: FSMContext, clock: Clock
    ) -> bool | dict[str, Any]:
        found = await super().__call__(message, state, clock)
        if not isinstance(found, dict):
            return False
        kept = found["kept"]
        repeated = message.message_id <= int(kept.get("since", 0))
        if not repeated and not kept.get("field"):
            return False
        return {"kept": kept, "repeated": repeated}


async def on_words(message: Message, kept: Kept, repeated: bool, talk: Talk) -> None:
    """Take them for the question that stands there; what will not do is said, and asked again."""
    try:
        sheet, screen, replying = await _dealt_with(message, kept, repeated, talk)
    except NotFound:
        await talk.rest()  # gone, or the person is of the team no more: nothing waits for words
        raise
    await talk.listen(sheet, screen, since=message.message_id)
    if replying:
        await reply_to(message, *screen.page)
    else:
        await respond(message, *screen.page)


async def _dealt_with(
    message: Message, kept: Kept, repeated: bool, talk: Talk
) -> tuple[Sheet, Screen, bool]:
    """The form after it, what to show, and whether that speaks of this very message."""
    key, of = str(kept["field"]), int(kept["of"])
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, str(kept["kind"]), int(kept["case"]))
        field = next((one for one in sheet.asked if one.key == key), None)
        if field is None or not sheet.is_fillable:
            return sheet, talk.card(sheet), False
        if repeated:
            return sheet, talk.question(sheet, field, of), False
        words = message.text or ""
        if field.kind is Kind.TEXT and words.strip().endswith(ASKING_MARKS):
            return sheet, Screen(_which(sheet, field, of, kept, talk.t), field, of), True
        return await _take(session, talk, sheet, field, of, words, str(kept["seen"]))


async def _take(
    session: Session, talk: Talk, sheet: Sheet, field: Field, of: int, words: str, seen: str
) -> tuple[Sheet, Screen, bool]:
    t = talk.t
    try:
        value = forms.parse(field, words, today=local_day(talk.now), t=t)
    except BadValue as wrong:
        return sheet, _refused(talk, sheet, field, of, wrong), True
    if overtaken(sheet, field.key, seen) and sheet.case.form.get(field.key) != value:
        return sheet, Screen(form_questions.overtaken(sheet, field, of, "", t), field, of), True
    sheet = await talk.answer(session, sheet, field, value)
    return sheet, talk.following(sheet, of), False


def _refused(talk: Talk, sheet: Sheet, field: Field, of: int, wrong: BadValue) -> Screen:
    """Why the words will not do, and the question once more, with a way to ask instead."""
    t = talk.t
    said = escape(t(wrong.key, **wrong.params), quote=False)
    text, markup = form_questions.question(sheet, field, of, t, above=said)
    rows = list(markup.inline_keyboard) if markup else []
    instead = InlineKeyboardButton(
        text=t("button-case-form-ask"), callback_data=_instead(sheet, field, of).pack()
    )
    return Screen((text, InlineKeyboardMarkup(inline_keyboard=[*rows, [instead]])), field, of)


def _which(sheet: Sheet, field: Field, of: int, kept: Kept, t: Translate) -> Page:
    """Words with a question mark where a text is waited for may be either."""
    take = TakeWords(
        kind=sheet.word, case=sheet.case.id, field=short(field.key), seen=str(kept["seen"]), of=of
    )
    row: list[Button] = [
        (t("button-case-form-answer"), take),
        (t("button-case-form-ask"), _instead(sheet, field, of)),
    ]
    return t("case-form-which"), keyboard(row)


def _instead(sheet: Sheet, field: Field, of: int) -> AskInstead:
    return AskInstead(kind=sheet.word, case=sheet.case.id, field=short(field.key), of=of)


async def on_take(
    query: CallbackQuery, callback_data: TakeWords, message: Message, talk: Talk
) -> None:
    """[换成我的] and [这是回答]: the words of the message that ours answers."""
    words, of = _answered(message).text or "", callback_data.of
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
        key = long(callback_data.field, (one.key for one in sheet.asked))
        if key is None or not sheet.is_fillable:
            screen = talk.card(sheet)
        else:
            field = sheet.form[key]
            sheet, screen, _ = await _take(
                session, talk, sheet, field, of, words, callback_data.seen
            )
    late = not sheet.is_fillable
    await talk.listen(sheet, screen, since=message.message_id)
    await rewrite(message, *screen.page)
    await acknowledge(query, talk.now_is(sheet) if late else "", alert=late)


async def on_instead(
    query: CallbackQuery,
    callback_data: AskInstead,
    message: Message,
    talk: Talk,
    actor: Actor,
    channel: str,
    answerer: Answerer,
    db: Database,
    school: School,
    t: Translate,
    clock: Clock,
) -> None:
    """[这是提问]: the form waits no longer, so that what follows may be a question too."""
    asked = _answered(message)
    await talk.rest()
    await acknowledge(query)
    go_on = AskField(
        kind=callback_data.kind,
        case=callback_data.case,
        field=callback_data.field,
        of=callback_data.of,
    )
    buttons = keyboard([(t("button-case-form-resume"), go_on)])
    await rewrite(message, t("case-form-asked-instead"), buttons)
    await on_question(asked, asked.text or "", actor, channel, answerer, db, school, t, clock)


async def on_explain(
    query: CallbackQuery, callback_data: Explain, message: Message, talk: Talk
) -> None:
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    if not (sheet.is_supplement and sheet.may_fill):
        await rewrite(message, *talk.card(sheet).page)
        await acknowledge(query, talk.now_is(sheet), alert=True)
        return
    await wait_for(
        talk.state,
        Waiting.note,
        talk.now,
        lasts=LASTS,
        kind=sheet.word,
        case=sheet.case.id,
        field="note",
        since=message.message_id,
    )
    back: Button = (talk.t("button-back"), OpenForm(kind=sheet.word, case=sheet.case.id))
    await rewrite(message, talk.t("case-form-explain", limit=LONGEST_NOTE), keyboard([back]))
    await acknowledge(query)


async def on_note(message: Message, kept: Kept, repeated: bool, talk: Talk) -> None:
    """Hand the sentence in instead of what was asked for; staff decide whether it will do."""
    t, note = talk.t, " ".join(readable(message.text).split())
    if not repeated and not says_something(note):
        await respond(message, t("case-form-no-words"))
        return
    if not repeated and len(note) > LONGEST_NOTE:
        await respond(message, t("case-form-note-long", length=len(note), limit=LONGEST_NOTE))
        return
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, str(kept["kind"]), int(kept["case"]))
        sent = not repeated and sheet.is_supplement
        if sent:
            await sheet.kind.act(session, sheet.case, "supply", talk.actor, now=talk.now, note=note)
            sheet = await talk.again(session, sheet)
    page = form_cards.standing(sheet, talk.texts, t, sent=True) if sent else talk.card(sheet).page
    await talk.listen(sheet, Screen(page), since=message.message_id)
    await respond(message, *page)


def _answered(message: Message) -> Message:
    """The person's message that ours answers. Raises WordsGone."""
    if message.reply_to_message is None or not message.reply_to_message.text:
        raise WordsGone
    return message.reply_to_message


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    at_form, mine = AtForm(), Pressed(private=True)
    router.message.register(on_words, ForForm(Waiting.answer), at_form)
    router.message.register(on_note, ForForm(Waiting.note), at_form)
    on = router.callback_query.register
    on(on_take, TakeWords.filter(), mine, at_form)
    on(on_instead, AskInstead.filter(), mine, at_form)
    on(on_explain, Explain.filter(), mine, at_form)
    return router
