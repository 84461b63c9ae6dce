"""Column types that behave the same on SQLite and PostgreSQL."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator

BigKey = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both engines; only INTEGER counts up by itself on SQLite. Chat ids need it too."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` as both engines can keep it: no NUL, a lone surrogate becomes U+FFFD."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        text = _LONE_SURROGATE.sub("\ufffd", text)
    return text


def to_json(value: object) -> str:
    """JSON for a column: Chinese stays readable, texts inside are cleaned as in text columns."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if "\\u0000" in written:
        written = json.dumps(_clean_inside(value), ensure_ascii=False, separators=(",", ":"))
    return clean(written)


def _clean_inside(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {_clean_inside(key): _clean_inside(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_inside(item) for item in value]
    return value


class CleanText(TypeDecorator[str]):
    """Text of any length that went through ``clean``, as a value and in comparisons."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else clean(value)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, also on SQLite; refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
