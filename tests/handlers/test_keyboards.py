"""What buttons carry: small enough for the Bot API, and back again as it was."""

from collections import Counter

import pytest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import ValidationError

from handlers import setup_routers
from handlers.commands import LANGUAGES
from handlers.fixed_questions import NAMES, STEPS
from handlers.keyboards import (
    Ask,
    AskStaff,
    Back,
    Complain,
    Examples,
    NextStep,
    Original,
    Rate,
    Speak,
    keyboard,
    ticked,
)
from students.questions import Complaint

LARGEST = 2**53 - 1
EVERY = [
    *(Ask(name=name) for name in sorted(NAMES)),
    Examples(),
    Original(question=LARGEST, clause=LARGEST, part=LARGEST),
    Back(question=LARGEST),
    Rate(question=LARGEST, helpful=True),
    *(Complain(question=LARGEST, complaint=complaint) for complaint in Complaint),
    AskStaff(question=LARGEST),
    *(NextStep(question=LARGEST, action=action) for action in STEPS),
    *(Speak(locale=locale) for locale in LANGUAGES),
]


@pytest.mark.parametrize("data", EVERY, ids=lambda data: data.pack())
def test_button_data_fits_and_comes_back(data: CallbackData) -> None:
    packed = data.pack()

    assert len(packed.encode()) <= 64
    assert type(data).unpack(packed) == data


def test_prefixes_are_not_shared() -> None:
    kinds = {type(data) for data in EVERY}

    assert len({kind.__prefix__ for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("number", ["-1", str(2**53), "9" * 30, "x", "", "1.5"])
def test_numbers_that_were_never_ours_are_refused(number: str) -> None:
    assert Back.unpack("b:1") == Back(question=1)
    with pytest.raises(ValidationError):
        Back.unpack(f"b:{number}")


def test_keyboard_without_buttons_is_none() -> None:
    assert keyboard([], []) is None
    assert keyboard([], [("好", Examples())]) == InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="好", callback_data="e")]]
    )


def test_tick_marks_the_pressed_button_once() -> None:
    markup = keyboard([("问老师", AskStaff(question=1)), ("例子", Examples())])

    once = ticked(markup, "s:1")

    assert once == keyboard([("✓ 问老师", AskStaff(question=1)), ("例子", Examples())])
    assert ticked(once, "s:1") == once
    assert ticked(None, "s:1") is None


def test_no_two_buttons_begin_alike() -> None:
    """Of two classes with one prefix the router that stands first would take both."""
    setup_routers()
    ours = [one for one in CallbackData.__subclasses__() if one.__module__.startswith("handlers.")]

    counted = Counter(one.__prefix__ for one in ours)
    assert len(ours) > 50
    assert [prefix for prefix, times in counted.items() if times > 1] == []
