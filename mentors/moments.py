"""Days and times as people type them: 11-25 19:00, 周三晚7点, 明天下午三点半, two weeks from now.

Pure. A weekday is the next one; a day without a year is this year's, unless that is half a year
behind us. What can be read in two ways, or is no time at all (25:00, 2-30), is not guessed.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta

from core import numerals
from core.clock import DAY, SHANGHAI, add_months
from core.errors import DomainError

LONG_AGO = timedelta(days=180)
LONGEST = 60
"""A day and a time need no more characters; longer texts are something else."""


class MomentUnclear(DomainError):
    """No day and time could be read, or no such day and time exists."""

    key = "error-moment-unclear"


_NUMBER = "[0-9]{1,2}|[零〇一二两三四五六七八九十]{1,3}"
_WEEKDAYS = {c: n for n, c in enumerate("一二三四五六")} | {"日": 6, "天": 6}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RELATIVE = {
    "大后天": 3, "后天": 2, "明天": 1, "明日": 1, "明晚": 1, "明早": 1, "今天": 0, "今日": 0,
    "今晚": 0, "the day after tomorrow": 2, "tomorrow": 1, "today": 0, "tonight": 0,
}  # fmt: skip
_LATE = ("下午", "傍晚", "晚上", "晚", "pm", "tonight", "evening", "afternoon")

_FULL_DATE = re.compile(r"(?<!\d)(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)[日号]?")
_DATE = re.compile(
    rf"(?<![\d:-])(?:(\d{{1,2}})[-/](\d{{1,2}})(?![\d:-])|({_NUMBER})月({_NUMBER})[日号]?)"
)
_RANGE = re.compile(
    r"(?<![\d/-])[1-9]\d?[-/][1-9]\d?(?![\d/-])(?!\s*(?:前|之前|以前|截止|[日号,。;!.)]|$|\d\d?:))"
)
"""Two numbers that may as well be "three to five" as the fifth of March."""
_WEEKDAY = re.compile(r"(下下|下|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天])")
_ENGLISH_DAY = re.compile(r"\b(next )?(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b")
_SPAN = re.compile(rf"({_NUMBER})\s*(天|周|个?星期|个月)(?:之?后|之?内|以内)")
_ENGLISH_SPAN = re.compile(r"\bin ([0-9]{1,2}|an?|one|two|three) (day|week|month)s?\b")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)(?:\s*(am|pm)\b)?")
_SPOKEN = re.compile(rf"({_NUMBER})[点时](?:(半)|(一刻|三刻)|({_NUMBER})分?|整)?")
_AM_PM = re.compile(r"(?<!\d)(\d{1,2})\s*(am|pm)\b")
_PART = re.compile(
    r"凌晨|早上|上午|中午|下午|傍晚|晚上|晚|早|morning|noon|afternoon|evening|tonight"
)


def moment(text: str, *, now: datetime) -> datetime:
    """The day and time in ``text``, in UTC; it may lie in the past. Raises MomentUnclear."""
    plain = _plain(text)
    if len(plain) > LONGEST:
        raise MomentUnclear
    local = now.astimezone(SHANGHAI)
    clock, rest = _time(plain)
    if clock is None:
        raise MomentUnclear
    found = _day(rest, local.date(), after=local.time() if _names_weekday(rest) else None, at=clock)
    if found is None:
        raise MomentUnclear
    return datetime.combine(found, clock, SHANGHAI).astimezone(UTC)


def day(text: str, *, now: datetime) -> date | None:
    """The day named in a sentence, or None; a day that does not exist is none, nor are 3-5 people.

    A month and a day count when one is written with a zero, or a word of time or the end follows.
    """
    plain = _RANGE.sub(" ", _plain(text))
    try:
        return _day(plain, now.astimezone(SHANGHAI).date())
    except MomentUnclear:
        return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower().strip()


def _names_weekday(text: str) -> bool:
    return bool(_WEEKDAY.search(text) or _ENGLISH_DAY.search(text))


def _day(
    text: str, today: date, *, after: time | None = None, at: time | None = None
) -> date | None:
    """``after`` and ``at``: today's weekday means today only while its time is still to come."""
    if found := _FULL_DATE.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DATE.search(text):
        month, number = _number(found[1] or found[3]), _number(found[2] or found[4])
        this_year = _date(today.year, month, number)
        if today - this_year > LONG_AGO:
            return _date(today.year + 1, month, number)
        return this_year
    if found := _SPAN.search(text) or _ENGLISH_SPAN.search(text):
        return _later(today, found[1], found[2])
    for word, days in _RELATIVE.items():
        if word in text:
            return today + days * DAY
    return _weekday(text, today, after, at)


def _later(today: date, count: str, unit: str) -> date:
    words = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
    number = words[count] if count in words else _number(count)
    if unit in ("个月", "month"):
        return add_months(today, number)
    return today + number * (DAY if unit in ("天", "day") else 7 * DAY)


def _weekday(text: str, today: date, after: time | None, at: time | None) -> date | None:
    monday = today - today.weekday() * DAY
    if found := _WEEKDAY.search(text):
        weeks, number = {"下": 1, "下下": 2}.get(found[1] or "", 0), _WEEKDAYS[found[2]]
        named = found[1]
    elif found := _ENGLISH_DAY.search(text):
        weeks, number, named = 1 if found[1] else 0, _ENGLISH.index(found[2]), found[1]
    else:
        return None
    chosen = monday + (7 * weeks + number) * DAY
    gone = chosen < today or (
        chosen == today and after is not None and at is not None and at <= after
    )
    return chosen + 7 * DAY if gone and not named else chosen


def _time(text: str) -> tuple[time | None, str]:
    """The time of the day, and the text without it."""
    part = _PART.search(text)
    if found := _CLOCK.search(text):
        hour, minute, word = int(found[1]), int(found[2]), found[3] or ""
    elif found := _AM_PM.search(text):
        hour, minute, word = int(found[1]), 0, found[2]
    elif found := _SPOKEN.search(text):
        hour, word = _number(found[1]), ""
        minute = 30 if found[2] else {"一刻": 15, "三刻": 45}.get(found[3] or "", 0)
        minute = _number(found[4]) if found[4] else minute
    else:
        return None, text
    word = word or (part[0] if part else "")
    if (word in _LATE and hour < 12) or (word in ("中午", "noon") and hour < 11):
        hour += 12
    elif word == "am" and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise MomentUnclear
    return time(hour, minute), text[: found.start()] + " " + text[found.end() :]


def _number(text: str) -> int:
    """In digits or in Chinese (十二, 二十五). Raises MomentUnclear."""
    number = numerals.to_int(text)
    if number is None:
        raise MomentUnclear
    return number


def _date(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        raise MomentUnclear from None
