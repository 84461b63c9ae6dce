"""Splits a plan into its numbered points and judges how much of each the scan has left."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.documents import Grade

_POINT = re.compile(r"^(\d{1,2})\s*[.．、]\s*(?!\d)(.*)$")


@dataclass(frozen=True, slots=True)
class Point:
    label: str
    heading: str
    text: str
    residue: str
    grade: Grade


def numbered(lines: list[str]) -> bool:
    """Whether a text is a list of numbered points: three of them, counting up from one."""
    numbers = [int(m[1]) for line in lines if (m := _POINT.match(line))]
    expected = 1
    for number in numbers:
        expected += number == expected
    return expected > 3


def split(lines: list[str], title: str) -> Iterator[Point]:
    """The points in order."""
    number, body = "", list[str]()
    expected = 1
    for line in lines:
        match = _POINT.match(line)
        if match and int(match[1]) == expected:
            if number and body:
                yield Point(f"第{number}点", "", "".join(body), "", Grade.B)
            number, body = match[1], [match[2]]
            expected += 1
        elif number:
            body.append(line)
    if number and body:
        yield Point(f"第{number}点", "", "".join(body), "", Grade.B)
