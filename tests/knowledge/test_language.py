import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.language import in_chinese, language_of, simplified


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("学校的专利怎么许可", "zh"),
        ("學校的專利怎麼許可", "zh-Hant"),
        ("How do I license a patent?", "en"),
        ("startup 怎么注册", "zh"),
        ("123 ?!", "zh"),
        ("", "zh"),
    ],
)
def test_language_is_told_by_its_characters(question: str, language: str) -> None:
    assert language_of(question) == language


def test_traditional_characters_become_simplified() -> None:
    assert simplified("職務發明創造的歸屬") == "职务发明创造的归属"
    assert simplified("职务发明 patent 2024") == "职务发明 patent 2024"


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Which companies may be limited partners?", {"公司", "有限合伙人"}),
        ("apply for a patent", {"申请专利"}),
        ("Are royalties taxed?", {"使用费", "税收"}),
        ("registering trade marks", {"登记", "注册", "商标"}),
    ],
)
def test_english_terms_have_chinese_ones(question: str, terms: set[str]) -> None:
    assert set(in_chinese(question).split()) == terms


def test_question_without_known_terms_has_none() -> None:
    assert in_chinese("how do I cook rice") == ""
    assert in_chinese("专利怎么申请") == ""


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in ("zh", "zh-Hant", "en")
    assert isinstance(in_chinese(text), str)
