"""A team in the incubator: its seat, how long it stays, and how it leaves.

The table is ``tables.STAY``. Whoever had the application has the stay; a seat is free again as soon
as the stay has ended.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from core import accounts, casework
from core.accounts import Actor, Role
from core.cards import Card
from core.casework import Parties
from core.clock import add_months, local_day
from core.db import Session
from core.errors import DomainError, NotAllowed, NotFound, ReasonNeeded
from core.kinds import CaseKind
from core.outbox import Param
from core.workflow import Rule
from staff import programmes
from staff.models import Application, Programme, QuarterCheck, Stay
from staff.parties import staff_of, team_of
from staff.tables import STAY
from students import teams
from students.models import Project
from students.teams import TeamRole

EXTENDED_BY = 6
"""Months, where a head names no others."""
MOST_MONTHS = 12
LATE = "late"
"""The verdict on figures that did not come."""


class OnlyLeaderLeaves(DomainError):
    """A team leaves by its owner's word."""

    key = "error-stay-leader"


class MonthsNotPossible(DomainError):
    key = "error-stay-months"


class Stays(CaseKind[Stay]):
    """Stays as cases; staff who are of the team have no part in deciding on it."""

    workflow = STAY
    model = Stay
    listed = True

    async def admit(
        self, session: Session, application: Application, programme: Programme, *, now: datetime
    ) -> Stay:
        """Begin the stay of a team that has signed, in the seat kept for it."""
        today = local_day(now)
        stay = Stay(
            application_id=application.id,
            project_id=application.project_id,
            student_id=application.applicant_id,
            seat=application.seat,
            starts_on=today,
            ends_on=add_months(today, programme.stay_months),
            opened_at=now,
        )
        session.add(stay)
        await session.flush()
        await self.act(session, stay, "admit", None, now=now)
        return stay

    async def parties(self, session: Session, case: Stay) -> Parties:
        application = await session.get_one(Application, case.application_id)
        return {
            "student": await team_of(session, case.project_id),
            "staff": await staff_of(session, application.owner_id),
            "head": await accounts.with_role(session, Role.HEAD),
        }

    async def params(self, session: Session, case: Stay) -> Mapping[str, Param]:
        programme, project = await self.place(session, case)
        late = await session.scalars(
            select(QuarterCheck.quarter)
            .where(QuarterCheck.stay_id == case.id, QuarterCheck.verdict == LATE)
            .order_by(QuarterCheck.quarter)
        )
        return {
            "title": project.title,
            "programme": programme.name,
            "seat": case.seat,
            "until": case.ends_on.isoformat(),
            "why": [["stay-why-quarter", {"quarter": quarter}] for quarter in late],
        }

    async def place(self, session: Session, case: Stay) -> tuple[Programme, Project]:
        """Where the team stays, and which project it is."""
        application = await session.get_one(Application, case.application_id)
        programme = await session.get_one(Programme, application.programme_id)
        return programme, await session.get_one(Project, case.project_id)

    async def card(self, session: Session, case: Stay) -> Card:
        application = await session.get_one(Application, case.application_id)
        _, project = await self.place(session, case)
        return Card(
            title=project.title,
            number=application.number or "",
            applicant_id=case.student_id,
            owner_id=application.owner_id,
            project_id=case.project_id,
        )

    async def act(
        self,
        session: Session,
        case: Stay,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        await follow_owner(session, case)
        rule = self.workflow.step(case.state, event, await self.standing(session, case, actor))
        if actor is not None:
            await self.require_part(session, case, event, actor, note)
        if rule.event == "extend":
            case.extended_months = case.extended_months or EXTENDED_BY
            case.ends_on = add_months(case.ends_on, case.extended_months)
            case.end_told = []
        return await super().act(session, case, event, actor, now=now, note=note)

    async def done(
        self, session: Session, case: Stay, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.next in STAY.final_states:
            programme, _ = await self.place(session, case)
            await programmes.seat_freed(session, programme.id, now=now)

    async def require_part(
        self, session: Session, case: Stay, event: str, actor: Actor, note: str
    ) -> None:
        """Raises ReasonNeeded, NotAllowed for the office's own team, OnlyLeaderLeaves."""
        role = await teams.role_in(session, case.project_id, actor.id)
        if role is None:
            if event in ("warn", "leave") and not note.strip():
                raise ReasonNeeded
            return
        if event != "leave":
            raise NotAllowed(role="another")
        if role != TeamRole.OWNER:
            raise OnlyLeaderLeaves

    async def standing(self, session: Session, case: Stay, actor: Actor | None) -> set[str]:
        """What the actor is to this stay."""
        return casework.standing(actor, await self.parties(session, case))


STAYS = Stays()


async def of_team(session: Session, actor: Actor) -> list[Stay]:
    """The stays of the actor's teams, those that have not ended first, the latest first."""
    found = await session.scalars(
        select(Stay)
        .where(Stay.project_id.in_(await teams.projects_of(session, actor.id)))
        .order_by(Stay.id.desc())
    )
    return sorted(found, key=lambda stay: stay.state in STAY.final_states)


async def extend(
    session: Session, actor: Actor, stay_id: int, months: int, *, now: datetime
) -> Stay:
    """A head lets the team stay longer, once. Raises MonthsNotPossible, NotAllowed, NotFound."""
    actor.require(Role.HEAD)
    if not 1 <= months <= MOST_MONTHS:
        raise MonthsNotPossible(most=MOST_MONTHS)
    stay = await STAYS.find(session, stay_id, actor)
    STAY.step(stay.state, "extend", {"head"})
    stay.extended_months = months
    await STAYS.act(session, stay, "extend", actor, now=now)
    return stay


async def read(session: Session, actor: Actor, stay_id: int) -> Stay:
    """A stay, for who is a party to it; locks nothing. Raises NotFound."""
    stay = await session.get(Stay, stay_id)
    if stay is None or not casework.standing(actor, await STAYS.parties(session, stay)):
        raise NotFound(id=stay_id)
    return stay


async def follow_owner(session: Session, stay: Stay) -> bool:
    """Let the stay be the present owner's, where the project has changed hands."""
    project = await session.get_one(Project, stay.project_id)
    if project.account_id == stay.student_id:
        return False
    stay.student_id = project.account_id
    await session.flush()
    return True
