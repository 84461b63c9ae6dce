"""Once a week the score's weights and the chance of a yes are fitted to what really happened.

Ratings teach the weights, answers and silences the acceptance model, each from its own least number
on; a version is written when either changed, and lists store with which one they were made.
"""

import logging
from dataclasses import asdict
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from core.db import Database, Session
from mentors import acceptance, shortlist, weights
from mentors.acceptance import FEATURES, Answer
from mentors.models import Mentor, Offer, Relation, RelationFeedback, ScoreWeights
from mentors.weights import TERMS

log = logging.getLogger(__name__)

EVERY = timedelta(days=7)
SINCE = timedelta(days=730)
"""Older answers say little about mentors of today."""
_ENDED = {"accepted": True, "declined": False, "expired": False}
_MOST_STARS = 5


async def refit(db: Database, *, now: datetime) -> int:
    """Fit again what is a week old; returns the new version, 0 when nothing was to be learnt."""
    async with db.reading() as session:
        last = await session.scalar(select(func.max(ScoreWeights.fitted_at)))
        if last is not None and now < last + EVERY:
            return 0
        if not await _enough(session):
            return 0
        terms, chance = await shortlist.model(session)
        rows, stars = await _ratings(session, now)
        answers, records = await _answers(session, now)
    learnt = weights.refit(np.array(rows, float), np.array(stars, float), terms)
    model = acceptance.refit(answers, records, chance)
    if learnt is terms and model is chance:
        return 0
    version = terms.version + 1
    try:
        async with db.transaction() as session:
            session.add(
                ScoreWeights(
                    version=version,
                    terms=dict(zip(map(str, TERMS), learnt.values, strict=True)),
                    acceptance={**asdict(model), "version": version},
                    ratings=len(stars),
                    answers=len(answers),
                    fitted_at=now,
                )
            )
    except IntegrityError:
        return 0  # another process was first
    log.info("refit version=%d ratings=%d answers=%d", version, len(stars), len(answers))
    return version


async def _enough(session: Session) -> bool:
    """Whether there can be anything to learn: asked every minute, so nothing is read but counts."""
    rated = await session.scalar(select(func.count()).select_from(RelationFeedback)) or 0
    ended = select(func.count()).select_from(Offer).where(Offer.state.in_(_ENDED))
    return rated >= weights.FEWEST_RATINGS or (
        (await session.scalar(ended) or 0) >= acceptance.FEWEST_ANSWERS
    )


async def _ratings(session: Session, now: datetime) -> tuple[list[list[float]], list[float]]:
    """Terms and rating (0 to 1) of every relation that its student rated."""
    found = await session.execute(
        select(Offer.terms, RelationFeedback.stars)
        .join(Relation, Relation.offer_id == Offer.id)
        .join(RelationFeedback, RelationFeedback.relation_id == Relation.id)
        .where(
            RelationFeedback.author_id == Relation.student_id,
            RelationFeedback.given_at > now - SINCE,
        )
    )
    rows, stars = [], []
    for terms, given in found:
        if all(term in terms for term in TERMS):
            rows.append([float(terms[term]) for term in TERMS])
            stars.append((given - 1) / (_MOST_STARS - 1))
    return rows, stars


async def _answers(session: Session, now: datetime) -> tuple[list[Answer], list[tuple[int, int]]]:
    """Every offer that ended in yes, no or silence, and all mentors' records."""
    found = await session.execute(
        select(Offer.terms, Offer.record, Offer.state).where(
            Offer.state.in_(_ENDED), Offer.opened_at > now - SINCE
        )
    )
    answers = []
    for terms, record, state in found:
        if not record or not all(term in terms for term in FEATURES):
            continue
        needs, text, industry, stage = (float(terms[term]) for term in FEATURES)
        answers.append(
            Answer(
                (needs, text, industry, stage),
                float(record["load"]),
                int(record["recent"]),
                int(record["asked"]),
                int(record["yes"]),
                _ENDED[state],
            )
        )
    records = await session.execute(select(Mentor.asked, Mentor.yes))
    return answers, [(asked, yes) for asked, yes in records]
