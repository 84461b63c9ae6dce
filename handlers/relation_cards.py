"""How a relation, its agreement, its meetings and its tasks look on a phone."""

from collections.abc import Sequence
from datetime import date, datetime
from html import escape

from aiogram.types import InlineKeyboardMarkup

from core.actions import Action
from core.clock import SHANGHAI
from core.texts import Translate
from handlers.keyboards import TICK, Button, keyboard
from handlers.words import shortened
from mentors.agreements import RHYTHMS, TERMS, Terms, ok_of
from mentors.meetings import LATE
from mentors.models import Meeting, MentoringTask, Relation
from mentors.overview import Card, Todo

RELATION, MEETING, TASK, NOTE = "mentoring", "meeting", "task", "note"
TASKS_SHOWN = 3


def button(kind: str, case_id: int, event: str, t: Translate) -> Button:
    """A button labelled with the word of its event, whatever values it carries."""
    return t(f"button-{kind}-{event}"), Action(kind, case_id, event)


def safe(words: str) -> str:
    """A person's words inside HTML."""
    return escape(words, quote=False)


def when(moment: datetime, t: Translate) -> str:
    local = moment.astimezone(SHANGHAI)
    return t("meeting-when", weekday=local.weekday(), at=local.strftime("%m-%d %H:%M"))


def place(meeting: Meeting, t: Translate) -> str:
    return safe(meeting.place) or t("meeting-no-place")


def terms(relation: Relation, t: Translate) -> str:
    """Rhythm, term and goals of an agreement, in two lines."""
    rhythm = t(f"rhythm-{relation.rhythm_days}")
    return "\n".join(
        [
            t("mentoring-terms", rhythm=rhythm, months=relation.term_months),
            t("mentoring-goals", goals=safe(relation.goals) or "-"),
        ]
    )


def card(shown: Card, t: Translate) -> str:
    """Who, how far, what was agreed on, what comes next: eight lines at most."""
    relation = shown.relation
    lines = [
        t("mentoring-title", other=safe(shown.other), project=safe(shortened(shown.project))),
        t(f"mentoring-state-{relation.state}"),
        t("mentoring-terms", rhythm=t(f"rhythm-{relation.rhythm_days}"),
          months=relation.term_months),
        t("mentoring-goals", goals=safe(shortened(relation.goals, 60)) or "-"),
    ]  # fmt: skip
    if relation.ends_on:
        lines[1] += " · " + t("mentoring-until", until=relation.ends_on.isoformat())
    if (ahead := shown.ahead) is not None:
        key = "mentoring-next" if ahead.state == "confirmed" else "mentoring-proposed"
        lines.append(t(key, when=when(ahead.starts_at, t), place=place(ahead, t)))
    elif shown.unreported is not None:
        lines.append(t("mentoring-unreported", when=when(shown.unreported.starts_at, t)))
    lines += [task_line(todo, t) for todo in shown.todo[:TASKS_SHOWN]]
    if (more := len(shown.todo) - TASKS_SHOWN) > 0:
        lines.append(t("mentoring-tasks-more", number=more))
    return "\n".join(lines)


def card_buttons(shown: Card, t: Translate) -> InlineKeyboardMarkup | None:
    """What this side may do next, the likeliest first."""
    relation = shown.relation

    def on(event: str) -> Button:
        return button(RELATION, relation.id, event, t)

    match relation.state:
        case "agreeing":
            return agreement_buttons(relation, shown.side, t)
        case "paused":
            return keyboard([on("resume"), on("tasks")], [on("notes"), on("end-early")])
        case "ended" | "completed":
            return keyboard([] if shown.stars else [on("rate")], [on("notes")])
        case "refused" | "lapsed":
            return None
    first = [on("book")]
    if shown.ahead is not None:
        first.append(button(MEETING, shown.ahead.id, "open", t))
    if shown.unreported is not None:
        asked = shown.unreported.id
        first = [button(MEETING, asked, "hold", t), button(MEETING, asked, "no-show", t)]
    second = [on("tasks"), on("notes")]
    if shown.held is not None:
        second.append(button(MEETING, shown.held.id, "note", t))
    third = [on("end-early")]
    if relation.state == "active":
        third.insert(0, on("pause"))
    if relation.state == "renewing":
        third.insert(0, on("renew"))
    return keyboard(first, second, third)


def agreement_buttons(relation: Relation, side: str, t: Translate) -> InlineKeyboardMarkup | None:
    """Yes to exactly these terms, other terms, or no."""
    yes = (t("button-mentoring-ok"), Action(RELATION, relation.id, f"ok-{relation.terms_version}"))
    change = button(RELATION, relation.id, "change", t)
    refuse = button(RELATION, relation.id, "refuse", t)
    if ok_of(relation, side) == relation.terms_version:
        return keyboard([change, refuse])
    return keyboard([yes, change], [refuse])


def terms_buttons(relation: Relation, chosen: Terms, t: Translate) -> InlineKeyboardMarkup | None:
    """Other rhythms and terms to choose from; nothing is sent before [send]."""

    def option(label: str, days: int, months: int, *, ticked: bool) -> Button:
        return (
            (TICK if ticked else "") + label,
            Action(RELATION, relation.id, f"terms-{days}-{months}"),
        )

    days, months = chosen.rhythm_days, chosen.months
    return keyboard(
        [option(t(f"rhythm-{n}"), n, months, ticked=n == days) for n in RHYTHMS],
        [option(t("button-term", months=n), days, n, ticked=n == months) for n in TERMS],
        [
            (t("button-mentoring-goals"), Action(RELATION, relation.id, f"goals-{days}-{months}")),
            (t("button-mentoring-send"), Action(RELATION, relation.id, f"send-{days}-{months}")),
        ],
        [button(RELATION, relation.id, "keep", t)],
    )


def slot_buttons(
    starts: Sequence[datetime], kind: str, case_id: int, t: Translate
) -> InlineKeyboardMarkup | None:
    """Hours to choose from, two in a row, and [another time]."""
    choices: list[Button] = [
        (when(start, t), Action(kind, case_id, f"slot-{int(start.timestamp()) // 60}"))
        for start in starts
    ]
    rows = [choices[i : i + 2] for i in range(0, len(choices), 2)]
    return keyboard(*rows, [(t("button-meeting-type"), Action(kind, case_id, "type"))])


def meeting_buttons(
    meeting: Meeting, actor_id: int, now: datetime, t: Translate
) -> InlineKeyboardMarkup | None:
    """What one side may do with a meeting now."""

    def on(event: str) -> Button:
        return button(MEETING, meeting.id, event, t)

    call_off = (t("button-meeting-call-off"), Action(MEETING, meeting.id, "cancel"))
    if meeting.state == "proposed":
        if meeting.proposed_by == actor_id:
            return keyboard([on("place"), call_off])
        return keyboard([on("confirm"), on("cancel")], [on("place")])
    if meeting.state == "held":
        return keyboard([on("note")])
    if meeting.state != "confirmed":
        return None
    if now >= meeting.starts_at:
        return keyboard([on("hold"), on("no-show")])
    movable = [on("reschedule")] if now <= meeting.starts_at - LATE else []
    return keyboard([on("ics"), on("place")], [*movable, call_off])


def task_line(todo: Todo, t: Translate) -> str:
    due = todo.task.due_on
    return t(
        "mentoring-task",
        task=safe(shortened(todo.task.text, 40)),
        owner=safe(todo.owner),
        due=t("mentoring-task-due", day=day(due)) if due else "",
    )


def task_card(task: MentoringTask, owner: str, t: Translate) -> str:
    due = day(task.due_on) if task.due_on else t("task-no-day")
    return t("task-card", task=safe(task.text), owner=safe(owner), due=due)


def task_buttons(task: MentoringTask, t: Translate) -> InlineKeyboardMarkup | None:
    return keyboard([button(TASK, task.id, word, t) for word in ("done", "later", "give")])


def day(value: date) -> str:
    return value.strftime("%m-%d")
