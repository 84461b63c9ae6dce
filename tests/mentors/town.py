"""A small made-up world for tests of requests and offers: students, mentors, staff, and a look."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core import accounts
from core.accounts import Actor, Role
from core.casework import verify_history
from core.db import Database, Session
from core.outbox import Notice
from core.timers import Timer
from mentors.models import MatchRequest, Mentor, Offer, Relation, StudentPlaces
from mentors.relations import OPEN
from mentors.tables import MATCH, OFFER, OPEN_OFFER
from students.models import Project


@dataclass
class Town:
    """Who lives there: actors and mentor ids in the order they were asked for."""

    students: list[Actor] = field(default_factory=list)
    projects: list[int] = field(default_factory=list)
    mentors: list[int] = field(default_factory=list)
    teachers: list[Actor] = field(default_factory=list)
    """The mentors' accounts."""
    staff: list[Actor] = field(default_factory=list)


async def person(session: Session, chat_id: int, name: str, now: datetime, *roles: Role) -> Actor:
    actor = await accounts.identify(session, "web", chat_id, name=name, locale="zh-CN", now=now)
    for role in roles:
        await accounts.grant(session, actor.id, role, None, now=now)
    return await accounts.actor_of(session, actor.id)


async def found(
    database: Database,
    now: datetime,
    *,
    students: int = 1,
    capacities: Sequence[int] = (1, 1, 1),
    staff: int = 1,
    spare: int = 500,
    **of_mentors: Any,
) -> Town:
    """A town; ``spare`` places nobody fits keep the days quiet (picks are sent at once)."""
    town = Town()
    async with database.transaction() as session:
        for i in range(students):
            student = await person(session, 100 + i, f"学生{i}", now, Role.STUDENT)
            town.students.append(student)
            town.projects.append(await project(session, student, f"项目{i}", now))
        for i, capacity in enumerate(capacities):
            teacher = await person(session, 500 + i, f"老师{i}", now, Role.MENTOR)
            town.teachers.append(teacher)
            town.mentors.append(
                await _mentor(session, f"老师{i}", teacher.id, capacity, now, **of_mentors)
            )
        for start in range(0, spare, 200):
            other = await person(session, 900 + start, f"外语老师{start}", now, Role.MENTOR)
            places = min(200, spare - start)
            await _mentor(session, f"外语{start}", other.id, places, now, languages=["en"])
        for i in range(staff):
            town.staff.append(await person(session, 800 + i, f"工作人员{i}", now, Role.STAFF))
    return town


async def project(session: Session, student: Actor, title: str, now: datetime) -> int:
    """A project of the student whom every mentor of the town suits; its id."""
    made = Project(
        account_id=student.id,
        source=title,
        title=title,
        stage="idea",
        industries=["software"],
        tags=["funding", "patent"],
        languages=["zh"],
        created_at=now,
        changed_at=now,
    )
    session.add(made)
    await session.flush()
    return made.id


async def _mentor(
    session: Session, name: str, account_id: int, capacity: int, now: datetime, **columns: Any
) -> int:
    values: dict[str, Any] = {
        "industries": ["software"],
        "stages": ["idea", "prototype"],
        "tags": ["funding", "patent"],
        "languages": ["zh"],
        "appointed": True,
        **columns,
    }
    mentor = Mentor(
        account_id=account_id,
        name=name,
        capacity=capacity,
        joined_at=now,
        changed_at=now,
        **values,
    )
    session.add(mentor)
    await session.flush()
    return mentor.id


async def told(database: Database, actor: Actor) -> list[str]:
    """The keys of everything this person was told, in order."""
    async with database.reading() as session:
        rows = await session.scalars(
            select(Notice.key).where(Notice.account_id == actor.id).order_by(Notice.id)
        )
        return list(rows)


async def offers_of(database: Database, request_id: int) -> list[tuple[int, str]]:
    """Mentor and state of every offer of a request, the first one first."""
    async with database.reading() as session:
        rows = await session.execute(
            select(Offer.mentor_id, Offer.state)
            .where(Offer.request_id == request_id)
            .order_by(Offer.id)
        )
        return [(row[0], row[1]) for row in rows]


async def state_of(database: Database, request_id: int) -> str:
    async with database.reading() as session:
        return (await session.get_one(MatchRequest, request_id)).state


async def faults(database: Database, *, histories: bool = False) -> list[str]:
    """Everything that must never be, in words; empty while all rules hold."""
    async with database.reading() as session:
        return [
            *await _counts(session),
            *await _requests(session),
            *(await _histories(session) if histories else []),
        ]


async def _counts(session: Session) -> list[str]:
    held = await _by(session, Offer.mentor_id, Offer.state.in_(OPEN_OFFER))
    taken = await _by(session, Relation.mentor_id, Relation.state.in_(OPEN))
    wrong = []
    for mentor in await session.scalars(select(Mentor)):
        real = held.get(mentor.id, 0) + taken.get(mentor.id, 0)
        if real != mentor.used:
            wrong.append(f"mentor {mentor.id}: {real} places in use, {mentor.used} counted")
        if real > mentor.capacity:
            wrong.append(f"mentor {mentor.id}: {real} of {mentor.capacity} places in use")
    holds = await _by(session, Offer.student_id, Offer.state.in_(OPEN_OFFER))
    seats = await _by(session, Relation.student_id, Relation.state.in_(OPEN))
    for share in await session.scalars(select(StudentPlaces)):
        mine = holds.get(share.account_id, 0), seats.get(share.account_id, 0)
        if mine != (share.holds, share.seats):
            wrong.append(f"student {share.account_id}: {mine} in use, {share.holds, share.seats}")
        if mine[0] > 2 or mine[1] > 1 or (mine[1] and mine[0]):
            wrong.append(f"student {share.account_id}: has {mine}")
    return wrong


async def _by(session: Session, column: Any, condition: Any) -> dict[int, int]:
    rows = await session.execute(select(column, func.count()).where(condition).group_by(column))
    return {row[0]: row[1] for row in rows}


async def _requests(session: Session) -> list[str]:
    """Every open request has somebody who was asked, an owner, or a promise that runs."""
    wrong = []
    asked = await _by(session, Offer.request_id, Offer.state.in_(OPEN_OFFER))
    running = {
        (timer.kind, timer.case_id): timer
        for timer in await session.scalars(select(Timer).where(Timer.ended_at.is_(None)))
    }
    for request in await session.scalars(select(MatchRequest)):
        timer = running.get((MATCH.kind, request.id))
        match request.state:
            case "submitted":
                fine = request.collected and timer is not None
            case "offering":
                fine = request.id in asked
            case "waiting" | "manual":
                fine = request.owner_id is not None and timer is not None
            case "agreeing":
                fine = request.id not in asked and await _agreement(session, request.id)
            case _:
                fine = request.id not in asked and timer is None
        if not fine:
            wrong.append(f"request {request.id} is {request.state} without a next step")
    for offer in await session.scalars(select(Offer).where(Offer.state.in_(OPEN_OFFER))):
        if (OFFER.kind, offer.id) not in running:
            wrong.append(f"offer {offer.id} is {offer.state} without an end")
    winners = await _by(session, Offer.request_id, Offer.state == "accepted")
    wrong += [f"request {id_} has {n} open yeses" for id_, n in winners.items() if n > 5]
    return wrong


async def _agreement(session: Session, request_id: int) -> bool:
    found = await session.scalar(
        select(func.count())
        .select_from(Relation)
        .where(Relation.request_id == request_id, Relation.state == "agreeing")
    )
    return found == 1


async def _histories(session: Session) -> list[str]:
    wrong = []
    for request in await session.scalars(select(MatchRequest)):
        wrong += await verify_history(session, request, MATCH)
    for offer in await session.scalars(select(Offer)):
        wrong += await verify_history(session, offer, OFFER)
    return wrong
