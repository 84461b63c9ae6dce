"""Words typed for a form: waited for a while, kept over restarts, never mistaken for long."""

from datetime import datetime, timedelta
from typing import Any

from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import Message

from core.errors import DomainError
from handlers.asking import Clock


class NotOffered(DomainError):
    """A button's value that stands on no screen: it is old, or was never ours."""

    key = "error-not-offered"


LASTS = timedelta(minutes=30)
"""So long typed words are taken for what a form asked; after that they are a question again."""

Kept = dict[str, Any]


async def wait_for(
    state: FSMContext, form: State, now: datetime, *, lasts: timedelta = LASTS, **kept: str | int
) -> None:
    """From now on, for a while, what the person types is for ``form``."""
    await state.set_state(form)
    await state.set_data({**kept, "until": (now + lasts).isoformat()})


class Typed(Filter):
    """Passes words typed while ``form`` waits for them, and hands on what it ``kept``."""

    def __init__(self, form: State) -> None:
        self._form = form

    async def __call__(
        self, message: Message, state: FSMContext, clock: Clock
    ) -> bool | dict[str, Kept]:
        if message.text is None or message.text.startswith("/"):
            return False
        if await state.get_state() != self._form.state:
            return False
        kept = await state.get_data()
        if clock().isoformat() > str(kept.get("until", "")):
            await state.clear()
            return False
        return {"kept": kept}
