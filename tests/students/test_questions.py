"""The question log keeps what was asked once, for the person who asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.accounts import Account, Actor
from core.db import Base, Database, Session
from core.errors import NotFound
from core.privacy import export_person, forget_person
from students import questions
from students.models import ActionWish, AskedQuestion, Feedback
from students.questions import Complaint, Found, Place, Quote, Reply

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MENG = Actor(1, frozenset(), "zh-CN")
OTHER = Actor(2, frozenset(), "zh-CN")
HERE = Place("web", 100, "m1.1")
QUOTE = Quote(
    clause=7,
    clause_id="示例办法#第五条@2026",
    document="示例办法",
    title="示例大学示例办法",
    article="第五条",
    jurisdiction="国家",
    kind="policy",
    grade="A",
    status="in-force",
    text="工位免费六个月",
    start=4,
    end=11,
)
REPLY = Reply(
    asked="工位免费多久",
    as_of=date(2026, 11, 22),
    outcome="answered",
    reason="",
    action="incubation",
    answer="工位免费六个月",
    quotes=(QUOTE,),
    found=(Found("示例办法#第五条@2026", 0.9),),
    elapsed_ms=3.5,
)


@pytest.fixture
async def db(db: Database) -> Database:
    """The database with two people in it."""
    await _let_in(db)
    return db


async def _let_in(db: Database) -> None:
    async with db.transaction() as session:
        session.add_all(
            Account(id=actor.id, name="演示", locale="zh-CN", created_at=NOW)
            for actor in (MENG, OTHER)
        )


async def ask(
    session: Session,
    actor: Actor = MENG,
    place: Place = HERE,
    reply: Reply = REPLY,
    *,
    now: datetime = NOW,
) -> AskedQuestion:
    return await questions.record(
        session, actor, place, "工位免费多久？", reply, previous="", now=now
    )


async def count(session: Session, table: type[Base]) -> int:
    return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_question_is_kept_whole(db: Database) -> None:
    async with db.transaction() as session:
        number = (await ask(session)).id

    async with db.reading() as session:
        kept = await questions.own(session, number, MENG)
        assert (kept.text, kept.asked, kept.outcome, kept.action, kept.as_of) == (
            "工位免费多久？",
            "工位免费多久",
            "answered",
            "incubation",
            date(2026, 11, 22),
        )
        assert questions.quotes(kept) == (QUOTE,)
        assert kept.retrieved == [{"clause_id": "示例办法#第五条@2026", "score": 0.9}]
        assert kept.asked_at == NOW


async def test_same_update_is_recorded_once(db: Database) -> None:
    async with db.transaction() as session:
        first = await ask(session)
    async with db.transaction() as session:
        again = await ask(session, reply=replace(REPLY, answer="另一句"))
        next_one = await ask(session, place=replace(HERE, source="m2.1"))

        assert (again.id, again.answer) == (first.id, "工位免费六个月")
        assert next_one.id != first.id
        assert await count(session, AskedQuestion) == 2


async def test_question_with_unstorable_characters_is_kept_clean(db: Database) -> None:
    async with db.transaction() as session:
        kept = await questions.record(
            session, MENG, HERE, "免费\0吗\ud800", REPLY, previous="", now=NOW
        )

    async with db.reading() as session:
        assert (await questions.own(session, kept.id, MENG)).text == "免费吗\ufffd"


async def test_topic_is_kept_for_half_an_hour(db: Database) -> None:
    async with db.transaction() as session:
        await ask(session)

    async with db.reading() as session:

        async def topic(after: timedelta, channel: str = "web", chat_id: int = 100) -> str:
            return await questions.last_topic(session, channel, chat_id, now=NOW + after)

        assert await topic(timedelta(minutes=30)) == "工位免费多久"
        assert await topic(timedelta(minutes=30, seconds=1)) == ""
        assert await topic(timedelta(), chat_id=101) == ""
        assert await topic(timedelta(), channel="telegram") == ""


async def test_closed_topic_is_not_followed_until_the_next_question(db: Database) -> None:
    async with db.transaction() as session:
        await ask(session)
        await questions.close_topic(session, "web", 100)
        assert await questions.last_topic(session, "web", 100, now=NOW) == ""

        await ask(session, place=replace(HERE, source="m2.1"), reply=replace(REPLY, asked="新"))
        assert await questions.last_topic(session, "web", 100, now=NOW) == "新"


async def test_question_of_somebody_else_cannot_be_found(db: Database) -> None:
    async with db.transaction() as session:
        number = (await ask(session)).id

        assert (await questions.own(session, number, MENG)).id == number
        for refused in (
            questions.own(session, number, OTHER),
            questions.own(session, number + 1, MENG),
            questions.shown_in(session, number, OTHER, "web", 101),
            questions.shown_in(session, number, OTHER, "telegram", 100),
            questions.rate(session, number, OTHER, helpful=True, now=NOW),
            questions.complain(session, number, OTHER, Complaint.OUTDATED, now=NOW),
            questions.wish(session, number, OTHER, "license", now=NOW),
        ):
            with pytest.raises(NotFound):
                await refused
        for table in (Feedback, ActionWish):
            assert await count(session, table) == 0


async def test_answer_is_shown_to_everybody_in_its_chat(db: Database) -> None:
    async with db.transaction() as session:
        number = (await ask(session)).id

        assert (await questions.shown_in(session, number, OTHER, "web", 100)).id == number
        assert (await questions.shown_in(session, number, MENG, "web", 5)).id == number


async def test_opinion_can_be_changed_and_is_kept_once(db: Database) -> None:
    async with db.transaction() as session:
        number = (await ask(session)).id
        await questions.rate(session, number, MENG, helpful=True, now=NOW)
        await questions.complain(session, number, MENG, Complaint.OUTDATED, now=NOW)
        pressed_again = await questions.rate(session, number, MENG, helpful=False, now=NOW)
        assert (pressed_again.helpful, pressed_again.reason) == (False, "outdated")

        changed = await questions.rate(session, number, MENG, helpful=True, now=NOW)

        assert (changed.helpful, changed.reason) == (True, "")
        assert await count(session, Feedback) == 1


@given(presses=st.lists(st.sampled_from([True, False, *Complaint]), min_size=1, max_size=8))
@settings(deadline=None, max_examples=25)
async def test_last_press_decides(presses: list[bool | Complaint]) -> None:
    database = Database("sqlite:///:memory:")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await _let_in(database)
    async with database.transaction() as session:
        number = (await ask(session)).id
        expected = (None, "")
        for press in presses:
            if isinstance(press, bool):
                kept = await questions.rate(session, number, MENG, helpful=press, now=NOW)
                expected = (press, expected[1] if press is False else "")
            else:
                kept = await questions.complain(session, number, MENG, press, now=NOW)
                expected = (False, press.value)
            assert (kept.helpful, kept.reason) == expected
        assert await count(session, Feedback) == 1
    await database.close()


async def test_wish_is_kept_once_for_each_action(db: Database) -> None:
    async with db.transaction() as session:
        number = (await ask(session)).id
        for action in ("license", "license", "mentor"):
            await questions.wish(session, number, MENG, action, now=NOW)

        kept = await session.scalars(select(ActionWish.action).order_by(ActionWish.id))
        assert list(kept) == ["license", "mentor"]


async def test_person_gets_a_copy_of_the_log_and_can_have_it_removed(db: Database) -> None:
    async with db.transaction() as session:
        mine = await ask(session)
        await ask(session, OTHER, replace(HERE, chat_id=200))
        await questions.complain(session, mine.id, MENG, Complaint.HARD_TO_READ, now=NOW)
        await questions.wish(session, mine.id, MENG, "license", now=NOW)

        exported = await export_person(session, MENG.id)
        assert {name: len(rows) for name, rows in exported.items() if name != "accounts"} == {
            "asked_questions": 1,
            "question_feedback": 1,
            "action_wishes": 1,
        }
        assert exported["asked_questions"][0]["text"] == "工位免费多久？"

        await forget_person(session, MENG.id, now=NOW)

        assert set(await export_person(session, MENG.id)) == {"accounts"}
        assert len((await export_person(session, OTHER.id))["asked_questions"]) == 1
