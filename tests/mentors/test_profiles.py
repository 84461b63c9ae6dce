"""Profiles of mentors: what they may say, who may change it, and who claims an imported one."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core import accounts
from core.accounts import Role
from core.db import Database
from core.errors import DomainError, NotAllowed, NotFound
from mentors import profiles, strikes
from mentors.models import Meeting, Mentor
from mentors.particulars import (
    MentorTextNotValid,
    MentorWordNotValid,
    MonthlyLimitNotValid,
    VacationNotValid,
)
from mentors.places import CapacityInUse, CapacityNotValid
from mentors.profiles import ProfileExists
from tests.mentors import people
from tests.mentors.pairs import formed

HOUR = timedelta(hours=1)


async def test_a_mentor_keeps_every_change(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        actor = await people.person(session, now, Role.MENTOR)
        made = await profiles.create(
            session, actor, now=now, account_id=actor.id, name="  演示·周律师 "
        )
        for values in (
            {"bio": "做过 <b>三</b> 家公司\r\n爱喝茶\x00"},
            {"tags": ["law", "funding", "law"], "languages": ["en", "zh"]},
            {"campuses": [" 东校区 ", "东校区", ""], "online": False},
            {"capacity": 200, "monthly_limit": 0},
        ):
            await profiles.edit(session, actor, made.id, now=now, **values)  # type: ignore[arg-type]
        for word, chosen in (("finance", True), ("software", True), ("finance", False)):
            for _ in range(2):  # a double tap is one
                await profiles.choose(
                    session, actor, made.id, "industries", word, chosen=chosen, now=now
                )
        mentor = await profiles.own(session, actor)

    assert mentor is not None
    assert (mentor.name, mentor.bio) == ("演示·周律师", "做过 <b>三</b> 家公司\n爱喝茶")
    assert (mentor.tags, mentor.languages) == (["funding", "law"], ["zh", "en"])
    assert (mentor.campuses, mentor.online) == (["东校区"], False)
    assert (mentor.capacity, mentor.monthly_limit) == (200, 0)
    assert mentor.industries == ["software"]
    assert mentor.appointed is False
    assert mentor.changed_at > now, "a standing clock hides no change"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"capacity": -1}, CapacityNotValid),
        ({"capacity": 201}, CapacityNotValid),
        ({"capacity": 10**9}, CapacityNotValid),
        ({"capacity": 0}, CapacityInUse),
        ({"monthly_limit": -1}, MonthlyLimitNotValid),
        ({"monthly_limit": 10**9}, MonthlyLimitNotValid),
        ({"name": " \n"}, MentorTextNotValid),
        ({"name": "长" * 41}, MentorTextNotValid),
        ({"bio": "长" * 2001}, MentorTextNotValid),
        ({"campuses": ["长" * 31]}, MentorTextNotValid),
        ({"campuses": [f"校区{n}" for n in range(13)]}, MentorTextNotValid),
        ({"tags": ["magic"]}, MentorWordNotValid),
        ({"times": ["wed-midnight"]}, MentorWordNotValid),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_changes(
    db: Database, now: datetime, values: dict[str, Any], refusal: type[DomainError]
) -> None:
    async with db.transaction() as session:
        actor = await people.person(session, now, Role.MENTOR)
        mentor = await people.mentor(session, now, account_id=actor.id, used=1, capacity=2)
    with pytest.raises(refusal):
        async with db.transaction() as session:
            await profiles.edit(session, actor, mentor.id, now=now, **values)
    async with db.transaction() as session:
        kept = await profiles.get(session, actor, mentor.id)
        assert (kept.capacity, kept.changed_at) == (2, now)
        await profiles.edit(session, actor, mentor.id, now=now, capacity=1, bio="长" * 2000)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 12, 2), date(2026, 12, 1)),
        (date(2026, 11, 1), date(2026, 11, 19)),
        (date(2026, 12, 1), None),
        (None, date(2026, 12, 1)),
    ],
)
async def test_a_vacation_that_cannot_be_is_refused(
    db: Database, now: datetime, first: date | None, last: date | None
) -> None:
    async with db.transaction() as session:
        actor = await people.person(session, now, Role.MENTOR)
        mentor = await people.mentor(session, now, account_id=actor.id)
        with pytest.raises(VacationNotValid):
            await profiles.go_away(session, actor, mentor.id, first, last, now=now)
        assert (mentor.vacation_from, mentor.vacation_to) == (None, None)

        day = date(2026, 11, 20)
        await profiles.go_away(session, actor, mentor.id, day, day, now=now)
        assert (mentor.vacation_from, mentor.vacation_to) == (day, day)
        await profiles.go_away(session, actor, mentor.id, None, None, now=now)
        assert mentor.vacation_from is None


async def test_a_pause_lasts_until_the_month_ends(db: Database, now: datetime) -> None:
    last_hour = datetime.fromisoformat("2026-12-31T15:30:00+00:00")
    async with db.transaction() as session:
        actor = await people.person(session, now, Role.MENTOR)
        mentor = await people.mentor(session, now, account_id=actor.id)
        await profiles.pause(session, actor, mentor.id, paused=True, now=now)
        assert mentor.paused_until == date(2026, 11, 30)
        await profiles.pause(session, actor, mentor.id, paused=True, now=last_hour)
        assert mentor.paused_until == date(2026, 12, 31)
        await profiles.pause(session, actor, mentor.id, paused=False, now=last_hour)
        assert mentor.paused_until is None


async def test_no_pause_of_ones_own_undoes_that_of_missed_meetings(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
        for hours in range(1, 5):
            meeting = Meeting(
                relation_id=both.relation_id,
                proposed_by=both.student.id,
                starts_at=now + hours * HOUR,
                ends_at=now + (hours + 1) * HOUR,
                state="missed",
                opened_at=now,
            )
            session.add(meeting)
            await session.flush()
            await strikes.add(
                session, meeting.id, both.mentor.id, strikes.NO_SHOW, when=[], now=now
            )
        mentor = await session.get_one(Mentor, both.mentor_id)
        assert mentor.paused_until == date(2026, 12, 20)

        for paused in (True, False):
            await profiles.pause(session, both.mentor, mentor.id, paused=paused, now=now)
            assert mentor.paused_until == date(2026, 12, 20)


async def test_a_profile_is_its_owners_and_the_staffs(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        actor = await people.person(session, now, Role.MENTOR)
        other = await people.person(session, now, Role.MENTOR)
        student = await people.person(session, now, Role.STUDENT)
        staff = await people.person(session, now, Role.STAFF)
        mentor = await profiles.create(session, actor, now=now, account_id=actor.id, name="甲")

        for stranger in (other, student):
            with pytest.raises(NotFound):
                await profiles.edit(session, stranger, mentor.id, now=now, bio="x")
        with pytest.raises(NotAllowed):
            await profiles.edit(session, actor, mentor.id, now=now, number="T1")
        with pytest.raises(NotAllowed):
            await profiles.create(session, actor, now=now, name="另一位")
        with pytest.raises(NotAllowed):
            await profiles.create(session, student, now=now, account_id=student.id, name="乙")
        with pytest.raises(NotAllowed):
            await profiles.silent(session, actor)
        await profiles.edit(session, staff, mentor.id, now=now, number="T1", kind="review")
        with pytest.raises(ProfileExists):
            await profiles.create(session, staff, now=now, name="乙", number="T1")
        with pytest.raises(ProfileExists):
            await profiles.create(session, actor, now=now, account_id=actor.id, name="甲")
        assert (mentor.number, mentor.kind) == ("T1", "review")


async def test_another_biography_waits_for_another_vector(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        actor = await people.person(session, now, Role.MENTOR)
        mentor = await people.mentor(session, now, account_id=actor.id, bio="旧", vector=[1.0])
        await profiles.edit(session, actor, mentor.id, now=now, bio="旧")
        assert (mentor.vector, mentor.changed_at) == ([1.0], now)
        await profiles.edit(session, actor, mentor.id, now=now, bio="新")
        assert mentor.vector is None


async def test_an_imported_profile_is_claimed_by_the_first_who_uses_its_invite(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        one, two, three = [await people.person(session, now) for _ in range(3)]
        mentor = await profiles.create(session, staff, now=now, name="演示·何工")
        codes = [await profiles.invite(session, staff, mentor.id, now=now) for _ in range(2)]
        plain = await accounts.invite(session, Role.MENTOR, staff, now=now)
        assert await profiles.claim(session, one, now=now) is None

        for actor, code in ((one, codes[0]), (two, codes[1]), (three, plain)):
            await accounts.redeem(session, code, actor, now=now)
        first, again, second, third = [
            await profiles.claim(session, actor, now=now) for actor in (one, one, two, three)
        ]
        assert first is not None
        assert (first.id, first.account_id) == (mentor.id, one.id)
        assert (again, second, third) == (None, None, None)
        with pytest.raises(ProfileExists):
            await profiles.invite(session, staff, mentor.id, now=now)
        with pytest.raises(NotAllowed):
            await profiles.invite(session, one, mentor.id, now=now)


async def test_staff_see_who_stays_silent(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        for silent, appointed in ((2, True), (3, True), (7, True), (9, False)):
            await people.mentor(session, now, silent=silent, appointed=appointed)
        found = await profiles.silent(session, staff)

    assert [mentor.silent for mentor in found] == [7, 3]
    assert now - found[0].joined_at == timedelta(0)
