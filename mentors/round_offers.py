"""The offers of a published round: sent in small transactions, and taken up again after a crash."""

import logging
from datetime import datetime

from sqlalchemy import select

from core import accounts
from core.accounts import Actor
from core.db import Database, Session
from core.errors import DomainError
from mentors.cascade import send
from mentors.locks import lock_mentors, lock_requests
from mentors.models import MatchRequest, MatchRound
from mentors.openings import Opening
from mentors.round_plans import SENDABLE

log = logging.getLogger(__name__)

AT_ONCE = 10
"""So many requests a transaction, so that nobody else waits long for a turn to write."""
LOOKED_AT = 20


async def send_all(db: Database, round_id: int, *, now: datetime) -> None:
    """Send whatever a published round has not sent yet; may be repeated at any time."""
    left = 1
    while left:
        async with db.transaction() as session:
            left = await send_some(session, round_id, now=now)


async def keep(db: Database, *, now: datetime) -> int:
    """Finish the newest published rounds whose sending broke off; returns how many those were."""
    async with db.reading() as session:
        rows = await session.execute(
            select(MatchRound.id, MatchRound.plan)
            .where(MatchRound.state == "published")
            .order_by(MatchRound.id.desc())
            .limit(LOOKED_AT)
        )
        broken = [id_ for id_, plan in rows if plan.get("pending")]
    for round_id in broken:
        await send_all(db, round_id, now=now)
    return len(broken)


async def send_some(session: Session, round_id: int, *, now: datetime, most: int = AT_ONCE) -> int:
    """Put the next requests of a round to their mentors; returns how many are left to do.

    Who got nobody, or whose mentor or request changed meanwhile, comes first next time. Does
    nothing for a round that is not published.
    """
    found = await session.get(MatchRound, round_id, with_for_update=True, populate_existing=True)
    if found is None or found.state != "published":
        return 0
    plan = found.plan
    turn = plan["pending"][:most]
    pairs = {int(student): int(mentor) for student, mentor in plan["pairs"]}
    reasons = dict(zip(pairs, plan["reasons"], strict=True))
    requests = await lock_requests(session, turn)
    await lock_mentors(session, [pairs[id_] for id_ in turn if id_ in pairs])
    # What staff took over is put to somebody by staff: by who planned the round.
    planner = await accounts.actor_of(session, found.planned_by) if found.planned_by else None
    sent = []
    for request in (one for one in requests if one.state in SENDABLE):
        opening = Opening(**reasons[request.id]) if request.id in pairs else None
        if opening and await _send(session, request, opening, round_id, planner, now):
            sent.append(request.id)
        else:
            request.priority += 1
    await session.flush()
    await session.refresh(found)
    not_sent = [id_ for id_ in turn if id_ in pairs and id_ not in sent]
    found.plan = {
        **plan,
        "pending": plan["pending"][most:],
        "sent": [*plan["sent"], *sent],
        "not_sent": [*plan["not_sent"], *not_sent],
    }
    await session.flush()
    return len(found.plan["pending"])


async def _send(
    session: Session,
    request: MatchRequest,
    opening: Opening,
    round_id: int,
    planner: Actor | None,
    now: datetime,
) -> bool:
    """Whether the offer went out; if not, nothing of the request has changed."""
    actor = planner if request.state == "manual" else None
    tell = "match-round-student" if request.state == "submitted" else ""
    request_id = request.id
    try:
        async with session.begin_nested():
            offer = await send(
                session, request, opening, actor, now=now, round_id=round_id, tell=tell
            )
    except DomainError as refusal:
        log.info("round=%s request=%s not sent: %s", round_id, request_id, refusal.key)
        await session.refresh(request)
        return False
    return offer is not None
