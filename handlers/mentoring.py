"""/mentoring: the relations of a mentor or student, each a card with what may be done next."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, Message

from core.accounts import Actor, Role
from core.clock import local_day
from core.db import Database
from core.texts import Translate
from handlers import agreement, meeting_notes, meetings, missed_meetings, pressing, relation_endings
from handlers.addressing import FromPerson, Private
from handlers.asking import Clock
from handlers.keyboards import keyboard
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

MOST_SHOWN = 6
"""Relations shown at once; a mentor with more students sees these and the rest by number."""
TASKS_AT_ONCE = 5


async def on_mentoring(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate, clock: Clock
) -> None:
    """One card for each relation; for a mentor the hours and what students think on average."""
    await state.clear()
    async with db.transaction() as session:
        ids = await overview.own(session, actor)
        cards = [
            await overview.card(session, actor, relation_id, now=clock())
            for relation_id in ids[:MOST_SHOWN]
        ]
        mentor = await certificates.own(session, actor)
        average = await feedback.average(session, mentor.id) if mentor else None
    if not cards:
        roles = {Role.STUDENT: "student", Role.MENTOR: "mentor"}
        role = next((roles[one] for one in (Role.MENTOR, Role.STUDENT) if one in actor.roles), "")
        await respond(message, t(f"mentoring-none-{role}") if role else t("mentoring-none"))
        return
    for shown in cards:
        await respond(message, card(shown, t), card_buttons(shown, t))
    if mentor is not None:
        lines = [t("mentoring-list", number=len(ids))]
        if average is not None:
            lines.append(t("mentoring-rating", stars=f"{average.stars:g}", count=average.count))
        await respond(
            message, "\n".join(lines), keyboard([button(RELATION, mentor.id, "certificate", t)])
        )


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
