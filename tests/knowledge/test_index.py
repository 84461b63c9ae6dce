import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.documents import Clause
from knowledge.elsewhere import Elsewhere
from knowledge.index import Index, Progress
from knowledge.segments import segments
from tests.knowledge.fictions import CLOUD, LICENCE, clauses
from tests.knowledge.hashing import HashingEmbeddings

ROOT = Path(__file__).parents[2]


def texts(found: list[Clause]) -> set[str]:
    return {text for clause in found for text in segments(clause)} | set(Elsewhere.subjects())


def embed(index: Index) -> list[Progress]:
    return list(index.embed_pending())


def best(index: Index, question: str) -> str:
    key = index.meanings(index.vector(question), 1)[0][0]
    return index.clauses[index.snapshot.rows[key][0]].article


def test_words_are_searched_at_once(tmp_path: Path) -> None:
    index = Index(clauses(CLOUD), tmp_path)

    assert index.clauses[int(index.words("创业补贴多少").argmax())].article == "第五条"
    assert index.dense == "absent"
    assert embed(index) == []
    index.close()


def test_meanings_are_searched_when_all_are_embedded(tmp_path: Path) -> None:
    found = clauses()
    index = Index(found, tmp_path, HashingEmbeddings())
    assert (index.dense, index.embedded) == ("indexing", 0)

    steps = embed(index)

    total = len(texts(found))
    assert steps[-1] == Progress(total, total)
    assert [step.done for step in steps] == sorted({step.done for step in steps})
    assert (index.dense, index.embedded) == ("ready", len(found))
    assert best(index, "期满需要继续使用的") == "第三条"
    index.close()


def test_embedding_stopped_between_steps_goes_on_where_it_was(tmp_path: Path) -> None:
    found, model = clauses(), HashingEmbeddings()
    index = Index(found, tmp_path, model)
    for _, _step in zip(range(3), index.embed_pending(), strict=False):
        pass
    before = set(model.embedded)
    index.close()

    again = HashingEmbeddings()
    index = Index(found, tmp_path, again)
    embed(index)

    assert before | set(again.embedded) == texts(found)
    assert len(before) + len(again.embedded) == len(texts(found))
    index.close()


def test_rebuilding_and_updating_embed_only_what_is_new(tmp_path: Path) -> None:
    first = Index(clauses(CLOUD), tmp_path, HashingEmbeddings())
    embed(first)
    first.close()

    model = HashingEmbeddings()
    index = Index(clauses(CLOUD), tmp_path, model)
    assert index.dense == "ready"
    changed = [
        replace(c, text="学生首次创办企业，可以申请创业补贴三千元。")
        if c.article == "第五条"
        else c
        for c in clauses(CLOUD)
    ]
    index.update(changed)
    assert index.dense == "indexing"
    embed(index)

    assert len(model.embedded) == 1
    assert best(index, "创业补贴三千元") == "第五条"
    index.close()


def test_clauses_taken_out_are_no_longer_found(tmp_path: Path) -> None:
    index = Index(clauses(), tmp_path, HashingEmbeddings())
    embed(index)
    index.update(clauses(LICENCE))

    assert index.dense == "ready"
    assert {index.clauses[r].document for rows in index.snapshot.rows.values() for r in rows} == {
        "星河大学专利许可办法"
    }
    keys = {key for key, _ in index.meanings(index.vector("创业补贴"), 50)}
    assert keys == set(index.snapshot.rows)
    index.close()


def test_empty_library_is_ready_for_its_first_clauses(tmp_path: Path) -> None:
    index = Index((), tmp_path, HashingEmbeddings())
    assert embed(index) == []
    assert index.words("学生").tolist() == []

    index.update(clauses(CLOUD))
    embed(index)

    assert index.dense == "ready"
    index.close()


def test_second_process_searches_what_the_first_embedded(tmp_path: Path) -> None:
    owner = Index(clauses(CLOUD), tmp_path, HashingEmbeddings())
    guest = Index(clauses(CLOUD), tmp_path, HashingEmbeddings())
    assert guest.dense == "absent"
    assert embed(guest) == []

    embed(owner)
    guest.update(clauses(CLOUD))

    assert guest.dense == "ready"
    assert best(guest, "期满需要继续使用的") == "第三条"
    guest.close()
    owner.close()


def test_index_with_a_spoilt_folder_works(tmp_path: Path) -> None:
    first = Index(clauses(CLOUD), tmp_path, HashingEmbeddings())
    embed(first)
    first.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.write_bytes(b"spoilt" * 500)

    index = Index(clauses(CLOUD), tmp_path, HashingEmbeddings())
    embed(index)

    assert index.dense == "ready"
    assert best(index, "期满需要继续使用的") == "第三条"
    index.close()


def test_clauses_that_follow_each_other_are_known(tmp_path: Path) -> None:
    index = Index(clauses(), tmp_path)

    follows = index.snapshot.follows.tolist()
    assert follows.count(False) == 1
    assert not follows[len(clauses(CLOUD)) - 1]


SLOWLY = """
import sys, time
from pathlib import Path
from knowledge.index import Index
from tests.knowledge.fictions import clauses
from tests.knowledge.hashing import HashingEmbeddings

for step in Index(clauses(), Path(sys.argv[1]), HashingEmbeddings()).embed_pending():
    print(step.done, flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("steps", [1, 4])
def test_kill_while_embedding_loses_nothing_that_was_reported(tmp_path: Path, steps: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLOWLY, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as embedding:
        assert embedding.stdout is not None
        assert embedding.stdin is not None
        for _ in range(steps):
            done = int(embedding.stdout.readline())
            embedding.stdin.write("\n")
            embedding.stdin.flush()
        embedding.kill()
        embedding.wait()

    model = HashingEmbeddings()
    index = Index(clauses(), tmp_path, model)
    embed(index)

    assert index.dense == "ready"
    assert len(model.embedded) <= len(texts(clauses())) - done
    index.close()
