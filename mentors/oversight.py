"""What staff look after beside matching: pairs kept apart, objections, words meant for them.

Every function raises NotAllowed for anybody but staff and heads.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from core.accounts import Account, Actor, Role, RoleGrant
from core.db import Session
from core.errors import NotFound
from mentors import cascade, pairing
from mentors.locks import lock_requests
from mentors.models import (
    MatchRequest,
    Meeting,
    MeetingNote,
    Mentor,
    Offer,
    PairRule,
    Relation,
    RelationFeedback,
    Strike,
)
from mentors.relations import OPEN
from mentors.tables import OPEN_OFFER
from students.models import Project, StudentProfile

READERS = (Role.STAFF, Role.HEAD)
MOST = 8

FlagKind = Literal["note", "feedback"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for staff: objections to decide, words nobody has marked as seen."""

    appeals: int
    flags: int


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule with the names of the two, and of who declared it ("" when that is not known)."""

    rule: PairRule
    mentor: str
    student: str
    by: str


@dataclass(frozen=True, slots=True)
class Declared:
    """A new rule: how many open offers were taken back, and whether a relation runs on."""

    rule: PairRule
    taken_back: int
    related: bool


@dataclass(frozen=True, slots=True)
class Appeal:
    """An objection to a strike: who objects, and when the meeting was."""

    strike: Strike
    name: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Flag:
    """A note of a meeting, or a word with a rating, that was meant for staff."""

    kind: FlagKind
    id: int
    mentor: str
    student: str
    text: str
    at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody found by name or request number, with what tells namesakes apart."""

    id: int
    name: str
    college: str
    grade: str


async def waiting(session: Session, actor: Actor) -> Waiting:
    actor.require(*READERS)
    appeals = await session.scalar(
        select(func.count(Strike.id)).where(
            Strike.appealed_at.is_not(None), Strike.decided_at.is_(None)
        )
    )
    notes = await session.scalar(
        select(func.count(MeetingNote.id)).where(
            MeetingNote.flagged.is_(True), MeetingNote.seen_at.is_(None)
        )
    )
    words = await session.scalar(
        select(func.count(RelationFeedback.id)).where(
            RelationFeedback.flag != "", RelationFeedback.seen_at.is_(None)
        )
    )
    return Waiting(appeals or 0, (notes or 0) + (words or 0))


async def students(
    session: Session, actor: Actor, words: str, *, most: int = MOST
) -> list[Student]:
    """Students whose name contains ``words``, or whose request has this number."""
    actor.require(*READERS)
    wanted = words.strip()
    if not wanted:
        return []
    known = or_(
        Account.id.in_(select(Project.account_id)),
        Account.id.in_(
            select(RoleGrant.account_id).where(
                RoleGrant.role == Role.STUDENT, RoleGrant.ended_at.is_(None)
            )
        ),
    )
    fits = Account.name.contains(wanted, autoescape=True)
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10:
        asked = select(MatchRequest.student_id).where(MatchRequest.id == int(wanted))
        fits = or_(fits, Account.id.in_(asked))
    rows = await session.execute(
        select(Account.id, Account.name, StudentProfile.college, StudentProfile.grade)
        .outerjoin(StudentProfile, StudentProfile.account_id == Account.id)
        .where(known, fits, Account.forgotten_at.is_(None))
        .order_by(Account.name, Account.id)
        .limit(most)
    )
    return [Student(row[0], row[1], row[2] or "", row[3] or "") for row in rows]


async def mentors(session: Session, actor: Actor, words: str, *, most: int = MOST) -> list[Mentor]:
    """Everybody of the pool whose name contains ``words``, or who has this number."""
    actor.require(*READERS)
    wanted = words.strip()
    if not wanted:
        return []
    found = await session.scalars(
        select(Mentor)
        .where(or_(Mentor.name.contains(wanted, autoescape=True), Mentor.number == wanted))
        .order_by(Mentor.name, Mentor.id)
        .limit(most)
    )
    return list(found)


async def names(session: Session, actor: Actor, mentor_id: int, student_id: int) -> tuple[str, str]:
    """What the two are called. Raises NotFound for who does not exist, or no more."""
    actor.require(*READERS)
    mentor = await session.scalar(select(Mentor.name).where(Mentor.id == mentor_id))
    student = await session.scalar(
        select(Account.name).where(Account.id == student_id, Account.forgotten_at.is_(None))
    )
    if mentor is None or student is None:
        raise NotFound(id=mentor_id if mentor is None else student_id)
    return mentor, student


async def conflicts(
    session: Session, actor: Actor, *, now: datetime, start: int = 0, most: int = MOST
) -> list[Pair]:
    """The rules that hold today, the newest first."""
    actor.require(*READERS)
    return await _pairs(session, pairing.holds(now), start=start, most=most)


async def conflict(session: Session, actor: Actor, rule_id: int) -> Pair:
    """One rule, also one that has ended. Raises NotFound."""
    actor.require(*READERS)
    found = await _pairs(session, PairRule.id == rule_id)
    if not found:
        raise NotFound(id=rule_id)
    return found[0]


async def keep_apart(
    session: Session,
    actor: Actor,
    mentor_id: int,
    student_id: int,
    reason: str,
    *,
    now: datetime,
    note: str = "",
) -> Declared:
    """Declare a rule for staff; open offers between the two go on to the next mentor.

    A relation that runs is left to people. Raises NotFound, PairRuleNotValid.
    """
    await names(session, actor, mentor_id, student_id)
    both = (Offer.mentor_id == mentor_id, Offer.student_id == student_id)
    open_ = select(Offer).where(*both, Offer.state.in_(OPEN_OFFER))
    asked = await session.scalars(open_)
    await lock_requests(session, sorted({offer.request_id for offer in asked}))
    again = await session.scalars(open_.with_for_update().execution_options(populate_existing=True))
    offers = list(again)
    rule = await pairing.declare(
        session, actor, mentor_id, student_id, reason, now=now, note=note.strip()
    )
    await cascade.withdraw(session, offers, now=now, onwards=True)
    related = await session.scalar(
        select(func.count(Relation.id)).where(
            Relation.mentor_id == mentor_id,
            Relation.student_id == student_id,
            Relation.state.in_(OPEN),
        )
    )
    return Declared(rule, len(offers), bool(related))


async def appeals(session: Session, actor: Actor) -> list[Appeal]:
    """Objections to decide, the oldest first, but for those to one's own strike."""
    actor.require(*READERS)
    rows = await session.execute(
        select(Strike, Account.name, Meeting.starts_at)
        .join(Account, Account.id == Strike.account_id)
        .join(Meeting, Meeting.id == Strike.meeting_id)
        .where(
            Strike.appealed_at.is_not(None),
            Strike.decided_at.is_(None),
            Strike.account_id != actor.id,
        )
        .order_by(Strike.appealed_at, Strike.id)
    )
    return [Appeal(row[0], row[1], row[2]) for row in rows]


async def flags(
    session: Session, actor: Actor, *, seen: bool = False, most: int = MOST
) -> list[Flag]:
    """Words meant for staff, the newest first: those not yet marked as seen, or those that are."""
    actor.require(*READERS)

    def fits(row: type[MeetingNote] | type[RelationFeedback]) -> ColumnElement[bool]:
        return row.seen_at.is_not(None) if seen else row.seen_at.is_(None)

    found = [
        *await _notes(session, fits(MeetingNote), most),
        *await _words(session, fits(RelationFeedback), most),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


async def flag(session: Session, actor: Actor, kind: FlagKind, id_: int) -> Flag:
    """One of them. Raises NotFound, also for what was never meant for staff."""
    actor.require(*READERS)
    if kind == "note":
        found = await _notes(session, MeetingNote.id == id_, 1)
    else:
        found = await _words(session, RelationFeedback.id == id_, 1)
    if not found:
        raise NotFound(id=id_)
    return found[0]


async def mark_seen(
    session: Session, actor: Actor, kind: FlagKind, id_: int, *, now: datetime
) -> None:
    """That somebody of the staff has dealt with it; the first time stands. Raises NotFound."""
    actor.require(*READERS)
    row: MeetingNote | RelationFeedback | None
    if kind == "note":
        row = await session.get(MeetingNote, id_, with_for_update=True)
        flagged = row is not None and row.flagged
    else:
        row = await session.get(RelationFeedback, id_, with_for_update=True)
        flagged = row is not None and row.flag != ""
    if row is None or not flagged:
        raise NotFound(id=id_)
    row.seen_at = row.seen_at or now
    await session.flush()


_PEOPLE = (
    select(Relation.id.label("relation"), Mentor.name.label("mentor"), Account.name)
    .join(Mentor, Mentor.id == Relation.mentor_id)
    .join(Account, Account.id == Relation.student_id)
    .subquery()
)


async def _notes(session: Session, wanted: ColumnElement[bool], most: int) -> list[Flag]:
    rows = await session.execute(
        select(MeetingNote, _PEOPLE.c.mentor, _PEOPLE.c.name)
        .join(Meeting, Meeting.id == MeetingNote.meeting_id)
        .join(_PEOPLE, _PEOPLE.c.relation == Meeting.relation_id)
        .where(MeetingNote.flagged.is_(True), wanted)
        .order_by(MeetingNote.id.desc())
        .limit(most)
    )
    return [
        Flag("note", one.id, mentor, student, one.text, one.written_at, one.seen_at)
        for one, mentor, student in rows
    ]


async def _words(session: Session, wanted: ColumnElement[bool], most: int) -> list[Flag]:
    rows = await session.execute(
        select(RelationFeedback, _PEOPLE.c.mentor, _PEOPLE.c.name)
        .join(_PEOPLE, _PEOPLE.c.relation == RelationFeedback.relation_id)
        .where(RelationFeedback.flag != "", wanted)
        .order_by(RelationFeedback.given_at.desc(), RelationFeedback.id.desc())
        .limit(most)
    )
    return [
        Flag("feedback", one.id, mentor, student, one.flag, one.given_at, one.seen_at)
        for one, mentor, student in rows
    ]


async def _pairs(
    session: Session, *conditions: ColumnElement[bool], start: int = 0, most: int = 1
) -> list[Pair]:
    student, by = aliased(Account), aliased(Account)
    rows = await session.execute(
        select(PairRule, Mentor.name, student.name, by.name)
        .join(Mentor, Mentor.id == PairRule.mentor_id)
        .join(student, student.id == PairRule.student_id)
        .outerjoin(by, by.id == PairRule.declared_by)
        .where(*conditions)
        .order_by(PairRule.id.desc())
        .offset(start)
        .limit(most)
    )
    return [Pair(row[0], row[1], row[2], row[3] or "") for row in rows]
