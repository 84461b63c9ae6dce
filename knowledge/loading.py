"""Reads a file of text in whatever encoding it was saved, or says why it is none."""

import codecs
import unicodedata
from pathlib import Path

from core.errors import DomainError

LIMIT_BYTES = 8 * 1024 * 1024
_CODECS_BY_BOM = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOST = frozenset({"Cc", "Co", "Cn", "Cs"})


class NotText(DomainError):
    """The bytes are in no encoding of Chinese or Latin text (a picture, a PDF, an archive)."""

    key = "error-file-not-text"


class EmptyFile(DomainError):
    key = "error-file-empty"


class FileTooLarge(DomainError):
    key = "error-file-too-large"


def read_text(path: Path) -> str:
    """The text of a file, with Unix line ends and without BOM or NUL.

    UTF-8, UTF-16 and UTF-32 (with or without BOM for the first two) and GB18030, which covers
    GBK and GB2312, are told apart by their content. Raises FileTooLarge, EmptyFile or NotText.
    """
    size = path.stat().st_size
    if size > LIMIT_BYTES:
        raise FileTooLarge(name=path.name, limit_mb=LIMIT_BYTES // 1024 // 1024)
    text = decode(path.read_bytes())
    if text is None:
        raise NotText(name=path.name)
    if not text.strip():
        raise EmptyFile(name=path.name)
    return text


def decode(raw: bytes) -> str | None:
    """The text in the bytes, or None where no encoding makes readable text of them."""
    named = [codec for bom, codec in _CODECS_BY_BOM if raw.startswith(bom)][:1]
    wide = ["utf-16-le", "utf-16-be"] if b"\x00" in raw else []
    for codec in named or ["utf-8", *wide, "gb18030"]:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if _readable(text):
            return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return None


def _readable(text: str) -> bool:
    """Whether hardly any character is a control, private or unassigned one."""
    odd = sum(unicodedata.category(c) in _LOST and c not in "\t\n\r\f\v" for c in text)
    return odd <= len(text) // 500
