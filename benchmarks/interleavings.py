"""Whether capacity holds when everybody acts at once: random interleavings on a real database.

One interleaving is one *episode*: 2 to 8 operations (submit, accept, decline, ask for a talk,
choose its time, withdraw, ask a person, staff assign, pause, capacity change, expiry and reminders,
the minute's work of the clock, an agreement refused, confirmed or ended) start at the same moment,
each in transactions of its own on a connection of its own, and before its SQL statements each
stands still for a random moment.
Most operations of an episode meet at one mentor, so that they fight for the same place. When all
have ended, every rule is checked on what the database holds (``tests.mentors.town.faults``); the
episodes of a world follow one another over the same three mentors and six students, whose clock
moves by hours or days, so that an episode begins wherever the ones before ended. A world has
``EPISODES`` of them and a seed; the operations of a world are the same again for the same
seed as long as the states are, the order of the statements is the database's.

The naive side (``--naive``) is the same program whose holding of a place reads the numbers first
and writes read + 1 afterwards. It must be caught, or the harness could not see what it looks for.
"""

import argparse
import asyncio
import json
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import event, select, update  # noqa: E402
from sqlalchemy.exc import IntegrityError  # noqa: E402
from sqlalchemy.util import await_only  # noqa: E402

from core import kinds  # noqa: E402
from core.accounts import Actor  # noqa: E402
from core.clock import local_day  # noqa: E402
from core.db import Database, Session  # noqa: E402
from core.errors import DomainError  # noqa: E402
from core.kinds import Kinds  # noqa: E402
from mentors import nightly, offers, places, requests, talks  # noqa: E402
from mentors.kinds import KINDS  # noqa: E402
from mentors.models import MatchRequest, Mentor, Offer, Relation, StudentPlaces  # noqa: E402
from mentors.openings import OPEN_STATES  # noqa: E402
from mentors.tables import OPEN_OFFER  # noqa: E402
from tests import databases  # noqa: E402
from tests.mentors import town as towns  # noqa: E402
from tests.mentors.town import Town  # noqa: E402

EPISODES = 100
CONNECTIONS = 8
CAPACITIES = (1, 1, 2)
STUDENTS = 6
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
STEPS_H = (0, 0, 0, 1, 5, 13, 25, 73)
AT_ONCE = (2, 2, 3, 3, 4, CONNECTIONS)
LONGEST_PAUSE_S = 0.002

Operation = Callable[[Database], Coroutine[Any, Any, None]]


@dataclass
class Result:
    """What happened: refusals by name are expected, faults never."""

    episodes: int = 0
    operations: int = 0
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    last_places: int = 0
    """Episodes in which more than one operation could take a mentor's last place."""
    seconds: float = 0.0

    def add(self, other: "Result") -> None:
        self.episodes += other.episodes
        self.operations += other.operations
        self.done += other.done
        self.refused += other.refused
        self.faults += other.faults
        self.last_places += other.last_places
        self.seconds += other.seconds


@dataclass
class State:
    """What can be acted on now; ``last`` are mentors with one free place, ``away`` those paused."""

    held: list[Offer]
    open: list[MatchRequest]
    live: list[Relation]
    last: set[int]
    away: list[int]


class World:
    """One town whose people act at once, again and again."""

    def __init__(self, connections: list[Database], seed: int) -> None:
        self.connections = connections
        self.random = random.Random(seed)
        self.seed = seed
        self.now = START
        self.town = Town()
        self.result = Result()
        self.number = 0

    async def open(self) -> None:
        """Let the town come into being."""
        self.town = await towns.found(
            self.connections[0],
            self.now,
            students=STUDENTS,
            capacities=CAPACITIES,
            staff=2,
            spare=400,
        )

    async def run(self, episodes: int, *, until_fault: bool = False) -> Result:
        began = time.perf_counter()
        first = self.connections[0]
        await self.open()
        for number in range(episodes):
            await self._episode()
            deep = number % 25 == 24 or number == episodes - 1
            found = await towns.faults(first, histories=deep)
            self.result.faults += [f"seed {self.seed} episode {number}: {one}" for one in found]
            self.result.episodes += 1
            if self.result.faults and until_fault:
                break
        self.result.seconds = time.perf_counter() - began
        return self.result

    async def _episode(self) -> None:
        self.now += timedelta(hours=self.random.choice(STEPS_H))
        if self.random.random() < 0.01:
            self.now += timedelta(days=91)  # whoever said no may be asked again
        acts = await self._choose(self.random.choice(AT_ONCE))
        async with asyncio.TaskGroup() as group:
            taken = self.random.sample(self.connections, len(acts))
            for (name, act), database in zip(acts, taken, strict=True):
                group.create_task(self._do(name, act, database))

    async def _do(self, name: str, act: Operation, database: Database) -> None:
        self.result.operations += 1
        try:
            _seen.set(await _look(database))
            await act(database)
        except* DomainError as refusals:
            for refusal in refusals.exceptions:
                self.result.refused[type(refusal).__name__] += 1
        except* IntegrityError as errors:
            self.result.faults += [
                f"seed {self.seed}: only the database stopped {name}: {error.orig}"
                for error in errors.exceptions
                if isinstance(error, IntegrityError)
            ]
        else:
            self.result.done[name] += 1

    async def _choose(self, count: int) -> list[tuple[str, Operation]]:
        """Operations that are possible in the present state, most of them at one mentor."""
        seen = await self._state()
        focus = self.random.choice(sorted(seen.last) or self.town.mentors)
        chosen: list[tuple[str, Operation]] = []
        if seen.away and self.random.random() < 0.5:
            chosen.append(("pause", _pause(self.random.choice(seen.away), self.now)))
        talking = [one for one in seen.held if one.state == "talking"]
        if talking and self.random.random() < 0.5:
            chosen.append(("choose", self._choose_time(self.random.choice(talking))))
        while len(chosen) < count:
            name = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            if (act := self.operation(name, seen, focus)) is not None:
                chosen.append((name, act))
        takers = sum(name in ("submit", "assign") for name, _ in chosen)
        self.result.last_places += focus in seen.last and takers > 1
        return chosen

    async def step(self, name: str, hours: int) -> list[str]:
        """One operation alone, ``hours`` later, if it is possible; what is wrong afterwards."""
        self.now += timedelta(hours=hours)
        seen = await self._state()
        act = self.operation(name, seen, self.random.choice(self.town.mentors))
        if act is not None:
            await self._do(name, act, self.connections[0])
        return [*self.result.faults, *await towns.faults(self.connections[0], histories=True)]

    async def _state(self) -> "State":
        async with self.connections[0].reading() as session:
            held = await session.scalars(
                select(Offer).where(Offer.state.in_(OPEN_OFFER)).order_by(Offer.id)
            )
            open_ = await session.scalars(
                select(MatchRequest)
                .where(MatchRequest.state.in_(OPEN_STATES))
                .order_by(MatchRequest.id)
            )
            live = await session.scalars(
                select(Relation)
                .where(Relation.state.in_(("agreeing", "formed")))
                .order_by(Relation.id)
            )
            last = await session.scalars(
                select(Mentor.id).where(
                    Mentor.id.in_(self.town.mentors), Mentor.capacity - Mentor.used == 1
                )
            )
            here = await session.scalars(
                select(Mentor.id).where(places.present(local_day(self.now)))
            )
            away = sorted(set(self.town.mentors) - set(here))
            return State(list(held), list(open_), list(live), set(last), away)

    def operation(self, name: str, seen: "State", focus: int) -> Operation | None:
        """This operation on something that is there, at the mentor ``focus`` if possible."""
        pick, now = self.random.choice, self.now
        held = [offer for offer in seen.held if offer.mentor_id == focus] or seen.held
        open_, live = seen.open, seen.live
        match name:
            case "submit":
                return self._submit(focus)
            case "accept" | "decline" | "talk" if held:
                offer = pick(held)
                return self._answer(name, offer)
            case "choose" if talking := [one for one in seen.held if one.state == "talking"]:
                return self._choose_time(pick(talking))
            case "withdraw" | "ask-human" if open_:
                request = pick(open_)
                act = requests.withdraw if name == "withdraw" else requests.ask_human
                student = self._student(request.student_id)
                return _in_transaction(lambda session: act(session, student, request.id, now=now))
            case "assign" if open_:
                request, staff = pick(open_), pick(self.town.staff)
                return _in_transaction(
                    lambda session: requests.assign(session, staff, request.id, focus, now=now)
                )
            case "pause":
                return _pause(focus, now)
            case "capacity":
                wanted = pick((0, 1, 1, 2, 2, 3))
                return _in_transaction(
                    lambda session: places.set_capacity(session, focus, wanted, now=now)
                )
            case "clock":
                return lambda database: _keep_time(database, now)
            case "minute":
                return lambda database: _minute(database, now)
            case "relation" if live:
                relation = pick(live)
                event_ = "refuse" if relation.state == "agreeing" else "end-early"
                student = self._student(relation.student_id)
                if event_ == "refuse" and self.random.random() < 0.5:
                    return _in_transaction(lambda s: _agree(s, relation.id, now))
                return _in_transaction(
                    lambda session: _end(session, relation.id, event_, student, now)
                )
        return None

    def _submit(self, focus: int) -> Operation:
        at = self.random.randrange(STUDENTS)
        student, project = self.town.students[at], self.town.projects[at]
        picks = [focus] if self.random.random() < 0.8 else []
        self.number += 1
        key, now = f"k{self.number}", self.now

        async def submit(session: Session) -> None:
            await requests.submit(session, student, project, picks, "想请教", key, now=now)

        return _in_transaction(submit)

    def _answer(self, name: str, offer: Offer) -> Operation:
        mentor, now = self.town.teachers[self.town.mentors.index(offer.mentor_id)], self.now
        month = self.random.random() < 0.1
        times = [now + timedelta(hours=hours) for hours in self.random.sample((1, 5, 20, 40), 2)]

        async def answer(session: Session) -> None:
            if name == "accept":
                await offers.accept(session, offer.id, mentor, now=now)
            elif name == "talk":
                await talks.propose(session, mentor, offer.id, times, "示例会议室", now=now)
            else:
                await offers.decline(
                    session, offer.id, mentor, "no_time", now=now, pause_month=month
                )

        return _in_transaction(answer)

    def _choose_time(self, offer: Offer) -> Operation:
        """The student takes one of the times proposed for a talk, or none of them."""
        student, now = self._student(offer.student_id), self.now
        times = talks.choices(offer, now)
        at = self.random.choice(times) if times and self.random.random() < 0.7 else None

        async def choose(session: Session) -> None:
            if at is None:
                await talks.rearrange(session, student, offer.id, now=now)
            else:
                await talks.agree(session, student, offer.id, at, now=now)

        return _in_transaction(choose)

    def _student(self, account_id: int) -> Actor:
        return next(one for one in self.town.students if one.id == account_id)


WEIGHTS = {
    "submit": 7,
    "accept": 5,
    "decline": 4,
    "talk": 4,
    "choose": 3,
    "withdraw": 3,
    "ask-human": 1,
    "assign": 2,
    "pause": 1,
    "capacity": 3,
    "clock": 2,
    "minute": 1,
    "relation": 3,
}


def _in_transaction(act: Callable[[Session], Coroutine[Any, Any, Any]]) -> Operation:
    async def run(database: Database) -> None:
        async with database.transaction() as session:
            await act(session)

    return run


def _pause(mentor_id: int, now: datetime) -> Operation:
    """The mentor turns it off, or on again; what is open goes to others in a second transaction."""

    async def pause(database: Database) -> None:
        async with database.transaction() as session:
            mentor = await session.get_one(Mentor, mentor_id)
            mentor.accepting = not mentor.accepting
            mentor.paused_until = None
        if not mentor.accepting:
            async with database.transaction() as session:
                await offers.mentor_away(session, mentor_id, now=now)

    return pause


async def _keep_time(database: Database, now: datetime) -> None:
    await kinds.keep_time(database, Kinds(KINDS), now=now)


async def _minute(database: Database, now: datetime) -> None:
    await nightly.keep(database, now=now)


async def _agree(session: Session, relation_id: int, now: datetime) -> None:
    kind = Kinds(KINDS)["mentoring"]
    relation = await kind.find(session, relation_id, None)
    relation.student_ok = relation.mentor_ok = relation.terms_version
    await kind.act(session, relation, "agree", None, now=now)


async def _end(
    session: Session, relation_id: int, event_: str, student: Actor, now: datetime
) -> None:
    kind = Kinds(KINDS)["mentoring"]
    relation = await kind.find(session, relation_id, student)
    await kind.act(session, relation, event_, student, now=now)


# --- the naive mutant -------------------------------------------------------------------------

_seen: ContextVar[dict[int, tuple[int, int]]] = ContextVar("seen")


async def _look(database: Database) -> dict[int, tuple[int, int]]:
    """What a program without guarded updates would go by: the numbers as read before."""
    if not _mutated:
        return {}
    async with database.reading() as session:
        rows = await session.execute(select(Mentor.id, Mentor.used, Mentor.capacity))
        return {row[0]: (row[1], row[2]) for row in rows}


_mutated: list[bool] = []


@asynccontextmanager
async def naive() -> AsyncIterator[None]:
    """Places are held by reading, checking and writing."""

    async def hold(session: Session, student_id: int, mentor_id: int, *, now: datetime) -> bool:
        used, capacity = _seen.get()[mentor_id]
        if used >= capacity:
            return False
        await session.execute(update(Mentor).where(Mentor.id == mentor_id).values(used=used + 1))
        await session.execute(
            update(StudentPlaces)
            .where(StudentPlaces.account_id == student_id)
            .values(holds=StudentPlaces.holds + 1)
        )
        return True

    with patch.object(places, "hold", hold):
        _mutated.append(True)
        try:
            yield
        finally:
            _mutated.pop()


# --- databases and the command ----------------------------------------------------------------


@asynccontextmanager
async def connected(url: str, seed: int) -> AsyncIterator[list[Database]]:
    """``CONNECTIONS`` ways into one database; each stops now and then before a statement."""
    luck = random.Random(seed)
    pool = [Database(url) for _ in range(CONNECTIONS)]
    for database in pool:
        event.listen(database.engine.sync_engine, "before_cursor_execute", _stand_still(luck))
    try:
        yield pool
    finally:
        for database in pool:
            await database.close()


def _stand_still(luck: random.Random) -> Callable[..., None]:
    def wait(*_: Any) -> None:
        if luck.random() < 0.25:
            await_only(asyncio.sleep(luck.random() * LONGEST_PAUSE_S))

    return wait


@asynccontextmanager
async def fresh(engine: str) -> AsyncIterator[str]:
    """The address of a new database with all tables, gone afterwards."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "world.db"
            databases.sqlite_template(path)
            yield f"sqlite+aiosqlite:///{path}"
        return
    name = await asyncio.to_thread(databases.create_database)
    try:
        await asyncio.to_thread(databases.create_tables, name)
        yield databases.postgres_url(name)
    finally:
        await asyncio.to_thread(databases.drop_database, name)


async def world(engine: str, seed: int, episodes: int, *, until_fault: bool = False) -> Result:
    async with fresh(engine) as url, connected(url, seed) as pool:
        return await World(pool, seed).run(episodes, until_fault=until_fault)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1, help="of the first world")
    parser.add_argument("--naive", action="store_true", help="the mutant, until it is caught")
    parser.add_argument("--log", type=Path, help="finished worlds are kept here and not run again")
    given = parser.parse_args()
    raise SystemExit(asyncio.run(_command(given)))


async def _command(given: argparse.Namespace) -> int:
    print("$ python benchmarks/interleavings.py", *sys.argv[1:])
    print(f"machine: {platform.platform()}, {platform.processor() or platform.machine()}")
    print(f"python {platform.python_version()}, {given.database}, {CONNECTIONS} connections")
    if given.naive:
        return await _naive(given)
    total, known = Result(), _known(given)
    for at in range(-(-given.runs // EPISODES)):
        seed, left = given.seed + at, min(EPISODES, given.runs - at * EPISODES)
        if f"{given.database}-{seed}-{left}" in known:
            total.add(known[f"{given.database}-{seed}-{left}"])
            continue
        result = await world(given.database, seed, left)
        total.add(result)
        _keep(given, seed, left, result)
    print(f"interleavings: {total.episodes}, operations: {total.operations}, {total.seconds:.0f} s")
    print(f"fights for a last place: {total.last_places}")
    print("done:", json.dumps(dict(total.done.most_common())))
    print("refused:", json.dumps(dict(total.refused.most_common())))
    print(f"rules broken: {len(total.faults)}")
    for fault in total.faults[:20]:
        print(" ", fault)
    return 1 if total.faults else 0


async def _naive(given: argparse.Namespace) -> int:
    episodes = 0
    async with naive():
        for at in range(-(-given.runs // EPISODES)):
            result = await world(given.database, given.seed + at, EPISODES, until_fault=True)
            episodes += result.episodes
            if result.faults:
                print(f"the naive version was caught after {episodes} interleavings:")
                print(" ", result.faults[0])
                return 0
    print(f"the naive version was NOT caught in {episodes} interleavings")
    return 1


def _known(given: argparse.Namespace) -> dict[str, Result]:
    if given.log is None or not given.log.exists():
        return {}
    found = {}
    for line in given.log.read_text("utf-8").splitlines():
        row = json.loads(line)
        row |= {name: Counter(row[name]) for name in ("done", "refused")}
        key = row.pop("key")
        found[key] = Result(**row)
    return found


def _keep(given: argparse.Namespace, seed: int, left: int, result: Result) -> None:
    if given.log is not None:
        with given.log.open("a", encoding="utf-8") as file:
            row = {"key": f"{given.database}-{seed}-{left}", **vars(result)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
