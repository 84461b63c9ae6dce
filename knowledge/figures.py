"""Numbers as texts write them: in any script, with what they count."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from core.numerals import to_int

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
_UNIT = re.compile(
    r"\s*(个?工作日|个月|个小时|个人|个自然人|小时|分钟|日|天|月|年|周|元|倍|人|名|次|件|条|款|项|点|岁|个)"
)
_SAME_UNIT = {"天": "日", "个工作日": "工作日", "个小时": "小时", "名": "人", "个人": "人"}
_RANGE = re.compile(r"\s*(?:至|到|[-~—－]|、|或者?)\s*")
_PARTS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_SIGNS = {"%": Fraction(1, 100), "‰": Fraction(1, 1000), "成": Fraction(1, 10), "": Fraction(1)}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts: 3个月 is 3 of 个月, 五成 is a half of "%", 第4 is 4 of ""."""

    value: Fraction
    unit: str

    def among(self, known: Collection["Figure"]) -> bool:
        """Whether one of the known figures says the same; without a unit the number is enough."""
        return self in known or (
            not self.unit and any(self.value == figure.value for figure in known)
        )


def read(text: str) -> list[Figure]:
    """All figures of a text, however written: 百分之五十, 50%, 五成 and ５０％ are one.

    In 三至五年 both numbers count years.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_FORMAL)
    matches = list(_NUMBER.finditer(plain))
    units = [_unit(match, plain) for match in matches]
    for place in range(len(matches) - 2, -1, -1):
        between = plain[matches[place].end() : matches[place + 1].start()]
        if not units[place] and _RANGE.fullmatch(between):
            units[place] = units[place + 1]
    return [Figure(_value(match), unit) for match, unit in zip(matches, units, strict=True)]


def _unit(match: re.Match[str], plain: str) -> str:
    if match["parts"] or match["of"] or match["tenths"] or match["sign"] in ("%", "‰", "成"):
        return "%"
    after = _UNIT.match(plain, match.end())
    return _SAME_UNIT.get(after[1], after[1]) if after else ""


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
