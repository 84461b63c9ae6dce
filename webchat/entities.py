"""Message entities: lengths in UTF-16 units and what every message shows by itself (links…)."""

import re
from typing import Any

Entity = dict[str, Any]

# Where one of these is written, nothing is found by itself.
_OPAQUE = frozenset({"pre", "code", "text_link", "text_mention", "custom_emoji"})
_SPOKEN = re.compile(
    r"(?P<url>(?:https?|ftp)://[!#-;=?-Z\\^-z~]+)"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<!\w)#(?!\d+\b)\w{1,256})"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,32}"
    r"(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/<>]))"
)
_HINTS = re.compile("[/@#]")
_TRAILING = ".,:;!?'\")]}*_"


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text takes: the unit of every limit and offset."""
    if text.isascii():
        return len(text)
    return len(text) + sum(1 for character in text if character > "\uffff")


def clean(text: str) -> str:
    """What a person typed, without NUL and other control characters and unpaired surrogates."""
    if text.isprintable() and text.isascii():
        return text
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode("utf-8")
    return "".join(c for c in text if (c >= " " and c != "\x7f") or c in "\n\t")


def is_sendable(text: str) -> bool:
    """Whether the text can be written as UTF-8, which an unpaired surrogate cannot."""
    if text.isascii():
        return True
    return not any("\ud800" <= character <= "\udfff" for character in text)


def detect(text: str, given: list[Entity] | None = None) -> list[Entity]:
    """Links, addresses, mentions, hashtags and commands of the text, outside code and links.

    The given entities come back among them, in the order of their offsets.
    """
    given = given or []
    if not _HINTS.search(text):
        return given
    closed = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in _OPAQUE]
    found = list(given)
    for match in _SPOKEN.finditer(text):
        kind, spoken = str(match.lastgroup), match.group()
        if kind == "url":
            spoken = spoken.rstrip(_TRAILING)
            if spoken.endswith("/") and spoken.count("/") == 2:
                continue
        offset = utf16_length(text[: match.start()])
        length = utf16_length(spoken)
        if any(start < offset + length and offset < end for start, end in closed):
            continue
        found.append({"type": kind, "offset": offset, "length": length})
    found.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return found
