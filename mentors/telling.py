"""What notices of requests and offers speak of: the project and the need, never the person."""

from datetime import datetime

from sqlalchemy import select

from core import casework, outbox
from core.clock import SHANGHAI
from core.db import Session
from core.history import Transition
from core.outbox import Param
from mentors.meetings import when
from mentors.models import MatchRequest, Mentor, Offer
from mentors.tables import MATCH
from mentors.vocabulary import Industry, Stage, Tag, text_key
from students.models import Project


async def about(session: Session, request: MatchRequest) -> dict[str, Param]:
    """What a request speaks of, for either side: the project, never the person."""
    project = await session.get_one(Project, request.project_id)
    needs = [text_key(Tag(word)) for word in project.tags]
    fields = [text_key(Industry(word)) for word in project.industries]
    return {
        "project": project.title or ["match-project-untitled"],
        "ask": request.ask,
        "needs": needs or ["match-needs-open"],
        "fields": fields or ["match-fields-open"],
        "stage": [text_key(Stage(project.stage)) if project.stage else "match-stage-open"],
    }


def talk(offer: Offer) -> dict[str, Param]:
    """What the short talk before an answer is about: its times, the chosen one, the place."""
    times = [one for at in offer.talk_times or () for one in when(datetime.fromisoformat(at))]
    return {
        "times": times,
        "at": when(offer.talk_at) if offer.talk_at else [],
        "place": offer.talk_place or "",
    }


async def sent(
    session: Session, request: MatchRequest, offer: Offer, key: str, *, now: datetime
) -> None:
    """Tell the student, in the words of ``key``, to whom the request was put and until when."""
    name = await session.scalar(select(Mentor.name).where(Mentor.id == offer.mentor_id))
    due = offer.hold_until.astimezone(SHANGHAI).strftime("%m-%d %H:%M") if offer.hold_until else ""
    await outbox.put(
        session,
        request.student_id,
        key,
        {"mentor": name or "", "due": due},
        now=now,
        dedupe_key=f"offer-{offer.id}-sent-{request.student_id}",
        about=f"{MATCH.kind}-{request.id}",
        actions=casework.choices(MATCH, request, {"student"}),
    )


async def ended_on(session: Session, kind: str, case_id: int) -> str:
    """The day of the last step of a case, as people read it."""
    at = await session.scalar(
        select(Transition.at)
        .where(Transition.kind == kind, Transition.case_id == case_id)
        .order_by(Transition.seq.desc())
        .limit(1)
    )
    return day(at) if at else ""


def day(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%m-%d")
