"""Numbers in Chinese: as statutes write them, and amounts as people type them on a phone."""

import re
import unicodedata
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
_VALUES = {c: n for n, c in enumerate(DIGITS)} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
CHARACTERS = "".join(_VALUES) + "".join(_UNITS)


def to_int(numeral: str) -> int | None:
    """The value of 四十七, 一百零一, 一〇一, 47 or ４７; None for anything else."""
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or any(c not in CHARACTERS for c in numeral):
        return None
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_VALUES[c]) for c in numeral))
    total, digit = 0, 0
    for c in numeral:
        if c in _UNITS:
            total += (digit or (0 if total % (_UNITS[c] * 10) else 1)) * _UNITS[c]
            digit = 0
        else:
            digit = _VALUES[c]
    return total + digit


def to_chinese(number: int) -> str:
    """The numeral of a statute for 1 to 9999: 十, 四十七, 一百零一, 一百一十."""
    if not 0 < number < 10_000:
        raise ValueError(number)
    parts, pending_zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            parts += ("零" if pending_zero else "") + DIGITS[digit] + unit
            pending_zero = False
        else:
            pending_zero = bool(parts)
    return parts[1:] if parts.startswith("一十") else parts


_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億兩〇○", "一二三四五六七八九十百千万亿两零零")
_WORTH = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))
_ONE = "一二两三四五六七八九"
_GROUPED = re.compile(
    r"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])|(?<![0-9.])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])"
)
_FIGURE = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?")
_SEVERAL = re.compile(rf"[{_ONE}]{{2}}")
"""Two digits side by side are no number but a guess: 三五 is three to five."""
_SPELT = re.compile(rf"(?P<whole>[零{_ONE}]+)?(?:点(?P<places>[零{_ONE}]{{1,9}}))?")
_LATIN = (("million", 10**6), ("thousand", 1000), ("w", 10**4), ("k", 1000), ("m", 10**6))
LONGEST_AMOUNT = 40


def amount(text: str) -> Decimal | None:
    """The number that all of ``text`` is: 35,000, ３．５万, 三万五, 一亿两千万, 3w, 负五.

    As spoken, a last digit counts in the next lower unit: 三千五 is 3500, where ``to_int`` says
    3005 as a statute means it. None for what is no number, or may be two (1,00; 三五万; 十几万).
    """
    plain = unicodedata.normalize("NFKC", text).lower().strip().translate(_FORMAL)
    if not plain or len(plain) > LONGEST_AMOUNT or not plain.replace("−", "-").strip("-+负"):
        return None
    sign = -1 if plain[0] in "-−负" else 1
    plain = plain[1:].lstrip() if plain[0] in "-−负+" else plain
    plain = _GROUPED.sub(lambda found: re.sub("[, ]", "", found[0]), plain)
    for word, worth in _LATIN:
        if plain.endswith(word):
            head = plain.removesuffix(word).rstrip()
            return sign * Decimal(head) * worth if _FIGURE.fullmatch(head) else None
    value = _spoken(re.sub(r"(?<=[0-9]) (?=[十百千万亿])", "", plain))
    return None if value is None else sign * value


def _spoken(text: str) -> Decimal | None:
    for unit, worth in _WORTH:
        before, found, after = text.rpartition(unit) if unit == "亿" else text.partition(unit)
        if not found:
            continue
        if len(before) > 1 and _SPELT.fullmatch(before) and "点" not in before:
            return None  # 三五万
        head = Decimal(1) if not before and worth <= 1000 else _spoken(before)
        tail = _rest(after, worth, whole=head is not None and head == int(head))
        return None if head is None or tail is None else head * worth + tail
    if text.isascii():
        return Decimal(text) if _FIGURE.fullmatch(text) else None
    spelt = _SPELT.fullmatch(text)
    if spelt is None or not text.strip("点") or _SEVERAL.fullmatch(text):
        return None
    whole, places = (
        "".join(str(_VALUES[c]) for c in spelt[part] or "") for part in ("whole", "places")
    )
    return Decimal(f"{whole or 0}.{places or 0}")


def _rest(after: str, worth: int, *, whole: bool) -> Decimal | None:
    """What follows a unit: a digit of the next unit (三万五), or less than the unit (三万零五)."""
    if not after:
        return Decimal(0)
    bare = after.lstrip("零")
    value = _spoken(bare)
    if value is None or not whole or value >= worth:
        return None
    if bare == after and len(bare) == 1:
        return value * worth / 10
    composed = any(unit in bare for unit, _ in _WORTH) or (bare.isascii() and "." not in bare)
    return value if composed or bare != after or worth == 10 else None
