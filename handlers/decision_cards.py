"""What deciding looks like in chat: the list, an application with its reviews, rule by rule."""

from collections.abc import Sequence
from datetime import date

from aiogram.types import InlineKeyboardMarkup

from core.actions import Action
from core.texts import Translate
from handlers import review_cards
from handlers.keyboards import Button, keyboard
from handlers.review_cards import safe, tied, title_of
from handlers.words import shortened
from staff.decisions import Marked, Sheet, Waiting
from staff.eligibility import Verdict
from staff.tables import INCUBATION

MARKS = {Verdict.MET: "✅", Verdict.UNMET: "❌", Verdict.OPEN: "⚠️"}
COLOURS = {"red": "🔴", "yellow": "🟡", "green": "🟢", "paused": "⏸"}
AGAIN_MONTHS = (1, 3, 6, 12)
LONGEST_RULE = 22
LONGEST_NAME = 12
MOST_LISTED = 10

Page = tuple[str, InlineKeyboardMarkup | None]


def _button(case_id: int, event: str, label: str) -> Button:
    return label, Action(INCUBATION.kind, case_id, event)


def waiting(found: Sequence[Waiting], t: Translate) -> Page:
    if not found:
        return t("decisions-none"), None
    buttons = []
    for one in found[:MOST_LISTED]:
        label = t(
            f"button-decision-{one.state}",
            mark=COLOURS.get(one.colour, "⚪"),
            number=one.number,
            title=shortened(one.title, LONGEST_NAME),
        )
        buttons.append([_button(one.application_id, "decide", label)])
    return t("decisions-head", count=len(found)), keyboard(*buttons)


def card(sheet: Sheet, t: Translate) -> Page:
    """The application with all that a head decides by, and what they may do."""
    case = sheet.application
    lines = [t("decision-head", number=case.number or "", title=title_of(case))]
    state = t(f"incubation-now-{case.state}")
    lines.append(t("decision-until", state=state, due=sheet.due) if sheet.due else state)
    if sheet.results is not None:
        lines += review_cards.average_lines(sheet.results, t)
    lines.append(_counted(sheet, t))
    if sheet.remark:
        lines.append(t("decision-remark", remark=safe(sheet.remark)))
    look: list[Button] = [_button(case.id, "answers", t("button-review-form"))]
    if sheet.tie is not None:
        lines.append(t("decision-tied-why", tie=tied(str(sheet.tie), t)))
        return "\n".join(lines), None
    if sheet.results is not None:
        look.insert(0, _button(case.id, "opinions", t("button-decision-opinions")))
    change: list[Button] = []
    if sheet.choices:
        change = [
            _button(case.id, "rules", t("button-decision-rules")),
            _button(case.id, "remark", t("button-decision-remark")),
        ]
    if case.state == "publicised":
        change = []
    decide = [_button(case.id, event, t(f"button-incubation-{event}")) for event in sheet.choices]
    return "\n".join(lines), keyboard(look, change, *review_cards.in_rows(decide))


def _counted(sheet: Sheet, t: Translate) -> str:
    counts = {verdict: sum(one.verdict is verdict for one in sheet.rules) for verdict in Verdict}
    return t(
        "decision-counted",
        met=counts[Verdict.MET],
        unmet=counts[Verdict.UNMET],
        open=counts[Verdict.OPEN],
        places=max(sheet.places_left, 0),
    )


def said(one: Marked, t: Translate) -> str:
    """A rule with its clause, as it stood when the application was handed in; plain text."""
    check = one.check
    words = check.names.get(t("desk-lang")) or next(iter(check.names.values()), "")
    given = {**check.params, "words": words} if check.names else dict(check.params)
    return f"{check.basis} {t(check.key, **given)}".strip()


def _line(one: Marked, t: Translate) -> str:
    line = f"{MARKS[one.verdict]} {safe(said(one, t))}"
    return f"{line}\n　{safe(one.note)}" if one.note else line


def rules(sheet: Sheet, t: Translate) -> Page:
    """Every rule as a button, with its mark."""
    case = sheet.application
    lines = [t("decision-rules")]
    lines += [_line(one, t) for one in sheet.rules if one.note]
    buttons = [
        [
            _button(
                case.id,
                f"rule-{place}",
                f"{MARKS[one.verdict]} {shortened(said(one, t), LONGEST_RULE)}",
            )
        ]
        for place, one in enumerate(sheet.rules)
    ]
    return "\n".join(lines), keyboard(*buttons, [_back(case.id, t)])


def _back(case_id: int, t: Translate) -> Button:
    return _button(case_id, "decide", t("button-back"))


def rule(sheet: Sheet, place: int, t: Translate) -> Page:
    case_id = sheet.application.id
    judge = [
        _button(case_id, f"rule-set-{place}-{verdict}", t(f"button-decision-{verdict}"))
        for verdict in (Verdict.MET, Verdict.UNMET)
    ]
    note = _button(case_id, f"rule-note-{place}", t("button-decision-note"))
    back = _button(case_id, "rules", t("button-back"))
    return _line(sheet.rules[place], t), keyboard(judge, [note], [back])


def opinions(sheet: Sheet, t: Translate) -> Page:
    said_ = review_cards.opinions(sheet.results, t) if sheet.results else t("error-scores-hidden")
    return said_, keyboard([_back(sheet.application.id, t)])


def answers(sheet: Sheet, said_: str, t: Translate) -> Page:
    case = sheet.application
    head = t("decision-head", number=case.number or "", title=title_of(case))
    return f"{head}\n{said_}", keyboard([_back(case.id, t)])


def again(sheet: Sheet, days: Sequence[date], t: Translate) -> Page:
    case_id = sheet.application.id
    buttons = [
        _button(
            case_id,
            f"refuse-from-{day:%Y%m%d}",
            t("button-decision-months", months=months, day=day.isoformat()),
        )
        for months, day in zip(AGAIN_MONTHS, days, strict=True)
    ]
    return t("decision-ask-again"), keyboard(*([one] for one in buttons), [_back(case_id, t)])


def sure(sheet: Sheet, event: str, day: date | None, t: Translate) -> Page:
    """What the applicant will read, before it is decided."""
    case = sheet.application
    lines = [t(f"decision-sure-{event}", number=case.number or "", title=title_of(case))]
    lines += [_line(one, t) for one in sheet.rules if one.verdict is Verdict.UNMET or one.note]
    if sheet.remark:
        lines.append(t("decision-remark", remark=safe(sheet.remark)))
    suffix = ""
    if day is not None:
        lines.append(t("decision-again", day=day.isoformat()))
        suffix = f"-{day:%Y%m%d}"
    done = _button(case.id, f"{event}-sure{suffix}", t("button-decision-sure"))
    remark = _button(case.id, "remark", t("button-decision-remark"))
    return "\n".join(lines), keyboard([done], [remark, _back(case.id, t)])
