"""A town for every conversation: a made-up library, a fresh database, nobody known yet."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from core.db import Database
from knowledge.documents import Kind
from knowledge.library import Library
from tests.chat import NOW, Town

TEXTS = Path(__file__).parent / "library"


@pytest.fixture
async def library(db: Database, tmp_path: Path) -> AsyncIterator[Library]:
    """Three made-up documents, searched by words."""
    opened = await Library.open(db, tmp_path / "index", dense=False, today=lambda: NOW.date())
    for name, title, kind, place in (
        ("sample-school", "示例大学学生创业扶持办法（虚构）", Kind.POLICY, "国家"),
        ("sample-province", "浙江省学生创业虚构条例", Kind.LOCAL, "浙江"),
        ("sample-long", "示例大学工位与设备使用细则（虚构）", Kind.POLICY, "国家"),
    ):
        await opened.add(
            TEXTS / f"{name}.md",
            title=title,
            kind=kind,
            jurisdiction=place,
            effective_from=date(2026, 3, 1),
            source="演示",
            version="2026-03-01",
        )
    yield opened
    await opened.close()


@pytest.fixture
def town(db: Database, library: Library) -> Town:
    return Town(db, library.answerer)
