"""How a student's need looks: the steps that ask for it, one screen each, and the card of it."""

import zlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from html import escape

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from core.texts import Translate
from handlers import weekly_times
from handlers.forms import NotOffered
from handlers.keyboards import TICK, Button, Id, keyboard
from handlers.student_profile import Field, ShowField
from mentors.vocabulary import (
    SLOTS,
    STAGES,
    Day,
    Industry,
    Language,
    Part,
    Stage,
    Tag,
    slot,
    text_key,
)
from students.models import Project
from students.projects import Answers, missing


class Step(StrEnum):
    """The screens; ``SLOTS`` and ``PLACE`` are only reached on wish."""

    STAGE = "stage"
    FIELDS = "fields"
    NEEDS = "needs"
    TIMES = "times"
    SLOTS = "slots"
    PLACE = "place"


ORDER = (Step.STAGE, Step.FIELDS, Step.NEEDS, Step.TIMES)
_STEP_OF = {"stage": Step.STAGE, "industries": Step.FIELDS, "tags": Step.NEEDS}
_DAYS = tuple(Day)
GROUPS: dict[str, tuple[str, ...]] = {
    "weekday-evening": tuple(slot(day, Part.EVENING) for day in _DAYS[:5]),
    "weekday-daytime": tuple(
        slot(day, part) for day in _DAYS[:5] for part in (Part.MORNING, Part.AFTERNOON)
    ),
    "weekend": tuple(slot(day, part) for day in _DAYS[5:] for part in Part),
    "any": (),
}
"""Times that one press says; no slot at all rules nobody out."""
ONLINE = "online"


class GoTo(CallbackData, prefix="fg"):
    """Show a step of a project; ``edit``: on the way from its card. Project 0 is a new one."""

    project: Id
    step: Step
    edit: bool = False


class Say(CallbackData, prefix="fs"):
    """Give, or take back, one answer."""

    project: Id
    step: Step
    value: str
    edit: bool = False


class ShowCard(CallbackData, prefix="fc"):
    project: Id


class Find(CallbackData, prefix="fb"):
    """Find a mentor, from wherever the student stands."""


class NewProject(CallbackData, prefix="fz"):
    """Begin another project."""


class ShowList(CallbackData, prefix="fl"):
    project: Id


def first_missing(project: Project) -> Step | None:
    """The first screen whose answer is needed and not there."""
    return next((_STEP_OF[name] for name in missing(project)), None)


def following(project: Project | None, step: Step) -> Step | None:
    """The first screen after ``step`` that has no answer yet; None when that was the last."""
    place = ORDER.index(step) if step in ORDER else len(ORDER)
    return next((s for s in ORDER[place + 1 :] if not _chosen(project, s)), None)


def understood(project: Project | None, step: Step, value: str, places: Iterable[str]) -> Answers:
    """What pressing ``value`` on a screen says. Raises NotOffered."""
    try:
        return _understood(project, step, value, places)
    except ValueError:
        raise NotOffered from None


def _understood(project: Project | None, step: Step, value: str, places: Iterable[str]) -> Answers:
    match step:
        case Step.STAGE:
            return {"stage": Stage(value)}
        case Step.FIELDS:
            return {"industries": _toggled(project.industries if project else [], Industry(value))}
        case Step.NEEDS:
            return {"tags": _toggled(project.tags if project else [], Tag(value))}
        case Step.TIMES:
            if value not in GROUPS:
                raise ValueError(value)
            return {"times": list(GROUPS[value])}
        case Step.SLOTS:
            if value not in SLOTS:
                raise ValueError(value)
            chosen = _toggled(project.times if project else [], value)
            return {"times": [key for key in SLOTS if key in chosen]}
        case Step.PLACE:
            return _place(project, value, places)


def _place(project: Project | None, value: str, places: Iterable[str]) -> Answers:
    if value == ONLINE:
        return {"online_ok": not (project is None or project.online_ok)}
    if value in tuple(Language):
        spoken = _toggled(list(spoken_of(project)), value)
        return {"languages": spoken or [value]}
    named = next((name for name in places if _short(name) == value), None)
    if named is None:
        raise ValueError(value)
    return {"campus": "" if project is not None and project.campus == named else named}


def spoken_of(project: Project | None) -> tuple[str, ...]:
    return tuple(project.languages) if project and project.languages else (Language.CHINESE,)


def question(
    project: Project | None, step: Step, t: Translate, *, edit: bool, places: Sequence[str] = ()
) -> tuple[str, InlineKeyboardMarkup | None]:
    """One screen: what is asked, its answers with those chosen ticked, and the ways on and back."""
    text = t(f"find-{step}")
    if step in ORDER and not edit:
        text = t("find-step", number=ORDER.index(step) + 1, of=len(ORDER), question=text)
    number = project.id if project else 0
    chosen = _chosen(project, step)

    def answer(value: str, label: str, *, on: bool) -> Button:
        said = Say(project=number, step=step, value=value, edit=edit)
        return (TICK + label if on else label, said)

    match step:
        case Step.STAGE:
            buttons = [answer(v, t(text_key(v)), on=v in chosen) for v in STAGES]
        case Step.FIELDS:
            buttons = [answer(v, t(text_key(v)), on=v in chosen) for v in Industry]
        case Step.NEEDS:
            buttons = [answer(v, t(text_key(v)), on=v in chosen) for v in Tag]
        case Step.TIMES:
            buttons = [
                answer(v, t(f"times-{v}"), on=bool(chosen) and set(chosen) == set(slots))
                for v, slots in GROUPS.items()
            ]
        case Step.SLOTS:
            buttons = [
                answer(slot(d, p), weekly_times.span([d], [p], t), on=slot(d, p) in chosen)
                for d in Day
                for p in Part
            ]
        case Step.PLACE:
            buttons = [answer(v, t(text_key(v)), on=v in spoken_of(project)) for v in Language] + [
                answer(_short(name), name, on=name in chosen) for name in places[:6]
            ]
            online = project is None or project.online_ok
            buttons.insert(0, answer(ONLINE, t("find-online"), on=online))
    width = 3 if step in (Step.SLOTS, Step.NEEDS) else 2
    rows = [buttons[i : i + width] for i in range(0, len(buttons), width)]
    if step is Step.TIMES:
        rows.append([(t("button-times-exact"), GoTo(project=number, step=Step.SLOTS, edit=edit))])
    return text, keyboard(*rows, _ways(project, step, t, edit=edit))


def _ways(project: Project | None, step: Step, t: Translate, *, edit: bool) -> list[Button]:
    number = project.id if project else 0
    if edit:
        return [(t("button-done"), ShowCard(project=number))]
    before = Step.TIMES if step is Step.SLOTS else None
    if step in ORDER[1:]:
        before = ORDER[ORDER.index(step) - 1]
    ways: list[Button] = [(t("button-back"), GoTo(project=number, step=before))] if before else []
    go_on = t("button-go-on" if _chosen(project, step) else "button-skip")
    place = ORDER.index(step) if step in ORDER else len(ORDER)
    after = next((s for s in ORDER[place + 1 :]), None)
    if after is not None:
        ways.append((go_on, GoTo(project=number, step=after)))
    elif project is not None:
        ways.append((go_on, ShowList(project=number)))
    return ways


def card(project: Project, t: Translate, *, guessed: bool = False) -> str:
    """What is known of a project, a line each; what is not known is left out."""
    lines = [f"<b>{escape(project.title or t('find-untitled'), quote=False)}</b>"]
    if project.stage:
        lines.append(t("find-card-stage", value=t(text_key(Stage(project.stage)))))
    if project.industries:
        lines.append(t("find-card-fields", value=_listed(map(Industry, project.industries), t)))
    if project.tags:
        needs = _listed(map(Tag, project.tags), t)
        lines.append(t("find-card-needs-guessed" if guessed else "find-card-needs", value=needs))
    lines.append(t("find-card-times", value=weekly_times.said(project.times, t)))
    where = [escape(project.campus, quote=False)] if project.campus else []
    where += [t("find-online" if project.online_ok else "find-in-person")]
    where += [t(text_key(Language(word))) for word in project.languages]
    lines.append(t("find-card-place", value=t("list-comma").join(where)))
    return "\n".join(lines)


def card_buttons(project: Project, t: Translate) -> list[list[Button]]:
    def edit(label: str, step: Step) -> Button:
        return (t(label), GoTo(project=project.id, step=step, edit=True))

    return [
        [(t("button-show-list"), ShowList(project=project.id))],
        [edit("button-stage", Step.STAGE), edit("button-fields", Step.FIELDS)],
        [edit("button-needs", Step.NEEDS), edit("button-times", Step.TIMES)],
        [
            edit("button-place", Step.PLACE),
            (t("button-my-profile"), ShowField(field=Field.COLLEGE, anew=True)),
        ],
    ]


def _chosen(project: Project | None, step: Step) -> Sequence[str]:
    if project is None:
        return ()
    match step:
        case Step.STAGE:
            return (project.stage,) if project.stage else ()
        case Step.FIELDS:
            return project.industries
        case Step.NEEDS:
            return project.tags
        case Step.TIMES | Step.SLOTS:
            return project.times
        case Step.PLACE:
            return (project.campus,) if project.campus else ()


def _toggled(chosen: Sequence[str], value: str) -> list[str]:
    return [v for v in chosen if v != value] if value in chosen else [*chosen, str(value)]


def _listed(values: Iterable[StrEnum], t: Translate) -> str:
    return t("list-comma").join(t(text_key(value)) for value in values)


def _short(name: str) -> str:
    """A campus as a button can carry it."""
    return f"{zlib.crc32(name.encode()):08x}"
