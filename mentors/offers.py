"""A mentor's side: answer an offer with one tap; and what happens when a mentor cannot answer."""

import logging
from datetime import datetime

from sqlalchemy import select, update

from core import accounts, outbox
from core.accounts import Actor, Role
from core.db import Session
from mentors import cascade, pairing
from mentors.cascade import OFFERS, Offering
from mentors.columns import month_end
from mentors.errors import MentorNotAppointed, OfferOver
from mentors.locks import lock_requests
from mentors.models import MatchRequest, Mentor, Offer, Relation
from mentors.relations import OPEN
from mentors.tables import OPEN_OFFER
from mentors.vocabulary import Conflict, DeclineReason
from mentors.waiting import next_owner

__all__ = [
    "MentorNotAppointed",
    "OfferOver",
    "accept",
    "decline",
    "mentor_away",
    "mentor_leaves",
    "mentor_unreachable",
    "open_for",
]

log = logging.getLogger(__name__)


async def accept(session: Session, offer_id: int, actor: Actor, *, now: datetime) -> Offer:
    """The mentor says yes; the agreement is proposed, all other offers of the student close.

    A second yes, from another device say, changes nothing and tells nobody again. Raises NotFound,
    OfferOver (which says what happened and when), MentorNotAppointed; then nothing changed.
    """
    offer = await OFFERS.find(session, offer_id, actor)
    await OFFERS.act(session, offer, "accept", actor, now=now)
    return offer


async def decline(
    session: Session,
    offer_id: int,
    actor: Actor,
    reason: str = "",
    *,
    now: datetime,
    pause_month: bool = False,
) -> Offer:
    """The mentor says no; the next one is asked. The student never learns the ``reason``.

    It is a ``DeclineReason`` or "", else ValueError. "conflict" keeps the two apart for good;
    ``pause_month`` asks the mentor nothing until the month ends in Shanghai. Raises NotFound,
    OfferOver.
    """
    reason = DeclineReason(reason).value if reason else ""
    offer = await OFFERS.find(session, offer_id, actor)
    offer.decline_reason = offer.decline_reason or reason
    kind = Offering(serves=False) if pause_month else OFFERS
    await kind.act(session, offer, "decline", actor, now=now)
    if pause_month:
        mentor = await session.get_one(Mentor, offer.mentor_id)
        last = month_end(now)
        mentor.paused_until = max(last, mentor.paused_until or last)
        await session.flush()
    if reason == DeclineReason.CONFLICT:
        await pairing.declare(
            session, actor, offer.mentor_id, offer.student_id, Conflict.OTHER, now=now
        )
    return offer


async def open_for(session: Session, mentor: Mentor) -> list[Offer]:
    """What waits for this mentor's answer, the most urgent first."""
    return list(
        await session.scalars(
            select(Offer)
            .where(Offer.mentor_id == mentor.id, Offer.state.in_(OPEN_OFFER))
            .order_by(Offer.hold_until, Offer.id)
        )
    )


async def mentor_away(session: Session, mentor_id: int, *, now: datetime) -> int:
    """Take back all open offers of a mentor who is on leave, paused or no longer appointed.

    Their requests go to the next mentor, the places to nobody. Students are locked before mentors:
    call it before the absence is written, or in a transaction of its own; ``nightly.fetch_back``
    does it for whoever does not. Returns how many offers that were.
    """
    offers = await _held_by(session, mentor_id)
    await cascade.withdraw(session, offers, now=now, onwards=True, serves=False)
    return len(offers)


async def mentor_unreachable(session: Session, account_id: int, *, now: datetime) -> int:
    """The person shut us out: while no chat of theirs is open, their offers go to others.

    Does nothing for who is no mentor or is reachable elsewhere. Returns how many offers that were.
    """
    if any(address.blocked_at is None for address in await accounts.addresses(session, account_id)):
        return 0
    mentor_id = await session.scalar(select(Mentor.id).where(Mentor.account_id == account_id))
    return 0 if mentor_id is None else await mentor_away(session, mentor_id, now=now)


async def mentor_leaves(session: Session, mentor_id: int, *, now: datetime) -> int:
    """The mentor deletes the account: open offers go to others, running relations to the staff.

    Call it before the account is forgotten. Nobody is offered the mentor afterwards. Returns how
    many offers were taken back.
    """
    offers = await _held_by(session, mentor_id)
    await cascade.withdraw(session, offers, now=now, onwards=True, serves=False)
    await session.execute(
        update(Mentor)
        .where(Mentor.id == mentor_id)
        .values(accepting=False, appointed=False, changed_at=now)
        .execution_options(synchronize_session="fetch")
    )
    await _hand_over(session, mentor_id, now)
    return len(offers)


async def _held_by(session: Session, mentor_id: int) -> list[Offer]:
    """The mentor's open offers, with their students and requests locked."""
    held = select(Offer).where(Offer.mentor_id == mentor_id, Offer.state.in_(OPEN_OFFER))
    seen = await session.scalars(held)
    requests = await lock_requests(session, sorted({offer.request_id for offer in seen}))
    again = await session.scalars(
        held.where(Offer.request_id.in_([request.id for request in requests]))
        .order_by(Offer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(again)


async def _hand_over(session: Session, mentor_id: int, now: datetime) -> None:
    """Tell one of the staff, and the student, of every relation that lost its mentor."""
    name = await session.scalar(select(Mentor.name).where(Mentor.id == mentor_id))
    running = await session.scalars(
        select(Relation)
        .where(Relation.mentor_id == mentor_id, Relation.state.in_(OPEN))
        .order_by(Relation.id)
    )
    for relation in running.all():
        request = await session.get_one(MatchRequest, relation.request_id)
        owner = await next_owner(session, request)
        told = [(relation.student_id, "mentor-left-student")]
        if owner is not None:
            told.append((owner, "mentor-left-staff"))
        else:
            heads = await accounts.with_role(session, Role.HEAD)
            told += [(head, "mentor-left-staff") for head in sorted(heads)]
        for account_id, key in told:
            await outbox.put(
                session,
                account_id,
                key,
                {"mentor": name or "", "relation": relation.id},
                now=now,
                dedupe_key=f"relation-{relation.id}-mentor-left-{account_id}",
                about=f"mentoring-{relation.id}",
            )
