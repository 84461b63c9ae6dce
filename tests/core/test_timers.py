"""Promised times: pauses, missing calendars, colours, and workers that share the due ones."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from core import accounts, clock, timers
from core.accounts import Actor, Role
from core.clock import SHANGHAI
from core.db import Database, Session
from core.errors import NotPossibleNow
from core.periods import Period
from core.timers import Colour, Timer


async def begin(session: Session, period: str, now: datetime, case_id: int = 1) -> Timer:
    return await timers.start(
        session,
        "demo",
        case_id,
        state="checking",
        event="lapse",
        period=Period.parse(period),
        basis="演示规则",
        now=now,
    )


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("period", "paused", "resumed", "due"),
    [
        # Monday 2 March plus 5 working days is Monday the 9th, until 24:00.
        ("5wd", at(4), at(6), at(12, 0)),
        ("5wd", at(4), at(4, 18), at(10, 0)),
        ("5wd", at(6), at(9), at(11, 0)),
        # 10 days end on Thursday the 12th; two days more on Saturday, so Monday.
        ("10d", at(4), at(6), at(17, 0)),
        ("3mo", at(4), at(6), at(5, 0, month=6)),
        ("72h", at(4), at(6, 15), at(7, 15)),
    ],
)
async def test_resume_moves_the_end_by_what_was_suspended(
    db: Database, period: str, paused: datetime, resumed: datetime, due: datetime
) -> None:
    async with db.transaction() as session:
        await begin(session, period, at(2))
        timer = await timers.pause(session, "demo", 1, "等申请人补材料", now=paused)
        assert timer.pause_reason == "等申请人补材料"
        assert timers.colour(timer, paused) is Colour.PAUSED
        timer = await timers.resume(session, "demo", 1, now=resumed)

    assert timer.pause_reason == ""
    assert timer.due_at == due


async def test_two_pauses_add_up(db: Database) -> None:
    async with db.transaction() as session:
        await begin(session, "5wd", at(2))
        for since, until in [(at(3), at(4)), (at(5), at(6))]:
            await timers.pause(session, "demo", 1, "核对", now=since)
            timer = await timers.resume(session, "demo", 1, now=until)

    assert timer.due_at == at(12, 0)


async def test_pause_and_resume_refuse_out_of_turn(db: Database) -> None:
    async with db.transaction() as session:
        with pytest.raises(NotPossibleNow):
            await timers.pause(session, "demo", 1, "核对", now=at(2))
        await begin(session, "5wd", at(2))
        with pytest.raises(NotPossibleNow):
            await timers.resume(session, "demo", 1, now=at(3))
        with pytest.raises(ValueError, match="reason"):
            await timers.pause(session, "demo", 1, " ", now=at(3))
        await timers.pause(session, "demo", 1, "核对", now=at(3))
        with pytest.raises(NotPossibleNow):
            await timers.pause(session, "demo", 1, "核对", now=at(4))
        await timers.resume(session, "demo", 1, now=at(4))


async def test_a_paused_timer_is_never_due(db: Database) -> None:
    async with db.transaction() as session:
        await begin(session, "5wd", at(2))
        await timers.pause(session, "demo", 1, "核对", now=at(4))
        assert await timers.due_timers(session, now=at(30)) == []
        await timers.resume(session, "demo", 1, now=at(6))
        assert len(await timers.due_timers(session, now=at(30))) == 1


async def test_a_timer_without_a_calendar_waits_for_staff_and_then_counts(
    db: Database, now: datetime
) -> None:
    start = datetime(2026, 12, 30, 10, tzinfo=SHANGHAI)
    async with db.transaction() as session:
        someone = await accounts.identify(session, "web", 1, name="x", locale="en", now=now)
        staff = Actor(someone.id, frozenset({Role.STAFF}), "en")
        timer = await begin(session, "5wd", start)
        assert (timer.due_at, timers.colour(timer, start)) == (None, Colour.UNCOUNTED)
        assert await timers.due_timers(session, now=start + timedelta(days=60)) == []
        assert await timers.recount(session) == 1

        await clock.set_day(
            session, staff, date(2027, 1, 1), is_workday=False, name="元旦", source="演示", now=now
        )
        await clock.confirm_year(session, staff, 2027, source="演示", now=now)
        due = await timers.due_timers(session, now=start + timedelta(days=60))

    # Thursday the 31st, then the 4th to the 7th.
    assert [t.due_at for t in due] == [datetime(2027, 1, 8, tzinfo=SHANGHAI)]


async def test_due_timers_come_again_when_their_worker_died_and_not_when_fired(
    db: Database,
) -> None:
    async with db.transaction() as session:
        await begin(session, "72h", at(2))
        (timer,) = await timers.due_timers(session, now=at(9))
        assert await timers.due_timers(session, now=at(9)) == []
        (again,) = await timers.due_timers(session, now=at(9) + timers.LEASE)
        assert again.id == timer.id
        await timers.mark_fired(session, timer.id, now=at(9))
        assert await timers.due_timers(session, now=at(10)) == []


async def test_due_timers_are_shared_among_workers(any_db: Database) -> None:
    async with any_db.transaction() as session:
        for case_id in range(1, 13):
            await begin(session, "72h", at(2), case_id)

    async def work() -> list[int]:
        async with any_db.transaction() as session:
            return [t.case_id for t in await timers.due_timers(session, now=at(9), limit=3)]

    shares = await asyncio.gather(*(work() for _ in range(4)))

    assert sorted(case for share in shares for case in share) == list(range(1, 13))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, Colour.GREEN),
        (53, Colour.GREEN),
        (54, Colour.YELLOW),
        (71, Colour.YELLOW),
        (72, Colour.RED),
        (500, Colour.RED),
    ],
)
async def test_colour_turns_at_a_quarter_left_and_at_the_end(
    db: Database, hours: int, expected: Colour
) -> None:
    async with db.transaction() as session:
        timer = await begin(session, "72h", at(2))

    assert timers.colour(timer, at(2) + timedelta(hours=hours)) is expected


async def test_a_case_has_one_open_timer(any_db: Database) -> None:
    from sqlalchemy.exc import IntegrityError

    async with any_db.transaction() as session:
        first = await begin(session, "72h", at(2))
        first.ended_at = at(3)
        await begin(session, "72h", at(3))
    with pytest.raises(IntegrityError):
        async with any_db.transaction() as session:
            await begin(session, "72h", at(4))
