"""What stands in a mentor's row of a spreadsheet: headings, words and cells, both ways.

Headings and words may be Chinese, English or the stored codes; they are taken from the same texts
that the chat shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from core.errors import DomainError
from core.texts import DEFAULT, Texts
from mentors import particulars
from mentors.particulars import LISTS, LONGEST, MentorTextNotValid, MentorWordNotValid, Values
from mentors.vocabulary import slot_parts, text_key

COLUMNS = (
    "number", "name", "kind", "origin", "organisation", "lab", "industries", "stages", "tags",
    "languages", "campuses", "online", "times", "intents", "capacity", "monthly_limit", "bio",
)  # fmt: skip
EXTRA = ("state", "used", "asked", "yes", "silent")
"""What an export tells beside, and an import passes over."""
NEEDED = ("number", "name")
SEPARATORS = str.maketrans(dict.fromkeys("、，,；;|/\n", "\n"))
YES = ("是", "可", "可以", "有", "yes", "y", "true", "1")
NO = ("否", "不可", "不可以", "无", "no", "n", "false", "0")


class ColumnsMissing(DomainError):
    """The file lacks a column without which nobody can be told apart."""

    key = "error-import-columns"


class NotAWholeNumber(DomainError):
    key = "error-import-number"


class NotYesOrNo(DomainError):
    key = "error-import-yes-no"


@dataclass(frozen=True, slots=True)
class BadCell:
    """What is wrong in one row: its number in the file, the column as headed there, and why."""

    row: int
    column: str
    problem: DomainError


def word_text(field_: str, word: str, texts: Texts, locale: str) -> str:
    """A stored word as people read it: 周三晚上, 人工智能与软件."""
    if field_ == "times":
        day, part = slot_parts(word)
        return texts.render(locale, text_key(day)) + texts.render(locale, text_key(part))
    return texts.render(locale, particulars.text_key_of(field_, word))


def heading(column: str) -> str:
    return f"import-column-{column.replace('_', '-')}"


def fields_of(headings: Sequence[str], texts: Texts) -> tuple[list[str], list[str]]:
    """The field of every column, "" for one that means nothing; and those headings."""
    known = {_plain(column): column for column in COLUMNS}
    for locale in texts.locales:
        known |= {_plain(texts.render(locale, heading(name))): name for name in (*COLUMNS, *EXTRA)}
    fields = [known.get(_plain(words), "") for words in headings]
    ignored = [words for words, name in zip(headings, fields, strict=True) if words and not name]
    fields = [
        "" if name in EXTRA or name in fields[:at] else name for at, name in enumerate(fields)
    ]
    missing = [name for name in NEEDED if name not in fields]
    if missing:
        raise ColumnsMissing(columns="、".join(texts.render(DEFAULT, heading(n)) for n in missing))
    return fields, ignored


def _plain(word: str) -> str:
    return word.strip().strip("*＊:：").replace("_", " ").casefold().replace(" ", "")


def spellings(texts: Texts) -> dict[str, dict[str, str]]:
    """By field, what may be written for each word of its vocabulary, in every language."""
    found: dict[str, dict[str, str]] = {}
    for name in (*LISTS, "kind", "origin"):
        for word in particulars.words_of(name):
            known = found.setdefault(name, {})
            known[_plain(word)] = str(word)
            for locale in texts.locales:
                known[_plain(word_text(name, str(word), texts, locale))] = str(word)
    return found


def read_row(
    number: int,
    fields: Sequence[str],
    headings: Sequence[str],
    cells: Sequence[str],
    words: Mapping[str, Mapping[str, str]],
) -> tuple[Values, list[BadCell]]:
    values: dict[str, Any] = {}
    bad: list[BadCell] = []
    for at, name in enumerate(fields):
        if not name:
            continue
        cell = cells[at] if at < len(cells) else ""
        try:
            if (value := _value(name, cell, words)) is not None:
                values |= particulars.checked(cast("Values", {name: value}))
        except DomainError as problem:
            bad.append(BadCell(number, headings[at], problem))
    return cast("Values", values), bad


def _value(name: str, cell: str, words: Mapping[str, Mapping[str, str]]) -> Any:
    """The cell as its field's type; None for an empty one, which leaves things as they are."""
    if not cell:
        if name in NEEDED:
            raise MentorTextNotValid(field=name, limit=LONGEST[name], length=0)
        return None
    if name in ("capacity", "monthly_limit"):
        return _whole(cell)
    if name == "online":
        return _yes(cell)
    parts = [part.strip() for part in cell.translate(SEPARATORS).split("\n") if part.strip()]
    if name in LISTS:
        return [_word(name, part, words[name]) for part in parts] if name in words else parts
    return _word(name, cell, words[name]) if name in words else cell


def _word(name: str, part: str, known: Mapping[str, str]) -> str:
    if (word := known.get(_plain(part))) is None:
        raise MentorWordNotValid(field=name, word=part[:40])
    return word


def _whole(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise NotAWholeNumber(word=cell[:40]) from None


def _yes(cell: str) -> bool:
    plain = _plain(cell)
    if plain in YES or plain in NO:
        return plain in YES
    raise NotYesOrNo(word=cell[:40])


def shown(name: str, value: Any, texts: Texts, locale: str) -> str | int:
    if name == "online":
        return texts.render(locale, "import-yes" if value else "import-no")
    if name in ("capacity", "monthly_limit"):
        return "" if value is None else int(value)
    words = value if name in LISTS else [value]
    if particulars.words_of(name):
        return "、".join(word_text(name, word, texts, locale) for word in words if word)
    return "、".join(words) if name in LISTS else str(value or "")
