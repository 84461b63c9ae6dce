"""What a question is written in, and the question as the Chinese texts would put it."""

import re
from functools import cache

from opencc import OpenCC

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_LATIN = re.compile(r"[A-Za-z]")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The text with traditional characters replaced by simplified ones."""
    return str(_converter().convert(text))


def language_of(question: str) -> str:
    """``zh``, ``zh-Hant`` or ``en``: any Chinese character makes it Chinese."""
    if not _HAN.search(question):
        return "en" if _LATIN.search(question) else "zh"
    return "zh" if simplified(question) == question else "zh-Hant"
