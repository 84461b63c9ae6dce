"""Four Bot API libraries hold the same conversation with the web chat server."""

import asyncio
import hashlib
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.libraries import LIBRARIES, Library, running
from tests.contract.person import at_page
from tests.source import ROOT

TOKEN = "123456:contract-made-up"
QUESTION = "学校把专利许可给我😀 <b>&amp; 老师</b>能分多少"
CONTENT = random.Random(7).randbytes(300_000)


@pytest.fixture
async def server(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[str]:
    """The address of a web chat server that runs in a process of its own."""
    command = [sys.executable, "-m", "webchat", "--demo", "--port", str(unused_tcp_port)]
    command += ["--data", str(tmp_path / "webchat"), "--token", TOKEN]
    async with running(command, "Mentorbot web chat: "):
        yield f"http://127.0.0.1:{unused_tcp_port}"


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """What a reader sees of a message, whichever library wrote it."""
    units = message.get("text", "").encode("utf-16-le")
    seen = {
        "text": message.get("text"),
        "marked": [
            (
                e["type"],
                units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le"),
            )
            for e in message.get("entities", [])
        ],
        "buttons": [
            [button["text"] for button in row]
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
        ],
        "quotes": message.get("reply_to_message", {}).get("text"),
        "caption": message.get("caption"),
        "file": message.get("document", {}).get("file_name"),
    }
    return {name: value for name, value in seen.items() if value}


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
async def test_library_holds_the_conversation(library: Library, server: str) -> None:
    bot = [*library.command(), server, TOKEN]
    async with running(bot, "ready", library.environment()), at_page(server) as person:
        await person.say("/start")
        greeting = await person.from_bot()

        await person.say(QUESTION)
        typing = await person.until(lambda told: told["type"] == "action")
        reply = await person.from_bot()

        answer = await person.press(greeting, "看原文 📖")
        edited = await person.message(kind="edited")

        await person.say("空")
        refusal = await person.from_bot()

        await person.upload(CONTENT, "计划书.bin")
        file = await person.from_bot()
        returned = await person.download(file["document"]["file_id"])
        commands = await person.commands()

    name = person.me["user"]["first_name"]
    assert shown(greeting) == {
        "text": f"😀 你好，{name}",
        "marked": [("bold", "你好")],
        "buttons": [["看原文 📖", "问老师"]],
    }
    assert typing["action"] == "typing"
    assert shown(reply) == {"text": f"收到：{QUESTION}", "quotes": QUESTION}
    assert answer == "好的"
    assert (edited["message_id"], shown(edited)) == (
        greeting["message_id"],
        {"text": "已选 clause:1"},
    )
    assert shown(refusal) == {"text": "refused"}
    assert shown(file) == {
        "caption": hashlib.sha256(CONTENT).hexdigest(),
        "file": "back-计划书.bin",
    }
    assert returned == CONTENT[::-1]
    assert commands == [{"command": "start", "description": "开始"}]


@pytest.mark.parametrize("library", LIBRARIES, ids=lambda library: library.name)
async def test_library_understands_that_its_token_is_wrong(library: Library, server: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *library.command(),
        server,
        f"{TOKEN}-not",
        env=library.environment(),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(60):
            said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()

    assert process.returncode == 3, said.decode("utf-8", "replace")
