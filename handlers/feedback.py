"""[有用] [没用] and [问老师]: what the person who asked makes of an answer."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from core.accounts import Actor
from core.clock import SHANGHAI
from core.db import Database
from core.texts import Translate
from handlers import choices
from handlers.addressing import Pressed
from handlers.asking import Clock
from handlers.keyboards import AskStaff, Complain, Rate, ticked
from handlers.replying import acknowledge, relabel, respond
from handlers.school import School
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
        staff = await questions.for_staff(session, question)
    standing = choices.Standing(feedback.helpful, feedback.reason, staff is not None)
    if complaining:
        await relabel(message, choices.complaint_buttons(question, standing, t))
    else:
        await relabel(message, choices.buttons(question, standing, t, private=True))


async def on_ask_staff(
    query: CallbackQuery,
    callback_data: AskStaff,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
    school: School,
) -> None:
    async with db.transaction() as session:
        note = await questions.ask_staff(
            session, callback_data.question, actor, query.id, now=clock()
        )
    number = f"{note.question_id:04d}"
    if note.source != query.id:
        at = note.asked_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        await acknowledge(query, t("staff-asked-before", number=number, at=at), alert=True)
        return
    await relabel(message, ticked(message.reply_markup, query.data))
    await respond(message, _kept(number, school, t))
    await acknowledge(query)


def _kept(number: str, school: School, t: Translate) -> str:
    if school.desk:
        return t("staff-kept-desk", number=number, desk=school.desk_html)
    return t("staff-kept", number=number)


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.callback_query.register(on_rate, Rate.filter(), mine)
    router.callback_query.register(on_complain, Complain.filter(), mine)
    router.callback_query.register(on_ask_staff, AskStaff.filter(), mine)
    return router
