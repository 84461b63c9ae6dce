"""Files made for tests: real ones of every kind, and some made to do harm."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

OFFICE = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml"}


def pdf(text: str = "plan", *, encrypt: StandardEncryption | None = None) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, encrypt=encrypt, pageCompression=0, invariant=1)
    canvas.drawString(72, 720, text)
    canvas.save()
    return written.getvalue()


def modern_pdf(extra: bytes = b"") -> bytes:
    """A PDF 1.5 whose cross-references are a stream."""
    body = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    body += b"2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    place = len(body)
    rows = b"\0\0\0\xff" + b"\1\0\x09\0" + b"\1\0\x3a\0" + b"\1" + struct.pack(">H", place) + b"\0"
    body += b"3 0 obj\n<</Type /XRef/Size 4/W[1 2 1]/Root 1 0 R%s/Length %d>>\n" % (
        extra,
        len(rows),
    )
    return body + b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (rows, place)


def picture(kind: str, size: tuple[int, int] = (64, 48)) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(written, kind)
    return written.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is that large."""

    def part(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def sheet() -> bytes:
    book = Workbook()
    book.worksheets[0].append(["示例", 1])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def package(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return written.getvalue()


def office(kind: str, more: dict[str, bytes] | None = None) -> bytes:
    xml = b'<?xml version="1.0" encoding="UTF-8"?><x/>'
    return package(
        {"[Content_Types].xml": xml, "_rels/.rels": xml, OFFICE[kind]: xml} | (more or {})
    )
