"""Our own digests of documents we do not reproduce: facts in our words, marked 摘要.

A digest is a Markdown file: front matter between two ``---`` lines with one ``name: value`` a
line, then one ``## 第N条`` section for every article of the original that it reports on. ``{B}``
behind the article grades the section; ``{C}`` says that the original is damaged there, so that
nothing of it may be quoted; a line that starts with ``!`` is a fragment to be found, never quoted.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.errors import DomainError
from knowledge.clauses import short_title
from knowledge.documents import Clause, Grade, Kind
from knowledge.loading import read_text

NEEDED = ("title", "number", "source", "jurisdiction", "version", "effective_from")
_SECTION = re.compile(
    r"^##\s*(?P<article>\S+?)\s*(?:\{(?P<grade>[ABC])\})?\s*(?:·\s*(?P<name>.+))?$"
)


class DigestIncomplete(DomainError):
    """A digest lacks a line of its front matter, or that line cannot be read."""

    key = "error-digest-incomplete"


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest with the dates its front matter gives the original."""

    title: str
    full_title: str
    number: str
    jurisdiction: str
    version: str
    effective_from: date
    effective_to: date | None
    confirmed: bool
    source: str
    clauses: tuple[Clause, ...]


def read(path: Path) -> Digest:
    """The digest in a file. Raises DigestIncomplete, and what ``loading.read_text`` raises."""
    fields, body = _front_matter(path)
    missing = next((name for name in NEEDED if not fields.get(name)), None)
    if missing:
        raise DigestIncomplete(name=path.name, field=missing)
    title = short_title(fields["title"])
    version = f"{fields['version']} 摘要"
    source = f"{fields['number']}；{fields['source']}"
    return Digest(
        title=title,
        full_title=fields["title"],
        number=fields["number"],
        jurisdiction=fields["jurisdiction"],
        version=version,
        effective_from=_day(path, fields, "effective_from"),
        effective_to=_day(path, fields, "effective_to") if fields.get("effective_to") else None,
        confirmed=fields.get("confirmed", "yes") == "yes",
        source=source,
        clauses=tuple(
            Clause(
                id=f"{title}#{article}@{version}",
                document=title,
                title=fields["title"],
                article=article,
                heading=name,
                text=text,
                version=version,
                ordinal=ordinal,
                kind=Kind.DIGEST,
                jurisdiction=fields["jurisdiction"],
                grade=grade,
                source=source,
                residue=residue,
            )
            for ordinal, (article, name, grade, text, residue) in enumerate(_sections(body), 1)
        ),
    )


def _front_matter(path: Path) -> tuple[dict[str, str], list[str]]:
    lines = read_text(path).splitlines()
    if not lines or lines[0].strip() != "---" or "---" not in (ln.strip() for ln in lines[1:]):
        raise DigestIncomplete(name=path.name, field="---")
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    pairs = (line.partition(":") for line in lines[1:end] if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}, lines[end + 1 :]


def _day(path: Path, fields: dict[str, str], name: str) -> date:
    try:
        return date.fromisoformat(fields[name])
    except ValueError:
        raise DigestIncomplete(name=path.name, field=name) from None


def _sections(lines: list[str]) -> list[tuple[str, str, Grade, str, str]]:
    found: list[tuple[str, str, Grade, list[str], list[str]]] = []
    for line in (line.strip() for line in lines):
        section = _SECTION.match(line)
        if section:
            grade = Grade(section["grade"] or Grade.A)
            found.append((section["article"], section["name"] or "", grade, [], []))
        elif line and found:
            bare = line.removeprefix("!").strip()
            (found[-1][4] if line.startswith("!") else found[-1][3]).append(bare)
    return [
        (article, name, grade, "\n".join(text), "\n".join(residue))
        for article, name, grade, text, residue in found
        if text or residue
    ]
