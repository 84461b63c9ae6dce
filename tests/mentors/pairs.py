"""A student and a mentor who said yes to each other, as the tests of relations need them."""

from dataclasses import dataclass
from datetime import datetime

from core import accounts
from core.accounts import Actor, Role
from core.db import Session
from mentors import agreements, relations
from mentors.models import MatchRequest, Mentor, Offer, Relation, StudentPlaces
from mentors.relations import Mentoring
from students.models import Project

WEDNESDAY_EVENING = "wed-evening"


@dataclass(frozen=True, slots=True)
class Pair:
    student: Actor
    mentor: Actor
    mentor_id: int
    relation_id: int


async def person(
    session: Session, number: int, name: str, *roles: Role, now: datetime, channel: str = "web"
) -> Actor:
    """Somebody with roles, reached in the chat ``number``."""
    actor = await accounts.identify(session, channel, number, name=name, locale="zh-CN", now=now)
    for role in roles:
        await accounts.grant(session, actor.id, role, None, now=now)
    return await accounts.actor_of(session, actor.id)


async def mentor_row(
    session: Session, actor: Actor | None, name: str, *, now: datetime, capacity: int = 2
) -> Mentor:
    """A mentor of the pool who is free on Wednesday evenings and Saturday mornings."""
    row = Mentor(
        account_id=actor.id if actor else None,
        name=name,
        times=[WEDNESDAY_EVENING, "sat-morning"],
        capacity=capacity,
        appointed=True,
        joined_at=now,
        changed_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def accepted(session: Session, student: Actor, mentor: Mentor, *, now: datetime) -> Relation:
    """A relation just proposed, as it follows from an accepted offer."""
    project = Project(
        account_id=student.id,
        source=f"test-{student.id}-{mentor.id}-{now.timestamp()}",
        title="智能水杯（虚构）",
        times=[WEDNESDAY_EVENING, "mon-morning"],
        created_at=now,
        changed_at=now,
    )
    session.add(project)
    await session.flush()
    request = MatchRequest(
        student_id=student.id,
        project_id=project.id,
        client_key=project.source,
        ask="样机做完了，不知道第一批客户去哪找",
        opened_at=now,
    )
    session.add(request)
    await session.flush()
    offer = Offer(request_id=request.id, student_id=student.id, mentor_id=mentor.id, opened_at=now)
    session.add(offer)
    session.add(StudentPlaces(account_id=student.id, holds=0, seats=1))
    mentor.used += 1
    await session.flush()
    return await relations.propose(session, offer, now=now)


async def pair(session: Session, *, now: datetime, first: int = 7) -> Pair:
    """A student (chat ``first``) and a mentor (chat ``first`` + 1) who are about to agree."""
    student = await person(session, first, "小萌", Role.STUDENT, now=now)
    guide = await person(session, first + 1, "青松", Role.MENTOR, now=now)
    row = await mentor_row(session, guide, "青松老师", now=now)
    relation = await accepted(session, student, row, now=now)
    return Pair(student, guide, row.id, relation.id)


async def formed(session: Session, *, now: datetime, first: int = 7) -> Pair:
    """A student and a mentor who both said yes to the agreement."""
    both, kind = await pair(session, now=now, first=first), Mentoring()
    await agreements.agree(session, kind, both.relation_id, both.student, 1, now=now)
    await agreements.agree(session, kind, both.relation_id, both.mentor, 1, now=now)
    return both
