"""Staff's tables: entrance to the web desk, incubation with files and reviews, consultations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.models import FormCaseMixin
from core.casework import CaseMixin
from core.db import Base


class DeskLink(Base):
    """A one-time way into the desk, asked for in chat; only the hash of its code is kept."""

    __tablename__ = "desk_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True, info={"secret": True})
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class DeskSession(Base):
    """A browser of a staff member; its name is only kept as a hash."""

    __tablename__ = "desk_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    name_hash: Mapped[str] = mapped_column(unique=True, info={"secret": True})
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class Programme(Base):
    """An incubator that can be applied to.

    ``rules`` are rows of ``staff.eligibility``; ``documents`` what must be handed in, each with a
    key, a title in both languages, whether it is required and which contents it takes;
    ``rubric`` what reviewers score, each with a key, a title and a weight. A change of these is a
    ``RuleChange`` that a second person approves.

    ``policy`` is the title of the rules that bind applicants and ``articles`` their words, each
    with its "number" ("第五条") and "names" by locale; ``criteria`` are rows of ``staff.figures``,
    by which a head sees whether a team has done what it came for. Seats are called ``seat_prefix``
    and a number.
    """

    __tablename__ = "programmes"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    documents: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    rubric: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    policy: Mapped[str] = mapped_column(default="")
    articles: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    criteria: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    seats: Mapped[int] = mapped_column(default=0)
    seat_prefix: Mapped[str] = mapped_column(default="")
    stay_months: Mapped[int] = mapped_column(default=12)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class Window(Base):
    """When a programme takes applications; ``closes_at`` is the first moment after it."""

    __tablename__ = "programme_windows"
    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="CASCADE"), index=True
    )
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)


class RuleChange(Base):
    """A change of what binds applicants (rules, documents, windows, promised times, days of rest).

    It holds from the moment a second person approves it; ``before`` lets anybody see what changed,
    ``note`` why it was refused.
    """

    __tablename__ = "rule_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(default=None)
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    proposed_by: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT"), default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    approved: Mapped[bool] = mapped_column(default=False)


class Application(FormCaseMixin, Base):
    """A team's application to an incubator (``tables.INCUBATION``).

    ``eligibility`` is how the rules stood when it was submitted, ``reasons`` the decision's by
    rule. ``extended_until``: a draft may be submitted so long, although its window has closed.
    ``seat`` is the place kept for the team.
    """

    __tablename__ = "incubation_applications"
    __table_args__ = (
        UniqueConstraint("applicant_id", "source"),
        Index(None, "state", "owner_id"),
    )
    programme_id: Mapped[int] = mapped_column(
        ForeignKey("programmes.id", ondelete="RESTRICT"), index=True
    )
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    window_id: Mapped[int | None] = mapped_column(
        ForeignKey("programme_windows.id", ondelete="SET NULL"), default=None, index=True
    )
    extended_until: Mapped[datetime | None] = mapped_column(default=None)
    seat: Mapped[str] = mapped_column(default="")
    eligibility: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )


class Review(Base):
    """One reviewer's part in an application; scores stay hidden until all are in.

    Scores and comment are "secret", because a copy of somebody's data names who assigned as well.
    ``recused_for`` is a ``staff.conflicts.Tie`` or why else the part ended, ``recused_note`` the
    reviewer's own words.
    """

    __tablename__ = "application_reviews"
    __table_args__ = (UniqueConstraint("application_id", "reviewer_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("incubation_applications.id", ondelete="CASCADE"), index=True
    )
    reviewer_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT"), index=True
    )
    assigned_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    assigned_at: Mapped[datetime]
    scores: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, info={"secret": True})
    comment: Mapped[str] = mapped_column(default="", info={"secret": True})
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    recused_for: Mapped[str] = mapped_column(default="")
    recused_note: Mapped[str] = mapped_column(default="")
    recused_at: Mapped[datetime | None] = mapped_column(default=None)


class Decision(Base):
    """A head's decision on an application, a draft until ``decided_at``.

    ``marks`` are, by the key of a rule, whether it is met and what was noted; ``step`` is the step
    of the case's history that it made; ``again_on`` the day from which a refused team may apply
    again. One of each head may be open.
    """

    __tablename__ = "application_decisions"
    __table_args__ = (
        UniqueConstraint("application_id", "step"),
        Index(
            "uq_application_decisions_open",
            "application_id",
            "head_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("incubation_applications.id", ondelete="CASCADE"), index=True
    )
    head_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"), index=True)
    event: Mapped[str] = mapped_column(default="")
    marks: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(default="")
    again_on: Mapped[date | None] = mapped_column(default=None)
    step: Mapped[int | None] = mapped_column(default=None)
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)


class Stay(CaseMixin, Base):
    """A team in the incubator (``tables.STAY``): its seat and until when.

    ``end_told``: which tellings of the coming end went out ("60d", "0d"), so that none comes twice.
    """

    __tablename__ = "incubation_stays"
    application_id: Mapped[int] = mapped_column(
        ForeignKey("incubation_applications.id", ondelete="CASCADE"), unique=True
    )
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    student_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    seat: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    extended_months: Mapped[int] = mapped_column(default=0)
    end_told: Mapped[list[str]] = mapped_column(JSON, default=list)
    agreement_id: Mapped[int | None] = mapped_column(
        ForeignKey("stored_files.id", ondelete="RESTRICT"), default=None
    )


class QuarterCheck(Base):
    """The few figures asked of a team each quarter ("2026Q4"): people, revenue, funding.

    ``verdict`` is "good" or "weak" once staff looked at them, and "late" where none came in time.
    """

    __tablename__ = "stay_checks"
    __table_args__ = (UniqueConstraint("stay_id", "quarter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    stay_id: Mapped[int] = mapped_column(ForeignKey("incubation_stays.id", ondelete="CASCADE"))
    quarter: Mapped[str]
    due_on: Mapped[date]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    verdict: Mapped[str] = mapped_column(default="")


class Consultation(CaseMixin, Base):
    """A question put to a person of the staff (``tables.CONSULTATION``).

    Asked from an answer it has a ``question_id``, written freely a ``source``, the update that
    wrote it, so that a repeated one makes no second. Cases with the same ``cluster_id`` ask the
    same, as staff confirmed; one reply reaches all. ``vector`` is the embedding of ``text``
    (``clusters.packed``), made when there is a model. ``reviewer_id`` has a proposal for the
    library before them.
    """

    __tablename__ = "consultations"
    __table_args__ = (UniqueConstraint("asker_id", "source"), Index(None, "state", "owner_id"))
    number: Mapped[str | None] = mapped_column(unique=True, default=None)
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("asked_questions.id", ondelete="SET NULL"), unique=True
    )
    asker_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    source: Mapped[str | None] = mapped_column(default=None)
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    text: Mapped[str]
    supplement: Mapped[str] = mapped_column(default="")
    reply: Mapped[str] = mapped_column(default="")
    replied_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    replied_at: Mapped[datetime | None] = mapped_column(default=None)
    urged_at: Mapped[datetime | None] = mapped_column(default=None)
    proposed_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    reviewer_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    cluster_id: Mapped[int | None] = mapped_column(default=None, index=True)
    vector: Mapped[str | None] = mapped_column(default=None, info={"secret": True})


class StaffAnswer(Base):
    """A reply proposed for everybody: in general words, accepted by a second person, with a basis.

    It is never shown as proved by a clause. It stays when the person who first asked is forgotten.
    """

    __tablename__ = "staff_answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int | None] = mapped_column(
        ForeignKey("consultations.id", ondelete="SET NULL"), unique=True
    )
    question: Mapped[str]
    answer: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime]
    accepted_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    vector: Mapped[str | None] = mapped_column(default=None, info={"secret": True})
