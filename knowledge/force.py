"""Which version of a document governs on a day, decided by dates alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.documents import Force

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which a version governs; ``until`` is the last of them, None while it is open."""

    start: date | None
    until: date | None = None

    def on(self, day: date) -> Force:
        """Whether the version governs on ``day``; UNKNOWN where nobody entered a first day."""
        if self.start is None:
            return Force.UNKNOWN
        if day < self.start:
            return Force.NOT_YET
        if self.until is not None and day > self.until:
            return Force.EXPIRED
        return Force.IN_FORCE


def first_day(version_date: date, effective_date: date | None) -> date:
    """The first day of a version as far as a statute list can tell.

    For a full revision ``effective_date`` is the day the version commences; for an amendment it
    repeats the first commencement of the law, years before the version was passed, and then the
    day of passing is the best the list knows. Confirmed dates override both (``statutes``).
    """
    if effective_date is not None and effective_date >= version_date:
        return effective_date
    return version_date


def succession(versions: Iterable[tuple[int, date, date | None]]) -> dict[int, Span]:
    """Spans of one document's versions given as ``(key, start, last day or None)``.

    A version ends the day before the next one starts, or on its own last day if that is earlier.
    Of two versions that start on one day the later in the sequence wins; the other never governs.
    """
    ordered = sorted(enumerate(versions), key=lambda item: (item[1][1], item[0]))
    spans: dict[int, Span] = {}
    for place, (_, (key, start, until)) in enumerate(ordered):
        if place + 1 < len(ordered):
            replaced = ordered[place + 1][1][1] - DAY
            until = replaced if until is None else min(until, replaced)
        spans[key] = Span(start, until)
    return spans
