"""Matches that nobody can undo together: student-optimal deferred acceptance with capacities.

Gale and Shapley, College Admissions and the Stability of Marriage, 1962: students propose in their
order, a mentor keeps the best so far. No student can do better in any other stable matching.
"""

import heapq
from dataclasses import dataclass

import numpy as np

from mentors.assignment import Edges, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Preferences:
    """Who would take whom, and how much either side likes it, edge by edge.

    Every edge is acceptable to both. Only the order of the scores counts: the greater is preferred,
    by a student among its mentors and by a mentor among its students; equals are ties.
    """

    edges: Edges
    by_student: Floats
    by_mentor: Floats


def match(preferences: Preferences, *, seed: int = 0) -> Ints:
    """The student-optimal stable matching: every student's mentor, or −1.

    A tie is broken by one lot a student and one a mentor, the same for all who rank them equal, so
    what is optimal is so for the preferences with ties broken. Nobody then prefers another strictly
    who would strictly prefer them: ``blocking_pairs`` is empty.
    """
    edges = preferences.edges
    rng = np.random.default_rng(seed)
    student_lots = rng.permutation(len(edges.starts) - 1)
    mentor_lots = rng.permutation(len(edges.capacities))
    students, mentors = edges.students, edges.mentors
    wishes = np.lexsort((mentor_lots[mentors], -preferences.by_student, students))
    merit = np.empty(len(mentors), np.int64)  # unique, so that heaps have no ties
    merit[np.lexsort((student_lots[students], preferences.by_mentor))] = np.arange(len(mentors))

    capacities = edges.capacities.tolist()
    starts = edges.starts.tolist()
    asked = [0] * (len(starts) - 1)
    held: list[list[tuple[int, int]]] = [[] for _ in capacities]
    lists: dict[int, tuple[list[int], list[int]]] = {}
    free = list(range(len(asked)))
    while free:
        student = free.pop()
        if student not in lists:
            own = wishes[starts[student] : starts[student + 1]]
            lists[student] = (mentors[own].tolist(), merit[own].tolist())
        wanted, ranks = lists[student]
        while asked[student] < len(wanted):
            wish = asked[student]
            asked[student] += 1
            heap, rank = held[wanted[wish]], ranks[wish]
            if len(heap) < capacities[wanted[wish]]:
                heapq.heappush(heap, (rank, student))
                break
            if heap and rank > heap[0][0]:
                free.append(heapq.heapreplace(heap, (rank, student))[1])
                break
        else:
            del lists[student]

    mentor_of = np.full(len(asked), -1, np.int64)
    for mentor, heap in enumerate(held):
        for _, student in heap:
            mentor_of[student] = mentor
    return mentor_of


def blocking_pairs(preferences: Preferences, mentor_of: Ints) -> list[tuple[int, int]]:
    """The students and mentors who both strictly prefer each other to what the plan gives them.

    A mentor with an empty place prefers anybody acceptable to nobody, and so does a student without
    a mentor. Every match of the plan must be an edge.
    """
    edges = preferences.edges
    students, mentors = edges.students, edges.mentors
    matched = mentor_of[students] == mentors
    has = np.full(len(mentor_of), -np.inf)
    has[students[matched]] = preferences.by_student[matched]
    load = np.bincount(mentors[matched], minlength=len(edges.capacities))
    worst = np.full(len(edges.capacities), np.inf)
    np.minimum.at(worst, mentors[matched], preferences.by_mentor[matched])
    worst[load < edges.capacities] = -np.inf
    blocks = (
        ~matched
        & (preferences.by_student > has[students])
        & (preferences.by_mentor > worst[mentors])
    )
    return list(zip(students[blocks].tolist(), mentors[blocks].tolist(), strict=True))
