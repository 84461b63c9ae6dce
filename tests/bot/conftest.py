"""Fixtures of the tests that run whole commands: a data folder whose library is filled already."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after its very first command, which takes in the default library."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        set_environment(patch, folder)
        assert main(["knowledge", "list", "--json"]) == 0
    return folder


@pytest.fixture(scope="session")
def nearly_empty(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after everything but one law was taken off the shelf: it opens much faster."""
    folder = tmp_path_factory.mktemp("small") / "data"
    shutil.copytree(filled, folder)
    with closing(sqlite3.connect(folder / "mentorbot.sqlite3")) as db, db:
        db.execute(
            "UPDATE versions SET state = 'withdrawn' WHERE document_id NOT IN "
            "(SELECT id FROM documents WHERE title = '促进科技成果转化法')"
        )
    return folder


@pytest.fixture
def small_dir(nearly_empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As ``data_dir``, with one law in the library."""
    folder = tmp_path / "data"
    shutil.copytree(nearly_empty, folder)
    set_environment(monkeypatch, folder)
    return folder


@pytest.fixture
def data_dir(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own that the environment names, search by words alone."""
    folder = tmp_path / "data"
    shutil.copytree(filled, folder)
    set_environment(monkeypatch, folder)
    return folder


def set_environment(patch: pytest.MonkeyPatch, folder: Path) -> None:
    patch.setenv("DATA_DIR", str(folder))
    patch.setenv("KNOWLEDGE_DENSE", "false")
    for name in ("DATABASE_URL", "WEBCHAT_TOKEN", "TELEGRAM_TOKEN", "WEBHOOK_URL"):
        patch.setenv(name, "")
