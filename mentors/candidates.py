"""What is compared when a mentor is sought: a need, the candidates, and these as columns.

Plain values without database, clock or chat. A ``Pool`` is built once and ranked many times: 10,000
mentors are rows of numpy arrays, sets of words are bits. Who keeps a pool in memory changes its
live columns in place (``capacity_left``, ``used``, ``recent``, ``asked``, ``yes`` …).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from mentors.vocabulary import SLOTS, STAGES, Conflict, Industry, Language, Stage, Tag

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]

TAGS = tuple(Tag)
INDUSTRIES = tuple(Industry)
LANGUAGES = tuple(Language)


@dataclass(frozen=True, slots=True)
class Need:
    """What one student looks for.

    ``tags`` stand in order of importance. Something left out (no tags, industries, times, campus or
    text vector) rules nobody out, and its weight goes to the other terms; a need without
    languages, though, has none in common with anybody. ``conflicts`` and ``blocked`` name mentors
    by ``Candidate.id``; whoever asks puts the student's own mentor profile, if any, into
    ``blocked``. ``seed`` (the request's id, say) decides ties, so that no mentor wins all of them.
    """

    stage: Stage | None = None
    industries: frozenset[Industry] = frozenset()
    tags: tuple[Tag, ...] = ()
    languages: frozenset[Language] = frozenset({Language.CHINESE})
    campus: str = ""
    online_ok: bool = True
    times: frozenset[str] = frozenset()
    text_vector: Sequence[float] | NDArray[np.floating] | None = field(default=None, compare=False)
    conflicts: Mapping[int, Conflict] = field(default_factory=dict)
    blocked: frozenset[int] = frozenset()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One mentor as the ranking sees them.

    ``campuses`` are where they come in person, ``online`` whether they meet at a distance;
    no ``times`` means by arrangement. ``rating_sum`` adds stars from 1 to 5. ``asked`` counts
    requests that were answered or timed out (withdrawn ones count for nothing), ``yes`` those
    accepted, ``recent`` requests received within ``acceptance.RECENT_DAYS``. ``used`` places are
    held or taken, ``capacity_left`` are still free. ``busy`` is subtracted from the rank (0 to 1):
    what a free place of theirs is worth to others.
    """

    id: int
    industries: frozenset[Industry] = frozenset()
    stages: frozenset[Stage] = frozenset()
    tags: frozenset[Tag] = frozenset()
    languages: frozenset[Language] = frozenset({Language.CHINESE})
    campuses: frozenset[str] = frozenset()
    online: bool = True
    times: frozenset[str] = frozenset()
    text_vector: Sequence[float] | NDArray[np.floating] | None = field(default=None, compare=False)
    rating_sum: float = 0.0
    rating_count: int = 0
    accepting: bool = True
    on_vacation: bool = False
    capacity_left: int = 1
    used: int = 0
    recent: int = 0
    asked: int = 0
    yes: int = 0
    busy: float = 0.0


@dataclass(slots=True)
class Pool:
    """Candidates as columns, row i for the i-th candidate; see ``Candidate`` for their meaning.

    ``vectors`` has unit rows, zeros where a mentor has no text; it is None if nobody has one.
    """

    ids: Integers
    tags: Floats
    industries: Floats
    stages: Booleans
    languages: Integers
    campuses: dict[str, Booleans]
    online: Booleans
    times: Integers
    vectors: NDArray[np.float32] | None
    rating_sum: Floats
    rating_count: Integers
    accepting: Booleans
    on_vacation: Booleans
    capacity_left: Integers
    used: Integers
    recent: Integers
    asked: Integers
    yes: Integers
    busy: Floats
    row_of: dict[int, int]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "Pool":
        """The columns of these candidates; ValueError when an id comes twice."""
        rows = list(candidates)
        row_of = {row.id: i for i, row in enumerate(rows)}
        if len(row_of) != len(rows):
            raise ValueError("a candidate's id comes twice")
        names = sorted({name for row in rows for name in row.campuses})
        return cls(
            ids=_whole([row.id for row in rows]),
            tags=_flags([row.tags for row in rows], TAGS),
            industries=_flags([row.industries for row in rows], INDUSTRIES),
            stages=_flags([row.stages for row in rows], STAGES).astype(np.bool_),
            languages=_whole([bits(row.languages, LANGUAGES) for row in rows]),
            campuses={n: np.array([n in row.campuses for row in rows], np.bool_) for n in names},
            online=np.array([row.online for row in rows], np.bool_),
            times=_whole([bits(row.times, SLOTS) for row in rows]),
            vectors=_vectors([row.text_vector for row in rows]),
            rating_sum=np.array([row.rating_sum for row in rows], np.float64),
            rating_count=_whole([row.rating_count for row in rows]),
            accepting=np.array([row.accepting for row in rows], np.bool_),
            on_vacation=np.array([row.on_vacation for row in rows], np.bool_),
            capacity_left=_whole([row.capacity_left for row in rows]),
            used=_whole([row.used for row in rows]),
            recent=_whole([row.recent for row in rows]),
            asked=_whole([row.asked for row in rows]),
            yes=_whole([row.yes for row in rows]),
            busy=np.array([row.busy for row in rows], np.float64),
            row_of=row_of,
        )


def bits(words: Iterable[str], order: Sequence[str]) -> int:
    """A set of words as one number, so that having one in common is a single ``&``."""
    return sum(1 << order.index(word) for word in set(words))


def weighted(rows: Floats, weights: Floats) -> Floats:
    """The product of a matrix with a vector, in this thread and row by row.

    ``@`` would wake the threads of BLAS, which wait for each other on a busy machine: 60 ms instead
    of 1 for 10,000 rows. And a row's sum does not depend on where it stands.
    """
    return np.asarray(np.einsum("ij,j->i", rows, weights))


def unit(vector: Sequence[float] | NDArray[np.floating]) -> NDArray[np.float32]:
    """The vector at length 1, as float32; a zero vector stays zero."""
    values = np.asarray(vector, np.float32)
    length = float(np.linalg.norm(values))
    return values / np.float32(length) if length > 0 else values


def _whole(values: list[int]) -> Integers:
    return np.array(values, np.int64)


def _flags(sets: Sequence[frozenset[StrEnum]], order: Sequence[StrEnum]) -> Floats:
    """One row per set, 1.0 in the columns of its words."""
    flags = np.zeros((len(sets), len(order)))
    column = {word: i for i, word in enumerate(order)}
    for row, words in enumerate(sets):
        for word in words:
            flags[row, column[word]] = 1.0
    return flags


def _vectors(
    texts: list[Sequence[float] | NDArray[np.floating] | None],
) -> NDArray[np.float32] | None:
    known = {i: unit(text) for i, text in enumerate(texts) if text is not None}
    if not known:
        return None
    width = {len(vector) for vector in known.values()}
    if len(width) > 1:
        raise ValueError(f"text vectors of different lengths: {sorted(width)}")
    table = np.zeros((len(texts), width.pop()), np.float32)
    for row, vector in known.items():
        table[row] = vector
    return table
