"""Finds the clauses that bear on a question and judges whether they answer it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from knowledge.documents import Clause, Outcome, Retrieved
from knowledge.index import Index
from knowledge.language import language_of, simplified


@dataclass(frozen=True, slots=True)
class Evidence:
    """The figures by which a question is answered or refused."""

    language: str
    exact: bool
    region: str
    lexical: float


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What was found for a question, best first."""

    question: str
    items: tuple[Retrieved, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is "" when answered, else ``nothing``, ``region`` or ``article``."""

    outcome: Outcome
    reason: str = ""


class Retriever:
    def __init__(self, index: Index) -> None:
        self._index = index

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        allowed: Callable[[Clause], bool] | None = None,
    ) -> Retrieval:
        """The ``limit`` best of the allowed clauses. Blocking: call it in a thread."""
        language = language_of(question)
        asked = simplified(question)
        clauses = self._index.clauses
        words = self._index.words(asked)
        exact = self._index.directory.find(asked)
        top = float(words.max(initial=0.0))
        scores = words / top if top > 0 else words.copy()
        scores *= 0.99
        scores[exact] = 1.0
        items: list[Retrieved] = []
        for row in np.argsort(-scores, kind="stable"):
            if len(items) == limit or scores[row] <= 0:
                break
            if allowed is None or allowed(clauses[row]):
                items.append(Retrieved(clauses[row], float(scores[row])))
        return Retrieval(question, tuple(items), Evidence(language, bool(exact), "", top))

    def judge(self, retrieval: Retrieval) -> Verdict:
        """Whether what was found answers the question, is only close, or must be refused."""
        if not retrieval.items:
            return Verdict(Outcome.REFUSED, "nothing")
        if retrieval.evidence.exact or retrieval.evidence.lexical > 20:
            return Verdict(Outcome.ANSWERED)
        if retrieval.evidence.lexical > 12:
            return Verdict(Outcome.CLOSEST, "nothing")
        return Verdict(Outcome.REFUSED, "nothing")
