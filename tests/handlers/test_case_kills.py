"""Killed at every transaction boundary and every call of a form, nothing is lost or doubled."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.jobs import UNNAMED_KEPT
from cases import storage
from cases.models import HandedIn, Request, StoredFile
from core import casework
from core.accounts import Role
from core.db import Database
from core.history import Transition
from core.outbox import Notice
from knowledge.library import Library
from tests.cases import papers
from tests.chat import Town
from tests.handlers.mortality import Reaper, mortal
from tests.handlers.pleas import Pleas, actor_of, town_of
from tests.handlers.test_case_form import FILLED, begun


@pytest.fixture
def pleas() -> Pleas:
    return Pleas()


@pytest.fixture
def town(db: Database, library: Library, tmp_path: Path, pleas: Pleas) -> Town:
    return town_of(db, library.answerer, tmp_path / "locales", tmp_path / "files", pleas)


async def test_killed_at_every_step_of_the_form_nothing_is_lost_or_doubled(
    town: Town, pleas: Pleas
) -> None:
    teacher = town.person("张老师", 9)
    await teacher.become(Role.STAFF)
    staff = await actor_of(teacher)
    person = town.person("小萌", 7)
    case = await begun(person, pleas)
    student = mortal(person, Reaper(town))

    await student.presses("继续填（还差 8 项）")
    await student.says("智能水杯")
    await student.presses("有样机")
    await student.presses("工位")
    await student.presses("选好了，继续 ›")
    await student.presses("2")
    await student.says("三万五")
    await student.says("12月1日")
    await student.presses("否")
    await student.presses("跳过")
    await student.presses("上传 计划书")
    await student.sends_file("计划书.pdf", papers.pdf())
    await student.presses("看一遍，提交")
    await student.presses("提交")
    async with town.db.transaction() as session:
        found = await pleas.find(session, case, staff)
        await pleas.act(session, found, "take", staff, now=town.now)
        await pleas.ask_more(session, staff, case, ["seats", "plan"], "缺一页", now=town.now)
    await student.forges(f"kc:plea:{case}")
    await student.presses("填 工位数")
    await student.presses("3")
    await student.presses("上传 计划书")
    await student.sends_file("计划书.pdf", papers.pdf("more"))
    await student.presses("补好了，交给老师")
    await student.presses("看填的内容")

    assert student.reaper.kills > 60
    async with town.db.reading() as session:
        request = await session.get_one(Request, case)
        assert request.form == {**FILLED, "seats": 3}
        assert (request.state, request.number) == ("checking", "PL-2026-0001")
        assert await casework.verify_history(session, request, pleas.workflow) == []
        steps = await session.scalars(select(Transition.event).order_by(Transition.seq))
        assert list(steps) == ["begin", "submit", "take", "ask-more", "supply"]
        files = await session.scalars(select(HandedIn).order_by(HandedIn.id))
        assert [(one.document, one.replaced_at is None) for one in files] == [
            ("plan", False),
            ("plan", True),
        ]
        notices = await session.scalars(select(Notice.key).order_by(Notice.id))
        assert sorted(notices) == sorted(
            ["plea-submit-staff", "plea-take-student", "plea-ask-more-student", "plea-supply-staff"]
        )


async def test_bytes_whose_case_never_came_are_swept(
    town: Town, pleas: Pleas, tmp_path: Path
) -> None:
    person = town.person("小萌", 7)
    await begun(person, pleas, FILLED)
    student = mortal(person, Reaper(town))
    await student.presses("上传 计划书")
    received = await town_store(town).write(b"never named")
    await student.sends_file("计划书.pdf", papers.pdf())
    (named,) = await stored_files(town)

    assert await storage.sweep(town_store(town), town.db, UNNAMED_KEPT) == 0
    assert await storage.sweep(town_store(town), town.db, timedelta(seconds=-1)) == 1

    assert not town_store(town).path(received).exists()
    assert town_store(town).path(named.sha256).read_bytes() == papers.pdf()


def town_store(town: Town) -> storage.FileStore:
    return storage.FileStore(town.files)


async def stored_files(town: Town) -> list[StoredFile]:
    async with town.db.reading() as session:
        return list(await session.scalars(select(StoredFile)))
