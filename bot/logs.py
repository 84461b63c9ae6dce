"""Log lines for people or machines, with every secret masked before it is written."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

MASK = "•••"
BOT_TOKEN = re.compile(r"(/bot\d+:)[^/?#\s'\"]+|(\b\d{6,}:)[\w-]{20,}", re.ASCII)
"""A token in an address of the Bot API, whatever it looks like, and Telegram's shape anywhere."""

QUIET = (
    "aiogram.event",
    "aiogram.middlewares",
    "aiohttp.access",
    "alembic",
    "asyncio",
    "chromadb",
    "httpx",
)


class Masked(logging.Formatter):
    """A formatter whose lines, tracebacks included, carry no bot token and no known secret."""

    def __init__(self, secrets: Iterable[str] = (), *, machine: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s  %(message)s")
        # The longest first: one secret may begin with another.
        self._secrets = sorted((s for s in secrets if len(s) >= 4), key=len, reverse=True)
        self._machine = machine

    def format(self, record: logging.LogRecord) -> str:
        return self._json(record) if self._machine else self.mask(super().format(record))

    def mask(self, line: str) -> str:
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return BOT_TOKEN.sub(_masked, line)

    def _json(self, record: logging.LogRecord) -> str:
        written: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            written["trace"] = self.formatException(record.exc_info)
        # Before it is JSON, which writes some characters of a secret in another way.
        masked = {name: self.mask(value) for name, value in written.items()}
        return json.dumps(masked, ensure_ascii=False)


def _masked(match: re.Match[str]) -> str:
    return (match[1] or match[2]) + MASK


def set_up(level: str, *, secrets: Iterable[str] = (), machine: bool = False) -> None:
    """Send all log lines to stderr; called once, before anything may log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Masked(secrets, machine=machine))
    handler.setLevel(level)  # some libraries turn their own loggers up when imported
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
