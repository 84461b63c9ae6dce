"""Splits a document into clauses: articles of a statute, points of a plan, else paragraphs."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from langchain_text_splitters import RecursiveCharacterTextSplitter

from core.numerals import CHARACTERS, to_int
from knowledge import points
from knowledge.documents import Clause, Grade, Kind
from knowledge.points import Point

_N = f"[{CHARACTERS}0-9０-９]+"
_ARTICLE = re.compile(rf"^第({_N})条(?:之({_N}))?(?=[\s　:：【]|$)[\s　:：]*")
_GLUED_ARTICLE = re.compile(
    rf"^第({_N})条(?:之({_N}))?(?![规所第、，,和或及的至与中款项（(”》])(?=[一-鿿“《])"
)
_CHAPTER = re.compile(rf"^第{_N}(编|分编|章|节)(?=[\s　]|$)")
_LEVELS = {"编": 0, "分编": 1, "章": 2, "节": 3}
_CONTENTS = re.compile(r"^目\s*[录次]$")
_ANNEX = re.compile(r"^(附件|附录|附)\s*[一二三四五六七八九十0-9]*\s*[:：]?$")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HISTORY = re.compile(r"(通过|公布|修正|修订|施行|批准|号)[》）)]*\s*$|^[（(]?(19|20)\d\d年")
_STATE = re.compile("中华人民共和国")
_DATE = re.compile(r"[(（]\s*(\d{4})[-年.]?(\d{1,2})?[-月.]?(\d{1,2})?日?[^)）]*[)）]\s*$")
_CHUNK_CHARACTERS = 400


@dataclass(slots=True)
class _Article:
    label: str
    heading: str
    lines: list[str] = field(default_factory=list)


def short_title(name: str) -> str:
    """A title or file name without 中华人民共和国, the date in brackets and the extension."""
    name = re.sub(r"\.(md|markdown|txt)$", "", name.strip().lstrip("#").strip(), flags=re.I)
    return _STATE.sub("", _DATE.sub("", name)).strip()


def title_of(text: str, fallback: str) -> str:
    """The first line of a document without its mark-up where it reads like a title."""
    for line in _lines(text):
        bare = line.lstrip("#").strip()
        if bare:
            fits = 2 <= len(bare) <= 60 and not bare.endswith(("。", "；", "，", "："))
            return bare if fits and not _ARTICLE.match(bare) else fallback
    return fallback


def split(
    text: str,
    *,
    document: str,
    title: str,
    version: str,
    kind: Kind = Kind.STATUTE,
    jurisdiction: str = "国家",
    source: str = "",
) -> list[Clause]:
    """The clauses of a text in its order; empty for a text without a sentence.

    Three articles make a statute (第六条), three numbered points a plan (第12点, graded by their
    damage); anything else is cut at paragraphs (第3段). The words of an article are kept exactly;
    its own number, chapter lines, contents and the history of adoption are not part of it.
    """
    lines = list(_lines(text))
    articles = list(_articles(lines))
    if len(articles) >= 3 or (articles and not points.numbered(lines)):
        parts = [_graded(a.label, a.heading, "\n".join(a.lines)) for a in articles]
    elif points.numbered(lines):
        parts = list(points.split(lines, title))
    else:
        parts = [
            _graded(f"第{n}段", heading, chunk)
            for n, (heading, chunk) in enumerate(_paragraphs(lines, title), 1)
        ]
    return [
        Clause(
            id=f"{document}#{part.label}@{version}",
            document=document,
            title=title,
            article=part.label,
            heading=part.heading,
            text=part.text,
            version=version,
            ordinal=ordinal,
            kind=kind,
            jurisdiction=jurisdiction,
            grade=part.grade,
            source=source,
            residue=part.residue,
        )
        for ordinal, part in enumerate((p for p in parts if p.text or p.residue), 1)
    ]


def _graded(label: str, heading: str, text: str) -> Point:
    """A part of an undamaged document, or one that shows where it could not be read."""
    return Point(label, heading, text, "", Grade.C if points.illegible(text) else Grade.A)


def sha256(clause: Clause) -> str:
    """The hash of a clause's wording with its place, by which a change is noticed."""
    parts = (clause.document, clause.article, clause.heading, clause.text, clause.residue)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _lines(text: str) -> Iterator[str]:
    """Every line without comments, invisible characters and Markdown emphasis."""
    for line in _INVISIBLE.sub("", _COMMENT.sub("", text)).splitlines():
        yield re.sub(r"\*\*|__", "", line).strip().strip("　").strip()


def _articles(lines: list[str]) -> Iterator[_Article]:
    headings = ["", "", "", ""]
    article: _Article | None = None
    preamble: list[str] = []
    part, last, seen = "", (0, 0), set[str]()
    for line in lines:
        bare = line.lstrip("#").strip()
        chapter = _CHAPTER.match(bare)
        if chapter and len(bare) <= 50 and not bare.endswith(("。", "；")):
            level = _LEVELS[chapter[1]]
            headings[level:] = [_tidy(bare), *[""] * (3 - level)]
            continue
        if _ANNEX.match(bare):
            part, last = re.sub(r"[\s:：]", "", bare), (0, 0)
            continue
        start = _start(bare, last)
        if start and f"{part}{start[0]}" not in seen:
            if article:
                yield article
            elif preamble:
                yield _Article("序言", "", preamble)
            label, last, rest = start
            seen.add(part + label)
            article = _Article(part + label, " ".join(filter(None, headings)), [])
            if rest:
                article.lines.append(rest)
        elif article and bare and not (line.startswith("#") and len(bare) <= 50):
            article.lines.append(bare)
        elif not article and _is_preamble(line):
            preamble.append(bare)
    if article:
        yield article


def _start(line: str, last: tuple[int, int]) -> tuple[str, tuple[int, int], str] | None:
    """Label, number and first words where a line opens the next article, else None.

    第三条规定的… inside the running text is told apart by what follows the number and by the
    order of the articles: numbers only grow, and without a space only by one.
    """
    spaced = _ARTICLE.match(line)
    match = spaced or _GLUED_ARTICLE.match(line)
    if not match:
        return None
    number, sub = to_int(match[1]), to_int(match[2]) if match[2] else 0
    if number is None or sub is None or (number, sub) <= last:
        return None
    if not spaced and number > last[0] + 1:
        return None
    label = f"第{match[1]}条" + (f"之{match[2]}" if match[2] else "")
    return label, (number, sub), line[match.end() :].strip("　 ")


def _is_preamble(line: str) -> bool:
    return (
        len(line) > 30
        and line.endswith("。")
        and not line.startswith("#")
        and not _HISTORY.search(line)
    )


def _tidy(heading: str) -> str:
    number, _, name = re.sub(r"[\s　]+", " ", heading).partition(" ")
    return f"{number} {name.replace(' ', '')}".strip()


def _paragraphs(lines: list[str], title: str) -> Iterator[tuple[str, str]]:
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=_CHUNK_CHARACTERS,
        chunk_overlap=0,
        separators=["\n\n", "\n", "。", "；", ". ", "，", " ", ""],
        keep_separator="end",
    )
    heading, body = "", list[str]()
    for line in [*lines, "#"]:
        if line.startswith("#"):
            for chunk in splitter.split_text("\n".join(body)):
                if any(c.isalnum() for c in chunk):
                    yield heading, chunk.strip()
            heading, body = line.lstrip("#").strip(), []
            heading = "" if short_title(heading) == short_title(title) else heading
        elif line != title:
            body.append(line)
