"""Keeps the vectors of texts: a cache no crash can hurt, and Chroma to search them."""

import contextlib
import hashlib
import logging
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from knowledge.ownership import claim

log = logging.getLogger(__name__)

Vector = NDArray[np.float32]
Item = TypeVar("Item")

_COLLECTION = "segments"
_PREFIX = "chroma-"
_BATCH = 500
_SEARCH_WIDTH = 400
"""Candidates that Chroma's graph keeps while it searches: 99.6 % of the exact 200 best."""


class VectorStore:
    """Vectors by the hash of model and text, searched by cosine.

    The folder's owner keeps a Chroma collection; another process on the same folder reads the
    cache and searches it exactly. A spoilt collection is rebuilt from the cache, a spoilt cache is
    begun anew. Thread-safe.
    """

    def __init__(self, folder: Path, model_id: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._model_id = folder, model_id
        self._lock = threading.RLock()
        self._claim = claim(folder)
        self._cache = _opened(folder / "vectors.sqlite3", fresh=self.owner)
        self._keys: frozenset[str] = frozenset()
        self._matrix: tuple[list[str], Vector] | None = None
        self._client: Any = None
        self._collection: Any = None

    @property
    def owner(self) -> bool:
        """Whether this process may add vectors."""
        return self._claim is not None

    def key(self, text: str) -> str:
        return hashlib.sha256(f"{self._model_id}\x1f{text}".encode()).hexdigest()

    def known(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys that have a vector."""
        wanted = set(keys)
        with self._lock:
            rows = self._cache.execute("SELECT key FROM vectors")
            return frozenset(wanted.intersection(key for (key,) in rows))

    def put(self, keys: Sequence[str], vectors: Sequence[Sequence[float] | Vector]) -> None:
        """Keep vectors for good; the caller is the owner."""
        rows = [
            (key, np.asarray(vector, np.float32).tobytes())
            for key, vector in zip(keys, vectors, strict=True)
        ]
        with self._lock, self._cache:
            self._cache.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def get(self, keys: Sequence[str]) -> Vector:
        """The vectors of known keys, one row each."""
        found: dict[str, bytes] = {}
        with self._lock:
            for part in _parts(keys):
                marks = ",".join("?" * len(part))
                query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608
                found.update(self._cache.execute(query, part))
        return np.stack([np.frombuffer(found[key], np.float32) for key in keys])

    def select(self, keys: Iterable[str]) -> None:
        """Search among these known keys from now on."""
        with self._lock:
            self._keys, self._matrix = frozenset(keys), None
            if self.owner:
                self._guarded(self._synchronise)

    def nearest(self, vector: Sequence[float], n: int) -> list[tuple[str, float]]:
        """The ``n`` selected keys nearest to a vector and their cosines, nearest first."""
        if not self._keys:
            return []
        if self._collection is not None:
            found = self._guarded(lambda: self._query(vector, n))
            if found:
                return cast("list[tuple[str, float]]", found)
        return self._exactly(vector, n)

    def closest(self, vectors: Vector) -> list[float]:
        """For every vector the cosine of the nearest selected key, exactly."""
        best = np.full(len(vectors), -1.0, np.float32)
        for part in _parts(sorted(self._keys)):
            best = np.maximum(best, (vectors @ self.get(part).T).max(axis=1))
        return [float(cosine) for cosine in best]

    def close(self) -> None:
        """Give the folder free; the store is of no more use."""
        with self._lock:
            self._forget()
            self._cache.close()
            if self._claim:
                self._claim.release()
                self._claim = None

    def _query(self, vector: Sequence[float], n: int) -> list[tuple[str, float]]:
        asked = np.asarray(vector, np.float32)
        count = min(n, len(self._keys))
        found = self._collection.query(
            query_embeddings=[asked], n_results=count, include=["distances"]
        )
        distances = found["distances"][0]
        return [(k, 1.0 - float(d)) for k, d in zip(found["ids"][0], distances, strict=True)]

    def _exactly(self, vector: Sequence[float], n: int) -> list[tuple[str, float]]:
        with self._lock:
            if self._matrix is None:
                keys = sorted(self._keys)
                self._matrix = (keys, self.get(keys))
            keys, matrix = self._matrix
        asked = np.asarray(vector, np.float32)
        cosines = matrix @ (asked / (np.linalg.norm(asked) or 1.0))
        best = np.argsort(-cosines, kind="stable")[:n]
        return [(keys[i], float(cosines[i])) for i in best]

    def _guarded(self, work: Any) -> Any:
        """What ``work`` gives; a collection that fails is rebuilt once, then done without."""
        for attempt in ("rebuilding", "searching without"):
            try:
                return work()
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as why:  # Chroma's engine panics with BaseException
                log.warning("vector index failed, %s: %s", attempt, why)
                with self._lock:
                    self._forget()
                    for old in self._folder.glob(_PREFIX + "*"):
                        shutil.rmtree(old, ignore_errors=True)
                    if attempt == "rebuilding" and self.owner:
                        with contextlib.suppress(Exception):
                            self._synchronise()
        return None

    def _synchronise(self) -> None:
        """Make the collection hold exactly the selected keys."""
        if self._collection is None:
            self._open()
        held = set(self._collection.get(include=[])["ids"])
        for part in _parts(sorted(held - self._keys)):
            self._collection.delete(ids=part)
        for part in _parts(sorted(self._keys - held)):
            self._collection.add(ids=part, embeddings=self.get(part))

    def _open(self) -> None:
        import chromadb  # takes a second: only where meanings are searched
        from chromadb.config import Settings

        # A new name after every failure: within a process Chroma reuses what it knows of a path.
        names = sorted(path.name for path in self._folder.glob(_PREFIX + "*"))
        path = self._folder / (names[0] if names else _PREFIX + uuid4().hex[:8])
        self._client = chromadb.PersistentClient(path, Settings(anonymized_telemetry=False))
        # Never an embedding function of Chroma's: its default one downloads a model.
        self._collection = self._client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_WIDTH}},
        )

    def _forget(self) -> None:
        client, self._client, self._collection = self._client, None, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.close()


def _opened(path: Path, *, fresh: bool) -> sqlite3.Connection:
    """The cache; one that cannot be read is put aside by the owner."""
    for attempt in range(2):
        cache = sqlite3.connect(path, check_same_thread=False, timeout=30)
        try:
            cache.execute("PRAGMA journal_mode=WAL")
            cache.execute("PRAGMA synchronous=NORMAL")
            cache.execute(
                "CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, vector BLOB NOT NULL)"
            )
            cache.execute("SELECT count(*) FROM vectors").fetchone()
            cache.commit()
        except sqlite3.DatabaseError as why:
            cache.close()
            if attempt or not fresh:
                raise
            log.warning("vector cache unreadable, starting anew: %s", why)
            for old in path.parent.glob(path.name + "*"):
                old.unlink(missing_ok=True)
        else:
            return cache
    raise AssertionError


def _parts(items: Sequence[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), _BATCH):
        yield list(items[start : start + _BATCH])
