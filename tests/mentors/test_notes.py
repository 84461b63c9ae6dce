"""Notes of three lines, the next step read out of them, and tasks that remind."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.accounts import Role
from core.db import Database
from core.errors import NotAllowed, NotFound, NotPossibleNow
from core.outbox import Notice
from mentors import bookings, meetings, notes, tasks
from mentors.models import MeetingNote, MentoringTask, Relation
from mentors.notes import NextStep, NoteNotValid
from mentors.tasks import DayNotPossible, TaskNotValid
from tests.mentors.pairs import Pair, formed, person

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def met(db: Database, *, now: datetime) -> tuple[Pair, int, datetime]:
    """A pair, their meeting that was held, and the moment after it."""
    async with db.transaction() as session:
        both = await formed(session, now=now)
        meeting = await bookings.propose(
            session, both.student, both.relation_id, now + DAY, now=now
        )
        await bookings.confirm(session, both.mentor, meeting.id, now=now)
    after = now + DAY + 2 * HOUR
    async with db.transaction() as session:
        await meetings.hold(session, both.mentor, meeting.id, now=after)
    return both, meeting.id, after


@pytest.mark.parametrize(
    ("text", "step"),
    [
        (
            "先去三家宠物店试卖，12-05 前报 10 个反馈",
            NextStep("先去三家宠物店试卖，12-05 前报 10 个反馈", date(2026, 12, 5)),
        ),
        ("聊了定价\n做三版报价\n下周五前", NextStep("做三版报价", date(2026, 11, 27))),
        ("聊了定价\n做三版报价", NextStep("做三版报价", None)),
        ("上次 11-03 前的都完成了", NextStep("上次 11-03 前的都完成了", None)),
        ("长" * 300, NextStep("长" * 199 + "…", None)),
    ],
)
def test_the_next_step_is_read_out_of_a_note(text: str, step: NextStep, now: datetime) -> None:
    assert notes.next_step(text, now=now) == step


async def test_a_note_is_kept_once_shown_to_the_other_and_makes_a_task(
    any_db: Database, now: datetime
) -> None:
    both, meeting, after = await met(any_db, now=now)
    for _ in range(2):
        async with any_db.transaction() as session:
            written = await notes.write(
                session, both.mentor, meeting, "<b>试卖</b> & 12-05 前报 10 个反馈",
                source="u1", now=after,
            )  # fmt: skip
    assert written.task is not None
    assert (written.task.owner_id, written.task.due_on) == (both.student.id, date(2026, 12, 5))
    async with any_db.transaction() as session:
        relation = await session.get_one(Relation, both.relation_id)
        assert await session.scalar(select(func.count()).select_from(MeetingNote)) == 1
        assert await session.scalar(select(func.count()).select_from(MentoringTask)) == 1
        found = await session.scalars(select(Notice).where(Notice.key.like("meeting-note-%")))
        told = [(n.account_id, n.params["note"]) for n in found]
        other = await notes.write(
            session, both.student, meeting, "补充：带样机", source="u2", now=after
        )
        seen = await notes.of_relation(session, both.mentor, relation)
    assert told == [(both.student.id, "<b>试卖</b> & 12-05 前报 10 个反馈")]
    assert other.task is None
    assert [note.text for _, note in seen] == ["补充：带样机", "<b>试卖</b> & 12-05 前报 10 个反馈"]


async def test_notes_that_cannot_be_are_refused(db: Database, now: datetime) -> None:
    both, meeting, after = await met(db, now=now)
    async with db.transaction() as session:
        stranger = await person(session, 99, "路人", now=now)
        ahead = await bookings.propose(
            session, both.student, both.relation_id, after + DAY, now=after
        )
    for text in ("长" * 5000, " \n "):
        with pytest.raises(NoteNotValid):
            async with db.transaction() as session:
                await notes.write(session, both.mentor, meeting, text, source="u", now=after)
    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await notes.write(session, stranger, meeting, "好", source="u", now=after)
    with pytest.raises(NotPossibleNow):
        async with db.transaction() as session:
            await notes.write(session, both.mentor, ahead.id, "好", source="u", now=after)
    async with db.transaction() as session:
        await notes.write(session, both.mentor, meeting, "长" * 1000, source="u", now=after)


async def test_staff_see_flagged_notes_only(db: Database, now: datetime) -> None:
    both, meeting, after = await met(db, now=now)
    async with db.transaction() as session:
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        stranger = await person(session, 99, "路人", now=now)
        written = await notes.write(
            session, both.mentor, meeting, "要请法务看", source="1", now=after
        )
        await notes.write(session, both.student, meeting, "只给导师看", source="2", now=after)
        relation = await session.get_one(Relation, both.relation_id)
        assert await notes.of_relation(session, staff, relation) == []
    for _ in range(2):
        async with db.transaction() as session:
            await notes.flag(session, both.student, written.note.id, now=after)
    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await notes.flag(session, stranger, written.note.id, now=after)
    async with db.reading() as session:
        seen = await notes.of_relation(session, staff, relation)
        assert [n.text for n in await notes.flagged(session, staff)] == ["要请法务看"]
        told = await session.scalars(select(Notice).where(Notice.key == "note-flagged-staff"))
        assert [n.account_id for n in told] == [staff.id]
    assert [note.text for _, note in seen] == ["要请法务看"]
    with pytest.raises(NotAllowed):
        async with db.reading() as session:
            await notes.of_relation(session, stranger, relation)


async def test_a_task_is_done_put_off_and_handed_over_by_either(
    db: Database, now: datetime
) -> None:
    both, _, after = await met(db, now=now)
    async with db.transaction() as session:
        stranger = await person(session, 99, "路人", now=now)
        task = await tasks.add(
            session, both.mentor, both.relation_id, "试卖", date(2026, 12, 5), source="u", now=after
        )
        await tasks.hand_over(session, both.student, task.id)
        assert task.owner_id == both.mentor.id
        await tasks.postpone(session, both.mentor, task.id, date(2026, 12, 9), now=after)
    for text, day, error in (
        ("", date(2026, 12, 5), TaskNotValid),
        ("长" * 201, date(2026, 12, 5), TaskNotValid),
        ("试卖", date(2026, 11, 1), DayNotPossible),
        ("试卖", date(2029, 1, 1), DayNotPossible),
    ):
        with pytest.raises(error):
            async with db.transaction() as session:
                await tasks.add(
                    session, both.mentor, both.relation_id, text, day, source="x", now=after
                )
    with pytest.raises(NotFound):
        async with db.transaction() as session:
            await tasks.finish(session, stranger, task.id, now=after)
    for _ in range(2):
        async with db.transaction() as session:
            done = await tasks.finish(session, both.student, task.id, now=after)
    async with db.reading() as session:
        told = await session.scalars(select(Notice.key).where(Notice.key.like("task-%")))
        assert told.all() == ["task-done-mentor"]
    assert (done.due_on, done.done_at) == (date(2026, 12, 9), after)


async def test_owners_are_reminded_before_on_and_after_the_day_each_once(
    db: Database, now: datetime
) -> None:
    both, _, after = await met(db, now=now)
    async with db.transaction() as session:
        task = await tasks.add(
            session, both.mentor, both.relation_id, "试卖", date(2026, 12, 5), source="u", now=after
        )
    asked = []
    moment = datetime.fromisoformat("2026-12-03T08:59+08:00")
    for hours in range(0, 24 * 8, 6):
        asked.append(await tasks.remind(db, now=moment + hours * HOUR))
    async with db.reading() as session:
        rows = await session.scalars(
            select(Notice).where(Notice.account_id == both.student.id, Notice.key.like("task-%"))
        )
        told = [(n.key, n.created_at.isoformat()) for n in rows]
    assert sum(asked) == 3
    assert told == [
        ("task-soon", "2026-12-04T06:59:00+00:00"),
        ("task-due", "2026-12-05T06:59:00+00:00"),
        ("task-due", "2026-12-08T06:59:00+00:00"),
    ]
    async with db.transaction() as session:
        await tasks.finish(session, both.student, task.id, now=now + 20 * DAY)
