"""How many hours a mentor gave: counted from meetings held, and printed as a certificate.

The certificate names no student. Its number is made of what it says, so that anybody who can count
the same hours finds the same number (``number_of``).
"""

import asyncio
import hashlib
import io
from dataclasses import dataclass
from datetime import date, datetime, time

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import func, select

from core.accounts import Actor, Role
from core.clock import SHANGHAI, end_of_day
from core.db import Session
from core.errors import DomainError, NotFound
from mentors.models import Meeting, Mentor, Relation

FONT = "STSong-Light"
"""A font of Adobe's that PDF readers bring themselves: nothing is embedded, nothing installed."""


class NoHours(DomainError):
    """No meeting was held in the period: there is nothing to certify."""

    key = "error-certificate-empty"


class PeriodReversed(DomainError):
    key = "error-certificate-period"


@dataclass(frozen=True, slots=True)
class Hours:
    """What a mentor gave from ``first`` to ``last`` (both days included)."""

    mentor_id: int
    name: str
    first: date
    last: date
    minutes: int
    meetings: int
    students: int

    @property
    def hours(self) -> str:
        """In hours, to the tenth where it is not a whole one."""
        return f"{self.minutes / 60:.1f}".removesuffix(".0")


async def count(session: Session, actor: Actor, mentor_id: int, first: date, last: date) -> Hours:
    """What was held in the period, for the mentor's own eyes and staff's.

    Raises NotFound for a mentor who is somebody else, PeriodReversed, NoHours.
    """
    mentor = await session.get(Mentor, mentor_id)
    staff = bool(actor.roles & {Role.STAFF, Role.HEAD})
    if mentor is None or (mentor.account_id != actor.id and not staff):
        raise NotFound(id=mentor_id)
    if last < first:
        raise PeriodReversed
    begin = datetime.combine(first, time(), SHANGHAI)
    rows = await session.execute(
        select(Meeting.starts_at, Meeting.ends_at, Relation.student_id)
        .join(Relation, Relation.id == Meeting.relation_id)
        .where(
            Relation.mentor_id == mentor_id,
            Meeting.state == "held",
            Meeting.starts_at >= begin,
            Meeting.starts_at < end_of_day(last),
        )
    )
    held = rows.all()
    if not held:
        raise NoHours
    minutes = sum(int((row.ends_at - row.starts_at).total_seconds()) // 60 for row in held)
    students = len({row.student_id for row in held})
    return Hours(mentor_id, mentor.name, first, last, minutes, len(held), students)


async def own(session: Session, actor: Actor) -> Mentor | None:
    """The actor's row in the pool, if there is one."""
    found: Mentor | None = await session.scalar(select(Mentor).where(Mentor.account_id == actor.id))
    return found


async def yearly(session: Session, actor: Actor, year: int) -> list[Hours]:
    """Every mentor with meetings held in a year, most hours first, for renewals of appointments.

    Raises NotAllowed unless staff.
    """
    actor.require(Role.STAFF, Role.HEAD)
    first, last = date(year, 1, 1), date(year, 12, 31)
    ids = await session.scalars(
        select(Relation.mentor_id)
        .join(Meeting, Meeting.relation_id == Relation.id)
        .where(
            Meeting.state == "held",
            Meeting.starts_at >= datetime.combine(first, time(), SHANGHAI),
            Meeting.starts_at < end_of_day(last),
        )
        .group_by(Relation.mentor_id)
        .order_by(func.count().desc(), Relation.mentor_id)
    )
    counted = [await count(session, actor, mentor_id, first, last) for mentor_id in ids.all()]
    return sorted(counted, key=lambda hours: -hours.minutes)


def number_of(hours: Hours) -> str:
    """The certificate's number: year, mentor, and six characters of what it says."""
    said = (
        f"{hours.mentor_id}|{hours.name}|{hours.first}|{hours.last}|{hours.minutes}"
        f"|{hours.meetings}|{hours.students}"
    )
    mark = hashlib.sha256(said.encode()).hexdigest()[:6].upper()
    return f"DS{hours.last.year}-{hours.mentor_id:05d}-{mark}"


async def certificate(hours: Hours, school: str, on: date) -> bytes:
    """The certificate as a PDF of one page, in Chinese; ``school`` "" leaves the issuer open."""
    return await asyncio.to_thread(_draw, hours, school, on)


def _draw(hours: Hours, school: str, on: date) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4, pageCompression=0, invariant=1)
    page.setTitle(f"创业导师工作时长证明 {number_of(hours)}")
    width, height = A4
    page.setFont(FONT, 26)
    page.drawCentredString(width / 2, height - 60 * mm, "创业导师工作时长证明")
    page.setFont(FONT, 11)
    page.drawRightString(width - 30 * mm, height - 75 * mm, f"编号：{number_of(hours)}")
    lines = (
        f"{hours.name}：",
        f"自 {_day(hours.first)} 至 {_day(hours.last)}，",
        f"担任大学生创业导师，与学生见面辅导 {hours.meetings} 次，",
        f"共 {hours.hours} 小时，辅导学生 {hours.students} 人。",
        "特此证明，并致谢意。",
    )
    for row, line in enumerate(lines):
        _fit(page, line, 35 * mm, height - (100 + 13 * row) * mm, width - 70 * mm)
    page.setFont(FONT, 13)
    page.drawRightString(width - 35 * mm, 70 * mm, school)
    page.drawRightString(width - 35 * mm, 60 * mm, _day(on))
    page.setFont(FONT, 9)
    page.drawString(
        30 * mm, 25 * mm, "时长按双方确认的见面记录计算；学校工作人员可凭编号重新核对。"
    )
    page.showPage()
    page.save()
    return file.getvalue()


def _fit(page: Canvas, line: str, left: float, bottom: float, width: float) -> None:
    """Draw a line in the usual size, or smaller when a long name would leave the page."""
    size = 15.0
    while size > 6 and pdfmetrics.stringWidth(line, FONT, size) > width:
        size -= 0.5
    page.setFont(FONT, size)
    page.drawString(left, bottom, line)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"
