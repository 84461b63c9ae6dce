"""Groups are compared without giving small ones away, and exposure spreads without losing value."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounts import Role
from core.db import Database
from core.errors import NotAllowed
from mentors import fairness
from mentors.acceptance import Acceptance
from mentors.candidates import INDUSTRIES, TAGS, Candidate, Need, Pool
from mentors.fairness import CAP, Cell, TenureCell, gini, rebalancing, suppress
from mentors.ranking import TextScale, rank
from mentors.vocabulary import STAGES, Language, Tag
from mentors.weights import Weights
from tests.mentors.pool import Market

DAY = timedelta(days=1)


async def test_students_are_compared_by_group_and_small_groups_hidden(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        mentor = await market.mentor()
        for college, students, lucky in (("工学院", 7, 3), ("医学院", 5, 1), ("艺术学院", 2, 2)):
            for number in range(students):
                student = await market.account(college=college, gender="f")
                request = await market.request(student, ago=5 * DAY)
                await market.shown(request, mentor, times=2)
                state = "accepted" if number < lucky else "declined"
                await market.offer(request, mentor, ago=4 * DAY, state=state)
        silent = await market.account()
        await market.request(silent, ago=5 * DAY)
        await market.request(await market.account(college="工学院"), ago=90 * DAY)

        by_college = await fairness.by_students(session, staff, "college", since=now - 30 * DAY)
        by_gender = await fairness.by_students(session, staff, "gender", since=now - 30 * DAY)

    assert by_college == [
        Cell("工学院", 7, 14, 3),
        Cell("医学院", 5, 10, 1),
        Cell("艺术学院", None, None, None),
        Cell("", None, None, None),
    ]
    assert by_gender == [Cell("f", None, None, None), Cell("", None, None, None)]
    assert by_college[0].rate == pytest.approx(3 / 7)
    assert by_college[2].rate is None


async def test_new_mentors_are_compared_with_established_ones(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        request = await market.request(await market.account(), ago=5 * DAY)
        for _ in range(6):
            mentor = await market.mentor(joined_at=now - 89 * DAY, capacity=1)
            await market.shown(request, mentor)
        for _ in range(5):
            mentor = await market.mentor(joined_at=now - 91 * DAY, capacity=2)
            await market.shown(request, mentor, times=3)
            await market.offer(request, mentor, ago=DAY, state="accepted")
        await market.mentor(appointed=False)

        cells = await fairness.by_tenure(session, staff, since=now - 30 * DAY, now=now)
        with pytest.raises(NotAllowed):
            await fairness.by_tenure(
                session, await market.staff(Role.MENTOR), since=now - DAY, now=now
            )
        with pytest.raises(NotAllowed):
            await fairness.by_students(
                session, await market.staff(Role.STUDENT), "grade", since=now - DAY
            )

    assert cells == [
        TenureCell("new", mentors=6, places=6, shown=6, offers=0, yes=0),
        TenureCell("established", mentors=5, places=10, shown=15, offers=5, yes=5),
    ]


async def test_adjustments_look_at_the_last_four_weeks(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        request = await market.request(await market.account(), ago=5 * DAY)
        often = await market.mentor(asked=3)
        never = await market.mentor(asked=3)
        retired = await market.mentor(appointed=False)
        await market.shown(request, often, times=20)
        await market.shown(request, retired, times=20)

        recent = await fairness.adjustments(session, now=now)
        later = await fairness.adjustments(session, now=now + 40 * DAY)

    assert recent == {often: pytest.approx(CAP * 10 / 35), never: pytest.approx(-CAP * 10 / 15)}
    assert later == {often: 0.0, never: 0.0}


async def test_lists_lean_wholly_to_who_was_never_asked(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        request = await market.request(await market.account(), ago=40 * DAY)
        new = await market.mentor()
        imported = await market.mentor(asked=2, yes=1)
        withdrawn, open_ = await market.mentor(), await market.mentor(capacity=2, used=1)
        full = await market.mentor(capacity=1, used=1)
        await market.offer(request, withdrawn, ago=35 * DAY, state="withdrawn")
        await market.offer(request, open_, ago=DAY, state="held")

        moved = await fairness.adjustments(session, now=now)

    assert moved == {new: -CAP, imported: 0.0, withdrawn: 0.0, open_: 0.0}
    assert full not in moved


@given(
    st.dictionaries(st.integers(0, 30), st.integers(0, 10_000)),
    st.dictionaries(st.integers(0, 30), st.integers(0, 200), max_size=31),
    st.sets(st.integers(0, 30)),
)
def test_never_asked_gives_the_cap_and_moves_nobody_else(
    exposures: dict[int, int], capacity: dict[int, int], unasked: set[int]
) -> None:
    moved = rebalancing(exposures, capacity, unasked)

    plain = rebalancing(exposures, capacity)
    assert moved == {one: -CAP if one in unasked else value for one, value in plain.items()}


def a_mentor(number: int, **values: Any) -> Candidate:
    return Candidate(number, tags=frozenset({Tag.FUNDING}), asked=10, yes=4, **values)


def the_list(mentors: list[Candidate], unasked: set[int]) -> list[int]:
    """The list of a need for which the later mentors of equal profile stand behind."""
    pool = Pool.of(mentors)
    places = {mentor.id: mentor.capacity_left for mentor in mentors}
    moved = rebalancing({}, places, unasked)
    pool.busy[:] = [moved.get(int(id_), 0.0) for id_ in pool.ids]
    need = Need(tags=(Tag.FUNDING,))
    ranking = rank(need, pool, weights=Weights(), acceptance=Acceptance(), scale=TextScale())
    return [one.id for one in ranking.best(pool)]


def test_who_was_never_asked_is_listed_where_the_fit_is_close() -> None:
    """Without a record the chance is average; the lean lifts above five who said yes before."""
    known = [a_mentor(number) for number in range(6)]
    new = Candidate(9, tags=frozenset({Tag.FUNDING}))

    assert 9 not in the_list([*known, new], set())
    assert the_list([*known, new], {9})[0] == 9


@pytest.mark.parametrize(
    "against",
    [
        {"capacity_left": 0},
        {"accepting": False},
        {"on_vacation": True},
        {"languages": frozenset({Language.ENGLISH})},
    ],
)
def test_being_new_beats_no_hard_rule(against: dict[str, Any]) -> None:
    new = replace(Candidate(9, tags=frozenset({Tag.FUNDING})), **against)

    assert the_list([a_mentor(1), new], {9}) == [1]


def test_being_new_does_not_make_up_for_what_is_not_worth_asking() -> None:
    unlikely = Candidate(9, asked=60)

    assert the_list([a_mentor(1), unlikely], {9}) == [1]


@given(
    st.dictionaries(st.integers(0, 30), st.integers(0, 10_000)),
    st.dictionaries(st.integers(0, 30), st.integers(0, 200), max_size=31),
)
def test_rebalancing_is_bounded_and_points_the_right_way(
    exposures: dict[int, int], capacity: dict[int, int]
) -> None:
    moved = rebalancing(exposures, capacity)

    assert set(moved) == {mentor for mentor, places in capacity.items() if places > 0}
    assert all(abs(value) < CAP for value in moved.values())
    every = sum(capacity.values())
    total = sum(exposures.get(mentor, 0) for mentor in moved)
    for mentor, value in moved.items():
        over = exposures.get(mentor, 0) * every - total * capacity[mentor]
        assert np.sign(value) == np.sign(over) or abs(value) < 1e-12


@given(st.lists(st.integers(0, 12), max_size=6))
def test_a_hidden_group_cannot_be_found_by_subtraction(sizes: list[int]) -> None:
    cells = [Cell(str(i), size, size, 0) for i, size in enumerate(sizes)]

    shown = suppress(cells)

    hidden = [i for i, cell in enumerate(shown) if cell.people is None]
    assert all(i in hidden for i, size in enumerate(sizes) if size < 5)
    assert len(hidden) != 1 or len(cells) == 1
    assert hidden or shown == cells


def test_gini_of_alike_and_of_one_owner() -> None:
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([]) == gini([0, 0]) == 0


def market_of(seed: int) -> tuple[list[Candidate], list[Need]]:
    """Sixty mentors, of whom a few are liked by all, and students who arrive one by one."""
    rng = np.random.default_rng(seed)

    def some(words: tuple[str, ...], least: int, most: int) -> frozenset[str]:
        return frozenset(rng.choice(words, rng.integers(least, most + 1), replace=False).tolist())

    mentors = [
        Candidate(
            number,
            industries=frozenset(map(type(INDUSTRIES[0]), some(INDUSTRIES, 1, 3))),
            stages=frozenset(map(type(STAGES[0]), some(STAGES, 1, 3))),
            tags=frozenset(map(type(TAGS[0]), some(TAGS, 2, 5))),
            rating_sum=float(stars * ratings),
            rating_count=ratings,
            capacity_left=int(rng.integers(2, 6)),
        )
        for number, (stars, ratings) in enumerate(
            zip(rng.uniform(3.2, 5.0, 60), rng.integers(0, 12, 60).tolist(), strict=True)
        )
    ]
    students = [
        Need(
            stage=STAGES[int(rng.integers(len(STAGES)))],
            industries=frozenset([INDUSTRIES[int(rng.integers(len(INDUSTRIES)))]]),
            tags=tuple(TAGS[i] for i in rng.choice(len(TAGS), 3, replace=False)),
            seed=number,
        )
        for number in range(150)
    ]
    return mentors, students


def spread_and_value(seed: int, *, balanced: bool) -> tuple[float, float]:
    """Gini of list entries a place, and the total score of the matches, over one term."""
    mentors, students = market_of(seed)
    pool = Pool.of(mentors)
    places = {mentor.id: mentor.capacity_left for mentor in mentors}
    shown = dict.fromkeys(places, 0)
    says_yes = np.random.default_rng(seed + 1_000).random((len(students), len(mentors)))
    value = 0.0
    for number, need in enumerate(students):
        if balanced:
            moved = rebalancing(shown, places)
            pool.busy[:] = [moved[int(mentor)] for mentor in pool.ids]
        ranking = rank(need, pool, weights=Weights(), acceptance=Acceptance(), scale=TextScale())
        listed = ranking.best(pool)
        for entry in listed:
            shown[entry.id] += 1
        for entry in listed:
            row = pool.row_of[entry.id]
            if says_yes[number, row] < entry.chance:
                value += entry.score
                pool.capacity_left[row] -= 1
                pool.used[row] += 1
                break
    return gini([shown[mentor] / places[mentor] for mentor in places]), value


def test_rebalancing_spreads_exposure_and_keeps_the_value_of_matches() -> None:
    plain = np.array([spread_and_value(seed, balanced=False) for seed in range(12)])
    balanced = np.array([spread_and_value(seed, balanced=True) for seed in range(12)])

    assert balanced[:, 0].mean() <= 0.95 * plain[:, 0].mean()
    assert balanced[:, 1].mean() >= 0.99 * plain[:, 1].mean()
