"""What mentoring does by the clock beside promised times: reminders, questions, what runs out.

Everything here may be repeated at any moment: each thing is done in a transaction of its own, and
a notice has a key of its own, so that it goes out once.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, select

from core.clock import DAY, SHANGHAI, local_day
from core.db import Database, Session
from core.errors import DomainError
from mentors import endings, tasks
from mentors.meetings import MEETINGS, REPORT_WITHIN, tell
from mentors.models import Meeting
from mentors.relations import Mentoring

log = logging.getLogger(__name__)

LIMIT = 500
DAY_BEFORE = timedelta(hours=24)
HOUR_BEFORE = timedelta(hours=1)
ASK_AGAIN = timedelta(hours=24)
_MORNING, _EVENING = time(9), time(21, 30)

_DAY_SAID, _HOUR_SAID, _ASKED, _ASKED_AGAIN = 1, 2, 3, 4
"""What ``Meeting.reminded`` says was dealt with, in this order."""


async def keep_up(db: Database, *, now: datetime) -> int:
    """Do whatever is due in mentoring; returns how many things that were. For every minute."""
    done = 0
    starts, ends, reminded = Meeting.starts_at, Meeting.ends_at, Meeting.reminded
    confirmed, proposed = Meeting.state == "confirmed", Meeting.state == "proposed"
    steps: tuple[tuple[ColumnElement[bool], _Step], ...] = (
        (proposed & (starts <= now), _expire),
        (
            confirmed & (starts > now) & (starts <= now + DAY_BEFORE) & (reminded < _DAY_SAID),
            _remind_day,
        ),
        (
            confirmed & (starts > now) & (starts <= now + HOUR_BEFORE) & (reminded < _HOUR_SAID),
            _remind_hour,
        ),
        (confirmed & (ends <= now) & (reminded < _ASKED), _ask),
        (confirmed & (ends <= now - ASK_AGAIN) & (reminded == _ASKED), _ask),
        (confirmed & (ends <= now - REPORT_WITHIN), _close),
    )
    for condition, step in steps:
        done += await _each(db, condition, step, now)
    done += await tasks.remind(db, now=now)
    done += await endings.near_end(db, Mentoring(), now=now)
    return done


_Step = Callable[[Session, Meeting, datetime], Awaitable[bool]]


async def _each(db: Database, condition: ColumnElement[bool], step: _Step, now: datetime) -> int:
    async with db.reading() as session:
        found = await session.scalars(
            select(Meeting.id).where(condition).order_by(Meeting.id).limit(LIMIT)
        )
        ids = found.all()
    done = 0
    for meeting_id in ids:
        try:
            async with db.transaction() as session:
                meeting = await MEETINGS.find(session, meeting_id, None)
                done += await step(session, meeting, now)
        except DomainError as refusal:
            log.info("meeting=%s %s: %s", meeting_id, step.__name__, refusal.key)
    return done


async def _expire(session: Session, meeting: Meeting, now: datetime) -> bool:
    await MEETINGS.act(session, meeting, "expire", None, now=now)
    return True


async def _close(session: Session, meeting: Meeting, now: datetime) -> bool:
    await MEETINGS.act(session, meeting, "close", None, now=now)
    return True


async def _remind_day(session: Session, meeting: Meeting, now: datetime) -> bool:
    """A day ahead; who agreed on it within that day, or is reached too late for it, needs none."""
    if meeting.state != "confirmed" or meeting.reminded >= _DAY_SAID:
        return False
    meeting.reminded = _DAY_SAID
    fresh = meeting.opened_at > meeting.starts_at - DAY_BEFORE
    if fresh or now > meeting.starts_at - 2 * HOUR_BEFORE:
        return False
    await tell(session, meeting, "tomorrow", now=now, buttons=("open", "reschedule"))
    return True


async def _remind_hour(session: Session, meeting: Meeting, now: datetime) -> bool:
    if meeting.state != "confirmed" or meeting.reminded >= _HOUR_SAID:
        return False
    meeting.reminded = _HOUR_SAID
    await tell(session, meeting, "soon", now=now, buttons=("open",))
    return True


async def _ask(session: Session, meeting: Meeting, now: datetime) -> bool:
    """After the end whether it took place, once more a day later; not late at night."""
    if meeting.state != "confirmed":
        return False
    asked_at = asking_time(meeting.ends_at)
    wanted = _ASKED if now < asked_at + ASK_AGAIN else _ASKED_AGAIN
    if now < asked_at or meeting.reminded >= wanted:
        return False
    meeting.reminded = wanted
    word = "held" if wanted == _ASKED else "again"
    await tell(session, meeting, f"ask-{word}", now=now, buttons=("hold", "no-show"))
    return True


def asking_time(ends_at: datetime) -> datetime:
    """At the end of a meeting, or at nine the next morning after a late one."""
    local = ends_at.astimezone(SHANGHAI)
    if _MORNING <= local.time() < _EVENING:
        return ends_at
    day = local_day(ends_at) + (DAY if local.time() >= _EVENING else timedelta())
    return datetime.combine(day, _MORNING, SHANGHAI)
