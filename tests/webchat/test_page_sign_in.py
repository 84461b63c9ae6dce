"""Signing in to the chat page outside the demo: codes, links, limits, sessions that end."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import WSServerHandshakeError

from tests.webchat.page_site import STUDENT, Site, running
from webchat.live import SIGNED_OUT
from webchat.sessions import ATTEMPTS, ATTEMPTS_WITHIN_S, Attempts


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with running(tmp_path, demo=False) as running_site:
        yield running_site


async def test_stranger_is_led_to_the_form(site: Site) -> None:
    answer = await site.browser.get("/?start=join_7", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/sign-in?start=join_7")
    for path in ("/api/me", "/api/history", "/api/file/x"):
        assert (await site.browser.get(path)).status == 401, path
    assert (await site.post("/api/upload", data=b"")).status == 401
    with pytest.raises(WSServerHandshakeError) as refused:
        await site.browser.ws_connect("/ws", headers={"Origin": site.origin})
    assert refused.value.status == 401


async def test_code_signs_in_once(site: Site) -> None:
    code = await site.hub.create_code("学生甲", "zh-hans")
    answer = await site.browser.post(
        "/sign-in", data={"code": code.lower(), "start": "join_7"}, allow_redirects=False
    )
    assert (answer.status, answer.headers["Location"]) == (303, "/?start=join_7")
    me = await (await site.browser.get("/api/me")).json()
    assert (me["user"]["first_name"], me["demo"], me["people"]) == ("学生甲", False, [])
    async with site.another_browser() as other:
        again = await other.post("/sign-in", data={"code": code})
        assert again.status == 403
        assert "已经用过" in await again.text()
        assert (await other.get("/api/me")).status == 401


async def test_link_fills_the_form_and_does_not_use_the_code_up(site: Site) -> None:
    code = await site.hub.create_code("学生甲")
    for _preview in range(3):
        form = await site.browser.get("/", params={"code": code})
        assert f'value="{code}"' in await form.text()
    assert (await site.browser.get("/api/me")).status == 401
    await site.browser.post("/sign-in", data={"code": code})
    assert (await site.browser.get("/api/me")).status == 200


@pytest.mark.parametrize("code", ["", "wrong", "AAAA-AAAA-AAAA", "\x00", "💥" * 1000])
async def test_wrong_code_is_refused_with_a_sentence(site: Site, code: str) -> None:
    answer = await site.browser.post("/sign-in", data={"code": code})
    assert answer.status == 403
    assert "登录码不对" in await answer.text()
    right = await site.hub.create_code("学生甲")
    assert (await site.browser.post("/sign-in", data={"code": right})).status == 200


async def test_form_shows_what_was_typed_as_text(site: Site) -> None:
    evil = '"><script>alert(1)</script>{bot}'
    text = await (await site.browser.get("/sign-in", params={"code": evil, "start": evil})).text()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert 'name="start" value=""' in text


async def test_form_speaks_english_to_english_browsers(site: Site) -> None:
    english = await site.browser.get("/sign-in", headers={"Accept-Language": "en-GB,zh;q=0.5"})
    assert "Each code works once" in await english.text()
    chinese = await site.browser.get("/sign-in", headers={"Accept-Language": "zh-CN,en;q=0.5"})
    assert "每个码只能用一次" in await chinese.text()


async def test_guessing_is_stopped_for_a_while(site: Site) -> None:
    for _attempt in range(ATTEMPTS):
        assert (await site.browser.post("/sign-in", data={"code": "wrong"})).status == 403
    right = await site.hub.create_code("学生甲")
    stopped = await site.browser.post("/sign-in", data={"code": right})
    assert stopped.status == 429
    assert 0 < int(stopped.headers["Retry-After"]) <= ATTEMPTS_WITHIN_S
    assert re.search(r"请约 \d+ 分钟后再试", await stopped.text())
    elsewhere = await site.browser.post(
        "/sign-in", data={"code": right}, headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.9"}
    )
    assert elsewhere.status == 200


def test_attempts_are_forgotten_after_their_window() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(ATTEMPTS):
        assert attempts.wait_s("a") == 0
        attempts.failed("a")
        now[0] += 1
    assert attempts.wait_s("a") == ATTEMPTS_WITHIN_S - ATTEMPTS
    assert attempts.wait_s("b") == 0
    now[0] = ATTEMPTS_WITHIN_S
    assert attempts.wait_s("a") == 0


async def test_foreign_site_cannot_sign_anybody_in(site: Site) -> None:
    code = await site.hub.create_code("学生甲")
    fields = {"code": code}
    foreign = await site.browser.post(
        "/sign-in", data=fields, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status == 403
    own = await site.browser.post("/sign-in", data=fields, headers={"Origin": site.origin})
    assert own.status == 200
    assert own.url.path == "/"


async def test_person_may_act_for_nobody_else(site: Site) -> None:
    mine = (await site.enter("学生甲"))["user"]["id"]
    async with site.another_browser() as other:
        await other.post("/sign-in", data={"code": await site.hub.create_code("学生乙")})
        theirs = (await (await other.get("/api/me")).json())["user"]["id"]
    assert theirs != mine
    assert (await site.browser.get(f"/api/history?person={mine}")).status == 200
    assert (await site.browser.get(f"/api/history?person={theirs}")).status == 403
    assert (await site.browser.get(f"/ws?person={theirs}")).status == 403
    assert (await site.post("/api/person", json={"id": theirs})).status == 403


async def test_sign_out_ends_the_session_everywhere(site: Site) -> None:
    await site.enter()
    jar = site.browser.session.cookie_jar
    copied = "; ".join(f"{cookie.key}={cookie.value}" for cookie in jar)
    assert (await site.browser.get("/api/me")).status == 200
    async with site.live() as live:
        assert (await site.browser.post("/sign-out")).status == 403
        assert (await site.post("/sign-out")).status == 204
        await live.receive(timeout=5)
        assert live.close_code == SIGNED_OUT
    jar.clear()
    assert (await site.browser.get("/api/me", headers={"Cookie": copied})).status == 401


async def test_session_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path, demo=False) as first:
        await first.enter("学生甲")
        cookies = {cookie.key: cookie.value for cookie in first.browser.session.cookie_jar}
    async with running(tmp_path, demo=False) as second:
        name = f"webchat-{second.server.port}"
        header = {"Cookie": f"{name}={next(iter(cookies.values()))}"}
        me = await (await second.browser.get("/api/me", headers=header)).json()
    assert me["user"]["first_name"] == "学生甲"


async def test_demo_cookie_opens_nothing_outside_the_demo(tmp_path: Path) -> None:
    async with running(tmp_path, demo=True) as demo:
        await demo.enter()
        cookie = next(iter(demo.browser.session.cookie_jar)).value
    async with running(tmp_path, demo=False) as site:
        header = {"Cookie": f"webchat-{site.server.port}={cookie}"}
        assert (await site.browser.get("/api/me", headers=header)).status == 401
        assert await site.hub.person(STUDENT) is not None
