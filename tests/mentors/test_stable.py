"""Stable matching: nobody can undo it together, and students do as well as in any other."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentors.assignment import Edges
from mentors.stable import Preferences, blocking_pairs, match

Row = dict[int, tuple[float, float]]
"""A student's mentors: how much the student likes the mentor, and the other way round."""


def preferences(rows: list[Row], capacities: list[int]) -> Preferences:
    edges = Edges.of(
        [[(mentor, 1.0) for mentor in row] for row in rows],
        capacities,
    )
    both = [liked for row in rows for liked in row.values()]
    return Preferences(
        edges,
        np.array([one for one, _ in both], float),
        np.array([other for _, other in both], float),
    )


def blocking_by_hand(rows: list[Row], capacities: list[int], plan: tuple[int, ...]) -> int:
    """The definition, pair by pair."""
    count = 0
    for student, row in enumerate(rows):
        for mentor, (liking, merit) in row.items():
            now = plan[student]
            if now == mentor or (now >= 0 and row[now][0] >= liking):
                continue
            held = [rows[each][mentor][1] for each, whose in enumerate(plan) if whose == mentor]
            count += len(held) < capacities[mentor] or any(merit > one for one in held)
    return count


def all_plans(rows: list[Row], capacities: list[int]) -> list[tuple[int, ...]]:
    """Every assignment within the capacities."""
    return [
        plan
        for plan in product(*([-1, *row] for row in rows))
        if all(plan.count(mentor) <= places for mentor, places in enumerate(capacities))
    ]


strict_markets = st.integers(0, 10**9).map(np.random.default_rng)


@given(strict_markets)
@settings(max_examples=150, deadline=None)
def test_match_gives_every_student_the_best_of_all_stable_plans(rng: np.random.Generator) -> None:
    students, mentors = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    rows: list[Row] = [
        {
            int(mentor): (float(rng.random()), float(rng.random()))
            for mentor in np.flatnonzero(rng.random(mentors) < 0.8)
        }
        for _ in range(students)
    ]
    capacities = rng.integers(0, 3, mentors).tolist()
    plan = tuple(match(preferences(rows, capacities)).tolist())
    stable = [
        each for each in all_plans(rows, capacities) if not blocking_by_hand(rows, capacities, each)
    ]
    assert plan in stable
    for other in stable:
        for student, mentor in enumerate(other):
            liking = rows[student][mentor][0] if mentor >= 0 else -1.0
            mine = rows[student][plan[student]][0] if plan[student] >= 0 else -1.0
            assert mine >= liking


@given(strict_markets, st.integers(0, 5))
@settings(max_examples=150, deadline=None)
def test_no_pair_blocks_when_there_are_ties(rng: np.random.Generator, seed: int) -> None:
    students, mentors = int(rng.integers(1, 12)), int(rng.integers(1, 6))
    rows: list[Row] = [
        {
            int(mentor): (float(rng.integers(3)), float(rng.integers(3)))
            for mentor in np.flatnonzero(rng.random(mentors) < 0.7)
        }
        for _ in range(students)
    ]
    capacities = rng.integers(0, 4, mentors).tolist()
    wishes = preferences(rows, capacities)
    plan = match(wishes, seed=seed)
    assert blocking_by_hand(rows, capacities, tuple(plan.tolist())) == 0
    assert blocking_pairs(wishes, plan) == []
    assert plan.tolist() == match(wishes, seed=seed).tolist()


@given(strict_markets)
@settings(max_examples=150, deadline=None)
def test_blocking_pairs_of_any_plan_are_those_of_the_definition(rng: np.random.Generator) -> None:
    rows: list[Row] = [
        {mentor: (float(rng.integers(4)), float(rng.integers(4))) for mentor in range(2)}
        for _ in range(4)
    ]
    capacities = [1, 2]
    plans = all_plans(rows, capacities)
    plan = plans[int(rng.integers(len(plans)))]
    found = blocking_pairs(preferences(rows, capacities), np.array(plan))
    assert len(found) == len(set(found)) == blocking_by_hand(rows, capacities, plan)


def test_lots_decide_between_students_whom_a_mentor_likes_equally() -> None:
    wishes = preferences([{0: (1.0, 1.0)}] * 4, [1])
    won = [int(match(wishes, seed=seed).argmax()) for seed in range(400)]
    assert np.bincount(won, minlength=4).min() > 60


@pytest.mark.parametrize("capacities", [[0], [10**9]])
def test_match_of_no_students_is_empty(capacities: list[int]) -> None:
    assert match(preferences([], capacities)).tolist() == []
