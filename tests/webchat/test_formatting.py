"""Parse modes and entities: what Telegram makes of a text, in UTF-16 units."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webchat.entities import utf16_length
from webchat.errors import Refused
from webchat.formatting import escape_html, format_text
from webchat.spans import Span, nest, tidy

LIMIT = 4096


def parsed(text: str, mode: str | None, entities: list[Any] | None = None) -> tuple[str, list[Any]]:
    """The text, and each entity as (kind, what it covers, what else it says)."""
    plain, found = format_text(text, mode, entities, limit=LIMIT)
    units = plain.encode("utf-16-le")
    shown = []
    for entity in found:
        start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        rest = {k: v for k, v in entity.items() if k not in ("type", "offset", "length")}
        shown.append((entity["type"], units[start:end].decode("utf-16-le"), *rest.values()))
    return plain, shown


def refusal(text: str, mode: str | None, entities: list[Any] | None = None) -> str:
    with pytest.raises(Refused) as refused:
        format_text(text, mode, entities, limit=LIMIT)
    return refused.value.description


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        ("<b>粗</b><i>斜</i>", "粗斜", [("bold", "粗"), ("italic", "斜")]),
        (
            "<strong>a</strong><em>b</em><ins>c</ins>",
            "abc",
            [("bold", "a"), ("italic", "b"), ("underline", "c")],
        ),
        (
            "<s>a</s> <strike>b</strike> <del>c</del>",
            "a b c",
            [("strikethrough", x) for x in "abc"],
        ),
        ("<b>a<i>b</i></b>", "ab", [("bold", "ab"), ("italic", "b")]),
        (
            "<tg-spoiler>a</tg-spoiler> <span class='tg-spoiler'>b</span>",
            "a b",
            [("spoiler", "a"), ("spoiler", "b")],
        ),
        ("<code>a &lt; b</code>", "a < b", [("code", "a < b")]),
        ("<pre>x\ny</pre>", "x\ny", [("pre", "x\ny")]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", "x", "python")]),
        ('<code class="language-c">x</code>', "x", [("code", "x")]),
        ("<blockquote>甲\n乙</blockquote>丙", "甲\n乙丙", [("blockquote", "甲\n乙")]),
        ("<blockquote expandable>甲</blockquote>", "甲", [("expandable_blockquote", "甲")]),
        ("<blockquote><b>甲</b></blockquote>", "甲", [("blockquote", "甲"), ("bold", "甲")]),
        (
            '<a href="https://e.cn/?a=1&amp;b=2">链</a>',
            "链",
            [("text_link", "链", "https://e.cn/?a=1&b=2")],
        ),
        ("<a>e.cn/x</a>", "e.cn/x", [("text_link", "e.cn/x", "http://e.cn/x")]),
        ("<a href='javascript:alert(1)'>x</a>", "x", []),
        ('<a href="tg://user?id=7">人</a>', "人", [("text_mention", "人", {"id": 7})]),
        (
            '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
            "👍",
            [("custom_emoji", "👍", "5368324170671202286")],
        ),
        ("&#20013;&#x4e2d;&amp;&quot;&unknown;", '中中&"&unknown;', []),
        ("<B>a</B >", "a", [("bold", "a")]),
        ("<b></b>a", "a", []),
        ("<i>a<code>b</code>c</i>", "abc", [("italic", "a"), ("code", "b"), ("italic", "c")]),
        ("<b>a</b><b>b</b>", "ab", [("bold", "ab")]),
    ],
)
def test_html_is_read(source: str, plain: str, entities: list[Any]) -> None:
    assert parsed(source, "HTML") == (plain, entities)
    assert parsed(source, "html") == (plain, entities)


@pytest.mark.parametrize(
    ("source", "wording"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("中<b>a</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("中<div>", 'Unsupported start tag "div" at byte offset 3'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<a =x>x</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x>x</a>', 'Unclosed start tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>👍</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("&#xd800;x", "Text contains invalid Unicode characters after decoding HTML entities"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_html_is_refused_with_its_place(source: str, wording: str) -> None:
    assert refusal(source, "HTML") == f"Bad Request: can't parse entities: {wording}"


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        (
            "*粗* _斜_ __下__ ~删~ ||藏||",
            "粗 斜 下 删 藏",
            [
                ("bold", "粗"),
                ("italic", "斜"),
                ("underline", "下"),
                ("strikethrough", "删"),
                ("spoiler", "藏"),
            ],
        ),
        ("*a _b_ c*", "a b c", [("bold", "a b c"), ("italic", "b")]),
        ("`a_b`", "a_b", [("code", "a_b")]),
        ("```python\nx = '*'\n```", "x = '*'", [("pre", "x = '*'", "python")]),
        ("```\nx\n```", "x", [("pre", "x")]),
        ("[链](https://e.cn/\\)a)", "链", [("text_link", "链", "https://e.cn/)a")]),
        ("[人](tg://user?id=7)", "人", [("text_mention", "人", {"id": 7})]),
        ("![👍](tg://emoji?id=53683)", "👍", [("custom_emoji", "👍", "53683")]),
        ("a\\.b\\!", "a.b!", []),
        (">甲\n>乙\n丙", "甲\n乙\n丙", [("blockquote", "甲\n乙")]),
        (
            ">甲\n**>乙\n>丙||",
            "甲\n乙\n丙",
            [("blockquote", "甲"), ("expandable_blockquote", "乙\n丙")],
        ),
        ("前\n>||藏||\n后", "前\n藏\n后", [("blockquote", "藏"), ("spoiler", "藏")]),
        ("**a", "a", []),
    ],
)
def test_markdown_v2_is_read(source: str, plain: str, entities: list[Any]) -> None:
    assert parsed(source, "MarkdownV2") == (plain, entities)


@pytest.mark.parametrize(
    ("source", "wording"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("中*a", "Can't find end of Bold entity at byte offset 3"),
        ("`a", "Can't find end of Code entity at byte offset 0"),
        ("```c\na", "Can't find end of PreCode entity at byte offset 0"),
        ("[a](https://e.cn", "Can't find end of a URL at byte offset 4"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
        ("![👍]", "Custom emoji entity must contain a tg://emoji URL"),
    ],
)
def test_broken_markdown_v2_is_refused_with_its_place(source: str, wording: str) -> None:
    assert refusal(source, "MarkdownV2") == f"Bad Request: can't parse entities: {wording}"


@pytest.mark.parametrize(
    ("source", "plain", "entities"),
    [
        (
            "_Italic_ *Bold* `Code`",
            "Italic Bold Code",
            [("italic", "Italic"), ("bold", "Bold"), ("code", "Code")],
        ),
        ("```c\nx\n```", "x", [("pre", "x", "c")]),
        ("[a](https://e.cn/) \\_b a.b!", "a _b a.b!", [("text_link", "a", "https://e.cn/")]),
        ("**", "", []),
    ],
)
def test_old_markdown_is_read(source: str, plain: str, entities: list[Any]) -> None:
    assert parsed(source, "Markdown") == (plain, entities)


def test_broken_old_markdown_is_refused_with_its_place() -> None:
    wording = "Can't find end of the entity starting at byte offset 3"
    assert refusal("中*a", "Markdown") == f"Bad Request: can't parse entities: {wording}"


def test_offsets_count_utf16_units() -> None:
    _, entities = format_text("😀中<b>𠮷</b>", "HTML", limit=LIMIT)
    assert entities == [{"type": "bold", "offset": 3, "length": 2}]


def test_unknown_parse_mode_is_refused() -> None:
    assert refusal("a", "BBCode") == "Bad Request: unsupported parse_mode"


def test_blanks_around_are_trimmed_and_offsets_follow() -> None:
    assert format_text(" \n <b> 甲 </b> \n", "HTML", limit=LIMIT) == (
        "甲",
        [{"type": "bold", "offset": 0, "length": 1}],
    )
    assert format_text("  a\x00b\r\n\u2028c ", limit=LIMIT) == ("a b\nc", [])


def test_limit_counts_after_parsing() -> None:
    fits = "<b>" + "😀" * (LIMIT // 2) + "</b>"
    assert utf16_length(format_text(fits, "HTML", limit=LIMIT)[0]) == LIMIT
    assert refusal("😀" * (LIMIT // 2) + "a", None) == "Bad Request: message is too long"


def test_given_entities_are_checked_against_the_text() -> None:
    bold = [{"type": "bold", "offset": 2, "length": 1}]
    assert parsed("😀中", None, bold) == ("😀中", [("bold", "中")])
    assert "middle of a UTF-16 symbol" in refusal("😀中", None, [{**bold[0], "offset": 1}])
    assert "ends after the end of the text" in refusal("😀中", None, [{**bold[0], "length": 2}])
    assert "incorrect offset" in refusal("😀中", None, [{**bold[0], "offset": -1}])
    for broken in ("x", {"type": 1}, {"type": "bold", "offset": "a", "length": 1}):
        assert refusal("😀中", None, [broken]).startswith("Bad Request: can't parse MessageEntity")


def test_given_entities_that_cross_are_split() -> None:
    crossing = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "italic", "offset": 2, "length": 4},
        {"type": "text_link", "offset": 0, "length": 2, "url": "ftp://no"},
    ]
    assert parsed("abcdef", None, crossing)[1] == [
        ("bold", "ab"),
        ("italic", "cdef"),
        ("bold", "cd"),
    ]


def test_links_and_commands_of_the_text_are_found() -> None:
    text = "/start 见https://e.edu.cn/a?b=1。 a@b.cn @teacher\\_1 #创业 1/2 </b> `/x`"
    assert parsed(text, "Markdown")[1] == [
        ("bot_command", "/start"),
        ("url", "https://e.edu.cn/a?b=1"),
        ("email", "a@b.cn"),
        ("mention", "@teacher_1"),
        ("hashtag", "#创业"),
        ("code", "/x"),
    ]


def test_entities_beyond_a_hundred_are_passed_over() -> None:
    text, entities = format_text("<b>a</b> " * 101, "HTML", limit=LIMIT)
    assert (len(text), len(entities)) == (201, 100)


def test_unpaired_surrogate_is_refused() -> None:
    assert refusal("a\ud800", None) == "Bad Request: strings must be encoded in UTF-8"


@given(st.text(max_size=200))
def test_escaped_html_comes_back_as_it_was(text: str) -> None:
    expected = format_text(text.encode("utf-8", "replace").decode(), limit=LIMIT)[0]
    escaped = escape_html(text.encode("utf-8", "replace").decode())
    assert format_text(escaped, "HTML", limit=LIMIT)[0] == expected


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_escaped_markdown_comes_back_as_it_was(text: str) -> None:
    escaped = "".join(f"\\{c}" if "\0" < c < "\x7f" and c != "\n" else c for c in text)
    expected = format_text(text, limit=LIMIT)[0]
    # A backslash that escapes nothing is kept, so only what was escaped can be compared.
    assert format_text(escaped, "MarkdownV2", limit=LIMIT)[0] == expected


TAGS = [
    f"<{mark}{name}>" for name in ("b", "i", "u", "code", "pre", "blockquote") for mark in ("", "/")
]
SIGNS = ["<a href='e.cn'>", "</a>", "*", "_", "__", "`", "```", "|", "||", "~", "[", "](e.cn)"]
REST = [">", "**>", "\\", "/x", "#t", "😀", "中", " ", "\n", "&lt;", "a"]
MARKS = [*TAGS, *SIGNS, *REST]
MARKUP = st.lists(st.sampled_from(MARKS), max_size=30).map("".join)


@given(MARKUP, st.sampled_from(["HTML", "Markdown", "MarkdownV2", None]))
def test_entities_are_within_bounds_and_nested(text: str, mode: str | None) -> None:
    try:
        plain, entities = format_text(text, mode, limit=LIMIT)
    except Refused:
        return
    end = utf16_length(plain)
    edges = {utf16_length(plain[:i]) for i in range(len(plain) + 1)}
    ranges = []
    for entity in entities:
        start, stop = entity["offset"], entity["offset"] + entity["length"]
        assert 0 <= start < stop <= end
        assert {start, stop} <= edges
        ranges.append((start, stop))
    for a, b in ranges:
        for c, d in ranges:
            assert not a < c < b < d, "two entities cross"
    assert ranges == sorted(ranges, key=lambda pair: (pair[0], -pair[1]))


SPANS = st.lists(
    st.builds(
        lambda kind, start, length: Span(kind, start, start + length),
        st.sampled_from(["bold", "italic", "code", "pre", "blockquote", "text_link", "spoiler"]),
        st.integers(0, 20),
        st.integers(1, 20),
    ),
    max_size=8,
)


@given(SPANS)
def test_nesting_keeps_every_style_where_no_code_is(spans: list[Span]) -> None:
    nested = nest(spans)
    solid = [s for s in nested if s.kind in ("code", "pre")]
    for style in ("bold", "italic", "spoiler"):
        wanted = {p for s in spans if s.kind == style for p in range(s.start, s.end)}
        wanted -= {p for s in solid for p in range(s.start, s.end)}
        kept = {p for s in nested if s.kind == style for p in range(s.start, s.end)}
        assert kept == wanted
    for one in nested:
        for other in nested:
            assert one.holds(other) or other.holds(one) or not one.meets(other)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50), SPANS)
def test_tidying_twice_changes_nothing(text: str, spans: list[Span]) -> None:
    inside = [s for s in spans if s.end <= len(text)]
    once = tidy(text, inside)
    assert tidy(*once) == once
