"""What staff see when they match by hand: the request, and whom it could be put to."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import select

from core.accounts import Actor, Role
from core.db import Session
from mentors.cascade import MATCHES
from mentors.models import MatchRequest, Mentor
from mentors.openings import reachable, standing
from mentors.requests import STAFF_MAY_OVERRULE
from mentors.rules import Refusal
from students.models import Project

MOST = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor with room; ``against`` is the rule that staff would overrule, if any."""

    mentor_id: int
    name: str
    score: float
    places: int
    against: Refusal | None


@dataclass(frozen=True, slots=True)
class ByHand:
    request: MatchRequest
    project: Project
    candidates: tuple[Candidate, ...]


async def candidates(session: Session, actor: Actor, request_id: int, *, now: datetime) -> ByHand:
    """The best ``MOST`` mentors who may be asked, those whom no rule speaks against first.

    A rule on language, times or campus may be overruled; a conflict, an absence or a full mentor
    may not, and such mentors are not listed. Raises NotAllowed, NotFound.
    """
    actor.require(Role.STAFF, Role.HEAD)
    request = await MATCHES.find(session, request_id, actor)
    project = await session.get_one(Project, request.project_id)
    whole = await standing(session, request, now=now)
    scores = np.asarray(whole.ranking.scores)
    rows = []
    for row in np.argsort(-scores, kind="stable").tolist():
        mentor_id = int(whole.pool.ids[row])
        against = whole.refusal(mentor_id)
        if against in STAFF_MAY_OVERRULE and mentor_id not in whole.tried:
            rows.append((row, mentor_id, against))
    rows.sort(key=lambda one: one[2] is not None)
    here = await reachable(session, [one[1] for one in rows[: 8 * MOST]], now=now)
    kept = [one for one in rows if one[1] in here][:MOST]
    found = await session.execute(
        select(Mentor.id, Mentor.name).where(Mentor.id.in_([one[1] for one in kept]))
    )
    names = {row.id: row.name for row in found}
    return ByHand(
        request,
        project,
        tuple(
            Candidate(
                mentor_id,
                names[mentor_id],
                float(scores[row]),
                int(whole.pool.capacity_left[row]),
                against,
            )
            for row, mentor_id, against in kept
        ),
    )
