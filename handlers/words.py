"""What a person typed, made safe to handle: cleaned, measured, and cut into single questions."""

import re
import unicodedata

from core.columns import clean
from knowledge.questions import LONGEST

MAX_QUESTION = LONGEST
MAX_QUESTIONS = 3

_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_SENTENCE = re.compile("[^？?]*[？?]+|[^？?]+")
_ASKING = re.compile(
    "[吗呢么]$|什么|多少|多久|怎么|怎样|如何|哪|几|谁|能不能|是不是|有没有|要不要|会不会|可不可以"
    "|是否|可否|能否|为什么|"
    r"\b(?:who|what|when|where|which|why|how|can|may|must|do|does|is|are|should)\b",
    re.IGNORECASE,
)


def readable(text: str | None) -> str:
    """The text without what neither a database nor a reader can use, trimmed.

    Lone surrogates, NUL and other control characters go; line breaks and emoji stay.
    """
    kept = "".join(
        ch
        for ch in clean(text or "").replace("\r\n", "\n").replace("\t", " ")
        if ch == "\n" or unicodedata.category(ch) not in ("Cc", "Cs")
    )
    return kept.replace("\ufffd", "").strip()


def says_something(text: str) -> bool:
    """Whether there is a letter, a character or a digit in it (emoji and punctuation are none)."""
    return any(ch.isalnum() for ch in _KEYCAP.sub("", text))


def asks(sentence: str) -> bool:
    """Whether it is put as a question, by its mark or by its words."""
    return sentence.endswith(("？", "?")) or _ASKING.search(sentence) is not None


def single_questions(text: str) -> list[str]:
    """The questions of one message, in order, each with the remarks that led to it.

    A question ends with a question mark, or asks by its words up to the end of its line. A message
    in which at most one is found is one question, whole.
    """
    found: list[str] = []
    remarks: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        sentences = [s.strip() for s in _SENTENCE.findall(line)]
        for sentence in filter(says_something, sentences):
            remarks.append(sentence)
            if asks(sentence):
                found.append(" ".join(remarks))
                remarks = []
    if len(found) < 2:
        return [" ".join(text.split())]
    if remarks:
        found[-1] = " ".join([found[-1], *remarks])
    return found


def shortened(text: str, length: int = 30) -> str:
    """The beginning of a text for a line that only has to remind."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
