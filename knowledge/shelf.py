"""The library as stored: which clauses there are, and from when until when they govern."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, Select, func, select

from core.db import Session
from core.errors import NotFound
from knowledge import force
from knowledge.documents import Clause, Force, Grade, Kind
from knowledge.force import Span
from knowledge.lexical import tokens
from knowledge.models import PUBLISHED, ClauseRow, DocumentRow, VersionRow

NATION, CAMPUS = "国家", "本校"
Revision = tuple[int, int, int]


@dataclass(frozen=True)
class Shelf:
    """What may be searched: every published clause, with the days on which it governs."""

    clauses: tuple[Clause, ...]
    spans: Mapping[int, Span]
    revision: Revision

    @cached_property
    def documents(self) -> frozenset[str]:
        return frozenset(clause.document for clause in self.clauses)

    @cached_property
    def places(self) -> frozenset[str]:
        """The provinces and cities that some document comes from."""
        return frozenset(clause.jurisdiction for clause in self.clauses) - {NATION, CAMPUS}

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest wording, by its label, or of the newest first day of force."""
        days = [_day_of(clause.version) for clause in self.clauses]
        days += [span.start for span in self.spans.values() if not any(days)]
        return max((day for day in days if day), default=None)

    @cached_property
    def holding(self) -> Mapping[str, int]:
        """In how many clauses a token occurs; takes a second, so read it in a thread first."""
        counts: Counter[str] = Counter()
        for clause in self.clauses:
            counts.update(set(tokens(clause.text)))
        return counts

    def rarity(self, token: str) -> float:
        """How much a token tells, 0 for one in no clause; single characters count a quarter."""
        holding = self.holding.get(token, 0)
        told = math.log((len(self.clauses) + 1) / holding) if holding else 0.0
        return told if len(token) > 1 else told / 4

    def force(self, clause: Clause, day: date) -> Force:
        """Whether a clause governs on a day; UNKNOWN for one that only a newer shelf has."""
        span = self.spans.get(clause.key)
        return span.on(day) if span else Force.UNKNOWN

    def governs(self, clause: Clause, day: date) -> bool:
        return self.force(clause, day) is Force.IN_FORCE


@dataclass(frozen=True, slots=True)
class Stored:
    """A clause as the database holds it, with the hash taken when it was stored."""

    clause: Clause
    sha256: str
    span: Span
    published: bool


async def revision(session: Session) -> Revision:
    """Changes whenever a version is added, taken back or published again."""
    row = (
        await session.execute(
            select(
                func.count(VersionRow.id),
                func.coalesce(func.max(VersionRow.id), 0),
                func.coalesce(func.sum(VersionRow.id).filter(VersionRow.state == PUBLISHED), 0),
            )
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


async def load(session: Session) -> Shelf:
    """Everything published. A digest steps back wherever the document itself is on the shelf."""
    now = await revision(session)
    spans = await _spans(session, VersionRow.state == PUBLISHED)
    rows = (await session.execute(_clauses().where(VersionRow.state == PUBLISHED))).all()
    full = {document.title for _, _, document in rows if not document.digest}
    kept = [row for row in rows if not (row[2].digest and row[2].title in full)]
    return Shelf(
        tuple(_clause(*row) for row in kept),
        {clause.id: spans[version.id] for clause, version, _ in kept},
        now,
    )


async def stored(session: Session, keys: Collection[int]) -> dict[int, Stored]:
    """The clauses with these keys, whatever their state; a missing key is left out."""
    rows = (await session.execute(_clauses().where(ClauseRow.id.in_(keys)))).all()
    documents = {document.id for _, _, document in rows}
    spans = await _spans(session, VersionRow.document_id.in_(documents))
    return {
        clause.id: Stored(
            _clause(clause, version, document),
            clause.sha256,
            spans.get(version.id, Span(version.effective_from, version.effective_to)),
            version.state == PUBLISHED,
        )
        for clause, version, document in rows
    }


async def neighbours(session: Session, key: int) -> tuple[int | None, int | None]:
    """The keys of the clauses before and after one in its version. Raises NotFound."""
    clause = await session.get(ClauseRow, key)
    if clause is None:
        raise NotFound
    beside = select(ClauseRow.id).where(ClauseRow.version_id == clause.version_id).limit(1)
    before = beside.where(ClauseRow.ordinal < clause.ordinal).order_by(ClauseRow.ordinal.desc())
    after = beside.where(ClauseRow.ordinal > clause.ordinal).order_by(ClauseRow.ordinal)
    return await session.scalar(before), await session.scalar(after)


async def _spans(session: Session, which: ColumnElement[bool]) -> dict[int, Span]:
    """Days of force of versions; among published ones of one document each ends the one before."""
    rows = await session.execute(
        select(
            VersionRow.document_id,
            VersionRow.id,
            VersionRow.effective_from,
            VersionRow.effective_to,
        )
        .where(which, VersionRow.state == PUBLISHED)
        .order_by(VersionRow.label, VersionRow.id)
    )
    series: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
    for document, version, start, until in rows:
        series[document].append((version, start, until))
    return {
        version: span
        for versions in series.values()
        for version, span in force.succession(versions).items()
    }


def _clauses() -> Select[ClauseRow, VersionRow, DocumentRow]:
    return (
        select(ClauseRow, VersionRow, DocumentRow)
        .join(VersionRow, VersionRow.id == ClauseRow.version_id)
        .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
        .order_by(DocumentRow.id, VersionRow.id, ClauseRow.ordinal)
    )


def _clause(clause: ClauseRow, version: VersionRow, document: DocumentRow) -> Clause:
    return Clause(
        id=f"{document.title}#{clause.article}@{version.label}",
        document=document.title,
        title=document.full_title,
        article=clause.article,
        heading=clause.heading,
        text=clause.text,
        version=version.label,
        ordinal=clause.ordinal,
        kind=Kind(document.kind),
        jurisdiction=document.jurisdiction,
        grade=Grade(clause.grade),
        source=version.source,
        key=clause.id,
        residue=clause.residue,
    )


def _day_of(label: str) -> date | None:
    try:
        return date.fromisoformat(label[:10])
    except ValueError:
        return None
