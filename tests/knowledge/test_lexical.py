import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.lexical import Lexicon, tokens


def test_chinese_runs_give_characters_and_pairs() -> None:
    assert tokens("专利法，45%的PCT申请") == [
        *("专", "利", "法", "专利", "利法"),
        "45%",
        "的",
        "pct",
        *("申", "请", "申请"),
    ]


def test_text_with_the_words_scores_best_and_one_without_any_is_0() -> None:
    lexicon = Lexicon(["学生免费使用工位", "许可收益归发明人", "工位"])

    scores = lexicon.scores(tokens("谁能使用工位"))

    assert scores.argmax() == 0
    assert scores[1] == 0
    assert 0 < scores[0] <= lexicon.most(tokens("谁能使用工位"))


def test_word_in_no_text_is_rarest() -> None:
    lexicon = Lexicon(["甲乙", "甲丙", "甲丁"])

    assert lexicon.rarity("甲") < lexicon.rarity("乙") < lexicon.rarity("戊") == lexicon.rarity("")


def test_nothing_to_search_scores_nothing() -> None:
    assert Lexicon([]).scores(tokens("甲")).shape == (0,)
    assert Lexicon(["", "。"]).scores(tokens("甲")).tolist() == [0, 0]
    assert Lexicon(["甲"]).scores(tokens("？")).tolist() == [0]
    assert Lexicon(["甲"]).scores([""]).tolist() == [0]


@settings(deadline=None)
@given(st.lists(st.text("甲乙丙丁 a1", max_size=20), max_size=8), st.text(max_size=20))
def test_any_question_scores_every_text(texts: list[str], question: str) -> None:
    lexicon = Lexicon(texts)

    scores = lexicon.scores(tokens(question))

    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
    assert (scores <= lexicon.most(tokens(question)) + 1e-3).all()
