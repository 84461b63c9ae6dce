"""Ballots: in a round by both sides' rankings, mentors say whom they would rather help."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.accounts import Actor
from core.db import Session
from core.errors import DomainError, NotFound
from mentors.models import MatchRequest, MatchRound, Mentor, RoundMember
from mentors.openings import Market, openings
from mentors.round_plans import SENDABLE
from mentors.rounds import RUNNING, locked_running, member_of
from students.models import Project

MOST_SHOWN = 8
"""Requests on one ballot, the best fitting: nobody ranks fifty on a phone."""


class RankingNotValid(DomainError):
    """A ranking names somebody twice, or a request that is not of the round."""

    key = "error-round-ranking"


async def hand_in(
    session: Session, actor: Actor, round_id: int, ranking: Sequence[int], *, now: datetime
) -> None:
    """A mentor's ranking of requests of the round, the most wanted first; a new one replaces it.

    In a stable round, who hands in a ranking accepts nobody outside it. Raises NotFound for who is
    no mentor, RankingNotValid, NotPossibleNow.
    """
    found = await locked_running(session, round_id)
    mentor_id = await _mentor_id(session, actor)
    if mentor_id is None:
        raise NotFound(id=round_id)
    known = set(
        await session.scalars(
            select(RoundMember.request_id).where(
                RoundMember.round_id == found.id, RoundMember.request_id.is_not(None)
            )
        )
    )
    if len(set(ranking)) < len(ranking) or not set(ranking) <= known:
        raise RankingNotValid
    member = await session.scalar(member_of(found).where(RoundMember.mentor_id == mentor_id))
    if member is None:
        session.add(RoundMember(round_id=found.id, mentor_id=mentor_id, ranking=list(ranking)))
    else:
        member.ranking = list(ranking)
    await session.flush()


@dataclass(frozen=True, slots=True)
class Choice:
    """A request on a mentor's ballot: its project, never the student; ``place`` from 1, or None."""

    request_id: int
    project: str
    summary: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Ballot:
    round: MatchRound
    choices: tuple[Choice, ...]


async def to_rank(session: Session, actor: Actor) -> list[MatchRound]:
    """The running rounds that ask the actor, as a mentor, for a ranking."""
    if await _mentor_id(session, actor) is None:
        return []
    rows = await session.scalars(
        select(MatchRound)
        .where(MatchRound.state.in_(RUNNING), MatchRound.objective == "stable")
        .order_by(MatchRound.id)
    )
    return list(rows)


async def ballot(session: Session, actor: Actor, round_id: int, *, now: datetime) -> Ballot:
    """The requests of the round that suit the actor best, those ranked first.

    Raises NotFound for who is no mentor or a round that asks for no ranking.
    """
    mentor_id = await _mentor_id(session, actor)
    found = await session.get(MatchRound, round_id)
    if mentor_id is None or found is None or found.objective != "stable":
        raise NotFound(id=round_id)
    rows = await session.scalars(
        select(MatchRequest)
        .join(RoundMember, RoundMember.request_id == MatchRequest.id)
        .where(RoundMember.round_id == round_id, MatchRequest.state.in_(SENDABLE))
        .order_by(MatchRequest.id)
    )
    requests = {request.id: request for request in rows}
    market = await Market.read(session, now=now)
    fit: list[tuple[float, int]] = []
    for request in requests.values():
        for opening in await openings(session, request, now=now, market=market, only=mentor_id):
            fit.append((opening.score, request.id))
    member = await session.scalar(member_of(found).where(RoundMember.mentor_id == mentor_id))
    ranked = [id_ for id_ in (member.ranking if member else []) if id_ in requests]
    best = [id_ for _, id_ in sorted(fit, key=lambda pair: (-pair[0], pair[1]))]
    shown = [*ranked, *(id_ for id_ in best if id_ not in ranked)][: max(MOST_SHOWN, len(ranked))]
    projects = await session.execute(
        select(MatchRequest.id, Project.title, Project.summary)
        .join(Project, Project.id == MatchRequest.project_id)
        .where(MatchRequest.id.in_(shown))
    )
    said = {id_: (title, summary) for id_, title, summary in projects}
    return Ballot(
        found,
        tuple(
            Choice(id_, *said[id_], ranked.index(id_) + 1 if id_ in ranked else None)
            for id_ in shown
        ),
    )


async def toggle(
    session: Session, actor: Actor, round_id: int, request_id: int, *, now: datetime
) -> int:
    """Put a request behind those ranked so far, or take it out; its place from 1, 0 if taken out.

    Raises as ``hand_in`` does.
    """
    mentor_id = await _mentor_id(session, actor)
    found = await locked_running(session, round_id)
    member = await session.scalar(member_of(found).where(RoundMember.mentor_id == mentor_id))
    ranking = list(member.ranking) if member else []
    if request_id in ranking:
        ranking.remove(request_id)
    else:
        ranking.append(request_id)
    await hand_in(session, actor, round_id, ranking, now=now)
    return len(ranking) if request_id in ranking else 0


async def _mentor_id(session: Session, actor: Actor) -> int | None:
    return await session.scalar(select(Mentor.id).where(Mentor.account_id == actor.id))
