"""The form of a case as one reader sees it: read from the database in one go, then drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases import files
from cases.documents import Document
from cases.files import Line
from cases.form_cases import FormKind, Readiness
from core import casework, forms, history, timers
from core.accounts import Actor
from core.actions import Action
from core.db import Session
from core.errors import NotFound
from core.fields import Field
from core.forms import Form
from core.kinds import Kinds
from core.workflow import Workflow
from students import teams


@dataclass(frozen=True, slots=True)
class Sheet:
    """The form of a case as it stands, with all that its screens speak of.

    ``lines`` are all documents, ``names`` of the people who filled it by account, ``choices`` what
    the reader may do by the table, ``turn`` the party that is next, ``owner`` who has the case,
    ``reason`` why staff asked for more, ``due`` the promise as ``timers.promised`` writes it.
    ``may_fill``: whether the reader is one of those whose form it is.
    """

    kind: FormKind[Any]
    case: Any
    title: str
    form: Form
    documents: Sequence[Document]
    readiness: Readiness
    lines: Sequence[Line]
    names: Mapping[int, str]
    choices: Sequence[Action]
    turn: str
    owner: str
    reason: str
    due: str
    reader: int
    may_fill: bool

    @property
    def word(self) -> str:
        return self.kind.workflow.kind

    @property
    def is_draft(self) -> bool:
        return self.case.state in self.kind.drafting

    @property
    def is_supplement(self) -> bool:
        return self.case.state in self.kind.supplementing

    @property
    def is_fillable(self) -> bool:
        """Whether the reader may answer and hand in now."""
        return self.may_fill and (self.is_draft or self.is_supplement)

    @property
    def asked(self) -> list[Field]:
        """The fields that are answered by this form now, in order."""
        if self.is_supplement:
            return [one for one in self.form.fields if one.key in self.case.wanted]
        return self.answers_to

    @property
    def answers_to(self) -> list[Field]:
        """All fields that apply, in order."""
        return [one for one in self.form.fields if forms.applies(self.form, one, self.case.form)]

    @property
    def open(self) -> list[Field]:
        """The fields that wait for an answer: not asked yet, needed, or no longer fitting."""
        if self.is_supplement:
            return list(self.readiness.missing)
        again = {one.key for one in self.readiness.missing}
        again |= {one.key for one, _ in self.readiness.unfit}
        return [one for one in self.asked if one.key in again or one.key not in self.case.form]

    @property
    def takes(self) -> list[Document]:
        """The documents for which the reader may hand in a file now."""
        if not self.is_fillable:
            return []
        if self.is_supplement:
            return [one for one in self.documents if one.key in self.case.wanted]
        return list(self.documents)

    @property
    def lacking(self) -> list[Document]:
        """The documents that must still come."""
        if self.is_supplement:
            left = set(self.case.wanted) - set(self.case.supplied)
        else:
            left = {line.document for line in self.lines if line.wanted}
        return [one for one in self.documents if one.key in left]

    @property
    def is_ready(self) -> bool:
        return not self.readiness.open and not self.lacking

    def before(self, key: str) -> Field | None:
        """The field that was asked before ``key``, to go back to."""
        keys = [one.key for one in self.asked]
        place = keys.index(key) if key in keys else 0
        return self.asked[place - 1] if place else None


def form_kind(kinds: Kinds, word: str) -> FormKind[Any]:
    """Raises NotFound for a word that names no kind with a form."""
    kind = kinds[word]
    if not isinstance(kind, FormKind):
        raise NotFound(kind=word)
    return kind


async def read(
    session: Session, kind: FormKind[Any], case: Any, actor: Actor, *, now: datetime
) -> Sheet:
    """Everything there is to show of a case that the actor was let see."""
    workflow = kind.workflow
    standing = casework.standing(actor, await kind.parties(session, case))
    documents = list(await kind.documents(session, case))
    rows = [one.as_row() for one in documents]
    timer = await timers.seen(session, workflow.kind, case.id)
    people = sorted(set(case.filled_by.values()))
    return Sheet(
        kind=kind,
        case=case,
        title=await kind.title(session, case),
        form=await kind.form(session, case),
        documents=documents,
        readiness=await kind.readiness(session, case, now=now),
        lines=await files.checklist(session, workflow.kind, case.id, rows),
        names={one: await teams.name_of(session, one) for one in people},
        choices=casework.choices(workflow, case, standing),
        turn=workflow.turn(case.state),
        owner=await teams.name_of(session, case.owner_id) if case.owner_id else "",
        reason=await _reason(session, workflow, case) if case.state in kind.supplementing else "",
        due=timers.promised(timer) if timer else "",
        reader=actor.id,
        may_fill="student" in standing,
    )


async def _reason(session: Session, workflow: Workflow, case: Any) -> str:
    """Why the case came into its present state, in the words of who brought it there."""
    steps = await history.steps(session, workflow.kind, case.id)
    return next((step.note for step in reversed(steps) if step.after == case.state), "")
