"""How well and how fast clauses are found, beside words alone, vectors alone and their plain sum.

    python -m benchmarks.retrieval --corpus FOLDER QUESTIONS.jsonl [MORE.jsonl …]

``FOLDER`` holds Markdown statutes and plain texts, a question file one JSON object a line (see
``knowledge/evaluation.py``). All sides search the same clauses in the same run. ``--calibrate``
prints the thresholds that ``knowledge/calibration.json`` should have, and what each threshold,
taken from one file, would refuse in another.
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Sequence
from itertools import permutations
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from knowledge import calibration
from knowledge.embeddings import bundled
from knowledge.evaluation import (
    Question,
    Result,
    cached_folder,
    embed,
    read_corpus,
    read_questions,
    run,
)
from knowledge.index import Index
from knowledge.language import simplified
from knowledge.retrieval import Evidence, Retriever

DEPTHS = (1, 3, 5, 10)
DEEP = 1000
"""Segments that the plain sides ask for: enough for their ten best clauses."""
REFUSE, ANSWER = 0.04, 0.12
"""Shares of answerable questions that the two thresholds may cost."""

Numbers = NDArray[np.float64]
Scorer = Callable[[str], Numbers]


def main() -> int:
    options = _options()
    parts = read_corpus(options.corpus)
    index = Index(parts, cached_folder(parts), bundled(workers=os.cpu_count() or 1))
    embed(index)
    words = Index(parts, index.folder)
    files = {path.name: read_questions(path) for path in options.questions}
    print(f"command   python -m benchmarks.retrieval {' '.join(sys.argv[1:])}")
    print(f"machine   {platform.machine()}, {os.cpu_count()} cores, load {_load()}")
    print(f"python    {platform.python_version()}, {platform.system()}")
    print(f"corpus    {len(parts)} clauses of {len({p.document for p in parts})} documents")
    print(f"vectors   {index.dense}, {len(index.snapshot.rows)} segments, {index.model_id}")
    for name, questions in files.items():
        _compare(name, questions, index, words)
    if options.calibrate:
        _calibrate(files, index, words)
    print(f"\nmemory    {_memory_mb()} MB at most, everything above included")
    index.close()
    return 0


def _compare(name: str, questions: Sequence[Question], index: Index, words: Index) -> None:
    asked = [question for question in questions if question.answerable]
    others = len(questions) - len(asked)
    print(f"\n{name}: {len(asked)} answerable questions, {others} others")
    print(f"  {'side':<40}" + "".join(f"  S@{k:<4}" for k in DEPTHS) + "  MRR     p50 ms  p95 ms")
    sides: dict[str, Scorer] = {"words alone (BM25, characters and pairs)": _words(index)}
    if index.dense == "ready":
        sides["vectors alone (best 款)"] = _meanings(index)
        sides["both, min-max .5/.5, article look-up"] = _fused(index)
    for side, scorer in sides.items():
        _print_side(side, *_ranks(scorer, asked, index))
    for side, each in (("ours without vectors", words), ("ours", index)):
        results = run(Retriever(each), questions)
        found = [result for result in results if result.question.answerable]
        ranks = [np.inf if result.rank is None else result.rank for result in found]
        _print_side(side, np.array(ranks), np.array([result.elapsed_ms for result in results]))
        refused = np.mean([r.refused for r in results if not r.question.answerable] or [False])
        false = np.mean([result.refused for result in found] or [False])
        print(f"  {'':<40}  refused {refused:.3f} of the others, {false:.3f} of the answerable")


def _print_side(side: str, ranks: Numbers, times: Numbers) -> None:
    shares = "".join(f"  {np.mean(ranks < k):.4f}" for k in DEPTHS)
    p50, p95 = np.percentile(times, [50, 95])
    print(f"  {side:<40}{shares}  {np.mean(1 / (ranks + 1)):.4f}  {p50:6.1f}  {p95:6.1f}")


def _ranks(scorer: Scorer, questions: Sequence[Question], index: Index) -> tuple[Numbers, Numbers]:
    places = [(clause.document, clause.article) for clause in index.clauses]
    ranks, times = [], []
    scorer(questions[0].text + " ")
    for question in questions:
        begun = perf_counter()
        scores = scorer(simplified(question.text))
        best = np.argsort(-scores, kind="stable")[: max(DEPTHS)]
        times.append((perf_counter() - begun) * 1000)
        hits = [n for n, row in enumerate(best) if places[row] in question.gold]
        ranks.append(hits[0] if hits else np.inf)
    return np.array(ranks), np.array(times)


def _words(index: Index) -> Scorer:
    return lambda question: index.words(question).astype(np.float64)


def _meanings(index: Index) -> Scorer:
    def score(question: str) -> Numbers:
        vector = index.embeddings.embed_query(question) if index.embeddings else []
        found = index.meanings(vector, DEEP)
        cosines = np.full(len(index.clauses), found[-1][1])
        for key, cosine in found:
            for row in index.snapshot.rows[key]:
                cosines[row] = max(cosines[row], cosine)
        return cosines

    return score


def _fused(index: Index) -> Scorer:
    words, meanings = _words(index), _meanings(index)

    def score(question: str) -> Numbers:
        total: Numbers = (_min_max(words(question)) + _min_max(meanings(question))) / 2
        total[list(index.snapshot.directory.find(question).rows)] = 2.0
        return total

    return score


def _min_max(scores: Numbers) -> Numbers:
    span = scores.max() - scores.min()
    scaled: Numbers = (scores - scores.min()) / (span or 1.0)
    return scaled


def _calibrate(files: dict[str, list[Question]], index: Index, words: Index) -> None:
    for name, each in ((index.model_id, index), (calibration.WORDS, words)):
        by_meaning = name != calibration.WORDS
        if by_meaning and index.dense != "ready":
            continue
        limits = each.thresholds(by_meaning=by_meaning)
        results = {file: run(Retriever(each), asked) for file, asked in files.items()}
        support = {
            file: [(_support(r, limits), r.question.answerable) for r in found]
            for file, found in results.items()
        }
        print(f"\n{name}, foreign weight {limits.foreign}")
        for here, there in permutations(support, 2):
            threshold = _quantile(support[here], REFUSE)
            print(f"  threshold {threshold:.4f} of {here}: {_outcome(support[there], threshold)}")
        everything = [pair for pairs in support.values() for pair in pairs]
        refused, answered = _quantile(everything, REFUSE), _quantile(everything, ANSWER)
        print(f"  refused below {refused:.4f}, answered from {answered:.4f}")
        for file, pairs in support.items():
            print(f"    {file}: {_outcome(pairs, refused)}")


def _support(result: Result, limits: calibration.Thresholds) -> float:
    evidence: Evidence = result.retrieval.evidence
    if evidence.exact:
        return np.inf
    if evidence.missing or evidence.region or not result.retrieval.items:
        return -np.inf
    clause = evidence.words if evidence.meaning is None else evidence.meaning
    return limits.support(clause, evidence.elsewhere)


def _quantile(pairs: Sequence[tuple[float, bool]], share: float) -> float:
    values = sorted(support for support, answerable in pairs if answerable)
    return float(values[int(share * len(values))])


def _outcome(pairs: Sequence[tuple[float, bool]], threshold: float) -> str:
    false = np.mean([support < threshold for support, answerable in pairs if answerable])
    right = np.mean([support < threshold for support, answerable in pairs if not answerable])
    return f"refuses {right:.3f} of the others, {false:.3f} of the answerable"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Plain)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--calibrate", action="store_true")
    return parser.parse_args()


class _Plain(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of the description."""


def _load() -> str:
    return " ".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "?"


def _memory_mb() -> str:
    if sys.platform == "win32":
        return "?"
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return str(most // (1024 if sys.platform == "linux" else 1024 * 1024))


if __name__ == "__main__":
    sys.exit(main())
