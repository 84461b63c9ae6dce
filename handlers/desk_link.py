"""/desk: a one-time link that opens the staff's web pages."""

from html import escape

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import LinkPreviewOptions, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers.addressing import FromPerson, Private
from handlers.asking import Clock
from staff import entry


async def on_desk(
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
    desk_url: str = "",
) -> None:
    """``desk_url`` is where the pages are; "" where this bot serves none."""
    actor.require(*entry.MAY_ENTER)
    if not desk_url:
        await message.answer(t("desk-not-served"))
        return
    async with db.transaction() as session:
        code = await entry.new_link(session, actor, now=clock())
    minutes = int(entry.LINK_LASTS.total_seconds() // 60)
    await message.answer(
        t("desk-link", url=escape(f"{desk_url}/enter?code={code}"), minutes=minutes),
        parse_mode="HTML",
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_desk, Command("desk", "工作台"))
    return router
