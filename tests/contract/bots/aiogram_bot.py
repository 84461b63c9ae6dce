"""The contract's bot on aiogram; run as a module with ROOT and TOKEN."""

import asyncio
import hashlib
import sys

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatAction, ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramUnauthorizedError
from aiogram.filters import CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)

BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="看原文 📖", callback_data="clause:1"),
            InlineKeyboardButton(text="问老师", callback_data="staff:1"),
        ]
    ]
)


async def on_start(message: Message) -> None:
    assert message.from_user is not None
    name = message.from_user.first_name
    await message.answer(f"😀 <b>你好</b>，{name}", parse_mode=ParseMode.HTML, reply_markup=BUTTONS)


async def on_empty(message: Message) -> None:
    try:
        await message.answer("")
    except TelegramBadRequest:
        await message.answer("refused")


async def on_text(message: Message, bot: Bot) -> None:
    await bot.send_chat_action(message.chat.id, ChatAction.TYPING)
    await message.reply(f"收到：{message.text}")


async def on_button(query: CallbackQuery) -> None:
    assert isinstance(query.message, Message)
    await query.answer("好的")
    await query.message.edit_text(f"已选 {query.data}")


async def on_document(message: Message, bot: Bot) -> None:
    assert message.document is not None
    file = await bot.download(message.document)
    assert file is not None
    content = file.read()
    await message.answer_document(
        BufferedInputFile(content[::-1], f"back-{message.document.file_name}"),
        caption=hashlib.sha256(content).hexdigest(),
    )


async def main(root: str, token: str) -> int:
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(root)))
    dispatcher = Dispatcher()
    dispatcher.message.register(on_start, CommandStart())
    dispatcher.message.register(on_empty, F.text == "空")
    dispatcher.message.register(on_text, F.text)
    dispatcher.message.register(on_document, F.document)
    dispatcher.callback_query.register(on_button)
    try:
        await bot.set_my_commands([BotCommand(command="start", description="开始")])
    except TelegramUnauthorizedError:
        await bot.session.close()
        return 3
    print("ready", flush=True)
    await dispatcher.start_polling(bot, polling_timeout=5)
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
