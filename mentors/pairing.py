"""Who must not be paired: declared conflicts of interest and blocked pairs, and their reasons.

A reason is for staff only, whoever declared it: the other side never learns of it (M16, the usual
duties of recusal). Belonging to one research group and being the same person count undeclared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from core.accounts import Actor, Role
from core.clock import DAY, local_day
from core.db import Session
from core.errors import DomainError, NotFound
from mentors.models import Mentor, PairRule
from mentors.vocabulary import Conflict
from students.models import StudentProfile

BLOCKED = "blocked"
"""Either side, or staff, wants no pairing and need not say why."""
REASONS = (*Conflict, BLOCKED)
LONGEST_NOTE = 500


class PairRuleNotValid(DomainError):
    """An unknown reason, a note that is too long, or an end that lies in the past."""

    key = "error-pair-rule"


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Mentors one student must not be given: in a conflict, and for any other reason."""

    conflicts: Mapping[int, Conflict] = field(default_factory=dict)
    blocked: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()
    """The student's own profile as a mentor."""

    def __contains__(self, mentor_id: object) -> bool:
        return mentor_id in self.conflicts or mentor_id in self.blocked | self.own


async def declare(
    session: Session,
    actor: Actor,
    mentor_id: int,
    student_id: int,
    reason: str,
    *,
    now: datetime,
    note: str = "",
    until: date | None = None,
) -> PairRule:
    """Keep these two apart from now on, up to and including ``until``.

    For the mentor, the student and staff. Declared twice it is one rule. Raises PairRuleNotValid,
    and NotFound for a mentor who does not exist or a pair that is none of the actor's. Offers that
    are open stay so: whoever calls ends those.
    """
    mentor = await session.get(Mentor, mentor_id)
    concerned = mentor is not None and actor.id in (mentor.account_id, student_id)
    if mentor is None or not (concerned or actor.roles & {Role.STAFF, Role.HEAD}):
        raise NotFound(id=mentor_id)
    if reason not in REASONS or len(note) > LONGEST_NOTE:
        raise PairRuleNotValid
    if until is not None and until < local_day(now):
        raise PairRuleNotValid
    standing = await session.scalar(
        select(PairRule).where(
            PairRule.mentor_id == mentor_id,
            PairRule.student_id == student_id,
            PairRule.reason == reason,
            holds(now),
        )
    )
    if standing is not None:
        if until is None or (standing.until is not None and standing.until < until):
            standing.until = until
        return standing
    rule = PairRule(
        mentor_id=mentor_id,
        student_id=student_id,
        reason=reason,
        note=note,
        declared_by=actor.id,
        declared_at=now,
        until=until,
    )
    session.add(rule)
    await session.flush()
    return rule


async def lift(session: Session, actor: Actor, rule_id: int, *, now: datetime) -> PairRule:
    """End a rule yesterday; that it stood stays on record. For staff and who declared it.

    Raises NotFound.
    """
    rule = await session.get(PairRule, rule_id)
    may = rule is not None and (
        rule.declared_by == actor.id or bool(actor.roles & {Role.STAFF, Role.HEAD})
    )
    if rule is None or not may:
        raise NotFound(id=rule_id)
    yesterday = local_day(now) - DAY
    rule.until = yesterday if rule.until is None else min(rule.until, yesterday)
    await session.flush()
    return rule


async def rules(
    session: Session,
    actor: Actor,
    *,
    mentor_id: int | None = None,
    student_id: int | None = None,
) -> list[PairRule]:
    """The rules of a mentor, a student or a pair with their reasons, ended ones too.

    Raises NotAllowed for anybody but staff.
    """
    actor.require(Role.STAFF, Role.HEAD)
    wanted = select(PairRule).order_by(PairRule.id)
    if mentor_id is not None:
        wanted = wanted.where(PairRule.mentor_id == mentor_id)
    if student_id is not None:
        wanted = wanted.where(PairRule.student_id == student_id)
    return list(await session.scalars(wanted))


async def forbidden(session: Session, student_id: int, *, now: datetime) -> Forbidden:
    """Everybody this student must not be given today."""
    conflicts: dict[int, Conflict] = {}
    blocked: set[int] = set()
    standing = await session.scalars(
        select(PairRule).where(PairRule.student_id == student_id, holds(now))
    )
    for rule in standing:
        if rule.reason in tuple(Conflict):
            conflicts[rule.mentor_id] = Conflict(rule.reason)
        else:
            blocked.add(rule.mentor_id)
    lab = await session.scalar(
        select(StudentProfile.lab).where(StudentProfile.account_id == student_id)
    )
    if lab and lab.strip():
        same = func.lower(func.trim(Mentor.lab)) == lab.strip().lower()
        for mentor_id in await session.scalars(select(Mentor.id).where(same)):
            conflicts.setdefault(mentor_id, Conflict.SAME_LAB)
    own = await session.scalars(select(Mentor.id).where(Mentor.account_id == student_id))
    return Forbidden(conflicts, frozenset(blocked), frozenset(own))


def holds(now: datetime) -> ColumnElement[bool]:
    """Whether a rule stands today."""
    return or_(PairRule.until.is_(None), PairRule.until >= local_day(now))
