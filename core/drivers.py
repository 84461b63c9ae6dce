"""How statements reach SQLite: writes through a thread, reads on the spot, one trip each.

The usual driver goes to its thread four times for one SELECT. A trip costs more than most
statements, and under load the thread and the event loop fight for the interpreter: of an update's
7.5 ms of processor time such reads took 4. A read that uses an index takes some 20 µs and never
waits for a writer (WAL), so it is done where it is asked for. A write may wait for another
process's lock and for the disk: it stays in the thread.
"""

import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterable, Sequence
from typing import Any, Protocol

import aiosqlite

Work = Callable[[sqlite3.Connection], "_Outcome"]


class _Carrier(Protocol):
    """A connection that can have a piece of work done on the real one."""

    async def carry(self, work: Work, statement: str) -> "_Outcome": ...


class _Outcome:
    """What one statement left behind."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self.rows = cursor.fetchall() if cursor.description else []
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        cursor.close()


class Cursor:
    """A cursor that has all rows as soon as a statement was executed."""

    def __init__(self, connection: _Carrier) -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Any = ()) -> "Cursor":
        return self._keep(
            await self._connection.carry(
                lambda c: _Outcome(c.execute(statement, parameters)), statement
            )
        )

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> "Cursor":
        return self._keep(
            await self._connection.carry(
                lambda c: _Outcome(c.executemany(statement, parameters)), statement
            )
        )

    async def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, deque()
        return rows

    async def __aiter__(self) -> AsyncIterator[Any]:
        while self._rows:
            yield self._rows.popleft()

    async def close(self) -> None:
        self._rows.clear()

    def _keep(self, outcome: _Outcome) -> "Cursor":
        self._rows = deque(outcome.rows)
        self.description = outcome.description
        self.rowcount = outcome.rowcount
        self.lastrowid = outcome.lastrowid
        return self


class Threaded(aiosqlite.Connection):
    """A connection with a thread of its own, visited once per statement."""

    def cursor(self) -> Any:
        return Cursor(self)

    async def carry(self, work: Work, statement: str) -> _Outcome:
        in_thread: Callable[..., Awaitable[_Outcome]] = self._execute
        return await in_thread(work, self._conn)


class Inline:
    """A connection that works where it is asked, for reading only.

    It begins a transaction by itself with the first statement, which then sees one state of the
    database until the end.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._connection: sqlite3.Connection | None = None

    def __await__(self) -> Generator[Any, None, "Inline"]:
        self._connection = self._connect()
        return self
        yield  # what makes this a generator, as awaiting needs

    def cursor(self) -> Cursor:
        return Cursor(self)

    async def carry(self, work: Work, statement: str) -> _Outcome:
        connection = self._open
        if not connection.in_transaction and not statement.startswith("PRAGMA"):
            connection.execute("BEGIN")
        return work(connection)

    async def create_function(self, *arguments: Any, **options: Any) -> None:
        self._open.create_function(*arguments, **options)

    async def commit(self) -> None:
        self._open.commit()

    async def rollback(self) -> None:
        self._open.rollback()

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection


def threaded(database: str, **options: Any) -> Threaded:
    """For SQLAlchemy's ``async_creator_fn``: a connection to write with."""
    connection = Threaded(_connector(database, options), iter_chunk_size=64)
    # The program may end without closing: its thread must not keep it.
    connection._thread.daemon = True
    return connection


def inline(database: str, **options: Any) -> Inline:
    """For SQLAlchemy's ``async_creator_fn``: a connection to read with."""
    return Inline(_connector(database, options))


def _connector(database: str, options: dict[str, Any]) -> Callable[[], sqlite3.Connection]:
    # Without transactions of the driver's own, which would begin too late.
    settings = options | {"isolation_level": None, "check_same_thread": False}
    return lambda: sqlite3.connect(database, **settings)
