"""Cases that begin as a form: filled answer by answer over days and by several, then submitted.

A kind declares its form and its documents; filling, what is missing, the number, the supplement and
whose case it is are the same for all. In its table ``submit`` hands the form in, ``take`` gives the
case to a person of the staff, and ``supply`` answers what staff asked for once more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from cases import files
from cases.documents import Document
from cases.files import Line
from cases.models import FormCaseMixin, HandedIn, StoredFile
from cases.numbers import next_number
from core import accounts, forms
from core.accounts import Account, Actor, Role
from core.cards import Card
from core.casework import Parties, standing
from core.clock import local_day
from core.db import Base, Database, Session
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow
from core.fields import Field, Value
from core.forms import Answers, BadValue, Form
from core.kinds import CaseKind, Kinds
from core.outbox import Param
from core.workflow import Rule

FormCase = TypeVar("FormCase", bound=FormCaseMixin)

LONGEST_TITLE = 40
JUST_STORED = timedelta(hours=1)
"""So long a file may wait for the case that is to name it."""


class FormIncomplete(DomainError):
    """Something that is asked for is not there yet; ``FormKind.readiness`` names it."""

    key = "error-form-incomplete"


class NotAskedFor(DomainError):
    """Staff asked for other fields or documents of this case; the rest stands as submitted."""

    key = "error-form-not-asked"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that is not met: a text key with its params, and the clause it rests on.

    A ``warning`` hinders nothing; staff decide.
    """

    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    basis: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """What still lies between a form and its submission."""

    form: Form
    missing: list[Field]
    unfit: list[tuple[Field, BadValue]]
    documents: list[Line]
    obstacles: list[Obstacle]

    @property
    def open(self) -> int:
        """How many things must still be done."""
        return (
            len(self.missing)
            + len(self.unfit)
            + sum(line.wanted for line in self.documents)
            + sum(not obstacle.warning for obstacle in self.obstacles)
        )


class FormKind(CaseKind[FormCase]):
    """A kind whose cases begin as a form; a subclass says what its form and documents are."""

    series: str
    """The capital letters its numbers begin with."""
    listed = True
    drafting: frozenset[str] = frozenset({"draft"})
    """States in which everything may be changed."""
    supplementing: frozenset[str] = frozenset({"lacking"})
    """States in which only what staff ``wanted`` may be changed."""

    def columns(self) -> dict[str, Any]:
        """What every new row of the kind has in its own columns."""
        return {}

    async def form(self, session: Session, case: FormCase) -> Form:
        raise NotImplementedError

    async def documents(self, session: Session, case: FormCase) -> Sequence[Document]:
        return ()

    async def prefilled(self, session: Session, case: FormCase, *, now: datetime) -> Answers:
        """What is known already when the form is begun."""
        return {}

    async def obstacles(self, session: Session, case: FormCase, *, now: datetime) -> list[Obstacle]:
        """The rules beside form and documents that stand against submitting now."""
        return []

    async def people(self, session: Session, case: FormCase) -> set[int]:
        """Who sees and fills the case beside its applicant."""
        return set()

    async def title(self, session: Session, case: FormCase) -> str:
        """What the case is called in lists, in the applicant's words."""
        return ""

    async def parties(self, session: Session, case: FormCase) -> Parties:
        staff = {case.owner_id} if case.owner_id else await accounts.with_role(session, Role.STAFF)
        return {
            "student": {case.applicant_id} | await self.people(session, case),
            "staff": staff,
            "head": await accounts.with_role(session, Role.HEAD),
        }

    async def params(self, session: Session, case: FormCase) -> Mapping[str, Param]:
        owner = await session.get(Account, case.owner_id) if case.owner_id else None
        return {
            "number": case.number or "",
            "title": (await self.title(session, case))[:LONGEST_TITLE],
            "owner": owner.name if owner else "",
            "owned": int(owner is not None),
        }

    async def card(self, session: Session, case: FormCase) -> Card:
        return Card(
            title=(await self.title(session, case))[:LONGEST_TITLE],
            number=case.number or "",
            applicant_id=case.applicant_id,
            owner_id=case.owner_id,
        )

    async def begin(
        self, session: Session, actor: Actor, source: str, *, now: datetime, **columns: Any
    ) -> FormCase:
        """The actor's case of this ``source``, begun and prefilled if there is none."""
        if (known := await self._of_source(session, actor, source)) is not None:
            return known
        case: FormCase = cast(Any, self.model)(
            applicant_id=actor.id,
            source=source,
            opened_at=now,
            form={},
            filled_by={},
            wanted=[],
            supplied=[],
            **self.columns(),
            **columns,
        )
        try:
            async with session.begin_nested():
                session.add(case)
        except IntegrityError:
            if (known := await self._of_source(session, actor, source)) is None:
                raise
            return known
        case.form = dict(await self.prefilled(session, case, now=now))
        case.filled_by = dict.fromkeys(case.form, actor.id)
        await self.act(session, case, self.workflow.events_for("", {"student"})[0], actor, now=now)
        return case

    async def answer(
        self,
        session: Session,
        actor: Actor,
        case_id: int,
        key: str,
        value: Value,
        *,
        now: datetime,
    ) -> FormCase:
        """Keep one answer (``core.forms.parse`` makes the value); the latest of several counts.

        Raises NotFound, NotPossibleNow once the form is handed in, NotAskedFor during a supplement,
        and BadValue for what does not fit the field; then the answer before stays.
        """
        case = await self._to_fill(session, actor, case_id, key)
        form = await self.form(session, case)
        try:
            asked = form[key]
        except KeyError:
            raise NotFound(key=key) from None
        if value is None and asked.required:
            raise forms.problem(asked, None, today=local_day(now)) or NotFound(key=key)
        if (
            value is not None
            and (wrong := forms.problem(asked, value, today=local_day(now))) is not None
        ):
            raise wrong
        case.form = forms.answered(form, case.form, key, value)
        case.filled_by = {**case.filled_by, key: actor.id}
        self._supplied(case, key)
        await session.flush()
        await self.file(session, case, now=now)
        return case

    async def hand_in(
        self,
        session: Session,
        actor: Actor,
        case_id: int,
        document: str,
        stored: StoredFile,
        name: str,
        source: str,
        *,
        now: datetime,
    ) -> HandedIn:
        """Put a received file into the case for one of its documents; see ``files.hand_in``."""
        case = await self._to_fill(session, actor, case_id, document)
        if document not in {one.key for one in await self.documents(session, case)}:
            raise NotFound(key=document)
        kind = self.workflow.kind
        row = await files.hand_in(
            session, kind, case.id, document, stored, name, actor, source, now
        )
        self._supplied(case, document)
        await session.flush()
        return row

    async def readiness(self, session: Session, case: FormCase, *, now: datetime) -> Readiness:
        """What is still missing; in a supplement only what staff asked for counts."""
        form = await self.form(session, case)
        documents = [one.as_row() for one in await self.documents(session, case)]
        lines = await files.checklist(session, self.workflow.kind, case.id, documents)
        if case.state in self.supplementing:
            left = set(case.wanted) - set(case.supplied)
            return Readiness(
                form,
                [one for one in form.fields if one.key in left],
                [],
                [line for line in lines if line.document in case.wanted],
                [],
            )
        return Readiness(
            form,
            forms.missing(form, case.form),
            forms.unfit(form, case.form, today=local_day(now)),
            lines,
            await self.obstacles(session, case, now=now),
        )

    async def act(
        self,
        session: Session,
        case: FormCase,
        event: str,
        actor: Actor | None,
        *,
        now: datetime,
        note: str = "",
    ) -> Rule:
        left = set(case.wanted) - set(case.supplied) if case.state in self.supplementing else set()
        if event == "supply" and not note.strip() and left:
            raise FormIncomplete(missing=len(left))
        if event == "take" and actor is not None and case.applicant_id == actor.id:
            raise NotAllowed(role="another")
        if actor is not None and self._falls_to(case, event, actor):
            case.owner_id = actor.id
        if event == "submit" and case.number is None:
            await self._require_ready(session, case, now)
            # Parties are told the number, so it is taken before they are.
            self.workflow.step(case.state, event, await self._standing(session, case, actor))
            case.number = await next_number(session, self.series, now=now)
            case.submitted_at = now
        return await super().act(session, case, event, actor, now=now, note=note)

    async def ask_more(
        self,
        session: Session,
        actor: Actor,
        case_id: int,
        wanted: Sequence[str],
        reason: str,
        *,
        now: datetime,
    ) -> FormCase:
        """Ask the applicant for fields or documents once more, with a reason they read.

        Raises NotFound for a key that the case does not have, ReasonNeeded, and what ``act`` does.
        """
        case = await self.find(session, case_id, actor)
        form = await self.form(session, case)
        known = {one.key for one in form.fields}
        known |= {one.key for one in await self.documents(session, case)}
        if strange := set(wanted) - known:
            raise NotFound(key=" ".join(sorted(strange)))
        if not reason.strip():
            raise files.ReasonNeeded
        case.wanted, case.supplied = list(dict.fromkeys(wanted)), []
        await self.act(session, case, "ask-more", actor, now=now, note=reason.strip())
        return case

    def _falls_to(self, case: FormCase, event: str, actor: Actor) -> bool:
        """A case is whose of the staff takes it, or else whoever does the first thing to it."""
        if Role.STAFF not in actor.roles or case.applicant_id == actor.id:
            return False
        return event == "take" or case.owner_id is None

    async def _standing(self, session: Session, case: FormCase, actor: Actor | None) -> set[str]:
        return standing(actor, await self.parties(session, case))

    async def _require_ready(self, session: Session, case: FormCase, now: datetime) -> None:
        if left := (await self.readiness(session, case, now=now)).open:
            raise FormIncomplete(missing=left)

    async def _to_fill(self, session: Session, actor: Actor, case_id: int, key: str) -> FormCase:
        case = await self.find(session, case_id, actor)
        if actor.id != case.applicant_id and actor.id not in await self.people(session, case):
            raise NotFound(id=case_id)
        if case.state in self.supplementing:
            if key not in case.wanted:
                raise NotAskedFor
        elif case.state not in self.drafting:
            raise NotPossibleNow(kind=self.workflow.kind, state=case.state, event="fill")
        return case

    def _supplied(self, case: FormCase, key: str) -> None:
        if case.state in self.supplementing and key not in case.supplied:
            case.supplied = [*case.supplied, key]

    async def _of_source(self, session: Session, actor: Actor, source: str) -> FormCase | None:
        found: FormCase | None = await session.scalar(
            self.cases()
            .where(self.model.applicant_id == actor.id, self.model.source == source)
            .with_for_update()
        )
        return found


async def file_of(
    session: Session, kinds: Kinds, actor: Actor, handed_in_id: int
) -> tuple[HandedIn, StoredFile]:
    """A file of a case, to be opened by whoever the case is shown to. Raises NotFound."""
    row = await session.get(HandedIn, handed_in_id)
    if row is None:
        raise NotFound(id=handed_in_id)
    await kinds[row.kind].seen(session, row.case_id, actor)
    return row, await session.get_one(StoredFile, row.file_id)


async def drop_files(db: Database, kinds: Kinds, *, now: datetime) -> int:
    """Forget the files of cases that are gone, and the rows of bytes that nothing names any more.

    ``storage.sweep`` then removes the bytes. Returns how many rows of bytes went.
    """
    async with db.transaction() as session:
        for kind in kinds:
            gone = ~select(kind.model.id).where(kind.model.id == HandedIn.case_id).exists()
            await session.execute(delete(HandedIn).where(HandedIn.kind == kind.workflow.kind, gone))
        named = [
            select(key.parent).where(key.parent == StoredFile.id).correlate(StoredFile).exists()
            for table in Base.metadata.tables.values()
            for key in table.foreign_keys
            if key.target_fullname == "stored_files.id"
        ]
        rows = await session.execute(
            delete(StoredFile)
            .where(StoredFile.stored_at < now - JUST_STORED, ~or_(*named))
            .returning(StoredFile.id)
        )
        return len(rows.all())
