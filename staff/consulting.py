"""What a consultation is to the engine: who may answer it, what is told of it, what it needs.

``consultations`` are the acts of people; this is what they have in common.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from html import escape

from sqlalchemy import func, select

from core import accounts
from core.accounts import Account, Actor, Role
from core.cards import Card
from core.casework import Parties
from core.columns import clean
from core.db import Session
from core.errors import DomainError, NotAllowed, NotPossibleNow
from core.kinds import CaseKind
from core.outbox import Param
from core.workflow import Rule
from staff.models import Consultation, StaffAnswer
from staff.tables import CONSULTATION
from students.models import AskedQuestion

KIND = CONSULTATION.kind
TITLE = 40
SHOWN = 300
_PIECE = 990
"""What the courier surely lets through of one value, after escaping."""
_PIECES = 4


class WordsMissing(DomainError):
    """Nothing that could be read: empty, or signs and pictures only."""

    key = "error-consultation-empty"


class WordsTooMany(DomainError):
    key = "error-consultation-long"


class TooManyOpen(DomainError):
    """So many questions of this person wait already."""

    key = "error-consultation-many"


class UrgentTooOften(DomainError):
    """Urgent is for twice a week; the question keeps its promised time."""

    key = "error-consultation-urgent"


class OwnQuestion(NotAllowed):
    """Nobody answers what they asked, nor accepts what they wrote or proposed."""

    key = "error-consultation-own"


class BasisMissing(DomainError):
    """A reply enters the library with the clause it rests on, or not at all."""

    key = "error-consultation-basis"


class ConsultationKind(CaseKind[Consultation]):
    """What is special about consultations: who answers, and that words come with some steps."""

    workflow = CONSULTATION
    model = Consultation
    listed = True

    async def card(self, session: Session, case: Consultation) -> Card:
        return Card(
            title=cut(case.text, TITLE),
            number=case.number or "",
            applicant_id=case.asker_id,
            owner_id=case.owner_id,
        )

    async def parties(self, session: Session, case: Consultation) -> Parties:
        """Staff is who has the case, or everybody while nobody has it."""
        able = await accounts.with_role(session, Role.STAFF) - {case.asker_id}
        proposal = case.proposed_by is not None and case.state in ("answered", "proposed")
        wanted = {case.proposed_by, case.reviewer_id} if proposal else {case.owner_id}
        return {"student": {case.asker_id}, "staff": able & wanted or able}

    async def params(self, session: Session, case: Consultation) -> Mapping[str, Param]:
        names = await names_of(session, case.asker_id, case.owner_id, case.replied_by)
        question = await question_of(session, case)
        pieces = _pieces(case.reply)
        return {
            "number": case.number or "",
            "question": cut(case.text, SHOWN),
            "asker": names.get(case.asker_id, ""),
            "owner": names.get(case.owner_id or 0, ""),
            "replier": names.get(case.replied_by or 0, ""),
            "bot": _said(question),
            "added": cut(case.supplement, 500),
            **{f"reply{number}": piece for number, piece in enumerate(pieces, 1)},
        }

    async def check(self, session: Session, case: Consultation, event: str, now: datetime) -> None:
        if event == "answer" and case.replied_at != now:
            raise WordsMissing
        if event == "urge" and case.urged_at != now:
            raise NotPossibleNow(kind=KIND, state=case.state, event=event)
        if event == "accept":
            proposal = await session.scalar(
                select(StaffAnswer).where(StaffAnswer.consultation_id == case.id)
            )
            if proposal is None or not proposal.basis:
                raise BasisMissing

    async def act(
        self,
        session: Session,
        case: Consultation,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        if actor is not None:
            if event == "answer" and actor.id == case.asker_id:
                raise OwnQuestion
            if event == "accept" and actor.id in (case.replied_by, case.proposed_by, case.asker_id):
                raise OwnQuestion
        if event in ("ask-more", "supply", "return") and not says_something(note):
            raise WordsMissing
        return await super().act(session, case, event, actor, now=now, note=note)

    async def done(
        self, session: Session, case: Consultation, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if rule.event == "return":
            case.proposed_by = case.reviewer_id = None
            await session.flush()


CONSULTATIONS = ConsultationKind()


async def names_of(session: Session, *ids: int | None) -> dict[int, str]:
    """What these people call themselves."""
    rows = await session.execute(
        select(Account.id, Account.name).where(Account.id.in_([id_ for id_ in ids if id_]))
    )
    return {row.id: row.name for row in rows}


async def question_of(session: Session, case: Consultation) -> AskedQuestion | None:
    """The question of the log that the case began with, with what the bot answered."""
    if case.question_id is None:
        return None
    return await session.get(AskedQuestion, case.question_id)


async def fewest_open(
    session: Session, but: Collection[int | None], *, reviews: bool = False
) -> int | None:
    """The member of the staff with the fewest open cases (or proposals to review), but some."""
    able = await accounts.with_role(session, Role.STAFF) - set(but)
    who = Consultation.reviewer_id if reviews else Consultation.owner_id
    states = ("proposed",) if reviews else ("assigned", "lacking")
    rows = await session.execute(
        select(who, func.count()).where(who.in_(able), Consultation.state.in_(states)).group_by(who)
    )
    busy = {int(row[0] or 0): int(row[1]) for row in rows}
    return min(able, key=lambda id_: (busy.get(id_, 0), id_), default=None)


def says_something(text: str) -> bool:
    """Whether a reader could find a word in it: a letter, a character or a digit."""
    return any(character.isalnum() for character in text)


def checked(text: str, most: int) -> str:
    """The words as they are kept. Raises WordsMissing, WordsTooMany."""
    words = clean(text).strip()
    if not says_something(words):
        raise WordsMissing
    if len(words) > most:
        raise WordsTooMany(length=len(words), limit=most)
    return words


def cut(text: str, most: int) -> str:
    """The beginning of a text on one line."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _said(question: AskedQuestion | None) -> Param:
    """What the bot answered, or the text key of why there is nothing to show."""
    if question is None:
        return ["consultation-bot-none"]
    if question.outcome == "refused" or not question.answer:
        return ["consultation-bot-refused"]
    return cut(question.answer, SHOWN)


def _pieces(text: str) -> list[str]:
    """A long reply as values that a notice carries whole, always the same number of them."""
    pieces, room = [""], _PIECE
    for character in text:
        length = len(escape(character, quote=False))
        if length > room and len(pieces) < _PIECES:
            pieces.append("")
            room = _PIECE
        room -= length
        pieces[-1] += character
    return pieces + [""] * (_PIECES - len(pieces))
