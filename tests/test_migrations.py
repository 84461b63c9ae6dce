"""The migration scripts: they make what the models say, on both engines, once, whoever starts."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from core import accounts, migrating
from core.db import Database
from core.errors import DatabaseUnusable
from core.outbox import Notice
from core.timers import Timer
from migrations import models
from migrations.__main__ import differences, new
from tests.source import ROOT


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, once on each engine."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/deep/er/empty.db"
    url = request.getfixturevalue("empty_postgres_url")
    assert isinstance(url, str)
    return url


async def seen(url: str, look: str) -> list[object]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        rows = list((await connection.execute(text(look))).scalars())
    await engine.dispose()
    return rows


async def test_scripts_make_what_the_models_say(empty_url: str) -> None:
    database = Database(empty_url)

    await database.migrate()

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_scripts_can_be_taken_back(empty_url: str) -> None:
    from alembic import command

    def down_and_up(connection: Connection) -> list[str]:
        command.downgrade(migrating.configuration(connection), "base")
        command.upgrade(migrating.configuration(connection), "head")
        return differences(connection)

    database = Database(empty_url)
    await database.migrate()

    async with database.engine.begin() as connection:
        assert await connection.run_sync(down_and_up) == []
    await database.close()


async def test_migrate_twice_changes_nothing(empty_url: str) -> None:
    database = Database(empty_url)
    await database.migrate()
    before = await seen(empty_url, "SELECT version_num FROM alembic_version")

    await database.migrate()

    assert await seen(empty_url, "SELECT version_num FROM alembic_version") == before
    assert len(before) == 1
    await database.close()


START = """
import asyncio, sys
from core.db import Database

async def start():
    database = Database(sys.argv[1])
    await database.migrate()
    await database.close()

asyncio.run(start())
"""


async def test_processes_that_start_at_once_all_succeed(empty_url: str) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", START, empty_url, cwd=ROOT, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(4)
    ]

    ends = await asyncio.gather(*(process.communicate() for process in processes))

    assert [(p.returncode, e[1].decode()) for p, e in zip(processes, ends, strict=True)] == [
        (0, "")
    ] * 4
    assert len(await seen(empty_url, "SELECT version_num FROM alembic_version")) == 1


async def test_migrations_within_one_process_do_not_mix(tmp_path: Path) -> None:
    databases = [Database(f"sqlite:///{tmp_path}/{n}.db") for n in range(3)]

    await asyncio.gather(*(database.migrate() for database in databases))

    for database in databases:
        async with database.engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await database.close()


async def test_database_of_a_newer_program_is_refused(empty_url: str) -> None:
    database = Database(empty_url)
    await database.migrate()
    async with database.transaction() as session:
        version = await session.scalar(text("SELECT version_num FROM alembic_version"))
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseUnusable, match="made by a newer version"):
        await database.migrate()

    async with database.transaction() as session:
        await session.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )
    await database.migrate()
    await database.close()


def test_every_module_with_tables_is_known() -> None:
    from core.db import Base

    tables = set(models.load().tables)
    elsewhere = [
        str(mapper.class_.__name__)
        for mapper in Base.registry.mappers
        if mapper.class_.__module__ not in models.MODULES
    ]

    assert elsewhere == []
    assert len(tables) > 10


def test_check_says_when_models_and_scripts_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "migrations", "check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_file_survives_an_interrupted_migration(tmp_path: Path) -> None:
    """A migration is one transaction: what dies half-way leaves the file as it was."""
    path = tmp_path / "half.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE accounts (id INTEGER)")
    connection.close()

    asyncio.run(migrated(path))


async def migrated(path: Path) -> None:
    database = Database(f"sqlite:///{path}")
    await database.migrate()
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


@pytest.fixture
def own_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migration scripts that a test may change."""
    copy = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrating, "FOLDER", copy)
    return copy


def test_new_writes_a_script_that_makes_the_models(own_scripts: Path) -> None:
    for script in (own_scripts / "versions").glob("*.py"):
        script.unlink()
    with create_engine("sqlite://").begin() as connection:
        assert differences(connection) != []

        path = Path(new(connection, "Lay everything"))

    assert path == own_scripts / "versions" / "0001_lay_everything.py"
    assert path.read_text("utf-8").startswith('"""Lay everything."""\n')
    with create_engine("sqlite://").begin() as connection:
        migrating.upgrade(connection)
        assert differences(connection) == []


async def test_rows_of_the_first_release_survive(empty_url: str, own_scripts: Path) -> None:
    """New columns of tables that hold rows get a value in them."""
    later = [path for path in (own_scripts / "versions").glob("*.py") if path.name[:4] != "0001"]
    kept = {path: path.read_text("utf-8") for path in later}
    for path in later:
        path.unlink()
    database = Database(empty_url)
    await database.migrate()
    async with database.transaction() as session:
        for statement in FIRST_RELEASE:
            await session.execute(text(statement))
    for path, script in kept.items():
        path.write_text(script, "utf-8")

    await database.migrate()

    async with database.reading() as session:
        notice = (await session.scalars(select(Notice))).one()
        timer = (await session.scalars(select(Timer))).one()
    assert (notice.about, notice.actions) == ("", [])
    assert (timer.reminders, timer.reminded, timer.remind_at) == ([], 0, None)
    await database.close()


FIRST_RELEASE = (
    "INSERT INTO accounts (id, name, locale, created_at) "
    "VALUES (1, 'x', 'en', '2026-11-20 08:00:00')",
    "INSERT INTO notices (id, account_id, key, params, urgent, created_at, state, due_at, attempts,"
    " worker, channel, problem) VALUES (1, 1, 'k', '{}', false, '2026-11-20 08:00:00', 'pending',"
    " '2026-11-20 08:00:00', 0, '', '', '')",
    "INSERT INTO timers (id, kind, case_id, state, event, period, basis, started_at, pauses) "
    "VALUES (1, 'demo', 1, 'open', '', '3d', '', '2026-11-20 08:00:00', '[]')",
)


REBUILD = '''"""Rebuild a table."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("nickname", sa.Text(), nullable=True))
        batch.alter_column("name", existing_type=sa.Text(), nullable=True)
'''


async def test_rebuilding_a_table_keeps_the_rows_that_point_to_it(
    empty_url: str, own_scripts: Path, now: datetime
) -> None:
    database = Database(empty_url)
    await database.migrate()
    async with database.transaction() as session:
        actor = await accounts.identify(session, "web", 7, name="x", locale="en", now=now)
    newest = max(path.name[:4] for path in (own_scripts / "versions").glob("*.py"))
    script = REBUILD.replace("{newest}", newest)
    (own_scripts / "versions" / "9999_rebuild.py").write_text(script, "utf-8")

    await database.migrate()

    assert await seen(empty_url, "SELECT nickname FROM accounts") == [None]
    async with database.transaction() as session:
        assert await accounts.find(session, "web", 7) == actor
    await database.close()
