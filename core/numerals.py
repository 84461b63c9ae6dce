"""Chinese numerals as statutes write them, to and from integers."""

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
