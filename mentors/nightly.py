"""What time brings to requests: the night's assignment, second offers, and a look round.

``keep`` does all of it and is called every minute. Its parts are transactions of their own, so that
none locks mentors twice; whoever is being dealt with by somebody else is left for the next minute.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta

import numpy as np
from sqlalchemy import func, or_, select

from core.clock import DAY, SHANGHAI, local_day
from core.db import Database, Session
from core.errors import ChangedMeanwhile, DatabaseBusy
from core.timers import Timer
from mentors import assignment
from mentors.assignment import Plan
from mentors.cascade import MATCHES, send, send_first
from mentors.locks import lock_mentors, lock_requests
from mentors.models import MatchRequest, Mentor, Offer, StudentPlaces
from mentors.openings import Opening, collects_now
from mentors.pacing import HEDGE_AFTER_H, MOST_OPEN, NIGHT_H, night_weights
from mentors.tables import MATCH, OPEN_OFFER
from mentors.tending import fetch_back, look, name_owners, serve_waiting

__all__ = [
    "collects_now",
    "fetch_back",
    "hedge",
    "is_due",
    "keep",
    "name_owners",
    "plan",
    "run",
    "serve_waiting",
]

log = logging.getLogger(__name__)

TOLERANCE = 1e-4
AT_ONCE = 20
"""Offers that one transaction of the night sends; and mentors locked for one second offer."""

Solve = Callable[..., Plan]


async def keep(db: Database, *, now: datetime) -> int:
    """Do whatever is due by now, each part in a transaction of its own; returns how much was done.

    Several processes may do so. What was overtaken by somebody else comes again.
    """
    done = 0
    for part in (_night, *map(_alone, (fetch_back, serve_waiting, name_owners, hedge))):
        try:
            done += await part(db, now)
        except (ChangedMeanwhile, DatabaseBusy):
            log.info("a part was overtaken; it comes again")
    return done


def _alone(
    part: Callable[[Session, datetime], Awaitable[int]],
) -> Callable[[Database, datetime], Awaitable[int]]:
    async def in_transaction(db: Database, now: datetime) -> int:
        async with db.transaction() as session:
            return await part(session, now)

    return in_transaction


async def is_due(session: Session, now: datetime) -> bool:
    """Whether a request was collected before the last 02:00 in Shanghai and still waits for it.

    So a night missed while the program stood still is made up for.
    """
    return bool(
        await session.scalar(
            select(func.count())
            .select_from(MatchRequest)
            .join(Timer, (Timer.kind == MATCH.kind) & (Timer.case_id == MatchRequest.id))
            .outerjoin(StudentPlaces, StudentPlaces.account_id == MatchRequest.student_id)
            .where(
                func.coalesce(StudentPlaces.holds, 0) < MOST_OPEN,
                MatchRequest.state == "submitted",
                MatchRequest.collected,
                Timer.ended_at.is_(None),
                Timer.started_at < _last_night(now),
            )
        )
    )


async def run(session: Session, now: datetime, solve: Solve = assignment.solve) -> int:
    """One optimal assignment of all collected and waiting requests; sends what it decides.

    Collected requests without a mentor then wait, with an owner. Returns how many offers went out.
    """
    return await _send(session, await plan(session, now, solve), now)


async def plan(
    session: Session, now: datetime, solve: Solve = assignment.solve
) -> list[tuple[int, Opening | None]]:
    """Whom the night asks for each collected or waiting request; nothing is written.

    The weights are what asking is expected to bring, the student's own order in them
    (``pacing.night_weights``).
    """
    rows = await session.scalars(
        select(MatchRequest)
        .outerjoin(StudentPlaces, StudentPlaces.account_id == MatchRequest.student_id)
        .where(
            or_(
                (MatchRequest.state == "submitted") & MatchRequest.collected,
                MatchRequest.state == "waiting",
            ),
            func.coalesce(StudentPlaces.holds, 0) < MOST_OPEN,
            func.coalesce(StudentPlaces.seats, 0) == 0,
        )
        .order_by(MatchRequest.id)
    )
    requests = list(rows)
    found = await look(session, requests, now)
    ids = sorted({one.mentor_id for options in found for one in options})
    column = {id_: at for at, id_ in enumerate(ids)}
    rooms = await session.execute(
        select(Mentor.id, Mentor.capacity - Mentor.used).where(Mentor.used < Mentor.capacity)
    )
    free = {row[0]: int(row[1]) for row in rooms}
    made = solve(
        [_weights(options, column) for options in found],
        [free.get(id_, 0) for id_ in ids],
        seed=local_day(now).toordinal(),
        tolerance=TOLERANCE,
    )
    mentor_of = {student: ids[at] for student, at in made.pairs}
    return [
        (request.id, next((one for one in options if one.mentor_id == mentor_of.get(at)), None))
        for at, (request, options) in enumerate(zip(requests, found, strict=True))
    ]


async def hedge(session: Session, now: datetime) -> int:
    """After a day's silence a second mentor is asked beside the first; the first yes wins.

    Not while the first wants a talk before the answer.     Returns how many second offers went out.
    """
    alone = (
        select(Offer.request_id)
        .where(Offer.state.in_(OPEN_OFFER))
        .group_by(Offer.request_id)
        .having(
            func.count() == 1,
            func.min(Offer.state) == "held",  # who asked for a talk is not silent
            func.max(Offer.opened_at) <= now - _HEDGE_AFTER,
        )
    )
    ids = await session.scalars(
        select(MatchRequest.id)
        .join(StudentPlaces, StudentPlaces.account_id == MatchRequest.student_id)
        .where(
            MatchRequest.state == "offering",
            MatchRequest.id.in_(alone),
            StudentPlaces.holds < MOST_OPEN,
        )
        .order_by(MatchRequest.id)
    )
    requests = await lock_requests(session, ids.all(), wait=False)
    still = set((await session.scalars(alone)).all())
    requests = [one for one in requests if one.id in still and one.state == "offering"]
    found = await look(session, requests, now)
    await lock_mentors(session, {one.mentor_id for options in found for one in options[:AT_ONCE]})
    sent = 0
    for request, options in zip(requests, found, strict=True):
        tell = "match-second-student"
        sent += await send_first(session, request, options, now=now, tell=tell) is not None
    return sent


async def _night(db: Database, now: datetime) -> int:
    """The night's work, sent in small parts, so that nobody waits long for the database."""
    async with db.reading() as session:
        if not await is_due(session, now):
            return 0
        whole = await plan(session, now)
    sent = 0
    for start in range(0, len(whole), AT_ONCE):
        async with db.transaction() as session:
            sent += await _send(session, whole[start : start + AT_ONCE], now)
    return sent


async def _send(session: Session, part: Sequence[tuple[int, Opening | None]], now: datetime) -> int:
    """Do what was planned, as far as it is still possible."""
    chosen = dict(part)
    requests = await lock_requests(session, chosen)
    await lock_mentors(session, [one.mentor_id for one in chosen.values() if one is not None])
    sent = 0
    for request in requests:
        opening = chosen[request.id]
        collected = request.state == "submitted" and request.collected
        if opening is not None and (collected or request.state == "waiting"):
            tell = "match-sent-student" if collected else ""
            sent += await send(session, request, opening, now=now, tell=tell) is not None
        if request.state == "submitted" and await _may_ask(session, request):
            await MATCHES.act(session, request, "wait", None, now=now)
    return sent


async def _may_ask(session: Session, request: MatchRequest) -> bool:
    """Whether the student may have another offer out; else the request stays collected."""
    share = await session.get_one(StudentPlaces, request.student_id)
    return share.holds < MOST_OPEN and not share.seats


def _weights(options: Sequence[Opening], column: dict[int, int]) -> list[tuple[int, float]]:
    values = night_weights(
        np.array([one.score for one in options]),
        np.array([one.chance for one in options]),
        np.array([one.wish for one in options]),
    )
    return [
        (column[one.mentor_id], float(value))
        for one, value in zip(options, values, strict=True)
        if value > 0
    ]


def _last_night(now: datetime) -> datetime:
    """The last 02:00 in Shanghai."""
    local = now.astimezone(SHANGHAI)
    tonight = datetime.combine(local.date(), time(int(NIGHT_H)), SHANGHAI)
    return tonight if tonight <= local else tonight - DAY


_HEDGE_AFTER = timedelta(hours=HEDGE_AFTER_H)
