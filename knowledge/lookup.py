"""Finds the very clause a question names: 专利法第六条, 促进科技成果转化法45条, 计划第12点."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from knowledge.documents import Clause
from knowledge.numerals import CHARACTERS, to_int

_NUMBER = f"[{CHARACTERS}]+|[0-9０-９]{{1,4}}"
_NAMED = re.compile(
    rf"(?P<before>[一-鿿《》〈〉（）()·\s]*?)第?\s*(?P<number>{_NUMBER})\s*(?P<unit>[条點点])"
    rf"(?:之(?P<sub>{_NUMBER}))?"
)
_LABEL = re.compile(rf"第({_NUMBER})([条点])(?:之({_NUMBER}))?$")
_NOISE = re.compile(r"[《》〈〉（）()·\s]|中华人民共和国")
_SHORTEST_MENTION = 2
_GENERIC = frozenset({"法律", "条例", "办法", "规定", "计划", "细则", "本法", "该法"})


class Directory:
    """The clauses of a library by document and number."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._rows: dict[str, dict[tuple[int, int], list[int]]] = defaultdict(dict)
        for row, clause in enumerate(clauses):
            if label := _LABEL.search(clause.article):
                number = (to_int(label[1]) or 0, to_int(label[3]) or 0 if label[3] else 0)
                self._rows[clause.document].setdefault(number, []).append(row)

    def find(self, question: str) -> list[int]:
        """Rows of the clauses the question names, best match of the document's name first."""
        found: list[int] = []
        mention = ""
        for match in _NAMED.finditer(question):
            mention = _NOISE.sub("", match["before"]) or mention
            number = (to_int(match["number"]) or 0, to_int(match["sub"] or "0") or 0)
            for document in self._named(mention):
                rows = self._rows[document].get(number)
                if rows:
                    found += rows
                    break
        return list(dict.fromkeys(found))

    def _named(self, mention: str) -> list[str]:
        """Documents whose title contains the longest end of the mention as a subsequence."""
        for start in range(len(mention) - _SHORTEST_MENTION + 1):
            rest = mention[start:]
            if rest in _GENERIC:
                break
            titles = [title for title in self._rows if _is_subsequence(rest, title)]
            if titles and rest[-1] in {title[-1] for title in titles}:
                return sorted(titles, key=len)
        return []


def _is_subsequence(part: str, whole: Iterable[str]) -> bool:
    rest = iter(whole)
    return all(c in rest for c in part)
