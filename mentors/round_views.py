"""A round as staff look at it: its numbers, whether the proof holds, who with whom and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from core.accounts import Account, Actor
from core.db import Session
from mentors import reasons, rounds
from mentors.candidates import Need
from mentors.columns import described
from mentors.models import MatchRequest, MatchRound, Mentor, Offer, RoundMember
from mentors.ranking import Ranked
from mentors.reasons import Reason
from mentors.round_plans import check_certificate
from mentors.vocabulary import Industry, Language, Stage, Tag
from mentors.weights import TERMS, Weights
from students.models import Project


@dataclass(frozen=True, slots=True)
class Card:
    """A round in short.

    ``proved`` is worked out anew; ``answers`` counts the offers sent, by state; ``pending`` those
    of a published plan that still go out.
    """

    round: MatchRound
    requests: int
    planned_by: str
    proved: bool
    answers: dict[str, int]
    pending: int


async def card(session: Session, actor: Actor, round_id: int) -> Card:
    """A round in short. Raises NotFound, NotAllowed."""
    found = await rounds.find(session, actor, round_id)
    requests = await session.scalar(
        select(func.count(RoundMember.request_id)).where(RoundMember.round_id == round_id)
    )
    planner = await session.scalar(select(Account.name).where(Account.id == found.planned_by))
    rows = await session.execute(
        select(Offer.state, func.count()).where(Offer.round_id == round_id).group_by(Offer.state)
    )
    proved = bool(found.plan) and not check_certificate(found)
    answers = {str(row[0]): int(row[1]) for row in rows}
    return Card(found, requests or 0, planner or "", proved, answers, len(_pending(found)))


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a plan for staff: who with whom, how good, why, and what became of it."""

    request_id: int
    student: str
    project: str
    mentor_id: int
    mentor: str
    score: float
    reasons: tuple[Reason, ...]
    sent: bool | None


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A request without a mentor; ``nobody`` when no free mentor suits it at all."""

    request_id: int
    student: str
    project: str
    nobody: bool


async def pairs_of(session: Session, found: MatchRound) -> list[Pair]:
    """The pairs of a plan in its order; who was forgotten meanwhile is left out."""
    plan = found.plan
    people = await _people(session, [request for request, _ in plan.get("pairs", [])])
    rows = await session.scalars(
        select(Mentor).where(Mentor.id.in_([mentor for _, mentor in plan.get("pairs", [])]))
    )
    mentors = {mentor.id: mentor for mentor in rows}
    sent = set(plan["sent"]) if "sent" in plan else None
    pending = _pending(found)
    lines = []
    for (request, mentor_id), known in zip(
        plan.get("pairs", []), plan.get("reasons", []), strict=True
    ):
        if request not in people or mentor_id not in mentors:
            continue
        student, project = people[request]
        mentor = mentors[mentor_id]
        ranked = Ranked(
            mentor_id,
            known["score"],
            0.0,
            known["chance"],
            tuple(known["terms"].get(term, 0.0) for term in TERMS),
            Weights().values,
        )
        why = reasons.for_student(_need(project), described(mentor), ranked)
        lines.append(
            Pair(
                request,
                student,
                project.title,
                mentor_id,
                mentor.name,
                known["score"],
                tuple(why),
                None if sent is None or request in pending else request in sent,
            )
        )
    return lines


def _pending(found: MatchRound) -> set[int]:
    """The requests of a published plan's pairs whose offers have not been dealt with yet."""
    pairs = {request for request, _ in found.plan.get("pairs", [])}
    return pairs.intersection(found.plan.get("pending", []))


async def unmatched_of(session: Session, found: MatchRound) -> list[Unmatched]:
    """The requests that the plan leaves without a mentor."""
    left = found.plan.get("unmatched", [])
    people = await _people(session, left)
    nobody = set(found.plan.get("no_candidates", []))
    return [
        Unmatched(id_, people[id_][0], people[id_][1].title, id_ in nobody)
        for id_ in left
        if id_ in people
    ]


async def _people(session: Session, requests: Sequence[int]) -> dict[int, tuple[str, Project]]:
    rows = await session.execute(
        select(MatchRequest.id, Account.name, Project)
        .join(Account, Account.id == MatchRequest.student_id)
        .join(Project, Project.id == MatchRequest.project_id)
        .where(MatchRequest.id.in_(requests))
    )
    return {id_: (name, project) for id_, name, project in rows}


def _need(project: Project) -> Need:
    """What the project asks for, as far as reasons speak of it."""
    return Need(
        stage=Stage(project.stage) if project.stage else None,
        industries=frozenset(Industry(word) for word in project.industries),
        tags=tuple(Tag(word) for word in project.tags),
        languages=frozenset(Language(word) for word in project.languages),
        campus=project.campus,
        text_vector=project.vector or None,
    )
