"""Splits a plan into its numbered points and judges what a damaged scan has left of each."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from knowledge.documents import Grade

_POINT = re.compile(r"^(\d{1,3})\s*[.．、](?!\d)\s*(.*)$")
_CHAPTER = re.compile(r"^([一二三四五六七八九十]{1,3}、)\s*(.*)$")
_SECTION = re.compile(r"^([（(]\s*[一二三四五六七八九十]{1,3}\s*[)）])\s*(.*)$")
_SENTENCE = re.compile(r"[^。！？]*[。！？][”’」』）)]*|[^。！？]+$")
_STOP = re.compile(r"[。！？][”’」』）)]*$")
_PAUSE = re.compile(r"[。！？：:；;，,、][”’」』）)]*$")
_GAPS = re.compile(r"(?:\.{3}|…)[^。]{0,12}(?:\.{3}|…)")
_LOST = re.compile("[□�]")
_REPEAT = re.compile(r"([一-鿿]{3,}[，、；]?)\1")
_FRAGMENT_CHARACTERS = 12
_HEADING_CHARACTERS = 30
_WORTH_QUOTING = 40


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered point (第12点) or a titled part around the points (基本原则)."""

    label: str
    heading: str
    text: str
    residue: str
    grade: Grade


class _Damage(Enum):
    """``BROKEN`` leaves whole sentences to keep, ``SPOILT`` nothing to rely on."""

    BROKEN = auto()
    SPOILT = auto()


@dataclass(slots=True)
class _Draft:
    """A point while its lines are gathered; ``strays`` are lines that may belong elsewhere."""

    label: str
    heading: str
    numbered: bool
    lines: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)
    damage: set[_Damage] = field(default_factory=set)

    @property
    def finished(self) -> bool:
        return bool(self.lines) and bool(_STOP.search(self.lines[-1]))


def illegible(text: str) -> bool:
    """Whether the text shows where its reader could not read: lost characters, dotted gaps."""
    return bool(_LOST.search(text) or _GAPS.search(text))


def numbered(lines: Sequence[str]) -> bool:
    """Whether the text is one list of at least three numbered points."""
    numbers = [int(m[1]) for line in lines if (m := _POINT.match(line))]
    chain = _rising(numbers)
    return len(chain) >= 3 and numbers[chain[0]] == 1 and numbers.count(1) == 1


def split(lines: Sequence[str], title: str) -> Iterator[Point]:
    """The points in order and the titled parts around them, graded by their damage.

    A is intact. B had lines joined, or lost pieces that were set aside as residue while whole
    sentences remain. C has gaps, doubled or repeated words, text whose place is unknown, or too
    little left; all its words stay together in ``text``, to be searched and never quoted.
    """
    gathering = _Gathering(lines, title)
    taken: set[str] = set()
    for draft in gathering.drafts():
        point = _judged(draft) if gathering.damaged else _whole(draft)
        if point and point.label not in taken:
            taken.add(point.label)
            yield point


class _Gathering:
    """One walk over the lines, handing each to the point it belongs to."""

    def __init__(self, lines: Sequence[str], title: str) -> None:
        self._lines = [line for line in lines if line.lstrip("#").strip() != title]
        at = [(n, int(m[1])) for n, line in enumerate(self._lines) if (m := _POINT.match(line))]
        self._true = {at[i][0] for i in _rising([number for _, number in at])}
        self.damaged = self._is_damaged(len(at))
        self._chapter = self._section = ""
        self._drafts = [_Draft("前言", "", numbered=False)]
        self._last_point: _Draft | None = None

    def drafts(self) -> list[_Draft]:
        for n, raw in enumerate(self._lines):
            line = raw.lstrip("#").strip()
            if not line:
                continue
            if point := _POINT.match(line):
                self._point(n, point[1], point[2])
            elif chapter := _title(_CHAPTER, line):
                self._chapter, self._section = chapter, ""
                self._open(chapter)
            elif section := _title(_SECTION, line):
                self._section = (
                    section if section[-1] not in ")）" else section + self._stray_title()
                )
                self._open(self._section)
            else:
                self._text(line)
        return self._drafts

    def _is_damaged(self, points: int) -> bool:
        """Points out of order, or sentences that break off before a blank line."""
        breaks = sum(
            not after and bool(line) and not _PAUSE.search(line) and len(line) > _HEADING_CHARACTERS
            for line, after in pairwise(self._lines)
        )
        return len(self._true) < points or breaks >= 3 or illegible("".join(self._lines))

    def _open(self, heading: str) -> None:
        label = re.sub(r"^([一二三四五六七八九十]+、|[（(].*?[)）])", "", heading).strip()
        self._drafts.append(_Draft(label or heading, self._chapter, numbered=False))

    def _point(self, n: int, number: str, words: str) -> None:
        label = f"第{number}点"
        if n in self._true:
            draft = _Draft(label, f"{self._chapter} {self._section}".strip(), True, [words])
            if self.damaged and self._last_point and _is_fragment(words):
                draft.adopted = _orphans(self._last_point)
                draft.damage.add(_Damage.BROKEN)
            self._last_point = draft
            self._drafts.append(draft)
        elif self._last_point and self._last_point.label == label:
            self._last_point.lines.append(words)
            self._last_point.damage.add(_Damage.SPOILT)
            self._drafts.append(self._last_point)
        elif len(words) <= _HEADING_CHARACTERS and not _PAUSE.search(words):
            self._section = words
            self._open(words)
        else:
            self._text(f"{number}. {words}")

    def _text(self, line: str) -> None:
        draft = self._drafts[-1]
        if self.damaged and draft.numbered and draft.finished:
            draft.strays.append(line)
        else:
            draft.lines.append(line)

    def _stray_title(self) -> str:
        """The title of a section whose number stands alone, from the lines that found no place.

        It follows a finished sentence, has no full stop and reads as two short phrases.
        """
        for draft in [d for d in self._drafts if d.numbered][:-4:-1]:
            for lines in (draft.strays, draft.adopted):
                for before, line in pairwise(["。", *lines]):
                    short = len(line) <= _HEADING_CHARACTERS and line.count("，") == 1
                    if short and _STOP.search(before) and not _PAUSE.search(line):
                        lines.remove(line)
                        return line
        return ""


def _title(pattern: re.Pattern[str], line: str) -> str:
    match = pattern.match(line)
    if match and len(line) <= _HEADING_CHARACTERS + 6 and not _PAUSE.search(match[2]):
        return match[1] + match[2]
    return ""


def _orphans(previous: _Draft) -> list[str]:
    """Lines before a point of which little more than the number is left: its own, most likely."""
    if previous.strays:
        orphans, previous.strays = previous.strays, []
    elif not previous.finished and len(previous.lines) > 1:
        orphans = [previous.lines.pop()]
    else:
        orphans = []
    return orphans


def _whole(draft: _Draft) -> Point | None:
    text = _joined(draft.lines)[0]
    return Point(draft.label, draft.heading, text, "", Grade.A) if text else None


def _judged(draft: _Draft) -> Point | None:
    everything = [*draft.adopted, *draft.lines, *draft.strays]
    text, mended = _joined(everything)
    if not text:
        return None
    damage = set(draft.damage)
    fragments = sum(map(_is_fragment, draft.lines[1:]))
    if draft.strays or illegible(text) or _REPEAT.search(text):
        damage.add(_Damage.SPOILT)
    if fragments >= 2 or not _STOP.search(everything[-1]):
        damage.add(_Damage.BROKEN)
    spoilt = Point(draft.label, draft.heading, "\n".join(everything), "", Grade.C)
    if _Damage.SPOILT in damage:
        return spoilt
    if _Damage.BROKEN in damage:
        scrambled = bool(draft.adopted) or fragments >= 2
        kept, lost = _sentences(draft.lines) if scrambled else _without_tail(text)
        if len(kept) < _WORTH_QUOTING:
            return spoilt
        return Point(draft.label, draft.heading, kept, "\n".join([*draft.adopted, *lost]), Grade.B)
    return Point(draft.label, draft.heading, text, "", Grade.B if mended else Grade.A)


def _joined(lines: Sequence[str]) -> tuple[str, bool]:
    """The lines as running text, and whether a sentence had to be mended.

    A character that the break shows twice (部门 | 门支持) is kept once.
    """
    text, mended = "", False
    for line in lines:
        if not text or _STOP.search(text):
            text += "\n" + line if text else line
            continue
        mended = True
        text += line[1:] if text[-1] == line[0] else line
    return text, mended


def _sentences(lines: Sequence[str]) -> tuple[str, list[str]]:
    """Sentences that stand whole in one line after a finished one, and all the rest."""
    kept, lost, follows = "", list[str](), False
    for line in lines:
        for sentence in _SENTENCE.findall(line):
            whole = bool(_STOP.search(sentence))
            if whole and follows:
                kept += sentence
            else:
                lost.append(sentence)
            follows = whole
    return kept, lost


def _without_tail(text: str) -> tuple[str, list[str]]:
    """The text up to its last pause, and what follows and breaks off."""
    end = max((text.rfind(mark) for mark in "。！？；，"), default=-1) + 1
    return text[:end], [text[end:]]


def _is_fragment(line: str) -> bool:
    return len(line) <= _FRAGMENT_CHARACTERS and not _STOP.search(line)


def _rising(numbers: Sequence[int]) -> list[int]:
    """Positions of the longest strictly rising run of numbers, gaps allowed."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else -1)
        if place == len(tails):
            tails.append(number)
            ends.append(position)
        elif number < tails[place]:
            tails[place], ends[place] = number, position
    chain: list[int] = []
    position = ends[-1] if ends else -1
    while position >= 0:
        chain.append(position)
        position = before[position]
    return chain[::-1]
