"""Two people press at once on one case; a short run of ``benchmarks.races``."""

import pytest

from benchmarks import races
from tests import databases

RUNS = 25


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_exactly_one_takes_effect_and_the_other_is_told(engine: str) -> None:
    if engine == "postgresql":
        databases.require(databases.postgres_answers(), "no PostgreSQL answers")
    result = await races.world(engine, 7, RUNS)

    assert result.faults == []
    assert sum(result.events.values()) == result.runs == RUNS
    assert sum(result.refused.values()) == RUNS
