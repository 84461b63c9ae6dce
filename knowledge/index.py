"""The searchable form of a library: words at once, meanings as they get embedded."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from knowledge import calibration, prepared
from knowledge.calibration import Thresholds
from knowledge.documents import Clause
from knowledge.elsewhere import Elsewhere
from knowledge.lexical import Lexicon, Scores, tokens
from knowledge.lookup import Directory
from knowledge.segments import indexed_text, segments
from knowledge.vectors import VectorStore

log = logging.getLogger(__name__)

Dense = Literal["ready", "indexing", "absent"]

_STEP = 8
_REMEMBERED_QUESTIONS = 256


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the texts to be embedded have their vector."""

    done: int
    total: int


class Snapshot:
    """The clauses as they stand between two updates, with what is derived from them alone."""

    def __init__(self, clauses: Sequence[Clause], store: VectorStore | None) -> None:
        self.clauses = tuple(clauses)
        self.directory = Directory(self.clauses)
        self.lexicon = Lexicon([indexed_text(clause) for clause in self.clauses])
        self.elsewhere = Elsewhere.of({clause.document for clause in self.clauses})
        self.jurisdictions = list(dict.fromkeys(clause.jurisdiction for clause in self.clauses))
        number = {name: place for place, name in enumerate(self.jurisdictions)}
        self.jurisdiction = np.array([number[clause.jurisdiction] for clause in self.clauses], int)
        self.rows: dict[str, list[int]] = {}
        self.pending: dict[str, str] = {}
        self.keys: list[list[str]] = []
        if store is None:
            return
        for row, clause in enumerate(self.clauses):
            texts = segments(clause)
            keys = [store.key(text) for text in texts]
            self.pending.update(zip(keys, texts, strict=True))
            self.keys.append(keys)
            for key in dict.fromkeys(keys):
                self.rows.setdefault(key, []).append(row)

    @cached_property
    def follows(self) -> NDArray[np.bool_]:
        """For every clause but the last, whether the next one continues the same text."""
        places = [(clause.document, clause.version) for clause in self.clauses]
        return np.fromiter((here == after for here, after in pairwise(places)), np.bool_)


class Index:
    """Clauses with everything that finds them. Thread-safe; build and search in a thread.

    ``folder`` keeps the vectors and is created when missing; whatever is in it can be lost
    without harm. It belongs to one process; a second one reads what is there and embeds nothing.
    Without ``embeddings`` the index works by words only.
    """

    def __init__(
        self,
        clauses: Sequence[Clause],
        folder: Path,
        embeddings: Embeddings | None = None,
        *,
        prepared_vectors: Path = prepared.FILE,
    ) -> None:
        self.folder = folder
        self._prepared = prepared_vectors
        self.embeddings = embeddings
        self.model_id = str(getattr(embeddings, "model_id", type(embeddings).__name__))
        self._lock = threading.RLock()
        self._asked: OrderedDict[str, list[float]] = OrderedDict()
        self._store = VectorStore(folder, self.model_id) if embeddings else None
        self._missing: dict[str, str] = {}
        self._by_meaning = calibration.load(self.model_id, folder)
        self._by_words = calibration.load(calibration.WORDS, folder)
        self.update(clauses)

    @property
    def snapshot(self) -> Snapshot:
        """The clauses to search, consistent while another thread updates the index."""
        return self._snapshot

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return self._snapshot.clauses

    def update(self, clauses: Sequence[Clause]) -> None:
        """Search these clauses from now on; vectors of unchanged texts are kept."""
        snapshot = Snapshot(clauses, self._store)
        with self._lock:
            self._snapshot = snapshot
            if self._store is None:
                return
            texts = dict(snapshot.pending)
            if texts:
                texts |= {self._store.key(text): text for text in snapshot.elsewhere.names}
            self._missing = self._without_vector(texts)
            self._select()

    @property
    def dense(self) -> Dense:
        """Whether meanings can be searched: all of them, not yet, or never."""
        if self._store is None:
            return "absent"
        if self._missing:
            return "indexing" if self._store.owner else "absent"
        return "ready"

    @property
    def embedded(self) -> int:
        """How many clauses have all their vectors."""
        return sum(not self._missing.keys() & set(keys) for keys in self._snapshot.keys)

    def embed_pending(self) -> Iterator[Progress]:
        """Embed what has no vector yet, step by step; may be dropped at any step and resumed.

        What is embedded is kept at once. Meanings are searched when nothing is missing.
        """
        if self._store is None or self.embeddings is None or not self._store.owner:
            return
        total = len(self._missing)
        while True:
            with self._lock:
                step = list(self._missing.items())[:_STEP]
            if not step:
                return
            vectors = self.embeddings.embed_documents([text for _, text in step])
            with self._lock:
                self._store.put([key for key, _ in step], vectors)
                for key, _ in step:
                    self._missing.pop(key, None)
                self._select()
                left = len(self._missing)
            total = max(total, left)
            yield Progress(total - left, total)

    def words(self, question: str) -> Scores:
        """The BM25 score of every clause."""
        return self._snapshot.lexicon.scores(tokens(question))

    def vector(self, question: str) -> list[float]:
        """The vector of a question; the last few hundred questions are remembered."""
        assert self.embeddings is not None
        with self._lock:
            if question in self._asked:
                self._asked.move_to_end(question)
                return self._asked[question]
        vector = self.embeddings.embed_query(question)
        with self._lock:
            self._asked[question] = vector
            while len(self._asked) > _REMEMBERED_QUESTIONS:
                self._asked.popitem(last=False)
        return vector

    def meanings(self, vector: Sequence[float], n: int) -> list[tuple[str, float]]:
        """The keys (see ``Snapshot.rows``) and cosines of the ``n`` nearest segments."""
        assert self._store is not None
        return self._store.nearest(vector, n)

    @property
    def calibrated(self) -> bool:
        """Whether answers may be judged by meaning."""
        return self._by_meaning is not None

    def thresholds(self, *, by_meaning: bool) -> Thresholds:
        """The figures by which to answer or refuse, for meanings or for words alone."""
        found = self._by_meaning if by_meaning else self._by_words
        assert found is not None
        return found

    def close(self) -> None:
        """Give the folder free for another process."""
        if self._store:
            self._store.close()

    def _without_vector(self, texts: Mapping[str, str]) -> dict[str, str]:
        """What is still to be embedded, after the vectors prepared with the program."""
        assert self._store is not None
        missing = texts.keys() - self._store.known(texts)
        if missing and self._store.owner:
            ready = prepared.read(self.model_id, missing, self._prepared)
            self._store.put(list(ready), list(ready.values()))
            missing -= ready.keys()
        return {key: text for key, text in texts.items() if key in missing}

    def _select(self) -> None:
        """Search meanings as soon as none is missing."""
        assert self._store is not None
        if self._missing or not self._snapshot.pending:
            return
        store, snapshot = self._store, self._snapshot
        store.select(snapshot.pending)
        vectors = store.get([store.key(name) for name in snapshot.elsewhere.names])
        snapshot.elsewhere = snapshot.elsewhere.with_vectors(vectors, store.closest(vectors))
