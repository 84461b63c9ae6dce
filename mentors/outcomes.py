"""What came of a simulated term: how good, how soon, at what cost to mentors, and fair to whom."""

from dataclasses import asdict, dataclass

import numpy as np

from mentors.assignment import Edges, solve_edges
from mentors.market import DAY, Market, Scenario, draw_market
from mentors.policies import POLICIES
from mentors.simulation import Term

MOST_PAIRS = 4_000_000
"""Students × mentors; a larger market would take more than a gigabyte."""
NEW_ASKED_DAYS = 28


class TooLarge(ValueError):
    """The market has more than ``MOST_PAIRS`` pairs."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One term. Shares lie in 0–1; None where there is nobody to take a share of.

    ``value`` adds what all matches are worth, ``bound`` is the most any policy could have reached
    that knew every answer beforehand. ``within_7_days`` is a share of all students.
    ``new_share`` compares the new mentors' share of matches with their share of the places, and
    ``new_asked`` says how many of them had a request within 28 days.
    """

    policy: str
    seed: int
    students: int
    mentors: int
    value: float
    bound: float
    share_of_bound: float | None
    matched: float
    within_7_days: float
    median_days: float | None
    p90_days: float | None
    requests: int
    requests_per_match: float | None
    declines_per_mentor: float
    timeouts_per_mentor: float
    new_share: float | None
    new_asked: float | None

    def as_json(self) -> dict[str, object]:
        """Rounded to what a simulation can say."""
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def simulate(scenario: Scenario, seed: int, policy: str) -> Outcome:
    """One term of this market under the policy of this name (a key of ``POLICIES``).

    Raises TooLarge before anything is drawn.
    """
    if scenario.students * scenario.mentors > MOST_PAIRS:
        raise TooLarge(f"more than {MOST_PAIRS} pairs of a student and a mentor")
    market = draw_market(scenario, seed)
    return outcome(market, policy, bound(market))


def bound(market: Market) -> float:
    """The greatest total value over all pairs that would say yes, proved by prices (to 1e-4)."""
    possible = market.possible()
    mentors = np.nonzero(possible)[1].astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(possible.sum(axis=1)))).astype(np.int64)
    edges = Edges(starts, mentors, market.value[possible].astype(np.float64), market.capacity)
    return solve_edges(edges, tolerance=1e-4).bound


def outcome(market: Market, policy: str, best: float) -> Outcome:
    """Play one policy on a drawn market whose ``bound`` is known."""
    term = Term(market, POLICIES[policy]())
    term.run()
    happy = np.flatnonzero(term.match >= 0)
    mentors = term.match[happy]
    days = (term.matched_h[happy] - market.arrival_h[happy]) / DAY
    value = float(market.value[happy, mentors].sum())
    scenario = market.scenario
    new = market.new & (market.capacity > 0)
    places = market.capacity[market.new].sum() / max(int(market.capacity.sum()), 1)
    asked = term.first_asked_h[new] <= NEW_ASKED_DAYS * DAY
    some = len(happy) > 0
    return Outcome(
        policy,
        market.seed,
        scenario.students,
        scenario.mentors,
        value,
        best,
        value / best if best > 0 else None,
        len(happy) / scenario.students,
        float((days <= 7).sum()) / scenario.students,
        float(np.median(days)) if some else None,
        float(np.quantile(days, 0.9)) if some else None,
        term.requests,
        term.requests / len(happy) if some else None,
        term.declines / scenario.mentors,
        term.timeouts / scenario.mentors,
        float(market.new[mentors].mean() / places) if some and places > 0 else None,
        float(asked.mean()) if len(asked) else None,
    )
