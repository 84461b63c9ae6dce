"""Meetings of a relation as cases: who may do what and when, and what became of them.

How they are agreed on is in ``mentors.bookings``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core import outbox
from core.accounts import Actor
from core.actions import Action
from core.casework import Parties
from core.clock import SHANGHAI
from core.db import Session
from core.errors import DomainError, NotAllowed, NotPossibleNow
from core.kinds import CaseKind
from core.outbox import Param
from core.workflow import Rule
from mentors import hours, strikes
from mentors.models import Meeting, Relation
from mentors.relations import Mentoring, about_meeting
from mentors.tables import MEETING

LATE = timedelta(hours=3)
"""Less than this before the start nothing is moved any more, and a cancellation counts."""
MISSED_AFTER = timedelta(minutes=10)
REPORT_WITHIN = timedelta(days=7)
OPEN = ("proposed", "confirmed")


class MeetingPast(DomainError):
    """Not at least half an hour ahead."""

    key = "error-meeting-past"


class TooLateToMove(DomainError):
    key = "error-meeting-late"


class Meetings(CaseKind[Meeting]):
    """Meetings as cases; who proposed a time does not confirm it."""

    workflow = MEETING
    model = Meeting

    async def parties(self, session: Session, case: Meeting) -> Parties:
        relation = await session.get_one(Relation, case.relation_id)
        return await RELATIONS.parties(session, relation)

    async def params(self, session: Session, case: Meeting) -> Mapping[str, Param]:
        relation = await session.get_one(Relation, case.relation_id)
        names = await RELATIONS.params(session, relation)
        return {
            "mentor": names["mentor"],
            "student": names["student"],
            "when": when(case.starts_at),
            "place": case.place or ["meeting-no-place"],
        }

    async def act(
        self, session: Session, case: Meeting, event: str, actor: Actor | None, *,
        now: datetime, note: str = "",
    ) -> Rule:  # fmt: skip
        if event == "confirm" and actor is not None and actor.id == case.proposed_by:
            raise NotAllowed(kind=MEETING.kind, event=event)
        return await super().act(session, case, event, actor, now=now, note=note)

    async def check(self, session: Session, case: Meeting, event: str, now: datetime) -> None:
        if event == "confirm" and now >= case.starts_at:
            raise MeetingPast
        if event == "reschedule" and now > case.starts_at - LATE:
            raise TooLateToMove(hours=int(LATE / timedelta(hours=1)))
        early = {
            "hold": case.starts_at, "skip": case.starts_at, "expire": case.starts_at,
            "no-show": case.starts_at + MISSED_AFTER, "close": case.ends_at + REPORT_WITHIN,
        }.get(event, now)  # fmt: skip
        too_late = case.state == "confirmed" and event == "cancel" and now >= case.starts_at
        reported_late = event == "no-show" and now > case.starts_at + REPORT_WITHIN
        if now < early or too_late or reported_late:
            raise NotPossibleNow(kind=MEETING.kind, state=case.state, event=event)

    async def done(
        self, session: Session, case: Meeting, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.state == "confirmed":
            await outbox.withdraw(session, about_meeting(case.id))
        if rule.event == "cancel" and rule.state == "confirmed" and now > case.starts_at - LATE:
            assert actor is not None
            await strikes.add(
                session, case.id, actor.id, strikes.LATE_CANCEL, when=when(case.starts_at), now=now
            )
        if rule.event == "hold":
            relation = await RELATIONS.find(session, case.relation_id, None)
            await hours.keep(session, case, relation)
            if relation.state == "formed":
                await RELATIONS.act(session, relation, "begin", None, now=now)


RELATIONS = Mentoring()
"""Relations as a meeting needs them: their two sides, and that the first one begins them."""
MEETINGS = Meetings()


async def cancel(session: Session, actor: Actor, meeting_id: int, *, now: datetime) -> Meeting:
    """Take a meeting back; less than three hours before a confirmed one it counts as a strike.

    Raises NotFound, NotPossibleNow once it began.
    """
    meeting = await MEETINGS.find(session, meeting_id, actor)
    if meeting.state != "canceled":
        await MEETINGS.act(session, meeting, "cancel", actor, now=now)
    return meeting


async def hold(session: Session, actor: Actor, meeting_id: int, *, now: datetime) -> Meeting:
    """Say that it took place; the first one begins the relation. Raises NotPossibleNow before."""
    meeting = await MEETINGS.find(session, meeting_id, actor)
    if meeting.state != "held":
        await MEETINGS.act(session, meeting, "hold", actor, now=now)
    return meeting


async def miss(
    session: Session, actor: Actor, meeting_id: int, *, own_fault: bool, now: datetime
) -> Meeting:
    """Report, from ten minutes to seven days after the start, that somebody did not come.

    It counts against the other side, or oneself; the first report stands. Raises NotPossibleNow.
    """
    meeting = await MEETINGS.find(session, meeting_id, actor)
    if meeting.state == "missed":
        return meeting
    await MEETINGS.act(session, meeting, "no-show", actor, now=now)
    relation = await session.get_one(Relation, meeting.relation_id)
    absent = {actor.id} if own_fault else await both_of(session, relation) - {actor.id}
    for account_id in absent:
        await strikes.add(
            session, meeting.id, account_id, strikes.NO_SHOW, when=when(meeting.starts_at), now=now
        )
    if own_fault:
        await tell(session, meeting, "no-show", now=now, but=actor, buttons=("open",))
    return meeting


async def tell(
    session: Session, meeting: Meeting, event: str, *, now: datetime, but: Actor | None = None,
    buttons: tuple[str, ...] = (), more: Mapping[str, Param] | None = None, once: str = "",
) -> None:  # fmt: skip
    """Tell both, except ``but``, in the words of ``meeting-event-party`` with ``more`` params.

    Each event once for every change of the plan, or once for ``once``.
    """
    params = {**await MEETINGS.params(session, meeting), "case": meeting.id, **(more or {})}
    once = once or str(meeting.sequence)
    for party, ids in (await MEETINGS.parties(session, meeting)).items():
        for account_id in sorted(ids - ({but.id} if but else set())):
            await outbox.put(
                session,
                account_id,
                f"meeting-{event}-{party}",
                params,
                now=now,
                dedupe_key=f"meeting-{meeting.id}-{event}-{once}-{account_id}",
                about=about_meeting(meeting.id),
                actions=[Action(MEETING.kind, meeting.id, word) for word in buttons],
            )


def when(moment: datetime) -> list[object]:
    """Weekday, day and time in Shanghai, as a notice's parameter in the reader's language."""
    local = moment.astimezone(SHANGHAI)
    return [["meeting-when", {"weekday": local.weekday(), "at": local.strftime("%m-%d %H:%M")}]]


async def both_of(session: Session, relation: Relation) -> set[int]:
    """The account ids of its two sides."""
    return set().union(*(await RELATIONS.parties(session, relation)).values())
