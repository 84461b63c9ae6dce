"""The vocabulary of the policy library: clauses, their force, answers."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of text a clause comes from; ``DIGEST`` is our own words, shown as 摘要."""

    STATUTE = "statute"
    REGULATION = "regulation"
    LOCAL = "local"
    POLICY = "policy"
    DIGEST = "digest"


class Grade(StrEnum):
    """Trust in the wording: A clean, B repaired by staff, C damaged and never quoted."""

    A = "A"
    B = "B"
    C = "C"


class Force(StrEnum):
    """Whether a version governs on the day asked about."""

    IN_FORCE = "in-force"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest part of a document that can be cited.

    ``id`` is ``document#article@version`` and survives re-indexing; ``key`` is the row number in
    the library (0 outside it), small enough for a button. ``document`` is the short title,
    ``heading`` the chapter path or "". ``jurisdiction`` is 国家 or a province without 省/市.
    ``residue`` holds fragments of a damaged source that belong here but cannot be read as
    sentences: they are searched, never quoted, and a clause that has them is not A.
    """

    id: str
    document: str
    title: str
    article: str
    heading: str
    text: str
    version: str
    ordinal: int
    kind: Kind = Kind.STATUTE
    jurisdiction: str = "国家"
    grade: Grade = Grade.A
    source: str = ""
    key: int = 0
    residue: str = ""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A clause found for a question; ``score`` in [0, 1], comparable within one question only."""

    clause: Clause
    score: float


class Outcome(StrEnum):
    ANSWERED = "answered"
    CLOSEST = "closest"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Citation:
    """Proof: ``quote`` is exactly ``clause.text[start:end]``."""

    clause: Clause
    quote: str
    start: int
    end: int
    status: Force


@dataclass(frozen=True, slots=True)
class Answer:
    """What the library says to one question.

    ``asked`` is the question as understood (a follow-up completed by its topic), to be handed
    back as ``previous`` with the next one. ``reason`` is a text key suffix when not answered
    (``nothing``, ``region``, ``damaged``, ``ends``, ``amount``, …), "" otherwise. ``action`` is the
    likely next step (``license``, ``incubation``, ``mentor``, ``competition``, ``share``) or "".
    """

    question: str
    asked: str
    outcome: Outcome
    text: str
    citations: tuple[Citation, ...]
    retrieved: tuple[Retrieved, ...]
    as_of: date
    elapsed_ms: float
    reason: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class ClausePage:
    """A whole clause as shown by [看原文], with the keys of its neighbours (None at the ends)."""

    clause: Clause
    status: Force
    effective_from: date | None
    previous: int | None
    next: int | None


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """What /about shows: ``dense`` is ready, indexing or absent; ``embedded`` counts vectors."""

    documents: int
    clauses: int
    newest: date | None
    dense: str
    embedded: int
