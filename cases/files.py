"""Files that people hand in: looked into, kept, put into a case, judged; and its checklist."""

import asyncio
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from cases import contents
from cases.contents import FileRefused, fitting_name
from cases.models import HandedIn, StoredFile
from cases.storage import FileLost, FileNotKept, FileStore, sweep
from core.accounts import Actor, Role
from core.db import Session
from core.errors import ChangedMeanwhile, DomainError, NotAllowed, NotFound

__all__ = [
    "FileLost", "FileNotKept", "FileRefused", "FileReplaced", "FileStore", "Line", "ReasonNeeded",
    "Received", "SameFile", "Standing", "checklist", "find", "hand_in", "judge", "keep", "receive",
    "register", "sweep",
]  # fmt: skip

log = logging.getLogger(__name__)


class SameFile(FileRefused):
    """Byte for byte what staff sent back."""

    key = "error-upload-same"


class FileReplaced(DomainError):
    """A newer file was handed in for the same document; that one is to be judged."""

    key = "error-upload-replaced"


class ReasonNeeded(DomainError):
    """Who sends a file back says why."""

    key = "error-upload-reason"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was looked into and lies on disk; ``name`` ends as its content wants."""

    sha256: str
    size_bytes: int
    media_type: str
    name: str


class Standing(StrEnum):
    MISSING = "missing"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a case's checklist, with the file that counts for it."""

    document: str
    required: bool
    standing: Standing
    handed_in: HandedIn | None = None

    @property
    def wanted(self) -> bool:
        """Whether the case cannot go on before a file comes."""
        return self.required and self.standing in (Standing.MISSING, Standing.REFUSED)


async def receive(store: FileStore, data: bytes, name: str, allowed: Collection[str]) -> Received:
    """Look into a file and keep its bytes; to be done before the transaction that names it.

    ``allowed`` are words of ``contents.Content``. Raises a FileRefused or FileNotKept.
    """
    kind = await asyncio.to_thread(contents.recognise, data, allowed, most_bytes=store.most_bytes)
    sha256 = await store.write(data)
    return Received(sha256, len(data), kind.media_type, fitting_name(name, kind.media_type))


async def register(session: Session, received: Received, *, now: datetime) -> StoredFile:
    """The row of a received file, the same for the same bytes."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    await session.execute(
        dialect.insert(StoredFile)
        .values(
            sha256=received.sha256,
            size_bytes=received.size_bytes,
            media_type=received.media_type,
            stored_at=now,
        )
        .on_conflict_do_nothing(index_elements=[StoredFile.sha256])
    )
    row = await session.scalar(select(StoredFile).where(StoredFile.sha256 == received.sha256))
    if row is None:
        raise ChangedMeanwhile
    return row


async def keep(
    store: FileStore,
    session: Session,
    data: bytes,
    name: str,
    allowed: Collection[str],
    *,
    now: datetime,
) -> StoredFile:
    """``receive`` and ``register`` in one, for who can spare the transaction's time."""
    return await register(session, await receive(store, data, name, allowed), now=now)


async def hand_in(
    session: Session,
    kind: str,
    case_id: int,
    document: str,
    stored: StoredFile,
    name: str,
    by: Actor,
    source: str,
    now: datetime,
) -> HandedIn:
    """Put a file into a case for one of its documents; the one before stays on record.

    The caller has found the case as one of ``by``'s and knows that files are taken now. The same
    ``source``, or the same bytes while they wait or are accepted, change nothing. Raises SameFile
    for what was just sent back.
    """
    of_source = select(HandedIn).where(
        HandedIn.kind == kind, HandedIn.case_id == case_id, HandedIn.source == source
    )
    if (known := await session.scalar(of_source)) is not None:
        return known
    last = await _last(session, kind, case_id, document)
    if last is not None and last.file_id == stored.id:
        if last.verdict == Standing.REFUSED:
            raise SameFile
        return last
    row = HandedIn(
        kind=kind,
        case_id=case_id,
        document=document,
        file_id=stored.id,
        name=fitting_name(name, stored.media_type),
        source=source,
        by=by.id,
        at=now,
    )
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError:
        if (known := await session.scalar(of_source)) is None:
            raise
        return known
    await session.execute(
        update(HandedIn)
        .where(
            HandedIn.kind == kind,
            HandedIn.case_id == case_id,
            HandedIn.document == document,
            HandedIn.id < row.id,
            HandedIn.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )
    return row


async def find(session: Session, actor: Actor, handed_in_id: int) -> tuple[HandedIn, StoredFile]:
    """A file of a case, to be opened by staff or by whoever handed it in; NotFound for others."""
    row = await session.get(HandedIn, handed_in_id)
    if row is None or (row.by != actor.id and not actor.roles & {Role.STAFF, Role.HEAD}):
        raise NotFound(id=handed_in_id)
    return row, await session.get_one(StoredFile, row.file_id)


async def judge(
    session: Session,
    actor: Actor,
    handed_in_id: int,
    verdict: Standing,
    note: str,
    now: datetime,
) -> HandedIn:
    """Accept a file, or refuse it with a reason the applicant reads; the same again is nothing.

    Only a head may change what somebody else decided. Raises NotAllowed unless staff, and for one's
    own file; NotFound, FileReplaced, ReasonNeeded, ChangedMeanwhile.
    """
    actor.require(Role.STAFF, Role.HEAD)
    if verdict not in (Standing.ACCEPTED, Standing.REFUSED):
        raise ValueError(f"{verdict} is no verdict")
    note = note.strip()
    row = await session.get(HandedIn, handed_in_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(id=handed_in_id)
    if row.by == actor.id:
        raise NotAllowed(role="another")
    if verdict is Standing.REFUSED and not note:
        raise ReasonNeeded
    last = await _last(session, row.kind, row.case_id, row.document)
    if last is None or last.id != row.id:
        raise FileReplaced
    if (row.verdict, row.note) == (verdict, note):
        return row
    if row.verdict and row.judged_by != actor.id and Role.HEAD not in actor.roles:
        raise ChangedMeanwhile
    row.verdict, row.note, row.judged_by = verdict, note, actor.id
    await session.flush()
    log.info("file=%s of %s-%s is %s", row.id, row.kind, row.case_id, verdict)
    return row


async def checklist(
    session: Session, kind: str, case_id: int, documents: Sequence[Mapping[str, Any]]
) -> list[Line]:
    """Where each of ``documents`` (each with its "key" and "required") stands in a case.

    What was handed in for a document that is no longer asked for comes last.
    """
    rows = await session.scalars(
        select(HandedIn)
        .where(HandedIn.kind == kind, HandedIn.case_id == case_id)
        .order_by(HandedIn.id)
    )
    newest = {row.document: row for row in rows}
    asked = {str(document["key"]): bool(document.get("required")) for document in documents}
    return [
        Line(key, required, _standing(newest.get(key)), newest.get(key))
        for key, required in {**asked, **dict.fromkeys(newest.keys() - asked, False)}.items()
    ]


async def _last(session: Session, kind: str, case_id: int, document: str) -> HandedIn | None:
    """The file that counts; of two handed in at the same moment the later row."""
    found: HandedIn | None = await session.scalar(
        select(HandedIn)
        .where(HandedIn.kind == kind, HandedIn.case_id == case_id, HandedIn.document == document)
        .order_by(HandedIn.id.desc())
        .limit(1)
    )
    return found


def _standing(row: HandedIn | None) -> Standing:
    if row is None:
        return Standing.MISSING
    return Standing(row.verdict) if row.verdict else Standing.WAITING
