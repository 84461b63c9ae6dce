"""One term of a made-up market under one policy, hour by hour, and what came of it.

Students sign up, ask, wait and leave; mentors answer, or do not. Rules of the product (how long a
place is held, when a second request may go out, when picks are collected for the night) come from
``pacing``, the lists from ``ranking``: what is measured is what runs.
"""

import heapq
from collections import Counter, deque
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum

import numpy as np

from mentors import acceptance
from mentors.acceptance import RECENT_DAYS, Acceptance, Answer
from mentors.candidates import Floats, Integers, Pool, weighted
from mentors.fairness import COUNTED_FOR, rebalancing
from mentors.market import DAY, SCALE, Market
from mentors.pacing import HEDGE_AFTER_H, HOLD_H, MOST_REQUESTS, NIGHT_H, is_busy
from mentors.policies import Policy
from mentors.ranking import Ranking, order, terms, usable
from mentors.rules import refusals
from mentors.weights import Weights

REFIT_DAYS = 7


class Event(IntEnum):
    """What happens at an hour; at the same hour in this order."""

    ANSWER = 0
    FADE = 1
    LEAVE = 2
    NIGHT = 3
    ARRIVE = 4
    HEDGE = 5


@dataclass(slots=True)
class Request:
    student: int
    mentor: int
    sent_h: float
    known: Answer
    open: bool = True


class Term:
    """A term in progress; ``run`` plays it to its end. Policies read it, and ``show`` lists."""

    def __init__(self, market: Market, policy: Policy) -> None:
        self.market, self.policy = market, policy
        self.pool = Pool.of(market.candidates)
        self.model = Acceptance()
        count = len(market.needs)
        self.tried = np.zeros(market.eligible.shape, np.bool_)
        self.wishes: dict[int, list[int]] = {}
        self.match = np.full(count, -1)
        self.matched_h = np.full(count, np.nan)
        self.present = np.zeros(count, np.bool_)
        self.sent = np.zeros(count, np.int64)
        self.seeking: dict[int, float] = {}
        self.offers: list[list[Request]] = [[] for _ in range(count)]
        self.first_asked_h = np.full(len(self.pool), np.inf)
        self.requests = self.declines = self.timeouts = self.withdrawn = 0
        self.now = 0.0
        self._weights = Weights()
        self._everyone = Pool.of(replace(one, capacity_left=1) for one in market.candidates)
        self._fixed: dict[int, tuple[Integers, Floats, Floats, Floats]] = {}
        self._events: list[tuple[float, int, int, int]] = []
        self._sent: list[Request] = []
        self._answers: list[Answer] = []
        self._arrived: deque[float] = deque()
        self._shown: deque[tuple[float, int]] = deque()

    def run(self) -> "Term":
        market = self.market
        for student, hour in enumerate(market.arrival_h):
            self._at(float(hour), Event.ARRIVE, student)
            self._at(float(hour + market.patience_h[student]), Event.LEAVE, student)
        for day in range(market.scenario.days + 45):
            self._at(day * DAY + NIGHT_H, Event.NIGHT, day)
        while self._events:
            self.now, kind, _, subject = heapq.heappop(self._events)
            match kind:
                case Event.ANSWER:
                    self._answer(self._sent[subject])
                case Event.FADE:
                    self.pool.recent[subject] -= 1
                case Event.LEAVE:
                    self._leave(subject)
                case Event.NIGHT:
                    self._night(subject)
                case Event.ARRIVE:
                    self.present[subject] = True
                    self._arrived.append(self.now)
                    self._seek(subject)
                case Event.HEDGE:
                    self._hedge(self._sent[subject])
        return self

    def ranking(self, student: int) -> Ranking:
        """This student's ranking as the product makes it, without those tried and the full."""
        need = self.market.needs[student]
        if student not in self._fixed:
            values = terms(need, self.pool, SCALE)
            shares = self._weights.array(usable(need, self.pool))
            scores = np.clip(weighted(values, shares), 0.0, 1.0)
            against = refusals(need, self._everyone)
            self._fixed[student] = against, values, shares, scores
        against, values, shares, scores = self._fixed[student]
        chances = self.model.chances(values, self.pool)
        among = ~self.tried[student] & (self.pool.capacity_left > 0)
        return order(need, self.pool, against, values, shares, scores, chances, among)

    def busy(self) -> bool:
        """Whether today's picks are collected for the night."""
        while self._arrived and self._arrived[0] < self.now - DAY:
            self._arrived.popleft()
        return is_busy(len(self._arrived) + len(self.seeking), int(self.pool.capacity_left.sum()))

    def show(self, rows: Integers) -> None:
        """These mentors stand on a list that a student sees."""
        self._shown.extend((self.now, int(row)) for row in rows)

    def _at(self, hour: float, kind: Event, subject: int) -> None:
        heapq.heappush(self._events, (hour, kind, len(self._events), subject))

    def _seek(self, student: int) -> None:
        """Ask somebody now, or wait for the night or for a free place."""
        free = self.present[student] and self.match[student] < 0 and not self.offers[student]
        if not free or self.sent[student] >= MOST_REQUESTS:
            return
        mentor = None if self.policy.collects(self) else self.policy.choose(self, student)
        if mentor is None:
            self.seeking.setdefault(student, self.now)
        else:
            self._send(student, mentor)

    def _send(self, student: int, mentor: int) -> None:
        pool = self.pool
        assert pool.capacity_left[mentor] > 0
        assert not self.tried[student, mentor]
        self.seeking.pop(student, None)
        fit = self._fit(student, mentor)
        load = float(pool.used[mentor] / (pool.used[mentor] + pool.capacity_left[mentor]))
        record = int(pool.asked[mentor]), int(pool.yes[mentor])
        accepts = self.market.says_yes(student, mentor, load, int(pool.recent[mentor]))
        known = Answer(fit, load, int(pool.recent[mentor]), *record, accepted=accepts)
        request = Request(student, mentor, self.now, known)
        self.tried[student, mentor] = True
        self.first_asked_h[mentor] = min(self.first_asked_h[mentor], self.now)
        pool.capacity_left[mentor] -= 1
        pool.used[mentor] += 1
        pool.recent[mentor] += 1
        self.sent[student] += 1
        self.requests += 1
        self.offers[student].append(request)
        self._sent.append(request)
        number = len(self._sent) - 1
        delay = min(float(self.market.delay_h[student, mentor]), HOLD_H)
        delay = HOLD_H if self.market.silent[mentor] else delay
        self._at(self.now + delay, Event.ANSWER, number)
        self._at(self.now + RECENT_DAYS * DAY, Event.FADE, mentor)
        if self.policy.hedges:
            self._at(self.now + HEDGE_AFTER_H, Event.HEDGE, number)

    def _fit(self, student: int, mentor: int) -> tuple[float, float, float, float]:
        if student not in self._fixed:
            self.ranking(student)
        row = self._fixed[student][1][mentor, list(acceptance.COLUMNS)]
        return float(row[0]), float(row[1]), float(row[2]), float(row[3])

    def _answer(self, request: Request) -> None:
        """Yes, no or the end of the hold, unless it was withdrawn."""
        if not request.open:
            return
        student, mentor = request.student, request.mentor
        silent = self.now - request.sent_h >= HOLD_H
        request.known = replace(request.known, accepted=request.known.accepted and not silent)
        self._answers.append(request.known)
        self.pool.asked[mentor] += 1
        if request.known.accepted:
            self.pool.yes[mentor] += 1
            request.open = False
            self.offers[student].remove(request)
            self.match[student], self.matched_h[student] = mentor, self.now
            self._withdraw_all(student)
            return
        self.timeouts += silent
        self.declines += not silent
        self._close(request)
        self._seek(student)
        self._freed(mentor)

    def _close(self, request: Request) -> None:
        request.open = False
        self.offers[request.student].remove(request)
        self.pool.capacity_left[request.mentor] += 1
        self.pool.used[request.mentor] -= 1

    def _withdraw_all(self, student: int) -> None:
        for request in list(self.offers[student]):
            self.withdrawn += 1
            self._close(request)
            self._freed(request.mentor)

    def _freed(self, mentor: int) -> None:
        """A place is free again: those who wait are asked for, the longest waiting first."""
        if self.policy.collects(self):
            return
        for student in sorted(self.seeking, key=lambda s: (self.seeking[s], s)):
            if self.pool.capacity_left[mentor] <= 0:
                return
            if self.market.eligible[student, mentor] and not self.tried[student, mentor]:
                self._seek(student)

    def _leave(self, student: int) -> None:
        self.present[student] = False
        self.seeking.pop(student, None)
        self._withdraw_all(student)

    def _hedge(self, request: Request) -> None:
        student = request.student
        alone = request.open and len(self.offers[student]) == 1
        if alone and self.sent[student] < MOST_REQUESTS:
            mentor = self.policy.choose(self, student)
            if mentor is not None:
                self._send(student, mentor)

    def _night(self, day: int) -> None:
        if day % REFIT_DAYS == REFIT_DAYS - 1 and self.policy.learns:
            records = list(zip(self.pool.asked.tolist(), self.pool.yes.tolist(), strict=True))
            self.model = acceptance.refit(self._answers, records, self.model)
        if self.policy.rebalances:
            self._rebalance()
        if self.seeking:
            for student, mentor in self.policy.assign(self, list(self.seeking)):
                self._send(student, mentor)

    def _rebalance(self) -> None:
        """Lean towards mentors who were shown less than their places deserve, or never asked."""
        while self._shown and self._shown[0][0] < self.now - COUNTED_FOR / timedelta(hours=1):
            self._shown.popleft()
        shown = Counter(row for _, row in self._shown)
        free = dict(enumerate(self.pool.capacity_left.tolist()))
        unasked = np.flatnonzero((self.pool.asked == 0) & np.isinf(self.first_asked_h))
        self.pool.busy[:] = 0.0
        for row, leaning in rebalancing(shown, free, set(unasked.tolist())).items():
            self.pool.busy[row] = leaning
