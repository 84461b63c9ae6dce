"""Students' tables: the question log with its feedback, action wishes, projects and teams.

All of it goes with the person who asks to be forgotten (``core.privacy``).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class AskedQuestion(Base):
    """One question and the answer it got, enough to show that answer again word for word.

    ``source`` names the update that asked within its chat, so a redelivered update finds its
    row instead of making a second one. ``asked`` is the question as understood; ``previous`` the
    topic it followed. ``repeated`` is None when the chat shows the question itself, else the mark
    with which the answer repeats it ("" or "1/2"). ``citations`` and ``retrieved`` are the JSON
    forms of ``questions.Quote`` and ``questions.Found``.
    """

    __tablename__ = "asked_questions"
    __table_args__ = (
        UniqueConstraint("channel", "chat_id", "source"),
        Index(None, "channel", "chat_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str]
    chat_id: Mapped[int]
    source: Mapped[str]
    text: Mapped[str]
    asked: Mapped[str]
    previous: Mapped[str] = mapped_column(default="")
    repeated: Mapped[str | None]
    as_of: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32), default="")
    action: Mapped[str] = mapped_column(String(32), default="")
    answer: Mapped[str]
    citations: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    retrieved: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    elapsed_ms: Mapped[float]
    topic_open: Mapped[bool] = mapped_column(default=True)
    asked_at: Mapped[datetime]


class Feedback(Base):
    """What the person who asked thought of the answer; the latest press counts."""

    __tablename__ = "question_feedback"
    __table_args__ = (UniqueConstraint("question_id", "account_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("asked_questions.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    helpful: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(16), default="")
    given_at: Mapped[datetime]


class StaffQuestion(Base):
    """The wish that staff should look at a question, kept before there were cases for it.

    Nothing writes it any more; at a start such wishes become cases of the staff.
    """

    __tablename__ = "staff_questions"
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("asked_questions.id", ondelete="CASCADE"), unique=True
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str]
    asked_at: Mapped[datetime]


class ActionWish(Base):
    """Somebody wanted the next step of an answer (a licence, a mentor …) before we can do it."""

    __tablename__ = "action_wishes"
    __table_args__ = (UniqueConstraint("question_id", "account_id", "action"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("asked_questions.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    action: Mapped[str] = mapped_column(String(32))
    wished_at: Mapped[datetime]


class StudentProfile(Base):
    """What matching and fairness need to know of a student; every field may stay empty.

    ``lab`` is the research group whose supervisor must not be the mentor. ``gender`` is asked only
    for the fairness figures, is never shown, and counts for nothing in the ranking.
    """

    __tablename__ = "student_profiles"
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    college: Mapped[str] = mapped_column(default="")
    grade: Mapped[str] = mapped_column(default="")
    gender: Mapped[str] = mapped_column(default="")
    campus: Mapped[str] = mapped_column(default="")
    lab: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


class Project(Base):
    """A venture of students: what it is, how far it is and what it needs.

    Lists hold the values of ``mentors.vocabulary`` (stage, industries, tags in order of importance,
    languages, weekly slots). ``source`` is the update that made it, so that a repeated one makes no
    second. ``vector`` is the embedding of its text, made when there is a model.
    """

    __tablename__ = "projects"
    __table_args__ = (UniqueConstraint("account_id", "source"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default="")
    industries: Mapped[list[str]] = mapped_column(JSON, default=list)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    campus: Mapped[str] = mapped_column(default="")
    online_ok: Mapped[bool] = mapped_column(default=True)
    times: Mapped[list[str]] = mapped_column(JSON, default=list)
    vector: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True), default=None)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ProjectMember(Base):
    """Somebody of a project's team: the owner, who was invited, or an adviser known by name only.

    An invitation has a ``code_hash`` and nobody's account until it is accepted (``confirmed_at``).
    ``equity`` is a share of the company in percent, as a decimal text ("33.34"), "" where nothing
    was said; ``proposed`` is another share that waits for the member's yes, None when none does.
    ``left_at``: the member left or was removed, or the invitation was declined or withdrawn.
    ``source`` is the update that made the row, so that a repeated one makes no second.
    """

    __tablename__ = "project_members"
    __table_args__ = (
        UniqueConstraint("project_id", "source"),
        Index(
            "uq_project_members_current",
            "project_id",
            "account_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str] = mapped_column(default="member")
    name: Mapped[str] = mapped_column(default="")
    equity: Mapped[str] = mapped_column(default="")
    proposed: Mapped[str | None] = mapped_column(default=None)
    source: Mapped[str | None] = mapped_column(default=None)
    code_hash: Mapped[str | None] = mapped_column(unique=True, default=None, info={"secret": True})
    invited_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
