"""How likely a mentor says yes: a logistic model that starts every mentor at the average.

    logit p = a + needs, text, industry, stage + load + recent requests + own · logit(own record)

The own record is the mean of a Beta distribution, (α + yes) / (α + β + asked): a new mentor has the
mean of all, and few answers move it little. A time-out counts as a no, a withdrawn request not at
all. Nobody ever sees p; load and past refusals act on a shortlist only through it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mentors.candidates import Floats, Integers, Pool, weighted
from mentors.weights import TERMS, Term

RECENT_DAYS = 14
FEWEST_ANSWERS = 200
RIDGE = 5.0
FEATURES = (Term.NEEDS, Term.TEXT, Term.INDUSTRY, Term.STAGE)
COLUMNS = tuple(TERMS.index(term) for term in FEATURES)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The fitted model. The defaults were fitted on a simulated term and are the first prior.

    ``fit`` has the weights of needs, text, industry and stage; ``load`` is per share of places in
    use, ``recent`` per request of the last ``RECENT_DAYS``.
    """

    intercept: float = -0.33
    fit: tuple[float, float, float, float] = (0.39, 0.38, 0.75, 0.54)
    load: float = -0.47
    recent: float = -0.09
    own: float = 1.05
    prior_yes: float = 1.6
    prior_no: float = 3.9
    version: int = 0

    def record(self, asked: Integers, yes: Integers) -> Floats:
        """The share of yeses to expect from each own record."""
        return (self.prior_yes + yes) / (self.prior_yes + self.prior_no + asked)

    def chances(self, terms: Floats, pool: Pool) -> Floats:
        """p for every row of ``terms``, as ``ranking.terms`` gives them for the whole pool."""
        places = pool.used + pool.capacity_left
        load = pool.used / np.maximum(places, 1)
        return self.predict(terms[:, COLUMNS], load, pool.recent, pool.asked, pool.yes)

    def predict(
        self, fit: Floats, load: Floats, recent: Integers, asked: Integers, yes: Integers
    ) -> Floats:
        """p from bare features, one row each; ``fit`` has the columns of ``FEATURES``."""
        own = self.record(asked, yes)
        logit = (
            self.intercept
            + weighted(fit, np.array(self.fit))
            + self.load * load
            + self.recent * recent
            + self.own * np.log(own / (1.0 - own))
        )
        chances: Floats = 1.0 / (1.0 + np.exp(-logit))
        return chances


@dataclass(frozen=True, slots=True)
class Answer:
    """One request that ended in yes, no or silence, with what was known when it was sent."""

    fit: tuple[float, float, float, float]
    load: float
    recent: int
    asked: int
    yes: int
    accepted: bool


def refit(
    answers: Sequence[Answer], records: Sequence[tuple[int, int]], current: Acceptance
) -> Acceptance:
    """The model after these answers; ``records`` are (asked, yes) of every mentor.

    Below ``FEWEST_ANSWERS`` answers the current model stays, and so does its version. The prior is
    the Beta distribution under which the records are likeliest. The coefficients are drawn towards
    the current ones with the strength of a few answers, so that a feature that never varied keeps
    its weight instead of getting a wild one.
    """
    if len(answers) < FEWEST_ANSWERS:
        return current
    prior_yes, prior_no = _beta(records, current)
    asked = np.array([answer.asked for answer in answers])
    yes = np.array([answer.yes for answer in answers])
    own = (prior_yes + yes) / (prior_yes + prior_no + asked)
    columns = np.column_stack(
        [
            np.ones(len(answers)),
            np.array([answer.fit for answer in answers]),
            np.array([answer.load for answer in answers]),
            np.array([answer.recent for answer in answers]),
            np.log(own / (1.0 - own)),
        ]
    )
    start = np.array(
        [current.intercept, *current.fit, current.load, current.recent, current.own], np.float64
    )
    fitted = _logistic(columns, np.array([answer.accepted for answer in answers], float), start)
    a, needs, text, industry, stage, load, recent, trust = (float(value) for value in fitted)
    return Acceptance(
        a,
        (needs, text, industry, stage),
        min(load, 0.0),
        min(recent, 0.0),
        max(trust, 0.0),
        prior_yes,
        prior_no,
        current.version + 1,
    )


def _logistic(columns: Floats, accepted: Floats, start: Floats) -> Floats:
    """Newton's steps to the penalised maximum; the penalty makes the problem strictly convex."""
    coefficients = start.copy()
    penalty = RIDGE * np.eye(len(start))
    penalty[0, 0] = 1e-3
    for _ in range(50):
        chances = 1.0 / (1.0 + np.exp(-np.clip(columns @ coefficients, -30, 30)))
        slope = columns.T @ (accepted - chances) - penalty @ (coefficients - start)
        spread = chances * (1.0 - chances)
        step = np.linalg.solve((columns.T * spread) @ columns + penalty, slope)
        coefficients += step
        if float(np.abs(step).max()) < 1e-9:
            break
    return coefficients


def _beta(records: Sequence[tuple[int, int]], current: Acceptance) -> tuple[float, float]:
    """The likeliest Beta prior of the records, over a grid of means and strengths.

    A grid cannot diverge: the likelihood in the strength is flat when mentors were asked little.
    """
    seen = np.array([(asked, yes) for asked, yes in records if asked > 0])
    if len(seen) < 20:
        return current.prior_yes, current.prior_no
    asked, yes = seen[:, 0], seen[:, 1]
    strength, mean = (
        axis.ravel() for axis in np.meshgrid(np.geomspace(1, 60, 30), np.linspace(0.05, 0.95, 46))
    )
    a, b = mean * strength, (1.0 - mean) * strength
    likelihood = (_rising(a, yes) + _rising(b, asked - yes) - _rising(a + b, asked)).sum(axis=1)
    best = int(np.argmax(likelihood))
    return float(a[best]), float(b[best])


def _rising(start: Floats, steps: Integers) -> Floats:
    """log of start · (start + 1) · … with so many factors, a row for every start."""
    factors = np.log(start[:, None] + np.arange(int(steps.max(initial=0))))
    sums = np.concatenate([np.zeros((len(start), 1)), np.cumsum(factors, axis=1)], axis=1)
    return np.asarray(sums[:, steps])
