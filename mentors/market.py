"""A made-up market of students and mentors, drawn from a seed, for measuring policies.

It knows what nobody can know in life: what every pairing would be worth, and how every mentor would
answer every student. Ratios between policies carry over to a real term; levels do not.
"""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from mentors.candidates import (
    INDUSTRIES,
    TAGS,
    Booleans,
    Candidate,
    Floats,
    Integers,
    Need,
    Pool,
)
from mentors.ranking import TextScale, terms
from mentors.rules import FINE, refusals
from mentors.vocabulary import SLOTS, STAGES, Language
from mentors.weights import Weights

Generator = np.random.Generator
Word = TypeVar("Word", bound=str)

DAY = 24.0
CAMPUSES = ("east", "west")
TOPICS = 24
"""Width of a project's and a biography's vector."""
SCALE = TextScale(-1.645 / TOPICS**0.5, 1.645 / TOPICS**0.5)
"""The quantiles of the cosine of two random vectors of that width."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is varied between markets. Shares lie in 0–1, times in days.

    ``places`` are free places per student over all mentors; students sign up evenly over
    ``sign_up`` days. ``new`` mentors have no record; without ``history`` nobody has one.
    """

    students: int = 2000
    mentors: int = 300
    places: float = 0.8
    days: int = 98
    sign_up: float = 98.0
    silent: float = 0.12
    new: float = 0.25
    history: bool = True


@dataclass(frozen=True, slots=True)
class Market:
    """One drawn market. Matrices have a row per student and a column per mentor.

    ``value`` is what a relation would be worth (0 to 1), ``seen`` what the student makes of it
    from the card; ``logit`` decides a mentor's yes together with load and fatigue, ``draw`` is the
    luck in it and ``delay_h`` the hours to the answer: the same under every policy. Hours count
    from the first day.
    """

    scenario: Scenario
    seed: int
    needs: tuple[Need, ...]
    candidates: tuple[Candidate, ...]
    arrival_h: Floats
    patience_h: Floats
    value: NDArray[np.float32]
    seen: NDArray[np.float32]
    logit: NDArray[np.float32]
    draw: NDArray[np.float32]
    delay_h: NDArray[np.float32]
    capacity: Integers
    silent: Booleans
    new: Booleans
    eligible: Booleans

    def says_yes(self, student: int, mentor: int, load: float, recent: int) -> bool:
        """Whether the mentor takes this student now, if they answer at all."""
        logit = float(self.logit[student, mentor]) - LOAD * load - FATIGUE * recent
        return bool(self.draw[student, mentor] < 1.0 / (1.0 + np.exp(-logit)))

    def possible(self) -> Booleans:
        """All pairs in which a rested, unburdened mentor would say yes."""
        chance = 1.0 / (1.0 + np.exp(-self.logit.astype(np.float64)))
        yes: Booleans = self.eligible & ~self.silent & (self.draw < chance)
        return yes


# Calibrated so that random choice, keyword, first come, the list of five and a clairvoyant who
# chooses by score reach about the known shares of the bound; see docs/decisions/0009-matching.md.
LOAD = 0.5
FATIGUE = 0.1
LEVEL = -0.5
LEVEL_SPREAD = 0.8
FIT = 2.0
TASTE = 0.06
READING = 0.05
MISSED_TAG = 0.25
CLAIMED_TAG = 0.08
TEXT_NOISE = 0.8
DELAY_H = 24.0
DELAY_SPREAD = 1.1
PATIENCE_DAYS = (14.0, 3.0)


def draw_market(scenario: Scenario, seed: int) -> Market:
    """The market of this scenario and seed; the same again for the same two."""
    rng = np.random.default_rng([seed, 20260901])
    count = scenario.mentors
    truly = [_mentor(rng, i) for i in range(count)]
    quality = np.clip(rng.normal(0.75, 0.15, count), 0.0, 1.0)
    silent = _share_of(rng, count, scenario.silent)
    new = _share_of(rng, count, scenario.new)
    level = np.where(silent, -9.0, rng.normal(LEVEL, LEVEL_SPREAD, count))
    capacity = _capacity(rng, count, round(scenario.places * scenario.students))
    listed = tuple(
        _as_listed(rng, mentor, float(quality[i]), float(level[i]), bool(new[i]), scenario)
        for i, mentor in enumerate(truly)
    )
    listed = tuple(replace(m, capacity_left=int(capacity[i])) for i, m in enumerate(listed))
    needs = tuple(_need(rng, i) for i in range(scenario.students))
    true_pool = Pool.of(truly)
    shape = (scenario.students, count)
    worth, eligible = np.empty(shape), np.empty(shape, np.bool_)
    fit = np.empty(shape)
    everyone = Pool.of(replace(m, capacity_left=1) for m in listed)
    for i, need in enumerate(needs):
        values = terms(need, true_pool, SCALE)
        values[:, 2] = quality
        worth[i] = values @ Weights().array()
        fit[i] = values[:, (0, 1, 3, 4)] @ (0.2, 0.2, 0.35, 0.25)
        eligible[i] = refusals(need, everyone) == FINE
    value = np.clip(worth + rng.normal(0.0, TASTE, shape), 0.0, 1.0)
    days, spread = PATIENCE_DAYS
    return Market(
        scenario,
        seed,
        needs,
        listed,
        np.sort(rng.uniform(0.0, scenario.sign_up * DAY, scenario.students)),
        np.clip(rng.normal(days, spread, scenario.students), 5.0, None) * DAY,
        value.astype(np.float32),
        (value + rng.normal(0.0, READING, shape)).astype(np.float32),
        (level + FIT * fit).astype(np.float32),
        rng.random(shape, np.float32),
        rng.lognormal(np.log(DELAY_H), DELAY_SPREAD, shape).astype(np.float32),
        capacity,
        silent,
        new,
        eligible,
    )


def _mentor(rng: Generator, id_: int) -> Candidate:
    """What a mentor truly can; the list will know it only roughly."""
    at_campus = rng.random(len(CAMPUSES)) < 0.55
    return Candidate(
        id=id_,
        industries=_some(rng, INDUSTRIES, int(rng.integers(1, 5))),
        stages=_some(rng, STAGES, int(rng.integers(1, 4))),
        tags=_some(rng, TAGS, int(rng.integers(3, 7))),
        languages=frozenset(
            {Language.CHINESE, Language.ENGLISH} if rng.random() < 0.35 else {Language.CHINESE}
        ),
        campuses=frozenset(c for c, here in zip(CAMPUSES, at_campus, strict=True) if here),
        online=bool(rng.random() < 0.75 or not at_campus.any()),
        times=_some(rng, SLOTS, int(rng.integers(3, 9))),
        text_vector=rng.normal(0.0, 1.0, TOPICS),
    )


def _as_listed(
    rng: Generator, mentor: Candidate, quality: float, level: float, new: bool, scenario: Scenario
) -> Candidate:
    """What the profile says, and the record of earlier terms."""
    known = {tag for tag in TAGS if tag in mentor.tags and rng.random() >= MISSED_TAG}
    known |= {tag for tag in TAGS if tag not in mentor.tags and rng.random() < CLAIMED_TAG}
    vector = np.asarray(mentor.text_vector) + rng.normal(0.0, TEXT_NOISE, TOPICS)
    asked = int(rng.poisson(12.0))
    yes = int(rng.binomial(asked, 1.0 / (1.0 + np.exp(-(level + FIT * 0.45)))))
    stars = np.clip(rng.normal(1.0 + 4.0 * quality, 0.8, yes), 1.0, 5.0)
    if new or not scenario.history:
        asked, yes, stars = 0, 0, stars[:0]
    return replace(
        mentor,
        tags=frozenset(known),
        text_vector=vector,
        asked=asked,
        yes=yes,
        rating_sum=float(stars.sum()),
        rating_count=len(stars),
    )


def _need(rng: Generator, number: int) -> Need:
    only_english = rng.random() < 0.06
    return Need(
        stage=STAGES[int(rng.integers(len(STAGES)))],
        industries=_some(rng, INDUSTRIES, int(rng.integers(1, 3))),
        tags=tuple(TAGS[i] for i in rng.permutation(len(TAGS))[: int(rng.integers(2, 5))]),
        languages=frozenset({Language.ENGLISH if only_english else Language.CHINESE}),
        campus=CAMPUSES[int(rng.integers(len(CAMPUSES)))],
        online_ok=bool(rng.random() < 0.7),
        times=_some(rng, SLOTS, int(rng.integers(4, 10))),
        text_vector=rng.normal(0.0, 1.0, TOPICS),
        seed=number,
    )


def _some(rng: Generator, words: tuple[Word, ...], count: int) -> frozenset[Word]:
    return frozenset(words[i] for i in rng.permutation(len(words))[:count])


def _share_of(rng: Generator, count: int, share: float) -> Booleans:
    """Exactly this share of rows, rounded, at random places."""
    chosen = np.zeros(count, np.bool_)
    chosen[rng.permutation(count)[: round(share * count)]] = True
    return chosen


def _capacity(rng: Generator, count: int, total: int) -> Integers:
    """So many places in total, unevenly spread as in life, some mentors with none."""
    wish = 1.0 + rng.gamma(3.0, 0.5, count)
    return rng.multinomial(total, wish / wish.sum()).astype(np.int64)
