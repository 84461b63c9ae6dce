"""Hours a mentor gave, on paper; and whether there are mentors enough."""

import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import casework, privacy
from core.accounts import Account, Role
from core.db import Database
from core.errors import NotAllowed, NotFound
from mentors import bookings, certificates, departures, meetings, notes, ratio
from mentors.certificates import Hours, NoHours, PeriodReversed
from mentors.hours import MentorHours
from mentors.models import Meeting
from mentors.ratio import Ratio
from mentors.relations import Mentoring
from mentors.tables import MEETING
from tests.mentors.pairs import Pair, formed, pair, person

DAY = timedelta(days=1)
HOURS = Hours(12, "青松老师", date(2026, 1, 1), date(2026, 12, 31), 90, 2, 1)


def printed(pdf: bytes) -> str:
    """What stands on the pages: the texts of the PDF's show operators, in UTF-16."""
    shown = []
    for piece in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", pdf, re.DOTALL):
        raw = re.sub(
            rb"\\([0-7]{3}|.)",
            lambda m: bytes([int(m[1], 8)]) if len(m[1]) == 3 else m[1],
            piece,
            flags=re.DOTALL,
        )
        shown.append(raw.decode("utf-16-be"))
    return "\n".join(shown)


async def test_the_certificate_says_hours_and_names_no_student() -> None:
    pdf = await certificates.certificate(HOURS, "示例大学", date(2026, 12, 31))

    text = printed(pdf)
    assert pdf.startswith(b"%PDF-")
    assert text.splitlines() == [
        "创业导师工作时长证明",
        f"编号：{certificates.number_of(HOURS)}",
        "青松老师：",
        "自 2026 年 1 月 1 日 至 2026 年 12 月 31 日，",
        "担任大学生创业导师，与学生见面辅导 2 次，",
        "共 1.5 小时，辅导学生 1 人。",
        "特此证明，并致谢意。",
        "示例大学",
        "2026 年 12 月 31 日",
        "时长按双方确认的见面记录计算；学校工作人员可凭编号重新核对。",
    ]
    assert re.fullmatch(r"DS2026-00012-[0-9A-F]{6}", certificates.number_of(HOURS))


async def test_a_long_name_stays_on_the_page_and_the_number_follows_what_it_says() -> None:
    long = Hours(12, "名" * 60, HOURS.first, HOURS.last, 90, 2, 1)

    assert "名" * 60 in printed(await certificates.certificate(long, "", date(2026, 12, 31)))
    assert certificates.number_of(long) != certificates.number_of(HOURS)


async def hold(db: Database, both: Pair, start: datetime, *, now: datetime) -> None:
    async with db.transaction() as session:
        meeting = await bookings.propose(session, both.student, both.relation_id, start, now=now)
        await bookings.confirm(session, both.mentor, meeting.id, now=now)
    async with db.transaction() as session:
        await meetings.hold(session, both.student, meeting.id, now=start + timedelta(hours=1))


async def test_hours_are_counted_from_meetings_held(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
    await hold(db, both, now + DAY, now=now)
    await hold(db, both, now + 2 * DAY, now=now)
    async with db.transaction() as session:
        await bookings.propose(session, both.student, both.relation_id, now + 9 * DAY, now=now)
    first, last = date(2026, 11, 21), date(2026, 11, 30)
    async with db.reading() as session:
        counted = await certificates.count(session, both.mentor, both.mentor_id, first, last)
        yearly = await certificates.yearly(session, staff, 2026)
        with pytest.raises(NotFound):
            await certificates.count(session, both.student, both.mentor_id, first, last)
        with pytest.raises(NoHours):
            await certificates.count(session, both.mentor, both.mentor_id, last, last)
        with pytest.raises(PeriodReversed):
            await certificates.count(session, both.mentor, both.mentor_id, last, first)
        with pytest.raises(NotAllowed):
            await certificates.yearly(session, both.mentor, 2026)
    assert counted == Hours(both.mentor_id, "青松老师", first, last, 120, 2, 1)
    assert [(one.minutes, one.hours) for one in yearly] == [(120, "2")]


@pytest.mark.parametrize("closed_first", [True, False])
async def test_hours_stay_when_the_student_is_forgotten(
    any_db: Database, now: datetime, closed_first: bool
) -> None:
    async with any_db.transaction() as session:
        both = await formed(session, now=now)
        other = await formed(session, now=now, first=20)
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        student = (await session.get_one(Account, both.student.id)).name
    for days in (1, 2):
        await hold(any_db, both, now + days * DAY, now=now)
    await hold(any_db, other, now + 3 * DAY, now=now)
    async with any_db.transaction() as session:
        meeting = await session.scalar(select(Meeting).order_by(Meeting.id))
        assert meeting is not None
        meeting.place = f"{student}的宿舍楼下"
        await notes.write(
            session, both.student, meeting.id, "聊了融资", source="n", now=now + 2 * DAY
        )
    first, last = date(2026, 11, 1), date(2026, 12, 31)

    async with any_db.transaction() as session:
        before = await certificates.count(session, both.mentor, both.mentor_id, first, last)
        if closed_first:
            await departures.leave(session, Mentoring(), both.student, now=now + 4 * DAY)
        await privacy.forget_person(session, both.student.id, now=now + 4 * DAY)

    async with any_db.reading() as session:
        after = await certificates.count(session, both.mentor, both.mentor_id, first, last)
        yearly = await certificates.yearly(session, staff, 2026)
        kept = await privacy.export_person(session, both.student.id)
        left = list(await session.scalars(select(MentorHours).order_by(MentorHours.id)))
        meetings_left = await session.scalar(select(func.count(Meeting.id)))
    assert after == before == Hours(both.mentor_id, before.name, first, last, 120, 2, 1)
    assert [one.minutes for one in yearly] == [120, 60]
    assert [(one.student_id, one.meeting_id) for one in left[:2]] == [(None, None)] * 2
    assert left[2].student_id == other.student.id
    assert meetings_left == 1
    assert "mentor_hours" not in kept
    assert not any(student in str(value) for one in left for value in vars(one).values())


async def test_a_corrected_meeting_is_counted_as_corrected(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
    await hold(db, both, now + DAY, now=now)
    await hold(db, both, now + 2 * DAY, now=now)
    async with db.transaction() as session:
        meeting = await session.get_one(Meeting, 1)
        admin = await person(session, 97, "管理员（演示）", Role.ADMIN, now=now)
        await casework.correct(
            session, meeting, MEETING, "canceled", admin, reason="没有见面", now=now + 3 * DAY
        )

    async with db.reading() as session:
        counted = await certificates.count(
            session, both.mentor, both.mentor_id, date(2026, 11, 1), date(2026, 12, 31)
        )
    assert (counted.minutes, counted.meetings) == (60, 1)


async def test_every_ten_projects_need_a_mentor(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        both = await formed(session, now=now)
        await pair(session, now=now, first=20)
        staff = await person(session, 98, "王老师（演示）", Role.STAFF, now=now)
        figures = await ratio.ratio(session, staff)
        with pytest.raises(NotAllowed):
            await ratio.ratio(session, both.mentor)

    assert figures == Ratio(projects=2, guided=1, appointed=2, busy=1)
    assert (figures.needed, figures.enough) == (1, True)
    assert (Ratio(21, 0, 2, 0).needed, Ratio(21, 0, 2, 0).enough) == (3, False)
    assert (
        ratio.as_csv(figures, now=now).decode("utf-8-sig").splitlines()[1]
        == "2026-11-20 16:00,2,1,2,1,1,是"
    )
