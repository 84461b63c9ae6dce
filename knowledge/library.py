"""The policy library of a programme: what is in it, how texts get in, and who answers from it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from langchain_core.embeddings import Embeddings
from sqlalchemy import func, select

from core.columns import clean
from core.db import Database
from core.errors import DomainError, NotFound
from knowledge import clauses, digests, embeddings, publishing, shelf, statutes
from knowledge.answering import Answerer, china_today
from knowledge.documents import Clause, Kind
from knowledge.index import Index, Progress
from knowledge.loading import read_text
from knowledge.models import PUBLISHED, WITHDRAWN, ClauseRow, DocumentRow, VersionRow
from knowledge.publishing import Text
from knowledge.shelf import NATION

log = logging.getLogger(__name__)

DIGESTS = statutes.POLICIES


class DateMissing(DomainError):
    """A text without a first day of force: texts repeat old dates, so nobody may guess it."""

    key = "error-effective-date-missing"


class DatesReversed(DomainError):
    """The last day of force lies before the first."""

    key = "error-effective-dates-reversed"


class FieldMissing(DomainError):
    """A title, a source or a version label is empty."""

    key = "error-document-field-missing"


class NoClauses(DomainError):
    """Nothing in the text can be cited."""

    key = "error-document-empty"


@dataclass(frozen=True, slots=True)
class Listed:
    """One version of a document as ``list`` shows it."""

    document: str
    version: str
    kind: Kind
    jurisdiction: str
    effective_from: date
    effective_to: date | None
    confirmed: bool
    published: bool
    clauses: int
    source: str


class Library:
    """Documents in SQL, their search index in a folder, one answerer over both.

    Several processes may open one library; what another one adds is noticed within seconds. The
    search folder belongs to one process at a time.
    """

    def __init__(self, db: Database, index: Index, today: Callable[[], date]) -> None:
        self._db, self._index = db, index
        self._shelf = shelf.Shelf((), {}, (0, 0, 0))
        self._changing = asyncio.Lock()
        self.answerer = Answerer(db, index, self._current, today)
        self._checked = 0.0

    @classmethod
    async def open(
        cls,
        db: Database,
        folder: Path,
        *,
        dense: bool = True,
        today: Callable[[], date] = china_today,
    ) -> "Library":
        """The library in ``db``, searchable at once by words.

        ``folder`` keeps vectors and may be empty or lost. With ``dense`` meanings are searched
        too where the bundled model runs, once ``embed_in_background`` has been through.
        """
        model = await asyncio.to_thread(embeddings.bundled) if dense else None
        index = await asyncio.to_thread(Index, (), folder, model)
        library = cls(db, index, today)
        await library.refresh()
        return library

    async def add(
        self,
        path: Path,
        *,
        title: str,
        kind: Kind,
        jurisdiction: str,
        effective_from: date | None,
        source: str,
        version: str,
        effective_to: date | None = None,
        confirmed: bool = True,
    ) -> Listed:
        """Take in a Markdown or plain text file as a version of a document.

        The dates are the caller's: none is read from the text or the file name. Raises
        DateMissing, DatesReversed, FieldMissing, NoClauses, and what ``loading.read_text`` raises;
        nothing changed then. The same version once more replaces its earlier wording.
        """
        title, source, version = clean(title), clean(source), clean(version)
        if effective_from is None:
            raise DateMissing(name=title or path.name)
        if effective_to is not None and effective_to < effective_from:
            raise DatesReversed(name=title)
        for name, value in (("title", title), ("source", source), ("version", version)):
            if not value.strip():
                raise FieldMissing(field=name)
        short = clauses.short_title(title)

        def parts() -> list[Clause]:
            return clauses.split(
                read_text(path),
                document=short,
                title=title,
                version=version,
                kind=kind,
                jurisdiction=jurisdiction,
                source=source,
            )

        found = await asyncio.to_thread(parts)
        if not found:
            raise NoClauses(name=path.name)
        text = Text(
            short,
            title,
            kind,
            jurisdiction,
            version,
            effective_from,
            effective_to,
            confirmed,
            source,
            found,
        )
        await self._store([text])
        listed = await self.list()
        return next(
            one
            for one in listed
            if one.published
            and (one.document, one.version, one.kind is Kind.DIGEST)
            == (short, version, kind is Kind.DIGEST)
        )

    async def list(self) -> Sequence[Listed]:
        """Every version ever taken in, by document and first day, withdrawn ones included."""
        async with self._db.reading() as session:
            sizes = await session.execute(
                select(ClauseRow.version_id, func.count()).group_by(ClauseRow.version_id)
            )
            counts = {version: count for version, count in sizes.all()}  # noqa: C416
            rows = await session.execute(
                select(VersionRow, DocumentRow)
                .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
                .order_by(DocumentRow.id, VersionRow.effective_from, VersionRow.id)
            )
            return [
                Listed(
                    document.title,
                    version.label,
                    Kind(document.kind),
                    document.jurisdiction,
                    version.effective_from,
                    version.effective_to,
                    version.confirmed,
                    version.state == PUBLISHED,
                    counts.get(version.id, 0),
                    version.source,
                )
                for version, document in rows.all()
            ]

    async def remove(self, document: str) -> int:
        """Take every version of a document off the shelf and say how many clauses that were.

        Nothing is deleted; the history stays in ``list``. Raises NotFound.
        """
        title = clauses.short_title(document)
        async with self._changing:
            async with self._db.transaction() as session:
                versions = (
                    await session.scalars(
                        select(VersionRow)
                        .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
                        .where(DocumentRow.title == title, VersionRow.state == PUBLISHED)
                    )
                ).all()
                if not versions:
                    raise NotFound
                for version in versions:
                    version.state = WITHDRAWN
                ids = [version.id for version in versions]
                gone = await session.scalar(
                    select(func.count()).where(ClauseRow.version_id.in_(ids))
                )
            await self._reload()
        return int(gone or 0)

    async def import_statutes(self, names: Sequence[str] | None = None) -> int:
        """Take in official statutes by name, or the default set, and say how many texts are new.

        All versions the package holds come along. Raises StatutesMissing, StatuteUnknown.
        """
        wanted = statutes.default_set() if names is None else _wanted(names)
        found = await asyncio.to_thread(statutes.read, wanted)
        return await self._store(
            [
                Text(
                    one.title,
                    one.full_title,
                    Kind.STATUTE,
                    NATION,
                    one.version,
                    one.effective_from,
                    None,
                    one.confirmed,
                    one.source,
                    one.clauses,
                )
                for one in found
            ]
        )

    async def import_digests(self, folder: Path = DIGESTS) -> int:
        """Take in every digest (``*.md``) of a folder and say how many texts are new."""
        found = await asyncio.to_thread(
            lambda: [digests.read(path) for path in sorted(folder.glob("*.md"))]
        )
        return await self._store(
            [
                Text(
                    one.title,
                    one.full_title,
                    Kind.DIGEST,
                    one.jurisdiction,
                    one.version,
                    one.effective_from,
                    one.effective_to,
                    one.confirmed,
                    one.source,
                    one.clauses,
                )
                for one in found
            ]
        )

    @property
    def embeddings(self) -> Embeddings | None:
        """The model that meanings are searched with, None where there is none; it blocks."""
        return self._index.embeddings

    async def embed_in_background(self, report: Callable[[Progress], None] | None = None) -> None:
        """Embed what has no vector yet; may be cancelled between two steps and begun again.

        ``report`` hears of every step. Answers come by words until all vectors are there.
        """
        steps = self._index.embed_pending()
        while (progress := await asyncio.to_thread(next, steps, None)) is not None:
            if report:
                report(progress)

    async def refresh(self) -> None:
        """Search what the tables hold now, should they have changed."""
        async with self._changing:
            async with self._db.reading() as session:
                now = await shelf.revision(session)
            if now != self._shelf.revision:
                await self._reload()

    async def close(self) -> None:
        """Give the search folder free. The database is the caller's."""
        await asyncio.to_thread(self._index.close)

    async def _current(self) -> shelf.Shelf:
        """The shelf for the next answer, looked after at most every few seconds."""
        now = asyncio.get_running_loop().time()
        if now - self._checked > 5.0:
            self._checked = now
            await self.refresh()
        return self._shelf

    async def _store(self, texts: Sequence[Text]) -> int:
        async with self._changing:
            async with self._db.transaction() as session:
                new = sum([await publishing.publish(session, text) for text in texts])
            if new:
                await self._reload()
        return new

    async def _reload(self) -> None:
        async with self._db.reading() as session:
            fresh = await shelf.load(session)

        def prepare() -> int:
            self._index.update(fresh.clauses)
            return len(fresh.holding)

        await asyncio.to_thread(prepare)
        self._shelf = fresh
        log.info("library holds %d clauses", len(fresh.clauses))


def _wanted(names: Sequence[str]) -> tuple[statutes.Wanted, ...]:
    known = {wanted.title: wanted for wanted in statutes.default_set()}
    short = (clauses.short_title(name) for name in names)
    return tuple(known.get(name, statutes.Wanted(name)) for name in short)
