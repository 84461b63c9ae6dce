"""How everything stands that a person asked for: one list over all kinds, and each case by itself.

Requests for a mentor have a richer card of their own (``match_progress``).
"""

from datetime import datetime
from html import escape

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from cases import progress
from cases.form_cases import FormKind
from cases.progress import Standing, Step
from core import promises, wording
from core.accounts import Actor
from core.cards import CaseCard
from core.clock import SHANGHAI
from core.db import Database
from core.kinds import Kinds
from core.texts import Texts, Translate
from core.timers import Colour
from handlers import match_progress
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import IN_A_ROW
from handlers.form_buttons import OpenForm
from handlers.keyboards import Button, Id, keyboard
from handlers.need_cards import Find
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import shortened
from students import teams

LONGEST_TITLE = 24
FORM_STEPS = ("submit", "supply")
"""Steps that a form's own card offers once the form is whole."""
LONGEST_NOTE = 120
STEPS_SHOWN = 20
MARKS = {
    Colour.GREEN: "🟢",
    Colour.YELLOW: "🟡",
    Colour.RED: "🔴",
    Colour.PAUSED: "⏸",
    Colour.UNCOUNTED: "⚪",
}


class ShowCase(CallbackData, prefix="gc"):
    kind: str
    case: Id


class ShowCases(CallbackData, prefix="gl"):
    """Back to the list."""


class ShowSteps(CallbackData, prefix="gs"):
    """Who decides each step of a kind, within which time, on which basis."""

    kind: str
    case: Id


async def on_progress(
    message: Message,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    shown = await _listed(actor, db, t, clock())
    if shown is not None:
        await respond(message, *shown)
    matched = await match_progress.show_running(message, actor, db, texts, t, clock)
    if shown is None and not matched:
        await respond(message, t("progress-nothing"), keyboard([(t("button-find"), Find())]))


async def on_list(
    query: CallbackQuery, message: Message, actor: Actor, db: Database, t: Translate, clock: Clock
) -> None:
    shown = await _listed(actor, db, t, clock())
    await rewrite(message, *(shown or (t("progress-nothing"), None)))
    await acknowledge(query)


async def on_case(
    query: CallbackQuery,
    callback_data: ShowCase,
    message: Message,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    now = clock()
    async with db.reading() as session:
        found = await progress.standing(
            session, kinds, actor, callback_data.kind, callback_data.case, now=now
        )
    kind = kinds[found.kind]
    fillable = isinstance(kind, FormKind) and found.state in kind.drafting | kind.supplementing
    await rewrite(message, case_text(found, t), _case_buttons(found, texts, t, fillable))
    await acknowledge(query, t("progress-fresh"))


async def on_steps(
    query: CallbackQuery,
    callback_data: ShowSteps,
    message: Message,
    db: Database,
    kinds: Kinds,
    t: Translate,
) -> None:
    """The office's list of powers for one kind, from its table and what the school promises."""
    workflow = kinds[callback_data.kind].workflow
    async with db.reading() as session:
        edited = await promises.edited_for(session, workflow.kind)
    lines = [t("steps-head", kind=t(f"kind-{workflow.kind}"))]
    for step in progress.powers(workflow, edited):
        lines.append(
            t(
                "steps-line",
                state=t(f"state-{workflow.kind}-{step.state}"),
                party=t(f"party-{step.turn}"),
                within=_length(step.within, t),
                basis=wording.basis(t, step.basis) or t("steps-no-basis"),
            )
        )
    back: Button = (t("button-back"), ShowCase(kind=workflow.kind, case=callback_data.case))
    await rewrite(message, "\n".join(lines), keyboard([back]))
    await acknowledge(query)


async def _listed(
    actor: Actor, db: Database, t: Translate, now: datetime
) -> tuple[str, InlineKeyboardMarkup | None] | None:
    async with db.reading() as session:
        projects = await teams.projects_of(session, actor.id)
        found = [
            card
            for card in await progress.own(session, actor, projects, now=now)
            if card.kind != "match"
        ]
    if not found:
        return None
    lines = [t("progress-list", count=sum(card.ended_at is None for card in found))]
    lines += [_line(card, t, now) for card in found]
    buttons: list[Button] = [
        (_named(card, t), ShowCase(kind=card.kind, case=card.case_id)) for card in found
    ]
    rows = [buttons[i : i + IN_A_ROW] for i in range(0, len(buttons), IN_A_ROW)]
    return "\n".join(lines), keyboard(*rows)


def _line(card: CaseCard, t: Translate, now: datetime) -> str:
    standing = progress.colour(card, now)
    mark = "☑️" if card.ended_at is not None else MARKS[standing]
    if card.ended_at is None and standing is Colour.UNCOUNTED:
        mark = "✏️" if card.turn == "student" else "▫️"
    state = t(f"state-{card.kind}-{card.state}")
    name = escape(_named(card, t), quote=False)
    return t("progress-line", mark=mark, name=name, state=state)


def _named(card: CaseCard, t: Translate) -> str:
    """ "RF-2026-0001 校园回收", or the kind with the title before there is a number."""
    return f"{card.number or t(f'kind-{card.kind}')} {shortened(card.title, LONGEST_TITLE)}".strip()


def case_text(found: Standing, t: Translate) -> str:
    """The card of a case: what it is, who is next, by when, on what basis, and its history."""
    title = escape(found.title or t(f"kind-{found.kind}"), quote=False)
    number = escape(found.number or t("progress-no-number"), quote=False)
    lines = [
        t("progress-case", kind=t(f"kind-{found.kind}"), number=number, title=title),
        t("progress-state", state=t(f"state-{found.kind}-{found.state}")),
    ]
    if found.turn:
        owner = escape(found.owner, quote=False) if found.turn == "staff" else ""
        lines.append(t("progress-turn", who=owner or t(f"party-{found.turn}")))
    if found.colour is Colour.PAUSED:
        lines.append(t("progress-paused"))
    elif found.colour is Colour.UNCOUNTED:
        lines.append(t("progress-uncounted"))
    elif found.colour is not None:
        key = "progress-late" if found.colour is Colour.RED else "progress-due"
        left = found.days_left or 0
        unit = t("unit-working-days" if found.working else "unit-days", count=left)
        lines.append(t(key, mark=MARKS[found.colour], due=found.due, left=unit))
    if found.basis:
        lines.append(t("progress-basis", basis=escape(wording.basis(t, found.basis), quote=False)))
    steps = "\n".join(_step(step, found.kind, t) for step in found.steps[-STEPS_SHOWN:])
    lines.append(f"<blockquote expandable>{t('progress-steps')}\n{steps}</blockquote>")
    return "\n".join(lines)


def _step(step: Step, kind: str, t: Translate) -> str:
    at = step.at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
    line = t("progress-step", at=at, state=t(f"state-{kind}-{step.state}"))
    if step.by:
        line += t("progress-step-by", by=escape(step.by, quote=False))
    if step.note:
        line += t(
            "progress-step-note", note=escape(shortened(step.note, LONGEST_NOTE), quote=False)
        )
    return line


def _case_buttons(
    found: Standing, texts: Texts, t: Translate, fillable: bool
) -> InlineKeyboardMarkup | None:
    own: list[Button] = [
        (t(one.label(texts.has)), one) for one in found.choices if one.event not in FORM_STEPS
    ]
    if fillable:
        own.insert(0, (t("button-open-form"), OpenForm(kind=found.kind, case=found.case_id)))
    rows = [own[i : i + IN_A_ROW] for i in range(0, len(own), IN_A_ROW)]
    foot: list[Button] = [
        (t("button-steps"), ShowSteps(kind=found.kind, case=found.case_id)),
        (t("button-back"), ShowCases()),
    ]
    return keyboard(*rows, foot)


def _length(within: str, t: Translate) -> str:
    """A promised length as people say it."""
    if not within:
        return t("steps-no-time")
    count, unit = int("".join(c for c in within if c.isdigit())), within.lstrip("0123456789")
    return t(f"length-{unit}", count=count)


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_progress, Command("progress", "进度"))
    router.callback_query.register(on_list, ShowCases.filter(), mine)
    router.callback_query.register(on_case, ShowCase.filter(), mine)
    router.callback_query.register(on_steps, ShowSteps.filter(), mine)
    return router
