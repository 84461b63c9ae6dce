"""What a student needs, asked in at most six presses or said in one sentence; kept at once."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core.accounts import Actor
from core.db import Database, Session
from core.texts import Translate
from handlers import mentor_list, need_cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, wait_for
from handlers.keyboards import keyboard
from handlers.need_cards import GoTo, NewProject, Say, ShowCard, Step
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import asks, readable, says_something
from mentors import needs, shortlist
from mentors.needs import Embed, Parsed
from mentors.vocabulary import Industry, text_key
from students import profiles, projects
from students.models import Project
from students.projects import LONGEST_SUMMARY, LONGEST_TITLE, MOST_CHOICES, Answers, TextTooLong


class NeedForm(StatesGroup):
    """``described``: one sentence is waited for, about the project it ``kept`` (0: a new one)."""

    described = State()


class NoQuestion(Filter):
    """Passes what can be a need; a question that tells of no project is for the policy library."""

    async def __call__(self, message: Message) -> bool:
        text = readable(message.text)
        if not asks(text):
            return True
        parsed = needs.parse(text)
        return bool(parsed.stage or parsed.industries)


async def begin(message: Message, state: FSMContext, t: Translate, clock: Clock) -> None:
    """Ask for a new project: in one sentence, or step by step."""
    await wait_for(state, NeedForm.described, clock(), project=0)
    text, markup = need_cards.question(None, Step.STAGE, t, edit=False)
    await respond(message, f"{text}\n{t('find-one-sentence')}", markup)


async def on_new(
    query: CallbackQuery, message: Message, state: FSMContext, t: Translate, clock: Clock
) -> None:
    await begin(message, state, t, clock)
    await acknowledge(query)


async def on_step(
    query: CallbackQuery,
    callback_data: GoTo,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
) -> None:
    step, edit = callback_data.step, callback_data.edit
    async with db.reading() as session:
        project = await _known(session, actor, callback_data.project)
        places = await _places(session, step, clock)
    await rewrite(message, *need_cards.question(project, step, t, edit=edit, places=places))
    await acknowledge(query)


async def on_answer(
    query: CallbackQuery,
    callback_data: Say,
    message: Message,
    actor: Actor,
    channel: str,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    """Keep the answer, then show what comes next. Raises NotOffered for a forged one."""
    step, edit = callback_data.step, callback_data.edit
    async with db.transaction() as session:
        project = await _known(session, actor, callback_data.project)
        places = await _places(session, step, clock)
        said = need_cards.understood(project, step, callback_data.value, places)
        if "industries" in said and _title(project, t) == (project.title if project else ""):
            said = {**said, "title": _titled(said["industries"], t)}
        more = _may_choose_more(project, step, said, edit=edit)
        source = f"{channel}-m{message.message_id}"
        project = await _keep(session, actor, project, source, said, clock)
    if not callback_data.project:
        await wait_for(state, NeedForm.described, clock(), project=project.id)
    after = need_cards.following(project, step)
    if more:
        await rewrite(message, *need_cards.question(project, step, t, edit=edit, places=places))
    elif edit:
        await rewrite(message, *_card(project, t))
    elif after is not None:
        await rewrite(message, *need_cards.question(project, after, t, edit=False))
    else:
        await mentor_list.show(message, project, actor, db, t, clock, anew=False)
    await acknowledge(query)


def _title(project: Project | None, t: Translate) -> str:
    """The title that a project without a name of its own has: that of its first field."""
    return _titled(project.industries, t) if project else ""


def _titled(industries: Sequence[str], t: Translate) -> str:
    if not industries:
        return ""
    field = t(text_key(Industry(industries[0])))
    return t("find-title-of-field", field=field)[:LONGEST_TITLE]


def _may_choose_more(project: Project | None, step: Step, said: Answers, *, edit: bool) -> bool:
    """Whether the screen stays: where several can be chosen, until all are or [go on] is pressed.

    The first field chosen goes on by itself, for most projects have one.
    """
    match step:
        case Step.STAGE | Step.TIMES:
            return False
        case Step.FIELDS:
            return edit or bool(project and project.industries)
        case Step.NEEDS:
            return edit or len(said["tags"]) < MOST_CHOICES
        case _:
            return True


async def on_card(
    query: CallbackQuery,
    callback_data: ShowCard,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.reading() as session:
        project = await projects.get(session, actor, callback_data.project)
    await wait_for(state, NeedForm.described, clock(), project=project.id)
    await rewrite(message, *_card(project, t))
    await acknowledge(query)


async def on_sentence(
    message: Message,
    kept: Kept,
    actor: Actor,
    channel: str,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
    embed_question: Embed | None = None,
) -> None:
    """Show what the sentence was understood to say, and ask for what it left out."""
    text = " ".join(readable(message.text).split())
    if not says_something(text):
        await respond(message, t("find-no-words"))
        return
    if len(text) > LONGEST_SUMMARY:
        raise TextTooLong(length=len(text), limit=LONGEST_SUMMARY)
    parsed = needs.parse(text)
    if embed_question is not None:
        parsed = await needs.guess(text, parsed, embed_question)
    if parsed.says_nothing:
        question, markup = need_cards.question(None, Step.STAGE, t, edit=False)
        await respond(message, f"{t('find-not-understood')}\n{question}", markup)
        return
    async with db.transaction() as session:
        project = await _known(session, actor, int(kept.get("project", 0)))
        source = f"{channel}-m{message.message_id}"
        project = await _keep(session, actor, project, source, _said(text, parsed), clock)
    await wait_for(state, NeedForm.described, clock(), project=project.id)
    shown = need_cards.card(project, t, guessed=bool(parsed.guessed))
    if (step := need_cards.first_missing(project)) is not None:
        question, markup = need_cards.question(project, step, t, edit=False)
        await respond(message, f"{t('find-understood')}\n{shown}\n\n{question}", markup)
        return
    buttons = keyboard(*need_cards.card_buttons(project, t))
    await respond(message, f"{t('find-understood')}\n{shown}", buttons)


def _said(text: str, parsed: Parsed) -> Answers:
    """What the sentence adds to a project; what it does not mention stays as it was."""
    said: Answers = {"summary": text}
    if parsed.title:
        said["title"] = parsed.title
    if parsed.stage:
        said["stage"] = parsed.stage.value
    if parsed.industries:
        said["industries"] = [word.value for word in parsed.industries]
    if parsed.tags:
        said["tags"] = [word.value for word in parsed.tags]
    if parsed.times:
        said["times"] = list(parsed.times)
    if parsed.languages:
        said["languages"] = ["zh", *(word.value for word in parsed.languages)]
    if parsed.online_ok is not None:
        said["online_ok"] = parsed.online_ok
    return said


def _card(project: Project, t: Translate) -> tuple[str, InlineKeyboardMarkup | None]:
    text = f"{need_cards.card(project, t)}\n{t('find-card-hint')}"
    return text, keyboard(*need_cards.card_buttons(project, t))


async def _keep(
    session: Session,
    actor: Actor,
    project: Project | None,
    source: str,
    said: Answers,
    clock: Clock,
) -> Project:
    now = clock()
    if project is not None:
        return await projects.change(session, actor, project.id, now=now, **said)
    profile = await profiles.own(session, actor)
    if profile and profile.campus and "campus" not in said:
        said = {**said, "campus": profile.campus}
    return await projects.save(session, actor, source, now=now, **said)


async def _known(session: Session, actor: Actor, project_id: int) -> Project | None:
    return await projects.get(session, actor, project_id) if project_id else None


async def _places(session: Session, step: Step, clock: Clock) -> list[str]:
    """The campuses on which mentors of the pool can be met."""
    if step is not Step.PLACE:
        return []
    return sorted((await shortlist.pool(session, now=clock())).campuses)


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_sentence, Typed(NeedForm.described), NoQuestion())
    router.callback_query.register(on_new, NewProject.filter(), mine)
    router.callback_query.register(on_step, GoTo.filter(), mine)
    router.callback_query.register(on_answer, Say.filter(), mine)
    router.callback_query.register(on_card, ShowCard.filter(), mine)
    return router
