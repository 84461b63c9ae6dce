"""Documents that a request must bring, declared: what each is called and what file will do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.contents import Content
from core.forms import Answers
from core.texts import Translate

ANY_PAPER = (Content.PDF, Content.DOCX, Content.JPEG, Content.PNG)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a checklist.

    ``label`` is the text key of its name; documents that staff named themselves have ``names`` by
    locale instead. ``basis`` is the rule that asks for it, as the applicant is shown it.
    """

    key: str
    required: bool = True
    contents: tuple[str, ...] = ANY_PAPER
    label: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    basis: str = ""
    only_if: tuple[str, str | int | bool] | None = None

    def applies(self, answers: Answers) -> bool:
        """Whether it is asked for, given the form's answers: ``only_if`` a field has that value."""
        return self.only_if is None or answers.get(self.only_if[0]) == self.only_if[1]

    def said(self, t: Translate) -> str:
        """Its name in the reader's language, else in whichever it has."""
        if self.label:
            return t(self.label)
        return self.names.get(t("desk-lang")) or next(iter(self.names.values()), self.key)

    def as_row(self) -> dict[str, Any]:
        """As ``checklist`` and stored lists take it."""
        return {
            "key": self.key,
            "required": self.required,
            "contents": list(self.contents),
            "names": dict(self.names),
            "basis": self.basis,
        }

    @staticmethod
    def from_row(row: Mapping[str, Any]) -> "Document":
        return Document(
            str(row["key"]),
            bool(row.get("required", True)),
            tuple(row.get("contents") or ANY_PAPER),
            names=dict(row.get("names") or {}),
            basis=str(row.get("basis", "")),
        )
