"""Who suits a need, and in which order to ask: a score people may see, and a rank.

The *score* is Σ weight · term, every term between 0 and 1, and is shown with its reasons. The
*rank* is score − busy − c / p, where p is the chance of a yes: the index of Weitzman's rule for
search at a cost (Econometrica 47, 1979). Somebody whose score is below c / p is not worth the wait
and is not asked; that is how mentors who never answer drop out without a rule of their own.
Figures: docs/decisions/0009-matching.md.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mentors.acceptance import Acceptance
from mentors.candidates import (
    INDUSTRIES,
    TAGS,
    Booleans,
    Floats,
    Integers,
    Need,
    Pool,
    unit,
    weighted,
)
from mentors.rules import FINE, refusals
from mentors.vocabulary import STAGES
from mentors.weights import TERMS, Weights

LIST_SIZE = 5
ASKING_COST = 0.06
RATINGS_PRIOR = 3.0
USUAL_STARS = 4.2
UNKNOWN_TEXT = 0.5


@dataclass(frozen=True, slots=True)
class TextScale:
    """The cosines between project and biography that count as 0 and as 1.

    They are the 5 % and 95 % quantiles over pairs of texts of one embedding model. The default is
    of the model that the policy library bundles (E5 keeps all cosines close together), over 30
    sentences about projects × 30 about mentors of all trades, both embedded as passages.
    """

    low: float = 0.875
    high: float = 0.916

    @classmethod
    def measured(cls, cosines: Floats) -> "TextScale":
        """The scale of these cosines; ValueError when they are all alike."""
        low, high = (float(value) for value in np.quantile(cosines, (0.05, 0.95)))
        if high <= low:
            raise ValueError("all cosines are alike")
        return cls(low, high)


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a shortlist, with all that an audit needs. Only score and terms are for people.

    ``terms`` and ``weights`` stand in the order of ``weights.TERMS``; ``weights`` are those in
    force for this need, after unusable terms were shared out.
    """

    id: int
    score: float
    rank: float
    chance: float
    terms: tuple[float, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """All mentors of a pool against one need, by row; ``rows`` are those to ask, best first."""

    rows: Integers
    refusals: Integers
    terms: Floats
    weights: Floats
    scores: Floats
    chances: Floats
    ranks: Floats

    def best(self, pool: Pool, size: int = LIST_SIZE) -> list[Ranked]:
        return [
            Ranked(
                int(pool.ids[row]),
                float(self.scores[row]),
                float(self.ranks[row]),
                float(self.chances[row]),
                tuple(float(value) for value in self.terms[row]),
                tuple(float(value) for value in self.weights),
            )
            for row in self.rows[:size]
        ]


def shortlist(
    need: Need,
    pool: Pool,
    *,
    weights: Weights,
    acceptance: Acceptance,
    scale: TextScale,
    size: int = LIST_SIZE,
) -> list[Ranked]:
    """The mentors to offer this student, best first; possibly fewer than ``size``, or none."""
    return rank(need, pool, weights=weights, acceptance=acceptance, scale=scale).best(pool, size)


def rank(
    need: Need,
    pool: Pool,
    *,
    weights: Weights,
    acceptance: Acceptance,
    scale: TextScale,
    among: Booleans | None = None,
) -> Ranking:
    """Every mentor of the pool against this need; ``among`` narrows who may be asked.

    Equal ranks are ordered by a mixture of the need's seed and the mentor's id: the same again for
    this need, another mentor first for the next.
    """
    against = refusals(need, pool)
    values = terms(need, pool, scale)
    shares = weights.array(usable(need, pool))
    scores = np.clip(weighted(values, shares), 0.0, 1.0)
    chances = acceptance.chances(values, pool)
    return order(need, pool, against, values, shares, scores, chances, among)


def order(
    need: Need,
    pool: Pool,
    against: Integers,
    values: Floats,
    shares: Floats,
    scores: Floats,
    chances: Floats,
    among: Booleans | None = None,
) -> Ranking:
    """The ranking from its parts, for callers who keep the unchanging ones."""
    worth = scores - ASKING_COST / chances
    ranks = worth - pool.busy
    open_to = (against == FINE) & (worth > 0.0)
    if among is not None:
        open_to &= among
    rows = np.flatnonzero(open_to)
    rounded = np.round(-ranks[rows], 9)  # sums of floats may differ in the last bits
    rows = rows[np.lexsort((_lots(need.seed, pool.ids[rows]), rounded))]
    return Ranking(rows, against, values, shares, scores, chances, ranks)


def terms(need: Need, pool: Pool, scale: TextScale) -> Floats:
    """One row per mentor, one column per term of ``weights.TERMS``, all between 0 and 1."""
    columns = np.empty((len(pool), len(TERMS)), order="F")
    columns[:, 0] = _needs(need, pool)
    columns[:, 1] = _text(need, pool, scale)
    columns[:, 2] = (_stars(pool) - 1.0) / 4.0
    columns[:, 3] = _share(pool.industries, [INDUSTRIES.index(word) for word in need.industries])
    columns[:, 4] = _stage(need, pool)
    columns[:, 5] = pool.campuses.get(need.campus, np.zeros(len(pool), np.bool_))
    return columns


def usable(need: Need, pool: Pool) -> tuple[bool, ...]:
    """Which terms can tell mentors apart for this need; the weight of the others is shared out."""
    return (
        bool(need.tags),
        need.text_vector is not None and pool.vectors is not None,
        True,
        bool(need.industries),
        need.stage is not None,
        bool(need.campus),
    )


def tag_weights(count: int) -> Floats:
    """What the first, second, … need of a student counts: the order is the student's own."""
    weights: Floats = np.maximum(0.4, 1.0 - 0.2 * np.arange(count))
    return weights


def _needs(need: Need, pool: Pool) -> Floats:
    weights = tag_weights(len(need.tags))
    columns = [TAGS.index(tag) for tag in need.tags]
    covered = weighted(pool.tags[:, columns], weights) / max(float(weights.sum()), 1e-9)
    return np.minimum(covered, 1.0)  # the sum of a share's parts may round to above the whole


def _share(flags: Floats, columns: list[int]) -> Floats:
    share: Floats = flags[:, columns].sum(axis=1) / max(len(columns), 1)
    return share


def _text(need: Need, pool: Pool, scale: TextScale) -> Floats:
    """The scaled cosine; a mentor without a text gets the middle, neither praised nor punished."""
    if need.text_vector is None or pool.vectors is None:
        return np.full(len(pool), UNKNOWN_TEXT)
    cosines = np.einsum("ij,j->i", pool.vectors, unit(need.text_vector)).astype(np.float64)
    scaled = np.clip((cosines - scale.low) / (scale.high - scale.low), 0.0, 1.0)
    return np.where(pool.vectors.any(axis=1), scaled, UNKNOWN_TEXT)


def _stars(pool: Pool) -> Floats:
    """Stars as expected: three ratings at the pool's mean, then the mentor's own."""
    stars = float(pool.rating_sum.sum()) + RATINGS_PRIOR * USUAL_STARS
    usual = stars / (float(pool.rating_count.sum()) + RATINGS_PRIOR)
    own: Floats = (pool.rating_sum + RATINGS_PRIOR * usual) / (pool.rating_count + RATINGS_PRIOR)
    return np.clip(own, 1.0, 5.0)


def _stage(need: Need, pool: Pool) -> Floats:
    """1 for the project's own stage, ½ for the next one up or down: a mentor of registered
    companies knows what a prototype lacks."""
    if need.stage is None:
        return np.zeros(len(pool))
    at = STAGES.index(need.stage)
    near = [i for i in (at - 1, at + 1) if 0 <= i < len(STAGES)]
    fit: Floats = np.maximum(pool.stages[:, at] * 1.0, pool.stages[:, near].any(axis=1) * 0.5)
    return fit


def _lots(seed: int, ids: Integers) -> NDArray[np.uint64]:
    """A fixed, evenly mixed number per mentor for this seed (splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = ids.astype(np.uint64) + np.uint64((seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))
