"""Brings a database's tables to this version of the program, with the Alembic scripts beside it."""

import asyncio
import threading
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, NullPool, create_engine, event, text
from sqlalchemy.ext.asyncio import create_async_engine

from core import engines
from core.errors import DatabaseUnusable

FOLDER = Path(__file__).resolve().parent.parent / "migrations"

LOCK_KEY = 5_202_016
"""Any number will do, as long as every version of the program takes the same advisory lock."""

WAIT_S = 120

_alembic_is_global = threading.Lock()


def configuration(connection: Connection, **attributes: object) -> Config:
    """Alembic's settings for one run; ``attributes`` reach migrations/env.py."""
    config = Config()
    # Alembic interpolates % in options, so a folder's name may not carry one bare.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(attributes, connection=connection)
    return config


def upgrade(connection: Connection) -> None:
    """Run what is missing, within the transaction that is open on ``connection``."""
    with _alembic_is_global:
        try:
            command.upgrade(configuration(connection), "head")
        except CommandError as error:
            # The one thing that can be wrong with scripts that passed the tests: the database
            # names a revision that this version does not have.
            where = engines.place(connection.engine.url)
            raise DatabaseUnusable(reason="newer", where=where) from error


def upgrade_apart(url: URL) -> None:
    """``upgrade`` over a connection of its own, one process at a time; call it in a thread."""
    try:
        if engines.is_sqlite(url):
            _upgrade_sqlite(url)
        else:
            asyncio.run(_upgrade_postgres(url))
    except DatabaseUnusable:
        raise
    except Exception as error:
        if unusable := engines.translate(error, url, connecting=True):
            raise unusable from error
        raise


def _upgrade_sqlite(url: URL) -> None:
    Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite"), poolclass=NullPool, connect_args={"timeout": WAIT_S}
    )

    # Rebuilding a table in batch mode drops it, which must not delete the rows that point to it;
    # the switch works only outside a transaction, so it is thrown here.
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        upgrade(connection)
        if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError(f"a migration left rows that point nowhere: {broken[:5]}")


async def _upgrade_postgres(url: URL) -> None:
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"timeout": 10})
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()
