"""What was said at a meeting, in three lines by either side, and the next step that follows.

The first line says what was talked about, the next what is to be done, one names a day; a single
line with a day is both. Seen by the two, and by staff when flagged.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core import accounts, outbox
from core.accounts import Actor, Role
from core.clock import local_day
from core.db import Session
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow
from mentors import moments, tasks
from mentors.meetings import MEETINGS, RELATIONS, both_of, tell, when
from mentors.models import Meeting, MeetingNote, MentoringTask, Relation
from mentors.tables import MEETING

MAX_NOTE = 1000


class NoteNotValid(DomainError):
    """A note says something, in at most 1,000 characters."""

    key = "error-note-text"


@dataclass(frozen=True, slots=True)
class Written:
    """A note and the next step read out of it, if it named a day."""

    note: MeetingNote
    task: MentoringTask | None


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a note says is to be done; ``due_on`` None: it names no day that can be."""

    text: str
    due_on: date | None


async def write(
    session: Session, actor: Actor, meeting_id: int, text: str, *, source: str, now: datetime
) -> Written:
    """Keep a note of a meeting that was held, show it to the other side, and make its next step.

    The same ``source`` (update) writes no second one. Raises NotFound, NoteNotValid,
    NotPossibleNow when the meeting was not held.
    """
    meeting = await MEETINGS.find(session, meeting_id, actor)
    relation = await session.get_one(Relation, meeting.relation_id)
    if actor.id not in await both_of(session, relation):
        raise NotFound(id=meeting_id)
    if meeting.state != "held":
        raise NotPossibleNow(kind=MEETING.kind, state=meeting.state, event="note")
    text = text.strip()
    if not text or len(text) > MAX_NOTE:
        raise NoteNotValid(limit=MAX_NOTE)
    note = await session.scalar(
        select(MeetingNote).where(
            MeetingNote.meeting_id == meeting_id,
            MeetingNote.author_id == actor.id,
            MeetingNote.source == source,
        )
    )
    if note is None:
        note = MeetingNote(
            meeting_id=meeting_id,
            author_id=actor.id,
            text=text,
            source=source,
            flagged=False,
            written_at=now,
        )
        session.add(note)
        await session.flush()
        await _show(session, actor, meeting, note, now)
    step = next_step(text, now=now)
    task = None
    if step.due_on is not None:
        task = await tasks.add(
            session, actor, relation.id, step.text, step.due_on,
            source=source, now=now, meeting_id=meeting_id,
        )  # fmt: skip
    return Written(note, task)


def next_step(text: str, *, now: datetime) -> NextStep:
    """The second line of a note, or its only one, with the day that the note names.

    A day that is over, or more than a year away, is no day to promise something by.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    step = lines[1] if len(lines) > 1 else lines[0] if lines else ""
    found = [moments.day(line, now=now) for line in (lines[1:] or lines)]
    today = local_day(now)
    ahead = [day for day in found if day and today <= day <= today + tasks.MOST_AHEAD]
    short = step if len(step) <= tasks.MAX_TASK else step[: tasks.MAX_TASK - 1] + "…"
    return NextStep(short, ahead[0] if ahead else None)


async def promise(
    session: Session, actor: Actor, note_id: int, due_on: date, *, now: datetime
) -> MentoringTask:
    """Make the next step of a note that named no day, by ``due_on``; once for each note.

    Raises NotFound, DayNotPossible.
    """
    note, meeting, relation = await _own(session, actor, note_id)
    step = next_step(note.text, now=now)
    return await tasks.add(
        session, actor, relation.id, step.text, due_on,
        source=note.source or f"note-{note.id}", now=now, meeting_id=meeting.id,
    )  # fmt: skip


async def flag(session: Session, actor: Actor, note_id: int, *, now: datetime) -> MeetingNote:
    """Show a note of one's own relation to staff; the other side is not told. Raises NotFound."""
    note, meeting, relation = await _own(session, actor, note_id)
    if not note.flagged:
        note.flagged = True
        await session.flush()
        names = await RELATIONS.params(session, relation)
        for account_id in sorted(await accounts.with_role(session, Role.STAFF)):
            await outbox.put(
                session,
                account_id,
                "note-flagged-staff",
                {
                    "mentor": names["mentor"],
                    "student": names["student"],
                    "when": when(meeting.starts_at),
                    "note": note.text,
                },
                now=now,
                dedupe_key=f"note-{note.id}-flag-{account_id}",
            )
    return note


async def of_relation(
    session: Session, actor: Actor, relation: Relation, *, most: int = 5
) -> list[tuple[Meeting, MeetingNote]]:
    """The latest notes of a relation, the newest first; staff see those that were flagged.

    Raises NotAllowed for everybody who is neither a side of it nor staff.
    """
    wanted = (
        select(Meeting, MeetingNote)
        .join(MeetingNote, MeetingNote.meeting_id == Meeting.id)
        .where(Meeting.relation_id == relation.id)
        .order_by(MeetingNote.id.desc())
        .limit(most)
    )
    if actor.id not in await both_of(session, relation):
        if not actor.roles & {Role.STAFF, Role.HEAD}:
            raise NotAllowed
        wanted = wanted.where(MeetingNote.flagged.is_(True))
    return [(meeting, note) for meeting, note in await session.execute(wanted)]


async def flagged(session: Session, actor: Actor) -> list[MeetingNote]:
    """Every note shown to staff, the newest first. Raises NotAllowed."""
    actor.require(Role.STAFF, Role.HEAD)
    found = await session.scalars(
        select(MeetingNote).where(MeetingNote.flagged.is_(True)).order_by(MeetingNote.id.desc())
    )
    return list(found)


async def _own(
    session: Session, actor: Actor, note_id: int
) -> tuple[MeetingNote, Meeting, Relation]:
    note = await session.get(MeetingNote, note_id, with_for_update=True, populate_existing=True)
    if note is None:
        raise NotFound(id=note_id)
    meeting = await session.get_one(Meeting, note.meeting_id)
    relation = await session.get_one(Relation, meeting.relation_id)
    if actor.id not in await both_of(session, relation):
        raise NotFound(id=note_id)
    return note, meeting, relation


async def _show(
    session: Session, actor: Actor, meeting: Meeting, note: MeetingNote, now: datetime
) -> None:
    await tell(
        session, meeting, "note", now=now, but=actor, buttons=("note",),
        more={"note": note.text}, once=f"note-{note.id}",
    )  # fmt: skip
