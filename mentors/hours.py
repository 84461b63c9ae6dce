"""Hours a mentor gave, kept as a record of their own: they stay when a student's traces go.

A row says when a meeting was held and with whom, never what was said or where. Once the student is
forgotten it names nobody any more, and counts as before.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Session
from mentors.models import Meeting, Relation


class MentorHours(Base):
    """One meeting that was held, from its first confirmation that it was.

    ``relation`` is the number of a relation that may exist no more: without it, meetings with the
    same forgotten student could not be told from those with another.
    """

    __tablename__ = "mentor_hours"
    __table_args__ = (Index(None, "mentor_id", "starts_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentors.id", ondelete="CASCADE"))
    student_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    meeting_id: Mapped[int | None] = mapped_column(
        ForeignKey("mentor_meetings.id", ondelete="SET NULL"), unique=True
    )
    relation: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held; ``student`` is the same for all with one student."""

    mentor_id: int
    starts_at: datetime
    ends_at: datetime
    student: Hashable


async def keep(session: Session, meeting: Meeting, relation: Relation) -> None:
    """Write down that the meeting was held; once for each meeting."""
    known = await session.scalar(select(MentorHours.id).where(MentorHours.meeting_id == meeting.id))
    if known is not None:
        return
    session.add(
        MentorHours(
            mentor_id=relation.mentor_id,
            student_id=relation.student_id,
            meeting_id=meeting.id,
            relation=relation.id,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
        )
    )
    await session.flush()


async def held(
    session: Session, begin: datetime, end: datetime, *, mentor_id: int | None = None
) -> list[Held]:
    """The meetings held that began from ``begin`` until before ``end``, of one mentor or of all.

    Of those that are still there the meeting itself says so, so that a corrected one is counted as
    corrected.
    """
    there = (
        select(Relation.mentor_id, Meeting.starts_at, Meeting.ends_at, Relation.student_id)
        .join(Relation, Relation.id == Meeting.relation_id)
        .where(Meeting.state == "held", Meeting.starts_at >= begin, Meeting.starts_at < end)
    )
    gone = select(
        MentorHours.mentor_id, MentorHours.starts_at, MentorHours.ends_at, MentorHours.student_id,
        MentorHours.relation,
    ).where(
        MentorHours.meeting_id.is_(None),
        MentorHours.starts_at >= begin,
        MentorHours.starts_at < end,
    )  # fmt: skip
    if mentor_id is not None:
        there = there.where(Relation.mentor_id == mentor_id)
        gone = gone.where(MentorHours.mentor_id == mentor_id)
    found = [
        Held(row[0], row[1], row[2], ("student", row[3])) for row in await session.execute(there)
    ]
    return found + [
        Held(row[0], row[1], row[2], ("gone", row[4]) if row[3] is None else ("student", row[3]))
        for row in await session.execute(gone)
    ]
