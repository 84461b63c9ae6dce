"""Rows locked in one order everywhere: student, request, offer, mentors by id.

So no two transactions wait for each other. What must be locked outside that order is locked without
waiting, or left to somebody's next step. SQLite has one writer at a time and ignores all of it.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from core.db import Session
from core.errors import NotFound
from mentors.models import MatchRequest, Mentor, StudentPlaces


async def lock_students(
    session: Session, ids: Iterable[int], *, wait: bool = True
) -> dict[int, StudentPlaces]:
    """The students' shares, locked by id, begun where there were none.

    Not waiting, those whom somebody else has locked are left out.
    """
    wanted = set(ids)
    got = await _shares(session, wanted, wait=wait)
    if missing := wanted - got.keys():
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        for account_id in sorted(missing):
            await session.execute(
                dialect.insert(StudentPlaces)
                .values(account_id=account_id, holds=0, seats=0)
                .on_conflict_do_nothing(index_elements=[StudentPlaces.account_id])
            )
        got |= await _shares(session, missing, wait=wait)
    return got


async def _shares(
    session: Session, ids: Collection[int], *, wait: bool
) -> dict[int, StudentPlaces]:
    rows = await session.scalars(
        select(StudentPlaces)
        .where(StudentPlaces.account_id.in_(ids))
        .order_by(StudentPlaces.account_id)
        .with_for_update(key_share=True, skip_locked=not wait)
        .execution_options(populate_existing=True)
    )
    return {row.account_id: row for row in rows}


async def lock_mentors(
    session: Session, ids: Iterable[int], *, wait: bool = True
) -> dict[int, Mentor]:
    """The mentors, locked by id; not waiting, those locked by somebody else are left out."""
    rows = await session.scalars(
        select(Mentor)
        .where(Mentor.id.in_(sorted(set(ids))))
        .order_by(Mentor.id)
        .with_for_update(key_share=True, skip_locked=not wait)
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


async def lock_requests(
    session: Session, ids: Iterable[int], *, wait: bool = True
) -> list[MatchRequest]:
    """Requests with their students, locked and read anew, in the order of ``ids``.

    Not waiting, those that somebody is busy with are left out.
    """
    wanted = list(dict.fromkeys(ids))
    owners = await session.execute(
        select(MatchRequest.id, MatchRequest.student_id).where(MatchRequest.id.in_(wanted))
    )
    student_of = {row.id: row.student_id for row in owners}
    got = await lock_students(session, student_of.values(), wait=wait)
    mine = [id_ for id_ in wanted if student_of.get(id_) in got]
    rows = await session.scalars(
        select(MatchRequest)
        .where(MatchRequest.id.in_(mine))
        .order_by(MatchRequest.id)
        .with_for_update(skip_locked=not wait)
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in rows}
    return [found[id_] for id_ in mine if id_ in found]


async def lock_student_of(session: Session, found: Select[int]) -> None:
    """Lock the student whose id ``found`` selects. Raises NotFound when it selects none."""
    student_id = await session.scalar(found)
    if student_id is None:
        raise NotFound
    await lock_students(session, [student_id])
