"""Before somebody's account is forgotten: nobody is left waiting for them, and no place held."""

from datetime import datetime

from sqlalchemy import select

from core.accounts import Actor
from core.db import Session
from mentors import endings, offers, requests
from mentors.models import Mentor
from mentors.relations import Mentoring


async def leave(session: Session, kind: Mentoring, actor: Actor, *, now: datetime) -> None:
    """Close what runs with the actor: offers go on to others, requests and relations end.

    The students of a mentor who goes are handed to staff. Call it in the transaction that forgets
    the account; does nothing for who is neither student nor mentor of anybody.
    """
    mentor_id = await session.scalar(select(Mentor.id).where(Mentor.account_id == actor.id))
    if mentor_id is not None:
        await offers.mentor_leaves(session, mentor_id, now=now)
    await endings.leave(session, kind, actor, now=now)
    await requests.student_leaves(session, actor.id, now=now)
