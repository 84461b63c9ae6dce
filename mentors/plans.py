"""A plan for a matching problem with what proves it, and the check that anybody can repeat."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from mentors import flow
from mentors.assignment import solve_edges
from mentors.instances import Id, Instance, Objective
from mentors.stable import blocking_pairs, match

ROUNDING = 1e-9
FEW_PAIRS = 100_000


@dataclass(frozen=True, slots=True)
class Decided:
    """Who is matched with whom, and the proof.

    No plan is worth more than ``bound``, by the ``prices`` of the mentors (0 where none is named).
    ``blocking`` counts the pairs who would both rather have each other; 0 for a stable plan.
    """

    objective: Objective
    seed: int
    pairs: tuple[tuple[Id, Id], ...]
    unmatched: tuple[Id, ...]
    value: float
    bound: float
    blocking: int
    prices: Mapping[Id, float]

    def as_json(self) -> dict[str, object]:
        """For printing; ``problems`` reads the same shape."""
        return {
            "objective": self.objective,
            "seed": self.seed,
            "pairs": [list(pair) for pair in self.pairs],
            "value": self.value,
            "bound": self.bound,
            "blocking": self.blocking,
            "unmatched": list(self.unmatched),
            "prices": [[mentor, price] for mentor, price in self.prices.items()],
        }


def decide(instance: Instance, *, seed: int = 0, by_flow: bool = False) -> Decided:
    """The best plan for the instance's objective; ``seed`` decides between equals.

    A plan by weight is worth at least (1 − 1e-5) × ``bound``, and up to 100,000 pairs
    (1 − 1e-9) × ``bound``. A stable plan has the bound of the greatest weight beside its own value,
    which shows what stability costs. ``by_flow`` asks the optional solver (``flow.is_installed``).
    """
    edges = instance.edges
    tolerance = 1e-9 if len(edges.weights) <= FEW_PAIRS else 1e-5
    if by_flow:
        best = flow.solve_edges(edges, seed=seed)
    else:
        best = solve_edges(edges, seed=seed, tolerance=tolerance)
    mentor_of, value = best.mentor_of, best.value
    if instance.objective == "stable":
        mentor_of = match(instance.preferences, seed=seed)
        value = math.fsum(edges.weights[mentor_of[edges.students] == edges.mentors])
    students, mentors = instance.students, instance.mentors
    return Decided(
        instance.objective,
        seed,
        tuple(
            (students[student], mentors[mentor])
            for student, mentor in enumerate(mentor_of.tolist())
            if mentor >= 0
        ),
        tuple(students[student] for student in np.flatnonzero(mentor_of < 0).tolist()),
        value,
        best.bound,
        len(blocking_pairs(instance.preferences, mentor_of)),
        {mentors[number]: float(best.prices[number]) for number in np.flatnonzero(best.prices)},
    )


def problems(instance: Instance, answer: Mapping[str, object]) -> list[str]:
    """What does not hold of a plan in the shape of ``as_json``; an empty list proves it.

    Nothing of what made the plan is used or believed: the sums, the bound from the prices and the
    blocking pairs are worked out again. How far the value lies below the bound is not judged.
    """
    weights: dict[Id, dict[Id, float]] = {student: {} for student in instance.students}
    liked: list[tuple[Id, Id, float, float]] = []
    edges, wishes = instance.edges, instance.preferences
    for student, mentor, weight, one, other in zip(
        edges.students.tolist(),
        edges.mentors.tolist(),
        edges.weights.tolist(),
        wishes.by_student.tolist(),
        wishes.by_mentor.tolist(),
        strict=True,
    ):
        pair = instance.students[student], instance.mentors[mentor]
        weights[pair[0]][pair[1]] = weight
        liked.append((*pair, one, other))
    capacities = dict(zip(instance.mentors, edges.capacities.tolist(), strict=True))

    pairs = _rows(answer.get("pairs"), str, int)
    prices = _rows(answer.get("prices"), int, float)
    if pairs is None or prices is None:
        return ["A plan has pairs, a list of [student, mentor], and prices, of [mentor, price]."]
    found = [
        f"{student} – {mentor} is no pair that both accept."
        for student, mentor in pairs
        if mentor not in weights.get(student, {})
    ]
    found += [
        f"{student} is matched {times} times."
        for student, times in Counter(student for student, _ in pairs).items()
        if times > 1
    ]
    load = Counter(mentor for _, mentor in pairs)
    found += [
        f"{mentor} has {held} students in {capacities[mentor]} places."
        for mentor, held in load.items()
        if held > capacities.get(mentor, held)
    ]
    found += [
        f"{price!r} is no price of {mentor}."
        for mentor, price in prices
        if mentor not in capacities or not 0 <= price < math.inf
    ]
    if len({mentor for mentor, _ in prices}) < len(prices):
        found.append("A mentor has two prices.")
    if found:
        return found

    value = math.fsum(weights[student][mentor] for student, mentor in pairs)
    price_of = defaultdict(float, prices)
    bound = math.fsum(capacities[mentor] * price for mentor, price in prices) + math.fsum(
        max([0.0, *(weight - price_of[mentor] for mentor, weight in row.items())])
        for row in weights.values()
    )
    blocking = _blocking(liked, set(pairs), load, capacities)
    for name, is_ in (("value", value), ("bound", bound), ("blocking", blocking)):
        said = answer.get(name)
        if not isinstance(said, float | int) or not math.isclose(said, is_, rel_tol=ROUNDING):
            found.append(f"The {name} is {is_}, not {said}.")
    if instance.objective == "stable" and blocking:
        found.append(f"The plan is not stable: {blocking} pairs would rather have each other.")
    return found


def _rows(found: object, *kinds: type) -> list[tuple[Any, Any]] | None:
    """Rows of two, of these types; None for anything else."""
    if not isinstance(found, list):
        return None
    for row in found:
        if not isinstance(row, list) or len(row) != 2:
            return None
        if not isinstance(row[0], str | int) or not isinstance(row[1], kinds):
            return None
    return [(one, other) for one, other in found]


def _blocking(
    liked: list[tuple[Id, Id, float, float]],
    pairs: set[tuple[Id, Id]],
    load: Mapping[Id, int],
    capacities: Mapping[Id, int],
) -> int:
    has = {student: one for student, mentor, one, _ in liked if (student, mentor) in pairs}
    held: dict[Id, list[float]] = defaultdict(list)
    for student, mentor, _, other in liked:
        if (student, mentor) in pairs:
            held[mentor].append(other)
    worst = {
        mentor: min(held[mentor], default=math.inf) if load[mentor] == places else -math.inf
        for mentor, places in capacities.items()
    }
    return sum(
        (student, mentor) not in pairs
        and one > has.get(student, -math.inf)
        and other > worst[mentor]
        for student, mentor, one, other in liked
    )
