"""Buttons that nobody knows any more, or that nobody ever made: said plainly, changing nothing."""

from aiogram import Router
from aiogram.types import CallbackQuery

from core.texts import Translate
from handlers.replying import acknowledge


async def on_stale(query: CallbackQuery, t: Translate) -> None:
    await acknowledge(query, t("button-stale"), alert=True)


def setup() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(on_stale)
    return router
