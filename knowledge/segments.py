"""Cuts a clause into the pieces whose meaning is indexed: a whole article dilutes its parts."""

import re

from knowledge.documents import Clause

_ITEM = re.compile(r"^([（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．])")
_CHARACTERS = 160


def indexed_text(clause: Clause) -> str:
    """What is searched of a clause by words: its place in the document and all its words."""
    place = f"《{clause.document}》{clause.heading} {clause.article}"
    return "\n".join(filter(None, (place, clause.text, clause.residue)))


def segments(clause: Clause) -> list[str]:
    """The texts to embed: every 款 under the title, a list in pieces with its opening words.

    A clause of one paragraph is embedded whole, with its chapter.
    """
    parts = _parts(clause.text)
    if clause.residue:
        parts.append(clause.residue.replace("\n", ""))
    if len(parts) == 1:
        return [indexed_text(clause)]
    return [f"《{clause.document}》{part}" for part in parts]


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    lead = current = ""
    for line in text.split("\n"):
        if not _ITEM.match(line):
            if current:
                parts.append(current)
            current, lead = line, line if line.endswith(("：", ":")) else ""
        elif current and len(current) + len(line) <= _CHARACTERS:
            current += line
        else:
            if current and current != lead:
                parts.append(current)
            current = lead + line
    if current:
        parts.append(current)
    return parts
