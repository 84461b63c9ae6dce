"""The web chat's SQLite file: one writer that commits waiting work together, one reader."""

import asyncio
import contextlib
import logging
import os
import sqlite3
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite

from webchat.errors import StartupError
from webchat.records import News, Records
from webchat.schema import migrate

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[Records], T]

# How much waiting work shares one commit (and with it one wait for the disk).
BATCH = 64


class _Connection(aiosqlite.Connection):
    """An aiosqlite connection that runs a whole piece of work in its thread at once."""

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        execute: Callable[..., Awaitable[T]] = self._execute
        return await execute(work, self._conn)

    async def leave(self) -> None:
        """Close, opened or not, and return when the thread is gone.

        A connection that could not be opened leaves its thread to itself, which then fails when
        the event loop ends first.
        """
        with contextlib.suppress(ValueError):
            await self.close()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)


def _lock(path: Path) -> sqlite3.Connection:
    """Hold the folder for this process alone, by a lock that ends with the process."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_BUSY:
            raise StartupError(_sentence(path, error)) from error
        raise StartupError(
            f"The folder {path.parent} is in use by another web chat server; "
            "stop that one or choose another folder with --data."
        ) from error
    return connection


def _connect(path: Path, *, read_only: bool = False) -> _Connection:
    def connector() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    return _Connection(connector, iter_chunk_size=64)


class Store:
    """What the server keeps: `write` and `read` run a function over Records; files lie beside it.

    A piece of work either commits wholly or leaves no trace, and `write` returns only when it is
    on the disk. `on_commit` is told, in order, what each commit made known to pages and the bot.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "webchat.sqlite3"
        self.files = folder / "files"
        self.on_commit: Callable[[list[News]], None] = lambda news: None
        self._waiting: list[tuple[Work[object], asyncio.Future[object]]] = []
        self._called = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Open the database, making or migrating it; StartupError says why that cannot be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.files.mkdir(exist_ok=True)
            if not os.access(self.folder, os.W_OK) or not os.access(self.files, os.W_OK):
                raise PermissionError(13, "permission denied")
        except OSError as error:
            raise StartupError(
                f"The folder {self.folder} cannot be written ({error.strerror}); "
                "choose another with --data."
            ) from error
        self._lock = _lock(self.folder / "lock.sqlite3")
        self._writing = _connect(self.path)
        self._reading = _connect(self.path, read_only=True)
        try:
            await self._writing
            await self._writing.run(_check)
            await self._writing.run(migrate)
            await self._reading
        except (sqlite3.Error, ValueError) as error:
            await self._close_connections()
            raise StartupError(_sentence(self.path, error)) from error
        self._writer = asyncio.create_task(self._keep_writing(), name="webchat-writer")

    async def close(self) -> None:
        """Finish what is waiting and close; a second call does nothing."""
        if self._writer is None:
            return
        writer, self._writer = self._writer, None
        self._called.set()
        await writer
        await self._close_connections()

    async def _close_connections(self) -> None:
        for connection in (self._reading, self._writing):
            await connection.leave()
        self._lock.close()

    async def write(self, work: Work[T]) -> T:
        """Run the work in a transaction and return its value once that is committed.

        Whatever the work raises is raised here, and nothing of it is kept.
        """
        if self._writer is None:
            raise RuntimeError("the store is closed")
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        self._called.set()
        return cast("T", await done)

    async def read(self, work: Work[T]) -> T:
        """Run the work on the reader: it sees everything that was committed before the call."""
        return await self._reading.run(lambda connection: work(Records(connection)))

    async def _keep_writing(self) -> None:
        while self._writer is not None or self._waiting:
            if not self._waiting:
                self._called.clear()
                await self._called.wait()
                continue
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            works = [work for work, _ in batch]
            try:
                outcomes, news = await self._writing.run(partial(_commit, works=works))
            except Exception as error:
                log.exception("commit failed")
                outcomes, news = [error] * len(batch), []
            try:
                self.on_commit(news)
            except Exception:
                log.exception("telling of a commit failed")
            for (_, done), outcome in zip(batch, outcomes, strict=True):
                if done.done():
                    continue
                if isinstance(outcome, _Value):
                    done.set_result(outcome.value)
                else:
                    done.set_exception(outcome)


class _Value:
    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


Outcome = _Value | Exception


def _commit(
    connection: sqlite3.Connection, works: list[Work[object]]
) -> tuple[list[Outcome], list[News]]:
    """Run the works in one transaction, each undone alone when it raises."""
    outcomes: list[Outcome] = []
    records = Records(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for work in works:
            told = len(records.news)
            connection.execute("SAVEPOINT work")
            try:
                outcomes.append(_Value(work(records)))
            except Exception as error:
                connection.execute("ROLLBACK TO work")
                del records.news[told:]
                outcomes.append(error)
            connection.execute("RELEASE work")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return outcomes, records.news


def _check(connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _sentence(path: Path, error: Exception) -> str:
    if isinstance(error, ValueError):
        return f"The database {path} was written by a newer version of this server; update it."
    if isinstance(error, sqlite3.OperationalError):
        return f"The database {path} cannot be opened ({error}); choose another with --data."
    return (
        f"The database {path} is damaged ({error}); nothing was changed. "
        "Move it away (or restore a copy) and start again."
    )
