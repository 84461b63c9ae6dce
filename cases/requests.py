"""Requests of the common sort: a kind is its table, its form, its documents, and nothing more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from cases import slots
from cases.documents import Document
from cases.form_cases import FormKind, Obstacle
from cases.models import Request
from cases.slots import Slots
from core import forms
from core.accounts import Actor
from core.db import Session
from core.errors import DomainError, NotFound
from core.forms import Form
from core.workflow import Rule, Workflow


class NotAgreed(DomainError):
    """The applicant did not agree to this step; nothing was done."""

    key = "error-request-not-agreed"


class RequestKind(FormKind[Request]):
    """A kind of request without a table of its own.

    ``series`` begins its numbers, ``titled`` is the field by which lists name a request, ``taking``
    the hours it takes of something, ``agreed`` by event the yes-or-no field that must be a yes.
    The table's first event must be the student's, and lead to "draft".
    """

    model = Request

    def __init__(
        self,
        workflow: Workflow,
        form: Form,
        *,
        series: str,
        titled: str,
        documents: Sequence[Document] = (),
        taking: Slots | None = None,
        agreed: Mapping[str, str] | None = None,
    ) -> None:
        self.workflow, self.series = workflow, series
        self._form, self._documents = form, tuple(documents)
        self._titled, self._slots = form[titled], taking
        self._agreed = {event: form[key].key for event, key in (agreed or {}).items()}

    def columns(self) -> dict[str, Any]:
        return {"kind": self.workflow.kind}

    def cases(self) -> Select[Any]:
        return select(Request).where(Request.kind == self.workflow.kind)

    async def find(self, session: Session, case_id: int, actor: Actor | None) -> Request:
        case = await super().find(session, case_id, actor)
        if case.kind != self.workflow.kind:
            raise NotFound(id=case_id)
        return case

    async def form(self, session: Session, case: Request) -> Form:
        return self._form

    async def documents(self, session: Session, case: Request) -> Sequence[Document]:
        return [one for one in self._documents if one.applies(case.form)]

    async def title(self, session: Session, case: Request) -> str:
        answer = case.form.get(self._titled.key)
        return str(answer or "")

    async def obstacles(self, session: Session, case: Request, *, now: datetime) -> list[Obstacle]:
        """That somebody has the time already, as far as the form says which."""
        if self._slots is None or forms.missing(self._form, case.form):
            return []
        try:
            wanted = self._slots.wanted(case.form)
        except DomainError as refusal:
            return [Obstacle(refusal.key, refusal.params)]
        if await slots.free(session, case.kind, self._thing(case), wanted, request_id=case.id):
            return []
        return [Obstacle(slots.SlotTaken.key)]

    async def check(self, session: Session, case: Request, event: str, now: datetime) -> None:
        if event in self._agreed and case.form.get(self._agreed[event]) is not True:
            raise NotAgreed

    async def done(
        self, session: Session, case: Request, rule: Rule, actor: Actor | None, now: datetime
    ) -> None:
        if self._slots is None:
            return
        if rule.next not in self._slots.held_in:
            await slots.release(session, case.id)
        elif rule.state not in self._slots.held_in:
            wanted = self._slots.wanted(case.form)
            await slots.book(
                session, case.kind, self._thing(case), wanted, request_id=case.id, now=now
            )

    def _thing(self, case: Request) -> str:
        return str(case.form[self._slots.resource]) if self._slots else ""
