"""The hourly sweep of files: what no case names goes after a day, everything else stays."""

import asyncio
import os
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.config import load
from bot.jobs import UNNAMED_KEPT, keep_files
from bot.leases import Leases
from cases import files
from cases.form_cases import JUST_STORED, drop_files
from cases.models import HandedIn, StoredFile
from cases.storage import FileStore
from core import privacy
from core.accounts import Role
from core.db import Database
from core.kinds import Kinds
from tests.bot.rig import until
from tests.cases import papers
from tests.cases.test_form_cases import PLEA
from tests.mentors.people import person

DAYS_AGO = time.time() - (UNNAMED_KEPT + timedelta(hours=1)).total_seconds()


async def test_what_no_case_names_goes_after_a_day(
    any_db: Database, tmp_path: Path, now: datetime
) -> None:
    store = FileStore(tmp_path / "files")
    received = await files.receive(store, papers.pdf(), "a.pdf", ["pdf"])
    async with any_db.transaction() as session:
        stored = await files.register(session, received, now=now)
        student = await person(session, now, Role.STUDENT)
        case = await PLEA.begin(session, student, "1", now=now)
        await PLEA.hand_in(session, student, case.id, "plan", stored, "a.pdf", "1", now=now)
    old, young = [await store.write(words) for words in (b"old", b"young")]
    for sha256 in (received.sha256, old):
        os.utime(store.path(sha256), (DAYS_AGO, DAYS_AGO))
    leases = Leases(any_db, owner="test", clock=lambda: now)

    sweeping = asyncio.create_task(keep_files(any_db, leases, store, Kinds([PLEA]), lambda: now))
    await until(lambda: not store.path(old).exists())
    sweeping.cancel()
    with suppress(asyncio.CancelledError):
        await sweeping

    assert [store.path(one).exists() for one in (received.sha256, young)] == [True, True]


def test_files_lie_in_the_data_folder_unless_another_is_given(tmp_path: Path) -> None:
    assert load(None, data_dir=tmp_path).files == tmp_path / "files"
    assert load(None, data_dir=tmp_path, files_dir="/srv/files").files == Path("/srv/files")


async def test_the_files_of_a_case_that_is_gone_go_with_it(
    any_db: Database, tmp_path: Path, now: datetime
) -> None:
    """As when the applicant asks to be forgotten; what another case names stays."""
    store, kinds = FileStore(tmp_path / "files"), Kinds([PLEA])
    async with any_db.transaction() as session:
        leaving = await person(session, now, Role.STUDENT)
        staying = await person(session, now, Role.STUDENT)
    names = []
    for who, texts in ((leaving, ("both", "own")), (staying, ("both",))):
        for words in texts:
            received = await files.receive(store, papers.pdf(words), "a.pdf", ["pdf"])
            async with any_db.transaction() as session:
                stored = await files.register(session, received, now=now)
                case = await PLEA.begin(session, who, words, now=now)
                await PLEA.hand_in(session, who, case.id, "plan", stored, "a.pdf", "1", now=now)
            names.append(received.sha256)

    async with any_db.transaction() as session:
        await privacy.forget_person(session, leaving.id, now=now)
    soon = await drop_files(any_db, kinds, now=now)
    gone = await drop_files(any_db, kinds, now=now + 2 * JUST_STORED)

    assert (soon, gone) == (0, 1)
    async with any_db.reading() as session:
        assert list(await session.scalars(select(StoredFile.sha256))) == [names[0]]
        left = list(await session.scalars(select(HandedIn.by)))
    assert left == [staying.id]
