"""/profile: a mentor's own card; every change is kept at once, words only where a screen asks."""

import re
from datetime import date, timedelta

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import casework
from core.accounts import Account, Actor, Role
from core.clock import local_day
from core.db import Database, Session
from core.texts import Texts, Translate
from handlers import profile_cards as cards
from handlers import student_profile
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.keyboards import Button, keyboard
from handlers.profile_cards import Choose, Put, Screen, Standing
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable
from mentors import appointments, moments, profiles
from mentors.appointments import APPOINTMENTS
from mentors.models import Mentor
from mentors.particulars import LISTS, VacationNotValid

SCREENS = frozenset(
    {*LISTS, "bio", "name", "organisation", "lab", "capacity", "vacation", "identity"}
)
UNTIL = re.compile(r"\s*(?:到|至|~|～|—+|–|\bto\b|\buntil\b)\s*")
LONGEST_VACATION_DAYS = 60
Page = tuple[str, InlineKeyboardMarkup | None]


class MentorProfileForm(StatesGroup):
    typed = State()


async def on_profile(
    message: Message, actor: Actor, db: Database, state: FSMContext, texts: Texts,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    await state.clear()
    async with db.reading() as session:
        page = await _card(session, actor, clock, texts, t)
    if page is not None:
        await respond(message, *page)
    elif Role.MENTOR in actor.roles:
        begin: list[Button] = [(t("button-mentor-begin"), Put(field="begin", value=""))]
        await respond(message, t("mentor-profile-none"), keyboard(begin))
    else:
        await student_profile.open_card(message, actor, db, t)


async def on_screen(
    query: CallbackQuery, callback_data: Screen, message: Message, actor: Actor, db: Database,
    state: FSMContext, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    field = callback_data.field
    async with db.reading() as session:
        page = await _page(session, actor, field, clock, texts, t)
    if field in cards.TYPED:
        await wait_for(state, MentorProfileForm.typed, clock(), field=field)
    else:
        await state.clear()
    await rewrite(message, *page)
    await acknowledge(query)


async def on_choose(
    query: CallbackQuery, callback_data: Choose, message: Message, actor: Actor, db: Database,
    texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    field = callback_data.field
    async with db.transaction() as session:
        mentor = await _own(session, actor)
        await profiles.choose(
            session, actor, mentor.id, field, callback_data.word,
            chosen=callback_data.on, now=clock(),
        )  # fmt: skip
        page = await _page(session, actor, field, clock, texts, t)
    await rewrite(message, *page)
    await acknowledge(query, t("mentor-profile-saved"))


async def on_put(
    query: CallbackQuery, callback_data: Put, message: Message, actor: Actor, db: Database,
    state: FSMContext, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    field, value = callback_data.field, callback_data.value
    async with db.transaction() as session:
        shown = await _put(session, actor, field, value, clock)
        page = await _page(session, actor, shown, clock, texts, t)
    if shown not in cards.TYPED:
        await state.clear()
    await rewrite(message, *page)
    await acknowledge(query, t("mentor-profile-saved"))


async def _put(session: Session, actor: Actor, field: str, value: str, clock: Clock) -> str:
    """Keep what a button says; returns the screen to show then."""
    now = clock()
    if field == "begin":
        if await profiles.own(session, actor) is None:
            account = await session.get_one(Account, actor.id)
            name = account.name[:40].strip() or str(actor.id)
            await profiles.create(session, actor, now=now, account_id=actor.id, name=name)
        return ""
    mentor = await _own(session, actor)
    match field:
        case "paused" if value in ("0", "1"):
            await profiles.pause(session, actor, mentor.id, paused=value == "1", now=now)
            return ""
        case "online" if value in ("0", "1"):
            await profiles.edit(session, actor, mentor.id, now=now, online=value == "1")
            return "campuses"
        case "away" if value.isdecimal() and int(value) <= LONGEST_VACATION_DAYS:
            first = local_day(now) if int(value) else None
            last = first + timedelta(days=int(value) - 1) if first else None
            await profiles.go_away(session, actor, mentor.id, first, last, now=now)
            return ""
        case "capacity" if value.isdecimal():
            await profiles.edit(session, actor, mentor.id, now=now, capacity=int(value))
            return "capacity"
        case "monthly_limit" if value.isdecimal() or value == cards.NO_LIMIT:
            limit = None if value == cards.NO_LIMIT else int(value)
            await profiles.edit(session, actor, mentor.id, now=now, monthly_limit=limit)
            return "capacity"
        case "nominate":
            if await appointments.current(session, mentor.id) is None:
                await appointments.nominate(session, actor, mentor.id, now=now)
            return ""
    raise NotOffered


async def on_typed(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, texts: Texts,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """Keep the words for the screen that asked; refused ones may be typed again."""
    field, words = str(kept["field"]), readable(message.text)
    async with db.transaction() as session:
        mentor = await _own(session, actor)
        await _keep(session, actor, mentor, field, words, clock)
        page = await _page(session, actor, "", clock, texts, t)
    await heard(state, message)
    await respond(message, t("mentor-profile-saved"))
    await respond(message, *page)


async def _keep(
    session: Session, actor: Actor, mentor: Mentor, field: str, words: str, clock: Clock
) -> None:
    now = clock()
    match field:
        case "vacation":
            first, last = _days(words, clock)
            await profiles.go_away(session, actor, mentor.id, first, last, now=now)
        case "capacity":
            whole = int(words) if re.fullmatch(r"-?[0-9]{1,10}", words) else -1
            await profiles.edit(session, actor, mentor.id, now=now, capacity=whole)
        case "campuses":
            named = re.split(r"[、，,；;\s]+", words)
            await profiles.edit(session, actor, mentor.id, now=now, campuses=named)
        case "bio":
            await profiles.edit(session, actor, mentor.id, now=now, bio=words)
        case "name":
            await profiles.edit(session, actor, mentor.id, now=now, name=words)
        case "organisation":
            await profiles.edit(session, actor, mentor.id, now=now, organisation=words)
        case "lab":
            await profiles.edit(session, actor, mentor.id, now=now, lab=words)
        case _:
            raise NotOffered


def _days(words: str, clock: Clock) -> tuple[date, date]:
    """ "12月1日到12月10日"; one day alone is a vacation of one day. Raises VacationNotValid."""
    parts = UNTIL.split(words, maxsplit=1)
    days = [moments.day(part, now=clock()) for part in parts]
    first, last = days[0], days[-1]
    if first is None or last is None:
        raise VacationNotValid
    return first, last


async def _own(session: Session, actor: Actor) -> Mentor:
    mentor = await profiles.own(session, actor)
    if mentor is None:
        raise NotOffered
    return mentor


async def _page(
    session: Session, actor: Actor, field: str, clock: Clock, texts: Texts, t: Translate
) -> Page:
    if not field:
        return await _card(session, actor, clock, texts, t) or (t("mentor-profile-none"), None)
    if field not in SCREENS:
        raise NotOffered
    return cards.screen(await _own(session, actor), field, t)


async def _card(
    session: Session, actor: Actor, clock: Clock, texts: Texts, t: Translate
) -> Page | None:
    mentor = await profiles.own(session, actor)
    if mentor is None:
        return None
    case = await appointments.current(session, mentor.id)
    if case is None:
        standing = Standing()
    else:
        parties = {"mentor": {actor.id}}
        mine = casework.standing(actor, parties) & {"mentor"}
        standing = Standing(case.state, casework.choices(APPOINTMENTS.workflow, case, mine))
    return cards.card(mentor, standing, local_day(clock()), texts, t)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    mine = Pressed(private=True)
    router.message.register(on_profile, Command("profile", "档案"))
    router.message.register(on_typed, Typed(MentorProfileForm.typed))
    router.callback_query.register(on_screen, Screen.filter(), mine)
    router.callback_query.register(on_choose, Choose.filter(F.field.in_(LISTS)), mine)
    router.callback_query.register(on_put, Put.filter(), mine)
    return router
