"""What can be pressed under an answer: the likely next step first, a person always in reach."""

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from core.texts import Translate
from handlers.fixed_questions import SERVICES, STEPS
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
from students import questions
from students.models import AskedQuestion
from students.questions import Complaint


@dataclass(frozen=True, slots=True)
class Standing:
    """What the person has pressed under an answer so far."""

    helpful: bool | None = None
    complaint: str = ""
    staff_asked: bool = False


def buttons(
    question: AskedQuestion, standing: Standing, t: Translate, *, private: bool
) -> InlineKeyboardMarkup | None:
    """The likely next step first. In a group only what concerns nobody in person."""
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
        if question.action in STEPS or question.action in SERVICES
        else []
    )
    if not quoted:
        handed_on = [] if question.reason == "scope" else [staff]
        return keyboard(action, [*handed_on, (t("button-examples"), Examples())])
    return keyboard(action, [*original, staff], _opinion_row(question, standing, t))


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
