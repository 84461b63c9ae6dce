"""A plain text message is a question to the policy library, or up to three of them."""

from aiogram import F, Router
from aiogram.enums import ChatAction
from aiogram.types import Chat, InlineKeyboardMarkup, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers import answers, choices
from handlers.addressing import Addressed, FromPerson, Private
from handlers.ask_staff import Embed, show_earlier_reply
from handlers.asking import Asking, Clock
from handlers.replying import is_private, respond
from handlers.school import School
from handlers.words import (
    MAX_QUESTION,
    MAX_QUESTIONS,
    readable,
    says_something,
    single_questions,
)
from knowledge.answering import Answerer
from staff import consultations
from students import questions
from students.models import AskedQuestion
from students.questions import Place


async def on_question(
    message: Message,
    words: str,
    actor: Actor,
    channel: str,
    answerer: Answerer,
    db: Database,
    school: School,
    t: Translate,
    clock: Clock,
    embed_question: Embed | None = None,
) -> None:
    text = readable(words)
    if problem := _unanswerable(text, t):
        await respond(message, problem)
        return
    if message.caption is not None:
        await respond(message, t("attachment-caption"))
    await show_typing(message)
    asking = Asking(db, answerer, clock, actor, channel, message.chat.id, school.region)
    wanted = single_questions(text)
    several = min(len(wanted), MAX_QUESTIONS)
    for number, single in enumerate(wanted[:several], 1):
        mark = f"{number}/{several}" if several > 1 else None
        question = await asking.ask(single, f"m{message.message_id}.{number}", repeated=mark)
        await respond(message, *await rendered(question, asking, t, message.chat))
        if is_private(message.chat):
            await show_earlier_reply(message, question, db, embed_question, t)
    if len(wanted) > several:
        await respond(message, t("ask-at-most", limit=str(MAX_QUESTIONS)))


def _unanswerable(text: str, t: Translate) -> str:
    """What to do instead, when the text cannot be a question."""
    if not text:
        return t("input-empty")
    if len(text) > MAX_QUESTION:
        return t("input-too-long", length=str(len(text)), limit=str(MAX_QUESTION))
    if not says_something(text):
        return t("input-no-words")
    return ""


async def show_typing(message: Message) -> None:
    """Tell the chat that an answer is being looked for."""
    if message.bot is not None:
        await message.bot.send_chat_action(message.chat.id, ChatAction.TYPING)


async def rendered(
    question: AskedQuestion, asking: Asking, t: Translate, chat: Chat
) -> tuple[str, InlineKeyboardMarkup | None]:
    """The answer as it stands in this chat, with the buttons as this person left them."""
    newest = (await asking.answerer.status()).newest
    async with asking.db.reading() as session:
        opinion = await questions.opinion(session, question)
        case = await consultations.of_question(session, question.id)
    standing = choices.Standing(
        helpful=opinion.helpful if opinion else None,
        complaint=opinion.reason if opinion else "",
        staff_asked=case is not None,
    )
    return (
        answers.text(question, newest, t),
        choices.buttons(question, standing, t, private=is_private(chat)),
    )


async def on_edited(
    message: Message, words: str, actor: Actor, channel: str, db: Database, t: Translate
) -> None:
    """An edited question is not answered anew: the answer below it would no longer fit the log."""
    place = Place(channel, message.chat.id, f"m{message.message_id}.1")
    async with db.reading() as session:
        question = await questions.find(session, place)
    if question is not None and question.text != single_questions(readable(words))[0]:
        await respond(message, t("ask-edited"))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson())
    router.edited_message.filter(FromPerson(), Private())
    router.message.register(on_question, F.text.is_not(None) | F.caption, Addressed())
    router.edited_message.register(on_edited, F.text, Addressed())
    return router
