"""The hourly sweep of files: what no case names goes after a day, everything else stays."""

import asyncio
import os
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from bot.config import load
from bot.jobs import UNNAMED_KEPT, keep_files
from bot.leases import Leases
from cases import files
from cases.storage import FileStore
from core.db import Database
from tests.bot.rig import until
from tests.cases import papers

DAYS_AGO = time.time() - (UNNAMED_KEPT + timedelta(hours=1)).total_seconds()


async def test_what_no_case_names_goes_after_a_day(
    any_db: Database, tmp_path: Path, now: datetime
) -> None:
    store = FileStore(tmp_path / "files")
    received = await files.receive(store, papers.pdf(), "a.pdf", ["pdf"])
    async with any_db.transaction() as session:
        await files.register(session, received, now=now)
    old, young = [await store.write(words) for words in (b"old", b"young")]
    for sha256 in (received.sha256, old):
        os.utime(store.path(sha256), (DAYS_AGO, DAYS_AGO))
    leases = Leases(any_db, owner="test", clock=lambda: now)

    sweeping = asyncio.create_task(keep_files(any_db, leases, store))
    await until(lambda: not store.path(old).exists())
    sweeping.cancel()
    with suppress(asyncio.CancelledError):
        await sweeping

    assert [store.path(one).exists() for one in (received.sha256, young)] == [True, True]


def test_files_lie_in_the_data_folder_unless_another_is_given(tmp_path: Path) -> None:
    assert load(None, data_dir=tmp_path).files == tmp_path / "files"
    assert load(None, data_dir=tmp_path, files_dir="/srv/files").files == Path("/srv/files")
