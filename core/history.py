"""What was done to each case, as a chain: every step carries the hash of the step before it."""

import hashlib
import json
import secrets
from datetime import UTC, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.columns import clean
from core.db import Base, Session


class Transition(Base):
    """One step. Never changed, never deleted; only a note may be blanked when a person asks.

    The chain holds a salted digest of the note instead of its words, so that it still proves the
    step after the words are gone.
    """

    __tablename__ = "transitions"
    __table_args__ = (UniqueConstraint("kind", "case_id", "seq"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    case_id: Mapped[int]
    seq: Mapped[int]
    before: Mapped[str]
    event: Mapped[str]
    after: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="RESTRICT"), index=True
    )
    basis: Mapped[str]
    note: Mapped[str]
    note_salt: Mapped[str] = mapped_column(info={"secret": True})
    note_digest: Mapped[str]
    at: Mapped[datetime]
    prev_hash: Mapped[str]
    hash: Mapped[str]


def link(
    *,
    kind: str,
    case_id: int,
    seq: int,
    before: str,
    event: str,
    after: str,
    actor_id: int | None,
    basis: str,
    note: str,
    at: datetime,
    prev_hash: str,
) -> Transition:
    """The next step of a chain, ready to be added to the session."""
    note, salt = clean(note), secrets.token_hex(16)
    step = Transition(
        kind=kind,
        case_id=case_id,
        seq=seq,
        before=before,
        event=event,
        after=after,
        actor_id=actor_id,
        basis=basis,
        note=note,
        note_salt=salt,
        note_digest=_digest(salt, note),
        at=at,
        prev_hash=prev_hash,
    )
    step.hash = _hash(step)
    return step


async def steps(session: Session, kind: str, case_id: int) -> list[Transition]:
    """The history of a case, oldest first."""
    return list(
        await session.scalars(
            select(Transition)
            .where(Transition.kind == kind, Transition.case_id == case_id)
            .order_by(Transition.seq)
        )
    )


async def blank_notes(session: Session, actor_id: int) -> None:
    """Take out the words that a person wrote into histories; the steps stay provable."""
    await session.execute(
        update(Transition).where(Transition.actor_id == actor_id).values(note="", note_salt="")
    )


def check(chain: list[Transition], *, state: str, steps: int, last_hash: str) -> list[str]:
    """What is wrong with a history, given what the case itself says; empty when it is whole."""
    problems = []
    prev_hash, before = "", ""
    for seq, step in enumerate(chain, start=1):
        if step.seq != seq:
            problems.append(f"step {seq} is missing")
            break
        if step.prev_hash != prev_hash or step.before != before:
            problems.append(f"step {seq} does not follow the one before it")
        if step.hash != _hash(step):
            problems.append(f"step {seq} was changed")
        if step.note_salt and step.note_digest != _digest(step.note_salt, step.note):
            problems.append(f"the note of step {seq} was changed")
        if not step.note_salt and step.note:
            problems.append(f"the note of step {seq} was put in later")
        prev_hash, before = step.hash, step.after
    if len(chain) != steps or prev_hash != last_hash:
        problems.append(f"the case counts {steps} steps and the history does not end there")
    if before != state:
        problems.append(f"the case is {state!r} and its history says {before!r}")
    return problems


def _digest(salt: str, note: str) -> str:
    return hashlib.sha256(f"{salt}\n{note}".encode()).hexdigest()


def _hash(step: Transition) -> str:
    fields = [
        step.kind,
        step.case_id,
        step.seq,
        step.before,
        step.event,
        step.after,
        step.actor_id,
        step.basis,
        step.note_digest,
        step.at.astimezone(UTC).isoformat(),
        step.prev_hash,
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()
