"""When something goes wrong the person reads one sentence, and the log says where, not what."""

import logging

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import SendMessage
from sqlalchemy import text

from tests.chat import Town

SHARE = "专利许可净收入的奖励比例最低多少"


async def break_the_log(town: Town) -> None:
    """A fault nobody planned for: the table of the question log is gone."""
    async with town.db.transaction() as session:
        await session.execute(text("PRAGMA defer_foreign_keys = ON"))
        await session.execute(text("ALTER TABLE asked_questions RENAME TO lost"))


async def test_unexpected_error_is_an_apology_with_a_reference(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    student = town.person()
    await student.says("/help")
    await break_the_log(town)

    with caplog.at_level(logging.INFO):
        (apology,) = await student.says(SHARE)
    (help_text,) = await student.says("/help")

    assert apology.text == "抱歉，这里出错了。请再发一次；还不行就请报编号 E-2。"
    assert help_text.text.startswith("<b>直接打字问")
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "reference=E-2" in errors[0].getMessage()
    assert "update=2" in errors[0].getMessage()
    assert SHARE not in caplog.text


async def test_unexpected_error_behind_a_button_is_an_alert(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await break_the_log(town)

    (alert,) = await student.presses("看原文")

    assert alert.kind == "alert"
    assert "E-2" in alert.text


async def test_apology_is_in_the_readers_language(town: Town) -> None:
    student = town.person(language="en")
    await student.says("/help")
    await break_the_log(town)

    (apology,) = await student.says(SHARE)

    assert apology.text.startswith("Sorry, something went wrong here.")


async def test_error_in_a_group_disturbs_nobody(town: Town) -> None:
    student = town.person().in_group()
    await break_the_log(town)

    seen = await student.says(f"@mentor_demo_bot {SHARE}")

    assert [one for one in seen if one.kind != "action"] == []


async def test_person_who_blocked_the_bot_is_let_go(town: Town) -> None:
    student = town.person()
    town.server.failing = [
        TelegramForbiddenError(
            method=SendMessage(chat_id=7, text="x"),
            message="Forbidden: bot was blocked by the user",
        )
    ]

    assert await student.says("/help") == []
    assert len(await student.says("/help")) == 1


async def test_button_pressed_long_ago_still_does_its_work(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    message = max(town.server.chats[7].values(), key=lambda m: m.message_id)
    query = {
        "id": "unknown-to-the-server",
        "chat_instance": "1",
        "data": "r:1:1",
        "from": {"id": 7, "is_bot": False, "first_name": "学生"},
        "message": message.model_dump(mode="json", exclude_none=True),
    }

    await town.feed({"callback_query": query})

    assert town.server.seen[7][-1].kind == "buttons"
    assert "✓ 有用" in town.server.seen[7][-1].buttons


async def test_refusal_of_the_server_is_told_with_a_reference(town: Town) -> None:
    student = town.person()
    town.server.failing = [
        TelegramBadRequest(
            method=SendMessage(chat_id=7, text="x"), message="Bad Request: something new"
        )
    ]

    (apology,) = await student.says("/help")

    assert "E-1" in apology.text
