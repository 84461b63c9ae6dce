"""How soon a mentor usually answers, from the offers of the last year."""

from collections.abc import Collection
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import func, select

from core.db import Session
from mentors.figures import seconds_between
from mentors.models import Offer
from mentors.pacing import HOLD_H

RECENT = timedelta(days=365)
LEAST = 3
"""Fewer answers than this say nothing about a habit."""
_HOUR = 3600.0
_ENDED = ("accepted", "declined", "expired")


async def usual_hours(
    session: Session, mentor_ids: Collection[int], *, now: datetime
) -> dict[int, int]:
    """By mentor the median hours from an offer to its answer, rounded up, at least 1.

    To ask for a talk is an answer too; an offer that expired without any counts as the ``HOLD_H``
    it was held. Left out are mentors with fewer than ``LEAST`` answers, and those who as often as
    not do not answer at all.
    """
    first = func.coalesce(Offer.talk_asked_at, Offer.answered_at)
    hours = func.coalesce(seconds_between(Offer.opened_at, first) / _HOUR, HOLD_H)
    ended = (
        select(
            Offer.mentor_id,
            hours.label("hours"),
            func.row_number()
            .over(order_by=(hours, Offer.id), partition_by=Offer.mentor_id)
            .label("place"),
            func.count().over(partition_by=Offer.mentor_id).label("offers"),
            func.count(first).over(partition_by=Offer.mentor_id).label("answers"),
        )
        .where(
            Offer.mentor_id.in_(mentor_ids),
            Offer.opened_at > now - RECENT,
            Offer.state.in_(_ENDED),
        )
        .subquery()
    )
    place, offers = ended.c.place, ended.c.offers
    found = await session.execute(
        select(ended.c.mentor_id, func.avg(ended.c.hours))
        .where(ended.c.answers >= LEAST, 2 * place >= offers, 2 * place <= offers + 2)
        .group_by(ended.c.mentor_id)
    )
    return {row[0]: max(1, ceil(row[1])) for row in found if row[1] < HOLD_H}
