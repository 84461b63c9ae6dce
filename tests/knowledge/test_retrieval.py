from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import calibration
from knowledge.calibration import Thresholds
from knowledge.clauses import split
from knowledge.documents import Kind, Outcome
from knowledge.index import Index
from knowledge.retrieval import Retrieval, Retriever, Verdict
from tests.knowledge.fictions import clauses
from tests.knowledge.hashing import HashingEmbeddings


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """A retriever that knows words only."""
    index = Index(clauses(), tmp_path_factory.mktemp("words"))
    yield Retriever(index)
    index.close()


@pytest.fixture(scope="module")
def meanings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Retriever]:
    """A retriever with vectors, calibrated for them."""
    folder = tmp_path_factory.mktemp("meanings")
    calibration.save(folder, {"hashing": Thresholds(0.2, 0.1), "words": Thresholds(1.4, 0.9)})
    index = Index(clauses(), folder, HashingEmbeddings())
    for _ in index.embed_pending():
        pass
    yield Retriever(index)
    index.close()


@pytest.fixture(params=["words", "meanings"])
def retriever(request: pytest.FixtureRequest) -> Retriever:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Retriever)
    return found


def first(found: Retrieval) -> tuple[str, str]:
    clause = found.items[0].clause
    return clause.document, clause.article


def test_clause_with_the_answer_comes_first(retriever: Retriever) -> None:
    found = retriever.search("许可收益的百分之几归发明人")

    assert first(found) == ("星河大学专利许可办法", "第三条")
    scores = [item.score for item in found.items]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score < 1 for score in scores)
    assert found.evidence.language == "zh"


def test_traditional_question_finds_the_same(retriever: Retriever) -> None:
    found = retriever.search("許可收益的百分之幾歸發明人")

    assert first(found) == ("星河大学专利许可办法", "第三条")
    assert found.evidence.language == "zh-Hant"


def test_english_question_is_bridged_by_the_glossary(retriever: Retriever) -> None:
    found = retriever.search("Must the licence contract be in written form?")

    assert first(found) == ("星河大学专利许可办法", "第五条")
    assert found.evidence.language == "en"


def test_clause_named_by_number_comes_first_with_score_1(retriever: Retriever) -> None:
    found = retriever.search("云梦创业条例第5条之一说的是什么")

    assert first(found) == ("云梦市学生创业促进条例", "第五条之一")
    assert [item.score == 1 for item in found.items[:2]] == [True, False]
    assert retriever.judge(found) == Verdict(Outcome.ANSWERED)


def test_article_that_is_not_there_is_refused(retriever: Retriever) -> None:
    found = retriever.search("云梦市学生创业促进条例第五十条")

    assert retriever.judge(found) == Verdict(Outcome.REFUSED, "article")


def test_place_without_rules_is_refused_and_one_with_rules_is_not(tmp_path: Path) -> None:
    place = "山东省学生创业条例"
    text = "第一条 为了创业。\n第二条 学生首次创业可以申请补贴三千元。\n第三条 本条例施行。"
    local = split(
        text, document=place, title=place, version="1", kind=Kind.LOCAL, jurisdiction="山东"
    )
    retriever = Retriever(Index([*clauses(), *local], tmp_path))

    held = retriever.search("山东学生首次创业可以申请多少补贴")
    other = retriever.search("四川大学生首次创业可以申请多少补贴")
    school = retriever.search("四川大学的学生首次创业可以申请多少补贴")
    city = retriever.search("青岛学生首次创业可以申请多少补贴")

    assert first(held) == first(city) == (place, "第二条")
    assert retriever.judge(held).outcome is Outcome.ANSWERED
    assert retriever.judge(city).outcome is Outcome.ANSWERED
    assert other.evidence.region == "四川"
    assert school.evidence.region == ""
    assert retriever.judge(other) == Verdict(Outcome.REFUSED, "region")


def test_rule_of_the_place_named_goes_before_another_places(tmp_path: Path) -> None:
    text = "第一条 为了创业。\n第二条 学生首次创业可以申请补贴三千元。\n第三条 本条例施行。"
    found = [
        clause
        for place in ("山东", "浙江")
        for clause in split(
            text,
            document=f"{place}省学生创业条例",
            title=f"{place}省学生创业条例",
            version="1",
            kind=Kind.LOCAL,
            jurisdiction=place,
        )
    ]
    retriever = Retriever(Index(found, tmp_path))

    assert [
        first(retriever.search(f"{place}学生首次创业有补贴吗"))[0] for place in ("山东", "浙江")
    ] == ["山东省学生创业条例", "浙江省学生创业条例"]


def test_only_allowed_clauses_are_found(retriever: Retriever) -> None:
    question = "许可收益的百分之几归发明人"
    found = retriever.search(question, allowed=lambda c: c.article != "第三条")

    assert found.items
    assert all(item.clause.article != "第三条" for item in found.items)
    assert not retriever.search(question, allowed=lambda c: False).items
    assert retriever.judge(retriever.search(question, allowed=lambda c: False)) == Verdict(
        Outcome.REFUSED, "nothing"
    )


def test_limit_is_kept_and_does_not_change_the_evidence(retriever: Retriever) -> None:
    question = "学生团队可以免费使用工位几个月"

    one, many = retriever.search(question, limit=1), retriever.search(question, limit=8)

    assert (len(one.items), len(many.items)) == (1, 8)
    assert one.items == many.items[:1]
    assert one.evidence == many.evidence


def test_answer_is_told_from_a_subject_of_elsewhere(retriever: Retriever) -> None:
    answered = retriever.search("学生首次创办企业可以申请多少创业补贴")
    foreign = retriever.search("食堂和宿舍几点报修")

    assert retriever.judge(answered).outcome is Outcome.ANSWERED
    assert retriever.judge(foreign) == Verdict(Outcome.REFUSED, "nothing")
    assert foreign.evidence.subject == "后勤：食堂、宿舍、报修"


def test_support_between_the_thresholds_is_called_closest(meanings: Retriever) -> None:
    found = meanings.search("学生首次创办企业可以申请多少创业补贴")
    evidence = replace(found.evidence, meaning=found.evidence.elsewhere + 0.15)

    assert meanings.judge(replace(found, evidence=evidence)).outcome is Outcome.CLOSEST


def test_model_without_calibration_is_judged_by_words(tmp_path: Path) -> None:
    index = Index(clauses(), tmp_path, HashingEmbeddings())
    for _ in index.embed_pending():
        pass
    retriever = Retriever(index)

    found = retriever.search("学生首次创办企业可以申请多少创业补贴")

    assert found.evidence.meaning is None
    assert first(found) == ("云梦市学生创业促进条例", "第五条")
    assert retriever.judge(found).outcome is Outcome.ANSWERED
    index.close()


def test_empty_library_refuses(tmp_path: Path) -> None:
    retriever = Retriever(Index((), tmp_path))

    found = retriever.search("学生可以申请补贴吗")

    assert found.items == ()
    assert retriever.judge(found) == Verdict(Outcome.REFUSED, "nothing")


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=400))
def test_any_text_is_searched_and_judged(
    words: Retriever, meanings: Retriever, question: str
) -> None:
    for retriever in (words, meanings):
        found = retriever.search(question)
        assert len(found.items) <= 10
        assert isinstance(retriever.judge(found), Verdict)


def test_long_question_is_read_up_to_a_limit(retriever: Retriever) -> None:
    question = "许可收益的百分之几归发明人？" + "啊" * 400

    assert first(retriever.search(question)) == ("星河大学专利许可办法", "第三条")
    assert retriever.search(question).items == retriever.search(question + "食堂" * 2000).items


@pytest.mark.parametrize(
    "question", ["", " ", "\x00", "\ud800", "😀😀", "<b>&", "？！", "a" * 5000]
)
def test_question_without_a_known_word_is_refused(retriever: Retriever, question: str) -> None:
    assert retriever.judge(retriever.search(question)).outcome is Outcome.REFUSED
