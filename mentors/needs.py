"""Understands a need said in one sentence: words of a fixed list first, meaning only as a guess.

The words stand in ``needs.toml``. Nothing is decided here: whoever asks shows what was understood
and lets the student correct it.
"""

import re
import tomllib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mentors.candidates import unit
from mentors.vocabulary import SLOTS, STAGES, Day, Industry, Language, Part, Stage, Tag, slot
from students.projects import LONGEST_TITLE, MOST_CHOICES

WORDS = Path(__file__).with_name("needs.toml")
REACH = 5
"""How many characters before a word may deny it: 还没有做样机."""

MOST_PARTS = 6
"""Of one sentence, so that a list of commas costs no second."""

Embed = Callable[[str], Awaitable[Sequence[float]]]
"""The vector of a text as a question."""

NEAR = 0.045
"""How much nearer than the average need the nearest one must be, in cosine, to be suggested.

With the bundled model, 24 sentences written for it: 16 right, 1 wrong, 7 without a suggestion, and
none for 12 sentences that name no need.
"""

Word = TypeVar("Word", bound=StrEnum)

_BREAK = re.compile("[，。；！？、,.;!?\n]")
_DAYS = "一二三四五六日天"
_DAY = f"(?:周|星期|礼拜)[{_DAYS}](?!次)"
_PARTS: dict[str, tuple[Part, ...]] = {
    "上午": (Part.MORNING,),
    "早上": (Part.MORNING,),
    "中午": (Part.AFTERNOON,),
    "下午": (Part.AFTERNOON,),
    "傍晚": (Part.EVENING,),
    "晚上": (Part.EVENING,),
    "晚间": (Part.EVENING,),
    "晚": (Part.EVENING,),
    "白天": (Part.MORNING, Part.AFTERNOON),
    "morning": (Part.MORNING,),
    "afternoon": (Part.AFTERNOON,),
    "evening": (Part.EVENING,),
    "night": (Part.EVENING,),
    "daytime": (Part.MORNING, Part.AFTERNOON),
}
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_LONE_PART = re.compile("|".join(sorted((p for p in _PARTS if p != "晚"), key=len, reverse=True)))
_WHEN = re.compile(
    rf"(?P<range>{_DAY}[到至\-~—]+(?:周|星期|礼拜)?[{_DAYS}])"
    rf"|(?P<days>{_DAY}(?:[、和及或与/,，]?\s*(?:{_DAY}|(?<=[、和及或与/])[{_DAYS}](?!次)))*)"
    r"|(?P<week>每天|天天|工作日|平时|周末|双休日|weekdays?|weekends?|every day)"
    r"|(?P<english>\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b"
    r"(?:\s*(?:,|and|or|/)\s*\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?\b)*)"
)
_AFTER = re.compile(
    rf"\s*的?(?P<parts>(?:{_PART})s?(?:\s*(?:[、和及或与/,]|and|or)\s*(?:{_PART})s?)*)?"
)
_TITLE = re.compile(
    "(?:我们|我)?(?:想|在|正在|是)?(?:做|开发|研发|研究|设计)(?!完|好|到|过|得|不|没|出来)(?:的是|了|出了|出|一款|一个|一种|个|款)*"
    "(?P<title>[^，。；！？,.;!?\n]{2,24}?)"
    "(?:的?(?:项目|创业|平台项目))?(?=[，。；！？,.;!?\n]|$)"
)
_WEEK = tuple(Day)
_WORKING, _WEEKEND = _WEEK[:5], _WEEK[5:]
_ENGLISH_DAYS = {day.value: day for day in Day}


_ABOUT: dict[Embed, NDArray[np.float32]] = {}
"""What every need is about, as vectors of a model: twelve texts, made once."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a sentence says, as far as it was understood; empty fields were not mentioned.

    ``tags`` and ``industries`` stand in the order of the sentence, at most ``MOST_CHOICES`` each.
    ``guessed`` are the tags found by meaning alone. ``title`` is what is being made, in the
    student's own words.
    """

    stage: Stage | None = None
    industries: tuple[Industry, ...] = ()
    tags: tuple[Tag, ...] = ()
    times: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()
    online_ok: bool | None = None
    title: str = ""
    guessed: frozenset[Tag] = frozenset()

    @property
    def says_nothing(self) -> bool:
        """Whether no stage, field, need or time was found in it."""
        return not (self.stage or self.industries or self.tags or self.times)


def parse(sentence: str) -> Parsed:
    """What the words of the sentence, Chinese or English, say; never a guess.

    A word that is denied (还没有样机, 不缺资金) does not count; of several stages the furthest
    does.
    """
    text = sentence.casefold()
    stages = set(_found(text, "stage", Stage))
    meeting = set(_found(text, "meeting", _Meeting))
    return Parsed(
        stage=max(stages, key=STAGES.index) if stages else None,
        industries=tuple(_found(text, "industries", Industry))[:MOST_CHOICES],
        tags=tuple(_found(text, "tags", Tag))[:MOST_CHOICES],
        times=times(text),
        languages=tuple(_found(text, "language", Language)),
        online_ok=(_Meeting.ONLINE in meeting) if meeting else None,
        title=_title(sentence),
    )


async def guess(sentence: str, parsed: Parsed, embed: Embed) -> Parsed:
    """``parsed`` with the need whose meaning is nearest, where no word named one.

    Only parts of the sentence from which no word was understood are compared, each by itself.
    Unchanged when no need is clearly nearer than the others (``NEAR``).
    """
    silent = [part for part in _BREAK.split(sentence) if _is_silent(part)]
    if parsed.tags or not silent:
        return parsed
    about: dict[str, str] = _words()["about"]["tags"]
    if embed not in _ABOUT:
        _ABOUT[embed] = np.stack([unit(await embed(line)) for line in about.values()])
    nearness = np.stack([_ABOUT[embed] @ unit(await embed(part)) for part in silent[:MOST_PARTS]])
    nearer = nearness - nearness.mean(axis=1, keepdims=True)
    if float(nearer.max()) < NEAR:
        return parsed
    tag = Tag(list(about)[int(nearer.argmax()) % len(about)])
    return replace(parsed, tags=(tag,), guessed=frozenset({tag}))


def times(text: str) -> tuple[str, ...]:
    """The weekly slots a text names, in the order of the week (``SLOTS``).

    A day without a part is the whole day, a part without a day is that part of every day.
    """
    chosen: set[str] = set()
    rest = text
    for found in _WHEN.finditer(text):
        after = _AFTER.match(text, found.end())
        said = after["parts"] if after and after["parts"] else ""
        before = re.search(rf"(?:{_PART})s?(?:\s+on)?\s*$", text[: found.start()])
        if not said and before and found["english"]:
            said = before[0]
        chosen |= {slot(day, part) for day in _days(found) for part in _parts(said)}
        end = after.end() if after else found.end()
        rest = rest[: found.start()] + " " * (end - found.start()) + rest[end:]
    if not chosen:
        for lone in _LONE_PART.finditer(rest):
            chosen |= {slot(day, part) for day in _WEEK for part in _PARTS[lone[0]]}
    return tuple(key for key in SLOTS if key in chosen)


def _is_silent(part: str) -> bool:
    found = parse(part)
    return bool(part.strip()) and found.says_nothing and not found.title


class _Meeting(StrEnum):
    ONLINE = "online"
    IN_PERSON = "in_person"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text("utf-8"))


@cache
def _pattern(list_name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for all words of a list, the longest first, and which value each means."""
    meaning = {word: value for value, words in _words()[list_name].items() for word in words}
    ordered = sorted(meaning, key=len, reverse=True)
    return re.compile("|".join(map(_as_word, ordered))), meaning


def _as_word(word: str) -> str:
    """Latin words begin where a word begins, so that "art" is not found in "start"."""
    return (
        rf"(?<![a-z]){re.escape(word)}"
        + (r"(?![a-z])" if word.isascii() and len(word) <= 3 else "")
        if word[0].isascii() and word[0].isalpha()
        else re.escape(word)
    )


def _found(text: str, list_name: str, kind: type[Word]) -> Iterator[Word]:
    """The values whose words stand in the text and are not denied, each once, in its order."""
    expression, meaning = _pattern(list_name)
    denials = _words()["unless_before"].get(list_name, [])
    seen: set[str] = set()
    for match in expression.finditer(text):
        value = meaning[match[0]]
        if value not in seen and not _denied(text, match.start(), denials):
            seen.add(value)
            yield kind(value)


def _denied(text: str, at: int, denials: Iterable[str]) -> bool:
    before = _BREAK.split(text[max(0, at - REACH - 8) : at])[-1]
    return any(
        0 <= len(before) - before.rindex(word) - len(word) <= REACH
        for word in denials
        if word in before
    )


def _days(found: re.Match[str]) -> tuple[Day, ...]:
    if found["range"]:
        first, last = (_WEEK[_number(c)] for c in found["range"] if c in _DAYS)
        start, end = _WEEK.index(first), _WEEK.index(last)
        return _WEEK[start : end + 1] if start <= end else _WEEK[start:] + _WEEK[: end + 1]
    if found["days"]:
        return tuple(_WEEK[_number(c)] for c in found["days"] if c in _DAYS)
    if found["english"]:
        names = re.findall("[a-z]+", found["english"])
        return tuple(_ENGLISH_DAYS[n[:3]] for n in names if n[:3] in _ENGLISH_DAYS)
    word = found["week"]
    if word in ("工作日", "平时") or word.startswith("weekday"):
        return _WORKING
    if word in ("周末", "双休日") or word.startswith("weekend"):
        return _WEEKEND
    return _WEEK


def _number(character: str) -> int:
    return min(_DAYS.index(character), 6)


def _parts(said: str) -> tuple[Part, ...]:
    named = [part for word in re.findall(_PART, said) for part in _PARTS[word]]
    return tuple(named) or tuple(Part)


def _title(sentence: str) -> str:
    found = _TITLE.search(sentence)
    return found["title"].strip()[:LONGEST_TITLE] if found else ""
