"""A version's force on a day is a matter of dates and of nothing else."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import Force
from knowledge.force import Span, first_day, succession

DAYS = st.dates(date(1990, 1, 1), date(2035, 12, 31))


def test_span_governs_from_its_first_to_its_last_day() -> None:
    span = Span(date(2010, 2, 1), date(2024, 1, 19))

    assert span.on(date(2010, 1, 31)) is Force.NOT_YET
    assert span.on(date(2010, 2, 1)) is Force.IN_FORCE
    assert span.on(date(2024, 1, 19)) is Force.IN_FORCE
    assert span.on(date(2024, 1, 20)) is Force.EXPIRED


def test_span_without_first_day_is_unknown() -> None:
    assert Span(None).on(date(2026, 1, 1)) is Force.UNKNOWN


def test_first_day_of_a_revision_is_its_commencement() -> None:
    assert first_day(date(2023, 12, 29), date(2024, 7, 1)) == date(2024, 7, 1)


def test_first_day_of_an_amendment_ignores_the_commencement_it_repeats() -> None:
    assert first_day(date(2015, 8, 29), date(1996, 10, 1)) == date(2015, 8, 29)


def test_first_day_without_commencement_is_the_day_of_the_version() -> None:
    assert first_day(date(2015, 8, 29), None) == date(2015, 8, 29)


def test_succession_ends_a_version_the_day_before_the_next() -> None:
    spans = succession([(1, date(2019, 11, 1), None), (2, date(2027, 1, 1), None)])

    assert spans == {
        1: Span(date(2019, 11, 1), date(2026, 12, 31)),
        2: Span(date(2027, 1, 1), None),
    }


def test_succession_keeps_an_earlier_last_day() -> None:
    spans = succession([(1, date(2010, 1, 1), date(2015, 6, 30)), (2, date(2020, 1, 1), None)])

    assert spans[1] == Span(date(2010, 1, 1), date(2015, 6, 30))


@given(st.lists(DAYS, min_size=1, max_size=6), DAYS)
def test_at_most_one_version_governs_on_any_day(starts: list[date], day: date) -> None:
    spans = succession([(n, start, None) for n, start in enumerate(starts)])

    governing = [n for n, span in spans.items() if span.on(day) is Force.IN_FORCE]

    assert len(governing) == (day >= min(starts))
    if governing:
        begun = max(start for start in starts if start <= day)
        assert spans[governing[0]].start == begun


@given(DAYS, st.integers(0, 4000))
def test_force_only_moves_forward(start: date, length: int) -> None:
    span = Span(start, start + timedelta(days=length))
    order = [Force.NOT_YET, Force.IN_FORCE, Force.EXPIRED]
    days = [start - timedelta(days=1), start, span.until, start + timedelta(days=length + 1)]

    places = [order.index(span.on(day)) for day in days if day is not None]

    assert places == [0, 1, 1, 2]
