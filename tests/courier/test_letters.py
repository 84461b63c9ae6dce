"""What readers see: their own language, nobody's HTML but ours, buttons two in a row."""

from pathlib import Path

import pytest

from core.actions import Action
from core.outbox import Notice, Param
from courier.letters import VALUE_LIMIT, NoText, write
from tests.courier.rig import words


def notice(key: str, params: dict[str, Param], *actions: Action) -> Notice:
    return Notice(key=key, params=params, actions=[action.pack() for action in actions])


def test_letter_speaks_the_readers_language_and_escapes_values(tmp_path: Path) -> None:
    texts = words(tmp_path)
    told = notice("offer-propose-mentor", {"student": "<i>小萌</i>", "note": "A & B"})

    assert write(texts, told, "zh-CN").html == "<b>&lt;i&gt;小萌&lt;/i&gt;</b>想请你指导：A &amp; B"
    assert write(texts, told, "en").html == (
        "<b>&lt;i&gt;小萌&lt;/i&gt;</b> would like your advice: A &amp; B"
    )


def test_letter_has_two_buttons_in_a_row_with_the_kinds_own_word_first(tmp_path: Path) -> None:
    events = ("accept", "decline", "later")
    told = notice("plain", {"n": 2}, *(Action("offer", 7, event) for event in events))
    other = notice("plain", {"n": 2}, Action("meeting", 7, "accept"))

    assert write(words(tmp_path), told, "zh-CN").rows == (
        (("愿意指导", "a:offer:7:accept"), ("婉拒", "a:offer:7:decline")),
        (("以后再说", "a:offer:7:later"),),
    )
    assert write(words(tmp_path / "2"), other, "zh-CN").rows == ((("同意", "a:meeting:7:accept"),),)


def test_long_value_is_cut_between_characters(tmp_path: Path) -> None:
    texts = words(tmp_path)
    told = notice("offer-propose-mentor", {"student": "小萌", "note": "<" * 5000})
    fits = notice("offer-propose-mentor", {"student": "小萌", "note": "长" * VALUE_LIMIT})

    assert write(texts, told, "zh-CN").html == "<b>小萌</b>想请你指导：" + "&lt;" * 249 + "…"
    assert write(texts, fits, "zh-CN").html == "<b>小萌</b>想请你指导：" + "长" * VALUE_LIMIT


def test_values_that_are_texts_are_said_in_the_readers_language(tmp_path: Path) -> None:
    texts = words(tmp_path)
    many = notice(
        "offer-propose-mentor",
        {"student": "小萌", "note": ["button-later", ["plain", {"n": 3}]]},
    )
    too_many = notice("offer-propose-mentor", {"student": "x", "note": ["button-later"] * 300})

    assert write(texts, many, "zh-CN").html == "<b>小萌</b>想请你指导：以后再说、第 3 条"
    assert write(texts, many, "en").html == "<b>小萌</b> would like your advice: Later, Number 3"
    assert write(texts, too_many, "zh-CN").html.endswith("、以后再说…")


def test_notice_without_a_text_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(NoText):
        write(words(tmp_path), notice("nothing", {}), "zh-CN")
