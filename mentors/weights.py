"""The weights of the score's terms: defaults, and what ratings teach close to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mentors.candidates import Floats


class Term(StrEnum):
    """What a score is made of; each term lies between 0 and 1. The order is that of columns."""

    NEEDS = "needs"
    TEXT = "text"
    RATING = "rating"
    INDUSTRY = "industry"
    STAGE = "stage"
    CAMPUS = "campus"


TERMS = tuple(Term)
DEFAULT_WEIGHTS = (0.36, 0.22, 0.19, 0.11, 0.08, 0.04)
RIDGE = 20.0
FEWEST_RATINGS = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per term, in the order of ``TERMS``, none negative, together 1.

    ``version`` 0 are the defaults; every re-fit counts one up, and a shortlist stores with which
    one it was made.
    """

    values: tuple[float, ...] = DEFAULT_WEIGHTS
    version: int = 0

    def __post_init__(self) -> None:
        values = self.values
        if len(values) != len(TERMS) or min(values) < 0 or abs(sum(values) - 1) > 1e-6:
            raise ValueError(f"not {len(TERMS)} weights that make 1: {values}")

    def array(self, usable: Sequence[bool] | None = None) -> Floats:
        """The weights with those of unusable terms shared out over the rest, in proportion."""
        array = np.array(self.values)
        if usable is not None:
            array = np.where(usable, array, 0.0)
        total = array.sum()
        return array / total if total > 0 else array


def refit(terms: Floats, ratings: Floats, current: Weights) -> Weights:
    """Weights that foretell ratings (0 to 1) better: ridge regression towards the defaults.

    ``terms`` has one row per rated relation, as stored when it was proposed. With fewer than
    ``FEWEST_RATINGS`` rows the present weights stay, and so does their version. The pull λ = 20
    counts as twenty ratings that say "the default is right"; a level common to all ratings is
    taken out first, because people who rate everything 4.5 teach nothing about terms.
    """
    if len(ratings) < FEWEST_RATINGS:
        return current
    if terms.shape != (len(ratings), len(TERMS)):
        raise ValueError(f"{terms.shape} terms for {len(ratings)} ratings")
    start = np.array(DEFAULT_WEIGHTS)
    centred = terms - terms.mean(axis=0)
    rest = (ratings - ratings.mean()) - centred @ start
    step = np.linalg.solve(centred.T @ centred + RIDGE * np.eye(len(TERMS)), centred.T @ rest)
    fitted = np.clip(start + step, 0.0, None)
    fitted = fitted / fitted.sum() if fitted.sum() > 0 else start
    return Weights(tuple(float(value) for value in fitted), current.version + 1)
