"""How soon and how well students are assigned, beside SciPy, OR-tools and ``matching``.

    python -m benchmarks.assignment [--sizes 100x30x3 …] [--limit SECONDS] [--seed N]

A size is students × mentors × places a mentor; everybody has 50 candidates at most. Every solver
runs in a process of its own on the same made-up market: what a pair is worth is half the mentor's
quality, which all see alike, .3 its own and .2 the student's. ``seconds`` is the wall clock of the
solving alone, ``cpu`` its processor time, which other work on the machine disturbs less, ``MB`` the
peak of the whole process. The command's own row counts everything, from its start over reading the
file to the printed plan. The packages ``ortools`` and ``matching`` are used where installed.
"""

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from mentors import flow, stable
from mentors.assignment import Edges, solve_edges

ROOT = Path(__file__).resolve().parent.parent
CANDIDATES = 50
SIZES = ("100x30x3", "1000x300x3", "10000x3000x1", "10000x3000x3", "10000x3000x4", "100000x10000x3")
LIMIT_S = 300
DENSE_BYTES = 800e6
PROMISED_GAP = 1e-4


@dataclass(frozen=True, slots=True)
class Size:
    """How many students and mentors, and the places of each mentor."""

    students: int
    mentors: int
    places: int

    @classmethod
    def of(cls, text: str) -> "Size":
        students, mentors, places = (int(part) for part in text.split("x"))
        return cls(students, mentors, places)

    def market(self, seed: int) -> Edges:
        rng = np.random.default_rng(seed)
        count = min(CANDIDATES, self.mentors)
        # Sorted draws plus 0, 1, 2 … are distinct; the shuffle takes out what that prefers.
        drawn = np.sort(rng.integers(0, self.mentors - count + 1, (self.students, count)), axis=1)
        named = rng.permutation(self.mentors)[drawn + np.arange(count)]
        weights = (
            0.5 * rng.random(self.mentors)[named]
            + 0.3 * rng.random(named.shape)
            + 0.2 * rng.random((self.students, 1))
        )
        starts = np.arange(0, named.size + 1, count)
        return Edges(
            starts, named.ravel(), weights.ravel(), np.full(self.mentors, self.places, np.int64)
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A solver's result: what it is worth, and its bound and blocking pairs where it has any."""

    value: float
    bound: float | None = None
    blocking: int | None = None


def auction(edges: Edges) -> Callable[[], Found]:
    def run() -> Found:
        plan = solve_edges(edges, tolerance=1e-5)
        return Found(plan.value, plan.bound)

    return run


def auction_fine(edges: Edges) -> Callable[[], Found]:
    def run() -> Found:
        plan = solve_edges(edges, tolerance=1e-6)
        return Found(plan.value, plan.bound)

    return run


def ortools_flow(edges: Edges) -> Callable[[], Found]:
    require("ortools")

    def run() -> Found:
        plan = flow.solve_edges(edges)
        return Found(plan.value, plan.bound)

    return run


def scipy_sparse(edges: Edges) -> Callable[[], Found]:
    from scipy.sparse import csr_array, hstack, identity
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    students = len(edges.starts) - 1
    per = int(edges.capacities[0])
    places = (np.repeat(edges.mentors * per, per).reshape(-1, per) + np.arange(per)).ravel()
    # Costs must not be 0; a last column a student is worth nothing, for those without a mentor.
    costs = csr_array(
        (2.0 - np.repeat(edges.weights, per), places, edges.starts * per),
        shape=(students, len(edges.capacities) * per),
    )
    whole = hstack((costs, 2.0 * identity(students, format="csr")), format="csr")

    def run() -> Found:
        rows, columns = min_weight_full_bipartite_matching(whole)
        return Found(math.fsum(2.0 - whole[rows, columns]))

    return run


def scipy_dense(edges: Edges) -> Callable[[], Found]:
    from scipy.optimize import linear_sum_assignment

    students, per = len(edges.starts) - 1, int(edges.capacities[0])
    if students * len(edges.capacities) * per * 8 > DENSE_BYTES:
        raise LookupError("the matrix would not fit")
    one = np.zeros((students, len(edges.capacities)))
    one[edges.students, edges.mentors] = edges.weights
    whole = np.repeat(one, per, axis=1)

    def run() -> Found:
        rows, columns = linear_sum_assignment(whole, maximize=True)
        return Found(math.fsum(whole[rows, columns]))

    return run


def deferred(edges: Edges) -> Callable[[], Found]:
    wishes = stable.Preferences(edges, edges.weights, edges.weights)

    def run() -> Found:
        return stable_found(wishes, stable.match(wishes))

    return run


def matching_package(edges: Edges) -> Callable[[], Found]:
    require("matching")
    from matching.games import HospitalResident

    wishes = stable.Preferences(edges, edges.weights, edges.weights)
    residents: dict[int, list[int]] = {}
    merit: dict[int, list[tuple[float, int]]] = {}
    for student in range(len(edges.starts) - 1):
        own = slice(edges.starts[student], edges.starts[student + 1])
        order = np.argsort(-edges.weights[own])
        residents[student] = edges.mentors[own][order].tolist()
        for mentor, weight in zip(edges.mentors[own], edges.weights[own], strict=True):
            merit.setdefault(int(mentor), []).append((-float(weight), student))
    hospitals = {mentor: [who for _, who in sorted(row)] for mentor, row in merit.items()}
    capacities = {mentor: int(edges.capacities[mentor]) for mentor in hospitals}

    def run() -> Found:
        game = HospitalResident.create_from_dictionaries(residents, hospitals, capacities)
        solved = game.solve(optimal="resident")
        mentor_of = np.full(len(residents), -1, np.int64)
        for hospital, held in solved.items():
            mentor_of[[resident.name for resident in held]] = hospital.name
        return stable_found(wishes, mentor_of)

    return run


def stable_found(wishes: stable.Preferences, mentor_of: np.ndarray) -> Found:
    edges = wishes.edges
    value = math.fsum(edges.weights[mentor_of[edges.students] == edges.mentors])
    return Found(value, blocking=len(stable.blocking_pairs(wishes, mentor_of)))


def require(package: str) -> None:
    if find_spec(package) is None:
        raise LookupError("not installed")


SOLVERS: dict[str, Callable[[Edges], Callable[[], Found]]] = {
    "auction (ours, 1e-5)": auction,
    "auction (ours, 1e-6)": auction_fine,
    "flow (ours on OR-tools)": ortools_flow,
    "scipy, sparse": scipy_sparse,
    "scipy, dense": scipy_dense,
    "stable (ours)": deferred,
    "matching package, stable": matching_package,
}


def child(name: str, size: Size, seed: int) -> None:
    """Solve in this process and print what came of it."""
    try:
        run = SOLVERS[name](size.market(seed))
        wall, cpu = time.perf_counter(), time.process_time()
        found = run()
    except (LookupError, RecursionError) as error:
        print(json.dumps({"said": str(error) or type(error).__name__}))
        return
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - wall,
                "cpu": time.process_time() - cpu,
                "value": found.value,
                "bound": found.bound,
                "blocking": found.blocking,
            }
        )
    )


def measured(line: list[str], limit_s: float) -> tuple[dict[str, object], float, float, float]:
    """What a child printed, its wall clock, processor time and peak memory in MB."""
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(line, stdout=out, stderr=subprocess.DEVNULL, cwd=ROOT)
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - begun > limit_s:
                process.kill()
            time.sleep(0.01)
        wall = time.perf_counter() - begun
        out.seek(0)
        text = out.read()
    found = json.loads(text) if status == 0 and text else {"said": f"ended after {wall:.0f} s"}
    return found, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def write(edges: Edges, path: Path) -> None:
    """The market as a file of the command."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"objective": "weight", "mentors": ')
        json.dump(
            [{"id": f"m{m}", "capacity": int(c)} for m, c in enumerate(edges.capacities)], file
        )
        file.write(', "students": [')
        for student in range(len(edges.starts) - 1):
            own = slice(edges.starts[student], edges.starts[student + 1])
            pairs = zip(edges.mentors[own].tolist(), edges.weights[own].tolist(), strict=True)
            row = {"id": f"s{student}", "candidates": [[f"m{m}", w] for m, w in pairs]}
            file.write((", " if student else "") + json.dumps(row))
        file.write("]}")


def show(name: str, found: dict[str, object], wall: float, cpu: float, size_mb: float) -> None:
    if "said" in found:
        print(f"  {name:26} {found['said']}", flush=True)
        return
    value, bound, blocking = (found[key] for key in ("value", "bound", "blocking"))
    row = f"  {name:26} {wall:8.2f} {cpu:8.2f} {size_mb:7.0f} {value:14.5f}"
    if isinstance(bound, float) and isinstance(value, float):
        gap = (bound - value) / bound
        row += f"  gap {gap:.1e}{'' if gap <= PROMISED_GAP else ' MISSED'}"
    if blocking is not None:
        row += f"  blocking {blocking}"
    print(row, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--sizes", nargs="+", type=Size.of, default=[Size.of(each) for each in SIZES]
    )
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="seconds a solver may take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--child", choices=SOLVERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.sizes[0], options.seed)
        return

    print("command: python -m benchmarks.assignment", *sys.argv[1:])
    print(
        f"machine: {platform.machine()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, numpy {np.__version__}"
    )
    for size in options.sizes:
        print(
            f"{size.students:,} students, {size.mentors:,} mentors with {size.places} places each"
        )
        print(f"  {'':26} {'seconds':>8} {'cpu':>8} {'MB':>7} {'value':>14}")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "market.json"
            write(size.market(options.seed), path)
            line = [sys.executable, "-m", "bot", "match", "plan", str(path), "--json"]
            show("match plan, all of it", *measured(line, options.limit))
        for name in SOLVERS:
            line = [sys.executable, "-m", "benchmarks.assignment", "--child", name]
            line += ["--seed", str(options.seed)]
            line += ["--sizes", f"{size.students}x{size.mentors}x{size.places}"]
            found, wall, cpu, size_mb = measured(line, options.limit)
            if "seconds" in found:
                wall, cpu = float(str(found["seconds"])), float(str(found["cpu"]))
            show(name, found, wall, cpu, size_mb)


if __name__ == "__main__":
    main()
