"""Whatever is sent, the person reads one clear sentence, and nothing is asked or lost."""

from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.words import MAX_QUESTION
from students.models import AskedQuestion
from tests.chat import Town, plain

FILE = {"file_id": "f", "file_unique_id": "u"}
ATTACHMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "sticker": (
        {
            "sticker": FILE
            | {
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
        "表情",
    ),
    "voice": ({"voice": FILE | {"duration": 3}}, "语音"),
    "audio": ({"audio": FILE | {"duration": 3}}, "语音"),
    "video": ({"video": FILE | {"duration": 3, "width": 1, "height": 1}}, "视频"),
    "photo": ({"photo": [FILE | {"width": 1, "height": 1}]}, "图片"),
    "document": ({"document": FILE | {"file_name": "合同.pdf"}}, "文件"),
    "large document": ({"document": FILE | {"file_size": 60 * 1024 * 1024}}, "文件"),
    "location": ({"location": {"latitude": 30.0, "longitude": 120.0}}, "位置"),
    "contact": ({"contact": {"phone_number": "000", "first_name": "演示"}}, "联系人"),
    "dice": ({"dice": {"emoji": "🎲", "value": 1}}, "表情"),
    "poll": (
        {
            "poll": {
                "id": "1",
                "question": "?",
                "options": [],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            }
        },
        "这类消息",
    ),
}


async def asked(town: Town) -> int:
    async with town.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(AskedQuestion)) or 0


@pytest.mark.parametrize("name", ATTACHMENTS)
async def test_attachment_gets_a_sentence_that_says_what_works(town: Town, name: str) -> None:
    content, begins = ATTACHMENTS[name]

    (answer,) = await town.person().sends(name, **content)

    assert answer.text.startswith(begins)
    assert "打" in answer.text
    assert await asked(town) == 0


async def test_words_beside_a_picture_are_answered(town: Town) -> None:
    content, _ = ATTACHMENTS["photo"]

    note, answer = await town.person().sends("photo", caption="工位可以免费使用多久", **content)

    assert note.text == "附件我看不了，只按你写的文字来答。"
    assert "看原文" in answer.buttons


@pytest.mark.parametrize("text", ["", " \n ", "\0", "\0\0\ud83d", "\u200b\x07"])
async def test_message_without_text_is_told_so(town: Town, text: str) -> None:
    (answer,) = await town.person().says(text)

    assert answer.text in (
        "这条消息里没有文字。请把问题打成一句话发给我。",
        "没看到文字。请把问题打成一句话发给我。",
    )
    assert await asked(town) == 0


@pytest.mark.parametrize("text", ["😀😀😀", "？？？", "……", "1️⃣", "👩‍🔬"])
async def test_signs_alone_are_told_so(town: Town, text: str) -> None:
    (answer,) = await town.person().says(text)

    assert answer.text == "没看到文字。请把问题打成一句话发给我。"
    assert await asked(town) == 0


async def test_endless_message_is_told_the_limit(town: Town) -> None:
    student = town.person()

    (refused,) = await student.says("问" * 5000)
    (accepted,) = await student.says("问" * MAX_QUESTION)

    assert refused.text == "这条消息有 5000 字，一次最多 300 字。请只留下要问的那一句。"
    assert "一次最多" not in accepted.text
    assert await asked(town) == 1


@pytest.mark.parametrize("spoiled", ["工位可以\0免费使用多久", "工位可以免费\ud800使用多久\udfff"])
async def test_question_with_broken_characters_is_answered(town: Town, spoiled: str) -> None:
    (answer,) = await town.person().says(spoiled)

    assert "看原文" in answer.buttons


@pytest.mark.parametrize(
    "text",
    [
        "<b>工位</b><script>alert(1)</script> 免费吗",
        "*工位* _免费_ `吗` [x](tg://user)",
        "&lt;b&gt; &amp;amp; 工位免费吗",
        "</blockquote></b> 工位免费吗",
        "'; DROP TABLE accounts; -- 工位免费吗",
        "{ $school } 工位免费吗 { -term }",
    ],
)
async def test_injection_stays_text(town: Town, text: str) -> None:
    seen = await town.person().says(f"{text}？{text}？")

    assert len(seen) == 2
    first = plain(seen[0].text).split("\n")[0]
    assert first.startswith(f"1/2 问：{text[:20]}")


async def test_service_messages_are_passed_over(town: Town) -> None:
    student = town.person()

    assert await student.sends("pinned", pinned_message=_old_message()) == []
    assert (
        await student.sends(
            "timer", message_auto_delete_timer_changed={"message_auto_delete_time": 60}
        )
        == []
    )


def _old_message() -> dict[str, Any]:
    return {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}
