"""The plain fields in which a change is proposed: a row as a form shows it, and back again."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from staff.subjects import Row
from staff.time_changes import MomentNotValid, day

Fields = Mapping[str, str]

MOST_LINES = 100
"""Lines of a year's days, and rows of a list, that are read at all."""
BLANK = 2
"""Empty rows that a list offers for new ones."""
RULE_VALUES = {
    "enrolled": "graduates",
    "team": "least",
    "equity": "least",
    "stage": "least",
    "document": "document",
    "registered": "years",
}
"""The one value that a kind of rule needs."""
LISTS = ("rules", "documents", "rubric", "articles")
SCALES = ("5", "100")
_TO = (" 至 ", "至", " to ", "~", "～")


def shown(word: str, row: Row) -> dict[str, str]:
    """What the fields of a form hold for ``row``."""
    if word in LISTS:
        fields = {"policy": str(row.get("policy", ""))} if word == "articles" else {}
        for place, one in enumerate(row.get(word, [])):
            fields |= {f"{place}-{name}": text for name, text in _SHOW[word](one).items()}
        return fields
    if word == "calendar":
        return {
            "off": _days(row, worked=False),
            "worked": _days(row, worked=True),
            "source": str(row.get("source", "")),
            "complete": "on" if row.get("complete") else "",
        }
    return {name: _text(value) for name, value in row.items()}


def read(word: str, fields: Fields, held: Row) -> Row:
    """The row that the fields mean; what they do not show stays as it is ``held``.

    Raises MomentNotValid for a line of a calendar without a day.
    """
    if word in LISTS:
        known = {str(one.get("key", one.get("number"))): one for one in held.get(word, [])}
        rows = [_READ[word](one, known.get(one.get("key", ""), {})) for one in _rows(fields)]
        policy = {"policy": fields.get("policy", "")} if word == "articles" else {}
        return {**policy, word: rows}
    if word == "calendar":
        days = [
            *_read_days(fields.get("off", ""), worked=False),
            *_read_days(fields.get("worked", ""), worked=True),
        ]
        complete = bool(fields.get("complete"))
        return {"days": days, "complete": complete, "source": fields.get("source", "")}
    if word == "programme":
        names = ("name", "name_en", "seats", "seat_prefix", "stay_months")
        return {
            **{name: fields.get(name, "") for name in names},
            "active": bool(fields.get("active")),
        }
    return {**held, **{name: value for name, value in fields.items() if name in _PLAIN[word]}}


def places(fields: Fields) -> range:
    """The rows of a list that a form shows, with empty ones for more."""
    used = [int(name.split("-")[0]) for name in fields if name[:1].isdecimal()]
    return range(min(MOST_LINES, max(used, default=-1) + 1 + BLANK))


_PLAIN = {
    "promise": ("kind", "state", "period"),
    "window": ("programme", "opens_at", "closes_at"),
}


def _rows(fields: Fields) -> list[dict[str, str]]:
    """The filled rows, in order; a row without a key and a kind is dropped."""
    found = []
    for place in range(MOST_LINES):
        start = f"{place}-"
        row = {
            name.removeprefix(start): value.strip()
            for name, value in fields.items()
            if name.startswith(start)
        }
        if row.get("kind", row.get("key", "")):
            row.setdefault("key", "")
            found.append(row)
    taken = {row["key"] for row in found}
    for row in found:
        if not row["key"] and "kind" in row:
            number = next(n for n in range(1, MOST_LINES + 2) if f"{row['kind']}-{n}" not in taken)
            row["key"] = f"{row['kind']}-{number}"
            taken.add(row["key"])
    return found


def _show_rule(row: Row) -> dict[str, str]:
    kind = str(row.get("kind", ""))
    value = row.get(RULE_VALUES.get(kind, ""), "")
    return {
        "key": str(row.get("key", "")),
        "kind": kind,
        "value": _text(value),
        "basis": str(row.get("basis", "")),
        "hard": "on" if row.get("hard", True) else "",
        **_show_names(row),
    }


def _read_rule(row: Fields, held: Row) -> Row:
    rule: Row = dict(held) if held.get("kind") == row["kind"] else {}
    rule |= {"key": row["key"], "kind": row["kind"]}
    name, value = RULE_VALUES.get(row["kind"], ""), row.get("value", "")
    if name and value != _text(rule.get(name, "")):
        rule[name] = _value(name, row["kind"], value)
    _put(rule, "basis", row.get("basis", ""), "")
    _put(rule, "hard", bool(row.get("hard")), True)
    return _read_names(rule, row)


def _value(name: str, kind: str, value: str) -> Any:
    if name == "graduates":
        return value in ("on", "yes", "是", "true", "1")
    whole = value.isascii() and value.isdecimal() and len(value) < 6
    return int(value) if whole and kind in ("team", "registered") else value or None


def _show_document(row: Row) -> dict[str, str]:
    return {
        "key": str(row.get("key", "")),
        "required": "on" if row.get("required", True) else "",
        "contents": " ".join(str(one) for one in row.get("contents") or ()),
        "basis": str(row.get("basis", "")),
        **_show_names(row),
    }


def _read_document(row: Fields, held: Row) -> Row:
    document: Row = {**held, "key": row["key"]}
    _put(document, "required", bool(row.get("required")), True)
    _put(document, "contents", row.get("contents", "").lower().split(), [])
    _put(document, "basis", row.get("basis", ""), "")
    return _read_names(document, row)


def _show_criterion(row: Row) -> dict[str, str]:
    return {
        "key": str(row.get("key", "")),
        "weight": str(row.get("weight", 1)),
        "most": str(row.get("most", 5)),
        **_show_names(row),
    }


def _read_criterion(row: Fields, held: Row) -> Row:
    criterion: Row = {**held, "key": row["key"]}
    for name, usual in (("weight", 1), ("most", 5)):
        text = row.get(name) or str(usual)
        if text != str(criterion.get(name, usual)):
            criterion[name] = int(text) if text.isascii() and text.isdecimal() else text
    return _read_names(criterion, row)


def _show_article(row: Row) -> dict[str, str]:
    return {"key": str(row.get("number", "")), **_show_names(row)}


def _read_article(row: Fields, held: Row) -> Row:
    return _read_names({**held, "number": row["key"]}, row)


def _show_names(row: Row) -> dict[str, str]:
    names = row.get("names") or {}
    return {"zh": str(names.get("zh-CN", "")), "en": str(names.get("en", ""))}


def _read_names(row: Row, fields: Fields) -> Row:
    names = {**(row.get("names") or {}), "zh-CN": fields.get("zh", ""), "en": fields.get("en", "")}
    names = {locale: text for locale, text in names.items() if text}
    if names:
        row["names"] = names
    else:
        row.pop("names", None)
    return row


def _put(row: Row, name: str, value: Any, usual: Any) -> None:
    """Set what differs; what was never said and is usual stays unsaid."""
    if row.get(name, usual) != value:
        row[name] = value


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)


def _days(row: Row, *, worked: bool) -> str:
    return "\n".join(
        f"{one['day']} {one['name']}" for one in row.get("days", []) if one["is_workday"] is worked
    )


def _read_days(text: str, *, worked: bool) -> list[Row]:
    days: list[Row] = []
    for line in text.splitlines()[:MOST_LINES]:
        if not line.strip():
            continue
        words = line
        for mark in _TO:
            words = words.replace(mark, " ")
        first, *rest = words.split()
        last = first
        if rest and rest[0][:4].isdecimal() and "-" in rest[0]:
            last, *rest = rest
        since, until = day(first), day(last)
        if not since <= until <= since + timedelta(days=MOST_LINES):
            raise MomentNotValid
        days += [
            {
                "day": (since + timedelta(days=n)).isoformat(),
                "is_workday": worked,
                "name": " ".join(rest),
            }
            for n in range((until - since).days + 1)
        ]
    return days


_SHOW: Mapping[str, Callable[[Row], dict[str, str]]] = {
    "rules": _show_rule,
    "documents": _show_document,
    "rubric": _show_criterion,
    "articles": _show_article,
}
_READ: Mapping[str, Callable[[Fields, Row], Row]] = {
    "rules": _read_rule,
    "documents": _read_document,
    "rubric": _read_criterion,
    "articles": _read_article,
}
