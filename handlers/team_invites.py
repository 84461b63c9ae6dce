"""Inviting into a team: whom and for which share, the link to pass on, and who opens it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, LinkPreviewOptions, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.keyboards import Button, Id, keyboard
from handlers.pressing import Act, Press
from handlers.replying import acknowledge, respond, rewrite
from handlers.team_cards import Page, button, safe, title_of
from handlers.team_members import share_in
from handlers.words import readable, says_something
from students import equity, joining, projects, teams
from students.joining import INVITED, LASTS
from students.teams import TeamRole

PREFIX = "team_"
"""Begins the payload of a link; a code for a role has no such sign."""
CODE_BYTES = 15


class WithoutShare(CallbackData, prefix="jk"):
    """Invite without a word about shares."""

    project: Id
    role: Literal["member", "adviser"]


class AnswerLink(CallbackData, prefix="jl"):
    """Join, or not, by the link with this code."""

    code: str
    joins: bool


class InviteForm(StatesGroup):
    """``share``: of whom is invited to the kept ``project``; ``name``: of an adviser."""

    share = State()
    name = State()


async def _which_role(press: Press) -> None:
    t = press.t
    async with press.db.reading() as session:
        project = await projects.get(session, press.actor, press.id)
    roles = [button(t, project.id, f"as-{role}") for role in INVITED]
    text = t("team-invite-role", title=title_of(project, t))
    await rewrite(press.message, text, keyboard(roles, [button(t, project.id, "card")]))
    await press.done()


async def _which_share(press: Press) -> None:
    t, role = press.t, "-".join(press.values)
    if role not in INVITED:
        raise NotOffered
    async with press.db.reading() as session:
        project = await projects.get(session, press.actor, press.id)
        left = await equity.room(session, project.id, now=press.now)
    await wait_for(press.state, InviteForm.share, press.now, project=project.id, role=role)
    skip: Button = (t("button-team-no-share"), WithoutShare(project=project.id, role=role))
    named = [button(t, project.id, "named")] if role == TeamRole.ADVISER else []
    most = equity.percent(left)
    text = t("team-invite-share", role=t(f"team-role-{role}"), most=most)
    await rewrite(
        press.message, text, keyboard([skip], named, [button(t, project.id, "card")])
    )  # fmt: skip
    await press.done()


async def _ask_name(press: Press) -> None:
    async with press.db.reading() as session:
        project = await projects.get(session, press.actor, press.id)
    await wait_for(press.state, InviteForm.name, press.now, project=project.id)
    back = keyboard([button(press.t, project.id, "card")])
    await rewrite(press.message, press.t("team-ask-adviser"), back)
    await press.done()


async def on_without_share(
    query: CallbackQuery, callback_data: WithoutShare, message: Message, actor: Actor, bot: Bot,
    channel: str, db: Database, state: FSMContext, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    project_id, role = callback_data.project, callback_data.role
    source = f"{channel}-{actor.id}-m{message.message_id}"
    code = _code(bot, source)
    async with db.transaction() as session:
        await joining.invite(
            session, actor, project_id, role, None, code=code, source=source, now=clock()
        )
        project = await projects.get(session, actor, project_id)
    await rewrite(message, *_sent(project_id, t))
    await _pass_on(message, title_of(project, t), role, code, actor, bot, channel, db, t)
    await acknowledge(query)
    await state.clear()


async def on_share(
    message: Message, kept: Kept, actor: Actor, bot: Bot, channel: str, db: Database,
    state: FSMContext, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    share, project_id, role = share_in(message.text, clock()), int(kept["project"]), kept["role"]
    source = f"{channel}-{actor.id}-m{message.message_id}"
    code = _code(bot, source)
    async with db.transaction() as session:
        await joining.invite(
            session, actor, project_id, role, share, code=code, source=source, now=clock()
        )
        project = await projects.get(session, actor, project_id)
    await respond(message, *_sent(project_id, t))
    await _pass_on(message, title_of(project, t), role, code, actor, bot, channel, db, t)
    await heard(state, message)


async def on_name(
    message: Message, kept: Kept, actor: Actor, channel: str, db: Database, state: FSMContext,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    name, project_id = " ".join(readable(message.text).split()), int(kept["project"])
    if not says_something(name):
        await respond(message, t("team-no-words"))
        return
    source = f"{channel}-{actor.id}-m{message.message_id}"
    async with db.transaction() as session:
        one = await joining.name_adviser(
            session, actor, project_id, name, source=source, now=clock()
        )
    back = keyboard([button(t, project_id, "people"), button(t, project_id, "card")])
    await respond(message, t("team-adviser-named", name=safe(one.name)), back)
    await heard(state, message)


async def on_open(
    message: Message, command: CommandObject, actor: Actor, db: Database, state: FSMContext,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """Show who invites to what; nothing is decided by opening a link."""
    if await state.get_state() is not None:
        await state.clear()
    code = (command.args or "").removeprefix(PREFIX).strip()
    async with db.reading() as session:
        found = await joining.look(session, actor, code, now=clock())
    title = safe(found.title) or t("find-untitled")
    lines = [
        t("team-opened", inviter=safe(found.inviter), title=title),
        safe(found.summary),
        t("team-opened-role", role=t(f"team-role-{found.role}")),
        t("team-opened-share", share=equity.percent(found.share)) if found.share else "",
        t("team-opened-note"),
    ]
    answers: list[Button] = [
        (t("button-team-join"), AnswerLink(code=code, joins=True)),
        (t("button-team-not-join"), AnswerLink(code=code, joins=False)),
    ]
    await respond(message, "\n".join(line for line in lines if line), keyboard(answers))


async def on_answer(
    query: CallbackQuery, callback_data: AnswerLink, message: Message, actor: Actor, db: Database,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    if not callback_data.joins:
        async with db.transaction() as session:
            await joining.decline(session, actor, callback_data.code, now=clock())
        await rewrite(message, t("team-not-joined"))
        await acknowledge(query)
        return
    async with db.transaction() as session:
        project = await joining.accept(session, actor, callback_data.code, now=clock())
    see = keyboard([(t("button-team-see"), button(t, project.id, "card")[1])])
    await rewrite(message, t("team-welcome", title=title_of(project, t)), see)
    await acknowledge(query)


def _sent(project_id: int, t: Translate) -> Page:
    days = LASTS.days
    return t("team-invited", days=days), keyboard([button(t, project_id, "people")])


async def _pass_on(
    message: Message, title: str, role: str, code: str, actor: Actor, bot: Bot, channel: str,
    db: Database, t: Translate,
) -> None:  # fmt: skip
    """A message of its own, so that it can be forwarded as it is."""
    async with db.reading() as session:
        name = await teams.name_of(session, actor.id)
    said = {"name": safe(name), "title": title, "role": t(f"team-role-{role}")}
    payload = PREFIX + code
    if channel == "telegram":
        link = f"https://t.me/{(await bot.me()).username}?start={payload}"
        text = t("team-forward-link", link=link, **said)
    else:
        text = t("team-forward-code", payload=payload, **said)
    await message.answer(
        text, parse_mode="HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
    )


def _code(bot: Bot, source: str) -> str:
    """What only this bot can make of ``source``: a repeated update shows the same link again."""
    made = hmac.digest(bot.token.encode(), f"team {source}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made[:CODE_BYTES]).decode()


ACTS: Mapping[str, Act] = {"invite": _which_role, "as": _which_share, "named": _ask_name}
"""What buttons of a project do here."""


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    opened = Command("start", "开始", magic=F.args.startswith(PREFIX))
    router.message.register(on_open, opened)
    router.message.register(on_share, Typed(InviteForm.share))
    router.message.register(on_name, Typed(InviteForm.name))
    mine = Pressed(private=True)
    router.callback_query.register(on_without_share, WithoutShare.filter(), mine)
    router.callback_query.register(on_answer, AnswerLink.filter(), mine)
    return router
