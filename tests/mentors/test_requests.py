"""A student's request: sent, collected, taken back, handed to people; and what is refused."""

from datetime import datetime

from core.db import Database
from mentors import requests
from tests.mentors import town as towns


async def test_submit_asks_the_first_pick_at_once(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    first, second, _ = town.mentors

    async with any_db.transaction() as session:
        request = await requests.submit(
            session,
            town.students[0],
            town.projects[0],
            [second, first],
            "想请教融资",
            "k1",
            now=now,
        )

    assert request.state == "offering"
    assert await towns.offers_of(any_db, request.id) == [(second, "held")]
    assert await towns.told(any_db, town.teachers[1]) == ["offer-hold-mentor"]
    assert await towns.faults(any_db, histories=True) == []
