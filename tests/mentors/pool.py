"""Fictional mentors, students and offers put straight into the tables, for tests about figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.accounts import Account, Actor, Role
from core.db import Session
from mentors.models import Exposure, MatchRequest, Mentor, Offer
from students.models import Project, StudentProfile


@dataclass(slots=True)
class Market:
    """A pool as a test describes it; everything is written at once, with its times."""

    session: Session
    now: datetime
    _count: int = field(default=0)

    async def account(self, name: str = "", **profile: str) -> int:
        """A person, with a student profile when anything of it is told."""
        self._count += 1
        account = Account(name=name or f"虚构 {self._count}", locale="zh-CN", created_at=self.now)
        self.session.add(account)
        await self.session.flush()
        if profile:
            self.session.add(StudentProfile(account_id=account.id, changed_at=self.now, **profile))
        return account.id

    async def staff(self, *roles: Role) -> Actor:
        return Actor(await self.account(), frozenset(roles or (Role.STAFF,)), "zh-CN")

    async def mentor(self, name: str = "", **values: Any) -> int:
        """An appointed mentor of long standing, unless ``values`` say otherwise."""
        self._count += 1
        has_account = values.pop("has_account", True)
        joined = values.pop("joined_at", self.now - timedelta(days=365))
        mentor = Mentor(
            name=name or f"虚构导师 {self._count}",
            account_id=await self.account() if has_account else None,
            **{"appointed": True, "joined_at": joined, "changed_at": joined, **values},
        )
        self.session.add(mentor)
        await self.session.flush()
        return mentor.id

    async def request(
        self, student: int, *, ago: timedelta, state: str = "offering", tags: Sequence[str] = ()
    ) -> int:
        """A request of this student, begun so long ago."""
        at = self.now - ago
        self._count += 1
        project = Project(
            account_id=student,
            source=str(self._count),
            tags=list(tags),
            created_at=at,
            changed_at=at,
        )
        self.session.add(project)
        await self.session.flush()
        request = MatchRequest(
            student_id=student,
            project_id=project.id,
            client_key=str(self._count),
            state=state,
            opened_at=at,
        )
        self.session.add(request)
        await self.session.flush()
        return request.id

    async def offer(
        self,
        request: int,
        mentor: int,
        *,
        ago: timedelta,
        state: str,
        answered_after: timedelta | None = None,
    ) -> None:
        at = self.now - ago
        found = await self.session.get_one(MatchRequest, request)
        self.session.add(
            Offer(
                request_id=request,
                student_id=found.student_id,
                mentor_id=mentor,
                state=state,
                opened_at=at,
                answered_at=at + answered_after if answered_after else None,
            )
        )
        await self.session.flush()

    async def shown(self, request: int, mentor: int, *, times: int = 1) -> None:
        """The mentor stood on lists of the request's student, a day ago."""
        found = await self.session.get_one(MatchRequest, request)
        for _ in range(times):
            self.session.add(
                Exposure(
                    student_id=found.student_id,
                    project_id=found.project_id,
                    mentor_id=mentor,
                    rank=1,
                    score=0.5,
                    chance=0.5,
                    terms={},
                    weights=0,
                    shown_at=self.now - timedelta(days=1),
                )
            )
        await self.session.flush()
