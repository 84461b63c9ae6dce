import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.numerals import to_chinese
from knowledge.documents import Clause
from knowledge.lookup import Directory, Named

TITLES = {
    "专利法": 82,
    "专利法实施细则": 149,
    "促进科技成果转化法": 52,
    "国务院关于实施《公司法》注册资本登记管理制度的规定": 8,
    "公司法": 266,
    "上海市促进科技成果转化条例": 43,
    "浙江省促进科技成果转化条例": 48,
    "广州市青年创新创业促进条例": 27,
}


def library() -> list[Clause]:
    """Every article of some real titles, without a word of them; a plan; an inserted article."""
    labels = [
        (title, f"第{to_chinese(n)}条")
        for title, last in TITLES.items()
        for n in range(1, last + 1)
    ]
    labels += [("高校成果转移转化行动计划", f"第{n}点") for n in range(1, 24)]
    labels += [("专利法", "第二十条之一")]
    return [
        Clause(
            id=f"{title}#{article}@1",
            document=title,
            title=title,
            article=article,
            heading="",
            text="甲。",
            version="1",
            ordinal=n,
        )
        for n, (title, article) in enumerate(labels, 1)
    ]


CLAUSES = library()
DIRECTORY = Directory(CLAUSES)


def found(question: str) -> list[str]:
    return [CLAUSES[row].id.removesuffix("@1") for row in DIRECTORY.find(question).rows]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("专利法第六条", ["专利法#第六条"]),
        ("《专利法》第六条讲什么", ["专利法#第六条"]),
        ("中华人民共和国专利法第6条", ["专利法#第六条"]),
        ("请问专利法的第六条怎么规定", ["专利法#第六条"]),
        ("专利法第二十条之一", ["专利法#第二十条之一"]),
        ("促进科技成果转化法45条", ["促进科技成果转化法#第四十五条"]),
        ("成果转化法第４５条", ["促进科技成果转化法#第四十五条"]),
        ("广州青创条例十三条", ["广州市青年创新创业促进条例#第十三条"]),
        ("实施细则第九十三条", ["专利法实施细则#第九十三条"]),
        ("细则 第 93 条", ["专利法实施细则#第九十三条"]),
        ("公司法第二百六十六条", ["公司法#第二百六十六条"]),
        ("公司法四十七条和四十八条", ["公司法#第四十七条", "公司法#第四十八条"]),
        ("专利法第六条、公司法第三条", ["专利法#第六条", "公司法#第三条"]),
        ("计划第12点", ["高校成果转移转化行动计划#第12点"]),
        ("行动计划第十二条", ["高校成果转移转化行动计划#第12点"]),
        ("上海成果转化条例第四十一条", ["上海市促进科技成果转化条例#第四十一条"]),
        (
            "科技成果转化条例第三条",
            ["上海市促进科技成果转化条例#第三条", "浙江省促进科技成果转化条例#第三条"],
        ),
    ],
)
def test_named_clause_is_found(question: str, ids: list[str]) -> None:
    assert found(question) == ids


@pytest.mark.parametrize(
    "question",
    [
        "专利能当注册资本吗",
        "有没有一条规定",
        "第六条",
        "条例第三条",
        "这条例子说了三条理由",
        "民法典第八百条",
        "",
    ],
)
def test_question_that_names_no_clause_finds_none(question: str) -> None:
    assert DIRECTORY.find(question) == Named()


def test_article_that_does_not_exist_is_missing() -> None:
    assert DIRECTORY.find("专利法第九百条") == Named(missing=True)
    assert not DIRECTORY.find("专利法第九百条，还有第六条").missing


@settings(deadline=None)
@given(
    st.sampled_from(sorted(TITLES)),
    st.integers(1, 400),
    st.sampled_from(["第{}条", "{}条", " 第 {} 条"]),
    st.booleans(),
)
def test_every_article_is_found_by_its_title(
    title: str, number: int, form: str, arabic: bool
) -> None:
    named = DIRECTORY.find(title + form.format(number if arabic else to_chinese(number)))

    there = number <= TITLES[title]
    ids = [CLAUSES[row].id for row in named.rows]
    assert ids == ([f"{title}#第{to_chinese(number)}条@1"] if there else [])
    assert named.missing is not there
