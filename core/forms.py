"""Forms, declared: which field comes next, what is missing, how an answer looks; all of it pure.

A form is asked step by step in a chat and kept answer by answer, so everything here is a function
of the form and the answers so far.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.answers import parse, problem, tidy
from core.fields import BadValue, Field, Kind, Value
from core.texts import Translate

__all__ = [
    "Answers", "BadValue", "Field", "Form", "Kind", "Value", "answered", "applies", "effective",
    "missing", "next_field", "parse", "previous_field", "problem", "shown", "tidy", "unfit",
]  # fmt: skip

Answers = Mapping[str, Value]
"""What was answered, by field; a key with None was left open on purpose, no key was not asked."""


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for field in self.fields:
            if field.key in seen:
                raise ValueError(f"{self.name}: {field.key} is there twice")
            if field.only_if and field.only_if[0] not in seen:
                raise ValueError(f"{self.name}: {field.key} waits for what is not asked before it")
            seen.add(field.key)

    def label(self, field: Field) -> str:
        """The key of the text that names a field in a list."""
        return f"field-{self.name}-{field.key}"

    def question(self, field: Field) -> str:
        """The key of the text that asks for a field."""
        return f"ask-{self.name}-{field.key}"

    def __getitem__(self, key: str) -> Field:
        """Raises KeyError for a field that the form does not have."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)


def applies(form: Form, field: Field, answers: Answers) -> bool:
    """Whether the field is asked at all, as far as the answers before it tell."""
    if field.only_if is None:
        return True
    key, wanted = field.only_if
    given = answers.get(key)
    met = wanted in given if isinstance(given, list) else given == wanted
    return met and applies(form, form[key], answers)


def next_field(form: Form, answers: Answers) -> Field | None:
    """The first field that was not asked yet; None when the form is through."""
    return next((field for field in _asked(form, answers) if field.key not in answers), None)


def previous_field(form: Form, answers: Answers, key: str) -> Field | None:
    """The field asked before ``key``, to go back to; None at the first. Raises KeyError."""
    found = None
    for field in form.fields:
        if field.key == key:
            return found
        if applies(form, field, answers):
            found = field
    raise KeyError(key)


def missing(form: Form, answers: Answers) -> list[Field]:
    """The fields without which the form cannot be handed in, in order."""
    return [
        field
        for field in _asked(form, answers)
        if field.required and answers.get(field.key) is None
    ]


def unfit(form: Form, answers: Answers, *, today: date) -> list[tuple[Field, BadValue]]:
    """What was answered once and will not do today, each with its reason, in order."""
    found = (
        (field, problem(field, answers[field.key], today=today))
        for field in _asked(form, answers)
        if answers.get(field.key) is not None
    )
    return [(field, reason) for field, reason in found if reason is not None]


def answered(form: Form, answers: Answers, key: str, value: Value) -> dict[str, Value]:
    """The answers with this one. Raises KeyError.

    Answers that no longer apply stay, so that a change of mind back finds them again.
    """
    return {**answers, form[key].key: value}


def effective(form: Form, answers: Answers) -> dict[str, Value]:
    """The answers that count, in the form's order: without those to fields that do not apply."""
    return {
        field.key: answers[field.key] for field in _asked(form, answers) if field.key in answers
    }


def shown(field: Field, value: Value, t: Translate) -> str:
    """An answer as a person reads it; ``parse`` reads it back. Plain text, not HTML."""
    if value is None:
        return t("form-left-open")
    if isinstance(value, list):
        return t("list-separator").join(_option(field, option, t) for option in value)
    if field.kind is Kind.CHOICE:
        return _option(field, str(value), t)
    if field.kind is Kind.YES_NO:
        return t("form-yes") if value else t("form-no")
    if field.kind is Kind.DATE:
        day = date.fromisoformat(str(value))
        return t("form-day", year=day.year, month=day.month, day=day.day)
    if field.kind is Kind.MONEY:
        return t("form-money", amount=f"{Decimal(value):,.2f}".removesuffix(".00"))
    if field.kind is Kind.NUMBER:
        return f"{Decimal(value):,f}"
    if field.kind is Kind.PERCENT:
        return f"{Decimal(value):.2f}".rstrip("0").rstrip(".") + "%"
    return str(value)


def _asked(form: Form, answers: Answers) -> list[Field]:
    return [field for field in form.fields if applies(form, field, answers)]


def _option(field: Field, option: str, t: Translate) -> str:
    """An option that was taken off the form since is shown by its key."""
    return t(field.label(option)) if option in field.options else option
