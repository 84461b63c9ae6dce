"""Time by Chinese rules: working days, periods and their ends, quiet hours; all days Shanghai's.

Counting follows the Civil Code (民法典): the first day is not counted (201), a month ends on the
same-numbered day or the month's last (202), a period that would end on a day of rest ends on the
next working day (203). We end it at 24:00, not at the close of business that 203 also allows: the
later end is the one that takes no right away.
"""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from core.accounts import Actor, Role
from core.db import Base, Session
from core.errors import DomainError
from core.periods import Period, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


class CalendarMissing(DomainError):
    """The State Council's holidays of that year are not on file, and are never guessed."""

    key = "error-calendar-missing"


class Holiday(Base):
    """A day that staff set apart from what the calendar says: a rest day, or one worked on."""

    __tablename__ = "holidays"
    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str]
    source: Mapped[str]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    set_at: Mapped[datetime]


class CalendarYear(Base):
    """A year whose special days staff have entered completely; the rest is weeks as usual."""

    __tablename__ = "calendar_years"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a period ends.

    ``raw`` is the last day before rolling: remind by it, so that nobody is late under a stricter
    reading. ``on`` is the last day. ``at`` is the first moment after the period: at 23:59 of
    ``on`` it still runs.
    """

    raw: date
    on: date
    at: datetime


class Calendar:
    """Which days are worked: the published years, and what staff entered on top."""

    def __init__(
        self, changes: Mapping[date, bool] | None = None, years: frozenset[int] = frozenset()
    ) -> None:
        self._changes = dict(changes or {})
        self._years = years

    def is_workday(self, day: date) -> bool:
        """Raises CalendarMissing for a year neither published nor confirmed by staff."""
        try:
            usual = bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            if day.year not in self._years:
                raise CalendarMissing(year=day.year) from None
            usual = day.weekday() < 5
        return self._changes.get(day, usual)

    def roll(self, day: date) -> date:
        """``day``, or the next working day when it is a day of rest."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_working(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``."""
        while count:
            day += DAY
            count -= self.is_workday(day)
        return day

    def count_working(self, after: date, until: date) -> int:
        """The working days after ``after``, up to and with ``until``."""
        return sum(self.is_workday(after + n * DAY) for n in range(1, (until - after).days + 1))

    def deadline(self, start: datetime, period: Period, *, suspended: int = 0) -> Deadline:
        """The end of ``period`` from ``start``, later by what was ``suspended``.

        That is a number of seconds for hours, of working days for working days, else of days.
        Raises CalendarMissing when a day that matters is in an unknown year.
        """
        if period.unit is Unit.HOURS:
            length = timedelta(hours=period.count, seconds=suspended)
            at = (start + length).astimezone(UTC)
            return Deadline(local_day(at), local_day(at), at)
        first = local_day(start)
        if period.unit is Unit.WORKING:
            raw = self.add_working(first, period.count + suspended)
        elif period.unit is Unit.CALENDAR:
            raw = first + (period.count + suspended) * DAY
        else:
            raw = add_months(first, period.count) + suspended * DAY
        last = self.roll(raw)
        return Deadline(raw, last, end_of_day(last))


def add_months(day: date, count: int) -> date:
    """The same-numbered day ``count`` months on, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def local_day(moment: datetime) -> date:
    """The day it is in Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """24:00 of a Shanghai day, in UTC."""
    return datetime.combine(day + DAY, time(), SHANGHAI).astimezone(UTC)


def quiet_until(start: time | None, end: time | None, at: datetime) -> datetime | None:
    """When the quiet hours that ``at`` falls into are over, or None outside them."""
    if start is None or end is None or start == end:
        return None
    local = at.astimezone(SHANGHAI)
    now = local.time()
    within = start <= now < end if start < end else now >= start or now < end
    if not within:
        return None
    day = local.date() if now < end else local.date() + DAY
    return datetime.combine(day, end, SHANGHAI).astimezone(UTC)


async def load(session: Session) -> Calendar:
    """The calendar with what staff entered."""
    changes = await session.scalars(select(Holiday))
    years = await session.scalars(select(CalendarYear.year))
    return Calendar({change.day: change.is_workday for change in changes}, frozenset(years))


async def set_day(
    session: Session,
    actor: Actor,
    day: date,
    *,
    is_workday: bool,
    name: str,
    source: str,
    now: datetime,
) -> None:
    """Say that ``day`` is worked on or not; ``source`` names the official notice.

    Deadlines already promised stay as they are. Raises NotAllowed unless staff.
    """
    actor.require(Role.STAFF, Role.HEAD, Role.ADMIN)
    await session.merge(
        Holiday(
            day=day, is_workday=is_workday, name=name, source=source, set_by=actor.id, set_at=now
        )
    )
    await session.flush()


async def confirm_year(
    session: Session, actor: Actor, year: int, *, source: str, now: datetime
) -> None:
    """Say that all special days of ``year`` are entered, which makes its deadlines countable.

    Raises NotAllowed unless staff.
    """
    actor.require(Role.STAFF, Role.HEAD, Role.ADMIN)
    await session.merge(
        CalendarYear(year=year, source=source, confirmed_by=actor.id, confirmed_at=now)
    )
    await session.flush()
