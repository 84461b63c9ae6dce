"""The searchable form of a library: words at once, meanings as they get embedded."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from langchain_core.embeddings import Embeddings

from knowledge.documents import Clause
from knowledge.lexical import Lexicon, Scores, tokens
from knowledge.lookup import Directory

Dense = Literal["ready", "indexing", "absent"]


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int


def indexed_text(clause: Clause) -> str:
    """What is searched of a clause: its place in the document and its words."""
    return f"《{clause.document}》{clause.heading} {clause.article}\n{clause.text}{clause.residue}"


class Index:
    """Clauses with everything that finds them. Thread-safe; build and search in a thread.

    ``folder`` keeps the vectors and is created when missing; whatever is in it can be lost
    without harm. Without ``embeddings`` the index works by words only.
    """

    def __init__(
        self, clauses: Sequence[Clause], folder: Path, embeddings: Embeddings | None = None
    ) -> None:
        self.folder = folder
        self.embeddings = embeddings
        self._lock = threading.RLock()
        self._build(clauses)

    def _build(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)
        self.directory = Directory(self.clauses)
        self._lexicon = Lexicon([indexed_text(c) for c in self.clauses])

    def update(self, clauses: Sequence[Clause]) -> None:
        """Search these clauses from now on; vectors of unchanged texts are kept."""
        with self._lock:
            self._build(clauses)

    @property
    def dense(self) -> Dense:
        """Whether meanings can be searched: all of them, not yet, or never."""
        return "absent"

    @property
    def embedded(self) -> int:
        """How many clauses have their vector."""
        return 0

    def embed_pending(self) -> Iterator[Progress]:
        """Embed what has no vector yet, step by step; may be dropped at any step and resumed."""
        yield from ()

    def words(self, question: str) -> Scores:
        """The BM25 score of every clause."""
        return self._lexicon.scores(tokens(question))

    def close(self) -> None:
        """Give the folder free for another process."""
