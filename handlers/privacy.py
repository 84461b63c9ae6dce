"""What is kept about the person who asks: a copy as a file, and its removal.

Personal Information Protection Law (2021), articles 45 (copy) and 47 (deletion).
"""

import json

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from core import privacy
from core.accounts import Actor
from core.db import Database
from core.kinds import Kinds
from core.texts import Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.agreement import relations
from handlers.asking import Clock
from handlers.keyboards import Mine, keyboard
from handlers.replying import acknowledge, respond, rewrite
from mentors import departures
from staff import consultations
from staff import departures as requests
from students import teams

FILE_NAME = "mentorbot-my-data.json"


async def on_privacy(message: Message, channel: str, t: Translate) -> None:
    where = t("privacy-telegram" if channel == "telegram" else "privacy-web")
    await respond(
        message,
        f"{t('privacy')}\n{where}",
        keyboard(
            [(t("button-my-copy"), Mine(wish="copy"))],
            [(t("button-forget-me"), Mine(wish="forget"))],
        ),
    )


async def on_wish(
    query: CallbackQuery,
    callback_data: Mine,
    message: Message,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    t: Translate,
    clock: Clock,
) -> None:
    match callback_data.wish:
        case "copy":
            await _send_copy(message, actor, db, t)
            await acknowledge(query)
        case "forget":
            sure = [(t("button-forget-sure"), Mine(wish="forget-sure"))]
            await rewrite(message, t("forget-sure"), keyboard(sure, [_keep(t)]))
            await acknowledge(query)
        case "forget-sure":
            async with db.transaction() as session:
                await teams.depart(session, actor, now=clock())
                await departures.leave(session, relations(kinds), actor, now=clock())
                await requests.leave(session, kinds, actor, now=clock())
                await consultations.leave(session, actor, now=clock())
                await privacy.forget_person(session, actor.id, now=clock())
            await rewrite(message, t("forgotten"))
            await acknowledge(query)
        case "keep":
            await rewrite(message, t("not-forgotten"))
            await acknowledge(query)


def _keep(t: Translate) -> tuple[str, Mine]:
    return t("button-forget-not"), Mine(wish="keep")


async def _send_copy(message: Message, actor: Actor, db: Database, t: Translate) -> None:
    async with db.reading() as session:
        kept = await privacy.export_person(session, actor.id)
    body = json.dumps(kept, ensure_ascii=False, indent=2).encode("utf-8")
    await message.answer_document(BufferedInputFile(body, FILE_NAME), caption=t("my-copy"))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson())
    router.message.register(on_privacy, Command("privacy", "隐私"), Private())
    router.callback_query.register(on_wish, Mine.filter(), Pressed(private=True))
    return router
