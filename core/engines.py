"""How each database engine is opened, and what its drivers' errors mean to us."""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from core import drivers
from core.columns import to_json
from core.errors import DatabaseBusy, DatabaseUnusable

BUSY_TIMEOUT_S = 20
READ_TIMEOUT_S = 1
"""Only after a crash does a reader wait at all, and the whole program with it."""
READERS = 16
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


def parse(url: str) -> URL:
    """The URL with the driver we use filled in; only SQLite and PostgreSQL are known."""
    parsed = make_url(url)
    parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
    if parsed.drivername not in _DRIVERS.values():
        raise ValueError(f"not a SQLite or PostgreSQL address: {place(parsed)}")
    return parsed


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def in_memory(url: URL) -> bool:
    return is_sqlite(url) and url.database in (None, "", ":memory:")


def place(url: URL) -> str:
    """Where the database is, for people: a file's path, or the address without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return f"{url.host or 'localhost'}:{url.port or 5432}/{url.database or ''}"


def writer(url: URL, *, durable: bool = False) -> AsyncEngine:
    """The engine for transactions. On SQLite it owns one connection, handed out in turn."""
    if not is_sqlite(url):
        return create_async_engine(
            url,
            json_serializer=to_json,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_timeout=BUSY_TIMEOUT_S,
            connect_args={
                "timeout": 10,
                "command_timeout": 60,
                "server_settings": {"lock_timeout": f"{BUSY_TIMEOUT_S}s"},
            },
        )
    synchronous = "FULL" if durable else "NORMAL"
    engine = _sqlite(url, drivers.threaded, 1, BUSY_TIMEOUT_S, f"synchronous={synchronous}")

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def reader(url: URL, writing: AsyncEngine) -> AsyncEngine:
    """The engine for blocks that only look; shares the writer's where there is no other way."""
    if not is_sqlite(url):
        return writing.execution_options(postgresql_readonly=True)
    if in_memory(url):
        return writing
    return _sqlite(url, drivers.inline, READERS, READ_TIMEOUT_S, "query_only=ON")


def _sqlite(
    url: URL, driver: Callable[..., Any], connections: int, timeout_s: int, *pragmas: str
) -> AsyncEngine:
    engine = create_async_engine(
        url,
        json_serializer=to_json,
        hide_parameters=True,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
        connect_args={"async_creator_fn": driver, "timeout": timeout_s},
    )
    on_connect = (
        f"busy_timeout={timeout_s * 1000}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        *pragmas,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in on_connect:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


_SQLITE_REASONS = {
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_PERM: "read-only",
    sqlite3.SQLITE_CANTOPEN: "missing",
    sqlite3.SQLITE_IOERR: "failing",
}
# Appendix A of the PostgreSQL manual: exact codes first, then classes.
_POSTGRES_REASONS = {
    "53100": "full",
    "25006": "read-only",
    "3D000": "refused",
    "28": "refused",
    "08": "unreachable",
    "57": "unreachable",
    "58": "failing",
    "XX": "corrupt",
}
_POSTGRES_BUSY = ("53", "55P03", "40001", "40P01", "57014")


def translate(
    error: BaseException, url: URL, *, connecting: bool = False
) -> DatabaseUnusable | DatabaseBusy | None:
    """What a driver's error means to the program, or None when it is an ordinary SQL error.

    ``connecting``: nothing but opening the connection was tried, so any failure of the operating
    system is the database's.
    """
    origin = error.orig if isinstance(error, DBAPIError) else error
    if is_sqlite(url):
        # The extended codes keep the plain one in their lowest byte.
        code = (getattr(origin, "sqlite_errorcode", None) or 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return DatabaseBusy()
        reason = _SQLITE_REASONS.get(code)
    else:
        state = getattr(origin, "sqlstate", None) or ""
        reason = _POSTGRES_REASONS.get(state)
        if reason is None and state.startswith(_POSTGRES_BUSY):
            return DatabaseBusy()
        reason = reason or _POSTGRES_REASONS.get(state[:2])
        if reason is None and isinstance(error, DBAPIError) and error.connection_invalidated:
            reason = "unreachable"
    if reason is None and connecting and isinstance(origin, OSError | TimeoutError):
        reason = "missing" if is_sqlite(url) else "unreachable"
    return None if reason is None else DatabaseUnusable(reason=reason, where=place(url))
