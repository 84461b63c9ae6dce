"""The way into an incubator: which project, whether it fulfils the rules, its form, and signing.

The form itself is everybody's (``case_form``); here is what stands before it and after it.
"""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.accounts import Actor, Role
from core.clock import local_day
from core.db import Database, Session
from core.errors import NotFound
from core.texts import Texts, Translate
from handlers import case_form, pressing, stay_cards
from handlers import incubation_cards as cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.ask_staff import AskForm
from handlers.asking import Clock
from handlers.forms import Typed, wait_for
from handlers.incubation_cards import ENTER, SIGN, Page
from handlers.keyboards import NextStep
from handlers.pressing import Act, Press
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable, says_something
from staff import applications, programmes, stays
from staff.applications import APPLICATIONS
from staff.consultations import MOST_QUESTION
from staff.eligibility import Check
from staff.models import Application, Programme
from staff.tables import INCUBATION, STAY
from students import projects, questions, teams

INCUBATE = "incubation"
WORDS = re.compile(
    r"\s*(?:我|我们)?(?:团队)?(?:想要|想|要|需要)?(?:申请|报名)?(?:入驻|入孵)(?:学校的?|校内的?)?"
    r"(?:众创空间|孵化器|创业园|孵化基地)?(?:吧|呀|啊|了)?[。.!！~]*\s*"
    r"|\s*(?:i|we) (?:want|need|would like) (?:to apply for )?(?:an? )?"
    r"(?:incubator place|incubation|place in the incubator)[.!]*\s*",
    re.IGNORECASE,
)
"""What people type who want exactly this; anything longer is a question."""
OPEN_DRAFT = frozenset({"missed", "extending"})
SEATS_SHOWN = 8


class EnterForm(StatesGroup):
    """The title of a new project is being typed."""

    title = State()


async def on_enter(
    message: Message, actor: Actor, db: Database, state: FSMContext, texts: Texts, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    await begin(message, actor, db, state, texts, t, clock())


async def on_action(
    query: CallbackQuery, callback_data: NextStep, message: Message, actor: Actor, db: Database,
    state: FSMContext, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """The button under an answer; that it was wanted stays on record."""
    async with db.transaction() as session:
        await questions.wish(session, callback_data.question, actor, INCUBATE, now=clock())
    await begin(message, actor, db, state, texts, t, clock())
    await acknowledge(query)


async def begin(
    message: Message, actor: Actor, db: Database, state: FSMContext, texts: Texts, t: Translate,
    now: datetime,
) -> None:  # fmt: skip
    """Where the person's team stands on its way; asks which project, or what a first is called."""
    if await state.get_state() is not None:
        await state.clear()
    async with db.transaction() as session:
        own = await teams.own_and_joined(session, actor)
        if not await programmes.open_ones(session):
            page: Page | None = (t("enter-none"), None)
        elif len(own) > 1:
            page = cards.projects(own, t)
        else:
            page = await _way(session, actor, own[0].id, texts, t, now) if own else None
    if page is None:
        await wait_for(state, EnterForm.title, now)
        page = (t("enter-ask-title"), None)
    await respond(message, *page)


async def _way(
    session: Session, actor: Actor, project_id: int, texts: Texts, t: Translate, now: datetime
) -> Page:
    """How far the team is: in its seat, with an application under way, or looking at the rules."""
    await teams.read(session, actor, project_id)
    for stay in await stays.of_team(session, actor):
        if stay.project_id == project_id and stay.state not in STAY.final_states:
            return await stay_cards.read(session, stay, actor, t, now=now)
    case = await applications.under_way(session, actor, project_id)
    if case is not None:
        return await _under_way(session, case, actor, texts, t, now)
    found = await programmes.open_ones(session)
    if len(found) > 1:
        return cards.programmes(project_id, found, t)
    if not found:
        raise NotFound(id=project_id)
    return await _rules(session, actor, project_id, found[0], t, now)


async def _under_way(
    session: Session, case: Application, actor: Actor, texts: Texts, t: Translate, now: datetime
) -> Page:
    programme = await programmes.find(session, case.programme_id)
    if case.state in OPEN_DRAFT:
        return await _missed(session, case, programme, t, now)
    if case.state == "draft":
        return await _rules(session, actor, case.project_id, programme, t, now, case)
    return await case_form.overview(session, APPLICATIONS, case, actor, texts, t, now=now)


async def _missed(
    session: Session, case: Application, programme: Programme, t: Translate, now: datetime
) -> Page:
    until = await programmes.submits_until(session, case)
    following = await programmes.current_window(
        session, programme.id, now=now
    ) or await programmes.next_window(session, programme.id, now=now)
    opens = local_day(following.opens_at).isoformat() if following else ""
    day = programmes.last_day(until).isoformat() if until else ""
    return cards.missed(case, programme, day, opens, t)


async def _rules(
    session: Session,
    actor: Actor,
    project_id: int,
    programme: Programme,
    t: Translate,
    now: datetime,
    case: Application | None = None,
) -> Page:
    checks = await _checks(session, actor, project_id, programme, now, case)
    until = await programmes.submits_until(session, case) if case is not None else None
    window = await programmes.current_window(session, programme.id, now=now)
    coming = await programmes.next_window(session, programme.id, now=now)
    if until is None and window is not None:
        until = window.closes_at
    if until is not None and (window is not None or until > now):
        line = t("enter-window-open", day=programmes.last_day(until).isoformat())
    elif coming is not None:
        line = t("enter-window-next", day=local_day(coming.opens_at).isoformat())
    else:
        line = t("enter-window-none")
    return cards.rules(programme, project_id, checks, line, t)


async def _checks(
    session: Session,
    actor: Actor,
    project_id: int,
    programme: Programme,
    now: datetime,
    case: Application | None,
) -> list[Check]:
    """How the rules stand for the application, where there is one to this programme."""
    if case is None or case.programme_id != programme.id:
        return await applications.explain(session, actor, project_id, programme.id, now=now)
    return await APPLICATIONS.checks(session, case, now=now)


async def on_title(
    message: Message, actor: Actor, channel: str, db: Database, state: FSMContext, texts: Texts,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    title, now = " ".join(readable(message.text).split()), clock()
    if not says_something(title):
        await respond(message, t("enter-no-words"))
        return
    source = f"{channel}-m{message.message_id}"
    async with db.transaction() as session:
        project = await projects.save(session, actor, source, now=now, title=title)
        page = await _way(session, actor, project.id, texts, t, now)
    await respond(message, *page)
    await state.clear()


async def _begin(press: Press) -> None:
    await begin(press.message, press.actor, press.db, press.state, press.texts, press.t, press.now)
    await press.done()


async def _new(press: Press) -> None:
    await wait_for(press.state, EnterForm.title, press.now)
    await rewrite(press.message, press.t("enter-ask-title"))
    await press.done()


async def _look(press: Press) -> None:
    async with press.db.transaction() as session:
        page = await _way(session, press.actor, press.id, press.texts, press.t, press.now)
    await _show(press, page)


async def _check(press: Press) -> None:
    async with press.db.transaction() as session:
        programme = await programmes.find(session, press.number(0))
        case = await applications.under_way(session, press.actor, press.id)
        if case is None or case.programme_id != programme.id:
            page = await _rules(session, press.actor, press.id, programme, press.t, press.now)
        else:
            page = await _under_way(session, case, press.actor, press.texts, press.t, press.now)
    await _show(press, page)


async def _words(press: Press) -> None:
    async with press.db.transaction() as session:
        programme = await programmes.find(session, press.number(0))
        case = await applications.under_way(session, press.actor, press.id)
        checks = await _checks(session, press.actor, press.id, programme, press.now, case)
    await _show(press, cards.articles(programme, press.id, checks, press.t))


async def _fill(press: Press) -> None:
    """Begin the draft, or go on with it."""
    async with press.db.transaction() as session:
        case = await applications.apply(
            session, press.actor, press.id, press.number(0), f"c{press.query.id}", now=press.now
        )
        if case.state in OPEN_DRAFT:
            page = await _under_way(session, case, press.actor, press.texts, press.t, press.now)
        else:
            page = await case_form.overview(
                session, APPLICATIONS, case, press.actor, press.texts, press.t, now=press.now
            )
    await _show(press, page)


async def _ask(press: Press) -> None:
    await wait_for(press.state, AskForm.words, press.now)
    await respond(press.message, press.t("consultation-write", limit=MOST_QUESTION))
    await press.done()


async def _how_long(press: Press) -> None:
    press.actor.require(Role.STAFF)
    async with press.db.transaction() as session:
        case = await APPLICATIONS.find(session, press.id, press.actor)
        INCUBATION.step(case.state, "reopen", {"staff"})
    await respond(press.message, *cards.days(press.id, press.t))
    await press.done()


async def _reopen(press: Press) -> None:
    async with press.db.transaction() as session:
        case = await applications.reopen(
            session, press.actor, press.id, press.number(0), now=press.now
        )
        assert case.extended_until is not None
        day = programmes.last_day(case.extended_until).isoformat()
    await _show(press, (press.t("enter-extended", day=day), None))


async def _agreement(press: Press) -> None:
    """What is agreed to, before the owner says yes."""
    async with press.db.transaction() as session:
        case = await APPLICATIONS.find(session, press.id, press.actor)
        await APPLICATIONS.require_part(session, case, "agree", press.actor)
        INCUBATION.step(case.state, "agree", {"student"})
        programme = await programmes.find(session, case.programme_id)
        seat = case.seat or press.t("incubation-seat-open")
        page = cards.agreement(case, programme, seat, press.t)
    await respond(press.message, *page)
    await press.done()


async def _agree(press: Press) -> None:
    async with press.db.transaction() as session:
        case = await APPLICATIONS.find(session, press.id, press.actor)
        await APPLICATIONS.act(session, case, "agree", press.actor, now=press.now)
    await _show(press, (press.t("enter-agreed"), None))


async def _which_seat(press: Press) -> None:
    press.actor.require(Role.STAFF)
    async with press.db.transaction() as session:
        case = await APPLICATIONS.find(session, press.id, press.actor)
        INCUBATION.step(case.state, "sign", {"staff"})
        programme = await programmes.find(session, case.programme_id)
        free = await programmes.free_seats(session, programme.id, besides=case.id)
        every = programmes.seats(programme)
    # The one that was kept for the team comes first.
    order = sorted(free, key=lambda seat: (seat != case.seat, seat))[:SEATS_SHOWN]
    page = cards.seats(case, [(every.index(seat) + 1, seat) for seat in order], press.t)
    await respond(press.message, *page)
    await press.done()


async def _sign(press: Press) -> None:
    async with press.db.transaction() as session:
        found = await APPLICATIONS.find(session, press.id, press.actor)
        every = programmes.seats(await programmes.find(session, found.programme_id))
        place = press.number(0)
        if not 1 <= place <= len(every):
            raise NotFound(id=press.id)
        case = await applications.sign(
            session, press.actor, press.id, every[place - 1], now=press.now
        )
        said = press.t("enter-signed", number=case.number or "", seat=case.seat)
    await _show(press, (said, None))


async def _show(press: Press, page: Page) -> None:
    if await press.state.get_state() == EnterForm.title.state:
        await press.state.clear()
    await rewrite(press.message, *page)
    await press.done()


ON_THE_WAY: dict[str, Act] = {
    "begin": _begin,
    "new": _new,
    "look": _look,
    "check": _check,
    "words": _words,
    "fill": _fill,
    "ask": _ask,
}
OF_CASES: dict[str, Act] = {"days": _reopen, "agreed": _agree, "seat": _sign}
ASKED_FIRST: dict[str, Act] = {"reopen": _how_long, "agree": _agreement, "sign": _which_seat}


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_enter, Command("incubate", "入孵", "入驻"))
    router.message.register(on_enter, F.text.regexp(WORDS, mode="fullmatch"))
    router.message.register(on_title, Typed(EnterForm.title))
    mine = Pressed(private=True)
    router.callback_query.register(on_action, NextStep.filter(F.action == INCUBATE), mine)
    pressing.register(router, ENTER, ON_THE_WAY)
    pressing.register(router, SIGN, OF_CASES, stated=INCUBATION.kind)
    pressing.register(router, INCUBATION.kind, ASKED_FIRST, stated=INCUBATION.kind)
    return router
