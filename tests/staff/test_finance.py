"""The finance desk hands on only what the applicant agreed to."""

from datetime import datetime

import pytest

from cases.models import StoredFile
from cases.requests import NotAgreed
from core.accounts import Role
from core.db import Database
from staff.finance import FINANCES
from tests.mentors.people import person


@pytest.mark.parametrize("consent", [True, False])
async def test_nobody_is_introduced_without_having_agreed(
    any_db: Database, now: datetime, consent: bool
) -> None:
    answers = {"sort": "loan", "amount": "5000.00", "purpose": "x", "registered": False}
    async with any_db.transaction() as session:
        student = await person(session, now, Role.STUDENT)
        staff = await person(session, now, Role.STAFF)
        case = await FINANCES.begin(session, student, "1", now=now)
        for key, value in {**answers, "consent": consent}.items():
            await FINANCES.answer(session, student, case.id, key, value, now=now)
        stored = StoredFile(sha256="a", size_bytes=1, media_type="x", stored_at=now)
        session.add(stored)
        await session.flush()
        await FINANCES.hand_in(session, student, case.id, "plan", stored, "a.pdf", "1", now=now)
        await FINANCES.act(session, case, "submit", student, now=now)
        await FINANCES.act(session, case, "take", staff, now=now)

    async with any_db.transaction() as session:
        found = await FINANCES.find(session, case.id, staff)
        if consent:
            await FINANCES.act(session, found, "introduce", staff, now=now, note="某银行")
            assert found.state == "introduced"
        else:
            with pytest.raises(NotAgreed):
                await FINANCES.act(session, found, "introduce", staff, now=now, note="某银行")
            assert found.state == "checking"
