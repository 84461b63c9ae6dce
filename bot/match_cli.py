"""``match``: matching problems from files, for rounds, scripts and whoever doubts a result."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from mentors.plans import Decided

UNUSABLE = 2
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
that decided between equals."""


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
        help="flow: OR-tools, where requirements/extra-ortools.in is installed",
    )
    plan.add_argument("--json", action="store_true")
    plan.set_defaults(run=_plan)


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0")
    return int(text)


def _plan(settings: "Settings", options: argparse.Namespace) -> int:
    import orjson

    from mentors import flow
    from mentors.instances import UnusableInstance, read
    from mentors.plans import decide

    by_flow = options.solver == "flow"
    if by_flow and not flow.is_installed():
        print(
            "The flow solver needs one more package: "
            "pip install -r requirements/extra-ortools.in, or leave --solver out.",
            file=sys.stderr,
        )
        return UNUSABLE
    try:
        instance = read(options.instance)
    except UnusableInstance as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    decided = decide(instance, seed=options.seed, by_flow=by_flow)
    print(orjson.dumps(decided.as_json()).decode() if options.json else _summary(decided))
    return 0


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
