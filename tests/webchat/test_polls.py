"""Polls: what is asked, and that they close by call, at their time and after a restart."""

from typing import Any

import pytest

from tests.webchat.rig import STUDENT, Rig, until
from webchat.records import Json

POLL: dict[str, Any] = {
    "chat_id": STUDENT,
    "question": "去吗？",
    "options": ["去", {"text": "不去"}],
}


async def current(rig: Rig) -> Json:
    poll: Json = (await rig.hub.history(STUDENT))["messages"][-1]["poll"]
    return poll


async def test_poll_is_shown_as_it_was_asked(rig: Rig) -> None:
    poll = (await rig.ok("sendPoll", **POLL))["poll"]
    assert [option["text"] for option in poll["options"]] == ["去", "不去"]
    assert (poll["question"], poll["type"], poll["is_closed"]) == ("去吗？", "regular", False)
    quiz = await rig.ok(
        "sendPoll",
        **POLL,
        type="quiz",
        correct_option_id=1,
        explanation="<b>因</b>",
        explanation_parse_mode="HTML",
    )
    assert quiz["poll"]["correct_option_ids"] == [1]
    assert quiz["poll"]["explanation_entities"] == [{"type": "bold", "offset": 0, "length": 1}]


async def test_stopped_poll_is_closed_once(rig: Rig) -> None:
    await rig.ok("sendPoll", **POLL)
    stopped = await rig.ok("stopPoll", chat_id=STUDENT, message_id=1)
    assert stopped["is_closed"] is True
    assert await current(rig) == stopped
    again = await rig.call("stopPoll", chat_id=STUDENT, message_id=1)
    assert again.refusal == "Bad Request: poll has already been closed"
    await rig.ok("sendMessage", chat_id=STUDENT, text="甲")
    none = await rig.call("stopPoll", chat_id=STUDENT, message_id=2)
    assert none.refusal == "Bad Request: message with poll to stop not found"


async def test_poll_closes_at_its_time(rig: Rig) -> None:
    sent = await rig.ok("sendPoll", **POLL, open_period=5)
    assert sent["poll"]["close_date"] == sent["date"] + 5
    async with rig.hub.subscribe(STUDENT) as live:
        rig.ahead_s = 6
        rig.hub.polls.look()
        told = await anext(aiter(live))
    assert told["kind"] == "edited"
    assert told["payload"]["poll"]["is_closed"] is True
    (update,) = await rig.updates()
    assert update["poll"]["id"] == sent["poll"]["id"]


async def test_poll_that_was_due_while_the_server_slept_closes_at_start(rig: Rig) -> None:
    await rig.ok("sendPoll", **POLL, close_date=rig.hub.now() + 60)
    await rig.stop()
    rig.ahead_s = 61
    await rig.start()
    await until(lambda: len(rig.hub.updates) == 1)
    assert (await current(rig))["is_closed"] is True


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": " "},
        {"question": "中" * 301},
        {"options": []},
        {"options": ["a"] * 13},
        {"options": ["", "a"]},
        {"options": [1]},
        {"options": [{"text": "a", "media": {"type": "nonsense"}}]},
        {"type": "x"},
        {"type": "quiz"},
        {"type": "quiz", "correct_option_id": 2},
        {"open_period": 4},
        {"close_date": 1},
    ],
)
async def test_wrong_poll_is_refused(rig: Rig, wrong: dict[str, Any]) -> None:
    assert (await rig.call("sendPoll", **{**POLL, **wrong})).status == 400
    assert (await rig.ok("sendPoll", **POLL))["message_id"] == 1
