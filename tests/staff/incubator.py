"""A made-up incubator and teams at every step of the way into it, for tests."""

from datetime import datetime, timedelta
from typing import Any

from cases.models import StoredFile
from core import accounts
from core.accounts import Actor, Role
from core.db import Database
from core.kinds import Kinds, keep_time
from staff import applications, demo
from staff.applications import APPLICATIONS
from staff.kinds import KINDS
from staff.models import Application, Decision, Programme, Review
from students import profiles, projects
from students.models import ProjectMember
from tests.mentors.people import person

ANSWERS: dict[str, Any] = {"seats": 2, "funding": "30000.00", "contact": "演示微信 demo-1"}
"""What a prefilled draft still wants."""


class Incubator:
    """One programme, a member of the staff, a head, and the teams that tests make."""

    programme_id: int
    staff: Actor
    head: Actor

    def __init__(self, db: Database, now: datetime) -> None:
        self.db, self.now = db, now
        self._numbers = iter(range(1, 10_000))

    async def open(self, **columns: Any) -> "Incubator":
        async with self.db.transaction() as session:
            programme = await demo.seed(session, now=self.now)
            assert programme is not None
            for name, value in columns.items():
                setattr(programme, name, value)
            self.programme_id = programme.id
            self.staff = await person(session, self.now, Role.STAFF)
            self.head = await person(session, self.now, Role.HEAD)
        return self

    async def student(self) -> Actor:
        async with self.db.transaction() as session:
            return await person(session, self.now, Role.STUDENT)

    async def team(self, **answers: Any) -> tuple[Actor, int]:
        """A student with a profile, and their project with an adviser."""
        owner = await self.student()
        async with self.db.transaction() as session:
            await profiles.save(session, owner, now=self.now, college="演示学院", grade="y3")
            values = {"title": "示例水杯", "summary": "会提醒喝水的杯子", "stage": "prototype"}
            project = await projects.save(
                session, owner, f"t{next(self._numbers)}", now=self.now, **{**values, **answers}
            )
            self._join(session, project.id, None, "adviser", "演示导师")
            return owner, project.id

    async def member(self, project_id: int, **columns: Any) -> Actor:
        """Somebody who has joined the team."""
        who = await self.student()
        async with self.db.transaction() as session:
            self._join(session, project_id, who.id, "member", "演示队员", **columns)
        return who

    def _join(
        self, session: Any, project_id: int, account: int | None, role: str, name: str,
        **columns: Any,
    ) -> None:  # fmt: skip
        session.add(
            ProjectMember(
                project_id=project_id,
                account_id=account,
                role=role,
                name=name,
                invited_at=self.now,
                confirmed_at=self.now,
                **columns,
            )
        )

    async def draft(self, owner: Actor, project_id: int, now: datetime | None = None) -> int:
        async with self.db.transaction() as session:
            case = await applications.apply(
                session,
                owner,
                project_id,
                self.programme_id,
                f"u{next(self._numbers)}",
                now=now or self.now,
            )
            return case.id

    async def complete(self, who: Actor, case_id: int, now: datetime | None = None) -> None:
        """Answer what is missing and hand in what is required."""
        now = now or self.now
        async with self.db.transaction() as session:
            for key, value in ANSWERS.items():
                await APPLICATIONS.answer(session, who, case_id, key, value, now=now)
            for document in ("plan", "enrolment"):
                sha = f"{case_id:032}{document:>32}".replace(" ", "0")
                stored = StoredFile(
                    sha256=sha, size_bytes=9, media_type="application/pdf", stored_at=now
                )
                session.add(stored)
                await session.flush()
                await APPLICATIONS.hand_in(
                    session, who, case_id, document, stored, f"{document}.pdf", sha, now=now
                )

    async def act(
        self, who: Actor | None, case_id: int, event: str, now: datetime | None = None,
        note: str = "",
    ) -> Application:  # fmt: skip
        async with self.db.transaction() as session:
            case = await APPLICATIONS.find(session, case_id, who)
            await APPLICATIONS.act(session, case, event, who, now=now or self.now, note=note)
            return case

    async def case(self, case_id: int) -> Application:
        async with self.db.reading() as session:
            return await session.get_one(Application, case_id)

    async def submitted(self) -> tuple[Actor, int]:
        owner, project = await self.team()
        case = await self.draft(owner, project)
        await self.complete(owner, case)
        await self.act(owner, case, "submit")
        return owner, case

    async def decided(self, case_id: int, event: str = "approve") -> None:
        """From submission to a decision, with everything that asks for."""
        await self.act(self.staff, case_id, "take")
        async with self.db.transaction() as session:
            for _ in range(2):
                reviewer = await person(session, self.now, Role.REVIEWER)
                session.add(
                    Review(
                        application_id=case_id,
                        reviewer_id=reviewer.id,
                        assigned_by=self.staff.id,
                        assigned_at=self.now,
                    )
                )
        await self.act(self.staff, case_id, "pass")
        await self.act(None, case_id, "reviewed")
        async with self.db.transaction() as session:
            case = await session.get_one(Application, case_id)
            session.add(
                Decision(
                    application_id=case_id,
                    head_id=self.head.id,
                    event=event,
                    step=case.steps + 1,
                    opened_at=self.now,
                    decided_at=self.now,
                )
            )
        await self.act(self.head, case_id, event)

    async def signing(self) -> tuple[Actor, int, datetime]:
        """A team whose public notice is over; and when that was."""
        owner, case = await self.submitted()
        await self.decided(case)
        later = self.now + timedelta(days=9)
        while await keep_time(self.db, Kinds(KINDS), now=later):
            pass
        return owner, case, later

    async def staying(self, seat: str = "B-02") -> tuple[Actor, int, datetime]:
        """A team in its seat: its owner, its application, and when it moved in."""
        owner, case, later = await self.signing()
        await self.act(owner, case, "agree", later)
        async with self.db.transaction() as session:
            await applications.sign(session, self.staff, case, seat, now=later)
        return owner, case, later

    async def programme(self) -> Programme:
        async with self.db.reading() as session:
            return await session.get_one(Programme, self.programme_id)


async def again(db: Database, actor: Actor) -> Actor:
    """The actor with the roles they have now."""
    async with db.reading() as session:
        return await accounts.actor_of(session, actor.id)
