"""What staff do to the cases of their queue: take, hand over, ask for more, remind; one or many.

Everything goes through the case's own kind, so its table decides what may happen; here stands only
what is the same for all kinds.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases import files
from cases.files import Standing
from cases.form_cases import FormKind
from cases.models import HandedIn, StoredFile
from core import accounts, casework, outbox, timers
from core.accounts import Account, Actor, Role
from core.cards import CaseCard
from core.clock import local_day
from core.db import Database, Session
from core.errors import DomainError, NotAllowed, NotFound
from core.kinds import Kinds
from staff import queue

log = logging.getLogger(__name__)

HAND_OVER = "hand-over"
LONGEST_NOTE = 500
MOST_AT_ONCE = 50


class NoteTooLong(DomainError):
    """What the other side is to read on a phone."""

    key = "error-queue-note-long"


class NotColleague(DomainError):
    """Cases are handed to members of the staff, and not to who has them already."""

    key = "error-queue-colleague"


class NobodyToRemind(DomainError):
    """It is the reminder's own turn, or nobody's."""

    key = "error-queue-nobody"


class RemindedToday(DomainError):
    key = "error-queue-reminded"


class TooManyAtOnce(DomainError):
    key = "error-queue-many"


class NothingWanted(DomainError):
    """Who asks for more says for what."""

    key = "error-queue-nothing"


class NotDone(DomainError):
    """One of many failed for a reason that only the log knows; the others were not held up."""

    key = "error-queue-not-done"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case of many; no ``problem`` means that it was done."""

    kind: str
    id: int
    number: str
    title: str
    problem: DomainError | None = None


Act = Callable[[Session, str, int], Awaitable[object]]
"""Does one thing to the case of this kind with this id."""


async def step(
    session: Session,
    kinds: Kinds,
    actor: Actor,
    kind: str,
    case_id: int,
    event: str,
    *,
    now: datetime,
    note: str = "",
) -> str:
    """Do what the case's table offers staff; returns the state it is in then.

    Raises NotAllowed, also in one's own case; NotFound, NoteTooLong, ReasonNeeded where the kind
    wants a note, and what ``CaseKind.act`` does; then nothing may be committed.
    """
    await _workable(session, actor, kind, case_id)
    case = await kinds[kind].find(session, case_id, actor)
    await kinds[kind].act(session, case, event, actor, now=now, note=checked_note(note))
    return str(case.state)


async def hand_over(
    session: Session,
    kinds: Kinds,
    actor: Actor,
    kind: str,
    case_id: int,
    to: int,
    *,
    now: datetime,
    note: str = "",
) -> None:
    """Give a case to a colleague, who is told by the table's notice.

    Raises NotColleague, NotPossibleNow where the table has no "hand-over", and as ``step`` does.
    """
    await _workable(session, actor, kind, case_id)
    case = await kinds[kind].find(session, case_id, actor)
    applicant = (await kinds[kind].card(session, case)).applicant_id
    if to not in await accounts.with_role(session, Role.STAFF) or to in (applicant, case.owner_id):
        raise NotColleague
    case.owner_id = to
    await kinds[kind].act(session, case, HAND_OVER, actor, now=now, note=checked_note(note))


async def ask_more(
    session: Session,
    kinds: Kinds,
    actor: Actor,
    kind: str,
    case_id: int,
    wanted: Sequence[str],
    reason: str,
    *,
    now: datetime,
) -> None:
    """Ask the applicant once more for fields or documents; the clock stands still meanwhile.

    Raises NothingWanted, NotFound for a kind without a form, and as ``FormKind.ask_more`` does.
    """
    await _workable(session, actor, kind, case_id)
    if not wanted:
        raise NothingWanted
    form_kind = kinds[kind]
    if not isinstance(form_kind, FormKind):
        raise NotFound(kind=kind)
    await form_kind.ask_more(session, actor, case_id, wanted, checked_note(reason), now=now)


async def judge(
    session: Session, actor: Actor, file_id: int, verdict: Standing, note: str, *, now: datetime
) -> HandedIn:
    """Accept or send back one file of a submitted case; see ``files.judge``."""
    row = await session.get(HandedIn, file_id)
    if row is None:
        raise NotFound(id=file_id)
    await _workable(session, actor, row.kind, row.case_id)
    return await files.judge(session, actor, file_id, verdict, checked_note(note), now)


async def paper(session: Session, actor: Actor, file_id: int) -> tuple[HandedIn, StoredFile]:
    """A file of a submitted case, for staff to open. Raises NotAllowed, NotFound."""
    queue.may_see(actor)
    row, stored = await files.find(session, actor, file_id)
    await _submitted(session, row.kind, row.case_id)
    return row, stored


async def remind(
    session: Session, kinds: Kinds, actor: Actor, kind: str, case_id: int, *, now: datetime
) -> int:
    """Remind those whose turn the case is, once a day; returns how many that are.

    Raises NobodyToRemind, RemindedToday, NotAllowed and NotFound.
    """
    card = await _submitted(session, kind, case_id)
    queue.may_see(actor)
    case = await kinds[kind].find(session, case_id, actor)
    parties = await kinds[kind].parties(session, case)
    waited_for = sorted(parties.get(card.turn, frozenset()) - {actor.id})
    if not waited_for or card.ended_at is not None:
        raise NobodyToRemind
    timer = await timers.seen(session, kind, case_id)
    told = {
        "number": card.number,
        "title": card.title,
        "due": timers.promised(timer) if timer else "",
    }
    day = local_day(now)
    put = [
        await outbox.put(
            session,
            account_id,
            "queue-nudge" if told["due"] else "queue-nudge-undated",
            told,
            now=now,
            dedupe_key=f"nudge-{kind}-{case_id}-{case.steps}-{day}-{account_id}",
            about=f"{kind}-{case_id}",
            actions=casework.choices(kinds[kind].workflow, case, {card.turn}),
        )
        for account_id in waited_for
    ]
    if not any(put):
        raise RemindedToday
    return sum(put)


async def each(
    db: Database, actor: Actor, cases: Sequence[tuple[str, int]], act: Act
) -> list[Outcome]:
    """Do ``act`` to each case in a transaction of its own; one that fails holds up no other.

    Raises NotAllowed and TooManyAtOnce before anything is done.
    """
    queue.may_see(actor)
    if len(cases) > MOST_AT_ONCE:
        raise TooManyAtOnce(limit=MOST_AT_ONCE)
    outcomes = []
    for kind, case_id in dict.fromkeys(cases):
        problem: DomainError | None = None
        try:
            async with db.transaction() as session:
                await act(session, kind, case_id)
        except DomainError as refusal:
            problem = refusal
        except Exception:
            log.exception("kind=%s case=%s was left out", kind, case_id)
            problem = NotDone()
        outcomes.append(await _outcome(db, kind, case_id, problem))
    return outcomes


async def owner_of(session: Session, actor: Actor, kind: str, case_id: int) -> str:
    """Who handles the case, by name; "" for nobody. For who was a moment too late."""
    queue.may_see(actor)
    name = await session.scalar(
        select(Account.name)
        .join(CaseCard, CaseCard.owner_id == Account.id)
        .where(CaseCard.kind == kind, CaseCard.case_id == case_id)
    )
    return name or ""


def checked_note(note: str) -> str:
    """The note without spaces around; "" where only signs or emoji are. Raises NoteTooLong."""
    note = note.strip() if any(sign.isalnum() for sign in note) else ""
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong(limit=LONGEST_NOTE, length=len(note))
    return note


async def _workable(session: Session, actor: Actor, kind: str, case_id: int) -> CaseCard:
    """The card of a submitted case that is not the actor's own."""
    queue.may_see(actor)
    card = await _submitted(session, kind, case_id)
    if card.applicant_id == actor.id:
        raise NotAllowed(role="another")
    return card


async def _submitted(session: Session, kind: str, case_id: int) -> CaseCard:
    card = await session.scalar(
        select(CaseCard).where(CaseCard.kind == kind, CaseCard.case_id == case_id)
    )
    if card is None or not card.submitted:
        raise NotFound(kind=kind, id=case_id)
    return card


async def _outcome(db: Database, kind: str, case_id: int, problem: DomainError | None) -> Outcome:
    async with db.reading() as session:
        card = await session.scalar(
            select(CaseCard).where(CaseCard.kind == kind, CaseCard.case_id == case_id)
        )
    if card is None or not card.submitted:
        return Outcome(kind, case_id, "", "", problem or NotFound(id=case_id))
    return Outcome(kind, case_id, card.number, card.title, problem)
