"""Whom a message is meant for: everything in a private chat, in a group only what addresses us."""

import re
from typing import Any

from aiogram import Bot
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.replying import is_private


class Addressed(Filter):
    """Passes what is meant for the bot and hands the handler its ``words``.

    In a group that is a reply to the bot or a mention of its name, which is not part of the
    words.
    """

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, Any]:
        words = message.text or message.caption or ""
        if is_private(message.chat):
            return {"words": words}
        name = re.escape((await bot.me()).username or "")
        said, mentions = re.subn(rf"@{name}(?![a-zA-Z0-9_])", " ", words, flags=re.IGNORECASE)
        if mentions:
            return {"words": said}
        replied = message.reply_to_message
        if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
            return {"words": words}
        return False


class FromPerson(Filter):
    """Passes what a person sent; bots, and admins who hide behind one, are nobody's account."""

    async def __call__(self, message: Message) -> bool:
        return message.from_user is not None and not message.from_user.is_bot


class Private(Filter):
    """Passes private chats only."""

    async def __call__(self, message: Message) -> bool:
        return is_private(message.chat)


class Pressed(Filter):
    """Passes a button of a message that can still be seen, and hands on that ``message``.

    With ``private``, only in a private chat: what concerns one person is no button of a group's.
    """

    def __init__(self, *, private: bool = False) -> None:
        self._private = private

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        message = query.message
        if not isinstance(message, Message) or (self._private and not is_private(message.chat)):
            return False
        return {"message": message}
