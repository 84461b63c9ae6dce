"""Everybody acts at once, and then one after the other: the rules hold after every step.

The long run is ``benchmarks/interleavings.py``, where an interleaving is explained.
"""

from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks import interleavings
from benchmarks.interleavings import STEPS_H, WEIGHTS, World, connected
from core.db import Database


@pytest.mark.parametrize("seed", [7001, 7002])
@pytest.mark.timeout(600)
async def test_no_interleaving_breaks_a_rule(any_url: str, seed: int) -> None:
    async with connected(any_url, seed) as pool:
        result = await World(pool, seed).run(40)

    assert result.faults == []
    assert (result.episodes, result.last_places > 0) == (40, True)
    assert {
        "accept",
        "decline",
        "talk",
        "withdraw",
        "capacity",
        "clock",
    } <= result.done.keys()


@pytest.mark.timeout(600)
async def test_the_naive_version_is_caught(any_url: str) -> None:
    """Reading, checking and writing gives a place twice; the harness must see it."""
    async with interleavings.naive(), connected(any_url, 1) as pool:
        result = await World(pool, 1).run(200, until_fault=True)

    assert result.faults != []


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(sorted(WEIGHTS)), st.sampled_from(sorted(set(STEPS_H)))),
        min_size=12,
        max_size=20,
    ),
    seed=st.integers(0, 2**16),
)
@settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.timeout(600)
async def test_every_reachable_request_has_a_next_step(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, steps: list, seed: int
) -> None:
    """An owner, a promise that runs, or an offer that is open: whatever happened before."""
    path = tmp_path_factory.mktemp("walk") / "walk.db"
    copyfile(sqlite_template, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        world = World([database], seed)
        await world.open()
        for name, hours in [("submit", 0), ("submit", 0), *steps]:
            assert await world.step(name, hours) == []
    finally:
        await database.close()
