"""Fixtures of the web chat's tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.webchat.rig import Rig, running


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """A running Bot API server."""
    async with running(tmp_path / "data") as running_rig:
        yield running_rig
