"""Matching problems from files: what is read, what is refused, and what proves a plan."""

import copy
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mentors.instances import Instance, UnusableInstance, parse, read
from mentors.plans import decide, problems

Json = dict[str, Any]

ROUND: Json = {
    "students": [
        {"id": "甲", "candidates": [["王老师", 0.8], ["李老师", 0.7]]},
        {"id": "乙", "candidates": [["王老师", 0.75]]},
        {"id": 3, "candidates": []},
    ],
    "mentors": [{"id": "王老师", "capacity": 1}, {"id": "李老师", "capacity": 2}],
    "objective": "weight",
}


def instance(**changed: Any) -> Instance:
    return parse(copy.deepcopy(ROUND) | copy.deepcopy(changed))


def random_round(seed: int, objective: str) -> Instance:
    """Sparse candidates; a third of both sides hand in rankings of some of the others."""
    rng = np.random.default_rng(seed)
    students, mentors = int(rng.integers(1, 25)), int(rng.integers(1, 8))

    def ranking(count: int) -> Json:
        if rng.random() < 2 / 3:
            return {}
        return {"ranking": rng.permutation(count)[: int(rng.integers(1, count + 1))].tolist()}

    return parse(
        {
            "students": [
                {
                    "id": number,
                    "candidates": [
                        [int(mentor), int(rng.integers(-1, 9))]
                        for mentor in np.flatnonzero(rng.random(mentors) < 0.7)
                    ],
                    **ranking(mentors),
                }
                for number in range(students)
            ],
            "mentors": [
                {"id": number, "capacity": int(rng.integers(0, 4)), **ranking(students)}
                for number in range(mentors)
            ],
            "objective": objective,
        }
    )


def test_plan_by_weight_gives_pairs_value_bound_and_blocking() -> None:
    decided = decide(instance())
    assert decided.pairs == (("甲", "李老师"), ("乙", "王老师"))
    assert decided.unmatched == (3,)
    assert decided.value == 1.45
    assert decided.bound == pytest.approx(1.45, rel=1e-9)
    assert decided.blocking == 1  # 甲 and 王老师 have .8 together, and either has less


def test_stable_plan_has_no_blocking_pair_and_shows_what_that_costs() -> None:
    decided = decide(instance(objective="stable"))
    assert decided.pairs == (("甲", "王老师"),)
    assert (decided.value, decided.blocking) == (0.8, 0)
    assert decided.bound == pytest.approx(1.45, rel=1e-9)


def test_rankings_replace_weights_and_leave_out_whom_they_do_not_name() -> None:
    mentors = [{"id": "王老师", "capacity": 1, "ranking": ["乙"]}, ROUND["mentors"][1]]
    assert decide(instance(mentors=mentors, objective="stable")).pairs == (
        ("甲", "李老师"),
        ("乙", "王老师"),
    )
    students = [ROUND["students"][0] | {"ranking": ["李老师", "王老师"]}, *ROUND["students"][1:]]
    assert decide(instance(students=students, objective="stable")).pairs == (
        ("甲", "李老师"),
        ("乙", "王老师"),
    )
    students[0]["ranking"] = []
    assert decide(instance(students=students)).pairs == (("乙", "王老师"),)


@pytest.mark.parametrize("objective", ["weight", "stable"])
def test_check_proves_every_plan_that_is_made(objective: str) -> None:
    for seed in range(150):
        problem = random_round(seed, objective)
        answer = json.loads(json.dumps(decide(problem, seed=seed).as_json()))
        assert problems(problem, answer) == [], seed


def tampered(**changed: Any) -> Json:
    return decide(instance()).as_json() | changed


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (tampered(value=1.46), "The value is 1.45, not 1.46."),
        (tampered(bound=1.45), None),
        (tampered(bound=1.44), "The bound is 1.45"),
        (tampered(bound=None), "The bound is 1.45"),
        (tampered(blocking=0), "The blocking is 1, not 0."),
        (tampered(prices=[]), "The bound is 1.55"),
        (tampered(prices=[["王老师", -0.1]]), "-0.1 is no price of 王老师."),
        (tampered(prices=[["王老师", math.nan]]), "nan is no price of 王老师."),
        (tampered(prices=[["赵老师", 0.1]]), "0.1 is no price of 赵老师."),
        (tampered(prices=[["王老师", 0.1], ["王老师", 0.0]]), "A mentor has two prices."),
        (
            tampered(pairs=[["甲", "王老师"], ["乙", "王老师"]]),
            "王老师 has 2 students in 1 places.",
        ),
        (tampered(pairs=[["甲", "王老师"], ["甲", "李老师"]]), "甲 is matched 2 times."),
        (tampered(pairs=[["乙", "李老师"]]), "乙 – 李老师 is no pair that both accept."),
        (tampered(pairs=[["丁", "李老师"]]), "丁 – 李老师 is no pair that both accept."),
        (tampered(pairs="none"), "A plan has pairs"),
        (tampered(pairs=[["甲", ["李老师"]]]), "A plan has pairs"),
        (tampered(pairs=[["甲"]]), "A plan has pairs"),
        (tampered(prices=None), "A plan has pairs"),
        (tampered(prices=[["王老师", "0.1"]]), "A plan has pairs"),
    ],
)
def test_check_finds_what_was_tampered_with(answer: Json, sentence: str | None) -> None:
    found = problems(instance(), answer)
    assert found[:1] == [] if sentence is None else found[0].startswith(sentence)


def test_check_refuses_a_plan_by_weight_as_stable() -> None:
    found = problems(instance(objective="stable"), tampered())
    assert found == ["The plan is not stable: 1 pairs would rather have each other."]


STUDENT, MENTOR = ROUND["students"][0], ROUND["mentors"][0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"objective": "fair"}, 'The objective is weight or stable, not "fair".'),
        ({"objective": []}, "The objective is weight or stable, not []."),
        ({"students": []}, "There are no students: it must be a list with at least one."),
        ({"mentors": []}, "There are no mentors: it must be a list with at least one."),
        ({"mentors": {"id": 1}}, "There are no mentors: it must be a list with at least one."),
        ({"students": ["甲"]}, "Number 1 of students is no object."),
        ({"students": [{"candidates": []}]}, "Number 1 of students needs an id:"),
        ({"students": [STUDENT | {"id": True}]}, "Number 1 of students needs an id:"),
        ({"students": [STUDENT | {"id": "\ud800"}]}, "Number 1 of students needs an id:"),
        ({"students": [STUDENT, STUDENT]}, 'Two of students have the id "甲".'),
        ({"mentors": [MENTOR, MENTOR]}, 'Two of mentors have the id "王老师".'),
        ({"mentors": [{"id": 1}]}, "The capacity of mentor 1 must be a whole number"),
        *(
            (
                {"mentors": [MENTOR | {"capacity": capacity}]},
                'The capacity of mentor "王老师" must be a whole number from 0 to 10000, not ',
            )
            for capacity in (-1, 10**9, 1.5, "3", True, None, math.inf)
        ),
        ({"students": [{"id": 1}]}, "Student 1 needs candidates: a list, or an empty one."),
        (
            {"students": [{"id": 1, "candidates": [["王老师"]]}]},
            'A candidate of student 1 is [mentor, weight], not ["王老师"].',
        ),
        (
            {"students": [{"id": 1, "candidates": [["赵老师", 1]]}]},
            'Student 1 names "赵老师", who is not among the mentors.',
        ),
        (
            {"students": [{"id": 1, "candidates": [[["王老师"], 1]]}]},
            'Student 1 names ["王老师"], which is no id.',
        ),
        (
            {"students": [{"id": 1, "candidates": [["王老师", 1], ["王老师", 1]]}]},
            "Student 1 names a mentor twice.",
        ),
        *(
            (
                {"students": [{"id": 1, "candidates": [["王老师", weight]]}]},
                'The weight of student 1 and mentor "王老师" must be a number',
            )
            for weight in (math.nan, math.inf, -math.inf, 1e10, 10**400, "1", None, True)
        ),
        ({"students": [STUDENT | {"ranking": "王老师"}]}, 'The ranking of "甲" is a list'),
        ({"students": [STUDENT | {"ranking": ["赵老师"]}]}, '"甲" ranks "赵老师", whom nobody'),
        ({"mentors": [MENTOR | {"ranking": ["甲", "甲"]}]}, '"王老师" ranks "甲" twice.'),
    ],
)
def test_unusable_instance_is_refused_in_one_sentence(changed: Json, sentence: str) -> None:
    if "mentors" in changed and "ranking" in str(changed):
        changed = changed | {"students": [{"id": "甲", "candidates": []}]}
    with pytest.raises(UnusableInstance) as refused:
        instance(**changed)
    assert str(refused.value).startswith(sentence)
    assert "\n" not in str(refused.value)
    assert len(decide(instance()).pairs) == 2


@pytest.mark.parametrize(
    "text", ["", "{", "[1, 2", "{'students': []}", "9" * 5_000, "\udcff", "[" * 5_000]
)
def test_file_that_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "round.json"
    path.write_text(text, "utf-8", errors="surrogateescape")
    with pytest.raises(UnusableInstance, match="is no JSON"):
        read(path)
    path.write_text(json.dumps(ROUND), "utf-8")
    assert decide(read(path)).value == 1.45


def test_instance_that_is_no_object_is_refused() -> None:
    with pytest.raises(UnusableInstance, match="is an object"):
        parse([])
