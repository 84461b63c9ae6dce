"""What a mentor sees of the own profile: the card, and the screens that change it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from core.actions import Action
from core.texts import Texts, Translate
from handlers.keyboards import TICK, Button, keyboard
from handlers.words import shortened
from mentors.models import Mentor
from mentors.particulars import LISTS, text_key_of, words_of
from mentors.vocabulary import slot_parts, text_key

MAIN = (
    ("industries", "tags"),
    ("stages", "languages"),
    ("campuses", "times"),
    ("capacity", "vacation"),
    ("bio", "identity"),
)
"""The screens that the card leads to, as its buttons stand."""
IN_A_ROW = {"times": 3, "languages": 2, "stages": 2, "industries": 2, "tags": 3, "intents": 2}
TYPED = ("bio", "name", "organisation", "lab", "campuses", "vacation", "capacity")
"""What is typed; screens of these wait for words."""
CAPACITIES = (0, 1, 2, 3, 5, 8)
MONTHLY = (1, 2, 3, 5)
NO_LIMIT = "none"
LONGEST_BIO_SHOWN = 120


class Screen(CallbackData, prefix="pf"):
    """Show one part of the own profile; "" is the card."""

    field: str = ""


class Choose(CallbackData, prefix="pt"):
    """Let a word of a list be chosen, or not."""

    field: str
    word: str
    on: bool


class Put(CallbackData, prefix="pn"):
    """Set a number, a flag or a vacation of so many days; or begin a profile."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the card tells beside the profile itself: the appointment, and what may be done."""

    state: str = ""
    offered: Sequence[Action] = ()


def card(
    mentor: Mentor, standing: Standing, today: date, texts: Texts, t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    """The whole profile in eight lines, and what can be changed."""
    of = f" · {_safe(mentor.organisation)}" if mentor.organisation else ""
    state = t(f"appointment-now-{standing.state}") if standing.state else t("mentor-profile-new")
    lines = [
        f"<b>{_safe(mentor.name)}</b>{of}",
        t("mentor-profile-state", state=state, used=mentor.used, capacity=mentor.capacity),
        t("mentor-profile-fields", words=_words(mentor, "industries", t)),
        t("mentor-profile-helps", words=_words(mentor, "tags", t)),
        t("mentor-profile-stages", words=_words(mentor, "stages", t)),
        t("mentor-profile-meets", where=_where(mentor, t), words=_words(mentor, "languages", t)),
        t("mentor-profile-times", words=_words(mentor, "times", t)),
        _absence(mentor, today, t),
    ]
    paused = mentor.paused_until is not None and mentor.paused_until >= today
    rows: list[list[Button]] = [
        [(t(f"mentor-profile-part-{part}"), Screen(field=part)) for part in row] for row in MAIN
    ]
    key = "button-mentor-resume" if paused else "button-mentor-pause"
    rows.append([(t(key), Put(field="paused", value="0" if paused else "1"))])
    if not standing.state:
        rows.append([(t("button-mentor-nominate"), Put(field="nominate", value=""))])
    buttons: list[Button] = [(t(one.label(texts.has)), one) for one in standing.offered]
    return "\n".join(lines), keyboard(*rows, buttons)


def screen(mentor: Mentor, field: str, t: Translate) -> tuple[str, InlineKeyboardMarkup | None]:
    """One part with its present value and the buttons that change it."""
    back: list[Button] = [(t("button-mentor-card"), Screen())]
    text = t(f"mentor-profile-ask-{field}")
    if words_of(field) and field in LISTS:
        return text, keyboard(*_choices(mentor, field, t), back)
    rows: list[list[Button]] = []
    match field:
        case "campuses":
            text += "\n" + t("mentor-profile-now", value=_where(mentor, t))
            key = "mentor-profile-not-online" if mentor.online else "mentor-profile-online"
            rows.append([(t(key), Put(field="online", value="0" if mentor.online else "1"))])
        case "capacity":
            limit = mentor.monthly_limit
            rows.append([_number("capacity", n, mentor.capacity) for n in CAPACITIES])
            no_limit: Button = (
                (TICK if limit is None else "") + t("mentor-profile-no-limit"),
                Put(field="monthly_limit", value=NO_LIMIT),
            )
            rows.append([no_limit])
            rows.append(
                [_number("monthly_limit", n, limit, t("mentor-profile-a-month")) for n in MONTHLY]
            )
        case "vacation":
            rows.append(
                [
                    (t("mentor-profile-days", days=n), Put(field="away", value=str(n)))
                    for n in (7, 14, 30)
                ]
            )
            if mentor.vacation_to is not None:
                first, last = mentor.vacation_from, mentor.vacation_to
                text += "\n" + t("mentor-profile-now", value=f"{first} – {last}")
                rows.append([(t("mentor-profile-no-vacation"), Put(field="away", value="0"))])
        case "identity":
            for one in ("name", "organisation", "lab"):
                rows.append([(t(f"mentor-profile-part-{one}"), Screen(field=one))])
            rows.append([(t("mentor-profile-part-intents"), Screen(field="intents"))])
        case _:
            value = shortened(str(getattr(mentor, field)), LONGEST_BIO_SHOWN)
            text += "\n" + t("mentor-profile-now", value=_safe(value) or "–")
    return text, keyboard(*rows, back)


def _choices(mentor: Mentor, field: str, t: Translate) -> list[list[Button]]:
    """The words of a field, those that hold ticked; a press makes the other of it."""
    held = set(getattr(mentor, field))
    buttons: list[Button] = [
        (
            (TICK if word in held else "") + _word(field, word, t),
            Choose(field=field, word=word, on=word not in held),
        )
        for word in words_of(field)
    ]
    width = IN_A_ROW[field]
    return [buttons[at : at + width] for at in range(0, len(buttons), width)]


def _number(field: str, number: int, now: int | None, unit: str = "") -> Button:
    label = (TICK if number == now else "") + str(number) + unit
    return label, Put(field=field, value=str(number))


def _word(field: str, word: str, t: Translate) -> str:
    if field == "times":
        day, part = slot_parts(word)
        return t(text_key(day)) + t(text_key(part))
    return t(text_key_of(field, word))


def _words(mentor: Mentor, field: str, t: Translate) -> str:
    known = words_of(field)
    said = [_word(field, word, t) for word in getattr(mentor, field) if word in known]
    return t("list-comma").join(said) or t("mentor-profile-open")


def _where(mentor: Mentor, t: Translate) -> str:
    places = [_safe(name) for name in mentor.campuses]
    if mentor.online:
        places.append(t("mentor-profile-at-distance"))
    return t("list-comma").join(places) or t("mentor-profile-open")


def _absence(mentor: Mentor, today: date, t: Translate) -> str:
    if mentor.vacation_from and mentor.vacation_to and mentor.vacation_to >= today:
        first, last = mentor.vacation_from.isoformat(), mentor.vacation_to.isoformat()
        return t("mentor-profile-away", first=first, last=last)
    if mentor.paused_until and mentor.paused_until >= today:
        return t("mentor-profile-paused", last=mentor.paused_until.isoformat())
    if not mentor.accepting:
        return t("mentor-profile-closed")
    if mentor.monthly_limit is not None:
        return t("mentor-profile-limited", limit=mentor.monthly_limit)
    return t("mentor-profile-accepting")


def _safe(text: str) -> str:
    return escape(text, quote=False)
