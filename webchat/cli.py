"""Starting and stopping the web chat from the command line."""

import argparse
import asyncio
import contextlib
import errno
import logging
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from webchat.conformance import CONFORMANCE_TOKEN, seed
from webchat.errors import StartupError
from webchat.hub import Hub
from webchat.server import make_app
from webchat.store import Store

TOKEN = re.compile(r"[1-9][0-9]{3,18}:[A-Za-z0-9_-]{6,}")


def parser() -> argparse.ArgumentParser:
    """The options of `python -m webchat`."""
    options = argparse.ArgumentParser(
        prog="python -m webchat", description="A Bot API server with a chat page of its own."
    )
    options.add_argument("--port", type=int, default=8081, help="port to listen on")
    options.add_argument("--host", default="127.0.0.1", help="address to listen on")
    options.add_argument("--data", type=Path, required=True, help="folder for database and files")
    options.add_argument("--token", help="token of the bot (NUMBER:SECRET)")
    options.add_argument("--token-file", type=Path, help="file that holds the token")
    options.add_argument("--name", default="Mentorbot", help="name of the bot")
    options.add_argument("--username", default="mentorbot", help="username of the bot")
    options.add_argument("--public-url", help="address under which people reach the page")
    options.add_argument("--demo", action="store_true", help="no sign-in, three fictional people")
    options.add_argument(
        "--conformance", action="store_true", help="a made-up bot and chats for an external suite"
    )
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C; 2 when it cannot start, with one sentence on stderr."""
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(_serve(options))
    except StartupError as error:
        print(error, file=sys.stderr)  # noqa: T201  the sentence for the operator
        return 2
    except KeyboardInterrupt:
        pass
    return 0


def _token(options: argparse.Namespace) -> str:
    if options.conformance:
        return CONFORMANCE_TOKEN
    token = options.token
    if options.token_file is not None:
        try:
            token = options.token_file.read_text("utf-8").strip()
        except (OSError, UnicodeError) as error:
            raise StartupError(f"The token file {options.token_file} cannot be read.") from error
    if not token:
        raise StartupError("The bot's token is missing; give --token or --token-file.")
    if not TOKEN.fullmatch(token):
        raise StartupError("The bot's token must look like 123456:letters-and-digits.")
    return str(token)


async def _serve(options: argparse.Namespace) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGINT"):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(getattr(signal, name), stopping.set)
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
        print(f"Mentorbot web chat: http://{shown}:{port}/", flush=True)  # noqa: T201  the address
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
