"""Broken bodies at every method: a clean 4xx in JSON, nothing sent, nothing logged as a bug."""

import json
import logging
import random
from typing import Any

import pytest

from tests.webchat.rig import STUDENT, TOKEN, Rig
from webchat.methods import METHODS
from webchat.parameters import FIELDS_LIMIT

CONTENT = ("chat_id", "from_chat_id", "text", "message_id", "question", "options", "media", "name")
NAMES = (
    *CONTENT,
    *("caption", "parse_mode", "entities", "caption_entities", "reply_markup", "reply_parameters"),
    *("link_preview_options", "message_ids", "offset", "limit", "allowed_updates", "url"),
    *("secret_token", "callback_query_id", "commands", "scope", "language_code", "menu_button"),
    *("description", "short_description", "reaction", "file_id", "user_id", "draft_id", "action"),
    *("latitude", "longitude", "title", "address", "phone_number", "first_name", "emoji", "type"),
    *("photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker"),
    *("thumbnail", "width", "duration", "correct_option_id", "correct_option_ids", "open_period"),
    *("close_date", "explanation", "explanation_media", "idempotency_key", "expires_in"),
)
LINK = {"text": "a", "url": []}
PRESS = {"text": "a", "callback_data": {}}
MENTION = {"type": "text_mention", "offset": 0, "length": 1, "user": {"id": []}}
ODD: tuple[Any, ...] = (
    *(None, "", " ", "\0", "中", "x" * 5000, -1, 0, 10**30, 1.5, True, "-1001838004577"),
    *([], {}, [[]], [{}], {"a": []}, ["x"], [None], "[[[", "{}", "attach://x"),
    *({"type": "x"}, {"type": None}, {"type": ["x"]}, {"type": "chat", "chat_id": []}),
    *([{"type": "photo"}, {"type": "photo", "media": []}], {"message_id": {}}, [MENTION]),
    *({"inline_keyboard": 1}, {"inline_keyboard": [[PRESS]]}, {"inline_keyboard": [[LINK]]}),
    [{"type": "bold", "offset": {}, "length": 1}],
)


def assert_clean(status: int, body: dict[str, Any], what: object) -> None:
    if status == 200:
        assert body["ok"] is True, what
        return
    assert 400 <= status < 500, (what, status, body)
    assert body["ok"] is False
    assert body["error_code"] == status
    assert body["description"]


@pytest.fixture(autouse=True)
def _no_bug_is_logged(caplog: pytest.LogCaptureFixture) -> Any:
    yield
    told = caplog.get_records("call")
    bugs = [record.getMessage() for record in told if record.levelno >= logging.ERROR]
    assert bugs == []


FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b"
FIELD = b'--b\r\nContent-Disposition: form-data; name="text"\r\n'
FILE = b'--b\r\nContent-Disposition: form-data; name="document"; filename="a"\r\n'
INNER = (
    b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n"
)
BODIES: list[tuple[str, bytes]] = [
    *(("application/json", body) for body in (b"{", b"[]", b'"x"', b"\xff\xfe")),
    *(("application/json", body) for body in (b'{"chat_id":NaN}', b'{"chat_id":1e999}')),
    ("application/json", b'{"text":"\\ud800","chat_id":1001}'),
    ("application/json", b'{"x":' + b"[" * 100_000 + b"}"),
    ("application/json", b'{"x":' + b"9" * 5000 + b"}"),
    (FORM, b"text=%ff%fe&chat_id=1001"),
    (FORM, b"text=%ed%a0%80&chat_id=1001"),
    (FORM, b"\xff=\xfe"),
    (FORM, b"&".join(b"a%d=1" % number for number in range(1500))),
    ("multipart/form-data", b"x"),
    (PARTS, b"x"),
    (PARTS, FIELD + b"\r\n"),
    (PARTS, FIELD + b"\r\n\xff\r\n--b--\r\n"),
    (PARTS, INNER),
    (PARTS, FILE + b"Content-Transfer-Encoding: rot13\r\n\r\nx\r\n--b--\r\n"),
]


@pytest.mark.parametrize("number", range(len(BODIES)))
async def test_broken_body_is_refused_by_every_method(rig: Rig, number: int) -> None:
    kind, body = BODIES[number]
    for method in METHODS:
        answer = await rig.post(method, data=body, headers={"Content-Type": kind})
        assert answer.status == 400, (method, answer.body)
        assert answer.refusal.startswith("Bad Request: ")
    assert (await rig.hub.history(STUDENT))["messages"] == []


async def test_huge_body_is_refused_by_every_method(rig: Rig) -> None:
    for method in METHODS:
        answer = await rig.post(method, data={"text": "x" * FIELDS_LIMIT})
        assert (answer.status, answer.refusal) == (413, "Request Entity Too Large")
        answer = await rig.upload(method, "f", b"", text="x" * (FIELDS_LIMIT + 1))
        assert (answer.status, answer.refusal) == (413, "Request Entity Too Large")


async def test_odd_values_never_break_a_method(rig: Rig) -> None:
    for method in METHODS:
        for value in ODD:
            answer = await rig.post(method, json=dict.fromkeys(NAMES, value))
            assert_clean(answer.status, answer.body, (method, value))


async def test_one_odd_value_among_good_ones_never_breaks_a_method(rig: Rig) -> None:
    await rig.ok("sendMessage", chat_id=STUDENT, text="甲")
    dice = random.Random(7)
    good: dict[str, Any] = {"chat_id": STUDENT, "from_chat_id": STUDENT, "message_id": 1}
    good |= {"text": "a", "question": "?", "options": ["a"], "commands": [], "first_name": "甲"}
    good |= {"latitude": 1, "longitude": 1, "title": "a", "address": "b", "phone_number": "1"}
    good |= {"action": "typing"}
    for method in METHODS:
        for _ in range(12):
            odd = {dice.choice(NAMES): dice.choice(ODD) for _ in range(2)}
            answer = await rig.post(method, json=good | odd)
            assert_clean(answer.status, answer.body, (method, odd))


async def test_surrogates_inside_nested_json_are_refused(rig: Rig) -> None:
    keyboard = '{"inline_keyboard":[[{"text":"\\ud800","callback_data":"1"}]]}'
    answer = await rig.call("sendMessage", chat_id=STUDENT, text="a", reply_markup=keyboard)
    assert answer.refusal == "Bad Request: strings must be encoded in UTF-8"
    paired = keyboard.replace("\\ud800", "\\ud83d\\ude00")
    sent = await rig.ok("sendMessage", chat_id=STUDENT, text="a", reply_markup=paired)
    assert sent["reply_markup"]["inline_keyboard"][0][0]["text"] == "😀"


async def test_unknown_method_and_path_are_not_found(rig: Rig) -> None:
    for path in (
        f"bot{TOKEN}/sendGame",
        f"bot{TOKEN}/中文",
        f"bot{TOKEN}/",
        f"bot{TOKEN}",
        f"bot{TOKEN}/getMe/x",
        "bot%00/getMe",
        "file/bot",
        f"file/bot{TOKEN}/x",
    ):
        async with rig.http.post(f"{rig.root}/{path}") as response:
            body = json.loads(await response.read())
        assert (response.status, body["description"]) == (404, "Not Found"), path


async def test_method_names_are_read_in_any_case(rig: Rig) -> None:
    for name in ("getMe", "GETME", "getme"):
        assert (await rig.ok(name))["username"] == "mentorbot"
