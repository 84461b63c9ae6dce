"""Tables that people keep in Excel: read from CSV and XLSX of any origin, written as both.

A file from outside is never trusted: its size, the size it unpacks to and its cells are limited,
and what is written starts no formula when somebody opens it.
"""

import asyncio
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from core.columns import clean
from core.errors import DomainError

MOST_BYTES = 5 * 2**20
MOST_UNPACKED = 40 * 2**20
MOST_PARTS = 500
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000
Cell = str | int | float | None

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")

Table = list[tuple[int, list[str]]]
"""Rows that are not empty, each with its number in the file; the first has the headings."""


class SheetTooLarge(DomainError):
    key = "error-sheet-large"


class SheetUnreadable(DomainError):
    """Neither CSV text nor XLSX, damaged, locked by a password, or made to do harm."""

    key = "error-sheet-unreadable"


class SheetEmpty(DomainError):
    """There is no row under the headings."""

    key = "error-sheet-empty"


async def read(data: bytes) -> Table:
    """The first sheet of an XLSX file, or a CSV in UTF-8, UTF-16 or GB 18030.

    Texts are trimmed, and the apostrophe that ``to_csv`` puts before a formula is taken off.
    Raises SheetTooLarge, SheetUnreadable, SheetEmpty.
    """
    if len(data) > MOST_BYTES:
        raise SheetTooLarge(limit=f"{MOST_BYTES // 2**20} MB")
    work = _xlsx if data.startswith(b"PK") else _csv
    rows = await asyncio.to_thread(lambda: list(islice(work(data), MOST_ROWS + 2)))
    table = [(number, _to_last_cell(row)) for number, row in rows if any(row)]
    if len(table) < 2:
        raise SheetEmpty
    if len(table) > MOST_ROWS + 1:
        raise SheetTooLarge(limit=MOST_ROWS)
    return table


def to_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark and Windows line ends (RFC 4180); None is an empty cell.

    Excel opens it with its Chinese intact. A text that it could take for a formula gets an
    apostrophe before it (CWE-1236); numbers stay numbers, also negative ones.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([_harmless(cell) for cell in head])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", "replace")


def to_xlsx(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same table as a workbook of one sheet; its texts are texts, whatever they begin with.

    Works a second for some ten thousand rows: to be called beside the event loop.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"

    def written(cell: Cell) -> object:
        if not isinstance(cell, str):
            return cell
        made = WriteOnlyCell(sheet, value=_NO_XML.sub("", str(_harmless(cell)))[:LONGEST_CELL])
        made.data_type = "s"
        return made

    for row in (head, *rows):
        sheet.append([written(cell) for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(FORMULA_SIGNS) else text


def _to_last_cell(row: list[str]) -> list[str]:
    while not row[-1]:
        row = row[:-1]
    return row


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        cell = cell.date()
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    text = clean(text).strip()
    if text.startswith("'") and text[1:].lstrip(" \u3000\u00a0").startswith(FORMULA_SIGNS):
        text = text[1:]
    return text[:LONGEST_CELL]


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data)
    head = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t，", key=head.count)
    if delimiter == "，":  # typed by hand with Chinese commas
        text, delimiter = text.replace("，", ","), ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, [_plain(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise SheetUnreadable from error


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetUnreadable


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # half a second: only when a workbook comes

    _check_package(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            rows = book.worksheets[0].iter_rows(
                max_row=MOST_ROWS * 2, max_col=MOST_COLUMNS, values_only=True
            )
            for number, row in enumerate(rows, start=1):
                yield number, [_plain(cell) for cell in row]
        finally:
            book.close()
    except DomainError:
        raise
    except Exception as error:  # a damaged package fails in any of openpyxl's parsers
        raise SheetUnreadable from error


def _check_package(data: bytes) -> None:
    """Refuse what unpacks to far more than it is, and entities that would."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise SheetTooLarge(limit=f"{MOST_UNPACKED // 2**20} MB")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as opened:
                        start = opened.read(4096)
                    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                        raise SheetUnreadable
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise SheetUnreadable from error
