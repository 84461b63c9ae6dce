"""The figures that tell an answer from a guess, fitted on questions and kept with the index."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = "calibration.json"
_PACKAGED = Path(__file__).with_name(FILE)
WORDS = "words"
"""The name under which the figures stand that hold without any embedding model."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Support from ``answered`` on answers; below ``refused`` nothing is shown.

    Between the two the closest clauses are shown as such. ``foreign`` weighs what speaks for a
    subject outside the library against what speaks for a clause.
    """

    answered: float
    refused: float
    foreign: float = 1.0

    def support(self, clause: float, elsewhere: float) -> float:
        """How much speaks for the library having the answer."""
        return clause - self.foreign * elsewhere


def load(model_id: str, folder: Path) -> Thresholds | None:
    """The thresholds for a model: the index folder's own, else the packaged ones, else None.

    With a model nobody has calibrated for, answers are judged by the words alone.
    """
    for path in (folder / FILE, _PACKAGED):
        try:
            figures = json.loads(path.read_text(encoding="utf-8"))["thresholds"][model_id]
            return Thresholds(**{name: float(value) for name, value in figures.items()})
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
    return None


def save(folder: Path, thresholds: dict[str, Thresholds], **made: Any) -> None:
    """Keep a library's own figures beside its index, with how they were made."""
    figures = {name: asdict(value) for name, value in thresholds.items()}
    text = json.dumps({"thresholds": figures, **made}, ensure_ascii=False, indent=2)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")
