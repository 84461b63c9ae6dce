from pathlib import Path

import pytest

from knowledge import calibration
from knowledge.calibration import Thresholds
from knowledge.embeddings import MODEL_ID


@pytest.mark.parametrize("name", [MODEL_ID, calibration.WORDS])
def test_packaged_figures_exist_and_are_ordered(tmp_path: Path, name: str) -> None:
    found = calibration.load(name, tmp_path)

    assert found is not None
    assert found.refused < found.answered


def test_figures_of_the_folder_go_first(tmp_path: Path) -> None:
    own = Thresholds(0.5, 0.25, 2.0)
    calibration.save(tmp_path, {MODEL_ID: own}, how="a test")

    assert calibration.load(MODEL_ID, tmp_path) == own
    assert calibration.load(calibration.WORDS, tmp_path) is not None


@pytest.mark.parametrize("text", ["", "[]", '{"thresholds": 1}', '{"thresholds": {"words": {}}}'])
def test_unreadable_figures_are_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / calibration.FILE).write_text(text, encoding="utf-8")

    assert calibration.load(calibration.WORDS, tmp_path) is not None


def test_unknown_model_has_no_figures(tmp_path: Path) -> None:
    assert calibration.load("some other model", tmp_path) is None


def test_support_weighs_the_clause_against_the_foreign_subject() -> None:
    assert Thresholds(1.0, 0.0, foreign=2.0).support(3.0, 1.0) == 1.0
