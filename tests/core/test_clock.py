"""Periods by Chinese rules: worked examples, and an oracle that walks from day to day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import accounts, clock
from core.accounts import Actor, Role
from core.clock import SHANGHAI, Calendar, CalendarMissing, end_of_day, quiet_until
from core.db import Database
from core.errors import NotAllowed
from core.periods import Period

CALENDAR = Calendar()

# The State Council's notice for 2026, written out: days off beside weekends, and weekends worked.
OFF_2026 = {
    *(date(2026, 1, d) for d in (1, 2, 3)),
    *(date(2026, 2, d) for d in range(15, 24)),
    *(date(2026, 4, d) for d in (4, 5, 6)),
    *(date(2026, 5, d) for d in range(1, 6)),
    *(date(2026, 6, d) for d in (19, 20, 21)),
    *(date(2026, 9, d) for d in (25, 26, 27)),
    *(date(2026, 10, d) for d in range(1, 8)),
}
WORKED_2026 = {
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
}


def rests(day: date) -> bool:
    """The oracle's own answer, from the notice above."""
    assert day.year == 2026
    return day in OFF_2026 or (day.weekday() >= 5 and day not in WORKED_2026)


def morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), SHANGHAI)


def ends(start: str, period: str) -> tuple[str, str]:
    deadline = CALENDAR.deadline(morning(date.fromisoformat(start)), Period.parse(period))
    assert deadline.at == end_of_day(deadline.on)
    return deadline.raw.isoformat(), deadline.on.isoformat()


def test_year_2026_is_as_published() -> None:
    day, last = date(2026, 1, 1), date(2026, 12, 31)
    wrong = []
    while day <= last:
        if CALENDAR.is_workday(day) == rests(day):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


@pytest.mark.parametrize(
    ("start", "raw", "rolled"),
    [
        ("2026-03-02", "2026-03-17", "2026-03-17"),
        ("2026-09-16", "2026-10-01", "2026-10-08"),
        ("2026-09-18", "2026-10-03", "2026-10-08"),
        ("2026-01-31", "2026-02-15", "2026-02-24"),
        ("2026-04-20", "2026-05-05", "2026-05-06"),
    ],
)
def test_deadline_of_15_calendar_days_rolls_over_holidays(
    start: str, raw: str, rolled: str
) -> None:
    assert ends(start, "15d") == (raw, rolled)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-02", "2026-03-23"),
        ("2026-09-16", "2026-10-13"),
        ("2026-09-18", "2026-10-15"),
        ("2026-01-31", "2026-02-27"),
        ("2026-04-20", "2026-05-13"),
    ],
)
def test_deadline_of_15_working_days(start: str, end: str) -> None:
    assert ends(start, "15wd") == (end, end)


@pytest.mark.parametrize(
    ("start", "raw", "rolled"),
    [
        ("2026-01-05", "2026-04-05", "2026-04-07"),
        ("2025-11-30", "2026-02-28", "2026-02-28"),
        ("2026-07-01", "2026-10-01", "2026-10-08"),
    ],
)
def test_deadline_of_3_months_keeps_the_day_or_takes_the_last(
    start: str, raw: str, rolled: str
) -> None:
    assert ends(start, "3mo") == (raw, rolled)


def test_deadline_rolls_over_a_plain_weekend() -> None:
    assert ends("2026-03-04", "10d") == ("2026-03-14", "2026-03-16")


def test_deadline_of_hours_runs_from_the_minute_through_any_holiday() -> None:
    start = datetime(2026, 9, 30, 15, 30, tzinfo=UTC)

    assert CALENDAR.deadline(start, Period.parse("72h")).at == start + timedelta(hours=72)


def test_deadline_ends_at_midnight_so_23_59_still_counts() -> None:
    deadline = CALENDAR.deadline(morning(date(2026, 3, 2)), Period.parse("15d"))

    assert datetime(2026, 3, 17, 23, 59, 59, tzinfo=SHANGHAI) < deadline.at
    assert deadline.at == datetime(2026, 3, 18, 0, 0, tzinfo=SHANGHAI)


def test_deadline_counts_from_the_shanghai_day() -> None:
    late = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)  # half past midnight of the 2nd in Shanghai

    assert CALENDAR.deadline(late, Period.parse("15d")).raw == date(2026, 3, 17)


def oracle(start: date, period: str) -> tuple[date, date]:
    """Counts one day at a time, as a clerk with a wall calendar would."""
    count = int(period.rstrip("dwmo"))
    day = start
    if period.endswith("wd"):
        counted = 0
        while counted < count:
            day += timedelta(days=1)
            if not rests(day):
                counted += 1
    elif period.endswith("d"):
        for _ in range(count):
            day += timedelta(days=1)
    else:
        passed = 0
        while True:
            tomorrow = day + timedelta(days=1)
            last_of_month = tomorrow.day == 1
            if day.month != start.month or passed:
                same_number = day.day == start.day
                ends_short = last_of_month and day.day < start.day
                if same_number or ends_short:
                    passed += 1
                    if passed == count:
                        break
            elif day != start and day.day == start.day:
                passed += 1
            day = tomorrow
    raw = day
    while rests(day):
        day += timedelta(days=1)
    return raw, day


@given(
    start=st.dates(date(2026, 1, 1), date(2026, 8, 31)),
    period=st.one_of(
        st.integers(1, 100).map(lambda n: f"{n}d"),
        st.integers(1, 60).map(lambda n: f"{n}wd"),
        st.integers(1, 3).map(lambda n: f"{n}mo"),
    ),
)
def test_deadline_agrees_with_counting_by_hand(start: date, period: str) -> None:
    deadline = CALENDAR.deadline(morning(start), Period.parse(period))

    assert (deadline.raw, deadline.on) == oracle(start, period)


@given(
    start=st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    days=st.integers(1, 40),
    suspended=st.integers(0, 40),
    unit=st.sampled_from(["d", "wd"]),
)
def test_deadline_after_a_suspension_is_that_of_the_longer_period(
    start: date, days: int, suspended: int, unit: str
) -> None:
    suspended_end = CALENDAR.deadline(
        morning(start), Period.parse(f"{days}{unit}"), suspended=suspended
    )
    longer = CALENDAR.deadline(morning(start), Period.parse(f"{days + suspended}{unit}"))

    assert suspended_end == longer


@pytest.mark.parametrize("period", ["15d", "15wd", "3mo"])
def test_deadline_in_a_year_without_a_calendar_is_refused(period: str) -> None:
    with pytest.raises(CalendarMissing) as refusal:
        CALENDAR.deadline(morning(date(2026, 12, 28)), Period.parse(period))

    assert refusal.value.params == {"year": 2027}


def test_deadline_of_hours_needs_no_calendar() -> None:
    start = datetime(2027, 6, 1, tzinfo=UTC)

    assert CALENDAR.deadline(start, Period.parse("72h")).at == start + timedelta(hours=72)


async def test_confirmed_year_can_be_counted_with_the_days_staff_entered(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        someone = await accounts.identify(session, "web", 1, name="x", locale="en", now=now)
        staff = Actor(someone.id, frozenset({Role.STAFF}), "en")
        await clock.set_day(
            session,
            staff,
            date(2027, 1, 1),
            is_workday=False,
            name="元旦",
            source="演示通知",
            now=now,
        )
        unconfirmed = await clock.load(session)
        await clock.confirm_year(session, staff, 2027, source="演示通知", now=now)
        confirmed = await clock.load(session)

    with pytest.raises(CalendarMissing):
        unconfirmed.deadline(morning(date(2026, 12, 25)), Period.parse("5wd"))
    deadline = confirmed.deadline(morning(date(2026, 12, 25)), Period.parse("5wd"))
    assert deadline.on == date(2027, 1, 4)


async def test_set_day_corrects_a_published_year_twice_and_only_by_staff(
    db: Database, now: datetime
) -> None:
    day = date(2026, 3, 17)
    async with db.transaction() as session:
        someone = await accounts.identify(session, "web", 1, name="x", locale="en", now=now)
        for is_workday in (True, False):
            await clock.set_day(
                session,
                Actor(someone.id, frozenset({Role.STAFF}), "en"),
                day,
                is_workday=is_workday,
                name="校庆",
                source="演示通知",
                now=now,
            )
        with pytest.raises(NotAllowed):
            await clock.set_day(
                session, someone, day, is_workday=True, name="x", source="x", now=now
            )
        calendar = await clock.load(session)

    assert calendar.deadline(morning(date(2026, 3, 2)), Period.parse("15d")).on == date(2026, 3, 18)


@pytest.mark.parametrize(
    ("text", "shown"), [("72h", "72h"), ("5wd", "5wd"), ("10d", "10d"), ("3mo", "3mo")]
)
def test_period_reads_what_it_writes(text: str, shown: str) -> None:
    assert str(Period.parse(text)) == shown


@pytest.mark.parametrize("text", ["", "5", "d", "0d", "-3d", "1.5h", "5 wd", "5WD", "3m", "99999d"])
def test_period_refuses_anything_else(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


@pytest.mark.parametrize(
    ("hour", "over"),
    [(21, None), (22, (21, 7)), (23, (21, 7)), (3, (20, 7)), (7, None), (12, None)],
)
def test_quiet_hours_over_midnight(hour: int, over: tuple[int, int] | None) -> None:
    at = datetime(2026, 11, 20, hour, 0, tzinfo=SHANGHAI)
    expected = None if over is None else datetime(2026, 11, over[0], over[1], tzinfo=SHANGHAI)

    assert quiet_until(time(22), time(7), at) == expected


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = datetime(2026, 11, 20, 12, 30, tzinfo=SHANGHAI)

    assert quiet_until(time(12), time(14), noon) == noon.replace(hour=14, minute=0)
    assert quiet_until(time(14), time(16), noon) is None
    assert quiet_until(None, None, noon) is None
