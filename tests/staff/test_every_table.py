"""Every state table, thrown about: nothing outside it happens, and everything can end."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.kinds import KINDS
from cases.models import StoredFile
from cases.requests import RequestKind
from core.accounts import Actor, Role
from core.cards import CaseCard
from core.db import Database
from core.errors import DomainError
from core.kinds import Kinds, audit, keep_time
from core.timers import Timer
from core.workflow import CLOCK, INITIAL, PARTIES, SYSTEM, Workflow
from staff.bookings import BOOKINGS
from staff.finance import FINANCES
from tests.mentors.people import person

TABLES = [kind.workflow for kind in KINDS]
EVERYBODY = sorted(PARTIES | {CLOCK, SYSTEM})


@given(table=st.sampled_from(TABLES), data=st.data())
def test_any_run_stays_in_its_table(table: Workflow, data: st.DataObject) -> None:
    events = [*sorted({rule.event for rule in table.rules}), "no-such-event"]
    state = INITIAL
    for event, who in data.draw(
        st.lists(
            st.tuples(st.sampled_from(events), st.sets(st.sampled_from(EVERYBODY))), max_size=30
        )
    ):
        listed = [rule for rule in table.rules if (rule.state, rule.event) == (state, event)]
        try:
            rule = table.step(state, event, who)
        except DomainError:
            assert not listed or not listed[0].who & who
            continue
        assert [rule] == listed
        assert rule.who & who
        state = rule.next


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_everything_that_is_open_can_end(table: Workflow) -> None:
    ends = set(table.final_states)
    grown = True
    while grown:
        before = len(ends)
        ends |= {rule.state for rule in table.rules if rule.next in ends}
        grown = len(ends) > before

    assert table.states - ends == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_whoever_is_waited_for_can_do_something(table: Workflow) -> None:
    """Or, where it is nobody who acts by a button, the clock or the program goes on."""
    for state in table.states - table.final_states:
        rules = [rule for rule in table.rules if rule.state == state]
        able = frozenset().union(*(rule.who for rule in rules))
        assert table.turn(state) in able or able & {CLOCK, SYSTEM}, state


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", [BOOKINGS, FINANCES], ids=lambda kind: kind.workflow.kind)
async def test_any_run_of_a_case_leaves_it_whole(
    any_db: Database, now: datetime, kind: RequestKind, seed: int
) -> None:
    """Random people press random buttons on random days; refused steps change nothing."""
    dice, kinds = random.Random(seed), Kinds([kind])
    async with any_db.transaction() as session:
        student = await person(session, now, Role.STUDENT)
        people = [
            student,
            await person(session, now, Role.STUDENT),
            await person(session, now, Role.STAFF),
            await person(session, now, Role.HEAD),
        ]
        cases = [(await kind.begin(session, student, str(n), now=now)).id for n in range(4)]
    events = sorted({rule.event for rule in kind.workflow.rules})
    taken = refused = 0
    for _ in range(50):
        now += timedelta(hours=dice.choice([0, 1, 30, 200]))
        while await keep_time(any_db, kinds, now=now):
            pass
        case, event = dice.choice(cases), dice.choice(events)
        before = await state_of(any_db, kind, case)
        if dice.random() < 0.5:
            able = kind.workflow.events_for(before[0], {"student", "staff"}) or events
            event = dice.choice(able)
            if event == "withdraw" and dice.random() < 0.8:
                event = able[0]
        who = dice.choice(people)
        if dice.random() < 0.7:
            who = (
                student if event in kind.workflow.events_for(before[0], {"student"}) else people[2]
            )
        try:
            await press(any_db, kind, who, case, event, now)
        except DomainError:
            refused += 1
            assert await state_of(any_db, kind, case) == before
        else:
            taken += 1

    assert taken > 5
    assert refused > 0
    found = await audit(any_db, kinds)
    assert (found.cases, found.problems) == (4, [])
    async with any_db.reading() as session:
        rows = (await session.scalars(kind.cases())).all()
        cards = {card.case_id: card for card in await session.scalars(select(CaseCard))}
        for row in rows:
            timers = await session.scalar(
                select(func.count()).where(Timer.case_id == row.id, Timer.ended_at.is_(None))
            )
            assert timers in (0, 1)
            assert cards[row.id].state == row.state
            over = row.state in kind.workflow.final_states
            assert (cards[row.id].ended_at is not None) == over
            assert not (over and timers)
            assert cards[row.id].due_at is None or timers == 1


async def state_of(db: Database, kind: RequestKind, case: int) -> tuple[str, int]:
    async with db.reading() as session:
        row = await session.get_one(kind.model, case)
        return row.state, row.steps


async def press(
    db: Database, kind: RequestKind, who: Actor, case: int, event: str, now: datetime
) -> None:
    async with db.transaction() as session:
        found = await kind.find(session, case, who)
        if event == "submit" and found.state == "draft" and found.applicant_id == who.id:
            day = (now + timedelta(days=2)).date().isoformat()
            answers = {"day": day, "instrument": "laser", "start": 9, "hours": 1, "use": "试"}
            finance = {"sort": "loan", "amount": "5000.00", "purpose": "x", "consent": True}
            found.form = {**answers, **finance, "trained": True, "registered": False}
            for document in await kind.documents(session, found):
                stored = StoredFile(
                    sha256=f"{case}-{document.key}-{now}",
                    size_bytes=1,
                    media_type="x",
                    stored_at=now,
                )
                session.add(stored)
                await session.flush()
                source = f"{now}"
                await kind.hand_in(
                    session,
                    who,
                    case,
                    document.key,
                    stored,
                    "计划.pdf",
                    source + document.key,
                    now=now,
                )
        await kind.act(session, found, event, who, now=now, note="理由")
