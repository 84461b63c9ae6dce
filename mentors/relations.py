"""A mentor and a student together: proposed after a yes, and the mentor's place until the end.

What the two agree on is in ``mentors.agreements``, how it ends in ``mentors.endings``.
"""

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import select

from core import casework, outbox
from core.accounts import Account, Actor
from core.actions import Action
from core.casework import Parties
from core.clock import add_months, local_day
from core.db import Session
from core.errors import NotAllowed, NotPossibleNow
from core.kinds import CaseKind
from core.outbox import Param
from core.workflow import Rule
from mentors.models import MatchRequest, Meeting, Mentor, Offer, Relation
from mentors.tables import MEETING, MENTORING
from students.models import Project

MAX_GOALS = 300
LIVE = ("formed", "active", "renewing")
"""States in which the two meet."""
OPEN = ("agreeing", *LIVE, "paused")
"""States in which the relation holds the mentor's place."""
ENDED = ("refused", "lapsed", "ended", "completed")


class Told(Protocol):
    """Told, in the same transaction, that a relation was formed or is over (its state says)."""

    def __call__(
        self, session: Session, relation: Relation, /, *, now: datetime
    ) -> Awaitable[None]: ...


class Mentoring(CaseKind[Relation]):
    """Relations as cases; whoever keeps places and requests is told of beginnings and ends."""

    workflow = MENTORING
    model = Relation

    def __init__(self, on_end: Told | None = None, on_agree: Told | None = None) -> None:
        self._on_end, self._on_agree = on_end, on_agree

    async def parties(self, session: Session, case: Relation) -> Parties:
        mentor = await session.scalar(select(Mentor.account_id).where(Mentor.id == case.mentor_id))
        return {"student": {case.student_id}, "mentor": set() if mentor is None else {mentor}}

    async def params(self, session: Session, case: Relation) -> Mapping[str, Param]:
        row = await session.execute(
            select(Mentor.name, Account.name, Project.title)
            .select_from(Mentor)
            .join(Account, Account.id == case.student_id)
            .outerjoin(Project, Project.id == case.project_id)
            .where(Mentor.id == case.mentor_id)
        )
        mentor, student, title = row.one()
        return {
            "mentor": mentor,
            "student": student,
            "project": title or "",
            "goals": case.goals or "-",
            "rhythm": [f"rhythm-{case.rhythm_days}"],
            "months": case.term_months,
            "until": case.ends_on.isoformat() if case.ends_on else "",
        }

    async def check(self, session: Session, case: Relation, event: str, now: datetime) -> None:
        both = case.student_ok == case.mentor_ok == case.terms_version
        if event == "agree" and not both:
            raise NotPossibleNow(kind=MENTORING.kind, state=case.state, event=event)

    async def done(
        self, session: Session, case: Relation, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.event == "agree":
            case.starts_on = local_day(now)
            case.ends_on = add_months(case.starts_on, case.term_months)
            if self._on_agree is not None:
                await self._on_agree(session, case, now=now)
        elif rule.event == "renew":
            last = max(case.ends_on or local_day(now), local_day(now))
            case.ends_on = add_months(last, case.term_months)
            case.student_renews = case.mentor_renews = False
            case.student_done = case.mentor_done = False
        elif rule.event in ("resume", "wake"):
            await tell(
                session, self, case, rule.event, now=now, but=actor, buttons=("book", "open")
            )
        elif rule.next == "paused":
            await _drop_meetings(session, case, now)
        elif rule.next in ENDED:
            await _drop_meetings(session, case, now)
            await outbox.withdraw(session, about_tasks(case.id))
            if rule.next in ("ended", "completed"):
                await tell(
                    session, self, case, rule.event, now=now, but=actor, buttons=("rate", "open")
                )
            if self._on_end is not None:
                await self._on_end(session, case, now=now)
        await session.flush()


async def propose(session: Session, offer: Offer, *, now: datetime) -> Relation:
    """The agreement that follows an accepted offer, put to both; a second call finds the first.

    It takes over the place that the offer held. Goals begin with what the student asked for.
    """
    known = await session.scalar(select(Relation).where(Relation.offer_id == offer.id))
    if known is not None:
        return known
    request = await session.get_one(MatchRequest, offer.request_id)
    relation = Relation(
        offer_id=offer.id,
        request_id=offer.request_id,
        student_id=offer.student_id,
        mentor_id=offer.mentor_id,
        project_id=request.project_id,
        goals=_shortened(request.ask),
        rhythm_days=14,
        term_months=6,
        terms_version=1,
        student_ok=0,
        mentor_ok=0,
        opened_at=now,
    )
    await Mentoring().act(session, relation, "propose", None, now=now)
    return relation


async def side_of(session: Session, kind: Mentoring, relation: Relation, actor: Actor) -> str:
    """ "student" or "mentor". Raises NotAllowed for staff, who are not a side of it."""
    standing = casework.standing(actor, await kind.parties(session, relation))
    for side in ("student", "mentor"):
        if side in standing:
            return side
    raise NotAllowed(kind=MENTORING.kind)


async def tell(
    session: Session,
    kind: Mentoring,
    relation: Relation,
    event: str,
    *,
    now: datetime,
    but: Actor | None = None,
    buttons: tuple[str, ...] = (),
    once: str = "",
) -> None:
    """Tell both, except ``but``, in the words of ``mentoring-event-party``.

    ``once`` makes a repetition of the same notice impossible; without it the step does.
    """
    params = {**await kind.params(session, relation), "case": relation.id}
    for party, ids in (await kind.parties(session, relation)).items():
        for account_id in sorted(ids - ({but.id} if but else set())):
            await outbox.put(
                session,
                account_id,
                f"{MENTORING.kind}-{event}-{party}",
                params,
                now=now,
                dedupe_key=f"mentoring-{relation.id}-{event}-{once or relation.steps}-{account_id}",
                about=f"{MENTORING.kind}-{relation.id}",
                actions=[Action(MENTORING.kind, relation.id, word) for word in buttons],
            )


def about_meeting(meeting_id: int) -> str:
    """What notices of one meeting are about, in the outbox, beside those of its own steps."""
    return f"meeting-{meeting_id}-plan"


def about_tasks(relation_id: int) -> str:
    """What reminders of the tasks of a relation are about, in the outbox."""
    return f"relation-{relation_id}-tasks"


async def _drop_meetings(session: Session, relation: Relation, now: datetime) -> None:
    """Meetings to come fall away with the relation; those that began stay to be reported."""
    ahead = await session.scalars(
        select(Meeting)
        .where(
            Meeting.relation_id == relation.id,
            Meeting.state.in_(("proposed", "confirmed")),
            Meeting.starts_at > now,
        )
        .order_by(Meeting.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for meeting in ahead.all():
        await casework.advance(session, meeting, MEETING, "drop", None, {}, now=now)
        await outbox.withdraw(session, about_meeting(meeting.id))


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_GOALS else text[: MAX_GOALS - 1] + "…"
