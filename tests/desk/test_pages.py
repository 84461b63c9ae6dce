"""The desk's pages on real figures: escaped, guarded by headers, whole for awkward questions."""

import csv
import io
import json
import re
from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from core.accounts import Actor, Role
from core.db import Database
from mentors import instances, plans, round_offers, round_views, rounds
from mentors.models import Offer
from tests.desk.conftest import Browser, Clock, csrf, get
from tests.mentors import people
from tests.mentors.pool import Market
from tests.mentors.test_rounds import Cohort, cohort

Person = Callable[..., Awaitable[Actor]]
Enter = Callable[[Actor], Awaitable[Browser]]
NASTY = "<script>alert(1)</script>\"'&"


async def busy_pool(db: Database, clock: Clock) -> None:
    """Silent mentors with awkward names, waiting needs, and students of several colleges."""
    async with db.transaction() as session:
        market = Market(session, clock.now)
        silent = await market.mentor(NASTY, silent=4, asked=5, tags=["law"])
        await market.mentor("=cmd|' /C calc'!A0", silent=3, asked=3)
        for number in range(7):
            student = await market.account(college=f"<b>{NASTY}</b>"[:30], grade="y2")
            request = await market.request(
                student, ago=timedelta(days=5 + number), tags=["law", "tax"]
            )
            await market.offer(
                request,
                silent,
                ago=timedelta(days=4 + number),
                state=("accepted", "declined", "expired")[number % 3],
                answered_after=timedelta(hours=20 + 30 * number),
            )


async def test_overview_shows_figures_and_escapes_names(
    db: Database, clock: Clock, enter: Enter, staff: Actor
) -> None:
    await busy_pool(db, clock)
    status, text = await get(await enter(staff), "/mentors")

    assert status == 200
    assert text.count('<svg class="chart"') == 4
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;" in text
    assert "<b>&lt;script" not in text
    assert " style=" not in text
    assert re.search(r"发出的请求</dt><dd>7</dd>", text)
    assert "本科二年级" in text
    assert "7 个项目，每十个至少一位导师，应有 1 位，在聘 2 位。 达标" in text


async def test_overview_of_an_empty_pool_is_whole(enter: Enter, staff: Actor) -> None:
    status, text = await get(await enter(staff), "/mentors")

    assert status == 200
    assert "还没有人等到答应" in text
    assert "None" not in text


@pytest.mark.parametrize(
    "query", ["days=0", "days=-5", "days=1e9", "days=abc", "days=%00", "days=90&days=x", "x=%F0"]
)
async def test_garbage_in_the_address_means_the_usual_span(
    enter: Enter, staff: Actor, query: str
) -> None:
    client = await enter(staff)
    status, text = await get(client, f"/mentors?{query}")

    assert status == 200
    assert 'href="/mentors?days=90" aria-current="true"' in text
    _, month = await get(client, "/mentors?days=30")
    assert 'href="/mentors?days=30" aria-current="true"' in month


@pytest.mark.parametrize("sheet", ["weeks", "needs", "silent", "groups", "ratio"])
async def test_tables_come_as_files_that_excel_opens(
    db: Database, clock: Clock, enter: Enter, staff: Actor, sheet: str
) -> None:
    await busy_pool(db, clock)
    answer = await (await enter(staff)).get(f"/mentors/{sheet}.csv")
    content = await answer.read()

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="mentors-{sheet}.csv"'
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert rows
    assert all(len(row) == len(head) for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    if sheet == "silent":
        assert [row[0] for row in rows] == [NASTY, "'=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("role", [Role.STAFF, Role.HEAD, Role.ADMIN])
async def test_everybody_who_may_enter_sees_the_pool(
    enter: Enter, person: Person, role: Role
) -> None:
    client = await enter(await person(role))
    for path in ("/mentors", "/rounds", "/mentors/ratio.csv"):
        assert (await get(client, path))[0] == 200, path


async def test_unknown_pages_are_not_found(enter: Enter, staff: Actor) -> None:
    client = await enter(staff)
    for path in (
        "/mentors/accounts.csv",
        "/rounds/7",
        "/rounds/99999999999999999999",
        "/rounds/x",
        "/static/0000/desk.css",
        "/..%2f..%2fetc/passwd",
    ):
        status, text = await get(client, path)
        assert (status, "回到首页" in text) == (404, True), path
    answer = await client.post("/mentors")
    assert answer.status == 405


async def test_too_large_a_form_is_refused(enter: Enter, staff: Actor) -> None:
    client = await enter(staff)
    answer = await client.post("/leave", data={"csrf": "x" * 200_000})

    assert answer.status == 413
    assert "没有收下" in await answer.text()


async def test_every_answer_carries_the_safety_headers(enter: Enter, staff: Actor) -> None:
    client = await enter(staff)
    for path in ("/mentors", "/", "/nothing", "/mentors/weeks.csv"):
        answer = await client.get(path, allow_redirects=False)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    _, text = await get(client, "/mentors")
    style = re.findall(r'<link rel="stylesheet" href="([^"]+)">', text)
    assert len(style) == 1
    answer = await client.get(style[0])
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in answer.headers["Cache-Control"]
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)


async def test_page_speaks_the_language_of_the_account(
    db: Database, enter: Enter, staff: Actor
) -> None:
    from core import accounts

    async with db.transaction() as session:
        await accounts.set_locale(session, staff, "en")
    client = await enter(staff)

    assert "How long until the first yes" in (await get(client, "/mentors"))[1]
    assert '<html lang="en">' in (await get(client, "/rounds"))[1]


@pytest.fixture
async def planned(db: Database, clock: Clock) -> Cohort:
    async with db.transaction() as session:
        made = await cohort(session, clock.now, [2, 1], 5)
        found = await made.planned()
        project = await session.get_one(
            type(await people.project(session, clock.now, made.staff)),
            made.requests[0].project_id,
        )
        project.title = NASTY
        assert found.id == 1
    return made


async def test_round_shows_pairs_reasons_and_proof(planned: Cohort, enter: Enter) -> None:
    status, text = await get(await enter(planned.other), "/rounds/1")

    assert status == 200
    assert text.count('<ul class="why">') == 3
    assert "<script" not in text
    assert "已重新计算，与方案一致" in text
    assert "核对无误，发布" in text
    assert "秋季营" in (await get(await enter(planned.staff), "/rounds"))[1]


async def test_second_person_publishes_a_round_and_the_first_may_not(
    db: Database, clock: Clock, planned: Cohort, enter: Enter, person: Person
) -> None:
    first, second = await enter(planned.staff), await enter(planned.other)
    _, own = await get(first, "/rounds/1")
    assert "核对无误，发布" not in own
    refused = await first.post("/rounds/1/approve", data={"csrf": await csrf(first)})
    assert (refused.status, "另一位老师" in await refused.text()) == (409, True)
    admin = await enter(await person(Role.ADMIN))
    stranger = await admin.post("/rounds/1/approve", data={"csrf": await csrf(admin)})
    assert stranger.status == 404
    forged = await second.post("/rounds/1/approve", data={"csrf": "x"})
    assert forged.status == 403

    done = await second.post(
        "/rounds/1/approve", data={"csrf": await csrf(second)}, allow_redirects=False
    )
    again = await second.post("/rounds/1/approve", data={"csrf": await csrf(second)})

    assert (done.status, done.headers["Location"]) == (303, "/rounds/1")
    assert again.status == 409
    _, text = await get(second, "/rounds/1")
    assert "3 份邀约正在发出" in text
    assert ("已发出" in text, "未发出" in text) == (False, False)
    async with db.reading() as session:
        assert await session.scalar(select(func.count(Offer.id))) == 0
        assert (await round_views.card(session, planned.staff, 1)).pending == 3

    assert await round_offers.keep(db, now=clock.now) == 1

    _, text = await get(second, "/rounds/1")
    assert text.count("已发出") == 3
    assert "正在发出" not in text
    async with db.reading() as session:
        assert (await rounds.find(session, planned.staff, 1)).state == "published"


async def test_plan_and_cancel_work_from_the_page(planned: Cohort, enter: Enter) -> None:
    client = await enter(planned.other)
    good = {"csrf": await csrf(client)}
    again = await client.post("/rounds/1/plan", data=good, allow_redirects=False)
    given_up = await client.post("/rounds/1/cancel", data=good, allow_redirects=False)
    late = await client.post("/rounds/1/plan", data=good, allow_redirects=False)

    assert (again.status, given_up.status, late.status) == (303, 303, 409)
    assert "已取消" in (await get(client, "/rounds/1"))[1]


async def test_certificate_of_a_round_proves_the_plan_to_anybody(
    planned: Cohort, enter: Enter
) -> None:
    answer = await (await enter(planned.other)).get("/rounds/1/certificate.json")
    told: dict[str, Any] = json.loads(await answer.text())

    assert plans.problems(instances.parse(deepcopy(told["instance"])), told["plan"]) == []
    worse = {**told["plan"], "value": told["plan"]["value"] + 1}
    assert plans.problems(instances.parse(deepcopy(told["instance"])), worse)
    assert "示例导师" not in await answer.text()


async def test_pairs_come_as_a_file(planned: Cohort, enter: Enter) -> None:
    answer = await (await enter(planned.other)).get("/rounds/1/pairs.csv")
    head, *rows = csv.reader(io.StringIO((await answer.read()).decode("utf-8-sig")))

    assert len(rows) == 5
    assert head[:3] == ["请求编号", "学生", "项目"]
    assert sum(bool(row[3]) for row in rows) == 3
