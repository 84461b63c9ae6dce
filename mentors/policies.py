"""Ways to bring students and mentors together, from chance to ours, for comparison."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mentors.assignment import Edges, solve
from mentors.candidates import Integers
from mentors.pacing import night_weights, wish
from mentors.ranking import LIST_SIZE, Ranking
from mentors.rules import FINE
from mentors.stable import Preferences, match

if TYPE_CHECKING:
    from mentors.simulation import Term

CANDIDATES_AT_NIGHT = 40


class Policy:
    """First come, first served: whoever signs up asks at once, and again after every no."""

    hedges = False
    learns = False
    """Whether the chances of a yes are fitted anew every week."""
    rebalances = False
    """Whether mentors shown less than others are moved up a little (``fairness.rebalancing``)."""

    def collects(self, term: "Term") -> bool:
        """Whether nobody is asked now because the night decides."""
        return False

    def choose(self, term: "Term", student: int) -> int | None:
        """The row of the mentor to ask now."""
        raise NotImplementedError

    def assign(self, term: "Term", students: Sequence[int]) -> Iterable[tuple[int, int]]:
        """Whom to ask for these students tonight."""
        return ()


class Random(Policy):
    """Anybody who may be asked."""

    def choose(self, term: "Term", student: int) -> int | None:
        rows = _free(term.ranking(student), term, student)
        if not len(rows):
            return None
        rng = np.random.default_rng([term.market.seed, student, int(term.sent[student])])
        return int(rng.choice(rows))


class Keyword(Policy):
    """Most words in common: needs, industries, stage; chance decides between equals."""

    def choose(self, term: "Term", student: int) -> int | None:
        ranking = term.ranking(student)
        rows = _free(ranking, term, student)
        if not len(rows):
            return None
        need = term.market.needs[student]
        words = ranking.terms[rows] @ (len(need.tags), 0, 0, len(need.industries), 0.5, 0)
        lots = np.random.default_rng([term.market.seed, student]).random(len(term.pool))[rows]
        return int(rows[np.lexsort((lots, -words))[0]])


class FirstCome(Policy):
    """The best score; with a list, the student's own choice among the first of it."""

    def __init__(self, size: int) -> None:
        self.size = size

    def choose(self, term: "Term", student: int) -> int | None:
        ranking = term.ranking(student)
        rows = _free(ranking, term, student)
        rows = rows[np.argsort(-ranking.scores[rows], kind="stable")][: self.size]
        return _pick(term, student, rows)


class Nightly(Policy):
    """Everybody waits for 02:00; one optimal assignment decides whom to ask."""

    learns = True

    def collects(self, term: "Term") -> bool:
        return True

    def assign(self, term: "Term", students: Sequence[int]) -> Iterable[tuple[int, int]]:
        rows = []
        for student in students:
            ranking = term.ranking(student)
            free = _free(ranking, term, student)
            worth = ranking.chances[free] * ranking.scores[free]
            best = np.argsort(-worth, kind="stable")[:CANDIDATES_AT_NIGHT]
            rows.append([(int(free[i]), float(worth[i])) for i in best])
        return _assigned(students, rows, term)


class Stable(Nightly):
    """The same every night, but stable: students prefer by score, mentors by their likely yes."""

    def assign(self, term: "Term", students: Sequence[int]) -> Iterable[tuple[int, int]]:
        rows, scores, chances = [], [], []
        for student in students:
            ranking = term.ranking(student)
            free = _free(ranking, term, student)
            best = free[np.argsort(-ranking.scores[free], kind="stable")[:CANDIDATES_AT_NIGHT]]
            rows.append([(int(mentor), 1.0) for mentor in best])
            scores.append(ranking.scores[best])
            chances.append(ranking.chances[best])
        edges = Edges.of(rows, term.pool.capacity_left.tolist())
        likes = Preferences(edges, np.concatenate(scores), np.concatenate(chances))
        matched = match(likes, seed=term.market.seed).tolist()
        return [(students[s], mentor) for s, mentor in enumerate(matched) if mentor >= 0]


class Adaptive(Policy):
    """Ours: the list by rank, the student's pick at once, a second request after a day's silence;
    on busy days picks are collected and assigned together at night."""

    hedges = True
    learns = True
    rebalances = True

    def __init__(self, size: int = LIST_SIZE) -> None:
        self.size = size

    def collects(self, term: "Term") -> bool:
        return term.busy()

    def choose(self, term: "Term", student: int) -> int | None:
        listed = term.ranking(student).rows[: self.size]
        term.show(listed)
        return _pick(term, student, listed)

    def assign(self, term: "Term", students: Sequence[int]) -> Iterable[tuple[int, int]]:
        rows = []
        for student in students:
            ranking = term.ranking(student)
            best = ranking.rows[:CANDIDATES_AT_NIGHT]
            listed = best[: self.size]
            term.show(listed)
            seen = term.market.seen[student, listed]
            wishes = np.zeros(len(best))
            for position, place in enumerate(np.argsort(-seen, kind="stable")):
                wishes[place] = wish(position, len(listed))
            worth = night_weights(ranking.scores[best], ranking.chances[best], wishes)
            rows.append([(int(m), float(w)) for m, w in zip(best, worth, strict=True) if w > 0])
        return _assigned(students, rows, term)


def _free(ranking: Ranking, term: "Term", student: int) -> Integers:
    """Rows against whom no rule speaks, however unlikely their yes."""
    open_to = (ranking.refusals == FINE) & (term.pool.capacity_left > 0)
    return np.flatnonzero(open_to & ~term.tried[student])


def _pick(term: "Term", student: int, listed: Integers) -> int | None:
    """What the student takes from a list, going by what the cards tell them."""
    if not len(listed):
        return None
    return int(listed[np.argmax(term.market.seen[student, listed])])


def _assigned(
    students: Sequence[int], rows: list[list[tuple[int, float]]], term: "Term"
) -> list[tuple[int, int]]:
    plan = solve(rows, term.pool.capacity_left.tolist(), seed=term.market.seed, tolerance=1e-4)
    return [(students[s], mentor) for s, mentor in plan.pairs]


POLICIES: dict[str, Callable[[], Policy]] = {
    "random": Random,
    "keyword": Keyword,
    "first-come": lambda: FirstCome(1),
    "list": lambda: FirstCome(LIST_SIZE),
    "nightly": Nightly,
    "stable": Stable,
    "adaptive": Adaptive,
    "adaptive-8": lambda: Adaptive(8),
}
