"""What reviewers score by: criteria with weights and scales, and the averages over reviews; pure.

Everything is counted in hundredths of the highest score, so that criteria of different scales and
weights can be put together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.errors import DomainError
from core.texts import Translate

SCALES = (5, 100)
"""The highest score; the lowest is 1 of 5 and 0 of 100."""
TENTH = Decimal("0.1")

Scores = Mapping[str, int]
"""Scores by the key of the criterion."""


class ScoreNotValid(DomainError):
    """No such criterion, or a score outside its scale."""

    key = "error-score"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to be scored; ``weight`` counts in proportion to the others."""

    key: str
    weight: Decimal = Decimal(1)
    most: int = 5
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def least(self) -> int:
        return 0 if self.most == SCALES[-1] else 1

    def said(self, t: Translate) -> str:
        """Its name in the reader's language, else in whichever it has."""
        return self.names.get(t("desk-lang")) or next(iter(self.names.values()), self.key)


@dataclass(frozen=True, slots=True)
class Average:
    """``means`` by criterion in its own scale; ``total`` of 100; both to one decimal."""

    means: Mapping[str, Decimal]
    total: Decimal
    reviews: int


def criteria(rows: Sequence[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """The criteria of ``Programme.rubric``. Raises ValueError for what cannot be scored by."""
    found = tuple(
        Criterion(
            str(row["key"]),
            Decimal(str(row.get("weight", 1))),
            int(row.get("most", 5)),
            dict(row.get("names") or {}),
        )
        for row in rows
    )
    if len({one.key for one in found}) != len(found):
        raise ValueError("a criterion is there twice")
    if any(one.weight <= 0 or one.most not in SCALES for one in found):
        raise ValueError("a weight is above 0, a scale ends at 5 or 100")
    return found


def checked(rubric: Sequence[Criterion], key: str, score: int) -> None:
    """Raises ScoreNotValid unless ``score`` is one of this criterion's."""
    found = next((one for one in rubric if one.key == key), None)
    if found is None:
        raise ScoreNotValid(least=0, most=0)
    if not found.least <= score <= found.most:
        raise ScoreNotValid(least=found.least, most=found.most)


def open_criteria(rubric: Sequence[Criterion], scores: Scores) -> list[Criterion]:
    """What has no score yet, in order."""
    return [one for one in rubric if one.key not in scores]


def shared(rubric: Sequence[Criterion], reviews: Sequence[Scores]) -> tuple[Criterion, ...]:
    """The criteria that every review has a score for; the rubric may have changed since."""
    return tuple(
        one
        for one in rubric
        if all(one.least <= scores.get(one.key, -1) <= one.most for scores in reviews)
    )


def average(rubric: Sequence[Criterion], reviews: Sequence[Scores]) -> Average:
    """The weighted average of one or more reviews that have a score for every criterion."""
    means = {
        one.key: Decimal(sum(scores[one.key] for scores in reviews)) / len(reviews)
        for one in rubric
    }
    weights = sum((one.weight for one in rubric), Decimal())
    points = sum((one.weight * means[one.key] / one.most for one in rubric), Decimal())
    return Average(
        {key: _rounded(mean) for key, mean in means.items()},
        _rounded(100 * points / weights) if weights else Decimal(),
        len(reviews),
    )


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(TENTH, ROUND_HALF_UP)
