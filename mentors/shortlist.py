"""The list a student sees: who of the pool suits a project, who does not, and why.

Ranking itself is ``ranking``; here it meets the database: what the project needs, who is forbidden
or was asked before, which weights hold, what was shown to whom.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from core.clock import DAY, end_of_day, local_day
from core.db import Session
from core.errors import NotFound
from mentors import pairing, ranking, replies
from mentors.acceptance import Acceptance
from mentors.candidates import Need, Pool
from mentors.columns import described, pool
from mentors.embedding import embed_missing
from mentors.models import Exposure, Mentor, Offer, ScoreWeights
from mentors.pairing import Forbidden
from mentors.ranking import LIST_SIZE, Ranked, Ranking, TextScale
from mentors.reasons import Reason, for_student
from mentors.rules import FINE, REFUSALS
from mentors.tables import OPEN_OFFER
from mentors.vocabulary import Industry, Language, Stage, Tag
from mentors.weights import TERMS, Weights
from students.models import Project

__all__ = [
    "Absence",
    "Row",
    "Shortlist",
    "embed_missing",
    "for_project",
    "model",
    "need_of",
    "pool",
    "show",
    "why_not",
]

ASKED_RECENTLY = timedelta(days=90)
"""So long a mentor who declined or stayed silent is not asked again by the same student."""
STANDING = (*OPEN_OFFER, "accepted")
FAILED = ("declined", "expired")
SCALE = TextScale()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. Only score and terms of ``ranked`` are for people's eyes."""

    mentor: Mentor
    ranked: Ranked
    reasons: list[Reason]
    """For the student, what counts most first, what is not covered last."""
    reply_h: int | None = None
    """Within how many hours the mentor usually answers; None where too little is known."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The best mentors for ``need``; ``total`` is how many could be asked, listed or not."""

    need: Need
    rows: list[Row]
    total: int
    weights: int = 0
    """The version of the weights that made it."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Why a mentor is not on the list: a code, and what its text speaks of ("name").

    Codes are those of ``rules.Refusal`` that are not private, and "listed", "others", "asked",
    "own", "not-in-pool", "private".
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The text key."""
        return f"absence-{self.code}"


async def need_of(session: Session, project: Project, *, now: datetime) -> Need:
    """What the project looks for, with everybody whom its owner must not, or not again, be given.

    Blocked are: the owner's own profile as a mentor, those they ask or have at present, and those
    who declined or did not answer within ``ASKED_RECENTLY``.
    """
    kept_apart = await pairing.forbidden(session, project.account_id, now=now)
    asked = await _asked(session, project.account_id, now)
    return _need(project, kept_apart, asked)


async def for_project(
    session: Session, project: Project, *, now: datetime, most: int = LIST_SIZE
) -> Shortlist:
    """The ``most`` mentors to offer, best first, possibly none; nothing is written."""
    need = await need_of(session, project, now=now)
    ranked, columns, version = await _ranked(session, need, now)
    best = ranked.best(columns, most)
    ids = [one.id for one in best]
    found = await session.scalars(select(Mentor).where(Mentor.id.in_(ids)))
    mentors = {mentor.id: mentor for mentor in found}
    reply_h = await replies.usual_hours(session, ids, now=now)
    rows = []
    for one in best:
        if (mentor := mentors.get(one.id)) is not None:
            reasons = for_student(need, described(mentor), one)
            rows.append(Row(mentor, one, reasons, reply_h.get(one.id)))
    return Shortlist(need, rows, len(ranked.rows), version)


async def show(session: Session, project: Project, shortlist: Shortlist, *, now: datetime) -> None:
    """Keep on record that this list was shown; the same mentor once a day for one project."""
    known = set(
        await session.scalars(
            select(Exposure.mentor_id).where(
                Exposure.project_id == project.id,
                Exposure.shown_at >= end_of_day(local_day(now) - DAY),
            )
        )
    )
    for rank, row in enumerate(shortlist.rows, start=1):
        if row.mentor.id in known:
            continue
        session.add(
            Exposure(
                student_id=project.account_id,
                project_id=project.id,
                mentor_id=row.mentor.id,
                rank=rank,
                score=row.ranked.score,
                chance=row.ranked.chance,
                terms=dict(zip(map(str, TERMS), row.ranked.terms, strict=True)),
                weights=shortlist.weights,
                shown_at=now,
            )
        )
    await session.flush()


async def why_not(
    session: Session, project: Project, mentor_id: int, *, now: datetime, most: int = LIST_SIZE
) -> Absence:
    """The true reason why a mentor is not on the list, without a word about anybody else.

    A conflict of interest or a blocked pair is only "private": staff see which. Raises NotFound for
    a mentor who does not exist.
    """
    name = await session.scalar(select(Mentor.name).where(Mentor.id == mentor_id))
    if name is None:
        raise NotFound(id=mentor_id)
    kept_apart = await pairing.forbidden(session, project.account_id, now=now)
    asked = await _asked(session, project.account_id, now)
    params: dict[str, str | int] = {"name": name}
    if mentor_id in kept_apart.own:
        return Absence("own", params)
    if mentor_id in kept_apart:
        return Absence("private", params)
    if mentor_id in asked:
        return Absence("asked", params)
    ranked, columns, _ = await _ranked(session, _need(project, kept_apart, asked), now)
    row = columns.row_of.get(mentor_id)
    if row is None:
        return Absence("not-in-pool", params)
    if (against := int(ranked.refusals[row])) != FINE:
        return Absence(REFUSALS[against].value.replace("_", "-"), params)
    listed = [int(columns.ids[at]) for at in ranked.rows[:most]]
    return Absence("listed" if mentor_id in listed else "others", params)


async def model(session: Session) -> tuple[Weights, Acceptance]:
    """The weights and the acceptance model that hold: those fitted last, else the defaults."""
    fitted = await session.scalar(
        select(ScoreWeights).order_by(ScoreWeights.version.desc()).limit(1)
    )
    if fitted is None:
        return Weights(), Acceptance()
    values = tuple(float(fitted.terms.get(term, 0.0)) for term in TERMS)
    kept = dict(fitted.acceptance)
    if "fit" in kept:
        kept["fit"] = tuple(kept["fit"])
    return Weights(values, fitted.version), Acceptance(**kept) if kept else Acceptance()


def _need(project: Project, kept_apart: Forbidden, asked: frozenset[int]) -> Need:
    languages = frozenset(Language(word) for word in project.languages)
    return Need(
        stage=Stage(project.stage) if project.stage else None,
        industries=frozenset(Industry(word) for word in project.industries),
        tags=tuple(Tag(word) for word in project.tags),
        languages=languages or frozenset({Language.CHINESE}),
        campus=project.campus,
        online_ok=project.online_ok,
        times=frozenset(project.times),
        text_vector=project.vector or None,
        conflicts=kept_apart.conflicts,
        blocked=kept_apart.blocked | kept_apart.own | asked,
        seed=project.id,
    )


async def _asked(session: Session, student_id: int, now: datetime) -> frozenset[int]:
    found = await session.scalars(
        select(Offer.mentor_id).where(
            Offer.student_id == student_id,
            Offer.state.in_(STANDING)
            | (Offer.state.in_(FAILED) & (Offer.opened_at > now - ASKED_RECENTLY)),
        )
    )
    return frozenset(found)


async def _ranked(session: Session, need: Need, now: datetime) -> tuple[Ranking, Pool, int]:
    """Everybody against the need; the arithmetic runs beside the event loop."""
    columns = await pool(session, now=now)
    weights, acceptance = await model(session)
    known = columns.vectors
    if need.text_vector is not None and known is not None:
        comparable = len(need.text_vector) == known.shape[1]  # else another model made it
        need = need if comparable else replace(need, text_vector=None)
    work = partial(ranking.rank, need, columns, weights=weights, acceptance=acceptance, scale=SCALE)
    return await asyncio.to_thread(work), columns, weights.version
