"""Answers to the fields of a form: what a person typed on a phone becomes a value, or a refusal.

Pure. Values are what JSON holds: texts, keys of options, whole numbers, True and False, days in ISO
8601; amounts, shares and broken numbers are decimal texts, so that no digit is lost.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from core import dates, numerals
from core.clock import add_months
from core.columns import clean
from core.fields import (
    BadValue,
    DayAhead,
    DayFar,
    DayMissing,
    DayPast,
    Field,
    Kind,
    NeedsAnswer,
    NoDate,
    NoMoney,
    NoNumber,
    NoPercent,
    NoSuchOption,
    NotWhole,
    NotYesOrNo,
    NoWords,
    PercentUnclear,
    TooLarge,
    TooLong,
    TooManyOptions,
    TooManyPlaces,
    TooShort,
    TooSmall,
    Value,
)
from core.texts import Translate

LONGEST_TEXT = 1000
MOST_MONEY = 10**10
MOST_NUMBER = 10**12
FARTHEST_MONTHS = {"": 1200, "future": 240, "past": 1200}
SKIP = frozenset({"跳过", "略过", "skip", "/skip"})
_YES = {"是", "是的", "对", "对的", "有", "好", "好的", "可以", "嗯", "能", "会", "y", "yes", "ok"}
_NO = {"否", "不", "不是", "不对", "没", "没有", "无", "不可以", "不能", "不会", "n", "no"}

_HIDDEN = re.compile("[\u200b\u2060\ufeff\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Nothing to be seen, or turning the order of what is seen."""
_CURRENCY = re.compile(r"^(?:人民币|rmb|cny|[¥￥])\s*|\s*(?:人民币|rmb|cny|yuan)$")
_YUAN = re.compile(
    r"(?P<yuan>[^元块圆角毛分]+)(?P<unit>元|块钱|块|圆)"
    r"(?:整|正|(?:(?P<jiao>[0-9一二两三四五六七八九])[角毛])?(?:(?P<fen>[0-9一二两三四五六七八九])分?)?)"
)
_COUNTED = re.compile(r"\s*(?:个人|[个名位人家项次件台套间张份]|people|persons?)$")
_SHARE = re.compile(r"(?P<sign>.+?)\s*(?:%|percent|个点|个百分点)|百分之(?P<spelt>.+)|(?P<bare>.+)")
_TENTHS = re.compile("([一二两三四五六七八九])成([一二三四五六七八九])?")
_BETWEEN = re.compile(r"[\s,，、;；/]+")


def parse(field: Field, text: str, *, today: date, t: Translate | None = None) -> Value:
    """The value of what somebody typed; None when they leave open what they may.

    An option is taken by its key, its number in the list, or with ``t`` by its name. Raises a
    BadValue that says what would do.
    """
    shown = tidy(text, lines=field.lines)
    if not shown or shown.lower() in SKIP:
        if field.required:
            raise NeedsAnswer
        return None
    if field.kind is Kind.CHOICE:
        return _option(field, shown, t)
    if field.kind is Kind.CHOICES:
        return _options(field, shown, t)
    if field.kind is Kind.DATE:
        return _day(field, shown, today)
    return _PARSERS[field.kind](field, shown)


def problem(field: Field, value: Value, *, today: date) -> BadValue | None:
    """Why a value kept earlier, or known from elsewhere, cannot be taken today; None when it can.

    A day that was to come may have gone by, an option may no longer be offered.
    """
    if isinstance(value, bool):
        text = "yes" if value else "no"
    elif isinstance(value, list):
        text = ",".join(str(option) for option in value)
    else:
        text = "" if value is None else str(value)
    try:
        same = parse(field, text, today=today) == value
    except BadValue as refusal:
        return refusal
    return None if same else BadValue()


def tidy(text: str, *, lines: bool = False) -> str:
    """Without what cannot be stored or seen; on one line unless ``lines``."""
    kept = _HIDDEN.sub("", unicodedata.normalize("NFC", clean(text)))
    kept = re.sub("\r\n?", "\n", kept)
    kept = "".join(c for c in kept if c in "\n\t" or unicodedata.category(c) != "Cc")
    rows = [" ".join(row.split()) for row in kept.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip() if lines else " ".join(rows).strip()


def _text(field: Field, text: str) -> str:
    limit = field.limit or LONGEST_TEXT
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise NoWords
    if len(text) > limit:
        raise TooLong(length=len(text), limit=limit)
    if field.minimum is not None and len(text) < field.minimum:
        raise TooShort(length=len(text), limit=int(field.minimum))
    return text


def _number(field: Field, text: str) -> Value:
    number = numerals.amount(_COUNTED.sub("", _folded(text)))
    if number is None:
        raise NoNumber
    _check(field, number, least=None, most=MOST_NUMBER, places=field.places)
    return written(number, field.places) if field.places else int(number)


def _money(field: Field, text: str) -> Value:
    plain = _CURRENCY.sub("", _folded(text))
    small = Decimal(0)
    if found := _YUAN.fullmatch(plain):
        jiao, fen = found["jiao"], found["fen"]
        if fen and not jiao and not plain.endswith("分"):
            jiao, fen = fen, None  # 三块五
        small = Decimal(_digit(jiao)) / 10 + Decimal(_digit(fen)) / 100
        plain = found["yuan"]
    yuan = numerals.amount(plain)
    if yuan is None or (small and yuan != int(yuan)):
        raise NoMoney
    yuan += small if yuan >= 0 else -small
    _check(field, yuan, least=0, most=MOST_MONEY, places=2)
    return written(yuan, 2)


def _percent(field: Field, text: str) -> Value:
    plain = _folded(text)
    if tenths := _TENTHS.fullmatch(plain):
        share: Decimal | None = Decimal(_digit(tenths[1]) * 10 + _digit(tenths[2]))
    else:
        found = _SHARE.fullmatch(plain)
        share = numerals.amount(found["sign"] or found["spelt"] or found["bare"]) if found else None
        if share is not None and found and found["bare"] and 0 < abs(share) < 1:
            raise PercentUnclear(
                given=f"{share.normalize():f}", times=f"{(share * 100).normalize():f}"
            )
    if share is None:
        raise NoPercent
    _check(field, share, least=0, most=100, places=2)
    return written(share, 2)


def _day(field: Field, text: str, today: date) -> str:
    try:
        found = dates.day(text, today=today, side=field.side)
    except dates.NoSuchDay:
        raise DayMissing from None
    if found is None:
        raise NoDate(year=today.year + 1)
    if field.side == "future" and found < today:
        raise DayPast(given=found.isoformat(), today=today.isoformat())
    if field.side == "past" and found > today:
        raise DayAhead(given=found.isoformat(), today=today.isoformat())
    months = FARTHEST_MONTHS[field.side]
    if not add_months(today, -months) <= found <= add_months(today, months):
        raise DayFar(given=found.isoformat())
    return found.isoformat()


def _option(field: Field, text: str, t: Translate | None) -> str:
    wanted = _folded(text).rstrip(".。)")
    names: Mapping[str, str] = {
        **({_folded(t(field.label(option))): option for option in field.options} if t else {}),
        **{option.lower(): option for option in field.options},
    }
    if wanted in names:
        return names[wanted]
    if wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted[:4]) <= len(field.options):
        return field.options[int(wanted[:4]) - 1]
    raise NoSuchOption(most=len(field.options))


def _options(field: Field, text: str, t: Translate | None) -> list[str]:
    """In the order they were named, each once; a name may hold a space or a comma itself."""
    try:
        chosen = [_option(field, text, t)]
    except NoSuchOption:
        pieces = [piece for piece in _BETWEEN.split(text) if piece]
        chosen = list(dict.fromkeys(_option(field, piece, t) for piece in pieces))
    if not chosen:
        raise NeedsAnswer
    if len(chosen) > (field.limit or len(field.options)):
        raise TooManyOptions(count=len(chosen), limit=field.limit)
    return chosen


def _yes_no(field: Field, text: str) -> bool:
    plain = _folded(text).rstrip("。.!,")
    if plain not in _YES | _NO:
        raise NotYesOrNo
    return plain in _YES


_PARSERS: Mapping[Kind, Callable[[Field, str], Value]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: _money,
    Kind.PERCENT: _percent,
    Kind.YES_NO: _yes_no,
}


def _check(field: Field, number: Decimal, *, least: int | None, most: int, places: int) -> None:
    minimum = field.minimum if field.minimum is not None else least
    maximum = field.maximum if field.maximum is not None else most
    if minimum is not None and number < minimum:
        raise TooSmall(minimum=f"{minimum:,f}" if isinstance(minimum, Decimal) else f"{minimum:,}")
    if number > maximum:
        raise TooLarge(maximum=f"{maximum:,f}" if isinstance(maximum, Decimal) else f"{maximum:,}")
    if number != round(number, places):
        raise TooManyPlaces(places=places) if places else NotWhole()


def written(number: Decimal, places: int) -> str:
    """As values keep it: all its places, no sign before zero."""
    return f"{number if number else abs(number):.{places}f}"


def _digit(text: str | None) -> int:
    return numerals.to_int(text) or 0 if text else 0


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().strip()
