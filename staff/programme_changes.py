"""Changes of a programme: its name and seats, its rules, its documents, what reviewers score by."""

from collections.abc import Sequence
from datetime import datetime
from decimal import InvalidOperation
from typing import Any

from sqlalchemy import func, select

from cases.contents import Content
from cases.documents import Document
from core.accounts import Actor
from core.db import Session
from core.errors import NotFound
from core.kinds import Kinds
from core.texts import Translate
from staff import eligibility, rubrics
from staff.models import Application, Programme, RuleChange
from staff.subjects import (
    ChangeNotValid,
    Line,
    Row,
    Subject,
    lines_by_key,
    number,
    words,
)

MOST_ROWS = 20
LONGEST_NAME = 60
LONGEST_TEXT = 200
LONGEST_ARTICLE = 1000
LONGEST_KEY = 32
SCORED_IN = ("reviewing", "deciding")
"""While an application stands so, what it is scored by must not change under it."""


class RowNotValid(ChangeNotValid):
    """One row of a list says something impossible; ``row`` counts from 1."""

    key = "error-change-row"


class TooManyRows(ChangeNotValid):
    key = "error-change-many"


class KeyTwice(ChangeNotValid):
    key = "error-change-key-twice"


class RubricInUse(ChangeNotValid):
    key = "error-rubric-in-use"


class _OfProgramme(Subject):
    """What the subjects of one programme share; an approved change is a new version of it."""

    fields: tuple[str, ...]

    async def current(
        self,
        session: Session,
        kinds: Kinds,
        subject_id: int | None,
        asked: Row,
        *,
        lock: bool = False,
    ) -> Row:
        programme = await self._programme(session, subject_id, lock=lock)
        return {field: getattr(programme, field) for field in self.fields}

    async def apply(
        self,
        session: Session,
        kinds: Kinds,
        change: RuleChange,
        wanted: Row,
        actor: Actor,
        *,
        now: datetime,
    ) -> None:
        programme = await self._programme(session, change.subject_id)
        for field in self.fields:
            setattr(programme, field, wanted[field])
        programme.version += 1

    async def name(self, session: Session, change: RuleChange) -> str:
        return (await self._programme(session, change.subject_id)).name

    async def _programme(
        self, session: Session, programme_id: int | None, *, lock: bool = False
    ) -> Programme:
        found = await session.get(
            Programme, programme_id or 0, with_for_update=lock or None, populate_existing=lock
        )
        if found is None:
            raise NotFound(id=programme_id or 0)
        return found


class ProgrammeChange(_OfProgramme):
    """Its names, seats and length; without an id, a new programme."""

    word = "programme"
    fields = ("name", "name_en", "seats", "seat_prefix", "stay_months", "active")

    async def current(
        self,
        session: Session,
        kinds: Kinds,
        subject_id: int | None,
        asked: Row,
        *,
        lock: bool = False,
    ) -> Row:
        if subject_id is None:
            return {}
        return await super().current(session, kinds, subject_id, asked, lock=lock)

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        if subject_id is not None:
            await self._programme(session, subject_id)
        return {
            "name": words(after.get("name"), LONGEST_NAME),
            "name_en": words(after.get("name_en"), LONGEST_NAME, needed=False),
            "seats": number(after.get("seats", 0), 0, 9999),
            "seat_prefix": words(after.get("seat_prefix"), 8, needed=False),
            "stay_months": number(after.get("stay_months", 12), 1, 120),
            "active": bool(after.get("active")),
        }

    async def apply(
        self,
        session: Session,
        kinds: Kinds,
        change: RuleChange,
        wanted: Row,
        actor: Actor,
        *,
        now: datetime,
    ) -> None:
        if change.subject_id is None:
            session.add(Programme(**wanted, created_at=now))
            return
        await super().apply(session, kinds, change, wanted, actor, now=now)

    async def name(self, session: Session, change: RuleChange) -> str:
        return str(change.before.get("name") or change.after["name"])

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        def told(row: Row) -> dict[str, str]:
            return {
                field: t("change-yes" if value else "change-no")
                if isinstance(value, bool)
                else str(value)
                for field, value in row.items()
            }

        names = {field: t(f"change-field-{field.replace('_', '-')}") for field in self.fields}
        return list(lines_by_key(told(before), told(after), names))


class RulesChange(_OfProgramme):
    """Who may apply (``staff.eligibility``)."""

    word = "rules"
    fields = ("rules",)

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        await self._programme(session, subject_id)
        rows = _rows(after, "rules")
        for place, row in enumerate(rows, 1):
            _texts(row)
            if problem := eligibility.problem(row):
                raise RowNotValid(row=place, what=problem[:20])
        return {"rules": rows}

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        def told(row: Row) -> dict[str, str]:
            return {str(one["key"]): rule_said(one, t) for one in row.get("rules", [])}

        names = {
            str(one["key"]): t(f"change-rule-{one['kind']}")
            for one in [*before.get("rules", []), *after.get("rules", [])]
        }
        return list(lines_by_key(told(before), told(after), names))


class DocumentsChange(_OfProgramme):
    """What must be handed in."""

    word = "documents"
    fields = ("documents",)

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        await self._programme(session, subject_id)
        rows = _rows(after, "documents")
        for place, row in enumerate(rows, 1):
            _texts(row)
            if not row.get("names"):
                raise RowNotValid(row=place, what="names")
            if not set(row.get("contents") or ()) <= {str(one) for one in Content}:
                raise RowNotValid(row=place, what="contents")
            row["required"] = bool(row.get("required", True))
        return {"documents": rows}

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        def told(row: Row) -> dict[str, str]:
            said = {}
            for one in row.get("documents", []):
                document = Document.from_row(one)
                needed = t("change-needed" if document.required else "change-not-needed")
                takes = "/".join(document.contents)
                basis = document.basis
                said[document.key] = " · ".join(
                    part for part in (document.said(t), needed, takes, basis) if part
                )
            return said

        return list(lines_by_key(told(before), told(after), {}))


class RubricChange(_OfProgramme):
    """What reviewers score by; not while anything is being scored."""

    word = "rubric"
    fields = ("rubric",)

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        programme = await self._programme(session, subject_id)
        rows = _rows(after, "rubric")
        for place, row in enumerate(rows, 1):
            _texts(row)
            if not row.get("names"):
                raise RowNotValid(row=place, what="names")
            number(row.get("weight", 1), 1, 100)
            try:
                rubrics.criteria([row])
            except (ValueError, TypeError, InvalidOperation) as error:
                raise RowNotValid(row=place, what="weight") from error
        scored = await session.scalar(
            select(func.count())
            .select_from(Application)
            .where(Application.programme_id == programme.id, Application.state.in_(SCORED_IN))
        )
        if scored:
            raise RubricInUse(count=scored)
        return {"rubric": rows}

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        def told(row: Row) -> dict[str, str]:
            return {
                one.key: t(
                    "change-criterion", name=one.said(t), weight=str(one.weight), most=one.most
                )
                for one in rubrics.criteria(row.get("rubric", []))
            }

        return list(lines_by_key(told(before), told(after), {}))


class ArticlesChange(_OfProgramme):
    """The words of the rules that bind applicants, article by article."""

    word = "articles"
    fields = ("policy", "articles")

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        await self._programme(session, subject_id)
        rows = _rows(after, "articles", key="number")
        for place, row in enumerate(rows, 1):
            _texts(row, LONGEST_ARTICLE)
            if not row.get("names"):
                raise RowNotValid(row=place, what="names")
        return {"policy": words(after.get("policy"), LONGEST_NAME), "articles": rows}

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        def told(row: Row) -> dict[str, str]:
            said = {str(one["number"]): named(one, t) for one in row.get("articles", [])}
            return {"": str(row.get("policy", "")), **said}

        return list(lines_by_key(told(before), told(after), {"": t("change-policy")}))


def named(row: Row, t: Translate) -> str:
    """What a row is called in the reader's language, else in whichever it has."""
    names = row.get("names") or {}
    return str(names.get(t("desk-lang")) or next(iter(names.values()), ""))


def rule_said(row: Row, t: Translate) -> str:
    """A rule in one line: what it asks, how hard, on which basis."""
    asked = next((str(row[key]) for key in VALUES if row.get(key) is not None), "")
    hard = t("change-rule-hard" if row.get("hard", True) else "change-rule-soft")
    said = (named(row, t) or asked, hard, str(row.get("basis", "")))
    return " · ".join(part for part in said if part)


VALUES = ("least", "years", "document", "graduates")
"""What a rule's kind needs beside its basis; each kind at most one."""


def _rows(after: Row, field: str, key: str = "key") -> list[dict[str, Any]]:
    rows: Sequence[Any] = after.get(field) or []
    if len(rows) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    found = [dict(row) for row in rows]
    keys = [str(row.get(key, "")) for row in found]
    for place, one in enumerate(keys, 1):
        if not 0 < len(one) <= LONGEST_KEY:
            raise RowNotValid(row=place, what="key")
        if one in keys[: place - 1]:
            raise KeyTwice(name=one)
    return found


def _texts(row: dict[str, Any], limit: int = LONGEST_TEXT) -> None:
    """Its words, tidied and short enough for a phone."""
    if "basis" in row:
        row["basis"] = words(row["basis"], LONGEST_TEXT, needed=False)
    names = row.get("names") or {}
    row["names"] = {
        str(locale): text
        for locale, value in names.items()
        if (text := words(value, limit, needed=False))
    }
    if not row["names"]:
        row.pop("names")
