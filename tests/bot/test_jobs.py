"""Keeping house: what leaves the inbox and when, and the figures of health."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from aiogram import F, Router
from aiogram.types import Message
from sqlalchemy import func, select

from bot import jobs
from bot.config import load
from bot.jobs import clean_up, keep_clean
from bot.leases import Leases
from bot.middlewares import Timing
from bot.models import FormState, InboxUpdate, JournalCall, State
from core.db import Database
from tests.bot.rig import Process, until, until_async
from tests.bot.server import BotApi, refusal, serving

KEPT = timedelta(days=load(None).inbox_keep_days)
DAY = timedelta(days=1)


async def store(
    db: Database, now: datetime, *, state: str, received: timedelta, finished: timedelta | None
) -> int:
    """An update with one call on record, as old as said."""
    async with db.transaction() as session:
        number = await session.scalar(select(func.count()).select_from(InboxUpdate)) or 0
        row = InboxUpdate(
            channel="web",
            update_id=number + 1,
            chat_key="1",
            payload="{}",
            received_at=now - received,
            state=state,
            finished_at=None if finished is None else now - finished,
        )
        session.add(row)
        await session.flush()
        session.add(JournalCall(inbox_id=row.id, method="sendMessage", n=1))
        return row.id


async def left(db: Database) -> tuple[list[int], list[int]]:
    """The updates that are there, and those of which calls are on record."""
    async with db.reading() as session:
        updates = await session.scalars(select(InboxUpdate.id).order_by(InboxUpdate.id))
        calls = await session.scalars(select(JournalCall.inbox_id).order_by(JournalCall.inbox_id))
        return list(updates), list(calls)


async def test_answered_updates_leave_after_their_days_and_unanswered_stay(
    any_db: Database, now: datetime
) -> None:
    old, long_ago, failed_kept = KEPT + DAY, timedelta(days=400), timedelta(days=29)
    await store(any_db, now, state=State.DONE, received=long_ago, finished=old)
    kept = [
        await store(any_db, now, state=State.DONE, received=long_ago, finished=KEPT - DAY),
        await store(any_db, now, state=State.PENDING, received=long_ago, finished=None),
        await store(any_db, now, state=State.WORKING, received=long_ago, finished=None),
        await store(any_db, now, state=State.FAILED, received=long_ago, finished=failed_kept),
    ]
    await store(any_db, now, state=State.FAILED, received=long_ago, finished=timedelta(days=31))

    gone = await clean_up(any_db, now=now, kept=KEPT)

    assert gone == 2
    assert await left(any_db) == (kept, kept)
    assert await clean_up(any_db, now=now, kept=KEPT) == 0


async def test_failed_updates_stay_as_long_as_answered_ones_at_least(
    db: Database, now: datetime
) -> None:
    year = timedelta(days=365)
    stays = await store(db, now, state=State.FAILED, received=year, finished=timedelta(days=90))

    assert await clean_up(db, now=now, kept=timedelta(days=100)) == 0
    assert (await left(db))[0] == [stays]


async def test_many_updates_leave_in_small_steps(
    db: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CLEAN_AT_ONCE", 2)
    for _ in range(5):
        await store(db, now, state=State.DONE, received=KEPT + DAY, finished=KEPT + DAY)

    assert await clean_up(db, now=now, kept=KEPT) == 5
    assert await left(db) == ([], [])


async def test_forms_nobody_went_on_with_leave_after_a_month(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        for days in (29, 31):
            changed = now - timedelta(days=days)
            session.add(FormState(key=str(days), state="x", data={}, changed_at=changed))

    await clean_up(any_db, now=now, kept=KEPT)

    async with any_db.reading() as session:
        assert list(await session.scalars(select(FormState.key))) == ["29"]


async def test_house_is_kept_by_one_bot_of_several(postgres: Database, now: datetime) -> None:
    old = KEPT + DAY
    await store(postgres, now, state=State.DONE, received=old, finished=old)
    one, two = (Leases(postgres, owner=name, clock=lambda: now) for name in ("one", "two"))
    assert await one.hold("clean")

    async def is_clean() -> bool:
        return await left(postgres) == ([], [])

    cleaning = [
        asyncio.create_task(keep_clean(postgres, leases, lambda: now, kept=KEPT))
        for leases in (two, one)
    ]
    await until_async(is_clean)
    for task in cleaning:
        task.cancel()
    await asyncio.gather(*cleaning, return_exceptions=True)

    assert not await two.hold("clean")


async def test_health_of_a_fresh_bot_is_all_zero(any_db: Database, now: datetime) -> None:
    health = await jobs.health(any_db, [], [], Timing(), now=now)

    assert health.as_dict() == {
        "channels": {},
        "inbox": {"waiting": 0, "working": 0, "failed": 0, "oldest_s": 0},
        "outcomes": {},
        "handling_ms": {"p50": 0.0, "p95": 0.0},
    }


async def test_health_counts_what_waits_and_how_long(any_db: Database, now: datetime) -> None:
    minute = timedelta(minutes=1)
    for state, received, finished in (
        (State.PENDING, 2 * minute, None),
        (State.PENDING, minute, None),
        (State.WORKING, 3 * minute, None),
        (State.DONE, 9 * minute, minute),
        (State.FAILED, 9 * minute, minute),
    ):
        await store(any_db, now, state=state, received=received, finished=finished)
    timing = Timing()
    timing.seconds.extend(n / 1000 for n in range(1, 101))

    health = await jobs.health(any_db, [], [], timing, now=now)

    assert (health.waiting, health.working, health.failed, health.oldest_s) == (2, 1, 1, 180.0)
    assert 50 <= health.p50_ms <= 51
    assert 95 <= health.p95_ms <= 97


def routers() -> Sequence[Router]:
    router = Router()

    async def on_message(message: Message) -> None:
        await message.answer("好")

    router.message.register(on_message, F.text)
    return [router]


async def test_health_of_a_working_bot_names_channels_and_outcomes(db: Database) -> None:
    api = BotApi()
    async with serving(api):
        api.say(1, "一")
        api.say(2, "二")
        api.push(message="no object")
        async with Process(db, api, routers) as process:
            await until(lambda: len(api.shown) == 2)
            await process.all_done()
            await until(lambda: sum(process.worker.outcomes.values()) == 3)
            connected = await process.app.health()
            api.misbehave("getUpdates", *[refusal(502, "Bad Gateway")] * 50)
            await until(lambda: process.poller.condition == "unreachable")
            unreachable = await process.app.health()

    assert connected.channels == {"web": "connected"}
    assert connected.outcomes == {"done": 2, "set aside": 1}
    assert connected.failed == 1
    assert 0 < connected.p50_ms <= connected.p95_ms
    assert unreachable.channels == {"web": "unreachable"}
