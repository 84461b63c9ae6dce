"""A short talk before the answer: the place stays held, each step has its end, and nobody waits."""

from datetime import datetime, timedelta

import pytest

from core import kinds, privacy
from core.accounts import Actor
from core.db import Database
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow
from core.kinds import Kinds
from mentors import offers, replies, requests, talks
from mentors.bookings import PlaceTooLong
from mentors.kinds import KINDS
from mentors.models import MatchRequest, Mentor, Offer
from mentors.nightly import hedge
from tests.mentors import town as towns
from tests.mentors.test_offers import accept, ask
from tests.mentors.town import Town

HOUR = timedelta(hours=1)
PLACE = "创业楼 302，或 https://meet.example/15"


async def propose(db: Database, town: Town, offer_id: int, now: datetime, *hours: float) -> Offer:
    times = [now + one * HOUR for one in hours or (5.0, 24.0)]
    async with db.transaction() as session:
        return await talks.propose(session, town.teachers[0], offer_id, times, PLACE, now=now)


async def agree(db: Database, actor: Actor, offer_id: int, at: datetime, now: datetime) -> Offer:
    async with db.transaction() as session:
        return await talks.agree(session, actor, offer_id, at, now=now)


async def pass_time(db: Database, now: datetime) -> None:
    await kinds.keep_time(db, Kinds(KINDS), now=now)


async def offer_of(db: Database, offer_id: int) -> Offer:
    async with db.reading() as session:
        return await session.get_one(Offer, offer_id)


async def record(db: Database, mentor_id: int) -> tuple[int, int, int, int]:
    async with db.reading() as session:
        mentor = await session.get_one(Mentor, mentor_id)
        return mentor.used, mentor.asked, mentor.yes, mentor.silent


async def test_a_talk_is_proposed_chosen_and_followed_by_a_yes(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])

    proposed = await propose(any_db, town, offer_id, now + HOUR, 24.0, 5.0)
    assert (proposed.state, proposed.hold_until) == ("talking", now + 73 * HOUR)
    assert talks.choices(proposed, now) == [now + 6 * HOUR, now + 25 * HOUR]
    assert await record(any_db, town.mentors[0]) == (1, 0, 0, 0)
    assert await towns.faults(any_db) == []

    chosen = await agree(any_db, town.students[0], offer_id, now + 25 * HOUR, now + 2 * HOUR)
    assert (chosen.state, chosen.talk_at) == ("arranged", now + 25 * HOUR)
    assert chosen.hold_until == now + 74 * HOUR

    answered = await accept(any_db, town, offer_id, 0, now + 26 * HOUR)
    assert (answered.state, answered.talk_place) == ("accepted", "")
    assert "offer-talk-student" in await towns.told(any_db, town.students[0])
    assert (await towns.told(any_db, town.teachers[0]))[:2] == [
        "offer-hold-mentor",
        "offer-agree-mentor",
    ]
    assert await record(any_db, town.mentors[0]) == (1, 1, 1, 0)
    assert await towns.faults(any_db, histories=True) == []


async def test_a_no_after_the_talk_asks_the_next(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0], town.mentors[1]])
    await propose(any_db, town, offer_id, now)
    await agree(any_db, town.students[0], offer_id, now + 5 * HOUR, now)

    async with any_db.transaction() as session:
        await offers.decline(session, offer_id, town.teachers[0], now=now + 6 * HOUR)

    request_id = (await offer_of(any_db, offer_id)).request_id
    assert await towns.offers_of(any_db, request_id) == [
        (town.mentors[0], "declined"),
        (town.mentors[1], "held"),
    ]
    assert await towns.faults(any_db) == []


async def test_a_student_who_chooses_no_time_costs_the_mentor_nothing(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0], town.mentors[1]])
    await propose(any_db, town, offer_id, now + 10 * HOUR)

    await pass_time(any_db, now + 81 * HOUR)
    assert (await offer_of(any_db, offer_id)).state == "talking"
    await pass_time(any_db, now + 82 * HOUR)

    request_id = (await offer_of(any_db, offer_id)).request_id
    assert await towns.offers_of(any_db, request_id) == [
        (town.mentors[0], "withdrawn"),
        (town.mentors[1], "held"),
    ]
    assert await record(any_db, town.mentors[0]) == (0, 0, 0, 0)
    assert "offer-lapse-mentor" in await towns.told(any_db, town.teachers[0])
    assert await towns.faults(any_db, histories=True) == []


async def test_silence_after_the_talk_counts_as_silence(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0], town.mentors[1]])
    await propose(any_db, town, offer_id, now)
    await agree(any_db, town.students[0], offer_id, now + 5 * HOUR, now + HOUR)

    await pass_time(any_db, now + 73 * HOUR)

    assert (await offer_of(any_db, offer_id)).state == "expired"
    assert await record(any_db, town.mentors[0]) == (0, 1, 0, 1)
    assert await towns.faults(any_db, histories=True) == []


async def test_none_of_the_times_gives_back_what_was_left(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])
    await propose(any_db, town, offer_id, now + 10 * HOUR)

    for _ in range(2):
        async with any_db.transaction() as session:
            offer = await talks.rearrange(session, town.students[0], offer_id, now=now + 30 * HOUR)

    assert (offer.state, offer.hold_until) == ("held", now + 92 * HOUR)
    with pytest.raises(talks.TalkOver):
        await agree(any_db, town.students[0], offer_id, now + 34 * HOUR, now + 31 * HOUR)
    again = await propose(any_db, town, offer_id, now + 40 * HOUR, 3.0)
    assert (again.state, talks.choices(again, now)) == ("talking", [now + 43 * HOUR])
    assert await towns.faults(any_db, histories=True) == []


async def test_other_times_replace_the_first_in_the_time_that_is_left(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])
    await propose(any_db, town, offer_id, now, 5.0)
    again = await propose(any_db, town, offer_id, now + 2 * HOUR, 7.0, 8.0)

    assert (again.state, again.hold_until) == ("talking", now + 72 * HOUR)
    with pytest.raises(talks.TalkTimeGone):
        await agree(any_db, town.students[0], offer_id, now + 5 * HOUR, now + 3 * HOUR)
    chosen = await agree(any_db, town.students[0], offer_id, now + 9 * HOUR, now + 3 * HOUR)
    assert chosen.state == "arranged"
    with pytest.raises(NotPossibleNow):
        await propose(any_db, town, offer_id, now + 4 * HOUR)


async def test_pressing_twice_changes_nothing_and_tells_nobody_again(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    offer_id = await ask(any_db, town, now, [town.mentors[0]])
    for _ in range(2):
        await propose(any_db, town, offer_id, now)
    for _ in range(2):
        await agree(any_db, town.students[0], offer_id, now + 5 * HOUR, now)

    told = await towns.told(any_db, town.students[0])
    assert told.count("offer-talk-student") == 1
    assert (await towns.told(any_db, town.teachers[0])).count("offer-agree-mentor") == 1


async def test_who_asks_for_a_talk_is_not_silent(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, students=2, capacities=[1, 1, 1])
    talking = await ask(any_db, town, now, [town.mentors[0]], 0)
    silent = await ask(any_db, town, now, [town.mentors[1]], 1)
    await propose(any_db, town, talking, now + HOUR)

    async with any_db.transaction() as session:
        assert await hedge(session, now + 25 * HOUR) == 1
    assert len(await towns.offers_of(any_db, (await offer_of(any_db, talking)).request_id)) == 1
    second = await towns.offers_of(any_db, (await offer_of(any_db, silent)).request_id)
    assert second == [(town.mentors[1], "held"), (town.mentors[2], "held")]
    assert await towns.faults(any_db) == []


async def test_a_talk_beside_a_second_offer_ends_with_the_first_yes(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, capacities=[1, 1])
    first = await ask(any_db, town, now, [town.mentors[0]])
    async with any_db.transaction() as session:
        assert await hedge(session, now + 25 * HOUR) == 1
    await propose(any_db, town, first, now + 26 * HOUR)
    async with any_db.reading() as session:
        (second,) = await offers.open_for(session, await session.get_one(Mentor, town.mentors[1]))

    await accept(any_db, town, second.id, 1, now + 27 * HOUR)

    assert (await offer_of(any_db, first)).state == "withdrawn"
    with pytest.raises(talks.TalkOver):
        await agree(any_db, town.students[0], first, now + 31 * HOUR, now + 28 * HOUR)
    assert await towns.faults(any_db, histories=True) == []


@pytest.mark.parametrize("arranged", [False, True])
async def test_withdrawal_absence_and_leaving_end_a_talk(
    any_db: Database, now: datetime, arranged: bool
) -> None:
    town = await towns.found(any_db, now, students=3, capacities=[3])
    ids = [await ask(any_db, town, now, [town.mentors[0]], n) for n in range(3)]
    for n, offer_id in enumerate(ids):
        await propose(any_db, town, offer_id, now)
        if arranged:
            await agree(any_db, town.students[n], offer_id, now + 5 * HOUR, now)

    async with any_db.transaction() as session:
        request_id = (await session.get_one(Offer, ids[0])).request_id
        await requests.withdraw(session, town.students[0], request_id, now=now)
    async with any_db.transaction() as session:
        assert await requests.student_leaves(session, town.students[1].id, now=now) == 1
        await privacy.forget_person(session, town.students[1].id, now=now)
    async with any_db.transaction() as session:
        assert await offers.mentor_leaves(session, town.mentors[0], now=now) == 1

    left = await offer_of(any_db, ids[2])
    assert (left.state, left.talk_place) == ("withdrawn", "")
    assert (await record(any_db, town.mentors[0]))[0] == 0
    async with any_db.reading() as session:
        assert (await session.get_one(MatchRequest, left.request_id)).state == "waiting"
    assert await towns.faults(any_db) == []


@pytest.mark.parametrize(
    ("hours", "place", "error"),
    [
        ([0.4], PLACE, talks.TalkTimesNotValid),
        ([49.0], PLACE, talks.TalkTimesNotValid),
        ([], PLACE, talks.TalkTimesNotValid),
        ([1.0, 2.0, 3.0, 4.0], PLACE, talks.TalkTimesNotValid),
        ([1.0, 1.0], PLACE, talks.TalkTimesNotValid),
        ([1.0], "  ", talks.TalkPlaceEmpty),
        ([1.0], "楼" * 201, PlaceTooLong),
    ],
)
async def test_what_cannot_be_proposed_changes_nothing(
    db: Database, now: datetime, hours: list[float], place: str, error: type[DomainError]
) -> None:
    town = await towns.found(db, now)
    offer_id = await ask(db, town, now, [town.mentors[0]])
    times = [now + one * HOUR for one in hours]

    with pytest.raises(error):
        async with db.transaction() as session:
            await talks.propose(session, town.teachers[0], offer_id, times, place, now=now)

    assert (await offer_of(db, offer_id)).state == "held"
    assert (await propose(db, town, offer_id, now)).state == "talking"


async def test_only_the_mentor_proposes_and_only_the_student_chooses(
    db: Database, now: datetime
) -> None:
    town = await towns.found(db, now, students=2)
    offer_id = await ask(db, town, now, [town.mentors[0]])
    student, stranger, mentor = town.students[0], town.students[1], town.teachers[0]
    at = now + 5 * HOUR
    for actor, error in ((student, NotAllowed), (stranger, NotFound), (town.teachers[1], NotFound)):
        with pytest.raises(error):
            async with db.transaction() as session:
                await talks.propose(session, actor, offer_id, [at], PLACE, now=now)
    await propose(db, town, offer_id, now)
    for actor, error in ((mentor, NotAllowed), (stranger, NotFound), (town.staff[0], NotAllowed)):
        with pytest.raises(error):
            await agree(db, actor, offer_id, at, now)
        with pytest.raises(error):
            async with db.transaction() as session:
                await talks.rearrange(session, actor, offer_id, now=now)

    assert (await agree(db, student, offer_id, at, now)).state == "arranged"


async def test_too_late_is_too_late_for_both(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    offer_id = await ask(db, town, now, [town.mentors[0]])
    with pytest.raises(offers.OfferOver):
        await propose(db, town, offer_id, now + 72 * HOUR)
    await propose(db, town, offer_id, now, 5.0)

    for at, moment, error in (
        (now + 5 * HOUR, now + 5 * HOUR, talks.TalkTimeGone),
        (now + 5 * HOUR, now + 72 * HOUR, talks.TalkOver),
    ):
        with pytest.raises(error):
            await agree(db, town.students[0], offer_id, at, moment)


async def test_a_talk_counts_as_a_quick_answer(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now, students=3, capacities=[3])
    for n in range(3):
        offer_id = await ask(any_db, town, now, [town.mentors[0]], n)
        await propose(any_db, town, offer_id, now + 2 * HOUR)
        async with any_db.transaction() as session:
            await offers.decline(session, offer_id, town.teachers[0], now=now + 60 * HOUR)

    async with any_db.reading() as session:
        usual = await replies.usual_hours(session, town.mentors, now=now + 61 * HOUR)
    assert usual == {town.mentors[0]: 2}


async def test_suggested_times_suit_both_first(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, times=["sat-evening"])
    offer_id = await ask(db, town, now, [town.mentors[0]])

    async with db.reading() as session:
        offer = await session.get_one(Offer, offer_id)
        starts = await talks.suggestions(session, offer, now=now)
        one = await talks.suggestions(session, offer, now=now, most=1)

    assert len(starts) == 6
    assert starts == sorted(starts)
    assert all(now + HOUR / 2 <= start <= now + 48 * HOUR for start in starts)
    assert one[0].strftime("%a") == "Sat"
