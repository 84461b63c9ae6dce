"""What staff see of the queue in chat: counts, a few cases, one case and its parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from aiogram.types import InlineKeyboardMarkup

from cases.files import Standing
from core import forms
from core.actions import Action
from core.clock import SHANGHAI
from core.kinds import Kinds
from core.texts import Texts, Translate
from core.timers import Colour
from handlers.form_buttons import OpenFile
from handlers.keyboards import TICK, Button, keyboard
from handlers.queue_buttons import AskFor, Filters, HandTo, Judge, List, Look, Nudge, Part
from handlers.words import shortened
from staff.dossiers import Dossier, Paper
from staff.queue import COLOURS, TURNS, Counts, Entry, Wanted, Whose
from staff.tables import INCUBATION

SHOWN = 5
DEEPEST = 95
LONGEST_TITLE = 24
LONGEST_ANSWER = 300
LONGEST_PAGE = 3_500
MOST_PEOPLE = 12
STEPS_SHOWN = 12
MARKS = {
    Colour.RED: "🔴",
    Colour.YELLOW: "🟡",
    Colour.GREEN: "🟢",
    Colour.PAUSED: "⏸",
    Colour.UNCOUNTED: "⚪",
}
SIGNS = {
    Standing.ACCEPTED: "✅",
    Standing.WAITING: "⏳",
    Standing.REFUSED: "❌",
    Standing.MISSING: "○",
}
PANEL = "panel"
"""The button of an application's reviewers."""

Screen = tuple[str, InlineKeyboardMarkup | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """In whose language cards are written."""

    texts: Texts
    t: Translate
    kinds: Kinds

    def state(self, kind: str, state: str) -> str:
        own = f"queue-state-{kind}-{state}"
        return self.t(own if self.texts.has(own) else f"state-{kind}-{state}")


def wanted_of(data: List | Filters) -> Wanted:
    """What the button asks for; odd values mean all."""
    return Wanted(
        Whose(data.whose) if data.whose in tuple(Whose) else Whose.ALL,
        Colour(data.colour) if data.colour in COLOURS else None,
        data.turn if data.turn in TURNS else "",
        data.kind,
    )


def overview(
    counts: Counts, entries: Sequence[Entry], wanted: Wanted, start: int, read: Reader
) -> Screen:
    """``entries`` from ``start`` on, one more than are shown if there are more."""
    t = read.t
    lines = [
        t("queue-chat-title", all=sum(counts.all.values()), mine=sum(counts.mine.values())),
        " · ".join(f"{MARKS[colour]} {counts.all[colour]}" for colour in COLOURS),
        t("queue-chat-seen", filter=_filter(wanted, read)),
        t("queue-chat-hint") if entries else t("queue-empty"),
    ]
    rows: list[list[Button]] = [[(_line(one, read), _look(one))] for one in entries[:SHOWN]]
    turn: list[Button] = []
    if start:
        turn.append((t("queue-chat-before"), _list(wanted, start=max(0, start - SHOWN))))
    if len(entries) > SHOWN and start < DEEPEST:
        turn.append((t("queue-chat-after"), _list(wanted, start=start + SHOWN)))
    rows.append(turn)
    rows.append(
        [
            (_ticked(t(f"queue-whose-{one}"), one is wanted.whose), _list(wanted, whose=one))
            for one in Whose
        ]
    )
    rows.append(
        [
            (
                _ticked(MARKS[one], one == wanted.colour),
                _list(wanted, colour="" if one == wanted.colour else one),
            )
            for one in COLOURS
        ]
    )
    rows.append([(t("queue-chat-filters"), _filters(wanted)), (t("queue-chat-fresh"), List())])
    return "\n".join(lines), keyboard(*rows)


def found(entries: Sequence[Entry], words: str, read: Reader) -> Screen:
    """What a search found, as far as buttons can show it."""
    t = read.t
    shown = entries[: 2 * SHOWN]
    lines = [t("queue-found", count=len(entries), words=safe(words))]
    if not entries:
        lines = [t("queue-found-none")]
    if len(entries) > len(shown):
        lines.append(t("queue-chat-narrower"))
    rows: list[list[Button]] = [[(_line(one, read), _look(one))] for one in shown]
    return "\n".join(lines), keyboard(*rows, [(t("queue-chat-back"), List())])


def filters(wanted: Wanted, read: Reader) -> Screen:
    """Turn and kind, to be chosen one by one."""
    t = read.t
    turns: list[Button] = [
        (
            _ticked(t(f"queue-turn-{one}"), one == wanted.turn),
            _list(wanted, turn="" if one == wanted.turn else one),
        )
        for one in TURNS
    ]
    kinds: list[Button] = [
        (
            _ticked(t(f"kind-{one}"), one == wanted.kind),
            _list(wanted, kind="" if one == wanted.kind else one),
        )
        for one in (kind.workflow.kind for kind in read.kinds if kind.listed)
    ]
    rows = [kinds[at : at + 2] for at in range(0, len(kinds), 2)]
    return t("queue-chat-choose"), keyboard(turns, *rows, [(t("queue-chat-back"), _list(wanted))])


def card(case: Dossier, read: Reader) -> Screen:
    """One case in six lines, and what this person may do about it."""
    t, entry = read.t, case.entry
    lines = [
        f"<b>{safe(entry.number or t('queue-unnumbered'))}</b> {safe(entry.title)}".rstrip(),
        f"{t(f'kind-{entry.kind}')} · {read.state(entry.kind, entry.state)}",
        t(
            "queue-chat-people",
            applicant=safe(entry.applicant) or "–",
            owner=safe(entry.owner) or t("queue-owner-nobody"),
        ),
    ]
    if not entry.ended:
        lines.append(_clock(case, t))
    if case.papers:
        lines.append(_papers_in_short(case.papers, t))
    if case.own:
        lines.append(t("queue-own"))
    elif case.steps and case.steps[-1].note:
        lines.append(t("queue-chat-last", note=safe(shortened(case.steps[-1].note, 120))))
    steps: list[Button] = [
        (t(action.label(read.texts.has)), action)
        for action in (Action(entry.kind, entry.id, event) for event in case.events)
    ]
    rows = [steps[at : at + 2] for at in range(0, len(steps), 2)]
    if entry.kind == INCUBATION.kind and entry.state in ("checking", "reviewing"):
        rows.append([(t("queue-chat-panel"), Action(entry.kind, entry.id, PANEL))])
    parts: list[Button] = [
        (t(f"queue-chat-{what}"), Part(what=what, kind=entry.kind, case=entry.id))
        for what, there in (
            ("answers", bool(case.filled or case.facts)),
            ("papers", bool(case.papers)),
            ("steps", True),
        )
        if there
    ]
    last: list[Button] = [(t("queue-chat-back"), List())]
    if not entry.ended and not case.own and entry.turn:
        last.insert(0, (t("button-remind"), Nudge(kind=entry.kind, case=entry.id)))
    return "\n".join(lines), keyboard(*rows, parts, last)


def answers(case: Dossier, read: Reader) -> Screen:
    """What was filled in and by whom, or what a case without a form says."""
    t = read.t
    lines = [f"<b>{t(key)}</b>：{_cut(value)}" for key, value in case.facts]
    if case.form is not None:
        for one in case.filled:
            said = _cut(forms.shown(one.field, one.value, t))
            by = f" <i>{safe(one.by)}</i>" if one.by else ""
            lines.append(f"<b>{t(case.form.label(one.field))}</b>：{said}{by}")
    return _long(lines), _back(case, t)


def papers(case: Dossier, read: Reader) -> Screen:
    """The checklist, with the files to open and to judge."""
    t = read.t
    lines = []
    rows: list[list[Button]] = []
    for one in case.papers:
        note = one.line.handed_in.note if one.line.handed_in else ""
        said = f"{SIGNS[one.line.standing]} <b>{safe(one.document.said(t))}</b>"
        lines.append(f"{said}：{_cut(note)}" if note else said)
        if one.line.handed_in is None:
            continue
        file = one.line.handed_in.id
        row: list[Button] = [
            (t("queue-chat-open", name=shortened(one.document.said(t), 16)), OpenFile(file=file))
        ]
        if not case.own and not case.entry.ended:
            if one.line.standing is not Standing.ACCEPTED:
                row.append((t("button-paper-accept"), Judge(file=file, good=True)))
            if one.line.standing is not Standing.REFUSED:
                row.append((t("button-paper-refuse"), Judge(file=file, good=False)))
        rows.append(row)
    return _long(lines), keyboard(*rows, [_to(case, t)])


def steps(case: Dossier, read: Reader) -> Screen:
    """What happened, the newest last."""
    t = read.t
    lines = []
    for one in case.steps[-STEPS_SHOWN:]:
        at = one.at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        by = safe(one.by) or t("queue-by-program")
        lines.append(f"{at} <b>{read.state(case.entry.kind, one.after)}</b> {by}")
        if one.note:
            lines.append(f"　{_cut(one.note)}")
    return _long(lines), _back(case, t)


def people(case: Dossier, others: Sequence[tuple[int, str]], t: Translate) -> Screen:
    """Whom the case may be handed to; who is not among the buttons can be named."""
    entry = case.entry
    choice: list[Button] = [
        (name or f"#{id_}", HandTo(kind=entry.kind, case=entry.id, person=id_))
        for id_, name in others[:MOST_PEOPLE]
    ]
    rows = [choice[at : at + 2] for at in range(0, len(choice), 2)]
    text = t("queue-chat-hand", number=safe(entry.number)) if others else t("queue-chat-alone")
    return text, keyboard(*rows, [_to(case, t)])


def askable(case: Dossier) -> list[str]:
    """What may be asked for once more, in the order of its buttons: documents, then fields."""
    fields = case.form.fields if case.form else ()
    return [one.line.document for one in case.papers] + [one.key for one in fields]


def asking(case: Dossier, chosen: Sequence[str], read: Reader) -> Screen:
    """What is to be supplied, to be ticked; the reason is typed."""
    t = read.t
    names = [one.document.said(t) for one in case.papers]
    names += [t(case.form.label(one)) for one in case.form.fields] if case.form else []
    buttons: list[Button] = [
        (
            _ticked(shortened(name, 20), key in chosen),
            AskFor(kind=case.entry.kind, case=case.entry.id, place=place),
        )
        for place, (key, name) in enumerate(zip(askable(case), names, strict=True))
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    text = t("queue-chat-ask", number=safe(case.entry.number), count=len(chosen))
    return text, keyboard(*rows, [_to(case, t)])


def safe(text: str) -> str:
    return escape(text, quote=False)


def _line(entry: Entry, read: Reader) -> str:
    mark = MARKS[entry.colour] if not entry.ended else "☑"
    title = shortened(entry.title or read.t("queue-untitled"), LONGEST_TITLE)
    due = f" · {entry.due[5:10]}" if entry.due and not entry.ended else ""
    return f"{mark} {entry.number or read.t('queue-unnumbered')} {title}{due}"


def _filter(wanted: Wanted, read: Reader) -> str:
    said = [read.t(f"queue-whose-{wanted.whose}")]
    if wanted.colour:
        said.append(read.t(f"queue-colour-{wanted.colour}"))
    if wanted.turn:
        said.append(read.t("queue-chat-turn", who=read.t(f"queue-turn-{wanted.turn}")))
    if wanted.kind:
        said.append(read.t(f"kind-{wanted.kind}"))
    return " · ".join(said)


def _clock(case: Dossier, t: Translate) -> str:
    entry = case.entry
    said = f"{MARKS[entry.colour]} {t(f'queue-colour-{entry.colour}')}"
    if entry.due:
        said = f"{said} · {t('queue-chat-due', due=entry.due)}"
    if entry.turn:
        said = f"{said} · {t('queue-chat-turn', who=t(f'queue-turn-{entry.turn}'))}"
    return said


def _papers_in_short(papers: Sequence[Paper], t: Translate) -> str:
    counted = dict.fromkeys(SIGNS, 0)
    for one in papers:
        counted[one.line.standing] += 1
    said = " ".join(f"{SIGNS[one]}{number}" for one, number in counted.items() if number)
    return t("queue-chat-papers-said", counts=said)


def _look(entry: Entry) -> Look:
    return Look(kind=entry.kind, case=entry.id)


def _to(case: Dossier, t: Translate) -> Button:
    return t("queue-chat-case"), _look(case.entry)


def _back(case: Dossier, t: Translate) -> InlineKeyboardMarkup | None:
    return keyboard([_to(case, t)])


def _list(wanted: Wanted, *, start: int = 0, **changes: str) -> List:
    return List(**{**_kept(wanted), **changes}, start=start)


def _filters(wanted: Wanted) -> Filters:
    return Filters(**_kept(wanted))


def _kept(wanted: Wanted) -> dict[str, str]:
    return {
        "whose": wanted.whose.value,
        "colour": wanted.colour or "",
        "turn": wanted.turn,
        "kind": wanted.kind,
    }


def _ticked(label: str, chosen: bool) -> str:
    return TICK + label if chosen else label


def _cut(text: str) -> str:
    return safe(text if len(text) <= LONGEST_ANSWER else text[: LONGEST_ANSWER - 1] + "…")


def _long(lines: Sequence[str]) -> str:
    """As many whole lines as a message takes."""
    room, kept = LONGEST_PAGE, []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            kept.append("…")
            break
        kept.append(line)
    return "\n".join(kept) or "–"
