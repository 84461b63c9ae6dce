"""SQLite on the spot and through a thread: what a look sees, and what a cursor tells."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import select, text, update

from core.accounts import Account
from core.db import Database


async def add(db: Database, name: str, now: datetime) -> int:
    async with db.transaction() as session:
        account = Account(name=name, locale="zh-CN", created_at=now)
        session.add(account)
        await session.flush()
        return account.id


async def test_look_sees_one_state_until_it_ends(db: Database, now: datetime) -> None:
    await add(db, "一", now)
    names = select(Account.name).order_by(Account.id)

    async with db.reading() as session:
        first = list(await session.scalars(names))
        await add(db, "二", now)
        second = list(await session.scalars(names))
    async with db.reading() as session:
        later = list(await session.scalars(names))

    assert (first, second, later) == (["一"], ["一"], ["一", "二"])


async def test_looks_beside_each_other_have_states_of_their_own(
    db: Database, now: datetime
) -> None:
    await add(db, "一", now)
    names = select(Account.name).order_by(Account.id)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def look_twice() -> tuple[list[str], list[str]]:
        async with db.reading() as session:
            first = list(await session.scalars(names))
            begun.set()
            await go_on.wait()
            return first, list(await session.scalars(names))

    earlier = asyncio.create_task(look_twice())
    await begun.wait()
    await add(db, "二", now)
    async with db.reading() as session:
        meanwhile = list(await session.scalars(names))
    go_on.set()

    assert meanwhile == ["一", "二"]
    assert await earlier == (["一"], ["一"])


async def test_look_that_fails_leaves_nothing_open(db: Database, now: datetime) -> None:
    await add(db, "一", now)

    async def look_and_fail() -> None:
        async with db.reading() as session:
            await session.scalars(select(Account.name))
            raise ZeroDivisionError

    for _ in range(40):
        with pytest.raises(ZeroDivisionError):
            await look_and_fail()

    await add(db, "二", now)
    async with db.reading() as session:
        assert len(list(await session.scalars(select(Account.name)))) == 2


async def test_rows_can_be_taken_a_few_at_a_time(db: Database, now: datetime) -> None:
    for number in range(7):
        await add(db, str(number), now)

    async with db.reading() as session:
        rows = await session.stream_scalars(select(Account.name).order_by(Account.id))
        taken = [part async for part in rows.partitions(3)]

    assert taken == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


async def test_write_tells_how_many_rows_it_touched(db: Database, now: datetime) -> None:
    first = await add(db, "一", now)
    await add(db, "二", now)

    async with db.transaction() as session:
        touched = await session.execute(update(Account).values(locale="en"))
        returned = await session.scalars(
            update(Account).where(Account.id == first).values(name="壹").returning(Account.name)
        )
        assert (touched.rowcount, list(returned)) == (2, ["壹"])


async def test_statement_that_cannot_be_run_leaves_the_connection_usable(db: Database) -> None:
    for block in (db.reading, db.transaction):
        with pytest.raises(Exception, match="no such table"):
            async with block() as session:
                await session.execute(text("SELECT * FROM nowhere"))
        async with block() as session:
            assert await session.scalar(text("SELECT 1")) == 1
