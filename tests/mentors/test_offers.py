"""A mentor's answer: one tap, once, in time; and what becomes of offers that nobody can answer."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from core import kinds, privacy
from core.accounts import Address
from core.db import Database
from core.errors import DomainError, NotFound
from core.kinds import Kinds
from core.outbox import Notice
from mentors import offers, requests
from mentors.kinds import KINDS
from mentors.models import MatchRequest, Mentor, Offer, PairRule, Relation
from tests.mentors import town as towns
from tests.mentors.town import Town

HOUR = timedelta(hours=1)


async def ask(
    db: Database, town: Town, now: datetime, picks: list[int], student: int = 0, key: str = "k"
) -> int:
    """Send a request; returns the offer it made."""
    async with db.transaction() as session:
        request = await requests.submit(
            session,
            town.students[student],
            town.projects[student],
            picks,
            "想请教融资",
            key,
            now=now,
        )
        found = await session.scalars(
            select(Offer.id).where(Offer.request_id == request.id, Offer.state == "held")
        )
        return found.one()


async def accept(db: Database, town: Town, offer_id: int, mentor: int, now: datetime) -> Offer:
    async with db.transaction() as session:
        return await offers.accept(session, offer_id, town.teachers[mentor], now=now)


async def test_a_yes_takes_the_place_for_good(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])

    offer = await accept(any_db, town, offer_id, 0, now + HOUR)

    assert (offer.state, offer.answered_at) == ("accepted", now + HOUR)
    async with any_db.reading() as session:
        mentor = await session.get_one(Mentor, town.mentors[0])
        assert (mentor.used, mentor.asked, mentor.yes, mentor.silent) == (1, 1, 1, 0)
        relation = (await session.scalars(select(Relation))).one()
        assert (relation.offer_id, relation.state) == (offer_id, "agreeing")
    told = await towns.told(any_db, town.students[0])
    assert [key for key in told if "propose" in key or "accept" in key] == [
        "mentoring-propose-student"
    ]
    assert await towns.faults(any_db, histories=True) == []


async def test_a_second_yes_changes_nothing_and_tells_nobody(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])
    await accept(any_db, town, offer_id, 0, now)
    async with any_db.reading() as session:
        before = await session.scalar(select(func.count()).select_from(Notice))

    again = await accept(any_db, town, offer_id, 0, now + HOUR)

    assert (again.state, again.answered_at) == ("accepted", now)
    async with any_db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Notice)) == before
        assert len((await session.scalars(select(Relation))).all()) == 1
        assert (await session.get_one(Mentor, town.mentors[0])).yes == 1


async def test_the_first_yes_closes_everything_else_of_the_student(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, capacities=[1, 1, 1])
    first = await ask(any_db, town, now, [town.mentors[0]])
    async with any_db.transaction() as session:
        other = await towns.project(session, town.students[0], "另一个项目", now)
        second = await requests.submit(
            session, town.students[0], other, [town.mentors[1]], "问", "k2", now=now
        )

    await accept(any_db, town, first, 0, now)

    assert await towns.offers_of(any_db, second.id) == [(town.mentors[1], "withdrawn")]
    assert await towns.state_of(any_db, second.id) == "withdrawn"
    assert await towns.told(any_db, town.teachers[1]) == [
        "offer-hold-mentor",
        "offer-withdraw-mentor",
    ]
    assert "match-withdraw-student" in await towns.told(any_db, town.students[0])
    assert await towns.faults(any_db) == []


async def test_a_no_goes_on_at_once_and_its_reason_stays_private(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0], town.mentors[2]])

    async with any_db.transaction() as session:
        offer = await offers.decline(
            session, offer_id, town.teachers[0], "not_my_field", now=now + HOUR
        )

    assert (offer.state, offer.decline_reason) == ("declined", "not_my_field")
    assert await towns.offers_of(any_db, offer.request_id) == [
        (town.mentors[0], "declined"),
        (town.mentors[2], "held"),
    ]
    async with any_db.reading() as session:
        mentor = await session.get_one(Mentor, town.mentors[0])
        assert (mentor.used, mentor.asked, mentor.yes, mentor.silent) == (0, 1, 0, 0)
        notices = await session.scalars(
            select(Notice).where(Notice.account_id == town.students[0].id)
        )
        assert "not_my_field" not in str([(n.key, n.params) for n in notices])
    assert await towns.faults(any_db, histories=True) == []


async def test_a_conflict_keeps_the_two_apart(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    offer_id = await ask(db, town, now, [town.mentors[0]])

    async with db.transaction() as session:
        await offers.decline(session, offer_id, town.teachers[0], "conflict", now=now)

    async with db.reading() as session:
        rule = (await session.scalars(select(PairRule))).one()
    assert (rule.mentor_id, rule.student_id, rule.reason) == (
        town.mentors[0],
        town.students[0].id,
        "other",
    )


@pytest.mark.parametrize(
    ("before", "until"), [(None, date(2026, 11, 30)), (date(2026, 12, 20), date(2026, 12, 20))]
)
async def test_pausing_for_the_month_with_a_no_keeps_the_waiting_list_away(
    any_db: Database, now: datetime, before: date | None, until: date
) -> None:
    town = await towns.found(any_db, now, students=2, capacities=[1])
    offer_id = await ask(any_db, town, now, [town.mentors[0]])
    async with any_db.transaction() as session:
        waiting = await requests.submit(
            session, town.students[1], town.projects[1], [], "问", "w", now=now
        )
        (await session.get_one(Mentor, town.mentors[0])).paused_until = before

    async with any_db.transaction() as session:
        await offers.decline(
            session, offer_id, town.teachers[0], "no_time", now=now, pause_month=True
        )

    assert await towns.offers_of(any_db, waiting.id) == []
    async with any_db.reading() as session:
        mentor = await session.get_one(Mentor, town.mentors[0])
    assert mentor.paused_until == until


async def test_buttons_of_the_past_say_what_happened(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, students=3, capacities=[3])
    ids = [await ask(any_db, town, now, [town.mentors[0]], student) for student in range(3)]
    declined, withdrawn, expired = ids
    async with any_db.transaction() as session:
        await offers.decline(session, declined, town.teachers[0], now=now + HOUR)
    async with any_db.transaction() as session:
        offer = await session.get_one(Offer, withdrawn)
        await requests.withdraw(session, town.students[1], offer.request_id, now=now + HOUR)

    for offer_id, state in ((declined, "declined"), (withdrawn, "withdrawn")):
        for act in (offers.accept, offers.decline):
            with pytest.raises(offers.OfferOver) as refusal:
                async with any_db.transaction() as session:
                    await act(session, offer_id, town.teachers[0], now=now + 2 * HOUR)
            assert refusal.value.params == {"state": state, "when": "11-20"}
    with pytest.raises(offers.OfferOver) as refusal:
        await accept(any_db, town, expired, 0, now + 72 * HOUR)
    assert refusal.value.params == {"state": "expired", "when": "11-23"}
    assert (await accept(any_db, town, expired, 0, now + 71 * HOUR)).state == "accepted"
    assert await towns.faults(any_db, histories=True) == []


async def test_a_yes_after_the_clock_ran_out_is_too_late(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    offer_id = await ask(db, town, now, [town.mentors[0]])
    await kinds.keep_time(db, Kinds(KINDS), now=now + 73 * HOUR)

    with pytest.raises(offers.OfferOver) as refusal:
        await accept(db, town, offer_id, 0, now + 74 * HOUR)

    assert refusal.value.params == {"state": "expired", "when": "11-23"}


async def test_only_the_mentor_who_was_asked_answers(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    offer_id = await ask(db, town, now, [town.mentors[0]])

    for act in (offers.accept, offers.decline):
        with pytest.raises(NotFound):
            async with db.transaction() as session:
                await act(session, offer_id, town.teachers[1], now=now)
        with pytest.raises(DomainError):
            async with db.transaction() as session:
                await act(session, offer_id, town.students[0], now=now)
    assert (await accept(db, town, offer_id, 0, now)).state == "accepted"


async def test_a_held_place_is_a_promise_that_only_retirement_ends(
    db: Database, now: datetime
) -> None:
    town = await towns.found(db, now, students=2, capacities=[2])
    first = await ask(db, town, now, [town.mentors[0]], 0)
    second = await ask(db, town, now, [town.mentors[0]], 1)
    async with db.transaction() as session:
        mentor = await session.get_one(Mentor, town.mentors[0])
        mentor.accepting = False
    assert (await accept(db, town, first, 0, now)).state == "accepted"
    async with db.transaction() as session:
        (await session.get_one(Mentor, town.mentors[0])).appointed = False

    with pytest.raises(offers.MentorNotAppointed):
        await accept(db, town, second, 0, now)

    async with db.transaction() as session:
        assert await offers.mentor_away(session, town.mentors[0], now=now) == 1
    assert await towns.faults(db) == []


async def test_who_goes_away_is_not_given_to_the_waiting_list(
    any_db: Database, now: datetime
) -> None:
    """The absence itself may be written after the offers were taken back."""
    town = await towns.found(any_db, now, students=2, capacities=[1])
    await ask(any_db, town, now, [town.mentors[0]])
    async with any_db.transaction() as session:
        waiting = await requests.submit(
            session, town.students[1], town.projects[1], [], "问", "w", now=now
        )

    async with any_db.transaction() as session:
        assert await offers.mentor_away(session, town.mentors[0], now=now) == 1
        (await session.get_one(Mentor, town.mentors[0])).accepting = False

    assert await towns.offers_of(any_db, waiting.id) == []
    assert await towns.faults(any_db) == []


async def test_who_shuts_us_out_is_not_waited_for(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])
    account_id = town.teachers[0].id
    async with any_db.transaction() as session:
        assert await offers.mentor_unreachable(session, account_id, now=now) == 0
        await session.execute(
            update(Address).where(Address.account_id == account_id).values(blocked_at=now)
        )

    async with any_db.transaction() as session:
        assert await offers.mentor_unreachable(session, account_id, now=now) == 1
        assert await offers.mentor_unreachable(session, town.students[0].id, now=now) == 0

    async with any_db.reading() as session:
        offer = await session.get_one(Offer, offer_id)
    assert [state for _, state in await towns.offers_of(any_db, offer.request_id)] == [
        "withdrawn",
        "held",
    ]
    assert await towns.faults(any_db) == []


async def test_a_mentor_may_leave_in_mid_offer_and_mid_relation(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, students=3, capacities=[2, 1])
    taken = await ask(any_db, town, now, [town.mentors[0]], 0)
    await accept(any_db, town, taken, 0, now)
    held = await ask(any_db, town, now, [town.mentors[0]], 1)
    async with any_db.transaction() as session:
        waiting = await requests.submit(
            session, town.students[2], town.projects[2], [town.mentors[1]], "问", "w", now=now
        )

    async with any_db.transaction() as session:
        assert await offers.mentor_leaves(session, town.mentors[0], now=now) == 1
        await privacy.forget_person(session, town.teachers[0].id, now=now)

    async with any_db.reading() as session:
        request = await session.get_one(
            MatchRequest, (await session.get_one(Offer, held)).request_id
        )
        mentor = await session.get_one(Mentor, town.mentors[0])
        assert (mentor.account_id, mentor.appointed, mentor.used) == (None, False, 1)
    assert request.state == "waiting"
    assert request.owner_id == town.staff[0].id
    assert await towns.offers_of(any_db, waiting.id) == [(town.mentors[1], "held")]
    assert "mentor-left-staff" in await towns.told(any_db, town.staff[0])
    assert "mentor-left-student" in await towns.told(any_db, town.students[0])
    assert await towns.faults(any_db) == []


async def test_open_offers_come_by_their_end(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=2, capacities=[2])
    later = await ask(db, town, now + HOUR, [town.mentors[0]], 0)
    sooner = await ask(db, town, now, [town.mentors[0]], 1)

    async with db.reading() as session:
        mentor = await session.get_one(Mentor, town.mentors[0])
        assert [one.id for one in await offers.open_for(session, mentor)] == [sooner, later]
