"""What staff may propose to change: how a subject is read, checked, changed and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.accounts import Actor
from core.answers import tidy
from core.db import Session
from core.errors import DomainError
from core.kinds import Kinds
from core.texts import Translate
from staff.models import RuleChange

Row = dict[str, Any]
"""A subject as a change keeps it, before and after: what JSON holds."""
NOTHING = "–"


class ChangeNotValid(DomainError):
    """A proposal that could not hold; its sentence says why. Nothing was kept or changed."""

    key = "error-change-not-valid"


class WordsNeeded(ChangeNotValid):
    """Something must be named, in so many characters at most."""

    key = "error-change-words"


class NumberNotValid(ChangeNotValid):
    """A whole number between two others was wanted."""

    key = "error-change-number"


@dataclass(frozen=True, slots=True)
class Line:
    """One difference, in the reader's language; "–" where there was or will be nothing."""

    name: str
    before: str
    after: str


class Subject:
    """One thing that binds applicants; a subclass says what its rows mean."""

    word: str

    async def current(
        self,
        session: Session,
        kinds: Kinds,
        subject_id: int | None,
        asked: Row,
        *,
        lock: bool = False,
    ) -> Row:
        """What holds now of the part that ``asked`` is about. Raises NotFound."""
        raise NotImplementedError

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        """``after`` in its one written form. Raises ChangeNotValid."""
        raise NotImplementedError

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
        """Let ``wanted`` hold, for the head who approved it."""
        raise NotImplementedError

    def phrases(self, change: RuleChange) -> list[str]:
        """What it is called, as text keys."""
        return [f"change-subject-{self.word}"]

    async def name(self, session: Session, change: RuleChange) -> str:
        """Which one of its sort, in words that need no translation."""
        return ""

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        """What differs, in the order of the subject."""
        raise NotImplementedError


def words(value: object, limit: int, *, needed: bool = True) -> str:
    """A text on one line. Raises WordsNeeded when it is missing or too long."""
    text = tidy(str(value or ""))
    if (needed and not text) or len(text) > limit:
        raise WordsNeeded(limit=limit)
    return text


def number(value: object, least: int, most: int) -> int:
    """A whole number, however it was typed. Raises NumberNotValid."""
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise NumberNotValid(least=least, most=most)
    return int(text)


def lines_by_key(
    before: Mapping[str, str], after: Mapping[str, str], names: Mapping[str, str]
) -> Sequence[Line]:
    """What came, went or reads otherwise, of things that have a key."""
    keys = dict.fromkeys([*before, *after])
    return [
        Line(names.get(key, key), before.get(key, NOTHING), after.get(key, NOTHING))
        for key in keys
        if before.get(key) != after.get(key)
    ]
