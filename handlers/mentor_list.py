"""The list of mentors for a project: why each, why somebody is not on it, whom to ask first."""

from collections.abc import Sequence
from html import escape

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Translate
from handlers import need_cards, weekly_times
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.keyboards import Ask, Button, Id, keyboard
from handlers.need_cards import ShowCard, ShowList
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable, says_something, shortened
from mentors import directory, reasons, shortlist
from mentors.columns import described
from mentors.ranking import LIST_SIZE
from mentors.reasons import Reason
from mentors.shortlist import Row, Shortlist
from mentors.vocabulary import SLOTS, Industry, text_key
from students import projects
from students.models import Project

MOST_REASONS = 2
LONGEST_NAME = 40


class Pick(CallbackData, prefix="fa"):
    """Ask these mentors, in this order; ``picks`` as ``packed``."""

    project: Id
    picks: str


class Human(CallbackData, prefix="fh"):
    """Let a person find the mentor; also the way onto the waiting list when nobody fits."""

    project: Id
    waits: bool = False


class NoneFits(CallbackData, prefix="fu"):
    project: Id


class WhyNot(CallbackData, prefix="fy"):
    """Why is somebody not on the list? ``mentor`` 0: whose name is asked for."""

    project: Id
    mentor: Id = 0


class ListForm(StatesGroup):
    """``absent``: the name of somebody who is not on the list of the kept project."""

    absent = State()


async def show(
    message: Message,
    project: Project,
    actor: Actor,
    db: Database,
    t: Translate,
    clock: Clock,
    *,
    anew: bool,
) -> None:
    """The mentors for a project, in the place of ``message`` or below it; or what is missing."""
    put = respond if anew else rewrite
    if (step := need_cards.first_missing(project)) is not None:
        question, markup = need_cards.question(project, step, t, edit=False)
        await put(message, f"{t('find-still-missing')}\n{question}", markup)
        return
    async with db.transaction() as session:
        found = await shortlist.for_project(session, project, now=clock())
        await shortlist.show(session, project, found, now=clock())
    await put(message, *_listed(project, found, t))


def _listed(
    project: Project, found: Shortlist, t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    change: Button = (t("button-change-need"), ShowCard(project=project.id))
    why: Button = (t("button-why-not"), WhyNot(project=project.id))
    if not found.rows:
        ways: list[list[Button]] = [
            [(t("button-wait"), Human(project=project.id, waits=True))],
            [(t("button-human"), Human(project=project.id))],
            [change, why],
            [(t("ask-advice-support"), Ask(name="advice-support"))],
        ]
        return t("find-nobody"), keyboard(*ways)
    lines = [t("find-list", count=len(found.rows), total=found.total)]
    lines += [line for n, row in enumerate(found.rows, 1) for line in _lines(n, row, found, t)]
    picks: list[Button] = [
        (t("button-pick", number=n), Pick(project=project.id, picks=packed([row.mentor.id])))
        for n, row in enumerate(found.rows, 1)
    ]
    none: Button = (t("button-none-fits"), NoneFits(project=project.id))
    human: Button = (t("button-human"), Human(project=project.id))
    in_row = 3 if len(picks) > 4 else 4
    rows = [picks[i : i + in_row] for i in range(0, len(picks), in_row)]
    return "\n".join(lines), keyboard(*rows, [none, why], [human, change])


def _lines(number: int, row: Row, found: Shortlist, t: Translate) -> tuple[str, str]:
    """Who it is, and why in the fewest words; ``reasons_of`` says it whole."""
    mentor = row.mentor
    fields = [Industry(word) for word in mentor.industries]
    fitting = [field for field in fields if field in found.need.industries] or fields
    head = t(
        "find-row",
        number=number,
        name=name_of(mentor.name),
        field=t(text_key(fitting[0] if fitting else Industry.OTHER)),
        left=mentor.capacity - mentor.used,
    )
    if row.reply_h is not None:
        head += t("find-row-reply", hours=row.reply_h, days=-(-row.reply_h // 24))
    why = reasons.for_student(found.need, described(mentor), row.ranked)
    good = [_in_short(reason, t) for reason in why if reason.covered][:1]
    if common := [slot for slot in SLOTS if slot in found.need.times and slot in mentor.times]:
        good.append(t("find-row-times", times=weekly_times.said(common[:1], t)))
    bad = [_in_short(reason, t) for reason in why if not reason.covered][:1]
    return head, t("find-row-why", why=t("list-semicolon").join(good + bad))


def _in_short(reason: Reason, t: Translate) -> str:
    words = t("list-comma").join(t(word) for word in reason.words)
    return t(f"short-{reason.key}", words=words)


def reasons_of(row: Row, found: Shortlist, t: Translate) -> str:
    """Why this mentor, and what is not covered, in whole sentences."""
    why = reasons.for_student(found.need, described(row.mentor), row.ranked)
    good = [reason.said(t) for reason in why if reason.covered][:MOST_REASONS]
    bad = [reason.said(t) for reason in why if not reason.covered][:1]
    return t("list-semicolon").join(good + bad)


def name_of(name: str) -> str:
    """A person's name as HTML, short enough for a line."""
    return escape(shortened(name, 20), quote=False)


def packed(ids: Sequence[int]) -> str:
    """Mentor ids as short as a button needs them."""
    return ".".join(f"{id_:x}" for id_ in ids)


def unpacked(picks: str) -> list[int]:
    """Raises NotOffered for what ``packed`` cannot have made."""
    try:
        ids = [int(word, 16) for word in picks.split(".")]
    except ValueError:
        raise NotOffered from None
    if not 1 <= len(ids) <= LIST_SIZE or not all(0 < id_ < 2**53 for id_ in ids):
        raise NotOffered
    return list(dict.fromkeys(ids))


async def on_list(
    query: CallbackQuery,
    callback_data: ShowList,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.reading() as session:
        project = await projects.get(session, actor, callback_data.project)
    if await state.get_state() is not None:
        await state.clear()
    await show(message, project, actor, db, t, clock, anew=False)
    await acknowledge(query)


async def on_none_fits(
    query: CallbackQuery,
    callback_data: NoneFits,
    message: Message,
    actor: Actor,
    db: Database,
    t: Translate,
) -> None:
    async with db.reading() as session:
        project = await projects.get(session, actor, callback_data.project)
    rows: list[list[Button]] = [
        [(t("button-change-need"), ShowCard(project=project.id))],
        [(t("button-human"), Human(project=project.id))],
        [(t("button-why-not"), WhyNot(project=project.id))],
        [(t("ask-advice-machine"), Ask(name="advice-machine"))],
        [(t("button-back-to-list"), ShowList(project=project.id))],
    ]
    await rewrite(message, t("find-none-fits"), keyboard(*rows))
    await acknowledge(query)


async def on_why_not(
    query: CallbackQuery,
    callback_data: WhyNot,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    """Ask for the name; or, when one was chosen among several, say why."""
    async with db.reading() as session:
        project = await projects.get(session, actor, callback_data.project)
    if callback_data.mentor:
        await _explain(message, project, callback_data.mentor, db, t, clock)
    else:
        await wait_for(state, ListForm.absent, clock(), project=project.id)
        await respond(message, t("find-whose-name"))
    await acknowledge(query)


async def on_name(
    message: Message,
    kept: Kept,
    actor: Actor,
    db: Database,
    state: FSMContext,
    t: Translate,
    clock: Clock,
) -> None:
    words = shortened(readable(message.text), LONGEST_NAME)
    if not says_something(words):
        await respond(message, t("find-whose-name"))
        return
    async with db.reading() as session:
        project = await projects.get(session, actor, int(kept["project"]))
        found = await directory.named(session, words)
    back: list[Button] = [(t("button-back-to-list"), ShowList(project=project.id))]
    if not found:
        name = escape(words, quote=False)
        await respond(message, t("find-no-such-name", name=name), keyboard(back))
        return
    await heard(state, message)
    if len(found) == 1:
        await _explain(message, project, found[0].id, db, t, clock)
        return
    rows: list[list[Button]] = [
        [(shortened(one.name, 20), WhyNot(project=project.id, mentor=one.id))] for one in found
    ]
    await respond(message, t("find-which-name"), keyboard(*rows, back))


async def _explain(
    message: Message, project: Project, mentor_id: int, db: Database, t: Translate, clock: Clock
) -> None:
    async with db.reading() as session:
        why = await shortlist.why_not(session, project, mentor_id, now=clock())
    params = {
        name: escape(value, quote=False) if isinstance(value, str) else value
        for name, value in why.params.items()
    }
    rows: list[list[Button]] = [
        [(t("button-human"), Human(project=project.id))],
        [(t("button-back-to-list"), ShowList(project=project.id))],
    ]
    await respond(message, t(f"absence-{why.code}", **params), keyboard(*rows))


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_name, Typed(ListForm.absent))
    router.callback_query.register(on_list, ShowList.filter(), mine)
    router.callback_query.register(on_none_fits, NoneFits.filter(), mine)
    router.callback_query.register(on_why_not, WhyNot.filter(), mine)
    return router
