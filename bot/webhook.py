"""Webhooks: a channel's server brings updates to us instead of being asked for them."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiogram.methods import SetWebhook
from aiohttp import web

from bot import arrivals
from bot.channels import Channel, read_json
from bot.inbox import Inbox

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_UPDATE = 1024 * 1024

Health = Callable[[], Awaitable[Mapping[str, Any]]]


def path(channel: str) -> str:
    """Where the server of a channel finds us, below WEBHOOK_URL."""
    return f"/updates/{channel}"


async def announce(channel: Channel, address: str, secret: str) -> None:
    """Tell a channel's server where to bring updates; raises what the call raises."""
    await channel.bot(
        SetWebhook(
            url=address + path(channel.name),
            secret_token=secret,
            allowed_updates=list(arrivals.KINDS),
        )
    )


def make_app(
    inbox: Inbox, channels: Mapping[str, Channel], secret: str, health: Health
) -> web.Application:
    """Takes updates for ``channels`` and answers 200 once they are in the inbox."""

    async def take(request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return web.Response(status=401)
        channel = request.match_info["channel"]
        if channel not in channels:
            return web.Response(status=404)
        try:
            update = read_json(await request.read())
        except ValueError:
            return web.Response(status=400)
        arrived = list(arrivals.read([update]))
        if not arrived:
            return web.Response(status=400)
        await inbox.put(channel, arrived)
        return web.Response()

    async def look(_: web.Request) -> web.Response:
        return web.json_response(dict(await health()))

    app = web.Application(client_max_size=LARGEST_UPDATE)
    app.router.add_post(path("{channel}"), take)
    app.router.add_get("/health", look)
    return app
