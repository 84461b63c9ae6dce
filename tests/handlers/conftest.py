"""A town for every conversation: a made-up library, a fresh database, nobody known yet."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from core.db import Database
from knowledge.documents import Kind
from knowledge.library import Library
from tests.chat import NOW, Town

TEXTS = Path(__file__).parent / "library"
DOCUMENTS = (
    ("sample-nation", "大学生创业扶持虚构条例", Kind.REGULATION, "国家"),
    ("sample-province", "浙江省大学生创业虚构条例", Kind.LOCAL, "浙江"),
    ("sample-long", "示例大学工位与设备使用细则", Kind.POLICY, "本校"),
)


@pytest.fixture(scope="session")
def stocked_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and the made-up documents."""
    folder = tmp_path_factory.mktemp("stocked")
    path = folder / "stocked.db"
    shutil.copyfile(sqlite_template, path)

    async def stock() -> None:
        db = Database(f"sqlite:///{path}")
        library = await Library.open(db, folder / "index", dense=False)
        for name, title, kind, place in DOCUMENTS:
            await library.add(
                TEXTS / f"{name}.md",
                title=title,
                kind=kind,
                jurisdiction=place,
                effective_from=date(2026, 3, 1),
                source="演示",
                version="2026-03-01",
            )
        await library.close()
        await db.close()

    asyncio.run(stock())
    return path


@pytest.fixture
def sqlite_url(stocked_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "test.db"
    shutil.copyfile(stocked_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def library(db: Database, tmp_path: Path) -> AsyncIterator[Library]:
    """The made-up documents, searched by words."""
    opened = await Library.open(db, tmp_path / "index", dense=False, today=lambda: NOW.date())
    yield opened
    await opened.close()


@pytest.fixture
def town(db: Database, library: Library) -> Town:
    return Town(db, library.answerer)
