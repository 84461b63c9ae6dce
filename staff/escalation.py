"""What heads must know of promises beside the ladder of ``core.escalation``: pauses without end."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core import accounts, outbox
from core.accounts import Actor, Role
from core.actions import Action
from core.cards import CaseCard
from core.db import Database, Session
from core.escalation import Escalation
from core.timers import Timer

LONG = timedelta(days=30)
"""A pause longer than this goes to the heads' list (domain model, clock rules)."""


async def long_pauses(session: Session, actor: Actor, *, now: datetime) -> Sequence[Timer]:
    """Promises that have stood still for ``LONG``, the longest first. Raises NotAllowed."""
    actor.require(Role.HEAD, Role.ADMIN)
    rows = await session.scalars(
        select(Timer)
        .where(Timer.ended_at.is_(None), Timer.paused_at <= now - LONG)
        .order_by(Timer.paused_at, Timer.id)
    )
    return rows.all()


async def count_long_pauses(session: Session, *, now: datetime) -> int:
    count = await session.scalar(
        select(func.count())
        .select_from(Timer)
        .where(Timer.ended_at.is_(None), Timer.paused_at <= now - LONG)
    )
    return count or 0


async def report_pauses(db: Database, *, now: datetime) -> int:
    """Tell every head once of each pause that has become long; returns how many notices that were.

    May be repeated at any moment, by several programs.
    """
    told = 0
    async with db.transaction() as session:
        rows = await session.execute(
            select(Timer, CaseCard)
            .join(CaseCard, (CaseCard.kind == Timer.kind) & (CaseCard.case_id == Timer.case_id))
            .where(Timer.ended_at.is_(None), Timer.paused_at <= now - LONG)
            .order_by(Timer.id)
        )
        heads = sorted(await accounts.with_role(session, Role.HEAD))
        for timer, card in rows.all():
            since = timer.paused_at or now
            name = " ".join(word for word in (card.number, card.title) if word)
            for head in heads:
                told += await outbox.put(
                    session,
                    head,
                    "escalation-pause-head",
                    {
                        "name": name or f"#{card.case_id}",
                        "kind": [f"kind-{card.kind}"],
                        "days": (now - since).days,
                        "reason": timer.pause_reason,
                    },
                    now=now,
                    dedupe_key=f"timer-{timer.id}-pause-{len(timer.pauses)}-{head}",
                    actions=[Action(card.kind, card.case_id, "open")],
                )
    return told


async def levels(session: Session, kind: str, case_id: int) -> Sequence[Escalation]:
    """How far up a case has gone, and when, in that order; for the pages of the case."""
    rows = await session.scalars(
        select(Escalation)
        .where(Escalation.kind == kind, Escalation.case_id == case_id)
        .order_by(Escalation.id)
    )
    return rows.all()
