"""Hard rules: who may not be offered to whom, and the first reason why.

Conflicts of interest follow the usual duties of recusal; which mentor is in which conflict with a
student is found elsewhere and comes with the need.
"""

from enum import StrEnum

import numpy as np

from mentors.candidates import LANGUAGES, Booleans, Candidate, Integers, Need, Pool, bits
from mentors.vocabulary import SLOTS, Conflict


class Refusal(StrEnum):
    """Why a mentor cannot be offered; the first that holds, in this order, is the reason given."""

    NOT_ACCEPTING = "not_accepting"
    ON_VACATION = "on_vacation"
    FULL = "full"
    NO_LANGUAGE = "no_language"
    NO_TIME = "no_time"
    CAMPUS = "campus"
    SAME_LAB = "conflict_same_lab"
    JUDGE = "conflict_judge"
    INVENTOR = "conflict_inventor"
    COMPETITOR = "conflict_competitor"
    RELATIVE = "conflict_relative"
    OTHER_CONFLICT = "conflict_other"
    BLOCKED = "blocked"

    @property
    def is_private(self) -> bool:
        """Whether only staff may see it: conflicts and blocked pairs, never shown to a student."""
        return self is Refusal.BLOCKED or self.value.startswith("conflict_")


REFUSALS = tuple(Refusal)
FINE = len(REFUSALS)
"""In ``refusals``: no rule stands against this mentor."""


def refusals(need: Need, pool: Pool) -> Integers:
    """Per row the place in ``REFUSALS`` of the first rule against this mentor, or ``FINE``."""
    against = np.full(len(pool), FINE, np.int64)
    for row, kind in _pairs(need, pool):
        against[row] = min(int(against[row]), kind)
    rules = (
        (Refusal.CAMPUS, ~within_reach(need, pool)),
        (Refusal.NO_TIME, _apart(bits(need.times, SLOTS), pool.times)),
        (Refusal.NO_LANGUAGE, (pool.languages & bits(need.languages, LANGUAGES)) == 0),
        (Refusal.FULL, pool.capacity_left <= 0),
        (Refusal.ON_VACATION, pool.on_vacation),
        (Refusal.NOT_ACCEPTING, ~pool.accepting),
    )
    for rule, holds in rules:  # the last to be written is the first in order
        against[holds] = REFUSALS.index(rule)
    return against


def why_not(need: Need, mentor: Candidate) -> Refusal | None:
    """The rule that keeps this mentor from this need, or None: then others were simply better.

    For a student's eyes see ``shortlist.why_not``: private ones stay with staff.
    """
    against = int(refusals(need, Pool.of([mentor]))[0])
    return None if against == FINE else REFUSALS[against]


def within_reach(need: Need, pool: Pool) -> Booleans:
    """Whether they can meet: on the student's campus, or at a distance if both would."""
    if not need.campus:
        return np.ones(len(pool), np.bool_)
    here = pool.campuses.get(need.campus, np.zeros(len(pool), np.bool_))
    return here | pool.online if need.online_ok else here


def _pairs(need: Need, pool: Pool) -> list[tuple[int, int]]:
    """Rows that conflicts and blocks of this need rule out, each with its place in REFUSALS."""
    found = [
        (pool.row_of[id_], REFUSALS.index(Refusal(f"conflict_{Conflict(kind).value}")))
        for id_, kind in need.conflicts.items()
        if id_ in pool.row_of
    ]
    return found + [
        (pool.row_of[id_], REFUSALS.index(Refusal.BLOCKED))
        for id_ in need.blocked
        if id_ in pool.row_of
    ]


def _apart(wanted: int, offered: Integers) -> Booleans:
    """No slot in common, where both sides named slots at all."""
    if not wanted:
        return np.zeros(len(offered), np.bool_)
    apart: Booleans = (offered != 0) & ((offered & wanted) == 0)
    return apart
