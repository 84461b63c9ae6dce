"""Bytes of files on disk, under their hash: whole or not at all, and proved when read."""

import asyncio
import hashlib
import logging
import os
import secrets
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from cases import contents
from cases.models import StoredFile
from core.db import Database
from core.errors import DomainError

log = logging.getLogger(__name__)

PART_LASTS = timedelta(hours=1)
AT_ONCE = 500
_GONE = ".gone"


class FileNotKept(DomainError):
    """The disk is full or cannot be written; nothing was kept, and the sender may try again."""

    key = "error-upload-not-kept"


class FileLost(DomainError):
    """The bytes are not there any more, or are not those that were handed in."""

    key = "error-upload-lost"


class FileStore:
    """Bytes under ``folder``, the same bytes once: ab/cd/abcd….

    Written whole before any row names them. What no row came to name, ``sweep`` removes.
    """

    def __init__(self, folder: Path, *, most_bytes: int = contents.MOST_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes

    def path(self, sha256: str) -> Path:
        """Where the bytes with this hash lie."""
        return self.folder / sha256[:2] / sha256[2:4] / sha256

    async def write(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256. Raises FileNotKept."""
        try:
            return await asyncio.to_thread(self._write, data)
        except OSError as error:
            log.error("file not kept: %s", error)
            raise FileNotKept from error

    async def read(self, sha256: str) -> bytes:
        """The bytes, proved by their hash. Raises FileLost."""
        try:
            data = await asyncio.to_thread(self.path(sha256).read_bytes)
        except OSError as error:
            log.error("file %s cannot be read: %s", sha256, error)
            raise FileLost from error
        if hashlib.sha256(data).hexdigest() != sha256:
            log.error("file %s was changed on disk", sha256)
            raise FileLost
        return data

    def _write(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        with suppress(OSError):
            if path.stat().st_size == len(data):
                os.utime(path)  # young again, so that no sweep takes it before its row comes
                return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{secrets.token_hex(8)}.part"
        try:
            with part.open("wb") as target:
                target.write(data)
                target.flush()
                os.fsync(target.fileno())
            part.replace(path)
            for folder in (path.parent, path.parent.parent, self.folder):
                _sync_folder(folder)
        finally:
            part.unlink(missing_ok=True)
        return sha256

    def unnamed(self, older_than: timedelta) -> list[str]:
        """The hashes of files that were not written for so long; broken writes are removed."""
        for aside in self.folder.glob(f"??/??/*{_GONE}"):
            path = aside.with_suffix("")
            if path.exists():
                aside.unlink(missing_ok=True)
            else:
                aside.replace(path)
        oldest_part = time.time() - PART_LASTS.total_seconds()
        for part in self.folder.glob("*.part"):
            with suppress(FileNotFoundError):
                if part.stat().st_mtime < oldest_part:
                    part.unlink()
        return sorted(
            path.name for path in self.folder.glob("??/??/*") if _age_s(path) > _seconds(older_than)
        )

    def remove(self, sha256: str, older_than: timedelta) -> bool:
        """Remove a file unless somebody has just written it again."""
        path = self.path(sha256)
        aside = path.with_suffix(_GONE)
        with suppress(FileNotFoundError):
            path.replace(aside)
            if _age_s(aside) > _seconds(older_than):
                aside.unlink()
                return True
            aside.replace(path)
        return False


async def sweep(store: FileStore, db: Database, older_than: timedelta) -> int:
    """Remove the bytes that no row names after ``older_than``; returns how many files.

    Longer than any transaction lasts. Raises nothing for a file that cannot be removed now.
    """
    old = await asyncio.to_thread(store.unnamed, older_than)
    removed = 0
    for start in range(0, len(old), AT_ONCE):
        batch = old[start : start + AT_ONCE]
        async with db.reading() as session:
            named = set(
                await session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(batch)))
            )
        for sha256 in batch:
            if sha256 not in named:
                try:
                    removed += await asyncio.to_thread(store.remove, sha256, older_than)
                except OSError as error:
                    log.warning("file %s cannot be removed: %s", sha256, error)
    return removed


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _seconds(span: timedelta) -> float:
    return span.total_seconds()


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system can."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
