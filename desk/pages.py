"""What every page shares: the templates, the headers, and how errors look."""

import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cases.storage import FileStore
from core.accounts import Actor
from core.clock import SHANGHAI
from core.db import Database
from core.errors import DatabaseBusy, DomainError, NotAllowed, NotFound
from core.kinds import Kinds
from core.texts import Texts, Translate
from desk import script as htmx
from desk.sessions import Cookies, Visit, proves

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
STYLE = (FOLDER / "static" / "desk.css").read_bytes()
STYLE_ADDRESS = f"/static/{hashlib.sha256(STYLE).hexdigest()[:16]}/desk.css"
FORM_LIMIT = 64 * 1024
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it browsers send "Origin: null" with our forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (DatabaseBusy, 503),
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages work with; without a ``store`` no handed-in file can be opened here."""

    db: Database
    texts: Texts
    clock: Callable[[], datetime]
    cookies: Cookies
    school: str = ""
    kinds: Kinds = field(default_factory=lambda: Kinds(()))
    store: FileStore | None = None


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)
VISIT = web.RequestKey("visit", Visit)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = lambda value: "–" if value is None else f"{value:.0%}"
    environment.filters["dash"] = lambda value: "–" if value is None else value
    environment.filters["moment"] = lambda at: at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
    return environment


def visit(request: web.Request) -> Visit:
    """The visit; only for handlers behind ``signed_in``."""
    return request[VISIT]


def actor(request: web.Request) -> Actor:
    return visit(request).actor


def reader(request: web.Request) -> Translate:
    """Texts in the language of who is signed in, else of the browser."""
    texts = request.app[DESK].texts
    known = request.get(VISIT)
    asked = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    return texts.reader(known.actor.locale if known else texts.negotiate(asked[:20]))


def page(
    request: web.Request,
    template: str,
    *,
    status: int = 200,
    script: bool = False,
    **values: Any,
) -> web.Response:
    """A page from a template, which finds ``t``, the visit and ``here`` beside the values.

    ``script`` lets it load htmx, where that is installed.
    """
    desk, known = request.app[DESK], request.get(VISIT)
    t = reader(request)
    text = (
        _templates()
        .get_template(template)
        .render(
            t=t,
            visit=known,
            here=request.path,
            style=STYLE_ADDRESS,
            lang=t("desk-lang"),
            school=desk.school,
            script=htmx.SCRIPT_ADDRESS if script else "",
            **values,
        )
    )
    answer = web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
    if script and htmx.SCRIPT:
        answer.headers["Content-Security-Policy"] = f"{POLICY}; {htmx.POLICY}"
    return answer


async def form(request: web.Request) -> dict[str, str]:
    """The fields of a form of ours, as texts. Raises 403 when its CSRF value is not the visit's."""
    fields = await read_form(request)
    if not proves(visit(request), fields.get("csrf", "")):
        raise web.HTTPForbidden
    return fields


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of any form; raises 400 for what is none and 403 for one from another site."""
    if not request.app[DESK].cookies.is_same_origin(request):
        raise web.HTTPForbidden
    try:
        fields = await request.post()
    except ValueError as error:
        raise web.HTTPBadRequest from error
    return {name: value for name, value in fields.items() if isinstance(value, str)}


def signed_in(handler: Handler) -> Handler:
    """Lets only signed-in staff to the handler; anybody else is told where to sign in."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if VISIT not in request:
            return page(request, "entrance.html", status=401, code="", problem="")
        return await handler(request)

    return guarded


@web.middleware
async def tidy(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer errors with a page of ours, and put the safety headers on everything."""
    try:
        answer = await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            error.headers.update(HEADERS)
            raise
        answer = _problem(request, f"desk-error-{_known(error.status)}", error.status)
        if allow := error.headers.get("Allow"):
            answer.headers["Allow"] = allow
    except DomainError as error:
        status = next((code for kind, code in STATUS if isinstance(error, kind)), 409)
        log.info("refused path=%s key=%s", request.path, error.key)
        answer = _problem(request, error.key, status, **error.params)
    except Exception:
        reference = f"D-{secrets.token_hex(4)}"
        log.exception("desk reference=%s path=%s", reference, request.path)
        answer = _problem(request, "error-unexpected", 500, reference=reference)
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def _known(status: int) -> int:
    return status if status in (400, 403, 404, 405, 413) else 400


def _problem(request: web.Request, key: str, status: int, **params: str | int) -> web.Response:
    return page(request, "problem.html", status=status, problem=reader(request)(key, **params))
