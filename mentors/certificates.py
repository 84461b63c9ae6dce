"""How many hours a mentor gave: counted from meetings held, and printed as a certificate.

The certificate names no student. Its number is made of what it says, so that anybody who can count
the same hours finds the same number (``number_of``).
"""

import asyncio
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from core.accounts import Actor, Role
from core.clock import SHANGHAI, end_of_day
from core.db import Session
from core.errors import DomainError, NotFound
from mentors import hours
from mentors.hours import Held
from mentors.models import Mentor

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
    held = await hours.held(session, _begin(first), end_of_day(last), mentor_id=mentor_id)
    if not held:
        raise NoHours
    return _sum(mentor, held, first, last)


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
    by_mentor: dict[int, list[Held]] = {}
    for one in await hours.held(session, _begin(first), end_of_day(last)):
        by_mentor.setdefault(one.mentor_id, []).append(one)
    found = await session.scalars(select(Mentor).where(Mentor.id.in_(by_mentor)))
    counted = [_sum(mentor, by_mentor[mentor.id], first, last) for mentor in found]
    return sorted(counted, key=lambda one: (-one.minutes, -one.meetings, one.mentor_id))


def _begin(first: date) -> datetime:
    return datetime.combine(first, time(), SHANGHAI)


def _sum(mentor: Mentor, held: Sequence[Held], first: date, last: date) -> Hours:
    minutes = sum(int((one.ends_at - one.starts_at).total_seconds()) // 60 for one in held)
    students = len({one.student for one in held})
    return Hours(mentor.id, mentor.name, first, last, minutes, len(held), students)


def number_of(given: Hours) -> str:
    """The certificate's number: year, mentor, and six characters of what it says."""
    said = (
        f"{given.mentor_id}|{given.name}|{given.first}|{given.last}|{given.minutes}"
        f"|{given.meetings}|{given.students}"
    )
    mark = hashlib.sha256(said.encode()).hexdigest()[:6].upper()
    return f"DS{given.last.year}-{given.mentor_id:05d}-{mark}"


async def certificate(given: Hours, school: str, on: date) -> bytes:
    """The certificate as a PDF of one page, in Chinese; ``school`` "" leaves the issuer open."""
    return await asyncio.to_thread(_draw, given, school, on)


def _draw(given: Hours, school: str, on: date) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    file = io.BytesIO()
    page = Canvas(file, pagesize=A4, pageCompression=0, invariant=1)
    page.setTitle(f"创业导师工作时长证明 {number_of(given)}")
    width, height = A4
    page.setFont(FONT, 26)
    page.drawCentredString(width / 2, height - 60 * mm, "创业导师工作时长证明")
    page.setFont(FONT, 11)
    page.drawRightString(width - 30 * mm, height - 75 * mm, f"编号：{number_of(given)}")
    lines = (
        f"{given.name}：",
        f"自 {_day(given.first)} 至 {_day(given.last)}，",
        f"担任大学生创业导师，与学生见面辅导 {given.meetings} 次，",
        f"共 {given.hours} 小时，辅导学生 {given.students} 人。",
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
