"""How this bot speaks: HTML, beside the question in a group, in place when a button was pressed."""

from aiogram.enums import ChatType, ParseMode
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Chat, InlineKeyboardMarkup, Message

_DONE_ALREADY = ("message is not modified",)
_TOO_LATE = ("query is too old", "query id is invalid")
_GONE = ("message to edit not found", "message can't be edited")


def is_private(chat: Chat) -> bool:
    return chat.type == ChatType.PRIVATE


async def respond(
    message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> Message:
    """Answer in the chat of ``message``; in a group as a reply, so that it is clear to whom."""
    send = message.answer if is_private(message.chat) else message.reply
    return await send(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)


async def acknowledge(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """End the waiting sign of a pressed button; nobody waits any more for one pressed long ago."""
    try:
        await query.answer(text or None, show_alert=alert)
    except TelegramBadRequest as error:
        if not _is(error, _TOO_LATE):
            raise


async def rewrite(
    message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None
) -> None:
    """Put another text in the place of a message of ours.

    A message that can no longer be changed gets its successor below instead.
    """
    try:
        await message.edit_text(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
    except TelegramBadRequest as error:
        if _is(error, _GONE):
            await message.answer(text, parse_mode=ParseMode.HTML, reply_markup=keyboard)
        elif not _is(error, _DONE_ALREADY):
            raise


async def relabel(message: Message, keyboard: InlineKeyboardMarkup | None) -> None:
    """Change only the buttons of a message, where that still works."""
    try:
        await message.edit_reply_markup(reply_markup=keyboard)
    except TelegramBadRequest as error:
        if not _is(error, _DONE_ALREADY + _GONE):
            raise


def _is(error: TelegramBadRequest, reasons: tuple[str, ...]) -> bool:
    return any(reason in error.message.lower() for reason in reasons)
