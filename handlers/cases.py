"""Buttons of cases: what a state table offers, pressed in a notice or under a list.

Any kind of case is moved here by its table alone. A kind that must ask something first (why a
mentor declines) registers its own handler with ``CaseButton`` before this router.
"""

from collections.abc import Sequence
from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import actions, casework, outbox, wording
from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.errors import NotPossibleNow, ReasonNeeded
from core.kinds import Kinds
from core.texts import Texts, Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import keyboard
from handlers.replying import acknowledge, relabel, respond
from handlers.words import readable, says_something
from students.projects import TextTooLong

IN_A_ROW = 2
LONGEST_REASON = 500


class CaseButton(Filter):
    """Passes an action of ``kind``, and of one of ``events`` if any are named; private chats only.

    Hands the handler the ``action`` and the ``message`` under which it was pressed.
    """

    def __init__(self, kind: str = "", *events: str) -> None:
        self._kind, self._events = kind, events
        self._private = Pressed(private=True)

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Any]:
        action = actions.parse(query.data)
        if action is None or (self._kind and action.kind != self._kind):
            return False
        if self._events and action.event not in self._events:
            return False
        seen = await self._private(query)
        return {**seen, "action": action} if isinstance(seen, dict) else False


def case_buttons(
    offered: Sequence[Action], texts: Texts, t: Translate
) -> InlineKeyboardMarkup | None:
    """The buttons of what may be done with a case, two in a row."""
    buttons = [(t(action.label(texts.has)), action) for action in offered]
    return keyboard(*(buttons[i : i + IN_A_ROW] for i in range(0, len(buttons), IN_A_ROW)))


class Explaining(StatesGroup):
    """A step whose reason is still to be typed."""

    reason = State()


async def on_case(
    query: CallbackQuery,
    action: Action,
    message: Message,
    state: FSMContext,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """Do what the button says; where it can no longer be done, say what the case is now.

    A step that needs a reason is done once the reason is typed.
    """
    kind, late = kinds[action.kind], False
    if action.event in kind.workflow.noted:
        async with db.transaction() as session:
            case = await kind.find(session, action.id, actor)
            standing = casework.standing(actor, await kind.parties(session, case))
            kind.workflow.step(case.state, action.event, standing)
        await wait_for(state, Explaining.reason, clock(), action=action.pack())
        await respond(message, t("case-why", step=t(action.label(texts.has))))
        await acknowledge(query)
        return
    async with db.transaction() as session:
        case = await kind.find(session, action.id, actor)
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        try:
            async with session.begin_nested():
                await kind.act(session, case, action.event, actor, now=clock())
        except NotPossibleNow:
            await session.refresh(case)
            late = True
        standing = casework.standing(actor, await kind.parties(session, case))
        offered = casework.choices(kind.workflow, case, standing)
        now_in = case.state
    await acknowledge(query, t(wording.state(texts.has, action.kind, now_in)), alert=late)
    await relabel(message, case_buttons(offered, texts, t))


async def on_reason(
    message: Message,
    kept: Kept,
    state: FSMContext,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """The reason was typed: now the step is done, and says what became of the case."""
    action = actions.parse(str(kept["action"]))
    words = readable(message.text)
    if action is None or not says_something(words):
        raise ReasonNeeded
    if len(words) > LONGEST_REASON:
        raise TextTooLong(length=len(words), limit=LONGEST_REASON)
    kind = kinds[action.kind]
    async with db.transaction() as session:
        case = await kind.find(session, action.id, actor)
        await kind.act(session, case, action.event, actor, now=clock(), note=words)
        now_in = case.state
    await heard(state, message)
    await respond(message, t("case-done", state=t(wording.state(texts.has, action.kind, now_in))))


def reasons() -> Router:
    """Takes the typed reasons; it must look at words before whoever takes any words."""
    router = Router(name=f"{__name__}.reasons")
    router.message.register(on_reason, Typed(Explaining.reason), FromPerson(), Private())
    return router


def setup() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(on_case, CaseButton())
    return router
