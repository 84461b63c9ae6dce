"""Transactions, readers, claims and what goes wrong with a database."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from core import db as core_db
from core.accounts import Account, Address
from core.db import Database
from core.errors import ChangedMeanwhile, DatabaseBusy, DatabaseUnusable
from core.outbox import Delivery, Notice


def account(now: datetime, name: str = "x") -> Account:
    return Account(name=name, locale="zh-CN", created_at=now)


async def count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Account)) or 0


async def test_transaction_commits_what_ends_and_drops_what_raises(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        session.add(account(now))

    async def stumble() -> None:
        async with any_db.transaction() as session:
            session.add(account(now))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await stumble()
    assert await count(any_db) == 1


async def test_transaction_inside_a_transaction_is_said_not_waited_for(db: Database) -> None:
    async with db.transaction():
        with pytest.raises(RuntimeError, match="already open"):
            async with db.transaction():
                pass
    async with db.transaction():
        pass


async def test_transactions_of_many_tasks_take_turns(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        session.add(account(now, "0"))

    async def add_one() -> None:
        async with any_db.transaction() as session:
            row = await session.get_one(Account, 1, with_for_update=True)
            row.name = str(int(row.name) + 1)

    await asyncio.gather(*(add_one() for _ in range(20)))

    async with any_db.reading() as session:
        assert (await session.get_one(Account, 1)).name == "20"


async def test_transactions_of_two_processes_take_turns(sqlite_url: str, now: datetime) -> None:
    first, second = Database(sqlite_url), Database(sqlite_url)
    async with first.transaction() as session:
        session.add(account(now, "0"))

    async def add_one(database: Database) -> None:
        async with database.transaction() as session:
            row = await session.get_one(Account, 1)
            row.name = str(int(row.name) + 1)

    await asyncio.gather(*(add_one(database) for database in (first, second) * 10))

    async with second.reading() as session:
        assert (await session.get_one(Account, 1)).name == "20"
    await first.close()
    await second.close()


async def test_reading_goes_on_beside_a_writer_and_sees_what_was_committed(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        session.add(account(now))
        await session.flush()
        assert await asyncio.create_task(count(any_db)) == 0

    assert await count(any_db) == 1


async def test_reading_cannot_write(any_db: Database, now: datetime) -> None:
    async def write() -> None:
        async with any_db.reading() as session:
            session.add(account(now))
            await session.flush()

    with pytest.raises(RuntimeError, match="tried to write"):
        await write()

    assert await count(any_db) == 0


async def test_two_versions_of_one_case_are_told_apart(any_db: Database, now: datetime) -> None:
    from tests.core.cases import DemoCase, create_table

    await create_table(any_db)
    async with any_db.transaction() as session:
        case = DemoCase(opened_at=now)
        session.add(case)
    async with any_db.transaction() as session:
        (await session.get_one(DemoCase, case.id)).title = "first"

    async def change_late() -> None:
        async with any_db.transaction() as session:
            session.add(case)
            case.title = "second"

    with pytest.raises(ChangedMeanwhile):
        await change_late()


async def test_text_columns_keep_what_both_engines_can(any_db: Database, now: datetime) -> None:
    odd = "学\0生\ud83d😀\udfff"
    async with any_db.transaction() as session:
        row = account(now, odd)
        session.add(row)
        await session.flush()
        session.add(
            Notice(
                account_id=row.id,
                key="k",
                params={"te\0xt": [odd, {"a": "\\u0000"}]},
                created_at=now,
                due_at=now,
            )
        )

    async with any_db.reading() as session:
        assert await session.scalar(select(Account.name)) == "学生\ufffd😀\ufffd"
        assert await session.scalar(select(Account.id).where(Account.name == odd)) == row.id
        assert await session.scalar(select(Notice.params)) == {
            "text": ["学生\ufffd😀\ufffd", {"a": "\\u0000"}]
        }
        raw = await session.scalar(text("SELECT CAST(params AS TEXT) FROM notices"))
        assert "学生" in str(raw)


async def test_times_come_back_aware_and_utc_and_naive_ones_are_refused(
    any_db: Database, now: datetime
) -> None:
    shanghai = datetime(2026, 11, 20, 16, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    async with any_db.transaction() as session:
        session.add(account(shanghai))
    async with any_db.reading() as session:
        kept = (await session.scalars(select(Account.created_at))).one()
    assert (kept, kept.tzinfo) == (shanghai, UTC)

    with pytest.raises(Exception, match="naive"):
        async with any_db.transaction() as session:
            session.add(account(shanghai.replace(tzinfo=None)))


async def test_chat_ids_are_as_long_as_telegrams(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        row = account(now)
        session.add(row)
        await session.flush()
        session.add(Address(account_id=row.id, channel="telegram", chat_id=-1001234567890123))
    async with any_db.reading() as session:
        assert await session.scalar(select(Address.chat_id)) == -1001234567890123


async def test_a_row_that_points_nowhere_is_refused(any_db: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        async with any_db.transaction() as session:
            session.add(Address(account_id=99, channel="web", chat_id=1))


async def test_claim_gives_every_row_to_one_worker_in_order(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        row = account(now)
        session.add(row)
        await session.flush()
        session.add_all(
            Notice(account_id=row.id, key=str(n), params={}, created_at=now, due_at=now)
            for n in range(30)
        )

    async def work(name: str) -> list[int]:
        mine: list[int] = []
        while True:
            async with any_db.transaction() as session:
                taken = await core_db.claim(
                    session,
                    Notice,
                    Notice.state == Delivery.PENDING,
                    values={"state": Delivery.CLAIMED, "worker": name},
                    limit=4,
                )
                assert [t.id for t in taken] == sorted(t.id for t in taken)
                assert {(t.state, t.worker) for t in taken} <= {(Delivery.CLAIMED, name)}
                assert len(taken) <= 4
            if not taken:
                return mine
            mine += [t.id for t in taken]

    shares = await asyncio.gather(*(work(name) for name in "abcd"))

    assert sorted(id for share in shares for id in share) == list(range(1, 31))


async def test_claim_takes_the_first_of_the_order(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        row = account(now)
        session.add(row)
        await session.flush()
        session.add_all(
            Notice(
                account_id=row.id,
                key=key,
                params={},
                created_at=now,
                due_at=now + timedelta(hours=hours),
            )
            for key, hours in [("later", 2), ("sooner", 1)]
        )
        (taken,) = await core_db.claim(
            session, Notice, values={"worker": "a"}, order_by=(Notice.due_at,)
        )
        assert taken.key == "sooner"


@pytest.mark.parametrize(
    "content", [b"no database at all" * 500, b"SQLite format 3\0" + b"\1" * 9000]
)
async def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.db"
    path.write_bytes(content)
    database = Database(f"sqlite:///{path}")

    for act in (database.migrate, lambda: count(database)):
        with pytest.raises(DatabaseUnusable) as refusal:
            await act()
        assert str(refusal.value) == (
            f"The database {path} is damaged. Put a backup in its place, then start again."
        )
    await database.close()
    assert path.read_bytes() == content


def damage_table(path: Path, table: str) -> None:
    """Overwrite the first page of one table."""
    direct = sqlite3.connect(path)
    (root,) = direct.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
    ).fetchone()
    (size,) = direct.execute("PRAGMA page_size").fetchone()
    direct.close()
    content = path.read_bytes()
    start = (root - 1) * size
    path.write_bytes(content[:start] + b"\xff" * size + content[start + size :])


async def test_damage_in_the_middle_of_a_file_is_named(sqlite_url: str, now: datetime) -> None:
    database = Database(sqlite_url)
    async with database.transaction() as session:
        session.add_all(account(now, "x" * 2000) for _ in range(50))
    await database.close()
    damage_table(Path(database.place), "accounts")

    database = Database(sqlite_url)
    with pytest.raises(DatabaseUnusable, match="is damaged"):
        await count(database)
    await database.close()


async def test_a_full_disk_is_said_and_nothing_is_half_written(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        pages = (await session.execute(text("PRAGMA page_count"))).scalar_one()
        # SQLite reports the limit with the error of a full disk.
        await session.execute(text(f"PRAGMA max_page_count={pages + 5}"))

    with pytest.raises(DatabaseUnusable, match="is full"):
        async with db.transaction() as session:
            session.add_all(account(now, "x" * 2000) for _ in range(100))

    assert await count(db) == 0
    async with db.transaction() as session:
        session.add(account(now))
    assert await count(db) == 1


async def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    database = Database(f"sqlite:///{tmp_path}/file/data.db")

    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        await count(database)
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        await database.migrate()
    await database.close()


async def test_a_server_that_does_not_answer_is_named_without_its_password(
    unused_tcp_port: int,
) -> None:
    database = Database(f"postgresql://someone:secret@127.0.0.1:{unused_tcp_port}/mentorbot")

    for act in (database.migrate, lambda: count(database)):
        with pytest.raises(DatabaseUnusable) as refusal:
            await act()
        assert str(refusal.value) == (
            f"No database answers at 127.0.0.1:{unused_tcp_port}/mentorbot. "
            "Check that the server runs and the address is right."
        )
    await database.close()


async def test_a_database_that_is_not_there_is_named(postgres_server: str) -> None:
    database = Database(f"postgresql://postgres@{postgres_server}/no_such_mentorbot")

    with pytest.raises(DatabaseUnusable, match="refuses the sign-in"):
        await count(database)
    await database.close()


async def test_a_writer_that_never_gets_its_turn_is_told(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.engines.BUSY_TIMEOUT_S", 0.2)
    database = Database(sqlite_url)

    async def second() -> None:
        async with database.transaction():
            pass

    async with database.transaction():
        with pytest.raises(DatabaseBusy):
            await asyncio.create_task(second())
        other = Database(sqlite_url)
        with pytest.raises(DatabaseBusy):
            async with other.transaction():
                pass
        await other.close()
    await second()
    await database.close()


def test_only_two_engines_are_known() -> None:
    with pytest.raises(ValueError, match="not a SQLite or PostgreSQL address"):
        Database("mysql://root:secret@db/mentorbot")


async def test_memory_database_lives_as_long_as_its_object(now: datetime) -> None:
    database = Database("sqlite+aiosqlite:///:memory:")
    await database.migrate()
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE t (x)"))
    async with database.reading() as session:
        assert (await session.execute(text("SELECT count(*) FROM t"))).scalar_one() == 0
    await database.close()


async def test_a_lost_connection_is_said_and_the_next_transaction_has_a_new_one(
    postgres: Database, now: datetime
) -> None:
    async def cut() -> None:
        async with postgres.transaction() as session:
            await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DatabaseUnusable, match="No database answers"):
        await cut()

    async with postgres.transaction() as session:
        session.add(account(now))
    assert await count(postgres) == 1
