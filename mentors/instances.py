"""The file of a matching problem: what it may say, and one sentence for what it may not."""

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from mentors.assignment import Edges, Floats, Ints
from mentors.stable import Preferences

Id = str | int
Objective = Literal["weight", "stable"]

MOST_PLACES = 10_000
MOST_WEIGHT = 1e9


class UnusableInstance(ValueError):
    """The file is no matching problem; ``str()`` is the sentence that says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A matching problem: people by their ids, and the pairs acceptable to both sides.

    Pairs with a weight of 0 and below, and those a ranking leaves out, are not among the edges.
    """

    students: tuple[Id, ...]
    mentors: tuple[Id, ...]
    preferences: Preferences
    objective: Objective

    @property
    def edges(self) -> Edges:
        return self.preferences.edges


def read(path: Path) -> Instance:
    """The problem in a JSON file; UnusableInstance and OSError say what is wrong with it.

    ``{"students": [{"id", "candidates": [[mentor, weight], …]}, …],
    "mentors": [{"id", "capacity"}, …], "objective": "weight" or "stable"}``. Ids are strings or
    whole numbers. Weights are what a pair is worth, and both sides' preference unless a student
    (over mentors) or a mentor (over students) also has a ``"ranking"``: a list of ids, the best
    first. Who hands in a ranking accepts nobody outside it.
    """
    ids: dict[Id, Id] = {}

    def pack(row: dict[str, object]) -> dict[str, object]:
        # At once: a national list as Python objects would take more than a gigabyte.
        if isinstance(row.get("candidates"), list):
            row["candidates"] = _Candidates.of(row, ids)
        return row

    try:
        found = json.loads(path.read_bytes(), object_hook=pack)
    except UnusableInstance:
        raise
    except (ValueError, RecursionError) as error:
        raise UnusableInstance(f"{path} is no JSON: {error}.") from error
    return parse(found)


def parse(found: object) -> Instance:
    """The problem in JSON already read, as ``read`` describes it."""
    if not isinstance(found, dict):
        raise UnusableInstance("An instance is an object with students and mentors.")
    objective = found.get("objective", "weight")
    if objective not in ("weight", "stable"):
        raise UnusableInstance(f"The objective is weight or stable, not {_shown(objective)}.")
    mentors = _people(found, "mentors")
    students = _people(found, "students")
    capacities = np.array([_capacity(*each) for each in mentors.items()], np.int64)
    edges = _edges(students, {id_: number for number, id_ in enumerate(mentors)}, capacities)
    return Instance(
        tuple(students), tuple(mentors), _preferences(students, mentors, edges), objective
    )


def _people(found: dict[str, object], kind: str) -> dict[Id, dict[str, object]]:
    """The objects of one side by their ids, in the order of the file."""
    rows = found.get(kind)
    if not isinstance(rows, list) or not rows:
        raise UnusableInstance(f"There are no {kind}: it must be a list with at least one.")
    people: dict[Id, dict[str, object]] = {}
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, dict):
            raise UnusableInstance(f"Number {number} of {kind} is no object.")
        id_ = row.get("id")
        if isinstance(id_, bool) or not isinstance(id_, str | int) or not _is_text(id_):
            raise UnusableInstance(
                f"Number {number} of {kind} needs an id: a string or a whole number."
            )
        if id_ in people:
            raise UnusableInstance(f"Two of {kind} have the id {_shown(id_)}.")
        people[id_] = row
    return people


def _capacity(id_: Id, row: dict[str, object]) -> int:
    capacity = row.get("capacity")
    if type(capacity) is not int or not 0 <= capacity <= MOST_PLACES:
        raise UnusableInstance(
            f"The capacity of mentor {_shown(id_)} must be a whole number from 0 to "
            f"{MOST_PLACES}, not {_shown(capacity)}."
        )
    return capacity


@dataclass(frozen=True, slots=True, eq=False)
class _Candidates:
    """One student's candidates, checked but for whether the mentors exist."""

    mentors: list[Id]
    weights: Floats

    @classmethod
    def of(cls, row: dict[str, object], ids: dict[Id, Id]) -> "_Candidates":
        """``ids`` keeps one object of every id."""
        student, found = row.get("id"), row.get("candidates")
        if not isinstance(found, list):
            raise UnusableInstance(
                f"Student {_shown(student)} needs candidates: a list, or an empty one."
            )
        for pair in found:
            if not isinstance(pair, list) or len(pair) != 2:
                raise UnusableInstance(
                    f"A candidate of student {_shown(student)} is [mentor, weight], "
                    f"not {_shown(pair)}."
                )
        mentors = [mentor for mentor, _ in found]
        weights = [weight for _, weight in found]
        if not set(map(type, mentors)) <= {str, int}:
            wrong = next(each for each in mentors if type(each) not in (str, int))
            raise UnusableInstance(
                f"Student {_shown(student)} names {_shown(wrong)}, which is no id."
            )
        if len(set(mentors)) < len(mentors):
            raise UnusableInstance(f"Student {_shown(student)} names a mentor twice.")
        if not set(map(type, weights)) <= {float, int} or not all(map(_is_weight, weights)):
            mentor, wrong = next(
                pair
                for pair in found
                if type(pair[1]) not in (float, int) or not _is_weight(pair[1])
            )
            raise UnusableInstance(
                f"The weight of student {_shown(student)} and mentor {_shown(mentor)} must be "
                f"a number of at most {MOST_WEIGHT:.0e}, not {_shown(wrong)}."
            )
        return cls([ids.setdefault(mentor, mentor) for mentor in mentors], np.array(weights, float))


def _is_weight(number: float) -> bool:
    return -MOST_WEIGHT <= number <= MOST_WEIGHT


def _edges(
    students: dict[Id, dict[str, object]], numbers: dict[Id, int], capacities: Ints
) -> Edges:
    starts, mentors, weights = [0], list[Ints](), list[Floats]()
    for id_, row in students.items():
        found = row.get("candidates")
        own = found if isinstance(found, _Candidates) else _Candidates.of(row, {})
        try:
            mentors.append(np.array([numbers[mentor] for mentor in own.mentors], np.int64))
        except KeyError as error:
            raise UnusableInstance(
                f"Student {_shown(id_)} names {_shown(error.args[0])}, who is not among the "
                "mentors."
            ) from error
        weights.append(own.weights)
        starts.append(starts[-1] + len(own.mentors))
    return Edges(
        np.array(starts, np.int64), np.concatenate(mentors), np.concatenate(weights), capacities
    )


def _preferences(
    students: dict[Id, dict[str, object]], mentors: dict[Id, dict[str, object]], edges: Edges
) -> Preferences:
    """Either side's scores: the weight, or minus the place in one's own ranking."""
    by_student, by_mentor = edges.weights.copy(), edges.weights.copy()
    student_of = edges.students
    for people, others, one, other, scores in (
        (students, mentors, student_of, edges.mentors, by_student),
        (mentors, students, edges.mentors, student_of, by_mentor),
    ):
        numbers = {id_: number for number, id_ in enumerate(others)}
        order = np.argsort(one, kind="stable")
        starts = np.searchsorted(one[order], np.arange(len(people) + 1))
        for number, (id_, row) in enumerate(people.items()):
            if "ranking" in row:
                places = _ranking(id_, row["ranking"], numbers)
                own = order[starts[number] : starts[number + 1]]
                scores[own] = [places.get(each, -math.inf) for each in other[own].tolist()]
    kept = (edges.weights > 0) & (by_student > -np.inf) & (by_mentor > -np.inf)
    return Preferences(edges.only(kept), by_student[kept], by_mentor[kept])


def _ranking(id_: Id, ranking: object, numbers: dict[Id, int]) -> dict[int, float]:
    if not isinstance(ranking, list):
        raise UnusableInstance(f"The ranking of {_shown(id_)} is a list of ids, the best first.")
    places: dict[int, float] = {}
    for place, other in enumerate(ranking):
        if isinstance(other, bool) or not isinstance(other, str | int) or other not in numbers:
            raise UnusableInstance(f"{_shown(id_)} ranks {_shown(other)}, whom nobody knows here.")
        if numbers[other] in places:
            raise UnusableInstance(f"{_shown(id_)} ranks {_shown(other)} twice.")
        places[numbers[other]] = -float(place)
    return places


def _is_text(id_: Id) -> bool:
    """Half a character, which JSON can escape, could not be printed again."""
    return isinstance(id_, int) or not any("\ud800" <= letter <= "\udfff" for letter in id_)


def _shown(value: object) -> str:
    """A value of the file as the file writes it, cut short."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:60] + "…"
