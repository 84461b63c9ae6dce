"""The morning digest and the heads' list of long pauses: who hears what, and only once."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import clock, timers
from core.accounts import Actor, Role
from core.cards import CaseCard
from core.clock import SHANGHAI
from core.db import Database
from core.errors import NotAllowed
from core.kinds import Kinds
from core.outbox import Notice
from core.periods import Period
from core.timers import Timer
from courier import letters
from staff import changes, demo, digest, escalation
from staff.kinds import KINDS
from staff.models import Application, Review
from tests.chat import plain, strict_texts
from tests.mentors.people import person, project

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


MORNING = at(23, 8, 30)


class Desk:
    """Cards in the queue, made as tests want them."""

    def __init__(self, db: Database) -> None:
        self.db, self.number = db, 0

    async def one(self, *roles: Role) -> Actor:
        async with self.db.transaction() as session:
            return await person(session, NOW, *roles)

    async def card(
        self, owner: Actor | None = None, due: datetime | None = None, **columns: Any
    ) -> int:
        self.number += 1
        values: dict[str, Any] = {
            "kind": "incubation",
            "case_id": self.number,
            "number": f"RF-2026-{self.number:04}",
            "title": f"示范<项目>{self.number}",
            "state": "checking",
            "turn": "staff",
            "opened_at": NOW,
            "changed_at": NOW,
            "due_at": due,
            "yellow_at": due - 24 * HOUR if due else None,
        }
        async with self.db.transaction() as session:
            session.add(CaseCard(owner_id=owner.id if owner else None, **{**values, **columns}))
        return self.number

    async def letter(self, who: Actor) -> str:
        """The digest as this person reads it, with its buttons below."""
        async with self.db.reading() as session:
            notice = (
                await session.scalars(
                    select(Notice)
                    .where(Notice.account_id == who.id, Notice.key == "digest")
                    .order_by(Notice.id.desc())
                )
            ).first()
        if notice is None:
            return ""
        letter = letters.write(strict_texts(), notice, "zh-CN")
        buttons = [f"[{label}]" for row in letter.rows for label, _ in row]
        return "\n".join([plain(letter.html), *([" ".join(buttons)] if buttons else [])])

    async def count(self) -> int:
        async with self.db.reading() as session:
            return len((await session.scalars(select(Notice.id))).all())


@pytest.fixture
def desk(any_db: Database) -> Desk:
    return Desk(any_db)


async def test_staff_read_counts_and_the_three_most_urgent(desk: Desk) -> None:
    zhang = await desk.one(Role.STAFF)
    wang = await desk.one(Role.STAFF)
    await desk.card(zhang, MORNING - HOUR)
    await desk.card(zhang, MORNING + 3 * HOUR)
    await desk.card(zhang, MORNING + 50 * HOUR)
    await desk.card(zhang, MORNING - 30 * HOUR)
    await desk.card(zhang)
    await desk.card(zhang, MORNING - HOUR, number="")  # a draft
    await desk.card(zhang, MORNING - HOUR, ended_at=NOW)
    await desk.card(zhang, MORNING - HOUR, turn="student", state="lacking")

    assert await digest.send(desk.db, now=MORNING) == 1
    assert await desk.letter(zhang) == "\n".join(
        [
            "早上好，今天要办的事",
            "手上 5 件：🔴 2　🟡 1　🟢 1　其他 1",
            "① RF-2026-0004 示范<项目>4 · 材料审查 · 应在 11-22 02:30 前",
            "② RF-2026-0001 示范<项目>1 · 材料审查 · 应在 11-23 07:30 前",
            "③ RF-2026-0002 示范<项目>2 · 材料审查 · 应在 11-23 11:30 前",
            "[打开 ①] [打开 ②]",
        ]
    ).replace("[打开 ①] [打开 ②]", "[打开 ①] [打开 ②] [打开 ③]")
    assert await desk.letter(wang) == ""


async def test_what_nobody_has_is_told_to_all_staff(desk: Desk) -> None:
    zhang = await desk.one(Role.STAFF)
    head = await desk.one(Role.HEAD)
    await desk.card(None, MORNING + HOUR, state="submitted")
    assert await digest.send(desk.db, now=MORNING) == 1
    assert await desk.letter(zhang) == "早上好，今天要办的事\n还有：1 件没人接手"
    assert await desk.letter(head) == ""


async def test_heads_and_reviewers_read_what_waits_for_them(desk: Desk) -> None:
    staff, head, reviewer = (
        await desk.one(Role.STAFF),
        await desk.one(Role.HEAD),
        await desk.one(Role.REVIEWER),
    )
    deciding = await desk.card(staff, MORNING + HOUR, state="deciding", turn="head")
    await desk.card(staff, MORNING + HOUR, state="publicised", turn="head")
    async with desk.db.transaction() as session:
        await timers.start(
            session, "incubation", deciding, state="deciding", event="",
            period=Period.parse("5wd"), basis="", now=NOW,
        )  # fmt: skip
        programme = await demo.seed(session, now=NOW)
        assert programme is not None
        student = await person(session, NOW, Role.STUDENT)
        owned = await project(session, NOW, student)
        case = Application(
            programme_id=programme.id, project_id=owned.id, applicant_id=student.id, source="1",
            state="reviewing", opened_at=NOW, form={}, filled_by={}, wanted=[], supplied=[],
        )  # fmt: skip
        session.add(case)
        await session.flush()
        session.add(Review(application_id=case.id, reviewer_id=reviewer.id, assigned_at=NOW))
        await changes.propose(
            session, Kinds(KINDS), staff, "promise", None,
            {"kind": "incubation", "state": "checking", "period": "4wd"}, reason="演示", now=NOW,
        )  # fmt: skip

    assert await digest.send(desk.db, now=MORNING) == 2
    assert (await desk.letter(reviewer)).endswith("还有：1 件等您评审（/reviews）")
    assert "还有：1 件等您决定（/decisions）、1 项修改等您同意（/changes）" in await desk.letter(
        head
    )
    assert "① RF-2026-0001" in await desk.letter(head)
    assert "②" not in await desk.letter(head)
    assert await desk.letter(staff) == ""


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (at(23, 8, 29), 0),
        (at(23, 8, 30), 1),
        (at(23, 17, 59), 1),
        (at(23, 18), 0),
        (at(21, 9), 0),  # a Saturday
        (at(10, 9, month=10), 1),  # a Saturday worked on for the National Day
        (at(1, 9, month=10), 0),  # the National Day, a Thursday
    ],
)
async def test_the_digest_comes_on_the_mornings_of_working_days(
    desk: Desk, moment: datetime, sent: int
) -> None:
    staff = await desk.one(Role.STAFF)
    await desk.card(staff, moment + HOUR)
    assert await digest.send(desk.db, now=moment) == sent


async def test_days_that_staff_entered_count(desk: Desk) -> None:
    head = await desk.one(Role.HEAD, Role.STAFF)
    await desk.card(head, MORNING + HOUR)
    async with desk.db.transaction() as session:
        await clock.set_day(
            session, head, MORNING.date(), is_workday=False, name="校庆", source="演示", now=NOW
        )
    assert await digest.send(desk.db, now=MORNING) == 0
    assert await digest.send(desk.db, now=MORNING + 24 * HOUR) == 1


async def test_an_unknown_year_is_taken_by_its_weekdays(desk: Desk) -> None:
    staff = await desk.one(Role.STAFF)
    await desk.card(staff)
    assert await digest.send(desk.db, now=datetime(2031, 3, 1, 9, tzinfo=SHANGHAI)) == 0
    assert await digest.send(desk.db, now=datetime(2031, 3, 3, 9, tzinfo=SHANGHAI)) == 1


async def test_it_goes_out_once_a_day_from_any_number_of_programs(desk: Desk, any_url: str) -> None:
    staff = await desk.one(Role.STAFF)
    await desk.card(staff, MORNING + HOUR)
    second = Database(any_url)
    try:
        sent = await asyncio.gather(*(digest.send(db, now=MORNING) for db in (desk.db, second) * 5))
        assert sorted(sent) == [0] * 9 + [1]
        assert await digest.send(second, now=MORNING + HOUR) == 0
        assert await desk.count() == 1
        assert await digest.send(second, now=MORNING + 24 * HOUR) == 1
        assert await desk.count() == 2
    finally:
        await second.close()


async def test_a_long_pause_is_told_to_the_heads_once(desk: Desk) -> None:
    head, staff = await desk.one(Role.HEAD), await desk.one(Role.STAFF)
    number = await desk.card(staff)
    async with desk.db.transaction() as session:
        await timers.start(
            session, "incubation", number, state="checking", event="",
            period=Period.parse("5wd"), basis="", now=NOW,
        )  # fmt: skip
        await timers.pause(session, "incubation", number, "等上级批复", now=NOW)
    month = NOW + escalation.LONG
    assert await escalation.report_pauses(desk.db, now=month - HOUR) == 0
    assert await escalation.report_pauses(desk.db, now=month) == 1
    assert await escalation.report_pauses(desk.db, now=month + HOUR) == 0
    async with desk.db.reading() as session:
        (notice,) = await session.scalars(select(Notice))
        (listed,) = await escalation.long_pauses(session, head, now=month)
        with pytest.raises(NotAllowed):
            await escalation.long_pauses(session, staff, now=month)
    said = plain(letters.write(strict_texts(), notice, "zh-CN").html)
    assert said == (
        "⏸ RF-2026-0001 示范<项目>1（入孵申请）的计时已暂停 30 天。"
        "原因：等上级批复。请看看还要不要等。"
    )
    assert listed.case_id == number

    async with desk.db.transaction() as session:
        await timers.resume(session, "incubation", number, now=month)
        again = await timers.pause(session, "incubation", number, "再等", now=month)
        assert isinstance(again, Timer)
    assert await escalation.report_pauses(desk.db, now=month + escalation.LONG) == 1
