"""Changes by two persons: proposed, approved by another, stale, refused; each subject's rules."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import clock, promises, timers
from core.accounts import Actor, Role
from core.clock import SHANGHAI
from core.db import Database
from core.errors import DomainError, NotAllowed, NotFound, ReasonNeeded
from core.kinds import Kinds
from core.outbox import Notice
from core.periods import Period
from core.timers import Timer
from staff import changes, demo
from staff.applications import APPLICATIONS
from staff.changes import ChangeDecided, ChangeNothing, ChangeSamePerson, ChangeStale
from staff.kinds import KINDS
from staff.models import Application, Programme, RuleChange, Window
from staff.programme_changes import KeyTwice, RowNotValid, RubricInUse, TooManyRows
from staff.subjects import NumberNotValid, WordsNeeded
from staff.time_changes import (
    DayOfOtherYear,
    DayTwice,
    MomentNotValid,
    WindowOpened,
    WindowOrder,
    WindowOver,
    WindowPast,
    YearFar,
)
from tests.chat import strict_texts
from tests.mentors.people import person, project

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ALL = Kinds(KINDS)
T = strict_texts().reader("zh-CN")


class Office:
    """One of the staff, two heads, and what they do."""

    staff: Actor
    head: Actor
    other: Actor
    programme: int
    window: int

    def __init__(self, db: Database) -> None:
        self.db = db

    async def open(self) -> "Office":
        async with self.db.transaction() as session:
            self.staff = await person(session, NOW, Role.STAFF)
            self.head = await person(session, NOW, Role.HEAD)
            self.other = await person(session, NOW, Role.HEAD)
            programme = await demo.seed(session, now=NOW)
            assert programme is not None
            self.programme = programme.id
            self.window = (
                await session.scalars(select(Window.id).order_by(Window.opens_at))
            ).first() or 0
        return self

    async def propose(
        self, word: str, subject: int | None, after: dict[str, Any], by: Actor | None = None,
        at: datetime = NOW,
    ) -> int:  # fmt: skip
        async with self.db.transaction() as session:
            change = await changes.propose(
                session, ALL, by or self.staff, word, subject, after, reason="演示 理由", now=at
            )
            return change.id

    async def approve(self, change: int, by: Actor | None = None, at: datetime = NOW) -> None:
        async with self.db.transaction() as session:
            await changes.approve(session, ALL, by or self.head, change, now=at)

    async def holds(self, word: str, subject: int | None, **asked: Any) -> dict[str, Any]:
        async with self.db.reading() as session:
            return await changes.current(session, ALL, self.staff, word, subject, asked)

    async def told(self, account: Actor) -> list[str]:
        async with self.db.reading() as session:
            rows = await session.scalars(
                select(Notice.key).where(Notice.account_id == account.id).order_by(Notice.id)
            )
            return list(rows)

    async def refused(self, kind: type[DomainError], act: Callable[[], Any]) -> DomainError:
        with pytest.raises(kind) as caught:
            await act()
        return caught.value


@pytest.fixture
async def office(any_db: Database) -> Office:
    return await Office(any_db).open()


CHECKING = {"kind": "incubation", "state": "checking"}


async def test_a_promised_time_holds_from_the_approval_for_new_promises_only(
    office: Office,
) -> None:
    async with office.db.transaction() as session:
        student = await person(session, NOW, Role.STUDENT)
        owned = await project(session, NOW, student)
        cases = []
        for number in range(2):
            case = Application(
                programme_id=office.programme, project_id=owned.id, applicant_id=student.id,
                source=str(number), state="submitted", opened_at=NOW, form={}, filled_by={},
                wanted=[], supplied=[],
            )  # fmt: skip
            session.add(case)
            cases.append(case)
        await session.flush()
        await APPLICATIONS.act(session, cases[0], "take", office.staff, now=NOW)

    change = await office.propose("promise", None, {**CHECKING, "period": "3wd"})
    assert await office.holds("promise", None, **CHECKING) == {**CHECKING, "period": "5wd"}
    await office.approve(change)
    assert await office.holds("promise", None, **CHECKING) == {**CHECKING, "period": "3wd"}
    async with office.db.transaction() as session:
        await APPLICATIONS.act(session, cases[1], "take", office.staff, now=NOW)
        periods = [
            (await session.scalars(select(Timer.period).where(Timer.case_id == case.id))).one()
            for case in cases
        ]
        assert await promises.period(
            session, "incubation", "reviewing", Period.parse("10wd")
        ) == Period.parse("10wd")
    assert periods == ["5wd", "3wd"]


@pytest.mark.parametrize(
    "period",
    ["", "0d", "0h", "366d", "8761h", "13mo", "251wd", "5 wd", "-3d", "٥d", "5weeks", "9" * 50],
)
async def test_a_promised_time_is_an_hour_to_a_year(office: Office, period: str) -> None:
    await office.refused(
        promises.PeriodNotValid,
        lambda: office.propose("promise", None, {**CHECKING, "period": period}),
    )
    for fine in ("1h", "365d", "8760h", "12mo", " 250WD "):
        assert await office.propose("promise", None, {**CHECKING, "period": fine})


async def test_unknown_kinds_states_and_subjects_are_refused(office: Office) -> None:
    for asked in (
        {"kind": "incubation", "state": "nowhere"},
        {"kind": "incubation", "state": "draft"},
        {},
    ):
        await office.refused(
            NotFound if not asked else promises.NothingPromised,
            lambda asked=asked: office.propose("promise", None, {**asked, "period": "1d"}),  # type: ignore[misc]
        )
    await office.refused(NotFound, lambda: office.propose("weather", None, {}))
    await office.refused(NotFound, lambda: office.propose("rules", 999, {"rules": []}))
    await office.refused(NotFound, lambda: office.propose("window", 999, {}))


async def test_only_another_head_approves_and_the_heads_are_told(office: Office) -> None:
    after = {**CHECKING, "period": "4wd"}
    change = await office.propose("promise", None, after)
    assert await office.told(office.head) == ["change-proposed"]
    assert await office.propose("promise", None, after) == change  # the same again is the same

    await office.refused(NotAllowed, lambda: office.approve(change, office.staff))
    own = await office.propose("promise", None, {**CHECKING, "period": "6wd"}, office.head)
    await office.refused(ChangeSamePerson, lambda: office.approve(own, office.head))
    assert await office.holds("promise", None, **CHECKING) == {**CHECKING, "period": "5wd"}
    await office.approve(own, office.other)
    assert await office.holds("promise", None, **CHECKING) == {**CHECKING, "period": "6wd"}
    assert await office.told(office.head) == ["change-proposed", "change-approved"]


async def test_nobody_without_an_office_proposes_or_reads(office: Office) -> None:
    async with office.db.transaction() as session:
        student = await person(session, NOW, Role.STUDENT)
    await office.refused(
        NotAllowed,
        lambda: office.propose("promise", None, {**CHECKING, "period": "4wd"}, student),
    )
    async with office.db.reading() as session:
        with pytest.raises(NotAllowed):
            await changes.listed(session, student, waiting=True)


async def test_a_stale_proposal_changes_nothing(office: Office) -> None:
    first = await office.propose("promise", None, {**CHECKING, "period": "4wd"})
    second = await office.propose("promise", None, {**CHECKING, "period": "8wd"})
    await office.approve(first)
    await office.refused(ChangeStale, lambda: office.approve(second))
    assert await office.holds("promise", None, **CHECKING) == {**CHECKING, "period": "4wd"}


async def test_a_refusal_needs_a_reason_and_is_told(office: Office) -> None:
    change = await office.propose("promise", None, {**CHECKING, "period": "4wd"})

    async def refuse(by: Actor, note: str) -> str:
        async with office.db.transaction() as session:
            return changes.state(await changes.refuse(session, by, change, note=note, now=NOW))

    await office.refused(ReasonNeeded, lambda: refuse(office.head, "  "))
    await office.refused(changes.ReasonTooLong, lambda: refuse(office.head, "长" * 201))
    assert await refuse(office.head, "太短了，来不及审") == "refused"
    assert await office.told(office.staff) == ["change-refused"]
    assert await office.told(office.other) == []  # taken back, as nothing waits any more
    decided = await office.refused(ChangeDecided, lambda: office.approve(change, office.other))
    assert decided.params == {"state": "refused"}


async def test_a_proposer_takes_their_own_back(office: Office) -> None:
    change = await office.propose("promise", None, {**CHECKING, "period": "4wd"})
    async with office.db.transaction() as session:
        taken = await changes.refuse(session, office.staff, change, note="", now=NOW)
        assert changes.state(taken) == "withdrawn"
        assert await changes.waiting_for(session, office.head.id) == 0


async def test_nothing_to_change_and_no_reason_are_refused(office: Office) -> None:
    await office.refused(
        ChangeNothing, lambda: office.propose("promise", None, {**CHECKING, "period": "5wd"})
    )
    async with office.db.transaction() as session:
        with pytest.raises(ReasonNeeded):
            await changes.propose(
                session, ALL, office.staff, "promise", None, {**CHECKING, "period": "4wd"},
                reason=" ", now=NOW,
            )  # fmt: skip


@pytest.mark.parametrize("rival", [False, True])
async def test_two_who_approve_at_once_let_one_hold(
    office: Office, any_url: str, rival: bool
) -> None:
    """Of the same proposal, or of two for the same thing."""
    second = Database(any_url)
    try:
        for number in range(20):
            after = [f"{2 * number + 10}d", f"{2 * number + 11}d"]
            one = await office.propose("promise", None, {**CHECKING, "period": after[0]})
            two = one
            if rival:
                two = await office.propose("promise", None, {**CHECKING, "period": after[1]})

            async def approve(db: Database, change: int, by: Actor) -> str:
                try:
                    async with db.transaction() as session:
                        await changes.approve(session, ALL, by, change, now=NOW)
                except (ChangeDecided, ChangeStale) as refusal:
                    return refusal.key
                return ""

            outcomes = await asyncio.gather(
                approve(office.db, one, office.head), approve(second, two, office.other)
            )
            lost = "error-change-stale" if rival else "error-change-decided"
            assert sorted(outcomes) == ["", lost]
            held = (await office.holds("promise", None, **CHECKING))["period"]
            assert held == after[outcomes.index("") if rival else 0]
            async with office.db.transaction() as session:
                for left in await changes.listed(session, office.head, waiting=True):
                    await changes.refuse(session, office.head, left.id, note="过时", now=NOW)
    finally:
        await second.close()


def moved(window: dict[str, Any], **values: str) -> dict[str, Any]:
    return {**window, **values}


async def test_a_window_moves_and_its_drafts_hear(office: Office) -> None:
    async with office.db.transaction() as session:
        student = await person(session, NOW, Role.STUDENT)
        owned = await project(session, NOW, student)
        session.add(
            Application(
                programme_id=office.programme,
                project_id=owned.id,
                applicant_id=student.id,
                source="1",
                state="draft",
                window_id=office.window,
                opened_at=NOW,
                form={},
                filled_by={},
                wanted=[],
                supplied=[],
            )
        )
    window = await office.holds("window", office.window)
    change = await office.propose(
        "window", office.window, moved(window, closes_at="2026-12-31T00:00")
    )
    async with office.db.reading() as session:
        found = await changes.find(session, office.staff, change)
        (line,) = changes.subject("window").lines(found.before, found.after, T)
    assert (line.name, line.after) == ("截止", "2026-12-30 24:00")
    await office.approve(change)
    async with office.db.reading() as session:
        held = await session.get_one(Window, office.window)
    assert held.closes_at == datetime(2026, 12, 31, tzinfo=SHANGHAI)
    assert await office.told(student) == ["change-window-draft"]


async def test_a_window_cannot_be_shut_in_the_past_or_turned_round(office: Office) -> None:
    window = await office.holds("window", office.window)

    async def move(**values: str) -> int:
        return await office.propose("window", office.window, moved(window, **values))

    await office.refused(WindowPast, lambda: move(closes_at="2026-11-20T15:00"))
    await office.refused(WindowOpened, lambda: move(opens_at="2026-11-01T00:00"))
    await office.refused(MomentNotValid, lambda: move(closes_at="2026-02-30"))
    await office.refused(MomentNotValid, lambda: move(closes_at="9999-12-31T23:59"))
    await office.refused(WindowOrder, lambda: move(closes_at="2028-01-01"))
    assert await move(closes_at="2026-11-20T16:01")
    async with office.db.transaction() as session:
        (await session.get_one(Window, office.window)).closed_at = NOW
    await office.refused(WindowOver, lambda: move(closes_at="2026-12-30"))


async def test_a_window_that_time_overtook_is_refused_at_the_approval(office: Office) -> None:
    window = await office.holds("window", office.window)
    change = await office.propose(
        "window", office.window, moved(window, closes_at="2026-11-21T00:00")
    )
    await office.refused(WindowPast, lambda: office.approve(change, at=NOW + timedelta(days=2)))
    assert await office.holds("window", office.window) == window


async def test_a_new_window_and_a_new_programme(office: Office) -> None:
    asked = {"programme": office.programme, "opens_at": "2027-09-01", "closes_at": "2027-10-01"}
    await office.approve(await office.propose("window", None, asked))
    made = {"name": "示范二号孵化器", "seats": "4", "stay_months": 6, "active": True}
    await office.approve(await office.propose("programme", None, made))
    async with office.db.reading() as session:
        opened = (await session.scalars(select(Window).order_by(Window.id.desc()))).first()
        programme = (await session.scalars(select(Programme).order_by(Programme.id.desc()))).first()
    assert opened is not None
    assert programme is not None
    assert (opened.programme_id, opened.opens_at) == (
        office.programme,
        datetime(2027, 9, 1, tzinfo=SHANGHAI),
    )
    assert (programme.name, programme.seats, programme.version) == ("示范二号孵化器", 4, 1)
    for wrong, error in (
        ({**made, "name": " "}, WordsNeeded),
        ({**made, "name": "名" * 61}, WordsNeeded),
        ({**made, "seats": "-1"}, NumberNotValid),
        ({**made, "seats": "九"}, NumberNotValid),
        ({**made, "stay_months": "0"}, NumberNotValid),
    ):
        await office.refused(
            error,
            lambda wrong=wrong: office.propose("programme", None, wrong),  # type: ignore[misc]
        )


async def test_rules_documents_and_rubric_change_with_a_new_version(office: Office) -> None:
    rules = (await office.holds("rules", office.programme))["rules"]
    kept = [*rules, {"key": "team-9", "kind": "team", "least": 3, "basis": "第九条", "hard": True}]
    await office.approve(await office.propose("rules", office.programme, {"rules": kept}))
    papers = (await office.holds("documents", office.programme))["documents"]
    wanted = [*papers[1:], {"key": "letter", "names": {"zh-CN": "推荐信（演示）"}}]
    await office.approve(await office.propose("documents", office.programme, {"documents": wanted}))
    rubric = (await office.holds("rubric", office.programme))["rubric"]
    scored = [*rubric, {"key": "new", "names": {"zh-CN": "新意"}, "weight": 10, "most": 5}]
    await office.approve(await office.propose("rubric", office.programme, {"rubric": scored}))

    async with office.db.reading() as session:
        programme = await session.get_one(Programme, office.programme)
        (third, _, first) = await changes.listed(session, office.staff, waiting=False)
        lines = changes.subject("rules").lines(first.before, first.after, T)
        added = changes.subject("rubric").lines(third.before, third.after, T)
    assert programme.rules == kept
    assert programme.documents[-1]["required"] is True
    assert programme.rubric == scored
    assert programme.version == 4
    assert [(one.name, one.before, one.after) for one in lines] == [
        ("团队人数", "–", "3 · 不满足不能申请 · 第九条")
    ]
    assert [one.after for one in added] == ["新意，权重 10，满分 5"]


@pytest.mark.parametrize(
    ("word", "rows", "error"),
    [
        ("rules", [{"key": "a", "kind": "magic"}], RowNotValid),
        ("rules", [{"key": "a", "kind": "team"}], RowNotValid),
        ("rules", [{"key": "a", "kind": "team", "least": "many"}], RowNotValid),
        ("rules", [{"kind": "adviser"}], RowNotValid),
        ("rules", [{"key": "k" * 33, "kind": "adviser"}], RowNotValid),
        ("rules", [{"key": "a", "kind": "adviser"}] * 2, KeyTwice),
        ("rules", [{"key": str(n), "kind": "adviser"} for n in range(21)], TooManyRows),
        ("rules", [{"key": "a", "kind": "adviser", "basis": "条" * 201}], WordsNeeded),
        ("documents", [{"key": "a"}], RowNotValid),
        ("documents", [{"key": "a", "names": {"zh-CN": "表"}, "contents": ["exe"]}], RowNotValid),
        ("rubric", [{"key": "a"}], RowNotValid),
        ("rubric", [{"key": "a", "names": {"zh-CN": "x"}, "weight": 0}], NumberNotValid),
        ("rubric", [{"key": "a", "names": {"zh-CN": "x"}, "most": 7}], RowNotValid),
    ],
)
async def test_impossible_rows_are_refused(
    office: Office, word: str, rows: list[dict[str, Any]], error: type[DomainError]
) -> None:
    await office.refused(error, lambda: office.propose(word, office.programme, {word: rows}))


async def test_the_rubric_stands_while_anything_is_scored(office: Office) -> None:
    rows = [{"key": "a", "names": {"zh-CN": "新意"}, "weight": 1}]
    change = await office.propose("rubric", office.programme, {"rubric": rows})
    async with office.db.transaction() as session:
        student = await person(session, NOW, Role.STUDENT)
        owned = await project(session, NOW, student)
        case = Application(
            programme_id=office.programme, project_id=owned.id, applicant_id=student.id,
            source="1", state="reviewing", opened_at=NOW, form={}, filled_by={}, wanted=[],
            supplied=[],
        )  # fmt: skip
        session.add(case)
    refusal = await office.refused(RubricInUse, lambda: office.approve(change))
    assert refusal.params == {"count": 1}


def special(day: str, name: str = "演示假", *, worked: bool = False) -> dict[str, Any]:
    return {"day": day, "is_workday": worked, "name": name}


async def test_a_calendar_counts_only_once_approved_and_complete(office: Office) -> None:
    start = datetime(2026, 12, 30, 10, tzinfo=SHANGHAI)
    async with office.db.transaction() as session:
        await timers.start(
            session, "demo", 1, state="x", event="", period=Period.parse("5wd"), basis="", now=start
        )
    after = {
        "days": [special("2027-01-02", "调休", worked=True), special("2027-01-01", "元旦")],
        "complete": True,
        "source": "演示通知",
    }
    change = await office.propose("calendar", 2027, after)
    async with office.db.transaction() as session:
        assert await timers.recount(session) == 1
    await office.approve(change)
    async with office.db.transaction() as session:
        assert await timers.recount(session) == 0
        calendar = await clock.load(session)
        (timer,) = await session.scalars(select(Timer))
    assert [calendar.is_workday(date(2027, 1, day)) for day in (1, 2, 3)] == [False, True, False]
    # Thursday the 31st, Saturday the 2nd, then the 4th to the 6th.
    assert timer.due_at == datetime(2027, 1, 7, tzinfo=SHANGHAI)

    fewer = {**after, "days": [special("2027-01-01", "元旦")], "complete": False}
    again = await office.propose("calendar", 2027, fewer)
    await office.approve(again)
    async with office.db.reading() as session:
        calendar = await clock.load(session)
        found = await changes.find(session, office.staff, again)
        lines = changes.subject("calendar").lines(found.before, found.after, T)
    assert calendar.is_workday(date(2027, 1, 2)) is False
    assert [(one.name, one.before, one.after) for one in lines] == [
        ("2027-01-02", "上班（调休）", "–")
    ]
    assert found.after["complete"] is True  # what is counted by stays counted by


async def test_a_calendar_that_contradicts_itself_is_refused(office: Office) -> None:
    def ask(*days: dict[str, Any], year: int = 2027, source: str = "演示通知") -> Any:
        return office.propose("calendar", year, {"days": list(days), "source": source})

    twice = await office.refused(
        DayTwice, lambda: ask(special("2027-10-01"), special("2027-10-01", worked=True))
    )
    assert twice.params == {"day": "2027-10-01"}
    await office.refused(DayOfOtherYear, lambda: ask(special("2026-10-01")))
    await office.refused(MomentNotValid, lambda: ask(special("2027-02-29")))
    await office.refused(MomentNotValid, lambda: ask(special("下周")))
    await office.refused(WordsNeeded, lambda: ask(special("2027-10-01", " ")))
    await office.refused(WordsNeeded, lambda: ask(special("2027-10-01"), source=""))
    await office.refused(YearFar, lambda: ask(special("2031-10-01"), year=2031))


async def test_history_keeps_who_what_and_when(office: Office) -> None:
    await office.approve(await office.propose("promise", None, {**CHECKING, "period": "4wd"}))
    async with office.db.reading() as session:
        (kept,) = await changes.listed(session, office.staff, waiting=False)
        assert list(await changes.listed(session, office.staff, waiting=True)) == []
        row = await session.get_one(RuleChange, kept.id)
        edited = await promises.edited(session)
    assert (row.proposed_by, row.decided_by, row.reason) == (
        office.staff.id,
        office.head.id,
        "演示 理由",
    )
    assert (row.before["period"], row.after["period"]) == ("5wd", "4wd")
    held = edited["incubation", "checking"]
    assert (held.period, held.changed_by, held.since) == ("4wd", office.head.id, NOW)
