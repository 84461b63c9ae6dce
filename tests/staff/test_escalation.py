"""A real application that staff leave lying: what everybody reads on each level of the ladder."""

from datetime import datetime, timedelta

from sqlalchemy import select

from core.accounts import Actor
from core.clock import SHANGHAI
from core.db import Database
from core.kinds import Kinds, keep_time
from core.outbox import Notice
from courier import letters
from staff import escalation
from staff.kinds import KINDS
from tests.chat import plain, strict_texts
from tests.staff.incubator import Incubator

MONDAY = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)


async def read(db: Database, who: Actor) -> list[str]:
    """The notices of the ladder as this person reads them, with the buttons."""
    texts = strict_texts()
    async with db.reading() as session:
        rows = await session.scalars(
            select(Notice)
            .where(Notice.account_id == who.id, Notice.key.startswith("escalation-"))
            .order_by(Notice.id)
        )
        written = [letters.write(texts, one, "zh-CN") for one in rows]
    return [
        plain(one.html) + "".join(f" [{label}]" for row in one.rows for label, _ in row)
        for one in written
    ]


async def test_an_application_nobody_takes_climbs_and_its_team_knows(any_db: Database) -> None:
    incubator = await Incubator(any_db, MONDAY).open()
    student, case_id = await incubator.submitted()
    for moment in (
        MONDAY + timedelta(days=2, hours=3),  # Wednesday: four fifths of two working days
        datetime(2026, 11, 26, tzinfo=SHANGHAI),
        datetime(2026, 11, 28, tzinfo=SHANGHAI),
    ):
        while await keep_time(any_db, Kinds(KINDS), now=moment):
            pass

    what = "RF-2026-0001 示例水杯（入孵申请 · 等老师接手）"
    soon, late = await read(any_db, incubator.staff)
    assert soon.startswith(
        f"⏰ {what}的承诺时间已过八成，请在 2026-11-25 前办结。 [打开看看] [接手"
    )
    assert late.startswith(f"🔴 {what}已超过承诺时间 2026-11-25。请尽快处理")
    assert await read(any_db, student) == [
        f"{what}超过了承诺时间 2026-11-25，抱歉。已提醒负责的老师和主管，你不用做什么。 [打开看看]",
        f"{what}仍未办结（应在 2026-11-25 前），抱歉。已报领导小组督办，你不用做什么。 [打开看看]",
    ]
    assert len(await read(any_db, incubator.head)) == 2
    async with any_db.reading() as session:
        levels = await escalation.levels(session, "incubation", case_id)
    assert [one.level for one in levels] == ["owner", "head", "group"]
