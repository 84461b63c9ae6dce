"""Signing in by a one-time code: the form, the code in a link, and what is said when it fails."""

import html
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from webchat.assets import Assets
from webchat.hub import Hub
from webchat.sessions import Attempts, Sessions, client_address

START = re.compile(r"[A-Za-z0-9_-]{1,64}")
FORM_LIMIT = 64 * 1024

_ERRORS = {
    "wrong": (
        "登录码不对、已经用过或已过期。请核对后再试，或请老师重新发一个。",
        "This code is wrong, was used before or has expired. Check it or ask for a new one.",
    ),
    "often": (
        "尝试次数太多，请约 {minutes} 分钟后再试。",
        "Too many attempts. Please try again in about {minutes} minutes.",
    ),
}


class SignIn:
    """The handlers of `/sign-in`; the demo has no need of them."""

    def __init__(self, hub: Hub, assets: Assets, sessions: Sessions) -> None:
        self._hub = hub
        self._assets = assets
        self._sessions = sessions
        self._attempts = Attempts()

    def address(self, request: web.Request) -> str:
        """Where the form is, with the code and the start payload that the request brought."""
        query = {name: request.query[name] for name in ("code", "start") if name in request.query}
        return f"/sign-in?{urlencode(query)}" if query else "/sign-in"

    async def form(self, request: web.Request) -> web.StreamResponse:
        """`GET /sign-in`: the form, filled in when the address brings the code."""
        if self._hub.demo:
            raise web.HTTPFound("/")
        return self._page(request, code=request.query.get("code", ""), start=_start(request.query))

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """`POST /sign-in`: a session for a code that was not used yet."""
        if self._hub.demo:
            raise web.HTTPSeeOther("/")
        if (request.content_length or 0) > FORM_LIMIT:
            raise web.HTTPRequestEntityTooLarge(FORM_LIMIT, request.content_length or 0)
        try:
            fields = dict((await request.post()).items())
        except ValueError as error:
            raise web.HTTPBadRequest(text="This is no form.") from error
        code, start = str(fields.get("code", "")), _start(fields)
        address = client_address(request)
        if wait_s := self._attempts.wait_s(address):
            minutes = str(-(-wait_s // 60))
            answer = self._page(request, start=start, error="often", minutes=minutes, status=429)
            answer.headers["Retry-After"] = str(wait_s)
            return answer
        person_id = await self._hub.redeem_code(code)
        if person_id is None:
            self._attempts.failed(address)
            return self._page(request, start=start, error="wrong", status=403)
        done = web.Response(status=303, headers={"Location": f"/?start={start}" if start else "/"})
        await self._sessions.begin(request, done, person_id)
        return done

    def _page(
        self,
        request: web.Request,
        *,
        code: str = "",
        start: str = "",
        error: str = "",
        minutes: str = "",
        status: int = 200,
    ) -> web.Response:
        english = request.headers.get("Accept-Language", "").lower().startswith("en")
        text = self._assets.page("sign-in.en.html" if english else "sign-in.html")
        words = _ERRORS[error][int(english)].format(minutes=minutes) if error else ""
        filled = {"code": code[:64], "start": start, "error": words}
        filled = {name: html.escape(value) for name, value in filled.items()}
        filled["bot"] = html.escape(str(self._hub.bot["first_name"]))
        filled["hidden"] = "" if error else "hidden"
        text = re.sub(r"\{(\w+)\}", lambda match: filled[match[1]], text)
        return web.Response(text=text, content_type="text/html", status=status)


def _start(fields: Mapping[str, object]) -> str:
    payload = str(fields.get("start", ""))
    return payload if START.fullmatch(payload) else ""
