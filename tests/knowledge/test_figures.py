"""Figures are read with their unit, in every way Chinese texts write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.figures import Figure, read


def figure(value: int | Fraction, unit: str = "") -> Figure:
    return Figure(Fraction(value), unit)


HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("不低于百分之五十", [figure(HALF, "%")]),
        ("0.2%", [figure(Fraction(1, 500), "%")]),
        ("百分之零点五", [figure(Fraction(1, 200), "%")]),
        ("老师拿六成", [figure(Fraction(3, 5), "%")]),
        ("一百五十万元以下", [figure(1_500_000, "元")]),
        ("150万元", [figure(1_500_000, "元")]),
        ("三万元以上五百万元以下", [figure(30_000, "元"), figure(5_000_000, "元")]),
        ("1,500元", [figure(1500, "元")]),
        ("三分之二", [figure(Fraction(2, 3), "%")]),
        ("万分之五", [figure(Fraction(1, 2000), "%")]),
        ("三至五年", [figure(3, "年"), figure(5, "年")]),
        ("半年", [figure(HALF, "年")]),
        ("3个月", [figure(3, "个月")]),
        ("3月30日", [figure(3, "月"), figure(30, "日")]),
        ("十五天", [figure(15, "日")]),
        ("5个工作日", [figure(5, "工作日")]),
        ("第四十五条", [figure(45, "条")]),
        ("科技成果完成人", []),
    ],
)
def test_figures_are_read_in_every_script(text: str, figures: list[Figure]) -> None:
    assert read(text) == figures


def test_figure_without_unit_is_among_any_of_its_value() -> None:
    known = read("三年")

    assert figure(3).among(known)
    assert figure(3, "年").among(known)
    assert not figure(3, "日").among(known)
    assert not figure(4).among(known)


@given(st.text(max_size=60))
def test_figures_of_any_text_can_be_read(text: str) -> None:
    assert all(found.value >= 0 for found in read(text))


@given(st.integers(0, 10**12))
def test_arabic_figures_keep_their_value(number: int) -> None:
    assert [found.value for found in read(f"共{number}元，")] == [Fraction(number)]
