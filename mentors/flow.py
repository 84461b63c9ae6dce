"""The same assignment by minimum-cost flow, where the optional package OR-tools is installed.

The default is the auction, which needs no package and is as quick; this one is there to confirm it
with somebody else's exact solver. ``requirements/extra-ortools.lock`` names the package.
"""

import importlib.util
import math

import numpy as np

from mentors.assignment import Edges, Ints, Plan, dual_bound, spread, starts_of

STEPS = 2**30
"""Costs of a flow must be whole numbers: of weights, so many to the largest."""
LOTS = 64
"""Weights grow by fewer than so many steps at random, so that chance decides between equals."""


def is_installed() -> bool:
    return importlib.util.find_spec("ortools") is not None


def solve_edges(edges: Edges, *, seed: int = 0) -> Plan:
    """The plan of greatest total weight, exact to 64/2³⁰ of the largest weight a match.

    Weights of 0 and below are never taken. ``seed`` decides between plans of equal worth. Raises
    ImportError where the package is missing.
    """
    from ortools.graph.python import min_cost_flow

    wanted = np.flatnonzero((edges.weights > 0) & (edges.capacities[edges.mentors] > 0))
    student_of, mentor_of_edge = edges.students[wanted], edges.mentors[wanted]
    step = float(edges.weights[wanted].max(initial=0.0)) / STEPS or 1.0
    worth = np.rint(edges.weights[wanted] / step).astype(np.int64)
    worth += np.random.default_rng(seed).integers(LOTS, size=len(worth))

    students, mentors = len(edges.starts) - 1, len(edges.capacities)
    sink = students + mentors
    everybody = np.arange(students)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((student_of, everybody, students + np.arange(mentors))),
        np.concatenate((students + mentor_of_edge, np.full(students + mentors, sink))),
        np.concatenate((np.ones(len(wanted) + students, np.int64), edges.capacities)),
        np.concatenate((-worth, np.zeros(students + mentors, np.int64))),
    )
    flow.set_nodes_supplies(everybody, np.ones(students, np.int64))
    flow.set_node_supply(sink, -students)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow solver ended with {status}")
    taken = wanted[np.flatnonzero(flow.flows(arcs[: len(wanted)]))]

    mentor_of = np.full(students, -1, np.int64)
    mentor_of[edges.students[taken]] = edges.mentors[taken]
    rounded = np.zeros(len(edges.weights), np.int64)
    rounded[wanted] = worth
    prices = lowest_prices(edges, rounded, taken).astype(np.float64) * step
    closed = edges.capacities[edges.mentors] == 0
    np.maximum.at(prices, edges.mentors[closed], edges.weights[closed])
    value = math.fsum(edges.weights[taken])
    return Plan(mentor_of, prices, value, max(value, dual_bound(edges, prices)))


def lowest_prices(edges: Edges, worth: Ints, taken: Ints) -> Ints:
    """The lowest prices at which nobody would rather be elsewhere than the optimal plan says.

    The solver keeps its own to itself. These are longest paths among those who hold a place, found
    by Bellman and Ford's rounds; an optimal plan has no endless ones.
    """
    net = np.zeros(len(edges.starts) - 1, np.int64)
    net[edges.students[taken]] = worth[taken]
    prices = np.zeros(len(edges.capacities), np.int64)
    mentors = edges.mentors[taken]
    by_mentor = taken[np.argsort(mentors, kind="stable")]
    holders = edges.students[by_mentor]
    seats = starts_of(np.bincount(mentors, minlength=len(prices)))
    changed = np.flatnonzero(np.diff(edges.starts))
    while len(changed):
        which, _, counts = spread(edges.starts, changed)
        asked = worth[which] - np.repeat(net[changed], counts)
        before = prices.copy()
        np.maximum.at(prices, edges.mentors[which], asked)
        dearer = np.flatnonzero(prices > before)
        which, _, counts = spread(seats, dearer)
        net[holders[which]] -= np.repeat((prices - before)[dearer], counts)
        changed = holders[which]
    return prices
