"""Decisions: by a head without a tie, with a reason for each rule, while there are seats."""

import asyncio
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import accounts
from core.accounts import Actor, Role
from core.db import Database
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow, ReasonNeeded
from core.history import Transition
from core.outbox import Notice
from courier import letters
from staff import decisions, panels
from staff.applications import APPLICATIONS, NoPlaceLeft
from staff.conflicts import Conflicted
from staff.decisions import LONGEST_NOTE, AgainNotValid, ReasonMissing, RulesOpen
from staff.eligibility import Verdict
from staff.models import Application, Decision, Programme
from staff.panels import AppliesTooSoon, DecisionNeeded
from tests.chat import strict_texts
from tests.mentors import people
from tests.staff.panel import (
    Office,
    again,
    applied,
    joins,
    open_office,
    passed,
    reviewed,
    state_of,
)

AGAIN = date(2027, 3, 1)


async def decide(
    db: Database, office: Office, event: str, now: datetime, who: Actor | None = None, **more: date
) -> None:
    async with db.transaction() as session:
        await decisions.decide(
            session, who or office.head, office.application, event, now=now, **more
        )


async def mark(
    db: Database, office: Office, rule: str, verdict: Verdict, now: datetime, note: str = ""
) -> None:
    async with db.transaction() as session:
        await decisions.mark(
            session, office.head, office.application, rule, verdict, now=now, note=note
        )


async def told(db: Database, who: Actor, key: str, locale: str = "zh-CN") -> list[str]:
    async with db.reading() as session:
        rows = await session.scalars(
            select(Notice).where(Notice.account_id == who.id, Notice.key == key).order_by(Notice.id)
        )
        return [letters.write(strict_texts(), row, locale).html for row in rows]


async def test_approves_once_every_rule_is_judged(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    with pytest.raises(RulesOpen) as refused:
        await decide(any_db, office, "approve", now)
    assert refused.value.params == {"open": 1}
    await mark(any_db, office, "real", Verdict.MET, now)

    await decide(any_db, office, "approve", now)

    assert await state_of(any_db, office) == "publicised"
    async with any_db.reading() as session:
        case = await session.get_one(Application, office.application)
        assert case.decided_by == office.head.id
        assert {one.check.rule: one.verdict for one in decisions.reasons_of(case)} == {
            "adviser": Verdict.MET,
            "real": Verdict.MET,
            "review": Verdict.MET,
        }
    async with any_db.transaction() as session:
        shown = await decisions.sheet(session, office.head, office.application, now=now)
    assert {one.verdict for one in shown.rules} == {Verdict.MET}
    assert len(await told(any_db, office.student, "incubation-approve-student")) == 1


async def test_an_exception_needs_a_word(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    await mark(any_db, office, "real", Verdict.MET, now)
    await mark(any_db, office, "adviser", Verdict.UNMET, now)
    with pytest.raises(RulesOpen):
        await decide(any_db, office, "approve", now)

    await mark(any_db, office, "adviser", Verdict.UNMET, now, note="下月到位")
    await decide(any_db, office, "approve", now)

    assert await state_of(any_db, office) == "publicised"


async def test_a_refusal_needs_a_reason_and_a_day(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    with pytest.raises(ReasonMissing):
        await decide(any_db, office, "refuse", now, again_on=AGAIN)
    await mark(any_db, office, "review", Verdict.UNMET, now)
    with pytest.raises(ReasonMissing):
        await decide(any_db, office, "refuse", now, again_on=AGAIN)
    await mark(any_db, office, "review", Verdict.UNMET, now, note="市场 <没有> 验证")
    for day in (now.date(), date(2026, 1, 1), date(2030, 1, 1)):
        with pytest.raises(AgainNotValid):
            await decide(any_db, office, "refuse", now, again_on=day)
    with pytest.raises(AgainNotValid):
        await decide(any_db, office, "refuse", now)
    assert await state_of(any_db, office) == "deciding"
    await mark(any_db, office, "real", Verdict.UNMET, now, note="没有样机")

    await decide(any_db, office, "refuse", now, again_on=AGAIN)

    assert await state_of(any_db, office) == "refused"
    (notice,) = await told(any_db, office.student, "incubation-refuse-student")
    assert "❌ 第四条 项目真实可行" in notice
    assert "没有样机" in notice
    assert "市场 &lt;没有&gt; 验证" in notice
    assert "2027-03-01" in notice
    assert "意见" not in notice
    (english,) = await told(any_db, office.student, "incubation-refuse-student", "en")
    assert "❌ 第四条 The venture is real" in english


async def test_long_reasons_are_all_told_as_far_as_there_is_room(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="deciding")
    rules = [
        {
            "rule": f"r{number}",
            "verdict": "open",
            "key": "eligible-free-open",
            "basis": f"第{number}条",
            "names": {"zh-CN": "演示规则"},
        }
        for number in range(12)
    ]
    async with any_db.transaction() as session:
        (await session.get_one(Application, office.application)).eligibility = rules
    for row in rules:
        await mark(any_db, office, str(row["rule"]), Verdict.UNMET, now, note="&<长>" * 500)

    await decide(any_db, office, "refuse", now, again_on=AGAIN)

    (notice,) = await told(any_db, office.student, "incubation-refuse-student")
    assert "第0条" in notice
    assert len(notice) < 4096
    async with any_db.reading() as session:
        case = await session.get_one(Application, office.application)
        noted = [one.note for one in decisions.reasons_of(case) if one.note]
    assert [len(note) for note in noted] == [LONGEST_NOTE] * 12


async def test_only_heads_without_a_tie_decide(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    await mark(any_db, office, "real", Verdict.MET, now)
    for who in (office.staff, office.student, office.reviewers[0]):
        with pytest.raises(NotAllowed):
            await decide(any_db, office, "approve", now, who)
    await joins(any_db, office, office.head, "adviser", now)

    with pytest.raises(Conflicted) as refused:
        await decide(any_db, office, "approve", now)

    assert refused.value.params == {"tie": "adviser"}
    async with any_db.transaction() as session:
        shown = await decisions.sheet(session, office.head, office.application, now=now)
    assert (shown.tie, shown.results, shown.choices) == ("adviser", None, [])
    assert await state_of(any_db, office) == "deciding"


@pytest.mark.parametrize("event", ["approve", "waitlist", "refuse"])
async def test_no_button_goes_around_the_reasons(
    any_db: Database, now: datetime, event: str
) -> None:
    office = await open_office(any_db, now, state="deciding")

    async with any_db.transaction() as session:
        case = await APPLICATIONS.find(session, office.application, office.head)
        with pytest.raises(DecisionNeeded):
            await APPLICATIONS.act(session, case, event, office.head, now=now)


async def test_an_earlier_decision_opens_no_later_step(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding", seats=0)
    await decide(any_db, office, "waitlist", now)
    async with any_db.transaction() as session:
        (await session.get_one(Programme, office.programme)).seats = 1

    async with any_db.transaction() as session:
        case = await APPLICATIONS.find(session, office.application, office.head)
        with pytest.raises(DecisionNeeded):
            await APPLICATIONS.act(session, case, "approve", office.head, now=now)


async def test_without_a_seat_there_is_the_waiting_list(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding", seats=0)
    await mark(any_db, office, "real", Verdict.MET, now)
    with pytest.raises(NoPlaceLeft):
        await decide(any_db, office, "approve", now)

    await decide(any_db, office, "waitlist", now)
    assert await state_of(any_db, office) == "waitlisted"
    async with any_db.transaction() as session:
        (await session.get_one(Programme, office.programme)).seats = 1
    await mark(any_db, office, "real", Verdict.MET, now)
    await decide(any_db, office, "approve", now)

    assert await state_of(any_db, office) == "publicised"


async def test_the_waiting_list_beside_a_free_seat_needs_a_reason(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="deciding")
    with pytest.raises(ReasonMissing):
        await decide(any_db, office, "waitlist", now)
    async with any_db.transaction() as session:
        await decisions.say(session, office.head, office.application, "先看另外两家", now=now)

    await decide(any_db, office, "waitlist", now)

    (notice,) = await told(any_db, office.student, "incubation-waitlist-student")
    assert "说明：先看另外两家" in notice


async def test_two_heads_share_one_seat_between_two_teams(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding", seats=1)
    async with any_db.transaction() as session:
        other = await people.person(session, now, Role.HEAD)
        student = await people.person(session, now, Role.STUDENT)
        second = await applied(session, office.programme, student, office.staff, now)
    twin = Office(
        second.id,
        second.project_id,
        office.programme,
        student,
        office.staff,
        other,
        office.reviewers,
    )
    await to_deciding(any_db, twin, now)
    for one in (office, twin):
        await mark(any_db, one, "real", Verdict.MET, now)

    done = await asyncio.gather(
        decide(any_db, office, "approve", now),
        decide(any_db, twin, "approve", now),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in done) == ["NoPlaceLeft", "NoneType"]
    states = {await state_of(any_db, one) for one in (office, twin)}
    assert states == {"publicised", "deciding"}


async def to_deciding(db: Database, office: Office, now: datetime) -> None:
    await passed(db, office, now)
    for who in office.reviewers[:2]:
        await reviewed(db, office, who, now)


async def test_two_heads_at_once_decide_once(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    async with any_db.transaction() as session:
        other = await people.person(session, now, Role.HEAD)
        await decisions.say(session, other, office.application, "暂缓", now=now)
    await mark(any_db, office, "real", Verdict.MET, now)

    done = await asyncio.gather(
        decide(any_db, office, "approve", now),
        decide(any_db, office, "waitlist", now, other),
        decide(any_db, office, "approve", now),
        return_exceptions=True,
    )

    assert sum(one is None for one in done) >= 1
    refused = [one for one in done if one is not None]
    assert all(isinstance(one, DomainError) for one in refused), refused
    async with any_db.reading() as session:
        steps = await session.scalars(
            select(Transition.event)
            .where(Transition.case_id == office.application, Transition.kind == "incubation")
            .order_by(Transition.seq)
        )
        made = await session.scalar(
            select(func.count()).select_from(Decision).where(Decision.step.is_not(None))
        )
        events = [one for one in steps if one in panels.DECIDING]
    # A team on the waiting list may still be approved, so both may have had their turn.
    assert events in (["approve"], ["waitlist", "approve"])
    assert made == len(events)


async def test_an_objection_that_holds_brings_it_back(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    await mark(any_db, office, "real", Verdict.MET, now)
    with pytest.raises(NotPossibleNow):
        await uphold(any_db, office, "太早", now)
    await decide(any_db, office, "approve", now)
    with pytest.raises(ReasonNeeded):
        await uphold(any_db, office, " ", now)
    with pytest.raises(NotPossibleNow):
        await mark(any_db, office, "real", Verdict.UNMET, now)

    await uphold(any_db, office, "材料不实", now)

    assert await state_of(any_db, office) == "deciding"
    (notice,) = await told(any_db, office.student, "incubation-uphold-student")
    assert "材料不实" in notice
    with pytest.raises(RulesOpen):
        await decide(any_db, office, "approve", now)
    await mark(any_db, office, "real", Verdict.UNMET, now, note="数据是编的")
    await decide(any_db, office, "refuse", now, again_on=AGAIN)
    assert await state_of(any_db, office) == "refused"


async def uphold(db: Database, office: Office, reason: str, now: datetime) -> None:
    async with db.transaction() as session:
        await decisions.uphold(session, office.head, office.application, reason, now=now)


async def test_a_refused_team_comes_again_from_the_day_named(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="deciding")
    await mark(any_db, office, "real", Verdict.UNMET, now)
    await decide(any_db, office, "refuse", now, again_on=AGAIN)

    async with any_db.transaction() as session:
        case = await session.get_one(Application, office.application)
        with pytest.raises(AppliesTooSoon):
            await panels.check(session, case, "submit", now)
        later = datetime(2027, 3, 1, 0, 0, tzinfo=now.tzinfo)
        await panels.check(session, case, "submit", later)


async def test_the_list_is_for_heads_and_shows_what_waits(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    async with any_db.reading() as session:
        with pytest.raises(NotAllowed):
            await decisions.waiting(session, office.staff, now=now)
        (one,) = await decisions.waiting(session, office.head, now=now + timedelta(days=30))
    assert (one.application_id, one.state, one.colour, one.due) == (
        office.application,
        "deciding",
        "red",
        "2026-11-27",
    )


async def test_what_is_not_there_is_not_found(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    async with any_db.transaction() as session:
        for act in (
            decisions.sheet(session, office.head, 999, now=now),
            decisions.mark(session, office.head, office.application, "none", Verdict.MET, now=now),
            decisions.decide(session, office.head, 999, "approve", now=now),
        ):
            with pytest.raises(NotFound):
                await act


async def test_who_is_no_head_any_more_decides_nothing(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="deciding")
    async with any_db.transaction() as session:
        await accounts.revoke(session, office.head.id, Role.HEAD, None, now=now)

    with pytest.raises(NotAllowed):
        await decide(any_db, office, "waitlist", now, await again(any_db, office.head))
