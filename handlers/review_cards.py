"""What reviewing looks like in chat: a reviewer's part, an application's panel, lists of both."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from aiogram.types import InlineKeyboardMarkup

from core import forms
from core.actions import Action
from core.texts import Translate
from handlers.keyboards import Button, Packed, keyboard
from handlers.words import shortened
from staff.assignments import Candidate, Panel, Part, Reviewing
from staff.models import Application, Review
from staff.panels import FEWEST, REVIEW
from staff.recusals import BEFORE
from staff.reviews import Results, Sheet
from staff.rubrics import Criterion
from staff.tables import INCUBATION

SHORT_SCALE = 5
"""Up to here every score has its button; above it some have, and any may be typed."""
ROUND_POINTS = ((50, 60, 65, 70), (75, 80, 85), (90, 95, 100))
LONGEST_TITLE = 24
LONGEST_NAME = 14
LONGEST_LINE = 80
LONGEST_VALUE = 300
LONGEST_PAGE = 3000
MOST_LISTED = 8

Page = tuple[str, InlineKeyboardMarkup | None]


def safe(words: str) -> str:
    return escape(words, quote=False)


def title_of(application: Application) -> str:
    """The application's name as its team wrote it, escaped."""
    return safe(shortened(str(application.form.get("title") or ""), LONGEST_TITLE))


def tied(tie: str, t: Translate) -> str:
    """What ties somebody to a team, in words that follow their name."""
    return t("review-tie", tie=tie)


def button(kind: str, id_: int, event: str, label: str) -> Button:
    return label, Action(kind, id_, event)


def in_rows(buttons: Sequence[Button], size: int = 2) -> list[Sequence[Button]]:
    return [buttons[start : start + size] for start in range(0, len(buttons), size)]


def mine(rows: Sequence[tuple[Review, Application]], t: Translate) -> Page:
    """The reviewer's list, each line with its button."""
    if not rows:
        return t("reviews-none"), None
    open_ = sum(part.submitted_at is None for part, _ in rows)
    buttons = []
    for part, application in rows[:MOST_LISTED]:
        key = "button-review-again" if part.submitted_at else "button-review-one"
        name = shortened(str(application.form.get("title") or ""), LONGEST_NAME)
        label = t(key, number=application.number or "", title=name)
        buttons.append([button(REVIEW, part.id, "open", label)])
    return t("reviews-mine", open=open_, count=len(rows)), keyboard(*buttons)


def under_way(found: Sequence[Reviewing], t: Translate) -> Page:
    """Staff's list of panels, each with how far it is."""
    if not found:
        return t("panels-none"), None
    buttons = []
    for one in found[:MOST_LISTED]:
        label = t(
            "button-panel-late" if one.late else "button-panel-one",
            number=one.application.number or "",
            done=one.done,
            asked=one.asked,
        )
        buttons.append([button(INCUBATION.kind, one.application.id, "panel", label)])
    return t("panels-head", count=len(found)), keyboard(*buttons)


def sheet(part: Sheet, t: Translate) -> Page:
    """A reviewer's part: what is done and what is not; the scores stand on the buttons."""
    if part.review.recused_for:
        return t("review-recused-self", tie=tied(part.review.recused_for, t)), None
    head = t("review-head", number=part.application.number or "", title=title_of(part.application))
    said = safe(shortened(part.review.comment, LONGEST_LINE)) or t("review-no-comment")
    done = len(part.rubric) - len(part.open)
    id_ = part.review.id
    look: list[Button] = [
        button(REVIEW, id_, "form", t("button-review-form")),
        button(REVIEW, id_, "files", t("button-review-files")),
    ]
    if part.review.submitted_at is not None:
        lines = [head, t("review-handed-in"), *_scores(part, t), t("review-comment", words=said)]
        return "\n".join(lines), keyboard(look)
    due = ""
    if part.due:
        due = t("review-due-late" if part.late else "review-due", due=part.due)
    lines = [
        head,
        due,
        t("review-hidden"),
        t("review-done", done=done, all=len(part.rubric)),
        t("review-comment", words=said),
    ]
    scores: list[Button] = [
        button(REVIEW, id_, f"score-{place}", _labelled(part, one, t))
        for place, one in enumerate(part.rubric)
    ]
    comment = button(REVIEW, id_, "comment", t("button-review-comment"))
    interest = button(REVIEW, id_, "interest", t("button-review-interest"))
    hand_in: list[Button] = (
        [] if part.open else [button(REVIEW, id_, "submit", t("button-review-submit"))]
    )
    text = "\n".join(line for line in lines if line)
    return text, keyboard(*in_rows(scores), look, [comment, *hand_in], [interest])


def _labelled(part: Sheet, one: Criterion, t: Translate) -> str:
    points = part.review.scores.get(one.key)
    name = shortened(one.said(t), LONGEST_NAME)
    if points is None:
        return t("button-review-unscored", name=name)
    return t("button-review-scored", name=name, points=points, most=one.most)


def _scores(part: Sheet, t: Translate) -> list[str]:
    return [
        t(
            "review-score",
            name=safe(one.said(t)),
            points=part.review.scores.get(one.key, 0),
            most=one.most,
        )
        for one in part.rubric
    ]


def criterion(part: Sheet, place: int, t: Translate) -> Page:
    """One criterion with its scale."""
    one, id_ = part.rubric[place], part.review.id
    weights = sum((each.weight for each in part.rubric), Decimal())
    now = part.review.scores.get(one.key)
    lines = [
        t(
            "review-criterion",
            name=safe(one.said(t)),
            share=int(100 * one.weight / weights),
            place=place + 1,
            count=len(part.rubric),
        ),
        t("review-scale", least=one.least, most=one.most),
    ]
    if now is not None:
        lines.append(t("review-now", points=now))
    rows: Iterable[Sequence[int]] = ROUND_POINTS
    if one.most <= SHORT_SCALE:
        rows = [range(one.least, one.most + 1)]
    buttons = [
        [button(REVIEW, id_, f"set-{place}-{points}", str(points)) for points in row]
        for row in rows
    ]
    return "\n".join(lines), keyboard(*buttons, [_back(id_, t)])


def _back(review_id: int, t: Translate) -> Button:
    return button(REVIEW, review_id, "open", t("button-back"))


def form_lines(form: forms.Form, given: forms.Answers, t: Translate) -> str:
    """Every answer of a form, long ones cut, escaped."""
    lines = [
        t(
            "review-answer",
            name=t(form.label(field)),
            value=safe(shortened(forms.shown(field, given[field.key], t), LONGEST_VALUE)),
        )
        for field in form.fields
        if field.key in given
    ]
    while sum(map(len, lines)) > LONGEST_PAGE:
        lines.pop()
    return "\n".join(lines)


def answers(part: Sheet, t: Translate) -> Page:
    head = t("review-head", number=part.application.number or "", title=title_of(part.application))
    said = form_lines(part.form, part.answers, t)
    return f"{head}\n{said}", keyboard([_back(part.review.id, t)])


def files(review_id: int, listed: Sequence[tuple[str, Packed]], t: Translate) -> Page:
    text = t("review-files") if listed else t("review-files-none")
    buttons = [[(shortened(name, 40), data)] for name, data in listed[:MOST_LISTED]]
    return text, keyboard(*buttons, [_back(review_id, t)])


def sure(part: Sheet, t: Translate) -> Page:
    """Once more before a part is handed in for good."""
    lines = [t("review-sure"), *_scores(part, t)]
    hand_in = button(REVIEW, part.review.id, "submit-sure", t("button-review-submit-sure"))
    return "\n".join(lines), keyboard([hand_in], [_back(part.review.id, t)])


def interests(part: Sheet, words: Sequence[str], t: Translate) -> Page:
    """What ties the reviewer to the team, in one press or in their own words."""
    id_ = part.review.id
    reasons = [button(REVIEW, id_, f"tie-{word}", t(f"review-interest-{word}")) for word in words]
    own = button(REVIEW, id_, "tie-own", t("button-review-interest-own"))
    return t("review-interest"), keyboard(*in_rows(reasons), [own], [_back(id_, t)])


def panel(found: Panel, t: Translate) -> Page:
    """Who reviews and how far each is, with what staff may do about it; no scores."""
    case = found.application
    lines = [t("panel-head", number=case.number or "", title=title_of(case), fewest=FEWEST)]
    lines += [_part(one, t) for one in found.parts] or [t("panel-empty")]
    rows: list[Sequence[Button]] = []
    if case.state in BEFORE:
        rows += [
            [
                button(
                    INCUBATION.kind,
                    case.id,
                    f"panel-replace-{one.review_id}",
                    t("button-panel-replace", name=shortened(one.name, LONGEST_NAME)),
                )
            ]
            for one in found.parts
            if not one.submitted and not one.recused_for
        ]
        rows.insert(0, [button(INCUBATION.kind, case.id, "panel-add", t("button-panel-add"))])
    if case.state == "checking" and found.ready:
        pass_on = button(INCUBATION.kind, case.id, "pass", t("button-incubation-pass"))
        rows.insert(0, [pass_on])
    return "\n".join(lines), keyboard(*rows)


def _part(one: Part, t: Translate) -> str:
    name = safe(shortened(one.name, LONGEST_NAME))
    if one.recused_for:
        line = t("panel-recused", name=name, tie=tied(one.recused_for, t))
        return line + (t("panel-note", note=safe(one.note)) if one.note else "")
    if one.submitted:
        return t("panel-in", name=name)
    return t("panel-late" if one.late else "panel-open", name=name)


def candidates(case_id: int, found: Sequence[Candidate], t: Translate) -> Page:
    """Whom staff may ask, and who is tied to the team with the reason."""
    free = [one for one in found if one.tie is None and not one.assigned][:MOST_LISTED]
    barred = [one for one in found if one.tie is not None and not one.assigned][:MOST_LISTED]
    lines = [t("panel-choose") if free else t("panel-nobody")]
    lines += [
        t("panel-tied", name=safe(shortened(one.name, LONGEST_NAME)), tie=tied(str(one.tie), t))
        for one in barred
    ]
    buttons: list[Sequence[Button]] = [
        [
            button(
                INCUBATION.kind,
                case_id,
                f"panel-add-{one.account_id}",
                t(
                    "button-panel-ask",
                    name=shortened(one.name or str(one.account_id), LONGEST_NAME),
                    busy=one.busy,
                ),
            )
        ]
        for one in free
    ]
    back = button(INCUBATION.kind, case_id, "panel", t("button-back"))
    return "\n".join(lines), keyboard(*buttons, [back])


def average_lines(results: Results, t: Translate) -> list[str]:
    """The averages: all together, then by criterion in one line."""
    by_criterion = t("list-comma").join(
        f"{safe(one.said(t))} {results.average.means[one.key]}" for one in results.rubric
    )
    total = t("review-total", total=str(results.average.total), count=results.average.reviews)
    return [total, by_criterion]


def opinions(results: Results, t: Translate) -> str:
    """Each review without a name."""
    lines = average_lines(results, t)
    for place, one in enumerate(results.opinions, 1):
        points = t("list-comma").join(
            f"{safe(each.said(t))} {one.scores[each.key]}" for each in results.rubric
        )
        words = safe(shortened(one.comment, LONGEST_VALUE)) or t("review-no-comment")
        lines += [t("review-opinion", place=place, points=points), words]
    return "\n".join(lines)
