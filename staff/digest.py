"""The morning digest: what waits for each of the staff, once each working day, never empty."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import accounts, clock, outbox
from core.accounts import Role
from core.actions import Action
from core.cards import CaseCard
from core.clock import SHANGHAI, CalendarMissing
from core.db import Base, Database, Session
from core.outbox import Param
from core.timers import Timer
from staff import changes, escalation
from staff.models import Application, Review

BEGINS, ENDS = time(8, 30), time(18)
"""Between these times of a working day, Shanghai's; who starts later leaves that day out."""
MOST_URGENT = 3
MARKS = ("①", "②", "③")
LONGEST_TITLE = 24

OPEN: ColumnElement[bool] = CaseCard.ended_at.is_(None) & (CaseCard.number != "")
"""Handed in and not over."""


class MorningDigest(Base):
    """That the digest of a day went out."""

    __tablename__ = "morning_digests"
    day: Mapped[date] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]


@dataclass(slots=True)
class Morning:
    """What waits for one person: counts of their own cases by colour, and what else there is."""

    red: int = 0
    yellow: int = 0
    green: int = 0
    other: int = 0
    todo: dict[str, int] = field(default_factory=dict)
    urgent: list[CaseCard] = field(default_factory=list)

    @property
    def mine(self) -> int:
        return self.red + self.yellow + self.green + self.other


async def send(db: Database, *, now: datetime) -> int:
    """Write the digests of the day if they are due and nobody has; returns how many those are.

    For every minute, from any number of programs. Quiet hours are the courier's to keep.
    """
    local = now.astimezone(SHANGHAI)
    if not BEGINS <= local.time() < ENDS:
        return 0
    async with db.reading() as session:
        if await session.get(MorningDigest, local.date()) is not None:
            return 0
        if not await _is_workday(session, local.date()):
            return 0
    try:
        async with db.transaction() as session:
            session.add(MorningDigest(day=local.date(), sent_at=now))
            await session.flush()
            mornings = await gather(session, now=now)
            for account_id, morning in sorted(mornings.items()):
                await outbox.put(
                    session,
                    account_id,
                    "digest",
                    _said(morning),
                    now=now,
                    dedupe_key=f"digest-{local.date().isoformat()}-{account_id}",
                    actions=[
                        Action(card.kind, card.case_id, f"open-{place}")
                        for place, card in enumerate(morning.urgent, 1)
                    ],
                )
            return len(mornings)
    except IntegrityError:  # another program was faster
        return 0


async def gather(session: Session, *, now: datetime) -> dict[int, Morning]:
    """What waits for whom; a fixed number of queries. Nobody for whom nothing waits is in it."""
    people = {
        role: await accounts.with_role(session, role)
        for role in (Role.STAFF, Role.HEAD, Role.REVIEWER)
    }
    mornings: defaultdict[int, Morning] = defaultdict(Morning)
    await _own_cases(session, people[Role.STAFF], mornings, now)
    await _unclaimed(session, people[Role.STAFF], mornings)
    await _reviews(session, people[Role.REVIEWER], mornings)
    await _for_heads(session, people[Role.HEAD], mornings, now)
    for morning in mornings.values():
        morning.urgent = sorted(morning.urgent, key=_urgency)[:MOST_URGENT]
    return {id_: one for id_, one in mornings.items() if one.mine or one.todo}


async def _own_cases(
    session: Session, staff: set[int], mornings: dict[int, Morning], now: datetime
) -> None:
    red = CaseCard.due_at <= now
    mine = OPEN & (CaseCard.turn == "staff") & CaseCard.owner_id.in_(staff)
    rows = await session.execute(
        select(
            CaseCard.owner_id,
            func.count(),
            func.count(case((red, 1))),
            func.count(case(((CaseCard.due_at > now) & (CaseCard.yellow_at <= now), 1))),
            func.count(case(((CaseCard.due_at > now) & (CaseCard.yellow_at > now), 1))),
        )
        .where(mine)
        .group_by(CaseCard.owner_id)
    )
    for owner, all_, red_, yellow, green in rows:
        one = mornings[owner or 0]
        one.red, one.yellow, one.green = red_, yellow, green
        one.other = all_ - red_ - yellow - green
    place = func.row_number().over(
        partition_by=CaseCard.owner_id, order_by=(CaseCard.due_at.is_(None), CaseCard.due_at)
    )
    ranked = select(CaseCard.id, place.label("place")).where(mine).subquery()
    first = await session.scalars(
        select(CaseCard)
        .join(ranked, ranked.c.id == CaseCard.id)
        .where(ranked.c.place <= MOST_URGENT)
    )
    for card in first:
        mornings[card.owner_id or 0].urgent.append(card)


async def _unclaimed(session: Session, staff: set[int], mornings: dict[int, Morning]) -> None:
    count = await session.scalar(
        select(func.count())
        .select_from(CaseCard)
        .where(OPEN, CaseCard.turn == "staff", CaseCard.owner_id.is_(None))
    )
    for account_id in staff if count else ():
        mornings[account_id].todo["unclaimed"] = count or 0


async def _reviews(session: Session, reviewers: set[int], mornings: dict[int, Morning]) -> None:
    rows = await session.execute(
        select(Review.reviewer_id, func.count())
        .join(Application, Application.id == Review.application_id)
        .where(
            Review.submitted_at.is_(None),
            Review.recused_at.is_(None),
            Review.reviewer_id.in_(reviewers),
            Application.state == "reviewing",
        )
        .group_by(Review.reviewer_id)
    )
    for account_id, count in rows:
        mornings[account_id].todo["reviews"] = count


async def _for_heads(
    session: Session, heads: set[int], mornings: dict[int, Morning], now: datetime
) -> None:
    # What the clock does by itself, or what nobody promised, is no work for this morning.
    promised = exists().where(
        Timer.kind == CaseCard.kind,
        Timer.case_id == CaseCard.case_id,
        Timer.ended_at.is_(None),
        Timer.event == "",
    )
    theirs = OPEN & (CaseCard.turn == "head") & promised
    decisions = await session.scalar(select(func.count()).select_from(CaseCard).where(theirs))
    first = await session.scalars(
        select(CaseCard)
        .where(theirs)
        .order_by(CaseCard.due_at.is_(None), CaseCard.due_at, CaseCard.id)
        .limit(MOST_URGENT)
    )
    urgent = first.all()
    paused = await escalation.count_long_pauses(session, now=now)
    for account_id in heads:
        waits = await changes.waiting_for(session, account_id)
        todo = {"decisions": decisions or 0, "changes": waits, "paused": paused}
        if found := {word: count for word, count in todo.items() if count}:
            mornings[account_id].todo.update(found)
            mornings[account_id].urgent += urgent


async def _is_workday(session: Session, day: date) -> bool:
    """By the calendar; in a year that nobody has entered, Monday to Friday: nobody loses by it."""
    try:
        return (await clock.load(session)).is_workday(day)
    except CalendarMissing:
        return day.weekday() < 5


def _urgency(card: CaseCard) -> tuple[bool, float, int]:
    return card.due_at is None, card.due_at.timestamp() if card.due_at else 0.0, card.id


def _said(morning: Morning) -> dict[str, Param]:
    mine: Param = []
    if morning.mine:
        counts = {
            "count": morning.mine,
            "red": morning.red,
            "yellow": morning.yellow,
            "green": morning.green,
            "other": morning.other,
        }
        mine = [["digest-mine", counts]]
    todo: Param = []
    if morning.todo:
        parts = [[f"digest-todo-{word}", {"count": n}] for word, n in morning.todo.items()]
        todo = [["digest-todo", {"what": parts}]]
    return {"mine": mine, "todo": todo, **dict(_urgent(morning))}


def _urgent(morning: Morning) -> Iterator[tuple[str, Param]]:
    """Three lines, of which those that there are not are empty."""
    for place, mark in enumerate(MARKS):
        if place >= len(morning.urgent):
            yield f"urgent{place + 1}", []
            continue
        card = morning.urgent[place]
        name = f"{card.number} {card.title[:LONGEST_TITLE]}".strip()
        state = [f"state-{card.kind}-{card.state}"]
        said: dict[str, Param] = {"mark": mark, "name": name, "state": state}
        key = "digest-urgent"
        if card.due_at is not None:
            key = "digest-urgent-due"
            said["due"] = card.due_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
        yield f"urgent{place + 1}", [[key, said]]
