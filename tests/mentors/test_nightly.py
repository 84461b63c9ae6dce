"""What time brings: collected picks decided together at night, second offers, the waiting list."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from core.clock import local_day
from core.db import Database
from mentors import assignment, nightly, offers, places, requests
from mentors.assignment import Plan
from mentors.models import MatchRequest, Mentor, Offer
from tests.mentors import town as towns
from tests.mentors.town import Town

HOUR = timedelta(hours=1)
NIGHT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""02:00 in Shanghai, ten hours after the tests' now."""


async def submit(
    db: Database, town: Town, now: datetime, picks: list[int], student: int = 0
) -> MatchRequest:
    async with db.transaction() as session:
        return await requests.submit(
            session, town.students[student], town.projects[student], picks, "问", "k", now=now
        )


async def test_a_quiet_day_sends_at_once_and_a_busy_one_collects(
    any_db: Database, now: datetime
) -> None:
    """Of 22 free places two requests are less than a tenth, three are more."""
    town = await towns.found(any_db, now, students=3, capacities=[2], spare=20)

    sent = [await submit(any_db, town, now, [town.mentors[0]], at) for at in range(2)]
    collected = await submit(any_db, town, now, [], 2)

    assert [one.state for one in sent] == ["offering", "offering"]
    # The first two took both places: for the third there is nobody to be collected for.
    assert (collected.state, collected.collected) == ("waiting", False)


async def test_the_night_decides_for_all_collected_together(
    any_db: Database, now: datetime
) -> None:
    """Both students want the first mentor most; one optimal assignment serves both."""
    town = await towns.found(any_db, now, students=2, capacities=[1, 1], spare=0)
    both = [await submit(any_db, town, now, town.mentors, at) for at in range(2)]
    assert [(one.state, one.collected) for one in both] == [("submitted", True)] * 2
    assert await towns.faults(any_db) == []

    async with any_db.transaction() as session:
        assert not await nightly.is_due(session, now + 9 * HOUR)
        assert await nightly.is_due(session, NIGHT)
        assert await nightly.run(session, NIGHT) == 2
        assert not await nightly.is_due(session, NIGHT)

    asked = [await towns.offers_of(any_db, one.id) for one in both]
    assert sorted(mentor for [(mentor, _)] in asked) == sorted(town.mentors)
    assert await towns.told(any_db, town.students[0]) == ["match-sent-student"]
    assert await towns.faults(any_db, histories=True) == []


async def test_the_students_own_order_enters_the_weights(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=1, capacities=[1, 1, 1], spare=0)
    await submit(db, town, now, [town.mentors[2], town.mentors[0]])
    seen: list[Sequence[tuple[int, float]]] = []

    def solve(rows: list[list[tuple[int, float]]], *args: object, **options: object) -> Plan:
        seen.extend(rows)
        return assignment.solve(rows, *args, **options)  # type: ignore[arg-type]

    async with db.transaction() as session:
        await nightly.run(session, NIGHT, solve)

    (row,) = seen
    weight = dict(row)
    assert weight[2] > weight[1] > 0
    assert weight[2] > weight[0]


async def test_who_gets_nobody_at_night_waits_with_an_owner(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=2, capacities=[1], spare=0)
    for at in range(2):
        await submit(db, town, now, town.mentors, at)

    async with db.transaction() as session:
        assert await nightly.run(session, NIGHT) == 1

    states = [await towns.state_of(db, id_) for id_ in (1, 2)]
    assert sorted(states) == ["offering", "waiting"]
    assert await towns.told(db, town.staff[0]) == ["match-wait-staff"]
    assert await towns.faults(db) == []


async def test_keep_makes_up_for_a_night_that_was_missed(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, spare=0)
    request = await submit(any_db, town, now, [town.mentors[1]])

    await nightly.keep(any_db, now=NIGHT - HOUR)
    assert await towns.offers_of(any_db, request.id) == []
    await nightly.keep(any_db, now=NIGHT + 9 * HOUR)
    await nightly.keep(any_db, now=NIGHT + 9 * HOUR)

    assert await towns.offers_of(any_db, request.id) == [(town.mentors[1], "held")]


async def test_after_a_day_of_silence_a_second_mentor_is_asked_and_the_first_yes_wins(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    request = await submit(any_db, town, now, [town.mentors[0], town.mentors[1]])

    await nightly.keep(any_db, now=now + 23 * HOUR)
    assert len(await towns.offers_of(any_db, request.id)) == 1
    for _ in range(2):
        await nightly.keep(any_db, now=now + 24 * HOUR)

    assert await towns.offers_of(any_db, request.id) == [
        (town.mentors[0], "held"),
        (town.mentors[1], "held"),
    ]
    assert await towns.told(any_db, town.students[0]) == ["match-second-student"]
    async with any_db.transaction() as session:
        (second,) = await offers.open_for(session, await session.get_one(Mentor, town.mentors[1]))
        await offers.accept(session, second.id, town.teachers[1], now=now + 30 * HOUR)
    assert await towns.offers_of(any_db, request.id) == [
        (town.mentors[0], "withdrawn"),
        (town.mentors[1], "accepted"),
    ]
    async with any_db.reading() as session:
        first = await session.get_one(Mentor, town.mentors[0])
        assert (first.used, first.asked, first.silent) == (0, 0, 0)
    assert await towns.faults(any_db, histories=True) == []


async def test_never_a_third_at_once(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, capacities=[1] * 5)
    request = await submit(db, town, now, [town.mentors[0]])

    for hours in (24, 48, 71):
        await nightly.keep(db, now=now + hours * HOUR)

    assert [state for _, state in await towns.offers_of(db, request.id)] == ["held", "held"]


async def test_leave_that_begins_sends_the_offer_on(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    request = await submit(any_db, town, now, [town.mentors[0]])
    async with any_db.transaction() as session:
        mentor = await session.get_one(Mentor, town.mentors[0])
        mentor.vacation_from = local_day(now + 24 * HOUR)
        mentor.vacation_to = local_day(now + 240 * HOUR)

    await nightly.keep(any_db, now=now)
    assert [state for _, state in await towns.offers_of(any_db, request.id)] == ["held"]
    async with any_db.transaction() as session:
        assert await nightly.fetch_back(session, now + 20 * HOUR) == 1

    assert [state for _, state in await towns.offers_of(any_db, request.id)] == [
        "withdrawn",
        "held",
    ]
    assert await towns.faults(any_db) == []


async def test_a_place_that_no_event_reports_goes_to_who_waits(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, capacities=[0])
    request = await submit(any_db, town, now, [])
    assert request.state == "waiting"
    async with any_db.transaction() as session:
        await places.set_capacity(session, town.mentors[0], 1, now=now)

    await nightly.keep(any_db, now=now + HOUR)

    assert await towns.offers_of(any_db, request.id) == [(town.mentors[0], "held")]
    assert await towns.faults(any_db) == []


async def test_a_request_that_nobody_is_asked_for_goes_on(db: Database, now: datetime) -> None:
    """Should it ever happen (a row removed by hand), it is not forgotten."""
    town = await towns.found(db, now)
    request = await submit(db, town, now, [town.mentors[0]])
    async with db.transaction() as session:
        await session.execute(update(Offer).values(state="withdrawn"))
        await session.execute(update(Mentor).where(Mentor.id == town.mentors[0]).values(used=0))
    async with db.transaction() as session:
        assert await nightly.serve_waiting(session, now) == 1

    assert [state for _, state in await towns.offers_of(db, request.id)] == ["withdrawn", "held"]
