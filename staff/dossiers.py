"""All there is to one case, gathered for staff: answers, documents, steps, promise, next events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from cases import files
from cases.documents import Document
from cases.files import Line
from cases.form_cases import FormKind
from cases.models import StoredFile
from core import casework, forms, history, timers
from core.accounts import Account, Actor, Role
from core.cards import CaseCard
from core.db import Session
from core.errors import NotFound
from core.fields import Field, Value
from core.forms import Form
from core.history import Transition
from core.kinds import CaseKind, Kinds
from core.timers import Timer
from staff import queue
from staff.models import Consultation, Stay
from staff.queue import Entry

OFFICES = {Role.STAFF, Role.HEAD}


@dataclass(frozen=True, slots=True)
class Filled:
    """One answer of the form, with who gave it last."""

    field: Field
    value: Value
    by: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the checklist with the file that counts; names are "" where nobody is."""

    line: Line
    document: Document
    by: str = ""
    judged_by: str = ""
    size_bytes: int = 0
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the history; ``by`` is "" for the program."""

    seq: int
    at: datetime
    event: str
    before: str
    after: str
    basis: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the promise stood still, until None while it does."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """``events`` are what the actor may do now, in the table's order; ``facts`` text keys with what
    the case says beside a form; ``wanted`` what staff asked for once more."""

    entry: Entry
    form: Form | None
    filled: list[Filled]
    papers: list[Paper]
    steps: list[Step]
    due: str
    basis: str
    pauses: list[Pause]
    pause_reason: str
    events: list[str]
    own: bool
    facts: list[tuple[str, str]] = field(default_factory=list)
    wanted: frozenset[str] = frozenset()

    @property
    def open_papers(self) -> list[Paper]:
        """Documents that still hinder: missing, sent back, or not looked at."""
        return [one for one in self.papers if one.line.standing is not files.Standing.ACCEPTED]


async def dossier(
    session: Session, kinds: Kinds, actor: Actor, kind: str, case_id: int, *, now: datetime
) -> Dossier:
    """The case as staff and heads see it. Raises NotAllowed, and NotFound for drafts too."""
    entry = await queue.look_up(session, actor, kind, case_id, now=now)
    case_kind = kinds[kind]
    case = await _row(session, case_kind, case_id)
    timer = await timers.seen(session, kind, case_id)
    form: Form | None = None
    filled, papers = [], []
    if isinstance(case_kind, FormKind):
        form = await case_kind.form(session, case)
        documents = await case_kind.documents(session, case)
        rows = [one.as_row() for one in documents]
        lines = await files.checklist(session, kind, case_id, rows)
        names = await _names(session, [*case.filled_by.values(), *_people(lines)])
        stored = await _stored(session, lines)
        filled = [
            Filled(form[key], value, names.get(case.filled_by.get(key), ""))
            for key, value in forms.effective(form, case.form).items()
        ]
        papers = [_paper(line, documents, names, stored) for line in lines]
    parties = await case_kind.parties(session, case)
    own = actor.id in parties.get("student", frozenset())
    standing = casework.standing(actor, parties) & OFFICES
    return Dossier(
        entry=entry,
        form=form,
        filled=filled,
        papers=papers,
        steps=await _steps(session, kind, case_id),
        due=timers.promised(timer) if timer else "",
        basis=timer.basis if timer else "",
        pauses=_pauses(timer),
        pause_reason=timer.pause_reason if timer else "",
        events=[] if own else case_kind.workflow.events_for(case.state, standing),
        own=own,
        facts=_facts(case),
        wanted=frozenset(getattr(case, "wanted", ())),
    )


async def timeline(
    session: Session, kinds: Kinds, actor: Actor, kind: str, case_id: int
) -> tuple[str, list[Step]]:
    """The number and the history of a case, which is all of it that an administrator sees.

    Raises NotAllowed, and NotFound for drafts.
    """
    actor.require(Role.STAFF, Role.HEAD, Role.ADMIN)
    _ = kinds[kind]
    card = await session.scalar(
        select(CaseCard).where(CaseCard.kind == kind, CaseCard.case_id == case_id)
    )
    if card is None or not card.submitted:
        raise NotFound(kind=kind, id=case_id)
    return card.number, await _steps(session, kind, case_id)


async def _row(session: Session, kind: CaseKind[Any], case_id: int) -> Any:
    """As ``CaseKind.find`` finds it, without the lock."""
    case = await session.scalar(kind.cases().where(kind.model.id == case_id))
    if case is None:
        raise NotFound(id=case_id)
    return case


async def _steps(session: Session, kind: str, case_id: int) -> list[Step]:
    chain: list[Transition] = await history.steps(session, kind, case_id)
    names = await _names(session, [one.actor_id for one in chain])
    return [
        Step(
            one.seq,
            one.at,
            one.event,
            one.before,
            one.after,
            one.basis,
            one.note,
            names.get(one.actor_id, ""),
        )
        for one in chain
    ]


async def _names(session: Session, ids: Sequence[int | None]) -> dict[int | None, str]:
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    rows = await session.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _people(lines: Sequence[Line]) -> list[int | None]:
    rows = [line.handed_in for line in lines if line.handed_in is not None]
    return [person for row in rows for person in (row.by, row.judged_by)]


async def _stored(session: Session, lines: Sequence[Line]) -> dict[int, StoredFile]:
    wanted = [line.handed_in.file_id for line in lines if line.handed_in is not None]
    if not wanted:
        return {}
    rows = await session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))
    return {row.id: row for row in rows}


def _paper(
    line: Line,
    documents: Sequence[Document],
    names: dict[int | None, str],
    stored: dict[int, StoredFile],
) -> Paper:
    document = next((one for one in documents if one.key == line.document), Document(line.document))
    row = line.handed_in
    if row is None:
        return Paper(line, document)
    kept = stored.get(row.file_id)
    return Paper(
        line,
        document,
        names.get(row.by, ""),
        names.get(row.judged_by, ""),
        kept.size_bytes if kept else 0,
        kept.media_type if kept else "",
    )


def _pauses(timer: Timer | None) -> list[Pause]:
    return [
        Pause(
            datetime.fromisoformat(since),
            datetime.fromisoformat(until) if until else None,
            reason or "",
        )
        for since, until, reason in (timer.pauses if timer else ())
        if since is not None
    ]


def _facts(case: Any) -> list[tuple[str, str]]:
    """What a case without a form says."""
    said: list[tuple[str, str | date]] = []
    if isinstance(case, Consultation):
        said = [
            ("queue-fact-question", case.text),
            ("queue-fact-supplement", case.supplement),
            ("queue-fact-reply", case.reply),
        ]
    if isinstance(case, Stay):
        said = [
            ("queue-fact-seat", case.seat),
            ("queue-fact-starts", case.starts_on),
            ("queue-fact-ends", case.ends_on),
        ]
    return [(key, str(value)) for key, value in said if value]
