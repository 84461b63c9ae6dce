"""Times of things that only one can use at once: taken by the hour, never twice."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import SHANGHAI
from core.db import Base, Session
from core.errors import DomainError
from core.forms import Answers

HOUR = timedelta(hours=1)


class SlotTaken(DomainError):
    """Somebody has one of these hours; nothing was booked."""

    key = "error-slot-taken"


class SlotPast(DomainError):
    """The hour has begun already."""

    key = "error-slot-past"


class SlotClosed(DomainError):
    """It would go on after closing time."""

    key = "error-slot-closed"


class BookedHour(Base):
    """One hour of one thing; the database itself lets nobody else have it."""

    __tablename__ = "booked_hours"
    __table_args__ = (UniqueConstraint("kind", "resource", "starts_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    resource: Mapped[str]
    starts_at: Mapped[datetime]
    request_id: Mapped[int] = mapped_column(
        ForeignKey("requests.id", ondelete="CASCADE"), index=True
    )


@dataclass(frozen=True, slots=True)
class Slots:
    """Which answers of a form name the thing, the day, the first hour (0 to 23) and how many hours.

    ``held_in`` are the states in which the hours are the request's; ``closes`` is the hour of the
    day, in Shanghai, at which use ends.
    """

    resource: str
    day: str
    start: str
    hours: str
    held_in: frozenset[str]
    closes: int = 22

    def wanted(self, answers: Answers) -> list[datetime]:
        """The first moments of the hours that a complete form asks for."""
        day = date.fromisoformat(str(answers[self.day]))
        first = datetime.combine(day, time(int(str(answers[self.start]))), SHANGHAI)
        count = int(str(answers[self.hours]))
        if first.hour + count > self.closes:
            raise SlotClosed(closes=self.closes)
        return [first.astimezone(UTC) + n * HOUR for n in range(count)]


async def free(
    session: Session, kind: str, resource: str, wanted: list[datetime], *, request_id: int
) -> bool:
    """Whether nobody else has one of these hours now."""
    taken = await session.scalar(
        select(BookedHour.id)
        .where(
            BookedHour.kind == kind,
            BookedHour.resource == resource,
            BookedHour.starts_at.in_(wanted),
            BookedHour.request_id != request_id,
        )
        .limit(1)
    )
    return taken is None


async def book(
    session: Session,
    kind: str,
    resource: str,
    wanted: list[datetime],
    *,
    request_id: int,
    now: datetime,
) -> None:
    """Take these hours for a request, all or none. Raises SlotTaken and SlotPast."""
    if min(wanted) <= now:
        raise SlotPast
    await release(session, request_id)
    try:
        async with session.begin_nested():
            session.add_all(
                BookedHour(kind=kind, resource=resource, starts_at=at, request_id=request_id)
                for at in wanted
            )
    except IntegrityError:
        raise SlotTaken from None


async def release(session: Session, request_id: int) -> None:
    """Give back whatever hours a request has."""
    await session.execute(delete(BookedHour).where(BookedHour.request_id == request_id))
