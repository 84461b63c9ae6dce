"""Questions to the staff: opened once, answered once for all who ask the same, never half."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import accounts, casework, outbox
from core.accounts import Actor, Role
from core.cards import CaseCard
from core.db import Database, Session
from core.errors import ChangedMeanwhile, NotAllowed, NotFound, NotPossibleNow
from core.kinds import Kinds, keep_time
from core.outbox import Notice
from core.privacy import forget_person
from staff import clusters, consultations, library_proposals
from staff.consultations import CONSULTATIONS, MOST_OPEN, MOST_QUESTION, MOST_REPLY
from staff.consulting import (
    BasisMissing,
    OwnQuestion,
    TooManyOpen,
    UrgentTooOften,
    WordsMissing,
    WordsTooMany,
)
from staff.library_proposals import NoReviewer
from staff.models import Consultation, StaffAnswer
from staff.tables import CONSULTATION
from students import questions
from students.models import AskedQuestion, StaffQuestion
from students.questions import Place, Reply
from tests.mentors import people

KINDS = Kinds([CONSULTATIONS])


@dataclass
class Desk:
    """Two students and two members of the staff."""

    db: Database
    student: Actor
    other: Actor
    staff: Actor
    second: Actor
    now: datetime

    async def write(self, actor: Actor, text: str, source: str) -> int:
        async with self.db.transaction() as session:
            return (await consultations.write(session, actor, text, source, now=self.now)).id

    async def answer(self, actor: Actor, case_id: int, text: str) -> list[int]:
        async with self.db.transaction() as session:
            reached = await consultations.answer(session, actor, case_id, text, now=self.now)
            return [case.id for case in reached]

    async def act(self, actor: Actor, case_id: int, event: str) -> None:
        async with self.db.transaction() as session:
            case = await CONSULTATIONS.find(session, case_id, actor)
            await CONSULTATIONS.act(session, case, event, actor, now=self.now)

    async def told(self, actor: Actor) -> list[str]:
        async with self.db.reading() as session:
            rows = await session.scalars(
                select(Notice.key).where(Notice.account_id == actor.id).order_by(Notice.id)
            )
            return [key.removeprefix("consultation-") for key in rows]

    async def case(self, case_id: int) -> Consultation:
        async with self.db.reading() as session:
            return await session.get_one(Consultation, case_id)

    async def embed(self) -> None:
        while await clusters.embed_missing(self.db, embed, now=self.now):
            pass


def embed(texts: list[str]) -> list[list[float]]:
    """Alike is what begins with the same letter."""
    return [[float(ord(text[0]) == code) for code in range(64, 96)] + [0.01] for text in texts]


@pytest.fixture
async def desk(any_db: Database, now: datetime) -> Desk:
    async with any_db.transaction() as session:
        student, other = [await people.person(session, now) for _ in range(2)]
        staff, second = [await people.person(session, now, Role.STAFF) for _ in range(2)]
    return Desk(any_db, student, other, staff, second, now)


async def asked(session: Session, actor: Actor, now: datetime, text: str = "A 问") -> AskedQuestion:
    reply = Reply(text, date(2026, 11, 20), "refused", "nothing", "", "", (), (), 1.0)
    place = Place("web", actor.id, text)
    return await questions.record(session, actor, place, text, reply, previous="", now=now)


async def test_a_question_becomes_one_case_however_often_it_is_pressed(desk: Desk) -> None:
    async with desk.db.transaction() as session:
        question_id = (await asked(session, desk.student, desk.now)).id

    async def press(source: str) -> int:
        async with desk.db.transaction() as session:
            case = await consultations.ask(session, desk.student, question_id, source, now=desk.now)
            return case.id

    ids = await asyncio.gather(*(press(f"c{n}") for n in range(4)))

    assert len(set(ids)) == 1
    case = await desk.case(ids[0])
    assert (case.number, case.state, case.text) == ("ZX-2026-0001", "assigned", "A 问")
    assert await desk.told(desk.staff) + await desk.told(desk.second) == ["ask-staff"]
    async with desk.db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Consultation)) == 1
        card = (await session.scalars(select(CaseCard))).one()
        assert (card.number, card.title, card.turn) == ("ZX-2026-0001", "A 问", "staff")
        assert (card.owner_id, card.applicant_id) == (case.owner_id, desk.student.id)


async def test_a_follow_up_goes_with_its_topic(desk: Desk) -> None:
    async with desk.db.transaction() as session:
        question = await asked(session, desk.student, desk.now, "浙江呢")
        question.previous, question.asked = "工位免费多久", "工位免费多久 浙江呢"
        case = await consultations.ask(session, desk.student, question.id, "c", now=desk.now)
        alone = await asked(session, desk.student, desk.now, "会议室怎么约")
        alone.previous = "工位免费多久"
        other = await consultations.ask(session, desk.student, alone.id, "d", now=desk.now)

        assert (case.text, other.text) == ("工位免费多久 浙江呢", "会议室怎么约")


async def test_the_same_update_writes_one_case_and_others_may_follow(desk: Desk) -> None:
    first = await desk.write(desk.student, "A", "m1")

    assert await desk.write(desk.student, "A", "m1") == first
    assert await desk.write(desk.student, "A", "m2") != first
    assert await desk.write(desk.other, "A", "m1") != first


async def test_new_cases_go_to_who_has_the_fewest(desk: Desk) -> None:
    ids = [await desk.write(desk.student, "A", f"m{n}") for n in range(4)]

    owners = [(await desk.case(id_)).owner_id for id_ in ids]
    assert owners == [desk.staff.id, desk.second.id] * 2


async def test_staff_who_ask_are_answered_by_somebody_else(desk: Desk) -> None:
    case_id = await desk.write(desk.staff, "A", "m1")

    assert (await desk.case(case_id)).owner_id == desk.second.id
    with pytest.raises(OwnQuestion):
        await desk.answer(desk.staff, case_id, "自答")
    assert await desk.answer(desk.second, case_id, "答复") == [case_id]


async def test_without_staff_the_case_waits_for_the_first_who_comes(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        student = await people.person(session, now)
        case = await consultations.write(session, student, "A", "m1", now=now)
        assert case.owner_id is None
        staff = await people.person(session, now, Role.STAFF)
        await consultations.answer(session, staff, case.id, "答复", now=now)

        assert case.state == "answered"
        assert (await session.get_one(Consultation, case.id)).owner_id == staff.id


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", WordsMissing),
        (" \n\0", WordsMissing),
        ("👍👍", WordsMissing),
        ("问" * (MOST_QUESTION + 1), WordsTooMany),
        ("x" * 5000, WordsTooMany),
    ],
)
async def test_words_that_are_none_open_nothing(
    desk: Desk, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await desk.write(desk.student, text, "m1")
    assert await desk.told(desk.staff) == []

    case_id = await desk.write(desk.student, "问" * MOST_QUESTION, "m1")
    with pytest.raises(WordsTooMany):
        await desk.answer(desk.staff, case_id, "答" * (MOST_REPLY + 1))
    with pytest.raises(WordsMissing):
        await desk.answer(desk.staff, case_id, "🙏")
    assert (await desk.case(case_id)).state == "assigned"
    assert await desk.answer(desk.staff, case_id, "答" * MOST_REPLY) == [case_id]


async def test_a_long_reply_reaches_the_asker_whole(desk: Desk) -> None:
    words = "答复<&>" * 600
    case_id = await desk.write(desk.student, "A", "m1")
    await desk.answer(desk.staff, case_id, words)

    async with desk.db.reading() as session:
        notice = (
            await session.scalars(select(Notice).where(Notice.account_id == desk.student.id))
        ).one()
    assert notice.key == "consultation-answer-student"
    pieces = [str(notice.params[f"reply{number}"]) for number in range(1, 5)]
    assert words.startswith("".join(pieces[:3]))
    assert "".join(pieces) == words
    assert [button.event for button in notice.buttons] == ["helped", "reopen"]


async def test_two_who_reply_at_once_send_one_reply(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")

    done = await asyncio.gather(
        desk.answer(desk.staff, case_id, "第一"),
        desk.answer(desk.second, case_id, "第二"),
        return_exceptions=True,
    )

    refused = [one for one in done if isinstance(one, Exception)]
    assert [type(one) for one in refused] in ([NotPossibleNow], [ChangedMeanwhile])
    assert await desk.told(desk.student) == ["answer-student"]
    async with desk.db.reading() as session:
        case = await session.get_one(Consultation, case_id)
        notice = (
            await session.scalars(select(Notice).where(Notice.account_id == desk.student.id))
        ).one()
        assert notice.params["reply1"] == case.reply
        assert await casework.verify_history(session, case, CONSULTATION) == []


async def test_a_cluster_gets_one_reply_each_told_once(desk: Desk) -> None:
    first = await desk.write(desk.student, "A one", "m1")
    second = await desk.write(desk.other, "A two", "m1")
    third = await desk.write(desk.other, "B", "m2")
    await desk.embed()
    async with desk.db.transaction() as session:
        near = await clusters.alike(session, desk.staff, first)
        assert [(one.id, one.same) for one in near] == [(second, False)]
        assert await clusters.tick(session, desk.staff, first, second)
        with pytest.raises(NotFound):
            await clusters.tick(session, desk.staff, first, third)

    assert await desk.answer(desk.staff, first, "答复") == [first, second]

    assert await desk.told(desk.student) == ["answer-student"]
    assert await desk.told(desk.other) == ["answer-student"]
    assert (await desk.case(third)).state == "assigned"
    # Who had the other one hears that it is done.
    assert "covered-staff" in await desk.told(desk.second)
    assert "covered-staff" not in await desk.told(desk.staff)
    with pytest.raises(NotPossibleNow):
        await desk.answer(desk.second, second, "晚了")


async def test_two_replies_to_one_cluster_at_once_reach_each_asker_once(desk: Desk) -> None:
    first = await desk.write(desk.student, "A one", "m1")
    second = await desk.write(desk.other, "A two", "m1")
    await desk.embed()
    async with desk.db.transaction() as session:
        await clusters.tick(session, desk.staff, first, second)

    done = await asyncio.gather(
        desk.answer(desk.staff, first, "第一"),
        desk.answer(desk.second, second, "第二"),
        return_exceptions=True,
    )

    assert sum(isinstance(one, Exception) for one in done) == 1
    assert await desk.told(desk.student) == await desk.told(desk.other) == ["answer-student"]
    assert (await desk.case(first)).reply == (await desk.case(second)).reply


async def test_what_was_ticked_can_be_taken_out_again(desk: Desk) -> None:
    first = await desk.write(desk.student, "A one", "m1")
    second = await desk.write(desk.other, "A two", "m1")
    await desk.embed()
    async with desk.db.transaction() as session:
        assert await clusters.tick(session, desk.staff, first, second)
        assert not await clusters.tick(session, desk.staff, first, second)

    assert await desk.answer(desk.staff, first, "答复") == [first]
    with pytest.raises(NotAllowed):
        async with desk.db.transaction() as session:
            await clusters.tick(session, desk.student, second, first)


async def test_staff_hear_that_it_was_answered_before(desk: Desk) -> None:
    first = await desk.write(desk.student, "A one", "m1")
    await desk.embed()
    await desk.answer(desk.staff, first, "答复")
    second = await desk.write(desk.other, "A two", "m1")
    await desk.embed()
    await desk.embed()

    owner = (await desk.case(second)).owner_id
    told = await desk.told(desk.staff if owner == desk.staff.id else desk.second)
    assert told[-2:] == ["ask-staff", "answered-before-staff"]
    async with desk.db.reading() as session:
        (before,) = await clusters.answered_alike(session, desk.staff, second, now=desk.now)
        assert (before.id, before.reply) == (first, "答复")
        late = desk.now + clusters.ANSWERED_FOR + timedelta(days=1)
        assert await clusters.answered_alike(session, desk.staff, second, now=late) == []


async def test_urgent_shortens_the_promise_twice_a_week(desk: Desk) -> None:
    ids = [await desk.write(desk.student, "A", f"m{n}") for n in range(3)]
    for case_id in ids[:2]:
        async with desk.db.transaction() as session:
            await consultations.urge(session, desk.student, case_id, now=desk.now)
            view = await consultations.view(session, desk.student, case_id)
            assert (view.due, view.urgent) == ("11-20 20:00", True)
    for case_id, refusal in ((ids[0], NotPossibleNow), (ids[2], UrgentTooOften)):
        with pytest.raises(refusal):
            async with desk.db.transaction() as session:
                await consultations.urge(session, desk.student, case_id, now=desk.now)
    with pytest.raises(NotFound):
        async with desk.db.transaction() as session:
            await consultations.urge(session, desk.other, ids[2], now=desk.now)
    async with desk.db.transaction() as session:
        later = desk.now + timedelta(days=8)
        await consultations.urge(session, desk.student, ids[2], now=later)


async def test_nobody_has_more_than_ten_open(desk: Desk) -> None:
    ids = [await desk.write(desk.student, "A", f"m{n}") for n in range(MOST_OPEN)]

    with pytest.raises(TooManyOpen):
        await desk.write(desk.student, "A", "one more")
    await desk.act(desk.student, ids[0], "withdraw")
    assert await desk.write(desk.student, "A", "one more")


async def test_asking_for_more_stops_the_clock_until_it_comes(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")
    async with desk.db.transaction() as session:
        await consultations.ask_more(session, desk.staff, case_id, "哪个城市？", now=desk.now)
    async with desk.db.reading() as session:
        view = await consultations.view(session, desk.student, case_id)
        assert (view.case.state, view.wanted, view.due) == ("lacking", "哪个城市？", "2026-11-30")
    desk.now += timedelta(days=3)
    async with desk.db.transaction() as session:
        case = await consultations.add(session, desk.student, case_id, "海口", now=desk.now)
        again = await consultations.add(session, desk.student, case_id, "海口", now=desk.now)
        assert (case.state, again.supplement) == ("assigned", "海口")
    async with desk.db.reading() as session:
        assert (await consultations.view(session, desk.staff, case_id)).due == "2026-11-24"
    with pytest.raises(NotFound):
        async with desk.db.transaction() as session:
            await consultations.add(session, desk.other, case_id, "海口", now=desk.now)


async def test_no_words_no_supplement_and_then_it_lapses(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")
    async with desk.db.transaction() as session:
        await consultations.ask_more(session, desk.staff, case_id, "哪个城市？", now=desk.now)
    with pytest.raises(WordsMissing):
        await desk.act(desk.student, case_id, "supply")

    for day in (6, 9, 11):
        while await keep_time(desk.db, KINDS, now=desk.now + timedelta(days=day)):
            pass

    assert (await desk.case(case_id)).state == "closed"
    assert (await desk.told(desk.student))[-1] == "lapse-student"
    await desk.act(desk.student, case_id, "reopen")
    assert (await desk.case(case_id)).state == "assigned"


async def test_silence_for_a_week_closes_and_reopening_promises_anew(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")
    await desk.answer(desk.staff, case_id, "答复")
    while await keep_time(desk.db, KINDS, now=desk.now + timedelta(days=7)):
        pass
    assert (await desk.case(case_id)).state == "answered"
    desk.now += timedelta(days=10)
    while await keep_time(desk.db, KINDS, now=desk.now):
        pass
    assert (await desk.case(case_id)).state == "closed"

    await desk.act(desk.student, case_id, "reopen")

    async with desk.db.reading() as session:
        assert (await consultations.view(session, desk.student, case_id)).due == "2026-12-01"
    with pytest.raises(WordsMissing):
        await desk.act(desk.staff, case_id, "answer")
    assert await desk.answer(desk.staff, case_id, "再答") == [case_id]


async def test_a_colleague_takes_over_and_strangers_may_not(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")
    for to in (desk.student.id, desk.other.id, desk.staff.id, 999):
        with pytest.raises(NotFound):
            async with desk.db.transaction() as session:
                await consultations.hand_over(session, desk.staff, case_id, to, now=desk.now)
    async with desk.db.transaction() as session:
        with pytest.raises(NotAllowed):
            await consultations.hand_over(
                session, desk.student, case_id, desk.second.id, now=desk.now
            )
        await consultations.hand_over(session, desk.staff, case_id, desk.second.id, now=desk.now)

    assert await desk.told(desk.second) == ["hand-over-staff"]
    async with desk.db.reading() as session:
        with pytest.raises(NotFound):
            await consultations.view(session, desk.other, case_id)


async def test_notes_of_older_databases_become_cases_once(desk: Desk) -> None:
    async with desk.db.transaction() as session:
        for text in ("A 一", "A 二"):
            question = await asked(session, desk.student, desk.now, text)
            session.add(
                StaffQuestion(
                    question_id=question.id,
                    account_id=desk.student.id,
                    source=text,
                    asked_at=desk.now - timedelta(days=90),
                )
            )

    async def start() -> int:
        async with desk.db.transaction() as session:
            return await consultations.adopt(session, now=desk.now)

    both = await asyncio.gather(start(), start())

    assert sorted(both) == [0, 2]
    assert await start() == 0
    async with desk.db.reading() as session:
        numbers = await session.scalars(select(Consultation.number).order_by(Consultation.id))
        assert list(numbers) == ["ZX-2026-0001", "ZX-2026-0002"]


async def test_who_leaves_leaves_nobody_waiting(desk: Desk) -> None:
    mine = await desk.write(desk.student, "A one", "m1")
    theirs = await desk.write(desk.other, "A two", "m1")
    await desk.embed()
    async with desk.db.transaction() as session:
        await clusters.tick(session, desk.staff, mine, theirs)
    async with desk.db.transaction() as session:
        await consultations.leave(session, desk.student, now=desk.now)
        await forget_person(session, desk.student.id, now=desk.now)

    with pytest.raises(NotFound):
        await desk.answer(desk.staff, mine, "答复")
    assert "withdraw-staff" in await desk.told(desk.staff)
    # The one that remains of the cluster is answered as ever, also when its keeper leaves.
    async with desk.db.transaction() as session:
        await consultations.leave(session, desk.second, now=desk.now)
        await forget_person(session, desk.second.id, now=desk.now)
    assert (await desk.case(theirs)).owner_id == desk.staff.id
    assert await desk.answer(desk.staff, theirs, "答复") == [theirs]
    for days in range(1, 12):
        await keep_time(desk.db, KINDS, now=desk.now + timedelta(days=days))


async def test_a_reply_enters_the_library_by_two_people_with_a_basis(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A 我叫小萌", "m1")
    await desk.answer(desk.staff, case_id, "答复")
    async with desk.db.transaction() as session:
        await library_proposals.propose(session, desk.staff, case_id, "A 一般说法", now=desk.now)
    assert (await desk.told(desk.second))[-1] == "propose-staff"
    for actor, basis, refusal in (
        (desk.staff, "专利法第六条", OwnQuestion),
        (desk.second, "", BasisMissing),
        (desk.student, "专利法第六条", NotAllowed),
    ):
        with pytest.raises(refusal):
            async with desk.db.transaction() as session:
                await library_proposals.accept(session, actor, case_id, basis, now=desk.now)
    await desk.embed()
    async with desk.db.reading() as session:
        assert await library_proposals.nearest(session, embed(["A?"])[0]) is None
    async with desk.db.transaction() as session:
        await library_proposals.accept(session, desk.second, case_id, "专利法第六条", now=desk.now)

    async with desk.db.reading() as session:
        found = await library_proposals.nearest(session, embed(["A?"])[0])
        assert found is not None
        assert (found[0].question, found[0].basis) == ("A 一般说法", "专利法第六条")
        assert await library_proposals.nearest(session, embed(["B?"])[0]) is None
    assert (await desk.told(desk.student))[-1] == "accept-student"
    async with desk.db.transaction() as session:
        await consultations.leave(session, desk.student, now=desk.now)
        await forget_person(session, desk.student.id, now=desk.now)
    async with desk.db.reading() as session:
        assert (await session.scalars(select(StaffAnswer))).one().consultation_id is None


async def test_a_returned_proposal_can_be_made_again(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")
    await desk.answer(desk.staff, case_id, "答复")
    for wording in ("A 一", "A 二"):
        async with desk.db.transaction() as session:
            await library_proposals.propose(session, desk.staff, case_id, wording, now=desk.now)
        async with desk.db.transaction() as session:
            await library_proposals.give_back(
                session, desk.second, case_id, "写得再清楚些", now=desk.now
            )
    assert (await desk.told(desk.staff)).count("return-staff") == 2
    case = await desk.case(case_id)
    assert (case.state, case.proposed_by, case.reviewer_id) == ("answered", None, None)
    async with desk.db.transaction() as session:
        await consultations.leave(session, desk.second, now=desk.now)
        await forget_person(session, desk.second.id, now=desk.now)
    with pytest.raises(NoReviewer):
        async with desk.db.transaction() as session:
            await library_proposals.propose(session, desk.staff, case_id, "A 三", now=desk.now)


async def test_every_notice_waits_once(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")
    await desk.answer(desk.staff, case_id, "答复")
    async with desk.db.reading() as session:
        waiting = await outbox.due(session, now=desk.now, limit=100)
        assert sorted(notice.key for notice in waiting) == [
            "consultation-answer-student",
            "consultation-ask-staff",
        ]


async def test_a_keeper_who_is_staff_no_more_is_told_nothing(desk: Desk) -> None:
    case_id = await desk.write(desk.student, "A", "m1")
    async with desk.db.transaction() as session:
        await accounts.revoke(session, desk.staff.id, Role.STAFF, None, now=desk.now)
    async with desk.db.transaction() as session:
        await consultations.add(session, desk.student, case_id, "还有一句", now=desk.now)

    assert await desk.told(desk.staff) == ["ask-staff"]
    assert await desk.told(desk.second) == ["added-staff"]
    async with desk.db.reading() as session:
        gone = await accounts.actor_of(session, desk.staff.id)
    with pytest.raises(NotAllowed):
        await desk.answer(gone, case_id, "答复")
    assert await desk.answer(desk.second, case_id, "答复") == [case_id]


async def test_a_proposal_goes_on_when_its_reviewer_leaves(desk: Desk) -> None:
    async with desk.db.transaction() as session:
        third = await people.person(session, desk.now, Role.STAFF)
    case_id = await desk.write(desk.student, "A", "m1")
    await desk.answer(desk.staff, case_id, "答复")
    async with desk.db.transaction() as session:
        await library_proposals.propose(session, desk.staff, case_id, "A 一般", now=desk.now)
    assert (await desk.case(case_id)).reviewer_id == desk.second.id

    async with desk.db.transaction() as session:
        await consultations.leave(session, desk.second, now=desk.now)
        await forget_person(session, desk.second.id, now=desk.now)

    assert (await desk.case(case_id)).reviewer_id == third.id
    assert await desk.told(third) == ["propose-staff"]
    async with desk.db.transaction() as session:
        await library_proposals.accept(session, third, case_id, "示例办法第三条", now=desk.now)
    assert (await desk.case(case_id)).state == "stored"
