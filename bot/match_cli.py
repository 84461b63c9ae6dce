"""``match``: plans for matching problems from files, and terms of made-up markets."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from mentors.outcomes import Outcome
    from mentors.plans import Decided

UNUSABLE = 2
MOST_PEOPLE = 100_000
MOST_SLOTS = 20.0
FILE = """\
INSTANCE.json:
  {"students": [{"id": "s1", "candidates": [["m1", 0.8], ["m2", 0.5]]}],
   "mentors": [{"id": "m1", "capacity": 2}, {"id": "m2", "capacity": 1}],
   "objective": "weight"}

Ids are strings or whole numbers. "weight" (the default) asks for the greatest total weight; no pair
of weight 0 or below is matched. "stable" asks for the student-optimal stable matching: both sides
prefer by weight, unless a student or a mentor has a "ranking", a list of ids with the best first.
Who has one is never matched outside it.

The result: pairs; value, the sum of their weights; bound, more than which no plan is worth, proved
by the prices of the mentors; blocking, how many pairs would both rather have each other; the seed
that decided between equals. "match check" works all of it out again."""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``match`` with its actions to the command line."""
    match = commands.add_parser("match", help="assign students to mentors, with a proof")
    actions = match.add_subparsers(required=True, metavar="ACTION")

    plan = actions.add_parser(
        "plan",
        help="the best plan for a file of students, mentors and weights",
        epilog=FILE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    plan.add_argument("instance", type=Path, metavar="INSTANCE.json")
    plan.add_argument("--seed", type=_seed, default=0, help="decides between equals (default: 0)")
    plan.add_argument(
        "--solver",
        choices=("auction", "flow"),
        default="auction",
        help="flow: OR-tools, where requirements/extra-ortools.lock is installed",
    )
    plan.add_argument("--json", action="store_true")
    plan.set_defaults(run=_plan)

    check = actions.add_parser("check", help="work out again whether a printed plan is true")
    check.add_argument("instance", type=Path, metavar="INSTANCE.json")
    check.add_argument(
        "plan", type=Path, metavar="PLAN.json", help="what match plan --json printed"
    )
    check.set_defaults(run=_check)

    simulate = actions.add_parser(
        "simulate",
        help="play a term with made-up students and mentors",
        epilog="The people are made up; ratios between policies mean something, levels do not.",
    )
    simulate.add_argument("--students", type=_people, default=2000, metavar="N")
    simulate.add_argument("--mentors", type=_people, default=300, metavar="M")
    simulate.add_argument(
        "--slots-per-student",
        type=_slots,
        default=0.8,
        metavar="X",
        help="places at mentors for every student (default: 0.8)",
    )
    simulate.add_argument("--seed", type=_seed, default=1, help="draws the market (default: 1)")
    simulate.add_argument("--policy", default="adaptive", metavar="NAME", help="default: adaptive")
    simulate.add_argument("--json", action="store_true")
    simulate.set_defaults(run=_simulate)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def _people(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:9]) <= MOST_PEOPLE or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 to {MOST_PEOPLE}")
    return int(text)


def _slots(text: str) -> float:
    try:
        slots = float(text)
    except ValueError:
        slots = 0.0
    if not 0 < slots <= MOST_SLOTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0 and up to {MOST_SLOTS:g}")
    return slots


def _plan(settings: "Settings", options: argparse.Namespace) -> int:
    from mentors import flow
    from mentors.instances import UnusableInstance, read
    from mentors.plans import decide

    by_flow = options.solver == "flow"
    if by_flow and not flow.is_installed():
        print(
            "The flow solver needs one more package: "
            "pip install --no-deps -r requirements/extra-ortools.lock, or leave --solver out.",
            file=sys.stderr,
        )
        return UNUSABLE
    try:
        instance = read(options.instance)
    except UnusableInstance as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    decided = decide(instance, seed=options.seed, by_flow=by_flow)
    print(json.dumps(decided.as_json(), ensure_ascii=False) if options.json else _summary(decided))
    return 0


def _check(settings: "Settings", options: argparse.Namespace) -> int:
    from mentors.instances import UnusableInstance, read
    from mentors.plans import problems

    try:
        instance = read(options.instance)
        answer = json.loads(options.plan.read_bytes())
    except UnusableInstance as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except (ValueError, RecursionError) as error:
        print(f"{options.plan} is no JSON: {error}.", file=sys.stderr)
        return UNUSABLE
    if not isinstance(answer, dict):
        print(f"{options.plan} is no plan: it must be an object.", file=sys.stderr)
        return UNUSABLE
    found = problems(instance, answer)
    print("\n".join(found) or "The plan keeps the rules, and value, bound and blocking are true.")
    return 1 if found else 0


def _summary(decided: "Decided") -> str:
    students = len(decided.pairs) + len(decided.unmatched)
    share = decided.value / decided.bound if decided.bound else 1.0
    lines = [f"{student} – {mentor}" for student, mentor in decided.pairs]
    lines.append(
        f"{len(decided.pairs)} of {students} students matched, value {decided.value:.6g}, "
        f"at most {decided.bound:.6g} possible ({share:.4%}), blocking pairs {decided.blocking}, "
        f"seed {decided.seed}"
    )
    return "\n".join(lines)


def _simulate(settings: "Settings", options: argparse.Namespace) -> int:
    from mentors.market import Scenario
    from mentors.outcomes import MOST_PAIRS, TooLarge, simulate
    from mentors.policies import POLICIES

    if options.policy not in POLICIES:
        names = ", ".join(POLICIES)
        print(f"There is no policy {options.policy!r}. There are: {names}.", file=sys.stderr)
        return UNUSABLE
    scenario = Scenario(options.students, options.mentors, options.slots_per_student)
    try:
        outcome = simulate(scenario, options.seed, options.policy)
    except TooLarge:
        print(
            f"{options.students} students × {options.mentors} mentors are more than "
            f"{MOST_PAIRS:,} pairs. Take fewer of either.",
            file=sys.stderr,
        )
        return UNUSABLE
    print(json.dumps(outcome.as_json(), ensure_ascii=False) if options.json else _told(outcome))
    return 0


def _told(outcome: "Outcome") -> str:
    if outcome.share_of_bound is None or outcome.median_days is None:
        return f"Nobody was matched after {outcome.requests} requests."
    return (
        f"{outcome.policy}, seed {outcome.seed}: {outcome.matched:.1%} of {outcome.students} "
        f"students matched, {outcome.within_7_days:.1%} within 7 days (median "
        f"{outcome.median_days:.1f}); value {outcome.value:.1f}, at most {outcome.bound:.1f} "
        f"({outcome.share_of_bound:.1%}); {outcome.requests_per_match:.1f} requests a match, "
        f"{outcome.declines_per_mentor:.1f} declines and {outcome.timeouts_per_mentor:.1f} "
        f"time-outs a mentor"
    )
