"""Whom a request can be put to now: the student's own picks first, then the ranking's order."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import numpy as np
from sqlalchemy import func, or_, select

from core.accounts import Address
from core.clock import local_day
from core.db import Session
from mentors import ranking, shortlist
from mentors.acceptance import Acceptance
from mentors.candidates import Pool
from mentors.models import MatchRequest, Mentor, Offer
from mentors.pacing import MOST_REQUESTS, is_busy, wish
from mentors.places import present
from mentors.ranking import Ranking
from mentors.rules import FINE, REFUSALS, Refusal
from mentors.weights import TERMS, Weights
from students.models import Project

NEW = timedelta(hours=24)
MOST_AT_ONCE = 8
OPEN_STATES = ("submitted", "offering", "waiting", "manual", "agreeing")


@dataclass(frozen=True, slots=True)
class Opening:
    """A mentor who may be asked: with what was known then, for the record and for the night.

    ``record`` is what the chance of a yes rested on beside the terms: load, recent, asked, yes.
    ``wish`` is what the student's own choice adds to the score: that of the same place on a full
    list (``pacing.wish``), so that a single name counts for more than none; 0 for those not named.
    """

    mentor_id: int
    rank: int
    score: float
    chance: float
    terms: dict[str, float]
    record: dict[str, float]
    weights: int
    wish: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Everybody of the pool against one request."""

    ranking: Ranking
    pool: Pool
    weights: int
    tried: frozenset[int]

    def refusal(self, mentor_id: int) -> Refusal | None:
        """The first hard rule against the mentor; one who is not in the pool is not accepting."""
        row = self.pool.row_of.get(mentor_id)
        if row is None:
            return Refusal.NOT_ACCEPTING
        against = int(self.ranking.refusals[row])
        return None if against == FINE else REFUSALS[against]


@dataclass(frozen=True, slots=True)
class Market:
    """The pool and the model by which it is ranked, read once for several requests."""

    pool: Pool
    weights: Weights
    acceptance: Acceptance

    @classmethod
    async def read(cls, session: Session, *, now: datetime) -> "Market":
        return cls(await shortlist.pool(session, now=now), *await shortlist.model(session))


async def standing(
    session: Session, request: MatchRequest, *, now: datetime, market: Market | None = None
) -> Standing:
    """The pool ranked for the request; the arithmetic runs beside the event loop."""
    market = market or await Market.read(session, now=now)
    project = await session.get_one(Project, request.project_id)
    need = replace(
        await shortlist.need_of(session, project, now=now), seed=request.id or project.id
    )
    known = market.pool.vectors
    if need.text_vector is not None and known is not None:
        comparable = len(need.text_vector) == known.shape[1]  # else another model made it
        need = need if comparable else replace(need, text_vector=None)
    work = partial(
        ranking.rank,
        need,
        market.pool,
        weights=market.weights,
        acceptance=market.acceptance,
        scale=shortlist.SCALE,
    )
    return Standing(
        await asyncio.to_thread(work),
        market.pool,
        market.weights.version,
        await tried(session, request),
    )


async def openings(
    session: Session,
    request: MatchRequest,
    *,
    now: datetime,
    most: int = MOST_AT_ONCE,
    market: Market | None = None,
    only: int | None = None,
) -> list[Opening]:
    """Up to ``most`` mentors to ask now, best first; nobody is asked twice for one request.

    Hard rules hold for picks too; whether the ranking finds them worth the wait does not. ``only``
    narrows it to one mentor. None are left once a request was put to ``MOST_REQUESTS``: then it
    needs a person.
    """
    whole = await standing(session, request, now=now, market=market)
    if len(whole.tried) >= MOST_REQUESTS:
        return []
    picks = [
        whole.pool.row_of[id_]
        for id_ in request.picks
        if id_ in whole.pool.row_of and whole.refusal(id_) is None
    ]
    named = {row: place for place, row in enumerate(picks)}
    rows = [*picks, *(row for row in whole.ranking.rows.tolist() if row not in named)]
    ids = {row: int(whole.pool.ids[row]) for row in rows}
    rows = [row for row in rows if ids[row] not in whole.tried and only in (None, ids[row])]
    rows = rows[: 4 * most]
    here = await reachable(session, [ids[row] for row in rows], now=now)
    kept = [row for row in rows if ids[row] in here][:most]
    return [
        _opening(whole, row, place, wish(named[row], ranking.LIST_SIZE) if row in named else 0.0)
        for place, row in enumerate(kept, start=1)
    ]


def opening_of(whole: Standing, mentor_id: int) -> Opening:
    """A mentor of the pool as somebody to ask, whatever the rules say."""
    return _opening(whole, whole.pool.row_of[mentor_id], 1)


def _opening(whole: Standing, row: int, place: int, liked: float = 0.0) -> Opening:
    values = np.asarray(whole.ranking.terms[row]).tolist()
    pool = whole.pool
    used, left = int(pool.used[row]), int(pool.capacity_left[row])
    record = {
        "load": used / max(used + left, 1),
        "recent": int(pool.recent[row]),
        "asked": int(pool.asked[row]),
        "yes": int(pool.yes[row]),
    }
    return Opening(
        int(whole.pool.ids[row]),
        place,
        float(whole.ranking.scores[row]),
        float(whole.ranking.chances[row]),
        dict(zip(map(str, TERMS), values, strict=True)),
        record,
        whole.weights,
        liked,
    )


async def tried(session: Session, request: MatchRequest) -> frozenset[int]:
    """Mentors this request was put to, however it ended."""
    if request.id is None:
        return frozenset()
    asked = await session.scalars(select(Offer.mentor_id).where(Offer.request_id == request.id))
    return frozenset(asked)


async def reachable(session: Session, ids: Collection[int], *, now: datetime) -> set[int]:
    """Those of these mentors who may be asked today and can be told: some chat is not shut."""
    return set(
        await session.scalars(
            select(Mentor.id)
            .join(Address, Address.account_id == Mentor.account_id)
            .where(Mentor.id.in_(ids), Address.blocked_at.is_(None), present(local_day(now)))
        )
    )


async def collects_now(session: Session, now: datetime) -> bool:
    """Whether so many seek so few places that picks are collected for the night.

    That is when requests of the last 24 hours and those waiting are more than a tenth of the free
    places (``pacing.is_busy``).
    """
    seeking = await session.scalar(
        select(func.count())
        .select_from(MatchRequest)
        .where(
            MatchRequest.state.in_(OPEN_STATES),
            or_(MatchRequest.opened_at > now - NEW, MatchRequest.state == "waiting"),
        )
    )
    places = await session.scalar(
        select(func.coalesce(func.sum(Mentor.capacity - Mentor.used), 0)).where(
            present(local_day(now))
        )
    )
    return is_busy(seeking or 0, int(places or 0))
