"""Somebody asks to be forgotten: what is theirs ends, what is a team's goes on."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from cases.models import HandedIn, StoredFile
from core import privacy
from core.accounts import Actor
from core.cards import CaseCard
from core.db import Database
from core.kinds import Kinds
from core.outbox import Notice
from staff import departures, programmes
from staff.kinds import KINDS
from staff.models import Application, Stay
from students import teams
from tests.staff.incubator import Incubator


@pytest.fixture
async def house(any_db: Database, now: datetime) -> Incubator:
    return await Incubator(any_db, now).open()


async def forget(house: Incubator, who: Actor) -> None:
    async with house.db.transaction() as session:
        await teams.depart(session, who, now=house.now)
        await departures.leave(session, Kinds(KINDS), who, now=house.now)
        await privacy.forget_person(session, who.id, now=house.now)


async def rows(house: Incubator, model: type) -> int:
    async with house.db.reading() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_an_application_of_one_person_ends_with_its_files(house: Incubator) -> None:
    owner, _ = await house.submitted()
    other, _ = await house.submitted()

    await forget(house, owner)

    assert [await rows(house, one) for one in (Application, HandedIn, StoredFile)] == [1, 2, 2]
    async with house.db.reading() as session:
        told = await session.scalars(
            select(Notice.account_id).where(Notice.key == "incubation-withdraw-staff")
        )
        assert list(told) == [house.staff.id]
        assert [one.applicant_id for one in await session.scalars(select(CaseCard))] == [other.id]


async def test_a_teams_application_becomes_the_heirs(house: Incubator) -> None:
    owner, case = await house.submitted()
    heir = await house.member((await house.case(case)).project_id)

    await forget(house, owner)

    found = await house.case(case)
    assert (found.applicant_id, found.state, found.filled_by["seats"]) == (
        heir.id,
        "submitted",
        owner.id,
    )
    assert await rows(house, HandedIn) == 2
    async with house.db.reading() as session:
        card = (await session.scalars(select(CaseCard))).one()
    assert card.applicant_id == heir.id


async def test_a_stay_ends_and_its_seat_is_free(house: Incubator) -> None:
    owner, _, _ = await house.staying()

    await forget(house, owner)

    assert await rows(house, Stay) == 0
    async with house.db.reading() as session:
        assert await programmes.places_left(session, house.programme_id) == 20
