"""Sign-in codes, asked of a real web chat server."""

import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer

from bot.config import Settings, load
from bot.invites import SignInCode, WebChatUnreachable, WebChatUnset, invite
from core.texts import Texts
from tests.bot.rig import LOCALES
from webchat.hub import Hub
from webchat.server import make_app
from webchat.store import Store

TOKEN = "123456:a-token-for-invites"
PAGE = "http://chat.example.edu.cn"
HOUR = timedelta(hours=1)


@pytest.fixture
async def webchat(tmp_path: Path) -> AsyncIterator[str]:
    """A web chat server where people sign in; its address."""
    store = Store(tmp_path / "webchat")
    await store.open()
    hub = Hub(store, token=TOKEN, public_url=PAGE)
    await hub.start()
    async with TestServer(make_app(hub)) as server:
        yield f"http://127.0.0.1:{server.port}"
        await hub.stop()
    await store.close()


@asynccontextmanager
async def stranger(answer: Callable[[], web.Response]) -> AsyncIterator[str]:
    """A server that is no web chat."""

    async def handle(_: web.Request) -> web.Response:
        return answer()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


def settings(address: str, token: str = TOKEN) -> Settings:
    return load(None, webchat_url=address, webchat_token=token)


async def ask(address: str, *, name: str = "学生小萌", token: str = TOKEN) -> SignInCode:
    return await invite(settings(address, token), name, language="zh-hans", hours=1)


async def sentence(address: str, **more: str) -> str:
    """What an operator reads when there is no code."""
    with pytest.raises(WebChatUnreachable) as caught:
        await ask(address, **more)
    error = caught.value
    text = Texts(LOCALES).render("en", error.key, **error.params)
    assert "\n" not in text
    assert TOKEN.partition(":")[2] not in text
    assert text.startswith(f"The web chat server at {address} ")
    return text


async def sign_in(address: str, code: str) -> int:
    """The status of the page after somebody gave a code; 200 is the chat."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as person:
        async with person.post(f"{address}/sign-in", data={"code": code}) as response:
            if response.status != 200:
                return response.status
        async with person.get(address, allow_redirects=False) as response:
            return response.status


async def test_code_opens_the_chat_once(webchat: str) -> None:
    code = await ask(webchat)

    tries = [await sign_in(webchat, code.code), await sign_in(webchat, code.code)]

    assert tries == [200, 403]
    assert await sign_in(webchat, "ABCD-EFGH-JKMN") == 403


async def test_code_comes_with_its_link_and_its_end_in_our_time(webchat: str) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    code = await ask(webchat)
    after = datetime.now(UTC)

    assert re.fullmatch(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", code.code)
    assert code.url == f"{PAGE}/?code={code.code}"
    assert before + HOUR <= code.until <= after + HOUR
    assert code.until.utcoffset() == timedelta(hours=8)


async def test_every_person_has_a_code_of_their_own(webchat: str) -> None:
    one, two = await ask(webchat), await ask(webchat, name="学生小亮")

    assert one.code != two.code
    assert [await sign_in(webchat, two.code), await sign_in(webchat, one.code)] == [200, 200]


async def test_name_that_the_server_refuses_is_said(webchat: str) -> None:
    assert "first_name must have 1 to 64 characters" in await sentence(webchat, name="字" * 65)
    assert await ask(webchat, name="字" * 64)


async def test_wrong_token_is_said_without_it(webchat: str) -> None:
    assert "Unauthorized" in await sentence(webchat, token="123456:another-token-of-nobody")


async def test_server_that_is_not_there_is_one_sentence() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        await sentence(f"http://127.0.0.1:{probe.getsockname()[1]}")


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(text="<html>\n<body>\nNot here\n</body>", content_type="text/html"),
        lambda: web.Response(status=502, text="<html>Bad Gateway</html>"),
        lambda: web.Response(body=b"\xff\xfe\x00", content_type="application/json"),
        lambda: web.json_response({"ok": True}),
        lambda: web.json_response({"ok": True, "result": []}),
        lambda: web.json_response({"ok": True, "result": {"code": "A", "url": "u"}}),
        lambda: web.json_response({"ok": False}),
        lambda: web.json_response([]),
        lambda: web.json_response(None),
        lambda: web.Response(),
    ],
)
async def test_server_that_is_no_web_chat_is_one_sentence(
    answer: Callable[[], web.Response],
) -> None:
    async with stranger(answer) as address:
        await sentence(address)


async def test_without_a_token_nobody_is_asked(webchat: str) -> None:
    with pytest.raises(WebChatUnset) as caught:
        await ask(webchat, token="")

    assert Texts(LOCALES).render("en", caught.value.key) == (
        "WEBCHAT_TOKEN is not set, so there is no web chat to sign in to."
    )
