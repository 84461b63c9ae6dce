"""The ladder of a broken promise: each level once, for the right people, with pauses left out."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import accounts, timers
from core.accounts import Role
from core.cards import Card
from core.casework import Parties
from core.clock import SHANGHAI
from core.db import Database, Session
from core.escalation import Escalation
from core.kinds import CaseKind, Kinds, keep_time
from core.outbox import Notice
from core.timers import Timer
from core.workflow import Workflow
from tests.core.cases import DemoCase, create_table

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
STUDENT, OWNER, HEAD, ADMIN = 1, 2, 3, 4
HOUR = timedelta(hours=1)

TABLE = Workflow(
    "demo",
    """
| -        | begin  | student | checking | staff   | 100h | -
| -        | slow   | student | slow     | staff   | 5wd  | -
| slow     | finish | staff   | done     | student | -    | -
| checking | ask    | staff   | lacking  | student | 10d  | -
| checking | pass   | staff   | done     | student | -    | -
| lacking  | supply | student | checking | staff   | rest | -
| lacking  | lapse  | clock   | gone     | student | -    | -
""",
)


class Demo(CaseKind[DemoCase]):
    workflow = TABLE
    model = DemoCase
    listed = True

    async def parties(self, session: Session, case: DemoCase) -> Parties:
        return {"student": {STUDENT}, "staff": {OWNER}}

    async def card(self, session: Session, case: DemoCase) -> Card:
        return Card("示范项目", "YS-2026-0001", applicant_id=STUDENT, owner_id=OWNER)


class Unlisted(Demo):
    listed = False


@pytest.fixture
async def kind(any_db: Database) -> Demo:
    await create_table(any_db)
    async with any_db.transaction() as session:
        for number in (STUDENT, OWNER, HEAD, ADMIN):
            await accounts.identify(session, "web", number, name="演示", locale="zh-CN", now=NOW)
        for number, role in ((OWNER, Role.STAFF), (HEAD, Role.HEAD), (ADMIN, Role.ADMIN)):
            await accounts.grant(session, number, role, None, now=NOW)
    return Demo()


async def begin(db: Database, kind: Demo, event: str = "begin") -> int:
    async with db.transaction() as session:
        case = DemoCase(opened_at=NOW)
        student = await accounts.actor_of(session, STUDENT)
        await kind.act(session, case, event, student, now=NOW)
        return case.id


async def act(db: Database, kind: Demo, case_id: int, event: str, who: int, at: datetime) -> None:
    async with db.transaction() as session:
        actor = await accounts.actor_of(session, who)
        case = await kind.find(session, case_id, actor)
        await kind.act(session, case, event, actor, now=at)


async def tick(db: Database, kind: Demo, at: datetime) -> None:
    while await keep_time(db, Kinds([kind]), now=at):
        pass


async def told(db: Database) -> list[tuple[int, str]]:
    async with db.reading() as session:
        rows = await session.execute(
            select(Notice.account_id, Notice.key)
            .where(Notice.key.startswith("escalation") | Notice.key.contains("late"))
            .order_by(Notice.id)
        )
        return [(row.account_id, row.key) for row in rows]


SOON = [(OWNER, "escalation-owner-owner")]
LATE = [
    (STUDENT, "escalation-head-student"),
    (OWNER, "escalation-head-owner"),
    (HEAD, "escalation-head-head"),
]
TWICE = [
    (STUDENT, "escalation-group-student"),
    (HEAD, "escalation-group-head"),
    (ADMIN, "escalation-group-head"),
]


async def test_each_level_tells_its_people_at_its_moment(any_db: Database, kind: Demo) -> None:
    await begin(any_db, kind)
    for hours, expected in (
        (79, []),
        (80, SOON),
        (99, SOON),
        (100, SOON + LATE),
        (199, SOON + LATE),
        (200, SOON + LATE + TWICE),
        (5000, SOON + LATE + TWICE),
    ):
        await tick(any_db, kind, NOW + hours * HOUR)
        assert await told(any_db) == expected, hours

    async with any_db.reading() as session:
        notice = (await session.scalars(select(Notice).where(Notice.account_id == HEAD))).first()
        levels = [row.level for row in await session.scalars(select(Escalation))]
    assert levels == ["owner", "head", "group"]
    assert notice is not None
    assert notice.params == {
        "case": 1,
        "kind": ["kind-demo"],
        "state": ["state-demo-checking"],
        "name": "YS-2026-0001 示范项目",
        "due": "11-24 20:00",
    }
    assert [action.event for action in notice.buttons] == ["open"]


async def test_whoever_slept_tells_of_the_highest_level_only(any_db: Database, kind: Demo) -> None:
    await begin(any_db, kind)
    await tick(any_db, kind, NOW + 500 * HOUR)
    assert await told(any_db) == [
        (STUDENT, "escalation-group-student"),
        (OWNER, "escalation-group-owner"),
        (HEAD, "escalation-group-head"),
        (ADMIN, "escalation-group-head"),
    ]


async def test_working_days_double_by_the_calendar(any_db: Database, kind: Demo) -> None:
    """Friday plus five working days is Friday the 27th; plus ten, Friday 4 December."""
    await begin(any_db, kind, "slow")
    async with any_db.reading() as session:
        timer = (await session.scalars(select(Timer))).one()
        assert timer.due_at == datetime(2026, 11, 28, tzinfo=SHANGHAI)
    await tick(any_db, kind, datetime(2026, 11, 28, tzinfo=SHANGHAI))
    await tick(any_db, kind, datetime(2026, 12, 4, 23, 59, tzinfo=SHANGHAI))
    assert await told(any_db) == LATE
    await tick(any_db, kind, datetime(2026, 12, 5, tzinfo=SHANGHAI))
    assert await told(any_db) == LATE + TWICE


async def test_a_promise_kept_meanwhile_stops_the_ladder(any_db: Database, kind: Demo) -> None:
    case_id = await begin(any_db, kind)
    await tick(any_db, kind, NOW + 101 * HOUR)
    await act(any_db, kind, case_id, "pass", OWNER, NOW + 150 * HOUR)
    await tick(any_db, kind, NOW + 900 * HOUR)
    assert await told(any_db) == []  # what nobody had sent yet was taken back
    async with any_db.reading() as session:
        assert [row.level for row in await session.scalars(select(Escalation))] == [
            "owner",
            "head",
        ]


async def test_the_applicants_time_counts_not(any_db: Database, kind: Demo) -> None:
    case_id = await begin(any_db, kind)
    await act(any_db, kind, case_id, "ask", OWNER, NOW + 70 * HOUR)
    await tick(any_db, kind, NOW + 150 * HOUR)
    assert await told(any_db) == []
    await act(any_db, kind, case_id, "supply", STUDENT, NOW + 170 * HOUR)
    await tick(any_db, kind, NOW + 179 * HOUR)
    assert await told(any_db) == []
    for hours, expected in ((180, SOON), (200, SOON + LATE), (300, SOON + LATE + TWICE)):
        await tick(any_db, kind, NOW + hours * HOUR)
        assert await told(any_db) == expected, hours


async def test_who_asks_once_more_when_late_is_not_reported_again(
    any_db: Database, kind: Demo
) -> None:
    case_id = await begin(any_db, kind)
    await tick(any_db, kind, NOW + 120 * HOUR)
    await act(any_db, kind, case_id, "ask", OWNER, NOW + 121 * HOUR)
    await act(any_db, kind, case_id, "supply", STUDENT, NOW + 131 * HOUR)
    await tick(any_db, kind, NOW + 132 * HOUR)
    assert await told(any_db) == []
    await tick(any_db, kind, NOW + 210 * HOUR)
    assert await told(any_db) == TWICE


async def test_a_pause_holds_every_level(any_db: Database, kind: Demo) -> None:
    case_id = await begin(any_db, kind)
    async with any_db.transaction() as session:
        await timers.pause(session, "demo", case_id, "等上级批复", now=NOW + 50 * HOUR)
    await tick(any_db, kind, NOW + 1000 * HOUR)
    assert await told(any_db) == []
    async with any_db.transaction() as session:
        await timers.resume(session, "demo", case_id, now=NOW + 1050 * HOUR)
    await tick(any_db, kind, NOW + 1079 * HOUR)
    assert await told(any_db) == []
    await tick(any_db, kind, NOW + 1080 * HOUR)
    assert await told(any_db) == SOON
    await tick(any_db, kind, NOW + 1200 * HOUR)
    assert await told(any_db) == SOON + TWICE[:1] + [(OWNER, "escalation-group-owner")] + TWICE[1:]


async def test_kinds_without_cards_report_as_before(any_db: Database, kind: Demo) -> None:
    await begin(any_db, Unlisted())
    await tick(any_db, Unlisted(), NOW + 90 * HOUR)
    assert await told(any_db) == []
    await tick(any_db, Unlisted(), NOW + 900 * HOUR)
    assert await told(any_db) == [(OWNER, "demo-checking-late-staff"), (HEAD, "case-late-head")]


async def test_the_applicants_own_deadline_escalates_not(any_db: Database, kind: Demo) -> None:
    case_id = await begin(any_db, kind)
    await act(any_db, kind, case_id, "ask", OWNER, NOW)
    await tick(any_db, kind, NOW + 230 * HOUR)
    assert await told(any_db) == []
    await tick(any_db, kind, NOW + 900 * HOUR)
    assert await told(any_db) == []
    async with any_db.reading() as session:
        assert (await session.get_one(DemoCase, case_id)).state == "gone"


@pytest.mark.timeout(600)
async def test_two_programs_at_once_tell_each_level_once(
    any_url: str, any_db: Database, kind: Demo
) -> None:
    """Twenty cases, two programs that look a hundred times, one now and then restarted."""
    chance = random.Random(6)
    for _ in range(20):
        await begin(any_db, kind)
    second = Database(any_url)
    try:
        for round_ in range(100):
            at = NOW + round_ * 2.5 * HOUR

            async def look(db: Database, at: datetime, wait: float) -> None:
                await asyncio.sleep(wait)
                await keep_time(db, Kinds([kind]), now=at, limit=chance.randint(1, 40))

            async with asyncio.TaskGroup() as group:
                for db in chance.sample([any_db, second], 2):
                    late = at + chance.choice((0, 0, 3)) * timedelta(minutes=1)
                    group.create_task(look(db, late, chance.random() * 0.01))
            if chance.random() < 0.05:
                await second.close()
                second = Database(any_url)
        for _ in range(4):
            await keep_time(any_db, Kinds([kind]), now=NOW + 300 * HOUR, limit=100)
    finally:
        await second.close()

    async with any_db.reading() as session:
        rows = await session.execute(select(Notice.key, Notice.about, Notice.account_id))
        seen = Counter(f"{row.key} {row.about} {row.account_id}" for row in rows)
        levels = Counter(row.level for row in await session.scalars(select(Escalation)))
        open_ = await session.scalars(select(Timer.raise_at))
        assert set(open_) == {None}
    assert levels == {"owner": 20, "head": 20, "group": 20}
    assert set(seen.values()) == {1}
    # begun, then one reminder, three of lateness and three at twice the time for each case
    assert sum(seen.values()) == 20 * (1 + 1 + 3 + 3)
