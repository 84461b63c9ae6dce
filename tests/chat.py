"""Talks to the bot as a person does: says, presses, sees; no network, everything else real.

A ``ChatServer`` stands in for the Bot API: it keeps the chats, refuses what Telegram refuses, and
writes down what people saw. A ``Town`` is one bot with its database, library and people.
"""

import json
import re
import tempfile
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    GetFile,
    GetMe,
    SendChatAction,
    SendDocument,
    SendMessage,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    Chat,
    File,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
    Update,
    User,
)
from pydantic import SecretStr

from bot.app import App, make_dispatcher
from bot.channels import Channel, read_json
from bot.config import Settings
from bot.inbox import Inbox
from bot.journal import MOST_FAILURES, Run, running
from bot.kinds import KINDS
from bot.leases import Leases
from bot.turns import Claimed
from core import accounts, outbox
from core.accounts import Role
from core.db import Database
from core.kinds import Kinds, keep_time
from core.texts import Texts
from courier import letters
from handlers import School, setup_routers
from knowledge.answering import Answerer

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
LOCALES = Path(__file__).resolve().parent.parent / "locales"
BOT = User(id=4200, is_bot=True, first_name="创业导师助手", username="mentor_demo_bot")
GROUP = -100500
MAX_TEXT = 4096
MAX_CALLBACK_BYTES = 64
MAX_ALERT = 200
FOLDED_LINES = 3
"""How much of an expandable quotation a client shows before it is opened."""
_TAGS = frozenset(["b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"])


@cache
def strict_texts() -> Texts:
    """The texts of the bot, read once; a missing one raises."""
    return Texts(LOCALES, strict=True)


def plain(html: str) -> str:
    """What is read of an HTML message."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_lines(html: str) -> int:
    """Lines of a message before anything is unfolded, blank ones not counted."""

    def fold(quote: re.Match[str]) -> str:
        return "\n".join(quote[1].split("\n")[:FOLDED_LINES])

    folded = re.sub(r"<blockquote expandable>(.*?)</blockquote>", fold, html, flags=re.DOTALL)
    return sum(bool(line.strip()) for line in plain(folded).split("\n"))


class _Balance(HTMLParser):
    """Complains where Telegram's parser would: unknown tags, wrong nesting, a bare < or &."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise ValueError(f"unsupported start tag {tag!r}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"unexpected end tag {tag!r}")

    def handle_decl(self, decl: str) -> None:
        raise ValueError(f"unsupported declaration {decl!r}")

    handle_comment = handle_pi = unknown_decl = handle_decl

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            raise ValueError(f"not escaped: {data!r}")

    def handle_entityref(self, name: str) -> None:
        if name not in ("lt", "gt", "amp", "quot"):
            raise ValueError(f"unknown entity {name!r}")


def html_problem(text: str) -> str:
    """Why Telegram would not take the text as HTML, or ""."""
    balance = _Balance()
    try:
        balance.feed(text)
        balance.close()
    except ValueError as error:
        return str(error)
    return f"{balance.open[-1]!r} is not closed" if balance.open else ""


@dataclass(slots=True)
class Seen:
    """Something a person saw: a new message, a changed one, or what a button answered."""

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    parse_mode: str | None = None

    @property
    def buttons(self) -> list[str]:
        return [label for row in self.rows for label in row]


class ChatServer(BaseSession):
    """The Bot API of a test: chats in memory, calls checked as Telegram checks them."""

    def __init__(self) -> None:
        super().__init__()
        self.chats: dict[int, dict[int, Message]] = {}
        self.seen: dict[int, list[Seen]] = {}
        self.unread: dict[int, list[Seen]] = {}
        self.calls: list[TelegramMethod[Any]] = []
        self.failing: list[Exception] = []
        self.files: list[tuple[str | None, bytes]] = []
        self.uploads: dict[str, bytes] = {}
        """What people sent, by file id."""
        self.said: dict[tuple[int, int], dict[str, Any]] = {}
        """Messages of people, by chat and id."""
        self._queries: dict[str, int] = {}
        self._last_id = 0

    def new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def put(self, message: Message) -> None:
        self.chats.setdefault(message.chat.id, {})[message.message_id] = message

    def expect_press(self, query_id: str, chat_id: int) -> None:
        self._queries[query_id] = chat_id

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109  # the base class's parameter
    ) -> Any:
        self.calls.append(method)
        if self.failing:
            raise self.failing.pop(0)
        match method:
            case GetMe():
                return BOT
            case GetFile():
                size = len(self.uploads[method.file_id])
                return File(
                    file_id=method.file_id,
                    file_unique_id=method.file_id,
                    file_size=size,
                    file_path=method.file_id,
                )
            case SendChatAction():
                self._show(int(method.chat_id), Seen("action", str(method.action)))
            case SendMessage():
                return self._send(bot, method)
            case SendDocument():
                return self._send_file(bot, method)
            case EditMessageText() | EditMessageReplyMarkup():
                return self._edit(bot, method)
            case AnswerCallbackQuery():
                self._answer(method)
        return True

    async def stream_content(
        self, url: str, *args: Any, **kwargs: Any
    ) -> AsyncGenerator[bytes, None]:
        yield self.uploads[url.rsplit("/", 1)[1]]

    async def close(self) -> None: ...

    def _send(self, bot: Bot, method: SendMessage) -> Message:
        text = self._checked(method, method.text, method.reply_markup)
        chat_id = int(method.chat_id)
        message = Message(
            message_id=self.new_id(),
            date=NOW,
            chat=_chat(chat_id),
            from_user=BOT,
            text=text,
            reply_markup=method.reply_markup,
            reply_to_message=self._answered(chat_id, method.reply_parameters),
        ).as_(bot)
        self.put(message)
        kind = "reply" if method.reply_parameters else "message"
        self._show(chat_id, _seen(kind, method.text, method))
        return message

    def _answered(self, chat_id: int, to: ReplyParameters | None) -> Message | None:
        said = self.said.get((chat_id, to.message_id)) if to else None
        return Message.model_validate(said) if said else None

    def _send_file(self, bot: Bot, method: SendDocument) -> Message:
        """Shows a file as its name and its whole text."""
        caption = self._checked(method, method.caption or "", method.reply_markup)
        assert isinstance(method.document, BufferedInputFile)
        chat_id = int(method.chat_id)
        message = Message(
            message_id=self.new_id(),
            date=NOW,
            chat=_chat(chat_id),
            from_user=BOT,
            caption=caption,
        ).as_(bot)
        self.put(message)
        self.files.append((method.document.filename, method.document.data))
        self._show(chat_id, _seen("file", f"{method.document.filename}: {caption}", method))
        return message

    def _edit(self, bot: Bot, method: EditMessageText | EditMessageReplyMarkup) -> Message:
        chat_id, message_id = int(method.chat_id or 0), method.message_id or 0
        old = self.chats.get(chat_id, {}).get(message_id)
        if old is None:
            raise TelegramBadRequest(method, "Bad Request: message to edit not found")
        if isinstance(method, EditMessageText):
            text: str | None = self._checked(method, method.text, method.reply_markup)
        else:
            self._checked(method, "-", method.reply_markup)
            text = old.text
        if (text, method.reply_markup) == (old.text, old.reply_markup):
            raise TelegramBadRequest(
                method,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        new = old.model_copy(update={"text": text, "reply_markup": method.reply_markup}).as_(bot)
        self.put(new)
        if isinstance(method, EditMessageText):
            self._show(chat_id, _seen("edited", method.text, method))
        else:
            self._show(chat_id, _seen("buttons", "", method))
        return new

    def _answer(self, method: AnswerCallbackQuery) -> None:
        chat_id = self._queries.pop(method.callback_query_id, None)
        if chat_id is None:
            raise TelegramBadRequest(
                method,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        text = method.text or ""
        if len(text) > MAX_ALERT:
            raise TelegramBadRequest(method, "Bad Request: MESSAGE_TOO_LONG")
        if text:
            self._show(chat_id, Seen("alert" if method.show_alert else "toast", text))

    def _checked(self, method: TelegramMethod[Any], text: str, markup: object) -> str:
        """The text without mark-up; raises what Telegram answers to a text it refuses."""
        text.encode("utf-8")
        shown = text
        if getattr(method, "parse_mode", None) == "HTML":
            if problem := html_problem(text):
                raise TelegramBadRequest(method, f"Bad Request: can't parse entities: {problem}")
            shown = plain(text)
        if not shown.strip():
            raise TelegramBadRequest(method, "Bad Request: message text is empty")
        if units(shown) > MAX_TEXT:
            raise TelegramBadRequest(method, "Bad Request: message is too long")
        if isinstance(markup, InlineKeyboardMarkup):
            for button in (b for row in markup.inline_keyboard for b in row):
                if not 0 < len((button.callback_data or "").encode()) <= MAX_CALLBACK_BYTES:
                    raise TelegramBadRequest(method, "Bad Request: BUTTON_DATA_INVALID")
        return shown

    def deliver(
        self, bot: Bot, chat_id: int, html: str, rows: Sequence[Sequence[tuple[str, str]]]
    ) -> None:
        """A message that another process of ours sends."""
        keys = [
            [InlineKeyboardButton(text=text, callback_data=data) for text, data in row]
            for row in rows
        ]
        markup = InlineKeyboardMarkup(inline_keyboard=keys) if keys else None
        self._send(
            bot, SendMessage(chat_id=chat_id, text=html, parse_mode="HTML", reply_markup=markup)
        )
        self.unread.setdefault(chat_id, []).append(self.seen[chat_id].pop())

    def _show(self, chat_id: int, seen: Seen) -> None:
        self.seen.setdefault(chat_id, []).append(seen)


def _chat(chat_id: int) -> Chat:
    if chat_id < 0:
        return Chat(id=chat_id, type="supergroup", title="演示群")
    return Chat(id=chat_id, type="private")


def _seen(kind: str, text: str, method: Any) -> Seen:
    markup = method.reply_markup
    rows = (
        [[button.text for button in row] for row in markup.inline_keyboard]
        if isinstance(markup, InlineKeyboardMarkup)
        else []
    )
    return Seen(kind, text, rows, getattr(method, "parse_mode", None))


@dataclass(slots=True)
class Town:
    """One bot with its dispatcher, and the people who talk to it; ``clock`` stands still."""

    db: Database
    answerer: Answerer
    school: School = field(default_factory=lambda: School("示例大学", "服务站 101 室（演示）"))
    channel: str = "web"
    now: datetime = NOW
    server: ChatServer = field(default_factory=ChatServer)
    texts: Texts = field(default_factory=strict_texts)
    bot: Bot = field(init=False)
    dispatcher: Dispatcher = field(init=False)
    script: list[str] = field(default_factory=list)
    kinds: Kinds = field(default_factory=lambda: Kinds(KINDS))
    files: Path = field(default_factory=lambda: Path(tempfile.gettempdir()) / "mentorbot-tests")
    """Where handed-in files are kept; a test that sends some names a folder of its own."""
    _updates: int = 0

    def __post_init__(self) -> None:
        self.bot = Bot(f"{BOT.id}:TEST", session=self.server)
        self.restart()

    def restart(self) -> None:
        """Forget everything that is not in the database, as a new process would."""
        self.dispatcher = assemble(self, getattr(self, "dispatcher", None))

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    async def later(self, **span: float) -> None:
        """Let time pass, and what it brings happen: reminders, and promises that run out."""
        self.wait(**span)
        self.script.append(
            f"({' '.join(f'{number:g} {unit}' for unit, number in span.items())} later)"
        )
        while await keep_time(self.db, self.kinds, now=self.now):
            pass

    async def notices(self) -> None:
        """Deliver what waits in the outbox, as the courier would write it."""
        async with self.db.transaction() as session:
            for notice in await outbox.due(session, now=self.now, limit=1000):
                actor = await accounts.actor_of(session, notice.account_id)
                (address, *_) = await accounts.addresses(session, notice.account_id)
                letter = letters.write(self.texts, notice, actor.locale)
                self.server.deliver(self.bot, address.chat_id, letter.html, letter.rows)
                outbox.sent(notice, now=self.now, message_id=None)

    def person(self, name: str = "学生", number: int = 7, *, language: str = "zh-hans") -> "Person":
        return Person(self, name, number, language=language)

    async def feed(self, update: dict[str, Any]) -> None:
        """Hand the bot one update, numbered anew unless it is a repetition."""
        if "update_id" not in update:
            self._updates += 1
            update["update_id"] = self._updates
        number = update["update_id"]
        content = read_json(json.dumps(update))
        parsed = Update.model_validate(content, context={"bot": self.bot})
        with running(Run(self._claimed(number), Channel(self.channel, self.bot, exact=True))):
            await self.dispatcher.feed_update(
                self.bot, parsed, channel=self.channel, source=str(number)
            )

    def _claimed(self, number: int) -> Claimed:
        """The update as a worker holds it on its last try, when failures are told."""
        return Claimed(
            id=number,
            channel=self.channel,
            update_id=number,
            chat_key="",
            payload="",
            claims=1,
            failures=MOST_FAILURES - 1,
            crashes=0,
            received_at=self.now,
        )

    def transcript(self) -> str:
        """What was said and seen so far, as golden files keep it."""
        return "\n".join(self.script) + "\n"


class Person:
    """Somebody in a chat with the bot, or in a group with it."""

    def __init__(
        self, town: Town, name: str, number: int, *, language: str, chat_id: int | None = None
    ) -> None:
        self.town, self.name, self.number, self.language = town, name, number, language
        self.chat_id = chat_id or number
        self.acts = 0
        """Messages sent and buttons pressed."""
        self.last_update: dict[str, Any] = {}

    def in_group(self) -> "Person":
        """The same person in a group that the bot belongs to."""
        return Person(self.town, self.name, self.number, language=self.language, chat_id=GROUP)

    async def become(self, role: Role) -> None:
        """Get a role, as the operator gives it."""
        async with self.town.db.transaction() as session:
            actor = await accounts.identify(
                session,
                self.town.channel,
                self.number,
                name=self.name,
                locale=self.town.texts.negotiate(self.language),
                now=self.town.now,
            )
            await accounts.grant(session, actor.id, role, None, now=self.town.now)

    async def reads(self) -> list[Seen]:
        """What has come without being asked for, since the person last looked."""
        await self.town.notices()
        fresh, self.town.server.unread[self.chat_id] = (
            self.town.server.unread.get(self.chat_id, []),
            [],
        )
        self.town.script.append(f"({self.name} looks at the phone)")
        self.town.script += [row for one in fresh for row in _written(one)]
        return fresh

    async def says(self, text: str) -> list[Seen]:
        """Send a text message; returns what was seen in reply."""
        return await self.sends(f"{self.name}> {_one_line(text)}", text=text)

    async def replies(self, text: str) -> list[Seen]:
        """Send a text as a reply to the bot's latest message here."""
        mine = [m for m in self._messages() if m.from_user and m.from_user.id == BOT.id]
        return await self.sends(
            f"{self.name}> (reply) {_one_line(text)}",
            text=text,
            reply_to_message=mine[-1].model_dump(mode="json", exclude_none=True),
        )

    async def sends(self, line: str, **content: Any) -> list[Seen]:
        """Send a message of any content; ``line`` stands for it in the transcript."""
        message = {
            "message_id": self.town.server.new_id(),
            "date": int(self.town.now.timestamp()),
            "chat": self._chat(),
            "from": self._user(),
            **content,
        }
        self.town.server.said[self.chat_id, message["message_id"]] = message
        self.acts += 1
        return await self._act(line, {"message": message})

    async def sends_file(self, name: str, data: bytes, **content: Any) -> list[Seen]:
        """Send a document, with a caption or of an album if ``content`` says so."""
        file_id = f"upload-{self.town.server.new_id()}"
        self.town.server.uploads[file_id] = data
        document = {
            "file_id": file_id,
            "file_unique_id": file_id,
            "file_name": name,
            "file_size": len(data),
        }
        return await self.sends(f"{self.name}> (file) {name}", document=document, **content)

    async def sends_photo(self, *sizes: bytes, **content: Any) -> list[Seen]:
        """Send a photo in these sizes, the smallest first."""
        photo = []
        for place, data in enumerate(sizes, start=1):
            file_id = f"upload-{self.town.server.new_id()}"
            self.town.server.uploads[file_id] = data
            size = {"file_size": len(data), "width": 90 * place, "height": 90 * place}
            photo.append({"file_id": file_id, "file_unique_id": file_id, **size})
        return await self.sends(f"{self.name}> (photo)", photo=photo, **content)

    async def edits(self, text: str) -> list[Seen]:
        """Change the text of the message sent last."""
        message = dict(self.last_update["message"], text=text, edit_date=1)
        return await self._act(
            f"{self.name}> (edits) {_one_line(text)}", {"edited_message": message}, remember=False
        )

    async def presses(self, label: str) -> list[Seen]:
        """Press the newest button that shows ``label``; fails where there is none."""
        for message in reversed(self._messages()):
            markup = message.reply_markup
            for button in (b for row in markup.inline_keyboard for b in row) if markup else ():
                if button.text == label and button.callback_data:
                    return await self.forges(
                        button.callback_data, message, line=f"{self.name}> 〔{label}〕"
                    )
        raise AssertionError(f"no button {label!r} in chat {self.chat_id}")

    async def forges(
        self, data: str, message: Message | None = None, *, line: str = ""
    ) -> list[Seen]:
        """Press a button that carries ``data``, real or not, on a message (the newest)."""
        message = message or self._messages()[-1]
        self.acts += 1
        query = {
            "id": f"{self.number}-{self.town.server.new_id()}",
            "chat_instance": "1",
            "data": data,
            "from": self._user(),
            "message": message.model_dump(mode="json", exclude_none=True),
        }
        return await self._act(line or f"{self.name}> 〔{data}〕", {"callback_query": query})

    async def repeats(self) -> list[Seen]:
        """The last update is delivered once more, unchanged."""
        return await self._act(f"{self.name}> (delivered again)", dict(self.last_update))

    async def _act(self, line: str, update: dict[str, Any], *, remember: bool = True) -> list[Seen]:
        if query := update.get("callback_query"):
            self.town.server.expect_press(query["id"], self.chat_id)
        before = len(self.town.server.seen.get(self.chat_id, []))
        self.town.script.append(line)
        await self.town.feed(update)
        if remember:
            self.last_update = update
        seen = self.town.server.seen.get(self.chat_id, [])[before:]
        self.town.script += [row for one in seen for row in _written(one)]
        return [one for one in seen if one.kind != "action"]

    def _messages(self) -> list[Message]:
        return [m for _, m in sorted(self.town.server.chats.get(self.chat_id, {}).items())]

    def _chat(self) -> dict[str, Any]:
        return _chat(self.chat_id).model_dump(exclude_none=True)

    def _user(self) -> dict[str, Any]:
        return {
            "id": self.number,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }


_MARKS = {
    "action": "bot…",
    "message": "bot<",
    "reply": "bot< (reply)",
    "edited": "bot~",
    "buttons": "bot~ (buttons)",
    "file": "bot< (file)",
    "toast": "bot: (toast)",
    "alert": "bot! (alert)",
}


LONG_MESSAGE = 16
"""Lines of a message that a transcript keeps whole; of longer ones it keeps both ends."""


def _written(seen: Seen) -> list[str]:
    first, *more = seen.text.split("\n")
    if len(more) > LONG_MESSAGE:
        more = [*more[:5], f"… ({len(more) - 8} lines)", *more[-3:]]
    lines = [f"{_MARKS[seen.kind]} {first}".rstrip(), *(f"   | {line}".rstrip() for line in more)]
    return lines + ["     " + " ".join(f"[{label}]" for label in row) for row in seen.rows]


def _one_line(text: str) -> str:
    """The text with line breaks and invisible characters spelled out, cut where it is endless."""
    shown = "".join(
        ch if ch.isprintable() else ch.encode("unicode_escape", "surrogatepass").decode()
        for ch in text
    )
    if not shown.strip():
        return "(blank)"
    return shown if len(shown) <= 120 else f"{shown[:40]}… ({len(text)} characters)"


def assemble(town: Town, earlier: Dispatcher | None = None) -> Dispatcher:
    """The dispatcher of the bot, on the town's database, library and clock.

    Handlers remember nothing, so those of an ``earlier`` one will do: making them takes longest.
    """

    def clock() -> datetime:
        return town.now

    app = App(
        settings=Settings(
            _env_file=None,
            webchat_token=SecretStr(town.bot.token),
            files_dir=str(town.files),
        ),
        clock=clock,
        db=town.db,
        texts=town.texts,
        inbox=Inbox(town.db, owner="test", clock=clock),
        leases=Leases(town.db, owner="test", clock=clock),
        channels={},
        pollers=[],
        kinds=town.kinds,
    )
    routers = setup_routers() if earlier is None else []
    dispatcher = make_dispatcher(app, routers, answerer=town.answerer, school=town.school)
    for name, observer in earlier.observers.items() if earlier else ():
        if name != "update":  # the dispatcher's own
            dispatcher.observers[name].handlers.extend(observer.handlers)
    return dispatcher
