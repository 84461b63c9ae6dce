"""/project: the projects a student owns or has joined, each a card whose parts can be changed."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.db import Database, Session
from core.texts import Translate
from handlers import need_cards, pressing, team_cards, team_invites, team_members
from handlers.addressing import FromPerson, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import keyboard
from handlers.need_cards import Step
from handlers.pressing import Act, Press
from handlers.replying import respond, rewrite
from handlers.team_cards import MEMBER, TEAM, Page, button
from handlers.words import readable, says_something
from students import equity, projects, teams


class ProjectForm(StatesGroup):
    """Words for the kept ``project`` (0: a new one) are being typed."""

    title = State()
    line = State()


async def on_project(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate, clock: Clock
) -> None:
    """The card where there is one project, else which one."""
    await _leave_form(state)
    async with db.reading() as session:
        found = await teams.own_and_joined(session, actor)
        if len(found) == 1:
            page = await _card(session, actor, found[0].id, t, clock())
        else:
            page = team_cards.project_list(found, t)
    await respond(message, *page)


async def _list(press: Press) -> None:
    await _leave_form(press.state)
    async with press.db.reading() as session:
        found = await teams.own_and_joined(session, press.actor)
    await rewrite(press.message, *team_cards.project_list(found, press.t))
    await press.done()


async def _show(press: Press) -> None:
    await _leave_form(press.state)
    async with press.db.reading() as session:
        page = await _card(session, press.actor, press.id, press.t, press.now)
    await rewrite(press.message, *page)
    await press.done()


async def _new(press: Press) -> None:
    await wait_for(press.state, ProjectForm.title, press.now, project=0)
    back = keyboard([button(press.t, 0, "list")])
    await rewrite(press.message, press.t("team-ask-title"), back)
    await press.done()


async def _ask_title(press: Press) -> None:
    await _ask(press, ProjectForm.title, "team-ask-title")


async def _ask_line(press: Press) -> None:
    await _ask(press, ProjectForm.line, "team-ask-line")


async def _ask(press: Press, form: State, question: str) -> None:
    async with press.db.reading() as session:
        project = await projects.get(session, press.actor, press.id)
    await wait_for(press.state, form, press.now, project=project.id)
    back = keyboard([button(press.t, project.id, "card")])
    await rewrite(press.message, press.t(question), back)
    await press.done()


async def on_title(
    message: Message, kept: Kept, actor: Actor, channel: str, db: Database, state: FSMContext,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    title, now = " ".join(readable(message.text).split()), clock()
    if not says_something(title):
        await respond(message, t("team-no-words"))
        return
    async with db.transaction() as session:
        if number := int(kept.get("project", 0)):
            await projects.change(session, actor, number, now=now, title=title)
        else:
            source = f"{channel}-m{message.message_id}"
            number = (await projects.save(session, actor, source, now=now, title=title)).id
        page = await _card(session, actor, number, t, now)
    await respond(message, *page)
    await heard(state, message)


async def on_line(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    line, number = " ".join(readable(message.text).split()), int(kept["project"])
    if not says_something(line):
        await respond(message, t("team-no-words"))
        return
    async with db.transaction() as session:
        await projects.change(session, actor, number, now=clock(), summary=line)
        page = await _card(session, actor, number, t, clock())
    await respond(message, *page)
    await heard(state, message)


async def _stage(press: Press) -> None:
    await _choose(press, Step.STAGE)


async def _fields(press: Press) -> None:
    await _choose(press, Step.FIELDS)


async def _needs(press: Press) -> None:
    await _choose(press, Step.NEEDS)


async def _choose(press: Press, step: Step) -> None:
    """Show the answers; a pressed one is kept. A project is at one stage, so that goes back."""
    await _leave_form(press.state)
    async with press.db.transaction() as session:
        project = await projects.get(session, press.actor, press.id)
        if press.values:
            said = need_cards.understood(project, step, "_".join(press.values), ())
            project = await projects.change(session, press.actor, press.id, now=press.now, **said)
        if press.values and step is Step.STAGE:
            page = await _card(session, press.actor, press.id, press.t, press.now)
        else:
            page = team_cards.choices(project, step, press.t)
    await rewrite(press.message, *page)
    await press.done()


async def _card(
    session: Session, actor: Actor, project_id: int, t: Translate, now: datetime
) -> Page:
    project = await teams.read(session, actor, project_id)
    people = await teams.members(session, project_id)
    given = await equity.shares(session, project_id, now=now)
    return team_cards.card(project, people, given, actor.id, t)


async def _leave_form(state: FSMContext) -> None:
    if await state.get_state() is not None:
        await state.clear()


def setup() -> Router:
    """Everything of projects and their teams, in one router."""
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_project, Command("project", "项目", "我的项目"))
    router.message.register(on_title, Typed(ProjectForm.title))
    router.message.register(on_line, Typed(ProjectForm.line))
    acts: dict[str, Act] = {
        "list": _list,
        "card": _show,
        "new": _new,
        "title": _ask_title,
        "line": _ask_line,
        Step.STAGE.value: _stage,
        Step.FIELDS.value: _fields,
        Step.NEEDS.value: _needs,
    }
    acts = {**acts, **team_members.PROJECT_ACTS, **team_invites.ACTS}
    pressing.register(router, TEAM, acts)
    pressing.register(router, MEMBER, team_members.ACTS)
    for part in (team_invites, team_members):
        router.include_router(part.setup())
    return router
