"""Answers a question from the policy library in the words of its clauses, or says why not."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from core.columns import clean
from core.db import Database
from core.errors import NotFound
from knowledge import citations, passages, questions, shelf, vocabulary
from knowledge.documents import (
    Answer,
    Citation,
    Clause,
    ClausePage,
    Force,
    Grade,
    LibraryStatus,
    Outcome,
    Retrieved,
)
from knowledge.index import Index
from knowledge.lexical import tokens
from knowledge.passages import Passage
from knowledge.questions import Reading, Wants
from knowledge.retrieval import Retrieval, Retriever, Verdict
from knowledge.shelf import CAMPUS, NATION, Shelf

log = logging.getLogger(__name__)

WIDTH = 120
"""Clauses looked at before places are told apart."""
READ = 8
"""Clauses of the nation, and of places, whose words are compared with the question."""
SHOWN = 10
MOST_CLAUSES = 3
LEGAL = 1.0
"""What the same question in legal words adds to the score of retrieval."""
FIT = 0.8
"""What the fit of the words to be quoted adds to the score of retrieval."""
LEGAL_WORDS, MOST, FITS = 3, 0.75, 0.5
"""How many legal words, what share of them in a clause, or what fit, outweighs a weak score."""
NAMED = 0.2
"""What it adds that the question names the subject of the law (专利, 商标, 个人所得税)."""
ON_TOPIC = 0.5
"""At most this share of what the question is about doing may be missing in an answer."""
ASTRAY, NO_FIGURE = 0.7, 0.2
"""What a clause loses that does not speak of what the question is about doing, or gives no figure
where one is asked for."""
NEAR, BESIDE, CLOSE, MORE, TIED = 0.8, 0.7, 0.92, 0.5, 0.97
"""Shares of the best: to be told, to be told before rules of other places, to be told in addition
(and the share of new words of the question it must bring then), to be as good."""
SHARED = 0.25
"""The share of a national rule's words that a place's rule on the same matter has too."""
_STATUS = {
    Force.IN_FORCE: "现行有效",
    Force.EXPIRED: "已失效",
    Force.NOT_YET: "尚未施行",
    Force.UNKNOWN: "施行日待确认",
}


def china_today() -> date:
    """The day it is where the rules apply."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A clause found, with the words of it that would be quoted."""

    found: Retrieved
    passage: Passage
    acts: int = 0
    astray: float = 0.0
    named: bool = False

    @property
    def clause(self) -> Clause:
        return self.found.clause

    @property
    def said(self) -> str:
        text = self.clause.text
        return "".join(text[piece.start : piece.end] for piece in self.passage.pieces)

    @property
    def bearing(self) -> float:
        """How far the clause is about the question, whatever it gives."""
        return self.found.score + FIT * self.passage.fit - ASTRAY * self.astray

    @property
    def rank(self) -> float:
        return self.bearing + NAMED * self.named - (0.0 if self.passage.figures else NO_FIGURE)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is to be said before it is proved."""

    outcome: Outcome
    reason: str = ""
    told: tuple[_Candidate, ...] = ()


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
        reading, found = await asyncio.to_thread(self._search, reading, on_shelf)
        choice = self._choose(reading, found, on_shelf) if found else _excluded(reading)
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

    def _search(self, reading: Reading, on_shelf: Shelf) -> tuple[Reading, Retrieval | None]:
        """What bears on the question in the texts of its day; blocking."""
        if reading.excluded:
            return reading, None
        if reading.formerly:
            return self._search_former(reading, on_shelf)
        if reading.dated:
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
        scores = self._index.words(" ".join(legal))
        top = float(scores.max(initial=0.0)) or 1.0
        said = {
            self._index.clauses[row].key: (row, float(scores[row]) / top)
            for row in (-scores).argsort(kind="stable")[: 2 * WIDTH]
            if scores[row] > 0 and allowed(self._index.clauses[row])
        }
        before = {item.clause.key: item for item in found.items}
        merged = [
            Retrieved(item.clause, item.score + LEGAL * said.get(key, (0, 0.0))[1])
            for key, item in before.items()
        ]
        merged += [
            Retrieved(self._index.clauses[row], LEGAL * share)
            for key, (row, share) in said.items()
            if key not in before
        ]
        best = sorted(merged, key=lambda item: -item.score)[:WIDTH]
        most = best[0].score if best else 1.0
        scaled = tuple(Retrieved(item.clause, item.score / most) for item in best)
        return replace(found, items=scaled)

    def _search_former(self, reading: Reading, on_shelf: Shelf) -> tuple[Reading, Retrieval | None]:
        """What bears on the question in texts that have ended, as of the last day of the best."""
        found = self._find(
            reading, lambda c: on_shelf.spans[c.key].on(reading.day) is Force.EXPIRED
        )
        until = on_shelf.spans[found.items[0].clause.key].until if found.items else None
        if until is None:
            return replace(reading, excluded="history"), None
        return replace(reading, day=until, dated=True), found

    def _choose(self, reading: Reading, found: Retrieval, on_shelf: Shelf) -> _Choice:
        """The clauses to tell and how sure that is."""
        verdict = self._retriever.judge(found)
        unknown = [
            p for p in reading.places if not p.jurisdictions & on_shelf.places and not p.school
        ]
        if unknown and len(unknown) == len(reading.places):
            return _Choice(Outcome.REFUSED, "region")
        if not found.items:
            return _Choice(Outcome.REFUSED, verdict.reason or "nothing")
        if verdict.outcome is not Outcome.REFUSED or found.evidence.exact:
            if damage := _damage(found.items[0].clause, reading, on_shelf):
                return _Choice(Outcome.REFUSED, damage)
            if found.evidence.exact:
                return self._looked_up(found)
        candidates = self._candidates(reading, found, on_shelf)
        if not candidates:
            return _Choice(Outcome.REFUSED, verdict.reason or "nothing")
        return _weighed(_place(reading, candidates), verdict, reading)

    def _looked_up(self, found: Retrieval) -> _Choice:
        """The clause that the question names by its number."""
        item = found.items[0]
        told = _Candidate(item, passages.beginning(item.clause.text))
        return _Choice(Outcome.ANSWERED, told=(told,))

    def _candidates(self, reading: Reading, found: Retrieval, on_shelf: Shelf) -> list[_Candidate]:
        """The best clauses of every place, best first, with the words that would be quoted."""
        wanted = passages.query(reading.sought, on_shelf.rarity)
        acts = vocabulary.acts(reading.terms)
        here = _here(reading)
        counts: dict[str, int] = {}
        chosen = []
        for item in found.items:
            clause = item.clause
            if clause.grade is Grade.C or not clause.text:
                continue
            near = clause.jurisdiction if clause.jurisdiction in here else ""
            near = NATION if clause.jurisdiction == NATION else near
            counts[near] = counts.get(near, 0) + 1
            if counts[near] <= READ:
                passage = passages.choose(clause.text, wanted, reading.wants)
                missed = sum(not act.search(clause.text + clause.heading) for act in acts)
                chosen.append(
                    _Candidate(
                        item,
                        passage,
                        acts=len(acts),
                        astray=missed / max(len(acts), 1),
                        named=_names(reading.terms, clause.document),
                    )
                )
        return sorted(chosen, key=lambda c: -c.rank)

    async def _proved(self, choice: _Choice, reading: Reading, on_shelf: Shelf) -> Answer:
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


def _excluded(reading: Reading) -> _Choice:
    return _Choice(Outcome.REFUSED, reading.excluded or "nothing")


def _damage(clause: Clause, reading: Reading, on_shelf: Shelf) -> str:
    """Why nothing of the clause that was found first can be told, if so."""
    if clause.grade is Grade.C:
        later = any(
            c.document == clause.document
            and c.version == clause.version
            and c.ordinal > clause.ordinal
            for c in on_shelf.clauses
        )
        return "damaged" if later else "ends"
    return "damaged" if clause.residue and reading.rest else ""


def _weighed(choice: _Choice, verdict: Verdict, reading: Reading) -> _Choice:
    """The choice as sure as retrieval judges it, or one step surer on strong words.

    Words are strong where the clause says nearly all that statutes would call the matter, or
    speaks of all that the question is about doing and gives the figure asked for.
    """
    if not choice.told or verdict.outcome is Outcome.ANSWERED:
        return choice
    first = choice.told[0]
    legal = vocabulary.legal_words(reading.terms)
    said = sum(word in first.clause.text for word in legal)
    strong = (len(legal) >= LEGAL_WORDS and said >= MOST * len(legal)) or (
        first.acts and not first.astray and first.passage.fit >= FITS
    )
    if strong and first.passage.figures:
        if verdict.outcome is Outcome.CLOSEST:
            return choice
    elif verdict.outcome is Outcome.REFUSED:
        return _Choice(Outcome.REFUSED, verdict.reason or "nothing")
    if choice.outcome is Outcome.ANSWERED:
        return replace(choice, outcome=Outcome.CLOSEST, reason=verdict.reason or "nothing")
    return choice


def _names(terms: str, document: str) -> bool:
    """Whether a question names the subject of a document: 商标 for 商标法, 计划 for a plan."""
    if document.endswith("计划"):
        return "计划" in terms
    subject = document.removesuffix("实施细则").removesuffix("法")
    return len(subject) >= 2 and subject in terms


def _here(reading: Reading) -> frozenset[str]:
    """Whose rules apply besides the nation's: the school's own always do."""
    return frozenset({CAMPUS, *(name for place in reading.places for name in place.jurisdictions)})


def _place(reading: Reading, candidates: Sequence[_Candidate]) -> _Choice:
    """National rules, and those of the place asked about; elsewhere's only to show that they vary.

    Where the question names no place and only places have the answer, theirs are told as closest,
    each under its name: nobody may read a province's figure as the nation's.
    """
    here = _here(reading)
    numeric = bool(reading.wants & passages.FIGURES)
    best = candidates[0]

    def good(candidate: _Candidate) -> bool:
        return candidate.rank >= NEAR * best.rank

    national = [c for c in candidates if c.clause.jurisdiction == NATION]
    local = [c for c in candidates if c.clause.jurisdiction in here]
    elsewhere = [c for c in candidates if c.clause.jurisdiction not in here | {NATION}]
    nation = _first(national, numeric)
    own = _first(local, numeric)
    told: list[_Candidate] = []
    if own and good(own):
        told += [c for c in local if c is own or c.rank >= TIED * own.rank][:2]
        if nation and nation.passage.figures and _same_matter(nation, own):
            told.append(nation)
        if any(place.school for place in reading.places):
            told.sort(key=lambda c: c.clause.jurisdiction != NATION)
        return _figured(reading, _with_more(told, local), numeric)
    others = [c for c in elsewhere if good(c) and (c.passage.figures or not numeric)]
    beaten = nation is None or (numeric and not nation.passage.figures) or not good(nation)
    if others and beaten:
        shown = [nation] if nation and nation.bearing >= BESIDE * others[0].bearing else []
        reason = "region" if reading.places else "place"
        return _Choice(Outcome.CLOSEST, reason, tuple([*shown, *_one_each(others)][:MOST_CLAUSES]))
    if nation is None:
        return _Choice(Outcome.REFUSED, "nothing")
    return _figured(reading, _with_more([nation], national, []), numeric)


def _same_matter(nation: _Candidate, own: _Candidate) -> bool:
    """Whether a national rule is the floor below a place's rule: it speaks in the same words."""
    said = {word for word in tokens(nation.said) if len(word) > 1}
    return len(said & set(tokens(own.clause.text))) >= SHARED * len(said)


def _first(ranked: Sequence[_Candidate], numeric: bool) -> _Candidate | None:
    """The best, or one nearly as good that has the figure asked for."""
    if not ranked:
        return None
    if numeric and not ranked[0].passage.figures:
        for candidate in ranked[1:]:
            if candidate.passage.figures and candidate.rank >= NEAR * ranked[0].rank:
                return candidate
    return ranked[0]


def _one_each(ranked: Sequence[_Candidate]) -> list[_Candidate]:
    first: dict[str, _Candidate] = {}
    for candidate in ranked:
        first.setdefault(candidate.clause.jurisdiction, candidate)
    return list(first.values())


def _with_more(told: list[_Candidate], *ranked: Sequence[_Candidate]) -> tuple[_Candidate, ...]:
    """What is told, with one more clause where it covers words of the question still open."""
    if len(told) == 1 and ranked[0]:
        first = told[0]
        for other in ranked[0][:4]:
            gained = other.passage.covered - first.passage.covered
            if (
                other is not first
                and other.rank >= CLOSE * first.rank
                and len(gained) >= MORE * max(len(first.passage.covered), 1)
            ):
                return (first, other)
    return tuple(told)


def _figured(reading: Reading, told: tuple[_Candidate, ...], numeric: bool) -> _Choice:
    """An answer, unless a figure was asked for that none of the clauses gives."""
    if numeric and not any(candidate.passage.figures for candidate in told):
        money = reading.wants & (Wants.MONEY | Wants.SHARE)
        if money and questions.VARIES.search(reading.terms):
            return _Choice(Outcome.REFUSED, "amount")
        return _Choice(Outcome.CLOSEST, "amount" if money else "nothing", told)
    if told[0].astray > ON_TOPIC or not told[0].passage.stated:
        return _Choice(Outcome.CLOSEST, "nothing", told)
    return _Choice(Outcome.ANSWERED, "", told)


def _citations(told: Sequence[_Candidate], on_shelf: Shelf, today: date) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            clause=candidate.clause,
            quote=candidate.clause.text[piece.start : piece.end],
            start=piece.start,
            end=piece.end,
            status=on_shelf.spans[candidate.clause.key].on(today),
        )
        for candidate in told
        for piece in candidate.passage.pieces
    )


def _text(told: Sequence[_Candidate]) -> str:
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
