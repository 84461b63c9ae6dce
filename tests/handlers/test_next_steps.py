"""The likely next step: an honest card, each of its buttons a question that gets answered."""

import pytest
from sqlalchemy import select, update

from core.accounts import Role
from handlers.fixed_questions import EXAMPLES, NAMES, SERVICES, STEPS, examples
from handlers.keyboards import NextStep
from students.models import ActionWish, AskedQuestion
from tests.chat import Seen, Town, visible_lines

SHARE = "专利许可净收入的奖励比例最低多少"


async def card(town: Town, action: str) -> list[Seen]:
    """What is seen after pressing the next step under an answer that has ``action``."""
    student = town.person()
    await student.says(SHARE)
    async with town.db.transaction() as session:
        await session.execute(update(AskedQuestion).values(action=action))
    return await student.forges(NextStep(question=1, action=action).pack())


@pytest.mark.parametrize("action", STEPS)
async def test_card_promises_nothing_and_offers_questions(town: Town, action: str) -> None:
    (shown,) = await card(town, action)

    assert "还不能" in shown.text
    assert visible_lines(shown.text) <= 6
    assert len(shown.buttons) <= 4
    assert shown.buttons[:-1] == [town.texts.render("zh-CN", f"ask-{n}") for n in STEPS[action]]
    assert shown.buttons[-1] == "问老师"


async def test_wish_is_kept_once(town: Town) -> None:
    await card(town, "license")
    await town.person().forges(NextStep(question=1, action="license").pack())

    async with town.db.reading() as session:
        wishes = list(await session.scalars(select(ActionWish)))
    assert [(wish.question_id, wish.action) for wish in wishes] == [(1, "license")]


async def test_step_asks_the_library(town: Town) -> None:
    await card(town, "license")

    (answer,) = await town.person().presses("专利许可合同要书面形式吗？")

    assert answer.text.startswith("<b>问：专利许可合同要书面形式吗？</b>")
    async with town.db.reading() as session:
        asked = list(await session.scalars(select(AskedQuestion.text).order_by(AskedQuestion.id)))
    assert asked == [SHARE, "专利许可合同要书面形式吗？"]


async def test_step_delivered_again_is_asked_once(town: Town) -> None:
    await card(town, "license")
    student = town.person()
    first = await student.presses("专利许可合同要书面形式吗？")

    assert await student.repeats() == first
    async with town.db.reading() as session:
        assert len(list(await session.scalars(select(AskedQuestion.id)))) == 2


async def test_card_hands_the_question_to_staff(town: Town) -> None:
    await card(town, "share")

    buttons, kept = await town.person().presses("问老师")

    assert buttons.buttons[-1] == "✓ 问老师"
    assert "ZX-2026-0001" in kept.text


async def test_examples_are_shown_after_a_refusal(town: Town) -> None:
    student = town.person()
    await student.says("海南的入孵团队有补贴吗")

    (shown,) = await student.presses("换个问法 / 例子")

    assert shown.text.startswith("<b>换个问法：")
    assert len(shown.buttons) == 4


def test_every_fixed_question_has_a_place() -> None:
    places = (*EXAMPLES.values(), *STEPS.values(), *SERVICES.values())
    used = {name for names in places for name in names}

    assert used == NAMES
    assert all(len(names) <= 4 for names in EXAMPLES.values())
    assert all(len(names) <= 3 for names in STEPS.values())


def test_examples_follow_the_role_with_most_to_decide() -> None:
    assert examples(frozenset()) == EXAMPLES[Role.STUDENT]
    assert examples(frozenset({Role.STUDENT, Role.MENTOR})) == EXAMPLES[Role.MENTOR]
    assert examples(frozenset({Role.MENTOR, Role.HEAD})) == EXAMPLES[Role.STAFF]
