"""A kind of request made up for the desk's tests, and the people around it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.documents import Document
from cases.models import HandedIn, StoredFile
from cases.requests import RequestKind
from core.accounts import Account, Actor, Role
from core.db import Database, Session
from core.fields import Field, Kind
from core.forms import Form
from core.kinds import Kinds
from core.workflow import Workflow
from tests.mentors.people import person

FORM = Form(
    "finance",
    (
        Field("purpose", limit=300, lines=True),
        Field("amount", Kind.MONEY, minimum=1),
    ),
)
PLEA = RequestKind(
    Workflow(
        "finance",
        """
| -         | begin     | student    | draft     | -       | -    | -
| draft     | submit    | student    | submitted | staff   | 2wd  | plan 20
| submitted | take      | staff      | checking  | student | 5wd  | plan 20
| submitted | withdraw  | student    | withdrawn | staff   | -    | -
| checking  | ask-more  | staff      | lacking   | student | 10d  | -
| checking  | hand-over | staff head | checking  | staff   | rest | -
| checking  | close     | staff      | closed    | student | -    | plan 20
| checking  | refuse    | staff head | refused   | student | -    | plan 20
| lacking   | supply    | student    | checking  | staff   | rest | -
| lacking   | lapse     | clock      | lapsed    | student | -    | -
| lacking   | withdraw  | student    | withdrawn | staff   | -    | -
""",
        noted={"refuse"},
    ),
    FORM,
    series="ZJ",
    titled="purpose",
    documents=[Document("plan", label="document-finance-plan")],
)
KINDS = Kinds([PLEA])


@dataclass(slots=True)
class Office:
    """A database with two of the staff, a head and a student, and pleas at any point."""

    db: Database
    now: datetime
    anna: Actor
    bruno: Actor
    head: Actor
    student: Actor
    _made: int = 0

    @staticmethod
    async def open(db: Database, now: datetime) -> "Office":
        async with db.transaction() as session:
            people = [
                await named(session, now, name, role)
                for name, role in (
                    ("安老师", Role.STAFF),
                    ("卜老师", Role.STAFF),
                    ("何主任", Role.HEAD),
                    ("演示同学", Role.STUDENT),
                )
            ]
        return Office(db, now, *people)

    async def draft(self, title: str = "示范借款", by: Actor | None = None) -> int:
        """A form filled by the student and not handed in; its plan waits for a verdict."""
        self._made += 1
        mark, student = f"{self._made}", by or self.student
        async with self.db.transaction() as session:
            case = await PLEA.begin(session, student, mark, now=self.now)
            await PLEA.answer(session, student, case.id, "purpose", title, now=self.now)
            await PLEA.answer(session, student, case.id, "amount", "2000.00", now=self.now)
            stored = StoredFile(
                sha256=mark.rjust(64, "0"),
                size_bytes=9,
                media_type="application/pdf",
                stored_at=self.now,
            )
            session.add(stored)
            await session.flush()
            await PLEA.hand_in(
                session, student, case.id, "plan", stored, "计划.pdf", mark, now=self.now
            )
        return case.id

    async def submitted(self, title: str = "示范借款", by: Actor | None = None) -> int:
        case = await self.draft(title, by)
        await self.act(by or self.student, case, "submit")
        return case

    async def taken(self, title: str = "示范借款") -> int:
        case = await self.submitted(title)
        await self.act(self.anna, case, "take")
        return case

    async def act(self, who: Actor, case: int, event: str, note: str = "") -> None:
        async with self.db.transaction() as session:
            found = await PLEA.find(session, case, who)
            await PLEA.act(session, found, event, who, now=self.now, note=note)

    async def state(self, case: int) -> str:
        async with self.db.reading() as session:
            return str((await session.get_one(PLEA.model, case)).state)

    async def file_of(self, case: int) -> int:
        """The file last handed in for the case."""
        async with self.db.reading() as session:
            rows = await session.scalars(
                select(HandedIn.id).where(HandedIn.case_id == case).order_by(HandedIn.id.desc())
            )
            return rows.first() or 0


async def named(session: Session, now: datetime, name: str, *roles: Role) -> Actor:
    """A new person called so."""
    actor = await person(session, now, *roles)
    (await session.get_one(Account, actor.id)).name = name
    return actor
