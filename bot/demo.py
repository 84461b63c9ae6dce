"""The whole of Mentorbot on one machine: web chat, bot and courier under one supervisor.

Each child's standard input is a pipe that only the supervisor holds, so a child sees its end when
the supervisor is gone, however it went, and stops too: no orphan keeps a port or a database.
"""

import asyncio
import logging
import os
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.process import stop_signal
from webchat.cli import own_token

log = logging.getLogger(__name__)

READY_S = 90
UNUSABLE = 2
STOP_S = 10
RESTART_PAUSE_S = (1, 2, 5, 10, 30)


class CannotStart(Exception):
    """One sentence on why the demo does not start; nothing is running then."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process to keep running; ``ready`` is what it prints when it serves."""

    name: str
    line: list[str]
    environment: dict[str, str]
    ready: str


def check_port(host: str, port: int) -> None:
    """Raises CannotStart when somebody else listens there."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotStart(
                f"Port {port} on {host} is taken (perhaps by another Mentorbot): "
                f"stop that program or start with --port {port + 1}."
            ) from error


async def supervise(child: Child, stop: asyncio.Event, ready: asyncio.Event) -> int:
    """Keep one child running until ``stop``; a child that ends is started again after a pause.

    A child that says it cannot run (exit code 2, its reason on its own stderr) stops everything,
    and its code is returned.
    """
    failures = 0
    while not stop.is_set():
        process = await asyncio.create_subprocess_exec(
            *child.line,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=child.environment,
        )
        reading = asyncio.create_task(_watch_output(process, child, ready))
        ending = asyncio.create_task(process.wait())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not ending.done():
            await _end(process)
        await ending
        await reading
        if stop.is_set():
            return 0
        if process.returncode == UNUSABLE:
            stop.set()
            return UNUSABLE
        pause = RESTART_PAUSE_S[min(failures, len(RESTART_PAUSE_S) - 1)]
        failures += 1
        log.warning(
            "%s ended with code %s; next start in %s s", child.name, process.returncode, pause
        )
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
    return 0


async def _watch_output(
    process: asyncio.subprocess.Process, child: Child, ready: asyncio.Event
) -> None:
    assert process.stdout is not None
    async for raw in process.stdout:
        if raw.decode("utf-8", "replace").startswith(child.ready):
            ready.set()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask by closing the pipe and, where there are signals, by SIGTERM; insist after a while."""
    if process.stdin is not None:
        process.stdin.close()
    with suppress(ProcessLookupError):
        process.terminate() if os.name != "nt" else None
    try:
        await asyncio.wait_for(process.wait(), STOP_S)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()


def children(data_dir: Path, host: str, port: int) -> list[Child]:
    """What the demo consists of; all know the same made-up token and nothing of the outside.

    Its people are made up too, so nobody's sleep is kept: notices go out at any hour.
    """
    token_file = data_dir / "webchat.token"
    token = own_token(token_file)
    url = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104
    base = dict(os.environ, PYTHONUTF8="1", PYTHONUNBUFFERED="1")
    webchat = [sys.executable, "-m", "webchat", "--host", host, "--port", str(port)]
    webchat += ["--data", str(data_dir / "webchat"), "--token-file", str(token_file)]
    known = base | {
        "DATA_DIR": str(data_dir),
        "WEBCHAT_URL": url,
        "WEBCHAT_TOKEN": token,
        "TELEGRAM_TOKEN": "",
        "DATABASE_URL": "",
        "QUIET_FROM": "00:00",
        "QUIET_TO": "00:00",
        "DESK_PORT": base.get("DESK_PORT") or str(port + 2 if port + 2 <= 65535 else 0),
    }
    bot = [sys.executable, "-m", "bot"]
    return [
        Child("web chat", [*webchat, "--demo", "--end-with-stdin"], base, "Mentorbot web chat"),
        Child("bot", [*bot, "run", "--demo", "--end-with-stdin"], known, "Mentorbot is ready"),
        Child(
            "courier", [*bot, "courier", "--end-with-stdin"], known, "Mentorbot courier is ready"
        ),
    ]


async def run(data_dir: Path, host: str, port: int) -> int:
    """Start everything, print the address of the chat page, and run until told to stop."""
    check_port(host, port)
    stop = stop_signal(end_with_stdin=False)
    parts = children(data_dir, host, port)
    signs = [asyncio.Event() for _ in parts]
    tasks = [
        asyncio.create_task(supervise(part, stop, sign))
        for part, sign in zip(parts, signs, strict=True)
    ]
    try:
        async with asyncio.timeout(READY_S):
            for sign in signs:
                await _first(sign, stop)
        if not stop.is_set():
            print(f"Mentorbot is ready: open http://{_shown(host)}:{port}/ in a browser.")
            print("Press Ctrl-C to stop.", flush=True)
            await stop.wait()
    except TimeoutError:
        print(f"Mentorbot did not start within {READY_S} s; see the lines above.", file=sys.stderr)
        return 1
    finally:
        stop.set()
        codes = await asyncio.gather(*tasks)
    return max(codes)


async def _first(*events: asyncio.Event) -> None:
    tasks = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "") else host  # noqa: S104 - only shown
