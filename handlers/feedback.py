"""[有用] [没用]: what the person who asked makes of an answer."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers import choices
from handlers.addressing import Pressed
from handlers.asking import Clock
from handlers.keyboards import Complain, Rate
from handlers.replying import acknowledge, relabel
from staff import consultations
from students import questions
from students.models import Feedback


async def on_rate(
    query: CallbackQuery,
    callback_data: Rate,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.transaction() as session:
        feedback = await questions.rate(
            session, callback_data.question, actor, helpful=callback_data.helpful, now=clock()
        )
    await _show(message, feedback, actor, db, t, complaining=not feedback.helpful)
    await acknowledge(query, t("rated-helpful" if feedback.helpful else "rated-useless"))


async def on_complain(
    query: CallbackQuery,
    callback_data: Complain,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    complaint = callback_data.complaint
    async with db.transaction() as session:
        feedback = await questions.complain(
            session, callback_data.question, actor, complaint, now=clock()
        )
    await _show(message, feedback, actor, db, t, complaining=False)
    await acknowledge(query, t("complained", complaint=t(f"complaint-{complaint}")))


async def _show(
    message: Message,
    feedback: Feedback,
    actor: Actor,
    db: Database,
    t: Translate,
    *,
    complaining: bool,
) -> None:
    """Put what was pressed on the buttons: the answer's own, or those that say what was wrong."""
    async with db.reading() as session:
        question = await questions.own(session, feedback.question_id, actor)
        case = await consultations.of_question(session, question.id)
    standing = choices.Standing(feedback.helpful, feedback.reason, case is not None)
    if complaining:
        await relabel(message, choices.complaint_buttons(question, standing, t))
    else:
        await relabel(message, choices.buttons(question, standing, t, private=True))


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.callback_query.register(on_rate, Rate.filter(), mine)
    router.callback_query.register(on_complain, Complain.filter(), mine)
    return router
