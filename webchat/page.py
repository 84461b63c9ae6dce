"""The chat page's routes: the page, signing in, history, files and the live connection."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from aiohttp import BodyPartReader, hdrs, web
from aiohttp.helpers import content_disposition_header

from webchat.assets import Assets
from webchat.blobs import UPLOAD_LIMIT, picture_size
from webchat.errors import Refused
from webchat.hub import Hub
from webchat.live import Live
from webchat.records import Json, Records, dumps
from webchat.sessions import Sessions, Visit, is_own_host, is_same_origin
from webchat.sign_in import SignIn

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "manifest-src 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send "Origin: null" with the sign-in form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")

_CHUNK = 256 * 1024
_CAPTION_LIMIT = 16 * 1024
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def setup(app: web.Application, hub: Hub) -> None:
    """Add the page's routes; the hub says whether this is the demo and what our address is."""
    page = Page(hub)
    app.on_startup.append(page.sessions.start)
    for method, path, handler in (
        ("GET", "/", page.index),
        ("GET", "/sign-in", page.sign_in.form),
        ("POST", "/sign-in", page.sign_in.submit),
        ("POST", "/sign-out", page.sign_out),
        ("GET", "/static/{digest}/{name}", page.assets.serve),
        ("GET", "/api/me", page.me),
        ("POST", "/api/person", page.choose_person),
        ("GET", "/api/history", page.history),
        ("POST", "/api/upload", page.upload),
        ("GET", "/api/file/{file_id}", page.file),
        ("GET", "/ws", page.live),
    ):
        app.router.add_route(method, path, page.guarded(handler))


class Page:
    """The handlers of the chat page's routes."""

    def __init__(self, hub: Hub) -> None:
        self.assets = Assets()
        self._hub = hub
        self.sessions = Sessions(hub)
        self.sign_in = SignIn(hub, self.assets, self.sessions)
        self._live = Live(hub)

    def guarded(self, handler: Handler) -> Handler:
        """The handler behind the checks on where a request is from, with the safety headers."""

        async def guard(request: web.Request) -> web.StreamResponse:
            try:
                self._check_source(request)
                answer = await handler(request)
            except web.HTTPException as error:
                error.headers.update(HEADERS)
                raise
            if not answer.prepared:
                for name, value in HEADERS.items():
                    answer.headers.setdefault(name, value)
                answer.headers.setdefault("Cache-Control", "no-store")
            return answer

        return guard

    def _check_source(self, request: web.Request) -> None:
        if self._hub.demo and not is_own_host(request, self._hub.public_url):
            raise web.HTTPMisdirectedRequest(
                text="The demo answers only to this machine's own names; give --public-url."
            )
        unsafe = request.method != "GET" or request.path == "/ws"
        if unsafe and not is_same_origin(request, self._hub.public_url):
            raise _refusal(web.HTTPForbidden, "foreign_origin")

    async def _visit(self, request: web.Request) -> Visit:
        visit = await self.sessions.visit(request)
        if visit is None:
            raise _refusal(web.HTTPUnauthorized, "signed_out")
        if request.method == "POST" and not self.sessions.proves(visit, request):
            raise _refusal(web.HTTPForbidden, "csrf")
        return visit

    async def _person(self, request: web.Request, visit: Visit) -> int:
        """For whom the page acts: the visit's person, or in the demo whom the page names."""
        named = request.query.get("person")
        allowed = {visit.person_id}
        if self._hub.demo:
            allowed = {person.person_id for person in await self._hub.people()}
        person_id = visit.person_id if named is None else _integer(named)
        if person_id not in allowed:
            raise _refusal(web.HTTPForbidden, "other_person")
        return person_id

    async def index(self, request: web.Request) -> web.StreamResponse:
        """`GET /`: the page, or the way to the sign-in form."""
        answer = web.Response(text=self.assets.page("index.html"), content_type="text/html")
        visit = await self.sessions.visit(request)
        if self._hub.demo:
            people = {person.person_id for person in await self._hub.people()}
            if visit is None or visit.person_id not in people:
                await self.sessions.begin(request, answer, min(people))
        elif visit is None or "code" in request.query:
            raise web.HTTPFound(self.sign_in.address(request))
        return answer

    # What the page asks for.

    async def sign_out(self, request: web.Request) -> web.StreamResponse:
        """`POST /sign-out`: ends the session and what is open of it."""
        visit = await self._visit(request)
        answer = web.Response(status=204)
        await self.sessions.end(request, answer, visit)
        await self._live.signed_out(visit.session_id)
        return answer

    async def me(self, request: web.Request) -> web.StreamResponse:
        """`GET /api/me`: everything the page needs to draw its frame."""
        visit = await self._visit(request)
        person_id = await self._person(request, visit)
        person = await self._hub.person(person_id)
        if person is None:
            raise _refusal(web.HTTPUnauthorized, "signed_out")
        people = [
            {"id": one.person_id, "name": one.first_name, "role": one.role}
            for one in await self._hub.people()
        ]
        return _json(
            {
                "user": person.user(),
                "bot": {
                    **self._hub.bot,
                    "description": await self._description(person.language_code),
                },
                "chat": {"id": person_id, "type": "private"},
                "demo": self._hub.demo,
                "people": people,
                **await self._hub.commands(person_id),
                "csrf": visit.csrf,
                "max_upload_bytes": UPLOAD_LIMIT,
            }
        )

    async def _description(self, language_code: str | None) -> str:
        language = (language_code or "").partition("-")[0].lower()

        def look(records: Records) -> str:
            found = (records.profile_text("description", code) for code in (language, ""))
            return next(filter(None, found), "")

        return await self._hub.store.read(look)

    async def choose_person(self, request: web.Request) -> web.StreamResponse:
        """`POST /api/person`: whom the next visit of the demo starts as."""
        visit = await self._visit(request)
        try:
            wanted = (await request.json())["id"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _refusal(web.HTTPBadRequest, "bad_request") from error
        if wanted not in [person.person_id for person in await self._hub.people()]:
            raise _refusal(web.HTTPForbidden, "other_person")
        answer = web.Response(status=204)
        chosen = Visit(visit.session_id, int(wanted), visit.csrf)
        self.sessions.remember(request, answer, chosen)
        return answer

    async def history(self, request: web.Request) -> web.StreamResponse:
        """`GET /api/history`: a page of messages, oldest first."""
        person_id = await self._person(request, await self._visit(request))
        before = request.query.get("before")
        limit = _integer(request.query.get("limit", "50"))
        found = await self._hub.history(
            person_id, before=None if before is None else _integer(before), limit=limit
        )
        return _json(found)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """`POST /api/upload`: the fields come first, so that the file can be streamed to disk."""
        person_id = await self._person(request, await self._visit(request))
        if (request.content_length or 0) > UPLOAD_LIMIT + 64 * 1024:
            return _json({"code": "file_too_large"}, 413)
        fields: dict[str, str] = {}
        try:
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader):
                    break
                if part.name == "file":
                    sent = await self._hub.person_uploads(
                        person_id,
                        filename=(part.filename or "file").replace("%22", '"'),
                        mime=part.headers.get(hdrs.CONTENT_TYPE),
                        path_or_stream=_chunks(part),
                        client_id=fields.get("client_id", ""),
                        caption=fields.get("caption", ""),
                    )
                    return _json({"message_id": sent["message_id"]})
                content = b"".join([chunk async for chunk in _chunks(part, _CAPTION_LIMIT)])
                fields[part.name or ""] = content.decode("utf-8", "replace")
        except Refused as refused:
            return _json({"code": refused.code, "text": refused.description}, refused.status)
        except (ValueError, AssertionError):
            pass
        raise _refusal(web.HTTPBadRequest, "bad_request")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """`GET /api/file/…`: a verified picture to be shown, anything else to be kept."""
        person_id = await self._person(request, await self._visit(request))
        found = await self._hub.file_for(person_id, request.match_info["file_id"])
        if found is None or not found[1].is_file():
            raise _refusal(web.HTTPNotFound, "not_found")
        file, path = found
        headers = {"Cache-Control": "private, max-age=86400"}
        picture = await _verified_picture(path) if file.kind == "photo" else None
        if picture is None:
            headers[hdrs.CONTENT_DISPOSITION] = content_disposition_header(
                "attachment", filename=file.name or file.file_path.rpartition("/")[2]
            )
        headers[hdrs.CONTENT_TYPE] = picture or "application/octet-stream"
        return web.FileResponse(path, headers=headers)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """`GET /ws`: the live connection."""
        if hdrs.ORIGIN not in request.headers:
            raise _refusal(web.HTTPForbidden, "foreign_origin")
        visit = await self._visit(request)
        person_id = await self._person(request, visit)
        after = request.query.get("after")
        others = [p.person_id for p in await self._hub.people() if p.person_id != person_id]
        return await self._live.serve(
            request, visit.session_id, person_id, None if after is None else _integer(after), others
        )


async def _chunks(part: BodyPartReader, limit: int | None = None) -> AsyncIterator[bytes]:
    size = 0
    while chunk := await part.read_chunk(_CHUNK):
        size += len(chunk)
        if limit is not None and size > limit:
            raise ValueError("a field is too long")
        yield part.decode(chunk)


async def _verified_picture(path: Path) -> str | None:
    found = await asyncio.to_thread(picture_size, path)
    return found[2] if found and found[2] in PICTURES else None


def _json(value: Json, status: int = 200) -> web.Response:
    return web.Response(text=dumps(value), content_type="application/json", status=status)


def _refusal(kind: type[web.HTTPException], code: str) -> web.HTTPException:
    return kind(text=json.dumps({"code": code}), content_type="application/json")


def _integer(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", text, re.ASCII):
        raise _refusal(web.HTTPBadRequest, "bad_request")
    return int(text)
