"""How long a student waits for the list of five, from the database on, at growing pools.

``cold`` is the first list of a process, which reads every mentor; ``list`` a list later, ``after
an edit`` right after one mentor changed the profile, ``after a hold`` right after an offer took a
place; ``rank`` is the arithmetic alone. Every mentor has a vector of 384 numbers, a record and five
requests in the last days; projects are random. ``cpu`` is the processor time of the median list:
other work on the machine disturbs it less than the wall clock.
"""

import argparse
import asyncio
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from sqlalchemy import insert, update  # noqa: E402

from core.accounts import Account  # noqa: E402
from core.db import Database  # noqa: E402
from mentors import embedding, ranking, shortlist  # noqa: E402
from mentors.acceptance import Acceptance  # noqa: E402
from mentors.models import MatchRequest, Mentor, Offer  # noqa: E402
from mentors.vocabulary import SLOTS, Industry, Stage, Tag  # noqa: E402
from mentors.weights import Weights  # noqa: E402
from students.models import Project  # noqa: E402
from tests import databases  # noqa: E402

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
WIDTH = 384
CAMPUSES = ("东校区", "西校区", "南校区")
REQUESTS_EACH = 5


def vector(chance: random.Random) -> list[float]:
    return [round(chance.gauss(0, 1), 4) for _ in range(WIDTH)]


async def fill(db: Database, size: int, chance: random.Random) -> None:
    """``size`` mentors with accounts and past requests, 50 projects of one student."""

    def some(words: object, most: int) -> list[str]:
        return [str(word) for word in chance.sample(list(words), chance.randint(1, most))]  # type: ignore[call-overload]

    async with db.transaction() as session:
        ids = range(1, size + 2)
        for part in portions(
            [{"id": i, "name": f"虚构 {i}", "locale": "zh-CN", "created_at": NOW} for i in ids]
        ):
            await session.execute(insert(Account), part)
        mentors = [
            {
                "id": i,
                "account_id": i,
                "name": f"示例导师 {i}",
                "bio": "虚构的简介" * 40,
                "industries": some(Industry, 3),
                "stages": some(Stage, 3),
                "tags": some(Tag, 4),
                "languages": ["zh"],
                "campuses": some(CAMPUSES, 2),
                "times": some(SLOTS, 4),
                "vector": vector(chance),
                "capacity": 3,
                "used": chance.randint(0, 2),
                "appointed": True,
                "asked": chance.randint(0, 20),
                "yes": 0,
                "joined_at": NOW,
                "changed_at": NOW,
            }
            for i in range(1, size + 1)
        ]
        for part in portions(mentors):
            await session.execute(insert(Mentor), part)
        for n in range(1, 51):
            session.add(
                Project(
                    id=n,
                    account_id=size + 1,
                    source=str(n),
                    title="虚构项目",
                    summary="虚构",
                    stage=chance.choice(list(Stage)),
                    industries=some(Industry, 2),
                    tags=some(Tag, 3),
                    languages=["zh"],
                    campus=chance.choice(CAMPUSES),
                    times=some(SLOTS, 4),
                    vector=vector(chance),
                    created_at=NOW,
                    changed_at=NOW,
                )
            )
        await session.flush()
        session.add(
            MatchRequest(id=1, student_id=size + 1, project_id=1, client_key="1", opened_at=NOW)
        )
        await session.flush()
        offers = [
            {
                "request_id": 1,
                "student_id": chance.randint(1, size),
                "mentor_id": i,
                "state": "withdrawn" if n == 0 else "declined",
                "version": 1,
                "opened_at": NOW - timedelta(days=chance.randint(0, 13)),
            }
            for i in range(1, size + 1)
            for n in range(REQUESTS_EACH)
        ]
        for part in portions(offers):
            await session.execute(insert(Offer), part)


def portions(rows: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    return [rows[at : at + 500] for at in range(0, len(rows), 500)]


async def one_list(db: Database, number: int) -> None:
    async with db.reading() as session:
        project = await session.get_one(Project, number % 50 + 1)
        found = await shortlist.for_project(session, project, now=NOW)
    assert found.rows


async def measured(
    db: Database, runs: int, before: Callable[[int], Awaitable[None]] | None = None
) -> tuple[float, float, float]:
    """Median and 95 % quantile of the wall clock, median of processor time, in milliseconds."""
    walls, cpus = [], []
    for number in range(runs):
        if before is not None:
            await before(number)
        wall, cpu = time.perf_counter(), time.process_time()
        await one_list(db, number)
        walls.append((time.perf_counter() - wall) * 1e3)
        cpus.append((time.process_time() - cpu) * 1e3)
    return float(np.median(walls)), float(np.quantile(walls, 0.95)), float(np.median(cpus))


async def measure(url: str, engine: str, size: int, runs: int) -> None:
    db = Database(url)
    chance = random.Random(size)
    await fill(db, size, chance)
    began = time.perf_counter()
    await one_list(db, 0)
    cold = (time.perf_counter() - began) * 1e3

    async def edit(number: int) -> None:
        async with db.transaction() as session:
            mentor = await session.get_one(Mentor, number % size + 1)
            mentor.tags = [str(chance.choice(list(Tag)))]
            mentor.changed_at = embedding.after(mentor.changed_at, NOW)

    async def hold(number: int) -> None:
        async with db.transaction() as session:
            chosen = update(Mentor).where(Mentor.id == number % size + 1, Mentor.used < 3)
            await session.execute(chosen.values(used=Mentor.used + 1))

    rows = [
        ("list", await measured(db, runs)),
        ("after an edit", await measured(db, max(20, runs // 4), edit)),
        ("after a hold", await measured(db, max(20, runs // 4), hold)),
    ]
    async with db.reading() as session:
        pool = await shortlist.pool(session, now=NOW)
        project = await session.get_one(Project, 1)
        need = await shortlist.need_of(session, project, now=NOW)
    walls = []
    for _ in range(runs):
        wall = time.perf_counter()
        ranking.rank(
            need, pool, weights=Weights(), acceptance=Acceptance(), scale=ranking.TextScale()
        )
        walls.append((time.perf_counter() - wall) * 1e3)
    print(f"{engine:10} {size:7,} mentors   cold {cold:8.0f} ms")
    for name, (median, p95, cpu) in rows:
        print(f"   {name:14} median {median:7.1f} ms   p95 {p95:7.1f} ms   cpu {cpu:7.1f} ms")
    print(
        f"   {'rank':14} median {np.median(walls):7.1f} ms   p95 {np.quantile(walls, 0.95):7.1f} ms"
    )
    await db.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300, 3_000, 10_000])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--postgres", action="store_true", help="also on the local PostgreSQL")
    options = parser.parse_args()
    print("command:", " ".join(["benchmarks/shortlist.py", *sys.argv[1:]]))
    print(
        f"machine: {platform.machine()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, numpy {np.__version__}; {options.runs} lists a row"
    )
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pool.db"
            databases.sqlite_template(path)
            asyncio.run(measure(f"sqlite+aiosqlite:///{path}", "SQLite", size, options.runs))
        if options.postgres:
            name = databases.create_database()
            try:
                databases.create_tables(name)
                url = databases.postgres_url(name)
                asyncio.run(measure(url, "PostgreSQL", size, options.runs))
            finally:
                databases.drop_database(name)


if __name__ == "__main__":
    main()
