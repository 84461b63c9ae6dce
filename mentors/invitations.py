"""What a mentor is shown of an offer: the project, why it came to them, how long it waits."""

from dataclasses import dataclass
from datetime import datetime

from core.db import Session
from mentors import reasons, shortlist
from mentors.columns import described
from mentors.models import MatchRequest, Mentor, Offer
from mentors.ranking import Ranked
from mentors.reasons import Reason
from mentors.vocabulary import SLOTS
from mentors.weights import TERMS
from students.models import Project


@dataclass(frozen=True, slots=True)
class Invitation:
    """One offer as a card. Nothing in it says who the student is: names come with a yes.

    ``times`` are the slots both named; ``hours_left`` until the place is given to somebody else;
    ``places_left`` are those the mentor has beside this one. The talk is what the mentor proposed
    before answering, ``talk_at`` what the student chose of it.
    """

    offer_id: int
    state: str
    title: str
    stage: str
    industries: tuple[str, ...]
    tags: tuple[str, ...]
    ask: str
    reasons: tuple[Reason, ...]
    times: tuple[str, ...]
    hours_left: int
    places_left: int
    talk_times: tuple[datetime, ...]
    talk_at: datetime | None
    talk_place: str


async def read(session: Session, offer: Offer, *, now: datetime) -> Invitation:
    """The card of an offer; whether the reader may see it is the caller's to know."""
    request = await session.get_one(MatchRequest, offer.request_id)
    project = await session.get_one(Project, request.project_id)
    mentor = await session.get_one(Mentor, offer.mentor_id)
    need = await shortlist.need_of(session, project, now=now)
    weights, _ = await shortlist.model(session)
    terms = tuple(float(offer.terms.get(str(term), 0.0)) for term in TERMS)
    ranked = Ranked(
        mentor.id, offer.score, 0.0, offer.chance, terms, tuple(map(float, weights.values))
    )
    left = (offer.hold_until - now).total_seconds() / 3600 if offer.hold_until else 0.0
    return Invitation(
        offer.id,
        offer.state,
        project.title,
        project.stage,
        tuple(project.industries),
        tuple(project.tags),
        request.ask,
        tuple(reasons.for_mentor(need, described(mentor), ranked)),
        tuple(slot for slot in SLOTS if slot in project.times and slot in mentor.times),
        max(0, int(left)),
        max(0, mentor.capacity - mentor.used),
        tuple(datetime.fromisoformat(one) for one in offer.talk_times),
        offer.talk_at,
        offer.talk_place,
    )
