"""The pages of changes: what waits and what was decided, before and after, forms to propose."""

from collections import defaultdict
from dataclasses import dataclass

from aiohttp import web

from cases.contents import Content
from core import promises
from core.accounts import Role
from core.clock import local_day
from core.db import Session
from core.errors import DomainError
from core.kinds import Kinds
from desk import change_forms
from desk.pages import DESK, actor, form, page, reader
from staff import changes, eligibility, overviews
from staff.changes import SUBJECTS
from staff.subjects import Row
from staff.time_changes import length, until

LONGEST_ASKED = 40


@dataclass(frozen=True, slots=True)
class Promised:
    """A step with the time promised now, for the table of all."""

    kind: str
    state: str
    period: str
    edited: bool


async def listed(request: web.Request) -> web.StreamResponse:
    """`GET /changes`: what waits, what was decided, and what may be changed."""
    desk, who = request.app[DESK], actor(request)
    async with desk.db.reading() as session:
        waiting = await changes.cards(session, await changes.listed(session, who, waiting=True))
        decided = await changes.cards(session, await changes.listed(session, who, waiting=False))
        programmes = await overviews.programmes(session, who, now=desk.clock())
        promised = await _promised(session, desk.kinds)
    year = local_day(desk.clock()).year
    return page(
        request,
        "changes.html",
        waiting=waiting,
        decided=decided,
        programmes=programmes,
        promised=promised,
        years=(year, year + 1),
        length=length,
        until=until,
    )


async def shown(request: web.Request) -> web.StreamResponse:
    """`GET /changes/{id}`: before and after; another head agrees there, or says why not."""
    return await _shown(request)


async def decide(request: web.Request) -> web.StreamResponse:
    """`POST /changes/{id}/approve`, `/refuse` or `/withdraw`; a refusal to do so is said there."""
    fields = await form(request)
    desk, who, number = request.app[DESK], actor(request), _id(request)
    now, act = desk.clock(), request.match_info["act"]
    try:
        async with desk.db.transaction() as session:
            if act == "approve":
                await changes.approve(session, desk.kinds, who, number, now=now)
            else:
                note = fields.get("note", "") if act == "refuse" else ""
                await changes.refuse(session, who, number, note=note, now=now)
    except DomainError as refusal:
        return await _shown(request, refusal)
    raise web.HTTPSeeOther(f"/changes/{number}")


async def asked(request: web.Request) -> web.StreamResponse:
    """`GET /changes/new/{word}?id=&kind=&state=&programme=`: the form, with what holds now."""
    desk, who = request.app[DESK], actor(request)
    word, subject_id, about = _subject(request, dict(request.query))
    async with desk.db.reading() as session:
        held = await changes.current(session, desk.kinds, who, word, subject_id, about)
    fields = change_forms.shown(word, held) or {**about, **_usual(word)}
    return _form_page(request, word, subject_id, fields)


async def propose(request: web.Request) -> web.StreamResponse:
    """`POST /changes/new/{word}`: propose it; what cannot be is said above the form, as typed."""
    fields = await form(request)
    desk, who = request.app[DESK], actor(request)
    word, subject_id, about = _subject(request, fields)
    typed = {name: value for name, value in fields.items() if name not in ("csrf", "id", "reason")}
    async with desk.db.reading() as session:
        held = await changes.current(session, desk.kinds, who, word, subject_id, about)
    try:
        async with desk.db.transaction() as session:
            change = await changes.propose(
                session,
                desk.kinds,
                who,
                word,
                subject_id,
                change_forms.read(word, typed, held),
                reason=fields.get("reason", ""),
                now=desk.clock(),
            )
            number = change.id
    except DomainError as refusal:
        return _form_page(
            request, word, subject_id, typed, reason=fields.get("reason", ""), refusal=refusal
        )
    raise web.HTTPSeeOther(f"/changes/{number}")


async def _shown(request: web.Request, refusal: DomainError | None = None) -> web.StreamResponse:
    desk, who, t = request.app[DESK], actor(request), reader(request)
    async with desk.db.reading() as session:
        card = await changes.card(session, who, _id(request))
    own = card.change.proposed_by == who.id
    waits = card.state == "waiting"
    return page(
        request,
        "change.html",
        status=409 if refusal else 200,
        card=card,
        change=card.change,
        lines=card.lines(t),
        problem=t(refusal.key, **refusal.params) if refusal else "",
        may_decide=waits and not own and Role.HEAD in who.roles,
        may_withdraw=waits and own,
    )


def _form_page(
    request: web.Request,
    word: str,
    subject_id: int | None,
    fields: change_forms.Fields,
    *,
    reason: str = "",
    refusal: DomainError | None = None,
) -> web.StreamResponse:
    t = reader(request)
    return page(
        request,
        "change-form.html",
        status=409 if refusal else 200,
        word=word,
        subject_id=subject_id,
        fields=defaultdict(str, fields),
        places=change_forms.places(fields),
        reason=reason,
        problem=t(refusal.key, **refusal.params) if refusal else "",
        rule_kinds=tuple(eligibility.KINDS),
        contents=tuple(Content),
        scales=change_forms.SCALES,
    )


def _subject(request: web.Request, given: change_forms.Fields) -> tuple[str, int | None, Row]:
    """The subject, which one, and what part of it: only what its forms name. Raises 404."""
    word, number = request.match_info["word"], given.get("id", "")
    if word not in SUBJECTS or len(number) > 15 or not (number == "" or number.isdecimal()):
        raise web.HTTPNotFound
    about: Row = {
        name: given[name][:LONGEST_ASKED]
        for name in ("kind", "state", "programme")
        if name in given and word in ("promise", "window")
    }
    return word, int(number) if number else None, about


def _usual(word: str) -> dict[str, str]:
    return {"seats": "0", "stay_months": "12", "active": "on"} if word == "programme" else {}


async def _promised(session: Session, kinds: Kinds) -> list[Promised]:
    edited = await promises.edited(session)
    found = []
    for kind in kinds:
        for state, usual in promises.usual(kind.workflow) if kind.listed else ():
            word = kind.workflow.kind
            row = edited.get((word, state))
            found.append(Promised(word, state, row.period if row else str(usual), row is not None))
    return found


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])
