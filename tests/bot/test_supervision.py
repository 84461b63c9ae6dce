"""Parts of the bot fail alone, start again, and end when they are told to."""

import asyncio

import pytest

from bot import supervision
from bot.supervision import Nursery
from tests.bot.rig import until


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "FIRST_PAUSE_S", 0.01)


class Part:
    """Fails a number of times, then stays."""

    def __init__(self, failures: int) -> None:
        self.left = failures
        self.starts = 0
        self.ended = False

    async def run(self) -> None:
        self.starts += 1
        if self.left:
            self.left -= 1
            raise RuntimeError("broken")
        try:
            await asyncio.Event().wait()
        finally:
            self.ended = True


async def test_part_that_fails_starts_again_alone(caplog: pytest.LogCaptureFixture) -> None:
    nursery, broken, sound = Nursery(), Part(2), Part(0)
    nursery.start("broken", broken.run)
    nursery.start("sound", sound.run)
    await until(lambda: broken.starts == 3)

    assert sound.starts == 1
    assert caplog.text.count("broken failed; it starts again") == 2
    await nursery.stop()
    assert (broken.ended, sound.ended) == (True, True)


async def test_part_that_returns_is_over() -> None:
    nursery, done = Nursery(), []

    async def once() -> None:
        done.append(1)

    nursery.start("once", once)
    await nursery.ended("once")

    assert done == [1]
    nursery.start("once", once)
    await nursery.ended("once")
    assert done == [1, 1]


async def test_stop_ends_only_what_is_named() -> None:
    nursery, one, two = Nursery(), Part(0), Part(0)
    nursery.start("one", one.run)
    nursery.start("two", two.run)
    await until(lambda: one.starts and two.starts)

    await nursery.stop("one")

    assert (one.ended, two.ended) == (True, False)
    assert nursery.names() == ["two"]
    await nursery.stop()


async def test_part_that_runs_is_not_started_twice() -> None:
    nursery, part = Nursery(), Part(0)
    nursery.start("part", part.run)
    with pytest.raises(ValueError, match="part is running already"):
        nursery.start("part", part.run)
    await nursery.stop()
