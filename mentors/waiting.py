"""The waiting list, and who of the staff must act for those on it."""

import logging

from sqlalchemy import func, select

from core import accounts
from core.accounts import Role
from core.db import Session
from mentors.models import MatchRequest

log = logging.getLogger(__name__)

OWNED = ("waiting", "manual")
"""States in which a person of the staff must act."""


async def waiting_list(session: Session) -> list[int]:
    """Waiting requests in their turn: by priority, those who waited in vain before, then time."""
    rows = await session.execute(
        select(
            MatchRequest.id,
            MatchRequest.student_id,
            MatchRequest.priority,
            MatchRequest.waiting_since,
        ).where(MatchRequest.state == "waiting")
    )
    waiting = rows.all()
    in_vain = set(
        await session.scalars(
            select(MatchRequest.student_id).where(
                MatchRequest.state.in_(("closed", "withdrawn")),
                MatchRequest.waiting_since.is_not(None),
                MatchRequest.student_id.in_([row.student_id for row in waiting]),
            )
        )
    )
    return [
        row.id
        for row in sorted(
            waiting,
            key=lambda row: (
                -row.priority,
                row.student_id not in in_vain,
                row.waiting_since,
                row.id,
            ),
        )
    ]


async def position(session: Session, request: MatchRequest) -> int:
    """The request's place on the waiting list, from 1; for one about to wait, the place behind."""
    turn = await waiting_list(session)
    return turn.index(request.id) + 1 if request.id in turn else len(turn) + 1


async def next_owner(session: Session, request: MatchRequest) -> int | None:
    """Who of the staff acts: who has it already, else the one with the fewest; None without any."""
    staff = await accounts.with_role(session, Role.STAFF) - {request.student_id}
    if request.owner_id in staff:
        return request.owner_id
    if not staff:
        log.warning("request=%s waits, and there is nobody of the staff to act", request.id)
        return None
    rows = await session.execute(
        select(MatchRequest.owner_id, func.count())
        .where(MatchRequest.state.in_(OWNED), MatchRequest.owner_id.in_(staff))
        .group_by(MatchRequest.owner_id)
    )
    load = {row[0]: row[1] for row in rows}
    return min(staff, key=lambda account_id: (load.get(account_id, 0), account_id))
