import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import loading
from knowledge.loading import EmptyFile, FileTooLarge, NotText, decode, read_text

TEXT = "第一条 学生团队可以免费使用工位（六个月）。\n第二条 期满应当退还。\n"


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("gb18030"),
        TEXT.encode("gbk"),
        TEXT.replace("\n", "\r\n").encode("gb2312"),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_text_is_read_in_any_encoding(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "rules.txt"
    path.write_bytes(raw)

    assert read_text(path) == TEXT


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"%PDF-1.7\n" + bytes(range(256)) * 20,
        b"PK\x03\x04" + bytes(range(0, 256, 3)) * 50,
        b"\x00" * 4096,
        b"\xff\xfe\xff",
    ],
)
def test_binary_file_is_no_text(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "picture.md"
    path.write_bytes(raw)

    with pytest.raises(NotText) as caught:
        read_text(path)
    assert caught.value.params == {"name": "picture.md"}


@pytest.mark.parametrize("raw", [b"", b" \n\t\n", "﻿".encode()])
def test_file_without_a_word_is_empty(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(raw)

    with pytest.raises(EmptyFile):
        read_text(path)


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(loading.LIMIT_BYTES + 1)

    with pytest.raises(FileTooLarge) as caught:
        read_text(path)
    assert caught.value.params == {"name": "large.txt", "limit_mb": 8}


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Co", "Cn", "Cs"))))
def test_unicode_text_comes_back(text: str) -> None:
    raw = text.encode()
    if not raw.startswith(tuple(bom for bom, _ in loading._CODECS_BY_BOM)):
        assert decode(raw) == text


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_text_or_none(raw: bytes) -> None:
    text = decode(raw)

    assert text is None or "\x00" not in text
