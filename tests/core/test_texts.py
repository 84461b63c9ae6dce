"""Choosing a language and rendering texts in it."""

import logging
from pathlib import Path

import pytest

from core.texts import Texts, negotiate

ZH = """
greeting = 你好，{ $name }！
year = { $year } 年
only-here = 只有中文
"""
EN = """
greeting = Hello { $name }!
year = in { $year }
count = { $n ->
    [one] one match
   *[other] { $n } matches
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for locale, content in [("zh-CN", ZH), ("en", EN)]:
        (tmp_path / locale).mkdir()
        (tmp_path / locale / "demo.ftl").write_text(content, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("requested", "locale"),
    [
        ("zh-hans", "zh-CN"),
        ("zh-CN", "zh-CN"),
        ("zh_CN.UTF-8", "zh-CN"),
        ("zh", "zh-CN"),
        ("ZH-Hant-TW", "zh-CN"),
        ("en", "en"),
        ("en-US", "en"),
        ("EN_gb", "en"),
        ("fr", "zh-CN"),
        ("english", "zh-CN"),
        ("", "zh-CN"),
        ("-", "zh-CN"),
        (None, "zh-CN"),
    ],
)
def test_negotiate_takes_any_spelling(requested: str | None, locale: str) -> None:
    assert negotiate(requested, ["en", "zh-CN"]) == locale


def test_negotiate_prefers_the_exact_region() -> None:
    assert negotiate("zh-tw", ["zh-CN", "zh-TW", "en"]) == "zh-TW"
    assert negotiate("pt-BR", ["pt-PT", "en", "zh-CN"]) == "pt-PT"


def test_reader_speaks_one_language(folder: Path) -> None:
    texts = Texts(folder, strict=True)

    assert texts.reader("en")("greeting", name="Meng") == "Hello Meng!"
    assert texts.reader("zh-CN")("greeting", name="小萌") == "你好，小萌！"
    assert texts.reader("fr")("greeting", name="小萌") == "你好，小萌！"
    assert (texts.locales, texts.has("year"), texts.has("month")) == (("en", "zh-CN"), True, False)


def test_numbers_have_no_separators_and_still_choose_the_plural(folder: Path) -> None:
    texts = Texts(folder, strict=True)

    assert texts.render("zh-CN", "year", year=2026) == "2026 年"
    assert texts.render("en", "count", n=1) == "one match"
    assert texts.render("en", "count", n=12345) == "12345 matches"


def test_strict_raises_for_any_gap(folder: Path) -> None:
    texts = Texts(folder, strict=True)

    with pytest.raises(KeyError, match="only-here in en"):
        texts.render("en", "only-here")
    with pytest.raises(KeyError, match="nowhere"):
        texts.render("zh-CN", "nowhere")
    with pytest.raises(ValueError, match="greeting in en"):
        texts.render("en", "greeting")


def test_a_person_gets_the_nearest_text_and_the_gap_is_logged(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    texts = Texts(folder)

    with caplog.at_level(logging.ERROR, "core.texts"):
        assert texts.render("en", "only-here") == "只有中文"
        assert texts.render("zh-CN", "nowhere") == "nowhere"
        assert texts.render("en", "greeting") == "Hello name!"

    assert len(caplog.records) == 3


def test_a_broken_file_is_named(folder: Path) -> None:
    (folder / "en" / "demo.ftl").write_text("greeting = { $name\n", "utf-8")

    with pytest.raises(ValueError, match=r"demo\.ftl"):
        Texts(folder)


def test_a_folder_without_the_default_language_is_refused(folder: Path) -> None:
    (folder / "zh-CN").rename(folder / "zh-TW")

    with pytest.raises(ValueError, match="zh-CN"):
        Texts(folder)
