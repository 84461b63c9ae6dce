"""Telegram's HTML: the few tags of the Bot API, "HTML style", with its errors."""

import re
from dataclasses import dataclass
from typing import Any

from webchat.links import link_extra
from webchat.spans import Span

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9A-Fa-f]{1,6})|([A-Za-z]+));?")
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"\s*([^\s=>]*)")
_VALUE = re.compile(r"\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.-]*)(?=[\s>]))")
_END_TAG = re.compile(r"</([^\s>]*)\s*>")


class ParseError(ValueError):
    """The text is not well formed; the message says where, in bytes."""


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, str]
    start: int


def parse_html(source: str) -> tuple[str, list[Span]]:
    """The plain text and its spans; ParseError where a tag is unknown or does not fit."""
    if "<" not in source and "&" not in source:
        return source, []
    out: list[str] = []
    length = at = 0
    spans: list[Span] = []
    opened: list[_Open] = []
    for mark in re.finditer("[<&]", source):
        if mark.start() < at:
            continue
        out.append(source[at : mark.start()])
        length += mark.start() - at
        at = mark.start()
        if source[at] == "&":
            character, at = _reference(source, at)
            out.append(character)
            length += len(character)
        elif source.startswith("</", at):
            begun, at = _end_tag(source, at, opened)
            if length > begun.start:
                _close(begun, length, out, spans)
        else:
            name, attributes, at = _start_tag(source, at)
            opened.append(_Open(name, attributes, length))
    out.append(source[at:])
    if opened:
        name = opened[-1].name
        raise ParseError(f'Can\'t find end tag corresponding to start tag "{name}"')
    text = "".join(out)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ParseError("Text contains invalid Unicode characters after decoding HTML entities")
    return text, [Span(s.kind, s.start, s.end) if s.kind == "code" else s for s in spans]


def _byte(source: str, at: int) -> int:
    return len(source[:at].encode("utf-8"))


def _reference(source: str, at: int) -> tuple[str, int]:
    """The character that is meant at `&`, and where to go on; unknown ones stay as they are."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    decimal, hexadecimal, name = match.groups()
    if name:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return (chr(code), match.end()) if 0 < code < 0x10FFFF else ("&", at + 1)


def _unescaped(value: str) -> str:
    out, at = [], 0
    while (found := value.find("&", at)) >= 0:
        out.append(value[at:found])
        character, at = _reference(value, found)
        out.append(character)
    return "".join(out) + value[at:]


def _start_tag(source: str, begin: int) -> tuple[str, dict[str, str], int]:
    def fault(what: str) -> ParseError:
        return ParseError(f"{what} at byte offset {_byte(source, begin)}")

    matched = _NAME.match(source, begin + 1)
    name = matched.group().lower() if matched else ""
    at = begin + 1 + len(name)
    if at >= len(source):
        raise fault("Unclosed start tag")
    if name not in _KINDS:
        raise fault(f'Unsupported start tag "{name}"')
    attributes: dict[str, str] = {}
    while True:
        found = _ATTRIBUTE.match(source, at)
        key = found.group(1) if found else ""
        at = found.end() if found else at
        if at >= len(source):
            raise fault(f'Unclosed start tag "{name}"')
        if not key:
            if source[at] == ">":
                break
            raise fault(f'Empty attribute name in the tag "{name}"')
        value = _VALUE.match(source, at)
        if value is None:
            if name == "blockquote" and key.lower() == "expandable" and source[at] in " >\n\t":
                attributes["expandable"] = ""
                continue
            if source[at:].lstrip().startswith("="):
                raise fault(f'Unclosed start tag "{name}"')
            raise fault(f'Expected equal sign in declaration of an attribute of the tag "{name}"')
        quoted = value.group(1) if value.group(1) is not None else value.group(2)
        attributes[key.lower()] = (
            _unescaped(quoted) if quoted is not None else value.group(3).lower()
        )
        at = value.end()
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise fault('Tag "span" must have class "tg-spoiler"')
    return name, attributes, at + 1


def _end_tag(source: str, begin: int, opened: list[_Open]) -> tuple[_Open, int]:
    matched = _END_TAG.match(source, begin)
    if not opened:
        raise ParseError(f"Unexpected end tag at byte offset {_byte(source, begin)}")
    if matched is None:
        raise ParseError(f"Unclosed end tag at byte offset {_byte(source, begin)}")
    name, expected = matched.group(1).lower(), opened[-1].name
    if name and name != expected:
        raise ParseError(
            f"Unmatched end tag at byte offset {_byte(source, begin)},"
            f' expected "</{expected}>", found "</{name}>"'
        )
    return opened.pop(), matched.end()


def _close(begun: _Open, end: int, out: list[str], spans: list[Span]) -> None:
    """Add the span of a tag that ends here; `<pre><code class="language-…">` is one span."""
    kind, start = _KINDS[begun.name], begun.start
    extra: dict[str, Any] = {}
    last = spans[-1] if spans else None
    if kind == "text_link":
        found = link_extra(begun.attributes.get("href") or "".join(out)[start:])
        if found is None:
            return
        kind, extra = found
    elif kind == "custom_emoji":
        number = begun.attributes.get("emoji-id", "")
        if not number.isascii() or not number.isdigit() or len(number) > 19 or not int(number):
            raise ParseError("Invalid custom emoji identifier specified")
        extra = {"custom_emoji_id": number}
    elif kind == "blockquote" and "expandable" in begun.attributes:
        kind = "expandable_blockquote"
    elif kind == "code":
        language = begun.attributes.get("class", "").removeprefix("language-")
        if language and begun.attributes["class"].startswith("language-"):
            if last and (last.kind, last.start, last.end) == ("pre", start, end):
                spans[-1] = Span("pre", start, end, {"language": language})
                return
            extra = {"language": language}
    elif (
        kind == "pre"
        and last
        and (last.kind, last.start, last.end) == ("code", start, end)
        and last.extra
    ):
        spans[-1] = Span("pre", start, end, last.extra)
        return
    spans.append(Span(kind, start, end, extra))
