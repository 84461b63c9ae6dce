"""The pool in memory: the mentors of the database as the columns that ranking works on.

What a mentor describes changes rarely and is kept from call to call, patched row by row wherever
``Mentor.changed_at`` moved; places, absences and the record are read every time, so that nobody is
listed on what was true a minute ago. A ``Pool`` that was handed out never changes.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Row, String, Text, case, cast, func, or_, select, type_coerce

from core.clock import DAY, SHANGHAI, add_months, local_day
from core.db import Session
from mentors import fairness
from mentors.acceptance import RECENT_DAYS
from mentors.candidates import Booleans, Candidate, Floats, Integers, Pool
from mentors.models import Mentor, Offer
from mentors.tables import OPEN_OFFER
from mentors.vocabulary import SLOTS, Industry, Language, Stage, Tag

COUNTS_AS_NEW = (*OPEN_OFFER, "accepted")
"""States of an offer that use up a mentor's limit of the month."""
MOST_AT_ONCE = 500
LEANING_HOLDS = timedelta(hours=1)
RECENT_HOLDS = timedelta(minutes=5)
"""So long what only leans the order is not counted anew."""
DESCRIPTION = (
    Mentor.id,
    Mentor.industries,
    Mentor.stages,
    Mentor.tags,
    Mentor.languages,
    Mentor.campuses,
    Mentor.online,
    Mentor.times,
    Mentor.vector,
    Mentor.rating_sum,
    Mentor.rating_count,
)
EMPTY = Pool.of([])


@dataclass(slots=True)
class _Kept:
    """What one database's mentors described when they were last read; rows stand by id."""

    pool: Pool
    stamps: dict[int, str]
    seen: tuple[str, str] = ("", "")
    leaning: dict[int, float] = field(default_factory=dict)
    leaning_at: datetime | None = None
    recent: dict[int, int] = field(default_factory=dict)
    recent_at: datetime | None = None


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


async def pool(session: Session, *, now: datetime) -> Pool:
    """All appointed mentors, by id; those who are away, paused or full are marked as such.

    Who has no account yet cannot answer and counts as not accepting. ``busy`` is what fairness
    holds against those who are listed more than their share.
    """
    kept = _kept.get(session.get_bind()) or _Kept(EMPTY, {})
    while (live := await _live(session, now)).seen != kept.seen:
        stamps = live.stamps
        kept = _kept[session.get_bind()] = await _patched(session, kept, stamps)
        if kept.stamps == stamps:  # else somebody left between the two looks
            kept.seen = live.seen
            break
    if kept.leaning_at is None or not kept.leaning_at <= now < kept.leaning_at + LEANING_HOLDS:
        kept.leaning, kept.leaning_at = await fairness.adjustments(session, now=now), now
    if kept.recent_at is None or not kept.recent_at <= now < kept.recent_at + RECENT_HOLDS:
        kept.recent, kept.recent_at = await _recent(session, now), now
    month = await _month(session, now) if (live.monthly_limit >= 0).any() else {}
    ids = kept.pool.ids
    free = live.capacity - live.used
    limited = live.monthly_limit >= 0
    left = live.monthly_limit - _by_id(ids, month).astype(np.int64)
    free = np.where(limited, np.minimum(free, left), free)
    return replace(
        kept.pool,
        rating_sum=live.rating_sum,
        rating_count=live.rating_count,
        accepting=live.accepting,
        on_vacation=live.away,
        capacity_left=free,
        used=live.used,
        recent=_by_id(ids, kept.recent).astype(np.int64),
        asked=live.asked,
        yes=live.yes,
        busy=_by_id(ids, kept.leaning),
    )


@dataclass(slots=True)
class _Live:
    """The columns that change from minute to minute, rows by id.

    ``seen`` are the ids and when each was changed, as texts: alike as long as nothing changed.
    """

    seen: tuple[str, str]
    capacity: Integers
    used: Integers
    monthly_limit: Integers
    accepting: Booleans
    away: Booleans
    asked: Integers
    yes: Integers
    rating_sum: Floats
    rating_count: Integers

    @property
    def stamps(self) -> dict[int, str]:
        ids, changed = (text.split(",") if text else [] for text in self.seen)
        return dict(sorted(zip(map(int, ids), changed, strict=True)))


async def _live(session: Session, now: datetime) -> _Live:
    """One text for each column: ten thousand rows of a driver take ten times as long.

    All columns of one look are in the same order, whatever it is.
    """
    today = local_day(now)
    away = or_(
        (Mentor.vacation_from <= today) & (Mentor.vacation_to >= today),
        Mentor.paused_until >= today,
    )
    wanted = (
        Mentor.id,
        type_coerce(Mentor.changed_at, String),  # compared, never read: no need to convert it
        Mentor.capacity,
        Mentor.used,
        func.coalesce(Mentor.monthly_limit, -1),
        case((Mentor.accepting & Mentor.account_id.is_not(None), 1), else_=0),
        case((away, 1), else_=0),
        Mentor.asked,
        Mentor.yes,
        Mentor.rating_count,
        Mentor.rating_sum,
    )
    sqlite = session.get_bind().dialect.name == "sqlite"
    together = func.group_concat if sqlite else func.string_agg
    found = await session.execute(
        select(*(together(cast(column, Text), ",") for column in wanted)).where(Mentor.appointed)
    )
    texts = [text or "" for text in found.one()]
    ids, *whole = (_numbers(text, np.int64) for text in (texts[0], *texts[2:10]))
    order = np.argsort(ids, kind="stable")
    capacity, used, limit, accepting, gone, asked, yes, rated = (one[order] for one in whole)
    return _Live(
        seen=(texts[0], texts[1]),
        capacity=capacity,
        used=used,
        monthly_limit=limit,
        accepting=accepting.astype(np.bool_),
        away=gone.astype(np.bool_),
        asked=asked,
        yes=yes,
        rating_sum=_numbers(texts[10], np.float64)[order],
        rating_count=rated,
    )


def _numbers(text: str, kind: Any) -> Any:
    return np.fromstring(text, dtype=kind, sep=",") if text else np.array([], kind)


async def _patched(session: Session, kept: _Kept, stamps: dict[int, str]) -> _Kept:
    """What was kept without those who left, with the new and the changed read anew."""
    changed = [id_ for id_, stamp in stamps.items() if kept.stamps.get(id_) != stamp]
    fresh: list[Candidate] = []
    for start in range(0, len(changed), MOST_AT_ONCE):
        # Columns, no entities: a session may hold a row as it was before somebody else's change.
        rows = await session.execute(
            select(*DESCRIPTION).where(Mentor.id.in_(changed[start : start + MOST_AT_ONCE]))
        )
        fresh += [described(row) for row in rows]
    old = kept.pool
    width = old.vectors.shape[1] if old.vectors is not None else None
    read = Pool.of(_of_one_model(fresh, width))
    dropped = set(changed)
    rows_kept = [
        row for row, id_ in enumerate(old.ids.tolist()) if id_ in stamps and id_ not in dropped
    ]
    joined = _joined(old, rows_kept, read)
    found = {id_: stamps[id_] for id_ in joined.row_of}
    return replace(kept, pool=joined, stamps=found)


def _of_one_model(fresh: list[Candidate], width: int | None) -> list[Candidate]:
    """Without vectors that another embedding model left behind: they cannot be compared."""
    if width is None:
        lengths = Counter(len(one.text_vector) for one in fresh if one.text_vector is not None)
        width = lengths.most_common(1)[0][0] if lengths else None
    return [
        one
        if one.text_vector is None or len(one.text_vector) == width
        else replace(one, text_vector=None)
        for one in fresh
    ]


def described(mentor: Mentor | Row[*tuple[Any, ...]]) -> Candidate:
    """What a mentor says of themselves, with the ratings.

    Words that the vocabulary no longer has are left out.
    """
    return Candidate(
        mentor.id,
        industries=frozenset(Industry(word) for word in mentor.industries if word in _INDUSTRIES),
        stages=frozenset(Stage(word) for word in mentor.stages if word in _STAGES),
        tags=frozenset(Tag(word) for word in mentor.tags if word in _TAGS),
        languages=frozenset(Language(word) for word in mentor.languages if word in _LANGUAGES),
        campuses=frozenset(mentor.campuses),
        online=mentor.online,
        times=frozenset(mentor.times) & _SLOTS,
        text_vector=mentor.vector or None,
        rating_sum=mentor.rating_sum,
        rating_count=mentor.rating_count,
    )


_INDUSTRIES, _STAGES, _TAGS, _LANGUAGES = (
    frozenset(words) for words in (Industry, Stage, Tag, Language)
)
_SLOTS = frozenset(SLOTS)


def _joined(old: Pool, rows: list[int], new: Pool) -> Pool:
    """These rows of ``old`` and all of ``new``, by id."""
    ids = np.concatenate([old.ids[rows], new.ids])
    order = np.argsort(ids)
    campuses = {
        name: np.concatenate([_campus(old, name)[rows], _campus(new, name)])[order]
        for name in {**old.campuses, **new.campuses}
    }
    columns: dict[str, Any] = {
        field.name: np.concatenate([getattr(old, field.name)[rows], getattr(new, field.name)])[
            order
        ]
        for field in fields(Pool)
        if field.name not in ("campuses", "vectors", "row_of")
    }
    ids = columns["ids"]
    row_of = {int(id_): row for row, id_ in enumerate(ids)}
    return Pool(
        **columns, campuses=campuses, vectors=_vectors(old, rows, new, order), row_of=row_of
    )


def _campus(pool: Pool, name: str) -> Booleans:
    return pool.campuses.get(name, np.zeros(len(pool), np.bool_))


def _vectors(old: Pool, rows: list[int], new: Pool, order: Integers) -> Any:
    """Both parts' vectors; a part without any has zeros."""
    widths = [part.vectors.shape[1] for part in (old, new) if part.vectors is not None]
    if not widths:
        return None
    first, second = (
        np.zeros((len(part), widths[0]), np.float32) if part.vectors is None else part.vectors
        for part in (old, new)
    )
    return np.concatenate([first[rows], second])[order]


async def _recent(session: Session, now: datetime) -> dict[int, int]:
    """By mentor the requests of the last days."""
    rows = await session.execute(
        select(Offer.mentor_id, func.count())
        .where(Offer.opened_at > now - timedelta(days=RECENT_DAYS), Offer.state != "withdrawn")
        .group_by(Offer.mentor_id)
    )
    return {row[0]: row[1] for row in rows}


async def _month(session: Session, now: datetime) -> dict[int, int]:
    """By mentor with a limit the places given since the month began in Shanghai."""
    rows = await session.execute(
        select(Offer.mentor_id, func.count())
        .where(
            Offer.mentor_id.in_(select(Mentor.id).where(Mentor.monthly_limit.is_not(None))),
            Offer.opened_at >= month_begin(now),
            Offer.state.in_(COUNTS_AS_NEW),
        )
        .group_by(Offer.mentor_id)
    )
    return {row[0]: row[1] for row in rows}


def month_begin(now: datetime) -> datetime:
    """The first moment of the running month in Shanghai."""
    return now.astimezone(SHANGHAI).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def month_end(now: datetime) -> date:
    """The last day of the running month in Shanghai: until then 本月不接 holds."""
    return add_months(local_day(now).replace(day=1), 1) - DAY


def _by_id(ids: Integers, values: Mapping[int, float]) -> Floats:
    column = np.zeros(len(ids))
    if values:
        wanted = np.fromiter(values, np.int64, len(values))
        given = np.fromiter(values.values(), np.float64, len(values))
        rows = np.searchsorted(ids, wanted)
        known = rows < len(ids)
        known[known] = ids[rows[known]] == wanted[known]
        column[rows[known]] = given[known]
    return column
