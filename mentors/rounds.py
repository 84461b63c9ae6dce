"""Cohort rounds: one assignment for all requests that joined, proved, and published by two persons.

The instance and the plan are kept as they were, so that anybody can check the proof at any time.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from core import accounts
from core.accounts import Actor, Role
from core.casework import Parties
from core.db import Session
from core.errors import DomainError, NotFound, NotPossibleNow
from core.kinds import CaseKind
from core.outbox import Param
from core.workflow import Rule
from mentors import round_plans
from mentors.cascade import MATCHES
from mentors.fairness import READERS
from mentors.models import MatchRequest, MatchRound, RoundMember
from mentors.round_plans import SENDABLE, Gathered, RoundEmpty, check_certificate
from mentors.tables import ROUND

LONGEST_TITLE = 40
RUNNING = ("open", "planned")
OBJECTIVES = ("weight", "stable")
SEEDS = 2**31


class RoundTitleNotValid(DomainError):
    """Empty or longer than ``LONGEST_TITLE``."""

    key = "error-round-title"


class RoundSamePerson(DomainError):
    """Who planned a round may not publish it; nothing was sent."""

    key = "error-round-same-person"


class RoundNotProved(DomainError):
    """The certificate does not fit the plan; nothing was kept or sent."""

    key = "error-round-not-proved"


class Rounds(CaseKind[MatchRound]):
    """Rounds as cases: the approval needs a second person and a plan that proves itself."""

    workflow = ROUND
    model = MatchRound

    async def parties(self, session: Session, case: MatchRound) -> Parties:
        return {
            "staff": await accounts.with_role(session, Role.STAFF),
            "head": await accounts.with_role(session, Role.HEAD),
        }

    async def params(self, session: Session, case: MatchRound) -> Mapping[str, Param]:
        return {"title": case.title, "matched": len(case.plan.get("pairs", []))}

    async def check(self, session: Session, case: MatchRound, event: str, now: datetime) -> None:
        if event == "plan" and not case.plan:
            raise RoundEmpty
        if event in ("plan", "approve") and check_certificate(case):
            raise RoundNotProved

    async def act(
        self,
        session: Session,
        case: MatchRound,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        if event == "approve" and actor is not None and actor.id == case.planned_by:
            raise RoundSamePerson
        return await super().act(session, case, event, actor, now=now, note=note)

    async def done(
        self, session: Session, case: MatchRound, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.event == "plan" and actor is not None:
            case.planned_by = actor.id
        if rule.event == "approve":
            every = [int(id_) for id_, _ in case.plan["pairs"]] + case.plan["unmatched"]
            case.plan = {**case.plan, "pending": sorted(every), "sent": [], "not_sent": []}
        await session.flush()


ROUNDS = Rounds()


async def open_round(
    session: Session, actor: Actor, title: str, objective: str = "weight", *, now: datetime
) -> MatchRound:
    """A round that requests may join.

    Its seed is drawn now, once, so that nobody can draw until the lots fall as they like.
    Raises RoundTitleNotValid, NotAllowed; ValueError for an unknown objective.
    """
    title = title_of(title)
    if objective not in OBJECTIVES:
        raise ValueError(f"no objective of a round: {objective!r}")
    opened = MatchRound(
        title=title,
        objective=objective,
        seed=secrets.randbelow(SEEDS),
        opened_by=actor.id,
        opened_at=now,
        instance={},
        plan={},
    )
    await ROUNDS.act(session, opened, "open", actor, now=now)
    return opened


def title_of(text: str) -> str:
    """A title in one line. Raises RoundTitleNotValid when it is empty or too long."""
    title = " ".join(text.split())
    if not 0 < len(title) <= LONGEST_TITLE:
        raise RoundTitleNotValid(limit=LONGEST_TITLE)
    return title


async def find(session: Session, actor: Actor, round_id: int) -> MatchRound:
    """The round, for staff to look at. Raises NotFound, and NotAllowed for everybody else."""
    actor.require(*READERS)
    found = await session.get(MatchRound, round_id)
    if found is None:
        raise NotFound(id=round_id)
    return found


async def listed(session: Session, actor: Actor, *, most: int = 20) -> list[MatchRound]:
    """Rounds, the newest first. Raises NotAllowed."""
    actor.require(*READERS)
    rows = await session.scalars(select(MatchRound).order_by(MatchRound.id.desc()).limit(most))
    return list(rows)


async def locked_running(session: Session, round_id: int) -> MatchRound:
    """A round that can still be joined, locked. Raises NotFound, NotPossibleNow."""
    found = await session.get(MatchRound, round_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(id=round_id)
    if found.state not in RUNNING:
        raise NotPossibleNow(kind=ROUND.kind, state=found.state, event="join")
    return found


def member_of(found: MatchRound) -> Select[RoundMember]:
    return select(RoundMember).where(RoundMember.round_id == found.id)


async def join(
    session: Session, actor: Actor, round_id: int, request_id: int, *, now: datetime
) -> None:
    """Let a request take part; its student, or staff, may say so, and repeat it.

    Raises NotFound, NotPossibleNow for a round that is over or a request for which somebody is
    asked, or that has a mentor or ended.
    """
    found = await locked_running(session, round_id)
    request = await MATCHES.find(session, request_id, actor)
    if request.state not in SENDABLE:
        raise NotPossibleNow(kind="match", state=request.state, event="join")
    if await session.scalar(member_of(found).where(RoundMember.request_id == request_id)) is None:
        session.add(RoundMember(round_id=found.id, request_id=request_id))
    await session.flush()


async def join_waiting(session: Session, actor: Actor, round_id: int, *, now: datetime) -> int:
    """Let every request take part that waits for a mentor; returns how many are new.

    Those of another running round stay there. Raises NotFound, NotAllowed, NotPossibleNow.
    """
    actor.require(Role.STAFF)
    found = await locked_running(session, round_id)
    taking_part = (
        select(RoundMember.request_id)
        .join(MatchRound, MatchRound.id == RoundMember.round_id)
        .where(RoundMember.request_id.is_not(None))
        .where((MatchRound.state.in_(RUNNING)) | (MatchRound.id == found.id))
    )
    new = await session.scalars(
        select(MatchRequest.id)
        .where(MatchRequest.state.in_(SENDABLE), MatchRequest.id.not_in(taking_part))
        .order_by(MatchRequest.id)
    )
    ids = list(new)
    session.add_all(RoundMember(round_id=found.id, request_id=id_) for id_ in ids)
    await session.flush()
    return len(ids)


async def gather(session: Session, actor: Actor, round_id: int, *, now: datetime) -> Gathered:
    """Who could be matched with whom now; reads only, also while others write.

    Raises NotFound, NotAllowed, NotPossibleNow, RoundEmpty.
    """
    actor.require(Role.STAFF)
    found = await find(session, actor, round_id)
    if found.state not in RUNNING:
        raise NotPossibleNow(kind=ROUND.kind, state=found.state, event="plan")
    return await round_plans.gather(session, found, now=now)


async def plan(
    session: Session,
    actor: Actor,
    round_id: int,
    gathered: Gathered,
    solved: Mapping[str, Any],
    *,
    now: datetime,
) -> MatchRound:
    """Keep a plan for approval, in the place of an earlier one; nothing is sent.

    Raises RoundNotProved when ``solved`` does not prove itself for what was gathered, NotFound,
    NotAllowed, NotPossibleNow.
    """
    found = await ROUNDS.find(session, round_id, actor)
    found.instance, found.plan = gathered.instance, dict(solved)
    await session.flush()
    await ROUNDS.act(session, found, "plan", actor, now=now)
    return found


async def approve(session: Session, actor: Actor, round_id: int, *, now: datetime) -> MatchRound:
    """Publish a plan; ``round_offers`` then sends its offers, at once or with the minute's work.

    Raises RoundSamePerson for who planned it, RoundNotProved, NotFound, NotAllowed, NotPossibleNow.
    """
    found = await ROUNDS.find(session, round_id, actor)
    await ROUNDS.act(session, found, "approve", actor, now=now)
    return found


async def cancel(session: Session, actor: Actor, round_id: int, *, now: datetime) -> MatchRound:
    """Give up a round; its requests go on as before.

    Raises NotFound, NotAllowed, NotPossibleNow.
    """
    found = await ROUNDS.find(session, round_id, actor)
    await ROUNDS.act(session, found, "cancel", actor, now=now)
    return found
