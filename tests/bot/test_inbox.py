"""The inbox by itself: claims, leases, and what happens when the database objects."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.arrivals import read
from bot.inbox import Inbox
from bot.models import InboxUpdate
from bot.turns import Claimed
from core.db import Database
from tests.bot.rig import until, utc_now


class Desk:
    """Takes what it is given, as long as it has room."""

    def __init__(self, room: int = 100) -> None:
        self.room = room
        self.taken: list[Claimed] = []

    def free(self) -> int:
        return self.room - len(self.taken)

    def take(self, updates: Sequence[Claimed]) -> None:
        self.taken.extend(updates)

    @property
    def numbers(self) -> list[int]:
        return [update.update_id for update in self.taken]


def said(number: int, chat: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}}}


@asynccontextmanager
async def opened(
    db: Database, *, owner: str = "one", clock: Callable[[], datetime] = utc_now, **more: Any
) -> AsyncIterator[Inbox]:
    inbox = Inbox(db, owner=owner, clock=clock, **more)
    loop = asyncio.create_task(inbox.run())
    try:
        yield inbox
    finally:
        inbox.close()
        await loop


async def rows(db: Database) -> list[tuple[int, str, int, int, int]]:
    async with db.reading() as session:
        found = await session.execute(
            select(
                InboxUpdate.update_id,
                InboxUpdate.state,
                InboxUpdate.claims,
                InboxUpdate.failures,
                InboxUpdate.crashes,
            ).order_by(InboxUpdate.id)
        )
        return [tuple(row) for row in found]


async def test_only_the_oldest_update_of_each_chat_is_handed_out(any_db: Database) -> None:
    desk = Desk()
    async with opened(any_db) as inbox:
        inbox.serve("web", desk)
        await inbox.put("web", read([said(1, 7), said(2, 7), said(3, 8), said(4, 7)]))
        await until(lambda: len(desk.taken) >= 2)
        assert desk.numbers == [1, 3]

        inbox.finish(desk.taken[0])
        await until(lambda: len(desk.taken) >= 3)
        assert desk.numbers == [1, 3, 2]


async def test_channels_do_not_hold_each_other_up(any_db: Database) -> None:
    full, free = Desk(room=0), Desk()
    async with opened(any_db) as inbox:
        inbox.serve("web", full)
        inbox.serve("telegram", free)
        await inbox.put("web", read([said(1, 7)]))
        await inbox.put("telegram", read([said(1, 7)]))
        await until(lambda: free.taken)

        assert (full.numbers, free.numbers) == ([], [1])


async def test_no_more_is_handed_out_than_there_is_room_for(any_db: Database) -> None:
    desk = Desk(room=3)
    async with opened(any_db) as inbox:
        inbox.serve("web", desk)
        await inbox.put("web", read(said(n, n) for n in range(1, 11)))
        await inbox.settle()
        await inbox.settle()

        assert desk.numbers == [1, 2, 3]


async def test_update_given_back_holds_its_chat_until_its_time(any_db: Database) -> None:
    desk = Desk()
    async with opened(any_db) as inbox:
        inbox.serve("web", desk)
        await inbox.put("web", read([said(1, 7), said(2, 7)]))
        await until(lambda: desk.taken)
        later = utc_now() + timedelta(seconds=0.4)
        inbox.give_back(desk.taken[0], not_before=later, failed=True, problem="Trouble")
        await until(lambda: len(desk.taken) >= 2)

        assert utc_now() >= later
        assert desk.numbers == [1, 1]
        assert (desk.taken[1].claims, desk.taken[1].failures) == (2, 1)


async def test_update_set_aside_keeps_its_words_and_frees_its_chat(any_db: Database) -> None:
    desk = Desk()
    async with opened(any_db) as inbox:
        inbox.serve("web", desk)
        await inbox.put("web", read([said(1, 7), said(2, 7)]))
        await until(lambda: desk.taken)
        inbox.set_aside(desk.taken[0], "ValueError")
        await until(lambda: len(desk.taken) >= 2)
        inbox.finish(desk.taken[1])
        await inbox.settle()

    async with any_db.reading() as session:
        found = await session.execute(
            select(InboxUpdate.state, InboxUpdate.problem, InboxUpdate.payload != "").order_by(
                InboxUpdate.id
            )
        )
        assert [tuple(row) for row in found] == [
            ("failed", "ValueError", True),
            ("done", "", False),
        ]


async def test_new_process_takes_up_what_a_crash_left(db: Database) -> None:
    first, second = Desk(), Desk()
    async with opened(db, owner="one") as inbox:
        inbox.serve("web", first)
        await inbox.put("web", read([said(1, 7)]))
        await until(lambda: first.taken)

    async with opened(db, owner="two") as inbox:
        inbox.serve("web", second)
        await until(lambda: second.taken)

    assert await rows(db) == [(1, "working", 2, 0, 1)]


async def test_lease_that_ran_out_passes_the_update_on_and_its_old_owner_changes_nothing(
    postgres: Database,
) -> None:
    """Two processes at once are for PostgreSQL: a SQLite file has one bot."""
    shift = timedelta()

    def clock() -> datetime:
        return datetime.now(UTC) + shift

    slow, quick = Desk(), Desk()
    async with opened(postgres, owner="slow", clock=clock) as one:
        one.serve("web", slow)
        await one.put("web", read([said(1, 7)]))
        await until(lambda: slow.taken)
    async with opened(postgres, owner="quick", clock=clock) as two:
        two.serve("web", quick)
        await two.settle()
        assert quick.numbers == []
        shift = timedelta(seconds=31)
        await until(lambda: quick.taken)

        async with opened(postgres, owner="slow", clock=clock) as one:
            one.finish(slow.taken[0])
            await one.settle()
        assert await rows(postgres) == [(1, "working", 2, 0, 1)]
        two.finish(quick.taken[0])
        await two.settle()
    assert await rows(postgres) == [(1, "done", 2, 0, 1)]


async def test_many_replicas_never_share_a_chat(postgres: Database) -> None:
    busy: set[str] = set()
    done: list[int] = []
    clashes: list[str] = []

    class Working(Desk):
        inbox: Inbox

        def take(self, updates: Sequence[Claimed]) -> None:
            for update in updates:
                clashes.extend([update.chat_key] if update.chat_key in busy else [])
                busy.add(update.chat_key)
                asyncio.get_running_loop().call_later(0.002, self.end, update)

        def end(self, update: Claimed) -> None:
            busy.discard(update.chat_key)
            done.append(update.update_id)
            self.inbox.finish(update)

    async with (
        opened(postgres, owner="a") as a,
        opened(postgres, owner="b") as b,
        opened(postgres, owner="c") as c,
    ):
        await a.put("web", read(said(n, n % 5) for n in range(100)))
        for inbox in (a, b, c):
            desk = Working(room=2)
            desk.inbox = inbox
            inbox.serve("web", desk)
        await until(lambda: len(done) == 100)

    assert clashes == []
    for chat in range(5):
        order = [number for number in done if number % 5 == chat]
        assert order == sorted(order)


async def test_line_the_database_cannot_take_does_not_hold_up_the_others(
    any_db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk()
    nowhere = Claimed(999, "web", 9, "9", "{}", 1, 0, 0, utc_now())
    caplog.set_level(logging.ERROR, "bot.inbox")
    async with opened(any_db) as inbox:
        inbox.serve("web", desk)
        inbox.record_call(nowhere, ("sendMessage", 1), lambda: "true", urgent=True)
        await inbox.put("web", read([said(1, 7)]))
        await until(lambda: desk.taken)

    assert "a line of the inbox is given up" in caplog.text
    assert desk.numbers == [1]


async def test_channel_dismissed_gets_nothing_more_and_loses_nothing(any_db: Database) -> None:
    desk, later = Desk(), Desk()
    async with opened(any_db) as inbox:
        inbox.serve("web", desk)
        inbox.dismiss("web")
        await inbox.put("web", read([said(1, 7)]))
        await inbox.settle()
        assert desk.numbers == []
        inbox.serve("web", later)
        await until(lambda: later.taken)


async def test_close_writes_down_what_was_noted(any_db: Database) -> None:
    desk = Desk()
    async with opened(any_db) as inbox:
        inbox.serve("web", desk)
        await inbox.put("web", read([said(1, 7)]))
        await until(lambda: desk.taken)
        inbox.finish(desk.taken[0])

    assert await rows(any_db) == [(1, "done", 1, 0, 0)]


async def test_renewed_lease_is_kept_while_work_goes_on(postgres: Database) -> None:
    desk, other = Desk(), Desk()
    short = timedelta(seconds=1)
    async with (
        opened(postgres, owner="one", lease=short) as one,
        opened(postgres, owner="two", lease=short) as two,
    ):
        one.serve("web", desk)
        await one.put("web", read([said(1, 7)]))
        await until(lambda: desk.taken)
        two.serve("web", other)
        begun = utc_now()
        await until(lambda: utc_now() - begun > 3 * short)

        assert other.numbers == []
        assert await rows(postgres) == [(1, "working", 1, 0, 0)]
