"""Requests of the common sort: a kind is its table, its form, its documents, and nothing more."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from cases.documents import Document
from cases.form_cases import FormKind
from cases.models import Request
from core.accounts import Actor
from core.db import Session
from core.errors import NotFound
from core.forms import Form
from core.workflow import Workflow


class RequestKind(FormKind[Request]):
    """A kind of request without a table of its own.

    ``series`` begins its numbers, ``titled`` is the field by which lists name a request. The
    table's first event must be the student's, and lead to "draft".
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
    ) -> None:
        self.workflow, self.series = workflow, series
        self._form, self._documents = form, tuple(documents)
        self._titled = form[titled].key

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
        return self._documents

    async def title(self, session: Session, case: Request) -> str:
        return str(case.form.get(self._titled) or "")
