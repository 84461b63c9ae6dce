"""A request without picks: put to a person at once, or left to the ranking and the waiting list."""

from datetime import datetime

from core.db import Database
from mentors import requests
from tests.mentors import town as towns


async def test_by_hand_asks_nobody_but_the_staff(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    async with any_db.transaction() as session:
        request = await requests.submit(
            session, town.students[0], town.projects[0], [], "融资", "k1", now=now, by_hand=True
        )

    assert (request.state, request.owner_id) == ("manual", town.staff[0].id)
    assert await towns.offers_of(any_db, request.id) == []
    assert await towns.told(any_db, town.staff[0]) == ["match-ask-human-staff"]
    assert await towns.faults(any_db, histories=True) == []


async def test_without_picks_the_ranking_chooses(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    async with any_db.transaction() as session:
        request = await requests.submit(
            session, town.students[0], town.projects[0], [], "融资", "k1", now=now
        )

    assert request.state == "offering"
    assert len(await towns.offers_of(any_db, request.id)) == 1
    assert await towns.faults(any_db, histories=True) == []


async def test_where_nobody_fits_the_request_waits(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, capacities=())
    async with any_db.transaction() as session:
        request = await requests.submit(
            session, town.students[0], town.projects[0], [], "融资", "k1", now=now
        )
        progress = await requests.progress(session, request, now=now)

    assert (progress.state, progress.position, progress.waiting) == ("waiting", 1, 1)
    assert await towns.told(any_db, town.staff[0]) == ["match-wait-staff"]
    assert await towns.faults(any_db, histories=True) == []
