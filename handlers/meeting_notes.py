"""After a meeting: that it was held, three lines about it, and next steps."""

from datetime import timedelta

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.actions import Action
from core.clock import DAY, local_day
from core.db import Database
from core.errors import NotPossibleNow
from core.texts import Translate
from handlers import pressing
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import keyboard
from handlers.meetings import leave_questions
from handlers.pressing import Press
from handlers.relation_cards import (
    MEETING,
    NOTE,
    TASK,
    button,
    day,
    safe,
    task_buttons,
    task_card,
    when,
)
from handlers.replying import relabel, respond, rewrite
from handlers.words import readable
from mentors import meetings, notes, overview, tasks
from mentors.meetings import MEETINGS
from mentors.models import MentoringTask
from mentors.notes import MAX_NOTE

WEEK, FORTNIGHT = 7, 14


class NoteForm(StatesGroup):
    text = State()


async def hold(press: Press) -> None:
    """It took place: what was said comes next, typed."""
    async with press.db.transaction() as session:
        await meetings.hold(session, press.actor, press.id, now=press.now)
    await wait_for(press.state, NoteForm.text, press.now, meeting=press.id)
    await rewrite(press.message, press.t("meeting-held-self"))
    await press.done()


async def ask_note(press: Press) -> None:
    async with press.db.transaction() as session:
        meeting = await MEETINGS.find(session, press.id, press.actor)
    if meeting.state != "held":
        raise NotPossibleNow(kind=MEETING, state=meeting.state, event="note")
    await wait_for(press.state, NoteForm.text, press.now, meeting=press.id)
    at = when(meeting.starts_at, press.t)
    await respond(press.message, press.t("note-ask", when=at, limit=MAX_NOTE))
    await press.done()


async def on_note(
    message: Message, kept: Kept, actor: Actor, channel: str, db: Database, state: FSMContext,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    words = readable(message.text)
    leave_questions(words)
    source = f"{channel}:{message.chat.id}:{message.message_id}"
    async with db.transaction() as session:
        written = await notes.write(
            session, actor, int(kept["meeting"]), words, source=source, now=clock()
        )
        task = written.task
        owner = await overview.name_of(session, task.owner_id) if task else ""
        step = notes.next_step(words, now=clock())
    await heard(state, message)
    flag = button(NOTE, written.note.id, "flag", t)
    if task is not None:
        await respond(
            message, _kept(task, owner, t), keyboard([button(TASK, task.id, "give", t), flag])
        )
        return
    note = written.note.id
    await respond(
        message,
        t("note-due-ask", task=safe(step.text)),
        keyboard(
            [
                (t("button-note-week"), Action(NOTE, note, f"due-{WEEK}")),
                (t("button-note-fortnight"), Action(NOTE, note, f"due-{FORTNIGHT}")),
            ],
            [button(NOTE, note, "none", t), flag],
        ),
    )


def _kept(task: MentoringTask, owner: str, t: Translate) -> str:
    due = day(task.due_on) if task.due_on else t("task-no-day")
    return t("note-kept-task", task=safe(task.text), owner=safe(owner), due=due)


async def promise(press: Press) -> None:
    """The next step of a note that named no day."""
    days = press.number(0)
    if days not in (WEEK, FORTNIGHT):
        raise NotPossibleNow(kind=NOTE, event="due")
    due = local_day(press.now) + days * DAY
    async with press.db.transaction() as session:
        task = await notes.promise(session, press.actor, press.id, due, now=press.now)
        owner = await overview.name_of(session, task.owner_id)
    await rewrite(
        press.message,
        _kept(task, owner, press.t),
        keyboard([button(TASK, task.id, "give", press.t), button(NOTE, press.id, "flag", press.t)]),
    )
    await press.done()


async def no_step(press: Press) -> None:
    await rewrite(
        press.message, press.t("note-kept"), keyboard([button(NOTE, press.id, "flag", press.t)])
    )
    await press.done()


async def flag(press: Press) -> None:
    async with press.db.transaction() as session:
        await notes.flag(session, press.actor, press.id, now=press.now)
    await press.done(press.t("note-flagged"), alert=True)


async def finish(press: Press) -> None:
    async with press.db.transaction() as session:
        await tasks.finish(session, press.actor, press.id, now=press.now)
    await relabel(press.message, None)
    await press.done(press.t("task-finished"))


async def later(press: Press) -> None:
    """Another week, from its day or from today, whichever is later."""
    async with press.db.transaction() as session:
        task = await tasks.get(session, press.actor, press.id)
        today = local_day(press.now)
        if task.done_at is None and (task.due_on is None or task.due_on <= today + DAY):
            due = max(task.due_on or today, today) + timedelta(days=WEEK)
            task = await tasks.postpone(session, press.actor, press.id, due, now=press.now)
    if task.done_at is not None or task.due_on is None:
        await press.done(press.t("task-finished"), alert=True)
        return
    await relabel(press.message, keyboard([button(TASK, press.id, "done", press.t)]))
    await press.done(press.t("task-later", due=day(task.due_on)))


async def give(press: Press) -> None:
    async with press.db.transaction() as session:
        task = await tasks.hand_over(session, press.actor, press.id)
        owner = await overview.name_of(session, task.owner_id)
    if task.done_at is not None:
        await press.done(press.t("task-finished"), alert=True)
        return
    text = task_card(task, owner, press.t)
    await rewrite(press.message, text, task_buttons(task, press.t))
    await press.done(press.t("task-handed", owner=owner, task=task.text[:100]))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.register(on_note, Typed(NoteForm.text))
    pressing.register(router, MEETING, {"hold": hold, "note": ask_note}, MEETING)
    pressing.register(router, NOTE, {"due": promise, "none": no_step, "flag": flag})
    pressing.register(router, TASK, {"done": finish, "later": later, "give": give})
    return router
