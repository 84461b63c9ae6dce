"""One card for each listed case of every kind: what a queue or a person's list shows of it.

Cards are written where cases are acted upon (``kinds.CaseKind.act``), in the same transaction, so
that a list over all kinds is one look at one table.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Session
from core.workflow import Workflow

_HANDED_IN = "(number <> '' OR turn NOT IN ('', 'student'))"
_WAITING = text(f"ended_at IS NULL AND {_HANDED_IN}")
"""Written out, for an engine uses a partial index only where a query says the same words."""


def _queue(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=_WAITING, postgresql_where=_WAITING)


class CaseCard(Base):
    """What a list shows of a case, and what it is sorted and sought by.

    ``turn`` is the party whose step is next, "" when nothing follows. ``yellow_at`` and ``due_at``
    are the promise of the present state, None where there is none, it is not counted or it stands
    still (``paused``).
    """

    __tablename__ = "case_cards"
    __table_args__ = (
        UniqueConstraint("kind", "case_id"),
        _queue("ix_case_cards_queue", "due_at", "id", "yellow_at", "paused", "owner_id"),
        _queue("ix_case_cards_queue_owner", "owner_id", "due_at", "id"),
        _queue("ix_case_cards_queue_turn", "turn", "due_at", "id"),
        _queue("ix_case_cards_queue_kind", "kind", "due_at", "id"),
        Index("ix_case_cards_number", "number"),
        Index("ix_case_cards_owner", "owner_id", "ended_at"),
        Index("ix_case_cards_applicant", "applicant_id", "changed_at"),
        Index("ix_case_cards_project", "project_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_id: Mapped[int]
    number: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    turn: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    applicant_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), default=None
    )
    project_id: Mapped[int | None] = mapped_column(default=None)
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    yellow_at: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    paused: Mapped[bool] = mapped_column(default=False)

    @property
    def submitted(self) -> bool:
        """As ``SUBMITTED`` tells it."""
        return bool(self.number) or self.turn not in ("", "student")


SUBMITTED: ColumnElement[bool] = literal_column(
    "(case_cards.number <> '' OR case_cards.turn NOT IN ('', 'student'))"
)
"""That the case was handed in, or waits for an office all the same; other drafts are nobody's."""
IN_QUEUE: ColumnElement[bool] = and_(CaseCard.ended_at.is_(None), SUBMITTED)
"""That the case waits for somebody; the queue's indexes hold just these."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a kind says of one of its cases: the number people quote ("" before there is one), a
    short plain title, whose it is, and the venture it belongs to."""

    title: str
    number: str = ""
    applicant_id: int | None = None
    owner_id: int | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """How the promise of a case stands, as cards keep it; nothing in it where none is counted."""

    yellow_at: datetime | None = None
    due_at: datetime | None = None
    paused: bool = False


class Case(Protocol):
    """What a card needs of a case's row (``casework.CaseMixin``)."""

    @property
    def id(self) -> int: ...

    @property
    def state(self) -> str: ...

    @property
    def opened_at(self) -> datetime: ...


async def keep(
    session: Session, case: Case, workflow: Workflow, card: Card, promise: Promise, *, now: datetime
) -> None:
    """Write the card of a case as it stands now."""
    row = await session.scalar(
        select(CaseCard).where(CaseCard.kind == workflow.kind, CaseCard.case_id == case.id)
    )
    if row is None:
        row = CaseCard(kind=workflow.kind, case_id=case.id, opened_at=case.opened_at)
        session.add(row)
    row.number, row.title = card.number, card.title
    row.state, row.turn = case.state, workflow.turn(case.state)
    row.owner_id, row.applicant_id = card.owner_id, card.applicant_id
    row.project_id, row.changed_at = card.project_id, now
    if case.state not in workflow.final_states:
        row.ended_at = None
    elif row.ended_at is None:
        row.ended_at = now
    row.yellow_at, row.due_at, row.paused = promise.yellow_at, promise.due_at, promise.paused
    await session.flush()


async def follow(session: Session, kind: str, case_id: int, promise: Promise) -> None:
    """Let the card of a case, if it has one, show how its promise stands now."""
    await session.execute(
        update(CaseCard)
        .where(CaseCard.kind == kind, CaseCard.case_id == case_id)
        .values(yellow_at=promise.yellow_at, due_at=promise.due_at, paused=promise.paused)
    )
