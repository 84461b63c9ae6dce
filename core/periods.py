"""Lengths of time as rules state them: 72h, 10d, 5wd, 3mo."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Unit(StrEnum):
    """How a period is counted; only hours run from the minute, the rest from the next day."""

    HOURS = "h"
    CALENDAR = "d"
    WORKING = "wd"
    MONTHS = "mo"


_SHAPE = re.compile(r"([1-9][0-9]{0,3})(h|d|wd|mo)")


@dataclass(frozen=True, slots=True)
class Period:
    """``count`` (1 to 9999) of one unit; ``str()`` gives what ``parse`` reads."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Raises ValueError for anything but a count and one of h, d, wd, mo."""
        match = _SHAPE.fullmatch(text)
        if match is None:
            raise ValueError(f"not a period: {text!r} (write 72h, 10d, 5wd or 3mo)")
        return cls(int(match[1]), Unit(match[2]))

    @property
    def elapsed(self) -> timedelta:
        """Its length on the clock. Raises ValueError for working days and months, which vary."""
        if self.unit is Unit.HOURS:
            return timedelta(hours=self.count)
        if self.unit is Unit.CALENDAR:
            return timedelta(days=self.count)
        raise ValueError(f"{self} has no fixed length")

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"
