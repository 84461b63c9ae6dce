"""The page of the staff's queue: how it stands, its cases by pages, and acts on many at once."""

import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from aiohttp import web

from core.accounts import Actor
from core.clock import local_day
from core.db import Session
from core.errors import DomainError
from core.spreadsheets import Cell, to_csv, to_xlsx
from core.texts import Translate
from core.timers import Colour
from desk.mentors import csv_answer
from desk.pages import DESK, actor, form, page, reader
from staff import handling, queue
from staff.handling import Act, Outcome
from staff.queue import COLOURS, MOST_EXPORTED, TURNS, Entry, Place, Wanted, Whose

COLUMNS = (
    "number", "kind", "title", "state", "applicant", "owner", "turn", "clock", "due", "opened",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACTS = ("take", "remind", "hand-over")

Say = Callable[[str, str], str]
"""What the state of a kind is called."""


async def listed(request: web.Request) -> web.StreamResponse:
    """`GET /queue?whose=&colour=&turn=&kind=&after=&q=`: counts and cases; odd values mean all."""
    return await _listed(request)


async def sheet(request: web.Request) -> web.StreamResponse:
    """`GET /queue.csv`, `/queue.xlsx`: what filter or search show, without pages."""
    desk, who, t = request.app[DESK], actor(request), reader(request)
    now, sought = desk.clock(), queue.sought_words(request.query.get("q", ""))
    async with desk.db.reading() as session:
        if sought:
            found = await queue.search(session, who, sought, now=now)
        else:
            wanted = _wanted(request)
            read = await queue.page(session, who, wanted, now=now, most=MOST_EXPORTED)
            found = read.entries
    say = state_words(request)
    head = [t(f"queue-column-{name}") for name in COLUMNS]
    rows = [_row(one, say, t) for one in found]
    name = f"queue-{local_day(now).isoformat()}"
    if request.match_info["form"] == "csv":
        return csv_answer(to_csv(head, rows), f"{name}.csv")
    return web.Response(
        body=await asyncio.to_thread(to_xlsx, head, rows),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


async def many(request: web.Request) -> web.StreamResponse:
    """`POST /queue/many`: the same thing to every chosen case, and a line on what came of each."""
    fields = await form(request)
    desk, who = request.app[DESK], actor(request)
    chosen = [_case(str(value)) for value in (await request.post()).getall("case", [])]
    act = _act(request, who, fields.get("act", ""), fields.get("to", ""))
    cases = [one for one in chosen if one is not None]
    if act is None or not cases:
        return await _listed(request, problem=reader(request)("queue-choose-first"))
    try:
        outcomes = await handling.each(desk.db, who, cases, act)
    except DomainError as refusal:
        return await _listed(request, problem=reader(request)(refusal.key, **refusal.params))
    done = sum(one.problem is None for one in outcomes)
    return page(
        request,
        "queue-done.html",
        script=True,
        act=fields["act"],
        lines=[(one, _said(one, reader(request))) for one in outcomes],
        done=done,
    )


def state_words(request: web.Request) -> Say:
    """Names the states of cases in the reader's language."""
    texts, t = request.app[DESK].texts, reader(request)

    def say(kind: str, state: str) -> str:
        own = f"queue-state-{kind}-{state}"
        return t(own if texts.has(own) else f"state-{kind}-{state}")

    return say


def kind_words(request: web.Request) -> list[tuple[str, str]]:
    """The kinds that have a queue, with what they are called."""
    t = reader(request)
    listed = [one.workflow.kind for one in request.app[DESK].kinds if one.listed]
    return [(kind, t(f"kind-{kind}")) for kind in listed]


async def _listed(request: web.Request, *, problem: str = "") -> web.StreamResponse:
    desk, who = request.app[DESK], actor(request)
    now, wanted = desk.clock(), _wanted(request)
    sought = queue.sought_words(request.query.get("q", ""))
    async with desk.db.reading() as session:
        counts = await queue.counts(session, who, now=now)
        people = await queue.colleagues(session, who)
        if sought:
            entries, next_ = await queue.search(session, who, sought, now=now), None
        else:
            after = Place.parse(request.query.get("after", ""))
            read = await queue.page(session, who, wanted, now=now, after=after)
            entries, next_ = read.entries, read.next
    return page(
        request,
        "queue.html",
        status=409 if problem else 200,
        script=True,
        problem=problem,
        counts=counts,
        colours=COLOURS,
        turns=TURNS,
        kinds=kind_words(request),
        wanted=wanted,
        sought=sought,
        entries=entries,
        names=dict(kind_words(request)),
        say=state_words(request),
        people=[one for one in people if one[0] != who.id],
        to=lambda **changes: _address("/queue", wanted, **changes),
        sheet=lambda form: _address(f"/queue.{form}", wanted, q=sought),
        next=str(next_) if next_ else "",
        begins="after" not in request.query or bool(sought),
        most_exported=MOST_EXPORTED,
    )


def _address(path: str, wanted: Wanted, **changes: str) -> str:
    kept = {
        "whose": "" if wanted.whose is Whose.ALL else wanted.whose.value,
        "colour": wanted.colour or "",
        "turn": wanted.turn,
        "kind": wanted.kind,
        **changes,
    }
    filled = {name: value for name, value in kept.items() if value}
    return f"{path}?{urlencode(filled)}" if filled else path


def _wanted(request: web.Request) -> Wanted:
    asked = request.query
    whose, colour, turn = asked.get("whose", ""), asked.get("colour", ""), asked.get("turn", "")
    known = {one.workflow.kind for one in request.app[DESK].kinds if one.listed}
    kind = asked.get("kind", "")
    return Wanted(
        Whose(whose) if whose in tuple(Whose) else Whose.ALL,
        Colour(colour) if colour in COLOURS else None,
        turn if turn in TURNS else "",
        kind if kind in known else "",
    )


def _case(value: str) -> tuple[str, int] | None:
    kind, _, number = value.partition(":")
    return (kind, int(number)) if number.isdecimal() and len(number) < 16 else None


def _act(request: web.Request, who: Actor, act: str, to: str) -> Act | None:
    desk = request.app[DESK]
    now, kinds = desk.clock(), desk.kinds

    async def do(session: Session, kind: str, case_id: int) -> None:
        match act:
            case "take":
                await handling.step(session, kinds, who, kind, case_id, "take", now=now)
            case "remind":
                await handling.remind(session, kinds, who, kind, case_id, now=now)
            case _:
                heir = int(to) if to.isdecimal() and len(to) < 16 else 0
                await handling.hand_over(session, kinds, who, kind, case_id, heir, now=now)

    return do if act in ACTS else None


def _said(outcome: Outcome, t: Translate) -> str:
    return t(outcome.problem.key, **outcome.problem.params) if outcome.problem else ""


def _row(entry: Entry, say: Say, t: Translate) -> Sequence[Cell]:
    return (
        entry.number,
        t(f"kind-{entry.kind}"),
        entry.title,
        say(entry.kind, entry.state),
        entry.applicant,
        entry.owner,
        t(f"queue-turn-{entry.turn}") if entry.turn else "",
        "" if entry.ended else t(f"queue-colour-{entry.colour}"),
        entry.due,
        local_day(entry.opened_at).isoformat(),
    )
