"""Replies for errors: a rule's refusal in the reader's words, anything else as an apology.

What may pass by itself (a busy database, a server that is down) does not come here: the bot puts
such updates back and tries again.
"""

import logging
import traceback
from html import escape

from aiogram import Bot, Router
from aiogram.exceptions import TelegramForbiddenError
from aiogram.filters import ExceptionTypeFilter
from aiogram.types import ErrorEvent, Message, Update

from core.errors import DomainError
from core.texts import DEFAULT, Texts, Translate
from handlers.replying import acknowledge, is_private, respond

log = logging.getLogger(__name__)

MAX_ALERT = 200
"""Characters of the answer to a button (Bot API, answerCallbackQuery)."""


async def on_shut_out(event: ErrorEvent) -> None:
    """The person blocked us or left: there is nobody to tell."""
    log.info("shut-out update=%s", event.update.update_id)


async def on_refusal(event: ErrorEvent, texts: Texts, t: Translate | None = None) -> None:
    error = event.exception
    assert isinstance(error, DomainError)
    t = t or texts.reader(DEFAULT)
    log.info("refused update=%s key=%s", event.update.update_id, error.key)
    await _tell(event.update, t(error.key, **error.params))


async def on_unexpected(
    event: ErrorEvent, bot: Bot, texts: Texts, t: Translate | None = None
) -> None:
    t = t or texts.reader(DEFAULT)
    reference = f"E-{event.update.update_id:X}"
    # Where and what kind, not its words: an error may quote what the person wrote.
    error = event.exception
    log.error(
        "unexpected reference=%s bot=%s update=%s kind=%s: %s\n%s",
        reference,
        bot.id,
        event.update.update_id,
        event.update.event_type,
        type(error).__name__,
        "".join(traceback.format_tb(error.__traceback__)),
    )
    await _tell(event.update, t("error-unexpected", reference=reference))


async def _tell(update: Update, text: str) -> None:
    """Say it where the person is looking: on the button, or below the message."""
    if update.callback_query:
        await acknowledge(update.callback_query, text[:MAX_ALERT], alert=True)
    elif isinstance(update.message, Message) and _concerns_us(update.message):
        await respond(update.message, escape(text, quote=False))


def _concerns_us(message: Message) -> bool:
    """In a group an error is told only below a command: other talk may not have been for us."""
    return is_private(message.chat) or bool(message.text and message.text.startswith("/"))


def setup() -> Router:
    router = Router(name=__name__)
    router.error.register(on_shut_out, ExceptionTypeFilter(TelegramForbiddenError))
    router.error.register(on_refusal, ExceptionTypeFilter(DomainError))
    router.error.register(on_unexpected)
    return router
