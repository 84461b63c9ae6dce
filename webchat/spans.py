"""Formatted pieces of a text, kept properly nested, trimmed and within its bounds.

While a text is worked on, pieces are counted in characters; UTF-16 comes at the very end.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
CODE = frozenset({"pre", "code"})
# These carry something that is not visible, so they may cover blanks.
HIDDEN = frozenset({"text_link", "text_mention", "custom_emoji"})

_BLANKS = " \n"
_UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\x7f\u2028-\u202e]")


@dataclass(frozen=True, slots=True)
class Span:
    """A formatted piece from `start` up to `end`, in characters."""

    kind: str
    start: int
    end: int
    extra: dict[str, Any] = field(default_factory=dict)

    def holds(self, other: "Span") -> bool:
        """Whether the other lies inside this one."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def by_place(span: Span) -> tuple[int, int]:
    """The order of entities: by beginning, the longer one first."""
    return span.start, -span.end


def tidy(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Clean and trim the text and bring the spans into Telegram's form.

    Control characters become blanks (CR and line separators vanish); outer blanks go; spans never
    cross each other, nothing is inside code, quotes do not nest, same styles that touch are one.
    """
    if _UNCLEAN.search(text):
        text, spans = _clean(text, spans)
    if spans:
        spans = _shrink(text, nest(spans))
    end = len(text.rstrip(_BLANKS))
    spans = [replace(s, end=min(s.end, end)) for s in spans if s.start < end]
    first = min((span.start for span in spans), default=end)
    start = min(len(text) - len(text.lstrip(_BLANKS)), first)
    if start:
        spans = [replace(s, start=s.start - start, end=s.end - start) for s in spans]
    return text[start:end], spans


def nest(spans: list[Span]) -> list[Span]:
    """The same formatting with every pair of spans apart or one inside the other."""
    solid: list[Span] = []
    for span in sorted((s for s in spans if s.kind in QUOTES), key=by_place):
        if not any(span.meets(kept) for kept in solid):
            solid.append(span)
    quotes = list(solid)
    for span in sorted((s for s in spans if s.kind not in SPLITTABLE | QUOTES), key=by_place):
        if any(span.meets(kept) and kept not in quotes for kept in solid):
            continue
        if all(quote.holds(span) or not quote.meets(span) for quote in quotes):
            solid.append(span)
    styles = [part for kind in sorted(SPLITTABLE) for part in _united(spans, kind)]
    for kept in sorted(solid, key=lambda span: span.kind not in CODE):
        styles = [part for style in styles for part in _cut_by(style, kept)]
    return sorted(solid + _uncrossed(styles), key=by_place)


def _united(spans: list[Span], kind: str) -> list[Span]:
    """All spans of one style, those that touch joined."""
    joined: list[Span] = []
    for span in sorted((s for s in spans if s.kind == kind), key=by_place):
        if joined and span.start <= joined[-1].end:
            joined[-1] = replace(joined[-1], end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _cut_by(style: Span, solid: Span) -> list[Span]:
    """The style where it may stand beside or inside the solid span: code takes none at all."""
    if not style.meets(solid):
        return [style]
    if solid.kind in CODE:
        parts = [(style.start, solid.start), (solid.end, style.end)]
    elif style.holds(solid) or solid.holds(style):
        return [style]
    else:
        border = solid.start if style.start < solid.start else solid.end
        parts = [(style.start, border), (border, style.end)]
    return [replace(style, start=start, end=end) for start, end in parts if start < end]


def _uncrossed(styles: list[Span]) -> list[Span]:
    """Styles that crossed another one, split where the other begins."""
    waiting = sorted(styles, key=by_place, reverse=True)
    done: list[Span] = []
    while waiting:
        span = waiting.pop()
        crossing = [s.start for s in waiting if span.start < s.start < span.end < s.end]
        if crossing:
            border = min(crossing)
            waiting.append(replace(span, start=border))
            span = replace(span, end=border)
            waiting.sort(key=by_place, reverse=True)
        done.append(span)
    return done


def _shrink(text: str, spans: list[Span]) -> list[Span]:
    """The spans without blanks at their beginning, and without those of blanks alone."""
    kept = []
    for span in spans:
        inside = text[span.start : span.end]
        if span.kind in HIDDEN:
            kept.append(span)
        elif inside.strip(_BLANKS):
            blanks = 0 if span.kind in CODE else len(inside) - len(inside.lstrip(_BLANKS))
            kept.append(replace(span, start=span.start + blanks))
    return sorted(kept, key=by_place)


def _clean(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    places: list[int] = []
    kept: list[str] = []
    for character in text:
        places.append(len(kept))
        if not _UNCLEAN.match(character):
            kept.append(character)
        elif character < " " and character != "\r":
            kept.append(" ")
    places.append(len(kept))
    moved = [replace(s, start=places[s.start], end=places[s.end]) for s in spans]
    return "".join(kept), [span for span in moved if span.start < span.end]
