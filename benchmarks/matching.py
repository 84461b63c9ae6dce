"""How well, how soon and how fairly every policy matches in made-up terms, and how fast lists are.

Two parts. *Policies*: markets of 2,000 students and 300 mentors over 98 days, every policy on the
same markets, beside the bound that only somebody who knew all answers could reach. After ± stands
half the 95 % interval of the mean over seeds. Nothing was tuned on these seeds: the ones used while
building are 101–105. *Lists*: how long one shortlist takes at 300, 3,000 and 10,000
mentors, once the pool is in memory.

The people are made up, and the market was calibrated (docs/decisions/0009-matching.md): read
differences between policies, not levels.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mentors.acceptance import Acceptance  # noqa: E402
from mentors.candidates import INDUSTRIES, TAGS, Candidate, Need, Pool  # noqa: E402
from mentors.market import Scenario, draw_market  # noqa: E402
from mentors.outcomes import Outcome, bound, outcome  # noqa: E402
from mentors.policies import POLICIES  # noqa: E402
from mentors.ranking import TextScale, shortlist  # noqa: E402
from mentors.vocabulary import SLOTS, STAGES  # noqa: E402
from mentors.weights import Weights  # noqa: E402

SCENARIOS = {
    "0.45 places": Scenario(places=0.45),
    "0.8 places": Scenario(),
    "1.5 places": Scenario(places=1.5),
    "burst of 48 h": Scenario(sign_up=2.0),
    "no history": Scenario(history=False),
    "30 % silent": Scenario(silent=0.3),
}
COLUMNS = (
    ("share_of_bound", "value/bound", 3),
    ("matched", "matched", 3),
    ("within_7_days", "<=7 days", 3),
    ("median_days", "median d", 1),
    ("requests_per_match", "req/match", 1),
    ("declines_per_mentor", "declines", 1),
    ("timeouts_per_mentor", "time-outs", 1),
    ("new_share", "new share", 2),
    ("new_asked", "new asked", 3),
)
"""Declines and time-outs are per mentor; "new share" is 1 when new mentors get the share of matches
that they have of places."""
SIZES = (300, 3000, 10_000)
DIMENSIONS = 384


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--policies", nargs="+", choices=POLICIES, default=list(POLICIES))
    parser.add_argument("--lists-only", action="store_true")
    options = parser.parse_args()
    print(f"$ python benchmarks/{Path(__file__).name} {' '.join(sys.argv[1:])}".rstrip())
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores{load}")
    lists()
    if not options.lists_only:
        for name in options.scenarios:
            compare(name, options.policies, options.seeds)


def compare(name: str, policies: list[str], seeds: list[int]) -> None:
    scenario = SCENARIOS[name]
    print(f"\n{name}: {scenario.students} students, {scenario.mentors} mentors, seeds {seeds}")
    print(f"{'':12}" + "".join(f"{title:>17}" for _, title, _ in COLUMNS) + f"{'CPU s':>8}")
    found: dict[str, list[tuple[Outcome, float]]] = {policy: [] for policy in policies}
    for seed in seeds:
        market = draw_market(scenario, seed)
        best = bound(market)
        for policy in policies:
            begun = time.process_time()
            found[policy].append((outcome(market, policy, best), time.process_time() - begun))
    for policy, runs in found.items():
        cells = "".join(f"{cell:>17}" for cell in row([run for run, _ in runs]))
        print(f"{policy:12}{cells}{np.mean([took for _, took in runs]):>8.1f}")
    if "adaptive" in found:
        for other in ("list", "nightly"):
            if other in found:
                print(f"  adaptive minus {other}: " + gains(found["adaptive"], found[other]))


def row(runs: list[Outcome]) -> Iterator[str]:
    for field, _, digits in COLUMNS:
        yield spread([float(getattr(run, field)) for run in runs], digits)


def gains(ours: list[tuple[Outcome, float]], theirs: list[tuple[Outcome, float]]) -> str:
    """Differences on the same markets, with their own spread."""
    parts = []
    for field, title, digits in COLUMNS[:7]:
        pairs = zip(ours, theirs, strict=True)
        differences = [
            float(getattr(a, field)) - float(getattr(b, field)) for (a, _), (b, _) in pairs
        ]
        parts.append(f"{title} {spread(differences, digits, sign=True)}")
    return ", ".join(parts)


def spread(values: list[float], digits: int, *, sign: bool = False) -> str:
    """The mean and half the width of its 95 % interval (Student's t for few seeds)."""
    t = {2: 12.7, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 9: 2.31, 10: 2.26}
    mean = f"{np.mean(values):{'+' if sign else ''}.{digits}f}"
    if len(values) < 2:
        return mean
    half = t.get(len(values), 2.1) * float(np.std(values, ddof=1)) / len(values) ** 0.5
    return f"{mean}±{half:.{digits}f}"


def lists() -> None:
    """Time shortlists of five by the code that students get, without the database around it."""
    rng = np.random.default_rng(1)
    print(f"\nOne shortlist of 5, vectors of {DIMENSIONS}, 100 needs each")
    for size in SIZES:
        crowd = [mentor(rng, number) for number in range(size)]
        begun = time.perf_counter()
        pool = Pool.of(crowd)
        built = time.perf_counter() - begun
        took = []
        for number in range(105):
            wanted = need(rng, number)
            begun, worked = time.perf_counter(), time.process_time()
            shortlist(
                wanted,
                pool,
                weights=Weights(),
                acceptance=Acceptance(),
                scale=TextScale(-0.1, 0.1),
            )
            took.append((time.perf_counter() - begun, time.process_time() - worked))
        wall, cpu = 1000 * np.array(took[5:]).T
        print(
            f"{size:>7} mentors: median {np.median(wall):.2f} ms, p95 {np.quantile(wall, 0.95):.2f}"
            f" ms; of the processor median {np.median(cpu):.2f}, p95 {np.quantile(cpu, 0.95):.2f}"
            f" ms; columns built once in {built:.2f} s"
        )


def mentor(rng: np.random.Generator, number: int) -> Candidate:
    return Candidate(
        number,
        industries=frozenset(INDUSTRIES[i] for i in rng.integers(len(INDUSTRIES), size=2)),
        stages=frozenset(STAGES[i] for i in rng.integers(len(STAGES), size=2)),
        tags=frozenset(TAGS[i] for i in rng.integers(len(TAGS), size=4)),
        campuses=frozenset({"east" if rng.random() < 0.5 else "west"}),
        times=frozenset(SLOTS[i] for i in rng.integers(len(SLOTS), size=5)),
        text_vector=rng.normal(size=DIMENSIONS),
        rating_count=3,
        rating_sum=12.5,
        asked=int(rng.integers(20)),
    )


def need(rng: np.random.Generator, number: int) -> Need:
    return replace(
        Need(campus="east", seed=number),
        stage=STAGES[number % len(STAGES)],
        industries=frozenset({INDUSTRIES[number % len(INDUSTRIES)]}),
        tags=tuple(TAGS[i] for i in rng.permutation(len(TAGS))[:3]),
        times=frozenset(SLOTS[i] for i in rng.integers(len(SLOTS), size=8)),
        text_vector=rng.normal(size=DIMENSIONS),
    )


if __name__ == "__main__":
    main()
