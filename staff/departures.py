"""Before somebody is forgotten: what they asked the school for ends, or becomes their heir's.

Call it in the transaction that forgets the account, after ``students.teams.depart``.
"""

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from cases.form_cases import FormKind
from cases.models import HandedIn, StoredFile
from core.accounts import Actor
from core.db import Session
from core.errors import DomainError
from core.kinds import Kinds
from staff import applications, stays
from staff.models import Application, Stay
from staff.stays import STAYS
from staff.tables import STAY

log = logging.getLogger(__name__)

ENDS = ("withdraw", "cancel")


async def leave(session: Session, kinds: Kinds, actor: Actor, *, now: datetime) -> None:
    """End the actor's requests and stays, and take away the files that were handed in for them.

    What belongs to a team that goes on stays with it, under its new owner.
    """
    for stay in await session.scalars(select(Stay).where(Stay.student_id == actor.id)):
        if await stays.follow_owner(session, stay):
            await STAYS.file(session, stay, now=now)
        elif stay.state not in STAY.final_states:
            await STAYS.act(session, stay, "leave", actor, now=now)
    for kind in kinds:
        if not isinstance(kind, FormKind):
            continue
        own = await session.scalars(kind.cases().where(kind.model.applicant_id == actor.id))
        for case in list(own):
            if isinstance(case, Application) and await applications.follow_owner(session, case):
                await kind.file(session, case, now=now)
            else:
                await _end(session, kind, case, actor, now)


async def _end(
    session: Session, kind: FormKind[Any], case: Any, actor: Actor, now: datetime
) -> None:
    offered = kind.workflow.events_for(case.state, {"student"})
    event = next((event for event in ENDS if event in offered), None)
    if event is not None:
        try:
            async with session.begin_nested():
                await kind.act(session, case, event, actor, now=now)
        except DomainError as refusal:
            # Whoever wants to be forgotten is; a rule about the case does not outweigh that.
            log.info(
                "%s %s does not end by %s: %s", kind.workflow.kind, case.id, event, refusal.key
            )
            await session.refresh(case)
    gone = await session.scalars(
        delete(HandedIn)
        .where(HandedIn.kind == kind.workflow.kind, HandedIn.case_id == case.id)
        .returning(HandedIn.file_id)
    )
    still = select(HandedIn.file_id)
    agreed = select(Stay.agreement_id).where(Stay.agreement_id.is_not(None))
    # Nobody's any more: the sweep removes the bytes.
    await session.execute(
        delete(StoredFile).where(
            StoredFile.id.in_(set(gone)),
            StoredFile.id.not_in(still),
            StoredFile.id.not_in(agreed),
        )
    )
