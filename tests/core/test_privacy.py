"""A person's copy of what is kept, and their going."""

import json
from datetime import datetime, time

import pytest
from sqlalchemy import select

from core import accounts, history, outbox, privacy
from core.accounts import Account, Actor, Role
from core.casework import advance, verify_history
from core.db import Base, Database, Session
from core.errors import NotFound
from core.outbox import Notice
from migrations import models
from tests.core.cases import DEMO, DemoCase, create_table


async def lived_in(session: Session, now: datetime) -> tuple[Actor, Actor, DemoCase]:
    """A student and a mentor with a case, each with notices; the student has a role and wishes."""
    student, mentor = [
        await accounts.identify(session, "web", n, name=f"演示{n}", locale="zh-CN", now=now)
        for n in (1, 2)
    ]
    await accounts.grant(session, student.id, Role.STUDENT, None, now=now)
    await accounts.invite(session, Role.MENTOR, None, now=now)
    await accounts.set_quiet_hours(session, student, time(22), time(7))
    case = DemoCase(opened_at=now)
    parties = {"student": {student.id}, "mentor": {mentor.id}}
    for event, actor, note in [("propose", student, "我叫小萌"), ("accept", mentor, "好")]:
        await advance(session, case, DEMO, event, actor, parties, now=now, note=note)
    return student, mentor, case


async def test_export_has_every_row_that_names_the_person_and_no_secret(
    db: Database, now: datetime
) -> None:
    await create_table(db)
    async with db.transaction() as session:
        student, _, _ = await lived_in(session, now)
        code = await accounts.invite(session, Role.STUDENT, None, now=now)
        await accounts.redeem(session, code, student, now=now)
    async with db.reading() as session:
        copy = await privacy.export_person(session, student.id)

    assert sorted(copy) == [
        "accounts",
        "addresses",
        "invites",
        "notices",
        "role_grants",
        "transitions",
    ]
    assert copy["accounts"][0]["quiet_from"] == "22:00:00"
    assert [row["chat_id"] for row in copy["addresses"]] == [1]
    assert [row["note"] for row in copy["transitions"]] == ["我叫小萌"]
    assert "code_hash" not in copy["invites"][0]
    assert json.loads(json.dumps(copy, ensure_ascii=False)) == copy


async def test_forget_leaves_nothing_personal_and_cases_of_others_whole(
    any_db: Database, now: datetime
) -> None:
    await create_table(any_db)
    async with any_db.transaction() as session:
        student, mentor, case = await lived_in(session, now)
    async with any_db.transaction() as session:
        await privacy.forget_person(session, student.id, now=now)

    async with any_db.transaction() as session:
        copy = await privacy.export_person(session, student.id)
        assert sorted(copy) == ["accounts", "role_grants", "transitions"]
        assert (copy["accounts"][0]["name"], copy["accounts"][0]["quiet_from"]) == ("", None)
        assert [row["note"] for row in copy["transitions"]] == [""]
        with pytest.raises(NotFound):
            await accounts.actor_of(session, student.id)
        assert await accounts.with_role(session, Role.STUDENT) == set()
        assert await accounts.find(session, "web", 1) is None
        assert await accounts.find(session, "web", 2) == mentor
        assert [n.account_id for n in await session.scalars(select(Notice))] == [mentor.id]
        stored = await session.get_one(DemoCase, case.id)
        assert await verify_history(session, stored, DEMO) == []
        assert len(await history.steps(session, "demo", case.id)) == 2
        newcomer = await accounts.identify(session, "web", 1, name="x", locale="en", now=now)
        assert newcomer.id not in (student.id, mentor.id)


async def test_nobody_cannot_be_exported_or_forgotten(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        await outbox.due(session, now=now)
        for act in (
            privacy.export_person(session, 99),
            privacy.forget_person(session, 99, now=now),
        ):
            with pytest.raises(NotFound):
                await act
        assert await session.scalar(select(Account.id)) is None


def test_every_table_says_what_forgetting_a_person_does() -> None:
    models.load()
    undecided = [
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname == privacy.PERSON
        and key.ondelete not in ("CASCADE", "SET NULL", "RESTRICT")
    ]

    assert undecided == []
