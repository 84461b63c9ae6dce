"""Numbers of cases: nobody gets one twice, none is left out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from cases.numbers import next_number
from core.db import Database

AT_ONCE = 8
EACH = 25


@pytest.fixture
async def many(any_url: str) -> AsyncIterator[list[Database]]:
    """Eight connections of their own to one database, as so many processes have."""
    databases = [Database(any_url) for _ in range(AT_ONCE)]
    yield databases
    for database in databases:
        await database.close()


async def take(database: Database, series: str, now: datetime) -> str:
    async with database.transaction() as session:
        return await next_number(session, series, now=now)


async def take_and_fail(database: Database, series: str, now: datetime) -> None:
    async with database.transaction() as session:
        raise RuntimeError(await next_number(session, series, now=now))


async def test_numbers_count_up_by_series_and_shanghais_year(
    any_db: Database, now: datetime
) -> None:
    last_of_2026 = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    first_of_2027 = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)

    taken = [
        await take(any_db, series, moment)
        for series, moment in (
            ("RF", now),
            ("RF", last_of_2026),
            ("ZX", now),
            ("RF", first_of_2027),
            ("RF", last_of_2026),
        )
    ]

    assert taken == ["RF-2026-0001", "RF-2026-0002", "ZX-2026-0001", "RF-2027-0001", "RF-2026-0003"]


async def test_number_of_a_transaction_that_failed_is_given_again(
    any_db: Database, now: datetime
) -> None:
    assert await take(any_db, "RF", now) == "RF-2026-0001"
    with pytest.raises(RuntimeError, match="RF-2026-0002"):
        await take_and_fail(any_db, "RF", now)

    assert await take(any_db, "RF", now) == "RF-2026-0002"


async def test_numbers_taken_at_once_are_unique_and_without_gaps(
    many: list[Database], now: datetime
) -> None:
    async def work(database: Database, which: int) -> list[str]:
        taken = []
        for turn in range(EACH):
            try:
                async with database.transaction() as session:
                    number = await next_number(session, "RF", now=now)
                    await asyncio.sleep(0)
                    if (turn + which) % 5 == 0:
                        raise RuntimeError("on purpose")
                taken.append(number)
            except RuntimeError:
                continue
        return taken

    lists = await asyncio.gather(*(work(database, n) for n, database in enumerate(many)))
    taken = sorted(number for numbers in lists for number in numbers)

    kept = AT_ONCE * EACH * 4 // 5
    assert taken == [f"RF-2026-{n:04}" for n in range(1, kept + 1)]


@pytest.mark.parametrize("series", ["", "rf", "R-F", "入孵", "RF1"])
async def test_series_that_no_number_could_be_read_from_is_an_error(
    db: Database, now: datetime, series: str
) -> None:
    with pytest.raises(ValueError, match="series"):
        await take(db, series, now)
