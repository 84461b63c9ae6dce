"""Who the student is: five questions, each skippable, asked for a better match and fairness."""

from enum import StrEnum
from html import escape

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.texts import Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, NotOffered, Typed, wait_for
from handlers.keyboards import TICK, Button, keyboard
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable, says_something
from students import profiles
from students.models import StudentProfile
from students.profiles import Answers, Gender, Grade


class Field(StrEnum):
    """The questions, in the order of asking; ``DONE`` is the card of all answers."""

    COLLEGE = "college"
    GRADE = "grade"
    CAMPUS = "campus"
    LAB = "lab"
    GENDER = "gender"
    DONE = "done"


FIELDS = tuple(Field)
TYPED = (Field.COLLEGE, Field.CAMPUS, Field.LAB)
CHOICES: dict[Field, tuple[StrEnum, ...]] = {
    Field.GRADE: tuple(Grade),
    Field.GENDER: tuple(Gender),
}


class ShowField(CallbackData, prefix="fi"):
    """Ask a question; ``anew`` below, so that the message with the button stays."""

    field: Field
    anew: bool = False


class SayField(CallbackData, prefix="fj"):
    """An answer; "" takes it back."""

    field: Field
    value: str


MY_PROJECTS = Action("team", 0, "list")


class ProfileForm(StatesGroup):
    """``typed``: the kept ``field`` is being typed."""

    typed = State()


async def open_card(message: Message, actor: Actor, db: Database, t: Translate) -> None:
    """What is known of the student, below, with the ways to change it and to their projects."""
    async with db.reading() as session:
        profile = await profiles.own(session, actor)
    await respond(message, "\n".join([t("profile-mine"), *lines(profile, t)]), _ways(t))


async def on_field(
    query: CallbackQuery,
    callback_data: ShowField,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    anew = callback_data.anew
    await _show(message, callback_data.field, actor, db, state, t, clock, anew=anew)
    await acknowledge(query)


async def on_chosen(
    query: CallbackQuery,
    callback_data: SayField,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    field, value = callback_data.field, callback_data.value
    if field is Field.DONE or (value and value not in CHOICES.get(field, ())):
        raise NotOffered
    async with db.transaction() as session:
        await profiles.save(session, actor, now=clock(), **_answer(field, value))
    after = FIELDS[FIELDS.index(field) + 1]
    await _show(message, after, actor, db, state, t, clock, anew=False)
    await acknowledge(query)


async def on_typed(
    message: Message,
    kept: Kept,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    field = Field(str(kept["field"]))
    words = " ".join(readable(message.text).split())
    if not says_something(words):
        await respond(message, t("profile-no-words"))
        return
    async with db.transaction() as session:
        await profiles.save(session, actor, now=clock(), **_answer(field, words))
    after = FIELDS[FIELDS.index(field) + 1]
    await _show(message, after, actor, db, state, t, clock, anew=True)


def _answer(field: Field, value: str) -> Answers:
    match field:
        case Field.COLLEGE:
            return {"college": value}
        case Field.GRADE:
            return {"grade": value}
        case Field.CAMPUS:
            return {"campus": value}
        case Field.LAB:
            return {"lab": value}
        case _:
            return {"gender": value}


async def _show(
    message: Message,
    field: Field,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
    *,
    anew: bool,
) -> None:
    async with db.reading() as session:
        profile = await profiles.own(session, actor)
    if field in TYPED:
        await wait_for(state, ProfileForm.typed, clock(), field=field.value)
    elif await state.get_state() is not None:
        await state.clear()
    put = respond if anew else rewrite
    await put(message, *_screen(field, profile, t))


def _screen(
    field: Field, profile: StudentProfile | None, t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    if field is Field.DONE:
        return "\n".join([t("profile-done"), *lines(profile, t)]), _ways(t)
    now = getattr(profile, field.value, "") if profile else ""
    text = t(f"profile-{field}")
    if now:
        shown = t(f"{field}-{now}") if field in CHOICES else escape(now, quote=False)
        text += "\n" + t("profile-now", value=shown)
    buttons: list[Button] = [
        ((TICK if now == value else "") + t(f"{field}-{value}"), SayField(field=field, value=value))
        for value in CHOICES.get(field, ())
    ]
    ways: list[Button] = []
    if field is not Field.COLLEGE:
        ways.append((t("button-back"), ShowField(field=FIELDS[FIELDS.index(field) - 1])))
    if now:
        ways.append((t("button-clear"), SayField(field=field, value="")))
    ways.append((t("button-skip"), ShowField(field=FIELDS[FIELDS.index(field) + 1])))
    rows = [buttons[i : i + 3] for i in range(0, len(buttons), 3)]
    return text, keyboard(*rows, ways)


def _ways(t: Translate) -> InlineKeyboardMarkup | None:
    """What the card leads to."""
    change: Button = (t("button-change-profile"), ShowField(field=Field.COLLEGE))
    return keyboard([change, (t("button-team-mine"), MY_PROJECTS)])


def lines(profile: StudentProfile | None, t: Translate) -> list[str]:
    """What is known, a line each; gender only as "given", for nobody is shown it."""
    found = []
    for field in FIELDS[:-1]:
        value = getattr(profile, field.value, "") if profile else ""
        if not value:
            continue
        if field is Field.GENDER:
            found.append(t("profile-line-gender"))
        elif field in CHOICES:
            found.append(t(f"profile-line-{field}", value=t(f"{field}-{value}")))
        else:
            found.append(t(f"profile-line-{field}", value=escape(value, quote=False)))
    return found or [t("profile-line-nothing")]


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_typed, Typed(ProfileForm.typed))
    router.callback_query.register(on_field, ShowField.filter(), mine)
    router.callback_query.register(on_chosen, SayField.filter(), mine)
    return router
