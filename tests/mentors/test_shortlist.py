"""Who stands on a list and who does not, against real databases."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.accounts import Actor, Role
from core.db import Database, Session
from core.errors import NotFound
from mentors import embedding, pairing, shortlist
from mentors.models import Exposure, MatchRequest, Offer
from students.models import Project, StudentProfile
from tests.mentors import people


async def an_offer(
    session: Session, student: Actor, project: Project, mentor_id: int, state: str, at: datetime
) -> Offer:
    request = MatchRequest(
        student_id=student.id, project_id=project.id, client_key=f"{mentor_id}-{at}", opened_at=at
    )
    session.add(request)
    await session.flush()
    offer = Offer(
        request_id=request.id,
        student_id=student.id,
        mentor_id=mentor_id,
        state=state,
        opened_at=at,
    )
    session.add(offer)
    await session.flush()
    return offer


async def listed(session: Session, project: Project, now: datetime) -> list[int]:
    found = await shortlist.for_project(session, project, now=now)
    return [row.mentor.id for row in found.rows]


async def test_the_mentor_who_covers_more_comes_first(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        one = await people.mentor(session, now)
        both = await people.mentor(session, now, tags=["funding", "law"])
        project = await people.project(session, now, student)
        found = await shortlist.for_project(session, project, now=now)

    assert [row.mentor.id for row in found.rows] == [both.id, one.id]
    assert found.total == 2
    assert found.rows[0].ranked.score > found.rows[1].ranked.score


async def test_a_mentor_never_asked_gets_a_place_and_no_praise(
    any_db: Database, now: datetime
) -> None:
    async with any_db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        known = [
            await people.mentor(session, now, tags=["funding"], asked=10, yes=5) for _ in range(6)
        ]
        new = await people.mentor(session, now, tags=["funding"])
        full = await people.mentor(session, now, tags=["funding"], capacity=0)
        project = await people.project(session, now, student)
        found = await shortlist.for_project(session, project, now=now)

    assert found.rows[0].mentor.id == new.id
    assert full.id not in [row.mentor.id for row in found.rows]
    assert {row.mentor.id for row in found.rows[1:]} < {mentor.id for mentor in known}
    assert len({row.ranked.score for row in found.rows}) == 1
    assert found.rows[0].reasons == found.rows[1].reasons


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"accepting": False}, "not-accepting"),
        ({"account_id": None}, "not-accepting"),
        ({"vacation_from": date(2026, 11, 20), "vacation_to": date(2026, 11, 20)}, "on-vacation"),
        ({"paused_until": date(2026, 11, 30)}, "on-vacation"),
        ({"capacity": 0}, "full"),
        ({"capacity": 2, "used": 2}, "full"),
        ({"languages": ["en"]}, "no-language"),
        ({"times": ["mon-morning"]}, "no-time"),
        ({"campuses": ["西校区"], "online": False}, "campus"),
        ({"appointed": False}, "not-in-pool"),
    ],
)
async def test_who_cannot_be_asked_is_told_apart(
    db: Database, now: datetime, values: dict[str, Any], code: str
) -> None:
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        away = await people.mentor(session, now, **values)
        here = await people.mentor(session, now)
        project = await people.project(session, now, student)

        assert await listed(session, project, now) == [here.id]
        absence = await shortlist.why_not(session, project, away.id, now=now)
        present = await shortlist.why_not(session, project, here.id, now=now)

    assert (absence.code, present.code) == (code, "listed")


async def test_a_vacation_that_is_over_hides_nobody(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        back = await people.mentor(
            session, now, vacation_from=date(2026, 11, 1), vacation_to=date(2026, 11, 19)
        )
        project = await people.project(session, now, student)

        assert await listed(session, project, now) == [back.id]


async def test_a_mentor_is_never_shown_to_himself(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        both = await people.person(session, now, Role.STUDENT, Role.MENTOR)
        other = await people.person(session, now, Role.STUDENT)
        own = await people.mentor(session, now, account_id=both.id)
        mine = await people.project(session, now, both)
        theirs = await people.project(session, now, other)

        assert await listed(session, mine, now) == []
        assert (await shortlist.why_not(session, mine, own.id, now=now)).code == "own"
        assert await listed(session, theirs, now) == [own.id]


async def test_conflicts_and_blocks_stay_private(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        staff = await people.person(session, now, Role.STAFF)
        student = await people.person(session, now, Role.STUDENT)
        session.add(StudentProfile(account_id=student.id, lab="演示课题组", changed_at=now))
        related = await people.mentor(session, now)
        blocked = await people.mentor(session, now)
        lab = await people.mentor(session, now, lab=" 演示课题组 ")
        free = await people.mentor(session, now)
        project = await people.project(session, now, student)
        await pairing.declare(session, staff, related.id, student.id, "relative", now=now)
        await pairing.declare(session, student, blocked.id, student.id, "blocked", now=now)

        assert await listed(session, project, now) == [free.id]
        for hidden in (related, blocked, lab):
            absence = await shortlist.why_not(session, project, hidden.id, now=now)
            assert absence.code == "private"


@pytest.mark.parametrize(
    ("state", "days_ago", "asked_again"),
    [
        ("held", 0, False),
        ("accepted", 200, False),
        ("declined", 10, False),
        ("expired", 89, False),
        ("declined", 91, True),
        ("withdrawn", 0, True),
    ],
)
async def test_who_was_asked_before_is_not_offered_again(
    db: Database, now: datetime, state: str, days_ago: int, asked_again: bool
) -> None:
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        chosen = await people.mentor(session, now)
        project = await people.project(session, now, student)
        at = now - timedelta(days=days_ago)
        await an_offer(session, student, project, chosen.id, state, at)

        assert await listed(session, project, now) == ([chosen.id] if asked_again else [])
        code = (await shortlist.why_not(session, project, chosen.id, now=now)).code
    assert code == ("listed" if asked_again else "asked")


async def test_the_limit_of_the_month_counts_what_was_given(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        student, other = [await people.person(session, now, Role.STUDENT) for _ in range(2)]
        limited = await people.mentor(session, now, capacity=5, used=1, monthly_limit=1)
        project = await people.project(session, now, student)
        earlier = await people.project(session, now, other)
        offer = await an_offer(session, other, earlier, limited.id, "accepted", now)

        assert await listed(session, project, now) == []
        offer.opened_at = datetime.fromisoformat(
            "2026-10-31T15:59:00+00:00"
        )  # October's last minute
        await session.flush()
        assert await listed(session, project, now) == [limited.id]


async def test_the_kept_pool_follows_every_change(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        first = await people.mentor(session, now, campuses=["西校区"], vector=[1.0, 0.0])
        project = await people.project(session, now, student)
        assert await listed(session, project, now) == [first.id]
        second = await people.mentor(session, now, vector=[0.0, 2.0])
    async with any_db.reading() as session:
        columns = await shortlist.pool(session, now=now)
    assert columns.ids.tolist() == [first.id, second.id]
    assert columns.campuses["东校区"].tolist() == [False, True]
    assert columns.vectors is not None
    assert columns.vectors.tolist() == [[1.0, 0.0], [0.0, 1.0]]

    async with any_db.transaction() as session:
        changed = await session.get_one(type(first), first.id)
        changed.languages, changed.used, changed.vector = ["en"], 1, None
        changed.changed_at = embedding.after(changed.changed_at, now)
        gone = await session.get_one(type(second), second.id)
        gone.appointed = False
        await session.flush()
        later = await shortlist.pool(session, now=now)
        assert await listed(session, project, now) == []
    assert later.ids.tolist() == [first.id]
    assert (later.used.tolist(), later.capacity_left.tolist()) == ([1], [1])
    assert columns.ids.tolist() == [first.id, second.id], "what was handed out stays as it was"


async def test_vectors_of_another_model_are_left_out(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        for vector in ([1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0]):
            await people.mentor(session, now, vector=vector)
        project = await people.project(session, now, student, vector=[1.0, 0.0, 0.0, 0.0])
        columns = await shortlist.pool(session, now=now)

        assert columns.vectors is not None
        assert columns.vectors.tolist() == [[1.0, 0.0], [0.0, 0.0], [0.0, 1.0]]
        assert len(await listed(session, project, now)) == 3


async def test_what_was_shown_is_on_record_once_a_day(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        chosen = await people.mentor(session, now)
        project = await people.project(session, now, student)
        found = await shortlist.for_project(session, project, now=now)
        for moment in (now, now, now + timedelta(hours=7, minutes=59), now + timedelta(hours=8)):
            await shortlist.show(session, project, found, now=moment)
        rows = list(await session.scalars(select(Exposure).order_by(Exposure.id)))

    assert [row.shown_at for row in rows] == [now, now + timedelta(hours=8)]
    assert (rows[0].mentor_id, rows[0].rank, rows[0].student_id) == (chosen.id, 1, student.id)
    assert set(rows[0].terms) == {"needs", "text", "rating", "industry", "stage", "campus"}


async def test_vectors_are_made_where_they_are_missing(any_db: Database, now: datetime) -> None:
    async with any_db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        written = await people.mentor(session, now, bio="做过三家公司")
        await people.mentor(session, now, bio="")
        await people.project(session, now, student)

    def embed(texts: list[str]) -> list[list[float]]:
        return [[float(len(text)), 1.0] for text in texts]

    assert await shortlist.embed_missing(any_db, embed, now=now) == 2
    assert await shortlist.embed_missing(any_db, embed, now=now) == 0
    async with any_db.reading() as session:
        columns = await shortlist.pool(session, now=now)
        vector = await session.scalar(select(Project.vector))
    assert vector == [14.0, 1.0]
    assert columns.vectors is not None
    assert columns.vectors[columns.row_of[written.id]].tolist() == pytest.approx(
        [6 / 37**0.5, 1 / 37**0.5]
    )


async def test_an_unknown_mentor_is_not_explained(db: Database, now: datetime) -> None:
    async with db.transaction() as session:
        student = await people.person(session, now, Role.STUDENT)
        project = await people.project(session, now, student)
        with pytest.raises(NotFound):
            await shortlist.why_not(session, project, 99, now=now)
        assert await session.scalar(select(func.count()).select_from(Exposure)) == 0
