"""The weekly fit: answers teach the chance of a yes, ratings the weights, too few teach nothing."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import func, select

from core.db import Database
from mentors import learning, shortlist
from mentors.acceptance import FEWEST_ANSWERS
from mentors.models import MatchRequest, Offer, Relation, RelationFeedback, ScoreWeights
from mentors.weights import DEFAULT_WEIGHTS, FEWEST_RATINGS, TERMS
from tests.mentors import town


async def history(
    db: Database, now: datetime, *, answers: int, rated: int = 0, loved: str = "campus"
) -> None:
    """Offers that were accepted when the industry fitted; ratings that follow one term."""
    place = await town.found(db, now, students=1, capacities=(1,))
    student, mentor = place.students[0].id, place.mentors[0]
    random = np.random.default_rng(5)
    async with db.transaction() as session:
        request = MatchRequest(
            student_id=student, project_id=place.projects[0], client_key="x", opened_at=now
        )
        session.add(request)
        await session.flush()
        for number in range(answers):
            terms = {str(term): float(random.random()) for term in TERMS}
            terms["industry"] = float(number % 2)
            yes = bool(number % 2) if random.random() < 0.9 else not number % 2
            offer = Offer(
                request_id=request.id,
                student_id=student,
                mentor_id=mentor,
                state="accepted" if yes else ("declined", "expired")[number % 4 == 0],
                terms=terms,
                record={"load": 0.5, "recent": 1, "asked": 3, "yes": 1},
                opened_at=now - timedelta(days=1),
            )
            session.add(offer)
            if number >= rated:
                continue
            await session.flush()
            relation = Relation(
                offer_id=offer.id,
                request_id=request.id,
                student_id=student,
                mentor_id=mentor,
                project_id=place.projects[0],
                opened_at=now,
            )
            session.add(relation)
            await session.flush()
            session.add(
                RelationFeedback(
                    relation_id=relation.id,
                    author_id=student,
                    mentor_id=mentor,
                    stars=1 + round(4 * terms[loved]),
                    given_at=now,
                )
            )


async def versions(db: Database) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(ScoreWeights)) or 0


async def test_answers_teach_the_chance_of_a_yes(any_db: Database, now: datetime) -> None:
    await history(any_db, now, answers=FEWEST_ANSWERS)

    assert await learning.refit(any_db, now=now) == 1

    async with any_db.reading() as session:
        weights, model = await shortlist.model(session)
    before = 0.75
    assert model.fit[2] > before + 0.5  # the industry decided
    assert (weights.values, weights.version, model.version) == (DEFAULT_WEIGHTS, 1, 1)


async def test_ratings_move_the_weights_towards_what_was_loved(db: Database, now: datetime) -> None:
    await history(db, now, answers=FEWEST_RATINGS, rated=FEWEST_RATINGS)

    assert await learning.refit(db, now=now) == 1

    async with db.reading() as session:
        weights, _ = await shortlist.model(session)
    campus = TERMS.index("campus")
    assert weights.values[campus] > DEFAULT_WEIGHTS[campus] + 0.05
    assert sum(weights.values) == pytest.approx(1)


async def test_too_little_teaches_nothing(db: Database, now: datetime) -> None:
    await history(db, now, answers=FEWEST_RATINGS - 1, rated=FEWEST_RATINGS - 1)
    assert await learning.refit(db, now=now) == 0
    assert await versions(db) == 0


async def test_a_week_passes_between_two_fits(db: Database, now: datetime) -> None:
    await history(db, now, answers=FEWEST_ANSWERS)
    assert await learning.refit(db, now=now) == 1
    assert await learning.refit(db, now=now + timedelta(days=6)) == 0
    assert await learning.refit(db, now=now + timedelta(days=7)) == 2
    assert await versions(db) == 2


async def test_old_answers_and_offers_without_a_record_are_left_out(
    db: Database, now: datetime
) -> None:
    await history(db, now, answers=FEWEST_ANSWERS)
    assert await learning.refit(db, now=now + timedelta(days=800)) == 0
