"""Word search without a dictionary: BM25 over single characters and pairs of characters."""

import re
from collections.abc import Sequence

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
        self._vocabulary: dict[str, int] = {}
        corpus = [tokens(text) for text in texts]
        if any(corpus):
            self._bm25.index(corpus, show_progress=False)
            self._vocabulary = {t: n for t, n in self._bm25.vocab_dict.items() if t}
            self._holding = np.diff(self._bm25.scores["indptr"])

    def scores(self, query: Sequence[str]) -> Scores:
        """The BM25 score of every text, 0 where it has no token of the query."""
        known = [token for token in query if token in self._vocabulary]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._bm25.get_scores(known), np.float32)

    def most(self, query: Sequence[str]) -> float:
        """What a text made of the query would score at most, over the tokens known here."""
        return sum(self.rarity(token) for token in query if token in self._vocabulary)

    def rarity(self, token: str) -> float:
        """The inverse document frequency of a token, highest for one in no text such as ""."""
        held = int(self._holding[self._vocabulary[token]]) if token in self._vocabulary else 0
        return float(np.log1p((self._size - held + 0.5) / (held + 0.5)))
