"""A team's application to an incubator: what is asked, who may do what, what follows from a step.

The table is ``tables.INCUBATION``. The project's owner (负责人) submits, withdraws and signs; the
whole team sees and fills, and who has left the team does neither.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from cases import files
from cases.documents import Document
from cases.files import Standing
from cases.form_cases import FormKind, Obstacle
from core import accounts
from core.accounts import Actor, Role
from core.cards import Card
from core.casework import Parties
from core.clock import DAY, end_of_day, local_day
from core.db import Session
from core.errors import DomainError, NotAllowed
from core.forms import Answers, Form
from core.outbox import Param
from core.workflow import Rule
from staff import eligibility, panels, programmes, team_facts
from staff.application_form import FORM
from staff.eligibility import Check, Verdict
from staff.models import Application, Programme
from staff.parties import staff_of, team_of
from staff.stays import STAYS
from staff.tables import INCUBATION
from students import teams
from students.models import Project
from students.teams import TeamRole

LEADER = frozenset({"submit", "withdraw", "agree"})
"""What the owner alone does for the team."""
EXTENDED_BY = 7
"""Days of a new chance where staff name no others."""
MOST_DAYS = 30
SEAT_OPEN = "incubation-seat-open"


class OnlyLeader(DomainError):
    """The rest of the team sees and fills; one person answers for it."""

    key = "error-incubation-leader"


class NoPlaceLeft(DomainError):
    """Every seat is taken or kept for somebody."""

    key = "error-incubation-full"


class SeatTaken(DomainError):
    key = "error-incubation-seat"


class DaysNotPossible(DomainError):
    key = "error-incubation-days"


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

    async def prefilled(self, session: Session, case: Application, *, now: datetime) -> Answers:
        earlier = await _latest(session, case.project_id, case.programme_id, besides=case.id)
        known = await team_facts.answers(session, case.project_id)
        return {**(earlier.form if earlier is not None else {}), **known}

    async def obstacles(
        self, session: Session, case: Application, *, now: datetime
    ) -> list[Obstacle]:
        found = [
            Obstacle(one.key, one.params, one.basis, warning=not one.hinders)
            for one in await self.checks(session, case, now=now)
            if one.verdict is not Verdict.MET and not one.names and not one.about_document
        ]
        if waiting := await team_facts.unconfirmed(session, case.project_id, now=now):
            found.append(Obstacle("incubation-unconfirmed", {"people": waiting}))
        try:
            await programmes.require_open(session, case, now=now)
        except (programmes.WindowClosed, programmes.WindowNotOpen, programmes.NoWindow) as refusal:
            # The step itself refuses, with this very sentence.
            found.append(Obstacle(refusal.key, refusal.params, warning=True))
        return found

    async def checks(self, session: Session, case: Application, *, now: datetime) -> list[Check]:
        """The programme's rules as they stand for this team; frozen once it is submitted."""
        if case.eligibility and case.state not in self.drafting:
            return [Check.from_row(row) for row in case.eligibility]
        programme = await session.get_one(Programme, case.programme_id)
        documents = [one.as_row() for one in await self.documents(session, case)]
        lines = await files.checklist(session, self.workflow.kind, case.id, documents)
        there = {
            line.document
            for line in lines
            if line.standing in (Standing.WAITING, Standing.ACCEPTED)
        }
        facts = await team_facts.facts(session, case.project_id, case.form, there, now=now)
        return eligibility.check(programme.rules, facts)

    async def people(self, session: Session, case: Application) -> set[int]:
        return await team_of(session, case.project_id) - {case.applicant_id}

    async def title(self, session: Session, case: Application) -> str:
        return str(case.form.get("title") or "")

    async def parties(self, session: Session, case: Application) -> Parties:
        return {
            "student": await team_of(session, case.project_id),
            "staff": await staff_of(session, case.owner_id),
            "head": await accounts.with_role(session, Role.HEAD),
        }

    async def params(self, session: Session, case: Application) -> Mapping[str, Param]:
        programme = await session.get_one(Programme, case.programme_id)
        until = await programmes.submits_until(session, case)
        return {
            **await panels.reasons(session, case),
            "number": case.number or "",
            "title": await self.title(session, case),
            "programme": programme.name,
            "owner": await teams.name_of(session, case.owner_id) if case.owner_id else "",
            "seat": case.seat or [SEAT_OPEN],
            "until": programmes.last_day(until).isoformat() if until else "",
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
        await follow_owner(session, case)
        if actor is not None:
            await self.require_part(session, case, event, actor)
        if event == "clear" and not case.seat:
            await programmes.hold(session, case.programme_id)
            case.seat = next(iter(await programmes.free_seats(session, case.programme_id)), "")
        if event == "reopen" and (case.extended_until or now) <= now:
            case.extended_until = end_of_day(local_day(now) + EXTENDED_BY * DAY)
        return await super().act(session, case, event, actor, now=now, note=note)

    async def check(self, session: Session, case: Application, event: str, now: datetime) -> None:
        if event == "submit":
            await programmes.require_open(session, case, now=now)
        if event in ("approve", "sign"):
            await programmes.hold(session, case.programme_id)
        if event == "approve" and await programmes.places_left(session, case.programme_id) < 1:
            raise NoPlaceLeft
        if event == "sign":
            free = await programmes.free_seats(session, case.programme_id, besides=case.id)
            if case.seat not in free:
                raise SeatTaken(seat=case.seat or "-")
        await panels.check(session, case, event, now)

    async def done(
        self, session: Session, case: Application, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.event == "submit":
            # What stood when it was handed in, from what the draft said.
            case.eligibility = [one.as_row() for one in await self.checks(session, case, now=now)]
        if rule.event == "sign":
            programme = await session.get_one(Programme, case.programme_id)
            await STAYS.admit(session, case, programme, now=now)
        await panels.done(session, case, rule, now)
        await session.flush()
        if rule.state in programmes.KEEPS_SEAT and rule.next in ("withdrawn", "forgone"):
            await programmes.seat_freed(session, case.programme_id, now=now)

    async def require_part(
        self, session: Session, case: Application, event: str, actor: Actor
    ) -> None:
        """Raises OnlyLeader for what the owner does alone, NotAllowed for the office's own team."""
        role = await teams.role_in(session, case.project_id, actor.id)
        if role is None:
            return
        if event in LEADER and role != TeamRole.OWNER:
            raise OnlyLeader
        who = {(rule.state, rule.event): rule.who for rule in self.workflow.rules}
        if "student" not in who.get((case.state, event), {"student"}):
            raise NotAllowed(role="another")


APPLICATIONS = Applications()


async def explain(
    session: Session, actor: Actor, project_id: int, programme_id: int, *, now: datetime
) -> list[Check]:
    """How the programme's rules stand for a team of the actor's, before anything is begun.

    Raises NotFound.
    """
    await teams.read(session, actor, project_id)
    programme = await programmes.find(session, programme_id)
    known = await team_facts.answers(session, project_id)
    facts = await team_facts.facts(session, project_id, known, set(), now=now)
    return eligibility.check(programme.rules, facts)


async def apply(
    session: Session,
    actor: Actor,
    project_id: int,
    programme_id: int,
    source: str,
    *,
    now: datetime,
) -> Application:
    """The team's application to the programme: the one under way, else a new prefilled draft.

    What was not submitted in time stays as it is while its window was the last; for another window
    a new draft begins with what was filled in then. Raises NotFound, OnlyLeader, NoWindow.
    """
    await teams.read(session, actor, project_id)
    project = await teams.lock(session, project_id)
    await programmes.find(session, programme_id)
    latest = await _latest(session, project_id, programme_id)
    if latest is not None and latest.state not in {*INCUBATION.final_states, "missed"}:
        return latest
    try:
        window = await programmes.window_for(session, programme_id, now=now)
    except programmes.NoWindow:
        if latest is not None and latest.state == "missed":
            return latest
        raise
    if latest is not None and latest.state == "missed" and latest.window_id == window.id:
        return latest
    if project.account_id != actor.id:
        raise OnlyLeader
    return await APPLICATIONS.begin(
        session,
        actor,
        source,
        now=now,
        project_id=project_id,
        programme_id=programme_id,
        window_id=window.id,
    )


async def under_way(session: Session, actor: Actor, project_id: int) -> Application | None:
    """The team's latest application that has not ended; None also for who is not of the team."""
    if await teams.role_in(session, project_id, actor.id) is None:
        return None
    latest = await _latest(session, project_id)
    return None if latest is None or latest.state in INCUBATION.final_states else latest


async def reopen(
    session: Session, actor: Actor, application_id: int, days: int, *, now: datetime
) -> Application:
    """Staff let a missed draft be submitted until 24:00 of the day in so many ``days``.

    Raises DaysNotPossible beyond 1 to ``MOST_DAYS``, NotAllowed, NotFound, NotPossibleNow.
    """
    actor.require(Role.STAFF)
    if not 1 <= days <= MOST_DAYS:
        raise DaysNotPossible(most=MOST_DAYS)
    case = await APPLICATIONS.find(session, application_id, actor)
    INCUBATION.step(case.state, "reopen", {"staff"})
    case.extended_until = end_of_day(local_day(now) + days * DAY)
    await APPLICATIONS.act(session, case, "reopen", actor, now=now)
    return case


async def sign(
    session: Session, actor: Actor, application_id: int, seat: str, *, now: datetime
) -> Application:
    """Staff sign after the applicant has confirmed, and give the team ``seat``; its stay begins.

    Raises NotAllowed, NotFound, NotPossibleNow, and SeatTaken for a seat that is not free.
    """
    actor.require(Role.STAFF)
    case = await APPLICATIONS.find(session, application_id, actor)
    INCUBATION.step(case.state, "sign", {"staff"})
    case.seat = seat
    await APPLICATIONS.act(session, case, "sign", actor, now=now)
    return case


async def close_draft(session: Session, application_id: int, *, now: datetime) -> bool:
    """End a draft whose window has closed; False when there is nothing to end any more."""
    case = await APPLICATIONS.find(session, application_id, None)
    until = await programmes.submits_until(session, case)
    if case.state != "draft" or until is None or now < until:
        return False
    await APPLICATIONS.act(session, case, "close", None, now=now)
    return True


async def follow_owner(session: Session, case: Application) -> bool:
    """Let the application be the present owner's, where the project has changed hands."""
    project = await session.get_one(Project, case.project_id)
    if not case.id or project.account_id == case.applicant_id:
        return False
    # What began it was an update of the first owner's; the heir may have one of the same name.
    case.applicant_id, case.source = project.account_id, f"handed-{case.id}"
    await session.flush()
    return True


async def _latest(
    session: Session, project_id: int, programme_id: int | None = None, besides: int = 0
) -> Application | None:
    """The team's latest application, of all or to one programme."""
    query = select(Application).where(
        Application.project_id == project_id, Application.id != besides
    )
    if programme_id is not None:
        query = query.where(Application.programme_id == programme_id)
    found: Application | None = await session.scalar(query.order_by(Application.id.desc()).limit(1))
    return found
