"""The staff's queue: in order, by page, by colour, found again; and what staff do from it."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event, insert, select

from cases.files import Standing
from core import outbox
from core.accounts import Actor, Role
from core.cards import CaseCard
from core.db import Database
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow, ReasonNeeded
from core.outbox import Notice
from core.timers import Colour
from staff import dossiers, handling, queue
from staff.handling import (
    NobodyToRemind,
    NotColleague,
    NoteTooLong,
    NothingWanted,
    RemindedToday,
    TooManyAtOnce,
)
from staff.queue import Place, Wanted, Whose
from tests.staff.pleas import KINDS, Office, named

KIND = "finance"


@pytest.fixture
async def office(any_db: Database, now: datetime) -> Office:
    return await Office.open(any_db, now)


async def cards(db: Database, now: datetime, count: int, seed: int = 1) -> None:
    """Open cases of every colour; some share a due moment."""
    luck = random.Random(seed)
    rows = []
    for at in range(1, count + 1):
        due = None if at % 4 == 0 else now + timedelta(hours=luck.randrange(-50, 50))
        rows.append(
            {
                "kind": luck.choice(("finance", "booking")),
                "case_id": at,
                "number": f"ZJ-2026-{at:04}",
                "title": f"示范 {at}",
                "state": "checking",
                "turn": luck.choice(("staff", "head")),
                "opened_at": now,
                "changed_at": now,
                "due_at": due,
                "yellow_at": due and due - timedelta(hours=10),
                "paused": due is None and at % 8 == 0,
            }
        )
    async with db.transaction() as session:
        await session.execute(insert(CaseCard), rows)


async def all_pages(
    db: Database, actor: Actor, wanted: Wanted, now: datetime, most: int
) -> list[int]:
    found: list[int] = []
    after: Place | None = None
    while True:
        async with db.reading() as session:
            page = await queue.page(session, actor, wanted, now=now, after=after, most=most)
        assert len(page.entries) <= most
        found += [one.id for one in page.entries]
        if page.next is None:
            return found
        after = Place.parse(str(page.next))
        assert after == page.next


async def test_pages_hold_every_case_once_in_the_order_of_promises(
    office: Office, now: datetime
) -> None:
    await cards(office.db, now, 97)
    async with office.db.reading() as session:
        rows = list(await session.scalars(select(CaseCard)))
    dated = sorted((one.due_at, one.id) for one in rows if one.due_at)
    expected = [id_ for _, id_ in dated] + sorted(one.id for one in rows if not one.due_at)
    ids = {one.id: one.case_id for one in rows}

    for most in (1, 7, 50, 96, 97, 98):
        found = await all_pages(office.db, office.anna, Wanted(), now, most)
        assert found == [ids[one] for one in expected], most


async def test_colours_counted_are_those_listed(office: Office, now: datetime) -> None:
    await cards(office.db, now, 60)
    async with office.db.reading() as session:
        counts = await queue.counts(session, office.anna, now=now)
    listed = {}
    for colour in Colour:
        async with office.db.reading() as session:
            page = await queue.page(session, office.anna, Wanted(colour=colour), now=now, most=99)
        assert {one.colour for one in page.entries} <= {colour}
        listed[colour] = len(page.entries)

    assert counts.all == listed
    assert sum(counts.all.values()) == 60
    assert all(counts.all.values())
    assert not any(counts.mine.values())


@contextmanager
def counted(db: Database) -> Iterator[list[str]]:
    """The SELECTs sent meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_a_page_costs_the_same_number_of_queries_whatever_there_is(
    office: Office, now: datetime
) -> None:
    costs = []
    for count in (3, 200):
        async with office.db.transaction() as session:
            await session.execute(CaseCard.__table__.delete())
        await cards(office.db, now, count)
        with counted(office.db) as sent:
            async with office.db.reading() as session:
                await queue.counts(session, office.anna, now=now)
                page = await queue.page(session, office.anna, Wanted(), now=now)
                await queue.page(session, office.anna, Wanted(), now=now, after=page.next)
        costs.append(len(sent))

    assert costs == [5, 5]


async def test_filters_by_owner_turn_and_kind(office: Office, now: datetime) -> None:
    mine, nobodys = await office.taken("甲"), await office.submitted("乙")

    async def found(wanted: Wanted, who: Actor = office.anna) -> list[int]:
        async with office.db.reading() as session:
            return [one.id for one in (await queue.page(session, who, wanted, now=now)).entries]

    assert await found(Wanted()) == [nobodys, mine]
    assert await found(Wanted(whose=Whose.MINE)) == [mine]
    assert await found(Wanted(whose=Whose.MINE), office.bruno) == []
    assert await found(Wanted(whose=Whose.NOBODY)) == [nobodys]
    assert await found(Wanted(turn="staff")) == [nobodys, mine]
    assert await found(Wanted(turn="head")) == []
    assert await found(Wanted(kind=KIND)) == [nobodys, mine]
    assert await found(Wanted(kind="booking")) == []


async def test_drafts_are_nobodys_to_see(office: Office, now: datetime) -> None:
    draft = await office.draft("秘密计划")
    async with office.db.reading() as session:
        assert (await queue.page(session, office.anna, Wanted(), now=now)).entries == []
        assert await queue.search(session, office.anna, "秘密", now=now) == []
        with pytest.raises(NotFound):
            await dossiers.dossier(session, KINDS, office.anna, KIND, draft, now=now)
        with pytest.raises(NotFound):
            await handling.paper(session, office.anna, await _file(office, draft))
    for attempt in ("take", "close"):
        with pytest.raises(NotFound):
            await step(office, office.anna, draft, attempt)
    await office.act(office.student, draft, "submit")
    await step(office, office.anna, draft, "take")


async def _file(office: Office, case: int) -> int:
    return await office.file_of(case)


async def test_search_by_number_title_and_name(office: Office, now: datetime) -> None:
    case = await office.taken("水质检测_100%")
    other = await office.submitted("别的项目")
    await office.act(office.anna, case, "close")
    async with office.db.reading() as session:

        async def found(words: str) -> list[int]:
            return [
                one.id for one in await queue.search(session, office.anna, words, now=office.now)
            ]

        number = (await queue.look_up(session, office.anna, KIND, case, now=now)).number
        assert await found(number) == [case]
        assert await found(number.lower()) == [case]
        assert await found("ｚｊ－２０２６") == [other, case]
        assert await found("水质") == [case]
        assert await found("演示同学") == [other, case]
        assert await found("_100%") == [case]
        assert await found("%") == [case]
        assert await found("' OR 1=1 --") == []
        assert await found("🚀") == []
        assert await found("  \0 ") == []
        assert await found("x" * 5000) == []


@pytest.mark.parametrize("role", [Role.STUDENT, Role.MENTOR, Role.REVIEWER, Role.ADMIN])
async def test_only_staff_and_heads_see_the_queue(
    office: Office, now: datetime, role: Role
) -> None:
    case = await office.submitted()
    async with office.db.transaction() as session:
        other = await named(session, now, "别人", role)
    async with office.db.reading() as session:
        for refused in (
            queue.counts(session, other, now=now),
            queue.page(session, other, Wanted(), now=now),
            queue.search(session, other, "x", now=now),
            queue.look_up(session, other, KIND, case, now=now),
            queue.colleagues(session, other),
            dossiers.dossier(session, KINDS, other, KIND, case, now=now),
            handling.paper(session, other, await _file(office, case)),
        ):
            with pytest.raises(NotAllowed):
                await refused
        if role is Role.ADMIN:
            _, steps = await dossiers.timeline(session, KINDS, other, KIND, case)
            assert [one.event for one in steps] == ["begin", "submit"]
        else:
            with pytest.raises(NotAllowed):
                await dossiers.timeline(session, KINDS, other, KIND, case)
    for attempt in ("take", "hand-over"):
        with pytest.raises((NotAllowed, NotFound)):
            await step(office, other, case, attempt)
    with pytest.raises(NotAllowed):
        await handling.each(office.db, other, [(KIND, case)], _nothing)
    assert await office.state(case) == "submitted"


async def _nothing(*_: object) -> None: ...


async def step(office: Office, who: Actor, case: int, event_: str, note: str = "") -> str:
    async with office.db.transaction() as session:
        return await handling.step(
            session, KINDS, who, KIND, case, event_, now=office.now, note=note
        )


async def give(office: Office, who: Actor, case: int, to: Actor) -> None:
    async with office.db.transaction() as session:
        await handling.hand_over(session, KINDS, who, KIND, case, to.id, now=office.now)


async def told(office: Office, who: Actor) -> list[str]:
    async with office.db.reading() as session:
        rows = await session.scalars(select(Notice).where(Notice.account_id == who.id))
        return [one.key for one in rows]


async def test_hand_over_changes_the_owner_and_tells_them(office: Office, now: datetime) -> None:
    case = await office.taken()
    await give(office, office.anna, case, office.bruno)

    async with office.db.reading() as session:
        entry = await queue.look_up(session, office.anna, KIND, case, now=now)
    assert entry.owner == "卜老师"
    assert "finance-hand-over-staff" in await told(office, office.bruno)
    assert "finance-hand-over-staff" not in await told(office, office.anna)

    for wrong in (office.bruno, office.student, office.head):
        with pytest.raises(NotColleague):
            await give(office, office.anna, case, wrong)
    await give(office, office.head, case, office.anna)

    waiting = await office.submitted()
    with pytest.raises(NotPossibleNow):
        await give(office, office.anna, waiting, office.bruno)
    async with office.db.reading() as session:
        entry = await queue.look_up(session, office.anna, KIND, waiting, now=now)
    assert entry.owner_id is None


async def test_nobody_handles_their_own_case(office: Office, now: datetime) -> None:
    case = await office.submitted(by=office.bruno)
    with pytest.raises(NotAllowed):
        await step(office, office.bruno, case, "take")
    await step(office, office.anna, case, "take")
    with pytest.raises(NotColleague):
        await give(office, office.anna, case, office.bruno)
    with pytest.raises(NotAllowed):
        await step(office, office.bruno, case, "close")
    async with office.db.reading() as session:
        seen = await dossiers.dossier(session, KINDS, office.bruno, KIND, case, now=now)
    assert (seen.own, seen.events) == (True, [])


async def test_notes_are_kept_within_what_a_phone_shows(office: Office) -> None:
    case = await office.taken()
    with pytest.raises(NoteTooLong) as refused:
        await step(office, office.anna, case, "refuse", "长" * 5000)
    assert refused.value.params == {"limit": 500, "length": 5000}
    with pytest.raises(ReasonNeeded):
        await step(office, office.anna, case, "refuse", "  ")
    assert await office.state(case) == "checking"

    await step(office, office.anna, case, "refuse", "长" * 500)
    assert await office.state(case) == "refused"


async def ask(office: Office, case: int, wanted: list[str], reason: str) -> None:
    async with office.db.transaction() as session:
        await handling.ask_more(
            session, KINDS, office.anna, KIND, case, wanted, reason, now=office.now
        )


async def test_asking_for_more_pauses_and_shows_the_reason(office: Office, now: datetime) -> None:
    case = await office.taken()
    file = await office.file_of(case)
    async with office.db.transaction() as session:
        await handling.judge(session, office.anna, file, Standing.REFUSED, "缺一节", now=now)
    with pytest.raises(NothingWanted):
        await ask(office, case, [], "缺一节")
    with pytest.raises(NotFound):
        await ask(office, case, ["secret"], "缺一节")
    with pytest.raises(DomainError):
        await ask(office, case, ["plan"], " ")
    await ask(office, case, ["plan", "amount"], "缺「资金使用」一节")

    async with office.db.reading() as session:
        seen = await dossiers.dossier(session, KINDS, office.anna, KIND, case, now=now)
    assert seen.entry.state == "lacking"
    assert seen.wanted == {"plan", "amount"}
    assert seen.steps[-1].note == "缺「资金使用」一节"
    assert seen.steps[-1].by == "安老师"
    assert [one.line.standing for one in seen.open_papers] == [Standing.REFUSED]
    assert seen.papers[0].judged_by == "安老师"
    assert [(one.field.key, one.by) for one in seen.filled] == [
        ("purpose", "演示同学"),
        ("amount", "演示同学"),
    ]
    with pytest.raises(NotFound):
        async with office.db.transaction() as session:
            await handling.judge(session, office.anna, 10**9, Standing.ACCEPTED, "", now=now)


async def test_reminds_whose_turn_it_is_once_a_day(office: Office) -> None:
    case = await office.taken()

    async def remind(who: Actor) -> int:
        async with office.db.transaction() as session:
            return await handling.remind(session, KINDS, who, KIND, case, now=office.now)

    with pytest.raises(NobodyToRemind):
        await remind(office.anna)
    assert await remind(office.head) == 1
    with pytest.raises(RemindedToday):
        await remind(office.head)
    assert (await told(office, office.anna)).count("queue-nudge") == 1

    await ask(office, case, ["plan"], "再补一份")
    assert await remind(office.anna) == 1
    assert (await told(office, office.student)).count("queue-nudge") == 1
    office.now += timedelta(days=1)
    assert await remind(office.anna) == 1
    async with office.db.reading() as session:
        last = (await outbox.due(session, now=office.now, limit=100))[-1]
    assert [one.event for one in last.buttons] == ["supply", "withdraw"]


async def test_of_many_one_that_fails_holds_up_no_other(office: Office) -> None:
    first, draft, last = await office.submitted(), await office.draft(), await office.submitted()
    gone = await office.submitted()
    await office.act(office.student, gone, "withdraw")

    async def take(session: object, kind: str, case: int) -> None:
        await handling.step(session, KINDS, office.anna, kind, case, "take", now=office.now)  # type: ignore[arg-type]

    chosen = [
        (KIND, first), (KIND, draft), (KIND, gone), (KIND, 10**9), ("nothing", 1), (KIND, last),
        (KIND, last),
    ]  # fmt: skip
    outcomes = await handling.each(office.db, office.anna, chosen, take)

    assert [(one.id, one.problem and type(one.problem)) for one in outcomes] == [
        (first, None),
        (draft, NotFound),
        (gone, NotPossibleNow),
        (10**9, NotFound),
        (1, NotFound),
        (last, None),
    ]
    assert outcomes[1].title == ""
    assert [await office.state(one) for one in (first, draft, last)] == [
        "checking",
        "draft",
        "checking",
    ]

    async def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    (failed,) = await handling.each(office.db, office.anna, [(KIND, first)], fail)
    assert isinstance(failed.problem, handling.NotDone)
    with pytest.raises(TooManyAtOnce):
        await handling.each(office.db, office.anna, [(KIND, n) for n in range(51)], _nothing)


async def test_of_two_who_press_at_once_one_takes_effect(office: Office) -> None:
    """A short run of benchmarks/races.py."""
    luck, seen = random.Random(4), Counter[str]()
    for _ in range(8):
        case = await office.submitted()

        async def press(who: Actor, case: int = case) -> str:
            await asyncio.sleep(luck.random() * 0.002)
            try:
                return await step(office, who, case, "take")
            except DomainError as refusal:
                return refusal.key

        done = await asyncio.gather(press(office.anna), press(office.bruno))
        seen.update(done)
        assert sorted(done)[0] == "checking"
        async with office.db.reading() as session:
            winner = await handling.owner_of(session, office.anna, KIND, case)
        assert winner == ("安老师" if done[0] == "checking" else "卜老师")
    assert seen["checking"] == 8
