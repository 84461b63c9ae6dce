"""Tables of the running bot: updates to work through, calls made for them, open forms, leases."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class State(StrEnum):
    """``failed`` updates stay for an operator to look at; the person was told once."""

    PENDING = "pending"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class InboxUpdate(Base):
    """One update of one channel, stored before the channel may forget it.

    ``claims`` counts how often work on it began, ``failures`` how often a handler raised,
    ``crashes`` how often the process ended meanwhile. The payload is emptied when the update is
    done; the row stays to recognise a second delivery.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index(
            "ix_inbox_unfinished",
            "channel",
            "chat_key",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index("ix_inbox_state_finished_at", "state", "finished_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str]
    update_id: Mapped[int]
    chat_key: Mapped[str]
    payload: Mapped[str]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=State.PENDING)
    owner: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[datetime | None] = mapped_column(default=None)
    not_before: Mapped[datetime | None] = mapped_column(default=None)
    claims: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    finished_at: Mapped[datetime | None] = mapped_column(default=None)


class JournalCall(Base):
    """The n-th call of one Bot API method for one update; ``result`` None: nobody knows.

    ``tries`` counts how often it was sent without its result becoming known.
    """

    __tablename__ = "journal"
    inbox_id: Mapped[int] = mapped_column(
        ForeignKey("inbox.id", ondelete="CASCADE"), primary_key=True
    )
    method: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=1)
    result: Mapped[str | None] = mapped_column(default=None)


class FormState(Base):
    """Where a person is in a form: aiogram's state and data for one chat and person."""

    __tablename__ = "form_states"
    key: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    changed_at: Mapped[datetime] = mapped_column(index=True)


class Lease(Base):
    """Who may do what only one process may do at a time, and until when unless renewed."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    until: Mapped[datetime]
