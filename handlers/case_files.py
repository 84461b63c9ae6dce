"""Documents of a case in chat: the checklist, files taken and kept, files shown to who may see."""

import logging
from dataclasses import dataclass
from html import escape
from io import BytesIO

from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.enums import ContentType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from cases import contents, files, progress
from cases.contents import Content, FileTooLarge
from cases.documents import Document
from cases.files import FileStore
from cases.form_cases import FormKind, file_of
from core.clock import SHANGHAI
from core.errors import DomainError, NotFound
from handlers import form_cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.form_buttons import (
    Belongs,
    Checklist,
    OpenFile,
    OpenForm,
    Unwanted,
    Upload,
    WordsGone,
    long,
    short,
)
from handlers.form_sheets import Sheet
from handlers.form_talk import LASTS, AtForm, Talk, Waiting, reply_to
from handlers.forms import Kept, wait_for
from handlers.keyboards import Button, keyboard
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import asks, readable, shortened
from students import teams

log = logging.getLogger(__name__)

TIMEOUT_S = 60
MOST_OFFERED = 8
"""Documents that are offered for a file that came by itself."""
FILES = frozenset({ContentType.DOCUMENT, ContentType.PHOTO})
OTHERS = frozenset({
    ContentType.STICKER, ContentType.VOICE, ContentType.AUDIO, ContentType.VIDEO,
    ContentType.VIDEO_NOTE, ContentType.ANIMATION, ContentType.LIVE_PHOTO,
})  # fmt: skip


class FileNotThere(DomainError):
    """The chat server does not hand the file out (any more)."""

    key = "error-case-form-file-gone"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sent it, not fetched yet; ``size_bytes`` as the server says, 0 unknown."""

    file_id: str
    name: str
    size_bytes: int
    message_id: int
    album: str


class Waits(Filter):
    """Passes what is sent while a document's file is waited for, and what was waited ``for``.

    The file that came is remembered: the same message delivered once more is for the same
    document, the next one is not.
    """

    async def __call__(
        self, message: Message, state: FSMContext, clock: Clock
    ) -> bool | dict[str, Kept]:
        if await state.get_state() != Waiting.file.state:
            return False
        kept = await state.get_data()
        came = int(kept.get("came", 0))
        if clock().isoformat() > str(kept.get("until", "")) or came not in (0, message.message_id):
            return False
        return {"kept": kept}


async def on_checklist(
    query: CallbackQuery, callback_data: Checklist, message: Message, talk: Talk
) -> None:
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    await talk.rest()
    await rewrite(message, *form_cards.checklist(sheet, _viewable(sheet), talk.t))
    await acknowledge(query)


async def on_upload(
    query: CallbackQuery, callback_data: Upload, message: Message, talk: Talk
) -> None:
    """Say what will do, and wait for it."""
    t = talk.t
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    document = _document(sheet, callback_data.document)
    if document is None:
        await rewrite(message, *talk.card(sheet).page)
        await acknowledge(query, talk.now_is(sheet), alert=True)
        return
    await wait_for(
        talk.state,
        Waiting.file,
        talk.now,
        lasts=LASTS,
        kind=sheet.word,
        case=sheet.case.id,
        document=document.key,
    )
    back: Button = (t("button-back"), OpenForm(kind=sheet.word, case=sheet.case.id))
    await rewrite(message, _wanted(document, talk), keyboard([back]))
    await acknowledge(query)


async def on_file(
    message: Message, kept: Kept, talk: Talk, bot: Bot, store: FileStore, channel: str
) -> None:
    """The file that is waited for."""
    key = str(kept["document"])
    sent = _sent(message)
    page = await _take(talk, bot, store, channel, sent, str(kept["kind"]), int(kept["case"]), key)
    await wait_for(
        talk.state,
        Waiting.file,
        talk.now,
        lasts=LASTS,
        kind=str(kept["kind"]),
        case=int(kept["case"]),
        document=key,
        came=message.message_id,
        album=sent.album,
    )
    await respond(message, *page)


async def on_other(message: Message, kept: Kept, talk: Talk) -> None:
    """Neither photo nor file while one is waited for."""
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, str(kept["kind"]), int(kept["case"]))
    document = _document(sheet, short(str(kept["document"])))
    if document is None:
        raise SkipHandler
    await respond(message, _wanted(document, talk))


async def on_unasked(message: Message, talk: Talk, state: FSMContext) -> None:
    """A file that nobody waits for may be one of those that open forms lack: ask which."""
    t, sent = talk.t, _sent(message)
    several = bool(sent.album) and sent.album == (await state.get_data()).get("album")
    if message.caption and asks(readable(message.caption)) and not several:
        raise SkipHandler
    offered = await _lacking(talk)
    if not offered and not several:
        raise SkipHandler
    if not offered:
        await respond(message, t("case-form-one-file"))
        return
    name = escape(shortened(sent.name or t("case-form-photo"), 40), quote=False)
    text = t("case-form-which-rest" if several else "case-form-which-document", name=name)
    rows: list[list[Button]] = [
        [
            (
                t("button-case-form-belongs", name=shortened(document.said(t), 20), case=called),
                Belongs(kind=sheet.word, case=sheet.case.id, document=short(document.key)),
            )
        ]
        for sheet, document, called in offered[:MOST_OFFERED]
    ]
    await reply_to(message, text, keyboard(*rows, [(t("button-case-form-none"), Unwanted())]))


async def on_belongs(
    query: CallbackQuery,
    callback_data: Belongs,
    message: Message,
    talk: Talk,
    bot: Bot,
    store: FileStore,
    channel: str,
) -> None:
    if message.reply_to_message is None:
        raise WordsGone
    sent = _sent(message.reply_to_message)
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, callback_data.kind, callback_data.case)
    document = _document(sheet, callback_data.document)
    if document is None:
        await rewrite(message, *talk.card(sheet).page)
        await acknowledge(query, talk.now_is(sheet), alert=True)
        return
    page = await _take(talk, bot, store, channel, sent, sheet.word, sheet.case.id, document.key)
    await rewrite(message, *page)
    await acknowledge(query)


async def on_unwanted(query: CallbackQuery, message: Message, talk: Talk) -> None:
    await rewrite(message, talk.t("case-form-file-left"))
    await acknowledge(query)


async def on_open(
    query: CallbackQuery, callback_data: OpenFile, message: Message, talk: Talk, store: FileStore
) -> None:
    """Send a handed-in file to staff, or to somebody whose case it is."""
    async with talk.db.reading() as session:
        row, stored = await file_of(session, talk.kinds, talk.actor, callback_data.file)
    data = await store.read(stored.sha256)
    await acknowledge(query)
    at = row.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    await message.answer_document(
        BufferedInputFile(data, filename=row.name), caption=talk.t("case-form-file", at=at)
    )


async def _take(
    talk: Talk,
    bot: Bot,
    store: FileStore,
    channel: str,
    sent: Sent,
    word: str,
    case_id: int,
    key: str,
) -> form_cards.Page:
    """Fetch a file, look into it, keep it, put it into the case: what to show then.

    Raises a FileRefused, FileNotThere, and what ``FormKind.hand_in`` raises; the case stays then.
    """
    async with talk.db.transaction() as session:
        sheet = await talk.sheet(session, word, case_id)
    document = next((one for one in sheet.documents if one.key == key), None)
    if document is None:
        raise NotFound(key=key)
    most = min(store.most_bytes, contents.MOST_BYTES)
    if sent.size_bytes > most:
        raise FileTooLarge(limit_mb=most // 2**20, size_mb=-(-sent.size_bytes // 2**20))
    if document not in sheet.takes:
        text, markup = talk.card(sheet).page
        return f"{talk.t('case-form-file-late')}\n{text}", markup
    data = await _fetched(bot, sent, most)
    name = sent.name or document.said(talk.t)
    received = await files.receive(store, data, name, document.contents)
    async with talk.db.transaction() as session:
        stored = await files.register(session, received, now=talk.now)
        row = await sheet.kind.hand_in(
            session,
            talk.actor,
            case_id,
            key,
            stored,
            received.name,
            f"{channel}-m{sent.message_id}",
            now=talk.now,
        )
        sheet = await talk.sheet(session, word, case_id)
    text, markup = talk.card(sheet).page
    there = next((one for one in sheet.documents if one.key == row.document), document)
    name = escape(shortened(row.name, 40), quote=False)
    said = escape(there.said(talk.t), quote=False)
    return f"{talk.t('case-form-received', name=said, file=name)}\n{text}", markup


async def _fetched(bot: Bot, sent: Sent, most: int) -> bytes:
    """The bytes, no more than ``most``. Raises FileTooLarge and FileNotThere."""
    target = BytesIO()
    try:
        await bot.download(sent.file_id, destination=target, timeout=TIMEOUT_S)
    except TelegramBadRequest as error:
        if "too big" in error.message:
            raise FileTooLarge(limit_mb=most // 2**20, size_mb=most // 2**20 + 1) from error
        log.info("file of message=%s: %s", sent.message_id, error.message)
        raise FileNotThere from error
    return target.getvalue()


async def _lacking(talk: Talk) -> list[tuple[Sheet, Document, str]]:
    """The documents that this person's open forms lack, each with what the form is called."""
    found = []
    async with talk.db.transaction() as session:
        projects = await teams.projects_of(session, talk.actor.id)
        for card in await progress.own(session, talk.actor, projects, now=talk.now):
            if card.ended_at is not None:
                continue
            kind = talk.kinds[card.kind]
            if not isinstance(kind, FormKind):
                continue
            try:
                sheet = await talk.sheet(session, card.kind, card.case_id)
            except NotFound:
                continue
            called = card.number or talk.t(f"kind-{card.kind}")
            found += [(sheet, one, called) for one in sheet.lacking if one in sheet.takes]
    return found


def _document(sheet: Sheet, word: str) -> Document | None:
    """The document that a button meant, if its file is taken now."""
    key = long(word, (one.key for one in sheet.takes))
    return next((one for one in sheet.takes if one.key == key), None)


def _viewable(sheet: Sheet) -> list[int]:
    """The files of the checklist; whoever sees it may open them."""
    return [line.handed_in.id for line in sheet.lines if line.handed_in is not None]


def _wanted(document: Document, talk: Talk) -> str:
    takes = contents.named([kind for kind in Content if kind in document.contents])
    said = escape(document.said(talk.t), quote=False)
    limit = contents.MOST_BYTES // 2**20
    return talk.t("case-form-send", name=said, takes=takes, limit=limit)


def _sent(message: Message) -> Sent:
    """What came with a message; a photo in its largest size, called by its caption."""
    album, caption = message.media_group_id or "", readable(message.caption)
    if message.document is not None:
        one = message.document
        return Sent(
            one.file_id, one.file_name or caption, one.file_size or 0, message.message_id, album
        )
    if not message.photo:
        raise WordsGone
    largest = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
    return Sent(largest.file_id, caption, largest.file_size or 0, message.message_id, album)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    at_form, mine = AtForm(), Pressed(private=True)
    router.message.register(on_file, F.content_type.in_(FILES), Waits(), at_form)
    router.message.register(on_other, F.content_type.in_(OTHERS), Waits(), at_form)
    router.message.register(on_unasked, F.content_type.in_(FILES), at_form)
    on = router.callback_query.register
    on(on_checklist, Checklist.filter(), mine, at_form)
    on(on_upload, Upload.filter(), mine, at_form)
    on(on_belongs, Belongs.filter(), mine, at_form)
    on(on_unwanted, Unwanted.filter(), mine, at_form)
    on(on_open, OpenFile.filter(), mine, at_form)
    return router
