import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.numerals import to_chinese, to_int


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
