"""Fields of forms, declared: what is asked, what may be answered, and how an answer is refused."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.dates import Side
from core.errors import DomainError

Value = str | int | bool | list[str] | None
"""None: a person was asked and left it open."""


class Kind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    PERCENT = "percent"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked.

    ``limit``: at most so many characters of a text, or so many choices. ``minimum`` and ``maximum``
    bound numbers (money, in yuan, is never negative unless it says so; a share is 0 to 100), and a
    text's ``minimum`` is its least length. ``places``: decimals of a number. ``side``: a day must
    not be before today ("future") or after it ("past"). ``lines``: a text may have several.
    ``only_if``: asked only when another field's answer is that value, or has it among its choices.
    ``words``: what the keys of the options' texts begin with; "option-" and the key when empty.
    """

    key: str
    kind: Kind = Kind.TEXT
    required: bool = True
    options: tuple[str, ...] = ()
    limit: int = 0
    minimum: int | Decimal | None = None
    maximum: int | Decimal | None = None
    places: int = 0
    side: Side = ""
    lines: bool = False
    only_if: tuple[str, str | int | bool] | None = None
    words: str = ""

    def __post_init__(self) -> None:
        if bool(self.options) != (self.kind in (Kind.CHOICE, Kind.CHOICES)):
            raise ValueError(f"{self.key}: options belong to choices, and choices have some")
        if len(set(self.options)) != len(self.options):
            raise ValueError(f"{self.key}: an option is there twice")

    def label(self, option: str) -> str:
        """The key of the text that names an option."""
        return "-".join((self.words, option)) if self.words else f"option-{self.key}-{option}"


class BadValue(DomainError):
    """An answer that cannot be taken; the sentence says what would do. Nothing was changed."""

    key = "error-form-value"


class NeedsAnswer(BadValue):
    key = "error-form-needed"


class NoWords(BadValue):
    """Only emoji, signs or spaces where words are wanted."""

    key = "error-form-no-words"


class TooLong(BadValue):
    key = "error-form-long"


class TooShort(BadValue):
    key = "error-form-short"


class NoNumber(BadValue):
    key = "error-form-number"


class NoMoney(BadValue):
    key = "error-form-money"


class NoPercent(BadValue):
    key = "error-form-percent"


class PercentUnclear(BadValue):
    """0.3 may be three tenths of a percent or thirty percent."""

    key = "error-form-percent-unclear"


class TooSmall(BadValue):
    key = "error-form-small"


class TooLarge(BadValue):
    key = "error-form-large"


class TooManyPlaces(BadValue):
    key = "error-form-places"


class NotWhole(BadValue):
    key = "error-form-whole"


class NoDate(BadValue):
    key = "error-form-date"


class DayMissing(BadValue):
    """A day that no calendar has."""

    key = "error-form-no-such-day"


class DayPast(BadValue):
    key = "error-form-past"


class DayAhead(BadValue):
    key = "error-form-ahead"


class DayFar(BadValue):
    """Further away than anybody plans or remembers: a slip of the finger."""

    key = "error-form-far"


class NoSuchOption(BadValue):
    key = "error-form-option"


class TooManyOptions(BadValue):
    key = "error-form-options"


class NotYesOrNo(BadValue):
    key = "error-form-yes-no"
