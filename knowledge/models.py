"""Tables of the policy library: documents, their versions with dates of force, their clauses."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

PUBLISHED = "published"
WITHDRAWN = "withdrawn"


class DocumentRow(Base):
    """A document under its short title; its own text and our digest of it are two documents."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("title", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    full_title: Mapped[str]
    kind: Mapped[str]
    digest: Mapped[bool]
    jurisdiction: Mapped[str]


class VersionRow(Base):
    """One wording of a document. Nothing is deleted: what is taken back is ``withdrawn``.

    ``effective_from`` is entered by a person or taken from a list, never read out of the text;
    ``confirmed`` says that somebody compared it with an official source.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_id", "label", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    label: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    confirmed: Mapped[bool]
    source: Mapped[str]
    sha256: Mapped[str]
    state: Mapped[str]
    added_at: Mapped[datetime]


class ClauseRow(Base):
    """The smallest citable part of a version; its ``id`` is the key that buttons carry."""

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("version_id", "ordinal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    ordinal: Mapped[int]
    article: Mapped[str]
    heading: Mapped[str]
    text: Mapped[str]
    residue: Mapped[str]
    grade: Mapped[str]
    sha256: Mapped[str]
