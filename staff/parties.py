"""Whom a team's case concerns: the team itself, and who of the staff has the case."""

from core import accounts
from core.accounts import Role
from core.db import Session
from students import teams
from students.models import Project
from students.teams import TeamRole


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
