from pathlib import Path

import numpy as np

from knowledge import prepared
from knowledge.index import Index
from tests.knowledge.fictions import CLOUD, clauses
from tests.knowledge.hashing import HashingEmbeddings

KEYS = ["a" * 64, "b" * 64]


def test_prepared_vectors_come_back_nearly_the_same(tmp_path: Path) -> None:
    path = tmp_path / "prepared.npz"
    vectors = np.random.default_rng(5).normal(size=(2, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    size = prepared.write("model", dict(zip(KEYS, vectors.tolist(), strict=True)), path)
    found = prepared.read("model", [KEYS[1], "c" * 64, KEYS[0]], path)

    assert size == path.stat().st_size
    assert list(found) == [KEYS[1], KEYS[0]]
    assert found[KEYS[0]] @ vectors[0] > 0.9995


def test_vectors_of_another_model_are_not_used(tmp_path: Path) -> None:
    path = tmp_path / "prepared.npz"
    prepared.write("model", {KEYS[0]: [0.6, 0.8]}, path)

    assert prepared.read("model", KEYS, path)
    assert prepared.read("another", KEYS, path) == {}


def test_missing_or_spoilt_file_prepares_nothing(tmp_path: Path) -> None:
    path = tmp_path / "prepared.npz"
    assert prepared.read("model", KEYS, path) == {}

    path.write_bytes(b"spoilt" * 100)
    assert prepared.read("model", KEYS, path) == {}


def test_index_takes_prepared_vectors_and_embeds_the_rest(tmp_path: Path) -> None:
    path, model = tmp_path / "prepared.npz", HashingEmbeddings()
    first = Index(clauses(CLOUD), tmp_path / "first", model)
    keys = list(first.snapshot.pending)[1:]
    texts = [first.snapshot.pending[key] for key in keys]
    prepared.write(model.model_id, dict(zip(keys, model.embed_documents(texts), strict=True)), path)
    first.close()

    later = HashingEmbeddings()
    index = Index(clauses(CLOUD), tmp_path / "second", later, prepared_vectors=path)
    assert index.embedded == len(index.clauses) - 1
    for _ in index.embed_pending():
        pass

    assert index.dense == "ready"
    assert not set(texts) & set(later.embedded)
    index.close()
