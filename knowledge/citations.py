"""The proof gate: an answer is given only where code can show it word for word in a clause.

The gate trusts neither the index nor whoever wrote the text. It compares everything with the
clauses as the library stores them at that moment.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from knowledge import clauses, figures
from knowledge.documents import Citation, Force, Grade
from knowledge.shelf import Stored


def faults(
    text: str,
    citations: Sequence[Citation],
    stored: Mapping[int, Stored],
    *,
    as_of: date,
    today: date,
) -> tuple[str, ...]:
    """What keeps an answer from being given; empty when every word of it is proved.

    Every citation must resolve to a stored clause whose words still have their hash, quote them
    exactly at its offsets, leave damaged clauses alone, come from a version in force on ``as_of``
    and carry the status it has ``today``. Every number in ``text`` must stand in a quote.
    """
    if not citations:
        return ("no citation",)
    found = [fault for cited in citations for fault in _citation(cited, stored, as_of, today)]
    proved = {figure for cited in citations for figure in figures.read(cited.quote)}
    loose = [f"{figure} in no quote" for figure in figures.read(text) if not figure.among(proved)]
    return tuple(found + loose)


def _citation(cited: Citation, stored: Mapping[int, Stored], as_of: date, today: date) -> list[str]:
    kept = stored.get(cited.clause.key)
    if kept is None or kept.clause.id != cited.clause.id:
        return [f"{cited.clause.id} does not resolve"]
    words = kept.clause.text
    checks = {
        "is not published": kept.published,
        "was changed in the store": clauses.sha256(kept.clause) == kept.sha256,
        "differs from the store": cited.clause.text == words,
        "is damaged": kept.clause.grade is not Grade.C,
        "has no such quote": 0 <= cited.start < cited.end <= len(words)
        and words[cited.start : cited.end] == cited.quote
        and any(character.isalnum() for character in cited.quote),
        "is not in force on the day": kept.span.on(as_of) is Force.IN_FORCE,
        "carries the wrong status": cited.status is kept.span.on(today),
    }
    return [f"{cited.clause.id} {fault}" for fault, holds in checks.items() if not holds]
