"""Who is in the pool, by name, and who has whom already: what a student may know of mentors."""

from sqlalchemy import select

from core.db import Session
from mentors.models import Mentor, Relation
from mentors.relations import OPEN

MOST_NAMED = 5
TITLES = ("老师", "教授", "博士", "律师", "先生", "女士", "导师", "学长", "学姐", "总", "工")


async def named(session: Session, words: str, *, most: int = MOST_NAMED) -> list[Mentor]:
    """Appointed mentors whose name contains ``words``, or begins with them less a title (陈老师).

    In the order of the alphabet, at most ``most``.
    """
    name = words.strip()
    if not name:
        return []
    bare = next((name.removesuffix(title) for title in TITLES if name.endswith(title)), "")
    for fits in (Mentor.name.contains(name, autoescape=True),) + (
        (Mentor.name.startswith(bare, autoescape=True),) if bare else ()
    ):
        found = await session.scalars(
            select(Mentor)
            .where(Mentor.appointed, fits)
            .order_by(Mentor.name, Mentor.id)
            .limit(most)
        )
        if mentors := list(found):
            return mentors
    return []


async def by_ids(session: Session, ids: list[int]) -> list[Mentor]:
    """These mentors, in this order; ids of nobody are left out."""
    found = await session.scalars(select(Mentor).where(Mentor.id.in_(ids)))
    known = {mentor.id: mentor for mentor in found}
    return [known[id_] for id_ in ids if id_ in known]


async def mentor_of(session: Session, student_id: int) -> Mentor | None:
    """The mentor whose place the student has, also while the agreement is not confirmed yet."""
    return await session.scalar(
        select(Mentor)
        .join(Relation, Relation.mentor_id == Mentor.id)
        .where(Relation.student_id == student_id, Relation.state.in_(OPEN))
        .order_by(Relation.id.desc())
        .limit(1)
    )
