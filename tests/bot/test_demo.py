"""The demo: one sentence for a taken port, children that are kept running, and no orphans."""

import asyncio
import contextlib
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from bot.config import ROOT
from bot.demo import Child, children, supervise
from tests.bot.rig import until, until_async

START_S = 60
PARTS = ("webchat", "bot run", "bot courier")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals and ps are POSIX")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Demo:
    """A running demo as an operator sees it."""

    process: asyncio.subprocess.Process
    port: int
    log: Path

    async def children(self) -> dict[str, int]:
        """The ids of the supervisor's living children, by what they are."""
        found = await living()
        return {
            module: pid
            for pid, (parent, words) in found.items()
            for module in PARTS
            if parent == self.process.pid and f"-m {module}" in words
        }

    async def page(self) -> int:
        """The status of the chat page; 0 while nobody answers."""
        address = f"http://127.0.0.1:{self.port}/"
        with contextlib.suppress(ClientError):
            async with ClientSession() as browser, browser.get(address) as response:
                return response.status
        return 0

    def times_ready(self) -> int:
        """How often a bot said that it answers."""
        return self.log.read_text("utf-8").count("bot.app  ready: web")

    async def ready_again(self) -> None:
        """Wait for the second bot, which loads as long as the first."""
        async with asyncio.timeout(START_S):
            while True:
                if self.times_ready() == 2:
                    return
                await asyncio.sleep(0.05)


async def living() -> dict[int, tuple[int, str]]:
    """Parent and command line of every process that has not ended."""
    listing = await asyncio.create_subprocess_exec(
        *("ps", "-axww", "-o", "pid=,ppid=,stat=,command="), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await listing.communicate()
    rows = (line.split(maxsplit=3) for line in out.decode("utf-8", "replace").splitlines())
    return {int(row[0]): (int(row[1]), row[3]) for row in rows if len(row) > 3 and row[2][0] != "Z"}


@contextlib.asynccontextmanager
async def demo(folder: Path, *options: str) -> AsyncIterator[Demo]:
    """A demo over ``folder``; whatever is left of it afterwards is killed."""
    port, log = free_port(), folder.parent / "demo.log"
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--port", str(port)),
            *("--data", str(folder), *options),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    running, started = Demo(process, port, log), dict[str, int]()
    try:
        assert process.stdout is not None
        async with asyncio.timeout(START_S):
            line = (await process.stdout.readline()).decode()
        assert line == f"Mentorbot is ready: open http://127.0.0.1:{port}/ in a browser.\n", (
            log.read_text("utf-8")
        )
        started = await running.children()
        yield running
    finally:
        started |= await running.children()
        for pid in (process.pid, *started.values()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await process.wait()


@POSIX
async def test_demo_serves_replaces_killed_children_and_leaves_no_orphan(small_dir: Path) -> None:
    async with demo(small_dir) as running:
        assert await running.page() == 200
        first = await running.children()
        assert set(first) == set(PARTS)
        assert running.times_ready() == 1

        for pid in first.values():
            os.kill(pid, signal.SIGKILL)
        await running.ready_again()
        await until_async(running.page)
        second = await running.children()
        assert set(second) == set(PARTS)
        assert not set(second.values()) & set(first.values())

        running.process.kill()
        await running.process.wait()

        async def all_gone() -> bool:
            return not set(second.values()) & set(await living())

        await until_async(all_gone)
        assert await running.page() == 0

    token = small_dir / "webchat.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert token.read_text("ascii").strip() not in running.log.read_text("utf-8")


@POSIX
async def test_demo_ends_when_asked_with_all_children(small_dir: Path) -> None:
    async with demo(small_dir) as running:
        pids = set((await running.children()).values())
        running.process.terminate()
        async with asyncio.timeout(20):
            code = await running.process.wait()

        assert (code, len(pids)) == (0, 3)
        assert not pids & set(await living())
        assert "Traceback" not in running.log.read_text("utf-8")


async def test_taken_port_is_one_sentence(small_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "demo", "--port", str(port), "--data", str(small_dir)),
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), START_S)

    assert (process.returncode, out) == (2, b"")
    assert err.decode() == (
        f"Port {port} on 127.0.0.1 is taken (perhaps by another Mentorbot): "
        f"stop that program or start with --port {port + 1}.\n"
    )


def child(code: str) -> Child:
    return Child("part", [sys.executable, "-c", code], dict(os.environ), "ready")


async def test_child_that_ends_is_started_again(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    code = (
        f"import sys; open({str(starts)!r}, 'a').write('x'); print('ready', flush=True);"
        f"sys.exit(7) if len(open({str(starts)!r}).read()) < 2 else sys.stdin.read()"
    )
    stop, ready = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(supervise(child(code), stop, ready))
    await until(lambda: starts.exists() and starts.read_text() == "xx")

    assert ready.is_set()
    assert not stop.is_set()
    stop.set()
    assert await asyncio.wait_for(task, 20) == 0


async def test_child_that_cannot_run_stops_the_others() -> None:
    stop = asyncio.Event()
    hopeless = supervise(child("raise SystemExit(2)"), stop, asyncio.Event())
    patient = supervise(child("import sys; sys.stdin.read()"), stop, asyncio.Event())

    codes = await asyncio.wait_for(asyncio.gather(hopeless, patient), 20)

    assert codes == [2, 0]


async def test_demo_knows_its_own_token_and_nothing_of_the_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "123456:of-the-real-bot")
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:password@host/name")

    webchat, bot, courier = children(tmp_path, "0.0.0.0", 8080)
    again = children(tmp_path, "127.0.0.1", 8080)[1]

    token = (tmp_path / "webchat.token").read_text("ascii").strip()
    wanted = {
        "DATA_DIR": str(tmp_path),
        "WEBCHAT_URL": "http://127.0.0.1:8080",
        "WEBCHAT_TOKEN": token,
        "TELEGRAM_TOKEN": "",
        "DATABASE_URL": "",
        "QUIET_FROM": "00:00",
        "QUIET_TO": "00:00",
    }
    assert courier.environment == bot.environment
    assert {name: bot.environment[name] for name in wanted} == wanted
    assert again.environment == bot.environment
    assert token not in webchat.line
