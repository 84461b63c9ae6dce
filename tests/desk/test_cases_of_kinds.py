"""Every kind of the staff's opens on the desk, in both languages, at any point of its way."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import select, update

from core.accounts import Account, Actor, Role
from core.cards import CaseCard
from core.db import Database
from core.kinds import Kinds
from desk.site import make_app
from staff import consultations
from staff.kinds import KINDS
from tests.chat import strict_texts
from tests.desk.conftest import Browser, Clock, get
from tests.desk.test_queue import post
from tests.staff import panel
from tests.staff.incubator import Incubator

Enter = Callable[[Actor], Awaitable[Browser]]


@pytest.fixture
async def site(db: Database, clock: Clock) -> AsyncIterator[TestServer]:
    app = make_app(db, strict_texts(), clock, secret="another secret", kinds=Kinds(KINDS))
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


async def speaks(db: Database, who: Actor, locale: str) -> None:
    async with db.transaction() as session:
        await session.execute(update(Account).where(Account.id == who.id).values(locale=locale))


async def opened(db: Database, enter: Enter, staff: Actor) -> dict[str, str]:
    """The page of every case that staff may see, by kind, read in both languages."""
    async with db.reading() as session:
        cards = [card for card in await session.scalars(select(CaseCard)) if card.submitted]
    pages = {}
    for locale in ("en", "zh-CN"):
        await speaks(db, staff, locale)
        client = await enter(staff)
        assert (await get(client, "/queue"))[0] == 200
        for card in cards:
            status, text = await get(client, f"/cases/{card.kind}/{card.case_id}")
            assert status == 200, (card.kind, card.state, text)
            assert "None" not in text
            pages[card.kind] = text
    return pages


async def test_an_incubation_and_its_stay(db: Database, clock: Clock, enter: Enter) -> None:
    incubator = await Incubator(db, clock.now).open()
    _, case = await incubator.submitted()
    pages = await opened(db, enter, incubator.staff)
    assert "plan.pdf" in pages["incubation"]
    assert "全部评审交齐之前看不到分数" in pages["incubation"]
    client = await enter(incubator.staff)
    assert (await post(client, f"/cases/incubation/{case}/step", ("event", "take")))[0] == 303
    status, text = await post(client, f"/cases/incubation/{case}/step", ("event", "pass"))
    assert status == 409  # too few reviewers
    assert 'role="alert"' in text
    await incubator.staying()
    pages = await opened(db, enter, incubator.staff)
    assert "B-02" in pages["stay"]
    assert "这些步骤在聊天里办" in pages["stay"]


async def test_averages_are_shown_when_all_reviews_are_in(
    db: Database, clock: Clock, enter: Enter
) -> None:
    office = await panel.open_office(db, clock.now)
    await panel.passed(db, office, clock.now)
    page = f"/cases/incubation/{office.application}"
    client = await enter(office.staff)
    _, before = await get(client, page)
    assert "看不到分数" in before
    await panel.reviewed(db, office, office.reviewers[0], clock.now)
    _, between = await get(client, page)
    assert "看不到分数" in between
    await panel.reviewed(db, office, office.reviewers[1], clock.now)
    _, after = await get(client, page)
    assert re.search(r"平均 [\d.]+ 分（百分制，2 份评审）", after)
    head = await enter(office.head)
    _, seen = await get(head, page)
    assert "这些步骤在聊天里办" in seen
    status, text = await post(head, f"{page}/step", ("event", "approve"))
    assert status == 409
    assert await panel.state_of(db, office) == "deciding"
    assert 'role="alert"' in text


async def test_a_consultation_is_answered_on_its_page(
    db: Database, clock: Clock, enter: Enter, person: Callable[..., Awaitable[Actor]]
) -> None:
    asker, staff = await person(Role.STUDENT), await person(Role.STAFF)
    async with db.transaction() as session:
        case = await consultations.write(
            session, asker, "入孵后工位能用多久？<b>", "u1", now=clock.now
        )
        case_id = case.id
    pages = await opened(db, enter, staff)
    assert "入孵后工位能用多久？&lt;b&gt;" in pages["consultation"]
    client, page = await enter(staff), f"/cases/consultation/{case_id}"
    status, text = await post(client, f"{page}/answer", ("note", " "), ("key", "answer"))
    assert (status, 'role="alert"' in text) == (409, True)
    status, _ = await post(client, f"{page}/answer", ("note", "六个月，可以延期一次。"))
    assert status == 303
    status, text = await post(client, f"{page}/answer", ("note", "再答一次。"))
    assert status == 409
    assert "六个月，可以延期一次。" in text
