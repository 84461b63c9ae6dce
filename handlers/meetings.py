"""Meetings in chat: hours to choose from or to type, a yes, a place, another time."""

from datetime import UTC, datetime

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import BufferedInputFile, Message

from core.accounts import Actor
from core.db import Database, Session
from core.errors import NotFound
from core.texts import Translate
from handlers import pressing
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.pressing import Press
from handlers.relation_cards import (
    MEETING,
    RELATION,
    meeting_buttons,
    place,
    safe,
    slot_buttons,
    when,
)
from handlers.replying import respond, rewrite
from handlers.words import readable
from mentors import bookings, moments, overview
from mentors.bookings import MAX_PLACE
from mentors.calendars import FILE_NAME, calendar_file
from mentors.meetings import MEETINGS
from mentors.models import Meeting
from mentors.moments import MomentUnclear

LAST_MINUTE = 4_102_444_800 // 60
"""The year 2100: what lies behind it stands on no button of ours."""


class MeetingForm(StatesGroup):
    time = State()
    place = State()


async def choose(press: Press) -> None:
    """Hours that suit both, for a new meeting of this relation."""
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
        starts = await bookings.suggestions(session, shown.relation, now=press.now)
    if shown.relation.state not in ("formed", "active", "renewing"):
        await press.done(press.t(f"mentoring-now-{shown.relation.state}"), alert=True)
        return
    key = "meeting-pick" if starts else "meeting-pick-none"
    text = press.t(key, other=safe(shown.other)) if starts else press.t(key)
    await respond(press.message, text, slot_buttons(starts, RELATION, press.id, press.t))
    await press.done()


async def book(press: Press) -> None:
    start = _start(press)
    async with press.db.transaction() as session:
        meeting = await bookings.propose(session, press.actor, press.id, start, now=press.now)
        text = await _said(session, meeting, press.actor, press.t, press.now)
    await rewrite(press.message, text, meeting_buttons(meeting, press.actor.id, press.now, press.t))
    await press.done()


async def move(press: Press) -> None:
    start = _start(press)
    async with press.db.transaction() as session:
        meeting = await bookings.reschedule(session, press.actor, press.id, start, now=press.now)
        text = await _said(session, meeting, press.actor, press.t, press.now)
    await rewrite(press.message, text, meeting_buttons(meeting, press.actor.id, press.now, press.t))
    await press.done()


def _start(press: Press) -> datetime:
    minutes = press.number(0)
    if minutes > LAST_MINUTE:
        raise NotFound(id=press.id)
    return datetime.fromtimestamp(minutes * 60, UTC)


async def _said(
    session: Session, meeting: Meeting, actor: Actor, t: Translate, now: datetime
) -> str:
    """What the actor reads about a meeting just proposed, or thereby confirmed."""
    shown = await overview.card(session, actor, meeting.relation_id, now=now)
    at = when(meeting.starts_at, t)
    if meeting.state == "confirmed":
        return t("meeting-confirmed-self", when=at, place=place(meeting, t))
    return t("meeting-proposed-self", other=safe(shown.other), when=at)


async def ask_time(press: Press) -> None:
    """A new meeting is typed under its relation."""
    await _ask_time(press, relation=press.id, meeting=0)


async def ask_new_time(press: Press) -> None:
    """Another time is typed under the meeting."""
    await _ask_time(press, relation=0, meeting=press.id)


async def _ask_time(press: Press, *, relation: int, meeting: int) -> None:
    await wait_for(press.state, MeetingForm.time, press.now, relation=relation, meeting=meeting)
    await respond(press.message, press.t("meeting-type"))
    await press.done()


async def on_time(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words, now = readable(message.text), clock()
    try:
        start = moments.moment(words, now=now)
    except MomentUnclear:
        leave_questions(words)
        await respond(message, t("meeting-type-again"))
        return
    async with db.transaction() as session:
        if meeting_id := int(kept["meeting"]):
            meeting = await bookings.reschedule(session, actor, meeting_id, start, now=now)
        else:
            meeting = await bookings.propose(session, actor, int(kept["relation"]), start, now=now)
        text = await _said(session, meeting, actor, t, now)
    await heard(state, message)
    await respond(message, text, meeting_buttons(meeting, actor.id, now, t))


def leave_questions(words: str) -> None:
    """Let what is a question, not what the form asked for, be answered by the library."""
    if words.endswith(("？", "?")) and "\n" not in words:
        raise SkipHandler


async def show(press: Press) -> None:
    async with press.db.transaction() as session:
        meeting = await MEETINGS.find(session, press.id, press.actor)
        shown = await overview.card(session, press.actor, meeting.relation_id, now=press.now)
    lines = [
        press.t("meeting-card", when=when(meeting.starts_at, press.t),
                place=place(meeting, press.t)),
        press.t("meeting-with", other=safe(shown.other),
                state=press.t(f"meeting-now-{meeting.state}")),
    ]  # fmt: skip
    buttons = meeting_buttons(meeting, press.actor.id, press.now, press.t)
    await respond(press.message, "\n".join(lines), buttons)
    await press.done()


async def confirm(press: Press) -> None:
    async with press.db.transaction() as session:
        meeting = await bookings.confirm(session, press.actor, press.id, now=press.now)
    text = press.t(
        "meeting-confirmed-self",
        when=when(meeting.starts_at, press.t),
        place=place(meeting, press.t),
    )
    await rewrite(press.message, text, meeting_buttons(meeting, press.actor.id, press.now, press.t))
    await press.done()
    await _send_file(press, meeting)


async def send_file(press: Press) -> None:
    async with press.db.transaction() as session:
        meeting = await MEETINGS.find(session, press.id, press.actor)
    await _send_file(press, meeting)
    await press.done()


async def _send_file(press: Press, meeting: Meeting) -> None:
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, meeting.relation_id, now=press.now)
    summary = press.t("meeting-summary", mentor=shown.mentor, student=shown.student)
    body = calendar_file(meeting, summary, now=press.now)
    await press.message.answer_document(
        BufferedInputFile(body, FILE_NAME), caption=press.t("meeting-file")
    )


async def reschedule(press: Press) -> None:
    """Other hours that suit both; the meeting stays until one is chosen."""
    async with press.db.transaction() as session:
        meeting = await MEETINGS.find(session, press.id, press.actor)
        await MEETINGS.check(session, meeting, "reschedule", press.now)
        shown = await overview.card(session, press.actor, meeting.relation_id, now=press.now)
        starts = await bookings.suggestions(session, shown.relation, now=press.now)
    if meeting.state != "confirmed":
        await press.done(press.t(f"meeting-now-{meeting.state}"), alert=True)
        return
    key = "meeting-pick" if starts else "meeting-pick-none"
    text = press.t(key, other=safe(shown.other)) if starts else press.t(key)
    await respond(press.message, text, slot_buttons(starts, MEETING, press.id, press.t))
    await press.done()


async def ask_place(press: Press) -> None:
    await wait_for(press.state, MeetingForm.place, press.now, meeting=press.id)
    await respond(press.message, press.t("meeting-place-ask", limit=MAX_PLACE))
    await press.done()


async def on_place(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words = readable(message.text)
    leave_questions(words)
    async with db.transaction() as session:
        meeting = await bookings.set_place(session, actor, int(kept["meeting"]), words, now=clock())
    await heard(state, message)
    await respond(message, t("meeting-place-set", place=place(meeting, t)))


RELATION_ACTS: dict[str, pressing.Act] = {"book": choose, "slot": book, "type": ask_time}
"""What buttons of a relation do about its meetings."""

ACTS: dict[str, pressing.Act] = {
    "open": show,
    "confirm": confirm,
    "reschedule": reschedule,
    "slot": move,
    "type": ask_new_time,
    "place": ask_place,
    "ics": send_file,
}


def setup() -> Router:
    router = Router(name=__name__)
    router.message.register(on_time, Typed(MeetingForm.time))
    router.message.register(on_place, Typed(MeetingForm.place))
    pressing.register(router, MEETING, ACTS, MEETING)
    return router
