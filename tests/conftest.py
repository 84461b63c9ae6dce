"""Fixtures that every package's tests may use: databases with all tables, and a fixed now."""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.db import Database
from tests import databases


@pytest.fixture
def now() -> datetime:
    """A Friday afternoon in Shanghai, a working day."""
    return datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "all-tables.db"
    databases.sqlite_template(path)
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite file with all tables."""
    path = tmp_path / "test.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Where PostgreSQL answers; without one the test is skipped, or fails in CI."""
    databases.require(
        databases.postgres_answers(), f"no PostgreSQL answers at {databases.POSTGRES}"
    )
    return databases.POSTGRES


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    name = databases.create_database()
    databases.create_tables(name)
    yield name
    databases.drop_database(name)


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database without tables."""
    name = databases.create_database()
    yield databases.postgres_url(name)
    databases.drop_database(name)


@pytest.fixture
def postgres_url(postgres_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database with all tables."""
    name = databases.create_database(postgres_template)
    yield databases.postgres_url(name)
    databases.drop_database(name)


@pytest.fixture
async def db(sqlite_url: str) -> AsyncIterator[Database]:
    """A fresh SQLite database with all tables."""
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    """A fresh PostgreSQL database with all tables."""
    database = Database(postgres_url)
    yield database
    await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database with all tables; the test runs twice, once on each engine."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url = request.getfixturevalue(name)
    assert isinstance(url, str)
    return url


@pytest.fixture
async def any_db(any_url: str) -> AsyncIterator[Database]:
    """A fresh database with all tables; the test runs twice, once on each engine."""
    database = Database(any_url)
    yield database
    await database.close()
