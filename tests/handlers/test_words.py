"""What people type becomes safe, and falls apart into the questions it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.words import readable, says_something, shortened, single_questions


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  专利归谁\r\n？ ", "专利归谁\n？"),
        ("免费\0吗\ud800", "免费吗"),
        ("a\x07b\x1b[0m", "ab[0m"),
        ("\0\ud83d", ""),
        (None, ""),
        ("👩‍🔬 好", "👩‍🔬 好"),
    ],
)
def test_readable_keeps_words_and_drops_what_cannot_be_read(typed: str | None, kept: str) -> None:
    assert readable(typed) == kept


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_readable_text_can_be_stored_and_sent(typed: str) -> None:
    kept = readable(typed)

    kept.encode("utf-8")
    assert "\0" not in kept
    assert readable(kept) == kept


@pytest.mark.parametrize("text", ["专利", "ok", "2026", "１"])
def test_words_say_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize("text", ["😀😀", "？？？", "1️⃣", "……", "", "❤️‍🔥 ~"])
def test_signs_alone_say_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("专利归谁", ["专利归谁"]),
        ("我是研二学生\n想休学创业可以吗？", ["我是研二学生 想休学创业可以吗？"]),
        (
            "导师的专利我能拿来开公司吗 学校会不会不让",
            ["导师的专利我能拿来开公司吗 学校会不会不让"],
        ),
        ("工位免费吗？要公示多久？", ["工位免费吗？", "要公示多久？"]),
        ("工位免费吗？？要公示多久", ["工位免费吗？？", "要公示多久"]),
        ("专利归谁\n收益怎么分\n要公示多久", ["专利归谁", "收益怎么分", "要公示多久"]),
        ("我们三个人。\n工位免费吗？谁来批？谢谢", ["我们三个人。 工位免费吗？", "谁来批？ 谢谢"]),
        ("Is it free? Who decides", ["Is it free?", "Who decides"]),
        ("吗？？？\n？", ["吗？？？ ？"]),
    ],
)
def test_message_falls_apart_into_its_questions(message: str, questions: list[str]) -> None:
    assert single_questions(message) == questions


@given(st.text("专利归谁吗？?\n 。a", max_size=40))
def test_no_word_of_a_message_is_lost(message: str) -> None:
    said = [ch for ch in message if ch.isalnum()]

    assert [ch for ch in "".join(single_questions(message)) if ch.isalnum()] == said


def test_shortened_text_is_one_line_of_the_given_length() -> None:
    assert shortened("一\n二  三", 10) == "一 二 三"
    assert shortened("一二三四五六", 5) == "一二三四…"
