"""The page of one case: what was filled in, handed in and done, and what staff may do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from cases.files import Standing
from cases.form_cases import FormKind
from cases.requests import RequestKind
from core import forms, wording
from core.accounts import Actor, Role
from core.actions import Action
from core.db import Session
from core.errors import DomainError, NotFound
from desk.pages import DESK, Desk, actor, form, page, reader
from desk.queue import state_words
from staff import consultations, dossiers, handling, queue, reviews
from staff.consulting import KIND as CONSULTATION
from staff.dossiers import Dossier
from staff.tables import INCUBATION

SIMPLE = {INCUBATION.kind: {"take", "pass"}}
"""Steps of kinds that are more than a request which need nothing but a press; what is in neither
this nor ``ASKED`` needs more than a page of ours asks, and is done in chat."""
ASKED = ("ask-more", "hand-over", "answer")
"""Steps with a form of their own."""


@dataclass(frozen=True, slots=True)
class Button:
    """One step as the page offers it; ``noted`` ones need a reason."""

    event: str
    label: str
    noted: bool


async def shown(request: web.Request) -> web.StreamResponse:
    """`GET /cases/{kind}/{id}`; an administrator sees its history alone."""
    if not actor(request).roles & {Role.STAFF, Role.HEAD}:
        return await _history(request)
    return await _shown(request)


async def act(request: web.Request) -> web.StreamResponse:
    """`POST /cases/{kind}/{id}/{act}`; then the page again, or the page with what is wrong."""
    fields = await form(request)
    desk = request.app[DESK]
    try:
        async with desk.db.transaction() as session:
            await _work(request, session, fields)
    except NotFound:
        raise
    except DomainError as refusal:
        return await _shown(request, refusal=refusal, typed=fields)
    kind, case_id = _of(request)
    raise web.HTTPSeeOther(f"/cases/{kind}/{case_id}?done={request.match_info['act']}")


async def file(request: web.Request) -> web.StreamResponse:
    """`GET /cases/{kind}/{id}/files/{file}`: as an attachment, whatever it is."""
    desk, (kind, case_id) = request.app[DESK], _of(request)
    if desk.store is None:
        raise web.HTTPNotFound
    async with desk.db.reading() as session:
        row, stored = await handling.paper(session, actor(request), _file(request))
    if (row.kind, row.case_id) != (kind, case_id):
        raise web.HTTPNotFound
    data = await desk.store.read(stored.sha256)
    return web.Response(
        body=data,
        content_type=stored.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(row.name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )


async def _work(request: web.Request, session: Session, fields: dict[str, str]) -> None:
    desk, who, (kind, case_id) = request.app[DESK], actor(request), _of(request)
    now, kinds, note = desk.clock(), desk.kinds, fields.get("note", "")
    match request.match_info["act"]:
        case "step":
            event = fields.get("event", "")
            await handling.step(session, kinds, who, kind, case_id, event, now=now, note=note)
        case "ask-more" if kind == CONSULTATION:
            await consultations.ask_more(session, who, case_id, note, now=now)
        case "ask-more":
            wanted = [str(one) for one in (await request.post()).getall("wanted", [])]
            await handling.ask_more(session, kinds, who, kind, case_id, wanted, note, now=now)
        case "hand-over":
            to = fields.get("to", "")
            heir = int(to) if to.isdecimal() and len(to) < 16 else 0
            await handling.hand_over(session, kinds, who, kind, case_id, heir, now=now, note=note)
        case "remind":
            await handling.remind(session, kinds, who, kind, case_id, now=now)
        case "answer" if kind == CONSULTATION:
            await consultations.answer(session, who, case_id, note, now=now)
        case "judge":
            verdict = fields.get("verdict", "")
            if verdict not in (Standing.ACCEPTED, Standing.REFUSED):
                raise web.HTTPBadRequest
            given = fields.get("file", "")
            if not given.isdecimal() or len(given) > 15:
                raise web.HTTPBadRequest
            await handling.judge(session, who, int(given), Standing(verdict), note, now=now)
        case _:
            raise web.HTTPNotFound


async def _shown(
    request: web.Request,
    *,
    refusal: DomainError | None = None,
    typed: dict[str, str] | None = None,
) -> web.StreamResponse:
    desk, who, (kind, case_id) = request.app[DESK], actor(request), _of(request)
    t = reader(request)
    async with desk.db.reading() as session:
        found = await dossiers.dossier(session, desk.kinds, who, kind, case_id, now=desk.clock())
        people = await queue.colleagues(session, who)
        results = await _results(session, who, kind, case_id)
    simple, word = _simple(desk, found), _event_words(request)

    def label(event: str) -> str:
        rule = desk.kinds[kind].workflow.step(found.entry.state, event, {Role.STAFF, Role.HEAD})
        return word(event) or state_words(request)(kind, rule.next)

    offered = [
        Button(
            event,
            label(event),
            event in desk.kinds[kind].workflow.noted,
        )
        for event in found.events
    ]
    done = request.query.get("done", "")
    return page(
        request,
        "case.html",
        status=409 if refusal else 200,
        script=True,
        problem=t(refusal.key, **refusal.params) if refusal else "",
        done=done if done in ("step", *ASKED, "remind", "judge") and not refusal else "",
        typed=typed or {},
        found=found,
        entry=found.entry,
        base=f"/cases/{kind}/{case_id}",
        kind_name=t(f"kind-{kind}"),
        say=state_words(request),
        label=label,
        word=word,
        basis=lambda text: wording.basis(t, text),
        pause_words=_pause_words(request),
        shown=lambda filled: forms.shown(filled.field, filled.value, t),
        steps=[one for one in offered if one.event in simple],
        asked={one.event for one in offered} & set(ASKED),
        chat=[one.label for one in offered if one.event not in {*simple, *ASKED}],
        reviewed=kind == INCUBATION.kind,
        results=results,
        with_form=isinstance(desk.kinds[kind], FormKind),
        people=[one for one in people if one[0] not in (found.entry.owner_id,)],
        most=handling.LONGEST_NOTE,
    )


async def _results(
    session: Session, who: Actor, kind: str, application_id: int
) -> reviews.Results | None:
    """The averages of an application, once the service gives them to this person."""
    if kind != INCUBATION.kind:
        return None
    try:
        return await reviews.results(session, who, application_id)
    except DomainError:
        return None


async def _history(request: web.Request) -> web.StreamResponse:
    desk, who, (kind, case_id) = request.app[DESK], actor(request), _of(request)
    t = reader(request)
    async with desk.db.reading() as session:
        number, steps = await dossiers.timeline(session, desk.kinds, who, kind, case_id)
    return page(
        request,
        "history.html",
        number=number,
        kind_name=t(f"kind-{kind}"),
        kind=kind,
        steps=steps,
        say=state_words(request),
        word=_event_words(request),
        basis=lambda text: wording.basis(t, text),
    )


def _event_words(request: web.Request) -> Callable[[str], str]:
    """What was done, in the words of its button; "" where it has none, as the clock's acts."""
    texts, t, (kind, case_id) = request.app[DESK].texts, reader(request), _of(request)

    def word(event: str) -> str:
        key = Action(kind, case_id, event).label(texts.has)
        return t(key) if texts.has(key) else ""

    return word


def _pause_words(request: web.Request) -> Callable[[str], str]:
    """Why the count stood still: the state in which it waited, or what somebody wrote."""
    texts, say, (kind, _) = request.app[DESK].texts, state_words(request), _of(request)
    return lambda reason: say(kind, reason) if texts.has(f"state-{kind}-{reason}") else reason


def _simple(desk: Desk, found: Dossier) -> set[str]:
    kind = found.entry.kind
    if isinstance(desk.kinds[kind], RequestKind):
        return set(found.events) - set(ASKED)
    return SIMPLE.get(kind, set())


def _of(request: web.Request) -> tuple[str, int]:
    return request.match_info["kind"], int(request.match_info["id"])


def _file(request: web.Request) -> int:
    return int(request.match_info["file"])
