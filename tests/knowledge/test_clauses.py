import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.numerals import to_chinese
from knowledge.clauses import sha256, short_title, split, title_of
from knowledge.documents import Clause, Grade, Kind
from tests.knowledge.fictions import CLOUD, clauses


def articles(text: str) -> list[Clause]:
    return split(text, document="甲办法", title="甲办法", version="1")


def test_statute_splits_into_its_articles() -> None:
    found = clauses(CLOUD)

    assert [(c.article, c.heading) for c in found] == [
        ("第一条", "第一章 总则"),
        ("第二条", "第一章 总则"),
        ("第三条", "第二章 场地和资金 第一节 场地"),
        ("第四条", "第二章 场地和资金 第一节 场地"),
        ("第五条", "第二章 场地和资金 第二节 资金"),
        ("第五条之一", "第二章 场地和资金 第二节 资金"),
        ("第六条", "第三章 附则"),
    ]
    assert found[3].text == ("团队不得有下列行为：\n（一）转租工位；\n（二）在场地内存放危险物品。")
    assert found[0] == Clause(
        id="云梦市学生创业促进条例#第一条@2024-05-01",
        document="云梦市学生创业促进条例",
        title="云梦市学生创业促进条例",
        article="第一条",
        heading="第一章 总则",
        text="为了促进学生创业，制定本条例。",
        version="2024-05-01",
        ordinal=1,
        kind=Kind.LOCAL,
        jurisdiction="云梦",
    )


def test_article_named_in_running_text_opens_none() -> None:
    second = clauses(CLOUD)[1]

    assert second.text.endswith("\n第三条规定的期限从注册之日起算的说明由学校公布。")


def test_article_of_a_lower_number_stays_in_the_text() -> None:
    found = articles("第一条 甲。\n第二条 乙。\n第一条 说的是目的。\n第三条 丙。")

    assert [c.text for c in found] == ["甲。", "乙。\n第一条 说的是目的。", "丙。"]


def test_article_without_a_space_is_found_in_order_only() -> None:
    found = articles("第一条为了甲。\n第二条学生乙。\n第九条学生不在此列。\n第三条丙。")

    assert [(c.article, c.text) for c in found] == [
        ("第一条", "为了甲。"),
        ("第二条", "学生乙。\n第九条学生不在此列。"),
        ("第三条", "丙。"),
    ]


def test_annex_counts_anew() -> None:
    found = articles("第一条 甲。\n第二条 乙。\n第三条 丙。\n附件一\n第一条 丁。\n第二条 戊。")

    assert [c.article for c in found][3:] == ["附件一第一条", "附件一第二条"]


def test_preamble_is_a_clause_and_the_history_of_adoption_is_none() -> None:
    preamble = "为了让每一个学生都知道怎样借用学校的实验设备，经师生共同讨论，议定以下各条。"
    found = articles(f"# 甲办法\n2024年1月1日 校务会议通过\n{preamble}\n第一条 甲。\n第二条 乙。")

    assert [(c.article, c.text) for c in found] == [
        ("序言", preamble),
        ("第一条", "甲。"),
        ("第二条", "乙。"),
    ]


def test_text_without_articles_is_cut_at_paragraphs() -> None:
    paragraph = "入驻团队每月向指导老师报告一次进展。" * 12
    found = articles(f"# 甲办法\n\n## 入驻\n\n{paragraph}\n\n{paragraph}\n\n## 退出\n\n短句。\n")

    assert [(c.article, c.heading) for c in found] == [
        ("第1段", "入驻"),
        ("第2段", "入驻"),
        ("第3段", "退出"),
    ]
    assert "".join(c.text for c in found) == paragraph * 2 + "短句。"


def test_lost_characters_make_a_paragraph_unquotable() -> None:
    found = articles("入驻期限为□个月。\n\n## 费用\n\n免费。")

    assert [c.grade for c in found] == [Grade.C, Grade.A]


@pytest.mark.parametrize("text", ["", "\n\n", "# 甲办法", "----\n***"])
def test_text_without_a_sentence_has_no_clause(text: str) -> None:
    assert articles(text) == []


@st.composite
def statutes(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """A statute with its labels and texts, chapters thrown in and other articles named in it."""
    words = st.text("甲乙丙丁学生企业成果", min_size=1, max_size=12)
    lines, labels, texts = ["# 甲条例", ""], list[str](), list[str]()
    for number in range(1, draw(st.integers(3, 30)) + 1):
        if draw(st.booleans()):
            lines += [f"## 第{to_chinese(number)}章　{draw(words)}", ""]
        named = to_chinese(draw(st.integers(1, 40)))
        paragraphs = [draw(words) + "。", f"第{named}条规定的{draw(words)}除外。"]
        label = f"第{to_chinese(number)}条"
        lines += [f"{label}　{paragraphs[0]}", "", paragraphs[1], ""]
        labels.append(label)
        texts.append("\n".join(paragraphs))
    return "\n".join(lines), labels, texts


@settings(deadline=None)
@given(statutes())
def test_every_article_appears_once_with_all_its_words(
    statute: tuple[str, list[str], list[str]],
) -> None:
    text, labels, texts = statute

    found = articles(text)

    assert [c.article for c in found] == labels
    assert [c.text for c in found] == texts


@settings(deadline=None)
@given(st.text("第一二三条章。，（） \n#附件目录甲乙1.", max_size=300))
def test_any_text_gives_clauses_with_distinct_ids(text: str) -> None:
    found = articles(text)

    assert len({c.id for c in found}) == len(found)
    assert [c.ordinal for c in found] == list(range(1, len(found) + 1))
    assert all(re.sub(r"\s", "", c.text) or c.residue for c in found)


def test_hash_changes_with_the_words_and_not_with_the_version() -> None:
    one = articles("第一条 甲。\n第二条 乙。\n第三条 丙。")
    other = split(
        "第一条 甲。\n第二条 丁。\n第三条 丙。", document="甲办法", title="甲办法", version="2"
    )

    assert [sha256(a) == sha256(b) for a, b in zip(one, other, strict=True)] == [True, False, True]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("中华人民共和国专利法", "专利法"),
        ("专利法(2020-10-17).md", "专利法"),
        ("# 中华人民共和国专利法", "专利法"),
        ("云梦市学生创业促进条例（2024年修订）", "云梦市学生创业促进条例"),
        (
            "国务院关于实施《中华人民共和国公司法》注册资本登记管理制度的规定(2024-07-01)",
            "国务院关于实施《公司法》注册资本登记管理制度的规定",
        ),
    ],
)
def test_title_is_shortened(name: str, short: str) -> None:
    assert short_title(name) == short


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n# 甲办法\n\n第一条 乙。", "甲办法"),
        ("甲计划\n\n一、总则", "甲计划"),
        ("第一条 没有标题的办法。", "文件名"),
        ("一句话，不是标题。", "文件名"),
        ("", "文件名"),
    ],
)
def test_title_is_the_first_line_that_reads_like_one(text: str, title: str) -> None:
    assert title_of(text, "文件名") == title
