"""Finds the very clause a question names: 专利法第六条, 促进科技成果转化法45条, 计划第12点."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.numerals import CHARACTERS, to_int
from knowledge.documents import Clause

_NUMBER = f"[{CHARACTERS}]+|[0-9０-９]{{1,4}}"
_NAMED = re.compile(
    rf"(?P<before>[一-鿿《》〈〉（）()·\s]*?)第?\s*(?P<number>{_NUMBER})\s*(?P<unit>[条点])"
    rf"(?:之(?P<sub>{_NUMBER}))?"
)
_LABEL = re.compile(rf"第({_NUMBER})([条点])(?:之({_NUMBER}))?$")
_NOISE = re.compile(r"[《》〈〉（）()·\s]|中华人民共和国|[的里中]+$")
_SHORTEST_MENTION = 2
_KINDS = frozenset({"法律", "条例", "办法", "规定", "计划", "细则", "意见", "通知"})
_CONNECTIVES = frozenset({"", "和", "与", "及", "或", "跟", "还有", "以及", "或者"})

Number = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """Rows of the clauses a question names; ``missing`` when it names one that is not there."""

    rows: tuple[int, ...] = ()
    missing: bool = False


class Directory:
    """The clauses of a library by document and number."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._rows: dict[str, dict[Number, list[int]]] = defaultdict(dict)
        for row, clause in enumerate(clauses):
            if label := _LABEL.search(clause.article):
                number = (_value(label[1]), _value(label[3]))
                self._rows[clause.document].setdefault(number, []).append(row)

    def find(self, question: str) -> Named:
        """The clauses a simplified question names by document and number.

        The document may be shortened to any subsequence of its title (广州青创条例). Later numbers
        belong to the document named before them. Titles that fit alike all count.
        """
        found: list[int] = []
        missing = False
        titles: list[str] = []
        for match in _NAMED.finditer(question):
            mention = _NOISE.sub("", match["before"])
            if mention not in _CONNECTIVES:
                titles = self._named(mention)
            if not titles:
                continue
            number = (_value(match["number"]), _value(match["sub"]))
            holding = [title for title in titles if number in self._rows[title]]
            shortest = min(map(len, holding), default=0)
            for title in holding:
                if len(title) == shortest:
                    found += self._rows[title][number]
            missing = missing or not holding
        return Named(tuple(dict.fromkeys(found)), missing and not found)

    def _named(self, mention: str) -> list[str]:
        """Documents whose title holds the longest end of the mention as a subsequence."""
        for start in range(len(mention) - _SHORTEST_MENTION + 1):
            rest = mention[start:]
            titles = [
                title
                for title in self._rows
                if title[-1] == rest[-1] and _is_subsequence(rest, title)
            ]
            if titles and (rest not in _KINDS or len(titles) == 1):
                return titles
        return []


def _value(numeral: str | None) -> int:
    return to_int(numeral) or 0 if numeral else 0


def _is_subsequence(part: str, whole: Iterable[str]) -> bool:
    rest = iter(whole)
    return all(c in rest for c in part)
