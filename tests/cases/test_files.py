"""Files handed in: kept whole and once, put into a case, judged, and swept when nobody came."""

import asyncio
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cases import files
from cases.contents import ContentNotTaken, FileRefused
from cases.files import (
    FileLost,
    FileNotKept,
    FileReplaced,
    FileStore,
    Line,
    ReasonNeeded,
    SameFile,
    Standing,
)
from cases.models import HandedIn, StoredFile
from core.accounts import Actor, Role
from core.db import Database
from core.errors import ChangedMeanwhile, NotAllowed, NotFound
from core.texts import Texts
from tests.cases import papers
from tests.mentors.people import person
from tests.source import ROOT

HOUR = timedelta(hours=1)
DOCUMENTS = [
    {"key": "plan", "required": True, "takes": ["pdf"]},
    {"key": "photo", "required": False, "takes": ["jpeg"]},
]
TEXTS = Texts(ROOT / "locales", strict=True)


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
async def student(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STUDENT)


@pytest.fixture
async def staff(any_db: Database, now: datetime) -> Actor:
    async with any_db.transaction() as session:
        return await person(session, now, Role.STAFF)


def lying(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


def age(store: FileStore, span: timedelta = 3 * HOUR) -> None:
    for path in store.folder.rglob("*"):
        if path.is_file():
            moment = path.stat().st_mtime - span.total_seconds()
            os.utime(path, (moment, moment))


@contextmanager
def disk_full_after(size: int) -> Iterator[None]:
    """No file may grow past ``size``, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def give(
    db: Database,
    store: FileStore,
    by: Actor,
    now: datetime,
    *,
    text: str = "plan",
    document: str = "plan",
    source: str = "u1",
) -> HandedIn:
    received = await files.receive(store, papers.pdf(text), "计划.docx", ["pdf"])
    async with db.transaction() as session:
        stored = await files.register(session, received, now=now)
        return await files.hand_in(
            session, "incubation", 7, document, stored, received.name, by, source, now
        )


async def judge(
    db: Database, by: Actor, row: HandedIn, verdict: Standing, now: datetime, note: str = ""
) -> HandedIn:
    async with db.transaction() as session:
        return await files.judge(session, by, row.id, verdict, note, now)


async def lines(db: Database) -> list[tuple[str, Standing, bool]]:
    async with db.reading() as session:
        found = await files.checklist(session, "incubation", 7, DOCUMENTS)
    return [(line.document, line.standing, line.wanted) for line in found]


async def count(db: Database, table: type[HandedIn] | type[StoredFile]) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_file_is_kept_once_and_comes_back(
    any_db: Database, store: FileStore, now: datetime
) -> None:
    data = papers.pdf()
    async with any_db.transaction() as session:
        first = await files.keep(store, session, data, "a.pdf", ["pdf"], now=now)
        again = await files.keep(store, session, data, "b.pdf", ["pdf"], now=now)

    assert first is again
    assert (first.size_bytes, first.media_type) == (len(data), "application/pdf")
    assert lying(store) == [first.sha256]
    assert store.path(first.sha256).parent.relative_to(store.folder) == Path(
        first.sha256[:2], first.sha256[2:4]
    )
    assert await store.read(first.sha256) == data


async def test_pdf_under_a_wrong_name_is_taken_for_what_it_is(
    any_db: Database, store: FileStore, student: Actor, now: datetime
) -> None:
    row = await give(any_db, store, student, now)

    assert row.name == "计划.pdf"
    with pytest.raises(ContentNotTaken) as refused:
        await files.receive(store, papers.pdf("other"), "photo.jpg", ["jpeg", "png"])
    assert refused.value.params == {"takes": "JPG / PNG"}
    assert len(lying(store)) == 1


async def test_refused_file_leaves_nothing(store: FileStore) -> None:
    small = FileStore(store.folder, most_bytes=100)
    for data, folder in ((b"", store), (b"MZ" + bytes(99), store), (b"a" * 101, small)):
        with pytest.raises(FileRefused):
            await files.receive(folder, data, "计划.pdf", ["pdf", "text"])

    assert lying(store) == []
    assert (await files.receive(small, b"a" * 100, "计划.pdf", ["text"])).name == "计划.txt"


async def test_full_disk_is_said_and_leaves_nothing_half_kept(store: FileStore) -> None:
    data = papers.picture("PNG", (200, 200))
    with disk_full_after(10_000):
        with pytest.raises(FileNotKept):
            await files.receive(store, data, "photo.png", ["png"])
        left = lying(store)

    assert len(data) > 10_000
    assert left == []
    received = await files.receive(store, data, "photo.png", ["png"])
    assert await store.read(received.sha256) == data


async def test_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("no folder")

    with pytest.raises(FileNotKept):
        await files.receive(FileStore(tmp_path / "files"), b"text", "a.txt", ["text"])


async def test_file_changed_or_gone_on_disk_is_never_handed_out(store: FileStore) -> None:
    received = await files.receive(store, b"text", "a.txt", ["text"])
    path = store.path(received.sha256)

    path.write_bytes(b"tex7")
    with pytest.raises(FileLost):
        await store.read(received.sha256)
    path.unlink()
    with pytest.raises(FileLost):
        await store.read(received.sha256)
    await store.write(b"text")
    assert await store.read(received.sha256) == b"text"


async def test_file_cut_short_on_disk_is_written_anew(store: FileStore) -> None:
    sha256 = await store.write(b"text")
    store.path(sha256).write_bytes(b"te")

    assert await store.write(b"text") == sha256
    assert await store.read(sha256) == b"text"


async def test_same_file_written_at_once_is_one(store: FileStore) -> None:
    data = papers.pdf()

    hashes = await asyncio.gather(*(store.write(data) for _ in range(8)))

    assert lying(store) == sorted(set(hashes))
    assert await store.read(hashes[0]) == data


async def test_file_handed_in_again_replaces_the_one_before_and_both_stay(
    any_db: Database, store: FileStore, student: Actor, now: datetime
) -> None:
    assert await lines(any_db) == [
        ("plan", Standing.MISSING, True),
        ("photo", Standing.MISSING, False),
    ]
    first = await give(any_db, store, student, now, source="u1")
    second = await give(any_db, store, student, now + HOUR, text="better", source="u2")

    assert await lines(any_db) == [
        ("plan", Standing.WAITING, False),
        ("photo", Standing.MISSING, False),
    ]
    async with any_db.reading() as session:
        rows = list(await session.scalars(select(HandedIn).order_by(HandedIn.id)))
        (line, _) = await files.checklist(session, "incubation", 7, DOCUMENTS)
    assert [(row.id, row.replaced_at) for row in rows] == [
        (first.id, now + HOUR),
        (second.id, None),
    ]
    assert line == Line("plan", True, Standing.WAITING, rows[1])


async def test_update_that_comes_twice_hands_in_once(
    any_db: Database, store: FileStore, student: Actor, now: datetime
) -> None:
    first = await give(any_db, store, student, now, source="u1")
    await give(any_db, store, student, now, text="better", source="u2")

    again = await give(any_db, store, student, now + HOUR, source="u1")
    same = await give(any_db, store, student, now + HOUR, text="better", source="u3")

    assert again.id == first.id
    assert (same.source, await count(any_db, HandedIn)) == ("u2", 2)


async def test_two_who_hand_in_at_once_leave_one_that_counts(
    any_db: Database, store: FileStore, student: Actor, staff: Actor, now: datetime
) -> None:
    rows = await asyncio.gather(
        *(give(any_db, store, student, now, text=f"plan {n}", source=f"u{n % 3}") for n in range(6))
    )

    newest = max(row.id for row in rows)
    assert await count(any_db, HandedIn) == 3
    assert await lines(any_db) == [
        ("plan", Standing.WAITING, False),
        ("photo", Standing.MISSING, False),
    ]
    for row in {row.id: row for row in rows}.values():
        if row.id == newest:
            await judge(any_db, staff, row, Standing.ACCEPTED, now)
        else:
            with pytest.raises(FileReplaced):
                await judge(any_db, staff, row, Standing.ACCEPTED, now)


async def test_file_sent_back_is_wanted_again_and_not_the_same_one(
    any_db: Database, store: FileStore, student: Actor, staff: Actor, now: datetime
) -> None:
    row = await give(any_db, store, student, now)
    with pytest.raises(ReasonNeeded):
        await judge(any_db, staff, row, Standing.REFUSED, now, " ")
    await judge(any_db, staff, row, Standing.REFUSED, now, "缺第二页")

    assert await lines(any_db) == [
        ("plan", Standing.REFUSED, True),
        ("photo", Standing.MISSING, False),
    ]
    with pytest.raises(SameFile):
        await give(any_db, store, student, now, source="u2")
    await give(any_db, store, student, now, text="better", source="u3")
    assert (await lines(any_db))[0] == ("plan", Standing.WAITING, False)
    with pytest.raises(FileReplaced):
        await judge(any_db, staff, row, Standing.ACCEPTED, now)


async def test_verdict_is_given_by_staff_and_changed_by_them_or_a_head(
    any_db: Database, store: FileStore, student: Actor, staff: Actor, now: datetime
) -> None:
    async with any_db.transaction() as session:
        other = await person(session, now, Role.STAFF)
        head = await person(session, now, Role.HEAD)
        mentor = await person(session, now, Role.MENTOR)
    row = await give(any_db, store, student, now)

    for nobody in (student, mentor):
        with pytest.raises(NotAllowed):
            await judge(any_db, nobody, row, Standing.ACCEPTED, now)
    await judge(any_db, staff, row, Standing.ACCEPTED, now)
    with pytest.raises(ChangedMeanwhile):
        await judge(any_db, other, row, Standing.REFUSED, now, "缺页")
    assert (await judge(any_db, other, row, Standing.ACCEPTED, now)).judged_by == staff.id
    await judge(any_db, staff, row, Standing.REFUSED, now, "缺页")
    judged = await judge(any_db, head, row, Standing.ACCEPTED, now, "页数够了")

    assert (judged.verdict, judged.note, judged.judged_by) == ("accepted", "页数够了", head.id)
    with pytest.raises(NotFound):
        await judge(any_db, staff, HandedIn(id=999), Standing.ACCEPTED, now)


async def test_nobody_judges_a_file_of_their_own(
    any_db: Database, store: FileStore, staff: Actor, now: datetime
) -> None:
    row = await give(any_db, store, staff, now)

    with pytest.raises(NotAllowed):
        await judge(any_db, staff, row, Standing.ACCEPTED, now)


async def test_two_who_judge_at_once_are_not_both_heard(
    any_db: Database, store: FileStore, student: Actor, staff: Actor, now: datetime
) -> None:
    async with any_db.transaction() as session:
        other = await person(session, now, Role.STAFF)
    row = await give(any_db, store, student, now)

    done = await asyncio.gather(
        judge(any_db, staff, row, Standing.ACCEPTED, now),
        judge(any_db, other, row, Standing.REFUSED, now, "缺页"),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in done) == ["ChangedMeanwhile", "HandedIn"]


async def test_file_is_opened_by_staff_and_by_whoever_handed_it_in(
    any_db: Database, store: FileStore, student: Actor, staff: Actor, now: datetime
) -> None:
    async with any_db.transaction() as session:
        stranger = await person(session, now, Role.STUDENT)
    row = await give(any_db, store, student, now)

    async with any_db.reading() as session:
        for reader in (student, staff):
            found, stored = await files.find(session, reader, row.id)
            assert (found.id, await store.read(stored.sha256)) == (row.id, papers.pdf())
        for reader, wanted in ((stranger, row.id), (staff, 999)):
            with pytest.raises(NotFound):
                await files.find(session, reader, wanted)


async def test_document_no_longer_asked_for_stays_on_the_checklist(
    any_db: Database, store: FileStore, student: Actor, now: datetime
) -> None:
    await give(any_db, store, student, now, document="licence")

    assert (await lines(any_db))[2:] == [("licence", Standing.WAITING, False)]


async def test_sweep_removes_what_no_row_names_and_nothing_else(
    any_db: Database, store: FileStore, student: Actor, now: datetime
) -> None:
    row = await give(any_db, store, student, now)
    orphan = await store.write(b"its transaction never came")
    broken = store.folder / "0123.part"
    broken.write_bytes(b"half")
    age(store)
    young = await store.write(b"its transaction may still come")

    assert await files.sweep(store, any_db, HOUR) == 1
    assert await files.sweep(store, any_db, HOUR) == 0

    async with any_db.reading() as session:
        stored = await session.get_one(StoredFile, row.file_id)
    assert lying(store) == sorted([stored.sha256, young])
    assert orphan not in lying(store)


async def test_file_written_again_is_young_and_survives_the_sweep(
    any_db: Database, store: FileStore, now: datetime
) -> None:
    sha256 = await store.write(b"text")
    age(store)
    await store.write(b"text")

    assert await files.sweep(store, any_db, HOUR) == 0
    assert store.remove(sha256, HOUR) is False
    assert await store.read(sha256) == b"text"


async def test_sweep_never_takes_a_file_that_is_written_again_meanwhile(store: FileStore) -> None:
    sha256 = await store.write(b"text")
    for turn in range(200):
        age(store)
        calls = [asyncio.to_thread(store.remove, sha256, HOUR), store.write(b"text")]
        await asyncio.gather(*(calls if turn % 2 else reversed(calls)))

        assert await store.read(sha256) == b"text"
        assert lying(store) == [sha256]


async def test_sweep_that_was_killed_halfway_loses_nothing(
    any_db: Database, store: FileStore, student: Actor, now: datetime
) -> None:
    row = await give(any_db, store, student, now)
    async with any_db.reading() as session:
        sha256 = (await session.get_one(StoredFile, row.file_id)).sha256
    path = store.path(sha256)
    path.rename(path.with_suffix(".gone"))
    age(store)

    assert await files.sweep(store, any_db, HOUR) == 0
    assert await store.read(sha256) == papers.pdf()


@pytest.mark.parametrize("refusal", [*FileRefused.__subclasses__(), FileNotKept, FileReplaced])
def test_every_refusal_has_its_sentence(refusal: type[FileRefused]) -> None:
    params = dict.fromkeys(("takes", "limit_mb", "size_mb", "millions"), 7)

    said = {locale: TEXTS.render(locale, refusal.key, **params) for locale in TEXTS.locales}

    assert len(set(said.values())) == 2
