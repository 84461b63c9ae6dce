"""The likely next step after an answer: what must be known first, each a question for a press."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from core.accounts import Actor
from core.db import Database
from core.texts import DEFAULT, Texts, Translate
from handlers import choices
from handlers.addressing import Pressed
from handlers.ask import rendered, show_typing
from handlers.asking import Asking, Clock
from handlers.fixed_questions import NAMES, STEPS, examples
from handlers.keyboards import Ask, AskStaff, Examples, NextStep, keyboard
from handlers.replying import acknowledge, respond
from handlers.school import School
from knowledge.answering import Answerer
from students import questions


async def on_next_step(
    query: CallbackQuery,
    callback_data: NextStep,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    action = callback_data.action
    async with db.transaction() as session:
        await questions.wish(session, callback_data.question, actor, action, now=clock())
    staff = (t("button-ask-staff"), AskStaff(question=callback_data.question))
    card = keyboard(*choices.step_buttons(STEPS[action], t), [staff])
    await respond(message, t(f"next-{action}"), card)
    await acknowledge(query)


async def on_fixed_question(
    query: CallbackQuery,
    callback_data: Ask,
    message: Message,
    actor: Actor,
    channel: str,
    answerer: Answerer,
    db: Database,
    school: School,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    await acknowledge(query)
    await show_typing(message)
    asking = Asking(db, answerer, clock, actor, channel, message.chat.id, school.region)
    key = f"ask-{callback_data.name}"
    # The library is Chinese: every reader's button asks in the words it understands best.
    question = await asking.ask(
        texts.render(DEFAULT, key), f"c{query.id}", shown=t(key), repeated=""
    )
    await respond(message, *await rendered(question, asking, t, message.chat))


async def on_examples(query: CallbackQuery, message: Message, actor: Actor, t: Translate) -> None:
    rows = choices.step_buttons(examples(actor.roles), t)
    await respond(message, t("examples"), keyboard(*rows))
    await acknowledge(query)


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.callback_query.register(on_next_step, NextStep.filter(F.action.in_(STEPS)), mine)
    router.callback_query.register(on_fixed_question, Ask.filter(F.name.in_(NAMES)), mine)
    router.callback_query.register(on_examples, Examples.filter(), mine)
    return router
