"""A cohort round from opening to offers: joined, planned with proof, published by two persons."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.accounts import Actor, Role
from core.db import Database, Session
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow
from core.outbox import Notice
from mentors import rounds
from mentors.ballots import RankingNotValid, hand_in
from mentors.models import MatchRequest, MatchRound, Mentor, Offer, RoundMember, StudentPlaces
from mentors.round_offers import keep, send_all, send_some
from mentors.round_plans import RoundEmpty, check_certificate, solve
from mentors.round_views import card, pairs_of, unmatched_of
from mentors.rounds import (
    RoundNotProved,
    RoundSamePerson,
    RoundTitleNotValid,
)
from mentors.tables import ROUND
from mentors.waiting import waiting_list
from tests.chat import strict_texts
from tests.mentors import people


@dataclass(slots=True)
class Cohort:
    """Two of the staff, mentors with these places, and students whose requests wait."""

    session: Session
    now: datetime
    staff: Actor = field(init=False)
    other: Actor = field(init=False)
    mentors: list[Mentor] = field(default_factory=list)
    requests: list[MatchRequest] = field(default_factory=list)
    students: list[Actor] = field(default_factory=list)

    async def fill(self, places: Sequence[int], students: int) -> "Cohort":
        self.staff = await people.person(self.session, self.now, Role.STAFF)
        self.other = await people.person(self.session, self.now, Role.STAFF)
        for number, capacity in enumerate(places):
            self.mentors.append(
                await people.mentor(
                    self.session,
                    self.now,
                    name=f"示例导师·{number}",
                    capacity=capacity,
                    tags=["funding", "law"][: 1 + number % 2],
                )
            )
        for number in range(students):
            await self.request(("waiting", "manual", "submitted")[number % 3])
        return self

    async def request(self, state: str = "waiting", **values: Any) -> MatchRequest:
        student = await people.person(self.session, self.now, Role.STUDENT)
        project = await people.project(self.session, self.now, student)
        request = MatchRequest(
            student_id=student.id,
            project_id=project.id,
            client_key=str(len(self.requests)),
            state=state,
            opened_at=self.now,
            waiting_since=self.now,
            **values,
        )
        self.session.add(request)
        await self.session.flush()
        self.requests.append(request)
        self.students.append(student)
        return request

    async def opened(self, objective: str = "weight") -> MatchRound:
        found = await rounds.open_round(self.session, self.staff, "秋季营", objective, now=self.now)
        await rounds.join_waiting(self.session, self.staff, found.id, now=self.now)
        return found

    async def planned(self, objective: str = "weight") -> MatchRound:
        return await self.plan(await self.opened(objective))

    async def plan(self, found: MatchRound) -> MatchRound:
        gathered = await rounds.gather(self.session, self.staff, found.id, now=self.now)
        return await rounds.plan(
            self.session,
            self.staff,
            found.id,
            gathered,
            solve(gathered),
            now=self.now,
        )


async def published(session: Session, actor: Actor, round_id: int, now: datetime) -> MatchRound:
    """Approved, and everything sent, a few at a time."""
    found = await rounds.approve(session, actor, round_id, now=now)
    while await send_some(session, round_id, now=now, most=2):
        pass
    return found


async def cohort(session: Session, now: datetime, places: Sequence[int], students: int) -> Cohort:
    return await Cohort(session, now).fill(places, students)


async def test_round_runs_from_opening_to_offers(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        made = await cohort(session, now, [2, 1], 5)
        found = await made.planned()
        plan = found.plan

        assert found.state == "planned"
        assert check_certificate(found) == []
        assert plan["metrics"]["requests"] == 5
        assert plan["metrics"]["matched"] == len(plan["pairs"]) == 3
        assert len(plan["unmatched"]) == 2
        assert plan["no_candidates"] == []
        assert plan["value"] == pytest.approx(plan["bound"], rel=1e-6)
        lines = await pairs_of(session, found)
        assert [line.sent for line in lines] == [None] * 3
        assert all(line.reasons for line in lines)
        left = await unmatched_of(session, found)
        assert [line.nobody for line in left] == [False, False]

        await published(session, made.other, found.id, now)
        offers = list(await session.scalars(select(Offer).order_by(Offer.request_id)))
        stands = await card(session, made.staff, found.id)
        waiting = await waiting_list(session)
        lines = await pairs_of(session, found)

    assert found.state == "published"
    assert [[offer.request_id, offer.mentor_id] for offer in offers] == sorted(plan["pairs"])
    assert {offer.round_id for offer in offers} == {found.id}
    assert {offer.state for offer in offers} == {"held"}
    assert {offer.hold_until for offer in offers} == {now + timedelta(hours=72)}
    assert (stands.requests, stands.proved, stands.answers) == (5, True, {"held": 3})
    assert [line.sent for line in lines] == [True] * 3
    assert [mentor.used for mentor in made.mentors] == [2, 1]
    by_id = {request.id: request for request in made.requests}
    assert all(by_id[offer.request_id].state == "offering" for offer in offers)
    assert all(by_id[id_].priority == 1 for id_ in plan["unmatched"])
    assert set(waiting) <= set(plan["unmatched"])


async def test_who_planned_a_round_may_not_publish_it(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        made = await cohort(session, now, [1], 1)
        found = await made.planned()
        with pytest.raises(RoundSamePerson):
            await rounds.approve(session, made.staff, found.id, now=now)
        assert (found.state, await session.scalar(select(func.count(Offer.id)))) == ("planned", 0)

        await published(session, made.other, found.id, now)
        with pytest.raises(NotPossibleNow):
            await rounds.approve(session, made.other, found.id, now=now)
        assert await session.scalar(select(func.count(Offer.id))) == 1


@pytest.mark.parametrize("role", [Role.STUDENT, Role.MENTOR, Role.ADMIN])
async def test_rounds_are_for_staff(db: Database, now: datetime, role: Role) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [1], 1)
        found = await made.planned()
        stranger = await people.person(session, now, role)
        gathered = await rounds.gather(session, made.staff, found.id, now=now)
        for attempt in (
            lambda: rounds.open_round(session, stranger, "营", now=now),
            lambda: rounds.join_waiting(session, stranger, found.id, now=now),
            lambda: rounds.gather(session, stranger, found.id, now=now),
            lambda: rounds.plan(session, stranger, found.id, gathered, solve(gathered), now=now),
            lambda: rounds.approve(session, stranger, found.id, now=now),
            lambda: rounds.cancel(session, stranger, found.id, now=now),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                await attempt()
        assert found.state == "planned"
        head = await people.person(session, now, Role.HEAD)
        await published(session, head, found.id, now)
        assert found.state == "published"


@pytest.mark.parametrize("title", ["", " \n ", "营" * 41])
async def test_round_needs_a_title(db: Database, now: datetime, title: str) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [], 0)
        with pytest.raises(RoundTitleNotValid):
            await rounds.open_round(session, made.staff, title, now=now)
        assert (await rounds.open_round(session, made.staff, "营" * 40, now=now)).state == "open"


async def test_round_without_anybody_cannot_be_planned(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [0], 2)
        found = await made.opened()
        with pytest.raises(RoundEmpty):
            await rounds.gather(session, made.staff, found.id, now=now)
        with pytest.raises(RoundEmpty):
            await rounds.ROUNDS.act(session, found, "plan", made.staff, now=now)
        made.mentors[0].capacity = 1
        made.mentors[0].changed_at = now + timedelta(seconds=1)
        await session.flush()
        assert (await made.plan(found)).state == "planned"


async def test_a_plan_that_was_tampered_with_is_neither_kept_nor_published(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [1, 1], 3)
        found = await made.opened()
        gathered = await rounds.gather(session, made.staff, found.id, now=now)
    solved = solve(gathered)
    worse = {**solved, "pairs": solved["pairs"][:1], "reasons": solved["reasons"][:1]}
    stranger = {
        **solved,
        "pairs": [[10**6, mentor] for _, mentor in solved["pairs"]],
    }
    for wrong in (worse, stranger, {**solved, "bound": solved["bound"] * 2}, {}):
        with pytest.raises(DomainError):
            async with db.transaction() as session:
                await rounds.plan(session, made.staff, found.id, gathered, wrong, now=now)

    async with db.transaction() as session:
        kept = await rounds.plan(session, made.staff, found.id, gathered, solved, now=now)
        true = kept.plan
        kept.plan = {**true, "value": true["value"] * 2, "bound": true["bound"] * 2}
        assert check_certificate(kept)
    with pytest.raises(RoundNotProved):
        async with db.transaction() as session:
            await published(session, made.other, found.id, now)
    async with db.transaction() as session:
        kept = await rounds.find(session, made.staff, found.id)
        assert kept.state == "planned"
        kept.plan = true
    async with db.transaction() as session:
        assert (await rounds.approve(session, made.other, found.id, now=now)).state == "published"


async def test_what_changed_since_the_plan_is_left_out_and_nothing_is_overfilled(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        made = await cohort(session, now, [1, 1, 1, 1], 4)
        found = await made.planned()
        (first, _), (second, full), (third, _), (taken, kept) = sorted(found.plan["pairs"])
        by_id = {request.id: request for request in made.requests}
        has_mentor = StudentPlaces(account_id=by_id[taken].student_id, holds=0, seats=1)
        session.add(has_mentor)
        by_id[first].state = "withdrawn"
        mentor = await session.get_one(Mentor, full)
        mentor.used = 1
        await session.flush()

        await published(session, made.other, found.id, now)

        sent = list(await session.scalars(select(Offer.request_id)))
        free_again = await session.get_one(Mentor, kept)

    assert sent == [third]
    assert found.plan["sent"] == [third]
    assert sorted(found.plan["not_sent"]) == [first, second, taken]
    assert [by_id[id_].priority for id_ in (first, second, third, taken)] == [0, 1, 0, 1]
    assert by_id[taken].state == "waiting"
    assert (mentor.used, free_again.used) == (1, 0)


async def test_students_and_mentors_of_the_plan_are_told(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [3], 3)
        found = await made.planned()
        await published(session, made.other, found.id, now)
        rows = await session.execute(select(Notice.account_id, Notice.key))
        told: dict[int, set[str]] = {}
        for account, key in rows:
            told.setdefault(account, set()).add(key)

    assert told[made.mentors[0].account_id or 0] == {"offer-hold-mentor"}
    assert [told[student.id] for student in made.students] == [
        {"match-offer-student"},
        {"match-offer-student"},
        {"match-round-student"},
    ]
    assert told[made.staff.id] == {"round-approve-staff"}
    assert made.other.id not in told


async def test_joining_is_for_those_who_wait_and_may_be_repeated(
    db: Database, now: datetime
) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [1], 0)
        found = await rounds.open_round(session, made.staff, "营", now=now)
        waiting = await made.request("waiting")
        offering = await made.request("offering")
        student, stranger = made.students
        await rounds.join(session, student, found.id, waiting.id, now=now)
        await rounds.join(session, student, found.id, waiting.id, now=now)
        with pytest.raises(NotPossibleNow):
            await rounds.join(session, made.staff, found.id, offering.id, now=now)
        with pytest.raises(NotFound):
            await rounds.join(session, stranger, found.id, waiting.id, now=now)
        with pytest.raises(NotFound):
            await rounds.join(session, student, found.id + 99, waiting.id, now=now)
        assert await rounds.join_waiting(session, made.staff, found.id, now=now) == 0
        members = await session.scalar(select(func.count(RoundMember.id)))
        await rounds.cancel(session, made.staff, found.id, now=now)
        with pytest.raises(NotPossibleNow):
            await rounds.join(session, student, found.id, waiting.id, now=now)

    assert members == 1


async def test_one_round_takes_each_waiting_request_once(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [1], 3)
        first = await made.opened()
        second = await rounds.open_round(session, made.staff, "另一场", now=now)
        assert await rounds.join_waiting(session, made.staff, second.id, now=now) == 0
        await rounds.cancel(session, made.staff, first.id, now=now)
        assert await rounds.join_waiting(session, made.staff, second.id, now=now) == 3
        assert await rounds.join_waiting(session, made.staff, second.id, now=now) == 0


async def test_stable_round_follows_both_sides_rankings(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        made = await cohort(session, now, [1, 1], 0)
        one, two = made.mentors
        first = await made.request(picks=[one.id, two.id])
        second = await made.request(picks=[one.id, two.id])
        found = await made.opened("stable")
        mentor = Actor(one.account_id or 0, frozenset({Role.MENTOR}), "zh-CN")
        for wrong in ([first.id, first.id], [first.id, 10**9]):
            with pytest.raises(RankingNotValid):
                await hand_in(session, mentor, found.id, wrong, now=now)
        with pytest.raises(NotFound):
            await hand_in(session, made.students[0], found.id, [first.id], now=now)
        await hand_in(session, mentor, found.id, [first.id], now=now)
        await hand_in(session, mentor, found.id, [second.id, first.id], now=now)

        await made.plan(found)

    assert sorted(found.plan["pairs"]) == [[first.id, two.id], [second.id, one.id]]
    assert (found.plan["blocking"], check_certificate(found)) == (0, [])
    assert found.plan["metrics"]["named"] == 2
    found.plan = {**found.plan, "pairs": [[first.id, one.id], [second.id, two.id]]}
    assert check_certificate(found)


async def test_same_instance_and_seed_give_the_same_plan(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        made = await cohort(session, now, [1, 2], 6)
        found = await made.opened()
        gathered = await rounds.gather(session, made.staff, found.id, now=now)

    assert solve(gathered) == solve(deepcopy(gathered))
    assert gathered.instance["seed"] == found.seed


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_notice_state_and_button_of_the_table_has_a_text(locale: str) -> None:
    texts = strict_texts()
    wanted = [
        f"round-{rule.event}-{party}" for rule in ROUND.rules for party in sorted(rule.notify)
    ]
    wanted += [f"round-now-{state}" for state in ROUND.states]
    wanted += [f"button-round-{rule.event}" for rule in ROUND.rules if rule.state]
    for key in wanted:
        assert texts.render(locale, key, title="营", matched=3), key


async def test_sending_that_broke_off_is_taken_up_and_doubles_nothing(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        made = await cohort(session, now, [2, 2], 5)
        found = await made.planned()
        round_id = found.id
    async with any_db.transaction() as session:
        assert await send_some(session, round_id, now=now) == 0  # not published yet
        await rounds.approve(session, made.other, round_id, now=now)
    async with any_db.transaction() as session:
        assert await send_some(session, round_id, now=now, most=2) == 3

    assert await keep(any_db, now=now) == 1
    assert await keep(any_db, now=now) == 0
    await send_all(any_db, round_id, now=now)

    async with any_db.reading() as session:
        offers = await session.execute(select(Offer.request_id, Offer.mentor_id))
        sent = sorted([request, mentor] for request, mentor in offers)
        plan = (await rounds.find(session, made.staff, round_id)).plan
    assert sent == sorted(plan["pairs"])
    assert (len(plan["sent"]), plan["pending"]) == (4, [])
