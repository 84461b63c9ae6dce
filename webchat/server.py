"""The web application: the Bot API for the bot and, where it is installed, the page for people."""

import importlib
import importlib.util
import logging

from aiohttp import web

from webchat.hub import Hub

log = logging.getLogger(__name__)

HUB = web.AppKey("hub", Hub)


def make_app(hub: Hub) -> web.Application:
    """Everything that is served on the port; the hub must have been started."""
    app = web.Application()
    app[HUB] = hub
    if importlib.util.find_spec("webchat.page"):
        importlib.import_module("webchat.page").setup(app, hub)
    return app
