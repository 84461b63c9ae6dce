"""From nomination to the end of the term, by the table and by the clock."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.accounts import Actor, Role
from core.db import Database, Session
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow
from core.kinds import Kinds, keep_time
from core.outbox import Notice
from mentors import appointments, profiles, requests
from mentors.appointments import APPOINTMENTS, AppointmentOpen, ProfileIncomplete
from mentors.models import Appointment, MatchRequest, Mentor, Offer
from tests.mentors import people

KIND = APPOINTMENTS
FILLED = {"languages": ["zh"], "industries": ["software"], "tags": ["law"]}


async def a_mentor(session: Session, now: datetime, **values: object) -> tuple[Actor, Mentor]:
    actor = await people.person(session, now, Role.MENTOR)
    mentor = await people.mentor(
        session, now, account_id=actor.id, **{"appointed": False, **values}
    )
    return actor, mentor


async def notices(session: Session, actor: Actor) -> list[str]:
    return list(
        await session.scalars(
            select(Notice.key).where(Notice.account_id == actor.id).order_by(Notice.id)
        )
    )


async def state(db: Database, mentor: Mentor) -> tuple[str, bool, date | None]:
    async with db.reading() as session:
        case = await appointments.current(session, mentor.id)
        appointed = await session.scalar(select(Mentor.appointed).where(Mentor.id == mentor.id))
        assert case is not None
        return case.state, bool(appointed), case.ends_on


async def test_a_mentor_is_appointed_for_three_years_and_renewed(
    any_db: Database, now: datetime
) -> None:
    kinds = Kinds([KIND])
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        head = await people.person(session, now, Role.HEAD)
        actor, mentor = await a_mentor(session, now)
        case = await appointments.nominate(session, actor, mentor.id, now=now)
        await KIND.act(session, case, "submit", actor, now=now)
        await KIND.act(session, case, "pass", staff, now=now)
    assert await state(any_db, mentor) == ("publicised", False, None)

    await keep_time(any_db, kinds, now=now + timedelta(days=6))
    assert (await state(any_db, mentor))[0] == "publicised", "publicity lasts seven full days"
    appointed_at = now + timedelta(days=8)
    await keep_time(any_db, kinds, now=appointed_at)
    assert await state(any_db, mentor) == ("appointed", True, date(2029, 11, 28))

    expired_at = appointed_at + timedelta(days=3 * 366)
    async with any_db.transaction() as session:
        await clock.confirm_year(session, staff, 2029, source="演示通知", now=appointed_at)
    for _ in range(3):  # the end of the term is counted, then the reminder, then it lapses
        await keep_time(any_db, kinds, now=expired_at)
    assert (await state(any_db, mentor))[:2] == ("expired", False)
    async with any_db.transaction() as session:
        found = await session.get_one(Appointment, case.id)
        await KIND.act(session, found, "renew", staff, now=expired_at)
    assert (await state(any_db, mentor))[:2] == ("appointed", True)
    async with any_db.reading() as session:
        assert "appointment-appoint-mentor" in await notices(session, actor)
        assert await notices(session, head) == ["appointment-publicity"]
        assert (await notices(session, staff))[:2] == [
            "appointment-nominate-staff",
            "appointment-submit-staff",
        ]


async def test_only_the_head_upholds_an_objection(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        head = await people.person(session, now, Role.HEAD)
        actor, mentor = await a_mentor(session, now)
        case = await appointments.nominate(session, staff, mentor.id, now=now)
        await KIND.act(session, case, "submit", staff, now=now)
        with pytest.raises(NotAllowed):
            await KIND.act(session, case, "pass", actor, now=now)
        await KIND.act(session, case, "return", staff, now=now, note="请补充简历")
        await KIND.act(session, case, "submit", actor, now=now)
        await KIND.act(session, case, "pass", staff, now=now)
        for other in (staff, actor):
            with pytest.raises(NotAllowed):
                await KIND.act(session, case, "uphold", other, now=now)
        await KIND.act(session, case, "uphold", head, now=now, note="异议成立")
        assert (case.state, mentor.appointed) == ("rejected", False)
        again = await appointments.nominate(session, staff, mentor.id, now=now)
    assert again.id != case.id


async def test_who_leaves_is_out_of_the_pool_and_the_open_offer_goes_on(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        student = await people.person(session, now, Role.STUDENT)
        actor, mentor = await a_mentor(session, now, capacity=50)
        project = await people.project(session, now, student)
        await appointments.register(session, staff, now=now)
    later = now + timedelta(days=8)
    await keep_time(any_db, Kinds([KIND]), now=later)
    assert (await state(any_db, mentor))[:2] == ("appointed", True)
    async with any_db.transaction() as session:
        request = await requests.submit(
            session, student, project.id, [mentor.id], "想请教融资", "tap-1", now=later
        )
        assert request.state == "offering"
    async with any_db.transaction() as session:
        case = await appointments.current(session, mentor.id)
        assert case is not None
        await KIND.act(session, case, "leave", actor, now=later)
        with pytest.raises(NotPossibleNow):
            await KIND.act(session, case, "leave", actor, now=later)
    assert (await state(any_db, mentor))[:2] == ("retired", False)
    async with any_db.reading() as session:
        offer = (await session.scalars(select(Offer))).one()
        left = await session.get_one(Mentor, mentor.id)
        again = await session.get_one(MatchRequest, request.id)
    assert (offer.state, left.used) == ("withdrawn", 0)
    assert again.state == "waiting", "nobody else is left, and a named person has it"


async def test_two_taps_open_one_case_and_strangers_none(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        actor, mentor = await a_mentor(session, now)
        other, _ = await a_mentor(session, now)
        await appointments.nominate(session, actor, mentor.id, now=now)
        with pytest.raises(AppointmentOpen):
            await appointments.nominate(session, actor, mentor.id, now=now)
        with pytest.raises(NotFound):
            await appointments.nominate(session, other, mentor.id, now=now)
        assert len(list(await session.scalars(select(Appointment)))) == 1


@pytest.mark.parametrize("missing", ["languages", "industries", "tags"])
async def test_an_empty_profile_cannot_be_submitted(
    db: Database, now: datetime, missing: str
) -> None:
    async with db.transaction() as session:
        actor, mentor = await a_mentor(session, now, **{**FILLED, missing: []})
        case = await appointments.nominate(session, actor, mentor.id, now=now)
        with pytest.raises(ProfileIncomplete):
            await KIND.act(session, case, "submit", actor, now=now)
        await profiles.edit(session, actor, mentor.id, now=now, **FILLED)  # type: ignore[arg-type]
        await KIND.act(session, case, "submit", actor, now=now)
        assert case.state == "checking"


async def test_imported_mentors_are_made_public_in_portions(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        student = await people.person(session, now, Role.STUDENT)
        for number in range(5):
            await people.mentor(
                session, now, name=f"演示{number}", appointed=False, account_id=None, **FILLED
            )
        await people.mentor(session, now, name="空白", appointed=False, tags=[])
        with pytest.raises(NotAllowed):
            await appointments.register(session, student, now=now)
        counted = await appointments.counts(session, staff)
        assert counted == {"unregistered": 5, "none": 1}
    portions = []
    while True:
        async with any_db.transaction() as session:
            done = await appointments.register(session, staff, now=now, limit=2)
        if not done:
            break
        portions.append(done)
    async with any_db.reading() as session:
        assert portions == [2, 2, 1]
        assert await appointments.counts(session, staff) == {
            "publicised": 5,
            "unregistered": 0,
            "none": 1,
        }
        page = await appointments.in_state(session, staff, "publicised", start=3)
        assert [mentor.name for mentor, _ in page] == ["演示3", "演示4"]
        assert [
            mentor.name for mentor, _ in await appointments.in_state(session, staff, "none")
        ] == ["空白"]


async def test_refusals_are_refusals(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        _, mentor = await a_mentor(session, now)
        with pytest.raises(DomainError):
            await appointments.nominate(session, staff, mentor.id, now=now, evidence="长" * 301)
        await appointments.nominate(session, staff, mentor.id, now=now, evidence="长" * 300)
