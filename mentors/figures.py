"""What staff see of the pool, counted by the database: answers, load, silence, unmet needs.

Nothing here names a student. Only staff, heads and administrators may read it: every function
raises NotAllowed for anybody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, Text, and_, case, cast, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from core.accounts import Actor
from core.clock import local_day
from core.db import Session
from mentors.fairness import READERS
from mentors.models import MatchRequest, Mentor, Offer
from mentors.places import present
from mentors.tables import OPEN_OFFER
from mentors.vocabulary import Tag
from students.models import Project

WAITS_H = (24, 48, 72, 168)
"""The upper edges, in hours, by which waits for a first yes are counted together."""
SEEKING = ("submitted", "offering", "waiting", "manual")
SILENT_FROM = 3
"""So many offers in a row without an answer, and staff should call."""
ASKED_WITHIN = timedelta(days=28)
_HOUR, _WEEK = 3600.0, timedelta(days=7)


class seconds_between(FunctionElement[float]):
    """Seconds from one timestamp column to another, on either engine."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    first, last = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"((julianday({last}) - julianday({first})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    first, last = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({last} - {first})) AS DOUBLE PRECISION)"


@dataclass(frozen=True, slots=True)
class FirstYes:
    """How long students waited for their first yes. ``waits`` counts by ``WAITS_H``, then longer.

    Median and 90 % are of those who got one, in hours; None when nobody did.
    """

    requests: int
    answered: int
    median_h: float | None
    p90_h: float | None
    waits: tuple[int, ...]


async def first_yes(session: Session, actor: Actor, *, since: datetime) -> FirstYes:
    """Of the requests begun since then and really sent."""
    actor.require(*READERS)
    waited = (
        select(
            (func.min(seconds_between(MatchRequest.opened_at, Offer.answered_at)) / _HOUR).label(
                "hours"
            )
        )
        .join(Offer, and_(Offer.request_id == MatchRequest.id, Offer.state == "accepted"))
        .where(_sent_since(since))
        .group_by(MatchRequest.id)
        .subquery()
    )
    ranked = select(
        waited.c.hours,
        func.row_number().over(order_by=waited.c.hours).label("place"),
        func.count().over().label("all"),
    ).subquery()
    edges = [0.0, *map(float, WAITS_H)]
    row = (
        await session.execute(
            select(
                func.count(),
                *(_at(ranked, percent) for percent in (50, 90)),
                *(
                    func.sum(case((and_(ranked.c.hours > low, ranked.c.hours <= high), 1), else_=0))
                    for low, high in zip([-1.0, *edges[1:]], [*edges[1:], 1e9], strict=True)
                ),
            ).select_from(ranked)
        )
    ).one()
    requests = await session.scalar(select(func.count(MatchRequest.id)).where(_sent_since(since)))
    count, median, p90, *waits = row
    return FirstYes(requests or 0, count, median, p90, tuple(int(number or 0) for number in waits))


@dataclass(frozen=True, slots=True)
class WeekAnswers:
    """What became of the offers made in the seven days from ``start``."""

    start: date
    yes: int
    no: int
    silent: int
    open: int

    @property
    def rate(self) -> float | None:
        """Yeses among the offers that ended by an answer or in silence; None without any."""
        ended = self.yes + self.no + self.silent
        return self.yes / ended if ended else None


async def acceptance(
    session: Session, actor: Actor, *, now: datetime, weeks: int = 12
) -> list[WeekAnswers]:
    """The last weeks, the oldest first; each ends at this time of the day."""
    actor.require(*READERS)
    starts = [now - _WEEK * back for back in range(weeks, 0, -1)]
    week = case(
        *((Offer.opened_at < start + _WEEK, number) for number, start in enumerate(starts)),
        else_=weeks,
    )
    rows = await session.execute(
        select(week, Offer.state, func.count(Offer.id))
        .where(Offer.opened_at >= starts[0], Offer.opened_at < now)
        .group_by(week, Offer.state)
    )
    found = {(number, state): count for number, state, count in rows}
    outcomes = (("accepted",), ("declined",), ("expired",), OPEN_OFFER)
    return [
        WeekAnswers(
            local_day(start),
            *(sum(found.get((number, state), 0) for state in states) for states in outcomes),
        )
        for number, start in enumerate(starts)
    ]


@dataclass(frozen=True, slots=True)
class Load:
    """Places of the appointed mentors, and how many mentors are unused, in use, full, closed."""

    capacity: int
    used: int
    idle: int
    partly: int
    full: int
    closed: int


async def load(session: Session, actor: Actor, *, now: datetime) -> Load:
    """Closed are those who take nobody now: paused, away, without places or not signed in yet."""
    actor.require(*READERS)
    open_ = and_(present(local_day(now)), Mentor.capacity > 0)
    row = (
        await session.execute(
            select(
                func.sum(Mentor.capacity),
                func.sum(Mentor.used),
                _count(and_(open_, Mentor.used == 0)),
                _count(and_(open_, Mentor.used > 0, Mentor.used < Mentor.capacity)),
                _count(and_(open_, Mentor.used >= Mentor.capacity)),
                _count(~open_),
            ).where(Mentor.appointed)
        )
    ).one()
    return Load(*(int(number or 0) for number in row))


@dataclass(frozen=True, slots=True)
class SilentMentor:
    id: int
    name: str
    silent: int
    asked: int
    yes: int


@dataclass(frozen=True, slots=True)
class Silence:
    """The mentors who left the most offers in a row unanswered, and how many there are in all."""

    total: int
    mentors: list[SilentMentor]


async def silence(session: Session, actor: Actor, *, most: int = 20) -> Silence:
    """Appointed mentors with ``SILENT_FROM`` silent offers in a row; nobody is paused for it."""
    actor.require(*READERS)
    quiet = and_(Mentor.appointed, Mentor.silent >= SILENT_FROM)
    rows = await session.execute(
        select(Mentor.id, Mentor.name, Mentor.silent, Mentor.asked, Mentor.yes)
        .where(quiet)
        .order_by(Mentor.silent.desc(), Mentor.asked.desc(), Mentor.id)
        .limit(most)
    )
    total = await session.scalar(select(func.count(Mentor.id)).where(quiet))
    return Silence(total or 0, [SilentMentor(*row) for row in rows])


@dataclass(frozen=True, slots=True)
class NeedGap:
    """``asked``: open requests that name the need; ``free``: free places of mentors who cover it.

    A place may serve several needs, so ``missing`` is the least that is missing.
    """

    tag: Tag
    asked: int
    free: int
    mentors: int

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.free)


async def needs(session: Session, actor: Actor, *, now: datetime) -> list[NeedGap]:
    """Every need somebody seeks or covers, the scarcest first."""
    actor.require(*READERS)
    seeking = MatchRequest.state.in_(SEEKING)
    asked = await _row(
        session,
        select(*(_count(_has(Project.tags, tag)) for tag in Tag))
        .select_from(MatchRequest)
        .join(Project, Project.id == MatchRequest.project_id)
        .where(seeking),
    )
    left = Mentor.capacity - Mentor.used
    covered = [_has(Mentor.tags, tag) for tag in Tag]
    offered = await _row(
        session,
        select(
            *(func.sum(case((has, left), else_=0)) for has in covered),
            *(_count(has) for has in covered),
        ).where(present(local_day(now))),
    )
    free, mentors = offered[: len(Tag)], offered[len(Tag) :]
    gaps = [NeedGap(*cells) for cells in zip(Tag, asked, free, mentors, strict=True)]
    return sorted(
        (gap for gap in gaps if gap.asked or gap.mentors),
        key=lambda gap: (-gap.missing, gap.free - gap.asked),
    )


@dataclass(frozen=True, slots=True)
class NewMentors:
    """Mentors whose first 28 days ended within the last half year, and who was asked in them."""

    mentors: int
    asked: int

    @property
    def share(self) -> float | None:
        return self.asked / self.mentors if self.mentors else None


async def new_mentors(session: Session, actor: Actor, *, now: datetime) -> NewMentors:
    """Whether newcomers get their chance: the share should not fall below 95 %."""
    actor.require(*READERS)
    asked_early = (
        select(Offer.id)
        .where(
            Offer.mentor_id == Mentor.id,
            seconds_between(Mentor.joined_at, Offer.opened_at) <= ASKED_WITHIN.total_seconds(),
        )
        .exists()
    )
    counted = await _row(
        session,
        select(func.count(Mentor.id), _count(asked_early)).where(
            Mentor.appointed,
            Mentor.joined_at > now - timedelta(days=182) - ASKED_WITHIN,
            Mentor.joined_at <= now - ASKED_WITHIN,
        ),
    )
    return NewMentors(*counted)


def _sent_since(since: datetime) -> ColumnElement[bool]:
    return and_(MatchRequest.opened_at >= since, MatchRequest.state.not_in(("", "draft")))


def _at(ranked: Any, percent: int) -> ColumnElement[Any]:
    """The value at this percentile by nearest rank."""
    place = (ranked.c.all * percent + 99) // 100
    return func.max(case((ranked.c.place == place, ranked.c.hours)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _has(words: Any, word: str) -> ColumnElement[bool]:
    """Whether a JSON list of vocabulary words, which hold no quotes, names this one."""
    return cast(words, Text).like(f'%"{word}"%')


async def _row(session: Session, statement: Any) -> Sequence[int]:
    return [int(number or 0) for number in (await session.execute(statement)).one()]
