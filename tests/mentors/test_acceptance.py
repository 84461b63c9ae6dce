"""The chance of a yes: fitted on what it should learn, fair to those nobody knows."""

import numpy as np
import pytest

from mentors.acceptance import FEWEST_ANSWERS, Acceptance, Answer, refit

TRUE = Acceptance(
    intercept=-0.6,
    fit=(0.8, 0.3, 1.1, 0.4),
    load=-0.9,
    recent=-0.15,
    own=1.0,
    prior_yes=1.6,
    prior_no=3.9,
)


def market(seed: int, answers: int, mentors: int = 200) -> tuple[list[Answer], list[list[int]]]:
    """Answers drawn from TRUE, where every mentor has a level of their own."""
    rng = np.random.default_rng(seed)
    level = rng.beta(TRUE.prior_yes, TRUE.prior_no, mentors)
    records = [[0, 0] for _ in range(mentors)]
    drawn = []
    for mentor in rng.integers(0, mentors, answers):
        fit = rng.random(4)
        load, recent = rng.random(), int(rng.integers(0, 6))
        own = float(np.clip(level[mentor], 0.01, 0.99))
        logit = (
            TRUE.intercept
            + fit @ np.array(TRUE.fit)
            + TRUE.load * load
            + TRUE.recent * recent
            + np.log(own / (1 - own))
        )
        accepted = bool(rng.random() < 1 / (1 + np.exp(-logit)))
        asked, yes = records[mentor]
        a, b, c, d = (float(value) for value in fit)
        drawn.append(Answer((a, b, c, d), load, recent, asked, yes, accepted))
        records[mentor] = [asked + 1, yes + accepted]
    return drawn, records


def log_loss(chances: np.ndarray, answers: list[Answer]) -> float:
    said = np.array([answer.accepted for answer in answers])
    clipped = np.clip(chances, 1e-3, 1 - 1e-3)
    return float(-np.mean(np.where(said, np.log(clipped), np.log(1 - clipped))))


def predicted(model: Acceptance, answers: list[Answer]) -> np.ndarray:
    return model.predict(
        np.array([answer.fit for answer in answers]),
        np.array([answer.load for answer in answers]),
        np.array([answer.recent for answer in answers]),
        np.array([answer.asked for answer in answers]),
        np.array([answer.yes for answer in answers]),
    )


def test_fit_finds_the_coefficients_that_made_the_answers() -> None:
    answers, records = market(1, 40_000, mentors=100)

    model = refit(answers, [(asked, yes) for asked, yes in records], Acceptance())

    assert model.version == 1
    assert model.fit == pytest.approx(TRUE.fit, abs=0.15)
    assert model.load == pytest.approx(TRUE.load, abs=0.15)
    assert model.recent == pytest.approx(TRUE.recent, abs=0.04)
    assert model.own == pytest.approx(TRUE.own, abs=0.15)


def test_prior_is_found_from_the_records() -> None:
    rng = np.random.default_rng(5)
    asked = rng.integers(1, 30, 3000)
    yes = rng.binomial(asked, rng.beta(3.0, 5.0, 3000))
    answers, _ = market(2, FEWEST_ANSWERS)

    model = refit(answers, list(zip(asked.tolist(), yes.tolist(), strict=True)), Acceptance())

    assert model.prior_yes == pytest.approx(3.0, rel=0.2)
    assert model.prior_no == pytest.approx(5.0, rel=0.2)


def test_model_foretells_better_than_raw_rates_and_than_nothing() -> None:
    answers, records = market(3, 6000)
    train, test = answers[:4000], answers[4000:]
    model = refit(train, [(asked, yes) for asked, yes in records], Acceptance())

    base = float(np.mean([answer.accepted for answer in train]))
    raw = np.array([answer.yes / answer.asked if answer.asked else base for answer in test])
    loss = log_loss(predicted(model, test), test)

    assert loss < log_loss(raw, test) - 0.02
    assert loss < log_loss(np.full(len(test), base), test) - 0.02
    assert loss < log_loss(predicted(Acceptance(), test), test)


def test_new_mentor_starts_at_the_average() -> None:
    model = Acceptance()
    asked, yes = np.array([0, 55, 55, 55]), np.array([0, 16, 2, 40])
    same = np.full((4, 4), 0.5), np.full(4, 0.2), np.zeros(4, np.int64)

    new, average, silent, willing = model.predict(*same, asked, yes)

    assert new == pytest.approx(average, abs=1e-9)
    assert silent < new < willing


def test_few_answers_move_a_record_little() -> None:
    model = Acceptance()
    one_no, many_no = model.record(np.array([1, 40]), np.array([0, 0]))
    mean = model.prior_yes / (model.prior_yes + model.prior_no)

    assert mean - one_no < 0.06
    assert many_no < 0.04


def test_load_and_recent_requests_lower_the_chance() -> None:
    one, two = np.full((2, 4), 0.5), np.zeros(2, np.int64)
    by_load = Acceptance().predict(one, np.array([0.0, 1.0]), two, two, two)
    by_recent = Acceptance().predict(one, np.zeros(2), np.array([0, 6]), two, two)

    assert by_load[0] > by_load[1]
    assert by_recent[0] > by_recent[1]


def test_too_few_answers_change_nothing() -> None:
    answers, records = market(4, FEWEST_ANSWERS)
    pairs = [(asked, yes) for asked, yes in records]

    assert refit(answers[:-1], pairs, TRUE) is TRUE
    assert refit(answers, pairs, TRUE) != TRUE


def test_all_silent_mentors_do_not_break_the_fit() -> None:
    answers, _ = market(6, FEWEST_ANSWERS)
    silent = [Answer(a.fit, a.load, a.recent, a.asked, 0, accepted=False) for a in answers]

    model = refit(silent, [(30, 0)] * 50, Acceptance())
    chances = predicted(model, silent)

    assert np.isfinite(chances).all()
    assert chances.max() < 0.2
