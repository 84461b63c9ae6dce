"""What the form of a case looks like in chat: draft, supplement, how it stands, preview, lists."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

from aiogram.types import InlineKeyboardMarkup

from cases.documents import Document
from cases.files import Line, Standing
from core import forms, wording
from core.actions import Action
from core.fields import Field
from core.texts import Texts, Translate
from handlers.form_buttons import (
    NEXT,
    AskField,
    Checklist,
    Explain,
    ListFields,
    OpenFile,
    OpenForm,
    Preview,
    Sure,
    Upload,
    short,
)
from handlers.form_sheets import Sheet
from handlers.keyboards import Button, keyboard
from handlers.progress import ShowCase
from handlers.words import shortened

LONGEST_TITLE = 24
LONGEST_LABEL = 16
LONGEST_REASON = 300
LONGEST_VALUE = 160
LONGEST_LISTED = 18
LONGEST_PREVIEW = 3000
NAMES_SHOWN = 3
OBSTACLES_SHOWN = 2
WANTED_SHOWN = 3
A_PAGE = 8
IN_A_ROW = 2
APART = frozenset({"submit", "supply"})
"""Events whose buttons stand where everything was seen, not among the others."""
MARKS = {
    Standing.MISSING: "○",
    Standing.WAITING: "⏳",
    Standing.ACCEPTED: "✅",
    Standing.REFUSED: "❌",
}

Page = tuple[str, InlineKeyboardMarkup | None]


def page(sheet: Sheet, texts: Texts, t: Translate) -> Page:
    """The card of a case as it stands: a draft, a supplement, or one that others work on."""
    if sheet.is_draft:
        return _draft(sheet, texts, t)
    if sheet.is_supplement:
        return _supplement(sheet, texts, t)
    return standing(sheet, texts, t)


def _draft(sheet: Sheet, texts: Texts, t: Translate) -> Page:
    left = sheet.open
    done = len(sheet.answers_to) - len(left)
    lines = [t("case-form-draft", kind=t(f"kind-{sheet.word}"), title=_title(sheet))]
    if left:
        names = _few((t(sheet.form.label(one)) for one in left), t)
        lines.append(t("case-form-filled", done=done, left=len(left), names=names))
    else:
        lines.append(t("case-form-filled-all", done=done))
    lines += _documents_line(sheet, t)
    lines += _obstacles(sheet, t)
    lines.append(t("case-form-ready" if sheet.is_ready else "case-form-kept"))
    kind, case = sheet.word, sheet.case.id
    rows: list[Sequence[Button]] = []
    if sheet.may_fill:
        change: Button = (t("button-case-form-change"), ListFields(kind=kind, case=case))
        rows = [[_next_thing(sheet, t)], [change, *_to_documents(sheet, t)]]
    return "\n".join(lines), keyboard(*rows, *_table_rows(sheet, texts, t))


def _supplement(sheet: Sheet, texts: Texts, t: Translate) -> Page:
    kind, case = sheet.word, sheet.case.id
    owner = escape(sheet.owner or t("party-staff"), quote=False)
    reason = escape(shortened(sheet.reason, LONGEST_REASON), quote=False)
    wanted = sheet.case.wanted
    head = t("case-form-supplement", number=_number(sheet, t), count=len(wanted), owner=owner)
    lines = [head, t("case-form-reason", reason=reason)]
    rows: list[Sequence[Button]] = []
    items: list[str] = []
    for one in sheet.asked:
        is_open = one in sheet.open
        label = t(sheet.form.label(one))
        items.append(t("case-form-wanted", mark="○" if is_open else "✅", name=label))
        ask = AskField(kind=kind, case=case, field=short(one.key))
        key = "button-case-form-fill" if is_open else "button-case-form-fill-again"
        rows.append([(t(key, name=label), ask)])
    for document in (one for one in sheet.documents if one.key in wanted):
        is_open = document in sheet.lacking
        items.append(t("case-form-wanted", mark="○" if is_open else "✅", name=_said(document, t)))
        rows.append([_upload(sheet, document, t, again=not is_open)])
    lines += items[:WANTED_SHOWN]
    if (more := len(items) - WANTED_SHOWN) > 0:
        lines[-1] = t("case-form-and-more", said=lines[-1], more=more)
    if sheet.due:
        lines.append(t("case-form-paused", day=_last_day(sheet.due)))
    if not sheet.may_fill:
        rows = []
    elif sheet.is_ready:
        supply = Action(kind, case, "supply")
        rows.insert(0, [(t("button-case-form-supply"), supply)])
    else:
        rows.append([(t("button-case-form-explain"), Explain(kind=kind, case=case))])
    return "\n".join(lines), keyboard(*rows, *_table_rows(sheet, texts, t))


def standing(sheet: Sheet, texts: Texts, t: Translate, *, sent: bool = False) -> Page:
    """Who has the case and until when; ``sent``: it was handed in just now."""
    number, word = _number(sheet, t), sheet.word
    lines = [t("case-form-sent" if sent else "case-form-case", number=number, title=_title(sheet))]
    lines.append(t(wording.state(texts.has, word, sheet.case.state)))
    if sheet.turn:
        owner = sheet.owner if sheet.turn == "staff" else ""
        who = escape(owner or t(f"party-{sheet.turn}"), quote=False)
        key = "case-form-turn-due" if sheet.due else "case-form-turn"
        lines.append(t(key, who=who, due=sheet.due))
    steps = f"steps-{word}"
    if sent and texts.has(steps):
        lines.append(t(steps))
    if sent:
        lines.append(t("case-form-follow"))
    case = sheet.case.id
    progress: Button = (t("button-progress"), ShowCase(kind=word, case=case))
    see: Button = (t("button-case-form-see"), Preview(kind=word, case=case))
    shown = [progress, see] if sent else [see]
    return "\n".join(lines), keyboard(
        [*shown, *_to_documents(sheet, t)], *_table_rows(sheet, texts, t)
    )


def preview(sheet: Sheet, t: Translate) -> Page:
    """All answers and documents in one message, folded; handed in from here when it is whole."""
    kind, case = sheet.word, sheet.case.id
    called = sheet.case.number or _title(sheet)
    head = t("case-form-preview", kind=t(f"kind-{kind}"), number=called)
    lines, length = [], 0
    for one in sheet.answers_to:
        value = forms.shown(one, sheet.case.form.get(one.key), t)
        line = t(
            "case-form-answer",
            name=t(sheet.form.label(one)),
            value=escape(shortened(value, LONGEST_VALUE), quote=False),
        )
        length += len(line)
        if length > LONGEST_PREVIEW:
            lines.append("…")
            break
        lines.append(line)
    lines += [document_line(sheet, one, t) for one in sheet.documents]
    folded = "\n".join(lines)
    text = f"{head}\n<blockquote expandable>{folded}</blockquote>"
    back: Button = (t("button-back"), OpenForm(kind=kind, case=case))
    if not (sheet.is_draft and sheet.may_fill):
        return text, keyboard([back])
    change: Button = (t("button-case-form-change"), ListFields(kind=kind, case=case))
    if not sheet.is_ready:
        left = _obstacles(sheet, t) or [t("case-form-not-ready")]
        return "\n".join([text, *left]), keyboard([_next_thing(sheet, t)], [change, back])
    submit: Button = (t("button-case-form-submit"), Action(kind, case, "submit"))
    return f"{text}\n{t('case-form-check')}", keyboard([submit], [change, back])


def fields_list(sheet: Sheet, at: int, t: Translate) -> Page:
    """Which answer to change, a page of them at a time."""
    kind, case, asked = sheet.word, sheet.case.id, sheet.asked
    last = max(0, (len(asked) - 1) // A_PAGE)
    at = min(at, last)
    rows: list[Sequence[Button]] = [
        [(_field_label(sheet, one, t), AskField(kind=kind, case=case, field=short(one.key)))]
        for one in asked[at * A_PAGE : (at + 1) * A_PAGE]
    ]
    foot: list[Button] = [(t("button-back"), OpenForm(kind=kind, case=case))]
    if last:
        following = ListFields(kind=kind, case=case, page=0 if at == last else at + 1)
        foot.append((t("button-case-form-more"), following))
    return t("case-form-which-field"), keyboard(*rows, foot)


def checklist(sheet: Sheet, viewable: Iterable[int], t: Translate) -> Page:
    """Each document with its verdict; ``viewable`` are the files that the reader may open."""
    kind, case = sheet.word, sheet.case.id
    lines = [t("case-form-documents-head", kind=t(f"kind-{kind}"), number=_number(sheet, t))]
    lines += [document_line(sheet, one, t) for one in sheet.documents]
    takes, open_to, rows = sheet.takes, set(viewable), list[Sequence[Button]]()
    for one in sheet.documents:
        row: list[Button] = []
        line = line_of(sheet, one)
        if one in takes:
            row.append(_upload(sheet, one, t, again=line.standing is not Standing.MISSING))
        if line.handed_in is not None and line.handed_in.id in open_to:
            label = t("button-case-form-open", name=_label(one, t))
            row.append((label, OpenFile(file=line.handed_in.id)))
        rows.append(row)
    back: Button = (t("button-back"), OpenForm(kind=kind, case=case))
    return "\n".join(lines), keyboard(*rows, [back])


def document_line(sheet: Sheet, document: Document, t: Translate) -> str:
    line = line_of(sheet, document)
    params = {
        "mark": MARKS[line.standing],
        "name": _said(document, t),
        "state": t(f"case-form-file-{line.standing}"),
    }
    if line.handed_in is not None and line.standing is Standing.REFUSED:
        note = escape(shortened(line.handed_in.note, LONGEST_REASON), quote=False)
        return t("case-form-document-refused", **params, reason=note)
    if not document.required and line.standing is Standing.MISSING:
        return t("case-form-document-optional", **params)
    return t("case-form-document", **params)


def line_of(sheet: Sheet, document: Document) -> Line:
    found = (line for line in sheet.lines if line.document == document.key)
    return next(found, Line(document.key, document.required, Standing.MISSING))


def sure(sheet: Sheet, event: str, t: Translate) -> Page:
    """Ask once whether what cannot be taken back is meant."""
    kind, case = sheet.word, sheet.case.id
    name = _number(sheet, t)
    yes: Button = (t("button-case-form-sure"), Sure(kind=kind, case=case, event=event))
    no: Button = (t("button-case-form-keep"), OpenForm(kind=kind, case=case))
    return t("case-form-sure", number=name), keyboard([yes, no])


def _next_thing(sheet: Sheet, t: Translate) -> Button:
    """The likely next step of a draft."""
    kind, case, left = sheet.word, sheet.case.id, len(sheet.open)
    if left:
        return t("button-case-form-go-on", left=left), AskField(
            kind=kind, case=case, field=NEXT, of=left
        )
    if sheet.lacking:
        return _upload(sheet, sheet.lacking[0], t)
    return t("button-case-form-preview"), Preview(kind=kind, case=case)


def _to_documents(sheet: Sheet, t: Translate) -> list[Button]:
    if not sheet.documents:
        return []
    there = sum(line_of(sheet, one).standing is not Standing.MISSING for one in sheet.documents)
    label = t("button-case-form-documents", there=there, all=len(sheet.documents))
    return [(label, Checklist(kind=sheet.word, case=sheet.case.id))]


def _upload(sheet: Sheet, document: Document, t: Translate, *, again: bool = False) -> Button:
    key = "button-case-form-upload-again" if again else "button-case-form-upload"
    return t(key, name=_label(document, t)), Upload(
        kind=sheet.word, case=sheet.case.id, document=short(document.key)
    )


def _table_rows(sheet: Sheet, texts: Texts, t: Translate) -> list[Sequence[Button]]:
    """What the table offers the reader beside handing in."""
    offered = [one for one in sheet.choices if one.event not in APART]
    buttons: list[Button] = [(t(one.label(texts.has)), one) for one in offered]
    return [buttons[i : i + IN_A_ROW] for i in range(0, len(buttons), IN_A_ROW)]


def _documents_line(sheet: Sheet, t: Translate) -> list[str]:
    if not sheet.documents:
        return []
    lacking = sheet.lacking
    if not lacking:
        return [t("case-form-documents-all")]
    names = _few((_said(one, t) for one in lacking), t)
    return [t("case-form-documents", count=len(lacking), names=names)]


def _obstacles(sheet: Sheet, t: Translate) -> list[str]:
    """What stands against handing in first; then what staff will look at."""
    found = sorted(sheet.readiness.obstacles, key=lambda one: one.warning)
    lines = []
    for one in found[:OBSTACLES_SHOWN]:
        said = escape(t(one.key, **one.params), quote=False)
        if one.basis:
            said = t("case-form-with-basis", said=said, basis=escape(one.basis, quote=False))
        lines.append(f"{'⚠️' if one.warning else '❌'} {said}")
    if (more := len(found) - OBSTACLES_SHOWN) > 0:
        lines[-1] = t("case-form-and-more", said=lines[-1], more=more)
    return lines


def _field_label(sheet: Sheet, field: Field, t: Translate) -> str:
    name = shortened(t(sheet.form.label(field)), LONGEST_LABEL)
    if field.key not in sheet.case.form:
        return t("case-form-field-open", name=name)
    value = shortened(forms.shown(field, sheet.case.form[field.key], t), LONGEST_LISTED)
    return t("case-form-field", name=name, value=value)


def _few(names: Iterable[str], t: Translate) -> str:
    listed = list(names)
    said = t("list-separator").join(listed[:NAMES_SHOWN])
    return t("case-form-and-others", names=said) if len(listed) > NAMES_SHOWN else said


def _title(sheet: Sheet) -> str:
    return escape(shortened(sheet.title, LONGEST_TITLE), quote=False)


def _number(sheet: Sheet, t: Translate) -> str:
    """The number people quote, or what it is called before there is one."""
    return sheet.case.number or t(f"kind-{sheet.word}")


def _said(document: Document, t: Translate) -> str:
    return escape(document.said(t), quote=False)


def _label(document: Document, t: Translate) -> str:
    return shortened(document.said(t), LONGEST_LABEL)


def _last_day(due: str) -> str:
    """12-02, of a promise that ends with a day."""
    try:
        return date.fromisoformat(due).strftime("%m-%d")
    except ValueError:
        return due
