"""Which of the clauses found are told, and how sure that is: nation and places, figures, damage."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge import passages, questions, vocabulary
from knowledge.documents import Clause, Grade, Outcome, Retrieved
from knowledge.lexical import tokens
from knowledge.passages import Passage
from knowledge.questions import Reading, Wants
from knowledge.retrieval import Retrieval, Verdict
from knowledge.shelf import CAMPUS, NATION, Shelf

READ = 8
"""Clauses of the nation, and of places, whose words are compared with the question."""
MOST_CLAUSES = 3
FIT = 0.8
"""What the fit of the words to be quoted adds to the score of retrieval."""
LEGAL_WORDS, MOST, FITS = 3, 0.75, 0.5
"""From how many legal words on their share in a clause tells, and what share or fit outweighs a
weak judgement."""
VAGUE = 0.4
"""Below this fit the words to be quoted say too little of the question to be called its answer;
of an English question nothing stands in a Chinese clause."""
SAID = 0.2
"""What the share of legal words in a clause adds."""
NAMED = 0.2
"""What it adds that the question names the subject of the law (专利, 商标, 个人所得税)."""
ON_TOPIC = 0.5
"""At most this share of what the question is about doing may be missing in an answer."""
ASTRAY, NO_FIGURE = 0.7, 0.2
"""What a clause loses that does not speak of what the question is about doing, or gives no figure
where one is asked for."""
NEAR, CLOSE, MORE, TIED = 0.8, 0.92, 0.5, 0.97
"""Shares of the best: to be told, to be told in addition (and the share of new words of the
question it must bring then), to be as good."""
SHARED = 0.25
"""The share of a national rule's words that a place's rule on the same matter has too."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause found, with the words of it that would be quoted."""

    found: Retrieved
    passage: Passage
    acts: int = 0
    astray: float = 0.0
    named: bool = False
    legal: float = 0.0

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
        figures = 0.0 if self.passage.figures else NO_FIGURE
        return self.bearing + NAMED * self.named + SAID * self.legal - figures


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be said before it is proved."""

    outcome: Outcome
    reason: str = ""
    told: tuple[Candidate, ...] = ()


def choose(reading: Reading, found: Retrieval, verdict: Verdict, on_shelf: Shelf) -> Choice:
    """The clauses to tell and how sure that is, given what was found and how it was judged.

    Rules of the place named come before the national floor; without a place, rules of places
    are only close. A damaged clause found first is a refusal.
    """
    unknown = [p for p in reading.places if not p.jurisdictions & on_shelf.places and not p.school]
    if unknown and len(unknown) == len(reading.places):
        return Choice(Outcome.REFUSED, "region")
    if not found.items or verdict.reason in ("article", "region"):
        return Choice(Outcome.REFUSED, verdict.reason or "nothing")
    if verdict.outcome is not Outcome.REFUSED or found.evidence.exact:
        if damage := _damage(found.items[0].clause, reading, on_shelf):
            return Choice(Outcome.REFUSED, damage)
        if found.evidence.exact:
            return _looked_up(found)
    candidates = _candidates(reading, found, on_shelf)
    if not candidates:
        return Choice(Outcome.REFUSED, verdict.reason or "nothing")
    return _weighed(_place(reading, candidates), verdict, reading, found.evidence.language)


def _looked_up(found: Retrieval) -> Choice:
    """The clause that the question names by its number."""
    item = found.items[0]
    told = Candidate(item, passages.beginning(item.clause.text))
    return Choice(Outcome.ANSWERED, told=(told,))


def _candidates(reading: Reading, found: Retrieval, on_shelf: Shelf) -> list[Candidate]:
    """The best clauses of every place, best first, with the words that would be quoted."""
    wanted = passages.query(reading.sought, on_shelf.rarity)
    acts = vocabulary.acts(reading.terms)
    legal = vocabulary.legal_words(reading.terms)
    here = _here(reading)
    counts: dict[str, int] = {}
    chosen = []
    for item in found.items:
        clause = item.clause
        if clause.grade is Grade.C or not clause.text:
            continue
        group = clause.jurisdiction if clause.jurisdiction in {NATION, *here} else ""
        counts[group] = counts.get(group, 0) + 1
        if counts[group] <= READ:
            passage = passages.choose(clause.text, wanted, reading.wants, acts)
            missed = sum(not act.search(clause.text + clause.heading) for act in acts)
            chosen.append(
                Candidate(
                    item,
                    passage,
                    acts=len(acts),
                    astray=missed / max(len(acts), 1),
                    named=_names(reading.terms, clause.document),
                    legal=_share(legal, clause.text),
                )
            )
    return sorted(chosen, key=lambda c: -c.rank)


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


def _weighed(choice: Choice, verdict: Verdict, reading: Reading, language: str) -> Choice:
    """The choice as sure as retrieval judges it; a step surer on strong words, less on vague ones.

    Words are strong where the clause says nearly all that statutes would call the matter, or
    speaks of all that the question is about doing, or of what it names, in the question's words.
    Somebody who asks what an answer was formerly has named the matter already.
    """
    if not choice.told:
        return choice
    first = choice.told[0]
    if verdict.outcome is Outcome.ANSWERED:
        vague = first.passage.fit < VAGUE and first.legal < MOST and not first.named
        if not vague or language == "en" or choice.outcome is not Outcome.ANSWERED:
            return choice
        return replace(choice, outcome=Outcome.CLOSEST, reason="nothing")
    on_topic = first.named or (first.acts > 0 and not first.astray)
    strong = first.legal >= MOST or (on_topic and (first.passage.fit >= FITS or reading.formerly))
    if strong and first.passage.figures:
        if verdict.outcome is Outcome.CLOSEST:
            return choice
    elif verdict.outcome is Outcome.REFUSED:
        return Choice(Outcome.REFUSED, verdict.reason or "nothing")
    if choice.outcome is Outcome.ANSWERED:
        return replace(choice, outcome=Outcome.CLOSEST, reason=verdict.reason or "nothing")
    return choice


def _share(legal: Sequence[str], text: str) -> float:
    """What share of the legal words stands in a text; 0 where there are too few to tell."""
    said = sum(word in text for word in legal)
    return said / len(legal) if len(legal) >= LEGAL_WORDS else 0.0


def _names(terms: str, document: str) -> bool:
    """Whether a question names the subject of a document: 商标 for 商标法, 计划 for a plan."""
    if document.endswith("计划"):
        return "计划" in terms
    subject = document.removesuffix("实施细则").removesuffix("法")
    return len(subject) >= 2 and subject in terms


def _here(reading: Reading) -> frozenset[str]:
    """Whose rules apply besides the nation's: the school's own always do."""
    return frozenset({CAMPUS, *(name for place in reading.places for name in place.jurisdictions)})


def _place(reading: Reading, candidates: Sequence[Candidate]) -> Choice:
    """National rules, and those of the place asked about; elsewhere's only to show that they vary.

    Where the question names no place and only places have the answer, theirs are told as closest,
    each under its name: nobody may read a province's figure as the nation's.
    """
    here = _here(reading)
    numeric = bool(reading.wants & passages.FIGURES)
    best = candidates[0]

    def good(candidate: Candidate) -> bool:
        return candidate.rank >= NEAR * best.rank

    national = [c for c in candidates if c.clause.jurisdiction == NATION]
    local = [c for c in candidates if c.clause.jurisdiction in here]
    elsewhere = [c for c in candidates if c.clause.jurisdiction not in here | {NATION}]
    nation = _first(national, numeric)
    own = _first(local, numeric)
    told: list[Candidate] = []
    alike = elsewhere and own and _same_matter(elsewhere[0], own)
    if own and (good(own) or alike):
        told += [c for c in local if c is own or c.rank >= TIED * own.rank][:2]
        if nation and nation.passage.figures and _same_matter(nation, own):
            told.append(nation)
        if any(place.school for place in reading.places):
            told.sort(key=lambda c: c.clause.jurisdiction != NATION)
        return _figured(reading, _with_more(told, local), numeric)
    others = [c for c in elsewhere if good(c) and (c.passage.figures or not numeric)]
    beaten = nation is None or (numeric and not nation.passage.figures) or not good(nation)
    if others and beaten:
        shown = [nation] if nation and _same_matter(nation, others[0]) else []
        reason = "region" if reading.places else "place"
        return Choice(Outcome.CLOSEST, reason, tuple([*shown, *_one_each(others)][:MOST_CLAUSES]))
    if nation is None:
        return Choice(Outcome.REFUSED, "nothing")
    return _figured(reading, _with_more([nation], national, []), numeric)


def _same_matter(nation: Candidate, own: Candidate) -> bool:
    """Whether a national rule is the floor below a place's rule: it speaks in the same words."""
    said = {word for word in tokens(nation.said) if len(word) > 1}
    return len(said & set(tokens(own.clause.text))) >= SHARED * len(said)


def _first(ranked: Sequence[Candidate], numeric: bool) -> Candidate | None:
    """The best, or one nearly as good that has the figure asked for."""
    if not ranked:
        return None
    if numeric and not ranked[0].passage.figures:
        for candidate in ranked[1:]:
            if candidate.passage.figures and candidate.rank >= NEAR * ranked[0].rank:
                return candidate
    return ranked[0]


def _one_each(ranked: Sequence[Candidate]) -> list[Candidate]:
    first: dict[str, Candidate] = {}
    for candidate in ranked:
        first.setdefault(candidate.clause.jurisdiction, candidate)
    return list(first.values())


def _with_more(told: list[Candidate], *ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
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


def _figured(reading: Reading, told: tuple[Candidate, ...], numeric: bool) -> Choice:
    """An answer, unless a figure was asked for that none of the clauses gives."""
    if numeric and not any(candidate.passage.figures for candidate in told):
        money = reading.wants & (Wants.MONEY | Wants.SHARE)
        if money and questions.VARIES.search(reading.terms):
            return Choice(Outcome.REFUSED, "amount")
        return Choice(Outcome.CLOSEST, "amount" if money else "nothing", told)
    if told[0].astray > ON_TOPIC or not told[0].passage.stated:
        return Choice(Outcome.CLOSEST, "nothing", told)
    return Choice(Outcome.ANSWERED, "", told)
