"""What a file is by its bytes, whatever its name says, and whether it can be taken.

A file from outside is opened only as far as needed, within bounds of size, pixels and unpacking.
"""

import io
import mimetypes
import re
import unicodedata
import zipfile
from collections.abc import Collection
from enum import StrEnum

from PIL import Image

from cases import pdfs
from cases.pdfs import Opens
from core.columns import clean
from core.errors import DomainError


class Content(StrEnum):
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    TEXT = "text"

    @property
    def media_type(self) -> str:
        return _MEDIA[self]


PICTURES = frozenset({Content.JPEG, Content.PNG, Content.WEBP})
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA = {
    Content.PDF: "application/pdf",
    Content.JPEG: "image/jpeg",
    Content.PNG: "image/png",
    Content.WEBP: "image/webp",
    Content.DOCX: _OFFICE + "wordprocessingml.document",
    Content.XLSX: _OFFICE + "spreadsheetml.sheet",
    Content.PPTX: _OFFICE + "presentationml.presentation",
    Content.TEXT: "text/plain",
}
_SUFFIXES = {kind.media_type: (f".{kind}",) for kind in Content} | {
    "image/jpeg": (".jpg", ".jpeg"),
    "text/plain": (".txt", ".md", ".csv"),
}

MOST_BYTES = 20 * 2**20
MOST_PIXELS = 64_000_000
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 2**20
RATIO_FROM = 20 * 2**20
MOST_RATIO = 100
DEEPEST = 2
LONGEST_NAME = 80
_ODD = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class FileRefused(DomainError):
    """A file that cannot be taken; nothing of it was kept."""

    key = "error-upload"


class FileEmpty(FileRefused):
    key = "error-upload-empty"


class FileTooLarge(FileRefused):
    key = "error-upload-large"


class ContentNotTaken(FileRefused):
    """Whole, perhaps, but not of a kind that is wanted here; or of no kind we know."""

    key = "error-upload-content"


class FileDamaged(FileRefused):
    """Cut short on the way, or never what it begins like."""

    key = "error-upload-damaged"


class FileLocked(FileRefused):
    key = "error-upload-locked"


class OldOffice(FileRefused):
    """A .doc, .xls or .ppt, or a newer one under a password: from outside they look the same."""

    key = "error-upload-old-office"


class FileHarmful(FileRefused):
    """Unpacks to far more than it is, runs macros, or reaches out of its package."""

    key = "error-upload-harmful"


class PictureTooLarge(FileRefused):
    key = "error-upload-pixels"


def recognise(data: bytes, allowed: Collection[str], *, most_bytes: int = MOST_BYTES) -> Content:
    """What ``data`` is. Raises a FileRefused unless it is whole and among ``allowed``.

    Blocks for as long as unpacking takes, up to a second or so.
    """
    takes = [kind for kind in Content if kind in {Content(word) for word in allowed}]
    if not data:
        raise FileEmpty
    if len(data) > most_bytes:
        raise FileTooLarge(limit_mb=most_bytes // 2**20, size_mb=-(-len(data) // 2**20))
    found = _kind(data, takes)
    if found not in takes:
        raise ContentNotTaken(takes=named(takes))
    return found


def named(takes: Collection[Content]) -> str:
    """The kinds by the endings that people know, in any language."""
    return " / ".join(_SUFFIXES[kind.media_type][0][1:].upper() for kind in takes)


def fitting_name(name: str, media_type: str) -> str:
    """A file name without folders, controls and ends that lie; 80 characters and the true end."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", clean(name)))[-1]
    last = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    last = re.sub(r'[<>:"|?*]', "_", " ".join(last.split()))
    ends = _SUFFIXES.get(media_type, ("",))
    stem, dot, end = last.rpartition(".")
    true_end = f".{end.lower()}" if f".{end.lower()}" in ends and stem else ends[0]
    if not (dot and (f".{end.lower()}" in ends or mimetypes.guess_type(f"x.{end}")[0])):
        stem = last
    return f"{stem[:LONGEST_NAME].strip('. ') or 'file'}{true_end}"


def _kind(data: bytes, takes: Collection[Content]) -> Content | None:
    """Looked into only where that kind is taken, so that nothing else is ever unpacked."""
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        state = pdfs.opens(data)
        if Content.PDF in takes and state is Opens.NOT:
            raise FileDamaged
        if Content.PDF in takes and state is Opens.WITH_PASSWORD:
            raise FileLocked
        return Content.PDF
    for kind, begins in (
        (Content.JPEG, data.startswith(b"\xff\xd8\xff")),
        (Content.PNG, data.startswith(b"\x89PNG\r\n\x1a\n")),
        (Content.WEBP, data.startswith(b"RIFF") and data[8:12] == b"WEBP"),
    ):
        if begins:
            if kind in takes:
                _check_picture(data, kind)
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _package(data) if {Content.DOCX, Content.XLSX, Content.PPTX} & {*takes} else None
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldOffice(takes=named(takes))
    return Content.TEXT if _is_text(data) else None


def _check_picture(data: bytes, kind: Content) -> None:
    try:
        with Image.open(io.BytesIO(data), formats=[kind.upper()]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge(millions=MOST_PIXELS // 1_000_000)
            if kind is Content.PNG:
                picture.verify()  # checks every part's sum without unpacking it
            elif kind is Content.JPEG:
                picture.draft("RGB", (256, 256))
                picture.load()
            elif len(data) < int.from_bytes(data[4:8], "little") + 8:
                raise FileDamaged
    except DomainError:
        raise
    except Image.DecompressionBombError:
        raise PictureTooLarge(millions=MOST_PIXELS // 1_000_000) from None
    except Exception as error:  # a damaged picture fails in any of Pillow's readers
        raise FileDamaged from error


def _package(data: bytes) -> Content | None:
    """Which Office document a ZIP is. Raises FileHarmful, FileLocked and FileDamaged."""
    try:
        names = _unpack(data, [0], depth=1, outer=len(data))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise FileDamaged from error
    except Exception as error:
        if isinstance(error, DomainError):
            raise
        raise FileDamaged from error  # zlib and friends, on data made to break them
    if not {"[Content_Types].xml", "_rels/.rels"} <= names:
        return None
    if any(name.rsplit("/")[-1].lower().startswith("vbaproject") for name in names):
        raise FileHarmful
    for main, kind in (
        ("word/document.xml", Content.DOCX),
        ("xl/workbook.xml", Content.XLSX),
        ("ppt/presentation.xml", Content.PPTX),
    ):
        if main in names:
            return kind
    return None


def _unpack(data: bytes, total: list[int], *, depth: int, outer: int) -> set[str]:
    """The names of all parts, each read to its end; ``total`` counts over all that is nested."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        total[0] += sum(part.file_size for part in parts)
        if (
            len(parts) > MOST_PARTS
            or depth > DEEPEST
            or total[0] > MOST_UNPACKED
            or (total[0] > RATIO_FROM and total[0] > MOST_RATIO * outer)
        ):
            raise FileHarmful
        for part in parts:
            if part.flag_bits & 1:
                raise FileLocked
            if ".." in part.filename.split("/") or part.filename.startswith(("/", "\\")):
                raise FileHarmful
            with package.open(part) as opened:
                start = opened.read(4096)
                is_xml = part.filename.endswith((".xml", ".rels"))
                if is_xml and (b"<!DOCTYPE" in start or b"<!ENTITY" in start):
                    raise FileHarmful
                if start.startswith(b"PK\x03\x04"):
                    if part.file_size > MOST_BYTES:
                        raise FileHarmful
                    _unpack(start + opened.read(), total, depth=depth + 1, outer=outer)
                while opened.read(2**20):
                    pass
        return {part.filename for part in parts}


def _is_text(data: bytes) -> bool:
    """In UTF-8, GB 18030, or UTF-16 with its mark, without a character that no text has."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _ODD.search(text):
            return False
        # Almost any bytes decode as GB 18030; those of a text decode to assigned characters.
        guessed = encoding == "gb18030"
        return not (guessed and any(unicodedata.category(c) in ("Co", "Cn") for c in set(text)))
    return False
