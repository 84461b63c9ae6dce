"""Buttons of one kind of case as a table of what each does, with everything a press brings along.

An event may carry values after its name ("slot-29660400", "terms-7-6"): the longest name that the
table has is the event, the rest are its values.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from core import outbox
from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.errors import NotFound, NotPossibleNow
from core.kinds import Kinds
from core.texts import Texts, Translate
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.replying import acknowledge
from handlers.school import School


@dataclass(frozen=True, slots=True)
class Press:
    """One press: by whom, on what, and what is needed to do and to answer it."""

    query: CallbackQuery
    message: Message
    id: int
    values: tuple[str, ...]
    actor: Actor
    db: Database
    kinds: Kinds
    state: FSMContext
    school: School
    texts: Texts
    t: Translate
    now: datetime

    def number(self, place: int) -> int:
        """A value that is a number. Raises NotFound for what we never put on a button."""
        if place >= len(self.values) or not self.values[place].isdecimal():
            raise NotFound(id=self.id)
        return int(self.values[place])

    async def done(self, text: str = "", *, alert: bool = False) -> None:
        """End the waiting sign of the button, with a word if there is one to say."""
        await acknowledge(self.query, text, alert=alert)


Act = Callable[[Press], Awaitable[None]]


def register(router: Router, kind: str, acts: Mapping[str, Act], stated: str = "") -> None:
    """Let ``acts`` answer the buttons of ``kind``.

    What can no longer be done is answered with what the case is by now, in the words of
    ``{stated}-now-{state}``, where ``stated`` names a kind of cases.
    """

    async def on_press(
        query: CallbackQuery,
        action: Action,
        message: Message,
        actor: Actor,
        db: Database,
        kinds: Kinds,
        state: FSMContext,
        school: School,
        texts: Texts,
        t: Translate,
        clock: Clock,
    ) -> None:
        name, values = _split(action.event, acts)
        if name not in acts:
            raise SkipHandler
        press = Press(
            query, message, action.id, values, actor, db, kinds, state, school, texts, t, clock()
        )
        async with db.transaction() as session:
            await outbox.settle_pressed(session, actor.id, query.data or "", now=press.now)
        try:
            await acts[name](press)
        except NotPossibleNow:
            if not stated:
                raise
            async with db.transaction() as session:
                case = await kinds[stated].find(session, action.id, actor)
                now_is = f"{stated}-now-{case.state}"
            await press.done(t(now_is), alert=True)

    router.callback_query.register(on_press, CaseButton(kind))


def _split(event: str, acts: Mapping[str, Act]) -> tuple[str, tuple[str, ...]]:
    words = event.split("-")
    for length in range(len(words), 0, -1):
        if (name := "-".join(words[:length])) in acts:
            return name, tuple(words[length:])
    return event, ()
