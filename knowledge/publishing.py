"""Writes a version of a document into the tables, beside the ones that were there before."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from core.db import Session
from knowledge import clauses
from knowledge.documents import Clause, Kind
from knowledge.models import PUBLISHED, WITHDRAWN, ClauseRow, DocumentRow, VersionRow


@dataclass(frozen=True, slots=True)
class Text:
    """A version on its way into the tables."""

    title: str
    full_title: str
    kind: Kind
    jurisdiction: str
    version: str
    effective_from: date
    effective_to: date | None
    confirmed: bool
    source: str
    clauses: Sequence[Clause]

    @property
    def sha256(self) -> str:
        whole = "\n".join(clauses.sha256(clause) + clause.grade for clause in self.clauses)
        dates = f"{self.effective_from}|{self.effective_to}|{self.confirmed}|{self.source}"
        return hashlib.sha256(f"{whole}\n{dates}".encode()).hexdigest()


async def publish(session: Session, text: Text) -> bool:
    """Write a version unless it stands there already; an earlier wording of it is withdrawn."""
    digest = text.kind is Kind.DIGEST
    document = await session.scalar(
        select(DocumentRow).where(DocumentRow.title == text.title, DocumentRow.digest == digest)
    )
    if document is None:
        document = DocumentRow(
            title=text.title,
            full_title=text.full_title,
            kind=text.kind,
            digest=digest,
            jurisdiction=text.jurisdiction,
        )
        session.add(document)
        await session.flush()
    same_label = await session.scalars(
        select(VersionRow).where(
            VersionRow.document_id == document.id, VersionRow.label == text.version
        )
    )
    present: VersionRow | None = None
    for version in same_label:
        if version.sha256 == text.sha256:
            present = version
        elif version.state == PUBLISHED:
            version.state = WITHDRAWN
    if present is not None:
        changed = present.state != PUBLISHED
        present.state = PUBLISHED
        return changed
    version = VersionRow(
        document_id=document.id,
        label=text.version,
        effective_from=text.effective_from,
        effective_to=text.effective_to,
        confirmed=text.confirmed,
        source=text.source,
        sha256=text.sha256,
        state=PUBLISHED,
        added_at=datetime.now(UTC),
    )
    session.add(version)
    await session.flush()
    session.add_all(
        ClauseRow(
            version_id=version.id,
            ordinal=clause.ordinal,
            article=clause.article,
            heading=clause.heading,
            text=clause.text,
            residue=clause.residue,
            grade=clause.grade,
            sha256=clauses.sha256(clause),
        )
        for clause in text.clauses
    )
    return True
