"""A student's request: sent, collected, taken back, handed to people; and what is refused."""

from datetime import datetime, timedelta

import pytest

from core import accounts, kinds
from core.accounts import Role
from core.db import Database
from core.errors import DomainError, NotAllowed, NotFound
from core.kinds import Kinds
from core.texts import Texts
from mentors import nightly, offers, requests
from mentors.errors import MentorSaidYes
from mentors.kinds import KINDS
from mentors.models import MatchRequest, Mentor, Offer, PairRule, Relation
from mentors.tables import MATCH, OFFER
from tests.mentors import town as towns
from tests.mentors.town import Town
from tests.source import ROOT

HOUR = timedelta(hours=1)


async def submit(
    db: Database, town: Town, now: datetime, picks: list[int], student: int = 0, key: str = "k1"
) -> MatchRequest:
    async with db.transaction() as session:
        return await requests.submit(
            session,
            town.students[student],
            town.projects[student],
            picks,
            "  想请教融资  ",
            key,
            now=now,
        )


async def keep_time(db: Database, now: datetime) -> None:
    while await kinds.keep_time(db, Kinds(KINDS), now=now):
        pass


async def progress(db: Database, request: MatchRequest, now: datetime) -> requests.Progress:
    async with db.reading() as session:
        return await requests.progress(
            session, await session.get_one(MatchRequest, request.id), now=now
        )


async def test_submit_asks_the_first_pick_at_once(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    first, second, third = town.mentors

    request = await submit(any_db, town, now, [second, first])

    assert (request.state, request.ask) == ("offering", "想请教融资")
    assert await towns.offers_of(any_db, request.id) == [(second, "held")]
    assert await towns.told(any_db, town.teachers[1]) == ["offer-hold-mentor"]
    assert await towns.faults(any_db, histories=True) == []
    seen = await progress(any_db, request, now)
    assert (seen.state, seen.collected, seen.position, seen.owner) == ("offering", False, None, "")
    assert [(one.mentor, one.until) for one in seen.asked] == [("老师1", now + 72 * HOUR)]
    assert seen.due == now + 72 * HOUR
    assert seen.next == ((first, "老师0"), (third, "老师2"))


async def test_a_repeated_tap_is_the_same_request(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    first = await submit(db, town, now, [town.mentors[0]])

    again = await submit(db, town, now, [town.mentors[1]])

    assert again.id == first.id
    assert await towns.offers_of(db, first.id) == [(town.mentors[0], "held")]


@pytest.mark.parametrize(
    ("ask", "key", "params"),
    [
        ("", "error-ask-empty", {}),
        (" \n ", "error-ask-empty", {}),
        ("字" * 201, "error-ask-too-long", {"length": 201, "limit": 200}),
        ("🚀" * 5000, "error-ask-too-long", {"length": 5000, "limit": 200}),
    ],
)
async def test_submit_refuses_no_words_and_too_many(
    db: Database, now: datetime, ask: str, key: str, params: dict[str, int]
) -> None:
    town = await towns.found(db, now)

    with pytest.raises(DomainError) as refusal:
        async with db.transaction() as session:
            await requests.submit(
                session, town.students[0], town.projects[0], [town.mentors[0]], ask, "k", now=now
            )

    assert (refusal.value.key, refusal.value.params) == (key, params)
    async with db.transaction() as session:
        request = await requests.submit(
            session, town.students[0], town.projects[0], [town.mentors[0]], "🚀", "k1", now=now
        )
    assert request.ask == "🚀"


async def test_submit_refuses_picks_that_cannot_be(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, capacities=[1] * 6)
    mentors = town.mentors
    async with db.transaction() as session:
        (await session.get_one(Mentor, mentors[1])).accepting = False
        session.add(
            PairRule(
                mentor_id=mentors[2],
                student_id=town.students[0].id,
                reason="judge",
                declared_at=now,
            )
        )
        (await session.get_one(Mentor, mentors[3])).account_id = town.students[0].id

    for picks, refused in [
        ([mentors[0], mentors[0]], requests.PicksNotValid),
        (mentors, requests.PicksNotValid),
        ([99_999], NotFound),
        ([mentors[0], mentors[1]], requests.PickNotPossible),
        ([mentors[2]], requests.PickNotPossible),
        ([mentors[3]], requests.PickNotPossible),
    ]:
        with pytest.raises(refused):
            await submit(db, town, now, picks)

    assert (await submit(db, town, now, [mentors[0], mentors[4]])).state == "offering"


async def test_only_the_owner_of_a_project_asks_for_it(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=2)

    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await requests.submit(
                session, town.students[1], town.projects[0], [town.mentors[0]], "问", "k", now=now
            )


async def test_one_request_for_a_project_and_two_at_once(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    await submit(db, town, now, [town.mentors[0]])

    with pytest.raises(requests.TooManyRequests):
        await submit(db, town, now, [town.mentors[1]], key="k2")


async def test_silence_goes_on_to_the_next_and_then_to_staff(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, capacities=[1, 1])
    first, second = town.mentors
    request = await submit(any_db, town, now, [first])

    await keep_time(any_db, now + 24 * HOUR)
    await keep_time(any_db, now + 48 * HOUR)
    assert await towns.told(any_db, town.teachers[0]) == [
        "offer-hold-mentor",
        "offer-held-reminder-mentor",
        "offer-held-reminder-mentor",
    ]
    await keep_time(any_db, now + 72 * HOUR)

    assert await towns.offers_of(any_db, request.id) == [(first, "expired"), (second, "held")]
    # Reminders that were not delivered yet are taken back.
    assert await towns.told(any_db, town.teachers[0]) == [
        "offer-hold-mentor",
        "offer-expire-mentor",
    ]
    assert await towns.told(any_db, town.students[0]) == ["match-moved-student"]
    async with any_db.reading() as session:
        mentor = await session.get_one(Mentor, first)
        assert (mentor.asked, mentor.yes, mentor.silent, mentor.used) == (1, 0, 1, 0)

    await keep_time(any_db, now + 144 * HOUR)

    assert await towns.state_of(any_db, request.id) == "waiting"
    assert await towns.told(any_db, town.staff[0]) == ["match-wait-staff"]
    seen = await progress(any_db, request, now + 144 * HOUR)
    assert (seen.position, seen.waiting, seen.owner) == (1, 1, "工作人员0")
    assert seen.due == now + 168 * HOUR
    assert await towns.faults(any_db, histories=True) == []

    await keep_time(any_db, now + 168 * HOUR)

    assert await towns.told(any_db, town.staff[0]) == [
        "match-wait-staff",
        "match-waiting-late-staff",
    ]


async def test_the_least_loaded_of_the_staff_is_named(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=3, capacities=[1], staff=2)
    owners = []
    for student in range(3):
        async with db.transaction() as session:
            request = await requests.submit(
                session,
                town.students[student],
                town.projects[student],
                [],
                "问",
                "k",
                now=now,
                by_hand=True,
            )
        owners.append(request.owner_id)

    assert owners == [town.staff[0].id, town.staff[1].id, town.staff[0].id]


async def test_without_staff_the_request_waits_and_says_so(
    db: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    town = await towns.found(db, now, capacities=[], staff=0)

    request = await submit(db, town, now, [])

    assert (request.state, request.owner_id) == ("waiting", None)
    assert "nobody of the staff" in caplog.text
    assert (await progress(db, request, now)).owner == ""

    async with db.transaction() as session:
        teacher = await towns.person(session, 801, "新老师", now, Role.STAFF)
        assert await nightly.name_owners(session, now) == 1
    assert (await progress(db, request, now)).owner == "新老师"
    assert teacher.id


async def test_withdraw_tells_the_mentor_and_frees_the_place(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now)
    request = await submit(any_db, town, now, [town.mentors[0]])

    async with any_db.transaction() as session:
        await requests.withdraw(session, town.students[0], request.id, now=now)

    assert await towns.offers_of(any_db, request.id) == [(town.mentors[0], "withdrawn")]
    assert await towns.told(any_db, town.teachers[0]) == [
        "offer-hold-mentor",
        "offer-withdraw-mentor",
    ]
    assert await towns.told(any_db, town.students[0]) == []
    assert await towns.faults(any_db) == []
    with pytest.raises(requests.RequestOver) as refusal:
        async with any_db.transaction() as session:
            await requests.withdraw(session, town.students[0], request.id, now=now)
    assert refusal.value.params == {"state": "withdrawn", "when": "11-20"}


async def test_nobody_else_touches_a_request(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=2)
    request = await submit(db, town, now, [town.mentors[0]])

    for act in (requests.withdraw, requests.ask_human):
        with pytest.raises(NotFound):
            async with db.transaction() as session:
                await act(session, town.students[1], request.id, now=now)
    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await requests.get(session, town.students[1], request.id)
    with pytest.raises(NotAllowed):
        async with db.transaction() as session:
            await requests.assign(session, town.students[0], request.id, town.mentors[1], now=now)


async def test_a_person_decides_instead(any_db: Database, now: datetime) -> None:
    town = await towns.found(any_db, now)
    request = await submit(any_db, town, now, [town.mentors[0]])

    async with any_db.transaction() as session:
        await requests.ask_human(session, town.students[0], request.id, now=now)
    assert await towns.told(any_db, town.staff[0]) == ["match-ask-human-staff"]
    assert await towns.faults(any_db) == []

    with pytest.raises(requests.MentorRefused) as refusal:
        async with any_db.transaction() as session:
            await requests.assign(session, town.staff[0], request.id, town.mentors[0], now=now)
    assert refusal.value.params == {"name": "老师0", "reason": "asked"}
    async with any_db.transaction() as session:
        await requests.assign(session, town.staff[0], request.id, town.mentors[1], now=now)

    assert await towns.state_of(any_db, request.id) == "offering"
    assert await towns.told(any_db, town.students[0]) == ["match-offer-student"]
    assert await towns.faults(any_db, histories=True) == []


async def test_staff_may_overrule_a_language_but_not_a_conflict_or_a_full_mentor(
    db: Database, now: datetime
) -> None:
    town = await towns.found(db, now, students=2, capacities=[1, 1, 1, 1])
    full, judge, english, _ = town.mentors
    async with db.transaction() as session:
        (await session.get_one(Mentor, english)).languages = ["en"]
        (await session.get_one(Mentor, english)).changed_at = now + HOUR
        session.add(
            PairRule(
                mentor_id=judge, student_id=town.students[0].id, reason="judge", declared_at=now
            )
        )
    await submit(db, town, now, [full], student=1)
    async with db.transaction() as session:
        request = await requests.submit(
            session, town.students[0], town.projects[0], [], "问", "k", now=now, by_hand=True
        )

    for mentor_id, reason in ((full, "full"), (judge, "conflict_judge")):
        with pytest.raises(requests.MentorRefused) as refusal:
            async with db.transaction() as session:
                await requests.assign(session, town.staff[0], request.id, mentor_id, now=now)
        assert refusal.value.params["reason"] == reason
    async with db.transaction() as session:
        await requests.assign(session, town.staff[0], request.id, english, now=now)
    assert await towns.offers_of(db, request.id) == [(english, "held")]


async def test_staff_close_what_cannot_be_placed(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, capacities=[])
    request = await submit(db, town, now, [])

    async with db.transaction() as session:
        assert [one.id for one in await requests.owned(session, town.staff[0])] == [request.id]
        await requests.close(session, town.staff[0], request.id, "暂时没有这个方向", now=now)

    assert await towns.state_of(db, request.id) == "closed"
    assert await towns.told(db, town.students[0]) == ["match-wait-student", "match-close-student"]


async def test_the_button_offer_asks_which_mentor(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, capacities=[])
    request = await submit(db, town, now, [])

    kind = Kinds(KINDS)["match"]
    async with db.transaction() as session:
        case = await kind.find(session, request.id, town.staff[0])
        with pytest.raises(DomainError) as refusal:
            await kind.act(session, case, "offer", town.staff[0], now=now)

    assert refusal.value.key == "error-mentor-to-choose"
    assert await towns.state_of(db, request.id) == "waiting"


async def test_a_free_place_goes_to_the_first_of_the_waiting_list(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, students=4, capacities=[1])
    (mentor,) = town.mentors
    holder = await submit(any_db, town, now, [mentor])
    first = await submit(any_db, town, now + HOUR, [], student=1)
    second = await submit(any_db, town, now + 2 * HOUR, [], student=2)
    urgent = await submit(any_db, town, now + 3 * HOUR, [], student=3)
    async with any_db.transaction() as session:
        (await session.get_one(MatchRequest, urgent.id)).priority = 1
    assert [(await progress(any_db, one, now)).position for one in (first, second, urgent)] == [
        2,
        3,
        1,
    ]

    async with any_db.transaction() as session:
        await requests.withdraw(session, town.students[0], holder.id, now=now + 4 * HOUR)

    assert await towns.offers_of(any_db, urgent.id) == [(mentor, "held")]
    assert await towns.told(any_db, town.students[3]) == [
        "match-wait-student",
        "match-offer-student",
    ]
    assert (await progress(any_db, first, now)).position == 1
    assert await towns.faults(any_db) == []


async def test_who_waited_in_vain_before_goes_first(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, students=2, capacities=[])
    vain = await submit(db, town, now, [], student=1)
    async with db.transaction() as session:
        await requests.close(session, town.staff[0], vain.id, now=now + HOUR)
    new = await submit(db, town, now + 2 * HOUR, [], student=0)

    again = await submit(db, town, now + 3 * HOUR, [], student=1, key="k2")

    assert [(await progress(db, one, now)).position for one in (again, new)] == [1, 2]


async def test_a_mentor_is_never_asked_twice_for_one_request(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, capacities=[1])
    request = await submit(db, town, now, [town.mentors[0]])

    await keep_time(db, now + 72 * HOUR)

    assert await towns.offers_of(db, request.id) == [(town.mentors[0], "expired")]
    assert await towns.state_of(db, request.id) == "waiting"


async def test_after_eight_mentors_a_person_takes_over(db: Database, now: datetime) -> None:
    town = await towns.found(db, now, capacities=[1] * 10)
    request = await submit(db, town, now, [town.mentors[0]])

    for _ in range(8):
        async with db.transaction() as session:
            (offer,) = [
                one
                for i, id_ in enumerate(town.mentors)
                for one in await offers.open_for(session, await session.get_one(Mentor, id_))
            ]
            teacher = town.teachers[town.mentors.index(offer.mentor_id)]
            await offers.decline(session, offer.id, teacher, "no_time", now=now)

    assert len(await towns.offers_of(db, request.id)) == 8
    assert await towns.state_of(db, request.id) == "waiting"


async def test_an_agreement_refused_goes_on_and_gives_the_place_back(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, capacities=[1, 1])
    request = await submit(any_db, town, now, [town.mentors[0]])
    async with any_db.transaction() as session:
        (offer,) = await offers.open_for(session, await session.get_one(Mentor, town.mentors[0]))
        await offers.accept(session, offer.id, town.teachers[0], now=now)
    kind = Kinds(KINDS)["mentoring"]

    async with any_db.transaction() as session:
        relation = await kind.find(session, 1, town.teachers[0])
        await kind.act(session, relation, "refuse", town.teachers[0], now=now)

    assert await towns.offers_of(any_db, request.id) == [
        (town.mentors[0], "accepted"),
        (town.mentors[1], "held"),
    ]
    assert await towns.faults(any_db, histories=True) == []


async def test_an_agreement_confirmed_settles_and_its_end_frees_the_place(
    any_db: Database, now: datetime
) -> None:
    town = await towns.found(any_db, now, students=2, capacities=[1])
    request = await submit(any_db, town, now, [town.mentors[0]])
    waiting = await submit(any_db, town, now, [], student=1)
    async with any_db.transaction() as session:
        (offer,) = await offers.open_for(session, await session.get_one(Mentor, town.mentors[0]))
        await offers.accept(session, offer.id, town.teachers[0], now=now)
    kind = Kinds(KINDS)["mentoring"]
    async with any_db.transaction() as session:
        relation = await session.get_one(Relation, 1)
        relation.student_ok = relation.mentor_ok = relation.terms_version
        await kind.act(session, relation, "agree", None, now=now)
    assert await towns.state_of(any_db, request.id) == "formed"
    with pytest.raises(requests.HasMentor):
        await submit(any_db, town, now, [], key="k2")

    async with any_db.transaction() as session:
        relation = await kind.find(session, 1, town.students[0])
        await kind.act(session, relation, "end-early", town.students[0], now=now)

    assert await towns.offers_of(any_db, waiting.id) == [(town.mentors[0], "held")]
    assert await towns.faults(any_db, histories=True) == []
    again = await submit(any_db, town, now, [], key="k3")
    assert again.priority == 1


async def test_a_student_who_leaves_holds_no_place(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    await submit(db, town, now, [town.mentors[0]])

    async with db.transaction() as session:
        assert await requests.student_leaves(session, town.students[0].id, now=now) == 1

    async with db.reading() as session:
        assert (await session.get_one(Mentor, town.mentors[0])).used == 0


def test_every_step_has_its_words_in_both_languages() -> None:
    texts = Texts(ROOT / "locales", strict=True)
    wanted = set()
    for table in (MATCH, OFFER):
        wanted |= {f"{table.kind}-{r.event}-{party}" for r in table.rules for party in r.notify}
        wanted |= {f"{table.kind}-now-{state}" for state in table.states}
        promised = {r.next for r in table.rules if r.within}
        for state in promised:
            wanted |= {f"{table.kind}-{state}-late-{party}" for party in table.who_next(state)}
        for state in table.reminders:
            wanted |= {f"{table.kind}-{state}-reminder-{p}" for p in table.who_next(state)}
        wanted |= {
            f"button-{table.kind}-{r.event}"
            for r in table.rules
            if r.state and r.who & {"student", "mentor", "staff"}
        }

    assert len(wanted) > 30
    assert {key for key in wanted if not texts.has(key)} == set()


async def test_after_a_yes_the_agreement_is_where_to_say_no(db: Database, now: datetime) -> None:
    town = await towns.found(db, now)
    request = await submit(db, town, now, [town.mentors[0]])
    async with db.transaction() as session:
        (offer,) = await offers.open_for(session, await session.get_one(Mentor, town.mentors[0]))
        await offers.accept(session, offer.id, town.teachers[0], now=now)

    with pytest.raises(MentorSaidYes):
        async with db.transaction() as session:
            await requests.withdraw(session, town.students[0], request.id, now=now)
    async with db.reading() as session:
        assert (await session.get_one(Offer, offer.id)).state == "accepted"
        assert await accounts.with_role(session, Role.STAFF) == {town.staff[0].id}
