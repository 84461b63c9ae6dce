"""Starting and stopping the web chat from the command line."""

import argparse
import asyncio
import contextlib
import errno
import logging
import os
import re
import secrets
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from webchat.conformance import CONFORMANCE_TOKEN, seed
from webchat.errors import StartupError
from webchat.hub import Hub
from webchat.server import make_app
from webchat.store import Store

DEFAULT_DATA = Path("var") / "webchat"
TOKEN = re.compile(r"[1-9][0-9]{3,18}:[A-Za-z0-9_-]{6,}")


def parser() -> argparse.ArgumentParser:
    """The options of `python -m webchat`."""
    options = argparse.ArgumentParser(
        prog="python -m webchat", description="A Bot API server with a chat page of its own."
    )
    options.add_argument("--port", type=int, default=8081, help="port to listen on")
    options.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options.add_argument("--data", type=Path, help="folder for database and files")
    options.add_argument("--token", help="token of the bot (NUMBER:SECRET)")
    options.add_argument(
        "--token-file", type=Path, help="file that holds the token (made in --data when missing)"
    )
    options.add_argument("--name", default="Mentorbot", help="name of the bot")
    options.add_argument("--username", default="mentorbot", help="username of the bot")
    options.add_argument("--public-url", help="address under which people reach the page")
    options.add_argument("--demo", action="store_true", help="no sign-in, a few fictional people")
    options.add_argument(
        "--conformance", action="store_true", help="a made-up bot and chats for an external suite"
    )
    options.add_argument("--end-with-stdin", action="store_true", help=argparse.SUPPRESS)
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; 2 when it cannot start, with one sentence on stderr."""
    options = parser().parse_args(arguments)
    options.data = options.data or DEFAULT_DATA / ("conformance" if options.conformance else "own")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(_serve(options))
    except StartupError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _token(options: argparse.Namespace) -> str:
    if options.conformance:
        return CONFORMANCE_TOKEN
    token = options.token
    if not token:
        path = options.token_file or options.data / "bot.token"
        try:
            token = own_token(path)
        except (OSError, UnicodeError) as error:
            raise StartupError(f"The token file {path} cannot be read or made.") from error
    if not TOKEN.fullmatch(token):
        raise StartupError("The bot's token must look like 123456:letters-and-digits.")
    return str(token)


def own_token(path: Path) -> str:
    """The token in a file; a new one, readable by its owner alone, where there is no file."""
    with contextlib.suppress(FileNotFoundError):
        return path.read_text("ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    token = f"{secrets.randbelow(900_000_000) + 100_000_000}:{secrets.token_urlsafe(26)}"
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(token)
    return token


def _end_with_stdin(stopping: asyncio.Event) -> None:
    """Stop when whoever started us is gone, which the end of our standard input tells."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        while sys.stdin.buffer.read(1024):
            pass
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(stopping.set)

    threading.Thread(target=wait, name="stdin", daemon=True).start()


async def _serve(options: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(getattr(signal, name), stopping.set)
    if options.end_with_stdin:
        _end_with_stdin(stopping)
    token = _token(options)
    store = Store(options.data)
    await store.open()
    try:
        hub = Hub(
            store,
            token=token,
            name="Local bot" if options.conformance else options.name,
            username="local_conformance_bot" if options.conformance else options.username,
            demo=options.demo,
            public_url=options.public_url or f"http://{options.host}:{options.port}",
        )
        await hub.start()
        try:
            if options.conformance:
                await seed(hub)
            await _listen(hub, options.host, options.port, stopping)
        finally:
            await hub.stop()
    finally:
        await store.close()


async def _listen(hub: Hub, host: str, port: int, stopping: asyncio.Event) -> None:
    runner = web.AppRunner(make_app(hub), access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except (OSError, OverflowError) as error:
            raise StartupError(_cannot_listen(host, port, error)) from error
        shown = f"[{host}]" if ":" in host else host
        sys.stdout.write(f"Mentorbot web chat: http://{shown}:{port}/\n")
        sys.stdout.flush()
        await stopping.wait()
        await hub.stop()
    finally:
        await runner.cleanup()


def _cannot_listen(host: str, port: int, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return f"Port {port} is already in use; stop what uses it or choose another with --port."
    if code == errno.EACCES:
        return f"Port {port} may not be used by this account; choose one above 1023 with --port."
    reason = os.strerror(code) if isinstance(code, int) and code > 0 else str(error)
    return f"The server cannot listen on {host}:{port} ({reason})."
