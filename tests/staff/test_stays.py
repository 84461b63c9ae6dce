"""A team in the incubator: its quarters, warnings, extension, graduation, and how it leaves."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import casework
from core.accounts import Actor
from core.db import Database
from core.errors import NotAllowed, NotFound, NotPossibleNow, ReasonNeeded
from core.fields import BadValue
from core.outbox import Notice
from core.timers import seen
from staff import daily, figures, programmes, stays
from staff.eligibility import Verdict
from staff.figures import FORM
from staff.models import QuarterCheck, Stay
from staff.stays import STAYS, MonthsNotPossible, OnlyLeaderLeaves
from staff.tables import STAY
from students import teams
from students.models import ProjectMember
from tests.staff.incubator import Incubator

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
GIVEN: dict[str, Any] = {"people": 5, "revenue": "12000.00", "raised": "0.00"}


@pytest.fixture
async def house(any_db: Database, now: datetime) -> Incubator:
    return await Incubator(any_db, now).open()


async def stay_of(house: Incubator) -> Stay:
    async with house.db.reading() as session:
        return (await session.scalars(select(Stay))).one()


async def checks(house: Incubator) -> list[QuarterCheck]:
    async with house.db.reading() as session:
        return list(await session.scalars(select(QuarterCheck).order_by(QuarterCheck.id)))


async def told(house: Incubator, begins: str) -> list[tuple[int, str]]:
    async with house.db.reading() as session:
        rows = await session.execute(
            select(Notice.account_id, Notice.key)
            .where(Notice.key.startswith(begins))
            .order_by(Notice.id)
        )
        return [(row.account_id, row.key) for row in rows]


async def act(
    house: Incubator, who: Actor | None, event: str, now: datetime, note: str = ""
) -> Stay:
    async with house.db.transaction() as session:
        found = (await session.scalars(select(Stay))).one()
        stay = await STAYS.find(session, found.id, who)
        await STAYS.act(session, stay, event, who, now=now, note=note)
        return stay


async def report(house: Incubator, who: Actor, check: int, now: datetime) -> None:
    for key, value in GIVEN.items():
        async with house.db.transaction() as session:
            await figures.answer(session, who, check, key, value, now=now)


def january(now: datetime, day: int = 1) -> datetime:
    return now.replace(year=now.year + 1, month=1, day=day)


@pytest.mark.parametrize(
    ("day", "quarter", "last"),
    [
        (date(2027, 1, 1), "2026Q4", date(2026, 12, 31)),
        (date(2026, 12, 31), "2026Q3", date(2026, 9, 30)),
        (date(2026, 4, 1), "2026Q1", date(2026, 3, 31)),
        (date(2026, 7, 15), "2026Q2", date(2026, 6, 30)),
    ],
)
def test_the_quarter_that_is_over(day: date, quarter: str, last: date) -> None:
    assert figures.quarter_before(day) == (quarter, last)


async def test_each_quarter_asks_the_team_once(house: Incubator) -> None:
    owner, _, moved_in = await house.staying()
    member = await house.member((await stay_of(house)).project_id)
    first = january(house.now)

    assert await daily.keep(house.db, now=first - DAY) == 0
    assert await daily.keep(house.db, now=first) == 1
    assert await daily.keep(house.db, now=first + DAY) == 0

    (check,) = await checks(house)
    assert (check.quarter, check.due_on) == (f"{house.now.year}Q4", date(first.year, 1, 15))
    asked = await told(house, "quarter-asked")
    assert sorted(asked) == sorted([(owner.id, "quarter-asked"), (member.id, "quarter-asked")])
    assert len(await told(house, "quarter-reminder")) == 4
    assert moved_in < first


async def test_who_came_late_in_a_quarter_is_not_asked_about_it(house: Incubator) -> None:
    await house.staying()
    async with house.db.transaction() as session:
        stay = (await session.scalars(select(Stay))).one()
        stay.starts_on = date(house.now.year, 12, 10)

    assert await daily.keep(house.db, now=january(house.now)) == 0


async def test_figures_are_kept_one_by_one_and_told_to_staff_with_the_last(
    house: Incubator,
) -> None:
    owner, _, _ = await house.staying()
    first = january(house.now)
    await daily.keep(house.db, now=first)
    (check,) = await checks(house)
    async with house.db.transaction() as session:
        await figures.answer(session, owner, check.id, "people", 5, now=first)
    assert (await checks(house))[0].figures == {"people": 5}
    assert await told(house, "quarter-answered") == []

    await report(house, owner, check.id, first)

    (check,) = await checks(house)
    assert (check.figures, check.answered_by) == (GIVEN, owner.id)
    assert await told(house, "quarter-answered") == [(house.staff.id, "quarter-answered")]
    assert await told(house, "quarter-reminder") == []


async def test_figures_are_the_teams_and_must_fit(house: Incubator) -> None:
    owner, _, _ = await house.staying()
    stranger = await house.student()
    first = january(house.now)
    await daily.keep(house.db, now=first)
    (check,) = await checks(house)

    async def answer(who: Actor, key: str, value: Any) -> None:
        async with house.db.transaction() as session:
            await figures.answer(session, who, check.id, key, value, now=first)

    for who in (stranger, house.staff, house.head):
        with pytest.raises(NotFound):
            await answer(who, "people", 5)
    for key, value in (("people", -1), ("revenue", "-3"), ("people", None)):
        with pytest.raises(BadValue):
            await answer(owner, key, value)
    with pytest.raises(NotFound):
        await answer(owner, "nothing", 1)
    assert (await checks(house))[0].figures == {}


async def test_figures_that_do_not_come_warn_the_team(house: Incubator) -> None:
    owner, _, _ = await house.staying()
    first = january(house.now)
    await daily.keep(house.db, now=first)

    assert await daily.keep(house.db, now=first + 14 * DAY) == 0
    assert await daily.keep(house.db, now=first + 15 * DAY) == 1
    assert await daily.keep(house.db, now=first + 16 * DAY) == 0

    stay = await stay_of(house)
    assert (stay.state, (await checks(house))[0].verdict) == ("warned", "late")
    async with house.db.reading() as session:
        notice = await session.scalar(select(Notice).where(Notice.key == "stay-warn-student"))
        assert notice is not None
        assert notice.account_id == owner.id
        assert notice.params["why"] == [["stay-why-quarter", {"quarter": f"{house.now.year}Q4"}]]
        timer = await seen(session, STAY.kind, stay.id)
        assert timer is not None
    # They may still come, and staff lift the warning.
    (check,) = await checks(house)
    await report(house, owner, check.id, first + 16 * DAY)
    assert (await checks(house))[0].verdict == ""
    assert (await act(house, house.staff, "mend", first + 17 * DAY)).state == "staying"


async def test_an_answer_and_the_end_of_its_time_settle_on_one(house: Incubator) -> None:
    owner, _, _ = await house.staying()
    first = january(house.now)
    await daily.keep(house.db, now=first)
    (check,) = await checks(house)
    for key in ("people", "revenue"):
        async with house.db.transaction() as session:
            await figures.answer(session, owner, check.id, key, GIVEN[key], now=first)
    late = first + 15 * DAY

    async def last() -> None:
        async with house.db.transaction() as session:
            await figures.answer(session, owner, check.id, "raised", "0.00", now=late)

    await asyncio.gather(last(), daily.keep(house.db, now=late), return_exceptions=True)

    (check,) = await checks(house)
    assert check.answered_at is not None
    async with house.db.reading() as session:
        stay = await session.get_one(Stay, check.stay_id)
        assert await casework.verify_history(session, stay, STAY) == []
        assert stay.state in {"staying", "warned"}


async def test_staff_judge_a_quarter_once(house: Incubator) -> None:
    owner, _, _ = await house.staying()
    first = january(house.now)
    await daily.keep(house.db, now=first)
    (check,) = await checks(house)

    async def judge(who: Actor, verdict: str, note: str = "") -> str:
        async with house.db.transaction() as session:
            return (await figures.judge(session, who, check.id, verdict, note, now=first)).verdict

    with pytest.raises(NotPossibleNow):
        await judge(house.staff, "good")
    await report(house, owner, check.id, first)
    with pytest.raises(NotAllowed):
        await judge(owner, "good")
    with pytest.raises(ReasonNeeded):
        await judge(house.staff, "weak")
    assert await judge(house.staff, "weak", "收入一直是零") == "weak"
    assert await judge(house.staff, "weak", "收入一直是零") == "weak"
    with pytest.raises(NotPossibleNow):
        await judge(house.staff, "good")
    assert (await stay_of(house)).state == "warned"
    with pytest.raises(NotPossibleNow):
        await report(house, owner, check.id, first)


async def test_a_head_extends_once_and_the_end_is_told_anew(house: Incubator) -> None:
    owner, _, _ = await house.staying()
    ends = (await stay_of(house)).ends_on
    near = house.now + 9 * DAY + (ends - (house.now + 9 * DAY).date()) - 60 * DAY
    assert await daily.keep(house.db, now=near - DAY) == 1  # a quarter
    await _no_quarters(house)
    assert await daily.keep(house.db, now=near) == 1
    assert await daily.keep(house.db, now=near + HOUR) == 0
    assert await told(house, "stay-ending") == [
        (owner.id, "stay-ending-student"),
        (house.staff.id, "stay-ending-staff"),
        (house.head.id, "stay-ending-head"),
    ]

    async def extend(who: Actor, months: int) -> Stay:
        stay = await stay_of(house)
        async with house.db.transaction() as session:
            return await stays.extend(session, who, stay.id, months, now=near)

    for who in (owner, house.staff):
        with pytest.raises(NotAllowed):
            await extend(who, 3)
    with pytest.raises(MonthsNotPossible):
        await extend(house.head, 13)
    stay = await extend(house.head, 3)
    assert (stay.state, stay.ends_on.month) == ("extended", (ends.month + 2) % 12 + 1)
    with pytest.raises(NotPossibleNow):
        await extend(house.head, 3)
    assert await daily.keep(house.db, now=near + HOUR) == 0


async def _no_quarters(house: Incubator) -> None:
    """Quarters are another test's; here the team has answered."""
    async with house.db.transaction() as session:
        for check in await session.scalars(select(QuarterCheck)):
            check.answered_at = house.now


async def test_what_graduates_is_shown_and_a_head_decides(house: Incubator) -> None:
    owner, case, moved_in = await house.staying()
    first = january(house.now)
    await daily.keep(house.db, now=first)
    (check,) = await checks(house)
    programme = await house.programme()
    stay = await stay_of(house)

    def verdicts(today: date, found: list[QuarterCheck]) -> list[str]:
        return [one.verdict for one in figures.criteria(programme.criteria, stay, found, today)]

    assert verdicts(moved_in.date(), [check]) == [Verdict.UNMET] * 3
    await report(house, owner, check.id, first)
    assert verdicts(moved_in.date() + 190 * DAY, await checks(house)) == [Verdict.MET] * 3

    with pytest.raises(NotAllowed):
        await act(house, house.staff, "graduate", first)
    assert (await act(house, house.head, "graduate", first)).state == "graduated"
    async with house.db.reading() as session:
        assert await programmes.places_left(session, house.programme_id) == 20
    assert (await house.case(case)).state == "admitted"


async def test_leaving_frees_the_seat(house: Incubator) -> None:
    owner, _, later = await house.staying("B-03")
    member = await house.member((await stay_of(house)).project_id)
    async with house.db.reading() as session:
        assert "B-03" not in await programmes.free_seats(session, house.programme_id)
    with pytest.raises(OnlyLeaderLeaves):
        await act(house, member, "leave", later)
    with pytest.raises(NotAllowed):
        await act(house, house.staff, "leave", later)

    assert (await act(house, owner, "leave", later)).state == "left"

    async with house.db.reading() as session:
        assert "B-03" in await programmes.free_seats(session, house.programme_id)
    assert [key for _, key in await told(house, "stay-leave")] == [
        "stay-leave-staff",
        "stay-leave-student",
    ]


async def test_a_stay_follows_its_project_to_a_new_owner(house: Incubator) -> None:
    owner, _, later = await house.staying()
    project = (await stay_of(house)).project_id
    member = await house.member(project)
    async with house.db.transaction() as session:
        row = await session.scalar(
            select(ProjectMember.id).where(ProjectMember.account_id == member.id)
        )
        assert row is not None
        await teams.hand_over(session, owner, row, now=later)

    assert await daily.keep(house.db, now=later) == 1
    assert (await stay_of(house)).student_id == member.id
    assert (await act(house, member, "leave", later)).state == "left"


async def test_the_office_gives_reasons(house: Incubator) -> None:
    _, _, later = await house.staying()
    with pytest.raises(ReasonNeeded):
        await act(house, house.staff, "warn", later, " ")
    with pytest.raises(ReasonNeeded):
        await act(house, house.head, "leave", later)

    assert (await act(house, house.staff, "warn", later, "工位一直空着")).state == "warned"
    assert (await act(house, house.head, "leave", later, "两次预警未改")).state == "left"


async def test_a_warned_team_that_is_late_again_is_not_warned_twice(house: Incubator) -> None:
    await house.staying()
    first = january(house.now)
    await act(house, house.staff, "warn", first - DAY, "工位一直空着")
    await daily.keep(house.db, now=first)

    assert await daily.keep(house.db, now=first + 15 * DAY) == 1

    assert (await stay_of(house)).steps == 2
    assert (await checks(house))[0].verdict == "late"


def test_the_form_asks_three_figures() -> None:
    assert [field.key for field in FORM.fields] == ["people", "revenue", "raised"]
