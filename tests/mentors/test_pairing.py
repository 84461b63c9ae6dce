"""Who declares that two people must not be paired, and who may read why."""

from datetime import date, datetime, timedelta

import pytest

from core.accounts import Role
from core.db import Database
from core.errors import NotAllowed, NotFound
from mentors import pairing
from mentors.pairing import PairRuleNotValid
from mentors.vocabulary import Conflict
from tests.mentors import people


async def test_either_side_and_staff_declare_and_only_staff_read(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        student = await people.person(session, now, Role.STUDENT)
        advisor = await people.person(session, now, Role.MENTOR)
        stranger = await people.person(session, now, Role.STUDENT, Role.MENTOR)
        mentor = await people.mentor(session, now, account_id=advisor.id)
        for actor, reason in ((advisor, "judge"), (student, "blocked"), (staff, "relative")):
            await pairing.declare(session, actor, mentor.id, student.id, reason, now=now)
            await pairing.declare(session, actor, mentor.id, student.id, reason, now=now)

        with pytest.raises(NotFound):
            await pairing.declare(session, stranger, mentor.id, student.id, "judge", now=now)
        for actor in (student, advisor, stranger):
            with pytest.raises(NotAllowed):
                await pairing.rules(session, actor, student_id=student.id)
        found = await pairing.rules(session, staff, mentor_id=mentor.id, student_id=student.id)
        kept = await pairing.forbidden(session, student.id, now=now)
        free = await pairing.forbidden(session, stranger.id, now=now)

    assert [rule.reason for rule in found] == ["judge", "blocked", "relative"]
    assert set(kept.conflicts) == {mentor.id}
    assert kept.blocked == {mentor.id}
    assert mentor.id in kept
    assert mentor.id not in free


@pytest.mark.parametrize(
    ("reason", "note", "until"),
    [
        ("jealousy", "", None),
        ("judge", "长" * 501, None),
        ("judge", "", date(2026, 11, 19)),
    ],
)
async def test_a_declaration_that_says_nothing_sensible_is_refused(
    db: Database, now: datetime, reason: str, note: str, until: date | None
) -> None:
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        mentor = await people.mentor(session, now)
        with pytest.raises(PairRuleNotValid):
            await pairing.declare(
                session, student, mentor.id, student.id, reason, now=now, note=note, until=until
            )
        assert mentor.id not in await pairing.forbidden(session, student.id, now=now)


async def test_a_rule_ends_by_its_day_or_when_it_is_lifted(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        student = await people.person(session, now, Role.STUDENT)
        mentor = await people.mentor(session, now)
        until = date(2026, 11, 21)
        rule = await pairing.declare(
            session, staff, mentor.id, student.id, "judge", now=now, until=until
        )
        tomorrow, after = now + timedelta(days=1), now + timedelta(days=2)
        kept = await pairing.forbidden(session, student.id, now=tomorrow)
        assert kept.conflicts == {mentor.id: Conflict.JUDGE}
        assert mentor.id not in await pairing.forbidden(session, student.id, now=after)

        with pytest.raises(NotFound):
            await pairing.lift(session, student, rule.id, now=now)
        await pairing.lift(session, staff, rule.id, now=now)
        assert mentor.id not in await pairing.forbidden(session, student.id, now=now)
        assert len(await pairing.rules(session, staff, student_id=student.id)) == 1
