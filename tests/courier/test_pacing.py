"""The budgets: never more in any second, whoever asks, and nothing left unused."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.db import Database
from courier import pacing
from courier.models import Pace

SECOND = timedelta(seconds=1)
LEAD = timedelta(seconds=pacing.LEAD_S)


async def ask(
    db: Database, chat_id: int, now: datetime, channel: str = "telegram", per_second: float = 25
) -> pacing.Turn:
    async with db.transaction() as session:
        return await pacing.reserve(session, channel, chat_id, per_second=per_second, now=now)


async def test_slots_keep_the_budget_in_every_second_and_use_it(
    any_db: Database, now: datetime
) -> None:
    slots: list[datetime] = []
    moment = now
    for chat in range(1, 101):
        turn = await ask(any_db, chat, moment)
        assert turn.ours
        slots.append(turn.at)
        moment = max(now, turn.at - SECOND / 4)

    assert slots[0] == now + LEAD
    assert all(25 * (late - early) >= SECOND for early, late in pairwise(slots))
    # Whoever is late by the tolerance still keeps it, with as much left for the way.
    tolerance = timedelta(seconds=pacing.LATEST_S)
    assert all(slots[n + 25] - slots[n] >= SECOND + 2 * tolerance for n in range(75))
    assert 99 / ((slots[-1] - slots[0]) / SECOND) >= 0.95 * 25


async def test_idle_time_is_not_saved_up(db: Database, now: datetime) -> None:
    await ask(db, 1, now)
    later = now + 60 * SECOND
    slots = [(await ask(db, chat, later)).at for chat in (2, 3, 4)]

    spacing = timedelta(microseconds=41_600)
    assert slots == [later + LEAD + n * spacing for n in range(3)]


async def test_wider_slot_keeps_the_budget_wherever_in_it_one_departs(
    any_db: Database, now: datetime
) -> None:
    first = await ask(any_db, 1, now)
    async with any_db.transaction() as session:
        wide = await pacing.reserve_again(
            session, "telegram", per_second=25, now=now + SECOND, slack_s=0.5
        )
    after = await ask(any_db, 2, now + SECOND)

    spacing = timedelta(microseconds=41_600)
    assert first.at + spacing <= wide == now + SECOND
    assert after.at == wide + SECOND / 2 + spacing


async def test_far_slots_are_not_given_but_named(any_db: Database, now: datetime) -> None:
    turns = [await ask(any_db, chat, now, per_second=2) for chat in range(1, 6)]

    spacing = timedelta(milliseconds=520)
    assert [turn.ours for turn in turns] == [True, True, False, False, False]
    assert [turn.at for turn in turns] == [now + LEAD + min(n, 2) * spacing for n in range(5)]


async def test_chat_gets_one_a_second_and_a_group_twenty_a_minute(
    any_db: Database, now: datetime
) -> None:
    for chat, most in ((7, 60), (-7, 20)):
        moment, sent = now, []
        while moment < now + timedelta(minutes=2):
            turn = await ask(any_db, chat, moment, f"channel{chat}")
            sent += [turn.at] if turn.ours else []
            moment = turn.at + SECOND / 10 if turn.ours else turn.at
        windows = [sum(a <= b < a + timedelta(minutes=1) for b in sent) for a in sent]
        assert max(windows) <= most
        assert len(sent) >= 0.9 * 2 * most
        if chat > 0:
            assert all(late - early > SECOND for early, late in pairwise(sent))


async def test_chats_of_the_same_number_on_two_channels_do_not_meet(
    db: Database, now: datetime
) -> None:
    assert (await ask(db, 7, now, "telegram")).ours
    assert (await ask(db, 7, now, "web")) == pacing.Turn(now + LEAD, True)


async def test_hold_closes_a_channel_or_a_chat_and_never_shortens(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        await pacing.hold(session, "telegram", -7, until=now + 30 * SECOND)
        await pacing.hold(session, "telegram", -7, until=now + 5 * SECOND)
        await pacing.hold(session, "web", None, until=now + 10 * SECOND)
        opens = [await pacing.opens_at(session, n, now=now) for n in ("telegram", "web", "x")]

    assert await ask(any_db, -7, now) == pacing.Turn(now + 30 * SECOND, False)
    assert (await ask(any_db, 8, now)).ours
    assert await ask(any_db, 8, now, "web") == pacing.Turn(now + 10 * SECOND, False)
    assert opens == [now, now + 9 * SECOND, now]
    assert (await ask(any_db, 8, now + 10 * SECOND, "web")).ours


async def test_old_rows_are_dropped_and_nobody_is_faster_for_it(
    db: Database, now: datetime
) -> None:
    await ask(db, 1, now)
    async with db.transaction() as session:
        await pacing.forget_old(session, now=now + timedelta(minutes=9))
        assert await session.scalar(select(func.count()).select_from(Pace)) == 2
        await pacing.forget_old(session, now=now + timedelta(minutes=11))
        assert await session.scalar(select(func.count()).select_from(Pace)) == 0


@given(st.lists(st.floats(0, 0.3), min_size=60, max_size=120), st.sampled_from([1, 7, 25, 100]))
def test_spacing_leaves_no_second_with_more_however_requests_come(
    pauses: list[float], rate: int
) -> None:
    """The rule itself, without a database: what ``reserve_again`` writes into its row."""
    spacing = round(1_000_000 * pacing.HEADROOM / rate)
    free = clock = 0
    slots = []
    for pause in pauses:
        clock += round(pause * 1_000_000)
        slots.append(max(free, clock))
        free = slots[-1] + spacing
    for n, first in enumerate(slots):
        assert sum(first <= slot < first + 1_000_000 for slot in slots[n:]) <= rate
