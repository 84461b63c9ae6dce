"""/mentoring: the relations of a mentor or student, each a card with what may be done next."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, Message

from core.accounts import Actor, Role
from core.actions import Action
from core.clock import local_day
from core.db import Database
from core.texts import Translate
from handlers import agreement, meeting_notes, meetings, missed_meetings, pressing, relation_endings
from handlers.addressing import FromPerson, Private
from handlers.asking import Clock
from handlers.keyboards import Button, keyboard
from handlers.pressing import Press
from handlers.relation_cards import (
    RELATION,
    button,
    card,
    card_buttons,
    safe,
    task_buttons,
    task_card,
    when,
)
from handlers.replying import respond
from handlers.words import shortened
from mentors import certificates, feedback, notes, overview

MOST_CARDS = 3
"""Relations shown as cards at once; of more there is a button for each."""
TASKS_AT_ONCE = 5


async def on_mentoring(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate, clock: Clock
) -> None:
    """A card or a button for each relation; a mentor's hours and average from students with it."""
    await state.clear()
    async with db.transaction() as session:
        cards = [
            await overview.card(session, actor, relation_id, now=clock())
            for relation_id in await overview.own(session, actor)
        ]
        mentor = await certificates.own(session, actor)
        average = await feedback.average(session, mentor.id) if mentor else None
    if not cards:
        roles = {Role.STUDENT: "student", Role.MENTOR: "mentor"}
        role = next((roles[one] for one in (Role.MENTOR, Role.STUDENT) if one in actor.roles), "")
        await respond(message, t(f"mentoring-none-{role}") if role else t("mentoring-none"))
        return
    few = len(cards) <= MOST_CARDS
    for shown in cards if few else ():
        await respond(message, card(shown, t), card_buttons(shown, t))
    if few and mentor is None:
        return
    lines = [t("mentoring-list", number=len(cards))]
    if average is not None:
        lines.append(t("mentoring-rating", stars=f"{average.stars:g}", count=average.count))
    names: list[Button] = [
        (shortened(shown.other, 12), Action(RELATION, shown.relation.id, "open"))
        for shown in (() if few else cards)
    ]
    rows = [names[start : start + 2] for start in range(0, len(names), 2)]
    if mentor is not None:
        rows.append([button(RELATION, mentor.id, "certificate", t)])
    await respond(message, "\n".join(lines), keyboard(*rows))


async def show(press: Press) -> None:
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
    await respond(press.message, card(shown, press.t), card_buttons(shown, press.t))
    await press.done()


async def show_tasks(press: Press) -> None:
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
    if not shown.todo:
        await press.done(press.t("tasks-none"), alert=True)
        return
    for todo in shown.todo[:TASKS_AT_ONCE]:
        text = task_card(todo.task, todo.owner, press.t)
        await respond(press.message, text, task_buttons(todo.task, press.t))
    await press.done()


async def show_notes(press: Press) -> None:
    t = press.t
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
        found = await notes.of_relation(session, press.actor, shown.relation)
        authors = {n.author_id: await overview.name_of(session, n.author_id) for _, n in found}
    if not found:
        await press.done(t("notes-none"), alert=True)
        return
    lines = [
        t(
            "notes-line",
            when=when(meeting.starts_at, t),
            author=safe(authors[note.author_id]),
            note=safe(shortened(note.text, 200)),
        )
        for meeting, note in found
    ]
    await respond(press.message, "\n".join([t("notes-title"), *lines]))
    await press.done()


async def send_certificate(press: Press) -> None:
    """The hours of this year so far; its id is the mentor's row."""
    today = local_day(press.now)
    async with press.db.reading() as session:
        hours = await certificates.count(
            session, press.actor, press.id, today.replace(month=1, day=1), today
        )
    pdf = await certificates.certificate(hours, press.school.name, today)
    file = BufferedInputFile(pdf, f"mentor-hours-{today.year}.pdf")
    caption = press.t(
        "certificate-sent", year=today.year, meetings=hours.meetings, hours=hours.hours
    )
    await press.message.answer_document(file, caption=caption)
    await press.done()


ACTS: dict[str, pressing.Act] = {
    "open": show,
    "tasks": show_tasks,
    "notes": show_notes,
    "certificate": send_certificate,
    **agreement.ACTS,
    **relation_endings.ACTS,
    **meetings.RELATION_ACTS,
}


def setup() -> Router:
    """Everything of relations and meetings, in one router."""
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_mentoring, Command("mentoring", "师徒", "我的师徒"))
    pressing.register(router, RELATION, ACTS, RELATION)
    for part in (agreement, relation_endings, meetings, missed_meetings, meeting_notes):
        router.include_router(part.setup())
    return router
