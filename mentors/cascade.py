"""Requests and offers as cases, and what follows by itself when an offer ends without a yes.

Rows are locked in the order of ``places``; a request and its student before anything else, which is
why both kinds lock them when they find a case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select

from core import accounts, casework, timers
from core.accounts import Account, Actor, Role
from core.casework import Parties
from core.db import Session
from core.kinds import CaseKind
from core.outbox import Param
from core.workflow import Rule
from mentors import places, relations
from mentors.errors import (
    MentorNotAppointed,
    MentorSaidYes,
    MentorToChoose,
    OfferOver,
    RequestOver,
    TalkToChoose,
)
from mentors.locks import lock_mentors, lock_requests, lock_student_of
from mentors.models import MatchRequest, Mentor, Offer, StudentPlaces
from mentors.openings import OPEN_STATES, Opening, collects_now, openings, tried
from mentors.pacing import HOLD_H, MOST_OPEN
from mentors.places import Outcome
from mentors.tables import MATCH, OFFER, OPEN_OFFER
from mentors.telling import about, day, ended_on, sent, talk
from mentors.waiting import OWNED, next_owner, position, waiting_list

ANSWERS = ("accept", "talk", "decline")
SERVED_AT_ONCE = 10
"""So many of the waiting list are looked at when a place frees; the rest a minute later."""
BEFORE = ("submitted", "waiting")
"""States in which a place on the waiting list means something."""


class Matching(CaseKind[MatchRequest]):
    """Requests as cases. Found ones are locked together with their student."""

    workflow = MATCH
    model = MatchRequest

    async def find(self, session: Session, case_id: int, actor: Actor | None) -> MatchRequest:
        await lock_student_of(
            session, select(MatchRequest.student_id).where(MatchRequest.id == case_id)
        )
        return await super().find(session, case_id, actor)

    async def parties(self, session: Session, case: MatchRequest) -> Parties:
        staff = {case.owner_id} if case.owner_id else await accounts.with_role(session, Role.STAFF)
        return {"student": {case.student_id}, "staff": staff}

    async def params(self, session: Session, case: MatchRequest) -> Mapping[str, Param]:
        owner = await session.scalar(select(Account.name).where(Account.id == case.owner_id))
        asked = await session.scalars(
            select(Mentor.name)
            .join(Offer, Offer.mentor_id == Mentor.id)
            .where(Offer.request_id == case.id, Offer.state.in_(OPEN_OFFER))
            .order_by(Offer.id.desc())
        )
        return {
            **await about(session, case),
            "number": f"{case.id or 0:04d}",
            "owner": owner or ["match-owner-nobody"],
            "staffed": int(bool(owner)),
            "mentor": asked.first() or ["match-mentor-nobody"],
            "position": await position(session, case) if case.state in BEFORE else 0,
        }

    async def act(
        self,
        session: Session,
        case: MatchRequest,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        if case.state in MATCH.final_states:
            raise RequestOver(state=case.state, when=await ended_on(session, MATCH.kind, case.id))
        if case.state == "agreeing" and actor is not None:
            raise MentorSaidYes(state=case.state)
        follows = next(
            (r.next for r in MATCH.rules if (r.state, r.event) == (case.state, event)), ""
        )
        if follows in OWNED:
            case.owner_id = await next_owner(session, case)
            if follows == "waiting":
                case.waiting_since = case.waiting_since or now
        return await super().act(session, case, event, actor, now=now, note=note)

    async def check(self, session: Session, case: MatchRequest, event: str, now: datetime) -> None:
        if event == "offer" and not await open_offers(session, case):
            raise MentorToChoose(case=case.id)

    async def done(
        self, session: Session, case: MatchRequest, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.next != "submitted":
            case.collected = False
        if rule.event in ("withdraw", "ask-human", "close"):
            await withdraw(session, await open_offers(session, case), now=now)
        await session.flush()


class Offering(CaseKind[Offer]):
    """Offers as cases: each holds a place from "hold" until it is answered, over or withdrawn.

    Not ``serves``: the place of a no goes to nobody, because the mentor is about to be away.
    """

    workflow = OFFER
    model = Offer

    def __init__(self, *, serves: bool = True) -> None:
        self._serves = serves

    async def find(self, session: Session, case_id: int, actor: Actor | None) -> Offer:
        await lock_student_of(session, select(Offer.student_id).where(Offer.id == case_id))
        request_id = select(Offer.request_id).where(Offer.id == case_id).scalar_subquery()
        await session.scalar(
            select(MatchRequest)
            .where(MatchRequest.id == request_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return await super().find(session, case_id, actor)

    async def parties(self, session: Session, case: Offer) -> Parties:
        mentor = await session.scalar(select(Mentor.account_id).where(Mentor.id == case.mentor_id))
        return {"student": {case.student_id}, "mentor": set() if mentor is None else {mentor}}

    async def params(self, session: Session, case: Offer) -> Mapping[str, Param]:
        mentor = await session.scalar(select(Mentor.name).where(Mentor.id == case.mentor_id))
        request = await session.get_one(MatchRequest, case.request_id)
        return {**await about(session, request), **talk(case), "mentor": mentor or ""}

    async def act(
        self,
        session: Session,
        case: Offer,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        """A second yes of the same mentor, from another device say, finds the first one done."""
        if case.state in OFFER.final_states:
            standing = casework.standing(actor, await self.parties(session, case))
            if event == "accept" and case.state == "accepted" and "mentor" in standing:
                return OFFER.step("held", "accept", standing)
            raise OfferOver(state=case.state, when=await ended_on(session, OFFER.kind, case.id))
        return await super().act(session, case, event, actor, now=now, note=note)

    async def check(self, session: Session, case: Offer, event: str, now: datetime) -> None:
        over = case.hold_until is not None and case.hold_until <= now
        if event in ANSWERS and over and case.hold_until is not None:
            raise OfferOver(state="expired", when=day(case.hold_until))
        if event == "agree" and case.talk_at is None:
            raise TalkToChoose(case=case.id)
        if event == "talk" and not case.talk_times:
            raise TalkToChoose(case=case.id)
        if event == "accept":
            appointed = select(Mentor.appointed).where(Mentor.id == case.mentor_id)
            if not await session.scalar(appointed):
                raise MentorNotAppointed

    async def done(
        self, session: Session, case: Offer, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.within is not None:
            promise = await timers.running(session, OFFER.kind, case.id)
            case.hold_until = promise.due_at if promise else case.hold_until
        else:
            case.talk_place = ""
        match rule.event:
            case "accept":
                case.answered_at = now
                await _accepted(session, case, now)
            case "decline":
                case.answered_at = now
                serves = self._serves
                await _finish(session, [case], Outcome.NO, now, onwards=True, serves=serves)
            case "expire":
                await _finish(session, [case], Outcome.SILENT, now, onwards=True)
            case "lapse":
                await _finish(session, [case], Outcome.WITHDRAWN, now, onwards=True)
        await session.flush()


MATCHES = Matching()
OFFERS = Offering()


async def open_offers(session: Session, request: MatchRequest) -> list[Offer]:
    """The offers of a request that wait for an answer."""
    if request.id is None:
        return []
    return list(
        await session.scalars(
            select(Offer)
            .where(Offer.request_id == request.id, Offer.state.in_(OPEN_OFFER))
            .order_by(Offer.id)
        )
    )


async def send(
    session: Session,
    request: MatchRequest,
    opening: Opening,
    actor: Actor | None = None,
    *,
    now: datetime,
    round_id: int | None = None,
    tell: str = "",
) -> Offer | None:
    """Hold a place and put the request to this mentor; None, and nothing changed, if there is none.

    None also for a student who has two offers out, or a mentor. The request is locked; a mentor
    that somebody else has locked counts as taken. ``tell`` is the
    text by which the student hears of it.
    """
    share = await session.get_one(StudentPlaces, request.student_id)
    if share.holds >= MOST_OPEN or share.seats:
        return None
    if not await lock_mentors(session, [opening.mentor_id], wait=False):
        return None
    if not await places.hold(session, request.student_id, opening.mentor_id, now=now):
        return None
    known = {name: value for name, value in asdict(opening).items() if name != "wish"}
    offer = Offer(
        **known,
        request_id=request.id,
        student_id=request.student_id,
        round_id=round_id,
        hold_until=now + timedelta(hours=HOLD_H),
        opened_at=now,
    )
    await OFFERS.act(session, offer, "hold", actor, now=now)
    if request.state != "offering":
        await MATCHES.act(session, request, "offer", actor, now=now)
    if tell:
        await sent(session, request, offer, tell, now=now)
    return offer


async def send_first(
    session: Session,
    request: MatchRequest,
    found: Sequence[Opening],
    *,
    now: datetime,
    tell: str = "",
) -> Offer | None:
    """Put the request to the first of these who still has a place."""
    for opening in found:
        if offer := await send(session, request, opening, now=now, tell=tell):
            return offer
    return None


async def proceed(
    session: Session,
    request: MatchRequest,
    *,
    now: datetime,
    found: Sequence[Opening] | None = None,
) -> Offer | None:
    """The next step of a request that waits for nobody's answer: an offer, the night, or staff.

    ``found`` are mentors already locked. Does nothing for a request that somebody is asked for.
    """
    if request.state not in ("submitted", "offering") or await open_offers(session, request):
        return None
    if request.state == "offering":
        await MATCHES.act(session, request, "again", None, now=now)
    if found is None:
        found = await openings(session, request, now=now)
        await lock_mentors(session, [opening.mentor_id for opening in found])
    share = await session.get_one(StudentPlaces, request.student_id)
    if found and (share.holds >= MOST_OPEN or await collects_now(session, now)):
        request.collected = True
        await session.flush()
        return None
    tell = "match-moved-student" if await tried(session, request) else ""
    offer = await send_first(session, request, found, now=now, tell=tell)
    if offer is None:
        await MATCHES.act(session, request, "wait", None, now=now)
    return offer


async def withdraw(
    session: Session,
    offers: Sequence[Offer],
    *,
    now: datetime,
    onwards: bool = False,
    serves: bool = True,
) -> None:
    """Take these open offers back; ``onwards``, their requests go to the next mentor.

    Students and requests are locked by the caller. Not ``serves``: the mentors are away, or about
    to be, and the places go to nobody.
    """
    for offer in sorted(offers, key=lambda one: one.id):
        await OFFERS.act(session, offer, "withdraw", None, now=now)
    await _finish(session, offers, Outcome.WITHDRAWN, now, onwards=onwards, serves=serves)


async def serve(session: Session, mentor_id: int, *, now: datetime) -> None:
    """A place is free: ask for the first on the waiting list whom the mentor suits.

    Whoever is being dealt with at this moment is left for ``nightly.tend``.
    """
    for request_id in (await waiting_list(session))[:SERVED_AT_ONCE]:
        room = await session.scalar(
            select(Mentor.id).where(Mentor.id == mentor_id, Mentor.used < Mentor.capacity)
        )
        if room is None:
            return
        for request in await lock_requests(session, [request_id], wait=False):
            if request.state == "waiting":
                found = await openings(session, request, now=now, only=mentor_id)
                await send_first(session, request, found, now=now)


async def _accepted(session: Session, offer: Offer, now: datetime) -> None:
    """The first yes wins: every other offer and request of the student closes politely."""
    others = list(
        await session.scalars(
            select(Offer)
            .where(
                Offer.student_id == offer.student_id,
                Offer.state.in_(OPEN_OFFER),
                Offer.id != offer.id,
            )
            .order_by(Offer.id)
        )
    )
    await lock_mentors(session, [one.mentor_id for one in (offer, *others)])
    await places.seat(session, offer.student_id, offer.mentor_id)
    request = await session.get_one(MatchRequest, offer.request_id)
    await MATCHES.act(session, request, "match", None, now=now)
    await withdraw(session, others, now=now)
    open_requests = await session.scalars(
        select(MatchRequest)
        .where(
            MatchRequest.student_id == offer.student_id,
            MatchRequest.id != request.id,
            MatchRequest.state.in_(OPEN_STATES),
        )
        .order_by(MatchRequest.id)
    )
    for other in open_requests.all():
        await MATCHES.act(session, other, "withdraw", None, now=now)
    await relations.propose(session, offer, now=now)


async def _finish(
    session: Session,
    ended: Sequence[Offer],
    outcome: Outcome,
    now: datetime,
    *,
    onwards: bool,
    serves: bool = True,
) -> None:
    """Give back the places of offers that ended; the requests and the waiting list go on."""
    if not ended:
        return
    next_: list[tuple[MatchRequest, list[Opening]]] = []
    for request_id in sorted({offer.request_id for offer in ended}) if onwards else ():
        request = await session.get_one(MatchRequest, request_id)
        if request.state == "offering" and not await open_offers(session, request):
            next_.append((request, await openings(session, request, now=now)))
    freed = sorted({offer.mentor_id for offer in ended})
    wanted = [opening.mentor_id for _, found in next_ for opening in found]
    await lock_mentors(session, [*freed, *wanted])
    for offer in sorted(ended, key=lambda one: one.mentor_id):
        await places.free(session, offer.student_id, offer.mentor_id, outcome)
    for request, found in next_:
        await proceed(session, request, now=now, found=found)
    for mentor_id in freed if serves else ():
        await serve(session, mentor_id, now=now)
