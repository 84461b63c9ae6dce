"""The store: whole or not at all, in order, and clear words when it cannot open."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from webchat.errors import StartupError
from webchat.records import Event, News, Records
from webchat.schema import STEPS
from webchat.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(tmp_path)
    await store.open()
    yield store
    await store.close()


async def test_failed_work_leaves_no_trace_among_others(store: Store) -> None:
    told: list[News] = []
    store.on_commit = told.extend

    def failing(records: Records) -> None:
        records.set_setting("b", 1)
        records.add_event(0, "b", {})
        raise KeyError("b")

    async def good(name: str) -> None:
        def work(records: Records) -> None:
            records.set_setting(name, 1)
            records.add_event(0, name, {})

        await store.write(work)

    outcomes = await asyncio.gather(
        good("a"), store.write(failing), good("c"), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), KeyError, type(None)]
    assert await store.read(lambda r: [r.setting(name) for name in "abc"]) == [1, None, 1]
    assert [item.kind for item in told] == ["a", "c"]


async def test_many_writes_at_once_are_told_in_order(store: Store) -> None:
    told: list[News] = []
    store.on_commit = told.extend
    await asyncio.gather(
        *(store.write(lambda records: records.add_event(1, "x", {})) for _ in range(500))
    )
    assert [item.seq for item in told if isinstance(item, Event)] == list(range(1, 501))


async def test_cancelled_writer_does_not_hold_up_others(store: Store) -> None:
    gone = asyncio.create_task(store.write(lambda records: records.set_setting("a", 1)))
    await asyncio.sleep(0)
    gone.cancel()
    await store.write(lambda records: records.set_setting("b", 1))
    assert await store.read(lambda records: records.setting("b")) == 1


async def test_reader_sees_what_was_written_and_cannot_write(store: Store) -> None:
    await store.write(lambda records: records.set_setting("a", "中"))
    assert await store.read(lambda records: records.setting("a")) == "中"
    with pytest.raises(sqlite3.OperationalError):
        await store.read(lambda records: records.set_setting("a", 2))


async def test_close_finishes_what_waits(tmp_path: Path) -> None:
    store = Store(tmp_path)
    await store.open()
    waiting = asyncio.gather(
        *(store.write(lambda records: records.add_event(1, "x", {})) for _ in range(200))
    )
    await asyncio.sleep(0)
    await store.close()
    await waiting
    with pytest.raises(RuntimeError):
        await store.write(lambda records: None)
    await store.open()
    assert await store.read(lambda records: records.last_seq()) == 200
    await store.close()


async def refusal(folder: Path) -> str:
    with pytest.raises(StartupError) as refused:
        await Store(folder).open()
    return str(refused.value)


async def test_second_server_on_a_folder_is_refused(store: Store) -> None:
    assert "is in use by another web chat server" in await refusal(store.folder)


async def test_damaged_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "webchat.sqlite3"
    path.write_bytes(b"this is no database" * 1000)
    sentence = await refusal(tmp_path)
    assert f"The database {path} is damaged" in sentence
    assert "Move it away" in sentence
    assert path.read_bytes() == b"this is no database" * 1000
    path.unlink()
    store = Store(tmp_path)
    await store.open()
    await store.close()


async def test_torn_database_is_found_at_the_start(tmp_path: Path) -> None:
    store = Store(tmp_path)
    await store.open()
    many = {str(number): "x" * 500 for number in range(200)}
    await store.write(lambda records: [records.set_setting(*pair) for pair in many.items()])
    await store.close()
    content = bytearray(store.path.read_bytes())
    for page in range(2, len(content) // 4096):
        content[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    store.path.write_bytes(content)
    assert "is damaged" in await refusal(tmp_path)
    assert store.path.read_bytes() == bytes(content)


async def test_newer_database_is_not_touched(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "webchat.sqlite3") as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    assert "written by a newer version" in await refusal(tmp_path)


async def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    sentence = await refusal(tmp_path / "file" / "data")
    assert str(tmp_path / "file" / "data") in sentence
    assert "cannot be written" in sentence
