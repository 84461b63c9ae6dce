"""How pairs kept apart, objections and flagged words look to staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from core.clock import local_day
from core.texts import Translate
from handlers.keyboards import Button, Id, keyboard
from handlers.pool_cards import PAGE, Pool
from handlers.relation_cards import safe, when
from handlers.words import shortened
from mentors.models import Mentor
from mentors.oversight import Appeal, Flag, FlagKind, Pair, Student, Waiting
from mentors.pairing import BLOCKED, REASONS
from mentors.vocabulary import Conflict, text_key

Page = tuple[str, InlineKeyboardMarkup | None]
SHORT, WHOLE = 18, 600


class Conflicts(CallbackData, prefix="vc"):
    """The pairs kept apart, from ``start`` on."""

    start: Id = 0


class ShowRule(CallbackData, prefix="vr"):
    """One rule; to "lift" it is asked again, "lifted" does it."""

    rule: Id
    step: Literal["", "lift", "lifted"] = ""


class KeepApart(CallbackData, prefix="vn"):
    """A new rule, as far as it is known; ``done`` without a note."""

    mentor: Id = 0
    student: Id = 0
    reason: str = ""
    done: bool = False


class Appeals(CallbackData, prefix="va"):
    """The objections to decide, or one of them."""

    strike: Id = 0


class Decide(CallbackData, prefix="vj"):
    strike: Id
    lifted: bool


class Flags(CallbackData, prefix="vf"):
    """Words meant for staff: new ones, or those marked as seen."""

    seen: bool = False


class ShowFlag(CallbackData, prefix="vw"):
    """One of them; ``done`` marks it as seen."""

    kind: FlagKind
    id: Id
    done: bool = False


def entrance(waiting: Waiting, t: Translate) -> list[Button]:
    """The way in from the pool's overview; what waits for nobody is left out."""
    row: list[Button] = [(t("button-oversight-conflicts"), Conflicts())]
    if waiting.appeals:
        row.append((t("button-oversight-appeals", count=waiting.appeals), Appeals()))
    row.append((t("button-oversight-flags", count=waiting.flags), Flags()))
    return row


def back(t: Translate) -> InlineKeyboardMarkup | None:
    return keyboard([(t("button-oversight-back"), Conflicts())])


def conflicts(found: Sequence[Pair], start: int, t: Translate) -> Page:
    rows: list[list[Button]] = [
        [
            (
                f"{shortened(one.mentor, 10)} × {shortened(one.student, 10)}",
                ShowRule(rule=one.rule.id),
            )
        ]
        for one in found[:PAGE]
    ]
    turn: list[Button] = []
    if start:
        turn.append((t("pool-before"), Conflicts(start=max(0, start - PAGE))))
    if len(found) > PAGE:
        turn.append((t("pool-after"), Conflicts(start=start + PAGE)))
    new: Button = (t("button-oversight-new"), KeepApart())
    last: list[Button] = [new, (t("button-pool-back"), Pool())]
    text = t("oversight-conflicts" if found else "oversight-no-conflicts")
    return text, keyboard(*rows, turn, last)


def rule(pair: Pair, t: Translate, *, now: datetime, sure: bool = False) -> Page:
    one, today = pair.rule, local_day(now)
    lines = [
        t("oversight-pair", mentor=safe(pair.mentor), student=safe(pair.student)),
        t("oversight-reason", reason=reason(one.reason, t)),
    ]
    if one.note:
        lines.append(t("oversight-note", note=safe(shortened(one.note, WHOLE))))
    by = safe(pair.by) or t("oversight-by-nobody")
    lines.append(t("oversight-by", name=by, on=local_day(one.declared_at).isoformat()))
    stands = one.until is None or one.until >= today
    if one.until is not None:
        key = "oversight-until" if stands else "oversight-over"
        lines.append(t(key, until=one.until.isoformat()))
    lift: list[Button] = []
    if sure and stands:
        lines.append(t("oversight-lift-sure"))
        lift = [(t("button-oversight-lift-sure"), ShowRule(rule=one.id, step="lifted"))]
    elif stands:
        lift = [(t("button-oversight-lift"), ShowRule(rule=one.id, step="lift"))]
    return "\n".join(lines), keyboard(lift, [(t("button-oversight-back"), Conflicts())])


def reason(word: str, t: Translate) -> str:
    return t("oversight-blocked") if word == BLOCKED else t(text_key(Conflict(word)))


def mentors(found: Sequence[Mentor], words: str, t: Translate) -> Page:
    if not found:
        return t("oversight-no-mentor", words=safe(words)), back(t)
    rows: list[list[Button]] = [
        [(_label(one.name, one.organisation), KeepApart(mentor=one.id))] for one in found
    ]
    return t("oversight-which"), keyboard(*rows, [(t("button-oversight-back"), Conflicts())])


def students(found: Sequence[Student], mentor: int, words: str, t: Translate) -> Page:
    if not found:
        return t("oversight-no-student", words=safe(words)), back(t)
    rows: list[list[Button]] = [
        [
            (
                _label(one.name or t("oversight-nameless", id=one.id), one.college, one.grade),
                KeepApart(mentor=mentor, student=one.id),
            )
        ]
        for one in found
    ]
    return t("oversight-which"), keyboard(*rows, [(t("button-oversight-back"), Conflicts())])


def _label(*parts: str) -> str:
    return shortened(" · ".join(part for part in parts if part), 2 * SHORT)


def reasons(chosen: KeepApart, names: tuple[str, str], t: Translate) -> Page:
    why: list[Button] = [
        (reason(word, t), chosen.model_copy(update={"reason": str(word)})) for word in REASONS
    ]
    rows = [why[i : i + 2] for i in range(0, len(why), 2)]
    text = "\n".join([_both(names, t), t("oversight-ask-reason")])
    return text, keyboard(*rows, [(t("button-oversight-back"), Conflicts())])


def note(chosen: KeepApart, names: tuple[str, str], t: Translate) -> Page:
    none: Button = (t("button-oversight-no-note"), chosen.model_copy(update={"done": True}))
    said = t("oversight-reason", reason=reason(chosen.reason, t))
    text = "\n".join([_both(names, t), said, t("oversight-ask-note")])
    return text, keyboard([none], [(t("button-oversight-back"), Conflicts())])


def _both(names: tuple[str, str], t: Translate) -> str:
    return t("oversight-pair", mentor=safe(names[0]), student=safe(names[1]))


def appeals(found: Sequence[Appeal], t: Translate) -> Page:
    rows: list[list[Button]] = [
        [(f"{shortened(one.name, 10)} · {when(one.starts_at, t)}", Appeals(strike=one.strike.id))]
        for one in found[:PAGE]
    ]
    text = t("oversight-appeals", count=len(found)) if found else t("oversight-no-appeals")
    return text, keyboard(*rows, [(t("button-pool-back"), Pool())])


def appeal(one: Appeal, t: Translate) -> Page:
    text = t(
        "oversight-appeal",
        name=safe(one.name),
        at=when(one.starts_at, t),
        reason=t(f"strike-reason-{one.strike.reason}"),
        appeal=safe(shortened(one.strike.appeal, WHOLE)),
    )
    decide: list[Button] = [
        (t("button-strike-lift"), Decide(strike=one.strike.id, lifted=True)),
        (t("button-strike-keep"), Decide(strike=one.strike.id, lifted=False)),
    ]
    return text, keyboard(decide, [(t("button-oversight-back"), Appeals())])


def flags(found: Sequence[Flag], t: Translate, *, seen: bool) -> Page:
    rows: list[list[Button]] = [
        [
            (
                f"{shortened(one.mentor, 6)} / {shortened(one.student, 6)} · "
                f"{shortened(one.text, 12)}",
                ShowFlag(kind=one.kind, id=one.id),
            )
        ]
        for one in found
    ]
    other: Button = (
        (t("button-oversight-new-flags"), Flags())
        if seen
        else (t("button-oversight-seen-flags"), Flags(seen=True))
    )
    word = "seen" if seen else "new"
    text = t(f"oversight-flags-{word}") if found else t(f"oversight-flags-{word}-none")
    return text, keyboard(*rows, [other, (t("button-pool-back"), Pool())])


def flag(one: Flag, t: Translate) -> Page:
    text = t(
        f"oversight-flag-{one.kind}",
        mentor=safe(one.mentor),
        student=safe(one.student),
        at=when(one.at, t),
        text=safe(shortened(one.text, WHOLE)),
    )
    done: list[Button] = []
    if one.seen_at is None:
        done = [(t("button-oversight-seen"), ShowFlag(kind=one.kind, id=one.id, done=True))]
    return text, keyboard(done, [(t("button-oversight-back"), Flags(seen=bool(one.seen_at)))])
