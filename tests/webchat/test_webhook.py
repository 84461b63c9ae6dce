"""Webhook delivery: in order, with the secret, again until it is taken, on after a restart."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.webchat.rig import STUDENT, Rig, until
from webchat.records import Json

SECRET = "s3cret_-"


class Bot:
    """A bot's own address: takes updates, or refuses them with a status."""

    def __init__(self) -> None:
        self.status = 200
        self.asked = 0
        self.taken: list[Json] = []
        self.headers: list[str | None] = []
        self.reply: web.Response | None = None
        app = web.Application()
        app.router.add_post("/hook", self.take)
        self.server = TestServer(app)

    async def take(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.status == 200:
            self.taken.append(await request.json())
        return self.reply or web.Response(status=self.status)

    @property
    def url(self) -> str:
        return str(self.server.make_url("/hook"))

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.taken]


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    bot = Bot()
    await bot.server.start_server()
    yield bot
    await bot.server.close()


async def says(rig: Rig, *texts: str) -> None:
    for text in texts:
        await rig.hub.person_says(STUDENT, text=text, client_id=text.encode().hex())


async def test_updates_arrive_in_order_with_the_secret(rig: Rig, bot: Bot) -> None:
    await says(rig, "甲")
    assert await rig.ok("setWebhook", url=bot.url, secret_token=SECRET) is True
    await says(rig, "乙", "丙")
    await until(lambda: len(bot.taken) == 3)
    assert bot.texts == ["甲", "乙", "丙"]
    assert set(bot.headers) == {SECRET}
    await until(lambda: len(rig.hub.updates) == 0)
    info = await rig.ok("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (bot.url, 0)


async def test_refused_update_comes_again_before_the_next(rig: Rig, bot: Bot) -> None:
    rig.hub.webhook.first_pause_s = 0.01
    bot.status = 503
    await rig.ok("setWebhook", url=bot.url)
    await says(rig, "甲", "乙")
    await until(lambda: bot.asked >= 2)
    info = await rig.ok("getWebhookInfo")
    assert info["pending_update_count"] == 2
    assert info["last_error_message"].startswith("Wrong response from the webhook: 503")
    bot.status = 200
    await until(lambda: len(bot.taken) == 2)
    assert bot.texts == ["甲", "乙"]


async def test_address_out_of_reach_keeps_the_updates(rig: Rig, bot: Bot) -> None:
    rig.hub.webhook.first_pause_s = 0.01
    await rig.ok("setWebhook", url="http://127.0.0.1:1/hook")
    await says(rig, "甲")
    await until(lambda: "last_error_message" in rig.hub.webhook.trouble)
    await rig.ok("setWebhook", url=bot.url)
    await until(lambda: bot.texts == ["甲"])


async def test_delivery_goes_on_after_a_restart(rig: Rig, bot: Bot) -> None:
    bot.status = 500
    await rig.ok("setWebhook", url=bot.url, secret_token=SECRET)
    await says(rig, "甲")
    await until(lambda: bot.asked == 1)
    await rig.stop()
    bot.status = 200
    await rig.start()
    await until(lambda: bot.texts == ["甲"])
    assert bot.headers[-1] == SECRET


async def test_polling_is_refused_while_a_webhook_is_set(rig: Rig, bot: Bot) -> None:
    polling = asyncio.create_task(rig.call("getUpdates", timeout=30))
    await until(lambda: rig.hub.updates.is_polled)
    await rig.ok("setWebhook", url=bot.url)
    assert (await polling).status == 409
    answer = await rig.call("getUpdates")
    assert (answer.status, answer.refusal) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )
    assert await rig.ok("deleteWebhook") is True
    await says(rig, "甲")
    assert len(await rig.updates()) == 1
    assert bot.taken == []
    assert (await rig.ok("getWebhookInfo"))["url"] == ""


async def test_pending_updates_can_be_dropped(rig: Rig, bot: Bot) -> None:
    await says(rig, "甲")
    await rig.ok("setWebhook", url=bot.url, drop_pending_updates=True)
    await says(rig, "乙")
    await until(lambda: bot.taken != [])
    assert bot.texts == ["乙"]
    await rig.ok("deleteWebhook")
    await says(rig, "丙")
    await rig.ok("deleteWebhook", drop_pending_updates=True)
    assert await rig.updates() == []


async def test_method_call_in_the_answer_is_carried_out(rig: Rig, bot: Bot) -> None:
    call = {"method": "sendMessage", "chat_id": STUDENT, "text": "在"}
    bot.reply = web.Response(text=json.dumps(call), content_type="application/json")
    await rig.ok("setWebhook", url=bot.url)
    await says(rig, "甲")
    await until(lambda: len(rig.hub.updates) == 0)
    shown = (await rig.hub.history(STUDENT))["messages"]
    assert [message["text"] for message in shown] == ["甲", "在"]


async def test_refused_call_in_the_answer_does_not_stop_delivery(rig: Rig, bot: Bot) -> None:
    call = {"method": "sendMessage", "chat_id": 5, "text": "在"}
    bot.reply = web.Response(text=json.dumps(call), content_type="application/json")
    await rig.ok("setWebhook", url=bot.url)
    await says(rig, "甲", "乙")
    await until(lambda: bot.texts == ["甲", "乙"])


@pytest.mark.parametrize("url", ["nonsense", "ftp://e.cn/", "https://", "http://e.cn:99999/"])
async def test_address_that_is_none_is_refused(rig: Rig, url: str) -> None:
    answer = await rig.call("setWebhook", url=url)
    assert answer.refusal == ("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    assert not rig.hub.webhook.is_set


async def test_secret_with_odd_characters_is_refused(rig: Rig, bot: Bot) -> None:
    answer = await rig.call("setWebhook", url=bot.url, secret_token="a b")
    assert answer.refusal == "Bad Request: secret token contains unallowed characters"
