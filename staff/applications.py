"""A team's application to an incubator: what is asked, who may do what, what follows from a step.

The table is ``tables.INCUBATION``. The project's owner (负责人) submits, withdraws and signs; the
whole team sees and fills, and who has left the team does neither.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cases.documents import Document
from cases.form_cases import FormKind
from core import accounts
from core.accounts import Actor, Role
from core.cards import Card
from core.casework import Parties
from core.db import Session
from core.errors import DomainError, NotAllowed
from core.fields import Field, Kind
from core.forms import Form
from core.outbox import Param
from core.workflow import Rule
from mentors.vocabulary import Stage
from staff.models import Application, Programme
from staff.tables import INCUBATION
from students import teams
from students.models import Project
from students.profiles import Grade
from students.projects import LONGEST_SUMMARY, LONGEST_TITLE
from students.teams import TeamRole

OWN = frozenset({"submit", "withdraw", "agree", "supply"})
"""What the project's owner alone does for the team; to supply is everybody's."""
LEADER = OWN - {"supply"}
MOST_SEATS = 6

FORM = Form(
    "incubation",
    (
        Field("title", limit=LONGEST_TITLE),
        Field("summary", limit=LONGEST_SUMMARY, lines=True),
        Field("stage", Kind.CHOICE, options=tuple(Stage), words="stage"),
        Field("grade", Kind.CHOICE, options=tuple(Grade), words="grade"),
        Field("college", limit=30),
        Field("adviser", required=False, limit=40),
        Field("registered", Kind.YES_NO),
        Field("founded", Kind.DATE, side="past", only_if=("registered", True)),
        Field("seats", Kind.NUMBER, minimum=1, maximum=MOST_SEATS),
        Field("funding", Kind.MONEY),
        Field("contact", limit=60),
    ),
)


class OnlyLeader(DomainError):
    """The rest of the team sees and fills; one person answers for it."""

    key = "error-incubation-leader"


class Applications(FormKind[Application]):
    """Applications as cases; staff who are of the team have no part in deciding it."""

    workflow = INCUBATION
    model = Application
    series = "RF"

    async def form(self, session: Session, case: Application) -> Form:
        return FORM

    async def documents(self, session: Session, case: Application) -> Sequence[Document]:
        programme = await session.get_one(Programme, case.programme_id)
        return [Document.from_row(row) for row in programme.documents]

    async def people(self, session: Session, case: Application) -> set[int]:
        return await team_of(session, case.project_id) - {case.applicant_id}

    async def title(self, session: Session, case: Application) -> str:
        return str(case.form.get("title") or "")

    async def parties(self, session: Session, case: Application) -> Parties:
        office = dict(await super().parties(session, case))
        return {**office, "student": await team_of(session, case.project_id)}

    async def params(self, session: Session, case: Application) -> Mapping[str, Param]:
        programme = await session.get_one(Programme, case.programme_id)
        return {
            "number": case.number or "",
            "title": await self.title(session, case),
            "programme": programme.name,
            "owner": await teams.name_of(session, case.owner_id) if case.owner_id else "",
            "seat": case.seat,
        }

    async def card(self, session: Session, case: Application) -> Card:
        return Card(
            title=await self.title(session, case),
            number=case.number or "",
            applicant_id=case.applicant_id,
            owner_id=case.owner_id,
            project_id=case.project_id,
        )

    async def act(
        self,
        session: Session,
        case: Application,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        if actor is not None:
            await self._require_part(session, case, event, actor)
        return await super().act(session, case, event, actor, now=now, note=note)

    async def _require_part(
        self, session: Session, case: Application, event: str, actor: Actor
    ) -> None:
        role = await teams.role_in(session, case.project_id, actor.id)
        who = next(
            (r.who for r in self.workflow.rules if (r.state, r.event) == (case.state, event)),
            frozenset[str](),
        )
        if event in LEADER and role is not None and role != TeamRole.OWNER:
            raise OnlyLeader
        if role is not None and who and "student" not in who:
            raise NotAllowed(role="another")


APPLICATIONS = Applications()


async def team_of(session: Session, project_id: int) -> set[int]:
    """The accounts of the owner and the members who have joined and not left; advisers are none."""
    project = await session.get(Project, project_id)
    if project is None:
        return set()
    return {project.account_id} | {
        one.account_id
        for one in await teams.members(session, project_id)
        if one.account_id is not None and one.role != TeamRole.ADVISER
    }


async def staff_of(session: Session, owner_id: int | None) -> set[int]:
    """Who of the staff a case is told to: its owner, or all while nobody has it."""
    return {owner_id} if owner_id else await accounts.with_role(session, Role.STAFF)
