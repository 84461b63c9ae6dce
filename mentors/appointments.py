"""A mentor's way into the pool and out of it: nominated, checked, made public, appointed, renewed.

The table is ``tables.APPOINTMENT``; here stand its parties, what a step needs and what follows from
it: ``Mentor.appointed`` is true exactly while an appointment is in the state "appointed".
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select

from core import accounts, casework, outbox
from core.accounts import Actor, Role
from core.casework import Parties
from core.clock import add_months, local_day
from core.db import Session
from core.errors import DomainError
from core.kinds import CaseKind
from core.workflow import Rule
from mentors import offers, profiles
from mentors.embedding import after
from mentors.models import Appointment, Mentor
from mentors.profiles import STAFF
from mentors.tables import APPOINTMENT

TERM_MONTHS = 36
"""Three years, as the national pool's rules have it; the table promises the same."""
OVER = ("rejected", "retired")
"""States after which somebody may be nominated anew."""
PUBLIC = "publicised"
MOST_EVIDENCE = 300


class ProfileIncomplete(DomainError):
    """Without a language, a field and something to help with, nobody can be matched."""

    key = "error-mentor-incomplete"


class AppointmentOpen(DomainError):
    """There is an appointment, or one under way."""

    key = "error-appointment-open"


class EvidenceTooLong(DomainError):
    key = "error-appointment-evidence"


class Appointments(CaseKind[Appointment]):
    """Appointments as cases; who leaves the pool is taken off all that is open with them."""

    workflow = APPOINTMENT
    model = Appointment

    async def parties(self, session: Session, case: Appointment) -> Parties:
        mentor = await session.get_one(Mentor, case.mentor_id)
        return {
            "mentor": frozenset() if mentor.account_id is None else {mentor.account_id},
            "staff": await accounts.with_role(session, Role.STAFF),
            "head": await accounts.with_role(session, Role.HEAD),
        }

    async def standing(self, session: Session, case: Appointment, actor: Actor) -> set[str]:
        """What the actor is to this appointment."""
        return casework.standing(actor, await self.parties(session, case))

    async def params(self, session: Session, case: Appointment) -> Mapping[str, str | int]:
        mentor = await session.get_one(Mentor, case.mentor_id)
        return {"name": mentor.name, "organisation": mentor.organisation}

    async def check(self, session: Session, case: Appointment, event: str, now: datetime) -> None:
        if event not in ("submit", "register"):
            return
        mentor = await session.get_one(Mentor, case.mentor_id)
        if not (mentor.languages and mentor.industries and mentor.tags):
            raise ProfileIncomplete(name=mentor.name)

    async def done(
        self, session: Session, case: Appointment, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        # Offers lock students and requests before mentors, so the mentor comes after them here too.
        if rule.event == "leave":
            await offers.mentor_leaves(session, case.mentor_id, now=now)
        elif rule.event == "lapse":
            await offers.mentor_away(session, case.mentor_id, now=now)
        mentor = await session.get_one(
            Mentor, case.mentor_id, with_for_update=True, populate_existing=True
        )
        mentor.appointed = rule.next == "appointed"
        if mentor.appointed:
            case.ends_on = add_months(local_day(now), TERM_MONTHS)
            mentor.accepting = mentor.accepting or rule.event == "appoint"
        mentor.changed_at = after(mentor.changed_at, now)
        await session.flush()
        if rule.next == PUBLIC:
            await _tell_heads(session, actor, now)


APPOINTMENTS = Appointments()


async def _tell_heads(session: Session, actor: Actor | None, now: datetime) -> None:
    """Once a day, however many: who may object learns that there is something to look at."""
    for head in sorted(await accounts.with_role(session, Role.HEAD)):
        if actor is None or head != actor.id:
            day = local_day(now).isoformat()
            key = f"appointment-publicity-{head}-{day}"
            await outbox.put(session, head, "appointment-publicity", {}, now=now, dedupe_key=key)


async def current(session: Session, mentor_id: int) -> Appointment | None:
    """The mentor's latest appointment, whatever its state."""
    return await session.scalar(
        select(Appointment)
        .where(Appointment.mentor_id == mentor_id)
        .order_by(Appointment.id.desc())
        .limit(1)
    )


async def nominate(
    session: Session,
    actor: Actor,
    mentor_id: int,
    *,
    now: datetime,
    evidence: str = "",
) -> Appointment:
    """Propose a mentor, as themselves or as staff; ``evidence`` names the papers it rests on.

    Raises NotFound, AppointmentOpen, EvidenceTooLong.
    """
    case = await _new(session, actor, mentor_id, evidence, now)
    await APPOINTMENTS.act(session, case, "nominate", actor, now=now)
    return case


async def register(session: Session, actor: Actor, *, now: datetime, limit: int = 50) -> int:
    """Make public up to ``limit`` mentors whom staff entered and vouch for; how many that were.

    Those are the ones with a complete profile and no appointment yet. Call it, each time in its own
    transaction, until it returns 0. Raises NotAllowed.
    """
    actor.require(*STAFF)
    found = await session.scalars(
        select(Mentor.id).where(_unregistered()).order_by(Mentor.id).limit(limit)
    )
    ids = list(found)
    for mentor_id in ids:
        case = await _new(session, actor, mentor_id, "", now)
        await APPOINTMENTS.act(session, case, "register", actor, now=now)
    return len(ids)


async def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many mentors are in each state; "unregistered" ones wait for ``register``, "none" ones
    have neither an appointment nor a complete profile. Raises NotAllowed."""
    actor.require(*STAFF)
    rows = await session.execute(
        select(Appointment.state, func.count())
        .where(Appointment.id.in_(_latest()))
        .group_by(Appointment.state)
    )
    found: dict[str, int] = {state: int(count) for state, count in rows}
    waiting = await session.scalar(select(func.count(Mentor.id)).where(_unregistered()))
    bare = await session.scalar(select(func.count(Mentor.id)).where(~_has_case()))
    return {**found, "unregistered": waiting or 0, "none": (bare or 0) - (waiting or 0)}


async def in_state(
    session: Session, actor: Actor, state: str, *, start: int = 0, most: int = 8
) -> list[tuple[Mentor, Appointment | None]]:
    """Mentors in one of the states of ``counts``, a page of them by name. Raises NotAllowed."""
    actor.require(*STAFF)
    if state in ("unregistered", "none"):
        wanted = _unregistered() if state == "unregistered" else ~_has_case() & ~_unregistered()
        mentors = select(Mentor).where(wanted).order_by(Mentor.name, Mentor.id)
        found = await session.scalars(mentors.offset(start).limit(most))
        return [(mentor, None) for mentor in found]
    rows = await session.execute(
        select(Mentor, Appointment)
        .join(Appointment, Appointment.mentor_id == Mentor.id)
        .where(Appointment.id.in_(_latest()), Appointment.state == state)
        .order_by(Mentor.name, Mentor.id)
        .offset(start)
        .limit(most)
    )
    return [(mentor, case) for mentor, case in rows]


async def _new(
    session: Session, actor: Actor, mentor_id: int, evidence: str, now: datetime
) -> Appointment:
    await profiles.get(session, actor, mentor_id)
    if len(evidence) > MOST_EVIDENCE:
        raise EvidenceTooLong(limit=MOST_EVIDENCE)
    # The mentor's row is locked, so that two taps at the same moment open one case.
    await session.get_one(Mentor, mentor_id, with_for_update=True, populate_existing=True)
    standing = await current(session, mentor_id)
    if standing is not None and standing.state not in OVER:
        raise AppointmentOpen
    return Appointment(mentor_id=mentor_id, evidence=evidence.strip(), opened_at=now)


def _latest() -> Select[int]:
    return select(func.max(Appointment.id)).group_by(Appointment.mentor_id)


def _has_case() -> ColumnElement[bool]:
    return Mentor.id.in_(select(Appointment.mentor_id))


def _unregistered() -> ColumnElement[bool]:
    """Nobody asked for an appointment yet, and the profile is complete."""
    filled = (func.json_array_length(column) > 0 for column in _NEEDED)
    return and_(~_has_case(), *filled)


_NEEDED = (Mentor.languages, Mentor.industries, Mentor.tags)
