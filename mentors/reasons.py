"""Why these two: the same facts told to the student and to the mentor, with what is not covered.

Reasons come from what both sides wrote and from the terms of the score. The chance of a yes,
earlier refusals, single ratings and other people never appear in them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.texts import Translate
from mentors.candidates import Candidate, Need
from mentors.ranking import Ranked
from mentors.vocabulary import STAGES, Stage, text_key
from mentors.weights import TERMS, Term

CLOSE_TEXT = 0.6
WELL_RATED = 0.8
FEWEST_RATINGS = 5
"""With fewer ratings nothing is said of them, lest one could be told from the other."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence: the key of its text, and the text keys of the words it names, if any.

    ``covered`` is False for what the mentor does not offer.
    """

    key: str
    words: tuple[str, ...] = ()
    covered: bool = True

    def said(self, t: Translate) -> str:
        """The sentence in the language of ``t``."""
        if not self.words:
            return t(self.key)
        return t(self.key, words=t("reason-and").join(t(word) for word in self.words))


def for_student(need: Need, mentor: Candidate, ranked: Ranked) -> list[Reason]:
    """Why this mentor is on the list: what counted most first, what is not covered last.

    ``ranked`` is the mentor's line of the list for this need.
    """
    found = {
        Term.NEEDS: _needs(need, mentor),
        Term.TEXT: _text(need, mentor, ranked),
        Term.RATING: _rating(mentor, ranked),
        Term.INDUSTRY: _industry(need, mentor),
        Term.STAGE: _stage(need, mentor),
        Term.CAMPUS: _campus(need, mentor),
    }
    return _by_weight(found, ranked)


def for_mentor(need: Need, mentor: Candidate, ranked: Ranked) -> list[Reason]:
    """Why this student asks this mentor: what is asked for first, what else is needed last."""
    wanted, other = _split(need.tags, mentor.tags)
    fields, _ = _split(sorted(need.industries), mentor.industries)
    stage = (text_key(need.stage),) if need.stage else ()
    needs = []
    if wanted:
        needs.append(Reason("reason-asked-for", wanted))
    if other:
        needs.append(Reason("reason-asked-beyond", other, covered=False))
    found: dict[Term, list[Reason]] = {
        Term.NEEDS: needs,
        Term.TEXT: [Reason("reason-asked-text")] if _text(need, mentor, ranked) else [],
        Term.INDUSTRY: [Reason("reason-asked-industry", fields)] if fields else [],
        Term.STAGE: [Reason("reason-asked-stage", stage)] if stage else [],
        Term.CAMPUS: [Reason("reason-asked-campus")]
        if need.campus and need.campus in mentor.campuses
        else [],
    }
    return _by_weight(found, ranked)


def _by_weight(found: Mapping[Term, list[Reason]], ranked: Ranked) -> list[Reason]:
    """Covered ones by what their term adds to the score, then the others by what it costs."""
    at = {term: i for i, term in enumerate(TERMS)}
    given, missing = [], []
    for term, reasons in found.items():
        value, weight = ranked.terms[at[term]], ranked.weights[at[term]]
        for reason in reasons:
            if reason.covered:
                given.append((value * weight, reason))
            else:
                missing.append(((1.0 - value) * weight, reason))
    ordered = sorted(given, key=_first, reverse=True) + sorted(missing, key=_first, reverse=True)
    return [reason for _, reason in ordered]


def _first(pair: tuple[float, Reason]) -> float:
    return pair[0]


def _split(
    wanted: Iterable[StrEnum], offered: frozenset[StrEnum] | frozenset[Stage]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Text keys of what is offered and of what is not, in the order of ``wanted``."""
    words = list(wanted)
    return (
        tuple(text_key(word) for word in words if word in offered),
        tuple(text_key(word) for word in words if word not in offered),
    )


def _needs(need: Need, mentor: Candidate) -> list[Reason]:
    covered, missing = _split(need.tags, mentor.tags)
    if not covered:
        return [Reason("reason-needs-none", missing, covered=False)] if missing else []
    if not missing:
        return [Reason("reason-needs-all", covered)]
    return [
        Reason("reason-needs", covered),
        Reason("reason-needs-missing", missing, covered=False),
    ]


def _text(need: Need, mentor: Candidate, ranked: Ranked) -> list[Reason]:
    known = need.text_vector is not None and mentor.text_vector is not None
    close = ranked.terms[TERMS.index(Term.TEXT)] >= CLOSE_TEXT
    return [Reason("reason-text")] if known and close else []


def _rating(mentor: Candidate, ranked: Ranked) -> list[Reason]:
    if mentor.rating_count == 0:
        return [Reason("reason-unrated", covered=False)]
    well = ranked.terms[TERMS.index(Term.RATING)] >= WELL_RATED
    return [Reason("reason-rated")] if well and mentor.rating_count >= FEWEST_RATINGS else []


def _industry(need: Need, mentor: Candidate) -> list[Reason]:
    covered, missing = _split(sorted(need.industries), mentor.industries)
    said = [Reason("reason-industry", covered)] if covered else []
    if missing:
        said.append(Reason("reason-industry-missing", missing, covered=False))
    return said


def _stage(need: Need, mentor: Candidate) -> list[Reason]:
    if need.stage is None:
        return []
    own = (text_key(need.stage),)
    if need.stage in mentor.stages:
        return [Reason("reason-stage", own)]
    at = STAGES.index(need.stage)
    near = [stage for stage in STAGES if abs(STAGES.index(stage) - at) == 1]
    nearby = tuple(text_key(stage) for stage in near if stage in mentor.stages)
    if nearby:
        return [Reason("reason-stage-near", nearby)]
    return [Reason("reason-stage-missing", own, covered=False)]


def _campus(need: Need, mentor: Candidate) -> list[Reason]:
    if not need.campus:
        return []
    if need.campus in mentor.campuses:
        return [Reason("reason-campus")]
    return [Reason("reason-online-only", covered=False)]
