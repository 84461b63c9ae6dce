"""/invite: staff and administrators hand out a role, and a sign-in to the web chat with it."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from html import escape
from typing import Protocol

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, LinkPreviewOptions, Message

from core import accounts
from core.accounts import MAY_GRANT, Actor, Role
from core.clock import SHANGHAI
from core.db import Database
from core.errors import DomainError, NotAllowed
from core.texts import Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import Button, keyboard
from handlers.replying import acknowledge, respond
from handlers.words import readable

log = logging.getLogger(__name__)

LONGEST_NAME = 40


class SignIn(Protocol):
    """A one-time sign-in to the web chat, good until ``until``."""

    @property
    def url(self) -> str: ...

    @property
    def until(self) -> datetime: ...


NewSignIn = Callable[[str], Awaitable[SignIn]]
"""Makes a sign-in for a person of this name; raises a DomainError where there is no web chat."""


class Invite(CallbackData, prefix="pi"):
    """Invite somebody to a role."""

    role: Role


class InviteForm(StatesGroup):
    named = State()


async def on_invite(message: Message, actor: Actor, t: Translate) -> None:
    roles = [role for role in Role if _may(actor, role)]
    if not roles:
        raise NotAllowed
    buttons: list[Button] = [(t(f"role-{role}"), Invite(role=role)) for role in roles]
    rows = (buttons[at : at + 2] for at in range(0, len(buttons), 2))
    await respond(message, t("invite-which"), keyboard(*rows))


async def on_role(
    query: CallbackQuery, callback_data: Invite, message: Message, actor: Actor,
    state: FSMContext, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    role = callback_data.role
    if not _may(actor, role):
        raise NotAllowed(role=role)
    await wait_for(state, InviteForm.named, clock(), role=role.value)
    await respond(message, t("invite-name", role=t(f"role-{role}")))
    await acknowledge(query)


async def on_named(
    message: Message, kept: Kept, actor: Actor, db: Database, bot: Bot, state: FSMContext,
    t: Translate, clock: Clock, sign_in: NewSignIn | None = None,
) -> None:  # fmt: skip
    """A code for the role; with a web chat also the link that opens it."""
    name = " ".join(readable(message.text).split())[:LONGEST_NAME]
    if not name:
        await respond(message, t("invite-no-name"))
        return
    role = Role(str(kept["role"]))
    async with db.transaction() as session:
        code = await accounts.invite(session, role, actor, now=clock())
    await heard(state, message)
    lines = [t("invite-head", name=escape(name, quote=False), role=t(f"role-{role}"))]
    opened = await _signed_in(sign_in, name) if sign_in else None
    if opened is not None:
        until = opened.until.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        lines.append(t("invite-web", url=escape(opened.url), until=until))
    lines.append(t("invite-code", code=code, bot=(await bot.me()).username or ""))
    await message.answer(
        "\n".join(lines),
        parse_mode="HTML",
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


async def _signed_in(sign_in: NewSignIn, name: str) -> SignIn | None:
    """None where the web chat is not there: the code for the role is good without it."""
    try:
        return await sign_in(name)
    except DomainError as refusal:
        log.warning("no sign-in code: %s", refusal.key)
        return None


def _may(actor: Actor, role: Role) -> bool:
    return any(role in MAY_GRANT.get(own, frozenset()) for own in actor.roles)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_invite, Command("invite", "邀请"))
    router.message.register(on_named, Typed(InviteForm.named))
    router.callback_query.register(on_role, Invite.filter(), Pressed(private=True))
    return router
