"""A small database of statutes with the schema of the installed one, made up for tests."""

import sqlite3
from contextlib import closing
from pathlib import Path

_SCHEMA = """
CREATE TABLE laws (
    law_id TEXT PRIMARY KEY, law_name TEXT NOT NULL, doc_type TEXT,
    level TEXT, issuing_body TEXT, publish_date TEXT, effective_date TEXT,
    version_date TEXT, status TEXT, law_department TEXT
);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, law_id TEXT NOT NULL, law_name TEXT NOT NULL,
    law_department TEXT, level TEXT, status TEXT, chapter TEXT, section TEXT,
    article_no TEXT, article_no_arabic INTEGER, article_text TEXT, char_count INTEGER
);
"""


def write(path: Path, *laws: tuple[str, str, str, str, list[str]]) -> Path:
    """Write laws given as (name, version date, effective date, status, texts of articles)."""
    numerals = "一二三四五六七八九十"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_SCHEMA)
        for number, (name, version, effective, status, texts) in enumerate(laws):
            law = f"law{number}"
            connection.execute(
                "INSERT INTO laws VALUES (?, ?, '法律', '法律', '', ?, ?, ?, ?, '')",
                (law, name, version, effective, version, status),
            )
            connection.executemany(
                "INSERT INTO articles VALUES"
                " (NULL, ?, ?, '', '', ?, '第一章 总则', NULL, ?, ?, ?, ?)",
                [
                    (law, name, status, f"第{numerals[n]}条", n + 1, text, len(text))
                    for n, text in enumerate(texts)
                ],
            )
        connection.commit()
    return path
