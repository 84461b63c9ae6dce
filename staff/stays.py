"""A team in the incubator: its seat, the figures asked each quarter, and how it leaves."""

from collections.abc import Mapping

from core import accounts
from core.accounts import Role
from core.cards import Card
from core.casework import Parties
from core.db import Session
from core.kinds import CaseKind
from core.outbox import Param
from staff.applications import staff_of, team_of
from staff.models import Application, Programme, Stay
from staff.tables import STAY
from students.models import Project


class Stays(CaseKind[Stay]):
    """Stays as cases; whoever had the application has the stay."""

    workflow = STAY
    model = Stay
    listed = True

    async def parties(self, session: Session, case: Stay) -> Parties:
        application = await session.get_one(Application, case.application_id)
        return {
            "student": await team_of(session, case.project_id),
            "staff": await staff_of(session, application.owner_id),
            "head": await accounts.with_role(session, Role.HEAD),
        }

    async def params(self, session: Session, case: Stay) -> Mapping[str, Param]:
        application = await session.get_one(Application, case.application_id)
        programme = await session.get_one(Programme, application.programme_id)
        project = await session.get_one(Project, case.project_id)
        return {
            "title": project.title,
            "programme": programme.name,
            "seat": case.seat,
            "until": case.ends_on.isoformat(),
        }

    async def card(self, session: Session, case: Stay) -> Card:
        application = await session.get_one(Application, case.application_id)
        project = await session.get_one(Project, case.project_id)
        return Card(
            title=project.title,
            number=application.number or "",
            applicant_id=case.student_id,
            owner_id=application.owner_id,
            project_id=case.project_id,
        )


STAYS = Stays()
