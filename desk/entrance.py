"""Signing in by a one-time link, and signing out.

The link only shows a button: programs that look at links before people do must not use it up.
"""

import logging
import re

from aiohttp import web

from core.errors import DomainError
from desk.pages import DESK, VISIT, form, page, read_form, reader, visit
from staff import entry

log = logging.getLogger(__name__)

CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def ask(request: web.Request) -> web.StreamResponse:
    """`GET /enter?code=…`: the button that enters."""
    code = request.query.get("code", "")
    if not CODE.fullmatch(code):
        if VISIT in request:
            raise web.HTTPSeeOther("/")
        code = ""
    return page(request, "entrance.html", code=code, problem="")


async def enter(request: web.Request) -> web.StreamResponse:
    """`POST /enter`: a session for a link that was not used yet."""
    code = (await read_form(request)).get("code", "")
    desk = request.app[DESK]
    try:
        async with desk.db.transaction() as session:
            actor, name = await entry.enter(session, code, now=desk.clock())
    except DomainError as error:
        if VISIT in request:  # a second tap: the first one opened the door
            raise web.HTTPSeeOther("/") from None
        problem = reader(request)(error.key, **error.params)
        return page(request, "entrance.html", status=403, code="", problem=problem)
    log.info("desk-entered account=%s", actor.id)
    done = web.Response(status=303, headers={"Location": "/"})
    desk.cookies.write(request, done, name)
    return done


async def leave(request: web.Request) -> web.StreamResponse:
    """`POST /leave`: the session ends for good."""
    await form(request)
    desk = request.app[DESK]
    async with desk.db.transaction() as session:
        await entry.leave(session, visit(request).name, now=desk.clock())
    done = web.Response(status=303, headers={"Location": "/enter"})
    desk.cookies.remove(request, done)
    return done
