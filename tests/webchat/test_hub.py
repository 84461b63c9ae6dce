"""What people do on the page and what they see: once each, in order, without a gap."""

import asyncio
import io
from collections.abc import Awaitable

import pytest
from PIL import Image

from tests.webchat.rig import GROUP, MENTOR, STUDENT, Rig, until
from webchat.errors import Refused
from webchat.streams import BACKLOG


def keyboard(data: str) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "好", "callback_data": data}]]}


async def code_of(doing: Awaitable[object]) -> str:
    with pytest.raises(Refused) as refused:
        await doing
    return refused.value.code


async def test_text_reaches_the_bot_as_an_update(rig: Rig) -> None:
    said = await rig.hub.person_says(STUDENT, text="/start 甲", client_id="1")
    assert said["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert said["from"]["language_code"] == "zh-hans"
    (update,) = await rig.updates()
    assert update["message"] == said


async def test_same_client_id_says_it_once(rig: Rig) -> None:
    twice = await asyncio.gather(
        *(rig.hub.person_says(STUDENT, text="甲", client_id="same") for _ in range(2))
    )
    assert twice[0] == twice[1]
    await rig.restart()
    assert await rig.hub.person_says(STUDENT, text="甲", client_id="same") == twice[0]
    assert len(await rig.updates()) == 1
    other = await rig.hub.person_says(MENTOR, text="甲", client_id="same")
    assert other["chat"]["id"] == MENTOR
    await rig.ok("deleteMessage", chat_id=STUDENT, message_id=1)
    again = await rig.hub.person_says(STUDENT, text="甲", client_id="same")
    assert again["message_id"] == 1


async def test_what_cannot_be_said_is_refused(rig: Rig) -> None:
    says = rig.hub.person_says
    assert await code_of(says(STUDENT, text=" \0\n", client_id="1")) == "empty"
    assert await code_of(says(STUDENT, text="😀" * 2049, client_id="1")) == "too_long"
    assert await code_of(says(STUDENT, text="甲", client_id="")) == "bad_client_id"
    assert await code_of(says(STUDENT, text="甲", client_id="x" * 65)) == "bad_client_id"
    assert await code_of(says(5, text="甲", client_id="1")) == "no_such_person"
    assert await code_of(says(GROUP, text="甲", client_id="1")) == "no_such_person"
    missing = says(STUDENT, text="甲", client_id="1", reply_to=9)
    assert await code_of(missing) == "no_such_message"
    assert await rig.updates() == []
    assert (await says(STUDENT, text="😀" * 2048, client_id="1"))["message_id"] == 1


async def test_odd_characters_are_cleaned_away(rig: Rig) -> None:
    said = await rig.hub.person_says(STUDENT, text="a\ud800b\0c\r\nd\x07", client_id="1")
    assert said["text"] == "a?bc\nd"


async def test_reply_carries_what_it_answers(rig: Rig) -> None:
    sent = await rig.ok("sendMessage", chat_id=STUDENT, text="甲")
    said = await rig.hub.person_says(STUDENT, text="乙", client_id="1", reply_to=1)
    assert said["reply_to_message"] == sent


async def test_picture_is_a_photo_and_the_rest_documents(rig: Rig) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30)).save(out, "PNG")
    photo = await rig.hub.person_uploads(
        STUDENT,
        filename="a.png",
        mime=None,
        path_or_stream=out.getvalue(),
        client_id="1",
        caption="甲",
    )
    assert photo["photo"][-1]["width"] == 40
    assert photo["caption"] == "甲"
    damaged = await rig.hub.person_uploads(
        STUDENT,
        filename="b.png",
        mime="image/png",
        path_or_stream=out.getvalue()[:60],
        client_id="2",
    )
    assert damaged["document"]["mime_type"] == "image/png"
    text = await rig.hub.person_uploads(
        STUDENT, filename="C:\\x\\计划.txt", mime="text/plain", path_or_stream=b"abc", client_id="3"
    )
    assert text["document"]["file_name"] == "计划.txt"
    found = await rig.ok("getFile", file_id=text["document"]["file_id"])
    assert await rig.download(found["file_path"]) == (200, b"abc")
    assert len(await rig.updates()) == 3


async def test_same_client_id_uploads_once(rig: Rig) -> None:
    twice = [
        await rig.hub.person_uploads(
            STUDENT, filename="a", mime=None, path_or_stream=b"abc", client_id="same"
        )
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    assert len(await rig.updates()) == 1


async def test_empty_file_and_long_caption_are_refused(rig: Rig) -> None:
    uploads = rig.hub.person_uploads
    empty = uploads(STUDENT, filename="a", mime=None, path_or_stream=b"", client_id="1")
    assert await code_of(empty) == "empty_file"
    long = uploads(
        STUDENT, filename="a", mime=None, path_or_stream=b"x", client_id="1", caption="中" * 1025
    )
    assert await code_of(long) == "caption_too_long"


async def test_only_buttons_that_are_shown_can_be_pressed(rig: Rig) -> None:
    presses = rig.hub.person_presses
    await rig.ok("sendMessage", chat_id=STUDENT, text="?", reply_markup=keyboard("m:1:accept"))
    await rig.ok("sendMessage", chat_id=MENTOR, text="?", reply_markup=keyboard("m:2:accept"))
    forged = presses(STUDENT, message_id=1, data="m:2:accept", client_id="1")
    assert await code_of(forged) == "no_such_button"
    missing = presses(STUDENT, message_id=9, data="m:1:accept", client_id="1")
    assert await code_of(missing) == "no_such_button"
    query_id = await presses(STUDENT, message_id=1, data="m:1:accept", client_id="1")
    assert await presses(STUDENT, message_id=1, data="m:1:accept", client_id="1") == query_id
    assert len(await rig.updates()) == 1
    await rig.ok("editMessageReplyMarkup", chat_id=STUDENT, message_id=1)
    stale = presses(STUDENT, message_id=1, data="m:1:accept", client_id="2")
    assert await code_of(stale) == "no_such_button"


async def test_stored_events_then_live_ones_without_gap_or_repeat(rig: Rig) -> None:
    for number in range(5):
        await rig.hub.person_says(STUDENT, text=str(number), client_id=str(number))
    seen: list[int] = []

    async def follow() -> None:
        async with rig.hub.subscribe(STUDENT, after=2) as live:
            async for item in live:
                seen.append(item["seq"])

    following = asyncio.create_task(follow())
    for number in range(5, 300):
        await rig.hub.person_says(STUDENT, text=str(number), client_id=str(number))
    await until(lambda: len(seen) == 298)
    assert seen == list(range(3, 301))
    following.cancel()


async def test_replay_shows_messages_as_they_now_are(rig: Rig) -> None:
    for text in "甲乙丙":
        await rig.ok("sendMessage", chat_id=STUDENT, text=text)
    await rig.ok("editMessageText", chat_id=STUDENT, message_id=1, text="新")
    await rig.ok("deleteMessage", chat_id=STUDENT, message_id=2)
    await rig.ok("sendMessage", chat_id=MENTOR, text="别人的")
    async with rig.hub.subscribe(STUDENT, after=0) as live:
        news = aiter(live)
        told = [await anext(news) for _ in range(4)]
    assert [(item["kind"], item["payload"].get("text")) for item in told] == [
        ("message", "新"),
        ("message", "丙"),
        ("edited", "新"),
        ("deleted", None),
    ]
    assert told[-1]["payload"] == {"message_id": 2}


async def test_page_of_another_database_is_told_to_begin_anew(rig: Rig) -> None:
    async with rig.hub.subscribe(STUDENT, after=500) as live:
        news = aiter(live)
        assert await anext(news) == {"type": "reset", "last_seq": 0}
        await rig.ok("sendMessage", chat_id=STUDENT, text="甲")
        assert (await anext(news))["seq"] == 1


async def test_slow_reader_is_dropped_and_can_come_back(rig: Rig) -> None:
    async with rig.hub.subscribe(STUDENT) as live:
        for _ in range(BACKLOG + 1):
            rig.hub.streams.tell(STUDENT, {"type": "action", "action": "typing"})
        seen = [item async for item in live]
        assert live.dropped
        assert len(seen) == BACKLOG
    async with rig.hub.subscribe(STUDENT) as live:
        await rig.ok("sendMessage", chat_id=STUDENT, text="甲")
        assert (await anext(aiter(live)))["kind"] == "message"


async def test_action_and_draft_are_shown_and_not_kept(rig: Rig) -> None:
    async with rig.hub.subscribe(STUDENT) as live:
        news = aiter(live)
        await rig.ok("sendChatAction", chat_id=STUDENT, action="typing")
        assert await anext(news) == {"type": "action", "action": "typing"}
        await rig.ok(
            "sendMessageDraft", chat_id=STUDENT, draft_id=7, text="<b>正在</b>", parse_mode="HTML"
        )
        assert await anext(news) == {
            "type": "draft",
            "draft_id": 7,
            "text": "正在",
            "entities": [{"type": "bold", "offset": 0, "length": 2}],
        }
    assert await rig.hub.history(STUDENT) == {"messages": [], "last_seq": 0}
    wrong = await rig.call("sendChatAction", chat_id=STUDENT, action="dance")
    assert wrong.refusal == "Bad Request: wrong parameter action in request"
    assert (await rig.call("sendMessageDraft", chat_id=STUDENT, text="a")).status == 400
    assert (await rig.call("sendMessageDraft", chat_id=GROUP, draft_id=1)).status == 400


async def test_history_goes_back_page_by_page(rig: Rig) -> None:
    for number in range(7):
        await rig.ok("sendMessage", chat_id=STUDENT, text=str(number))
    newest = (await rig.hub.history(STUDENT, limit=3))["messages"]
    assert [message["text"] for message in newest] == ["4", "5", "6"]
    before = (await rig.hub.history(STUDENT, newest[0]["message_id"], 3))["messages"]
    assert [message["text"] for message in before] == ["1", "2", "3"]


async def test_restart_keeps_everything(rig: Rig) -> None:
    await rig.ok("sendMessage", chat_id=STUDENT, text="甲", reply_markup=keyboard("1"))
    await rig.hub.person_says(STUDENT, text="乙", client_id="1")
    query_id = await rig.hub.person_presses(STUDENT, message_id=1, data="1", client_id="2")
    session_id = await rig.hub.open_session(STUDENT, 60)
    before = (await rig.hub.history(STUDENT), await rig.updates(), await rig.hub.secret())
    await rig.restart()
    after = (await rig.hub.history(STUDENT), await rig.updates(), await rig.hub.secret())
    assert after == before
    assert await rig.hub.session_person(session_id) == STUDENT
    assert await rig.hub.person_presses(STUDENT, message_id=1, data="1", client_id="2") == query_id
    assert await rig.ok("answerCallbackQuery", callback_query_id=query_id) is True
    assert (await rig.ok("sendMessage", chat_id=STUDENT, text="丙"))["message_id"] == 3


async def test_session_ends_when_it_should(rig: Rig) -> None:
    session_id = await rig.hub.open_session(STUDENT, 60)
    assert await rig.hub.session_person(session_id) == STUDENT
    assert await rig.hub.session_person("other") is None
    rig.ahead_s = 61
    assert await rig.hub.session_person(session_id) is None
    again = await rig.hub.open_session(STUDENT, 60)
    await rig.hub.end_session(again)
    assert await rig.hub.session_person(again) is None
    assert await code_of(rig.hub.open_session(5, 60)) == "no_such_person"
