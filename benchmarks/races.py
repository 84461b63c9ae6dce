"""Two people press at once on one case: exactly one takes effect, and the other is told.

    python -m benchmarks.races [--runs 1000] [--database sqlite] [--seed 1]

Each interleaving walks a case of one of the staff's tables into a random state, chooses two steps
of that state of which neither may follow the other (mostly the same one twice), and lets two people
of their parties press at the same moment, each on a connection of its own that stands still for a
random moment before every statement. Then exactly one of them must have taken effect; the other has
a sentence in both languages; the history is whole and one step longer; nobody was told twice; and
the queue's card shows what the case is. What single kinds ask beside their tables is left out.
"""

import argparse
import asyncio
import os
import platform
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import select  # noqa: E402

from benchmarks.interleavings import connected, fresh  # noqa: E402
from cases.models import Request  # noqa: E402
from cases.requests import RequestKind  # noqa: E402
from core import casework  # noqa: E402
from core.accounts import Actor, Role  # noqa: E402
from core.cards import CaseCard  # noqa: E402
from core.casework import Parties  # noqa: E402
from core.db import Database, Session  # noqa: E402
from core.errors import DomainError  # noqa: E402
from core.fields import Field  # noqa: E402
from core.forms import Form  # noqa: E402
from core.outbox import Notice  # noqa: E402
from core.texts import Texts  # noqa: E402
from core.workflow import CLOCK, Rule, Workflow  # noqa: E402
from staff.bookings import BOOKING  # noqa: E402
from staff.finance import FINANCE  # noqa: E402
from staff.tables import CONSULTATION, INCUBATION  # noqa: E402
from tests.mentors.people import person  # noqa: E402

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
DEEPEST = 8
FORM = Form("race", (Field("what", required=False),))
CAST = {
    "student": (Role.STUDENT,) * 2,
    "staff": (Role.STAFF,) * 2,
    "head": (Role.HEAD,) * 2,
}
"""Two of everybody, for two to press."""


class Racing(RequestKind):
    """The table of a kind of the staff's and nothing else of it; all of a party may act."""

    def __init__(self, workflow: Workflow, series: str) -> None:
        super().__init__(workflow, FORM, series=series, titled="what")
        self.cast: dict[str, list[Actor]] = {}

    async def parties(self, session: Session, case: Request) -> Parties:
        return {party: {one.id for one in people} for party, people in self.cast.items()}

    def people(self, rule: Rule) -> list[Actor | None]:
        """Who may do it; the program where nobody else may."""
        able: list[Actor | None] = [
            one for party in sorted(rule.who) for one in self.cast.get(party, ())
        ]
        return able or ([] if CLOCK in rule.who else [None])


KINDS = (
    Racing(INCUBATION, "RF"),
    Racing(CONSULTATION, "ZX"),
    Racing(BOOKING, "YQ"),
    Racing(FINANCE, "ZJ"),
)


@dataclass(slots=True)
class Result:
    runs: int = 0
    events: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


class World:
    """One database in which two press at once, again and again."""

    def __init__(self, connections: list[Database], seed: int, texts: Texts) -> None:
        self.connections, self.seed, self.texts = connections, seed, texts
        self.random = random.Random(seed)
        self.result = Result()

    async def open(self) -> None:
        async with self.connections[0].transaction() as session:
            cast = {
                party: [await person(session, NOW, role) for role in roles]
                for party, roles in CAST.items()
            }
        for kind in KINDS:
            kind.cast = cast

    async def run(self, runs: int) -> Result:
        await self.open()
        for number in range(runs):
            found = await self._race(number)
            self.result.faults += [f"seed {self.seed} run {number}: {one}" for one in found]
            self.result.runs += 1
        return self.result

    async def _race(self, number: int) -> list[str]:
        kind = self.random.choice(KINDS)
        case_id = 0
        while not case_id:
            case_id = await self._begun(kind, f"{number}-{self.random.random()}")
        async with self.connections[0].reading() as session:
            before = await session.get_one(Request, case_id)
        first, second = self.random.choice(_rivals(kind, before.state))
        one = self.random.choice(kind.people(first))
        others = [each for each in kind.people(second) if each is not one]
        presses = [(first, one), (second, self.random.choice(others or [one]))]
        told = await asyncio.gather(
            *(
                self._press(kind, case_id, rule, who, database)
                for (rule, who), database in zip(
                    presses, self.random.sample(self.connections, 2), strict=True
                )
            )
        )
        return await self._faults(kind, case_id, before, presses, told)

    async def _begun(self, kind: Racing, source: str) -> int:
        """A case in a state where two may be rivals; 0 where the walk ended before."""
        student = kind.cast["student"][0]
        async with self.connections[0].transaction() as session:
            case = await kind.begin(session, student, source, now=NOW)
            for _ in range(self.random.randrange(DEEPEST)):
                rules = [
                    rule
                    for rule in kind.workflow.rules
                    if rule.state == case.state and kind.people(rule)
                ]
                if not rules:
                    break
                rule = self.random.choice(rules)
                who = self.random.choice(kind.people(rule))
                await kind.act(session, case, rule.event, who, now=NOW, note="演示")
            return case.id if _rivals(kind, case.state) else 0

    async def _press(
        self, kind: Racing, case_id: int, rule: Rule, who: Actor | None, database: Database
    ) -> DomainError | None:
        try:
            async with database.transaction() as session:
                case = await kind.find(session, case_id, who)
                await kind.act(session, case, rule.event, who, now=NOW, note="演示")
        except DomainError as refusal:
            self.result.refused[type(refusal).__name__] += 1
            return refusal
        self.result.events[rule.event] += 1
        return None

    async def _faults(
        self,
        kind: Racing,
        case_id: int,
        before: Request,
        presses: list[tuple[Rule, Actor | None]],
        told: list[DomainError | None],
    ) -> list[str]:
        name = f"{kind.workflow.kind} {before.state} {[rule.event for rule, _ in presses]}"
        won = [rule for (rule, _), refusal in zip(presses, told, strict=True) if refusal is None]
        if len(won) != 1:
            return [f"{name}: {len(won)} took effect"]
        async with self.connections[0].reading() as session:
            after = await session.get_one(Request, case_id)
            problems = await casework.verify_history(session, after, kind.workflow)
            card = await session.scalar(
                select(CaseCard).where(
                    CaseCard.kind == kind.workflow.kind, CaseCard.case_id == case_id
                )
            )
            notices = list(
                await session.scalars(
                    select(Notice.account_id).where(
                        Notice.key.startswith(f"{kind.workflow.kind}-{won[0].event}-"),
                        Notice.dedupe_key.startswith(
                            f"{kind.workflow.kind}-{case_id}-{after.steps}-"
                        ),
                    )
                )
            )
        if (after.state, after.steps) != (won[0].next, before.steps + 1):
            problems.append(f"is {after.state} after {after.steps - before.steps} steps")
        if card is None or card.state != after.state:
            problems.append("the card shows another state")
        if len(notices) != len(set(notices)):
            problems.append("somebody was told twice")
        for refusal in filter(None, told):
            for locale in self.texts.locales:
                if not self.texts.speaks(locale, refusal.key):
                    problems.append(f"{refusal.key} is no sentence in {locale}")
        return [f"{name}: {problem}" for problem in problems]


def _rivals(kind: Racing, state: str) -> list[tuple[Rule, Rule]]:
    """Pairs of steps of which neither may follow the other; most often the same one twice."""
    rules = [rule for rule in kind.workflow.rules if rule.state == state and kind.people(rule)]
    possible = {(rule.state, rule.event) for rule in kind.workflow.rules}
    pairs = [
        (first, second)
        for first in rules
        for second in rules
        if (first.next, second.event) not in possible and (second.next, first.event) not in possible
    ]
    return [pair for pair in pairs for _ in range(3 if pair[0] is pair[1] else 1)]


async def world(engine: str, seed: int, runs: int) -> Result:
    async with fresh(engine) as url, connected(url, seed) as pool:
        return await World(pool, seed, Texts(ROOT / "locales")).run(runs)


async def _command(given: argparse.Namespace) -> int:
    print("$ python -m benchmarks.races", *sys.argv[1:])
    print(
        f"machine: {platform.platform()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}"
    )
    failed = 0
    for engine in given.database:
        began = time.perf_counter()
        result = await world(engine, given.seed, given.runs)
        print(f"{engine}: {result.runs} interleavings, {time.perf_counter() - began:.0f} s")
        print("  took effect:", dict(result.events.most_common()))
        print("  refused:", dict(result.refused.most_common()))
        print(f"  rules broken: {len(result.faults)}")
        for fault in result.faults[:20]:
            print("   ", fault)
        failed += len(result.faults)
    return 1 if failed else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--database", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"]
    )
    raise SystemExit(asyncio.run(_command(parser.parse_args())))


if __name__ == "__main__":
    main()
