"""Updates as they come in: whose chat they belong to, and which can be kept at all."""

from typing import Any

import pytest

from bot.arrivals import chat_key, read
from bot.channels import read_json, write_json

CHAT = {"id": -42, "type": "group"}
PERSON = {"id": 7, "is_bot": False, "first_name": "学生"}


@pytest.mark.parametrize(
    ("event", "key"),
    [
        ({"message": {"chat": CHAT, "from": PERSON}}, "-42"),
        ({"edited_message": {"chat": CHAT, "from": PERSON}}, "-42"),
        ({"callback_query": {"from": PERSON, "message": {"chat": CHAT}}}, "-42"),
        ({"callback_query": {"from": PERSON}}, "7"),
        ({"my_chat_member": {"chat": CHAT, "from": PERSON}}, "-42"),
        ({"inline_query": {"from": PERSON}}, "7"),
        ({"poll_answer": {"user": PERSON}}, "7"),
        ({"poll": {"id": "5"}}, ""),
        ({"message": "no object"}, ""),
        ({"message": {"chat": {"id": "text"}}}, ""),
        ({"message": {"chat": {"id": True}}}, ""),
        ({}, ""),
    ],
)
def test_update_belongs_to_its_chat_or_its_person(event: dict[str, Any], key: str) -> None:
    assert chat_key({"update_id": 1, **event}) == key


def test_only_numbered_objects_are_kept() -> None:
    good = {"update_id": 5, "message": {"chat": CHAT}}
    strange = [None, 3, "x", [], {}, {"update_id": "5"}, {"update_id": True}, {"update_id": -1}]

    kept = list(read([*strange, {"update_id": 2**63}, good]))

    assert [(one.update_id, one.chat_key, read_json(one.payload)) for one in kept] == [
        (5, "-42", good)
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "中文"}', {"a": "中文"}),
        (r'{"a": "\ud83d"}', {"a": "\ufffd"}),
        (r'{"a": ["x\ud800y", {"\udfff": 1}]}', {"a": ["x\ufffdy", {"\ufffd": 1}]}),
        (r'{"a": "\ud83d\ude00"}', {"a": "😀"}),
    ],
)
def test_json_with_lone_surrogates_is_read(text: str, value: object) -> None:
    assert read_json(text) == value


@pytest.mark.parametrize("text", ["", "{", "\x00", "[" * 5000 + "]" * 5000, b"\xff\xfe"])
def test_what_is_no_json_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"Expecting|nested|decode"):
        read_json(text)


def test_what_was_written_is_read_again() -> None:
    value = {"text": "x\ud800", "large": 2**70, "none": None, "list": [1.5, True]}

    assert read_json(write_json(value)) == {
        "text": "x\ufffd",
        "large": float(2**70),
        "none": None,
        "list": [1.5, True],
    }
