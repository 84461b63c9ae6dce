"""Steps of an appointment that ask first: leaving is asked twice, a refusal has a reason."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.texts import Translate
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import Button, Id, keyboard
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable
from mentors.appointments import APPOINTMENTS

KIND = APPOINTMENTS.workflow.kind
LONGEST_REASON = 300


class Leave(CallbackData, prefix="vl"):
    """Leave the pool, after being asked twice."""

    case: Id


class AppointmentForm(StatesGroup):
    reason = State()


async def on_leave(query: CallbackQuery, action: Action, message: Message, t: Translate) -> None:
    """Leaving the pool takes back offers that people wait for: one tap is not enough."""
    sure: list[Button] = [(t("button-mentor-leave-sure"), Leave(case=action.id))]
    await respond(message, t("mentor-leave-sure"), keyboard(sure))
    await acknowledge(query)


async def on_leave_sure(
    query: CallbackQuery, callback_data: Leave, message: Message, actor: Actor, db: Database,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        case = await APPOINTMENTS.find(session, callback_data.case, actor)
        await APPOINTMENTS.act(session, case, "leave", actor, now=clock())
    await rewrite(message, t("mentor-left"))
    await acknowledge(query)


async def on_refusal(
    query: CallbackQuery, action: Action, message: Message, actor: Actor, db: Database,
    state: FSMContext, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """Ask why; whether it may be done is checked before anybody types."""
    async with db.reading() as session:
        case = await APPOINTMENTS.find(session, action.id, actor)
        mine = await APPOINTMENTS.standing(session, case, actor)
        APPOINTMENTS.workflow.step(case.state, action.event, mine)
    await wait_for(state, AppointmentForm.reason, clock(), case=action.id, event=action.event)
    await respond(message, t(f"appointment-why-{action.event}"))
    await acknowledge(query)


async def on_reason(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    note = " ".join(readable(message.text).split())[:LONGEST_REASON]
    if not note:
        await respond(message, t(f"appointment-why-{kept['event']}"))
        return
    await heard(state, message)
    async with db.transaction() as session:
        case = await APPOINTMENTS.find(session, int(kept["case"]), actor)
        await APPOINTMENTS.act(session, case, str(kept["event"]), actor, now=clock(), note=note)
        now = case.state
    await respond(message, t(f"{KIND}-now-{now}"))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_reason, Typed(AppointmentForm.reason))
    on = router.callback_query.register
    on(on_leave, CaseButton(KIND, "leave"))
    on(on_leave_sure, Leave.filter(), Pressed(private=True))
    on(on_refusal, CaseButton(KIND, "return", "uphold"))
    return router
