"""The made-up pool of the demo works like a real one."""

from datetime import datetime

from sqlalchemy import func, select

from core.accounts import Role
from core.db import Database
from core.outbox import Notice
from mentors import demo, shortlist
from mentors.models import Mentor
from mentors.vocabulary import Industry, Tag
from tests.mentors import people


async def test_the_demo_pool_is_appointed_and_covers_everything(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        mentor = await people.person(session, now, Role.MENTOR)
        staff = await people.person(session, now, Role.STAFF)
        student = await people.person(session, now, Role.STUDENT)
        made = await demo.seed(session, mentor, staff, now=now)
        assert made == len(demo.PEOPLE) >= 24
        assert await demo.seed(session, mentor, staff, now=now) == 0
    async with any_db.transaction() as session:
        pool = list(await session.scalars(select(Mentor).order_by(Mentor.id)))
        assert pool[0].account_id == mentor.id
        assert all(one.appointed and one.account_id for one in pool)
        assert {tag for one in pool for tag in one.tags} == set(Tag)
        assert {word for one in pool for word in one.industries} == set(Industry)
        for word in ("演示", "示例", "Demo", "Sample"):
            assert any(word in one.name + one.organisation for one in pool)
        assert all(
            any(word in one.name + one.organisation for word in ("演示", "示例", "Demo"))
            for one in pool
        )
        assert await session.scalar(select(func.count(Notice.id))) == 0

        project = await people.project(
            session, now, student, industries=["education"], tags=["product", "team"], times=[]
        )
        found = await shortlist.for_project(session, project, now=now)
    assert len(found.rows) == 5
    assert pool[0].id in [row.mentor.id for row in found.rows]
