"""Subjects a library does not cover: a question nearer to one of them than to a clause is not its.

The list stands in ``elsewhere.txt``, written from catalogues of public services, campus desks and
national laws. What a library covers by itself is left out of it again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from knowledge.lexical import tokens
from knowledge.vectors import Vector

COVERED = 0.96
"""Cosine of a subject with a clause from which the library is taken to cover it."""

Likeness = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The subjects left open by a library, with their words and, where known, their vectors."""

    names: tuple[str, ...]
    holding: Mapping[str, tuple[int, ...]]
    vectors: Vector | None = None

    @staticmethod
    @cache
    def subjects() -> tuple[str, ...]:
        """All subjects of the list."""
        text = Path(__file__).with_name("elsewhere.txt").read_text(encoding="utf-8")
        lines = (line.strip() for line in text.splitlines())
        return tuple(line for line in lines if line and not line.startswith("#"))

    @classmethod
    def of(cls, titles: Collection[str]) -> "Elsewhere":
        """The subjects that are not the name, or a part by name, of a document held."""
        held = tuple(titles)
        return cls._named(tuple(name for name in cls.subjects() if not name.startswith(held)))

    @classmethod
    def _named(cls, names: tuple[str, ...], vectors: Vector | None = None) -> "Elsewhere":
        holding: dict[str, list[int]] = {}
        for number, name in enumerate(names):
            for pair in set(pairs(name)):
                holding.setdefault(pair, []).append(number)
        return cls(names, {pair: tuple(numbers) for pair, numbers in holding.items()}, vectors)

    def with_vectors(self, vectors: Vector, nearest: Sequence[float]) -> "Elsewhere":
        """The same searched by meaning; subjects that a clause is close to are left out."""
        kept = [i for i, cosine in enumerate(nearest) if cosine < COVERED]
        return self._named(tuple(self.names[i] for i in kept), vectors[kept])

    def nearest(self, question: Sequence[Sequence[float]]) -> Likeness:
        """The subject nearest to a question in meaning and its cosine; ("", 0) without any.

        A question may come in several languages: the mean of their cosines counts.
        """
        if self.vectors is None or not self.names:
            return "", 0.0
        cosines = self.vectors @ np.asarray(question, np.float32).mean(axis=0)
        best = int(cosines.argmax())
        return self.names[best], float(cosines[best])

    def said(self, question: str, rarity: Callable[[str], float]) -> Likeness:
        """The subject that has most of a question's words, and what share of their weight."""
        weights = {pair: rarity(pair) for pair in pairs(question)}
        shares: dict[int, float] = {}
        for pair, weight in weights.items():
            for number in self.holding.get(pair, ()):
                shares[number] = shares.get(number, 0.0) + weight
        if not shares:
            return "", 0.0
        best = max(shares, key=shares.__getitem__)
        return self.names[best], shares[best] / sum(weights.values())


def pairs(text: str) -> list[str]:
    """The tokens of more than one character."""
    return [token for token in tokens(text) if len(token) > 1]
