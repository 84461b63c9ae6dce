"""Word search without a dictionary: BM25 over single characters and pairs of characters."""

import re
from collections.abc import Sequence
from functools import cached_property

import bm25s
import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

_RUN = re.compile(r"[㐀-鿿豈-﫿]+|[a-z0-9]+(?:[.%+][a-z0-9]*)*")
_HAN = re.compile(r"[㐀-鿿豈-﫿]")


def tokens(text: str) -> list[str]:
    """Characters and their overlapping pairs of every Chinese run; other words whole."""
    found: list[str] = []
    for run in _RUN.findall(text.lower()):
        if _HAN.match(run):
            found += run
            found += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            found.append(run)
    return found


class Lexicon:
    """A BM25 index over texts that do not change; a changed library gets a new one."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        self._empty = not any(_RUN.search(text.lower()) for text in texts)
        if not self._empty:
            self._bm25.index([tokens(text) for text in texts], show_progress=False)

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        return {} if self._empty else dict(self._bm25.vocab_dict)

    def scores(self, query: Sequence[str]) -> Scores:
        """The BM25 score of every text, 0 where it has no token of the query."""
        known = [token for token in query if token in self.vocabulary]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._bm25.get_scores(known), np.float32)
