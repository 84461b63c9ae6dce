"""Inline keyboards and the callback data behind them: ids only, 64 bytes at most."""

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from students.questions import Complaint

Id = Annotated[int, Field(ge=0, lt=2**53)]
"""A row number as a button carries it; anything larger was not made by us."""


class Packed(Protocol):
    """Callback data, as a class of this module or an action of a case."""

    def pack(self) -> str: ...


Button = tuple[str, Packed]

TICK = "✓ "


class Ask(CallbackData, prefix="q"):
    """Ask the library one of the fixed questions."""

    name: str


class Examples(CallbackData, prefix="e"):
    """Show example questions."""


class Original(CallbackData, prefix="o"):
    """Show a whole clause on the way from the answer to ``question``; ``part`` counts from 0."""

    question: Id
    clause: Id
    part: Id = 0


class Back(CallbackData, prefix="b"):
    """Return from a clause to the answer that cites it."""

    question: Id


class Rate(CallbackData, prefix="r"):
    question: Id
    helpful: bool


class Complain(CallbackData, prefix="c"):
    question: Id
    complaint: Complaint


class AskStaff(CallbackData, prefix="s"):
    question: Id


class NextStep(CallbackData, prefix="n"):
    """The likely action of an answer."""

    question: Id
    action: str


class Mine(CallbackData, prefix="m"):
    """What somebody wishes done with what is kept about them."""

    wish: Literal["copy", "forget", "forget-sure", "keep"]


class Speak(CallbackData, prefix="l"):
    """Choose the language of the bot."""

    locale: str


def keyboard(*rows: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """The rows that have buttons; None when there is none at all."""
    filled = [
        [InlineKeyboardButton(text=text, callback_data=data.pack()) for text, data in row]
        for row in rows
        if row
    ]
    return InlineKeyboardMarkup(inline_keyboard=filled) if filled else None


def ticked(markup: InlineKeyboardMarkup | None, data: str | None) -> InlineKeyboardMarkup | None:
    """The same keyboard with a tick on the button that carries ``data``."""
    if markup is None:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                button.model_copy(update={"text": TICK + button.text.removeprefix(TICK)})
                if button.callback_data == data
                else button
                for button in row
            ]
            for row in markup.inline_keyboard
        ]
    )
