"""Notices on the way to people: who gets them where and when, and what every answer leads to."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from datetime import time as at
from itertools import pairwise
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import func, select, update

from core import outbox
from core.accounts import Account, Address, actor_of, set_quiet_hours
from core.actions import Action
from core.clock import SHANGHAI
from core.db import Database
from core.outbox import Notice
from courier import process
from courier.models import Pace
from courier.pacing import opens_at
from courier.process import until_migrated
from tests.bot.server import Answer, BotApi, bare_500, garbage, hang_up, html_502, refusal, serving
from tests.courier.rig import Office, office, until, utc_now

BLOCKED = "Forbidden: bot was blocked by the user"


@pytest.fixture
async def here(any_db: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """An office on each database engine."""
    async with office(any_db, tmp_path) as opened:
        yield opened


@pytest.fixture
async def small(db: Database, tmp_path: Path) -> AsyncIterator[Office]:
    """An office on SQLite, for what no database decides."""
    async with office(db, tmp_path) as opened:
        yield opened


async def addresses(db: Database) -> list[tuple[str, int, bool]]:
    async with db.reading() as session:
        rows = await session.scalars(select(Address).order_by(Address.id))
        return [(row.channel, row.chat_id, row.blocked_at is not None) for row in rows]


async def test_notice_arrives_in_the_readers_language_with_its_buttons(here: Office) -> None:
    person = await here.person("web", 7, "en")
    actions = [Action("offer", 12, event) for event in ("accept", "decline", "later")]
    params = {"student": "小萌", "note": "<A&B>"}
    await here.put(person, "offer-propose-mentor", params, actions)

    (notice,) = await here.delivered("sent")

    ((_, request),) = here.apis["web"].requests
    assert request["text"] == "<b>小萌</b> would like your advice: &lt;A&amp;B&gt;"
    assert (request["chat_id"], request["parse_mode"]) == ("7", "HTML")
    assert request["idempotency_key"].startswith(f"notice-{notice.id}-")
    assert json.loads(request["reply_markup"]) == {
        "inline_keyboard": [
            [
                {"text": "Advise", "callback_data": "a:offer:12:accept"},
                {"text": "Decline", "callback_data": "a:offer:12:decline"},
            ],
            [{"text": "Later", "callback_data": "a:offer:12:later"}],
        ]
    }
    assert (notice.channel, notice.chat_id, notice.message_id) == ("web", 7, 1)
    assert (notice.attempts, notice.problem, notice.worker) == (1, "", "")
    assert notice.sent_at is not None


async def test_two_couriers_share_the_work_and_send_everything_once(here: Office) -> None:
    for n in range(30):
        await here.put(await here.person("web", 100 + n), "plain", {"n": n})

    async with here.delivering(couriers=2):
        await here.until_states(*["sent"] * 30)

    assert sorted(here.apis["web"].shown) == [(100 + n, f"第 {n} 条") for n in range(30)]


async def test_notices_of_one_person_keep_their_order_and_a_second_apart(small: Office) -> None:
    person = await small.person("web", 7)
    for n in (1, 2, 3):
        await small.put(person, "plain", {"n": n})
    begun = time.monotonic()

    await small.delivered("sent", "sent", "sent")

    assert time.monotonic() - begun >= 2.0
    assert small.apis["web"].texts(7) == ["第 1 条", "第 2 条", "第 3 条"]


async def test_quiet_hours_hold_back_what_is_not_urgent(small: Office) -> None:
    hour = utc_now().astimezone(SHANGHAI).hour
    small.quiet = at(hour), at((hour + 2) % 24)
    sleeper, awake, on_duty = [await small.person("web", n) for n in (1, 2, 3)]
    await set_hours(small.db, awake, at(0), at(0))
    await small.put(sleeper)
    await small.put(awake)
    await small.put(on_duty, urgent=True)

    waiting, *_ = await small.delivered("pending", "sent", "sent")

    assert waiting.due_at.astimezone(SHANGHAI).time() == at((hour + 2) % 24)
    assert timedelta(hours=1) <= waiting.due_at - utc_now() <= timedelta(hours=2)
    assert waiting.attempts == 0
    assert sorted(small.apis["web"].shown) == [(2, "第 1 条"), (3, "第 1 条")]


async def test_own_quiet_hours_go_before_the_general_ones(small: Office) -> None:
    hour = utc_now().astimezone(SHANGHAI).hour
    person = await small.person("web", 1)
    await set_hours(small.db, person, at(hour), at((hour + 2) % 24))
    await small.put(person)
    await small.put(await small.person("web", 2))

    waiting, _ = await small.delivered("pending", "sent")

    assert waiting.due_at.astimezone(SHANGHAI).time() == at((hour + 2) % 24)


async def set_hours(db: Database, account_id: int, start: at, end: at) -> None:
    async with db.transaction() as session:
        await set_quiet_hours(session, await actor_of(session, account_id), start, end)


async def test_person_who_blocked_the_bot_is_reached_at_the_next_address(here: Office) -> None:
    now = utc_now()
    person = await here.person("telegram", 70)
    await here.also_at(person, "web", 7, now - timedelta(days=3))
    here.apis["telegram"].misbehave("sendMessage", refusal(403, BLOCKED))
    await here.put(person)

    (notice,) = await here.delivered("sent")

    assert (notice.channel, notice.chat_id, notice.attempts) == ("web", 7, 1)
    assert await addresses(here.db) == [("telegram", 70, True), ("web", 7, False)]
    await here.put(person)
    await here.delivered("sent", "sent")
    assert here.apis["telegram"].calls["sendMessage"] == 1


@pytest.mark.parametrize(
    ("status", "words"), [(403, BLOCKED), (400, "Bad Request: chat not found")]
)
async def test_person_who_is_nowhere_to_be_reached_is_not_tried_again(
    small: Office, status: int, words: str
) -> None:
    person = await small.person("telegram", 70)
    small.apis["telegram"].misbehave("sendMessage", refusal(status, words))
    await small.put(person)
    await small.put(person)
    await small.put(await small.person("elsewhere", 1))

    notices = await small.delivered("blocked", "blocked", "blocked")

    assert small.apis["telegram"].calls["sendMessage"] == 1
    assert {notice.problem for notice in notices} == {"no address of this person is open"}


async def test_forbidding_proxy_shuts_nobody_out(
    small: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidding(_: web.Request) -> web.Response:
        return web.Response(status=403, text="<html>WAF</html>", content_type="text/html")

    monkeypatch.setattr("courier.servers.MISDIRECTED_PAUSE_S", 0.3)
    small.apis["telegram"].misbehave("sendMessage", forbidding, refusal(401, "Unauthorized"))
    await small.put(await small.person("telegram", 70))

    (notice,) = await small.delivered("sent")

    assert notice.attempts == 1
    assert await addresses(small.db) == [("telegram", 70, False)]


async def test_refused_notice_is_not_sent_again(small: Office) -> None:
    words = "Bad Request: can't parse entities"
    small.apis["telegram"].misbehave("sendMessage", refusal(400, words))
    await small.put(await small.person("telegram", 70), "broken", {})
    await small.put(await small.person("telegram", 71), "never-written", {})
    await small.put(await small.person("telegram", 72))

    refused, unwritten, _ = await small.delivered("failed", "failed", "sent")

    assert refused.problem == "Can't parse entities"
    assert unwritten.problem == "there is no text never-written"
    assert small.apis["telegram"].calls["sendMessage"] == 2


@pytest.mark.parametrize("parameters", [{"retry_after": 1}, {}])
async def test_flood_control_is_obeyed_by_all_and_costs_no_attempt(
    here: Office, monkeypatch: pytest.MonkeyPatch, parameters: dict[str, int]
) -> None:
    monkeypatch.setattr("courier.servers.FLOOD_PAUSE_S", 1)
    api = here.apis["telegram"]
    api.misbehave("sendMessage", refusal(429, "Too Many Requests", **parameters))
    await here.put(await here.person("telegram", 70))
    async with here.delivering():
        refused_at = await closed_since(here)
        for n in range(5):
            await here.put(await here.person("telegram", 80 + n))
        async with here.delivering():
            notices = await here.until_states(*["sent"] * 6)

    first = min(notice.sent_at for notice in notices if notice.sent_at)
    assert first - refused_at >= timedelta(seconds=0.95)
    assert {notice.attempts for notice in notices} == {1}
    assert (len(api.shown), api.calls["sendMessage"]) == (6, 7)


async def closed_since(here: Office) -> datetime:
    """Wait until Telegram's channel is closed for about a second; about when that began."""
    while True:
        async with here.db.reading() as session:
            opens = await opens_at(session, "telegram", now=utc_now() - timedelta(seconds=1))
        if opens > utc_now() - timedelta(seconds=0.7):
            return opens
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("trouble", [html_502, bare_500, hang_up, garbage])
async def test_what_may_have_arrived_is_never_repeated_on_telegram(
    here: Office, trouble: Answer
) -> None:
    api = here.apis["telegram"]
    api.forget_to_answer("sendMessage", trouble)
    await here.put(await here.person("telegram", 70))
    (doubtful,) = await here.delivered("unknown")
    await here.put(await here.person("telegram", 71))
    await here.delivered("unknown", "sent")

    assert doubtful.problem
    assert api.shown == [(70, "第 1 条"), (71, "第 1 条")]
    async with here.db.transaction() as session:
        notice = await session.get_one(Notice, doubtful.id)
        outbox.settle(notice, arrived=False, now=utc_now())
    await here.delivered("sent", "sent")
    assert api.shown == [(70, "第 1 条"), (71, "第 1 条"), (70, "第 1 条")]


@pytest.mark.parametrize("trouble", [html_502, bare_500, hang_up, garbage])
async def test_what_may_have_arrived_is_repeated_exactly_on_our_own_server(
    small: Office, trouble: Answer
) -> None:
    api = small.apis["web"]
    api.forget_to_answer("sendMessage", trouble)
    person = await small.person("web", 7)
    await small.put(person)

    async with small.delivering():
        await until(lambda: api.calls["sendMessage"] == 1)
        # Meanwhile the person wrote from another place; the repetition must not go there.
        await small.also_at(person, "telegram", 70, utc_now() + timedelta(hours=1))
        (notice,) = await small.until_states("sent")

    assert (notice.message_id, notice.attempts) == (1, 2)
    assert api.shown == [(7, "第 1 条")]
    assert small.apis["telegram"].shown == []
    keys = {request["idempotency_key"] for _, request in api.requests}
    assert len(keys) == 1


async def test_silence_is_doubt(small: Office) -> None:
    small.timeout_s = 1.0
    api = small.apis["telegram"]

    async def never() -> None:
        await asyncio.Event().wait()

    async with between(api, never):
        await small.put(await small.person("telegram", 70))
        (notice,) = await small.delivered("unknown")

    assert notice.problem == "no answer within 1 s"
    assert api.shown == [(70, "第 1 条")]


@asynccontextmanager
async def between(api: BotApi, pause: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Let ``pause`` happen between what the server does and its answer."""

    async def call(request: web.Request) -> web.StreamResponse:
        answer = await api._call(request)
        await pause()
        return answer

    app = web.Application()
    app.router.add_post("/bot{token}/{method}", call)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    before, api.address = api.address, f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        api.address = before
        await runner.cleanup()


async def test_server_that_is_down_is_waited_for(
    here: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courier.servers.BACKOFF_S", (0.1, 0.2))
    api = BotApi(exact=False)
    async with serving(api):
        pass  # its address is known, and nobody listens there
    here.apis["telegram"] = api
    for n in range(6):
        await here.put(await here.person("telegram", 70 + n))

    async with here.delivering():

        async def noticed() -> bool:
            return any("not connected" in notice.problem for notice in await here.notices())

        await until(noticed)
        async with serving(api):
            notices = await here.until_states(*["sent"] * 6)

    assert {notice.attempts for notice in notices} == {1}
    assert len(api.shown) == 6


async def test_group_that_became_a_supergroup_is_followed(here: Office) -> None:
    api = here.apis["telegram"]
    migrated = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100700)
    api.misbehave("sendMessage", migrated)
    await here.put(await here.person("telegram", -70))

    (notice,) = await here.delivered("sent")

    assert (notice.chat_id, notice.attempts) == (-100700, 1)
    assert await addresses(here.db) == [("telegram", -100700, False)]
    assert api.shown == [(-100700, "第 1 条")]


async def test_dead_couriers_notices_are_in_doubt_or_exactly_repeated(here: Office) -> None:
    people = [await here.person(name, 7) for name in ("telegram", "web", "web")]
    for person in people:
        await here.put(person)
    long_ago = utc_now() - timedelta(hours=1)
    async with here.db.transaction() as session:
        first, second, _ = await outbox.claim(session, "dead", now=utc_now())
        outbox.sending(first, "telegram", 7, now=long_ago)
        outbox.sending(second, "web", 7, now=long_ago)
        await session.execute(update(Notice).values(lease_until=long_ago))

    notices = await here.delivered("unknown", "sent", "sent")

    assert [notice.attempts for notice in notices] == [1, 2, 1]
    assert here.apis["telegram"].shown == []
    assert len(here.apis["web"].shown) == 2


async def test_answer_that_comes_after_the_lease_ends_the_doubt(small: Office) -> None:
    api = small.apis["telegram"]
    seen: list[str] = []

    async def taken_for_dead() -> None:
        async with small.db.transaction() as session:
            await outbox.recover(session, now=utc_now() + timedelta(hours=1))
        seen.extend(await small.states())

    async with between(api, taken_for_dead):
        await small.put(await small.person("telegram", 70))
        (notice,) = await small.delivered("sent")

    assert seen == ["unknown"]
    assert notice.message_id == 1


async def test_stopping_gives_back_what_was_not_begun(small: Office) -> None:
    small.per_second = 2
    for n in range(12):
        await small.put(await small.person("web", 100 + n))

    async with small.delivering():
        await until(lambda: small.apis["web"].calls["sendMessage"])

    states = await small.states()
    assert set(states) == {"sent", "pending"}
    assert states.count("sent") == len(small.apis["web"].shown) <= 6
    assert {n.worker for n in await small.notices()} == {""}


async def test_deleted_account_is_told_nothing(small: Office) -> None:
    person = await small.person("web", 7)
    await small.put(person)
    async with small.db.transaction() as session:
        await session.execute(update(Account).values(forgotten_at=utc_now()))

    (notice,) = await small.delivered("blocked")

    assert notice.problem == "this account was deleted"
    assert small.apis["web"].calls == {}


async def test_new_database_does_not_meet_old_keys(small: Office) -> None:
    """Numbers begin at 1 again in a database that was lost; the web chat's own was not."""
    person = await small.person("web", 7)
    await small.put(person, "plain", {"n": 1})
    await small.delivered("sent")
    async with small.db.transaction() as session:
        row = await session.get_one(Notice, 1)
        await session.delete(row)
    await small.put(person, "plain", {"n": 2})

    (notice,) = await small.delivered("sent")

    assert notice.id == 1
    assert small.apis["web"].texts(7) == ["第 1 条", "第 2 条"]


async def test_courier_waits_for_the_tables_and_makes_no_database(
    tmp_path: Path, sqlite_template: Path
) -> None:
    path = tmp_path / "later.db"
    db, stop = Database(f"sqlite:///{path}"), asyncio.Event()
    waiting = asyncio.create_task(until_migrated(db, stop))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240

    shutil.copyfile(sqlite_template, path)

    assert await asyncio.wait_for(waiting, 10)
    await db.close()
    empty = Database(f"sqlite:///{tmp_path / 'never.db'}")
    asyncio.get_running_loop().call_later(0.3, stop.set)
    assert not await until_migrated(empty, stop)
    await empty.close()


async def test_idle_courier_looks_once_a_second(
    small: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    original = process.Courier._rest_s

    async def counted(self: process.Courier) -> float:
        looks.append(time.monotonic())
        return await original(self)

    monkeypatch.setattr(process.Courier, "_rest_s", counted)
    await small.put(await small.person("web", 7), not_before=utc_now() + timedelta(hours=1))
    async with small.delivering():
        await until(lambda: len(looks) == 3)

    assert all(late - early >= 0.9 for early, late in pairwise(looks))
    async with small.db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Pace)) == 0
