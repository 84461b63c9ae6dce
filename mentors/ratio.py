"""Whether every ten projects have a mentor at least, as pools of mentors are asked to show."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.accounts import Actor
from core.clock import SHANGHAI
from core.db import Session
from core.spreadsheets import to_csv
from mentors.fairness import READERS
from mentors.models import Mentor, Relation
from mentors.relations import LIVE
from students.models import Project

PROJECTS_PER_MENTOR = 10
RUNNING = (*LIVE, "paused")
COLUMNS = (
    "统计时间",
    "项目数",
    "有导师的项目数",
    "在聘导师数",
    "正在带的导师数",
    "应有导师数",
    "是否达标",
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """``guided`` projects have a running relation, ``busy`` mentors are in one."""

    projects: int
    guided: int
    appointed: int
    busy: int

    @property
    def needed(self) -> int:
        """One mentor for each ten projects or part of ten."""
        return -(-self.projects // PROJECTS_PER_MENTOR)

    @property
    def enough(self) -> bool:
        return self.appointed >= self.needed


async def ratio(session: Session, actor: Actor) -> Ratio:
    """The counts now. Raises NotAllowed unless staff."""
    actor.require(*READERS)
    running = Relation.state.in_(RUNNING)
    row = await session.execute(
        select(
            select(func.count()).select_from(Project).scalar_subquery(),
            select(func.count(func.distinct(Relation.project_id))).where(running).scalar_subquery(),
            select(func.count())
            .select_from(Mentor)
            .where(Mentor.appointed.is_(True))
            .scalar_subquery(),
            select(func.count(func.distinct(Relation.mentor_id))).where(running).scalar_subquery(),
        )
    )
    projects, guided, appointed, busy = row.one()
    return Ratio(projects, guided, appointed, busy)


def as_csv(figures: Ratio, *, now: datetime) -> bytes:
    """One line of figures under Chinese headings."""
    row = (
        now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
        figures.projects,
        figures.guided,
        figures.appointed,
        figures.busy,
        figures.needed,
        "是" if figures.enough else "否",
    )
    return to_csv(COLUMNS, [row])
