"""``match plan`` as scripts and staff use it."""

import json
from pathlib import Path
from typing import Any

import pytest

from mentors import flow
from mentors.instances import read
from mentors.plans import problems
from tests.bot.test_cli import Command, runner

ROUND: dict[str, Any] = {
    "students": [
        {"id": "s1", "candidates": [["m1", 0.8], ["m2", 0.5]]},
        {"id": 2, "candidates": [["m1", 0.75]]},
        {"id": 3, "candidates": [["m1", 0.75]]},
    ],
    "mentors": [{"id": "m1", "capacity": 1}, {"id": "m2", "capacity": 1}],
}


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.chdir(tmp_path)
    return runner(capfd)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "round.json"
    path.write_text(json.dumps(ROUND), "utf-8")
    return path


def test_plan_prints_one_line_of_json_that_proves_itself(command: Command, instance: Path) -> None:
    found = command("match", "plan", instance, "--json").json
    assert found["pairs"][0] == ["s1", "m2"]
    assert found["value"] == 1.25
    assert found["bound"] == pytest.approx(1.25, rel=1e-9)
    assert (found["blocking"], found["seed"], found["objective"]) == (1, 0, "weight")
    assert problems(read(instance), found) == []


def test_stable_plan_has_no_blocking_pairs(command: Command, instance: Path) -> None:
    instance.write_text(json.dumps(ROUND | {"objective": "stable"}), "utf-8")
    found = command("match", "plan", instance, "--json").json
    assert (found["pairs"], found["blocking"]) == ([["s1", "m1"]], 0)
    assert problems(read(instance), found) == []


def test_seed_decides_between_equals_and_is_printed(command: Command, instance: Path) -> None:
    found = [
        command("match", "plan", instance, "--json", "--seed", seed).json for seed in range(12)
    ]
    assert [each["seed"] for each in found] == list(range(12))
    assert {each["pairs"][1][0] for each in found} == {2, 3}
    again = command("match", "plan", instance, "--json", "--seed", 7).json
    assert again == found[7]


def test_summary_says_who_and_how_good(command: Command, instance: Path) -> None:
    ended = command("match", "plan", instance)
    lines = ended.out.splitlines()
    assert (ended.code, len(lines)) == (0, 3)
    assert lines[0] == "s1 – m2"
    assert lines[2].startswith("2 of 3 students matched, value 1.25, at most 1.25 possible (100.0")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("not json", "round.json is no JSON"),
        ("[]", "An instance is an object"),
        ('{"students": [], "mentors": []}', "There are no mentors"),
        (
            '{"students": [{"id": 1, "candidates": [["m", NaN]]}],'
            '"mentors": [{"id": "m", "capacity": 1}]}',
            "must be a number of at most 1e+09, not NaN.",
        ),
        (
            '{"students": [{"id": 1, "candidates": [["m", 1e400]]}],'
            '"mentors": [{"id": "m", "capacity": 1}]}',
            "must be a number of at most 1e+09, not Infinity.",
        ),
        (
            '{"students": [{"id": 1, "candidates": []}], "mentors": [{"id": "m", "capacity": -1}]}',
            "from 0 to 10000, not -1.",
        ),
    ],
)
def test_bad_file_is_answered_with_one_sentence(
    command: Command, instance: Path, text: str, sentence: str
) -> None:
    instance.write_text(text, "utf-8")
    assert sentence in command("match", "plan", instance, "--json").sentence


def test_missing_file_and_folder_are_answered_with_one_sentence(
    command: Command, tmp_path: Path
) -> None:
    missing = command("match", "plan", tmp_path / "none.json").sentence
    assert missing == f"No such file or directory: {tmp_path / 'none.json'}"
    assert "Is a directory" in command("match", "plan", tmp_path).sentence


@pytest.mark.parametrize("words", [("match",), ("match", "plan"), ("match", "plan", "x", "--seed")])
def test_incomplete_command_shows_how_it_is_used(command: Command, words: tuple[str, ...]) -> None:
    ended = command(*words)
    assert ended.code == 2
    assert ended.err.startswith("usage: ")


def test_seed_must_be_a_whole_number(command: Command, instance: Path) -> None:
    ended = command("match", "plan", instance, "--seed", "-1")
    assert ended.code == 2
    assert "no whole number" in ended.err


def test_flow_solver_is_used_where_installed_and_named_where_not(
    command: Command, instance: Path
) -> None:
    ended = command("match", "plan", instance, "--json", "--solver", "flow")
    if not flow.is_installed():
        assert "pip install --no-deps -r requirements/extra-ortools.lock" in ended.sentence
        return
    assert ended.json["value"] == 1.25
    assert problems(read(instance), ended.json) == []


def test_check_tells_a_true_plan_from_a_changed_one(
    command: Command, instance: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "plan.json"
    printed = command("match", "plan", instance, "--json").json
    plan.write_text(json.dumps(printed), "utf-8")
    ended = command("match", "check", instance, plan)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("The plan keeps the rules")

    plan.write_text(json.dumps(printed | {"value": 1.3}), "utf-8")
    ended = command("match", "check", instance, plan)
    assert (ended.code, ended.out) == (1, "The value is 1.25, not 1.3.\n")


@pytest.mark.parametrize(("text", "sentence"), [("{", "is no JSON"), ("[]", "is no plan")])
def test_check_of_a_file_that_is_no_plan_is_refused(
    command: Command, instance: Path, tmp_path: Path, text: str, sentence: str
) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(text, "utf-8")
    assert sentence in command("match", "check", instance, plan).sentence
    assert "No such file" in command("match", "check", tmp_path / "none.json", plan).sentence
