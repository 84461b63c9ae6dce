"""Throwaway databases for tests: a fresh SQLite file, a fresh database on a local PostgreSQL."""

import asyncio
import os
import secrets
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import NullPool, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from migrations import models

POSTGRES = "127.0.0.1:5432"


def sqlite_template(path: Path) -> None:
    """All tables of the program in a new SQLite file."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    models.load().create_all(engine)
    engine.dispose()


def require(available: bool, reason: str) -> None:
    """Skip the test where a machine lacks something; in CI that is a failure."""
    if available:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (with CI=true this may not be skipped)")
    pytest.skip(reason)


def postgres_answers() -> bool:
    try:
        asyncio.run(_command("SELECT 1"))
    except (OSError, asyncpg.PostgresError):
        return False
    return True


def postgres_url(database: str) -> str:
    return f"postgresql+asyncpg://postgres@{POSTGRES}/{database}"


def create_database(template: str | None = None) -> str:
    """A new database, empty or a copy of ``template``; returns its name."""
    name = f"mentorbot_test_{os.getpid()}_{secrets.token_hex(4)}"
    asyncio.run(_command(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"'))
    return name


def drop_database(name: str) -> None:
    asyncio.run(_command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def create_tables(database: str) -> None:
    """All tables of the program in an empty PostgreSQL database."""

    async def create() -> None:
        engine = create_async_engine(postgres_url(database), poolclass=NullPool)
        async with engine.begin() as connection:
            await connection.run_sync(models.load().create_all)
        await engine.dispose()

    asyncio.run(create())


async def _command(statement: str) -> None:
    connection = await asyncpg.connect(
        f"postgresql://postgres@{POSTGRES}/postgres", timeout=5, command_timeout=30
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
