"""Buttons of forms: every word fits, whatever a form is made of, and finds its way back."""

import pytest

from bot.kinds import KINDS
from handlers.form_buttons import PUT, Give, TakeWords, long, mark, short

WORDS = ("seats", "registered_on", "08:00", "用途", "", "a" * 40, "~x", "Upper")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_finds_its_way_back(word: str) -> None:
    assert long(short(word), [*WORDS, "other"]) == word


def test_a_word_that_is_gone_is_nothing() -> None:
    assert long(short("08:00"), ["09:00"]) is None


@pytest.mark.parametrize("kind", [one.workflow.kind for one in KINDS] + ["k" * 18])
def test_the_longest_button_of_a_kind_fits(kind: str) -> None:
    word, case = short("a" * 40), 9_999_999_999
    give = Give(kind=kind, case=case, field=word, value=PUT + word, seen="ffff", of=99)
    take = TakeWords(kind=kind, case=case, field=word, seen="ffff", of=99)

    assert len(give.pack().encode()) <= 64
    assert len(take.pack().encode()) <= 64


def test_answers_are_told_apart() -> None:
    answers = {"a": None, "b": "x", "c": ["x"], "d": "y", "e": 1, "f": True}

    marks = [mark(answers, key) for key in (*answers, "none")]

    assert len(set(marks)) == len(marks)
    assert max(map(len, marks)) <= 4
