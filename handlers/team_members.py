"""The people of a project: their shares, leaving, being taken out, handing the project over."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.answers import parse
from core.clock import local_day
from core.db import Database, Session
from core.fields import Field, Kind, NeedsAnswer
from core.texts import Translate
from handlers import team_cards
from handlers.addressing import FromPerson, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import keyboard
from handlers.pressing import Act, Press
from handlers.replying import respond, rewrite
from handlers.team_cards import Page, button, member_button, name_of, title_of
from students import equity, teams

SHARE = Field("share", Kind.PERCENT, required=False)


class ShareForm(StatesGroup):
    """The share of the kept ``member`` is being typed."""

    typed = State()


def share_in(words: str | None, now: datetime) -> Decimal | None:
    """The percentage that somebody typed, None for 跳过. Raises a BadValue."""
    found = parse(SHARE, words or "", today=local_day(now))
    return None if found is None else Decimal(str(found))


async def _people(press: Press) -> None:
    if await press.state.get_state() is not None:
        await press.state.clear()
    async with press.db.transaction() as session:
        page = await _team(session, press.actor, press.id, press.t, press.now)
    await rewrite(press.message, *page)
    await press.done()


async def _look(press: Press) -> None:
    async with press.db.reading() as session:
        project, one = await teams.find(session, press.actor, press.id)
    page = team_cards.person(project, one, press.actor.id, press.t, press.now)
    await rewrite(press.message, *page)
    await press.done()


async def _ask_share(press: Press) -> None:
    t = press.t
    async with press.db.reading() as session:
        project, one = await teams.find(session, press.actor, press.id)
        left = await equity.room(session, project.id, now=press.now, beside=one.id)
    await wait_for(press.state, ShareForm.typed, press.now, member=one.id)
    text = t("team-ask-share", name=name_of(one, t), most=equity.percent(left))
    back = keyboard([team_cards.back(project, t)])
    await rewrite(press.message, text, back)
    await press.done()


async def on_share(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    share, member = share_in(message.text, clock()), int(kept["member"])
    if share is None:
        raise NeedsAnswer
    async with db.transaction() as session:
        project, _ = await teams.find(session, actor, member)
        one = await equity.propose(session, actor, member, share, now=clock())
        page = await _team(session, actor, project.id, t, clock())
    if one.proposed is not None:
        await respond(message, t("team-share-asked", name=name_of(one, t)))
    await respond(message, *page)
    await heard(state, message)


async def _agree(press: Press) -> None:
    await _answer(press, agrees=True)


async def _refuse(press: Press) -> None:
    await _answer(press, agrees=False)


async def _answer(press: Press, *, agrees: bool) -> None:
    share = Decimal(press.number(0)) / 100
    async with press.db.transaction() as session:
        project, _ = await teams.find(session, press.actor, press.id)
        await equity.answer(
            session, press.actor, press.id, share, agrees=agrees, now=press.now
        )  # fmt: skip
        page = await _team(session, press.actor, project.id, press.t, press.now)
    await rewrite(press.message, *page)
    await press.done(press.t("team-answered"))


async def _quit(press: Press) -> None:
    async with press.db.reading() as session:
        project = await teams.read(session, press.actor, press.id)
    text = press.t("team-quit-sure", title=title_of(project, press.t))
    yes = button(press.t, project.id, "quit-sure")
    await rewrite(press.message, *team_cards.sure(text, yes, project, press.t))
    await press.done()


async def _quit_sure(press: Press) -> None:
    async with press.db.transaction() as session:
        await teams.leave(session, press.actor, press.id, now=press.now)
    back = keyboard([button(press.t, 0, "list")])
    await rewrite(press.message, press.t("team-quit-done"), back)
    await press.done()


async def _out(press: Press) -> None:
    t = press.t
    async with press.db.reading() as session:
        project, one = await teams.find(session, press.actor, press.id)
    text = t("team-out-sure", name=name_of(one, t))
    yes = member_button(t, one.id, "out-sure")
    await rewrite(press.message, *team_cards.sure(text, yes, project, t))
    await press.done()


async def _out_sure(press: Press) -> None:
    async with press.db.transaction() as session:
        project_id = await teams.remove(session, press.actor, press.id, now=press.now)
        page = await _team(session, press.actor, project_id, press.t, press.now)
    await rewrite(press.message, *page)
    await press.done(press.t("team-out-done"))


async def _heir(press: Press) -> None:
    t = press.t
    async with press.db.reading() as session:
        project, one = await teams.find(session, press.actor, press.id)
    text = t("team-heir-sure", name=name_of(one, t), title=title_of(project, t))
    yes = member_button(t, one.id, "heir-sure")
    await rewrite(press.message, *team_cards.sure(text, yes, project, t))
    await press.done()


async def _heir_sure(press: Press) -> None:
    async with press.db.transaction() as session:
        project_id = await teams.hand_over(session, press.actor, press.id, now=press.now)
        page = await _team(session, press.actor, project_id, press.t, press.now)
    await rewrite(press.message, *page)
    await press.done(press.t("team-heir-done"))


async def _team(
    session: Session, actor: Actor, project_id: int, t: Translate, now: datetime
) -> Page:
    people = await teams.open_team(session, actor, project_id, now=now)
    project = await teams.read(session, actor, project_id)
    given = await equity.shares(session, project_id, now=now)
    return team_cards.team(project, people, given, actor.id, t, now)


PROJECT_ACTS: Mapping[str, Act] = {"people": _people, "quit": _quit, "quit-sure": _quit_sure}
"""What buttons of a project do here."""
ACTS: Mapping[str, Act] = {
    "look": _look,
    "share": _ask_share,
    "agree": _agree,
    "refuse": _refuse,
    "out": _out,
    "revoke": _out_sure,
    "out-sure": _out_sure,
    "heir": _heir,
    "heir-sure": _heir_sure,
}
"""What buttons of a member do."""


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_share, Typed(ShareForm.typed))
    return router
