"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import hmac
import logging
import re
from typing import Any

import aiohttp
from aiohttp import web

from webchat.errors import Refused
from webchat.hub import Hub
from webchat.methods import METHODS
from webchat.outgoing import Raw
from webchat.parameters import Parameters, read_multipart, read_parameters
from webchat.records import Json, dumps
from webchat.webhook import called_method

log = logging.getLogger(__name__)

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{1,100}")
_REPLY_LIMIT = 1024 * 1024


def setup(app: web.Application, hub: Hub) -> None:
    """Add the Bot API's routes and let webhook answers call methods too."""
    api = BotApi(hub)
    for method in ("GET", "POST"):
        app.router.add_route(method, "/bot{token}/{method}", api.call)
    app.router.add_route("GET", "/file/bot{token}/{path:.+}", api.download)
    app.router.add_route("*", "/bot{token}{rest:.*}", api.unknown)
    app.router.add_route("*", "/file/bot{rest:.*}", api.unknown)
    hub.webhook.on_reply = api.reply


class BotApi:
    """The handlers of the Bot API's routes."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def call(self, request: web.Request) -> web.StreamResponse:
        """A method call; every answer, refusals included, is the Bot API's JSON."""
        try:
            self._check_token(request.match_info["token"])
            method = METHODS.get(request.match_info["method"].lower())
            if method is None:
                raise Refused("Not Found", status=404)
            parameters = await read_parameters(request, self._hub.blobs)
            return _answer(await method(self._hub, parameters))
        except Refused as refused:
            return _refusal(refused)
        except (aiohttp.ClientConnectionError, ConnectionError):
            raise
        except Exception:
            log.exception("method %s failed", request.match_info["method"])
            return _refusal(Refused("Internal Server Error", status=500))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file at the path that getFile gave."""
        try:
            self._check_token(request.match_info["token"])
            path = request.match_info["path"]
            file = await self._hub.store.read(lambda records: records.file_at(path))
            if file is None:
                raise Refused("Not Found", status=404)
        except Refused as refused:
            return _refusal(refused)
        headers = {"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff"}
        return web.FileResponse(self._hub.blobs.path(file.sha256), headers=headers)

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        """Everything else under these paths."""
        return _refusal(Refused("Not Found", status=404))

    async def reply(self, response: aiohttp.ClientResponse) -> None:
        """Carry out the method call that a webhook's answer may contain."""
        if response.content_type == "multipart/form-data":
            reader = aiohttp.MultipartReader.from_response(response)
            parameters = await read_multipart(reader, self._hub.blobs, {})
        else:
            called = called_method(await response.content.read(_REPLY_LIMIT))
            if called is None:
                return
            parameters = Parameters(called)
        name = parameters.text("method")
        method = METHODS.get(name.lower())
        try:
            if method is not None:
                await method(self._hub, parameters)
        except Refused as refused:
            log.warning("webhook answer %s refused: %s", name, refused.description)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise Refused("Not Found", status=404)
        if not hmac.compare_digest(token.encode(), self._hub.token.encode()):
            raise Refused("Unauthorized", status=401)


def _answer(result: Any) -> web.Response:
    text = result if isinstance(result, Raw) else dumps(result)
    body = f'{{"ok":true,"result":{text}}}'.encode()
    return web.Response(body=body, content_type="application/json")


def _refusal(refused: Refused) -> web.Response:
    content: Json = {
        "ok": False,
        "error_code": refused.status,
        "description": refused.description,
    }
    if refused.parameters:
        content["parameters"] = refused.parameters
    return web.Response(
        body=dumps(content).encode("utf-8", "replace"),
        status=refused.status,
        content_type="application/json",
    )
