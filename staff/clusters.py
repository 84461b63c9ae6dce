"""Questions that ask the same: proposed by the retrieval model, confirmed by staff one by one.

Nearness is the cosine of vectors that the caller's model makes of the questions alone; how good a
proposal it is was measured (docs/decisions/0012-consultations.md).
"""

import asyncio
import logging
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import ColumnElement, select, update

from core import outbox
from core.accounts import Actor, Role
from core.actions import Action
from core.db import Database, Session
from core.errors import NotFound, NotPossibleNow
from staff.consulting import CONSULTATIONS, KIND
from staff.models import Consultation, StaffAnswer

log = logging.getLogger(__name__)

Embed = Callable[[list[str]], Sequence[Sequence[float]]]
"""Questions to vectors, blocking; it is called in a thread."""

NEAR = 0.90
"""The cosine from which two questions are proposed as the same."""
MOST_SHOWN = 5
MOST_ANSWERED = 2
ANSWERED_FOR = timedelta(days=180)
LOOKED_AT = 1000
"""The newest questions compared with; more would cost a phone's patience."""
ANSWERED = ("answered", "proposed", "stored", "closed")
_FLOAT = np.dtype("<f2")


@dataclass(frozen=True, slots=True)
class Alike:
    """A question near another one; ``same`` where staff confirmed that it asks the same."""

    id: int
    number: str
    text: str
    nearness: float
    same: bool
    reply: str = ""


async def embed_missing(db: Database, embed: Embed, *, now: datetime, limit: int = 32) -> int:
    """Give up to ``limit`` questions and stored answers without a vector theirs; how many.

    Who has a new question is told when others ask about the same or it was answered before. The
    model runs outside any transaction.
    """
    async with db.reading() as session:
        cases = (
            await session.execute(
                select(Consultation.id, Consultation.text)
                .where(Consultation.vector.is_(None))
                .order_by(Consultation.id)
                .limit(limit)
            )
        ).all()
        stored = (
            await session.execute(
                select(StaffAnswer.id, StaffAnswer.question)
                .where(StaffAnswer.vector.is_(None))
                .order_by(StaffAnswer.id)
                .limit(limit)
            )
        ).all()
    texts = [row.text for row in cases] + [row.question for row in stored]
    if not texts:
        return 0
    vectors = [packed(one) for one in await asyncio.to_thread(embed, texts)]
    async with db.transaction() as session:
        for row, vector in zip(cases, vectors, strict=False):
            await session.execute(
                update(Consultation).where(Consultation.id == row.id).values(vector=vector)
            )
        for answer, vector in zip(stored, vectors[len(cases) :], strict=True):
            await session.execute(
                update(StaffAnswer)
                .where(StaffAnswer.id == answer.id, StaffAnswer.question == answer.question)
                .values(vector=vector)
            )
    for row in cases:
        async with db.transaction() as session:
            await _tell_owner(session, row.id, now=now)
    log.info("embedded consultations=%d answers=%d", len(cases), len(stored))
    return len(texts)


async def alike(session: Session, actor: Actor, case_id: int) -> list[Alike]:
    """Open questions of others that may ask the same, those confirmed first, then the nearest."""
    actor.require(Role.STAFF)
    case = await _case(session, case_id)
    waits = Consultation.state == "assigned"
    near = await _near(session, case, waits, MOST_SHOWN)
    if case.cluster_id is not None:
        same = await session.scalars(
            select(Consultation)
            .where(Consultation.cluster_id == case.cluster_id, waits, Consultation.id != case.id)
            .order_by(Consultation.id)
        )
        near = [*((one, 1.0) for one in same.all()), *near]
    found = {
        one.id: Alike(
            one.id,
            one.number or "",
            one.text,
            cosine,
            case.cluster_id is not None and one.cluster_id == case.cluster_id,
        )
        for one, cosine in reversed(near)
    }
    return sorted(found.values(), key=lambda one: (not one.same, -one.nearness, one.id))


async def answered_alike(
    session: Session, actor: Actor, case_id: int, *, now: datetime
) -> list[Alike]:
    """Questions near this one that were answered lately, with the replies."""
    actor.require(Role.STAFF)
    case = await _case(session, case_id)
    lately = Consultation.replied_at > now - ANSWERED_FOR
    done = Consultation.state.in_(ANSWERED) & (Consultation.reply != "") & lately
    found, replies = [], set()
    for one, cosine in await _near(session, case, done, MOST_SHOWN):
        if one.reply not in replies:
            replies.add(one.reply)
            found.append(Alike(one.id, one.number or "", one.text, cosine, False, one.reply))
    return found[:MOST_ANSWERED]


async def tick(session: Session, actor: Actor, case_id: int, other_id: int) -> bool:
    """Say that another open question asks the same as this one, or take that back.

    Returns whether they are the same now. Raises NotFound for a question that is not near and was
    never confirmed, NotPossibleNow when one of them is answered already.
    """
    near = {one.id for one in await alike(session, actor, case_id)}
    if other_id not in near:
        raise NotFound(id=other_id)
    rows = await session.scalars(
        select(Consultation)
        .where(Consultation.id.in_((case_id, other_id)))
        .order_by(Consultation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    both = {one.id: one for one in rows}
    case, other = both[case_id], both[other_id]
    for one in (case, other):
        if one.state != "assigned":
            raise NotPossibleNow(kind=KIND, state=one.state, event="tick")
    if case.cluster_id is not None and other.cluster_id == case.cluster_id:
        other.cluster_id = None
        same = False
    else:
        case.cluster_id = other.cluster_id = case.cluster_id or min(case_id, other_id)
        same = True
    await session.flush()
    return same


async def _tell_owner(session: Session, case_id: int, *, now: datetime) -> None:
    case = await session.get(Consultation, case_id, populate_existing=True)
    if case is None or case.state != "assigned":
        return
    others = await _near(session, case, Consultation.state == "assigned", MOST_SHOWN)
    lately = Consultation.replied_at > now - ANSWERED_FOR
    before = await _near(session, case, Consultation.state.in_(ANSWERED) & lately, 1)
    if not others and not before:
        return
    key = "consultation-answered-before-staff" if before else "consultation-alike-staff"
    parties = await CONSULTATIONS.parties(session, case)
    for account_id in sorted(parties["staff"]):
        await outbox.put(
            session,
            account_id,
            key,
            {**await CONSULTATIONS.params(session, case), "count": len(others)},
            now=now,
            dedupe_key=f"{KIND}-{case.id}-alike-{account_id}",
            about=f"{KIND}-{case.id}",
            actions=[Action(KIND, case.id, "answer")],
        )


async def _case(session: Session, case_id: int) -> Consultation:
    case = await session.get(Consultation, case_id)
    if case is None:
        raise NotFound(id=case_id)
    return case


async def _near(
    session: Session, case: Consultation, which: ColumnElement[bool], most: int
) -> list[tuple[Consultation, float]]:
    """Cases near ``case``, the nearest first, with their cosines; none while it has no vector."""
    if not case.vector:
        return []
    rows = await session.execute(
        select(Consultation.id, Consultation.vector)
        .where(which, Consultation.id != case.id, Consultation.vector.is_not(None))
        .order_by(Consultation.id.desc())
        .limit(LOOKED_AT)
    )
    found = rows.all()
    near = best([row.vector or "" for row in found], case.vector, NEAR, most)
    return [
        (await session.get_one(Consultation, found[place].id), cosine) for place, cosine in near
    ]


def best(vectors: Sequence[str], wanted: str, least: float, most: int) -> list[tuple[int, float]]:
    """Places and cosines of the nearest of ``packed`` vectors, those of another length left out."""
    sought = b64decode(wanted)
    read = [b64decode(one) for one in vectors]
    places = [place for place, one in enumerate(read) if len(one) == len(sought)]
    if not places:
        return []
    rows = np.frombuffer(b"".join(read[place] for place in places), dtype=_FLOAT)
    one = np.frombuffer(sought, dtype=_FLOAT).astype(np.float32)
    cosines = rows.reshape(len(places), -1).astype(np.float32) @ one
    order = np.argsort(-cosines, kind="stable")[:most]
    return [(places[i], float(cosines[i])) for i in order if cosines[i] >= least]


def packed(vector: Sequence[float]) -> str:
    """Of length one, so that a product is a cosine; a thousand are read in a few milliseconds."""
    array = np.array(vector, dtype=float)
    length = float(np.linalg.norm(array)) or 1.0
    return b64encode((array / length).astype(_FLOAT).tobytes()).decode("ascii")
