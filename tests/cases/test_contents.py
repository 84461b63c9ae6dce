"""What files are by their bytes, and which are refused."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption

from cases import contents, pdfs
from cases.contents import (
    PICTURES,
    Content,
    ContentNotTaken,
    FileDamaged,
    FileEmpty,
    FileHarmful,
    FileLocked,
    FileRefused,
    FileTooLarge,
    OldOffice,
    PictureTooLarge,
    fitting_name,
    recognise,
)
from cases.pdfs import Opens
from tests.cases import papers

ALL = frozenset(Content)
EXECUTABLE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(200)


def locked(strength: int, user: str) -> bytes:
    rule = StandardEncryption(user, "owner", canPrint=1, canCopy=0, strength=strength)
    return papers.pdf(encrypt=rule)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("pdf", papers.pdf()),
        ("pdf", papers.modern_pdf()),
        ("pdf", b"\xef\xbb\xbf\n" + papers.pdf()),
        ("pdf", locked(40, "")),
        ("pdf", locked(128, "")),
        ("jpeg", papers.picture("JPEG")),
        ("png", papers.picture("PNG")),
        ("webp", papers.picture("WEBP")),
        ("docx", papers.office("docx")),
        ("pptx", papers.office("pptx")),
        ("docx", papers.office("docx", {"word/embeddings/a.xlsx": papers.sheet()})),
        ("xlsx", papers.sheet()),
        ("text", "商业计划书 🚀".encode()),
        ("text", "商业计划书".encode("utf-8-sig")),
        ("text", "商业计划书\r\n第一页".encode("gbk")),
        ("text", "商业计划书".encode("utf-16")),
    ],
)
def test_content_is_known_by_its_bytes(kind: str, data: bytes) -> None:
    assert recognise(data, ALL) == kind
    assert recognise(data, [kind]) == kind
    with pytest.raises(ContentNotTaken):
        recognise(data, ALL - {kind})


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileEmpty),
        (EXECUTABLE, ContentNotTaken),
        (b"\x7fELF\x02\x01\x01" + bytes(100), ContentNotTaken),
        (EXECUTABLE + papers.pdf(), ContentNotTaken),
        (papers.package({"a.txt": b"x"}), ContentNotTaken),
        (b"GIF89a" + bytes(40), ContentNotTaken),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), OldOffice),
        (papers.pdf()[:-600], FileDamaged),
        (b"%PDF-1.4\nnothing more", FileDamaged),
        (locked(40, "secret"), FileLocked),
        (locked(128, "secret"), FileLocked),
        (papers.modern_pdf(b"/Encrypt<</Filter/Standard/V 5/R 6/P -4>>"), FileLocked),
        (papers.picture("JPEG")[:400], FileDamaged),
        (papers.picture("PNG")[:-40], FileDamaged),
        (papers.picture("WEBP")[:-40], FileDamaged),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), FileDamaged),
        (papers.png_claiming(30_000, 30_000), PictureTooLarge),
        (papers.png_claiming(9_000, 9_000), PictureTooLarge),
        (papers.office("docx")[:-30], FileDamaged),
        (papers.office("docx", {"word/vbaProject.bin": b"x"}), FileHarmful),
        (papers.office("docx", {"../../etc/passwd": b"x"}), FileHarmful),
        (
            papers.office("docx", {"word/a.xml": b'<!DOCTYPE x [<!ENTITY a "aa">]><x/>'}),
            FileHarmful,
        ),
    ],
)
def test_file_that_cannot_be_taken_is_refused(data: bytes, refusal: type[FileRefused]) -> None:
    with pytest.raises(refusal) as refused:
        recognise(data, ALL)

    assert type(refused.value) is refusal


@pytest.mark.parametrize(("user", "opens"), [("", Opens.FREELY), ("secret", Opens.WITH_PASSWORD)])
def test_pdf_with_crypt_filters_is_opened_by_the_same_check(user: str, opens: Opens) -> None:
    """Revision 4 asks for a password as revision 3 does (ISO 32000-1, 7.6.3.4)."""
    old = locked(128, user)
    new = old.replace(b"/R 3", b"/R 4").replace(b"/V 2", b"/V 4")

    assert new.count(b"/R 4") == 1
    assert pdfs.opens(new) is opens


def test_refusal_names_what_is_taken() -> None:
    with pytest.raises(ContentNotTaken) as refused:
        recognise(EXECUTABLE, {*PICTURES, "pdf"})

    assert refused.value.params == {"takes": "PDF / JPG / PNG / WEBP"}


def test_file_above_the_limit_is_refused_with_both_sizes() -> None:
    with pytest.raises(FileTooLarge) as refused:
        recognise(b"a" * (3 * 2**20 + 1), ALL, most_bytes=3 * 2**20)

    assert refused.value.params == {"limit_mb": 3, "size_mb": 4}
    assert recognise(b"a" * (3 * 2**20), ALL, most_bytes=3 * 2**20) == "text"


def test_package_that_unpacks_to_far_too_much_is_refused() -> None:
    bomb = papers.office("docx", {"word/media/a.bin": bytes(60 * 2**20)})
    inner = papers.package({"a.bin": bytes(30 * 2**20)})
    nested = papers.office("docx", {"word/a.docx": inner})
    deep = papers.office("docx", {"a": papers.package({"b": papers.package({"c": b"x"})})})
    crowd = papers.office("docx", {f"word/{n}.xml": b"" for n in range(contents.MOST_PARTS)})

    assert len(bomb) < 100_000
    for data in (bomb, nested, deep, crowd):
        with pytest.raises(FileHarmful):
            recognise(data, ALL)
    assert recognise(papers.office("docx", {"a.bin": bytes(15 * 2**20)}), ALL) == "docx"


def test_package_that_lies_about_its_sizes_is_refused() -> None:
    honest = papers.office("docx", {"word/media/a.bin": bytes(60 * 2**20)})
    size = (60 * 2**20).to_bytes(4, "little")
    assert honest.count(size) >= 1

    with pytest.raises(FileDamaged):
        recognise(honest.replace(size, (1000).to_bytes(4, "little")), ALL)


def test_package_under_a_password_is_refused_as_locked() -> None:
    data = bytearray(papers.office("docx"))
    with zipfile.ZipFile(BytesIO(data)) as package:
        start = package.start_dir
    data[start + 8] |= 1  # the general purpose flag of the first entry

    with pytest.raises(FileLocked):
        recognise(bytes(data), ALL)


@settings(deadline=None, max_examples=200)
@given(
    start=st.sampled_from(
        [
            b"",
            b"%PDF-1.7\n",
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"PK\x03\x04",
            b"RIFF\0\0\0\0WEBP",
        ]
    ),
    rest=st.binary(max_size=300),
    end=st.sampled_from([b"", b"trailer<</Root 1 0 R/Encrypt 2 0 R>>startxref 0 %%EOF"]),
)
def test_anything_at_all_is_a_kind_or_a_refusal(start: bytes, rest: bytes, end: bytes) -> None:
    try:
        found = recognise(start + rest + end, ALL)
    except FileRefused:
        found = None

    assert found is None or found in ALL


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_damaged_office_file_never_fails_otherwise(data: st.DataObject) -> None:
    whole = bytearray(papers.office("docx"))
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=6)):
        whole[place] = data.draw(st.integers(0, 255))
    try:
        found = recognise(bytes(whole), ALL)
    except FileRefused:
        found = None

    assert found in (None, Content.DOCX, Content.TEXT)


@pytest.mark.parametrize(
    ("given_name", "kind", "name"),
    [
        ("商业计划书.pdf", Content.PDF, "商业计划书.pdf"),
        ("商业计划书.PDF", Content.PDF, "商业计划书.pdf"),
        ("计划.docx", Content.PDF, "计划.pdf"),
        ("photo.jpeg", Content.JPEG, "photo.jpeg"),
        ("photo.png", Content.JPEG, "photo.jpg"),
        ("报告.v2", Content.PDF, "报告.v2.pdf"),
        ("setup.exe", Content.TEXT, "setup.txt"),
        ("../../etc/passwd", Content.TEXT, "passwd.txt"),
        ("C:\\Users\\a\\计划.pdf", Content.PDF, "计划.pdf"),
        ("计\0划\u202efdp.exe\n.pdf", Content.PDF, "计划fdp.exe.pdf"),
        ('a<b>:"c|?*.pdf', Content.PDF, "a_b___c___.pdf"),
        (".pdf", Content.PDF, "file.pdf"),
        ("", Content.PNG, "file.png"),
        ("..", Content.PNG, "file.png"),
        ("书" * 300 + ".pdf", Content.PDF, "书" * 80 + ".pdf"),
        ("\ud800.pdf", Content.PDF, "\ufffd.pdf"),
    ],
)
def test_name_is_cleaned_and_ends_as_its_content(given_name: str, kind: Content, name: str) -> None:
    assert fitting_name(given_name, kind.media_type) == name


@settings(deadline=None)
@given(st.text(max_size=120), st.sampled_from(sorted(Content)))
def test_cleaned_name_stays_as_it_is(given_name: str, kind: Content) -> None:
    name = fitting_name(given_name, kind.media_type)

    assert fitting_name(name, kind.media_type) == name
    assert not set(name) & set("/\\\0\n")
    assert len(name) <= contents.LONGEST_NAME + 5
