"""Two people press at once on one case; a short run of ``benchmarks.races``."""

from benchmarks.interleavings import connected
from benchmarks.races import World
from tests.chat import strict_texts

RUNS = 25


async def test_exactly_one_takes_effect_and_the_other_is_told(any_url: str) -> None:
    async with connected(any_url, 7) as pool:
        result = await World(pool, 7, strict_texts()).run(RUNS)

    assert result.faults == []
    assert sum(result.events.values()) == result.runs == RUNS
    assert sum(result.refused.values()) == RUNS
