"""How an answer looks in chat: what governs, its exact words, since when; then what to do next."""

from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby, pairwise

from aiogram.types import InlineKeyboardMarkup

from core.texts import Translate
from handlers.keyboards import (
    TICK,
    Ask,
    AskStaff,
    Button,
    Complain,
    Examples,
    NextStep,
    Original,
    Rate,
    keyboard,
)
from handlers.words import shortened
from knowledge.documents import Force, Grade, Kind, Outcome
from knowledge.shelf import CAMPUS, NATION
from students import questions
from students.models import AskedQuestion
from students.questions import Complaint, Quote

ACTIONS = ("license", "share", "mentor", "incubation", "competition")
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
LONG_QUOTE = 90
PLACES = {NATION: "place-nation", CAMPUS: "place-campus"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the person has pressed under an answer so far."""

    helpful: bool | None = None
    complaint: str = ""
    staff_asked: bool = False


def text(question: AskedQuestion, newest: date | None, t: Translate) -> str:
    """At most six lines (a long quote folds to three)."""
    lines = [] if question.repeated is None else [_repetition(question, t)]
    if question.outcome == Outcome.REFUSED:
        lines += [t("answer-refused"), t(reason_key(question.reason))]
    else:
        lines += _proof(question, t)
    day = newest.isoformat() if newest else t("answer-no-date")
    quoted = question.outcome != Outcome.REFUSED
    lines.append(t("answer-footer" if quoted else "answer-footer-plain", date=day))
    return "\n".join(lines)


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


def _proof(question: AskedQuestion, t: Translate) -> list[str]:
    """What governs and its words; two levels (国家 and a province) where six lines suffice."""
    sources = _sources(questions.quotes(question))
    first, day = sources[0], question.as_of.isoformat()
    cited = t("answer-cited", source=first.named(t), force=first.force(t), date=day)
    repeats = question.repeated is not None
    if question.outcome == Outcome.CLOSEST:
        near = [] if repeats else [t(closest_key(question.reason))]
        return [*near, first.blockquote, cited]
    if repeats and first.is_long:
        return [first.blockquote, cited]
    if repeats or len(sources) == 1 or any(source.is_long for source in sources[:2]):
        force = t("answer-force", force=first.force(t), date=day)
        return [first.governs(t), first.blockquote, force]
    second = sources[1]
    if first.force(t) == second.force(t):
        force = t("answer-force", force=first.force(t), date=day)
    else:
        force = t("answer-forces", first=first.force(t), second=second.force(t), date=day)
    return [first.governs(t), first.blockquote, second.governs(t), second.blockquote, force]


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

    def governs(self, t: Translate) -> str:
        place = self.pieces[0].jurisdiction
        named = t(PLACES[place]) if place in PLACES else escape(place, quote=False)
        return t("answer-governs", place=named, source=self.named(t))

    def force(self, t: Translate) -> str:
        return t(f"force-{Force(self.pieces[0].status)}")


def _sources(quotes: tuple[Quote, ...]) -> list[_Source]:
    return [_Source(tuple(pieces)) for _, pieces in groupby(quotes, key=lambda q: q.clause)]


def buttons(
    question: AskedQuestion, standing: Standing, t: Translate, *, private: bool
) -> InlineKeyboardMarkup | None:
    """Four at most, the likely next step first. In a group only what concerns nobody in person."""
    quoted = questions.quotes(question)
    original: list[Button] = (
        [(t("button-original"), Original(question=question.id, clause=quoted[0].clause))]
        if quoted
        else []
    )
    if not private:
        return keyboard(original)
    staff = (
        (TICK if standing.staff_asked else "") + t("button-ask-staff"),
        AskStaff(question=question.id),
    )
    action: list[Button] = (
        [(t(f"action-{question.action}"), NextStep(question=question.id, action=question.action))]
        if question.action in ACTIONS
        else []
    )
    if not quoted:
        handed_on = [] if question.reason == "scope" else [staff]
        return keyboard(action, [*handed_on, (t("button-examples"), Examples())])
    first = [*action, *original] if action else [*original, staff]
    return keyboard(first, _opinion_row(question, standing, t))


def _opinion_row(question: AskedQuestion, standing: Standing, t: Translate) -> list[Button]:
    return [
        (
            (TICK if standing.helpful is helpful else "") + t(key),
            Rate(question=question.id, helpful=helpful),
        )
        for helpful, key in ((True, "button-helpful"), (False, "button-useless"))
    ]


def complaint_buttons(
    question: AskedQuestion, standing: Standing, t: Translate
) -> InlineKeyboardMarkup | None:
    """What was wrong with the answer, in one press; asking a person is one more choice."""
    tags: list[Button] = [
        (
            (TICK if standing.complaint == complaint else "") + t(f"complaint-{complaint}"),
            Complain(question=question.id, complaint=complaint),
        )
        for complaint in Complaint
    ]
    staff: Button = (
        (TICK if standing.staff_asked else "") + t("button-ask-staff"),
        AskStaff(question=question.id),
    )
    return keyboard(tags[:2], [*tags[2:], staff])


def step_buttons(names: tuple[str, ...], t: Translate) -> list[list[Button]]:
    """Fixed questions, one in a row, labelled with their own words."""
    return [[(t(f"ask-{name}"), Ask(name=name))] for name in names]
