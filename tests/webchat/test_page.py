"""The chat page's server side in the demo: who may ask what, and that nothing is doubled."""

import io
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError
from PIL import Image

from tests.webchat.page_site import MENTOR, STUDENT, Site, frames, kinds, running
from webchat.blobs import UPLOAD_LIMIT
from webchat.page import HEADERS


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running(tmp_path, demo=True) as running_site:
        yield running_site


def client_id() -> str:
    return str(uuid.uuid4())


async def test_page_is_served_with_a_strict_policy(site: Site) -> None:
    answer = await site.browser.get("/")
    assert answer.status == 200
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    text = await answer.text()
    assert "<style" not in text
    assert " style=" not in text
    assert "{" not in text


async def test_cookie_is_hidden_from_scripts_and_other_sites(site: Site) -> None:
    cookie = (await site.browser.get("/")).headers["Set-Cookie"]
    assert f"webchat-{site.server.port}=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # plain HTTP on loopback


async def test_cookie_is_secure_behind_https(tmp_path: Path) -> None:
    async with running(tmp_path, demo=True, public_url="https://chat.example.org") as site:
        assert "Secure" in (await site.browser.get("/")).headers["Set-Cookie"]


async def test_me_tells_the_page_all_it_needs(site: Site) -> None:
    me = await site.enter()
    assert me["user"]["id"] == STUDENT
    assert me["demo"] is True
    assert [person["role"] for person in me["people"]] == [
        *("student", "mentor", "staff", "reviewer-1", "reviewer-2", "head")
    ]
    assert me["max_upload_bytes"] == UPLOAD_LIMIT
    assert me["commands"] == []


async def test_me_needs_a_cookie_that_we_signed(site: Site) -> None:
    assert (await site.browser.get("/api/me")).status == 401
    await site.enter()
    assert (await site.browser.get("/api/me")).status == 200
    site.browser.session.cookie_jar.clear()
    name = f"webchat-{site.server.port}"
    forged = {"Cookie": f"{name}=WyJhIiwxMDAxXQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"}
    assert (await site.browser.get("/api/me", headers=forged)).status == 401


async def test_demo_page_may_act_for_any_of_its_people_only(site: Site) -> None:
    await site.enter()
    await site.bot_says(MENTOR, "给导师")
    own = await (await site.browser.get("/api/history")).json()
    others = await (await site.browser.get(f"/api/history?person={MENTOR}")).json()
    assert own["messages"] == []
    assert [message["text"] for message in others["messages"]] == ["给导师"]
    for stranger in ("999", "-1", "x", "1e3", "9" * 40):
        answer = await site.browser.get("/api/history", params={"person": stranger})
        assert answer.status in (400, 403), stranger


async def test_choosing_a_person_needs_the_csrf_value_and_is_remembered(site: Site) -> None:
    await site.enter()
    refused = await site.browser.post("/api/person", json={"id": MENTOR})
    assert refused.status == 403
    assert (await site.post("/api/person", json={"id": MENTOR})).status == 204
    me = await (await site.browser.get("/api/me")).json()
    assert me["user"]["id"] == MENTOR
    assert (await site.post("/api/person", json={"id": 5})).status == 403
    for garbage in (b"", b"[", b"[]", b"{}", b'"x"', b'{"id": [1]}', b"[" * 100_000):
        answer = await site.post("/api/person", data=garbage)
        assert answer.status in (400, 403), garbage[:20]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_requests_of_other_sites_are_refused(site: Site, origin: str) -> None:
    await site.enter()
    foreign = await site.post("/api/person", json={"id": MENTOR}, headers={"Origin": origin})
    assert foreign.status == 403
    with pytest.raises(WSServerHandshakeError) as refused:
        await site.browser.ws_connect("/ws", headers={"Origin": origin})
    assert refused.value.status == 403
    assert (await site.post("/api/person", json={"id": MENTOR})).status == 204
    async with site.live() as live:
        await live.send_json({"type": "ping"})
        assert await live.receive_json(timeout=5) == {"type": "pong"}


async def test_demo_does_not_answer_to_a_strangers_domain(site: Site) -> None:
    rebound = await site.browser.get("/", headers={"Host": "rebound.example.org"})
    assert rebound.status == 421
    for own in ("127.0.0.1:9", "localhost", "[::1]:8081", "192.168.1.7:8081", "laptop.local"):
        assert (await site.browser.get("/", headers={"Host": own})).status == 200, own


async def test_history_comes_in_pages_oldest_first(site: Site) -> None:
    await site.enter()
    ids = [(await site.bot_says(STUDENT, f"第{n}条"))["message_id"] for n in range(7)]
    newest = await (await site.browser.get("/api/history?limit=3")).json()
    assert [message["message_id"] for message in newest["messages"]] == ids[4:]
    older = await (await site.browser.get(f"/api/history?limit=3&before={ids[4]}")).json()
    assert [message["message_id"] for message in older["messages"]] == ids[1:4]
    for query in ("limit=x", "before=-1", "before=1.5", "limit=", "before=" + "9" * 30):
        assert (await site.browser.get(f"/api/history?{query}")).status == 400, query


async def test_text_is_acknowledged_and_shown_once(site: Site) -> None:
    await site.enter()
    frame = {"type": "send", "client_id": client_id(), "text": "你好\x00 \ud83d"}
    async with site.live("?after=0") as live:
        await live.send_str(json.dumps(frame))
        found = await frames(live, lambda found: len(found) == 2)
        assert [one["type"] for one in found] == ["ack", "event"]
        await live.send_str(json.dumps(frame))
        again = await live.receive_json(timeout=5)
    ack = found[0]
    assert again == ack
    messages = (await site.hub.history(STUDENT))["messages"]
    assert [message["message_id"] for message in messages] == [ack["message_id"]]
    assert messages[0]["text"] == "你好 ?"


async def test_longest_text_is_sent_and_longer_is_refused(site: Site) -> None:
    await site.enter()
    async with site.live("?after=0") as live:
        longest = "𝄞" * 2048
        await live.send_json({"type": "send", "client_id": "a", "text": longest})
        assert kinds(await frames(live, lambda found: len(found) == 2)) == ["ack", "message"]
        await live.send_json({"type": "send", "client_id": "b", "text": longest + "x"})
        refused = await live.receive_json(timeout=5)
        assert (refused["type"], refused["client_id"], refused["code"]) == (
            "error",
            "b",
            "too_long",
        )
        await live.send_json({"type": "send", "client_id": "c", "text": " \n\x00"})
        assert (await live.receive_json(timeout=5))["code"] == "empty"


async def test_buttons_can_only_be_pressed_where_they_are(site: Site) -> None:
    await site.enter()
    markup = {"inline_keyboard": [[{"text": "有用", "callback_data": "good"}]]}
    message = await site.bot_says(STUDENT, "答案", reply_markup=markup)
    press = {"type": "press", "message_id": message["message_id"], "data": "good"}
    async with site.live() as live:
        await live.send_json({**press, "client_id": "forged", "data": "admin:grant"})
        forged = await live.receive_json(timeout=5)
        assert (forged["client_id"], forged["code"]) == ("forged", "no_such_button")
        await live.send_json({**press, "client_id": "stale", "message_id": 999})
        assert (await live.receive_json(timeout=5))["code"] == "no_such_button"
        assert len(site.hub.updates) == 0
        await live.send_json({**press, "client_id": "right"})
        await live.send_json({**press, "client_id": "right"})
        await live.send_json({"type": "ping"})
        assert await live.receive_json(timeout=5) == {"type": "pong"}
    assert len(site.hub.updates) == 1


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '"send"',
        "{}",
        '{"type": "send"}',
        '{"type": "send", "client_id": 5, "text": "x"}',
        '{"type": "send", "client_id": "é", "text": "x"}',
        '{"type": "send", "client_id": "a", "text": ["x"]}',
        '{"type": "send", "client_id": "a", "text": "x", "reply_to": "1"}',
        '{"type": "press", "client_id": "a", "message_id": 1e99, "data": "x"}',
        '{"type": "press", "client_id": "a", "message_id": 99999999999999999999, "data": "x"}',
        '{"type": "press", "client_id": "a", "message_id": true, "data": "x"}',
        '{"type": "dance", "client_id": "a"}',
        "[" * 60_000,
    ],
)
async def test_garbage_on_the_live_connection_is_refused_politely(site: Site, garbage: str) -> None:
    await site.enter()
    async with site.live() as live:
        await live.send_str(garbage)
        assert (await live.receive_json(timeout=5))["code"] == "bad_request"
        await live.send_json({"type": "send", "client_id": "a", "text": "还在"})
        found = await frames(live, lambda found: len(found) == 2)
    assert kinds(found) == ["ack", "message"]


async def test_live_connection_catches_up_after_a_number(site: Site) -> None:
    await site.enter()
    await site.bot_says(STUDENT, "一")
    after = (await site.hub.history(STUDENT))["last_seq"]
    await site.bot_says(STUDENT, "二")
    async with site.live(f"?after={after}") as live:
        caught_up = await live.receive_json(timeout=5)
        await site.bot_says(STUDENT, "三")
        fresh = await live.receive_json(timeout=5)
    assert [caught_up["payload"]["text"], fresh["payload"]["text"]] == ["二", "三"]
    assert after < caught_up["seq"] < fresh["seq"]


async def test_page_of_another_database_is_told_to_start_afresh(site: Site) -> None:
    await site.enter()
    async with site.live("?after=999999") as live:
        assert (await live.receive_json(timeout=5))["type"] == "reset"


async def test_demo_hints_at_news_of_the_others(site: Site) -> None:
    await site.enter()
    async with site.live() as live:
        await live.send_json({"type": "ping"})
        await live.receive_json(timeout=5)
        await site.bot_says(MENTOR, "新的师徒申请")
        assert await live.receive_json(timeout=5) == {"type": "elsewhere", "person": MENTOR}


async def test_upload_is_downloaded_byte_for_byte_and_never_run(site: Site) -> None:
    await site.enter()
    page = b"<script>alert(1)</script>"
    sent = await (await site.upload(page, "第1版 计划<b>.html", "text/html")).json()
    messages = (await site.hub.history(STUDENT))["messages"]
    assert [message["message_id"] for message in messages] == [sent["message_id"]]
    document = messages[0]["document"]
    assert document["file_name"] == "第1版 计划<b>.html"
    answer = await site.browser.get(f"/api/file/{document['file_id']}")
    assert await answer.read() == page
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_file_is_for_the_people_of_its_chat_only(site: Site) -> None:
    await site.enter()
    await site.upload(b"mine")
    document = (await site.hub.history(STUDENT))["messages"][0]["document"]
    path = f"/api/file/{document['file_id']}"
    assert (await site.browser.get(path)).status == 200
    assert (await site.browser.get(f"{path}?person={MENTOR}")).status == 404
    assert (await site.browser.get("/api/file/nothing")).status == 404


async def test_picture_is_shown_and_a_false_one_is_kept(site: Site) -> None:
    await site.enter()
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    await site.upload(picture.getvalue(), "海报.png", "image/png")
    await site.upload(b"<svg onload=alert(1)>", "false.png", "image/png")
    shown, kept = (await site.hub.history(STUDENT))["messages"]
    photo = shown["photo"][-1]
    assert (photo["width"], photo["height"]) == (40, 30)
    answer = await site.browser.get(f"/api/file/{photo['file_id']}")
    assert answer.headers["Content-Type"] == "image/png"
    assert "Content-Disposition" not in answer.headers
    false = await site.browser.get(f"/api/file/{kept['document']['file_id']}")
    assert false.headers["Content-Disposition"].startswith("attachment;")


async def test_same_upload_twice_is_one_message(site: Site) -> None:
    await site.enter()
    first = await (await site.upload(b"once", client_id="same")).json()
    second = await (await site.upload(b"once", client_id="same")).json()
    assert first == second
    assert len((await site.hub.history(STUDENT))["messages"]) == 1


async def test_unfit_uploads_are_refused(site: Site) -> None:
    await site.enter()
    assert (await site.upload(b"x")).status == 200
    assert (await site.upload(b"")).status == 400
    assert (await site.upload(b"x", client_id="")).status == 400
    assert (await site.upload(b"x", caption="长" * 20_000)).status == 400
    assert (await site.post("/api/upload", data={"client_id": "a"})).status == 400
    assert (await site.post("/api/upload", data=b"garbage")).status == 400
    broken = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await site.post("/api/upload", data=b"--y\r\n", headers=broken)).status == 400
    site.csrf = "wrong"
    assert (await site.upload(b"x")).status == 403
    assert len((await site.hub.history(STUDENT))["messages"]) == 1


async def test_upload_over_the_limit_is_refused_and_leaves_nothing(site: Site) -> None:
    await site.enter()
    answer = await site.upload(bytes(60 * 1024 * 1024), "录像.mp4", "video/mp4")
    assert answer.status == 413
    slightly = await site.upload(bytes(UPLOAD_LIMIT + 1), "录像.mp4", "video/mp4")
    assert slightly.status == 413
    assert (await slightly.json())["code"] == "file_too_large"
    assert [path for path in site.hub.store.files.rglob("*") if path.is_file()] == []


async def test_static_files_are_packed_and_kept_under_their_digest(site: Site) -> None:
    text = await (await site.browser.get("/")).text()
    address = text.split('<script type="module" src="')[1].split('"')[0]
    answer = await site.browser.get(address)
    assert answer.status == 200
    assert answer.content_type == "text/javascript"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    plain = await site.browser.get(address, headers={"Accept-Encoding": "identity"})
    assert await plain.text() == await answer.text()
    base, _, name = address.rpartition("/")
    for wrong in (f"/static/0000000000000000/{name}", f"{base}/../page.py", f"{base}/index.html"):
        assert (await site.browser.get(wrong)).status == 404, wrong


async def test_page_stays_small(site: Site) -> None:
    text = await (await site.browser.get("/")).text()
    size = 0
    for address in text.split('<link rel="modulepreload" href="')[1:]:
        answer = await site.browser.get(address.split('"')[0], headers={"Accept-Encoding": "gzip"})
        size += int(answer.headers["Content-Length"])
    assert 5_000 < size < 40_000
