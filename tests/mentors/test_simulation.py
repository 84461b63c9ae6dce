"""The made-up market keeps its own laws, and the command that plays it answers bad input."""

from dataclasses import replace
from functools import cache

import numpy as np
import orjson
import pytest

from bot.cli import main
from mentors.market import DAY, Market, Scenario, draw_market
from mentors.outcomes import MOST_PAIRS, TooLarge, bound, outcome, simulate
from mentors.pacing import HOLD_H, MOST_OPEN, MOST_REQUESTS, is_busy, night_weights, wish
from mentors.policies import POLICIES
from mentors.simulation import Term

SMALL = Scenario(students=80, mentors=20, places=0.8, days=20, sign_up=20.0)


@cache
def market(seed: int, scenario: Scenario = SMALL) -> Market:
    return draw_market(scenario, seed)


class Watched(Term):
    """A term that checks its books after every request."""

    def _send(self, student: int, mentor: int) -> None:
        super()._send(student, mentor)
        places = self.market.capacity
        assert (self.pool.used <= places).all()
        assert (self.pool.capacity_left == places - self.pool.used).all()
        held = np.zeros(len(places), np.int64)
        for offers in self.offers:
            assert len(offers) <= MOST_OPEN
            for offer in offers:
                held[offer.mentor] += 1
        assert (
            held + np.bincount(self.match[self.match >= 0], minlength=len(places))
        ).tolist() == (self.pool.used.tolist())
        assert self.present[student]
        assert self.match[student] < 0
        assert self.market.eligible[student, mentor]


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("sign_up", [20.0, 2.0])
def test_no_policy_breaks_the_laws_of_the_market(policy: str, sign_up: float) -> None:
    drawn = market(1, replace(SMALL, sign_up=sign_up))
    term = Watched(drawn, POLICIES[policy]())
    term.run()

    matched = np.flatnonzero(term.match >= 0)
    assert len(matched) > 20
    assert (np.bincount(term.match[matched], minlength=20) <= drawn.capacity).all()
    assert not drawn.silent[term.match[matched]].any()
    assert (term.sent <= MOST_REQUESTS).all()
    assert term.sent.sum() == term.requests
    assert term.requests == len(matched) + term.declines + term.timeouts + term.withdrawn
    waited = term.matched_h[matched] - drawn.arrival_h[matched]
    assert (waited > 0).all()
    assert (waited <= drawn.patience_h[matched]).all()
    assert not any(term.offers)
    assert not term.seeking


@pytest.mark.parametrize("policy", ["random", "stable", "adaptive"])
def test_same_seed_same_term(policy: str) -> None:
    drawn, again = draw_market(SMALL, 3), draw_market(SMALL, 3)

    first = outcome(drawn, policy, 1.0)

    assert outcome(again, policy, 1.0) == first
    assert outcome(draw_market(SMALL, 4), policy, 1.0) != replace(first, seed=4)


@pytest.mark.parametrize("policy", POLICIES)
def test_nobody_beats_the_bound(policy: str) -> None:
    found = simulate(SMALL, 5, policy)

    assert 0 < found.value <= found.bound
    assert found.bound == bound(market(5))


def test_scenario_is_drawn_as_asked() -> None:
    drawn = market(6, replace(SMALL, places=1.5, silent=0.3, new=0.2, sign_up=2.0))

    assert drawn.capacity.sum() == 120
    assert (drawn.silent.sum(), drawn.new.sum()) == (6, 4)
    assert drawn.arrival_h.max() <= 2 * DAY
    known = [mentor for mentor, new in zip(drawn.candidates, drawn.new, strict=True) if not new]
    assert all(not m.asked for m, new in zip(drawn.candidates, drawn.new, strict=True) if new)
    assert sum(mentor.asked for mentor in known) > 100
    beginning = market(6, replace(SMALL, history=False))
    assert not any(mentor.asked or mentor.rating_count for mentor in beginning.candidates)


def test_silent_mentor_holds_a_place_until_the_hold_ends() -> None:
    scenario = Scenario(students=1, mentors=1, places=1.0, silent=1.0, new=0.0, history=False)
    seed = next(s for s in range(50) if draw_market(scenario, s).eligible.all())
    term = Term(draw_market(scenario, seed), POLICIES["list"]())
    term.run()

    assert (term.requests, term.timeouts, term.declines, int(term.match[0])) == (1, 1, 0, -1)
    assert HOLD_H == 72


def test_ours_is_sooner_and_spares_mentors_beside_the_list_of_five() -> None:
    """The direction of what the benchmark measures, on a quarter of its market."""
    drawn = draw_market(Scenario(students=500, mentors=75), 11)
    best = bound(drawn)
    ours, list_of_five, keyword = (
        outcome(drawn, policy, best) for policy in ("adaptive", "list", "keyword")
    )

    assert ours.within_7_days > list_of_five.within_7_days + 0.04
    assert ours.requests < 0.75 * list_of_five.requests
    assert ours.timeouts_per_mentor < 0.5 * list_of_five.timeouts_per_mentor
    assert ours.value > keyword.value


def test_busy_is_when_more_than_a_tenth_of_the_free_places_is_sought() -> None:
    assert not is_busy(10, 100)
    assert is_busy(11, 100)
    assert is_busy(1, 0)
    assert not is_busy(0, 0)


def test_own_ranking_of_a_list_counts_and_adds_up_to_nothing() -> None:
    wishes = [wish(position, 5) for position in range(5)]

    assert wishes == sorted(wishes, reverse=True)
    assert sum(wishes) == pytest.approx(0)
    assert wish(0, 1) == 0
    assert wish(0, 0) == 0


def test_night_asks_nobody_whom_a_list_would_not_ask() -> None:
    weights = night_weights(np.array([0.6, 0.6]), np.array([0.5, 0.05]), np.zeros(2))

    assert weights[0] > 0 > weights[1]


def test_too_large_a_market_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(TooLarge):
        simulate(Scenario(students=MOST_PAIRS, mentors=2), 1, "adaptive")


def command(*arguments: str) -> int:
    try:
        return main(["match", "simulate", *arguments])
    except SystemExit as stop:
        return int(stop.code or 0)


def test_command_prints_one_term(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--students", "60", "--mentors", "12", "--slots-per-student", "0.5", "--seed", "2")

    assert command(*asked, "--policy", "list", "--json") == 0
    printed = orjson.loads(capsys.readouterr().out)
    expected = simulate(Scenario(60, 12, 0.5), 2, "list").as_json()
    assert printed == expected
    assert command(*asked) == 0
    assert "students matched" in capsys.readouterr().out


def test_command_plays_a_market_without_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--students", "3", "--mentors", "2", "--slots-per-student", "0.1") == 0
    assert "Nobody was matched" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--policy", "sable"), "no policy 'sable'. There are: random, keyword"),
        (("--students", "0"), "'0' is no whole number from 1"),
        (("--students", "-5"), "'-5' is no whole number from 1"),
        (("--students", "1" * 5000), "is no whole number from 1"),
        (("--mentors", "many"), "'many' is no whole number from 1"),
        (("--mentors", "0"), "'0' is no whole number from 1"),
        (("--slots-per-student", "0"), "'0' is no number above 0"),
        (("--slots-per-student", "-1"), "'-1' is no number above 0"),
        (("--slots-per-student", "nan"), "'nan' is no number above 0"),
        (("--slots-per-student", "inf"), "'inf' is no number above 0"),
        (("--seed", "-1"), "'-1' is no whole number from 0"),
        (("--students", "100000", "--mentors", "100000"), "Take fewer of either"),
    ],
)
def test_command_answers_bad_input_with_a_sentence(
    arguments: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(*arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert sentence in shown.err
    assert "Traceback" not in shown.err
