"""The proof gate: an answer is given only where code can show it word for word in a clause.

The gate trusts neither the index nor whoever wrote the text. It compares everything with the
clauses as the library stores them at that moment.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from knowledge import clauses
from knowledge.documents import Citation, Force, Grade
from knowledge.numerals import to_int
from knowledge.shelf import Stored


def faults(
    text: str,
    citations: Sequence[Citation],
    stored: Mapping[int, Stored],
    *,
    as_of: date,
    today: date,
) -> tuple[str, ...]:
    """What keeps an answer from being given; empty when every word of it is proved.

    Every citation must resolve to a stored clause whose words still have their hash, quote them
    exactly at its offsets, leave damaged clauses alone, come from a version in force on ``as_of``
    and carry the status it has ``today``. Every number in ``text`` must stand in a quote.
    """
    if not citations:
        return ("no citation",)
    found = [fault for cited in citations for fault in _citation(cited, stored, as_of, today)]
    proved = {value for cited in citations for value in numbers(cited.quote)}
    loose = [f"number {value} in no quote" for value in numbers(text) if value not in proved]
    return tuple(found + loose)


def _citation(cited: Citation, stored: Mapping[int, Stored], as_of: date, today: date) -> list[str]:
    kept = stored.get(cited.clause.key)
    if kept is None or kept.clause.id != cited.clause.id:
        return [f"{cited.clause.id} does not resolve"]
    words = kept.clause.text
    checks = {
        "is not published": kept.published,
        "was changed in the store": clauses.sha256(kept.clause) == kept.sha256,
        "differs from the store": cited.clause.text == words,
        "is damaged": kept.clause.grade is not Grade.C,
        "has no such quote": 0 <= cited.start < cited.end <= len(words)
        and words[cited.start : cited.end] == cited.quote
        and any(character.isalnum() for character in cited.quote),
        "is not in force on the day": kept.span.on(as_of) is Force.IN_FORCE,
        "carries the wrong status": cited.status is kept.span.on(today),
    }
    return [f"{cited.clause.id} {fault}" for fault, holds in checks.items() if not holds]


_DIGITS = "零〇○一二两三四五六七八九"
_NUMERAL = f"[{_DIGITS}十百千]+(?:[万亿][{_DIGITS}十百千]*)*(?:点[{_DIGITS}]+)?"
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?P<parts>百|千|万|十)分之(?P<share>{_NUMERAL}|{_FIGURE})"
    rf"|(?P<of>{_NUMERAL})分之(?P<share_of>{_NUMERAL})"
    rf"|(?P<figure>{_FIGURE})\s*(?P<sign>%|‰|[万亿千百]+|成(?![为立员果本分功交长就熟品])|)"
    rf"|(?P<tenths>[{_DIGITS}])成(?![为立员果本分功交长就熟品])"
    rf"|(?P<numeral>{_NUMERAL})"
    rf"|(?P<half>半)"
)
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")
_PARTS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_SIGNS = {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "成": Fraction(1, 10), "": Fraction(1)}


def numbers(text: str) -> list[Fraction]:
    """The values of all numbers in a text; 百分之五十, 50%, 五成 and ５０％ are one value."""
    plain = unicodedata.normalize("NFKC", text).translate(_FORMAL)
    return [_value(match) for match in _NUMBER.finditer(plain)]


def _value(match: re.Match[str]) -> Fraction:
    if match["parts"]:
        return _plain(match["share"]) / _PARTS[match["parts"]]
    if match["of"]:
        return _plain(match["share_of"]) / (_plain(match["of"]) or 1)
    if match["figure"]:
        sign = match["sign"]
        if sign in _SIGNS:
            return _plain(match["figure"]) * _SIGNS[sign]
        return _plain(match["figure"]) * _magnitude(sign)
    if match["tenths"]:
        return _plain(match["tenths"]) / 10
    return Fraction(1, 2) if match["half"] else _plain(match["numeral"])


def _magnitude(sign: str) -> int:
    powers = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
    product = 1
    for character in sign:
        product *= powers[character]
    return product


def _plain(written: str) -> Fraction:
    if written[0].isdecimal() and written[0].isascii():
        return Fraction(written.replace(",", ""))
    rest, _, decimals = written.partition("点")
    total = Fraction(to_int(decimals) or 0, 10 ** len(decimals))
    for unit, power in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = rest.rpartition(unit)
        if found:
            # 万亿 and a bare 万 count as one of the unit below them.
            total += (_plain(head) if head else 1) * power
            rest = tail
    return total + (to_int(rest) or 0 if rest else 0)
