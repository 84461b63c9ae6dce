"""The web application: the Bot API for the bot, the page for people."""

from aiohttp import web

from webchat import botapi, page
from webchat.hub import Hub


def make_app(hub: Hub) -> web.Application:
    """Everything that is served on the port; the hub must have been started."""
    app = web.Application()
    botapi.setup(app, hub)
    page.setup(app, hub)
    return app
