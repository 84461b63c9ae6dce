"""What staff see of the pool is counted right on both engines, and only staff see it."""

from datetime import date, datetime, timedelta

import pytest

from core.accounts import Role
from core.db import Database
from core.errors import NotAllowed
from mentors import figures
from mentors.figures import FirstYes, Load, NeedGap, NewMentors, SilentMentor
from mentors.vocabulary import Tag
from tests.mentors.pool import Market

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def test_first_yes_counts_waits_and_their_middle(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        mentor = await market.mentor()
        other = await market.mentor()
        for hours in (2, 30, 60, 100, 400):
            student = await market.account()
            request = await market.request(student, ago=20 * DAY, state="agreeing")
            await market.offer(
                request, other, ago=20 * DAY, state="declined", answered_after=1 * HOUR
            )
            await market.offer(
                request, mentor, ago=20 * DAY, state="accepted", answered_after=hours * HOUR
            )
        await market.request(await market.account(), ago=3 * DAY, state="waiting")
        await market.request(await market.account(), ago=3 * DAY, state="draft")
        old = await market.request(await market.account(), ago=90 * DAY, state="formed")
        await market.offer(old, mentor, ago=90 * DAY, state="accepted", answered_after=HOUR)

        found = await figures.first_yes(session, staff, since=now - 30 * DAY)

    assert (found.requests, found.answered, found.waits) == (6, 5, (1, 1, 1, 1, 1))
    assert found.median_h == pytest.approx(60, abs=0.01)
    assert found.p90_h == pytest.approx(400, abs=0.01)


async def test_first_yes_of_nobody_is_nothing(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        staff = await Market(session, now).staff()
        found = await figures.first_yes(session, staff, since=now - DAY)

    assert found == FirstYes(0, 0, None, None, (0, 0, 0, 0, 0))


async def test_acceptance_counts_each_week_by_outcome(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        request = await market.request(await market.account(), ago=30 * DAY)
        for state, ago in (
            ("accepted", 1 * DAY),
            ("declined", 2 * DAY),
            ("expired", 8 * DAY),
            ("held", 9 * DAY),
            ("withdrawn", 9 * DAY),
            ("accepted", 15 * DAY),
        ):
            await market.offer(request, await market.mentor(), ago=ago, state=state)

        weeks = await figures.acceptance(session, staff, now=now, weeks=2)

    assert [(week.yes, week.no, week.silent, week.open) for week in weeks] == [
        (0, 0, 1, 1),
        (1, 1, 0, 0),
    ]
    assert [week.start for week in weeks] == [date(2026, 11, 6), date(2026, 11, 13)]
    assert [week.rate for week in weeks] == [0.0, 0.5]


async def test_load_tells_idle_from_full_and_closed(any_db: Database, now: datetime) -> None:
    today = now.date()
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        await market.mentor(capacity=3)
        await market.mentor(capacity=3, used=1)
        await market.mentor(capacity=2, used=2)
        await market.mentor(capacity=2, accepting=False)
        await market.mentor(capacity=2, vacation_from=today - DAY, vacation_to=today)
        await market.mentor(capacity=2, vacation_from=today + DAY, vacation_to=today + 9 * DAY)
        await market.mentor(capacity=2, paused_until=today + DAY)
        await market.mentor(capacity=0)
        await market.mentor(capacity=1, has_account=False)
        await market.mentor(capacity=9, appointed=False)

        found = await figures.load(session, staff, now=now)

    assert found == Load(capacity=17, used=3, idle=2, partly=1, full=1, closed=5)


async def test_silent_mentors_are_named_the_worst_first(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        await market.mentor(silent=2, asked=9)
        three = await market.mentor("虚构导师甲", silent=3, asked=4, yes=1)
        five = await market.mentor("虚构导师乙", silent=5, asked=5)
        await market.mentor(silent=7, asked=7, appointed=False)

        found = await figures.silence(session, staff, most=1)
        both = await figures.silence(session, staff)

    assert (found.total, found.mentors) == (2, [SilentMentor(five, "虚构导师乙", 5, 5, 0)])
    assert [mentor.id for mentor in both.mentors] == [five, three]


async def test_needs_compare_open_requests_with_free_places(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        await market.mentor(tags=["law", "patent"], capacity=2, used=1)
        await market.mentor(tags=["patent"], capacity=3, accepting=False)
        for tags, state in (
            (["law", "patent"], "waiting"),
            (["law"], "manual"),
            (["law"], "formed"),
            (["tax"], "submitted"),
        ):
            await market.request(await market.account(), ago=DAY, state=state, tags=tags)

        found = await figures.needs(session, staff, now=now)

    assert found == [
        NeedGap(Tag.LAW, asked=2, free=1, mentors=1),
        NeedGap(Tag.TAX, asked=1, free=0, mentors=0),
        NeedGap(Tag.PATENT, asked=1, free=1, mentors=1),
    ]
    assert [gap.missing for gap in found] == [1, 1, 0]


async def test_new_mentors_count_as_asked_within_their_first_28_days(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        market = Market(session, now)
        staff = await market.staff()
        request = await market.request(await market.account(), ago=70 * DAY)
        joined = now - 60 * DAY
        early = await market.mentor(joined_at=joined)
        late = await market.mentor(joined_at=joined)
        await market.mentor(joined_at=joined)
        await market.mentor(joined_at=now - 10 * DAY)
        await market.offer(request, early, ago=40 * DAY, state="expired")
        await market.offer(request, late, ago=31 * DAY, state="accepted")

        found = await figures.new_mentors(session, staff, now=now)

    assert found == NewMentors(mentors=3, asked=1)


@pytest.mark.parametrize("roles", [(Role.STUDENT,), (Role.MENTOR,), (Role.STUDENT, Role.MENTOR)])
async def test_figures_are_for_staff(db: Database, now: datetime, roles: tuple[Role, ...]) -> None:
    async with db.transaction() as session:
        market = Market(session, now)
        for allowed in (Role.STAFF, Role.HEAD, Role.ADMIN):
            await figures.load(session, await market.staff(allowed), now=now)
        stranger = await market.staff(*roles)
        for refused in (
            figures.first_yes(session, stranger, since=now),
            figures.acceptance(session, stranger, now=now),
            figures.load(session, stranger, now=now),
            figures.silence(session, stranger),
            figures.needs(session, stranger, now=now),
            figures.new_mentors(session, stranger, now=now),
        ):
            with pytest.raises(NotAllowed):
                await refused
