"""The pages of changes: forms of plain fields, before and after, two persons, nothing lost."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from core import clock as days
from core.accounts import Actor, Role
from core.db import Database
from core.kinds import Kinds
from desk import change_forms
from desk.site import make_app
from staff import changes, demo
from staff.kinds import KINDS
from staff.models import Programme, RuleChange, Window
from tests.chat import strict_texts
from tests.desk.conftest import Browser, Clock, csrf, get

Enter = Callable[[Actor], Awaitable[Browser]]
Person = Callable[..., Awaitable[Actor]]
NASTY = "<script>alert(1)</script>\"'&"


@pytest.fixture
async def site(db: Database, clock: Clock) -> AsyncIterator[TestServer]:
    """The desk with the kinds that staff run, and an incubator."""
    async with db.transaction() as session:
        await demo.seed(session, now=clock.now)
    app = make_app(
        db, strict_texts(), clock, secret="a secret", school="示例大学", kinds=Kinds(KINDS)
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def head(person: Person) -> Actor:
    return await person(Role.HEAD)


async def post(client: Browser, path: str, **fields: str) -> tuple[int, str, str]:
    """Status, page, and where it leads."""
    answer = await client.post(
        path, data={"csrf": await csrf(client), **fields}, allow_redirects=False
    )
    return answer.status, await answer.text(), answer.headers.get("Location", "")


def filled(page: str) -> dict[str, str]:
    """What the form of a page would send if nobody changed it."""
    form = page.split('action="/changes/new/')[1]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name is not None
        if 'type="checkbox"' in tag:
            if " checked" in tag:
                fields[name[1]] = "on"
        else:
            fields[name[1]] = unescape(value[1]) if value else ""
    for name_, options in re.findall(r'<select name="([^"]*)">(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        fields[name_] = chosen[1] if chosen else re.findall(r'value="([^"]*)"', options)[0]
    for name_, text in re.findall(r'<textarea name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        fields[name_] = unescape(text)
    return fields


async def programme(db: Database) -> Programme:
    async with db.reading() as session:
        return (await session.scalars(select(Programme))).one()


async def test_a_time_is_proposed_compared_and_approved(
    db: Database, enter: Enter, staff: Actor, head: Actor
) -> None:
    client = await enter(staff)
    _, overview = await get(client, "/changes")
    assert "入孵申请 · 材料审查" in overview
    assert "5 个工作日内" in overview
    status, page = await get(client, "/changes/new/promise?kind=incubation&state=checking")
    assert status == 200
    assert 'name="period" value="5wd"' in page

    fields = {"kind": "incubation", "state": "checking", "period": "3wd"}
    status, page, _ = await post(client, "/changes/new/promise", **fields, reason=" ")
    assert status == 409
    assert 'name="period" value="3wd"' in page  # what was typed is still there
    status, page, there = await post(client, "/changes/new/promise", **fields, reason=NASTY)
    assert (status, there) == (303, "/changes/1")

    _, page = await get(client, there)
    assert "5 个工作日内" in page
    assert "3 个工作日内" in page
    assert "<script>alert" not in page
    assert "/changes/1/approve" not in page  # not the proposer's to approve
    status, page, _ = await post(client, "/changes/1/approve")
    assert status == 409
    boss = await enter(head)
    _, page = await get(boss, "/changes/1")
    assert "/changes/1/approve" in page
    status, _, there = await post(boss, "/changes/1/approve")
    assert (status, there) == (303, "/changes/1")
    status, page, _ = await post(boss, "/changes/1/approve")
    assert status == 409
    assert "已经同意并生效" in page
    _, overview = await get(boss, "/changes")
    assert "3 个工作日内 <span" in overview
    assert "已生效" in overview


async def test_a_head_refuses_with_a_reason(
    db: Database, enter: Enter, staff: Actor, head: Actor
) -> None:
    fields = {"kind": "incubation", "state": "checking", "period": "3wd", "reason": "演示"}
    await post(await enter(staff), "/changes/new/promise", **fields)
    boss = await enter(head)
    assert (await post(boss, "/changes/1/refuse", note=" "))[0] == 409
    assert (await post(boss, "/changes/1/refuse", note=NASTY))[0] == 303
    _, page = await get(boss, "/changes/1")
    assert "已退回" in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "word", ["programme", "articles", "rules", "documents", "rubric", "window"]
)
async def test_a_form_sent_back_as_it_came_changes_nothing(
    db: Database, enter: Enter, staff: Actor, word: str
) -> None:
    client = await enter(staff)
    subject = (await programme(db)).id
    if word == "window":
        async with db.reading() as session:
            subject = (await session.scalars(select(Window.id))).first() or 0
    _, page = await get(client, f"/changes/new/{word}?id={subject}")
    fields = {**filled(page), "reason": "演示"}
    fields.pop("csrf")
    status, page, _ = await post(client, f"/changes/new/{word}", **fields)
    assert status == 409
    assert "没有要改的地方" in page


async def test_rules_are_edited_in_plain_fields(
    db: Database, enter: Enter, staff: Actor, head: Actor
) -> None:
    client, held = await enter(staff), await programme(db)
    _, page = await get(client, f"/changes/new/rules?id={held.id}")
    fields = {**filled(page), "reason": "演示"}
    fields.pop("csrf")
    last = len(held.rules)
    assert fields["1-value"] == "2"
    fields["1-value"] = "3"
    fields |= {f"{last}-kind": "stage", f"{last}-value": "prototype", f"{last}-basis": "第五条"}
    fields["0-kind"] = ""  # dropped
    status, page, there = await post(client, "/changes/new/rules", **fields)
    assert status == 303, page
    assert (await post(await enter(head), f"{there}/approve"))[0] == 303
    rules = (await programme(db)).rules
    assert [rule["key"] for rule in rules] == [
        *(rule["key"] for rule in held.rules[1:]),
        "stage-1",
    ]
    assert rules[0] == {**held.rules[1], "least": 3}
    assert rules[-1] == {
        "key": "stage-1", "kind": "stage", "least": "prototype", "basis": "第五条", "hard": False,
    }  # fmt: skip
    fields[f"{last}-value"] = "nowhere"
    status, page, _ = await post(client, "/changes/new/rules", **fields)
    assert status == 409
    assert f"第 {last} 行不对" in page


async def test_a_calendar_is_typed_in_lines(
    db: Database, enter: Enter, staff: Actor, head: Actor, clock: Clock
) -> None:
    client = await enter(staff)
    fields = {
        "id": "2027",
        "off": "2027-01-01 元旦\n2027-10-01 至 2027-10-03 国庆节",
        "worked": "2027-10-09 国庆调休",
        "source": "演示通知",
        "complete": "on",
        "reason": "演示",
    }
    wrong = {**fields, "worked": "2027-10-01 国庆调休"}
    status, page, _ = await post(client, "/changes/new/calendar", **wrong)
    assert status == 409
    assert "2027-10-01 写了两次，或者既放假又上班" in page
    assert "2027-10-01 国庆调休</textarea>" in page
    for text in ("国庆", "2027-13-01 元旦", "2027-01-01", "2027-01-05 至 2027-01-01 元旦"):
        assert (await post(client, "/changes/new/calendar", **{**fields, "off": text}))[0] == 409
    status, page, there = await post(client, "/changes/new/calendar", **fields)
    assert status == 303, page
    _, page = await get(client, there)
    assert "放假（国庆节）" in page
    await post(await enter(head), f"{there}/approve")
    async with db.reading() as session:
        calendar = await days.load(session)
    held = [calendar.is_workday(date(2027, 10, day)) for day in (1, 4, 8, 9, 10)]
    assert held == [False, True, True, True, False]
    _, page = await get(client, "/changes/new/calendar?id=2027")
    assert "2027-10-02 国庆节" in page
    assert 'name="complete" checked' in page


async def test_a_window_and_a_programme_are_proposed(
    db: Database, enter: Enter, staff: Actor, head: Actor
) -> None:
    client, boss = await enter(staff), await enter(head)
    held = await programme(db)
    _, page = await get(client, f"/changes/new/window?programme={held.id}")
    assert f'name="programme" value="{held.id}"' in page
    status, page, there = await post(
        client, "/changes/new/window", id="", programme=str(held.id), reason="演示",
        opens_at="2028-03-01T00:00", closes_at="2028-04-01T00:00",
    )  # fmt: skip
    assert status == 303, page
    _, page = await get(boss, there)
    assert "2028-03-31 24:00" in page
    assert (await post(boss, f"{there}/approve"))[0] == 303
    status, page = await get(client, "/changes/new/programme")
    assert 'name="stay_months" value="12"' in page
    status, page, there = await post(
        client, "/changes/new/programme", id="", name=NASTY, name_en="", seats="2",
        seat_prefix="X-", stay_months="6", active="on", reason="演示",
    )  # fmt: skip
    assert status == 303, page
    assert (await post(boss, f"{there}/approve"))[0] == 303
    _, page = await get(client, "/changes")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


async def test_odd_addresses_and_foreign_forms_change_nothing(
    db: Database, enter: Enter, staff: Actor, person: Person
) -> None:
    client = await enter(staff)
    for path in (
        "/changes/99",
        "/changes/new/weather",
        "/changes/new/rules",
        "/changes/new/rules?id=99",
        "/changes/new/rules?id=x",
        "/changes/new/rules?id=٣",
        "/changes/new/window?id=" + "9" * 40,
        "/changes/new/promise?kind=nothing&state=x",
        "/changes/new/calendar?id=0",
    ):
        assert (await get(client, path))[0] == 404, path
    status, _ = await get(client, "/changes/new/promise?kind=incubation&state=draft")
    assert status == 409
    status, _, _ = await post(
        client, "/changes/new/window", id="", programme="abc", opens_at="", closes_at="", reason="x"
    )
    assert status == 409
    answer = await client.post("/changes/new/promise", data={"kind": "incubation"})
    assert answer.status == 403
    async with db.reading() as session:
        assert (await session.scalars(select(RuleChange.id))).all() == []


def test_rows_survive_a_form_whole() -> None:
    row: dict[str, Any] = {
        "rules": [
            {"key": "a", "kind": "equity", "least": "50", "only_if": ["x", True]},
            {"key": "b", "kind": "enrolled", "graduates": True, "basis": "第一条", "hard": False},
            {"key": "c", "kind": "free", "names": {"zh-CN": "合法", "en": "Lawful"}},
        ]
    }
    assert change_forms.read("rules", change_forms.shown("rules", row), row) == row
    assert set(changes.SUBJECTS) >= set(change_forms.LISTS)
