"""Killed at every boundary on the way to a decision and its signing, all of it stays one piece.

Beside what must hold after every single death, the whole is compared with the same walk in another
town where nobody ever died: every screen, row and notice is the same.
"""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select

from core import history, timers
from core.accounts import Role
from core.cards import CaseCard
from core.db import Database, Session
from core.history import Transition
from core.kinds import audit, keep_time
from core.outbox import Notice
from core.timers import Timer
from knowledge.library import Library
from staff.models import Application, Decision, Review
from staff.tables import INCUBATION
from tests.chat import Person, Town
from tests.handlers.incubator import Place, actor_of
from tests.handlers.mortality import Reaper, mortal
from tests.staff.panel import RUBRIC

Step = tuple[str, str, str]
"""Who does what (a method of ``Person``) with which words."""
EQUITY = "❌ 第五条 学生持股 45%，要求 ≥50%"
TRADE = "⚠️ 第七条 行业符合众创空间要求（由老师核对）"
TO_REVIEWERS: list[Step] = [
    ("staff", "presses", "接手"),
    ("staff", "says", "/reviews"),
    ("staff", "presses", "RF-2026-0001：交了 0/0"),
    ("staff", "presses", "加评审"),
    ("staff", "presses", "＋ 演示评审一（手上 0 件）"),
    ("staff", "presses", "加评审"),
    ("staff", "presses", "＋ 演示评审二（手上 0 件）"),
    ("staff", "presses", "材料齐，送评审"),
]
REVIEWS: list[Step] = [
    ("first", "presses", "开始评审"),
    ("first", "presses", "创新 ○"),
    ("first", "presses", "4"),
    ("first", "says", "八十五"),
    ("first", "presses", "写评语"),
    ("first", "says", "需求真实，渠道不清楚"),
    ("first", "presses", "提交评审"),
    ("first", "presses", "确认提交"),
    ("second", "says", "/reviews"),
    ("second", "presses", "RF-2026-0001 智能水杯"),
    ("second", "presses", "创新 ○"),
    ("second", "presses", "5"),
    ("second", "presses", "90"),
    ("second", "presses", "提交评审"),
    ("second", "presses", "确认提交"),
]
APPROVAL: list[Step] = [
    ("head", "says", "/decisions"),
    ("head", "presses", "🟢 RF-2026-0001 智能水杯"),
    ("head", "presses", "逐条条件"),
    ("head", "presses", EQUITY),
    ("head", "presses", "写理由"),
    ("head", "says", "两位成员年底前补到 50%"),
    ("head", "presses", TRADE),
    ("head", "presses", "✅ 满足"),
    ("head", "presses", "返回"),
    ("head", "presses", "写说明"),
    ("head", "says", "欢迎入驻"),
    ("head", "presses", "同意入孵"),
    ("head", "presses", "确认并通知"),
]
REFUSAL: list[Step] = [
    ("head", "says", "/decisions"),
    ("head", "presses", "🟢 RF-2026-0001 智能水杯"),
    ("head", "presses", "逐条条件"),
    ("head", "presses", EQUITY),
    ("head", "presses", "写理由"),
    ("head", "says", "学生持股要补到 50%"),
    ("head", "presses", "返回"),
    ("head", "presses", "不同意"),
    ("head", "says", "2027年3月1日"),
    ("head", "presses", "确认并通知"),
]


@dataclass(slots=True)
class Office:
    """A town with one submitted application, and those who have to do with it."""

    place: Place
    case: int
    people: dict[str, Person]
    reaper: Reaper | None = None
    screens: list[tuple[str, list[str]]] = field(default_factory=list)
    """The last message of who acted, after every step of the walk."""

    @property
    def town(self) -> Town:
        return self.place.town

    async def walk(self, steps: Collection[Step]) -> None:
        for who, does, what in steps:
            person = self.people[who]
            await person.reads()
            await getattr(person, does)(what)
            self.screens.append(_screen(person))

    async def outlived(self, act: Callable[[], Awaitable[Any]]) -> None:
        """What no person does, with deaths where somebody dies here."""
        if self.reaper is None:
            await act()
        else:
            await self.reaper.outlived(act)

    async def time_passes(self, **span: float) -> None:
        """What a dead process had claimed comes again after its lease."""
        self.town.wait(**span)

        async def clock() -> None:
            self.town.now += timers.LEASE
            while await keep_time(self.town.db, self.town.kinds, now=self.town.now):
                pass

        await self.outlived(clock)

    def kills(self, *names: str) -> Reaper:
        """From now on these people's updates die, and what time brings."""
        self.reaper = Reaper(self.town, self.whole)
        for name in names:
            self.people[name] = mortal(self.people[name], self.reaper)
        return self.reaper

    async def audited(self) -> None:
        assert (await audit(self.town.db, self.town.kinds)).problems == []

    async def whole(self) -> None:
        """Nothing is half done: every row says what the case's state and history say."""
        await self.audited()
        async with self.town.db.reading() as session:
            case = await session.get_one(Application, self.case)
            steps = await history.steps(session, INCUBATION.kind, self.case)
            await _promise_fits(session, case)
            await _reviews_fit(session, case)
            await _decision_fits(session, case, steps)
            await _told(session, case, steps)
        assert (case.seat != "") == (case.state == "signing")


def _screen(person: Person) -> tuple[str, list[str]]:
    last = person._messages()[-1]
    rows = last.reply_markup.inline_keyboard if last.reply_markup else []
    return last.text or "", [button.text for row in rows for button in row]


async def office_in(town: Town) -> Office:
    place = await (await Place(town).open(rubric=RUBRIC, seats=2)).known()
    first, second = town.person("演示评审一", 61), town.person("演示评审二", 62)
    for one in (first, second):
        await one.become(Role.REVIEWER)
    owner = await actor_of(place.student)
    case = await place.house.draft(owner, place.project)
    await place.house.complete(owner, case)
    await place.house.act(owner, case, "submit")
    people = {"staff": place.staff, "head": place.head, "first": first, "second": second}
    return Office(place, case, people)


@pytest.fixture
async def office(town: Town) -> Office:
    return await office_in(town)


@pytest.fixture
async def any_office(any_db: Database, library: Library) -> Office:
    """On both engines, one after the other."""
    return await office_in(Town(any_db, library.answerer))


@pytest.fixture
async def untroubled(
    sqlite_template: Path, tmp_path: Path, library: Library
) -> AsyncIterator[Office]:
    """The same in another town, where nobody dies."""
    path = tmp_path / "untroubled.db"
    shutil.copyfile(sqlite_template, path)
    db = Database(f"sqlite+aiosqlite:///{path}")
    yield await office_in(Town(db, library.answerer))
    await db.close()


async def _promise_fits(session: Session, case: Application) -> None:
    card = (await session.scalars(select(CaseCard).where(CaseCard.case_id == case.id))).one()
    assert (card.state, card.number, card.owner_id) == (case.state, case.number, case.owner_id)
    assert card.turn == INCUBATION.turn(case.state)
    assert (card.ended_at is not None) == (case.state in INCUBATION.final_states)
    timer = await timers.seen(session, INCUBATION.kind, case.id)
    assert (timer is None) == (case.state == "refused")
    promise = timers.promise_of(timer)
    assert (card.yellow_at, card.due_at) == (promise.yellow_at, promise.due_at)
    assert timer is None or timer.state == case.state


async def _reviews_fit(session: Session, case: Application) -> None:
    parts = (await session.scalars(select(Review))).all()
    if case.state == "submitted":
        assert parts == []
    if case.state == "reviewing":
        assert len(parts) == 2
        assert any(part.submitted_at is None for part in parts)
    if case.state not in ("submitted", "checking", "reviewing"):
        assert [part.submitted_at is not None for part in parts] == [True, True]
    assert all(set(part.scores) == {"new", "team"} for part in parts if part.submitted_at)


async def _decision_fits(session: Session, case: Application, steps: list[Transition]) -> None:
    decisions = (await session.scalars(select(Decision))).all()
    made = [one for one in decisions if one.decided_at is not None]
    assert len(decisions) <= 1
    decided = case.state in ("publicised", "signing", "refused")
    assert len(made) == decided
    assert (case.decided_by is not None, case.reasons != []) == (decided, decided)
    for one in made:
        step = steps[(one.step or 0) - 1]
        assert (step.event, step.actor_id) == (one.event, one.head_id)
        assert case.decided_by == one.head_id
        marks = {row["rule"]: (row["verdict"], row["note"]) for row in case.reasons}
        for rule, mark in one.marks.items():
            assert marks[rule] == (mark["verdict"], mark["note"])


async def _told(session: Session, case: Application, steps: list[Transition]) -> None:
    """Every step has told whom the table names, once each, and nothing else has been told."""
    keys = set(await session.scalars(select(Notice.dedupe_key)))
    told = {key.rsplit("-", 1)[0] for key in keys if key and key.startswith(INCUBATION.kind)}
    named = {
        f"{INCUBATION.kind}-{case.id}-{step.seq}-{party}"
        for step in steps
        for party in _notified(step)
    }
    assert told == named
    rows = (await session.execute(select(Notice.account_id, Notice.key, Notice.due_at))).all()
    assert len(set(rows)) == len(rows)


def _notified(step: Transition) -> Collection[str]:
    (rule,) = [
        one for one in INCUBATION.rules if (one.state, one.event) == (step.before, step.event)
    ]
    return rule.notify


async def kept(office: Office) -> dict[str, list[dict[str, Any]]]:
    """All that is on record, the moments as days: who dies is minutes later."""
    found = {}
    async with office.town.db.reading() as session:
        for model in (Application, Review, Decision, Transition, Timer, CaseCard, Notice):
            rows = await session.scalars(select(model).order_by(model.id))
            found[model.__tablename__] = [_row(one) for one in rows]
    return found


IDS = {"id", "about", "actions", "dedupe_key"}
"""What names a row: a transaction that was undone may have used up a number."""
LOTS = {"at", "note_salt", "note_digest", "hash", "prev_hash", "last_hash", "lease_until"}
"""What is drawn, or says at which moment it was written."""


def _row(one: object) -> dict[str, Any]:
    values = {column.key: getattr(one, column.key) for column in inspect(one).mapper.column_attrs}
    return {
        name: value.date() if isinstance(value, datetime) else value
        for name, value in values.items()
        if name not in IDS | LOTS
    }


async def one_application(town: Town) -> tuple[Application, Decision]:
    async with town.db.reading() as session:
        case = (await session.scalars(select(Application))).one()
        return case, (await session.scalars(select(Decision))).one()


async def test_an_approval_outlives_every_death_from_submission_to_signing(
    any_office: Office, untroubled: Office
) -> None:
    office = any_office
    reaper = office.kills("staff", "first", "second", "head")
    for one in (untroubled, office):
        await one.walk([*TO_REVIEWERS, *REVIEWS, *APPROVAL])
        await one.time_passes(days=9)

    assert reaper.kills > 150
    assert office.screens == untroubled.screens
    assert await kept(office) == await kept(untroubled)
    case, decision = await one_application(office.town)
    assert (case.state, case.seat, case.number) == ("signing", "B-01", "RF-2026-0001")
    assert (decision.event, decision.note) == ("approve", "欢迎入驻")
    notes = {row["note"] for row in case.reasons if row["note"]}
    assert notes == {"两位成员年底前补到 50%"}


async def test_a_refusal_outlives_every_death_of_who_decides(
    office: Office, untroubled: Office
) -> None:
    for one in (untroubled, office):
        await one.walk([*TO_REVIEWERS, *REVIEWS])
    reaper = office.kills("head")
    for one in (untroubled, office):
        await one.walk(REFUSAL)
        await one.time_passes(days=9)

    assert reaper.kills > 30
    assert office.screens == untroubled.screens
    assert await kept(office) == await kept(untroubled)
    case, decision = await one_application(office.town)
    assert (case.state, case.seat) == ("refused", "")
    assert decision.again_on == date(2027, 3, 1)
    told = [one.text for one in await office.place.student.reads() if "2027-03-01" in one.text]
    assert ["学生持股要补到 50%" in one for one in told] == [True]


async def test_an_objection_is_upheld_once(office: Office) -> None:
    await office.walk([*TO_REVIEWERS, *REVIEWS, *APPROVAL])
    reaper = office.kills("head")
    reaper.wake = office.audited  # the first decision stays on record beside the second
    await office.walk([("head", "presses", "异议成立"), ("head", "says", "材料不实")])

    assert reaper.kills > 5
    assert "同意入孵" in office.screens[-1][1]
    async with office.town.db.reading() as session:
        case = await session.get_one(Application, office.case)
        decisions = await session.scalars(select(Decision.event).order_by(Decision.id))
    assert (case.state, case.reasons, list(decisions)) == ("deciding", [], ["approve", "uphold"])
    told = [one.text for one in await office.place.student.reads() if "材料不实" in one.text]
    assert len(told) == 1
