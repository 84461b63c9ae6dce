"""Two people at one application at once, again and again: it never comes on twice or half."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from core import casework
from core.accounts import Actor, Role
from core.db import Database
from core.errors import DomainError
from core.history import Transition
from staff import assignments, decisions, programmes, reviews
from staff.applications import APPLICATIONS
from staff.eligibility import Verdict
from staff.models import Application, Decision, Review
from staff.panels import DECIDING, FEWEST
from staff.tables import INCUBATION
from tests.mentors import people
from tests.staff.panel import Office, applied, open_office

EPISODES = 200
AN_APPLICATION = 20
"""Episodes that one application lives through, if it does not end before."""
AGAIN = date(2027, 3, 1)

Operation = Callable[[], Coroutine[Any, Any, None]]


class Desk:
    """One application after another, and what two people may do to it at the same moment."""

    def __init__(self, db: Database, office: Office, heads: list[Actor], now: datetime) -> None:
        self.db, self.office, self.heads, self.now = db, office, heads, now
        self.random = random.Random(20261120)
        self.refused = 0
        self.done: set[str] = set()

    async def renew(self) -> None:
        async with self.db.transaction() as session:
            case = await applied(
                session, self.office.programme, self.office.student, self.office.staff, self.now
            )
            self.office.application, self.office.project = case.id, case.project_id

    async def episode(self) -> str:
        """Two operations start together; what they may leave behind is checked."""
        async with self.db.reading() as session:
            state = (await session.get_one(Application, self.office.application)).state
            parts = list(
                await session.scalars(
                    select(Review).where(Review.application_id == self.office.application)
                )
            )
        operations = [self.random.choice(self.possible(state, parts)) for _ in range(2)]
        outcomes = await asyncio.gather(*(self.run(*one) for one in operations))
        self.refused += outcomes.count(False)
        return await self.check()

    async def run(self, name: str, operation: Operation) -> bool:
        try:
            await operation()
        except DomainError:
            return False
        self.done.add(name)
        return True

    def possible(self, state: str, parts: list[Review]) -> list[tuple[str, Operation]]:
        if state in ("deciding", "waitlisted", "publicised"):
            choices = ["approve"] * 4 + ["waitlist"] * 2 + ["refuse"]
            return [
                *((event, self.decide(event)) for event in choices),
                ("uphold", self.uphold()),
                ("withdraw", self.act("withdraw")),
            ]
        every: list[tuple[str, Operation]] = [
            ("assign", self.assign(self.random.choice(self.office.reviewers))) for _ in range(3)
        ]
        every.append(("pass", self.act("pass")))
        for part in parts:
            times = 1 if part.submitted_at or part.recused_at or state != "reviewing" else 8
            every += [("hand in", self.hand_in(part))] * times
            every += [("declare", self.declare(part)), ("replace", self.replace(part))]
        return every

    def assign(self, who: Actor) -> Operation:
        async def run() -> None:
            async with self.db.transaction() as session:
                await assignments.assign(
                    session, self.office.staff, self.office.application, [who.id], now=self.now
                )

        return run

    def act(self, event: str) -> Operation:
        actor = self.office.student if event == "withdraw" else self.office.staff

        async def run() -> None:
            async with self.db.transaction() as session:
                case = await APPLICATIONS.find(session, self.office.application, actor)
                await APPLICATIONS.act(session, case, event, actor, now=self.now)

        return run

    def _reviewer(self, part: Review) -> Actor:
        return next(one for one in self.office.reviewers if one.id == part.reviewer_id)

    def hand_in(self, part: Review) -> Operation:
        who, points = self._reviewer(part), self.random.randint(1, 5)

        async def run() -> None:
            async with self.db.transaction() as session:
                for key in ("new", "team"):
                    await reviews.score(session, who, part.id, key, points, now=self.now)
            async with self.db.transaction() as session:
                await reviews.submit(session, who, part.id, now=self.now)

        return run

    def declare(self, part: Review) -> Operation:
        async def run() -> None:
            async with self.db.transaction() as session:
                who = self._reviewer(part)
                await reviews.declare(session, who, part.id, "演示", now=self.now)

        return run

    def replace(self, part: Review) -> Operation:
        async def run() -> None:
            async with self.db.transaction() as session:
                await assignments.replace(session, self.office.staff, part.id, now=self.now)

        return run

    def decide(self, event: str) -> Operation:
        head = self.random.choice(self.heads)
        verdict = Verdict.UNMET if event == "refuse" else Verdict.MET

        async def run() -> None:
            case = self.office.application
            async with self.db.transaction() as session:
                await decisions.mark(session, head, case, "real", verdict, now=self.now)
                await decisions.say(session, head, case, "演示", now=self.now)
            async with self.db.transaction() as session:
                await decisions.decide(session, head, case, event, now=self.now, again_on=AGAIN)

        return run

    def uphold(self) -> Operation:
        head = self.random.choice(self.heads)

        async def run() -> None:
            async with self.db.transaction() as session:
                await decisions.uphold(session, head, self.office.application, "演示", now=self.now)

        return run

    async def check(self) -> str:
        """The state, after making sure that history, parts, decisions and seats agree with it."""
        async with self.db.transaction() as session:
            case = await session.get_one(Application, self.office.application)
            assert await casework.verify_history(session, case, INCUBATION) == []
            steps = list(
                await session.scalars(
                    select(Transition.event)
                    .where(Transition.kind == "incubation", Transition.case_id == case.id)
                    .order_by(Transition.seq)
                )
            )
            parts = list(
                await session.scalars(
                    select(Review).where(
                        Review.application_id == case.id, Review.recused_at.is_(None)
                    )
                )
            )
            made = list(
                await session.scalars(
                    select(Decision.event)
                    .where(Decision.application_id == case.id, Decision.step.is_not(None))
                    .order_by(Decision.step)
                )
            )
            left = await programmes.places_left(session, case.programme_id)
        assert steps.count("pass") <= 1
        assert steps.count("reviewed") <= 1
        everything_in = len(parts) >= FEWEST and all(part.submitted_at for part in parts)
        if case.state == "reviewing":
            assert not everything_in
        if "reviewed" in steps:
            assert everything_in
            assert all(set(part.scores) == {"new", "team"} for part in parts)
        assert made == [event for event in steps if event in DECIDING]
        assert left >= 0
        return case.state


@pytest.mark.timeout(400)
async def test_two_at_once_never_leave_it_half_or_twice(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, seats=4)
    async with any_db.transaction() as session:
        heads = [office.head, await people.person(session, now, Role.HEAD)]
        office.reviewers += [await people.person(session, now, Role.REVIEWER) for _ in range(3)]
    desk = Desk(any_db, office, heads, now)
    reached: set[str] = set()

    lived = 0
    for _ in range(EPISODES):
        state = await desk.episode()
        reached.add(state)
        lived += 1
        if state in INCUBATION.final_states or lived == AN_APPLICATION:
            await desk.renew()
            lived = 0

    assert {"reviewing", "deciding", "publicised"} <= reached, reached
    assert {"assign", "pass", "hand in", "declare", "approve"} <= desk.done, desk.done
    assert desk.refused > 0
