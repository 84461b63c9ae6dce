"""What a team sees before and beside its application: the rules, their words, a missed draft."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardMarkup

from core.actions import Action
from core.texts import Translate
from handlers.keyboards import Button, keyboard
from handlers.words import shortened
from staff.eligibility import Check, Verdict
from staff.models import Application, Programme
from staff.tables import INCUBATION
from students.models import Project

ENTER = "enter"
"""What buttons on the way into an incubator carry; their id is a project's, or 0."""
SIGN = "enter-case"
"""What buttons after a question about an application carry; their id is the application's."""
SHOWN = 4
"""Rules that are not met, of which a card tells; the rest stands under [看条文]."""
LONGEST_TITLE = 24
MARKS = {Verdict.MET: "✅", Verdict.UNMET: "❌", Verdict.OPEN: "⚠️"}

Page = tuple[str, InlineKeyboardMarkup | None]


def button(t: Translate, of: int, event: str, *values: int, label: str = "") -> Button:
    """One of ours; ``label`` is its text where that is no text of the program."""
    name = "-".join((event, *map(str, values)))
    return (label or t(f"button-enter-{event}"), Action(ENTER, of, name))


def _answer(t: Translate, case_id: int, event: str, value: int = 0, label: str = "") -> Button:
    name = f"{event}-{value}" if value else event
    return (label or t(f"button-enter-{event}"), Action(SIGN, case_id, name))


def projects(found: Sequence[Project], t: Translate) -> Page:
    """For which project?"""
    untitled = t("match-project-untitled")
    rows = [
        [button(t, one.id, "look", label=shortened(one.title, LONGEST_TITLE) or untitled)]
        for one in found
    ]
    return t("enter-which-project"), keyboard(*rows, [button(t, 0, "new")])


def programmes(project_id: int, found: Sequence[Programme], t: Translate) -> Page:
    rows = [
        [button(t, project_id, "check", one.id, label=shortened(name(one, t), LONGEST_TITLE))]
        for one in found
    ]
    return t("enter-which-programme"), keyboard(*rows)


def rules(
    programme: Programme, project_id: int, checks: Sequence[Check], window: str, t: Translate
) -> Page:
    """Rule by rule: met in one line, what is not met with its clause and what is missing."""
    policy = escape(programme.policy or name(programme, t), quote=False)
    lines = [t("enter-rules", policy=policy)]
    met = [f"{MARKS[one.verdict]} {said(one, t)}" for one in checks if one.verdict is Verdict.MET]
    if met:
        lines.append("　".join(met))
    others = sorted(
        (one for one in checks if one.verdict is not Verdict.MET),
        key=lambda one: not one.hard or one.verdict is Verdict.OPEN,
    )
    lines += [rule_line(one, t) for one in others[:SHOWN]]
    if len(others) > SHOWN:
        lines.append(t("enter-more-rules", count=len(others) - SHOWN))
    lines.append(window)
    return "\n".join(lines), keyboard(
        [button(t, project_id, "fill", programme.id)],
        [button(t, project_id, "ask"), button(t, project_id, "words", programme.id)],
    )


def rule_line(one: Check, t: Translate) -> str:
    """ "❌ 计划书未上传（第六条）"; what hinders nothing is a warning."""
    soft = one.verdict is Verdict.UNMET and not one.hard
    mark = MARKS[Verdict.OPEN if soft else one.verdict]
    words = t("enter-rule", words=said(one, t), basis=escape(one.basis, quote=False))
    return f"{mark} {words if one.basis else said(one, t)}"


def said(one: Check, t: Translate) -> str:
    """How a rule stands, as HTML, in the reader's language."""
    words = one.names.get(t("desk-lang")) or next(iter(one.names.values()), "")
    return t(one.key, **{**one.params, "words": escape(words, quote=False)})


def articles(programme: Programme, project_id: int, checks: Sequence[Check], t: Translate) -> Page:
    """How every rule stands, and the words of the programme's own."""
    policy = escape(programme.policy or name(programme, t), quote=False)
    rows = []
    for row in programme.articles:
        names = row.get("names") or {}
        words = names.get(t("desk-lang")) or next(iter(names.values()), "")
        number = escape(str(row.get("number", "")), quote=False)
        rows.append(f"<b>{number}</b>　{escape(shortened(words, 300), quote=False)}")
    head = t("enter-articles", policy=policy)
    quoted = "\n".join(rows)
    back = button(t, project_id, "check", programme.id, label=t("button-back"))
    lines = [head, *(rule_line(one, t) for one in checks)]
    if rows:
        lines.append(f"<blockquote expandable>{quoted}</blockquote>")
    text = "\n".join(lines)
    return text, keyboard([back])


def missed(case: Application, programme: Programme, day: str, opens: str, t: Translate) -> Page:
    """A draft that was not submitted in time: kept, and what can be done about it."""
    title = escape(str(case.form.get("title") or ""), quote=False)
    waiting = case.state == "extending"
    lines = [
        t("enter-missed", title=title, programme=escape(name(programme, t), quote=False), day=day),
        t("enter-missed-waiting" if waiting else "enter-missed-kept"),
    ]
    rows: list[list[Button]] = []
    if not waiting:
        rows.append(
            [(t("button-incubation-ask-time"), Action(INCUBATION.kind, case.id, "ask-time"))]
        )
        if opens:
            lines.append(t("enter-next-window", day=opens))
            rows.append(
                [button(t, case.project_id, "fill", programme.id, label=t("button-enter-anew"))]
            )
    return "\n".join(lines), keyboard(*rows)


def days(case_id: int, t: Translate) -> Page:
    """How many days more does staff give?"""
    row = [_answer(t, case_id, "days", count, t("unit-days", count=count)) for count in (3, 7, 14)]
    return t("enter-how-many-days"), keyboard(row)


def agreement(case: Application, programme: Programme, seat: str, t: Translate) -> Page:
    """What both sides agree to, before the owner does."""
    lines = [
        t("enter-agreement", programme=escape(name(programme, t), quote=False)),
        t("enter-agreement-terms", seat=escape(seat, quote=False), months=programme.stay_months),
    ]
    return "\n".join(lines), keyboard([_answer(t, case.id, "agreed")])


def seats(case: Application, free: Sequence[tuple[int, str]], t: Translate) -> Page:
    """Which seat the team gets; each is called by its place among all seats of the programme."""
    title = escape(str(case.form.get("title") or ""), quote=False)
    row = [_answer(t, case.id, "seat", place, seat) for place, seat in free]
    rows = [row[at : at + 4] for at in range(0, len(row), 4)]
    wanted = int(case.form.get("seats") or 1)
    return t("enter-which-seat", title=title, wanted=wanted), keyboard(*rows)


def name(programme: Programme, t: Translate) -> str:
    """What the programme is called in the reader's language."""
    return programme.name_en if t("desk-lang") == "en" and programme.name_en else programme.name
