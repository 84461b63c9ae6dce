"""A town with a made-up incubator, for walks through it in chat."""

from datetime import UTC, datetime
from typing import Any

from core import accounts
from core.accounts import Actor, Role
from staff import daily
from students import profiles, projects
from students.models import ProjectMember
from tests.cases import papers
from tests.chat import Person, Town
from tests.staff.incubator import Incubator

OPENED = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""A Monday morning."""
TEAM: tuple[tuple[str, str, str], ...] = (
    ("member", "演示队员一", "15.00"),
    ("member", "演示队员二", ""),
    ("member", "演示队员三", ""),
    ("adviser", "演示导师", ""),
)


async def actor_of(person: Person) -> Actor:
    """The person's account, opened when they are new."""
    town = person.town
    async with town.db.transaction() as session:
        return await accounts.identify(
            session,
            town.channel,
            person.number,
            name=person.name,
            locale=town.texts.negotiate(person.language),
            now=town.now,
        )


class Place:
    """An incubator in a town: its office, and a student whose data are known already."""

    def __init__(self, town: Town, language: str = "zh-hans") -> None:
        self.town = town
        self.house = Incubator(town.db, OPENED)
        self.staff = town.person("演示老师", 71, language=language)
        self.head = town.person("演示主任", 72, language=language)
        self.student = town.person("小林", 7, language=language)
        self.project = 0

    async def open(self, **columns: Any) -> "Place":
        self.town.now = OPENED
        await self.house.open(**columns)
        await self.staff.become(Role.STAFF)
        await self.head.become(Role.HEAD)
        self.house.staff = await actor_of(self.staff)
        self.house.head = await actor_of(self.head)
        return self

    async def known(self) -> "Place":
        """The student's project, team and profile, as told on other occasions."""
        owner = await actor_of(self.student)
        now = self.town.now
        async with self.town.db.transaction() as session:
            await profiles.save(session, owner, now=now, college="机械学院", grade="y3")
            project = await projects.save(
                session,
                owner,
                "earlier",
                now=now,
                title="智能水杯",
                summary="会提醒喝水的杯子，先卖给自习室",
                stage="prototype",
            )
            self.project = project.id
            rows: list[tuple[str, int | None, str, str]] = [("owner", owner.id, "小林", "30.00")]
            for role, name, equity in TEAM:
                known = None
                if role == "member":
                    known = await accounts.identify(
                        session, "web", 80 + len(rows), name=name, locale="zh-CN", now=now
                    )
                rows.append((role, known.id if known else None, name, equity))
            for role, account, name, equity in rows:
                session.add(
                    ProjectMember(
                        project_id=project.id,
                        account_id=account,
                        role=role,
                        name=name,
                        equity=equity,
                        invited_at=now,
                        confirmed_at=now,
                    )
                )
        return self

    def member(self, number: int = 81) -> Person:
        """The first of the other members."""
        return self.town.person("演示队员一", number)

    async def later(self, **span: float) -> None:
        """Let time pass with what the daily work brings."""
        await self.town.later(**span)
        while await daily.keep(self.town.db, now=self.town.now):
            pass
        self.house.now = self.town.now


PLAN, PROOF = papers.pdf("plan"), papers.pdf("proof")


async def fill_in(place: Place) -> None:
    """From a prefilled draft's card to its submission, with nothing that can be left out."""
    student = place.student
    await student.presses("继续填（还差 3 项）")
    await student.presses("2")
    await student.says("三万")
    await student.says("微信 demo-1")
    await student.presses("上传 计划书")
    await student.sends_file("计划书.pdf", PLAN)
    await student.presses("上传 成员在读证明")
    await student.sends_file("在读证明.pdf", PROOF)
    await student.presses("看一遍，提交")
    await student.presses("提交")
