"""The made-up incubator of the demo: whole, plainly fictional, and made once."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from cases.contents import Content
from cases.documents import Document
from core.db import Database
from staff import demo, eligibility, programmes, rubrics
from staff.models import Programme, Window


async def test_the_demo_has_one_programme_however_often_it_starts(
    any_db: Database, now: datetime
) -> None:
    for _ in range(2):
        async with any_db.transaction() as session:
            await demo.seed(session, now=now)

    async with any_db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Programme)) == 1
        assert await session.scalar(select(func.count()).select_from(Window)) == demo.WINDOWS
        (programme,) = await programmes.open_ones(session)
        window = await programmes.current_window(session, programme.id, now=now)
        later = await programmes.next_window(session, programme.id, now=now)
        assert len(await programmes.free_seats(session, programme.id)) == 20
    assert window is not None
    assert later is not None
    assert window.closes_at - now > timedelta(days=59)
    assert later.opens_at > window.closes_at


def test_the_demo_is_made_up_and_fits_what_reads_it() -> None:
    programme = demo.PROGRAMME
    assert programme["name"].startswith("示范")
    assert programme["policy"].startswith("示范")
    assert [eligibility.problem(rule) for rule in programme["rules"]] == [""] * 8
    numbers = {article["number"] for article in programme["articles"]}
    assert {rule["basis"] for rule in programme["rules"]} <= numbers
    for row in programme["documents"]:
        assert set(Document.from_row(row).contents) <= set(Content)
        assert set(row["names"]) == {"zh-CN", "en"}
    assert sum(one.weight for one in rubrics.criteria(programme["rubric"])) == 100
