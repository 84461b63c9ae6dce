"""Who gets into the desk, how, and for how long."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from core import accounts
from core.accounts import Actor, Role
from core.db import Database
from core.errors import NotAllowed
from staff import entry
from staff.entry import DeskLinkNotValid
from staff.models import DeskLink, DeskSession
from tests.desk.conftest import Browser, Clock, csrf, get

Person = Callable[..., Awaitable[Actor]]
Link = Callable[[Actor], Awaitable[str]]
Enter = Callable[[Actor], Awaitable[Browser]]
NewBrowser = Callable[[], Browser]
CLOSED = "请在聊天里给助手发 /desk"


async def test_link_shows_a_button_and_the_button_opens_the_desk(
    browser: NewBrowser, link: Link, staff: Actor
) -> None:
    code, client = await link(staff), browser()
    for _ in range(3):  # a preview robot and a curious reload spend nothing
        status, text = await get(client, f"/enter?code={code}")
        assert (status, "进入工作台" in text) == (200, True)

    answer = await client.post("/enter", data={"code": code}, allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # plain http here
    assert (await get(client, "/mentors"))[0] == 200


async def test_without_a_session_every_page_is_closed(browser: NewBrowser) -> None:
    for path in ("/", "/mentors", "/mentors/weeks.csv", "/rounds", "/rounds/1"):
        status, text = await get(browser(), path)
        assert (status, CLOSED in text) == (401, True), path
    for path in ("/leave", "/rounds/1/approve"):
        answer = await browser().post(path, data={"csrf": "x"})
        assert answer.status == 401


@pytest.mark.parametrize("role", [Role.STUDENT, Role.MENTOR])
async def test_only_staff_get_a_link(
    db: Database, clock: Clock, person: Person, role: Role
) -> None:
    stranger = await person(role)
    async with db.transaction() as session:
        with pytest.raises(NotAllowed):
            await entry.new_link(session, stranger, now=clock.now)
        assert await session.scalar(select(DeskLink.id)) is None


async def test_link_of_somebody_who_is_no_longer_staff_opens_nothing(
    db: Database, clock: Clock, browser: NewBrowser, link: Link, staff: Actor
) -> None:
    code = await link(staff)
    async with db.transaction() as session:
        await accounts.revoke(session, staff.id, Role.STAFF, None, now=clock.now)

    answer = await browser().post("/enter", data={"code": code}, allow_redirects=False)

    assert answer.status == 403
    async with db.reading() as session:
        assert await session.scalar(select(DeskSession.id)) is None


async def test_used_link_is_refused_but_not_to_who_used_it(
    browser: NewBrowser, link: Link, staff: Actor
) -> None:
    code, first, second = await link(staff), browser(), browser()
    await first.post("/enter", data={"code": code}, allow_redirects=False)

    again = await first.post("/enter", data={"code": code}, allow_redirects=False)
    other = await second.post("/enter", data={"code": code}, allow_redirects=False)

    assert (again.status, again.headers["Location"]) == (303, "/")
    assert (other.status, "已经用过或已过期" in await other.text()) == (403, True)
    assert (await get(second, "/mentors"))[0] == 401


async def test_link_lasts_fifteen_minutes(
    clock: Clock, browser: NewBrowser, link: Link, staff: Actor
) -> None:
    code = await link(staff)
    clock.now += timedelta(minutes=15)
    late = await browser().post("/enter", data={"code": code}, allow_redirects=False)
    clock.now -= timedelta(seconds=1)
    in_time = await browser().post("/enter", data={"code": code}, allow_redirects=False)

    assert (late.status, in_time.status) == (403, 303)


async def test_new_link_makes_the_earlier_one_useless(
    browser: NewBrowser, link: Link, staff: Actor
) -> None:
    earlier, later = await link(staff), await link(staff)
    first = await browser().post("/enter", data={"code": earlier}, allow_redirects=False)
    second = await browser().post("/enter", data={"code": later}, allow_redirects=False)

    assert (first.status, second.status) == (403, 303)


@pytest.mark.parametrize("code", ["", "x", "../../etc", "\0", "码" * 40, "a" * 5_000])
async def test_made_up_code_is_refused(
    browser: NewBrowser, link: Link, staff: Actor, code: str
) -> None:
    await link(staff)
    answer = await browser().post("/enter", data={"code": code}, allow_redirects=False)
    shown, _ = await get(browser(), "/enter", params={"code": code})

    assert (answer.status, shown) == (403, 200)


async def test_session_ends_after_half_a_day(clock: Clock, enter: Enter, staff: Actor) -> None:
    client = await enter(staff)
    clock.now += timedelta(hours=12) - timedelta(seconds=1)
    before, _ = await get(client, "/mentors")
    clock.now += timedelta(seconds=1)
    after, _ = await get(client, "/mentors")

    assert (before, after) == (200, 401)


async def test_role_that_ends_closes_the_desk_at_once(
    db: Database, clock: Clock, enter: Enter, staff: Actor
) -> None:
    client = await enter(staff)
    assert (await get(client, "/mentors"))[0] == 200
    async with db.transaction() as session:
        await accounts.revoke(session, staff.id, Role.STAFF, None, now=clock.now)

    assert (await get(client, "/mentors"))[0] == 401


async def test_signing_out_ends_the_session_wherever_its_cookie_lies(
    enter: Enter, staff: Actor, browser: NewBrowser, site: TestServer
) -> None:
    client, thief = await enter(staff), browser()
    value = next(iter(client.session.cookie_jar)).value
    stolen = {f"desk-{site.port}": value}
    assert (await get(thief, "/mentors", cookies=stolen))[0] == 200

    answer = await client.post("/leave", data={"csrf": await csrf(client)}, allow_redirects=False)

    assert (answer.status, answer.headers["Location"]) == (303, "/enter")
    assert (await get(client, "/mentors"))[0] == 401
    assert (await get(thief, "/mentors", cookies=stolen))[0] == 401


async def test_forged_cookie_is_nobody(
    enter: Enter, staff: Actor, browser: NewBrowser, site: TestServer
) -> None:
    client = await enter(staff)
    name, genuine = f"desk-{site.port}", next(iter(client.session.cookie_jar)).value
    payload, _, signature = genuine.partition(".")
    for forged in (
        "",
        "x",
        payload,
        f"{payload}.{signature[:-2]}AA",
        f"A{genuine}",
        "eyJhIjoxfQ.aaaa.bbbb",
    ):
        assert (await get(browser(), "/mentors", cookies={name: forged}))[0] == 401, forged
    assert (await get(browser(), "/mentors", cookies={name: genuine}))[0] == 200


async def test_form_without_its_secret_changes_nothing(
    enter: Enter, person: Person, staff: Actor
) -> None:
    client, other = await enter(staff), await enter(await person(Role.HEAD))
    for given in ({}, {"csrf": ""}, {"csrf": "码"}, {"csrf": await csrf(other)}):
        answer = await client.post("/leave", data=given, allow_redirects=False)
        assert answer.status == 403, given
    good = {"csrf": await csrf(client)}
    foreign = await client.post(
        "/leave", data=good, headers={"Origin": "https://evil.example"}, allow_redirects=False
    )
    assert foreign.status == 403
    assert (await get(client, "/mentors"))[0] == 200
    own = {"Origin": f"http://{client.host}:{client.port}"}
    answer = await client.post("/leave", data=good, headers=own, allow_redirects=False)
    assert answer.status == 303


async def test_secrets_are_kept_as_hashes_only(
    db: Database, clock: Clock, link: Link, staff: Actor
) -> None:
    code = await link(staff)
    async with db.transaction() as session:
        _, name = await entry.enter(session, code, now=clock.now)
        kept = [
            *await session.scalars(select(DeskLink.code_hash)),
            *await session.scalars(select(DeskSession.name_hash)),
        ]

    assert code not in kept
    assert name not in kept
    assert len(kept) == 2


async def test_one_link_opens_one_session_on_either_engine(any_db: Database, clock: Clock) -> None:
    async with any_db.transaction() as session:
        actor = await accounts.identify(
            session, "web", 5, name="虚构老师", locale="zh-CN", now=clock.now
        )
        await accounts.grant(session, actor.id, Role.STAFF, None, now=clock.now)
        actor = await accounts.actor_of(session, actor.id)
        code = await entry.new_link(session, actor, now=clock.now)
    async with any_db.transaction() as session:
        entered, name = await entry.enter(session, code, now=clock.now)
        with pytest.raises(DeskLinkNotValid):
            await entry.enter(session, code, now=clock.now)
        found = await entry.visitor(session, name, now=clock.now)
        await entry.leave(session, name, now=clock.now)
        gone = await entry.visitor(session, name, now=clock.now)

    assert (entered, found, gone) == (actor, actor, None)
