import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.ownership import claim
from knowledge.vectors import VectorStore

ROOT = Path(__file__).parents[2]


def unit(*numbers: float) -> list[float]:
    vector = np.array(numbers, np.float32)
    return [float(x) for x in vector / np.linalg.norm(vector)]


def filled(folder: Path) -> VectorStore:
    store = VectorStore(folder, "model")
    store.put(["a", "b", "c"], [unit(1, 0, 0), unit(1, 1, 0), unit(0, 0, 1)])
    store.select(["a", "b", "c"])
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[VectorStore]:
    store = filled(tmp_path)
    yield store
    store.close()


def test_nearest_keys_come_with_their_cosines(store: VectorStore) -> None:
    found = store.nearest(unit(1, 0, 0), 2)

    assert [key for key, _ in found] == ["a", "b"]
    assert [round(cosine, 3) for _, cosine in found] == [1.0, 0.707]


def test_only_selected_keys_are_found(store: VectorStore) -> None:
    store.select(["b", "c"])

    assert [key for key, _ in store.nearest(unit(1, 0, 0), 3)] == ["b", "c"]
    store.select([])
    assert store.nearest(unit(1, 0, 0), 3) == []


def test_exact_cosine_of_the_nearest_key(store: VectorStore) -> None:
    asked = np.array([unit(1, 0, 0), unit(0, 1, 1)], np.float32)

    assert [round(c, 3) for c in store.closest(asked)] == [1.0, 0.707]


def test_vectors_survive_closing(tmp_path: Path) -> None:
    filled(tmp_path).close()

    again = VectorStore(tmp_path, "model")
    assert again.known(["a", "b", "z"]) == {"a", "b"}
    np.testing.assert_allclose(again.get(["c", "a"]), [[0, 0, 1], [1, 0, 0]])
    again.close()


def test_key_depends_on_model_and_text(store: VectorStore, tmp_path: Path) -> None:
    other = VectorStore(tmp_path / "other", "other model")

    assert store.key("甲") == store.key("甲")
    assert store.key("甲") != store.key("乙")
    assert store.key("甲") != other.key("甲")
    other.close()


def test_second_store_on_a_folder_reads_and_finds_the_same(store: VectorStore) -> None:
    guest = VectorStore(store._folder, "model")
    guest.select(["a", "b", "c"])

    assert store.owner
    assert not guest.owner
    assert [k for k, _ in guest.nearest(unit(1, 0.1, 0), 3)] == ["a", "b", "c"]
    guest.close()


def test_folder_is_free_after_closing(tmp_path: Path) -> None:
    filled(tmp_path).close()

    again = VectorStore(tmp_path, "model")
    assert again.owner
    again.close()


def test_spoilt_collection_is_rebuilt_from_the_cache(tmp_path: Path) -> None:
    filled(tmp_path).close()
    databases = list(tmp_path.glob("chroma-*/chroma.sqlite3"))
    for path in databases:
        path.write_bytes(b"no database" * 1000)
    assert databases

    again = VectorStore(tmp_path, "model")
    again.select(["a", "b", "c"])

    assert [key for key, _ in again.nearest(unit(1, 0, 0), 2)] == ["a", "b"]
    assert list(tmp_path.glob("chroma-*/chroma.sqlite3")) != databases
    again.close()


def test_lost_collection_is_rebuilt_while_searching(store: VectorStore) -> None:
    store._client.delete_collection("segments")

    assert [key for key, _ in store.nearest(unit(1, 0, 0), 2)] == ["a", "b"]


def test_spoilt_cache_is_begun_anew(tmp_path: Path) -> None:
    filled(tmp_path).close()
    (tmp_path / "vectors.sqlite3").write_bytes(b"no database" * 1000)

    again = VectorStore(tmp_path, "model")
    assert again.known(["a"]) == frozenset()
    again.put(["a"], [unit(1, 0, 0)])
    again.select(["a"])
    assert [key for key, _ in again.nearest(unit(1, 0, 0), 2)] == ["a"]
    again.close()


def test_claim_is_exclusive_until_released(tmp_path: Path) -> None:
    first = claim(tmp_path)
    assert first is not None
    assert claim(tmp_path) is None

    first.release()
    second = claim(tmp_path)
    assert second is not None
    second.release()


def test_claim_of_a_killed_process_is_void(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from knowledge.ownership import claim;"
        f"held = claim(Path({str(tmp_path)!r})); print(held is not None, flush=True);"
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline().strip() == "True"
        assert claim(tmp_path) is None
        owner.kill()
        owner.wait()

    mine = claim(tmp_path)
    assert mine is not None
    mine.release()
