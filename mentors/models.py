"""Mentors' tables: the pool, requests and offers, relations with their meetings, cohort rounds.

Lists hold the values of ``mentors.vocabulary``. What a state may become stands in
``mentors.tables``; only ``core.casework`` writes a state.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.casework import CaseMixin
from core.db import Base

MOST_PLACES = 200
"""More students than anybody can meet; a larger number in an import is a typing error."""

_LIVE = (
    "appointed id changed_at capacity used monthly_limit accepting account_id vacation_from "
    "vacation_to paused_until asked yes rating_sum rating_count"
)
"""All that a look at the whole pool reads: its index passes by no biography."""
_OPEN_OFFER = text("state IN ('', 'held', 'talking', 'arranged')")


class Mentor(Base):
    """Somebody of the pool, with or without an account yet (an import knows no chats).

    ``capacity`` is how many students at once, ``used`` the places held by offers or taken by
    relations: the database refuses more. ``accepting`` is what they chose themselves, ``appointed``
    what their appointment says; only both together are offered to students, and not while a
    vacation runs or ``paused_until`` lies ahead. ``asked`` counts offers answered or expired,
    ``yes`` those accepted: with the ratings they are what ranking knows of the past.
    """

    __tablename__ = "mentors"
    __table_args__ = (
        CheckConstraint(f"capacity >= 0 AND capacity <= {MOST_PLACES}", name="capacity"),
        CheckConstraint("used >= 0 AND used <= capacity", name="places"),
        Index("ix_mentors_live", *_LIVE.split()),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), unique=True
    )
    number: Mapped[str | None] = mapped_column(unique=True, default=None)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="practice")
    origin: Mapped[str] = mapped_column(default="campus")
    organisation: Mapped[str] = mapped_column(default="")
    lab: Mapped[str] = mapped_column(default="")
    industries: Mapped[list[str]] = mapped_column(JSON, default=list)
    stages: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    campuses: Mapped[list[str]] = mapped_column(JSON, default=list)
    online: Mapped[bool] = mapped_column(default=True)
    times: Mapped[list[str]] = mapped_column(JSON, default=list)
    intents: Mapped[list[str]] = mapped_column(JSON, default=list)
    capacity: Mapped[int] = mapped_column(default=2)
    used: Mapped[int] = mapped_column(default=0)
    monthly_limit: Mapped[int | None] = mapped_column(default=None)
    accepting: Mapped[bool] = mapped_column(default=True)
    appointed: Mapped[bool] = mapped_column(default=False)
    vacation_from: Mapped[date | None] = mapped_column(default=None)
    vacation_to: Mapped[date | None] = mapped_column(default=None)
    paused_until: Mapped[date | None] = mapped_column(default=None)
    asked: Mapped[int] = mapped_column(default=0)
    yes: Mapped[int] = mapped_column(default=0)
    silent: Mapped[int] = mapped_column(default=0)
    """Offers in a row that ended without an answer; an answer sets it to 0."""
    rating_sum: Mapped[float] = mapped_column(default=0.0)
    rating_count: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    # Last, so that a look at all places reads no page that only holds words and vectors.
    bio: Mapped[str] = mapped_column(default="")
    vector: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True), default=None)


class Appointment(CaseMixin, Base):
    """A mentor's way into the pool and out of it (``tables.APPOINTMENT``)."""

    __tablename__ = "mentor_appointments"
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id", ondelete="CASCADE"), index=True)
    evidence: Mapped[str] = mapped_column(default="")
    ends_on: Mapped[date | None] = mapped_column(default=None)


class PairRule(Base):
    """Why a mentor must not be given to a student: a ``vocabulary.Conflict``, or "blocked".

    Declared by one of the two, or by staff; private to staff. ``until`` None: for good.
    """

    __tablename__ = "mentor_pair_rules"
    __table_args__ = (Index(None, "student_id", "mentor_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id", ondelete="CASCADE"), index=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    declared_at: Mapped[datetime]
    until: Mapped[date | None] = mapped_column(default=None)


class StudentPlaces(Base):
    """How much of a student's share is in use: at most two offers at once and one mentor."""

    __tablename__ = "student_places"
    __table_args__ = (
        CheckConstraint("holds BETWEEN 0 AND 2", name="holds"),
        CheckConstraint("seats BETWEEN 0 AND 1", name="seats"),
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    holds: Mapped[int] = mapped_column(default=0)
    seats: Mapped[int] = mapped_column(default=0)


class MatchRequest(CaseMixin, Base):
    """A student's wish for a mentor (``tables.MATCH``).

    ``picks`` are mentor ids in the student's order; ``client_key`` is the tap that sent it, so that
    a repeated tap is the same request. ``collected``: its picks wait for the night's assignment.
    ``owner_id`` is the staff member who must act in "waiting" and "manual". ``priority`` is what
    moves it forward on the waiting list (a relation that ended early, a cohort round without one).
    """

    __tablename__ = "match_requests"
    __table_args__ = (
        UniqueConstraint("student_id", "client_key"),
        Index(None, "state", "waiting_since"),
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    client_key: Mapped[str]
    ask: Mapped[str] = mapped_column(default="")
    picks: Mapped[list[int]] = mapped_column(JSON, default=list)
    collected: Mapped[bool] = mapped_column(default=False)
    waiting_since: Mapped[datetime | None] = mapped_column(default=None)
    priority: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )


class Offer(CaseMixin, Base):
    """One request put to one mentor, with a place held for it (``tables.OFFER``).

    ``terms``, ``score``, ``chance``, ``record`` and ``weights`` (their version) say why it was
    made. The reason of a refusal is the mentor's and staff's alone. Of a short talk before the
    answer: ``talk_times`` to choose from (ISO, UTC), the chosen ``talk_at``, and the place or link
    in the mentor's words, kept only while the offer is open.
    """

    __tablename__ = "mentor_offers"
    __table_args__ = (
        Index(
            "uq_mentor_offers_open",
            "student_id",
            "mentor_id",
            unique=True,
            sqlite_where=_OPEN_OFFER,
            postgresql_where=_OPEN_OFFER,
        ),
        Index(None, "mentor_id", "opened_at"),
    )
    request_id: Mapped[int] = mapped_column(
        ForeignKey("match_requests.id", ondelete="CASCADE"), index=True
    )
    student_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id", ondelete="CASCADE"))
    rank: Mapped[int] = mapped_column(default=1)
    score: Mapped[float] = mapped_column(default=0.0)
    chance: Mapped[float] = mapped_column(default=0.0)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    record: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    weights: Mapped[int] = mapped_column(default=0)
    round_id: Mapped[int | None] = mapped_column(
        ForeignKey("match_rounds.id", ondelete="SET NULL"), default=None
    )
    hold_until: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    decline_reason: Mapped[str] = mapped_column(default="")
    talk_asked_at: Mapped[datetime | None] = mapped_column(default=None)
    talk_times: Mapped[list[str]] = mapped_column(JSON, default=list)
    talk_place: Mapped[str] = mapped_column(default="")
    talk_at: Mapped[datetime | None] = mapped_column(default=None)


class Exposure(Base):
    """That a mentor stood on a student's list: for audit, for fairness, for [why not this one]."""

    __tablename__ = "mentor_exposures"
    __table_args__ = (Index(None, "mentor_id", "shown_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id", ondelete="CASCADE"))
    rank: Mapped[int]
    score: Mapped[float]
    chance: Mapped[float]
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    weights: Mapped[int]
    shown_at: Mapped[datetime]


class Relation(CaseMixin, Base):
    """A mentor and a student who agreed, or are about to (``tables.MENTORING``).

    It holds the mentor's place until it ends. The reason of an early end is private to staff.
    """

    __tablename__ = "mentor_relations"
    __table_args__ = (Index(None, "state", "ends_on"),)
    offer_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_offers.id", ondelete="CASCADE"), unique=True
    )
    request_id: Mapped[int] = mapped_column(
        ForeignKey("match_requests.id", ondelete="CASCADE"), index=True
    )
    student_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    goals: Mapped[str] = mapped_column(default="")
    rhythm_days: Mapped[int] = mapped_column(default=14)
    term_months: Mapped[int] = mapped_column(default=6)
    confidential: Mapped[bool] = mapped_column(default=True)
    terms_version: Mapped[int] = mapped_column(default=1)
    """Counts changes of the agreement: an OK given to an older version counts no more."""
    student_ok: Mapped[int] = mapped_column(default=0)
    mentor_ok: Mapped[int] = mapped_column(default=0)
    student_renews: Mapped[bool] = mapped_column(default=False)
    mentor_renews: Mapped[bool] = mapped_column(default=False)
    student_done: Mapped[bool] = mapped_column(default=False)
    mentor_done: Mapped[bool] = mapped_column(default=False)
    """Each side's wish to finish, or not to renew; both together complete the relation."""
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(default="")


class Meeting(CaseMixin, Base):
    """One appointment of a relation (``tables.MEETING``), at a place or under a link."""

    __tablename__ = "mentor_meetings"
    __table_args__ = (Index(None, "state", "starts_at"),)
    relation_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_relations.id", ondelete="CASCADE"), index=True
    )
    proposed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    first_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentor_meetings.id", ondelete="SET NULL"), default=None
    )
    """The meeting this one was moved from in the end: both are one entry of a calendar."""
    sequence: Mapped[int] = mapped_column(default=0)
    reminded: Mapped[int] = mapped_column(default=0)


class MeetingNote(Base):
    """What was said and what comes next, by either side; seen by the pair, by staff if flagged."""

    __tablename__ = "mentor_meeting_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_meetings.id", ondelete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    text: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    flagged: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    written_at: Mapped[datetime]


class MentoringTask(Base):
    """A next step that somebody promised by a day; it reminds its owner."""

    __tablename__ = "mentoring_tasks"
    __table_args__ = (Index(None, "done_at", "due_on"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    relation_id: Mapped[int] = mapped_column(
        ForeignKey("mentor_relations.id", ondelete="CASCADE"), index=True
    )
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentor_meetings.id", ondelete="SET NULL"), default=None
    )
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(default=None)
    reminded: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]


class Strike(Base):
    """A missed or late-canceled meeting; it counts for 30 days unless an appeal lifted it."""

    __tablename__ = "mentoring_strikes"
    __table_args__ = (UniqueConstraint("meeting_id", "account_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("mentor_meetings.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str]
    at: Mapped[datetime]
    appeal: Mapped[str] = mapped_column(default="")
    appealed_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted: Mapped[bool] = mapped_column(default=False)


class RelationFeedback(Base):
    """What one side thought at the end: blind, so no mentor ever sees a single student's."""

    __tablename__ = "mentoring_feedback"
    __table_args__ = (UniqueConstraint("relation_id", "author_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    relation_id: Mapped[int] = mapped_column(ForeignKey("mentor_relations.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id", ondelete="CASCADE"), index=True)
    stars: Mapped[int]
    flag: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    given_at: Mapped[datetime]


class MatchRound(CaseMixin, Base):
    """A cohort round (``tables.ROUND``): one assignment for all requests that joined it."""

    __tablename__ = "match_rounds"
    title: Mapped[str]
    objective: Mapped[str] = mapped_column(default="weight")
    seed: Mapped[int] = mapped_column(default=0)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    planned_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    instance: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Pairs, value, bound, prices, metrics, unmatched: what anyone can check."""


class RoundMember(Base):
    """A request or a mentor that takes part in a round, with the ranking handed in, if any."""

    __tablename__ = "match_round_members"
    __table_args__ = (
        UniqueConstraint("round_id", "request_id"),
        UniqueConstraint("round_id", "mentor_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("match_rounds.id", ondelete="CASCADE"))
    request_id: Mapped[int | None] = mapped_column(
        ForeignKey("match_requests.id", ondelete="CASCADE"), default=None
    )
    mentor_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentors.id", ondelete="CASCADE"), default=None
    )
    ranking: Mapped[list[int]] = mapped_column(JSON, default=list)


class ScoreWeights(Base):
    """A fitted version of the score's weights and of the acceptance model; the last one holds."""

    __tablename__ = "mentor_score_weights"
    version: Mapped[int] = mapped_column(primary_key=True)
    terms: Mapped[dict[str, float]] = mapped_column(JSON)
    acceptance: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ratings: Mapped[int] = mapped_column(default=0)
    answers: Mapped[int] = mapped_column(default=0)
    fitted_at: Mapped[datetime]
