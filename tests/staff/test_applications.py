"""The application to an incubator, from a prefilled draft to a seat, with its refusals."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from cases.form_cases import FormIncomplete
from core import casework
from core.accounts import Role, grant
from core.clock import end_of_day, local_day
from core.db import Database
from core.errors import NotAllowed, NotFound, NotPossibleNow
from core.kinds import Kinds, keep_time
from core.outbox import Notice
from staff import applications, daily, programmes
from staff.applications import (
    APPLICATIONS,
    DaysNotPossible,
    NoPlaceLeft,
    OnlyLeader,
    SeatTaken,
)
from staff.eligibility import Verdict
from staff.kinds import KINDS
from staff.models import Application, Stay, Window
from staff.programmes import NoWindow, WindowClosed, WindowNotOpen
from students import teams
from students.models import ProjectMember
from tests.staff.incubator import Incubator, again

DAY = timedelta(days=1)


@pytest.fixture
async def house(any_db: Database, now: datetime) -> Incubator:
    return await Incubator(any_db, now).open()


async def closes_at(house: Incubator) -> datetime:
    async with house.db.reading() as session:
        window = await programmes.current_window(session, house.programme_id, now=house.now)
        assert window is not None
        return window.closes_at


async def notices(house: Incubator, key: str) -> list[Notice]:
    async with house.db.reading() as session:
        return list(await session.scalars(select(Notice).where(Notice.key == key)))


async def test_a_draft_knows_what_project_profile_and_team_tell(house: Incubator) -> None:
    owner, project = await house.team(stage="registered")

    case = await house.case(await house.draft(owner, project))

    assert case.form == {
        "title": "示例水杯",
        "summary": "会提醒喝水的杯子",
        "stage": "registered",
        "grade": "y3",
        "college": "演示学院",
        "adviser": "演示导师",
        "registered": True,
    }
    async with house.db.reading() as session:
        ready = await APPLICATIONS.readiness(session, case, now=house.now)
    assert [field.key for field in ready.missing] == ["founded", "seats", "funding", "contact"]


async def test_a_team_has_one_application_under_way(house: Incubator) -> None:
    owner, project = await house.team()
    case = await house.draft(owner, project)
    member = await house.member(project)

    assert await house.draft(owner, project) == case
    assert await house.draft(member, project) == case
    await house.act(owner, case, "withdraw")
    assert await house.draft(owner, project) != case


async def test_two_devices_begin_one_application(house: Incubator) -> None:
    owner, project = await house.team()

    cases = await asyncio.gather(*(house.draft(owner, project) for _ in range(3)))

    assert len(set(cases)) == 1


async def test_only_the_owner_begins_submits_and_withdraws(house: Incubator) -> None:
    owner, project = await house.team()
    member = await house.member(project)
    with pytest.raises(OnlyLeader):
        await house.draft(member, project)
    case = await house.draft(owner, project)
    await house.complete(member, case)

    for event in ("submit", "withdraw"):
        with pytest.raises(OnlyLeader):
            await house.act(member, case, event)
    assert (await house.act(owner, case, "submit")).state == "submitted"


async def test_who_left_the_team_no_longer_sees_it(house: Incubator) -> None:
    owner, project = await house.team()
    member = await house.member(project)
    case = await house.draft(owner, project)
    async with house.db.transaction() as session:
        await APPLICATIONS.answer(session, member, case, "seats", 3, now=house.now)
        await teams.leave(session, member, project, now=house.now)

    async with house.db.transaction() as session:
        with pytest.raises(NotFound):
            await APPLICATIONS.find(session, case, member)
        with pytest.raises(NotFound):
            await APPLICATIONS.answer(session, member, case, "seats", 1, now=house.now)
    assert (await house.case(case)).form["seats"] == 3


async def test_strangers_find_nothing(house: Incubator) -> None:
    owner, project = await house.team()
    case = await house.draft(owner, project)
    stranger = await house.student()

    async with house.db.transaction() as session:
        with pytest.raises(NotFound):
            await APPLICATIONS.find(session, case, stranger)
        with pytest.raises(NotFound):
            await applications.explain(
                session, stranger, project, house.programme_id, now=house.now
            )
        with pytest.raises(NotFound):
            await applications.apply(
                session, stranger, project, house.programme_id, "x", now=house.now
            )


async def test_an_application_follows_its_project_to_a_new_owner(house: Incubator) -> None:
    owner, project = await house.team()
    member = await house.member(project)
    case = await house.draft(owner, project)
    await house.complete(owner, case)
    async with house.db.transaction() as session:
        row = await session.scalar(
            select(ProjectMember.id).where(ProjectMember.account_id == member.id)
        )
        assert row is not None
        await teams.hand_over(session, owner, row, now=house.now)

    assert await daily.keep(house.db, now=house.now) == 1
    assert (await house.case(case)).applicant_id == member.id
    with pytest.raises(OnlyLeader):
        await house.act(owner, case, "submit")
    assert (await house.act(member, case, "submit")).number == f"RF-{house.now.year}-0001"


async def test_a_hard_rule_stands_against_submitting(house: Incubator) -> None:
    owner, project = await house.team()
    case = await house.draft(owner, project)
    await house.complete(owner, case)
    async with house.db.transaction() as session:
        await APPLICATIONS.answer(session, owner, case, "grade", "graduate", now=house.now)

    with pytest.raises(FormIncomplete) as refused:
        await house.act(owner, case, "submit")

    assert refused.value.params == {"missing": 1}
    async with house.db.reading() as session:
        ready = await APPLICATIONS.readiness(session, await house.case(case), now=house.now)
    hard = [one for one in ready.obstacles if not one.warning]
    assert [(one.key, one.basis) for one in hard] == [("eligible-enrolled-unmet", "第四条")]


async def test_somebody_who_has_not_confirmed_stands_against_submitting(house: Incubator) -> None:
    owner, project = await house.team()
    await house.member(project, proposed="10.00")
    case = await house.draft(owner, project)
    await house.complete(owner, case)

    with pytest.raises(FormIncomplete):
        await house.act(owner, case, "submit")

    async with house.db.transaction() as session:
        row = await session.scalar(select(ProjectMember).where(ProjectMember.proposed.is_not(None)))
        assert row is not None
        row.proposed = None
    assert (await house.act(owner, case, "submit")).state == "submitted"


async def test_rules_are_frozen_at_submission(house: Incubator) -> None:
    _, case = await house.submitted()
    async with house.db.transaction() as session:
        programme = await programmes.find(session, house.programme_id)
        programme.rules = [{"key": "x", "kind": "team", "least": 9, "basis": "第九条"}]

    async with house.db.reading() as session:
        checks = await APPLICATIONS.checks(session, await house.case(case), now=house.now)

    assert [(one.rule, one.verdict) for one in checks][:4] == [
        ("enrolled", Verdict.MET),
        ("team", Verdict.UNMET),
        ("adviser", Verdict.MET),
        ("plan", Verdict.MET),
    ]


async def test_a_window_takes_applications_until_midnight_and_not_after(house: Incubator) -> None:
    owner, project = await house.team()
    other, second = await house.team()
    first, late = await house.draft(owner, project), await house.draft(other, second)
    await house.complete(owner, first)
    await house.complete(other, late)
    end = await closes_at(house)
    assert end == end_of_day(local_day(end - DAY))

    await house.act(owner, first, "submit", end - timedelta(microseconds=1))
    with pytest.raises(WindowClosed) as refused:
        await house.act(other, late, "submit", end)

    assert refused.value.params == {"day": local_day(end - DAY).isoformat()}
    assert (await house.case(late)).state == "draft"


async def test_a_draft_begun_between_windows_waits_for_the_next(house: Incubator) -> None:
    owner, project = await house.team()
    between = await closes_at(house) + DAY
    case = await house.draft(owner, project, between)
    await house.complete(owner, case, between)

    with pytest.raises(WindowNotOpen):
        await house.act(owner, case, "submit", between)
    await house.act(owner, case, "submit", between + 30 * DAY)


async def test_without_a_window_nothing_begins(house: Incubator) -> None:
    owner, project = await house.team()
    async with house.db.transaction() as session:
        for window in await session.scalars(select(Window)):
            await session.delete(window)

    with pytest.raises(NoWindow):
        await house.draft(owner, project)


async def test_a_closing_window_keeps_drafts_and_staff_may_reopen_them(house: Incubator) -> None:
    owner, project = await house.team()
    case = await house.draft(owner, project)
    await house.complete(owner, case)
    end = await closes_at(house)

    assert await daily.keep(house.db, now=end - timedelta(seconds=1)) == 0
    assert await daily.keep(house.db, now=end) == 1
    assert await daily.keep(house.db, now=end + timedelta(minutes=1)) == 0
    missed = await house.case(case)
    assert (missed.state, missed.form["seats"], missed.number) == ("missed", 2, None)

    await house.act(owner, case, "ask-time", end + DAY)
    with pytest.raises(NotPossibleNow):
        await house.act(owner, case, "ask-time", end + DAY)
    asked = await notices(house, "incubation-ask-time-staff")
    assert [(one.account_id, one.actions) for one in asked] == [
        (house.staff.id, [f"a:incubation:{case}:reopen", f"a:incubation:{case}:decline"])
    ]

    async with house.db.transaction() as session:
        with pytest.raises(NotAllowed):
            await applications.reopen(session, owner, case, 3, now=end + DAY)
    async with house.db.transaction() as session:
        with pytest.raises(DaysNotPossible):
            await applications.reopen(session, house.staff, case, 31, now=end + DAY)
    async with house.db.transaction() as session:
        await applications.reopen(session, house.staff, case, 3, now=end + DAY)
    until = end_of_day(local_day(end + DAY) + 3 * DAY)
    assert await daily.keep(house.db, now=until - timedelta(seconds=1)) == 0
    await house.act(owner, case, "submit", until - timedelta(seconds=1))


async def test_a_reopened_draft_is_missed_again_when_its_time_is_over(house: Incubator) -> None:
    owner, project = await house.team()
    case = await house.draft(owner, project)
    end = await closes_at(house)
    await daily.keep(house.db, now=end)
    await house.act(house.staff, case, "reopen", end)

    assert await daily.keep(house.db, now=end + 7 * DAY) == 0
    assert await daily.keep(house.db, now=end + 8 * DAY) == 1
    assert (await house.case(case)).state == "missed"


async def test_the_next_window_begins_with_what_was_filled_in(house: Incubator) -> None:
    owner, project = await house.team()
    case = await house.draft(owner, project)
    await house.complete(owner, case)
    end = await closes_at(house)
    await daily.keep(house.db, now=end)

    again_ = await house.case(await house.draft(owner, project, end + 31 * DAY))

    assert again_.id != case
    assert (again_.form["seats"], again_.form["funding"]) == (2, "30000.00")


async def test_staff_may_decline_more_time(house: Incubator) -> None:
    owner, project = await house.team()
    case = await house.draft(owner, project)
    with pytest.raises(NotPossibleNow):
        await house.act(owner, case, "ask-time")
    end = await closes_at(house)
    await daily.keep(house.db, now=end)
    await house.act(owner, case, "ask-time", end)
    with pytest.raises(NotAllowed):
        await house.act(owner, case, "reopen", end)

    assert (await house.act(house.staff, case, "decline", end, "工位已满")).state == "missed"
    assert await house.draft(owner, project, end + DAY) != case  # for the window that comes next


async def test_staff_of_the_team_have_no_part_in_it(house: Incubator) -> None:
    owner, project = await house.team()
    member = await house.member(project)
    async with house.db.transaction() as session:
        await grant(session, member.id, Role.STAFF, None, now=house.now)
    member = await again(house.db, member)
    case = await house.draft(owner, project)
    await house.complete(owner, case)
    await house.act(owner, case, "submit")

    with pytest.raises(NotAllowed):
        await house.act(member, case, "take")
    assert (await house.act(house.staff, case, "take")).owner_id == house.staff.id


async def test_nobody_is_approved_beyond_the_seats(any_db: Database, now: datetime) -> None:
    house = await Incubator(any_db, now).open(seats=1)
    _, first = await house.submitted()
    _, second = await house.submitted()
    await house.decided(first)

    with pytest.raises(NoPlaceLeft):
        await house.decided(second)

    assert (await house.case(second)).state == "deciding"


async def test_signing_gives_the_seat_and_begins_the_stay(house: Incubator) -> None:
    owner, case, later = await house.signing()
    assert (await house.case(case)).seat == "B-01"
    told = await notices(house, "incubation-clear-student")
    assert [(one.params["seat"], one.params["due"]) for one in told] == [("B-01", "2026-12-21")]

    with pytest.raises(NotPossibleNow):
        await house.act(house.staff, case, "sign", later)
    await house.act(owner, case, "agree", later)
    async with house.db.transaction() as session:
        with pytest.raises(SeatTaken):
            await applications.sign(session, house.staff, case, "B-99", now=later)
    async with house.db.transaction() as session:
        with pytest.raises(NotAllowed):
            await applications.sign(session, owner, case, "B-01", now=later)
    async with house.db.transaction() as session:
        await applications.sign(session, house.staff, case, "B-07", now=later)

    async with house.db.reading() as session:
        stay = (await session.scalars(select(Stay))).one()
        admitted = await session.get_one(Application, case)
        assert await casework.verify_history(session, admitted, APPLICATIONS.workflow) == []
    assert (admitted.state, stay.state, stay.seat) == ("admitted", "staying", "B-07")
    assert (stay.starts_on, stay.ends_on.year) == (local_day(later), local_day(later).year + 1)


async def test_a_seat_goes_to_one_team(house: Incubator) -> None:
    first, one, later = await house.signing()
    second, two, _ = await house.signing()
    assert [(await house.case(case)).seat for case in (one, two)] == ["B-01", "B-02"]
    await house.act(first, one, "agree", later)
    await house.act(second, two, "agree", later)

    async def sign(case: int) -> str:
        async with house.db.transaction() as session:
            return (await applications.sign(session, house.staff, case, "B-05", now=later)).seat

    done = await asyncio.gather(sign(one), sign(two), return_exceptions=True)

    assert sorted(type(result).__name__ for result in done) == ["SeatTaken", "str"]


async def test_who_does_not_sign_in_time_gives_the_seat_back(house: Incubator) -> None:
    owner, case, later = await house.signing()
    async with house.db.reading() as session:
        assert await programmes.places_left(session, house.programme_id) == 19

    while await keep_time(house.db, Kinds(KINDS), now=later + 25 * DAY):
        pass

    assert (await house.case(case)).state == "forgone"
    async with house.db.reading() as session:
        assert await programmes.places_left(session, house.programme_id) == 20
        assert "B-01" in await programmes.free_seats(session, house.programme_id)
    assert await house.draft(owner, (await house.case(case)).project_id) != case


async def test_a_free_seat_is_told_to_heads_with_who_waits_first(
    any_db: Database, now: datetime
) -> None:
    house = await Incubator(any_db, now).open(seats=1)
    owner, first = await house.submitted()
    _, second = await house.submitted()
    _, third = await house.submitted()
    await house.decided(first)
    await house.decided(second, "waitlist")
    await house.decided(third, "waitlist")
    assert await notices(house, "incubation-seat-free-head") == []
    later = house.now + 9 * DAY
    while await keep_time(house.db, Kinds(KINDS), now=later):
        pass

    await house.act(owner, first, "withdraw", later)

    told = await notices(house, "incubation-seat-free-head")
    assert [(one.account_id, one.params["number"], one.actions) for one in told] == [
        (house.head.id, f"RF-{now.year}-0002", [f"a:incubation:{second}:approve"])
    ]
