"""[看原文]: the whole clause in place of the answer, with its neighbours and the way back."""

from html import escape

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers.addressing import Pressed
from handlers.ask import rendered
from handlers.asking import Asking, Clock
from handlers.keyboards import Back, Button, Original, keyboard
from handlers.replying import acknowledge, rewrite
from knowledge.answering import Answerer
from knowledge.documents import ClausePage, Force, Grade, Kind
from students import questions
from students.models import AskedQuestion

PART_UNITS = 3000
"""UTF-16 units of a clause in one message: Telegram's 4096 less heading, marks and reserve."""


def parts(text: str, limit: int = PART_UNITS) -> list[tuple[int, int]]:
    """Where to cut a clause: spans that cover it, each at most ``limit`` UTF-16 units.

    Cuts fall after a line, else a sentence, where one ends in the second half of a span.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = _reach(text, start, limit)
        if end < len(text):
            middle = start + (end - start) // 2
            cuts = (text.rfind(mark, middle, end) + 1 for mark in ("\n", "。", "；"))
            end = next((cut for cut in cuts if cut > middle), end)
        spans.append((start, end))
        start = end
    return spans or [(0, 0)]


def _reach(text: str, start: int, limit: int) -> int:
    """The furthest end of a span from ``start`` that keeps to ``limit`` UTF-16 units."""
    used = 0
    for at in range(start, len(text)):
        used += 2 if ord(text[at]) > 0xFFFF else 1
        if used > limit:
            return at
    return len(text)


def text(page: ClausePage, part: int, quoted: list[tuple[int, int]], t: Translate) -> str:
    """One part of the clause under its heading; the words that were quoted stand out."""
    clause = page.clause
    spans = parts(clause.text)
    title = {
        "title": escape(clause.title, quote=False),
        "article": escape(clause.article, quote=False),
    }
    numbered = t("original-part", number=str(part + 1), of=str(len(spans)))
    lines = [t("original-title", **title) + (f" {numbered}" if len(spans) > 1 else "")]
    if clause.heading:
        lines.append(escape(clause.heading, quote=False))
    force = t(f"force-{Force(page.status)}")
    if page.effective_from:
        lines.append(t("original-force-since", force=force, since=page.effective_from.isoformat()))
    else:
        lines.append(t("original-force", force=force))
    if clause.kind == Kind.DIGEST:
        lines.append(t("original-digest"))
    if clause.grade == Grade.C:
        return "\n".join([*lines, t("original-damaged")])
    if clause.grade == Grade.B:
        lines.append(t("original-mended"))
    return "\n".join([*lines, "", _highlighted(clause.text, spans[part], quoted)])


def _highlighted(words: str, span: tuple[int, int], quoted: list[tuple[int, int]]) -> str:
    """The span as HTML, what was quoted in bold (unless that is everything)."""
    start, end = span
    while start < end and words[start] == "\n":
        start += 1
    while start < end and words[end - 1] == "\n":
        end -= 1
    if sum(stop - begin for begin, stop in quoted) >= len(words.strip()):
        quoted = []
    out: list[str] = []
    at = start
    for begin, stop in sorted(quoted):
        begin, stop = max(begin, at), min(stop, end)
        if begin < stop:
            bold = escape(words[begin:stop], quote=False)
            out += [escape(words[at:begin], quote=False), f"<b>{bold}</b>"]
            at = stop
    return "".join([*out, escape(words[at:end], quote=False)])


def buttons(
    page: ClausePage, part: int, question: AskedQuestion, t: Translate
) -> InlineKeyboardMarkup | None:
    """Backwards and forwards through the parts and then the clauses; another source; back."""
    number = question.id
    last = len(parts(page.clause.text)) - 1
    key = page.clause.key
    turning: list[Button] = []
    if part > 0:
        turning.append((t("button-part-before"), _to(number, key, part - 1)))
    elif page.previous is not None:
        turning.append((t("button-clause-before"), _to(number, page.previous)))
    if part < last:
        turning.append((t("button-part-after"), _to(number, key, part + 1)))
    elif page.next is not None:
        turning.append((t("button-clause-after"), _to(number, page.next)))
    leaving: list[Button] = [(t("button-back"), Back(question=number))]
    cited = list(dict.fromkeys(quote.clause for quote in questions.quotes(question)))
    if key in cited and len(cited) > 1:
        other = cited[(cited.index(key) + 1) % len(cited)]
        leaving.append((t("button-other-source"), _to(number, other)))
    return keyboard(turning, leaving)


def _to(question: int, clause: int, part: int = 0) -> Original:
    return Original(question=question, clause=clause, part=part)


async def on_original(
    query: CallbackQuery,
    callback_data: Original,
    message: Message,
    actor: Actor,
    channel: str,
    answerer: Answerer,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.reading() as session:
        question = await questions.shown_in(
            session, callback_data.question, actor, channel, message.chat.id
        )
    page = await answerer.page(callback_data.clause, as_of=question.as_of)
    part = min(callback_data.part, len(parts(page.clause.text)) - 1)
    quoted = [
        (quote.start, quote.end)
        for quote in questions.quotes(question)
        if quote.clause == page.clause.key
    ]
    await rewrite(message, text(page, part, quoted, t), buttons(page, part, question, t))
    await acknowledge(query)


async def on_back(
    query: CallbackQuery,
    callback_data: Back,
    message: Message,
    actor: Actor,
    channel: str,
    answerer: Answerer,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.reading() as session:
        question = await questions.shown_in(
            session, callback_data.question, actor, channel, message.chat.id
        )
    asking = Asking(db, answerer, clock, actor, channel, message.chat.id)
    await rewrite(message, *await rendered(question, asking, t, message.chat))
    await acknowledge(query)


def setup() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(on_original, Original.filter(), Pressed())
    router.callback_query.register(on_back, Back.filter(), Pressed())
    return router
