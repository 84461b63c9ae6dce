"""What is known of a team already: for its form, so that nothing is asked twice, and for rules."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from core import forms
from core.clock import local_day
from core.db import Session
from core.fields import Value
from core.forms import Answers
from mentors.vocabulary import Stage
from staff.application_form import FORM
from staff.eligibility import Facts
from staff.models import Stay
from staff.tables import STAY
from students import teams
from students.models import Project, StudentProfile
from students.teams import Member, TeamRole

COMPANY = frozenset({Stage.REGISTERED, Stage.REVENUE})


async def answers(session: Session, project_id: int) -> dict[str, Value]:
    """What project, profile and team tell already of the form; only what fits its fields."""
    project = await session.get_one(Project, project_id)
    profile = await session.get(StudentProfile, project.account_id)
    advisers = [one.name for one in await _team(session, project_id) if _advises(one)]
    known: dict[str, Value] = {
        "title": project.title,
        "summary": project.summary,
        "stage": project.stage,
        "grade": profile.grade if profile else "",
        "college": profile.college if profile else "",
        "adviser": advisers[0] if advisers else "",
        "registered": project.stage in COMPANY if project.stage else None,
    }
    today = date(2000, 1, 1)
    return {
        key: value
        for key, value in known.items()
        if value not in ("", None) and forms.problem(FORM[key], value, today=today) is None
    }


async def facts(
    session: Session, project_id: int, form: Answers, documents: Collection[str], *, now: datetime
) -> Facts:
    """The team as rules see it: what the form says, and what the members themselves agreed to."""
    said = forms.effective(FORM, form)
    team = await _team(session, project_id)
    students = [one for one in team if one.account_id is not None and one.role != TeamRole.ADVISER]
    shares = [one.equity for one in students if one.equity is not None]
    registered, founded = said.get("registered"), said.get("founded")
    staying = await session.scalar(
        select(Stay.id)
        .where(Stay.project_id == project_id, Stay.state.not_in(STAY.final_states))
        .limit(1)
    )
    return Facts(
        today=local_day(now),
        grade=str(said.get("grade") or ""),
        people=len(students),
        adviser=bool(said.get("adviser")) or any(map(_advises, team)),
        equity=sum(shares, Decimal(0)) if shares else None,
        stage=str(said.get("stage") or ""),
        registered=registered if isinstance(registered, bool) else None,
        registered_on=date.fromisoformat(str(founded)) if founded else None,
        documents=frozenset(documents),
        staying=staying is not None,
    )


async def unconfirmed(session: Session, project_id: int, *, now: datetime) -> int:
    """How many invitations and shares of the team still wait for somebody's yes."""
    return sum(
        not one.confirmed
        and not (one.account_id is None and one.expires_at and one.expires_at <= now)
        for one in await _team(session, project_id)
    )


def _expired(one: Member, now: datetime) -> bool:
    return one.account_id is None and one.expires_at is not None and one.expires_at <= now


def _advises(one: Member) -> bool:
    return one.role == TeamRole.ADVISER and one.confirmed and bool(one.name)


async def _team(session: Session, project_id: int) -> list[Member]:
    return await teams.members(session, project_id)
