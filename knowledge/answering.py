"""Answers a question from the policy library in the words of its clauses, or says why not."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from core.columns import clean
from core.db import Database
from core.errors import NotFound
from knowledge import citations, questions, selection, shelf, vocabulary
from knowledge.documents import (
    Answer,
    Citation,
    Clause,
    ClausePage,
    Force,
    LibraryStatus,
    Outcome,
    Retrieved,
)
from knowledge.index import Index
from knowledge.lexical import tokens
from knowledge.questions import Reading
from knowledge.retrieval import Retrieval, Retriever
from knowledge.selection import Candidate, Choice
from knowledge.shelf import Shelf

log = logging.getLogger(__name__)

WIDTH = 120
"""Clauses looked at before places are told apart."""
SHOWN = 10
LEGAL = 1.0
"""What the same question in legal words adds to the score of retrieval."""
_STATUS = {
    Force.IN_FORCE: "现行有效",
    Force.EXPIRED: "已失效",
    Force.NOT_YET: "尚未施行",
    Force.UNKNOWN: "施行日待确认",
}


def china_today() -> date:
    """The day it is where the rules apply."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


class Answerer:
    """Answers from one library; ``current`` hands it the shelf as it stands."""

    def __init__(
        self,
        db: Database,
        index: Index,
        current: Callable[[], Awaitable[Shelf]],
        today: Callable[[], date] = china_today,
    ) -> None:
        self._db, self._index, self._retriever = db, index, Retriever(index)
        self._current, self._today = current, today

    async def answer(
        self, question: str, *, as_of: date, previous: str = "", place: str = ""
    ) -> Answer:
        """What the library says to a question on a day, proved, or why it says nothing.

        Never raises for a question. ``previous`` is ``asked`` of the answer before, ``place`` the
        province remembered of the person. Days in words move ``as_of``, which the answer repeats.
        """
        begun = perf_counter()
        on_shelf = await self._current()
        question = clean(question)
        reading = questions.read(question, as_of=as_of, previous=previous, place=place)
        reading = questions.at_place(reading, on_shelf.places)
        reading, found, choice = await asyncio.to_thread(self._draft, reading, on_shelf)
        answer = await self._proved(choice, reading, on_shelf)
        return replace(
            answer,
            question=question,
            retrieved=found.items[:SHOWN] if found else (),
            elapsed_ms=(perf_counter() - begun) * 1000,
        )

    async def page(self, key: int, *, as_of: date) -> ClausePage:
        """A whole clause with its neighbours. Raises NotFound, also for what was withdrawn."""
        async with self._db.reading() as session:
            kept = (await shelf.stored(session, [key])).get(key)
            if kept is None or not kept.published:
                raise NotFound
            before, after = await shelf.neighbours(session, key)
        return ClausePage(kept.clause, kept.span.on(as_of), kept.span.start, before, after)

    async def status(self) -> LibraryStatus:
        """What the library holds and how far its meanings are indexed."""
        on_shelf = await self._current()
        return LibraryStatus(
            documents=len(on_shelf.documents),
            clauses=len(on_shelf.clauses),
            newest=on_shelf.newest,
            dense=self._index.dense,
            embedded=self._index.embedded,
        )

    def _draft(self, reading: Reading, on_shelf: Shelf) -> tuple[Reading, Retrieval | None, Choice]:
        """What is found and what of it would be told; blocking."""
        reading, found = self._search(reading, on_shelf)
        if found is None:
            return reading, None, Choice(Outcome.REFUSED, reading.excluded or "nothing")
        verdict = self._retriever.judge(found)
        return reading, found, selection.choose(reading, found, verdict, on_shelf)

    def _search(self, reading: Reading, on_shelf: Shelf) -> tuple[Reading, Retrieval | None]:
        """What bears on the question in the texts of its day; blocking."""
        if reading.excluded:
            return reading, None
        if reading.formerly:
            return self._search_former(reading, on_shelf)
        if reading.day != self._today():
            top = self._retriever.search(reading.sought, limit=1).items
            document = top[0].clause.document if top else ""
            if document and not any(
                on_shelf.governs(clause, reading.day)
                for clause in on_shelf.clauses
                if clause.document == document
            ):
                return replace(reading, excluded="history"), None
        return reading, self._find(reading, lambda c: on_shelf.governs(c, reading.day))

    def _find(self, reading: Reading, allowed: Callable[[Clause], bool]) -> Retrieval:
        """What retrieval finds, reordered by what the same question says in legal words."""
        found = self._retriever.search(reading.sought, limit=WIDTH, allowed=allowed)
        legal = vocabulary.legal_words(reading.terms)
        if not legal or found.evidence.exact:
            return found
        snapshot = self._index.snapshot
        scores = snapshot.lexicon.scores(tokens(" ".join(legal)))
        top = float(scores.max(initial=0.0)) or 1.0
        said = {
            snapshot.clauses[row].key: (row, float(scores[row]) / top)
            for row in (-scores).argsort(kind="stable")[: 2 * WIDTH]
            if scores[row] > 0 and allowed(snapshot.clauses[row])
        }
        before = {item.clause.key: item for item in found.items}
        merged = [
            Retrieved(item.clause, item.score + LEGAL * said.get(key, (0, 0.0))[1])
            for key, item in before.items()
        ]
        merged += [
            Retrieved(snapshot.clauses[row], LEGAL * share)
            for key, (row, share) in said.items()
            if key not in before
        ]
        best = sorted(merged, key=lambda item: -item.score)[:WIDTH]
        most = best[0].score if best else 1.0
        scaled = tuple(Retrieved(item.clause, item.score / most) for item in best)
        return replace(found, items=scaled)

    def _search_former(self, reading: Reading, on_shelf: Shelf) -> tuple[Reading, Retrieval | None]:
        """What bears on the question in texts that have ended, as of the last day of the best."""
        found = self._find(reading, lambda c: on_shelf.force(c, reading.day) is Force.EXPIRED)
        until = on_shelf.spans[found.items[0].clause.key].until if found.items else None
        if until is None:
            return replace(reading, excluded="history"), None
        return replace(reading, day=until, dated=True), found

    async def _proved(self, choice: Choice, reading: Reading, on_shelf: Shelf) -> Answer:
        """The answer, if the gate lets it pass; else fewer clauses of it, else none."""
        told = choice.told
        outcome, reason = choice.outcome, choice.reason
        if told:
            async with self._db.reading() as session:
                kept = await shelf.stored(session, {c.clause.key for c in told})
            today = self._today()
            while told:
                cited = _citations(told, on_shelf, today)
                text = _text(told)
                faults = citations.faults(text, cited, kept, as_of=reading.day, today=today)
                if not faults:
                    return _answer(reading, outcome, reason, text, cited)
                log.warning("answer not proved: %s", "; ".join(faults))
                told = tuple(c for c in told if not any(c.clause.id in f for f in faults))[
                    : len(told) - 1
                ]
                outcome, reason = Outcome.CLOSEST, "unproved"
            outcome, reason = Outcome.REFUSED, "unproved"
        return _answer(reading, outcome, reason, "", ())


def ask_json(answer: Answer) -> dict[str, Any]:
    """An answer as the command ``ask --json`` prints it."""
    return {
        "question": answer.question,
        "outcome": str(answer.outcome),
        "answer": answer.text,
        "citations": [
            {
                "document": cited.clause.document,
                "article": cited.clause.article,
                "version": cited.clause.version,
                "status": _STATUS[cited.status],
                "quote": cited.quote,
            }
            for cited in answer.citations
        ],
        "retrieved": [
            {
                "document": item.clause.document,
                "article": item.clause.article,
                "score": round(item.score, 4),
            }
            for item in answer.retrieved
        ],
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }


def _citations(told: Sequence[Candidate], on_shelf: Shelf, today: date) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            clause=candidate.clause,
            quote=candidate.clause.text[piece.start : piece.end],
            start=piece.start,
            end=piece.end,
            status=on_shelf.force(candidate.clause, today),
        )
        for candidate in told
        for piece in candidate.passage.pieces
    )


def _text(told: Sequence[Candidate]) -> str:
    """One paragraph a clause, under the name of its place where there are several."""
    several = len({candidate.clause.jurisdiction for candidate in told}) > 1
    lines = []
    for candidate in told:
        clause = candidate.clause
        words = "……".join(clause.text[p.start : p.end] for p in candidate.passage.pieces)
        name = (
            f"{clause.jurisdiction}："
            if several and not words.startswith(clause.jurisdiction)
            else ""
        )
        lines.append(name + words.replace("\n", "") + ("……" if candidate.passage.cut else ""))
    return "\n".join(lines)


_ACTIONS = (
    (
        "share",
        r"(?=.*(?:分|拿|奖|报酬|收益|提成))(?=.*(?:许可|转让|转化|成果|专利|入股|投产|比例|净收入))",
    ),
    ("license", r"许可|授权.{0,4}使用|用学校的专利|拿来开公司"),
    ("competition", r"大赛|竞赛|比赛|路演"),
    ("incubation", r"孵化|入孵|众创|入驻|场地|工位|科技园|租金"),
    ("mentor", r"师徒|导师|指导老师|创业指导|辅导"),
)


def _action(reading: Reading, told: Sequence[Citation]) -> str:
    """The likely next step, by the question and, failing that, by what was quoted."""
    said = "".join(cited.quote for cited in told)
    for text in (reading.asked, said):
        for action, pattern in _ACTIONS:
            if re.search(pattern, text, re.DOTALL):
                return action
    return ""


def _answer(
    reading: Reading, outcome: Outcome, reason: str, text: str, cited: tuple[Citation, ...]
) -> Answer:
    refused = outcome is Outcome.REFUSED
    return Answer(
        question="",
        asked=reading.asked,
        outcome=outcome,
        text=text,
        citations=cited,
        retrieved=(),
        as_of=reading.day,
        elapsed_ms=0.0,
        reason="" if outcome is Outcome.ANSWERED else reason,
        action="" if refused else _action(reading, cited),
    )
