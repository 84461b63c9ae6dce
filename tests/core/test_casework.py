"""A case on its way: state, promise, history and notices together, whoever presses first."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update

from core import accounts, history, timers
from core.accounts import Actor, Role
from core.casework import Transition, advance, correct, verify_history
from core.clock import SHANGHAI
from core.db import Database, Session
from core.errors import ChangedMeanwhile, DomainError, NotAllowed, NotPossibleNow
from core.outbox import Notice
from core.timers import Timer
from tests.core.cases import DEMO, DemoCase, create_table

STUDENT = Actor(1, frozenset({Role.STUDENT}), "zh-CN")
MENTOR = Actor(2, frozenset({Role.MENTOR}), "zh-CN")
STAFF = Actor(3, frozenset({Role.STAFF}), "zh-CN")
ADMIN = Actor(4, frozenset({Role.ADMIN}), "zh-CN")
PARTIES = {"student": {1}, "mentor": {2}, "staff": {3}}


async def open_world(database: Database, now: datetime) -> None:
    await create_table(database)
    async with database.transaction() as session:
        for chat_id in (1, 2, 3, 4):
            await accounts.identify(session, "web", chat_id, name="演示", locale="en", now=now)


async def do(
    session: Session, case: DemoCase, event: str, actor: Actor | None, now: datetime, note: str = ""
) -> None:
    await advance(session, case, DEMO, event, actor, PARTIES, now=now, note=note)


async def propose(database: Database, now: datetime) -> int:
    async with database.transaction() as session:
        case = DemoCase(opened_at=now)
        await do(session, case, "propose", STUDENT, now, note="请指导")
    return case.id


async def told(database: Database) -> list[tuple[int, str]]:
    async with database.reading() as session:
        notices = await session.scalars(select(Notice).order_by(Notice.id))
        return [(n.account_id, n.key) for n in notices]


async def test_advance_writes_state_promise_history_and_notices(
    any_db: Database, now: datetime
) -> None:
    await open_world(any_db, now)

    case_id = await propose(any_db, now)

    async with any_db.reading() as session:
        case = await session.get_one(DemoCase, case_id)
        (step,) = await history.steps(session, "demo", case_id)
        timer = (await session.scalars(select(Timer))).one()
        notice = (await session.scalars(select(Notice))).one()
        assert await verify_history(session, case, DEMO) == []
    assert case.state == "proposed"
    assert (step.before, step.event, step.after) == ("", "propose", "proposed")
    assert (step.actor_id, step.note, step.basis, step.at) == (1, "请指导", "演示规则第一条", now)
    assert (timer.state, timer.event, timer.due_at) == (
        "proposed",
        "expire",
        now + timedelta(hours=72),
    )
    assert (notice.account_id, notice.key) == (2, "demo-propose-mentor")
    assert notice.params == {
        "case": case_id,
        "note": "请指导",
        "due": "11-23 16:00",
        "basis": "演示规则第一条",
        "case-kind": "demo",
        "case-state": "proposed",
    }


async def test_advance_ends_the_promise_of_the_old_state(db: Database, now: datetime) -> None:
    await open_world(db, now)
    case_id = await propose(db, now)

    async with db.transaction() as session:
        case = await session.get_one(DemoCase, case_id)
        await do(session, case, "accept", MENTOR, now)
        assert await timers.running(session, "demo", case_id) is None
        await do(session, case, "review", STAFF, now)
        timer = await timers.running(session, "demo", case_id)

    assert timer is not None
    assert (timer.state, timer.event, timer.remind_on) == (
        "checking",
        "",
        date(2026, 11, 27),
    )
    assert timer.due_at == datetime(2026, 11, 28, tzinfo=SHANGHAI)


async def test_advance_refuses_without_a_trace(db: Database, now: datetime) -> None:
    await open_world(db, now)
    case_id = await propose(db, now)
    before = await told(db)
    stranger = Actor(4, frozenset({Role.MENTOR}), "en")

    for actor, event, refusal in [
        (stranger, "accept", NotAllowed),
        (STUDENT, "accept", NotAllowed),
        (MENTOR, "close", NotPossibleNow),
        (None, "expire", NotPossibleNow),
    ]:
        with pytest.raises(refusal):
            async with db.transaction() as session:
                await do(session, await session.get_one(DemoCase, case_id), event, actor, now)

    async with db.transaction() as session:
        case = await session.get_one(DemoCase, case_id)
        assert case.state == "proposed"
        assert len(await history.steps(session, "demo", case_id)) == 1
        assert await told(db) == before
        await do(session, case, "accept", MENTOR, now)
        assert case.state == "active"


class Full(DomainError):
    key = "error-demo-full"


async def test_advance_asks_the_guard_before_it_changes_anything(
    db: Database, now: datetime
) -> None:
    await open_world(db, now)
    case_id = await propose(db, now)
    full = True

    async def guard() -> None:
        if full:
            raise Full

    async with db.transaction() as session:
        case = await session.get_one(DemoCase, case_id)
        with pytest.raises(Full):
            await advance(session, case, DEMO, "accept", MENTOR, PARTIES, now=now, guard=guard)
        assert case.state == "proposed"
        assert await timers.running(session, "demo", case_id) is not None
        full = False
        await advance(session, case, DEMO, "accept", MENTOR, PARTIES, now=now, guard=guard)
        assert case.state == "active"


async def test_clock_acts_when_the_promised_time_is_over(db: Database, now: datetime) -> None:
    await open_world(db, now)
    case_id = await propose(db, now)
    late = now + timedelta(hours=72)

    async with db.transaction() as session:
        assert await timers.due_timers(session, now=late - timedelta(seconds=1)) == []
        (timer,) = await timers.due_timers(session, now=late)
        assert await timers.due_timers(session, now=late) == []
        assert (timer.kind, timer.case_id, timer.event) == ("demo", case_id, "expire")
        await do(session, await session.get_one(DemoCase, case_id), timer.event, None, late)
        assert (timer.fired_at, timer.ended_at) == (late, late)
        assert await timers.due_timers(session, now=late + timers.LEASE) == []

    assert await told(db) == [
        (2, "demo-propose-mentor"),
        (2, "demo-expire-mentor"),
        (1, "demo-expire-student"),
    ]


async def test_the_one_who_acts_is_not_told(db: Database, now: datetime) -> None:
    await open_world(db, now)
    case_id = await propose(db, now)
    async with db.transaction() as session:
        case = await session.get_one(DemoCase, case_id)
        await do(session, case, "accept", MENTOR, now)
        await do(session, case, "close", STUDENT, now)

    assert (await told(db))[-1] == (2, "demo-close-mentor")
    assert (1, "demo-closed-student") not in await told(db)


async def test_correct_is_for_administrators_and_on_record(db: Database, now: datetime) -> None:
    await open_world(db, now)
    case_id = await propose(db, now)
    async with db.transaction() as session:
        case = await session.get_one(DemoCase, case_id)
        with pytest.raises(NotAllowed):
            await correct(session, case, DEMO, "declined", STAFF, reason="录错", now=now)
        with pytest.raises(NotPossibleNow):
            await correct(session, case, DEMO, "nowhere", ADMIN, reason="录错", now=now)
        await correct(session, case, DEMO, "declined", ADMIN, reason="录错", now=now)
        chain = await history.steps(session, "demo", case_id)
        assert (case.state, await verify_history(session, case, DEMO)) == ("declined", [])
        assert await timers.running(session, "demo", case_id) is None
    assert [(s.event, s.after, s.actor_id, s.note) for s in chain] == [
        ("propose", "proposed", 1, "请指导"),
        ("correct", "declined", 4, "录错"),
    ]


async def test_simultaneous_acts_exactly_one_wins(any_db: Database, now: datetime) -> None:
    await open_world(any_db, now)
    case_id = await propose(any_db, now)
    everybody_has_read = asyncio.Barrier(6)

    async def press(event: str, actor: Actor) -> str:
        # Everybody decides on what the screen showed before anybody acted.
        async with any_db.reading() as session:
            case = await session.get_one(DemoCase, case_id)
        await everybody_has_read.wait()
        try:
            async with any_db.transaction() as session:
                session.add(case)
                await do(session, case, event, actor, now)
        except ChangedMeanwhile:
            return "told"
        return event

    pressed = [("accept", MENTOR), ("decline", MENTOR), ("cancel", STUDENT)] * 2
    outcomes = await asyncio.gather(*(press(event, actor) for event, actor in pressed))

    (winner,) = [outcome for outcome in outcomes if outcome != "told"]
    async with any_db.reading() as session:
        case = await session.get_one(DemoCase, case_id)
        chain = await history.steps(session, "demo", case_id)
        assert await verify_history(session, case, DEMO) == []
    assert [step.event for step in chain] == ["propose", winner]
    assert case.state == chain[-1].after


async def test_simultaneous_acts_inside_open_transactions_exactly_one_wins(
    postgres: Database, now: datetime
) -> None:
    await open_world(postgres, now)
    case_id = await propose(postgres, now)
    both_have_read = asyncio.Barrier(2)

    async def press(event: str, actor: Actor) -> str:
        try:
            async with postgres.transaction() as session:
                case = await session.get_one(DemoCase, case_id)
                await both_have_read.wait()
                await do(session, case, event, actor, now)
        except ChangedMeanwhile:
            return "told"
        return "done"

    outcomes = await asyncio.gather(press("accept", MENTOR), press("cancel", STUDENT))

    assert sorted(outcomes) == ["done", "told"]
    async with postgres.reading() as session:
        assert len(await history.steps(session, "demo", case_id)) == 2


async def one_of_each(database: Database, now: datetime) -> tuple[int, int]:
    """A closed case with four steps, and another beside it."""
    await open_world(database, now)
    first, second = await propose(database, now), await propose(database, now)
    async with database.transaction() as session:
        case = await session.get_one(DemoCase, first)
        for event, actor in [("accept", MENTOR), ("review", STAFF), ("pass", STAFF)]:
            await do(session, case, event, actor, now, note=f"备注 {event}")
    return first, second


TAMPERING: list[tuple[str, dict[str, object]]] = [
    ("event", {"event": "decline"}),
    ("state", {"after": "closed"}),
    ("origin", {"before": "x"}),
    ("person", {"actor_id": 4}),
    ("nobody", {"actor_id": None}),
    ("basis", {"basis": "另一条"}),
    ("note", {"note": "改过"}),
    ("digest", {"note_digest": "0" * 64}),
    ("link", {"prev_hash": "0" * 64}),
    ("hash", {"hash": "0" * 64}),
    ("time", {"at": datetime(2020, 1, 1, tzinfo=SHANGHAI)}),
    ("number", {"seq": 9}),
    ("case", {"case_id": 77}),
]


@pytest.mark.parametrize("seq", [1, 2, 4])
@pytest.mark.parametrize("change", [c for _, c in TAMPERING], ids=[n for n, _ in TAMPERING])
async def test_history_shows_a_changed_step(
    db: Database, now: datetime, change: dict[str, object], seq: int
) -> None:
    first, second = await one_of_each(db, now)
    async with db.transaction() as session:
        case = await session.get_one(DemoCase, first)
        assert await verify_history(session, case, DEMO) == []
        await session.execute(
            update(Transition)
            .where(Transition.case_id == first, Transition.seq == seq)
            .values(change)
            .execution_options(synchronize_session=False)
        )
    async with db.transaction() as session:
        case = await session.get_one(DemoCase, first)
        other = await session.get_one(DemoCase, second)
        assert await verify_history(session, case, DEMO) != []
        assert await verify_history(session, other, DEMO) == []


@pytest.mark.parametrize("gone", [[1], [2], [4], [3, 4], [1, 2, 3, 4]])
async def test_history_shows_a_missing_step(
    db: Database, now: datetime, gone: Sequence[int]
) -> None:
    first, _ = await one_of_each(db, now)
    async with db.transaction() as session:
        await session.execute(
            delete(Transition).where(Transition.case_id == first, Transition.seq.in_(gone))
        )
    async with db.reading() as session:
        case = await session.get_one(DemoCase, first)
        assert await verify_history(session, case, DEMO) != []


async def test_history_shows_a_state_written_past_it(db: Database, now: datetime) -> None:
    first, _ = await one_of_each(db, now)
    async with db.transaction() as session:
        await session.execute(text(f"UPDATE demo_cases SET state='closed' WHERE id={first}"))
    async with db.reading() as session:
        case = await session.get_one(DemoCase, first)
        assert await verify_history(session, case, DEMO) == [
            "the case is 'closed' and its history says 'active'"
        ]


async def test_history_stays_whole_when_a_note_is_blanked(db: Database, now: datetime) -> None:
    first, _ = await one_of_each(db, now)
    async with db.transaction() as session:
        await history.blank_notes(session, STAFF.id)
    async with db.reading() as session:
        case = await session.get_one(DemoCase, first)
        chain = await history.steps(session, "demo", first)
        assert [step.note for step in chain] == ["请指导", "备注 accept", "", ""]
        assert await verify_history(session, case, DEMO) == []
    async with db.transaction() as session:
        await session.execute(
            update(Transition)
            .where(Transition.case_id == first, Transition.seq == 4)
            .values(note="后补")
        )
    async with db.reading() as session:
        case = await session.get_one(DemoCase, first)
        assert await verify_history(session, case, DEMO) == ["the note of step 4 was put in later"]


ACTORS: list[Actor | None] = [STUDENT, MENTOR, STAFF, None]
EVENTS = sorted({rule.event for rule in DEMO.rules})


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    presses=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.sampled_from(ACTORS), st.integers(0, 100)),
        max_size=12,
    )
)
async def test_any_presses_leave_a_whole_history_and_at_most_one_open_promise(
    db: Database, now: datetime, presses: list[tuple[str, Actor | None, int]]
) -> None:
    async with db.reading() as session:
        fresh = (
            await session.execute(
                text("SELECT count(*) FROM sqlite_master WHERE name='demo_cases'")
            )
        ).scalar_one() == 0
    if fresh:
        await open_world(db, now)
    async with db.transaction() as session:
        case = DemoCase(opened_at=now)
        await do(session, case, "propose", STUDENT, now)
    accepted, moment = 1, now
    for event, actor, hours in presses:
        moment += timedelta(hours=hours)
        try:
            async with db.transaction() as session:
                row = await session.get_one(DemoCase, case.id)
                rule = await advance(session, row, DEMO, event, actor, PARTIES, now=moment)
        except DomainError:
            continue
        accepted += 1
        assert row.state == rule.next
    async with db.transaction() as session:
        row = await session.get_one(DemoCase, case.id)
        assert await verify_history(session, row, DEMO) == []
        assert row.steps == accepted
        timer = await timers.running(session, "demo", row.id)
        assert (timer is not None) is (row.state in {"proposed", "checking"})


async def test_a_promise_that_cannot_be_counted_yet_is_told_in_words(any_db: Database) -> None:
    last_day = datetime(2026, 12, 31, 16, 0, tzinfo=SHANGHAI)
    await open_world(any_db, last_day)
    async with any_db.transaction() as session:
        case = DemoCase(opened_at=last_day)
        for event, actor in (("propose", STUDENT), ("accept", MENTOR), ("review", STAFF)):
            await do(session, case, event, actor, last_day)

    async with any_db.reading() as session:
        notice = await session.scalar(select(Notice).where(Notice.key == "demo-review-student"))
    assert notice is not None
    assert notice.params["due"] == ["case-due-open"]
