"""The program: one line when it listens, one sentence when it cannot, and a clean end."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.webchat.rig import until
from webchat.conformance import CONFORMANCE_TOKEN
from webchat.records import Json

TOKEN = "123456:cli-tests"
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def run(*arguments: object) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "webchat", *map(str, arguments)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def refusal(*arguments: object) -> str:
    """The sentence of a start that fails."""
    process = await run(*arguments)
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out) == (2, b"")
    assert b"Traceback" not in err
    (sentence,) = err.decode().strip().splitlines()
    return sentence


class Server:
    """A running server in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.root = f"http://127.0.0.1:{port}"

    async def call(self, method: str, *, token: str = TOKEN, **parameters: object) -> Json:
        url = f"{self.root}/bot{token}/{method}"
        async with ClientSession() as http, http.post(url, json=parameters) as response:
            answer: Json = await response.json()
            return answer


@contextlib.asynccontextmanager
async def serving(*arguments: object) -> AsyncIterator[Server]:
    port = free_port()
    process = await run("--port", port, *arguments)
    try:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        assert line.decode() == f"Mentorbot web chat: http://127.0.0.1:{port}/\n"
        yield Server(process, port)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
async def test_server_ends_cleanly_and_keeps_its_data(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n")
    options = ("--data", tmp_path / "data", "--token-file", tmp_path / "token", "--demo")
    async with serving(*options) as server:
        assert (await server.call("sendMessage", chat_id=1001, text="甲"))["ok"]
        polling = asyncio.create_task(server.call("getUpdates", timeout=40))
        async with ClientSession() as http, http.get(f"{server.root}/") as page:
            assert page.status == 200
        server.process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(server.process.wait(), 20) == 0
        assert await polling == {"ok": True, "result": []}
    async with serving(*options) as server:
        sent = await server.call("sendMessage", chat_id=1001, text="乙")
        assert sent["result"]["message_id"] == 2


async def test_kill_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    options = ("--data", tmp_path, "--token", TOKEN, "--demo")
    answered: list[str] = []
    async with serving(*options) as server:

        async def keep_sending(sender: int) -> None:
            with contextlib.suppress(ClientError):
                for number in range(1000):
                    text = f"{sender}/{number}"
                    await server.call("sendMessage", chat_id=1001, text=text, idempotency_key=text)
                    answered.append(text)

        sending = [asyncio.create_task(keep_sending(sender)) for sender in range(4)]
        await until(lambda: len(answered) > 40)
        server.process.kill()
        await asyncio.gather(*sending)
    async with serving(*options) as server:
        ids = set()
        for text in answered:
            kept = await server.call("sendMessage", chat_id=1001, text=text, idempotency_key=text)
            ids.add(kept["result"]["message_id"])
        last = await server.call("sendMessage", chat_id=1001, text="后")
    assert len(ids) == len(answered)
    # At most the four calls that were under way may be there besides.
    assert max(ids) <= last["result"]["message_id"] - 1 <= len(answered) + 4


async def test_conformance_knows_the_made_up_bot_and_chats(tmp_path: Path) -> None:
    async with serving("--data", tmp_path, "--conformance") as server:
        for chat_id in (675666224, -1001310911135, -1001838004577, "@local_channel"):
            about: Json = {"chat_id": chat_id, "text": "a"}
            sent = await server.call("sendMessage", token=CONFORMANCE_TOKEN, **about)
            assert sent["ok"], chat_id
        assert not (await server.call("getMe"))["ok"]


async def test_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = await refusal("--port", port, "--data", tmp_path, "--token", TOKEN)
    assert sentence == (
        f"Port {port} is already in use; stop what uses it or choose another with --port."
    )


async def test_wrong_tokens_are_named(tmp_path: Path) -> None:
    at = ("--port", free_port(), "--data", tmp_path)
    assert "must look like" in await refusal(*at, "--token", "nonsense")
    (tmp_path / "token").write_text("中")
    assert "cannot be read" in await refusal(*at, "--token-file", tmp_path / "token")
    assert "cannot be read" in await refusal(*at, "--token-file", tmp_path)


async def test_own_token_is_made_once_and_hidden(tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        async with serving("--data", tmp_path) as server:
            tokens.append((tmp_path / "bot.token").read_text())
            assert (await server.call("getMe", token=tokens[-1]))["ok"]
    assert tokens[0] == tokens[1]
    if sys.platform != "win32":
        assert (tmp_path / "bot.token").stat().st_mode & 0o077 == 0


async def test_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "webchat.sqlite3").write_bytes(b"nonsense" * 4096)
    sentence = await refusal("--port", free_port(), "--data", tmp_path, "--token", TOKEN)
    assert "is damaged" in sentence


async def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    folder = tmp_path / "file"
    sentence = await refusal("--port", free_port(), "--data", folder, "--token", TOKEN)
    assert str(folder) in sentence
