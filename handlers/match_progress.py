"""How a request for a mentor stands: who acts, by when, what comes next, what can be done."""

from datetime import datetime
from html import escape

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from core import casework, outbox
from core.accounts import Actor
from core.actions import Action
from core.clock import SHANGHAI
from core.db import Database, Session
from core.errors import NotPossibleNow
from core.texts import Texts, Translate
from handlers.addressing import Pressed
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.keyboards import Button, Id, keyboard
from handlers.mentor_list import name_of
from handlers.need_cards import ShowList
from handlers.replying import acknowledge, respond, rewrite
from handlers.student_profile import Field, ShowField
from handlers.words import shortened
from mentors import directory, requests
from mentors.models import MatchRequest
from mentors.openings import OPEN_STATES
from mentors.requests import Asked, Progress
from mentors.tables import MATCH, OFFER
from mentors.vocabulary import Day, text_key
from students.models import Project

LONGEST_SHOWN = 60
AGREED = ("agreeing", "formed")


class ShowProgress(CallbackData, prefix="fv"):
    request: Id


async def show_running(
    message: Message, actor: Actor, db: Database, texts: Texts, t: Translate, clock: Clock
) -> bool:
    """Show the requests that run, or how the last one ended; False when there was none."""
    async with db.reading() as session:
        own = await requests.own(session, actor)
        running = [one for one in own if one.state in OPEN_STATES] or own[:1]
        cards = [await card(session, one, actor, texts, t, clock()) for one in running]
    for one in cards:
        await respond(message, *one)
    return bool(cards)


async def on_show_progress(
    query: CallbackQuery,
    callback_data: ShowProgress,
    message: Message,
    actor: Actor,
    db: Database,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    async with db.reading() as session:
        request = await requests.get(session, actor, callback_data.request)
        shown = await card(session, request, actor, texts, t, clock())
    await rewrite(message, *shown)
    await acknowledge(query, t("progress-fresh"))


async def on_request_button(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """[撤回] and [请老师人工匹配]: done, or said why not; the message then shows how it stands."""
    late = False
    act = requests.withdraw if action.event == "withdraw" else requests.ask_human
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        try:
            async with session.begin_nested():
                request = await act(session, actor, action.id, now=clock())
        except NotPossibleNow:
            late = True
            request = await requests.get(session, actor, action.id)
            await session.refresh(request)
        shown = await card(session, request, actor, texts, t, clock())
    await rewrite(message, *shown)
    await acknowledge(query, t(f"match-now-{request.state}"), alert=late)


async def card(
    session: Session,
    request: MatchRequest,
    actor: Actor,
    texts: Texts,
    t: Translate,
    now: datetime,
    *,
    sent: bool = False,
) -> tuple[str, InlineKeyboardMarkup | None]:
    """How a request stands: who acts, by when, what comes next, and what can be done."""
    project = await session.get_one(Project, request.project_id)
    progress = await requests.progress(session, request, now=now)
    number = f"{request.id:04d}"
    title = escape(project.title or t("find-untitled"), quote=False)
    head = t("progress-sent" if sent else "progress-head", number=number, title=title)
    mentor = await directory.mentor_of(session, actor.id)
    if request.state in AGREED and mentor is not None:
        standing = [t(f"progress-{request.state}", name=name_of(mentor.name))]
    else:
        standing = _standing(progress, t)
    lines = [head, *standing]
    if request.ask and request.state in OPEN_STATES:
        ask = escape(shortened(request.ask, LONGEST_SHOWN), quote=False)
        lines.append(t("progress-ask", ask=ask))
    offered = casework.choices(MATCH, request, {"student"})
    rows: list[list[Button]] = [[(t(one.label(texts.has)), one) for one in offered]]
    if request.state in OPEN_STATES:
        look: Button = (t("button-progress"), ShowProgress(request=request.id))
        own: Button = (t("button-my-profile"), ShowField(field=Field.COLLEGE, anew=True))
        rows.insert(0, [look, own] if sent else [look])
    elif request.state in ("withdrawn", "closed"):
        rows.insert(0, [(t("button-find-again"), ShowList(project=project.id))])
    choose = [
        Action(OFFER.kind, one.offer_id, "agree")
        for one in progress.asked
        if one.state == "talking"
    ]
    chosen: list[list[Button]] = [[(t(one.label(texts.has)), one)] for one in choose]
    return "\n".join(lines), keyboard(*chosen, *rows)


def _standing(progress: Progress, t: Translate) -> list[str]:
    due = moment(progress.due, t) if progress.due else ""
    owner = escape(progress.owner or t("match-owner-nobody"), quote=False)
    match progress.state:
        case "submitted":
            return [t("progress-tonight", due=due)]
        case "offering":
            names = t("list-comma").join(name_of(one.mentor) for one in progress.asked)
            lines = [t("progress-asked", names=names, due=due)]
            lines += [_talk(one, t) for one in progress.asked if one.state != "held"]
            if progress.next:
                lines.append(t("progress-next", name=name_of(progress.next[0][1])))
            else:
                lines.append(t("progress-next-staff"))
            return lines
        case "waiting":
            position = progress.position or 0
            place = t("progress-waiting", position=position, all=progress.waiting)
            return [place, t("progress-owner", owner=owner, due=due)]
        case "manual":
            return [t("progress-manual"), t("progress-owner", owner=owner, due=due)]
        case _:
            return [t(f"match-now-{progress.state}")]


def _talk(asked: Asked, t: Translate) -> str:
    """What was proposed, or agreed on, before the mentor answers."""
    if asked.talk_at is None:
        return t("progress-talking", name=name_of(asked.mentor), due=moment(asked.until, t))
    at, place = moment(asked.talk_at, t), escape(asked.talk_place, quote=False)
    return t("progress-arranged", name=name_of(asked.mentor), at=at, place=place)


def moment(at: datetime, t: Translate) -> str:
    """A promised moment as people say it: 11-25（周三）18:00."""
    local = at.astimezone(SHANGHAI)
    day = t(text_key(tuple(Day)[local.weekday()]))
    return t("moment", date=local.strftime("%m-%d"), day=day, time=local.strftime("%H:%M"))


def setup() -> Router:
    router = Router(name=__name__)
    mine = Pressed(private=True)
    router.callback_query.register(on_show_progress, ShowProgress.filter(), mine)
    router.callback_query.register(on_request_button, CaseButton("match", "withdraw", "ask-human"))
    return router
