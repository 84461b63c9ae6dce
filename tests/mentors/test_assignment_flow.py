"""The optional flow solver: the same value as the auction, with prices that prove it."""

import numpy as np
import pytest

from mentors import flow
from mentors.assignment import Edges, dual_bound, solve_edges
from tests import databases
from tests.mentors.test_assignment import market


@pytest.fixture
def extra() -> None:
    databases.require(flow.is_installed(), "requirements/extra-ortools.lock is not installed")


def test_lowest_prices_of_an_optimal_plan_prove_it() -> None:
    for seed in range(200):
        rng = np.random.default_rng(seed)
        students, mentors = int(rng.integers(1, 30)), int(rng.integers(1, 9))
        rows = [
            [(int(mentor), float(rng.integers(1, 50))) for mentor in np.flatnonzero(asked)]
            for asked in rng.random((students, mentors)) < 0.6
        ]
        edges = Edges.of(rows, rng.integers(1, 4, mentors).tolist())
        plan = solve_edges(edges, tolerance=1e-12)
        taken = np.flatnonzero(plan.mentor_of[edges.students] == edges.mentors)
        prices = flow.lowest_prices(edges, edges.weights.astype(np.int64), taken)
        assert dual_bound(edges, prices.astype(np.float64)) == plan.value
        assert (prices <= plan.prices + 1e-6).all()


@pytest.mark.usefixtures("extra")
def test_flow_and_auction_agree_on_value_and_bound() -> None:
    for seed in range(300):
        case = market(seed)
        edges = Edges.of(case.rows, case.capacities)
        plan, ours = flow.solve_edges(edges, seed=seed), solve_edges(edges, tolerance=1e-9)
        case.check(plan)
        assert plan.value == pytest.approx(ours.value, rel=1e-6)
        assert plan.bound == pytest.approx(dual_bound(edges, plan.prices), rel=1e-12)
        assert plan.value >= plan.bound * (1 - 1e-6)


@pytest.mark.usefixtures("extra")
def test_seeds_share_ties_out() -> None:
    edges = Edges.of([[(0, 1.0)]] * 4, [1])
    won = [flow.solve_edges(edges, seed=seed).pairs[0][0] for seed in range(200)]
    assert set(won) == {0, 1, 2, 3}
    assert np.array_equal(
        won, [flow.solve_edges(edges, seed=seed).pairs[0][0] for seed in range(200)]
    )
