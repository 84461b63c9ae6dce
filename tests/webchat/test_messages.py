"""Sending, editing, deleting, forwarding and copying, with the limits and words of Telegram."""

from typing import Any

import pytest

from tests.webchat.rig import GROUP, STUDENT, TOKEN, Rig


def button(text: str, data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


async def test_message_is_returned_as_it_was_sent(rig: Rig) -> None:
    sent = await rig.ok(
        "sendMessage",
        chat_id=STUDENT,
        text="<b>你好</b> 😀",
        parse_mode="HTML",
        reply_markup=button("好", "1"),
    )
    assert sent == {
        "message_id": 1,
        "from": rig.hub.bot,
        "chat": {"id": STUDENT, "type": "private", "first_name": "学生小萌（演示）"},
        "date": sent["date"],
        "text": "你好 😀",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "reply_markup": button("好", "1"),
    }
    assert abs(sent["date"] - rig.hub.now()) <= 2
    assert await rig.hub.history(STUDENT) == {"messages": [sent], "last_seq": 1}


async def test_bodies_of_every_kind_mean_the_same(rig: Rig) -> None:
    keyboard = button("好", "1")
    sent = [
        await rig.ok("sendMessage", chat_id=STUDENT, text="甲", reply_markup=keyboard),
        (
            await rig.post(
                "SENDMESSAGE", json={"chat_id": STUDENT, "text": "甲", "reply_markup": keyboard}
            )
        ).result,
        (
            await rig.upload(
                "sendmessage", "unused", b"x", chat_id=STUDENT, text="甲", reply_markup=keyboard
            )
        ).result,
    ]
    async with rig.http.get(
        f"{rig.root}/bot{TOKEN}/sendMessage",
        params={
            "chat_id": STUDENT,
            "text": "甲",
            "reply_markup": '{"inline_keyboard":[[{"text":"好","callback_data":"1"}]]}',
        },
    ) as response:
        sent.append((await response.json())["result"])
    plain = [{k: v for k, v in m.items() if k not in ("message_id", "date")} for m in sent]
    assert plain == [plain[0]] * 4


@pytest.mark.parametrize(
    ("parameters", "wording"),
    [
        ({"chat_id": 5, "text": "a"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "a"}, "chat not found"),
        ({"chat_id": "x", "text": "a"}, "chat not found"),
        ({"chat_id": 10**30, "text": "a"}, "chat not found"),
        ({"text": "a"}, "chat_id is empty"),
        ({"chat_id": STUDENT}, "message text is empty"),
        ({"chat_id": STUDENT, "text": " \n\0 "}, "message text is empty"),
        ({"chat_id": STUDENT, "text": "中" * 4097}, "message is too long"),
        (
            {"chat_id": STUDENT, "text": "<b>a", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"chat_id": STUDENT, "text": "a", "reply_to_message_id": 99},
            "message to be replied not found",
        ),
        (
            {"chat_id": STUDENT, "text": "a", "reply_parameters": {"message_id": 99}},
            "message to be replied not found",
        ),
        (
            {"chat_id": STUDENT, "text": "a", "reply_parameters": "{"},
            "can't parse reply_parameters JSON",
        ),
        (
            {"chat_id": STUDENT, "text": "a", "reply_markup": button("好", "中" * 22)},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"chat_id": STUDENT, "text": "a", "reply_markup": button("好", "")},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {
                "chat_id": STUDENT,
                "text": "a",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "javascript:x"}]]},
            },
            "BUTTON_URL_INVALID",
        ),
        (
            {"chat_id": STUDENT, "text": "a", "reply_markup": [1]},
            'object expected as "reply_markup"',
        ),
        (
            {"chat_id": STUDENT, "text": "a", "idempotency_key": "k" * 129},
            "idempotency_key is invalid",
        ),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_leaves_nothing(
    rig: Rig, parameters: dict[str, Any], wording: str
) -> None:
    answer = await rig.call("sendMessage", **parameters)
    assert (answer.status, answer.refusal) == (400, f"Bad Request: {wording}")
    assert (await rig.hub.history(STUDENT))["messages"] == []
    assert (await rig.ok("sendMessage", chat_id=STUDENT, text="中" * 4096))["message_id"] == 1


async def test_callback_data_of_64_bytes_is_taken(rig: Rig) -> None:
    keyboard = button("好", "中" * 21 + "a")
    sent = await rig.ok("sendMessage", chat_id=STUDENT, text="a", reply_markup=keyboard)
    assert sent["reply_markup"] == keyboard


async def test_reply_shows_what_is_replied_to(rig: Rig) -> None:
    first = await rig.ok("sendMessage", chat_id=STUDENT, text="甲")
    second = await rig.ok("sendMessage", chat_id=STUDENT, text="乙", reply_to_message_id=1)
    third = await rig.ok(
        "sendMessage", chat_id=STUDENT, text="丙", reply_parameters={"message_id": 2}
    )
    assert second["reply_to_message"] == first
    assert third["reply_to_message"]["text"] == "乙"
    assert "reply_to_message" not in third["reply_to_message"]
    missing = {"message_id": 99, "allow_sending_without_reply": True}
    lone = await rig.ok("sendMessage", chat_id=STUDENT, text="丁", reply_parameters=missing)
    assert "reply_to_message" not in lone


async def test_mention_by_id_names_a_known_person_only(rig: Rig) -> None:
    text = f'<a href="tg://user?id={STUDENT}">甲</a> <a href="tg://user?id=5">乙</a>'
    sent = await rig.ok("sendMessage", chat_id=GROUP, text=text, parse_mode="HTML")
    assert [e["user"]["first_name"] for e in sent["entities"]] == ["学生小萌（演示）"]


async def test_edit_returns_the_changed_message(rig: Rig) -> None:
    sent = await rig.ok("sendMessage", chat_id=STUDENT, text="甲", reply_markup=button("好", "1"))
    edited = await rig.ok("editMessageText", chat_id=STUDENT, message_id=1, text="乙")
    assert edited == {
        **{k: v for k, v in sent.items() if k != "reply_markup"},
        "text": "乙",
        "edit_date": edited["edit_date"],
    }
    marked = await rig.ok(
        "editMessageReplyMarkup", chat_id=STUDENT, message_id=1, reply_markup=button("行", "2")
    )
    assert marked["reply_markup"] == button("行", "2")
    assert (await rig.hub.history(STUDENT))["messages"] == [marked]


async def test_edit_that_changes_nothing_is_refused(rig: Rig) -> None:
    await rig.ok("sendMessage", chat_id=STUDENT, text="甲", reply_markup=button("好", "1"))
    same: dict[str, Any] = {"chat_id": STUDENT, "message_id": 1, "text": "甲"}
    answer = await rig.call("editMessageText", **same, reply_markup=button("好", "1"))
    assert answer.refusal.startswith("Bad Request: message is not modified: specified new message")
    await rig.ok("editMessageText", **same)
    again = await rig.call("editMessageText", **same)
    assert "message is not modified" in again.refusal


async def test_only_own_messages_can_be_edited(rig: Rig) -> None:
    await rig.hub.person_says(STUDENT, text="甲", client_id="1")
    answer = await rig.call("editMessageText", chat_id=STUDENT, message_id=1, text="乙")
    assert answer.refusal == "Bad Request: message can't be edited"
    answer = await rig.call("editMessageText", chat_id=STUDENT, message_id=9, text="乙")
    assert answer.refusal == "Bad Request: message to edit not found"
    await rig.ok("sendDice", chat_id=STUDENT)
    answer = await rig.call("editMessageText", chat_id=STUDENT, message_id=2, text="乙")
    assert answer.refusal == "Bad Request: there is no text in the message to edit"


async def test_delete_forgets_what_was_said(rig: Rig) -> None:
    for text in "甲乙丙":
        await rig.ok("sendMessage", chat_id=STUDENT, text=text)
    assert await rig.ok("deleteMessage", chat_id=STUDENT, message_id=1) is True
    answer = await rig.call("deleteMessage", chat_id=STUDENT, message_id=1)
    assert answer.refusal == "Bad Request: message to delete not found"
    assert await rig.ok("deleteMessages", chat_id=STUDENT, message_ids=[1, 3]) is True
    shown = (await rig.hub.history(STUDENT))["messages"]
    assert [message["text"] for message in shown] == ["乙"]
    assert (await rig.ok("sendMessage", chat_id=STUDENT, text="丁"))["message_id"] == 4


async def test_old_message_cannot_be_deleted(rig: Rig) -> None:
    await rig.ok("sendMessage", chat_id=STUDENT, text="甲")
    rig.ahead_s = 49 * 3600
    answer = await rig.call("deleteMessage", chat_id=STUDENT, message_id=1)
    assert answer.refusal == "Bad Request: message can't be deleted for everyone"
    rig.ahead_s = 47 * 3600
    assert await rig.ok("deleteMessage", chat_id=STUDENT, message_id=1) is True


async def test_forward_tells_its_origin_and_copy_does_not(rig: Rig) -> None:
    said = await rig.hub.person_says(STUDENT, text="甲", client_id="1")
    forwarded = await rig.ok(
        "forwardMessage", chat_id=GROUP, from_chat_id=STUDENT, message_id=said["message_id"]
    )
    assert forwarded["forward_origin"] == {
        "type": "user",
        "sender_user": said["from"],
        "date": said["date"],
    }
    assert (forwarded["text"], forwarded["from"]) == ("甲", rig.hub.bot)
    copied = await rig.ok(
        "copyMessage",
        chat_id=GROUP,
        from_chat_id=STUDENT,
        message_id=1,
        reply_markup=button("好", "1"),
    )
    assert copied == {"message_id": 2}
    kept = await rig.ok("forwardMessage", chat_id=STUDENT, from_chat_id=GROUP, message_id=2)
    assert kept["text"] == "甲"
    assert "reply_markup" not in kept


async def test_protected_message_stays_where_it_is(rig: Rig) -> None:
    await rig.ok("sendMessage", chat_id=STUDENT, text="甲", protect_content=True)
    parameters = {"chat_id": GROUP, "from_chat_id": STUDENT, "message_id": 1}
    assert (await rig.call("forwardMessage", **parameters)).refusal == (
        "Bad Request: message can't be forwarded"
    )
    assert (await rig.call("copyMessage", **parameters)).refusal == (
        "Bad Request: message can't be copied"
    )
    await rig.ok("sendMessage", chat_id=STUDENT, text="乙")
    assert (await rig.ok("copyMessage", **{**parameters, "message_id": 2})) == {"message_id": 1}


async def test_several_are_forwarded_in_order_and_missing_ones_passed_over(rig: Rig) -> None:
    for text in "甲乙":
        await rig.ok("sendMessage", chat_id=STUDENT, text=text)
    many: dict[str, Any] = {"chat_id": GROUP, "from_chat_id": STUDENT}
    found = await rig.ok("forwardMessages", **many, message_ids=[1, 2, 7])
    assert found == [{"message_id": 1}, {"message_id": 2}]
    assert (await rig.ok("copyMessages", **many, message_ids=[2])) == [{"message_id": 3}]
    backwards = await rig.call("copyMessages", **many, message_ids=[2, 1])
    assert "strictly increasing order" in backwards.refusal
    none = await rig.call("forwardMessages", **many, message_ids=[8, 9])
    assert none.refusal == "Bad Request: there are no messages to forward"


@pytest.mark.parametrize(
    ("method", "parameters"),
    [
        ("sendMessage", {"text": "甲"}),
        ("sendDice", {}),
        ("sendPoll", {"question": "?", "options": ["a"]}),
        ("copyMessage", {"from_chat_id": STUDENT, "message_id": 1}),
        ("forwardMessages", {"from_chat_id": STUDENT, "message_ids": [1]}),
    ],
)
async def test_idempotency_key_sends_once_even_across_a_restart(
    rig: Rig, method: str, parameters: dict[str, Any]
) -> None:
    await rig.ok("sendMessage", chat_id=STUDENT, text="源")
    once: dict[str, Any] = {**parameters, "chat_id": STUDENT, "idempotency_key": "通知:7"}
    first = await rig.ok(method, **once)
    assert await rig.ok(method, **once) == first
    await rig.restart()
    assert await rig.ok(method, **once) == first
    assert len((await rig.hub.history(STUDENT))["messages"]) == 2
    other = await rig.call(
        "sendContact", chat_id=STUDENT, phone_number="1", first_name="a", idempotency_key="通知:7"
    )
    assert other.refusal == "Bad Request: idempotency_key was used for another method"
    await rig.ok(method, **{**once, "idempotency_key": "通知:8"})
    assert len((await rig.hub.history(STUDENT))["messages"]) == 3


async def test_refused_call_does_not_use_up_its_key(rig: Rig) -> None:
    keyed: dict[str, Any] = {"text": "甲", "idempotency_key": "k"}
    assert (await rig.call("sendMessage", chat_id=5, **keyed)).status == 400
    assert (await rig.ok("sendMessage", chat_id=STUDENT, **keyed))["message_id"] == 1


async def test_place_contact_and_dice_say_what_was_sent(rig: Rig) -> None:
    place = {"latitude": 23.1, "longitude": 113.3}
    assert (await rig.ok("sendLocation", chat_id=STUDENT, **place))["location"] == place
    venue = {"title": "创业园", "address": "一号楼"}
    sent = await rig.ok("sendVenue", chat_id=STUDENT, **place, **venue)
    assert sent["venue"] == {"location": place, **venue}
    contact = {"phone_number": "+10000000000", "first_name": "甲"}
    assert (await rig.ok("sendContact", chat_id=STUDENT, **contact))["contact"] == contact
    dice = (await rig.ok("sendDice", chat_id=STUDENT, emoji="🎰"))["dice"]
    assert (dice["emoji"], 1 <= dice["value"] <= 64) == ("🎰", True)
    for method, wrong in (
        ("sendLocation", {"latitude": "nan", "longitude": 1}),
        ("sendLocation", {"latitude": 91, "longitude": 1}),
        ("sendVenue", place),
        ("sendContact", {"phone_number": "1"}),
        ("sendDice", {"emoji": "🐉"}),
    ):
        assert (await rig.call(method, chat_id=STUDENT, **wrong)).status == 400, method


async def test_link_preview_names_the_first_link(rig: Rig) -> None:
    text = "见 https://e.edu.cn/a 和 https://f.cn"
    sent = await rig.ok("sendMessage", chat_id=STUDENT, text=text)
    assert sent["link_preview_options"] == {"url": "https://e.edu.cn/a"}
    disabled = {"is_disabled": True}
    sent = await rig.ok("sendMessage", chat_id=STUDENT, text=text, link_preview_options=disabled)
    assert sent["link_preview_options"] == disabled


async def test_pins_are_seen_in_the_chat(rig: Rig) -> None:
    for text in "甲乙":
        await rig.ok("sendMessage", chat_id=GROUP, text=text)
    for message_id in (1, 2):
        assert await rig.ok("pinChatMessage", chat_id=GROUP, message_id=message_id) is True
    assert (await rig.ok("getChat", chat_id=GROUP))["pinned_message"]["text"] == "乙"
    await rig.ok("unpinChatMessage", chat_id=GROUP)
    assert (await rig.ok("getChat", chat_id=GROUP))["pinned_message"]["text"] == "甲"
    await rig.ok("deleteMessage", chat_id=GROUP, message_id=1)
    assert "pinned_message" not in await rig.ok("getChat", chat_id=GROUP)
    answer = await rig.call("pinChatMessage", chat_id=GROUP, message_id=9)
    assert answer.refusal == "Bad Request: message to pin not found"


async def test_members_are_told(rig: Rig) -> None:
    member = await rig.ok("getChatMember", chat_id=STUDENT, user_id=STUDENT)
    assert (member["status"], member["user"]["id"]) == ("member", STUDENT)
    answer = await rig.call("getChatMember", chat_id=GROUP, user_id=5)
    assert answer.refusal == "Bad Request: member not found"


async def test_reaction_is_shown_to_the_page(rig: Rig) -> None:
    await rig.hub.person_says(STUDENT, text="甲", client_id="1")
    thumb = [{"type": "emoji", "emoji": "👍"}]
    about: dict[str, Any] = {"chat_id": STUDENT, "message_id": 1}
    assert await rig.ok("setMessageReaction", **about, reaction=thumb) is True
    assert (await rig.hub.history(STUDENT))["messages"][0]["reactions"] == thumb
    assert await rig.ok("setMessageReaction", **about, reaction=[]) is True
    assert "reactions" not in (await rig.hub.history(STUDENT))["messages"][0]
    for wrong in ([1], [{"type": "emoji"}], thumb * 2):
        assert (await rig.call("setMessageReaction", **about, reaction=wrong)).status == 400
