"""Notices on their way: queued once, claimed by one, and never silently lost or doubled."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import select

from core import accounts, outbox
from core.db import Database, Session
from core.outbox import Delivery, Notice


async def someone(session: Session, now: datetime) -> int:
    actor = await accounts.identify(session, "web", 1, name="x", locale="en", now=now)
    return actor.id


async def queue(database: Database, now: datetime, number: int = 1) -> None:
    async with database.transaction() as session:
        account_id = await someone(session, now)
        for n in range(number):
            await outbox.put(session, account_id, f"demo-{n}", {"case": n, "name": "学生"}, now=now)


async def states(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(select(Notice.state).order_by(Notice.id)))


async def test_put_keeps_what_to_say_and_is_lost_with_its_transaction(
    any_db: Database, now: datetime
) -> None:
    await queue(any_db, now)
    try:
        async with any_db.transaction() as session:
            await outbox.put(session, 1, "never", {}, now=now)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    async with any_db.reading() as session:
        (notice,) = await outbox.due(session, now=now)
    assert (notice.account_id, notice.key, notice.params) == (
        1,
        "demo-0",
        {"case": 0, "name": "学生"},
    )
    assert (notice.state, notice.attempts, notice.idempotency_key) == ("pending", 0, "notice-1")


async def test_put_with_a_known_dedupe_key_queues_nothing(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        account_id = await someone(session, now)
        first = await outbox.put(session, account_id, "a", {}, now=now, dedupe_key="once")
        again = await outbox.put(session, account_id, "a", {}, now=now, dedupe_key="once")
        free = [await outbox.put(session, account_id, "b", {}, now=now) for _ in range(2)]

    assert (first, again, free) == (True, False, [True, True])
    assert await states(any_db) == ["pending"] * 3


async def test_put_not_before_waits(db: Database, now: datetime) -> None:
    later = now + timedelta(hours=1)
    async with db.transaction() as session:
        await outbox.put(session, await someone(session, now), "a", {}, now=now, not_before=later)
        assert await outbox.due(session, now=later - timedelta(seconds=1)) == []
        assert await outbox.claim(session, "w", now=later - timedelta(seconds=1)) == []
        assert len(await outbox.due(session, now=later)) == 1
        assert len(await outbox.claim(session, "w", now=later)) == 1


async def test_claim_gives_a_notice_to_one_worker(any_db: Database, now: datetime) -> None:
    await queue(any_db, now, 12)

    async def work(name: str) -> list[int]:
        async with any_db.transaction() as session:
            return [n.id for n in await outbox.claim(session, name, now=now, limit=3)]

    shares = await asyncio.gather(*(work(name) for name in "abcd"))

    assert sorted(n for share in shares for n in share) == list(range(1, 13))
    assert await states(any_db) == ["claimed"] * 12


async def test_a_notice_goes_out_step_by_step(db: Database, now: datetime) -> None:
    await queue(db, now)
    async with db.transaction() as session:
        await outbox.claim(session, "w", now=now)
    async with db.transaction() as session:
        notice = await outbox.held(session, 1, "w")
        assert notice is not None
        assert await outbox.held(session, 1, "other") is None
        outbox.sending(notice, "web", 7, now=now)
    async with db.transaction() as session:
        notice = await outbox.held(session, 1, "w")
        assert notice is not None
        assert (notice.state, notice.channel, notice.chat_id) == (Delivery.SENDING, "web", 7)
        outbox.sent(notice, now=now, message_id=42)
    async with db.reading() as session:
        notice = await session.get_one(Notice, 1)
        assert await outbox.held(session, 1, "w") is None
    assert (notice.state, notice.message_id, notice.sent_at) == (Delivery.SENT, 42, now)
    assert (notice.attempts, notice.worker, notice.lease_until) == (1, "", None)


async def test_refusals_end_a_notice_with_the_reason(db: Database, now: datetime) -> None:
    await queue(db, now, 2)
    async with db.transaction() as session:
        shut_out, refused = await outbox.claim(session, "w", now=now)
        outbox.blocked(shut_out, "bot was blocked by the user")
        outbox.failed(refused, "chat not found")
    async with db.reading() as session:
        rows = list(await session.scalars(select(Notice).order_by(Notice.id)))
        assert await outbox.due(session, now=now + timedelta(days=1)) == []
    assert [(n.state, n.problem) for n in rows] == [
        ("blocked", "bot was blocked by the user"),
        ("failed", "chat not found"),
    ]


async def test_postpone_tries_again_later_but_not_for_ever(db: Database, now: datetime) -> None:
    await queue(db, now)
    moment = now
    for attempt in range(1, outbox.MAX_ATTEMPTS + 1):
        async with db.transaction() as session:
            assert await outbox.claim(session, "w", now=moment - timedelta(seconds=1)) == []
            (notice,) = await outbox.claim(session, "w", now=moment)
            outbox.sending(notice, "web", 7, now=moment)
            outbox.postpone(notice, now=moment, seconds=30, problem="429")
            assert notice.attempts == attempt
        moment += timedelta(seconds=30)

    assert await states(db) == [Delivery.FAILED]


async def test_recover_frees_the_claimed_and_doubts_the_half_sent(
    any_db: Database, now: datetime
) -> None:
    await queue(any_db, now, 4)
    async with any_db.transaction() as session:
        _, half, exact, done = await outbox.claim(session, "dead", now=now)
        outbox.sending(half, "telegram", 7, now=now)
        outbox.sending(exact, "web", 7, now=now)
        outbox.sending(done, "web", 7, now=now)
        outbox.sent(done, now=now, message_id=1)
    late = now + outbox.LEASE + timedelta(seconds=1)
    async with any_db.transaction() as session:
        assert await outbox.recover(session, now=now + outbox.LEASE, exact_channels={"web"}) == 0
    assert await states(any_db) == ["claimed", "sending", "sending", "sent"]

    async with any_db.transaction() as session:
        assert await outbox.recover(session, now=late, exact_channels={"web"}) == 1

    assert await states(any_db) == ["pending", "unknown", "pending", "sent"]
    async with any_db.transaction() as session:
        assert await outbox.held(session, 1, "dead") is None


async def test_settle_ends_the_doubt_either_way(db: Database, now: datetime) -> None:
    await queue(db, now, 3)
    async with db.transaction() as session:
        arrived, lost, sent = await outbox.claim(session, "w", now=now)
        outbox.unknown(arrived, "timeout")
        outbox.unknown(lost, "timeout")
        outbox.sent(sent, now=now, message_id=1)
        for notice, yes in [(arrived, True), (lost, False), (sent, False)]:
            outbox.settle(notice, arrived=yes, now=now)

    assert await states(db) == ["sent", "pending", "sent"]
