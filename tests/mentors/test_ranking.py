"""Rules, score and order, on values alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentors.acceptance import Acceptance
from mentors.candidates import Candidate, Need, Pool
from mentors.ranking import ASKING_COST, Ranked, TextScale, rank, shortlist
from mentors.rules import Refusal, why_not
from mentors.vocabulary import SLOTS, Conflict, Industry, Language, Stage, Tag
from mentors.weights import DEFAULT_WEIGHTS, TERMS, Weights, refit

SCALE = TextScale(-0.5, 0.5)
NEED = Need(
    stage=Stage.PROTOTYPE,
    industries=frozenset({Industry.BIOMED}),
    tags=(Tag.FUNDING, Tag.PATENT),
    campus="east",
    times=frozenset({"wed-evening"}),
    seed=7,
)
MENTOR = Candidate(
    1,
    industries=frozenset({Industry.BIOMED}),
    stages=frozenset({Stage.PROTOTYPE}),
    tags=frozenset({Tag.FUNDING, Tag.PATENT}),
    campuses=frozenset({"east"}),
    times=frozenset({"wed-evening", "sat-morning"}),
)

needs = st.builds(
    Need,
    stage=st.none() | st.sampled_from(Stage),
    industries=st.frozensets(st.sampled_from(Industry), max_size=3),
    tags=st.lists(st.sampled_from(Tag), unique=True, max_size=4).map(tuple),
    languages=st.frozensets(st.sampled_from(Language), min_size=1),
    campus=st.sampled_from(["", "east", "west"]),
    online_ok=st.booleans(),
    times=st.frozensets(st.sampled_from(SLOTS), max_size=6),
    text_vector=st.none() | st.lists(st.floats(-1, 1), min_size=3, max_size=3),
    seed=st.integers(0, 10**12),
)


@st.composite
def mentors(draw: st.DrawFn, id_: int = 1) -> Candidate:
    count = draw(st.integers(0, 9))
    asked = draw(st.integers(0, 40))
    return Candidate(
        id=id_,
        industries=draw(st.frozensets(st.sampled_from(Industry), max_size=3)),
        stages=draw(st.frozensets(st.sampled_from(Stage))),
        tags=draw(st.frozensets(st.sampled_from(Tag), max_size=6)),
        languages=draw(st.frozensets(st.sampled_from(Language), min_size=1)),
        campuses=draw(st.frozensets(st.sampled_from(["east", "west"]))),
        online=draw(st.booleans()),
        times=draw(st.frozensets(st.sampled_from(SLOTS), max_size=4)),
        text_vector=draw(st.none() | st.lists(st.floats(-1, 1), min_size=3, max_size=3)),
        rating_sum=draw(st.floats(1, 5)) * count,
        rating_count=count,
        capacity_left=draw(st.integers(0, 3)),
        used=draw(st.integers(0, 3)),
        recent=draw(st.integers(0, 9)),
        asked=asked,
        yes=draw(st.integers(0, asked)),
        busy=draw(st.floats(-0.1, 0.1)),
    )


@st.composite
def crowds(draw: st.DrawFn) -> list[Candidate]:
    return [draw(mentors(id_)) for id_ in range(1, draw(st.integers(1, 8)) + 1)]


def listed(need: Need, crowd: list[Candidate], size: int = 99) -> list[Ranked]:
    model = Acceptance()
    pool = Pool.of(crowd)
    return shortlist(need, pool, weights=Weights(), acceptance=model, scale=SCALE, size=size)


def score(need: Need, mentor: Candidate) -> float:
    pool = Pool.of([mentor])
    ranking = rank(need, pool, weights=Weights(), acceptance=Acceptance(), scale=SCALE)
    return float(ranking.scores[0])


@given(needs, crowds())
@example(
    Need(tags=(Tag.FUNDING, Tag.PATENT, Tag.CUSTOMERS)),
    [Candidate(1, tags=frozenset({Tag.FUNDING, Tag.PATENT, Tag.CUSTOMERS}))],
)
@settings(deadline=None)
def test_score_and_terms_lie_between_0_and_1_and_explain_each_other(
    need: Need, crowd: list[Candidate]
) -> None:
    for row in listed(need, crowd):
        assert 0 <= row.score <= 1
        assert 0 < row.chance < 1
        assert all(0 <= term <= 1 for term in row.terms)
        assert sum(row.weights) == pytest.approx(1)
        assert np.dot(row.terms, row.weights) == pytest.approx(row.score)


@given(needs, crowds(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_order_does_not_depend_on_the_order_of_the_candidates(
    need: Need, crowd: list[Candidate], random: object
) -> None:
    mixed = list(crowd)
    random.shuffle(mixed)  # type: ignore[attr-defined]

    assert [row.id for row in listed(need, mixed)] == [row.id for row in listed(need, crowd)]


@given(needs.filter(lambda need: need.tags), mentors(), st.data())
@settings(deadline=None)
def test_score_grows_with_every_covered_need(need: Need, mentor: Candidate, data: st.DataObject):
    tag = data.draw(st.sampled_from(need.tags))
    without = replace(mentor, tags=mentor.tags - {tag})
    covering = replace(mentor, tags=mentor.tags | {tag})

    assert score(need, covering) > score(need, without)


def test_earlier_need_counts_more() -> None:
    first = score(NEED, replace(MENTOR, tags=frozenset({Tag.FUNDING})))
    second = score(NEED, replace(MENTOR, tags=frozenset({Tag.PATENT})))

    assert first > second > score(NEED, replace(MENTOR, tags=frozenset()))


@pytest.mark.parametrize(
    ("need", "mentor", "code"),
    [
        (NEED, replace(MENTOR, accepting=False), Refusal.NOT_ACCEPTING),
        (NEED, replace(MENTOR, on_vacation=True), Refusal.ON_VACATION),
        (NEED, replace(MENTOR, capacity_left=0), Refusal.FULL),
        (NEED, replace(MENTOR, languages=frozenset({Language.ENGLISH})), Refusal.NO_LANGUAGE),
        (NEED, replace(MENTOR, times=frozenset({"mon-morning"})), Refusal.NO_TIME),
        (NEED, replace(MENTOR, campuses=frozenset(), online=False), Refusal.CAMPUS),
        (replace(NEED, online_ok=False), replace(MENTOR, campuses=frozenset()), Refusal.CAMPUS),
        *[
            (replace(NEED, conflicts={1: kind}), MENTOR, Refusal(f"conflict_{kind}"))
            for kind in Conflict
        ],
        (replace(NEED, blocked=frozenset({1})), MENTOR, Refusal.BLOCKED),
    ],
)
def test_hard_rule_keeps_a_mentor_off_the_list(
    need: Need, mentor: Candidate, code: Refusal
) -> None:
    assert (why_not(NEED, MENTOR), [row.id for row in listed(NEED, [MENTOR])]) == (None, [1])
    assert (why_not(need, mentor), listed(need, [mentor])) == (code, [])


def test_first_failing_rule_is_the_reason() -> None:
    everything = replace(
        MENTOR,
        accepting=False,
        on_vacation=True,
        capacity_left=0,
        languages=frozenset({Language.ENGLISH}),
        times=frozenset({"mon-morning"}),
        campuses=frozenset(),
        online=False,
    )
    need = replace(NEED, conflicts={1: Conflict.JUDGE}, blocked=frozenset({1}))
    repairs = [
        {"accepting": True},
        {"on_vacation": False},
        {"capacity_left": 1},
        {"languages": MENTOR.languages},
        {"times": frozenset()},
        {"online": True},
    ]
    codes = [why_not(need, everything)]
    for repair in repairs:
        everything = replace(everything, **repair)
        codes.append(why_not(need, everything))

    assert codes == [
        Refusal.NOT_ACCEPTING,
        Refusal.ON_VACATION,
        Refusal.FULL,
        Refusal.NO_LANGUAGE,
        Refusal.NO_TIME,
        Refusal.CAMPUS,
        Refusal.JUDGE,
    ]
    assert why_not(replace(need, conflicts={}), everything) is Refusal.BLOCKED


def test_only_conflicts_and_blocks_are_private() -> None:
    assert [code for code in Refusal if not code.is_private] == [
        Refusal.NOT_ACCEPTING,
        Refusal.ON_VACATION,
        Refusal.FULL,
        Refusal.NO_LANGUAGE,
        Refusal.NO_TIME,
        Refusal.CAMPUS,
    ]


def test_what_is_left_out_rules_nobody_out() -> None:
    nowhere = Candidate(1, campuses=frozenset({"west"}), online=False, times=frozenset({SLOTS[0]}))

    assert why_not(Need(), nowhere) is None
    assert why_not(NEED, replace(MENTOR, times=frozenset())) is None


def test_weight_of_what_is_unknown_is_shared_out() -> None:
    (row,) = listed(NEED, [MENTOR])  # no texts on either side

    kept = 1 - DEFAULT_WEIGHTS[1]
    assert row.weights == pytest.approx(
        [w / kept if i != 1 else 0.0 for i, w in enumerate(DEFAULT_WEIGHTS)]
    )
    with_text = replace(NEED, text_vector=[1.0, 0.0])
    (row,) = listed(with_text, [replace(MENTOR, text_vector=[0.25, np.sqrt(1 - 0.0625)])])
    assert row.weights == DEFAULT_WEIGHTS
    assert row.terms[1] == pytest.approx(0.75)


def test_unrated_mentor_is_rated_like_the_average() -> None:
    crowd = [
        replace(MENTOR, id=1, rating_sum=5.0 * 40, rating_count=40),
        replace(MENTOR, id=2, rating_sum=3.0 * 40, rating_count=40),
        replace(MENTOR, id=3),
    ]
    stars = {row.id: row.terms[2] for row in listed(NEED, crowd)}

    assert stars[1] > stars[3] > stars[2]
    assert stars[3] == pytest.approx((stars[1] + stars[2]) / 2, abs=0.01)


def test_neighbouring_stage_counts_half() -> None:
    of = {
        stage: listed(NEED, [replace(MENTOR, stages=frozenset({stage}))])[0].terms[4]
        for stage in Stage
    }

    assert of == {Stage.IDEA: 0.5, Stage.PROTOTYPE: 1, Stage.REGISTERED: 0.5, Stage.REVENUE: 0}


def test_rank_is_score_less_busy_less_the_cost_of_asking() -> None:
    (row,) = listed(NEED, [replace(MENTOR, busy=0.03)])

    assert row.rank == pytest.approx(row.score - 0.03 - ASKING_COST / row.chance)


def test_mentor_who_never_answers_sinks_and_then_is_not_asked() -> None:
    lively = replace(MENTOR, id=1, asked=10, yes=5, tags=frozenset({Tag.FUNDING}))
    crowd = [lively, replace(MENTOR, id=2)]
    assert [row.id for row in listed(NEED, crowd)] == [2, 1]

    crowd[1] = replace(MENTOR, id=2, asked=30)
    assert [row.id for row in listed(NEED, crowd)] == [1, 2]

    crowd[1] = replace(MENTOR, id=2, asked=120)
    assert [row.id for row in listed(NEED, crowd)] == [1]


def test_equal_mentors_take_turns_by_the_need() -> None:
    twins = [replace(MENTOR, id=id_) for id_ in (1, 2, 3)]
    firsts = [listed(replace(NEED, seed=seed), twins)[0].id for seed in range(300)]

    assert firsts == [listed(replace(NEED, seed=seed), twins)[0].id for seed in range(300)]
    assert all(60 < firsts.count(id_) < 140 for id_ in (1, 2, 3))


def test_pool_refuses_the_same_mentor_twice_and_vectors_of_two_models() -> None:
    assert len(Pool.of([MENTOR, replace(MENTOR, id=2)])) == 2
    with pytest.raises(ValueError, match="twice"):
        Pool.of([MENTOR, MENTOR])
    short, long = replace(MENTOR, text_vector=[1.0]), replace(MENTOR, id=2, text_vector=[1.0, 0.0])
    with pytest.raises(ValueError, match="lengths"):
        Pool.of([short, long])


def test_nobody_in_the_pool_gives_an_empty_list() -> None:
    assert listed(NEED, []) == []


def test_ratings_move_the_weights_but_only_with_enough_of_them() -> None:
    rng = np.random.default_rng(3)
    terms = rng.random((4000, len(TERMS)))
    truth = np.array([0.1, 0.5, 0.2, 0.1, 0.06, 0.04])
    ratings = terms @ truth + rng.normal(0, 0.05, 4000)

    few, many = refit(terms[:99], ratings[:99], Weights()), refit(terms, ratings, Weights())

    assert few == Weights()
    assert many.version == 1
    assert many.values == pytest.approx(truth, abs=0.03)
    assert sum(many.values) == pytest.approx(1)


def test_few_ratings_leave_the_weights_near_the_defaults() -> None:
    rng = np.random.default_rng(4)
    terms = rng.random((120, len(TERMS)))

    fitted = refit(terms, rng.random(120), Weights())  # ratings that mean nothing

    assert fitted.values == pytest.approx(DEFAULT_WEIGHTS, abs=0.12)


@pytest.mark.parametrize("values", [(1.0,), (0.5,) * 6, (1.2, -0.2, 0, 0, 0, 0)])
def test_weights_refuse_what_is_no_average(values: tuple[float, ...]) -> None:
    assert Weights((0.5, 0.5, 0, 0, 0, 0)).values[0] == 0.5
    with pytest.raises(ValueError, match="weights"):
        Weights(values)
