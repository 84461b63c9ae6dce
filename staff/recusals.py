"""How a reviewer's part ends before it is done, and when an application's reviewing is over.

Everything here is called with the application locked.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core import accounts, outbox, timers
from core.accounts import Role
from core.actions import Action
from core.db import Session
from core.errors import DomainError, NotPossibleNow
from core.outbox import Param
from mentors.models import Mentor
from mentors.vocabulary import Kind
from staff import conflicts, panels
from staff.applications import APPLICATIONS
from staff.models import Application, Review
from staff.panels import FEWEST
from staff.parties import staff_of
from staff.tables import INCUBATION
from students import teams

log = logging.getLogger(__name__)

BEFORE = frozenset({"submitted", "checking", "lacking", "reviewing"})
"""States in which reviewers may still be assigned, replaced or recused."""


class ReviewOver(DomainError):
    """This part was handed in or has ended; nothing in it can be changed."""

    key = "error-review-over"


async def office(session: Session) -> set[int]:
    """Who has the office: by role, or appointed as a mentor for reviewing."""
    appointed = await session.scalars(
        select(Mentor.account_id).where(
            Mentor.kind == Kind.REVIEW, Mentor.appointed, Mentor.account_id.is_not(None)
        )
    )
    return await accounts.with_role(session, Role.REVIEWER) | {id_ for id_ in appointed if id_}


def require_before(application: Application, event: str) -> None:
    """Raises NotPossibleNow once reviewing is over, or before there is anything to review."""
    if application.state not in BEFORE:
        raise NotPossibleNow(kind=INCUBATION.kind, state=application.state, event=event)


async def late(session: Session, application: Application, now: datetime) -> bool:
    """Whether the time promised for reviewing is over."""
    timer = await timers.seen(session, INCUBATION.kind, application.id)
    return application.state == "reviewing" and timer is not None and timers.is_over(timer, now)


async def settle(session: Session, application: Application, *, now: datetime) -> None:
    """Bring the application to who decides once all fair parts are in."""
    if application.state != "reviewing":
        return
    parts = await panels.active(session, application.id)
    await recuse_tied(session, application, parts, now=now)
    left = [part for part in parts if part.recused_at is None]
    if len(left) >= FEWEST and all(part.submitted_at is not None for part in left):
        await APPLICATIONS.act(session, application, "reviewed", None, now=now)


async def recuse_tied(
    session: Session, application: Application, parts: Sequence[Review], *, now: datetime
) -> None:
    """Recuse whom something ties to the team that was not there when they were assigned."""
    if application.state not in BEFORE:
        return
    ties = await conflicts.among(
        session, application.project_id, {part.reviewer_id for part in parts}, now=now
    )
    for part in parts:
        if part.recused_at is None and (tie := ties.get(part.reviewer_id)) is not None:
            await recuse(session, application, part, tie, "", now=now)
            await tell_staff(session, application, part, now=now)


async def recuse(
    session: Session,
    application: Application,
    part: Review,
    reason: str,
    note: str,
    *,
    now: datetime,
) -> None:
    """End a part; its scores count nowhere from now on."""
    part.recused_for, part.recused_note, part.recused_at = str(reason), note, now
    await panels.release(session, part)
    await session.flush()
    log.info("application=%s review=%s ended: %s", application.id, part.id, reason)


async def tell_staff(
    session: Session, application: Application, part: Review, *, now: datetime
) -> None:
    """Whoever has the case hears why a reviewer is lost, and how many are left."""
    left = len(await panels.fair(session, application, now=now))
    told: dict[str, Param] = {
        **panels.named(application),
        "name": await teams.name_of(session, part.reviewer_id),
        "tie": [["review-tie", {"tie": part.recused_for}]],
        "reason": part.recused_note,
        "left": left,
        "fewest": FEWEST,
    }
    for account_id in sorted(await staff_of(session, application.owner_id)):
        await outbox.put(
            session,
            account_id,
            "review-recused",
            told,
            now=now,
            dedupe_key=f"review-{part.id}-recused-{int(now.timestamp())}-{account_id}",
            actions=[Action(INCUBATION.kind, application.id, "panel")],
        )
