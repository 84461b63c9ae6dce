"""Long polling: it wakes at once, confirms by offset, survives restarts and serves one poller."""

import asyncio
import time

from tests.webchat.rig import MENTOR, STUDENT, TOKEN, Rig, until
from webchat.records import Json


async def says(rig: Rig, *texts: str) -> None:
    for text in texts:
        await rig.hub.person_says(STUDENT, text=text, client_id=text.encode().hex())


def texts(updates: list[Json]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_poll_wakes_at_once(rig: Rig) -> None:
    polling = asyncio.create_task(rig.updates(timeout=30))
    await until(lambda: rig.hub.updates.is_polled)
    begun = time.monotonic()
    await says(rig, "甲")
    (update,) = await polling
    assert time.monotonic() - begun < 2
    assert set(update) == {"update_id", "message"}
    assert update["message"] == (await rig.hub.history(STUDENT))["messages"][0]


async def test_poll_ends_empty_after_its_timeout(rig: Rig) -> None:
    begun = time.monotonic()
    assert await rig.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - begun < 5
    assert await rig.updates(timeout=0) == []


async def test_updates_stay_until_the_offset_confirms_them(rig: Rig) -> None:
    await says(rig, "甲", "乙", "丙")
    first = await rig.updates()
    assert texts(first) == ["甲", "乙", "丙"]
    assert await rig.updates() == first
    assert await rig.updates(limit=2) == first[:2]
    assert await rig.updates(offset=first[1]["update_id"]) == first[1:]
    assert await rig.updates() == first[1:]
    await rig.restart()
    assert await rig.updates() == first[1:]
    assert await rig.updates(offset=first[2]["update_id"] + 1) == []
    await rig.restart()
    assert await rig.updates() == []
    await says(rig, "丁")
    (later,) = await rig.updates()
    assert later["update_id"] == first[2]["update_id"] + 1


async def test_negative_offset_counts_from_the_end(rig: Rig) -> None:
    await says(rig, "甲", "乙", "丙")
    assert texts(await rig.updates(offset=-1)) == ["丙"]
    assert texts(await rig.updates()) == ["丙"]


async def test_second_poller_ends_the_first_with_a_conflict(rig: Rig) -> None:
    first = asyncio.create_task(rig.call("getUpdates", timeout=30))
    await until(lambda: rig.hub.updates.is_polled)
    second = asyncio.create_task(rig.call("getUpdates", timeout=30))
    answer = await first
    assert (answer.status, answer.refusal) == (
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )
    await until(lambda: rig.hub.updates.is_polled)
    await says(rig, "甲")
    assert texts((await second).result) == ["甲"]


async def test_poller_that_went_away_takes_nothing_along(rig: Rig) -> None:
    gone = asyncio.create_task(rig.call("getUpdates", timeout=30))
    await until(lambda: rig.hub.updates.is_polled)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await says(rig, "甲")
    assert texts(await rig.updates(timeout=5)) == ["甲"]


async def test_only_wanted_kinds_are_queued(rig: Rig) -> None:
    await rig.updates(allowed_updates=["callback_query"])
    await says(rig, "甲")
    assert await rig.updates() == []
    await rig.restart()
    await says(rig, "乙")
    assert await rig.updates(allowed_updates=[]) == []
    await says(rig, "丙")
    assert texts(await rig.updates()) == ["丙"]
    await rig.updates(allowed_updates=["edited_message"], offset=-1)
    await says(rig, "丁")
    assert texts(await rig.updates()) == ["丙"]


async def test_stop_lets_the_poller_go(rig: Rig) -> None:
    polling = asyncio.create_task(rig.call("getUpdates", timeout=30))
    await until(lambda: rig.hub.updates.is_polled)
    await rig.hub.stop()
    assert (await polling).result == []


async def test_wrong_token_is_refused_everywhere(rig: Rig) -> None:
    for method in ("getMe", "getUpdates", "sendMessage", "nonsense"):
        answer = await rig.post(method, token="123456:wrong-token")
        assert (answer.status, answer.refusal) == (401, "Unauthorized")
        answer = await rig.post(method, token=TOKEN + "x")
        assert (answer.status, answer.refusal) == (401, "Unauthorized")
        answer = await rig.post(method, token="12")
        assert (answer.status, answer.refusal) == (404, "Not Found")
    assert (await rig.ok("getMe"))["id"] == 123456


async def test_button_is_answered_once_and_in_time(rig: Rig) -> None:
    keyboard = {"inline_keyboard": [[{"text": "好", "callback_data": "1"}]]}
    sent = await rig.ok("sendMessage", chat_id=STUDENT, text="?", reply_markup=keyboard)
    query_id = await rig.hub.person_presses(STUDENT, message_id=1, data="1", client_id="p")
    (update,) = await rig.updates()
    query = update["callback_query"]
    assert (query["id"], query["data"], query["message"]) == (query_id, "1", sent)
    async with rig.hub.subscribe(STUDENT) as live:
        assert await rig.ok("answerCallbackQuery", callback_query_id=query_id, text="收到") is True
        assert await anext(aiter(live)) == {
            "type": "callback_answer",
            "callback_query_id": query_id,
            "client_id": "p",
            "text": "收到",
            "show_alert": False,
            "url": "",
        }
    stale = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    for query in (query_id, "99", ""):
        answer = await rig.call("answerCallbackQuery", callback_query_id=query)
        assert answer.refusal == stale
    late = await rig.hub.person_presses(STUDENT, message_id=1, data="1", client_id="q")
    rig.ahead_s = 16 * 60
    assert (await rig.call("answerCallbackQuery", callback_query_id=late)).refusal == stale
    rig.ahead_s = 14 * 60
    assert await rig.ok("answerCallbackQuery", callback_query_id=late) is True


async def test_sign_in_code_opens_one_session(rig: Rig) -> None:
    made = await rig.ok(
        "createSignInCode", first_name="学生 甲", language_code="zh-hans", expires_in=60
    )
    assert made["url"] == f"/?code={made['code']}"
    assert made["expire_date"] - rig.hub.now() in (59, 60)
    person_id = await rig.hub.redeem_code(made["code"].lower().replace("-", " "))
    assert person_id == 10001
    person = await rig.hub.person(person_id)
    assert person is not None
    assert (person.first_name, person.language_code) == ("学生 甲", "zh-hans")
    assert await rig.hub.redeem_code(made["code"]) is None
    assert (await rig.ok("sendMessage", chat_id=person_id, text="欢迎"))["chat"]["id"] == person_id
    known = await rig.ok("createSignInCode", first_name="x", user_id=MENTOR)
    assert await rig.hub.redeem_code(known["code"]) == MENTOR
    late = await rig.ok("createSignInCode", first_name="乙", expires_in=60)
    rig.ahead_s = 61
    assert await rig.hub.redeem_code(late["code"]) is None
    for wrong in (
        {},
        {"first_name": " \0 "},
        {"first_name": "甲" * 65},
        {"first_name": "甲", "expires_in": 59},
        {"first_name": "甲", "language_code": "<b>"},
        {"first_name": "甲", "user_id": 5},
    ):
        assert (await rig.call("createSignInCode", **wrong)).status == 400, wrong
