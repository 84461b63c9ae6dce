"""Tables as CSV files that Excel opens with Chinese, and that run no formula there."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
"""What a spreadsheet may take for the beginning of a command (CWE-1236)."""

Cell = str | int | float | None


def to_csv(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark and Windows line ends (RFC 4180); None is an empty cell.

    A text that a spreadsheet could take for a formula gets an apostrophe before it; numbers stay
    numbers, also negative ones.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([_safe(cell) for cell in head])
    for row in rows:
        writer.writerow([_safe(cell) for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8", "replace")


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\0", "")
    return f"'{text}" if text.lstrip(" \u3000\u00a0").startswith(tuple(FORMULA_SIGNS)) else text
