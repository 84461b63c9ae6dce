"""One question of a form in chat: what is asked, what stands there already, what can be pressed."""

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from aiogram.types import InlineKeyboardMarkup

from core import forms
from core.fields import Field, Kind, Value
from core.texts import Translate
from handlers.form_buttons import (
    NEXT,
    PUT,
    SKIP,
    TAKE_OUT,
    AskField,
    Give,
    Later,
    OpenForm,
    TakeWords,
    long,
    mark,
    short,
)
from handlers.form_sheets import Sheet
from handlers.keyboards import TICK, Button, keyboard
from handlers.words import shortened

LONGEST_SHOWN = 120
MOST_NUMBERS = 6
WIDEST_RANGE = 24
YES, NO = "1", "0"

Page = tuple[str, InlineKeyboardMarkup | None]


def question(sheet: Sheet, field: Field, of: int, t: Translate, *, above: str = "") -> Page:
    """Ask for a field, as one of ``of`` that were open, or (0) for it alone."""
    lines = [above] if above else []
    asked = t(sheet.form.question(field))
    if of:
        of = max(of, len(sheet.open))
        left = [one.key for one in sheet.open]
        place = of - len(left) + (left.index(field.key) if field.key in left else -1) + 1
        asked = t("case-form-step", number=max(place, 1), of=of, question=asked)
    lines.append(asked)
    if (known := standing(sheet, field, t)) != "":
        lines.append(known)
    lines += [
        t("case-form-unfit", reason=escape(t(wrong.key, **wrong.params), quote=False))
        for one, wrong in sheet.readiness.unfit
        if one.key == field.key
    ]
    return "\n".join(lines), keyboard(*_answers(sheet, field, of, t), *_ways(sheet, field, of, t))


def standing(sheet: Sheet, field: Field, t: Translate) -> str:
    """What is answered already and by whom; "" where nothing is."""
    if field.key not in sheet.case.form:
        return ""
    value = shortened(forms.shown(field, sheet.case.form[field.key], t), LONGEST_SHOWN)
    value = escape(value, quote=False)
    by = sheet.case.filled_by.get(field.key)
    if by is None or by == sheet.reader:
        return t("case-form-known-own", value=value)
    name = escape(sheet.names.get(by) or t("case-form-somebody"), quote=False)
    return t("case-form-known", value=value, name=name)


def overtaken(sheet: Sheet, field: Field, of: int, given: str, t: Translate) -> Page:
    """Somebody else answered meanwhile: their answer is shown before it is overwritten.

    ``given`` is the answer that waits, as its button carries it; "" for words that were typed.
    """
    kind, case, key = sheet.word, sheet.case.id, short(field.key)
    seen = mark(sheet.case.form, field.key)
    use: Button = (
        t("button-case-form-mine"),
        Give(kind=kind, case=case, field=key, value=given, seen=seen, of=of)
        if given
        else TakeWords(kind=kind, case=case, field=key, seen=seen, of=of),
    )
    leave: Button = (
        t("button-case-form-theirs"),
        AskField(kind=kind, case=case, field=NEXT, of=of) if of else OpenForm(kind=kind, case=case),
    )
    lines = [t("case-form-overtaken"), standing(sheet, field, t)]
    return "\n".join(lines), keyboard([use, leave])


def value_of(sheet: Sheet, field: Field, given: str) -> Value:
    """What a button's value means for a field. Raises ValueError for what was never on one."""
    if given == SKIP:
        return None
    match field.kind:
        case Kind.YES_NO if given in (YES, NO):
            return given == YES
        case Kind.CHOICE:
            if (option := long(given, field.options)) is not None:
                return option
        case Kind.CHOICES if given[:1] in (PUT, TAKE_OUT):
            if (option := long(given[1:], field.options)) is not None:
                return _with(sheet.case.form.get(field.key), option, given[0])
        case Kind.NUMBER if given in _numbers(field):
            return int(given)
    raise ValueError(f"{given!r} is no button of {field.key}")


def _with(chosen: Value, option: str, sign: str) -> list[str] | None:
    others = [one for one in chosen if one != option] if isinstance(chosen, list) else []
    return ([*others, option] if sign == PUT else others) or None


def _answers(sheet: Sheet, field: Field, of: int, t: Translate) -> list[Sequence[Button]]:
    """The answers that can be pressed, a tick at what stands there."""
    now = sheet.case.form.get(field.key)
    match field.kind:
        case Kind.CHOICE:
            offered = [(short(one), t(field.label(one)), one == now) for one in field.options]
        case Kind.CHOICES:
            chosen = now if isinstance(now, list) else []
            offered = [
                (
                    (TAKE_OUT if one in chosen else PUT) + short(one),
                    t(field.label(one)),
                    one in chosen,
                )
                for one in field.options
            ]
        case Kind.YES_NO:
            offered = [(YES, t("form-yes"), now is True), (NO, t("form-no"), now is False)]
        case Kind.NUMBER:
            offered = [(one, one, str(now) == one) for one in _numbers(field)]
        case _:
            return []
    seen = mark(sheet.case.form, field.key)
    buttons: list[Button] = [
        (
            (TICK if ticked else "") + label,
            Give(
                kind=sheet.word,
                case=sheet.case.id,
                field=short(field.key),
                value=value,
                seen=seen,
                of=of,
            ),
        )
        for value, label, ticked in offered
    ]
    longest = max((len(label) for _, label, _ in offered), default=0)
    in_a_row = 6 if longest <= 2 else 3 if longest <= 6 else 2 if longest <= 12 else 1
    return [buttons[i : i + in_a_row] for i in range(0, len(buttons), in_a_row)]


def _ways(sheet: Sheet, field: Field, of: int, t: Translate) -> list[Sequence[Button]]:
    """On, back, over it, and away."""
    kind, case = sheet.word, sheet.case.id
    back: Button = (t("button-back"), OpenForm(kind=kind, case=case))
    there = field.key in sheet.case.form and field not in sheet.open
    on: list[Button] = []
    if of and there:
        label = "button-case-form-chosen" if field.kind is Kind.CHOICES else "button-case-form-as"
        on = [(t(label), AskField(kind=kind, case=case, field=NEXT, of=of))]
    over: list[Button] = []
    if not field.required and not (there and of):
        seen = mark(sheet.case.form, field.key)
        skip = Give(kind=kind, case=case, field=short(field.key), value=SKIP, seen=seen, of=of)
        over = [(t("button-case-form-skip"), skip)]
    if not of:
        return [[*over, back]]
    earlier = sheet.before(field.key)
    first: Button = (
        (
            t("button-case-form-previous"),
            AskField(kind=kind, case=case, field=short(earlier.key), of=of),
        )
        if earlier is not None
        else back
    )
    return [on, [first, *over], [(t("button-case-form-later"), Later(kind=kind, case=case))]]


def _numbers(field: Field) -> list[str]:
    """A few whole numbers of a small range, the largest among them."""
    if field.places or field.minimum is None or field.maximum is None:
        return []
    least, most = Decimal(field.minimum), Decimal(field.maximum)
    if least < 0 or most - least >= WIDEST_RANGE:
        return []
    step = -(-int(most - least + 1) // MOST_NUMBERS)
    return [str(one) for one in range(int(most), int(least) - 1, -step)][::-1]
