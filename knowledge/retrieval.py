"""Finds the clauses that bear on a question and judges whether they answer it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge import places
from knowledge.documents import Clause, Outcome, Retrieved
from knowledge.index import Index, Snapshot
from knowledge.language import in_chinese, language_of, simplified
from knowledge.lexical import tokens

Numbers = NDArray[np.float64]

NATION, CAMPUS = "国家", "本校"

_SEGMENTS = 300
"""Segments asked of the vector index: the ranking no longer changes from 200 on."""
_LONGEST = 400
"""Characters of a question that are read: more only cost time."""
_EVIDENCE = 10
"""Clauses of which the evidence for an answer is taken."""
_BEST = 0.99
"""The score of the best clause found; 1 is kept for one that the question names."""
# Weights of the ranking, chosen on two question sets in turn: docs/decisions/0003.
_MEANING, _CONTEXT, _WORDS = 0.4, 0.1, 0.7
_ABROAD, _HERE, _THERE = -0.02, 0.1, -0.2
_OF_THE_WHOLE = 2.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """The figures by which a question is answered or refused.

    ``words`` weighs the words that the best clause shares with the question, ``meaning`` is the
    cosine of the nearest clause (None without vectors), ``elsewhere`` how near the ``subject`` is
    that the library does not cover: a cosine, or without vectors a share of the words. ``region``
    is a place named of which the library has nothing.
    """

    language: str
    exact: bool = False
    missing: bool = False
    region: str = ""
    words: float = 0.0
    meaning: float | None = None
    elsewhere: float = 0.0
    subject: str = ""


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


@dataclass(frozen=True, slots=True)
class _Question:
    """A question as the index is asked: simplified, with Chinese terms for English ones."""

    text: str
    language: str
    chinese: str
    places: tuple[places.Place, ...]

    @classmethod
    def of(cls, question: str) -> "_Question":
        question = question[:_LONGEST].encode(errors="ignore").decode()
        text = simplified(question)
        named = tuple(place for place in places.named(text) if not place.school)
        return cls(text.strip(), language_of(question, text), in_chinese(text), named)

    @property
    def words(self) -> str:
        """What is searched by words."""
        return self.chinese if self.language == "en" else f"{self.text} {self.chinese}"


@dataclass(slots=True)
class _Ranking:
    """Scores of all clauses for one question; 0 is what a clause of no merit has."""

    scores: Numbers
    shares: Numbers
    subject: str
    elsewhere: float
    cosines: Numbers | None = None


class Retriever:
    """Searches one index. Blocking and thread-safe: call it in a thread."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        allowed: Callable[[Clause], bool] | None = None,
    ) -> Retrieval:
        """The ``limit`` best of the allowed clauses; fewer when fewer have anything to do with it.

        A clause named by its number comes first with score 1. Without vectors the words decide.
        """
        asked = _Question.of(question)
        snapshot = self._index.snapshot
        dense = self._index.dense == "ready" and bool(snapshot.clauses and tokens(asked.text))
        ranking = self._by_meaning(asked, snapshot) if dense else _by_words(asked, snapshot)
        ranking.scores += _by_place(asked, snapshot)
        named = snapshot.directory.find(asked.text)
        rows = _allowed(ranking, named.rows, snapshot, max(limit, _EVIDENCE), allowed)
        first = rows[:_EVIDENCE]
        exact = bool(rows) and rows[0] in named.rows
        best = max((float(ranking.scores[row]) for row in rows), default=0.0) or 1.0
        items = tuple(
            Retrieved(
                snapshot.clauses[row],
                1.0 if row in named.rows else _BEST * float(ranking.scores[row]) / best,
            )
            for row in rows
        )
        evidence = Evidence(
            language=asked.language,
            exact=exact,
            missing=named.missing,
            region=_uncovered(asked, snapshot),
            words=_weight(asked, snapshot, [float(ranking.shares[row]) for row in first]),
            meaning=_most(ranking.cosines, first),
            elsewhere=ranking.elsewhere,
            subject=ranking.subject,
        )
        return Retrieval(question, items[:limit], evidence)

    def judge(self, retrieval: Retrieval) -> Verdict:
        """Whether what was found answers the question, is only close, or must be refused."""
        evidence = retrieval.evidence
        if evidence.exact:
            return Verdict(Outcome.ANSWERED)
        if evidence.missing:
            return Verdict(Outcome.REFUSED, "article")
        if evidence.region:
            return Verdict(Outcome.REFUSED, "region")
        if not retrieval.items:
            return Verdict(Outcome.REFUSED, "nothing")
        limits = self._index.thresholds(by_meaning=evidence.meaning is not None)
        support = limits.support(
            evidence.words if evidence.meaning is None else evidence.meaning, evidence.elsewhere
        )
        if support < limits.refused:
            return Verdict(Outcome.REFUSED, "nothing")
        if support < limits.answered:
            return Verdict(Outcome.CLOSEST, "nothing")
        return Verdict(Outcome.ANSWERED)

    def _by_meaning(self, asked: _Question, snapshot: Snapshot) -> _Ranking:
        """Cosines of the nearest 款, a little of the neighbouring articles', and the words."""
        forms = [asked.text]
        if asked.language == "en" and asked.chinese:
            forms.append(asked.chinese)
        vectors = [self._index.vector(form) for form in forms]
        cosines: Numbers = np.mean([self._cosines(v, snapshot) for v in vectors], axis=0)
        nearness = (cosines - cosines.min()) / ((cosines.max() - cosines.min()) or 1.0)
        around = np.zeros_like(nearness)
        around[1:] += np.where(snapshot.follows, nearness[:-1], 0.0)
        around[:-1] += np.where(snapshot.follows, nearness[1:], 0.0)
        shares = _shares(asked, snapshot)
        scores = _MEANING * (nearness + _CONTEXT * around / 2) + _WORDS * shares
        if not self._index.calibrated:
            return _Ranking(scores, shares, *_said(asked, snapshot))
        return _Ranking(scores, shares, *snapshot.elsewhere.nearest(vectors), cosines)

    def _cosines(self, vector: list[float], snapshot: Snapshot) -> Numbers:
        """For every clause the cosine of its nearest segment; the least found for all others."""
        found = self._index.meanings(vector, _SEGMENTS)
        least = found[-1][1] if found else 0.0
        cosines = np.full(len(snapshot.clauses), least)
        for key, cosine in found:
            for row in snapshot.rows.get(key, ()):
                cosines[row] = max(cosines[row], cosine)
        return cosines


def _by_words(asked: _Question, snapshot: Snapshot) -> _Ranking:
    shares = _shares(asked, snapshot)
    return _Ranking(shares.copy(), shares, *_said(asked, snapshot))


def _said(asked: _Question, snapshot: Snapshot) -> tuple[str, float]:
    return snapshot.elsewhere.said(asked.words, snapshot.lexicon.rarity)


def _shares(asked: _Question, snapshot: Snapshot) -> Numbers:
    """BM25 of every clause as a share of what a clause made of the question would have."""
    wanted = tokens(asked.words)
    scores: Numbers = snapshot.lexicon.scores(wanted).astype(np.float64)
    shares: Numbers = scores / (snapshot.lexicon.most(wanted) or 1.0)
    return shares


def _weight(asked: _Question, snapshot: Snapshot, shares: list[float]) -> float:
    """How much of the question is said by the best of some clauses.

    Its BM25 score counts by itself, in units of a word found nowhere, so that a long question
    with many hits has more support; and as a share of the whole question, unknown words included.
    """
    wanted = tokens(asked.words)
    lexicon = snapshot.lexicon
    score = max(shares, default=0.0) * lexicon.most(wanted)
    whole = sum(map(lexicon.rarity, wanted)) or 1.0
    return score / lexicon.rarity("") + _OF_THE_WHOLE * score / whole


def _by_place(asked: _Question, snapshot: Snapshot) -> Numbers:
    """What the place of a rule adds: its own question's, another's, or one nobody asked about."""
    here = {name for place in asked.places for name in place.jurisdictions}
    other = _THERE if here else _ABROAD
    added: Numbers = np.array(
        [
            0.0 if place in (NATION, CAMPUS) else _HERE if place in here else other
            for place in snapshot.jurisdictions
        ]
    )
    each: Numbers = added[snapshot.jurisdiction]
    return each


def _uncovered(asked: _Question, snapshot: Snapshot) -> str:
    """The first place named, where the library has no rule of any of those named."""
    held = set(snapshot.jurisdictions)
    parts = {place.province for name in held for place in places.named(name)}
    if any(place.jurisdictions & held or place.name in parts for place in asked.places):
        return ""
    return asked.places[0].name if asked.places else ""


def _allowed(
    ranking: _Ranking,
    named: tuple[int, ...],
    snapshot: Snapshot,
    limit: int,
    allowed: Callable[[Clause], bool] | None,
) -> list[int]:
    """The best allowed rows, those named first."""

    def rows() -> Iterator[int]:
        yield from sorted(named, key=lambda row: -ranking.scores[row])
        for row in np.argsort(-ranking.scores, kind="stable"):
            if ranking.scores[row] <= 0:
                return
            if row not in named:
                yield int(row)

    kept: list[int] = []
    for row in rows():
        if allowed is None or allowed(snapshot.clauses[row]):
            kept.append(row)
            if len(kept) == limit:
                break
    return kept


def _most(numbers: Numbers | None, rows: list[int]) -> float | None:
    return max((float(numbers[row]) for row in rows), default=0.0) if numbers is not None else None
