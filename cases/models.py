"""Tables of what requests of every kind share: files, numbers, and requests themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from core.casework import CaseMixin
from core.db import Base


class StoredFile(Base):
    """A file that somebody handed in: its bytes lie outside the database, under its hash.

    ``media_type`` is what the content is, not what its name says.
    """

    __tablename__ = "stored_files"
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    stored_at: Mapped[datetime]


class CaseNumber(Base):
    """The last number given out, by series and year: RF 2026 is at 17."""

    __tablename__ = "case_numbers"
    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class HandedIn(Base):
    """A file in a case: for which document, by whom, and what staff said of it.

    ``kind`` and ``case_id`` name the case; a later file for the same document replaces this one,
    which stays on record.
    """

    __tablename__ = "handed_in"
    __table_args__ = (
        UniqueConstraint("kind", "case_id", "source"),
        Index(None, "kind", "case_id", "document"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_id: Mapped[int]
    document: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id", ondelete="RESTRICT"))
    name: Mapped[str]
    source: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    verdict: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    judged_by: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), default=None
    )
    replaced_at: Mapped[datetime | None] = mapped_column(default=None)


class FormCaseMixin(CaseMixin):
    """The columns of a case that begins as a form (``cases.form_cases``).

    ``source`` is the update that began it, so that a repeated one begins no second. ``form`` are
    its answers by field and ``filled_by`` the account that gave each last. ``wanted`` are the
    fields and documents that staff asked for once more, ``supplied`` those of them that came since.
    ``number`` is given at submission and never before.
    """

    number: Mapped[str | None] = mapped_column(unique=True, default=None)
    source: Mapped[str] = mapped_column(default="")
    form: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    filled_by: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    wanted: Mapped[list[str]] = mapped_column(JSON, default=list)
    supplied: Mapped[list[str]] = mapped_column(JSON, default=list)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)

    @declared_attr
    def applicant_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def owner_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"), default=None)


class Request(FormCaseMixin, Base):
    """A request of a kind that needs no table of its own: ``kind`` tells which."""

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("kind", "applicant_id", "source"),
        Index(None, "kind", "state"),
    )
    kind: Mapped[str]
