"""The instance of a cohort round, its plan with the proof, and why each pair was made.

Weights are p · (score + wish): what asking is expected to bring, the student's own choice included.
By weight their sum is the greatest possible (``assignment``); where both sides hand in rankings,
the plan is stable and best for students (``stable``).
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import fmean
from typing import Any

from sqlalchemy import select

from core.db import Session
from core.errors import DomainError
from mentors import instances, plans
from mentors.models import MatchRequest, MatchRound, RoundMember
from mentors.openings import Market, Opening, openings

MOST_CANDIDATES = 50
SENDABLE = ("submitted", "waiting", "manual")
"""States in which a request can be put to a mentor."""
REACHED = 1 - 1e-6
"""How near to its bound a plan by weight must come."""


class RoundEmpty(DomainError):
    """Nobody joined, or no mentor is free for anybody; there is nothing to plan."""

    key = "error-round-empty"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The instance of a round at one moment, and what was known of each pair in it."""

    instance: dict[str, Any]
    known: dict[tuple[int, int], Opening]


async def gather(session: Session, found: MatchRound, *, now: datetime) -> Gathered:
    """Who of the round could be matched with whom now; reads only. Raises RoundEmpty."""
    requests = await session.scalars(
        select(MatchRequest)
        .join(RoundMember, RoundMember.request_id == MatchRequest.id)
        .where(RoundMember.round_id == found.id, MatchRequest.state.in_(SENDABLE))
        .order_by(MatchRequest.id)
    )
    market = await Market.read(session, now=now)
    known: dict[tuple[int, int], Opening] = {}
    students: list[dict[str, Any]] = []
    picks: dict[int, list[int]] = {}
    for request in requests:
        found_for = await openings(session, request, now=now, most=MOST_CANDIDATES, market=market)
        known |= {(request.id, opening.mentor_id): opening for opening in found_for}
        students.append(
            {
                "id": request.id,
                "candidates": [[one.mentor_id, _weight(one)] for one in found_for],
            }
        )
        picks[request.id] = request.picks
    mentors = [
        {"id": id_, "capacity": max(0, int(market.pool.capacity_left[market.pool.row_of[id_]]))}
        for id_ in sorted({mentor for _, mentor in known})
    ]
    if not mentors:
        raise RoundEmpty
    if found.objective == "stable":
        await _add_rankings(session, found, students, mentors, picks)
    instance = {"objective": found.objective, "students": students, "mentors": mentors}
    return Gathered({**instance, "seed": found.seed}, known)


def solve(gathered: Gathered) -> dict[str, Any]:
    """The plan with its proof, metrics and the reasons of every pair; pure, and seconds of work."""
    instance = gathered.instance
    decided = plans.decide(_parsed(instance), seed=int(instance["seed"]))
    chosen = [gathered.known[int(student), int(mentor)] for student, mentor in decided.pairs]
    offered = {
        row["id"]: [mentor for mentor, _ in row["candidates"]] for row in instance["students"]
    }
    return {
        **decided.as_json(),
        "pairs": [list(pair) for pair in decided.pairs],
        "reasons": [asdict(opening) for opening in chosen],
        "no_candidates": [id_ for id_ in decided.unmatched if not offered[id_]],
        "metrics": {
            "requests": len(instance["students"]),
            "mentors": len(instance["mentors"]),
            "places": sum(row["capacity"] for row in instance["mentors"]),
            "matched": len(chosen),
            "named": sum(opening.wish != 0 for opening in chosen),
            "mean_score": fmean([one.score for one in chosen]) if chosen else 0.0,
            "least_score": min((one.score for one in chosen), default=0.0),
            "expected_yes": sum(one.chance for one in chosen),
        },
    }


def check_certificate(found: MatchRound) -> list[str]:
    """What does not hold of a round's plan, worked out anew from the stored instance; [] proves it.

    By weight the bound must also be reached within a millionth.
    """
    if not found.plan:
        return ["There is no plan."]
    wrong = plans.problems(_parsed(found.instance), found.plan)
    value, bound = float(found.plan.get("value", 0)), float(found.plan.get("bound", 0))
    if not wrong and found.objective == "weight" and value < bound * REACHED:
        wrong = [f"The value {value} does not reach the bound {bound}."]
    if found.instance.get("objective") != found.objective:
        wrong.append("The instance has another objective than the round.")
    return wrong


async def _add_rankings(
    session: Session,
    found: MatchRound,
    students: list[dict[str, Any]],
    mentors: list[dict[str, Any]],
    picks: Mapping[int, Sequence[int]],
) -> None:
    """What both sides handed in, without those who are not in the round now."""
    handed_in = await session.execute(
        select(RoundMember.mentor_id, RoundMember.ranking).where(
            RoundMember.round_id == found.id, RoundMember.mentor_id.is_not(None)
        )
    )
    ranked_by: dict[int, list[int]] = {row.mentor_id: row.ranking for row in handed_in}
    for people, others, rankings in (
        (students, {row["id"] for row in mentors}, picks),
        (mentors, {row["id"] for row in students}, ranked_by),
    ):
        for row in people:
            if kept := [id_ for id_ in rankings.get(row["id"], ()) if id_ in others]:
                row["ranking"] = kept


def _weight(opening: Opening) -> float:
    return round(opening.chance * (opening.score + opening.wish), 9)


def _parsed(instance: Mapping[str, Any]) -> instances.Instance:
    return instances.parse(deepcopy(dict(instance)))
