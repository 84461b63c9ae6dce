"""A short talk before a mentor answers: times proposed, one chosen, then yes or no as before.

The mentor says where to meet or gives a link, so neither side needs the other's number; the student
stays unnamed until a yes. The held place stays held, and each step promises the next within 72
hours.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from core.accounts import Actor
from core.clock import DAY, SHANGHAI, local_day
from core.db import Session
from core.errors import DomainError, NotFound
from mentors.bookings import HOURS, MAX_PLACE, NOTICE, PlaceTooLong
from mentors.cascade import OFFERS
from mentors.models import MatchRequest, Mentor, Offer
from mentors.tables import OFFER
from mentors.vocabulary import Day, slot
from students.models import Project

LENGTH = timedelta(minutes=15)
MOST_TIMES = 3
WITHIN = timedelta(hours=48)
"""No talk is later: a day then remains of the promise to decide."""


class TalkTimesNotValid(DomainError):
    """Not 1 to ``MOST_TIMES`` different times between half an hour and ``WITHIN`` from now."""

    key = "error-talk-times"


class TalkPlaceEmpty(DomainError):
    key = "error-talk-place"


class TalkOver(DomainError):
    """For the student: no time is to be chosen now; ``state`` is the offer's."""

    key = "error-talk-over"


class TalkTimeGone(DomainError):
    """This time has passed, or the mentor has proposed others since."""

    key = "error-talk-time-gone"


async def suggestions(
    session: Session, offer: Offer, *, now: datetime, most: int = 6
) -> list[datetime]:
    """Up to ``most`` times for a talk, in order; those that suit both before any others."""
    mentor = await session.get_one(Mentor, offer.mentor_id)
    request = await session.get_one(MatchRequest, offer.request_id)
    project = await session.get_one(Project, request.project_id)
    wanted, given = set(project.times), set(mentor.times)
    weekly = wanted & given or given or wanted
    fitting: list[datetime] = []
    others: list[datetime] = []
    for days in range(WITHIN // DAY + 1):
        day = local_day(now) + days * DAY
        for part, hours in HOURS.items():
            fits = slot(tuple(Day)[day.weekday()], part) in weekly
            starts = [datetime.combine(day, time(hour), SHANGHAI) for hour in sorted(hours)]
            (fitting if fits else others).extend(one for one in starts if _is_near(one, now))
    return [one.astimezone(UTC) for one in sorted([*fitting, *others][:most])]


async def propose(
    session: Session,
    actor: Actor,
    offer_id: int,
    times: Sequence[datetime],
    place: str,
    *,
    now: datetime,
) -> Offer:
    """The mentor wants to talk first: the student chooses one of ``times``, at ``place``.

    ``place`` may be a link. Proposed again it replaces what was proposed before, in the time that
    is left. Raises NotFound, OfferOver, NotPossibleNow once a time is chosen, TalkTimesNotValid,
    TalkPlaceEmpty, PlaceTooLong; then nothing may be committed.
    """
    offer = await OFFERS.find(session, offer_id, actor)
    where = " ".join(place.split())
    if not where:
        raise TalkPlaceEmpty(limit=MAX_PLACE)
    if len(where) > MAX_PLACE:
        raise PlaceTooLong(limit=MAX_PLACE)
    wanted = sorted({one.astimezone(UTC).isoformat() for one in times})
    if offer.state == "talking" and (offer.talk_times, offer.talk_place) == (wanted, where):
        return offer
    near = all(_is_near(one, now) for one in times)
    if not near or not 1 <= len(wanted) == len(times) <= MOST_TIMES:
        raise TalkTimesNotValid(most=MOST_TIMES, hours=WITHIN // timedelta(hours=1))
    if offer.state in OFFER.final_states:
        await OFFERS.act(session, offer, "talk", actor, now=now)  # says how it ended
    offer.talk_times, offer.talk_place, offer.talk_at = wanted, where, None
    offer.talk_asked_at = offer.talk_asked_at or now
    await OFFERS.act(session, offer, "talk", actor, now=now)
    return offer


async def agree(
    session: Session, actor: Actor, offer_id: int, at: datetime, *, now: datetime
) -> Offer:
    """The student chooses one of the times; choosing it again changes nothing.

    Raises NotFound, NotAllowed for anybody but the student, TalkOver, TalkTimeGone.
    """
    offer = await OFFERS.find(session, offer_id, actor)
    if offer.student_id == actor.id and offer.state == "arranged" and offer.talk_at == at:
        return offer
    _is_open(offer, actor, now)
    if at not in choices(offer, now):
        raise TalkTimeGone
    offer.talk_at = at
    await OFFERS.act(session, offer, "agree", actor, now=now)
    return offer


async def rearrange(session: Session, actor: Actor, offer_id: int, *, now: datetime) -> Offer:
    """None of the times suits the student: the mentor answers, or proposes others.

    What is left of the time for an answer goes on. Raises NotFound, NotAllowed, TalkOver.
    """
    offer = await OFFERS.find(session, offer_id, actor)
    if offer.student_id == actor.id and offer.state == "held" and offer.talk_asked_at:
        return offer
    _is_open(offer, actor, now)
    await OFFERS.act(session, offer, "rearrange", actor, now=now)
    return offer


async def proposal(session: Session, actor: Actor, offer_id: int, *, now: datetime) -> Offer:
    """The offer whose talk the student is to choose a time for. Raises NotFound, TalkOver."""
    offer = await OFFERS.find(session, offer_id, actor)
    if offer.student_id != actor.id:
        raise NotFound(id=offer_id)
    _is_open(offer, actor, now)
    return offer


def choices(offer: Offer, now: datetime) -> list[datetime]:
    """The proposed times that lie ahead."""
    return [at for one in offer.talk_times if (at := datetime.fromisoformat(one)) > now]


def _is_open(offer: Offer, actor: Actor, now: datetime) -> None:
    """Raises the refusal of a student's choice; others are refused by the table."""
    over = offer.hold_until is not None and offer.hold_until <= now
    if offer.student_id == actor.id and (offer.state != "talking" or over):
        raise TalkOver(state=offer.state if not over else "expired")


def _is_near(at: datetime, now: datetime) -> bool:
    return now + NOTICE <= at <= now + WITHIN
