"""Who is matched with whom for the greatest total weight: an ε-auction with its own proof.

Bertsekas' auction with ε-scaling, where a mentor is several like objects: a student bids for the
place with the best net value (weight − price), a full mentor's price is its lowest held bid. Prices
carried over from a coarser ε can be too high for places that stay empty, so each phase ends with a
reverse auction in which such mentors lower their price until somebody comes or it is 0 (Bertsekas
and Castañón, A forward/reverse auction algorithm for asymmetric assignment problems, 1992).

The proof is linear programming duality: for any prices p ≥ 0 no plan is worth more than
Σ capacity·p + Σ max(0, max(weight − p)). ``Plan.bound`` is that sum for the prices found.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

COARSEST, FINER, FINEST = 0.25, 5.0, 1e-12
"""First ε, its divisor from phase to phase, and the last one, as shares of the largest weight."""
FEW_BIDDERS = 48
"""From so few on, bids one after the other are quicker than rounds of arrays."""
LOTTERY = 1e-10
"""Weights grow by up to this share at random, so that chance decides between equals."""


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Who may be matched with whom, student by student.

    The candidates of student s are ``mentors[starts[s]:starts[s + 1]]`` with the ``weights`` at the
    same places. No mentor stands twice with one student; weights are finite.
    """

    starts: Ints
    mentors: Ints
    weights: Floats
    capacities: Ints

    @classmethod
    def of(
        cls, weights_by_student: Iterable[Sequence[tuple[int, float]]], capacities: Sequence[int]
    ) -> "Edges":
        """From every student's (mentor, weight) pairs."""
        rows = list(weights_by_student)
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        count = int(starts[-1])
        pairs = list(chain.from_iterable(rows))
        return cls(
            starts,
            np.fromiter((mentor for mentor, _ in pairs), np.int64, count),
            np.fromiter((weight for _, weight in pairs), np.float64, count),
            np.asarray(capacities, np.int64),
        )

    def only(self, kept: npt.NDArray[np.bool_]) -> "Edges":
        """The same students and mentors with these edges alone."""
        before = starts_of(kept.astype(np.int64))
        return Edges(before[self.starts], self.mentors[kept], self.weights[kept], self.capacities)

    def in_order(self, order: Ints) -> "Edges":
        """The same with the students in this order."""
        which, firsts, _ = spread(self.starts, order)
        starts = np.append(firsts, len(which))
        return Edges(starts, self.mentors[which], self.weights[which], self.capacities)

    @property
    def students(self) -> Ints:
        """The student of every edge."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """An assignment; ``mentor_of`` is −1 for a student without one.

    No assignment is worth more than ``bound``, which the ``prices`` of the mentors prove: see
    ``dual_bound``. A mentor with an empty place has price 0; one without any costs the most that
    anybody would pay.
    """

    mentor_of: Ints
    prices: Floats
    value: float
    bound: float

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Student and mentor of every match, by student."""
        students = np.flatnonzero(self.mentor_of >= 0)
        return list(zip(students.tolist(), self.mentor_of[students].tolist(), strict=True))


def solve(
    weights_by_student: Iterable[Sequence[tuple[int, float]]],
    capacities: Sequence[int],
    *,
    seed: int = 0,
    tolerance: float = 1e-6,
) -> Plan:
    """The plan of greatest total weight, at most one mentor a student: ``solve_edges`` for lists.

    Every student has (mentor number, weight) pairs; the numbers index ``capacities``.
    """
    return solve_edges(Edges.of(weights_by_student, capacities), seed=seed, tolerance=tolerance)


def solve_edges(edges: Edges, *, seed: int = 0, tolerance: float = 1e-6) -> Plan:
    """The plan of greatest total weight, at most one mentor a student.

    ``bound − value`` is at most ``tolerance`` × ``bound``. Weights of 0 and below are never taken.
    ``seed`` decides between plans of equal worth; the same seed gives the same plan.
    """
    open_ = edges.only((edges.weights > 0) & (edges.capacities[edges.mentors] > 0))
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(edges.starts) - 1)  # who bids last among equals has the advantage
    open_ = open_.in_order(order)
    lots = 1 + LOTTERY * rng.random(len(open_.weights))
    auction = _Auction(Edges(open_.starts, open_.mentors, open_.weights * lots, open_.capacities))
    greatest = float(open_.weights.max(initial=0.0))
    epsilon = greatest * COARSEST
    while True:
        auction.forward(epsilon)
        auction.reverse(epsilon)
        plan = _plan(edges, open_, order, auction)
        if plan.bound - plan.value <= tolerance * plan.bound or epsilon < greatest * FINEST:
            return plan
        epsilon /= FINER


def best_net(edges: Edges, prices: Floats) -> Floats:
    """What every student could have at these prices: max(0, max(weight − price))."""
    best = np.zeros(len(edges.starts) - 1)
    some = np.flatnonzero(np.diff(edges.starts))
    if len(some):
        net = edges.weights - prices[edges.mentors]
        best[some] = np.maximum.reduceat(net, edges.starts[some])
    return np.maximum(best, 0.0)


def dual_bound(edges: Edges, prices: Floats) -> float:
    """More than this no plan is worth, whatever the prices (≥ 0) are."""
    return math.fsum(edges.capacities * prices) + math.fsum(best_net(edges, prices))


def _plan(edges: Edges, open_: Edges, order: Ints, auction: "_Auction") -> Plan:
    held = auction.taken >= 0
    mentor_of = np.full(len(held), -1, np.int64)
    mentor_of[order[held]] = open_.mentors[auction.taken[held]]
    value = math.fsum(open_.weights[auction.taken[held]])
    prices = auction.prices.copy()
    closed = edges.capacities[edges.mentors] == 0
    np.maximum.at(prices, edges.mentors[closed], edges.weights[closed])
    # Rounding alone could put the bound of a perfect plan below its value.
    return Plan(mentor_of, prices, value, max(value, dual_bound(edges, prices)))


class _Auction:
    """Prices and who holds what, between the phases of one solution."""

    def __init__(self, edges: Edges) -> None:
        self.edges = edges
        count = len(edges.capacities)
        asked = np.bincount(edges.mentors, minlength=count)
        self.capacities = np.minimum(edges.capacities, asked + 1)  # one more is as good as many
        self.prices = np.zeros(count)
        self.taken = np.full(len(edges.starts) - 1, -1, np.int64)
        """The edge every student holds, or −1."""
        self._places = starts_of(self.capacities)
        self._holders = np.empty(self._places[-1], np.int64)
        self._bids = np.empty(self._places[-1])
        self._by_mentor = np.argsort(edges.mentors, kind="stable")
        self._mentor_starts = starts_of(asked)
        self._rivals = edges.students[self._by_mentor]
        self._offers = edges.weights[self._by_mentor]
        self._lists: dict[int, tuple[list[int], list[float]]] = {}

    def forward(self, epsilon: float) -> None:
        """Students bid until each holds within ε of its best, or nothing is worth its price."""
        best = best_net(self.edges, self.prices)
        self.taken[best - self._net() > epsilon] = -1
        self._seat()
        bidders = np.flatnonzero((self.taken < 0) & (best > 0))
        while len(bidders) > FEW_BIDDERS:
            bidders = self._round(bidders, epsilon)
        self._one_by_one(bidders.tolist(), epsilon)

    def reverse(self, epsilon: float) -> None:
        """Mentors with empty places lower their price until somebody comes or it is 0."""
        net = self._net()
        mentors, taken = self.edges.mentors, self.taken
        load = np.bincount(mentors[taken[taken >= 0]], minlength=len(self.prices))
        waiting = np.flatnonzero((load < self.capacities) & (self.prices > 0)).tolist()
        while waiting:
            mentor = waiting.pop()
            empty = int(self.capacities[mentor] - load[mentor])
            if empty <= 0 or self.prices[mentor] <= 0:
                continue
            here = slice(self._mentor_starts[mentor], self._mentor_starts[mentor + 1])
            edges, students, offers = self._by_mentor[here], self._rivals[here], self._offers[here]
            own = taken[students] == edges
            gains = offers - net[students]
            gains[own] = -np.inf
            first = np.argsort(-gains, kind="stable")[: empty + 1]
            lowest = gains[first[empty]] - epsilon if empty < len(first) else 0.0
            price = min(max(lowest, 0.0), self.prices[mentor])
            self.prices[mentor] = price
            net[students[own]] = offers[own] - price
            for place in first[:empty][gains[first[:empty]] >= price + epsilon]:
                student, before = students[place], taken[students[place]]
                if before >= 0:
                    load[mentors[before]] -= 1
                    waiting.append(int(mentors[before]))
                taken[student], net[student] = edges[place], offers[place] - price
                load[mentor] += 1

    def _net(self) -> Floats:
        """What every student has at the present prices: 0 without a mentor."""
        net = np.zeros(len(self.taken))
        edge = self.taken[self.taken >= 0]
        net[self.taken >= 0] = self.edges.weights[edge] - self.prices[self.edges.mentors[edge]]
        return net

    def _seat(self) -> None:
        """Write down who holds which place, each at the mentor's present price."""
        self._holders[:], self._bids[:] = -1, -np.inf
        held = np.flatnonzero(self.taken >= 0)
        mentors = self.edges.mentors[self.taken[held]]
        order = np.argsort(mentors, kind="stable")
        held, mentors = held[order], mentors[order]
        place = self._places[mentors] + _ranks(mentors)
        self._holders[place], self._bids[place] = held, self.prices[mentors]

    def _round(self, bidders: Ints, epsilon: float) -> Ints:
        """All bid at once; returns who holds nothing afterwards and may want something."""
        which, firsts, counts = spread(self.edges.starts, bidders)
        net = self.edges.weights[which] - self.prices[self.edges.mentors[which]]
        best = np.maximum.reduceat(net, firsts)
        equal = np.flatnonzero(net == np.repeat(best, counts))
        choice = equal[np.searchsorted(equal, firsts)]
        net[choice] = 0.0
        second = np.maximum(np.maximum.reduceat(net, firsts), 0.0)
        live = best > 0
        edge = which[choice[live]]
        wanted = self.edges.mentors[edge]
        bid = self.prices[wanted] + (best - second)[live] + epsilon

        open_ = np.unique(wanted)
        places, _, _ = spread(self._places, open_)
        places_held = places[self._holders[places] >= 0]
        holders = self._holders[places_held]
        students = np.concatenate((holders, bidders[live]))
        edges = np.concatenate((self.taken[holders], edge))
        bids = np.concatenate((self._bids[places_held], bid))
        order = np.lexsort((-bids, self.edges.mentors[edges]))
        students, edges, bids = students[order], edges[order], bids[order]
        mentors = self.edges.mentors[edges]
        rank = _ranks(mentors)
        stays = rank < self.capacities[mentors]

        self._holders[places], self._bids[places] = -1, -np.inf
        place = self._places[mentors[stays]] + rank[stays]
        self._holders[place], self._bids[place] = students[stays], bids[stays]
        self.taken[students[stays]] = edges[stays]
        last = rank == self.capacities[mentors] - 1
        self.prices[mentors[last]] = bids[last]
        outbid = students[~stays]
        self.taken[outbid] = -1
        return outbid

    def _one_by_one(self, waiting: list[int], epsilon: float) -> None:
        """The same, one bidder after the other, on Python's lists and heaps."""
        prices, capacities = self.prices.tolist(), self.capacities.tolist()
        heaps: dict[int, list[tuple[float, int]]] = {}
        moved: dict[int, int] = {}
        while waiting:
            student = waiting.pop()
            mentors, weights = self._list(student)
            best = second = 0.0
            choice = -1
            for number, mentor in enumerate(mentors):
                net = weights[number] - prices[mentor]
                if net > second:
                    if net > best:
                        best, second, choice = net, best, number
                    else:
                        second = net
            if choice < 0:
                moved[student] = -1
                continue
            mentor = mentors[choice]
            heap = heaps.get(mentor)
            if heap is None:
                heap = heaps[mentor] = self._held(mentor)
            bid = (prices[mentor] + best - second + epsilon, student)
            moved[student] = int(self.edges.starts[student]) + choice
            if len(heap) < capacities[mentor]:
                heapq.heappush(heap, bid)
            else:
                _, outbid = heapq.heapreplace(heap, bid)
                moved[outbid] = -1
                waiting.append(outbid)
            if len(heap) == capacities[mentor]:
                prices[mentor] = heap[0][0]
        self.prices[:] = prices
        for student, edge in moved.items():
            self.taken[student] = edge

    def _list(self, student: int) -> tuple[list[int], list[float]]:
        if student not in self._lists:
            own = slice(self.edges.starts[student], self.edges.starts[student + 1])
            self._lists[student] = (
                self.edges.mentors[own].tolist(),
                self.edges.weights[own].tolist(),
            )
        return self._lists[student]

    def _held(self, mentor: int) -> list[tuple[float, int]]:
        own = slice(self._places[mentor], self._places[mentor + 1])
        bids, holders = self._bids[own].tolist(), self._holders[own].tolist()
        heap = [(bid, holder) for bid, holder in zip(bids, holders, strict=True) if holder >= 0]
        heapq.heapify(heap)
        return heap


def starts_of(counts: Ints) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))


def _ranks(sorted_groups: Ints) -> Ints:
    """0, 1, 2 … within every run of equal numbers."""
    return np.arange(len(sorted_groups)) - np.searchsorted(sorted_groups, sorted_groups)


def spread(starts: Ints, groups: Ints) -> tuple[Ints, Ints, Ints]:
    """The positions of all these groups one after the other, where each begins, and their sizes."""
    counts = starts[groups + 1] - starts[groups]
    ends = np.cumsum(counts)
    firsts = ends - counts
    offsets = np.repeat(starts[groups] - firsts, counts)
    return np.arange(len(offsets)) + offsets, firsts, counts
