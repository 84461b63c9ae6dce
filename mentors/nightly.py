"""What time brings to requests: the night's assignment, second offers, and a look round.

``keep`` does all of it and is called every minute. Its parts are transactions of their own, so that
none locks mentors twice; whoever is being dealt with by somebody else is left for the next minute.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

import numpy as np
from sqlalchemy import func, select

from core.clock import DAY, SHANGHAI, local_day
from core.db import Database, Session
from core.errors import ChangedMeanwhile, DatabaseBusy
from core.timers import Timer
from mentors import assignment
from mentors.assignment import Plan
from mentors.cascade import MATCHES, proceed, send, send_first, withdraw
from mentors.locks import lock_mentors, lock_requests
from mentors.models import MatchRequest, Offer, StudentPlaces
from mentors.openings import Market, Opening, collects_now, openings, reachable
from mentors.pacing import HEDGE_AFTER_H, MOST_OPEN, NIGHT_H, night_weights
from mentors.tables import MATCH
from mentors.waiting import OWNED, next_owner, waiting_list

__all__ = [
    "collects_now",
    "fetch_back",
    "hedge",
    "is_due",
    "keep",
    "name_owners",
    "run",
    "serve_waiting",
]

log = logging.getLogger(__name__)

CANDIDATES = 50
"""So many mentors of each request enter the night's assignment."""
TOLERANCE = 1e-4
AT_ONCE = 20
A_MINUTE = 100

Solve = Callable[..., Plan]


async def keep(db: Database, *, now: datetime) -> int:
    """Do whatever is due by now, each part in a transaction of its own; returns how much was done.

    Several processes may do so. What was overtaken by somebody else comes again.
    """
    done = 0
    for part in (_night, fetch_back, serve_waiting, name_owners, hedge):
        try:
            async with db.transaction() as session:
                done += await part(session, now)
        except (ChangedMeanwhile, DatabaseBusy):
            log.info("%s was overtaken; it comes again", part.__name__)
    return done


async def is_due(session: Session, now: datetime) -> bool:
    """Whether a request was collected before the last 02:00 in Shanghai and still waits for it.

    So a night missed while the program stood still is made up for.
    """
    return bool(
        await session.scalar(
            select(func.count())
            .select_from(MatchRequest)
            .join(Timer, (Timer.kind == MATCH.kind) & (Timer.case_id == MatchRequest.id))
            .join(StudentPlaces, StudentPlaces.account_id == MatchRequest.student_id)
            .where(
                StudentPlaces.holds < MOST_OPEN,
                MatchRequest.state == "submitted",
                MatchRequest.collected,
                Timer.ended_at.is_(None),
                Timer.started_at < _last_night(now),
            )
        )
    )


async def run(session: Session, now: datetime, solve: Solve = assignment.solve) -> int:
    """One optimal assignment of all collected and waiting requests; sends what it decides.

    The weights are what asking is expected to bring, the student's own order in them
    (``pacing.night_weights``). Collected requests without a mentor then wait, with an owner.
    Returns how many offers went out.
    """
    collected = await session.scalars(
        select(MatchRequest.id)
        .where(MatchRequest.state == "submitted", MatchRequest.collected)
        .order_by(MatchRequest.id)
    )
    ids = [*collected.all(), *await waiting_list(session)]
    requests = await lock_requests(session, ids)
    requests = [request for request in requests if await _may_ask(session, request)]
    found = await _found(session, requests, now)
    ids = sorted({one.mentor_id for options in found for one in options})
    mentors = await lock_mentors(session, ids)
    column = {id_: at for at, id_ in enumerate(ids)}
    weights = [_weights(options, column) for options in found]
    free = [mentors[id_].capacity - mentors[id_].used for id_ in ids]
    plan = solve(weights, free, seed=local_day(now).toordinal(), tolerance=TOLERANCE)
    sent = 0
    for student, at in plan.pairs:
        request = requests[student]
        tell = "match-sent-student" if request.state == "submitted" else ""
        chosen = next(one for one in found[student] if one.mentor_id == ids[at])
        sent += await send(session, request, chosen, now=now, tell=tell) is not None
    for request in requests:
        if request.state == "submitted":
            await MATCHES.act(session, request, "wait", None, now=now)
    return sent


async def hedge(session: Session, now: datetime) -> int:
    """After a day's silence a second mentor is asked beside the first; the first yes wins.

    Returns how many second offers went out.
    """
    alone = (
        select(Offer.request_id)
        .where(Offer.state == "held")
        .group_by(Offer.request_id)
        .having(func.count() == 1, func.max(Offer.opened_at) <= now - _HEDGE_AFTER)
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
    found = await _found(session, requests, now)
    await lock_mentors(session, {one.mentor_id for options in found for one in options[:AT_ONCE]})
    sent = 0
    for request, options in zip(requests, found, strict=True):
        tell = "match-second-student"
        sent += await send_first(session, request, options, now=now, tell=tell) is not None
    return sent


async def _may_ask(session: Session, request: MatchRequest) -> bool:
    """Whether the student may have another offer out; else the request stays collected."""
    share = await session.get_one(StudentPlaces, request.student_id)
    return share.holds < MOST_OPEN and not share.seats


async def _night(session: Session, now: datetime) -> int:
    return await run(session, now) if await is_due(session, now) else 0


async def fetch_back(session: Session, now: datetime) -> int:
    """Offers go on from mentors who are on leave, paused, retired or cannot be reached any more.

    Leave begins without an event of its own. Returns how many offers were taken back.
    """
    held = await session.execute(
        select(Offer.mentor_id, Offer.request_id).where(Offer.state == "held")
    )
    asked = held.all()
    here = await reachable(session, {row.mentor_id for row in asked}, now=now)
    requests = await lock_requests(
        session,
        sorted({row.request_id for row in asked if row.mentor_id not in here}),
        wait=False,
    )
    offers = await session.scalars(
        select(Offer)
        .where(
            Offer.state == "held",
            Offer.request_id.in_([request.id for request in requests]),
            Offer.mentor_id.not_in(here),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    gone = list(offers)
    await withdraw(session, gone, now=now, onwards=True, serves=False)
    return len(gone)


async def serve_waiting(session: Session, now: datetime) -> int:
    """Waiting requests, in their turn, get a place that came up meanwhile: a new mentor, a raise.

    Of a long list a part every minute. A request that nobody is asked for goes on, should there
    ever be one. Returns how many requests moved.
    """
    stray = await session.scalars(
        select(MatchRequest.id).where(
            MatchRequest.state.in_(("submitted", "offering")),
            MatchRequest.collected.is_(False),
            MatchRequest.id.not_in(select(Offer.request_id).where(Offer.state == "held")),
        )
    )
    ids = [*stray.all(), *_part(await waiting_list(session), now)]
    requests = await lock_requests(session, ids, wait=False)
    found = await _found(session, requests, now)
    await lock_mentors(session, {one.mentor_id for options in found for one in options[:AT_ONCE]})
    moved = 0
    for request, options in zip(requests, found, strict=True):
        if request.state == "waiting":
            moved += await send_first(session, request, options, now=now) is not None
        elif request.state in ("submitted", "offering"):
            moved += await proceed(session, request, now=now, found=options) is not None
    return moved


async def name_owners(session: Session, now: datetime) -> int:
    """Requests that nobody of the staff could take get an owner as soon as there is one."""
    ownerless = await session.scalars(
        select(MatchRequest.id)
        .where(MatchRequest.state.in_(OWNED), MatchRequest.owner_id.is_(None))
        .order_by(MatchRequest.id)
    )
    named = 0
    for request in await lock_requests(session, ownerless.all(), wait=False):
        if request.state in OWNED and request.owner_id is None:
            request.owner_id = await next_owner(session, request)
            await session.flush()
            named += request.owner_id is not None
    return named


async def _found(
    session: Session, requests: Sequence[MatchRequest], now: datetime
) -> list[list[Opening]]:
    """Whom each request may be put to, ranked against one look at the pool."""
    if not requests:
        return []
    market = await Market.read(session, now=now)
    return [
        await openings(session, request, now=now, most=CANDIDATES, market=market)
        for request in requests
    ]


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


def _part(ids: list[int], now: datetime) -> list[int]:
    """The next ``A_MINUTE`` of them, another part every minute."""
    if len(ids) <= A_MINUTE:
        return ids
    start = int(now.timestamp()) // 60 * A_MINUTE % len(ids)
    return (ids + ids)[start : start + A_MINUTE]


def _last_night(now: datetime) -> datetime:
    """The last 02:00 in Shanghai."""
    local = now.astimezone(SHANGHAI)
    tonight = datetime.combine(local.date(), time(int(NIGHT_H)), SHANGHAI)
    return tonight if tonight <= local else tonight - DAY


_HEDGE_AFTER = timedelta(hours=HEDGE_AFTER_H)
