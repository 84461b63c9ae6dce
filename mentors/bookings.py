"""Agreeing on a meeting: hours that suit both, a proposal, a yes, another time, a place."""

from datetime import datetime, time, timedelta

from sqlalchemy import or_, select

from core.accounts import Account, Actor
from core.casework import standing
from core.clock import DAY, SHANGHAI, end_of_day, local_day
from core.db import Session
from core.errors import DomainError, NotFound
from mentors.meetings import LATE, MEETINGS, OPEN, RELATIONS, MeetingPast, both_of, tell
from mentors.models import Meeting, Mentor, Relation
from mentors.relations import LIVE
from mentors.tables import MEETING
from mentors.vocabulary import Day, Part, slot
from students.models import Project

LENGTH = timedelta(hours=1)
NOTICE = timedelta(minutes=30)
"""A meeting is proposed at least so long before it begins."""
AHEAD = timedelta(days=14)
MOST_OPEN = 5
MAX_PLACE = 200
HOURS = {Part.MORNING: (10, 9), Part.AFTERNOON: (15, 14), Part.EVENING: (19, 20)}
"""When a meeting may begin in a part of a day, the usual hour first."""


class MeetingOutsideTerm(DomainError):
    """Before the relation began, after its last day, or while it rests."""

    key = "error-meeting-term"


class MeetingOverlaps(DomainError):
    """One of the two has another meeting then; whose it is stays theirs."""

    key = "error-meeting-overlaps"


class TooManyMeetings(DomainError):
    key = "error-meeting-many"


class PlaceTooLong(DomainError):
    key = "error-meeting-place"


async def suggestions(
    session: Session, relation: Relation, *, now: datetime, most: int = 4
) -> list[datetime]:
    """Up to ``most`` hours of the next two weeks that suit both, in order; none when it rests.

    From the weekly times that both gave, or the one who gave any; nobody's other meeting is there.
    """
    if relation.state not in LIVE or relation.ends_on is None:
        return []
    mentor = await session.get_one(Mentor, relation.mentor_id)
    project = await session.get(Project, relation.project_id)
    wanted, offered = set(project.times if project else ()), set(mentor.times)
    weekly = wanted & offered or offered or wanted
    last = min(now + AHEAD, end_of_day(relation.ends_on) - LENGTH)
    busy = await _busy(session, relation, now, last + LENGTH)
    usual: list[datetime] = []
    more: list[datetime] = []
    for days in range(AHEAD.days + 1):
        day = local_day(now) + days * DAY
        for part, hours in HOURS.items():
            if slot(tuple(Day)[day.weekday()], part) not in weekly:
                continue
            starts = [datetime.combine(day, time(hour), SHANGHAI) for hour in hours]
            free = [
                start
                for start in starts
                if now + LATE <= start <= last
                and not any(start < end and begin < start + LENGTH for begin, end in busy)
            ]
            usual += free[:1]
            more += free[1:]
    return sorted([*usual[:most], *more[: max(0, most - len(usual))]])


async def propose(
    session: Session, actor: Actor, relation_id: int, starts_at: datetime, *, now: datetime,
    place: str = "",
) -> Meeting:  # fmt: skip
    """Ask the other side for an hour from ``starts_at``.

    A time that the other side has proposed already is thereby confirmed, one's own is found again.
    Raises NotFound, MeetingPast, MeetingOutsideTerm, MeetingOverlaps, TooManyMeetings,
    PlaceTooLong.
    """
    relation = await RELATIONS.find(session, relation_id, actor)
    if actor.id not in await both_of(session, relation):
        raise NotFound(id=relation_id)
    open_ones = await _open_ones(session, relation)
    for known in open_ones:
        if known.starts_at == starts_at:
            if known.state == "proposed" and known.proposed_by != actor.id:
                return await confirm(session, actor, known.id, now=now)
            return known
    if len(open_ones) >= MOST_OPEN:
        raise TooManyMeetings(most=MOST_OPEN)
    await _allow(session, relation, starts_at, now=now)
    return await _new(session, actor, relation, starts_at, _place(place), now=now)


async def confirm(session: Session, actor: Actor, meeting_id: int, *, now: datetime) -> Meeting:
    """Say yes to the other side's time; repeating it changes nothing.

    Raises NotFound, NotAllowed for one's own proposal, MeetingPast, NotPossibleNow.
    """
    meeting = await MEETINGS.find(session, meeting_id, actor)
    if meeting.state == "confirmed":
        return meeting
    await MEETINGS.act(session, meeting, "confirm", actor, now=now)
    await tell(session, meeting, "confirm", now=now, but=actor, buttons=("open", "ics"))
    return meeting


async def reschedule(
    session: Session, actor: Actor, meeting_id: int, starts_at: datetime, *, now: datetime
) -> Meeting:
    """Propose another time in the place of a confirmed one, at least three hours before it.

    Returns the new proposal. Raises TooLateToMove and what ``propose`` raises.
    """
    meeting = await MEETINGS.find(session, meeting_id, actor)
    relation = await RELATIONS.find(session, meeting.relation_id, actor)
    if meeting.starts_at == starts_at:
        return meeting
    await MEETINGS.act(session, meeting, "reschedule", actor, now=now)
    await _allow(session, relation, starts_at, now=now)
    return await _new(session, actor, relation, starts_at, meeting.place, now=now, before=meeting)


async def set_place(
    session: Session, actor: Actor, meeting_id: int, place: str, *, now: datetime
) -> Meeting:
    """Say where, or give a link; the other side hears it. Raises PlaceTooLong, NotPossibleNow."""
    meeting = await MEETINGS.find(session, meeting_id, actor)
    MEETING.step(meeting.state, "cancel", standing(actor, await MEETINGS.parties(session, meeting)))
    if (place := _place(place)) != meeting.place:
        meeting.place, meeting.sequence = place, meeting.sequence + 1
        await session.flush()
        await tell(session, meeting, "place", now=now, but=actor, buttons=("open",))
    return meeting


async def _new(
    session: Session, actor: Actor, relation: Relation, starts_at: datetime, place: str, *,
    now: datetime, before: Meeting | None = None,
) -> Meeting:  # fmt: skip
    meeting = Meeting(
        relation_id=relation.id,
        proposed_by=actor.id,
        starts_at=starts_at,
        ends_at=starts_at + LENGTH,
        place=place,
        first_id=(before.first_id or before.id) if before else None,
        sequence=before.sequence + 1 if before else 0,
        reminded=0,
        opened_at=now,
    )
    await MEETINGS.act(session, meeting, "propose", actor, now=now)
    return meeting


async def _allow(
    session: Session, relation: Relation, starts_at: datetime, *, now: datetime
) -> None:
    """Raises the refusal of a time; both people stay locked until the transaction ends."""
    if relation.state not in LIVE or relation.ends_on is None:
        raise MeetingOutsideTerm(until="-")
    if starts_at < now + NOTICE:
        raise MeetingPast
    if starts_at + LENGTH > end_of_day(relation.ends_on):
        raise MeetingOutsideTerm(until=relation.ends_on.isoformat())
    both = await both_of(session, relation)
    await session.execute(
        select(Account.id).where(Account.id.in_(both)).order_by(Account.id).with_for_update()
    )
    if await _busy(session, relation, starts_at, starts_at + LENGTH):
        raise MeetingOverlaps


async def _busy(
    session: Session, relation: Relation, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """The open meetings of either of the two, with whomever, that touch this time."""
    both = await both_of(session, relation)
    rows = await session.execute(
        select(Meeting.starts_at, Meeting.ends_at)
        .join(Relation, Relation.id == Meeting.relation_id)
        .join(Mentor, Mentor.id == Relation.mentor_id)
        .where(
            or_(Relation.student_id.in_(both), Mentor.account_id.in_(both)),
            Meeting.state.in_(OPEN),
            Meeting.starts_at < end,
            Meeting.ends_at > start,
        )
    )
    return [(row.starts_at, row.ends_at) for row in rows]


async def _open_ones(session: Session, relation: Relation) -> list[Meeting]:
    found = await session.scalars(
        select(Meeting).where(Meeting.relation_id == relation.id, Meeting.state.in_(OPEN))
    )
    return list(found)


def _place(place: str) -> str:
    place = " ".join(place.split())
    if len(place) > MAX_PLACE:
        raise PlaceTooLong(limit=MAX_PLACE)
    return place
