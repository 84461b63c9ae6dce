"""Leases: what one of several bots does alone, and who does it when that bot is gone."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.leases import LASTS, Leases
from bot.models import Lease
from core.db import Database


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


async def test_lease_has_one_holder_until_it_runs_out(postgres: Database, now: datetime) -> None:
    clock = Clock(now)
    one, two = (Leases(postgres, owner=name, clock=clock) for name in ("one", "two"))

    held = [await one.hold("poll"), await two.hold("poll"), await two.hold("clean")]
    clock.pass_by(LASTS * 0.9)
    held += [await two.hold("poll")]
    clock.pass_by(LASTS * 0.2)
    held += [await two.hold("poll"), await one.hold("poll")]

    assert held == [True, False, True, False, True, False]


async def test_lease_is_kept_by_whoever_renews_it(postgres: Database, now: datetime) -> None:
    clock = Clock(now)
    one, two = (Leases(postgres, owner=name, clock=clock) for name in ("one", "two"))
    for _ in range(5):
        assert await one.hold("poll")
        clock.pass_by(LASTS * 0.6)
        assert not await two.hold("poll")


async def test_released_leases_go_to_the_next_at_once(postgres: Database, now: datetime) -> None:
    clock = Clock(now)
    one, two = (Leases(postgres, owner=name, clock=clock) for name in ("one", "two"))
    assert await one.hold("poll")
    assert await two.hold("clean")

    await one.release_all()

    assert await two.hold("poll")
    assert not await one.hold("clean")


async def test_only_bot_of_a_file_holds_everything_and_writes_nothing(
    db: Database, now: datetime
) -> None:
    leases = Leases(db, owner="one", clock=Clock(now))

    assert await leases.hold("poll")
    await leases.release_all()

    async with db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Lease)) == 0
