"""Tables from files of any origin, some of them made to do harm."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from core import spreadsheets
from core.errors import DomainError
from core.spreadsheets import SheetEmpty, SheetTooLarge, SheetUnreadable

TEXT = '编号,姓名\r\nT1,陈　老师\r\n\r\nT2,"周,律师"\r\n'
TABLE = [(1, ["编号", "姓名"]), (2, ["T1", "陈　老师"]), (4, ["T2", "周,律师"])]


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
async def test_csv_is_read_in_every_encoding_excel_writes(encoding: str) -> None:
    assert await spreadsheets.read(TEXT.encode(encoding)) == TABLE


@pytest.mark.parametrize("delimiter", [";", "\t", "，"])
async def test_other_delimiters_are_understood(delimiter: str) -> None:
    data = f"编号{delimiter}姓名\nT1{delimiter}陈\n".encode()

    assert await spreadsheets.read(data) == [(1, ["编号", "姓名"]), (2, ["T1", "陈"])]


async def test_a_workbook_is_read_with_its_numbers_and_days() -> None:
    data = workbook(["编号", "名额", "日期", "可"], [7, 2.0, date(2026, 11, 20), True], [], ["x"])

    assert await spreadsheets.read(data) == [
        (1, ["编号", "名额", "日期", "可"]),
        (2, ["7", "2", "2026-11-20", "True"]),
        (4, ["x"]),
    ]


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return packed.getvalue()


def entities() -> bytes:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(["a"], ["b"]))) as whole,
        zipfile.ZipFile(packed, "w") as package,
    ):
        for part in whole.infolist():
            content = whole.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
            package.writestr(part, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", SheetEmpty),
        ("编号,姓名\n".encode(), SheetEmpty),
        (b"\n" * 100, SheetEmpty),
        (b"x" * (5 * 2**20 + 1), SheetTooLarge),
        (b"number\n" + b"T\n" * 5_001, SheetTooLarge),
        (bomb(), SheetTooLarge),
        (entities(), SheetUnreadable),
        (b"PK\x03\x04 not a package", SheetUnreadable),
        (workbook(["a"], ["b"])[:-200], SheetUnreadable),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, SheetUnreadable),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), SheetUnreadable),
    ],
)
async def test_what_cannot_be_read_is_refused(data: bytes, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        await spreadsheets.read(data)


async def test_what_is_written_starts_no_formula_and_reads_back() -> None:
    cells = ["=1+1", "+86", "-5", "@cmd", "　=x", "普通", 'a"b,c', "多\n行"]
    data = spreadsheets.to_csv(["一"] * 8 + ["数"], [[*cells, -5]])

    text = data.decode("utf-8-sig")
    for dangerous in ("'=1+1", "'+86", "'-5", "'@cmd"):
        assert dangerous in text
    assert text.rstrip().endswith(",-5")
    ((_, head), (_, row)) = await spreadsheets.read(data)
    assert row == ["=1+1", "+86", "-5", "@cmd", "　=x", "普通", 'a"b,c', "多\n行", "-5"]
    assert head[-1] == "数"
