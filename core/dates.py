"""Days as people answer when asked for one: 2026年12月1日, 12-01, 明年3月, 下周三, 月底, Dec 1."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from typing import Literal

from core import numerals
from core.clock import DAY, add_months
from core.errors import DomainError

Side = Literal["", "future", "past"]
"""Where an answer lies, seen from today and with today: it decides a year that was left out."""

LONGEST = 40


class NoSuchDay(DomainError):
    """A day that no calendar has: 2-30, the 13th month."""

    key = "error-form-no-such-day"


_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_MONTHS = {"上": -1, "本": 0, "这": 0, "当": 0, "下": 1}
_DAYS = {
    "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2,
    "大后天": 3, "yesterday": -1, "today": 0, "tomorrow": 1, "the day after tomorrow": 2,
}  # fmt: skip
_WEEKS = {"上": -1, "": 0, "这": 0, "本": 0, "下": 1, "下下": 2}
_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_N = "[0-9]{1,2}|[零一二两三四五六七八九十]{1,3}"
_YEAR = "(?P<year>(?:[0-9]{4}|[0-9]{2}|[零一二三四五六七八九]{2}|[零一二三四五六七八九]{4})年)"
_ANY_YEAR = f"(?:{_YEAR}|(?P<named>{'|'.join(_YEARS)}))"
_NAMES = (
    "(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?"
)
_IN_FULL = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})", re.ASCII)
_CHINESE = re.compile(
    rf"{_ANY_YEAR}?(?:(?P<month>{_N})月份?|(?P<this>[上本这当下])个?月|(?P<bare>月(?=[底末初])))"
    rf"(?:(?P<day>{_N})[日号]?|(?P<edge>[底末初]))?"
)
_EDGE_OF_YEAR = re.compile(rf"{_ANY_YEAR}?年?(?P<edge>[底末初])")
_DAY_ALONE = re.compile(rf"({_N})[日号]")
_SPAN = re.compile(
    r"([0-9]{1,3}|[零一二两三四五六七八九十百]{1,4}|半)"
    r"(天|日|周|个?星期|个月|年)(?:之|以)?(后|前)"
)
_WEEKDAY = re.compile(r"(上|这|本|下|下下|)个?(?:周|星期|礼拜)([一二三四五六日天])")
_MONTH_FIRST = re.compile(
    rf"{_NAMES}(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?(?:,? (?P<written>\d{{4}}))?", re.ASCII
)
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?{_NAMES}(?:,? (?P<written>\d{{4}}))?", re.ASCII
)
_BOUND = re.compile("(?:之前|以前|前|为止|截止|止|之?后|以后|起|开始)$")
"""What may follow a date without changing the day."""


def day(text: str, *, today: date, side: Side = "") -> date | None:
    """The day that all of ``text`` names, or None; it may lie on the other side all the same.

    A month alone is its first day, or today within this month of a future. Without a year it is the
    nearest on that ``side``, else this year's. Raises NoSuchDay.
    """
    plain = unicodedata.normalize("NFKC", text).lower().strip().replace("〇", "零")
    if len(plain) > LONGEST:
        return None
    plain = re.sub(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])", "", plain).rstrip("。.,!")
    for written in (plain, _BOUND.sub("", plain)):
        for reader in _READERS:
            if (found := reader(written, today, side)) is not None:
                return found
    return None


def _in_full(text: str, today: date, side: Side) -> date | None:
    if found := _IN_FULL.fullmatch(text):
        year, month, number = (int(part) for part in found.groups() if part and part.isdecimal())
        return _date(year, month, number)
    if found := _YEAR_MONTH.fullmatch(text):
        return _of_month(int(found[1]), int(found[2]), "", "", today, side)
    if found := _SHORT.fullmatch(text):
        return _nearest(int(found[1]), int(found[2]), today, side)
    return None


def _chinese(text: str, today: date, side: Side) -> date | None:
    if found := _CHINESE.fullmatch(text):
        if (found["this"] or found["bare"]) and (found["year"] or found["named"]):
            return None
        year = _year(found, today)
        if found["month"]:
            month = _number(found["month"])
        else:
            other = add_months(today.replace(day=1), _MONTHS[found["this"] or "本"])
            year, month = other.year, other.month
        return _of_month(year, month, found["day"] or "", found["edge"] or "", today, side)
    if "年" in text and (found := _EDGE_OF_YEAR.fullmatch(text)):
        year = _year(found, today)
        year = today.year if year is None else year
        return _date(year, 1, 1) if found["edge"] == "初" else _date(year, 12, 31)
    if found := _DAY_ALONE.fullmatch(text):
        return _next_of_month(_number(found[1]), today, side)
    return None


def _of_month(
    year: int | None, month: int, written: str, edge: str, today: date, side: Side
) -> date:
    if not 1 <= month <= 12:
        raise NoSuchDay
    if written:
        number = _number(written)
        if year is None:
            return _nearest(month, number, today, side)
        return _date(year, month, number)
    if year is None:
        year = today.year
        if side == "future" and month < today.month:
            year += 1
        elif side == "past" and month > today.month:
            year -= 1
    if edge in ("底", "末"):
        return _date(year, month, calendar.monthrange(year, month)[1])
    first = _date(year, month, 1)
    within = (year, month) == (today.year, today.month)
    return today if within and side == "future" and not edge else first


def _relative(text: str, today: date, side: Side) -> date | None:
    if text in _DAYS:
        return today + _DAYS[text] * DAY
    if found := _WEEKDAY.fullmatch(text):
        monday = today - today.weekday() * DAY
        number = "一二三四五六日".index(found[2].replace("天", "日"))
        chosen = monday + (7 * _WEEKS[found[1]] + number) * DAY
        gone = not found[1] and side != "past" and chosen < today
        return chosen + 7 * DAY if gone else chosen
    if found := _SPAN.fullmatch(text):
        sign, unit = -1 if found[3] == "前" else 1, found[2]
        if found[1] == "半":
            return add_months(today, 6 * sign) if unit == "年" else None
        count = sign * _number(found[1])
        if unit in ("个月", "年"):
            return add_months(today, count * (12 if unit == "年" else 1))
        return today + timedelta(days=count * (1 if unit in ("天", "日") else 7))
    return None


def _english(text: str, today: date, side: Side) -> date | None:
    found = _MONTH_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if not found:
        return None
    month = _ENGLISH.index(found["name"][:3]) + 1
    year = int(found["written"]) if found["written"] else None
    return _of_month(year, month, found["day"] or "", "", today, side)


_READERS: tuple[Callable[[str, date, Side], date | None], ...] = (
    _in_full,
    _relative,
    _chinese,
    _english,
)


def _year(found: re.Match[str], today: date) -> int | None:
    if found["named"]:
        return today.year + _YEARS[found["named"]]
    if not found["year"]:
        return None
    written = found["year"].removesuffix("年")
    return _number(written) + (2000 if len(written) == 2 else 0)


def _nearest(month: int, number: int, today: date, side: Side) -> date:
    """The day without a year: the first that exists among the years it may mean."""
    return _first(((today.year + step, month, number) for step in _steps(side)), today, side)


def _next_of_month(number: int, today: date, side: Side) -> date:
    first = today.replace(day=1)
    months = (add_months(first, step) for step in _steps(side))
    return _first(((month.year, month.month, number) for month in months), today, side)


def _steps(side: Side) -> range:
    """Far enough to meet the 29th of February."""
    return {"future": range(9), "past": range(0, -9, -1), "": range(1)}[side]


def _first(wanted: Iterator[tuple[int, int, int]], today: date, side: Side) -> date:
    for parts in wanted:
        with suppress(NoSuchDay):
            found = _date(*parts)
            if side == "" or (found >= today if side == "future" else found <= today):
                return found
    raise NoSuchDay


def _number(text: str) -> int:
    return numerals.to_int(text) or 0


def _date(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise NoSuchDay from None
