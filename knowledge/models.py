"""Tables of the policy library: documents, their versions with dates of force, their clauses."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base

Key = BigInteger().with_variant(Integer, "sqlite")

PUBLISHED = "published"
WITHDRAWN = "withdrawn"


class DocumentRow(Base):
    """A document under its short title; its own text and our digest of it are two documents."""

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("title", "digest"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    full_title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    digest: Mapped[bool]
    jurisdiction: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(80), default="")


class VersionRow(Base):
    """One wording of a document. Nothing is deleted: what is taken back is ``withdrawn``.

    ``effective_from`` is entered by a person or taken from a list, never read out of the text;
    ``confirmed`` says that somebody compared it with an official source.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_id", "label", "sha256"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    label: Mapped[str] = mapped_column(String(60))
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    confirmed: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20), default=PUBLISHED)
    added_at: Mapped[datetime]


class ClauseRow(Base):
    """The smallest citable part of a version; its ``id`` is the key that buttons carry."""

    __tablename__ = "clauses"
    __table_args__ = (UniqueConstraint("version_id", "ordinal"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    ordinal: Mapped[int]
    article: Mapped[str] = mapped_column(String(60))
    heading: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    residue: Mapped[str] = mapped_column(Text, default="")
    grade: Mapped[str] = mapped_column(String(1))
    sha256: Mapped[str] = mapped_column(String(64))
