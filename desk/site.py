"""The staff's web site: its addresses, and who is behind a request."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from cases.storage import FileStore
from core.db import Database
from core.kinds import Kinds
from core.texts import Texts
from desk import case, changes, entrance, mentors, pages, queue, rounds
from desk.pages import DESK, STYLE, STYLE_ADDRESS, VISIT, Desk, Handler, signed_in, visit
from desk.script import SCRIPT, SCRIPT_ADDRESS
from desk.sessions import Cookies, Visit
from staff import entry


def make_app(
    db: Database,
    texts: Texts,
    clock: Callable[[], datetime],
    *,
    secret: str,
    public_url: str = "",
    school: str = "",
    kinds: Kinds | None = None,
    store: FileStore | None = None,
) -> web.Application:
    """The site on this database. ``secret`` signs the cookies; ``public_url`` is where people
    find it, "" for wherever they did. ``kinds`` are those that its queue works."""
    app = web.Application(middlewares=[pages.tidy, _identify], client_max_size=pages.FORM_LIMIT)
    cookies = Cookies(secret, public_url)
    app[DESK] = Desk(db, texts, clock, cookies, school, kinds or Kinds(()), store)
    get, post = app.router.add_get, app.router.add_post
    get("/", signed_in(_home))
    get("/enter", entrance.ask)
    post("/enter", entrance.enter)
    post("/leave", signed_in(entrance.leave))
    get("/static/{digest}/desk.css", _style)
    get("/static/{digest}/htmx.js", _script)
    get("/favicon.ico", _no_icon)
    get("/queue", signed_in(queue.listed))
    get("/queue.{form:csv|xlsx}", signed_in(queue.sheet))
    post("/queue/many", signed_in(queue.many))
    one_case = "/cases/{kind:[a-z][a-z0-9-]{0,31}}/{id:[0-9]{1,15}}"
    get(one_case, signed_in(case.shown))
    get(one_case + "/files/{file:[0-9]{1,15}}", signed_in(case.file))
    post(one_case + "/{act:step|ask-more|hand-over|remind|answer|judge}", signed_in(case.act))
    get("/mentors", signed_in(mentors.overview))
    get("/mentors/{sheet}.csv", signed_in(mentors.sheet))
    get("/rounds", signed_in(rounds.listed))
    get("/rounds/{id:[0-9]{1,15}}", signed_in(rounds.shown))
    get("/rounds/{id:[0-9]{1,15}}/certificate.json", signed_in(rounds.certificate))
    get("/rounds/{id:[0-9]{1,15}}/pairs.csv", signed_in(rounds.pairs))
    post("/rounds/{id:[0-9]{1,15}}/{act:plan|approve|cancel}", signed_in(rounds.act))
    get("/changes", signed_in(changes.listed))
    get("/changes/new/{word:[a-z]{1,20}}", signed_in(changes.asked))
    post("/changes/new/{word:[a-z]{1,20}}", signed_in(changes.propose))
    get("/changes/{id:[0-9]{1,15}}", signed_in(changes.shown))
    post("/changes/{id:[0-9]{1,15}}/{act:approve|refuse|withdraw}", signed_in(changes.decide))
    return app


@web.middleware
async def _identify(request: web.Request, handler: Handler) -> web.StreamResponse:
    desk = request.app[DESK]
    if name := desk.cookies.read(request):
        async with desk.db.reading() as session:
            actor = await entry.visitor(session, name, now=desk.clock())
        if actor is not None:
            request[VISIT] = Visit(actor, name, desk.cookies.csrf(name))
    return await handler(request)


async def _home(request: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther("/queue" if visit(request).works_cases else "/mentors")


async def _style(request: web.Request) -> web.StreamResponse:
    if request.path != STYLE_ADDRESS:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(body=STYLE, content_type="text/css", charset="utf-8", headers=headers)


async def _script(request: web.Request) -> web.StreamResponse:
    if not SCRIPT or request.path != SCRIPT_ADDRESS:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return web.Response(
        body=SCRIPT, content_type="text/javascript", charset="utf-8", headers=headers
    )


async def _no_icon(_: web.Request) -> web.StreamResponse:
    return web.Response(status=204, headers={"Cache-Control": "public, max-age=86400"})
