"""The ladder of a broken promise: who must act, their head, the leading group; the applicant knows.

At four fifths of the time those who must act are reminded; when it is over they, the heads and the
applicant hear so; when it is over twice, the leading group and the applicant again. Each once.
"""

from collections.abc import Mapping, Set
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core import accounts, casework, clock, outbox, timers
from core.accounts import Role
from core.actions import Action
from core.cards import Card
from core.casework import CaseMixin, Parties
from core.db import Base, Session
from core.outbox import Param
from core.timers import Timer
from core.workflow import Workflow

LEVELS = ("owner", "head", "group")


class Escalation(Base):
    """That a promise went up the ladder: to which level, and when."""

    __tablename__ = "escalations"
    __table_args__ = (UniqueConstraint("timer_id", "level"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    timer_id: Mapped[int] = mapped_column(ForeignKey("timers.id", ondelete="CASCADE"))
    kind: Mapped[str]
    case_id: Mapped[int]
    level: Mapped[str]
    at: Mapped[datetime]


async def climb(
    session: Session,
    timer: Timer,
    workflow: Workflow,
    case: CaseMixin,
    parties: Parties,
    card: Card,
    *,
    now: datetime,
) -> bool:
    """Go up to the level that the locked ``timer`` has come to; False where it stays.

    Whoever slept through several levels tells of the highest only.
    """
    if timer.raised is None or timer.paused_at is not None:
        return False
    moments = timers.rungs(timer, await clock.load(session))
    reached = sum(moment <= now for moment in moments)
    before = timer.raised
    timers.mark_raised(timer, max(before, reached), moments)
    if reached <= before:
        return False
    for level in LEVELS[before:reached]:
        session.add(
            Escalation(timer_id=timer.id, kind=workflow.kind, case_id=case.id, level=level, at=now)
        )
    await session.flush()
    said = _said(workflow, case, card, timer)
    who = await _who(session, workflow, case, parties, card, before, reached)
    for account_id, role in sorted(who.items()):
        await outbox.put(
            session,
            account_id,
            f"escalation-{LEVELS[reached - 1]}-{role}",
            said,
            now=now,
            about=casework.reminders_of(workflow.kind, case.id),
            dedupe_key=f"timer-{timer.id}-{LEVELS[reached - 1]}-{account_id}",
            actions=_buttons(workflow, case, role),
        )
    return True


async def _who(
    session: Session,
    workflow: Workflow,
    case: CaseMixin,
    parties: Parties,
    card: Card,
    before: int,
    reached: int,
) -> Mapping[int, str]:
    """Each who is told, once, as what: those who must act first."""
    heads = await accounts.with_role(session, Role.HEAD)
    group = heads | await accounts.with_role(session, Role.ADMIN)
    late_already = before >= LEVELS.index("head") + 1
    told: list[tuple[str, Set[int]]] = []
    if reached == 1 or not late_already:
        owner = {card.owner_id} if card.owner_id else set()
        told.append(("owner", owner | set(parties.get(workflow.turn(case.state), ()))))
    if reached > 1:
        told.append(("student", parties.get("student", frozenset())))
        told.append(("head", heads if reached == 2 else group))
    who: dict[int, str] = {}
    for role, ids in told:
        for account_id in ids:
            who.setdefault(account_id, role)
    return who


def _said(workflow: Workflow, case: CaseMixin, card: Card, timer: Timer) -> dict[str, Param]:
    name = " ".join(word for word in (card.number, card.title) if word)
    return {
        "case": case.id,
        "kind": [f"kind-{workflow.kind}"],
        "state": [f"state-{workflow.kind}-{case.state}"],
        "name": name or f"#{case.id}",
        "due": timers.promised(timer),
    }


def _buttons(workflow: Workflow, case: CaseMixin, role: str) -> list[Action]:
    look = Action(workflow.kind, case.id, "open")
    if role != "owner":
        return [look]
    return [look, *casework.choices(workflow, case, {workflow.turn(case.state)})]
