import json
from pathlib import Path

import pytest

from knowledge.evaluation import (
    cached_folder,
    evaluate,
    jurisdiction_of,
    read_corpus,
    read_questions,
)
from knowledge.loading import NotText
from tests.knowledge.fictions import CLOUD, LICENCE

QUESTIONS = [
    ("许可收益的百分之几归发明人", "zh", [("星河大学专利许可办法", "第三条")]),
    ("學生首次創辦企業可以申請多少創業補貼", "zh-Hant", [("云梦市学生创业促进条例", "第五条")]),
    ("专利许可办法第五条", "zh", [("星河大学专利许可办法", "第五条")]),
    ("学生是什么意思", "zh", [("没有的办法", "第一条")]),
    ("今天天气怎么样", "zh", []),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "laws").mkdir(parents=True)
    (folder / "laws" / "云梦市学生创业促进条例(2024-03-01).md").write_text(CLOUD, encoding="utf-8")
    (folder / "许可.txt").write_text(LICENCE, encoding="gb18030")
    (folder / "note.pdf").write_bytes(b"%PDF")
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    lines = [
        json.dumps(
            {
                "id": f"q{n}",
                "question": text,
                "lang": language,
                "gold": [{"doc": doc, "article": article} for doc, article in gold],
            },
            ensure_ascii=False,
        )
        for n, (text, language, gold) in enumerate(QUESTIONS)
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_report_has_the_agreed_form_and_counts(
    questions: Path, corpus: Path, tmp_path: Path
) -> None:
    found = evaluate(questions, corpus, folder=tmp_path / "index")

    assert list(found) == [
        "clauses",
        "answerable",
        "unanswerable",
        "by_language",
        "latency_ms",
        "dense",
    ]
    assert found["clauses"] == 12
    assert list(found["answerable"]) == [
        "n",
        "s@1",
        "s@3",
        "s@5",
        "s@10",
        "mrr",
        "false_refusals",
    ]
    assert found["answerable"]["n"] == 4
    assert found["answerable"]["s@1"] == found["answerable"]["s@10"] == 0.75
    assert found["answerable"]["mrr"] == 0.75
    assert found["unanswerable"] == {"n": 1, "refused": 1.0}
    assert list(found["by_language"]) == ["zh", "zh-Hant"]
    assert found["by_language"]["zh-Hant"]["answerable"]["s@1"] == 1.0
    assert 0 < found["latency_ms"]["p50"] <= found["latency_ms"]["p95"]


def test_second_run_finds_its_index_again(questions: Path, corpus: Path, tmp_path: Path) -> None:
    first = evaluate(questions, corpus, folder=tmp_path / "index")
    again = evaluate(questions, corpus, folder=tmp_path / "index")

    assert again["answerable"] == first["answerable"]
    assert again["dense"] == first["dense"]


def test_folder_belongs_to_the_texts(corpus: Path) -> None:
    before = cached_folder(read_corpus(corpus))
    assert cached_folder(read_corpus(corpus)) == before

    (corpus / "许可.txt").write_text(LICENCE.replace("三个月", "两个月"), encoding="utf-8")

    assert cached_folder(read_corpus(corpus)) != before


def test_texts_are_read_with_their_titles_and_places(corpus: Path) -> None:
    found = read_corpus(corpus)

    assert {(c.document, c.jurisdiction) for c in found} == {
        ("云梦市学生创业促进条例", "国家"),
        ("星河大学专利许可办法", "国家"),
    }


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("上海市促进科技成果转化条例", "上海"),
        ("汕头经济特区科技创新条例", "汕头"),
        ("中关村国家自主创新示范区条例", "北京"),
        ("促进科技成果转化法", "国家"),
        ("关于浙江省的意见", "国家"),
    ],
)
def test_place_is_read_from_the_beginning_of_a_title(title: str, place: str) -> None:
    assert jurisdiction_of(title) == place


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"question": "甲", "gold": [1]}', "甲"])
def test_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "甲"}\n' + line, encoding="utf-8")

    with pytest.raises(ValueError, match=r"questions\.jsonl, line 2"):
        read_questions(path)
    path.write_text('{"question": "甲"}\n\n', encoding="utf-8")
    assert [question.text for question in read_questions(path)] == ["甲"]


def test_file_that_is_no_text_is_refused(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_bytes(bytes(range(256)) * 10)

    with pytest.raises(NotText):
        evaluate(path, corpus, folder=tmp_path / "index")
