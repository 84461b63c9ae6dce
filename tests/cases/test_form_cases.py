"""Cases that begin as a form: begun once, filled by several, submitted whole, supplemented."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cases.documents import Document
from cases.form_cases import FormIncomplete, NotAskedFor
from cases.models import Request, StoredFile
from cases.requests import RequestKind
from core import accounts, casework
from core.accounts import Actor, Role
from core.cards import CaseCard
from core.db import Database
from core.errors import NotAllowed, NotFound, NotPossibleNow
from core.fields import Field, Kind, TooLarge
from core.forms import Form
from core.kinds import Kinds, keep_time
from core.outbox import Notice
from core.workflow import Workflow
from tests.mentors.people import person

FORM = Form(
    "plea",
    (
        Field("what", limit=50),
        Field("seats", Kind.NUMBER, minimum=1, maximum=6),
        Field("note", required=False, limit=200, lines=True),
    ),
)
PLEA = RequestKind(
    Workflow(
        "plea",
        """
| -         | begin    | student | draft     | -       | -    | -
| draft     | submit   | student | submitted | staff   | 2wd  | rules 1
| submitted | take     | staff   | checking  | student | 5wd  | rules 2
| checking  | ask-more | staff   | lacking   | student | 10d  | -
| lacking   | supply   | student | checking  | staff   | rest | -
| lacking   | lapse    | clock   | lapsed    | student | -    | -
| checking  | pass     | staff   | done      | student | -    | -
| checking  | withdraw | student | done      | staff   | -    | -
""",
        reminders={"checking": ("-1d",)},
    ),
    FORM,
    series="PL",
    titled="what",
    documents=[Document("plan", label="field-plea-plan"), Document("photo", required=False)],
)


@pytest.fixture
async def student(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STUDENT)


@pytest.fixture
async def staff(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STAFF)


async def begun(db: Database, who: Actor, now: datetime, source: str = "1") -> int:
    async with db.transaction() as session:
        return (await PLEA.begin(session, who, source, now=now)).id


async def fill(db: Database, who: Actor, case: int, now: datetime, **answers: str | int) -> None:
    async with db.transaction() as session:
        for key, value in answers.items():
            await PLEA.answer(session, who, case, key, value, now=now)


async def hand_in(db: Database, who: Actor, case: int, now: datetime, sha: str = "a") -> None:
    async with db.transaction() as session:
        stored = StoredFile(
            sha256=sha * 64, size_bytes=9, media_type="application/pdf", stored_at=now
        )
        session.add(stored)
        await session.flush()
        await PLEA.hand_in(session, who, case, "plan", stored, "plan.pdf", sha, now=now)


async def act(
    db: Database, who: Actor, case: int, event: str, now: datetime, note: str = ""
) -> str:
    async with db.transaction() as session:
        found = await PLEA.find(session, case, who)
        await PLEA.act(session, found, event, who, now=now, note=note)
        return found.number or ""


async def submitted(db: Database, who: Actor, now: datetime) -> int:
    case = await begun(db, who, now)
    await fill(db, who, case, now, what="工位", seats=2)
    await hand_in(db, who, case, now)
    await act(db, who, case, "submit", now)
    return case


async def card(db: Database, case: int) -> CaseCard:
    async with db.reading() as session:
        found = await session.scalar(select(CaseCard).where(CaseCard.case_id == case))
        assert found is not None
        return found


async def test_a_repeated_update_begins_one_case(
    any_db: Database, student: Actor, now: datetime
) -> None:
    first = await begun(any_db, student, now)

    assert await begun(any_db, student, now) == first
    assert await begun(any_db, student, now, "2") != first


async def test_submits_only_whole_and_numbers_then(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await begun(any_db, student, now)
    with pytest.raises(FormIncomplete) as refused:
        await act(any_db, student, case, "submit", now)
    assert refused.value.params == {"missing": 3}

    await fill(any_db, student, case, now, what="工位", seats=2)
    with pytest.raises(FormIncomplete):
        await act(any_db, student, case, "submit", now)
    await hand_in(any_db, student, case, now)

    assert await act(any_db, student, case, "submit", now) == f"PL-{now.year}-0001"
    assert (await card(any_db, case)).turn == "staff"


async def test_an_answer_that_does_not_fit_changes_nothing(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await begun(any_db, student, now)
    await fill(any_db, student, case, now, seats=4)

    with pytest.raises(TooLarge):
        await fill(any_db, student, case, now, seats=7)
    with pytest.raises(NotFound):
        await fill(any_db, student, case, now, nothing=1)

    async with any_db.reading() as session:
        assert (await session.get_one(Request, case)).form == {"seats": 4}


async def test_nobody_else_sees_or_fills_it(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    case = await begun(any_db, student, now)
    async with any_db.transaction() as session:
        other = await person(session, now, Role.STUDENT)

    for who in (other, staff):
        with pytest.raises(NotFound):
            await fill(any_db, who, case, now, seats=1)


async def test_a_supplement_takes_what_was_asked_for(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)
    with pytest.raises(NotPossibleNow):
        await fill(any_db, student, case, now, seats=3)
    await act(any_db, staff, case, "take", now)
    async with any_db.transaction() as session:
        await PLEA.ask_more(session, staff, case, ["seats"], "几个人用？", now=now)

    with pytest.raises(NotAskedFor):
        await fill(any_db, student, case, now, what="别的")
    with pytest.raises(FormIncomplete):
        await act(any_db, student, case, "supply", now)
    await fill(any_db, student, case, now + timedelta(days=3), seats=3)
    await act(any_db, student, case, "supply", now + timedelta(days=3))

    shown = await card(any_db, case)
    assert (shown.state, shown.turn, shown.owner_id) == ("checking", "staff", staff.id)


async def test_a_document_asked_for_again_is_handed_in_again(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)
    await act(any_db, staff, case, "take", now)
    async with any_db.transaction() as session:
        await PLEA.ask_more(session, staff, case, ["plan", "photo"], "缺一页", now=now)

    with pytest.raises(FormIncomplete) as refused:
        await act(any_db, student, case, "supply", now)
    assert refused.value.params == {"missing": 2}
    await hand_in(any_db, student, case, now, "b")
    with pytest.raises(FormIncomplete):
        await act(any_db, student, case, "supply", now)

    assert (await card(any_db, case)).state == "lacking"


async def test_a_supplement_may_be_a_sentence(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)
    await act(any_db, staff, case, "take", now)
    async with any_db.transaction() as session:
        await PLEA.ask_more(session, staff, case, ["plan"], "缺一页", now=now)

    await act(any_db, student, case, "supply", now, note="原件就这些页")

    assert (await card(any_db, case)).state == "checking"


async def test_who_applied_does_not_take_the_case(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)
    async with any_db.transaction() as session:
        await accounts.grant(session, student.id, Role.STAFF, by=None, now=now)
        student = await accounts.actor_of(session, student.id)

    with pytest.raises(NotAllowed):
        await act(any_db, student, case, "take", now)


async def test_two_presses_of_submit_give_one_number(
    any_db: Database, student: Actor, now: datetime
) -> None:
    case = await begun(any_db, student, now)
    await fill(any_db, student, case, now, what="工位", seats=2)
    await hand_in(any_db, student, case, now)

    done = await asyncio.gather(
        *(act(any_db, student, case, "submit", now) for _ in range(2)), return_exceptions=True
    )

    assert sorted(isinstance(one, str) for one in done) == [False, True]
    async with any_db.reading() as session:
        found = await session.get_one(Request, case)
        assert await casework.verify_history(session, found, PLEA.workflow) == []
        assert found.number == f"PL-{now.year}-0001"


async def test_the_card_follows_the_promise(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    case = await submitted(any_db, student, now)
    await act(any_db, staff, case, "take", now)

    shown = await card(any_db, case)
    assert shown.yellow_at is not None
    assert shown.due_at is not None
    assert now < shown.yellow_at < shown.due_at

    await act(any_db, staff, case, "pass", now)
    shown = await card(any_db, case)
    assert (shown.due_at, shown.ended_at, shown.turn) == (None, now, "")


async def test_only_who_is_waited_for_is_reminded(
    any_db: Database, student: Actor, staff: Actor, now: datetime
) -> None:
    """The applicant may withdraw, and is not pressed to."""
    case = await submitted(any_db, student, now)
    await act(any_db, staff, case, "take", now)
    due = (await card(any_db, case)).due_at
    assert due is not None

    await keep_time(any_db, Kinds([PLEA]), now=due - timedelta(hours=3))

    async with any_db.reading() as session:
        told = await session.execute(select(Notice.key, Notice.account_id))
        reminders = [tuple(row) for row in told.all() if "reminder" in row[0]]
    assert reminders == [("plea-checking-reminder-staff", staff.id)]
