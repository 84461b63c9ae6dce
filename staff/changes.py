"""Changes of what binds applicants: one person proposes, a head who is another lets them hold.

Rules, documents, rubrics, windows, promised times and days of rest change in no other way. What a
change replaces is kept with it; a proposal whose subject has changed meanwhile can no longer hold.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from core import accounts, outbox
from core.accounts import Account, Actor, Role
from core.actions import Action
from core.db import Session
from core.errors import DomainError, NotFound, ReasonNeeded
from core.kinds import Kinds
from core.outbox import Param
from core.texts import Translate
from staff.models import RuleChange
from staff.programme_changes import (
    ArticlesChange,
    DocumentsChange,
    ProgrammeChange,
    RubricChange,
    RulesChange,
)
from staff.subjects import Line, Row, Subject
from staff.time_changes import CalendarChange, PromiseChange, WindowChange

KIND = "change"
"""What buttons call a change; it is no kind of case."""
MAY_PROPOSE = (Role.STAFF, Role.HEAD, Role.ADMIN)
SUBJECTS: dict[str, Subject] = {
    one.word: one
    for one in (
        PromiseChange(),
        WindowChange(),
        ArticlesChange(),
        RulesChange(),
        DocumentsChange(),
        RubricChange(),
        ProgrammeChange(),
        CalendarChange(),
    )
}
LONGEST_REASON = 200
PAGE = 50


class ChangeDecided(DomainError):
    """Somebody approved, refused or withdrew it before; that stands."""

    key = "error-change-decided"


class ChangeStale(DomainError):
    """What it would replace has changed since it was proposed; nothing was done."""

    key = "error-change-stale"


class ChangeSamePerson(DomainError):
    """Who proposes a change may not let it hold."""

    key = "error-change-same-person"


class ChangeNothing(DomainError):
    """It leaves everything as it is."""

    key = "error-change-nothing"


class ReasonTooLong(DomainError):
    key = "error-change-reason"


async def current(
    session: Session, kinds: Kinds, actor: Actor, word: str, subject_id: int | None, asked: Row
) -> Row:
    """What holds now of a subject, as a form begins with; ``asked`` tells a promised time's state.

    Raises NotAllowed, NotFound.
    """
    actor.require(*MAY_PROPOSE)
    return await subject(word).current(session, kinds, subject_id, asked)


async def propose(
    session: Session,
    kinds: Kinds,
    actor: Actor,
    word: str,
    subject_id: int | None,
    after: Row,
    *,
    reason: str,
    now: datetime,
) -> RuleChange:
    """Propose that ``after`` shall hold for the subject; the heads are told.

    The same proposal again finds the one that waits. Raises NotAllowed, NotFound, ReasonNeeded,
    ReasonTooLong, ChangeNothing and ``subjects.ChangeNotValid``.
    """
    actor.require(*MAY_PROPOSE)
    why = " ".join(reason.split())
    if not why:
        raise ReasonNeeded
    if len(why) > LONGEST_REASON:
        raise ReasonTooLong(limit=LONGEST_REASON)
    of = subject(word)
    wanted = await of.checked(session, kinds, subject_id, after, now=now)
    before = await of.current(session, kinds, subject_id, wanted)
    if before == wanted:
        raise ChangeNothing
    for one in await session.scalars(_waiting(word, subject_id)):
        if one.after == wanted and one.proposed_by == actor.id:
            return one
    change = RuleChange(
        subject=word,
        subject_id=subject_id,
        before=before,
        after=wanted,
        reason=why,
        proposed_by=actor.id,
        proposed_at=now,
    )
    session.add(change)
    await session.flush()
    said = await _said(session, change)
    for head in sorted(await accounts.with_role(session, Role.HEAD) - {actor.id}):
        await outbox.put(
            session,
            head,
            "change-proposed",
            said,
            now=now,
            about=_about(change),
            dedupe_key=f"{_about(change)}-{head}",
            actions=[Action(KIND, change.id, "look")],
        )
    return change


async def approve(
    session: Session, kinds: Kinds, actor: Actor, change_id: int, *, now: datetime
) -> RuleChange:
    """Let a proposal hold from now on.

    Raises NotAllowed unless a head does it, NotFound, ChangeDecided, ChangeSamePerson, ChangeStale
    and ``subjects.ChangeNotValid`` when time has made it impossible; then nothing changed.
    """
    actor.require(Role.HEAD)
    change = await _undecided(session, change_id)
    if change.proposed_by == actor.id:
        raise ChangeSamePerson
    of = subject(change.subject)
    if (
        await of.current(session, kinds, change.subject_id, change.after, lock=True)
        != change.before
    ):
        raise ChangeStale
    wanted = await of.checked(session, kinds, change.subject_id, change.after, now=now)
    await of.apply(session, kinds, change, wanted, actor, now=now)
    change.approved = True
    await _decided(session, change, actor, "approved", now)
    return change


async def refuse(
    session: Session, actor: Actor, change_id: int, *, note: str, now: datetime
) -> RuleChange:
    """Say no to a proposal, with a reason; its own proposer takes it back so, without one.

    Raises NotAllowed, NotFound, ReasonNeeded, ReasonTooLong, ChangeDecided.
    """
    actor.require(*MAY_PROPOSE)
    change = await _undecided(session, change_id)
    own = change.proposed_by == actor.id
    if not own:
        actor.require(Role.HEAD)
    change.note = " ".join(note.split())
    if not change.note and not own:
        raise ReasonNeeded
    if len(change.note) > LONGEST_REASON:
        raise ReasonTooLong(limit=LONGEST_REASON)
    await _decided(session, change, actor, "refused", now)
    return change


async def find(session: Session, actor: Actor, change_id: int) -> RuleChange:
    """A proposal, to look at. Raises NotAllowed, NotFound."""
    actor.require(*MAY_PROPOSE)
    change = await session.get(RuleChange, change_id)
    if change is None:
        raise NotFound(id=change_id)
    return change


async def listed(
    session: Session, actor: Actor, *, waiting: bool, most: int = PAGE
) -> Sequence[RuleChange]:
    """Proposals that wait, or what was decided, the newest first. Raises NotAllowed."""
    actor.require(*MAY_PROPOSE)
    open_ = RuleChange.decided_at.is_(None)
    rows = await session.scalars(
        select(RuleChange)
        .where(open_ if waiting else ~open_)
        .order_by(RuleChange.id.desc())
        .limit(most)
    )
    return rows.all()


async def waiting_for(session: Session, account_id: int) -> int:
    """How many proposals of others wait for a head."""
    count = await session.scalar(
        select(func.count())
        .select_from(RuleChange)
        .where(RuleChange.decided_at.is_(None), RuleChange.proposed_by != account_id)
    )
    return count or 0


def subject(word: str) -> Subject:
    """Raises NotFound for a word that names none."""
    if word not in SUBJECTS:
        raise NotFound(subject=word[:20])
    return SUBJECTS[word]


def state(change: RuleChange) -> str:
    """ "waiting", "approved", "refused", or "withdrawn" by its own proposer."""
    if change.decided_at is None:
        return "waiting"
    if change.approved:
        return "approved"
    return "withdrawn" if change.decided_by == change.proposed_by else "refused"


@dataclass(frozen=True, slots=True)
class Card:
    """A proposal as people read it; ``what`` are text keys, ``decider`` is "" while it waits."""

    change: RuleChange
    state: str
    what: list[str]
    name: str
    proposer: str
    decider: str

    def title(self, t: Translate) -> str:
        return " · ".join([*(t(key) for key in self.what), *([self.name] if self.name else [])])

    def lines(self, t: Translate) -> list[Line]:
        """What would differ, or did."""
        return subject(self.change.subject).lines(self.change.before, self.change.after, t)


async def cards(session: Session, found: Sequence[RuleChange]) -> list[Card]:
    """Proposals with the names of those who proposed and decided them, in the same order."""
    ids = {id_ for one in found for id_ in (one.proposed_by, one.decided_by) if id_}
    rows = await session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    names: dict[int, str] = {row[0]: row[1] for row in rows}
    return [
        Card(
            one,
            state(one),
            subject(one.subject).phrases(one),
            await subject(one.subject).name(session, one),
            names.get(one.proposed_by, ""),
            names.get(one.decided_by or 0, ""),
        )
        for one in found
    ]


async def card(session: Session, actor: Actor, change_id: int) -> Card:
    """One of them. Raises NotAllowed, NotFound."""
    return (await cards(session, [await find(session, actor, change_id)]))[0]


async def _undecided(session: Session, change_id: int) -> RuleChange:
    """The proposal, with all that wait for the same subject locked, so that one is done after
    another."""
    change = await session.get(RuleChange, change_id)
    if change is None:
        raise NotFound(id=change_id)
    rivals = _waiting(change.subject, change.subject_id).with_for_update()
    await session.execute(rivals)
    await session.refresh(change)
    if change.decided_at is not None:
        raise ChangeDecided(state=state(change))
    return change


async def _decided(
    session: Session, change: RuleChange, actor: Actor, word: str, now: datetime
) -> None:
    change.decided_by, change.decided_at = actor.id, now
    await session.flush()
    await outbox.withdraw(session, _about(change))
    if actor.id != change.proposed_by:
        await outbox.put(
            session,
            change.proposed_by,
            f"change-{word}",
            {**await _said(session, change), "note": change.note},
            now=now,
            dedupe_key=f"{_about(change)}-decided",
            actions=[Action(KIND, change.id, "look")],
        )


async def _said(session: Session, change: RuleChange) -> dict[str, Param]:
    proposer = await session.get_one(Account, change.proposed_by)
    of = subject(change.subject)
    return {
        "who": proposer.name,
        "what": of.phrases(change),
        "name": await of.name(session, change),
        "reason": change.reason,
    }


def _waiting(word: str, subject_id: int | None) -> Select[RuleChange]:
    return (
        select(RuleChange)
        .where(
            RuleChange.subject == word,
            RuleChange.subject_id == subject_id,
            RuleChange.decided_at.is_(None),
        )
        .order_by(RuleChange.id)
    )


def _about(change: RuleChange) -> str:
    return f"{KIND}-{change.id}"
