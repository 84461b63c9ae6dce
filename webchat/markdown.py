"""Telegram's two Markdowns ("MarkdownV2 style" and the old "Markdown style") with their errors."""

from dataclasses import dataclass
from typing import Any

from webchat.html_markup import ParseError
from webchat.links import link_extra
from webchat.spans import Span

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
_NAMES = {
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "code": "Code",
    "pre": "Pre",
    "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}
# What ends a piece of that kind.
_ENDS = {
    "bold": "*",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "text_link": "]",
    "custom_emoji": "]",
}
_BEGINNINGS = (
    ("```", "pre"),
    ("`", "code"),
    ("__", "underline"),
    ("_", "italic"),
    ("*", "bold"),
    ("~", "strikethrough"),
    ("||", "spoiler"),
    ("![", "custom_emoji"),
    ("[", "text_link"),
)


@dataclass(slots=True)
class _Open:
    kind: str
    start: int
    where: int
    extra: dict[str, Any]


class _MarkdownV2:
    """One run over a MarkdownV2 text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.spans: list[Span] = []
        self.opened: list[_Open] = []
        self.quote: _Open | None = None

    def run(self) -> tuple[str, list[Span]]:
        source = self.source
        self._line_start()
        while self.at < len(source):
            character = source[self.at]
            inside = self.opened[-1].kind if self.opened else ""
            following = source[self.at + 1 : self.at + 2]
            if character == "\\" and "\0" < following < "\x7f":
                self.out.append(following)
                self.at += 2
            elif inside in ("code", "pre"):
                self._in_code(character, inside)
            elif character not in _RESERVED:
                self.out.append(character)
                self.at += 1
            elif character == "\n":
                self._new_line()
            elif self.opened and self._ends(inside):
                self._end()
            elif self._ends_expandable():
                self.at += 2
                self._end_quote(expandable=True)
            else:
                self._begin()
        if self.quote is not None and not self.opened:
            self._end_quote()
        if self.opened:
            raise self._unfinished(self.opened[-1])
        return "".join(self.out), self.spans

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode("utf-8"))

    def _unfinished(self, begun: _Open) -> ParseError:
        name = "PreCode" if begun.extra.get("language") else _NAMES[begun.kind]
        where = self._byte(begun.where)
        return ParseError(f"Can't find end of {name} entity at byte offset {where}")

    def _in_code(self, character: str, kind: str) -> None:
        if character == "`" and self._ends(kind):
            self._end()
        elif character == "`" and kind == "pre":
            # A lone backtick inside a block begins nothing that could end.
            raise ParseError(
                "Character '`' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            if character == "\n" and self.quote is not None:
                self._quoted_code_line()
                return
            self.out.append(character)
            self.at += 1

    def _quoted_code_line(self) -> None:
        if self.source[self.at + 1 : self.at + 2] != ">":
            raise self._unfinished(self.opened[-1])
        self.out.append("\n")
        self.at += 2

    def _line_start(self) -> None:
        """At the beginning of a line: `>` opens or continues a quote; `**>` opens a new one."""
        source = self.source
        if source.startswith("**>", self.at) and not self.opened:
            if self.quote is not None:
                self._end_quote()
            self.at += 2
        if source.startswith(">", self.at):
            if self.quote is None:
                self.quote = _Open("blockquote", len(self.out), self.at, {})
            self.at += 1

    def _new_line(self) -> None:
        continues = self.source.startswith(">", self.at + 1)
        renewed = self.source.startswith("**>", self.at + 1)
        if self.quote is not None and not continues:
            if self.opened and not renewed:
                raise self._unfinished(self.opened[-1])
            if not self.opened:
                self._end_quote()
        self.out.append("\n")
        self.at += 1
        self._line_start()

    def _end_quote(self, *, expandable: bool = False) -> None:
        quote, self.quote = self.quote, None
        if quote is not None and len(self.out) > quote.start:
            kind = "expandable_blockquote" if expandable else "blockquote"
            self.spans.append(Span(kind, quote.start, len(self.out)))

    def _ends_expandable(self) -> bool:
        source, at = self.source, self.at
        if self.quote is None or self.opened or not source.startswith("||", at):
            return False
        return at + 2 == len(source) or (
            source[at + 2] == "\n" and not source.startswith(">", at + 3)
        )

    def _ends(self, kind: str) -> bool:
        source, at = self.source, self.at
        if kind == "italic":
            return source[at] == "_" and source[at + 1 : at + 2] != "_"
        return source.startswith(_ENDS[kind], at)

    def _begin(self) -> None:
        source, at = self.source, self.at
        found = next((pair for pair in _BEGINNINGS if source.startswith(pair[0], at)), None)
        if found is None:
            raise _reserved(source[at])
        mark, kind = found
        self.at = at + len(mark)
        extra: dict[str, Any] = {}
        if kind == "pre":
            language, self.at = _language(source, self.at)
            if language:
                extra["language"] = language
        self.opened.append(_Open(kind, len(self.out), at, extra))

    def _end(self) -> None:
        begun = self.opened.pop()
        self.at += len(_ENDS[begun.kind])
        kind, extra = begun.kind, begun.extra
        if kind == "text_link":
            url = "".join(self.out[begun.start :])
            if self.source.startswith("(", self.at):
                url = self._address("URL")
            found = link_extra(url)
            if found is None:
                return
            kind, extra = found
        elif kind == "custom_emoji":
            if not self.source.startswith("(", self.at):
                raise ParseError("Custom emoji entity must contain a tg://emoji URL")
            number = self._address("custom emoji URL").removeprefix("tg://emoji?id=")
            if not number.isascii() or not number.isdigit() or len(number) > 19:
                raise ParseError("Custom emoji entity must contain a tg://emoji URL")
            extra = {"custom_emoji_id": number}
        if len(self.out) > begun.start:
            self.spans.append(Span(kind, begun.start, len(self.out), extra))

    def _address(self, what: str) -> str:
        """The text in round brackets, `\\` taking the next character as it is."""
        begin, url = self.at + 1, []
        at = begin
        while at < len(self.source) and self.source[at] != ")":
            if self.source[at] == "\\" and at + 1 < len(self.source):
                at += 1
            url.append(self.source[at])
            at += 1
        if at >= len(self.source):
            raise ParseError(f"Can't find end of a {what} at byte offset {self._byte(begin)}")
        self.at = at + 1
        return "".join(url)


def _reserved(character: str) -> ParseError:
    return ParseError(
        f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
    )


def _language(source: str, at: int) -> tuple[str, int]:
    """The language word after three backticks, and where the code begins."""
    end = at
    while end < len(source) and not source[end].isspace() and source[end] != "`":
        end += 1
    language = ""
    if at < end < len(source) and source[end] != "`":
        language, at = source[at:end], end
    for newline in ("\r\n", "\n\r", "\n", "\r"):
        if source.startswith(newline, at):
            return language, at + len(newline)
    return language, at


def parse_markdown_v2(source: str) -> tuple[str, list[Span]]:
    """The plain text and its spans; ParseError for what is not closed or not escaped."""
    # `out` holds one character each, so its length is the place in the text.
    return _MarkdownV2(source).run()


def parse_markdown(source: str) -> tuple[str, list[Span]]:
    """The old Markdown: no nesting, only `_*`[` are special."""
    out: list[str] = []
    spans: list[Span] = []
    at = 0
    while at < len(source):
        character = source[at]
        if character == "\\" and source[at + 1 : at + 2] in ("_", "*", "`", "["):
            out.append(source[at + 1])
            at += 2
            continue
        if character not in "_*`[":
            out.append(character)
            at += 1
            continue
        begin = at
        kind, mark = {"_": ("italic", "_"), "*": ("bold", "*"), "`": ("code", "`")}.get(
            character, ("text_link", "]")
        )
        at += 1
        extra: dict[str, Any] = {}
        if source.startswith("```", begin):
            kind, mark = "pre", "```"
            language, at = _language(source, begin + 3)
            if language:
                extra["language"] = language
        end = source.find(mark, at)
        if end < 0:
            where = len(source[:begin].encode("utf-8"))
            raise ParseError(f"Can't find end of the entity starting at byte offset {where}")
        start, inside = len(out), source[at:end]
        out.extend(inside)
        at = end + len(mark)
        if kind == "text_link":
            url = inside
            if source.startswith("(", at):
                close = source.find(")", at)
                close = len(source) if close < 0 else close
                url, at = source[at + 1 : close], close + 1
            found = link_extra(url)
            if found is None:
                continue
            kind, extra = found
        if inside:
            spans.append(Span(kind, start, len(out), extra))
    return "".join(out), spans
