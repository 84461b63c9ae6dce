"""Greeting, help, what the library holds, language, and the ways to begin anew."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import accounts
from core.accounts import Actor, InviteNotValid, Role
from core.db import Database
from core.texts import Texts, Translate
from handlers import choices
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.fixed_questions import examples, greeted_as
from handlers.keyboards import TICK, Speak, keyboard
from handlers.replying import acknowledge, is_private, respond, rewrite
from handlers.school import School
from knowledge.answering import Answerer
from mentors import profiles
from students import questions

MENU = (
    "start",
    "help",
    "mentor",
    "incubate",
    "progress",
    "services",
    "ask",
    "mentoring",
    "project",
    "about",
    "language",
    "privacy",
    "new",
    "cancel",
)
"""The commands of the menu, in order; each has a text ``command-…`` that describes it."""

SEPARATOR = " · "
LANGUAGES = {"zh-CN": "中文", "en": "English"}


async def on_start(
    message: Message,
    command: CommandObject,
    actor: Actor,
    channel: str,
    db: Database,
    school: School,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    await _leave_form(state)
    await _begin_anew(message, channel, db)
    if not is_private(message.chat):
        await respond(message, t("start-group"))
        return
    invitation = t("start-try")
    if command.args:
        actor, invitation = await _redeem(command.args, actor, db, t, clock)
    greeting = [_named(school, "start", t), t(f"start-{greeted_as(actor.roles)}")]
    offices = SEPARATOR.join(_offices(actor, t))
    lines = [*greeting, *([offices] if offices else []), invitation]
    rows = choices.step_buttons(examples(actor.roles), t)
    await respond(message, "\n".join(lines), keyboard(*rows))


async def _redeem(
    code: str, actor: Actor, db: Database, t: Translate, clock: Clock
) -> tuple[Actor, str]:
    """The person with the role that a link's code gives, and what to say about the link."""
    try:
        async with db.transaction() as session:
            invited = await accounts.redeem(session, code, actor, now=clock())
            claimed = await profiles.claim(session, invited, now=clock())
    except InviteNotValid:
        return actor, t("start-unknown-link")
    gained = sorted(invited.roles - actor.roles or invited.roles)
    said = t("start-invited", role=" / ".join(t(f"role-{role}") for role in gained))
    return invited, f"{said}\n{t('mentor-claimed')}" if claimed else said


def _offices(actor: Actor, t: Translate) -> list[str]:
    """What else a person can do who reviews or decides beside what they are otherwise."""
    return [t(f"can-{role}") for role in (Role.REVIEWER, Role.HEAD) if role in actor.roles]


def _named(school: School, key: str, t: Translate) -> str:
    """The text with the school's name, or the one for an operator who gave none."""
    return t(key, school=school.name_html) if school.name else t(f"{key}-unnamed")


async def on_help(message: Message, actor: Actor, t: Translate) -> None:
    if not is_private(message.chat):
        await respond(message, t("start-group"))
        return
    rows = choices.step_buttons(examples(actor.roles), t)
    can = SEPARATOR.join([t(f"can-{greeted_as(actor.roles)}"), *_offices(actor, t)])
    await respond(message, t("help", can=can), keyboard(*rows))


async def on_about(
    message: Message, channel: str, answerer: Answerer, school: School, t: Translate
) -> None:
    status = await answerer.status()
    newest = status.newest.isoformat() if status.newest else t("answer-no-date")
    lines = [
        _named(school, "about-title", t),
        t("about-library", documents=status.documents, clauses=status.clauses, date=newest),
        t(f"about-dense-{status.dense}", done=status.embedded, all=status.clauses),
        t("about-law"),
        t("about-data-telegram" if channel == "telegram" else "about-data"),
        t("about-minimum"),
    ]
    await respond(message, "\n".join(lines))


async def on_language(message: Message, actor: Actor, t: Translate) -> None:
    await respond(message, t("language"), _languages(actor.locale))


async def on_language_chosen(
    query: CallbackQuery,
    callback_data: Speak,
    message: Message,
    actor: Actor,
    db: Database,
    texts: Texts,
) -> None:
    locale = callback_data.locale
    async with db.transaction() as session:
        await accounts.set_locale(session, actor, locale)
    t = texts.reader(locale)
    await rewrite(message, t("language"), _languages(locale))
    await acknowledge(query, t("language-chosen"))


def _languages(chosen: str) -> InlineKeyboardMarkup | None:
    return keyboard(
        [
            ((TICK if locale == chosen else "") + name, Speak(locale=locale))
            for locale, name in LANGUAGES.items()
        ]
    )


async def on_new(
    message: Message, actor: Actor, channel: str, db: Database, state: FSMContext, t: Translate
) -> None:
    await _leave_form(state)
    await _begin_anew(message, channel, db)
    await respond(message, t("new-topic"))


async def on_cancel(message: Message, state: FSMContext, t: Translate) -> None:
    """Leave the form the person is in; what they answered so far is kept by whoever asked."""
    in_form = await _leave_form(state)
    await respond(message, t("canceled" if in_form else "nothing-to-cancel"))


async def _leave_form(state: FSMContext) -> bool:
    """Whether there was a form to leave; without one nothing is written."""
    in_form = await state.get_state() is not None
    if in_form:
        await state.clear()
    return in_form


async def _begin_anew(message: Message, channel: str, db: Database) -> None:
    async with db.transaction() as session:
        await questions.close_topic(session, channel, message.chat.id)


async def on_unknown(message: Message, t: Translate) -> None:
    await respond(message, t("command-unknown"))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson())
    on = router.message.register
    on(on_start, Command("start", "开始"))
    on(on_help, Command("help", "帮助"))
    on(on_about, Command("about", "关于"))
    on(on_language, Command("language", "语言"), Private())
    on(on_new, Command("new", "新话题"))
    on(on_cancel, Command("cancel", "取消"), Private())
    on(on_unknown, F.text.startswith("/"), Private())
    router.callback_query.register(
        on_language_chosen, Speak.filter(F.locale.in_(LANGUAGES)), Pressed(private=True)
    )
    return router
