from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.numerals import amount, to_chinese, to_int


@settings(deadline=None)
@given(st.integers(1, 9999))
def test_numeral_comes_back(number: int) -> None:
    assert to_int(to_chinese(number)) == number


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零一", 101),
        ("一百一十", 110),
        ("百二十", 120),
        ("一〇一", 101),
        ("两千零三", 2003),
        ("47", 47),
        ("４７", 47),
    ],
)
def test_numeral_is_read_as_people_write_it(numeral: str, number: int) -> None:
    assert to_int(numeral) == number


@pytest.mark.parametrize("text", ["", "条", "甲", "十甲", "3a"])
def test_text_without_value_is_none(text: str) -> None:
    assert to_int(text) is None


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_number_out_of_range_is_an_error(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        to_chinese(number)


@settings(deadline=None)
@given(st.integers(1, 9999))
def test_amount_of_a_statutes_numeral_is_its_number(number: int) -> None:
    assert amount(to_chinese(number)) == number


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(0, 9999))
def test_amount_of_ten_thousands_and_the_rest_is_their_sum(head: int, rest: int) -> None:
    zero = "零" if 0 < rest < 1000 else ""
    tail = to_chinese(rest) if rest else ""
    tail = "一" + tail if tail.startswith("十") else tail

    assert amount(f"{to_chinese(head)}万{zero}{tail}") == head * 10_000 + rest


@settings(deadline=None)
@given(st.decimals(-(10**12), 10**12, places=2))
def test_amount_with_thousands_separators_comes_back(number: Decimal) -> None:
    assert amount(f"{number:,}") == number


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,-+ 零一二三五十百千万亿点半负kw元", max_size=12))
def test_amount_never_fails(text: str) -> None:
    assert amount(text) is None or isinstance(amount(text), Decimal)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三万五", 35_000),
        ("三千五", 3500),
        ("一百五", 150),
        ("百二", 120),
        ("三万零五", 30_005),
        ("三万零五百", 30_500),
        ("1.5万", 15_000),
        ("1.5 万", 15_000),
        ("3万5", 35_000),
        ("3万5千", 35_000),
        ("12万5000", 125_000),
        ("两百", 200),
        ("十二", 12),
        ("十二点五万", 125_000),
        ("一亿两千万", 120_000_000),
        ("一万亿", 10**12),
        ("百万", 1_000_000),
        ("壹万贰仟", 12_000),
        ("三五〇", 350),
        ("二〇二六", 2026),
        ("３５，０００", 35_000),
        ("1,234,567.89", Decimal("1234567.89")),
        ("35 000", 35_000),
        ("3w", 30_000),
        ("5K", 5000),
        ("1.5 million", 1_500_000),
        ("负五", -5),
        ("-3.2", Decimal("-3.2")),
        ("零", 0),
    ],
)
def test_amount_is_read_as_people_type_it(text: str, number: int | Decimal) -> None:
    assert amount(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " ", "万", "点", "负", "1,00", "1,2345", "三五万", "三五", "十几万", "几百", "三百二点五",
     "1.5万5", "一万万", "1e9", "nan", "٣", "٣k", "5.", "三万五万", "10块", "1" * 19],
)  # fmt: skip
def test_amount_of_what_is_no_number_or_may_be_two_is_none(text: str) -> None:
    assert amount(text) is None
