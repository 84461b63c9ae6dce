"""What can be pressed under an answer, and what shows that it was."""

from itertools import product

import pytest

from handlers import choices
from handlers.choices import Standing
from students.models import AskedQuestion
from tests.chat import strict_texts
from tests.handlers.test_answers import asked, quote

ZH = strict_texts().reader("zh-CN")


@pytest.mark.parametrize(
    ("question", "private", "labels"),
    [
        (asked(quote()), True, [["看原文", "问老师"], ["有用", "没用"]]),
        (
            asked(quote(), action="license"),
            True,
            [["我想申请许可"], ["看原文", "问老师"], ["有用", "没用"]],
        ),
        (asked(quote(), action="unknown"), True, [["看原文", "问老师"], ["有用", "没用"]]),
        (asked(), True, [["问老师", "换个问法 / 例子"]]),
        (asked(reason="scope"), True, [["换个问法 / 例子"]]),
        (asked(action="mentor"), True, [["我想找导师"], ["问老师", "换个问法 / 例子"]]),
        (asked(quote(), action="license"), False, [["看原文"]]),
        (asked(), False, None),
    ],
)
def test_buttons_offer_what_is_likely_next(
    question: AskedQuestion, private: bool, labels: list[list[str]] | None
) -> None:
    markup = choices.buttons(question, Standing(), ZH, private=private)

    shown = markup and [[button.text for button in row] for row in markup.inline_keyboard]
    assert shown == labels


@pytest.mark.parametrize(
    ("helpful", "staff", "action"), list(product((None, True, False), (True, False), ("", "share")))
)
def test_buttons_show_what_was_pressed(helpful: bool | None, staff: bool, action: str) -> None:
    standing = Standing(helpful, "", staff)

    markup = choices.buttons(asked(quote(), action=action), standing, ZH, private=True)

    assert markup is not None
    labels = [button.text for row in markup.inline_keyboard for button in row]
    assert len(labels) == 4 + bool(action)
    assert ("✓ 有用" in labels, "✓ 没用" in labels) == (helpful is True, helpful is False)
    assert ("✓ 问老师" in labels) == staff


def test_complaints_can_be_given_in_one_press() -> None:
    markup = choices.complaint_buttons(asked(quote()), Standing(False, "hard", True), ZH)

    assert markup is not None
    assert [[button.text for button in row] for row in markup.inline_keyboard] == [
        ["答非所问", "条文过时"],
        ["✓ 看不懂", "✓ 问老师"],
    ]
