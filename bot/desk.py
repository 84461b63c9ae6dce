"""Serves the staff's web pages from the bot's process."""

import asyncio
import contextlib
import logging
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from bot.config import Settings
from cases.storage import FileStore
from core.db import Database
from core.kinds import Kinds
from core.texts import Texts

log = logging.getLogger(__name__)

STOP_S = 3.0
TAKEN_PAUSE_S = 30.0
"""How long to wait for a port that another program has, a second bot of this machine say."""


def address(settings: Settings) -> str:
    """Where people find the pages; "" where none are served."""
    if not settings.desk_port:
        return ""
    every = ("0.0.0.0", "::", "")  # noqa: S104 - only shown
    host = "127.0.0.1" if settings.desk_host in every else settings.desk_host
    host = f"[{host}]" if ":" in host else host
    return settings.desk_url or f"http://{host}:{settings.desk_port}"


def secret(settings: Settings) -> str:
    """What signs the cookies: as given, or made once and kept in the data folder."""
    return settings.desk_secret.get_secret_value() or own_secret(settings.data_dir / "desk.secret")


def own_secret(path: Path) -> str:
    """The secret in a file; a new one, readable by its owner alone, where there is none."""
    with contextlib.suppress(FileNotFoundError):
        if kept := path.read_text("ascii").strip():
            return kept
        path.unlink()
    made = secrets.token_urlsafe(48)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(made)
    except FileExistsError:  # another process of this folder was faster
        return path.read_text("ascii").strip()
    return made


async def serve(
    settings: Settings,
    db: Database,
    texts: Texts,
    clock: Callable[[], datetime],
    kinds: Kinds,
    store: FileStore,
) -> None:
    """Answer browsers until cancelled; waits for a port that is taken."""
    from desk.site import make_app  # with matching and its arithmetic, after polling began

    app = make_app(
        db,
        texts,
        clock,
        secret=await asyncio.to_thread(secret, settings),
        public_url=address(settings),
        school=settings.school_name,
        kinds=kinds,
        store=store,
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_S)
    await runner.setup()
    try:
        while True:
            try:
                await web.TCPSite(runner, settings.desk_host, settings.desk_port).start()
                break
            except OSError as error:
                log.warning("no desk on port %s yet: %s", settings.desk_port, error.strerror)
                await asyncio.sleep(TAKEN_PAUSE_S)
        log.info("the desk is at %s", address(settings))
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
