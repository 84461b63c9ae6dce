"""Charts drawn as inline SVG: columns in time and bars in a list, coloured by the style sheet.

Every chart carries its figures as text too, so that it can be read aloud and printed; colours are
classes ("one", "two", …), because the page allows no styles of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

WIDTH = 340
COLUMNS_HIGH = 150
ROW_HIGH = 42
_TOP, _FOOT, _GAP = 18, 20, 6

Colour = Literal["one", "two", "three", "four"]


@dataclass(frozen=True, slots=True)
class Part:
    """A coloured piece of a column or bar; values are counts, none negative."""

    colour: Colour
    value: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One column or bar: its label and its parts, one on the other; ``note`` is said at its end."""

    label: str
    parts: tuple[Part, ...]
    note: str = ""

    @property
    def total(self) -> int:
        return sum(part.value for part in self.parts)


def columns(title: str, entries: Sequence[Entry], *, most_labels: int = 6) -> Markup:
    """Upright columns side by side; of many labels only some are written."""
    greatest = max([1, *(entry.total for entry in entries)])
    step = WIDTH / max(1, len(entries))
    every = -(-len(entries) // most_labels)
    base = _TOP + COLUMNS_HIGH
    drawn = [_line(0, base, WIDTH, base)]
    for number, entry in enumerate(entries):
        left, wide = number * step + _GAP / 2, step - _GAP
        top = float(base)
        for part in entry.parts:
            high = COLUMNS_HIGH * part.value / greatest
            top -= high
            drawn.append(_rect(part.colour, left, top, wide, high))
        middle = left + wide / 2
        if entry.total:
            drawn.append(_text("value", middle, top - 4, entry.note or str(entry.total)))
        if number % every == 0:
            drawn.append(_text("label", middle, base + 15, entry.label))
    return _picture(title, base + _FOOT, drawn, entries)


def bars(title: str, entries: Sequence[Entry]) -> Markup:
    """Lying bars, one below the other; each part has a bar of its own, to compare them."""
    greatest = max([1, *(part.value for entry in entries for part in entry.parts)])
    long = WIDTH - 44
    drawn: list[Markup] = []
    top = 0.0
    for entry in entries:
        drawn.append(_text("name", 0, top + 13, entry.label))
        if entry.note:
            drawn.append(_text("note", WIDTH, top + 13, entry.note))
        at = top + 19
        thick = (ROW_HIGH - 24) / max(1, len(entry.parts))
        for part in entry.parts:
            wide = long * part.value / greatest
            drawn.append(_rect(part.colour, 0, at, max(wide, 1.0), thick - 1))
            drawn.append(_text("tail", wide + 5, at + thick - 1.5, str(part.value)))
            at += thick
        top += ROW_HIGH
    return _picture(title, top, drawn, entries)


def share(title: str, entries: Sequence[Entry]) -> Markup:
    """One lying bar of all entries, each as wide as its share; entries of 0 are not drawn."""
    total = max(1, sum(entry.total for entry in entries))
    drawn, left = [], 0.0
    for entry in entries:
        wide = WIDTH * entry.total / total
        for part in entry.parts:
            drawn.append(_rect(part.colour, left, 0, max(0.0, wide - 1), 30))
        if wide > 24:
            drawn.append(_text("inside", left + wide / 2, 20, str(entry.total)))
        left += wide
    return _picture(title, 30, drawn, entries)


def _picture(title: str, high: float, drawn: Sequence[Markup], entries: Sequence[Entry]) -> Markup:
    said = "；".join(
        f"{entry.label} {' / '.join(str(part.value) for part in entry.parts)}" for entry in entries
    )
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>'
    ).format(WIDTH, round(high, 1), f"{title}：{said}", Markup("").join(drawn))


def _rect(colour: Colour, x: float, y: float, wide: float, high: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>').format(
        colour, round(x, 1), round(y, 1), round(max(wide, 0), 1), round(max(high, 0), 1)
    )


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(x1, y1, x2, y2)


def _text(kind: str, x: float, y: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(
        kind, round(x, 1), round(y, 1), words
    )
