"""The contract's bot on python-telegram-bot; run as a module with ROOT and TOKEN."""

import hashlib
import sys
from typing import Any

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, InvalidToken
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

BUTTONS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("看原文 📖", callback_data="clause:1"),
            InlineKeyboardButton("问老师", callback_data="staff:1"),
        ]
    ]
)


async def on_start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.message.from_user is not None
    name = update.message.from_user.first_name
    await update.message.reply_text(
        f"😀 <b>你好</b>，{name}",
        parse_mode=ParseMode.HTML,
        reply_markup=BUTTONS,
        do_quote=False,
    )


async def on_empty(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    try:
        await update.message.reply_text("", do_quote=False)
    except BadRequest:
        await update.message.reply_text("refused", do_quote=False)


async def on_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    await context.bot.send_chat_action(update.message.chat_id, ChatAction.TYPING)
    await update.message.reply_text(f"收到：{update.message.text}", do_quote=True)


async def on_button(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("好的")
    await query.edit_message_text(f"已选 {query.data}")


async def on_document(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    document = update.message.document
    assert document is not None
    content = bytes(await (await document.get_file()).download_as_bytearray())
    await update.message.reply_document(
        content[::-1],
        filename=f"back-{document.file_name}",
        caption=hashlib.sha256(content).hexdigest(),
        do_quote=False,
    )


async def on_ready(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    await application.bot.set_my_commands([BotCommand("start", "开始")])
    print("ready", flush=True)


def main(root: str, token: str) -> int:
    application = (
        Application.builder()
        .token(token)
        .base_url(f"{root}/bot")
        .base_file_url(f"{root}/file/bot")
        .post_init(on_ready)
        .build()
    )
    application.add_handler(CommandHandler("start", on_start))
    application.add_handler(MessageHandler(filters.Text(["空"]), on_empty))
    application.add_handler(MessageHandler(filters.TEXT, on_text))
    application.add_handler(MessageHandler(filters.Document.ALL, on_document))
    application.add_handler(CallbackQueryHandler(on_button))
    try:
        application.run_polling(timeout=5)
    except InvalidToken:
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
