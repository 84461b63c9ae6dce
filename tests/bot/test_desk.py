"""The bot serves the staff's pages: its address, its secret, a port that is taken."""

import asyncio
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot import desk
from bot.config import BadSettings, Settings, load
from bot.kinds import KINDS
from cases.storage import FileStore
from core.db import Database
from core.kinds import Kinds
from tests.chat import strict_texts
from tests.e2e.rig import free_port, until


def settings(tmp_path: Path, **values: object) -> Settings:
    return load(None, data_dir=tmp_path, **values)


@pytest.mark.parametrize(
    ("values", "address"),
    [
        ({}, "http://127.0.0.1:8082"),
        ({"desk_host": "0.0.0.0", "desk_port": 9000}, "http://127.0.0.1:9000"),
        ({"desk_host": "::1"}, "http://[::1]:8082"),
        ({"desk_url": "https://desk.example/"}, "https://desk.example"),
        ({"desk_url": "https://desk.example", "desk_port": 0}, ""),
    ],
)
def test_address_is_what_staff_can_open(
    tmp_path: Path, values: dict[str, object], address: str
) -> None:
    assert desk.address(settings(tmp_path, **values)) == address


def test_secret_is_made_once_and_hidden(tmp_path: Path) -> None:
    made = desk.secret(settings(tmp_path))

    assert len(made) >= 32
    assert desk.secret(settings(tmp_path)) == made
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "desk.secret").stat().st_mode) == 0o600
    (tmp_path / "desk.secret").write_text("")
    assert desk.secret(settings(tmp_path)) not in ("", made)


def test_given_secret_is_used_and_a_short_one_refused(tmp_path: Path) -> None:
    given = settings(tmp_path, desk_secret=SecretStr("s" * 32))

    assert desk.secret(given) == "s" * 32
    assert "s" * 32 in given.secrets
    assert not (tmp_path / "desk.secret").exists()
    with pytest.raises(BadSettings, match="DESK_SECRET: must be at least 32 characters"):
        settings(tmp_path, desk_secret=SecretStr("short"))


async def test_pages_are_served_once_the_port_is_free(
    tmp_path: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "TAKEN_PAUSE_S", 0.02)
    port = free_port()
    other = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", port)
    known = settings(tmp_path, desk_port=port)
    noon = datetime(2026, 11, 20, tzinfo=UTC)
    store = FileStore(tmp_path / "files")
    task = asyncio.create_task(
        desk.serve(known, db, strict_texts(), lambda: noon, Kinds(KINDS), store)
    )
    await asyncio.sleep(0.1)
    assert not task.done()
    other.close()

    async def answers() -> int:
        async with ClientSession() as client, client.get(f"{desk.address(known)}/") as answer:
            return answer.status if "/desk" in await answer.text() else 0

    async def quietly() -> int:
        try:
            return await answers()
        except (OSError, TimeoutError):
            return 0

    assert await until(quietly, "the desk answers") == 401
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
