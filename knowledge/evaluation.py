"""Measures retrieval and refusal on a file of questions with known clauses."""

import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from knowledge import clauses, places
from knowledge.documents import Clause, Kind, Outcome
from knowledge.embeddings import bundled
from knowledge.index import Index
from knowledge.loading import read_text
from knowledge.retrieval import NATION, Retrieval, Retriever

log = logging.getLogger(__name__)

_TEXTS = frozenset({".md", ".markdown", ".txt"})
_DEEPEST = 10
# Places that are no province or city but have rules of their own.
_WITHIN = {"中关村": "北京"}


class NoQuestion(ValueError):
    """A line of a file of questions that is none; ``str()`` names file and line."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as somebody typed it, with every acceptable ``(document, article)``."""

    text: str
    language: str
    gold: frozenset[tuple[str, str]]

    @property
    def answerable(self) -> bool:
        return bool(self.gold)


@dataclass(frozen=True, slots=True)
class Result:
    """What one question got: the rank of an acceptable clause (0 the first, None not among ten)."""

    question: Question
    retrieval: Retrieval
    rank: int | None
    refused: bool
    elapsed_ms: float


def evaluate(questions: Path, corpus: Path, *, folder: Path | None = None) -> dict[str, Any]:
    """The figures of ``evaluate`` for a JSON Lines file and a folder of texts.

    Builds an index in ``folder`` (default: a temporary one named by the texts, found again by the
    next run). Success counts on what is retrieved, whether or not it was then refused. Raises the
    errors of ``read_text`` and NoQuestion.
    """
    asked = read_questions(questions)
    parts = read_corpus(corpus)
    folder = folder or cached_folder(parts)
    index = Index(parts, folder, bundled(workers=os.cpu_count() or 1))
    try:
        embed(index)
        results = run(Retriever(index), asked)
        return report(results, parts, dense=index.dense == "ready")
    finally:
        index.close()


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSON Lines file: ``question``, ``lang``, ``gold: [{doc, article}]``."""
    found = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            gold = frozenset((str(g["doc"]), str(g["article"])) for g in entry.get("gold", ()))
            found.append(Question(str(entry["question"]), str(entry.get("lang", "zh")), gold))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
            raise NoQuestion(f"{path.name}, line {number}: no question ({why})") from why
    return found


def read_corpus(folder: Path) -> list[Clause]:
    """The clauses of every Markdown and plain text file below a folder."""
    found: list[Clause] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _TEXTS and path.is_file():
            text = read_text(path)
            title = clauses.title_of(text, clauses.short_title(path.name))
            place = jurisdiction_of(title)
            found += clauses.split(
                text,
                document=clauses.short_title(title),
                title=title,
                version=hashlib.sha256(text.encode()).hexdigest()[:8],
                kind=Kind.STATUTE if place == NATION else Kind.LOCAL,
                jurisdiction=place,
                source=path.name,
            )
    return found


def jurisdiction_of(title: str) -> str:
    """Whose rules a text holds, by the place its title begins with."""
    for name, place in _WITHIN.items():
        if title.startswith(name):
            return place
    named = places.named(title)
    return named[0].name if named and title.startswith(named[0].name) else NATION


def cached_folder(parts: Sequence[Clause]) -> Path:
    """The folder under the system's temporary one that belongs to exactly these texts."""
    whole = hashlib.sha256("".join(map(clauses.sha256, parts)).encode()).hexdigest()
    return Path(tempfile.gettempdir()) / "mentorbot-evaluate" / whole[:16]


def embed(index: Index) -> None:
    """Embed what is missing, saying every now and then how far it is."""
    begun = said = perf_counter()
    for progress in index.embed_pending():
        if perf_counter() - said > 10 or progress.done == progress.total:
            said = perf_counter()
            log.info("embedded %d of %d, %.0f s", progress.done, progress.total, said - begun)


def run(retriever: Retriever, questions: Iterable[Question]) -> list[Result]:
    """Ask every question once; the first is asked twice, so that nothing is measured cold."""
    results = []
    questions = list(questions)
    for question in questions[:1]:
        retriever.search(question.text + " ")
    for question in questions:
        begun = perf_counter()
        found = retriever.search(question.text, limit=_DEEPEST)
        verdict = retriever.judge(found)
        elapsed_ms = (perf_counter() - begun) * 1000
        places_found = [(item.clause.document, item.clause.article) for item in found.items]
        rank = next((n for n, place in enumerate(places_found) if place in question.gold), None)
        refused = verdict.outcome is Outcome.REFUSED
        results.append(Result(question, found, rank, refused, elapsed_ms))
    return results


def report(results: Sequence[Result], parts: Sequence[Clause], *, dense: bool) -> dict[str, Any]:
    """The figures by which two versions are compared; shares from 0 to 1."""
    languages = sorted({result.question.language for result in results})
    times = sorted(result.elapsed_ms for result in results) or [0.0]
    return {
        "clauses": len(parts),
        **_figures(results),
        "by_language": {
            language: _figures([r for r in results if r.question.language == language])
            for language in languages
        },
        "latency_ms": {
            "p50": round(times[len(times) // 2], 1),
            "p95": round(times[min(len(times) - 1, int(len(times) * 0.95))], 1),
        },
        "dense": dense,
    }


def _figures(results: Sequence[Result]) -> dict[str, Any]:
    answerable = [result for result in results if result.question.answerable]
    others = [result for result in results if not result.question.answerable]
    ranks = [result.rank for result in answerable]
    return {
        "answerable": {
            "n": len(answerable),
            **{
                f"s@{k}": _share(rank is not None and rank < k for rank in ranks)
                for k in (1, 3, 5, 10)
            },
            "mrr": _share(0.0 if rank is None else 1 / (rank + 1) for rank in ranks),
            "false_refusals": _share(result.refused for result in answerable),
        },
        "unanswerable": {"n": len(others), "refused": _share(r.refused for r in others)},
    }


def _share(values: Iterable[float]) -> float:
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else 0.0
