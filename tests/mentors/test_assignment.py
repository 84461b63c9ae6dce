"""The assignment of greatest weight: against SciPy, with its proof, and on awkward input."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from mentors.assignment import Edges, Plan, dual_bound, solve, solve_edges

Rows = list[list[tuple[int, float]]]
TOLERANCE = 1e-6
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Market:
    """An instance small enough for a dense matrix."""

    rows: Rows
    capacities: list[int]

    def optimum(self) -> float:
        """The greatest weight, by SciPy: one column a place, and one of 0 for every student."""
        students, mentors = len(self.rows), len(self.capacities)
        weights = np.zeros((students, mentors))
        for student, row in enumerate(self.rows):
            for mentor, weight in row:
                weights[student, mentor] = max(weight, 0.0)
        places = np.repeat(weights, self.capacities, axis=1)
        whole = np.hstack((places, np.zeros((students, students))))
        chosen = linear_sum_assignment(whole, maximize=True)
        return float(whole[chosen].sum())

    def check(self, plan: Plan) -> None:
        """The plan keeps the rules, and its numbers are those of the plan."""
        weights = [dict(row) for row in self.rows]
        assert len(plan.mentor_of) == len(self.rows)
        assert all(weights[student][mentor] > 0 for student, mentor in plan.pairs)
        held = np.bincount([mentor for _, mentor in plan.pairs], minlength=len(self.capacities))
        assert (held <= self.capacities).all()
        assert plan.value == math.fsum(weights[student][mentor] for student, mentor in plan.pairs)
        assert (plan.prices >= 0).all()
        assert (plan.prices[held < self.capacities] == 0).all()
        proved = dual_bound(Edges.of(self.rows, self.capacities), plan.prices)
        assert plan.bound == pytest.approx(proved, rel=ROUNDING)


def market(seed: int) -> Market:
    """A random one: sparse or dense, scarce or ample, smooth weights or all ties."""
    rng = np.random.default_rng(seed)
    students, mentors = int(rng.integers(1, 40)), int(rng.integers(1, 15))
    shape = (students, mentors)
    weights = (
        rng.random(shape),
        rng.integers(0, 3, shape).astype(float),
        np.ones(shape),
        rng.random(shape) - 0.3,
        np.exp(rng.normal(0, 6, shape)),
    )[seed % 5]
    asked = rng.random(shape) < rng.random()
    rows: Rows = []
    for student in range(students):
        named = rng.permutation(np.flatnonzero(asked[student])).tolist()
        rows.append([(mentor, float(weights[student, mentor])) for mentor in named])
    return Market(rows, rng.integers(0, 5, mentors).tolist())


def test_plan_is_the_optimum_of_scipy_on_a_thousand_random_markets() -> None:
    for seed in range(1_000):
        case = market(seed)
        plan = solve(case.rows, case.capacities, seed=seed)
        case.check(plan)
        optimum = case.optimum()
        assert optimum * (1 - TOLERANCE) - ROUNDING <= plan.value, seed
        assert plan.value <= optimum * (1 + ROUNDING), seed
        assert optimum * (1 - ROUNDING) <= plan.bound <= optimum * (1 + TOLERANCE), seed


@given(
    st.lists(
        st.dictionaries(st.integers(0, 5), st.integers(-3, 9).map(float), max_size=6), max_size=12
    ),
    st.lists(st.integers(0, 4), min_size=6, max_size=6),
    st.integers(0, 3),
)
@settings(max_examples=150, deadline=None)
def test_plan_of_whole_numbers_is_exactly_the_optimum(
    asked: list[dict[int, float]], capacities: list[int], seed: int
) -> None:
    case = Market([list(row.items()) for row in asked], capacities)
    plan = solve(case.rows, capacities, seed=seed)
    case.check(plan)
    assert plan.value == case.optimum()


@given(st.integers(0, 10_000), st.lists(st.floats(0, 5), min_size=15, max_size=15))
@settings(max_examples=100, deadline=None)
def test_bound_holds_at_any_prices(seed: int, prices: list[float]) -> None:
    case = market(seed)
    edges = Edges.of(case.rows, case.capacities)
    bound = dual_bound(edges, np.asarray(prices[: len(case.capacities)]))
    assert bound >= case.optimum() * (1 - ROUNDING)


@pytest.mark.parametrize(
    ("rows", "capacities", "pairs"),
    [
        ([], [], []),
        ([[]], [], []),
        ([[], [(0, 1.0)]], [1], [(1, 0)]),
        ([[(0, 1.0)]], [0], []),
        ([[(0, 0.0)], [(0, -2.0)]], [2], []),
        ([[(0, 1.0)], [(0, 2.0)], [(0, 3.0)]], [2], [(1, 0), (2, 0)]),
        ([[(0, 5.0), (1, 4.0)], [(0, 4.0), (1, 1.0)]], [1, 1], [(0, 1), (1, 0)]),
        ([[(0, 1.0)]] * 3, [10**9], [(0, 0), (1, 0), (2, 0)]),
    ],
)
def test_plan_of_an_awkward_market(
    rows: Rows, capacities: list[int], pairs: list[tuple[int, int]]
) -> None:
    plan = solve(rows, capacities)
    assert plan.pairs == pairs
    assert plan.bound == pytest.approx(plan.value, rel=TOLERANCE)


def test_same_seed_gives_the_same_plan_and_seeds_share_ties_out() -> None:
    rows: Rows = [[(0, 1.0)] for _ in range(4)]
    plans = [solve(rows, [1], seed=seed).pairs for seed in range(400)]
    assert plans == [solve(rows, [1], seed=seed).pairs for seed in range(400)]
    won = np.bincount([pairs[0][0] for pairs in plans], minlength=4)
    assert (won > 60).all()
    assert won.sum() == 400


def test_large_scarce_market_is_proved_within_the_tolerance() -> None:
    rng = np.random.default_rng(7)
    students, mentors, candidates = 2_000, 400, 40
    named = np.argsort(rng.random((students, mentors)), axis=1)[:, :candidates]
    starts = np.arange(0, students * candidates + 1, candidates)
    weights = rng.random(mentors)[named] * rng.random((students, 1))  # all want the same ones
    for places in (1, 4, 6):
        edges = Edges(starts, named.ravel(), weights.ravel(), np.full(mentors, places))
        plan = solve_edges(edges)
        held = np.bincount(plan.mentor_of[plan.mentor_of >= 0], minlength=mentors)
        assert held.max() <= places
        assert plan.value >= plan.bound * (1 - TOLERANCE)
        assert plan.bound == pytest.approx(dual_bound(edges, plan.prices), rel=ROUNDING)
