"""One person at the form of a case: reading it, answering it, waiting for their words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aiogram.enums import ParseMode
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import InlineKeyboardMarkup, Message, ReplyParameters, TelegramObject

from core import wording
from core.accounts import Actor
from core.db import Database, Session
from core.fields import Field, Value
from core.kinds import Kinds
from core.texts import Texts, Translate
from handlers import form_cards, form_questions, form_sheets
from handlers.asking import Clock
from handlers.form_buttons import mark
from handlers.form_cards import Page
from handlers.form_sheets import Sheet, form_kind
from handlers.forms import wait_for

LASTS = timedelta(hours=24)
"""So long typed words are taken for the question that stands there: long answers take a while."""


class Waiting(StatesGroup):
    """Which words or files are waited for; the form itself is in the database alone."""

    answer = State()
    note = State()
    file = State()


@dataclass(frozen=True, slots=True)
class Screen:
    """What to show, and the field whose answer may then be typed."""

    page: Page
    field: Field | None = None
    of: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """Who is there, and all that is needed to answer them."""

    actor: Actor
    db: Database
    kinds: Kinds
    texts: Texts
    t: Translate
    state: FSMContext
    now: datetime

    async def sheet(self, session: Session, word: str, case_id: int) -> Sheet:
        """The form of a case, locked. Raises NotFound for what is none of this person's."""
        kind = form_kind(self.kinds, word)
        case = await kind.find(session, case_id, self.actor)
        return await form_sheets.read(session, kind, case, self.actor, now=self.now)

    async def again(self, session: Session, sheet: Sheet) -> Sheet:
        """The same form after something was done to it."""
        return await form_sheets.read(session, sheet.kind, sheet.case, self.actor, now=self.now)

    def card(self, sheet: Sheet) -> Screen:
        return Screen(form_cards.page(sheet, self.texts, self.t))

    def question(self, sheet: Sheet, field: Field, of: int, *, above: str = "") -> Screen:
        page = form_questions.question(sheet, field, of, self.t, above=above)
        return Screen(page, field, of)

    def following(self, sheet: Sheet, of: int) -> Screen:
        """The next question, or the card where none is left or only one was to be changed."""
        left = sheet.open
        return self.question(sheet, left[0], of) if of and left else self.card(sheet)

    def now_is(self, sheet: Sheet) -> str:
        """What the case has become, for who pressed a button that is too late."""
        return self.t(wording.state(self.texts.has, sheet.word, sheet.case.state))

    async def answer(self, session: Session, sheet: Sheet, field: Field, value: Value) -> Sheet:
        """Keep an answer; raises what ``FormKind.answer`` raises."""
        await sheet.kind.answer(session, self.actor, sheet.case.id, field.key, value, now=self.now)
        return await self.again(session, sheet)

    async def listen(self, sheet: Sheet, screen: Screen, *, since: int) -> None:
        """Wait for the words that ``screen`` asks for; messages up to ``since`` were dealt with."""
        field = screen.field
        if field is None and not since:
            await self.rest()
            return
        await wait_for(
            self.state,
            Waiting.answer,
            self.now,
            lasts=LASTS,
            kind=sheet.word,
            case=sheet.case.id,
            field=field.key if field else "",
            seen=mark(sheet.case.form, field.key) if field else "",
            of=screen.of,
            since=since,
        )

    async def rest(self) -> None:
        """Wait for nothing any more, unless another form of the chat is waiting."""
        if await self.state.get_state() in {one.state for one in Waiting.__states__}:
            await self.state.clear()


class AtForm(Filter):
    """Lets everybody pass, and hands the handler its ``talk``."""

    async def __call__(
        self,
        event: TelegramObject,
        actor: Actor,
        db: Database,
        kinds: Kinds,
        texts: Texts,
        t: Translate,
        state: FSMContext,
        clock: Clock,
    ) -> dict[str, Talk]:
        return {"talk": Talk(actor, db, kinds, texts, t, state, clock())}


def overtaken(sheet: Sheet, key: str, seen: str) -> bool:
    """Whether somebody else answered since the reader saw what stood there."""
    by = sheet.case.filled_by.get(key)
    return by not in (None, sheet.reader) and mark(sheet.case.form, key) != seen


async def reply_to(message: Message, text: str, markup: InlineKeyboardMarkup | None) -> None:
    """Answer this very message, so that our buttons find their way back to what it holds."""
    to = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
    await message.answer(text, parse_mode=ParseMode.HTML, reply_markup=markup, reply_parameters=to)
