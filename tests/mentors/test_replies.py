"""How soon a mentor usually answers, as a student's list says it."""

from datetime import datetime, timedelta

import pytest

from core.db import Database
from mentors import replies
from tests.mentors.pool import Market

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def answered(market: Market, mentor: int, *hours: float | None, ago: timedelta = DAY) -> None:
    """Offers answered after so many hours each; None is silence to the end."""
    for wait in hours:
        request = await market.request(await market.account(), ago=ago)
        state, after = ("expired", None) if wait is None else ("declined", wait * HOUR)
        await market.offer(request, mentor, ago=ago, state=state, answered_after=after)


@pytest.mark.parametrize(
    ("hours", "usual"),
    [
        ((2.0, 5.5, 30.0), 6),
        ((1.0, 2.0, 4.0, 60.0), 3),
        ((0.1, 0.1, 0.1), 1),
        ((2.0, 5.0, 9.0, None), 7),
        ((2.0, 5.0, 9.0, None, None), 9),
        ((2.0, 5.0, 9.0, None, None, None, None), None),
        ((2.0, 5.0, None), None),
        ((2.0, 5.0), None),
        ((), None),
    ],
)
async def test_the_usual_wait_is_the_median_of_enough_answers(
    any_db: Database, now: datetime, hours: tuple[float | None, ...], usual: int | None
) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        mentor, other = await market.mentor(), await market.mentor()
        await answered(market, mentor, *hours)
        await answered(market, other, 20.0, 20.0, 20.0)

        found = await replies.usual_hours(session, [mentor], now=now)

    assert found == ({} if usual is None else {mentor: usual})


async def test_what_is_long_ago_or_was_taken_back_does_not_count(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        mentor = await market.mentor()
        await answered(market, mentor, 2.0, 2.0)
        await answered(market, mentor, 50.0, 50.0, ago=400 * DAY)
        for state in ("withdrawn", "held"):
            request = await market.request(await market.account(), ago=DAY)
            await market.offer(request, mentor, ago=DAY, state=state)

        assert await replies.usual_hours(session, [mentor], now=now) == {}
        await answered(market, mentor, 3.0)
        assert await replies.usual_hours(session, [mentor], now=now) == {mentor: 2}
