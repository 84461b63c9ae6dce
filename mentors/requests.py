"""A student's request for a mentor: sent, followed, taken back, handed to a person; and its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.accounts import Account, Actor, Role
from core.db import Session
from core.errors import DomainError, NotFound
from core.timers import Timer
from mentors import endings, places, strikes
from mentors.cascade import MATCHES, open_offers, proceed, send, serve
from mentors.errors import RequestOver
from mentors.locks import lock_mentors, lock_requests, lock_students
from mentors.models import MatchRequest, Mentor, Offer, Relation, StudentPlaces
from mentors.openings import OPEN_STATES, opening_of, openings, reachable, standing
from mentors.pacing import MOST_OPEN
from mentors.places import NoPlaceForStudent
from mentors.ranking import LIST_SIZE
from mentors.rules import Refusal
from mentors.tables import MATCH, OPEN_OFFER
from mentors.waiting import position, waiting_list
from students import projects

__all__ = [
    "Asked",
    "Progress",
    "RequestOver",
    "ask_human",
    "assign",
    "close",
    "get",
    "own",
    "owned",
    "progress",
    "relation_agreed",
    "relation_ended",
    "student_leaves",
    "submit",
    "withdraw",
]

LONGEST_ASK = 200
STAFF_MAY_OVERRULE = frozenset({None, Refusal.NO_LANGUAGE, Refusal.NO_TIME, Refusal.CAMPUS})


class AskEmpty(DomainError):
    key = "error-ask-empty"


class AskTooLong(DomainError):
    key = "error-ask-too-long"


class PicksNotValid(DomainError):
    """Too many, or one of them twice."""

    key = "error-picks"


class PickNotPossible(DomainError):
    """This mentor cannot be asked now; why is not said, for it may be private."""

    key = "error-pick-not-possible"


class HasMentor(DomainError):
    """One mentor at a time."""

    key = "error-has-mentor"


class TooManyRequests(DomainError):
    """This project is being looked after already, or two others are."""

    key = "error-too-many-requests"


class MentorRefused(DomainError):
    """Staff chose a mentor against whom a rule stands; ``reason`` is its code."""

    key = "error-mentor-refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """A mentor who has been asked, until when the place is held, and the talk before the answer."""

    offer_id: int
    mentor_id: int
    mentor: str
    until: datetime
    state: str
    talk_at: datetime | None
    talk_place: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a request stands: who is asked, what is promised by when, and what comes next.

    ``due`` is the end of the promise that runs (an offer's, or staff's 24 hours). ``position`` is
    that on the waiting list, None for who is not on it. ``owner`` is the name of the staff member
    who must act; "" in "waiting" and "manual" when the school has named nobody of the staff.
    ``next`` are the mentors who would be asked after a no.
    """

    state: str
    collected: bool
    asked: tuple[Asked, ...]
    due: datetime | None
    position: int | None
    waiting: int
    owner: str
    next: tuple[tuple[int, str], ...]


async def submit(
    session: Session,
    actor: Actor,
    project_id: int,
    picks: Sequence[int],
    ask: str,
    client_key: str,
    *,
    now: datetime,
    by_hand: bool = False,
) -> MatchRequest:
    """Ask for a mentor: the first of ``picks`` (in the student's order) is asked at once.

    On busy days they are collected for the night. Without picks the ranking's first is asked, and
    where nobody fits the request waits. ``by_hand``: nobody is asked until a person of the staff
    has chosen (个人信息保护法 24). A repeated ``client_key`` finds the request it made. Raises
    NotFound for a project that is not the actor's, AskEmpty and AskTooLong for what is not 1 to
    ``LONGEST_ASK`` characters, PicksNotValid, PickNotPossible (with the name), HasMentor,
    RequestsPaused, TooManyRequests; then nothing changed.
    """
    share = (await lock_students(session, [actor.id]))[actor.id]
    known = await session.scalar(
        select(MatchRequest).where(
            MatchRequest.student_id == actor.id, MatchRequest.client_key == client_key
        )
    )
    if known is not None:
        return known
    project = await projects.get(session, actor, project_id)
    text = _checked(ask)
    if len(picks) > LIST_SIZE or len(set(picks)) < len(picks):
        raise PicksNotValid(most=LIST_SIZE)
    if share.seats:
        raise HasMentor
    await strikes.may_ask(session, actor.id, now=now)
    running = [one for one in await own(session, actor) if one.state in OPEN_STATES]
    if len(running) >= MOST_OPEN or any(one.project_id == project_id for one in running):
        raise TooManyRequests(most=MOST_OPEN)
    request = MatchRequest(
        student_id=actor.id,
        project_id=project.id,
        client_key=client_key,
        ask=text,
        picks=list(picks),
        priority=await endings.priority(session, actor.id, now=now),
        opened_at=now,
    )
    await _check_picks(session, request, now)
    await MATCHES.act(session, request, "begin", actor, now=now)
    await MATCHES.act(session, request, "submit", actor, now=now)
    if by_hand:
        await MATCHES.act(session, request, "ask-human", actor, now=now)
    else:
        await proceed(session, request, now=now)
    return request


async def withdraw(
    session: Session, actor: Actor, request_id: int, *, now: datetime
) -> MatchRequest:
    """Take the request back; mentors who were asked are told. Raises NotFound, RequestOver."""
    request = await MATCHES.find(session, request_id, actor)
    await MATCHES.act(session, request, "withdraw", actor, now=now)
    return request


async def ask_human(
    session: Session, actor: Actor, request_id: int, *, now: datetime
) -> MatchRequest:
    """Let a person decide instead of the program (个人信息保护法 24); open offers are taken back.

    A named member of the staff has 24 hours. Raises NotFound, RequestOver, NotPossibleNow.
    """
    request = await MATCHES.find(session, request_id, actor)
    if request.state != "manual":
        await MATCHES.act(session, request, "ask-human", actor, now=now)
    return request


async def get(session: Session, actor: Actor, request_id: int) -> MatchRequest:
    """A request of the actor's own, or any for staff. Raises NotFound."""
    request = await session.get(MatchRequest, request_id)
    staff = bool(actor.roles & {Role.STAFF, Role.HEAD})
    if request is None or not (staff or request.student_id == actor.id):
        raise NotFound(id=request_id)
    return request


async def own(session: Session, actor: Actor) -> list[MatchRequest]:
    """The actor's requests, the newest first."""
    return list(
        await session.scalars(
            select(MatchRequest)
            .where(MatchRequest.student_id == actor.id)
            .order_by(MatchRequest.id.desc())
        )
    )


async def owned(session: Session, actor: Actor) -> list[MatchRequest]:
    """What waits for this member of the staff, or for anybody; the longest waiting first."""
    actor.require(Role.STAFF, Role.HEAD)
    mine = MatchRequest.owner_id.is_(None) | (MatchRequest.owner_id == actor.id)
    return list(
        await session.scalars(
            select(MatchRequest)
            .where(MatchRequest.state.in_(("waiting", "manual")), mine)
            .order_by(MatchRequest.id)
        )
    )


async def progress(session: Session, request: MatchRequest, *, now: datetime) -> Progress:
    """Where the request stands."""
    rows = await session.execute(
        select(
            Offer.id,
            Offer.mentor_id,
            Mentor.name,
            Offer.hold_until,
            Offer.state,
            Offer.talk_at,
            Offer.talk_place,
        )
        .join(Mentor, Mentor.id == Offer.mentor_id)
        .where(Offer.request_id == request.id, Offer.state.in_(OPEN_OFFER))
        .order_by(Offer.id)
    )
    asked = tuple(
        Asked(row[0], row[1], row[2], row[3], row[4], row[5], row[6])
        for row in rows
        if row[3] is not None
    )
    promised = await session.scalar(
        select(Timer.due_at).where(
            Timer.kind == MATCH.kind, Timer.case_id == request.id, Timer.ended_at.is_(None)
        )
    )
    due = min((one.until for one in asked), default=promised)
    owner = await session.scalar(select(Account.name).where(Account.id == request.owner_id))
    waits = request.state == "waiting"
    next_: tuple[tuple[int, str], ...] = ()
    if request.state in ("submitted", "offering"):
        ids = [one.mentor_id for one in await openings(session, request, now=now, most=LIST_SIZE)]
        found = await session.execute(select(Mentor.id, Mentor.name).where(Mentor.id.in_(ids)))
        names = {row[0]: row[1] for row in found}
        next_ = tuple((id_, names[id_]) for id_ in ids)
    return Progress(
        request.state,
        request.collected,
        asked,
        due,
        await position(session, request) if waits else None,
        len(await waiting_list(session)) if waits else 0,
        (owner or "") if request.state in ("waiting", "manual") else "",
        next_,
    )


async def assign(
    session: Session, actor: Actor, request_id: int, mentor_id: int, *, now: datetime
) -> Offer:
    """Staff put a waiting request to this mentor.

    Times, language and campus may be overruled; capacity, absence and conflicts may not. Raises
    NotAllowed, NotFound, RequestOver, NotPossibleNow where the table has it so, MentorRefused,
    NoPlaceForStudent.
    """
    actor.require(Role.STAFF)
    request = await MATCHES.find(session, request_id, actor)
    if request.state in MATCH.final_states:
        raise RequestOver(state=request.state, when="")
    MATCH.step(request.state, "offer", {"staff"})
    name = await session.scalar(select(Mentor.name).where(Mentor.id == mentor_id))
    if name is None:
        raise NotFound(id=mentor_id)
    whole = await standing(session, request, now=now)
    against = whole.refusal(mentor_id)
    if against not in STAFF_MAY_OVERRULE:
        raise MentorRefused(name=name, reason=str(against))
    if mentor_id in whole.tried:
        raise MentorRefused(name=name, reason="asked")
    share = await session.get_one(StudentPlaces, request.student_id)
    if share.holds >= MOST_OPEN or share.seats:
        raise NoPlaceForStudent
    await lock_mentors(session, [mentor_id])
    offer = await send(session, request, opening_of(whole, mentor_id), actor, now=now)
    if offer is None:
        raise MentorRefused(name=name, reason=Refusal.FULL)
    return offer


async def close(
    session: Session, actor: Actor, request_id: int, note: str = "", *, now: datetime
) -> MatchRequest:
    """Staff end a request for which there is nobody; the student is told, with the ``note``.

    Raises NotAllowed, NotFound, RequestOver, NotPossibleNow.
    """
    actor.require(Role.STAFF)
    request = await MATCHES.find(session, request_id, actor)
    await MATCHES.act(session, request, "close", actor, now=now, note=note.strip())
    return request


async def relation_agreed(session: Session, relation: Relation, *, now: datetime) -> None:
    """Both confirmed: the request has done its work."""
    for request in await lock_requests(session, [relation.request_id]):
        if request.state == "agreeing":
            await MATCHES.act(session, request, "settle", None, now=now)


async def relation_ended(session: Session, relation: Relation, *, now: datetime) -> None:
    """Give back the places of a relation that is over.

    Not confirmed by both, its request goes on to the next mentor.
    """
    requests = await lock_requests(session, [relation.request_id])
    again = [request for request in requests if request.state == "agreeing"]
    found = [one for request in again for one in await openings(session, request, now=now)]
    await lock_mentors(session, [relation.mentor_id, *(one.mentor_id for one in found)])
    await places.leave(session, relation.student_id, relation.mentor_id)
    for request in again:
        await MATCHES.act(session, request, "again", None, now=now)
        await proceed(session, request, now=now, found=found)
    await serve(session, relation.mentor_id, now=now)


async def student_leaves(session: Session, account_id: int, *, now: datetime) -> int:
    """Close every open request before the account is forgotten, so that no place stays held.

    Relations are ended first, by their own service. Returns how many requests were closed.
    """
    ids = await session.scalars(
        select(MatchRequest.id).where(
            MatchRequest.student_id == account_id, MatchRequest.state.in_(OPEN_STATES)
        )
    )
    requests = await lock_requests(session, ids.all())
    open_ = [one for one in requests if one.state in OPEN_STATES and one.state != "agreeing"]
    held = [offer.mentor_id for one in open_ for offer in await open_offers(session, one)]
    await lock_mentors(session, held)
    for request in open_:
        await MATCHES.act(session, request, "withdraw", None, now=now)
    return len(open_)


async def _check_picks(session: Session, request: MatchRequest, now: datetime) -> None:
    whole = await standing(session, request, now=now)
    here = await reachable(session, request.picks, now=now)
    for id_ in request.picks:
        if whole.refusal(id_) is not None or id_ not in here:
            name = await session.scalar(select(Mentor.name).where(Mentor.id == id_))
            if name is None:
                raise NotFound(id=id_)
            raise PickNotPossible(name=name)


def _checked(ask: str) -> str:
    text = ask.strip()
    if not text:
        raise AskEmpty
    if len(text) > LONGEST_ASK:
        raise AskTooLong(length=len(text), limit=LONGEST_ASK)
    return text
