"""What a question is written in, and the question as Chinese statutes would put it."""

import re
from functools import cache
from pathlib import Path

from opencc import OpenCC

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_LATIN = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ENDINGS = ("ies", "ing", "ed", "es", "s", "e", "y")
_SHORTEST_STEM = 3

Phrase = tuple[str, ...]


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text with traditional characters replaced by simplified ones."""
    return str(_converter().convert(text))


def language_of(question: str, in_simplified: str | None = None) -> str:
    """``zh``, ``zh-Hant`` or ``en``: any Chinese character makes it Chinese."""
    if not _HAN.search(question):
        return "en" if _LATIN.search(question) else "zh"
    same = question == (simplified(question) if in_simplified is None else in_simplified)
    return "zh" if same else "zh-Hant"


def in_chinese(question: str) -> str:
    """The Chinese terms for the English ones of a question, "" where the glossary knows none.

    Word by word and without grammar: enough to find a clause, never to be shown.
    """
    if not _LATIN.search(question):
        return ""
    words = _stems(question)
    glossary, longest = _glossary()
    found: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(longest, len(words) - place), 0, -1):
            terms = glossary.get(tuple(words[place : place + length]))
            if terms:
                found += terms
                place += length
                break
        else:
            place += 1
    return " ".join(dict.fromkeys(found))


@cache
def _glossary() -> tuple[dict[Phrase, list[str]], int]:
    glossary: dict[Phrase, list[str]] = {}
    text = Path(__file__).with_name("glossary.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        english, _, chinese = line.partition(" = ")
        if chinese and not line.startswith("#"):
            glossary[tuple(_stems(english))] = chinese.split()
    return glossary, max(map(len, glossary))


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text.lower())]


def _stem(word: str) -> str:
    """A word without its commonest ending; both sides of the glossary are cut alike."""
    if word.endswith("ss"):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
