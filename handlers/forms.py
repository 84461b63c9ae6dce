"""Words typed for a form: waited for a while, kept over restarts, never mistaken for long."""

from datetime import datetime, timedelta
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import Message

from core.errors import DomainError
from core.texts import Translate
from handlers.asking import Clock
from handlers.replying import respond


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


async def heard(state: FSMContext, message: Message) -> None:
    """The words are dealt with: wait for no more, but know them if they are delivered again."""
    form, kept = await state.get_state(), await state.get_data()
    if form is not None:
        await state.set_data({**kept, "form": form, "heard": message.message_id})
        await state.set_state(None)


class Typed(Filter):
    """Passes words typed while ``form`` waits for them, and hands on what it ``kept``.

    ``again``: also the message that was ``heard`` last, for a handler that may repeat itself.
    """

    def __init__(self, form: State, *, again: bool = False) -> None:
        self._form, self._again = form, again

    async def __call__(
        self, message: Message, state: FSMContext, clock: Clock
    ) -> bool | dict[str, Kept]:
        if message.text is None or message.text.startswith("/"):
            return False
        waiting = await state.get_state()
        if waiting is None and self._again:
            kept = await state.get_data()
            known = (kept.get("form"), kept.get("heard"))
            return {"kept": kept} if known == (self._form.state, message.message_id) else False
        if waiting != self._form.state:
            return False
        kept = await state.get_data()
        if clock().isoformat() > str(kept.get("until", "")):
            await state.clear()
            return False
        return {"kept": kept}


class Heard(Filter):
    """Passes the message that was ``heard`` last, when it is delivered again."""

    async def __call__(self, message: Message, state: FSMContext) -> bool:
        if message.text is None or await state.get_state() is not None:
            return False
        return (await state.get_data()).get("heard") == message.message_id


async def on_heard(message: Message, t: Translate) -> None:
    """A form has dealt with these words already: they are no question to the library."""
    await respond(message, t("form-heard"))


def setup() -> Router:
    """To be asked after every form, and before whoever takes any words."""
    router = Router(name=__name__)
    router.message.register(on_heard, Heard())
    return router
