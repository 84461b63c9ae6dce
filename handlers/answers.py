"""How an answer reads in chat: what governs, its exact words, which day; or why there is none."""

from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby, pairwise

from core.texts import Translate
from handlers import gist
from handlers.words import shortened
from knowledge.documents import Force, Grade, Kind, Outcome
from knowledge.shelf import CAMPUS, NATION
from students import questions
from students.models import AskedQuestion
from students.questions import Quote

REASONS = (
    "nothing",
    "region",
    "damaged",
    "ends",
    "amount",
    "scope",
    "history",
    "article",
    "unproved",
)
CLOSEST_REASONS = ("place", "region", "amount")
MOST_LINES = 6
FOLDED_LINES = 3
LONG_QUOTE = 90
PLACES = {NATION: "place-nation", CAMPUS: "place-campus"}


def text(question: AskedQuestion, newest: date | None, t: Translate) -> str:
    """At most six lines (a long quote folds to three)."""
    day = newest.isoformat() if newest else t("answer-no-date")
    repetition = [] if question.repeated is None else [_repetition(question, t)]
    if question.outcome == Outcome.REFUSED:
        refusal = [t("answer-refused"), t(reason_key(question.reason))]
        return "\n".join([*repetition, *refusal, t("answer-footer-plain", date=day)])
    sources = _sources(questions.quotes(question))
    footer = t("answer-footer", date=day)
    if question.outcome == Outcome.ANSWERED and _folds_a_limit(sources):
        return "\n".join(_limits(question, sources, footer, t))
    return "\n".join([*repetition, *_proof(question, sources, t), footer])


def reason_key(reason: str) -> str:
    """The text for why there is no answer; an unknown reason says that nothing proves one."""
    return f"refused-{reason if reason in REASONS else 'nothing'}"


def closest_key(reason: str) -> str:
    """The text above a clause that is only near, with what would bring a better answer."""
    return f"closest-{reason}" if reason in CLOSEST_REASONS else "closest"


def _repetition(question: AskedQuestion, t: Translate) -> str:
    """The line that says which question is answered, and whether only nearly so."""
    words = escape(shortened(question.text), quote=False)
    if question.repeated:
        line = t("answer-repeats-numbered", number=question.repeated, question=words)
    else:
        line = t("answer-repeats", question=words)
    return line + t("closest-aside") if question.outcome == Outcome.CLOSEST else line


def _folds_a_limit(sources: list["_Source"]) -> bool:
    """Whether the figure that answers would be hidden in a quotation that folds."""
    first, *others = sources[:2]
    return bool(first.limit) and (
        first.is_long or any(other.is_long and other.limit for other in others)
    )


def _limits(
    question: AskedQuestion, sources: list["_Source"], footer: str, t: Translate
) -> list[str]:
    """The limits first, of 国家 and of a province where both set one; they say what was asked."""
    first, *others = sources[:2]
    both = [first, *(other for other in others if other.limit)]
    lines = [source.governs_limit(t) for source in both]
    if question.repeated:
        lines[0] = f"<b>{question.repeated}</b> {lines[0]}"
    closing = [_forces(question, both, t), footer]
    if len(lines) + (FOLDED_LINES if first.is_long else 1) + len(closing) > MOST_LINES:
        closing = [" · ".join(closing)]
    return [*lines, first.blockquote, *closing]


def _forces(question: AskedQuestion, sources: list["_Source"], t: Translate) -> str:
    """Whether one or two sources govern on the day asked about."""
    day = question.as_of.isoformat()
    first, last = sources[0].force(t), sources[-1].force(t)
    if first == last:
        return t("answer-force", force=first, date=day)
    return t("answer-forces", first=first, second=last, date=day)


def _proof(question: AskedQuestion, sources: list["_Source"], t: Translate) -> list[str]:
    """What governs and its words; two levels (国家 and a province) where six lines suffice."""
    first, day = sources[0], question.as_of.isoformat()
    cited = t("answer-cited", source=first.named(t), force=first.force(t), date=day)
    repeats = question.repeated is not None
    if question.outcome == Outcome.CLOSEST:
        near = [] if repeats else [t(closest_key(question.reason))]
        return [*near, first.blockquote, cited]
    if repeats and first.is_long:
        return [first.blockquote, cited]
    if repeats or len(sources) == 1 or any(source.is_long for source in sources[:2]):
        return [first.governs(t), first.blockquote, _forces(question, [first], t)]
    second = sources[1]
    return [
        first.governs(t),
        first.blockquote,
        second.governs(t),
        second.blockquote,
        _forces(question, [first, second], t),
    ]


@dataclass(frozen=True, slots=True)
class _Source:
    """What one clause contributes to an answer: one or several pieces of its words."""

    pieces: tuple[Quote, ...]

    @property
    def words(self) -> str:
        """The pieces in order; …… stands for words left out between two of them."""
        said = self.pieces[0].text
        for before, piece in pairwise(self.pieces):
            said += ("" if before.end == piece.start else "……") + piece.text
        return said

    @property
    def is_long(self) -> bool:
        return len(self.words) > LONG_QUOTE or "\n" in self.words.strip()

    @property
    def blockquote(self) -> str:
        words = escape(self.words.strip(), quote=False)
        return f"<blockquote{' expandable' if self.is_long else ''}>{words}</blockquote>"

    def named(self, t: Translate) -> str:
        """《法》第N条, marked where the words are our digest's or were mended by staff."""
        quote = self.pieces[0]
        names = {
            "document": escape(quote.document, quote=False),
            "article": escape(quote.article, quote=False),
        }
        if quote.kind == Kind.DIGEST:
            return t("source-digest", **names)
        return t("source-mended" if quote.grade == Grade.B else "source", **names)

    @property
    def limit(self) -> str:
        """The only limit it sets, if it sets one."""
        return gist.of(self.words)

    def governs(self, t: Translate) -> str:
        return t("answer-governs", place=self.place(t), source=self.named(t))

    def governs_limit(self, t: Translate) -> str:
        limit = escape(self.limit, quote=False)
        return t("answer-governs-limit", place=self.place(t), source=self.named(t), limit=limit)

    def place(self, t: Translate) -> str:
        place = self.pieces[0].jurisdiction
        return t(PLACES[place]) if place in PLACES else escape(place, quote=False)

    def force(self, t: Translate) -> str:
        return t(f"force-{Force(self.pieces[0].status)}")


def _sources(quotes: tuple[Quote, ...]) -> list[_Source]:
    return [_Source(tuple(pieces)) for _, pieces in groupby(quotes, key=lambda q: q.clause)]
