"""What the person who asked makes of an answer is kept once, can be changed, and shows."""

import pytest
from sqlalchemy import select

from handlers.keyboards import Complain, NextStep, Rate
from students.models import ActionWish, Feedback
from tests.chat import Town

SHARE = "专利许可净收入的奖励比例最低多少"


async def opinions(town: Town) -> list[tuple[bool, str]]:
    async with town.db.reading() as session:
        return [(one.helpful, one.reason) for one in await session.scalars(select(Feedback))]


async def test_helpful_is_kept_and_ticked(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)

    buttons, toast = await student.presses("有用")

    assert "✓ 有用" in buttons.buttons
    assert (toast.kind, toast.text) == ("toast", "谢谢，记下了：有用。")
    assert await opinions(town) == [(True, "")]


async def test_useless_asks_what_was_wrong_and_keeps_it(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)

    asking, _ = await student.presses("没用")
    done, toast = await student.presses("条文过时")

    assert asking.buttons == ["答非所问", "条文过时", "看不懂", "问老师"]
    assert "✓ 没用" in done.buttons
    assert toast.text == "记下了：条文过时。谢谢。"
    assert await opinions(town) == [(False, "outdated")]


async def test_opinion_can_be_changed(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.presses("没用")
    await student.presses("看不懂")

    buttons, _ = await student.presses("有用")

    assert "✓ 有用" in buttons.buttons
    assert "没用" in buttons.buttons
    assert await opinions(town) == [(True, "")]


async def test_pressing_again_changes_nothing_and_says_so(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.presses("有用")

    (toast,) = await student.presses("✓ 有用")

    assert toast.text == "谢谢，记下了：有用。"
    assert await opinions(town) == [(True, "")]


@pytest.mark.parametrize(
    "data",
    [
        Rate(question=1, helpful=True),
        Complain(question=1, complaint="hard"),
        NextStep(question=1, action="license"),
    ],
    ids=lambda data: data.pack(),
)
async def test_nobody_acts_on_the_question_of_another(town: Town, data: object) -> None:
    owner, other = town.person("学生甲", 7), town.person("学生乙", 8)
    await owner.says(SHARE)
    await other.says("/help")

    (refused,) = await other.forges(data.pack())
    allowed = await owner.forges(data.pack())

    assert (refused.kind, refused.text) == ("alert", "找不到这条记录，或者它不是你的。")
    assert allowed[0].kind != "alert"
    async with town.db.reading() as session:
        for table in (Feedback, ActionWish):
            accounts = set(await session.scalars(select(table.account_id)))
            assert len(accounts) <= 1


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "\0",
        "zzz",
        "r:1",
        "r:1:2:3",
        "r:x:1",
        "o:1:-5:0",
        "r:99999999999999999999:1",
        "c:1:nonsense",
        "n:1:nonsense",
        "q:nonsense",
        "l:xx",
    ],
)
async def test_stale_or_broken_buttons_say_so(town: Town, data: str) -> None:
    student = town.person()
    await student.says(SHARE)

    (alert,) = await student.forges(data)

    assert (alert.kind, alert.text) == (
        "alert",
        "这个按钮已经失效，没有改动任何内容。请重新提问。",
    )


async def test_button_of_a_message_too_old_to_see_says_so(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    query = {
        "id": "old-1",
        "chat_instance": "1",
        "data": "r:1:1",
        "from": {"id": 7, "is_bot": False, "first_name": "学生"},
        "message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}},
    }
    town.server.expect_press("old-1", 7)

    await town.feed({"callback_query": query})

    assert town.server.seen[7][-1].kind == "alert"
    assert await opinions(town) == []
