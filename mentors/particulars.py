"""What may be said of a mentor, and in which words: checked alike for the chat and for imports.

Texts are stored as they were typed (mark-up is just text); whoever shows them escapes.
"""

import unicodedata
from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from typing import Any, TypedDict

from core.errors import DomainError
from mentors import places
from mentors.models import MOST_PLACES
from mentors.vocabulary import (
    SLOTS,
    Industry,
    Kind,
    Language,
    Origin,
    Stage,
    Tag,
    text_key,
)

LONGEST = {"name": 40, "number": 40, "organisation": 60, "lab": 60, "bio": 2000}
"""Characters that each text may have."""
LONGEST_CAMPUS = 30
MOST_CAMPUSES = 12


class Intent(StrEnum):
    """What a mentor offers to do (服务意向): 一对一, 集体答疑, 讲座, 路演点评, 对接资源."""

    ONE_TO_ONE = "one_to_one"
    OFFICE_HOURS = "office_hours"
    LECTURE = "lecture"
    PITCH_REVIEW = "pitch_review"
    CONTACTS = "contacts"


class MentorTextNotValid(DomainError):
    """Empty where something must stand, or longer than anybody would read."""

    key = "error-mentor-text"


class MentorWordNotValid(DomainError):
    """A word that the vocabulary does not have."""

    key = "error-mentor-word"


class MonthlyLimitNotValid(DomainError):
    key = "error-mentor-monthly"


class VacationNotValid(DomainError):
    """It ends before it begins, or before today."""

    key = "error-mentor-vacation"


class Values(TypedDict, total=False):
    """What can be said of a mentor; what is left out stays as it was."""

    name: str
    number: str | None
    kind: str
    origin: str
    organisation: str
    lab: str
    bio: str
    industries: list[str]
    stages: list[str]
    tags: list[str]
    languages: list[str]
    campuses: list[str]
    online: bool
    times: list[str]
    intents: list[str]
    capacity: int
    monthly_limit: int | None
    accepting: bool


def words_of(field: str) -> tuple[str, ...]:
    """The vocabulary of a list field; () where words are free (campuses)."""
    return _WORDS.get(field, ())


def text_key_of(field: str, word: str) -> str:
    """The key of the text of a word of a list field; weekly slots have two (``slot_parts``)."""
    if field == "intents":
        return f"intent-{word.replace('_', '-')}"
    return text_key(_KINDS_OF_WORDS[field](word))


_KINDS_OF_WORDS: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "origin": Origin,
    "industries": Industry,
    "stages": Stage,
    "tags": Tag,
    "languages": Language,
}
_WORDS: dict[str, tuple[str, ...]] = {
    "kind": tuple(Kind),
    "origin": tuple(Origin),
    "industries": tuple(Industry),
    "stages": tuple(Stage),
    "tags": tuple(Tag),
    "languages": tuple(Language),
    "times": SLOTS,
    "intents": tuple(Intent),
}


def checked(values: Values) -> dict[str, Any]:
    """The values as they are stored: trimmed, without doubles, lists in the vocabulary's order.

    Raises MentorTextNotValid, MentorWordNotValid, MonthlyLimitNotValid and
    ``places.CapacityNotValid``; ``field`` names which one it is.
    """
    return {name: _CHECKS[name](name, value) for name, value in values.items()}


def _text(field: str, value: str | None) -> str | None:
    """Line breaks stay in a biography; other control characters go everywhere."""
    plain = "".join(
        " " if ch in "\n\t" and field != "bio" else ch
        for ch in (value or "").replace("\r\n", "\n")
        if ch in "\n\t" or unicodedata.category(ch) not in ("Cc", "Cs")
    ).strip()
    if len(plain) > LONGEST[field] or (field == "name" and not plain):
        raise MentorTextNotValid(field=field, limit=LONGEST[field], length=len(plain))
    return plain or (None if field == "number" else "")


def _word(field: str, value: str) -> str:
    if value not in _WORDS[field]:
        raise MentorWordNotValid(field=field, word=str(value)[:40])
    return str(value)


def _list(field: str, value: Collection[str]) -> list[str]:
    for word in value:
        _word(field, word)
    return [str(word) for word in _WORDS[field] if word in set(value)]


def _campuses(field: str, value: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(word.strip() for word in value if word.strip()))
    for word in found:
        if len(word) > LONGEST_CAMPUS:
            raise MentorTextNotValid(field=field, limit=LONGEST_CAMPUS, length=len(word))
    if len(found) > MOST_CAMPUSES:
        raise MentorTextNotValid(field=field, limit=MOST_CAMPUSES, length=len(found))
    return found


def _capacity(field: str, value: int) -> int:
    if not 0 <= value <= MOST_PLACES:
        raise places.CapacityNotValid(most=MOST_PLACES)
    return value


def _monthly(field: str, value: int | None) -> int | None:
    if value is not None and not 0 <= value <= MOST_PLACES:
        raise MonthlyLimitNotValid(most=MOST_PLACES)
    return value


def _flag(field: str, value: bool) -> bool:
    return bool(value)


LISTS = ("industries", "stages", "tags", "languages", "times", "intents", "campuses")
_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(LONGEST, _text),
    **dict.fromkeys(("kind", "origin"), _word),
    **dict.fromkeys(LISTS, _list),
    "campuses": _campuses,
    "capacity": _capacity,
    "monthly_limit": _monthly,
    **dict.fromkeys(("online", "accepting"), _flag),
}
