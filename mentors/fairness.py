"""Whether the pool works for everyone: exposure and success by group, and a cap that re-balances.

Groups of fewer than five people are not shown, nor is the next smallest where the hidden one could
be found by subtraction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, distinct, exists, func, select

from core.accounts import Actor, Role
from core.db import Session
from mentors.models import Exposure, MatchRequest, Mentor, Offer
from students.models import StudentProfile

READERS = (Role.STAFF, Role.HEAD, Role.ADMIN)
"""Who may read figures of the pool."""
LEAST_SHOWN = 5
NEW_FOR = timedelta(days=90)
NEW, ESTABLISHED = "new", "established"
CAP = 0.15
"""The most by which exposure may move a mentor in the ranking, whose scores lie in [0, 1]."""
CALM = 5.0
"""Appearances that count as evidence of neither too much nor too little."""
COUNTED_FOR = timedelta(days=28)

STUDENT_GROUPS = ("college", "grade", "gender")


@dataclass(frozen=True, slots=True)
class Cell:
    """One group: people who asked (or mentors), list entries shown, people with a yes (or yeses).

    ``group`` "" are those who told nothing. All three are None where the group is too small.
    """

    group: str
    people: int | None
    shown: int | None
    success: int | None

    @property
    def rate(self) -> float | None:
        """Success among those counted: of students asking, or of the offers a mentor group got."""
        return self.success / self.people if self.people and self.success is not None else None


def suppress(cells: Sequence[Cell], least: int = LEAST_SHOWN) -> list[Cell]:
    """The cells with small ones emptied, and a second one where one alone could be computed."""
    small = {i for i, cell in enumerate(cells) if (cell.people or 0) < least}
    if len(small) == 1 and len(cells) > 1:
        others = (i for i in range(len(cells)) if i not in small)
        small.add(min(others, key=lambda i: cells[i].people or 0))
    return [
        Cell(cell.group, None, None, None) if i in small else cell for i, cell in enumerate(cells)
    ]


async def by_students(session: Session, actor: Actor, group: str, *, since: datetime) -> list[Cell]:
    """Students who sent a request since then, by college, grade or gender: the largest first.

    ``shown`` is how many list entries they saw. Raises NotAllowed, ValueError for another group.
    """
    actor.require(*READERS)
    if group not in STUDENT_GROUPS:
        raise ValueError(f"students are not grouped by {group!r}")
    told = func.coalesce(getattr(StudentProfile, group), "")
    asked = await session.execute(
        select(
            told,
            func.count(distinct(MatchRequest.student_id)),
            func.count(distinct(Offer.student_id)),
        )
        .select_from(MatchRequest)
        .outerjoin(StudentProfile, StudentProfile.account_id == MatchRequest.student_id)
        .outerjoin(Offer, (Offer.request_id == MatchRequest.id) & (Offer.state == "accepted"))
        .where(MatchRequest.opened_at >= since, MatchRequest.state.not_in(("", "draft")))
        .group_by(told)
    )
    askers = select(MatchRequest.student_id).where(
        MatchRequest.opened_at >= since, MatchRequest.state.not_in(("", "draft"))
    )
    shown_rows = await session.execute(
        select(told, func.count(Exposure.id))
        .select_from(Exposure)
        .outerjoin(StudentProfile, StudentProfile.account_id == Exposure.student_id)
        .where(Exposure.shown_at >= since, Exposure.student_id.in_(askers))
        .group_by(told)
    )
    shown = {name: int(count) for name, count in shown_rows}
    cells = [Cell(name, people, shown.get(name, 0), yes) for name, people, yes in asked]
    return suppress(sorted(cells, key=lambda cell: (-(cell.people or 0), cell.group)))


@dataclass(frozen=True, slots=True)
class TenureCell:
    """Mentors new to the pool (under 90 days) or established; None where the group is too small.

    A group has its fair share when ``shown`` and ``yes`` stand in the proportion of ``places``.
    """

    group: str
    mentors: int | None
    places: int | None
    shown: int | None
    offers: int | None
    yes: int | None


async def by_tenure(
    session: Session, actor: Actor, *, since: datetime, now: datetime
) -> list[TenureCell]:
    """Appointed mentors by how long they are in the pool, new ones first."""
    actor.require(*READERS)
    tenure = case((Mentor.joined_at > now - NEW_FOR, NEW), else_=ESTABLISHED)
    pool = await session.execute(
        select(tenure, func.count(Mentor.id), func.sum(Mentor.capacity))
        .where(Mentor.appointed)
        .group_by(tenure)
    )
    shown = await session.execute(
        select(tenure, func.count(Exposure.id))
        .join_from(Exposure, Mentor, Mentor.id == Exposure.mentor_id)
        .where(Exposure.shown_at >= since, Mentor.appointed)
        .group_by(tenure)
    )
    offers = await session.execute(
        select(
            tenure,
            func.count(Offer.id),
            func.sum(case((Offer.state == "accepted", 1), else_=0)),
        )
        .join_from(Offer, Mentor, Mentor.id == Offer.mentor_id)
        .where(Offer.opened_at >= since, Mentor.appointed)
        .group_by(tenure)
    )
    mentors = {name: (int(count), int(places or 0)) for name, count, places in pool}
    entries = {name: int(count) for name, count in shown}
    asked = {name: (int(count), int(yes or 0)) for name, count, yes in offers}
    cells = []
    for name in (NEW, ESTABLISHED):
        count, places = mentors.get(name, (0, 0))
        if 0 < count < LEAST_SHOWN:
            cells.append(TenureCell(name, None, None, None, None, None))
        else:
            cells.append(
                TenureCell(name, count, places, entries.get(name, 0), *asked.get(name, (0, 0)))
            )
    return cells


def rebalancing(
    exposures: Mapping[int, int],
    free: Mapping[int, int],
    unasked: Collection[int] = (),
    *,
    cap: float = CAP,
) -> dict[int, float]:
    """What to add to each mentor's ``Candidate.busy``, so that lists spread by free places.

    The fair share of a mentor is their part of all places that are still free. Shown more than that
    gives up to ``cap`` against them, shown less up to ``cap`` for them; shown rarely in all gives
    little either way, so that nobody is moved by chance. Who was never asked (``unasked``) gets the
    whole ``cap``, so that being new does not last. Who has no free place gets nothing.
    """
    places = {mentor: number for mentor, number in free.items() if number > 0}
    every = sum(places.values())
    total = sum(exposures.get(mentor, 0) for mentor in places)
    moved = {}
    for mentor, number in places.items():
        shown, fair = exposures.get(mentor, 0), total * number / every
        moved[mentor] = cap * (shown - fair) / (shown + fair + CALM)
        if mentor in unasked:
            moved[mentor] = -cap
    return moved


async def adjustments(session: Session, *, now: datetime) -> dict[int, float]:
    """``rebalancing`` for the appointed mentors by the lists of the last four weeks.

    Unasked is who has no record and never got an offer, not even one that was withdrawn. For the
    ranking alone: nobody is told.
    """
    asked = (Mentor.asked > 0) | exists().where(Offer.mentor_id == Mentor.id)
    rows = await session.execute(
        select(Mentor.id, Mentor.capacity - Mentor.used, func.count(Exposure.id), asked)
        .outerjoin(
            Exposure,
            (Exposure.mentor_id == Mentor.id) & (Exposure.shown_at >= now - COUNTED_FOR),
        )
        .where(Mentor.appointed)
        .group_by(Mentor.id, Mentor.capacity, Mentor.used, Mentor.asked)
    )
    found = list(rows)
    return rebalancing(
        {mentor: shown for mentor, _, shown, _ in found},
        {mentor: free for mentor, free, _, _ in found},
        {mentor for mentor, _, _, was_asked in found if not was_asked},
    )


def gini(values: Sequence[float]) -> float:
    """How unevenly something is spread: 0 when all have alike, towards 1 when one has all."""
    ordered = sorted(values)
    total = sum(ordered)
    if not ordered or total <= 0:
        return 0.0
    weighted = sum(place * value for place, value in enumerate(ordered, start=1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)
