"""Reviews: people without a tie are asked, score in secret, and bring it on when all are in."""

import asyncio
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core import accounts, privacy
from core.accounts import Actor, Role
from core.db import Database
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow, ReasonNeeded
from core.history import Transition
from core.outbox import Notice
from mentors.models import PairRule
from staff import assignments, reviews
from staff.applications import APPLICATIONS
from staff.assignments import NotReviewer
from staff.conflicts import Conflicted, Tie
from staff.models import Programme, Review
from staff.panels import TooFewReviewers
from staff.recusals import ReviewOver
from staff.reviews import ReviewIncomplete, ScoresHidden
from staff.rubrics import ScoreNotValid
from students.models import StudentProfile
from tests.mentors import people
from tests.staff.panel import (
    Office,
    again,
    joins,
    open_office,
    part_of,
    passed,
    reviewed,
    state_of,
)


async def assign(db: Database, office: Office, now: datetime, *who: Actor) -> None:
    async with db.transaction() as session:
        ids = [one.id for one in who]
        await assignments.assign(session, office.staff, office.application, ids, now=now)


async def told(db: Database, who: Actor, key: str) -> list[Notice]:
    async with db.reading() as session:
        rows = await session.scalars(
            select(Notice).where(Notice.account_id == who.id, Notice.key == key)
        )
        return list(rows)


async def part(db: Database, part_id: int) -> Review:
    async with db.reading() as session:
        return await session.get_one(Review, part_id)


async def test_passing_needs_two_reviewers(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)

    for count in (0, 1):
        with pytest.raises(TooFewReviewers):
            await passed(any_db, office, now, count)
    await passed(any_db, office, now, 2)

    assert await state_of(any_db, office) == "reviewing"
    for who in office.reviewers[:2]:
        (asked,) = await told(any_db, who, "review-asked")
        assert [action.event for action in asked.buttons] == ["open", "interest"]
    assert await told(any_db, office.reviewers[2], "review-asked") == []


async def test_only_staff_assign_and_only_reviewers_are_assigned(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now)

    for who in (office.student, office.reviewers[0]):
        async with any_db.transaction() as session:
            with pytest.raises(NotAllowed):
                await assignments.assign(
                    session, who, office.application, [office.reviewers[0].id], now=now
                )
    with pytest.raises(NotReviewer):
        await assign(any_db, office, now, office.reviewers[0], office.student)

    async with any_db.transaction() as session:
        panel = await assignments.panel(session, office.staff, office.application, now=now)
    assert panel.parts == []


async def test_staff_of_the_team_have_no_part_in_it(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)
    await joins(any_db, office, office.staff, "adviser", now)

    with pytest.raises(NotAllowed):
        await assign(any_db, office, now, *office.reviewers)


@pytest.mark.parametrize("role", ["member", "adviser"])
async def test_the_team_does_not_review_itself(any_db: Database, now: datetime, role: str) -> None:
    office = await open_office(any_db, now)
    await joins(any_db, office, office.reviewers[0], role, now)

    with pytest.raises(Conflicted) as refused:
        await assign(any_db, office, now, office.reviewers[1], office.reviewers[0])

    assert refused.value.params == {"tie": role}
    async with any_db.transaction() as session:
        found = await assignments.candidates(session, office.staff, office.application, now=now)
        panel = await assignments.panel(session, office.staff, office.application, now=now)
    assert panel.parts == []
    assert [(one.account_id, one.tie) for one in found if one.tie] == [
        (office.reviewers[0].id, Tie(role))
    ]


async def test_ties_through_mentoring_are_found(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)
    lab, relative, ended = office.reviewers
    async with any_db.transaction() as session:
        session.add(StudentProfile(account_id=office.student.id, lab=" 光学组 ", changed_at=now))
        await people.mentor(session, now, account_id=lab.id, lab="光学组")
        for who, until in ((relative, None), (ended, date(2026, 1, 1))):
            mentor = await people.mentor(session, now, account_id=who.id)
            session.add(
                PairRule(
                    mentor_id=mentor.id,
                    student_id=office.student.id,
                    reason="relative",
                    declared_at=now,
                    until=until,
                )
            )

    async with any_db.transaction() as session:
        found = await assignments.candidates(session, office.staff, office.application, now=now)

    assert {one.account_id: one.tie for one in found} == {
        lab.id: Tie.SAME_LAB,
        relative.id: Tie.RELATIVE,
        ended.id: None,
    }


async def test_the_namesake_of_an_adviser_is_tied(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)
    await joins(any_db, office, None, "adviser", now, name="示例 导师·陈")
    async with any_db.transaction() as session:
        await people.mentor(session, now, account_id=office.reviewers[0].id)

    with pytest.raises(Conflicted) as refused:
        await assign(any_db, office, now, office.reviewers[0])

    assert refused.value.params == {"tie": "namesake"}


async def test_a_mentor_appointed_for_reviewing_may_review(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)
    async with any_db.transaction() as session:
        mentor = await people.mentor(session, now, kind="review")
        assert mentor.account_id is not None
        who = await accounts.actor_of(session, mentor.account_id)
        office.reviewers.insert(0, who)
    await passed(any_db, office, now)

    await reviewed(any_db, office, who, now)

    assert (await part(any_db, await part_of(any_db, office, who))).submitted_at == now


async def test_all_in_brings_it_to_the_head_with_weighted_averages(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="reviewing")
    first, second = office.reviewers[:2]
    await reviewed(any_db, office, first, now, new=4, team=80)
    assert await state_of(any_db, office) == "reviewing"
    await reviewed(any_db, office, second, now, new=5, team=71)

    assert await state_of(any_db, office) == "deciding"
    async with any_db.reading() as session:
        found = await reviews.results(session, office.head, office.application)
    assert found.average.means == {"new": Decimal("4.5"), "team": Decimal("75.5")}
    assert found.average.total == Decimal("79.9")  # 30 × 0.9 + 70 × 0.755 = 79.85
    assert sorted(one.comment for one in found.opinions) == ["意见 4/80", "意见 5/71"]
    assert len(await told(any_db, office.head, "incubation-reviewed-head")) == 1


async def test_scores_may_change_until_they_are_handed_in(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    who = office.reviewers[0]
    mine = await part_of(any_db, office, who)
    async with any_db.transaction() as session:
        await reviews.score(session, who, mine, "new", 3, now=now)
        for key, points in (("new", 0), ("new", 6), ("team", 101), ("team", -1), ("other", 3)):
            with pytest.raises(ScoreNotValid):
                await reviews.score(session, who, mine, key, points, now=now)
        with pytest.raises(ReviewIncomplete):
            await reviews.submit(session, who, mine, now=now)
    await reviewed(any_db, office, who, now)

    async with any_db.transaction() as session:
        with pytest.raises(ReviewOver):
            await reviews.score(session, who, mine, "new", 1, now=now)
        with pytest.raises(ReviewOver):
            await reviews.comment(session, who, mine, "后来的", now=now)
        sheet = await reviews.submit(session, who, mine, now=now + timedelta(hours=1))
    assert sheet.review.submitted_at == now
    assert sheet.review.scores == {"new": 4, "team": 80}


async def test_anothers_part_is_not_found(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    mine = await part_of(any_db, office, office.reviewers[0])

    for who in (office.reviewers[1], office.reviewers[2], office.staff, office.head):
        async with any_db.transaction() as session:
            for act in (
                reviews.look(session, who, mine, now=now),
                reviews.score(session, who, mine, "new", 3, now=now),
                reviews.submit(session, who, mine, now=now),
                reviews.declare(session, who, mine, "亲属", now=now),
                reviews.files(session, who, mine),
            ):
                with pytest.raises(NotFound):
                    await act


async def test_who_lost_the_office_scores_no_more(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    who = office.reviewers[0]
    mine = await part_of(any_db, office, who)
    async with any_db.transaction() as session:
        await accounts.revoke(session, who.id, Role.REVIEWER, None, now=now)

    async with any_db.transaction() as session:
        with pytest.raises(NotAllowed):
            await reviews.score(session, await again(any_db, who), mine, "new", 3, now=now)


async def test_there_is_nothing_to_review_before_it_was_passed(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now)
    who = office.reviewers[0]
    await assign(any_db, office, now, who)
    async with any_db.reading() as session:
        assert await reviews.mine(session, who) == []
        mine = await session.scalar(select(Review.id))
    assert mine is not None

    async with any_db.transaction() as session:
        with pytest.raises(NotPossibleNow):
            await reviews.score(session, who, mine, "new", 3, now=now)


async def test_an_interest_is_recorded_and_staff_ask_another(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="reviewing")
    who, other, third = office.reviewers
    mine = await part_of(any_db, office, who)
    await reviewed(any_db, office, other, now)
    async with any_db.transaction() as session:
        with pytest.raises(ReasonNeeded):
            await reviews.declare(session, who, mine, "  ", now=now)
        for _ in range(2):
            await reviews.declare(session, who, mine, "我是他叔叔", now=now)

    (notice,) = await told(any_db, office.staff, "review-recused")
    assert (notice.params["reason"], notice.params["left"]) == ("我是他叔叔", 1)
    assert await state_of(any_db, office) == "reviewing"
    async with any_db.transaction() as session:
        with pytest.raises(ReviewOver):
            await reviews.look(session, who, mine, now=now)
    with pytest.raises(Conflicted):
        await assign(any_db, office, now, who)
    await assign(any_db, office, now, third)
    await reviewed(any_db, office, third, now, new=2, team=50)

    assert await state_of(any_db, office) == "deciding"
    async with any_db.reading() as session:
        assert (
            await reviews.results(session, office.head, office.application)
        ).average.reviews == 2


async def test_a_tie_that_comes_up_later_recuses_at_the_next_look(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="reviewing")
    who = office.reviewers[0]
    mine = await part_of(any_db, office, who)
    await joins(any_db, office, who, "adviser", now)

    async with any_db.transaction() as session:
        sheet = await reviews.score(session, who, mine, "new", 5, now=now)

    assert (sheet.review.recused_for, sheet.review.scores) == ("adviser", {})
    assert len(await told(any_db, office.staff, "review-recused")) == 1


async def test_a_tied_part_that_is_in_does_not_count(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)
    await passed(any_db, office, now, 3)
    tied, *fair = office.reviewers
    await reviewed(any_db, office, tied, now, new=5, team=100)
    await joins(any_db, office, tied, "adviser", now)
    for who in fair:
        await reviewed(any_db, office, who, now, new=2, team=40)

    assert await state_of(any_db, office) == "deciding"
    async with any_db.reading() as session:
        found = await reviews.results(session, office.head, office.application)
    assert (found.average.reviews, found.average.total) == (2, Decimal("40.0"))


async def test_too_few_are_left_and_it_waits(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    tied, fair = office.reviewers[:2]
    await reviewed(any_db, office, tied, now)
    await joins(any_db, office, tied, "member", now)
    await reviewed(any_db, office, fair, now)

    assert await state_of(any_db, office) == "reviewing"
    async with any_db.transaction() as session:
        panel = await assignments.panel(session, office.staff, office.application, now=now)
        with pytest.raises(ScoresHidden):
            await reviews.results(session, office.head, office.application)
    assert not panel.ready


async def test_a_late_reviewer_is_shown_reminded_and_replaced(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="reviewing")
    done, late, third = office.reviewers
    await reviewed(any_db, office, done, now)
    reminders = await told(any_db, late, "review-reminder")
    assert [(one.due_at - now).days for one in reminders] == [11, 13]
    assert await told(any_db, done, "review-reminder") == []

    later = now + timedelta(days=20)
    mine = await part_of(any_db, office, late)
    async with any_db.transaction() as session:
        panel = await assignments.panel(session, office.staff, office.application, now=later)
        assert [(one.submitted, one.late) for one in panel.parts] == [(True, False), (False, True)]
        for _ in range(2):
            await assignments.replace(session, office.staff, mine, now=later)
        with pytest.raises(ReviewOver):
            await assignments.replace(session, office.staff, panel.parts[0].review_id, now=later)

    assert len(await told(any_db, late, "review-over")) == 1
    assert await told(any_db, late, "review-reminder") == []
    await assign(any_db, office, later, third)
    await reviewed(any_db, office, third, later)
    assert await state_of(any_db, office) == "deciding"


async def test_the_last_but_replaced_brings_it_on(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)
    await passed(any_db, office, now, 3)
    for who in office.reviewers[:2]:
        await reviewed(any_db, office, who, now)
    late = await part_of(any_db, office, office.reviewers[2])

    async with any_db.transaction() as session:
        await assignments.replace(session, office.staff, late, now=now)

    assert await state_of(any_db, office) == "deciding"


async def test_a_withdrawn_application_needs_no_review(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    who = office.reviewers[0]
    mine = await part_of(any_db, office, who)
    async with any_db.transaction() as session:
        case = await APPLICATIONS.find(session, office.application, office.student)
        await APPLICATIONS.act(session, case, "withdraw", office.student, now=now)

    assert len(await told(any_db, who, "review-over")) == 1
    assert await told(any_db, who, "review-reminder") == []
    async with any_db.transaction() as session:
        with pytest.raises(ReviewOver):
            await reviews.look(session, who, mine, now=now)


async def test_two_hand_in_at_once_and_it_comes_on_once(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    parts = [(who, await part_of(any_db, office, who)) for who in office.reviewers[:2]]
    for who, mine in parts:
        async with any_db.transaction() as session:
            for key, points in (("new", 4), ("team", 80)):
                await reviews.score(session, who, mine, key, points, now=now)

    async def hand_in(who: Actor, mine: int) -> None:
        async with any_db.transaction() as session:
            await reviews.submit(session, who, mine, now=now)

    await asyncio.gather(*(hand_in(who, mine) for who, mine in parts for _ in range(2)))

    async with any_db.reading() as session:
        steps = await session.scalar(
            select(func.count()).select_from(Transition).where(Transition.event == "reviewed")
        )
    assert (steps, await state_of(any_db, office)) == (1, "deciding")


async def seen_by(db: Database, office: Office, who: Actor, now: datetime) -> str:
    """Everything that every reading function gives somebody, as text."""
    found: list[object] = []
    async with db.transaction() as session:
        readings = (
            assignments.panel(session, who, office.application, now=now),
            assignments.candidates(session, who, office.application, now=now),
            assignments.under_way(session, who, now=now),
            reviews.results(session, who, office.application),
            reviews.mine(session, who),
            privacy.export_person(session, who.id),
        )
        for reading in readings:
            try:
                found.append(await reading)
            except DomainError as refusal:
                found.append(refusal)
        for (one,) in list(await session.execute(select(Review.id))):
            for look in (
                reviews.look(session, who, one, now=now),
                reviews.files(session, who, one),
            ):
                try:
                    found.append(await look)
                except DomainError as refusal:
                    found.append(refusal)
        notices = await session.scalars(select(Notice).where(Notice.account_id == who.id))
        found += [notice.params for notice in notices]
    return "\n".join(_unfolded(one) for one in found)


def _unfolded(value: object) -> str:
    """The value with the rows in it spelled out."""
    if isinstance(value, list | tuple):
        return " ".join(map(_unfolded, value))
    if isinstance(value, Review):
        return f"{value.scores} {value.comment}"
    if hasattr(value, "__dataclass_fields__"):
        return " ".join(_unfolded(getattr(value, name)) for name in value.__dataclass_fields__)
    return repr(value)


async def test_nobody_sees_scores_before_all_are_in(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now)
    await passed(any_db, office, now, 3)
    others = [office.staff, office.head, office.student, *office.reviewers]
    async with any_db.transaction() as session:
        others.append(await people.person(session, now, Role.ADMIN))
    for number, who in enumerate(office.reviewers[:2]):
        mine = await part_of(any_db, office, who)
        async with any_db.transaction() as session:
            await reviews.score(session, who, mine, "team", 91 + number, now=now)
            await reviews.comment(session, who, mine, f"秘密意见{number}", now=now)
        for stage in ("scored", "handed in"):
            for other in others:
                text = await seen_by(any_db, office, other, now)
                leaked = f"秘密意见{number}" in text or f"'team': {91 + number}" in text
                assert leaked == (other == who), (stage, other)
            if stage == "scored":
                async with any_db.transaction() as session:
                    await reviews.score(session, who, mine, "new", 5, now=now)
                    await reviews.submit(session, who, mine, now=now)
    await reviewed(any_db, office, office.reviewers[2], now)

    seen = {other: await seen_by(any_db, office, other, now) for other in others}
    assert {other for other in others if "秘密意见0" in seen[other]} == {
        office.staff,
        office.head,
        office.reviewers[0],
    }


async def test_files_are_those_of_the_application(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    who = office.reviewers[0]
    mine = await part_of(any_db, office, who)
    async with any_db.transaction() as session:
        assert await reviews.files(session, who, mine) == []
        with pytest.raises(NotFound):
            await reviews.file(session, who, mine, 1)


async def test_a_criterion_more_must_be_scored_too(any_db: Database, now: datetime) -> None:
    office = await open_office(any_db, now, state="reviewing")
    who = office.reviewers[0]
    mine = await part_of(any_db, office, who)
    async with any_db.transaction() as session:
        for key, points in (("new", 4), ("team", 80)):
            sheet = await reviews.score(session, who, mine, key, points, now=now)
        assert (sheet.open, sheet.due) == ([], "2026-12-04")
        programme = await session.get_one(Programme, office.programme)
        programme.rubric = [*programme.rubric, {"key": "good"}]
        await session.flush()

        with pytest.raises(ReviewIncomplete) as refused:
            await reviews.submit(session, who, mine, now=now)

    assert refused.value.params == {"open": 1}


async def test_a_changed_rubric_leaves_complete_reviews_countable(
    any_db: Database, now: datetime
) -> None:
    office = await open_office(any_db, now, state="deciding")
    async with any_db.transaction() as session:
        programme = await session.get_one(Programme, office.programme)
        programme.rubric = [*programme.rubric, {"key": "good"}]

    async with any_db.reading() as session:
        found = await reviews.results(session, office.head, office.application)

    assert sorted(found.average.means) == ["new", "team"]
