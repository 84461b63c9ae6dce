"""An application in the hands of staff, with people to review it and to decide on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import accounts, casework
from core.accounts import Actor, Role
from core.db import Database, Session
from staff import assignments, reviews
from staff.applications import APPLICATIONS
from staff.models import Application, Programme
from staff.tables import INCUBATION
from students.models import ProjectMember
from tests.mentors import people

RUBRIC: list[dict[str, Any]] = [
    {"key": "new", "names": {"zh-CN": "创新", "en": "Novelty"}, "weight": 30},
    {"key": "team", "names": {"zh-CN": "团队", "en": "Team"}, "weight": 70, "most": 100},
]
RULES: list[dict[str, Any]] = [
    {
        "rule": "adviser",
        "verdict": "met",
        "key": "eligible-adviser-met",
        "params": {},
        "basis": "第三条",
    },
    {
        "rule": "real",
        "verdict": "open",
        "key": "eligible-free-open",
        "params": {},
        "basis": "第四条",
        "hard": False,
        "names": {"zh-CN": "项目真实可行", "en": "The venture is real"},
    },
]


@dataclass(slots=True)
class Office:
    """Who is there; reviewers are three, none of them tied to the team."""

    application: int
    project: int
    programme: int
    student: Actor
    staff: Actor
    head: Actor
    reviewers: list[Actor]


async def open_office(
    db: Database, now: datetime, *, state: str = "checking", seats: int = 2
) -> Office:
    """A submitted application that staff have taken; with reviews or for a decision if so asked."""
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        staff = await people.person(session, now, Role.STAFF)
        head = await people.person(session, now, Role.HEAD)
        reviewers = [await people.person(session, now, Role.REVIEWER) for _ in range(3)]
        programme = Programme(
            name="示范众创空间", rubric=RUBRIC, seats=seats, seat_prefix="B-", created_at=now
        )
        session.add(programme)
        await session.flush()
        application = await applied(session, programme.id, student, staff, now)
        office = Office(
            application.id, application.project_id, programme.id, student, staff, head, reviewers
        )
    if state != "checking":
        await passed(db, office, now)
    if state == "deciding":
        for who in reviewers[:2]:
            await reviewed(db, office, who, now)
    return office


async def applied(
    session: Session, programme_id: int, student: Actor, staff: Actor, now: datetime
) -> Application:
    """One more team's application, in the state of checking."""
    project = await people.project(session, now, student, title="演示水杯")
    case = Application(
        programme_id=programme_id,
        project_id=project.id,
        applicant_id=student.id,
        owner_id=staff.id,
        source=f"test-{project.id}",
        number=f"RF-2026-{project.id:04}",
        form={"title": "演示水杯", "summary": "会提醒喝水的杯子"},
        eligibility=RULES,
        opened_at=now,
    )
    for event, who in (("begin", student), ("submit", student), ("take", staff)):
        parties = {"student": {student.id}, "staff": {staff.id}}
        await casework.advance(
            session, case, INCUBATION, event, who, parties, now=now, params=_NAMED
        )
    await APPLICATIONS.file(session, case, now=now)
    return case


_NAMED = {"number": "RF", "title": "演示水杯", "programme": "示范众创空间", "owner": "演示"}


async def passed(db: Database, office: Office, now: datetime, count: int = 2) -> None:
    """Reviewers are assigned and the application goes to them."""
    async with db.transaction() as session:
        ids = [one.id for one in office.reviewers[:count]]
        await assignments.assign(session, office.staff, office.application, ids, now=now)
        case = await APPLICATIONS.find(session, office.application, office.staff)
        await APPLICATIONS.act(session, case, "pass", office.staff, now=now)


async def part_of(db: Database, office: Office, who: Actor) -> int:
    async with db.reading() as session:
        rows = await reviews.mine(session, who)
    return next(part.id for part, case in rows if case.id == office.application)


async def reviewed(
    db: Database, office: Office, who: Actor, now: datetime, new: int = 4, team: int = 80
) -> None:
    """A reviewer scores everything and hands it in."""
    part = await part_of(db, office, who)
    async with db.transaction() as session:
        for key, points in (("new", new), ("team", team)):
            await reviews.score(session, who, part, key, points, now=now)
        await reviews.comment(session, who, part, f"意见 {new}/{team}", now=now)
        await reviews.submit(session, who, part, now=now)


async def joins(
    db: Database, office: Office, who: Actor | None, role: str, now: datetime, name: str = "演示"
) -> None:
    """Somebody becomes one of the team; without an account an adviser known by name."""
    async with db.transaction() as session:
        session.add(
            ProjectMember(
                project_id=office.project,
                account_id=who.id if who else None,
                role=role,
                name=name,
                invited_at=now,
                confirmed_at=now,
            )
        )


async def state_of(db: Database, office: Office) -> str:
    async with db.reading() as session:
        return (await session.get_one(Application, office.application)).state


async def again(db: Database, who: Actor) -> Actor:
    """The same person with the roles they have by now."""
    async with db.reading() as session:
        return await accounts.actor_of(session, who.id)
