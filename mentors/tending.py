"""A look round every minute at what no event reports: leave that began, places that came up.

Each part is a transaction of its own; whoever is being dealt with is left for the next minute.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.db import Session
from mentors.cascade import proceed, send_first, withdraw
from mentors.locks import lock_mentors, lock_requests
from mentors.models import MatchRequest, Offer
from mentors.openings import Market, Opening, openings, reachable
from mentors.tables import OPEN_OFFER
from mentors.waiting import OWNED, next_owner, waiting_list

CANDIDATES = 50
"""So many mentors of each request are compared."""
AT_ONCE = 20
A_MINUTE = 100


async def fetch_back(session: Session, now: datetime) -> int:
    """Offers go on from mentors who are on leave, paused, retired or cannot be reached any more.

    Leave begins without an event of its own. Returns how many offers were taken back.
    """
    held = await session.execute(
        select(Offer.mentor_id, Offer.request_id).where(Offer.state.in_(OPEN_OFFER))
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
            Offer.state.in_(OPEN_OFFER),
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
            MatchRequest.id.not_in(select(Offer.request_id).where(Offer.state.in_(OPEN_OFFER))),
        )
    )
    ids = [*stray.all(), *_part(await waiting_list(session), now)]
    requests = await lock_requests(session, ids, wait=False)
    found = await look(session, requests, now)
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


async def look(
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


def _part(ids: list[int], now: datetime) -> list[int]:
    """The next ``A_MINUTE`` of them, another part every minute."""
    if len(ids) <= A_MINUTE:
        return ids
    start = int(now.timestamp()) // 60 * A_MINUTE % len(ids)
    return (ids + ids)[start : start + A_MINUTE]
