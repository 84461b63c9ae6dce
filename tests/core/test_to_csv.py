"""CSV that Excel opens, with Chinese, and that runs nothing there."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spreadsheets import FORMULA_SIGNS, to_csv


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86 571", "'+86 571"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("导师·陈", "导师·陈"),
        ("a=b", "a=b"),
        ("", ""),
        ("3-5 人", "3-5 人"),
    ],
)
def test_formulas_are_disarmed_and_other_texts_kept(cell: str, written: str) -> None:
    (row,) = csv.reader(io.StringIO(to_csv([cell], []).decode("utf-8-sig"), newline=""))

    assert row == [written]


def test_file_has_a_mark_windows_lines_and_bare_numbers() -> None:
    assert to_csv(["数", "空"], [[-1.5, None], [3, '引"号']]) == (
        '\ufeff数,空\r\n-1.5,\r\n3,"引""号"\r\n'.encode()
    )


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_no_cell_begins_a_formula(rows: list[list[str]]) -> None:
    text = to_csv(["a", "b"], rows).decode("utf-8-sig", "replace")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(tuple(FORMULA_SIGNS)) for cell in row)
