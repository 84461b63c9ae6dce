"""How answers look: what governs first, exact words, six lines at most, nothing left unescaped."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.texts import Translate
from handlers import answers, gist
from knowledge.documents import Force, Grade, Kind, Outcome
from students.models import AskedQuestion
from students.questions import Quote
from tests.chat import html_problem, plain, strict_texts, visible_lines

TEXTS = strict_texts()
ZH = TEXTS.reader("zh-CN")
EN = TEXTS.reader("en")
NEWEST = date(2026, 6, 26)


def quote(words: str = "应当公示", clause: int = 1, **changed: object) -> Quote:
    values: dict[str, object] = {
        "clause": clause,
        "clause_id": f"办法#第{clause}条@1",
        "document": "示例办法",
        "title": "示例大学示例办法",
        "article": f"第{clause}条",
        "jurisdiction": "国家",
        "kind": Kind.POLICY,
        "grade": Grade.A,
        "status": Force.IN_FORCE,
        "text": words,
        "start": 0,
        "end": len(words),
    }
    return Quote(**(values | changed))  # type: ignore[arg-type]  # a builder for tests


def asked(*quotes: Quote, **changed: object) -> AskedQuestion:
    values: dict[str, object] = {
        "id": 5,
        "text": "要公示吗",
        "repeated": None,
        "as_of": date(2026, 11, 22),
        "outcome": Outcome.ANSWERED if quotes else Outcome.REFUSED,
        "reason": "" if quotes else "nothing",
        "action": "",
        "citations": [
            {name: getattr(one, name) for name in Quote.__dataclass_fields__} for one in quotes
        ],
    }
    return AskedQuestion(**(values | changed))


def test_answer_names_what_governs_quotes_it_and_says_until_when_the_library_knows() -> None:
    assert answers.text(asked(quote()), NEWEST, ZH).split("\n") == [
        "<b>国家 · 《示例办法》第1条</b>",
        "<blockquote>应当公示</blockquote>",
        "现行有效 · 查询日 2026-11-22",
        "知识库更新至 2026-06-26",
    ]


def test_both_levels_are_shown_under_their_names() -> None:
    two = asked(quote(), quote("不少于十五日", 2, jurisdiction="浙江", document="浙江办法"))

    assert answers.text(two, NEWEST, ZH).split("\n") == [
        "<b>国家 · 《示例办法》第1条</b>",
        "<blockquote>应当公示</blockquote>",
        "<b>浙江 · 《浙江办法》第2条</b>",
        "<blockquote>不少于十五日</blockquote>",
        "现行有效 · 查询日 2026-11-22",
        "知识库更新至 2026-06-26",
    ]


def test_levels_of_different_force_are_told_apart() -> None:
    two = asked(quote(), quote("旧话", 2, status=Force.EXPIRED))

    assert "前条现行有效，后条已失效 · 查询日 2026-11-22" in answers.text(two, NEWEST, ZH)


def test_pieces_of_one_clause_are_one_quotation_with_its_gap_shown() -> None:
    pieces = asked(
        quote("有下列情形的，应当退出：", start=0, end=12),
        quote("（二）隐瞒事实的；", start=30, end=39),
        quote("（三）毕业的。", start=39, end=46),
    )

    assert (
        "<blockquote>有下列情形的，应当退出：……（二）隐瞒事实的；（三）毕业的。</blockquote>"
        in answers.text(pieces, NEWEST, ZH)
    )


def test_long_quotation_folds() -> None:
    short = answers.text(asked(quote("字" * answers.LONG_QUOTE)), NEWEST, ZH)
    long = answers.text(asked(quote("字" * (answers.LONG_QUOTE + 1))), NEWEST, ZH)

    assert "<blockquote>" in short
    assert "<blockquote expandable>" in long


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("提取不低于百分之五十的比例；", "不低于百分之五十的比例"),
        ("公示时间不得少于十五日。", "不得少于十五日"),
        ("最高20000元，", "最高20000元"),
        ("不低于百分之五，也不低于百分之五。", "不低于百分之五"),
        ("不低于百分之五十，不超过三年。", ""),
        ("应当公示。", ""),
        ("不超过规定的比例。", ""),
    ],
)
def test_gist_is_the_only_limit_in_the_words(words: str, limit: str) -> None:
    assert gist.of(words) == limit


def test_limit_that_a_fold_would_hide_stands_first() -> None:
    words = "字" * 80 + "，应当提取不低于百分之五十的比例。"

    for repeated, before in ((None, ""), ("", ""), ("2/3", "<b>2/3</b> ")):
        shown = answers.text(asked(quote(words), repeated=repeated), NEWEST, ZH).split("\n")
        assert shown == [
            f"{before}<b>国家 · 《示例办法》第1条：不低于百分之五十的比例</b>",
            f"<blockquote expandable>{words}</blockquote>",
            "现行有效 · 查询日 2026-11-22",
            "知识库更新至 2026-06-26",
        ]


def test_limits_of_both_levels_stand_first() -> None:
    nation = "字" * 80 + "，应当提取不低于百分之五十的比例。"
    province = "应当提取不低于百分之七十的比例。"
    local = quote(province, 2, jurisdiction="浙江", document="浙江办法")

    nation_first = answers.text(asked(quote(nation), local), NEWEST, ZH).split("\n")
    province_first = answers.text(asked(local, quote(nation)), NEWEST, ZH).split("\n")

    assert nation_first == [
        "<b>国家 · 《示例办法》第1条：不低于百分之五十的比例</b>",
        "<b>浙江 · 《浙江办法》第2条：不低于百分之七十的比例</b>",
        f"<blockquote expandable>{nation}</blockquote>",
        "现行有效 · 查询日 2026-11-22 · 知识库更新至 2026-06-26",
    ]
    assert province_first == [
        "<b>浙江 · 《浙江办法》第2条：不低于百分之七十的比例</b>",
        "<b>国家 · 《示例办法》第1条：不低于百分之五十的比例</b>",
        f"<blockquote>{province}</blockquote>",
        "现行有效 · 查询日 2026-11-22",
        "知识库更新至 2026-06-26",
    ]


def test_limit_in_a_short_quotation_is_not_repeated() -> None:
    shown = answers.text(asked(quote("提取不低于百分之五十的比例。")), NEWEST, ZH)

    assert shown.count("百分之五十") == 1


def test_digest_and_mended_words_are_marked() -> None:
    digest = answers.text(asked(quote(kind=Kind.DIGEST)), NEWEST, ZH)
    mended = answers.text(asked(quote(grade=Grade.B)), NEWEST, ZH)

    assert digest.startswith("<b>国家 · 摘要 ·《示例办法》第1条</b>")
    assert mended.startswith("<b>国家 · 《示例办法》第1条（文字经校订）</b>")


def test_closest_clause_says_that_it_may_not_answer() -> None:
    assert answers.text(asked(quote(), outcome=Outcome.CLOSEST), NEWEST, ZH).split("\n") == [
        "<b>最接近的条文，未必回答你的问题</b>",
        "<blockquote>应当公示</blockquote>",
        "《示例办法》第1条 · 现行有效 · 查询日 2026-11-22",
        "知识库更新至 2026-06-26",
    ]


@pytest.mark.parametrize("reason", answers.CLOSEST_REASONS)
def test_closest_clause_says_what_would_bring_a_better_answer(reason: str) -> None:
    shown = answers.text(asked(quote(), outcome=Outcome.CLOSEST, reason=reason), NEWEST, ZH)

    assert shown.startswith("<b>最接近的条文，未必回答你的问题：")


@pytest.mark.parametrize("reason", answers.REASONS)
def test_refusal_gives_its_reason(reason: str) -> None:
    first, why, footer = answers.text(asked(reason=reason), NEWEST, ZH).split("\n")

    assert first == "<b>知识库里没有能证明的答案，我不猜。</b>"
    assert why == ZH(f"refused-{reason}")
    assert footer == "知识库更新至 2026-06-26"


def test_refusal_for_a_reason_nobody_explained_is_plain() -> None:
    shown = answers.text(asked(reason="new-reason"), NEWEST, ZH)

    assert ZH("refused-nothing") in shown


def test_english_reader_is_told_that_the_wording_is_chinese() -> None:
    shown = answers.text(asked(quote()), NEWEST, EN)

    assert "应当公示" in shown
    assert shown.endswith("Quoted in the official Chinese wording · library up to 2026-06-26")


def test_empty_library_has_no_date() -> None:
    assert answers.text(asked(), None, ZH).endswith("知识库更新至 （尚无文件）")


WORDS = st.text(st.sampled_from("公示 <b>&\"'\n。；字x"), min_size=1, max_size=200).filter(
    str.strip
)
LIMITS = st.builds("{}不低于百分之{}。{}".format, WORDS, st.sampled_from("五七"), WORDS)
QUOTES = st.builds(
    quote,
    WORDS | LIMITS,
    st.integers(1, 3),
    document=WORDS,
    title=WORDS,
    article=WORDS,
    jurisdiction=WORDS,
    kind=st.sampled_from(Kind),
    grade=st.sampled_from([Grade.A, Grade.B]),
    status=st.sampled_from(Force),
)


@given(
    quotes=st.lists(QUOTES, max_size=4),
    outcome=st.sampled_from([Outcome.ANSWERED, Outcome.CLOSEST]),
    reason=st.sampled_from(["", *answers.REASONS, "place"]),
    repeated=st.sampled_from([None, "", "2/3"]),
    text=WORDS,
    t=st.sampled_from([ZH, EN]),
)
def test_any_answer_is_short_and_well_formed(
    quotes: list[Quote],
    outcome: Outcome,
    reason: str,
    repeated: str | None,
    text: str,
    t: Translate,
) -> None:
    flat = [_flat(one) for one in quotes]
    question = asked(
        *flat,
        outcome=outcome if flat else Outcome.REFUSED,
        reason=reason,
        repeated=repeated,
        text=text,
    )

    shown = answers.text(question, NEWEST, t)

    assert html_problem(shown) == ""
    assert visible_lines(shown) <= 6
    if flat:
        assert flat[0].text.strip() in plain(shown)


def _flat(one: Quote) -> Quote:
    """Names of documents and places have no line breaks; words may."""
    return replace(
        one,
        document=" ".join(one.document.split()),
        article=" ".join(one.article.split()),
        jurisdiction=" ".join(one.jurisdiction.split()),
    )
