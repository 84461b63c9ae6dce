"""The way in to finding a mentor: a command, a few words, or the button under an answer."""

import re

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from core.accounts import Actor
from core.db import Database
from core.texts import Texts, Translate
from handlers import (
    match_progress,
    match_requests,
    mentor_list,
    need_cards,
    need_form,
    student_profile,
)
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import wait_for
from handlers.keyboards import Button, NextStep, keyboard
from handlers.mentor_list import name_of
from handlers.need_cards import Find, NewProject, ShowCard, ShowList
from handlers.replying import acknowledge, respond
from mentors import directory, requests
from mentors.openings import OPEN_STATES
from mentors.pacing import MOST_OPEN
from students import projects, questions

MENTOR = "mentor"
WORDS = re.compile(
    r"\s*(?:我|我们)?(?:想要|想|要|需要)?(?:帮我)?(?:找|约|联系)(?:一个|一位|个|位|创业)*(?:导师|指导老师)"
    r"(?:吧|呀|啊|了)?[。.!！~]*\s*"
    r"|\s*(?:i (?:want|need|would like) to |please )?find (?:me )?(?:a |my )?mentor[.!]*\s*",
    re.IGNORECASE,
)
"""What people type who want exactly this; anything longer is a question or a need."""


async def on_find(
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    await begin(message, actor, db, state, texts, t, clock)


async def on_find_button(
    query: CallbackQuery,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    await begin(message, actor, db, state, texts, t, clock)
    await acknowledge(query)


async def on_action(
    query: CallbackQuery,
    callback_data: NextStep,
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """The button under an answer; that it was wanted stays on record."""
    async with db.transaction() as session:
        await questions.wish(session, callback_data.question, actor, MENTOR, now=clock())
    await begin(message, actor, db, state, texts, t, clock)
    await acknowledge(query)


async def begin(
    message: Message,
    actor: Actor,
    db: Database,
    state: FSMContext,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """Where the student stands: has a mentor, has a request out, has a project, or begins."""
    async with db.reading() as session:
        mentor = await directory.mentor_of(session, actor.id)
        own = await requests.own(session, actor)
        running = [one for one in own if one.state in OPEN_STATES]
        known = await projects.own(session, actor)
    if mentor is not None:
        await respond(message, t("find-has-mentor", name=name_of(mentor.name)))
        return
    if running:
        other: list[Button] = [(t("button-other-project"), NewProject())]
        may_more = len(running) < MOST_OPEN
        await respond(message, t("find-running"), keyboard(other) if may_more else None)
        await match_progress.show_running(message, actor, db, texts, t, clock)
        return
    if not known:
        await need_form.begin(message, state, t, clock)
        return
    project = known[0]
    await wait_for(state, need_form.NeedForm.described, clock(), project=0)
    lines = [t("find-same-project"), need_cards.card(project, t), t("find-or-sentence")]
    rows: list[list[Button]] = [
        [(t("button-same-project"), ShowList(project=project.id))],
        [
            (t("button-change-need"), ShowCard(project=project.id)),
            (t("button-new-project"), NewProject()),
        ],
    ]
    await respond(message, "\n".join(lines), keyboard(*rows))


def setup() -> Router:
    """Everything of finding a mentor, in one router."""
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_find, Command("mentor", "导师", "找导师"))
    router.message.register(on_find, F.text.regexp(WORDS, mode="fullmatch"))
    router.callback_query.register(
        on_action, NextStep.filter(F.action == MENTOR), Pressed(private=True)
    )
    router.callback_query.register(on_find_button, Find.filter(), Pressed(private=True))
    for part in (match_progress, match_requests, mentor_list, student_profile, need_form):
        router.include_router(part.setup())
    return router
