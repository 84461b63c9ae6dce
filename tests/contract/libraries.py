"""The four libraries: how to install what is missing, and how to start each one's bot."""

import asyncio
import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tests import databases
from tests.source import ROOT

HERE = Path(__file__).resolve().parent
START_S = 60


@dataclass(frozen=True, slots=True)
class Library:
    """A library and the program that is written with it."""

    name: str
    program: str
    node: bool = False

    def command(self) -> list[str]:
        if self.node:
            return [_tool("node"), str(HERE / "bots" / self.program)]
        return [sys.executable, "-m", f"tests.contract.bots.{self.program}"]

    def environment(self) -> dict[str, str]:
        environment = {**os.environ, "PYTHONUTF8": "1"}
        if self.node:
            environment["NODE_PATH"] = str(node_modules())
        return environment


LIBRARIES = (
    Library("aiogram", "aiogram_bot"),
    Library("python-telegram-bot", "ptb_bot"),
    Library("grammY", "grammy_bot.cjs", node=True),
    Library("telegraf", "telegraf_bot.cjs", node=True),
)


def node_modules() -> Path:
    """The installed Node libraries, in a cache of the user outside the project.

    Skips the test where Node is absent or its libraries cannot be fetched; fails in CI.
    """
    databases.require(
        shutil.which("node") is not None and shutil.which("npm") is not None,
        "Node and npm are not installed, so grammY and telegraf cannot be tried",
    )
    lock = HERE / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "mentorbot-tests" / f"node-{digest}"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, folder / name)
        done = subprocess.run(
            [_tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        last = (done.stderr.strip().splitlines() or [""])[-1]
        databases.require(done.returncode == 0, f"npm ci could not fetch the libraries: {last}")
        (folder / "complete").touch()
    return folder / "node_modules"


@contextlib.asynccontextmanager
async def running(
    command: list[str], ready: str, environment: dict[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A program that has said ``ready`` at the start of a line; it is ended with the block."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        await _wait_for(process, ready)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(10):
                await process.communicate()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _wait_for(process: asyncio.subprocess.Process, ready: str) -> None:
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(START_S):
        while line := (await process.stdout.readline()).decode("utf-8", "replace"):
            said += line
            if line.startswith(ready):
                return
    raise AssertionError(f"{process.pid} ended without {ready!r}:\n{said}")


def _tool(name: str) -> str:
    path = shutil.which(name)
    assert path is not None
    return path
