"""What the engine does for every kind: act with rules, remind, let run out, report lateness."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select

from core import accounts
from core.accounts import Actor, Role
from core.actions import Action, parse
from core.casework import Parties
from core.db import Database, Session
from core.errors import DomainError, NotFound, NotPossibleNow
from core.kinds import CaseKind, Kinds, keep_time
from core.outbox import Notice
from core.timers import Timer, promised, running, seen
from core.workflow import Rule, Workflow
from tests.core.cases import DemoCase, create_table

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
STUDENT, MENTOR, HEAD = 1, 2, 3

TABLE = Workflow(
    "demo",
    """
| -        | propose | student      | proposed | mentor         | 72h | 演示规则第一条
| proposed | accept  | mentor       | active   | student        | 5d  | -
| proposed | expire  | clock        | expired  | student mentor | -   | -
| active   | note    | system       | active   | -              | 5d  | -
| active   | close   | mentor       | closed   | student        | -   | -
""",
    reminders={"proposed": ("24h", "-12h")},
)


class Refused(DomainError):
    key = "error-not-allowed"


class Demo(CaseKind[DemoCase]):
    workflow = TABLE
    model = DemoCase
    refuses: ClassVar[set[str]] = set()

    async def parties(self, session: Session, case: DemoCase) -> Parties:
        return {"student": {STUDENT}, "mentor": {MENTOR}}

    async def params(self, session: Session, case: DemoCase) -> Mapping[str, str | int]:
        return {"title": case.title}

    async def check(self, session: Session, case: DemoCase, event: str, now: datetime) -> None:
        if event in self.refuses:
            raise Refused

    async def done(
        self, session: Session, case: DemoCase, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        case.title += f"+{rule.event}"


@pytest.fixture
async def kind(any_db: Database) -> Demo:
    await create_table(any_db)
    async with any_db.transaction() as session:
        for number in (STUDENT, MENTOR, HEAD):
            await accounts.identify(session, "web", number, name="演示", locale="zh-CN", now=NOW)
        await accounts.grant(session, HEAD, Role.HEAD, None, now=NOW)
    return Demo()


async def propose(db: Database, kind: Demo) -> int:
    async with db.transaction() as session:
        case = DemoCase(title="项目", opened_at=NOW)
        actor = await accounts.actor_of(session, STUDENT)
        await kind.act(session, case, "propose", actor, now=NOW)
        return case.id


async def accept(db: Database, kind: Demo, case_id: int) -> None:
    async with db.transaction() as session:
        mentor = await accounts.actor_of(session, MENTOR)
        case = await kind.find(session, case_id, mentor)
        await kind.act(session, case, "accept", mentor, now=NOW)


async def told(db: Database) -> list[tuple[int, str]]:
    async with db.reading() as session:
        rows = await session.execute(select(Notice.account_id, Notice.key).order_by(Notice.id))
        return [(row.account_id, row.key) for row in rows]


async def state(db: Database, case_id: int) -> str:
    async with db.reading() as session:
        return (await session.get_one(DemoCase, case_id)).state


async def test_act_tells_the_parties_with_params_and_buttons(any_db: Database, kind: Demo) -> None:
    case_id = await propose(any_db, kind)

    async with any_db.reading() as session:
        notice = (await session.scalars(select(Notice))).one()
        case = await session.get_one(DemoCase, case_id)
    assert (notice.account_id, notice.key) == (MENTOR, "demo-propose-mentor")
    assert notice.params == {
        "title": "项目",
        "case": case_id,
        "note": "",
        "due": "11-23 16:00",
        "basis": "演示规则第一条",
        "case-kind": "demo",
        "case-state": "proposed",
    }
    assert notice.buttons == [Action("demo", case_id, "accept")]
    assert case.title == "项目+propose"


async def test_find_shows_nobody_elses_case(any_db: Database, kind: Demo) -> None:
    case_id = await propose(any_db, kind)
    async with any_db.transaction() as session:
        stranger = Actor(99, frozenset(), "zh-CN")
        with pytest.raises(NotFound):
            await kind.find(session, case_id, stranger)
        mentor = await accounts.actor_of(session, MENTOR)
        assert (await kind.find(session, case_id, mentor)).id == case_id
        with pytest.raises(NotFound):
            await kind.find(session, case_id + 1, mentor)


async def test_a_check_that_refuses_leaves_everything(
    any_db: Database, kind: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await propose(any_db, kind)
    monkeypatch.setattr(Demo, "refuses", {"accept"})
    with pytest.raises(Refused):
        await accept(any_db, kind, case_id)
    assert await state(any_db, case_id) == "proposed"
    assert len(await told(any_db)) == 1


async def test_reminders_go_out_once_each_then_the_promise_runs_out(
    any_db: Database, kind: Demo
) -> None:
    kinds = Kinds([kind])
    case_id = await propose(any_db, kind)

    assert await keep_time(any_db, kinds, now=NOW + timedelta(hours=23)) == 0
    assert await keep_time(any_db, kinds, now=NOW + timedelta(hours=25)) == 1
    assert await keep_time(any_db, kinds, now=NOW + timedelta(hours=26)) == 0
    assert await keep_time(any_db, kinds, now=NOW + timedelta(hours=61)) == 1
    assert (await told(any_db))[1:] == [(MENTOR, "demo-proposed-reminder-mentor")] * 2
    assert await keep_time(any_db, kinds, now=NOW + timedelta(hours=72)) == 1
    assert await state(any_db, case_id) == "expired"
    # The reminders that nobody had sent yet were taken back.
    assert await told(any_db) == [
        (MENTOR, "demo-propose-mentor"),
        (MENTOR, "demo-expire-mentor"),
        (STUDENT, "demo-expire-student"),
    ]
    assert await keep_time(any_db, kinds, now=NOW + timedelta(days=9)) == 0


async def test_a_long_sleep_reminds_once_not_twice(any_db: Database, kind: Demo) -> None:
    await propose(any_db, kind)
    assert await keep_time(any_db, Kinds([kind]), now=NOW + timedelta(hours=65)) == 1
    assert await keep_time(any_db, Kinds([kind]), now=NOW + timedelta(hours=66)) == 0
    assert (await told(any_db))[1:] == [(MENTOR, "demo-proposed-reminder-mentor")]


async def test_a_broken_promise_without_an_event_is_reported_once(
    any_db: Database, kind: Demo
) -> None:
    case_id = await propose(any_db, kind)
    await accept(any_db, kind, case_id)
    later = NOW + timedelta(days=12)
    assert await keep_time(any_db, Kinds([kind]), now=later) == 1
    assert await keep_time(any_db, Kinds([kind]), now=later) == 0
    assert (await told(any_db))[-2:] == [
        (MENTOR, "demo-active-late-mentor"),
        (HEAD, "case-late-head"),
    ]
    assert await state(any_db, case_id) == "active"


async def test_what_the_clock_may_not_do_is_reported_as_late(
    any_db: Database, kind: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = await propose(any_db, kind)
    monkeypatch.setattr(Demo, "refuses", {"expire"})
    assert await keep_time(any_db, Kinds([kind]), now=NOW + timedelta(days=4)) == 1
    assert await state(any_db, case_id) == "proposed"
    assert (await told(any_db))[-2:] == [
        (MENTOR, "demo-proposed-late-mentor"),
        (HEAD, "case-late-head"),
    ]


async def test_the_program_may_do_what_the_system_may_at_any_time(
    any_db: Database, kind: Demo
) -> None:
    case_id = await propose(any_db, kind)
    async with any_db.transaction() as session:
        mentor = await accounts.actor_of(session, MENTOR)
        case = await kind.find(session, case_id, mentor)
        await kind.act(session, case, "accept", mentor, now=NOW)
        await kind.act(session, case, "note", None, now=NOW)
        with pytest.raises(NotPossibleNow):
            await kind.act(session, case, "expire", None, now=NOW)
        open_timers = await session.scalars(select(Timer).where(Timer.ended_at.is_(None)))
        assert [timer.state for timer in open_timers] == ["active"]


async def test_an_unknown_kind_is_not_found(kind: Demo) -> None:
    with pytest.raises(NotFound):
        Kinds([kind])["nothing"]
    assert Kinds([kind])["demo"] is kind


def test_an_action_survives_packing_and_nothing_else_parses() -> None:
    assert parse(Action("demo", 12, "ask-human").pack()) == Action("demo", 12, "ask-human")
    for forged in ("", "a:demo:12", "a:demo:-1:accept", "a:Demo:1:x", "a:demo:1:x:y", "b:demo:1:x"):
        assert parse(forged) is None
    with pytest.raises(ValueError, match="no action"):
        Action("demo", -1, "accept").pack()


RESTING = Workflow(
    "demo",
    """
| -        | submit   | student | checking | mentor  | 5wd  | 演示规则第二条
| checking | ask-more | mentor  | lacking  | student | 10d  | -
| lacking  | supply   | student | checking | mentor  | rest | -
| lacking  | lapse    | clock   | lapsed   | student | -    | -
| checking | pass     | mentor  | passed   | student | -    | -
""",
)


async def test_a_promise_goes_on_where_the_applicant_was_asked(
    any_db: Database, kind: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Demo, "workflow", RESTING)

    async def act(event: str, who: int, now: datetime) -> str:
        async with any_db.transaction() as session:
            actor = await accounts.actor_of(session, who)
            found = await session.get(DemoCase, 1)
            case = found or DemoCase(title="", opened_at=now)
            await kind.act(session, case, event, actor, now=now)
            timer = await running(session, "demo", 1)
            return promised(timer) if timer else ""

    # Friday: five working days end on the next Friday.
    assert await act("submit", STUDENT, NOW) == "2026-11-27"
    tuesday = NOW + timedelta(days=4)
    assert await act("ask-more", MENTOR, tuesday) == "2026-12-04"
    # Two working days were used up; the applicant's three cost the staff nothing.
    assert await act("supply", STUDENT, tuesday + timedelta(days=3)) == "2026-12-02"
    assert await act("ask-more", MENTOR, tuesday + timedelta(days=4)) == "2026-12-08"
    assert await act("supply", STUDENT, tuesday + timedelta(days=4)) == "2026-12-02"
    async with any_db.reading() as session:
        timer = await seen(session, "demo", 1)
        assert timer is not None
        assert [reason for _, _, reason in timer.pauses] == ["lacking"]


def test_a_rest_of_nothing_is_no_table() -> None:
    table = "| - | submit | student | checking | - | rest\n| checking | pass | mentor | passed | -"
    with pytest.raises(ValueError, match="nothing promised in checking"):
        Workflow("demo", table.replace("rest", "rest | -").replace("passed | -", "passed | - | -"))
