"""The pages of cohort rounds: the list, a plan with its reasons and proof, and its approval."""

import asyncio

from aiohttp import web

from core import casework
from core.spreadsheets import Cell, to_csv
from desk.mentors import csv_answer
from desk.pages import DESK, actor, form, page, reader
from mentors import round_plans, round_views, rounds
from mentors.tables import ROUND


async def listed(request: web.Request) -> web.StreamResponse:
    """`GET /rounds`: the newest rounds."""
    async with request.app[DESK].db.reading() as session:
        found = await rounds.listed(session, actor(request), most=50)
    return page(request, "rounds.html", rounds=found)


async def shown(request: web.Request) -> web.StreamResponse:
    """`GET /rounds/{id}`: numbers, proof, every pair with its reasons, and who is left out."""
    who = actor(request)
    async with request.app[DESK].db.reading() as session:
        card = await round_views.card(session, who, _id(request))
        pairs = await round_views.pairs_of(session, card.round)
        unmatched = await round_views.unmatched_of(session, card.round)
    events = [
        action.event for action in casework.choices(ROUND, card.round, casework.standing(who, {}))
    ]
    return page(
        request,
        "round.html",
        card=card,
        found=card.round,
        plan=card.round.plan,
        pairs=pairs,
        unmatched=unmatched,
        events=events,
        own_plan=card.round.planned_by == who.id,
    )


async def certificate(request: web.Request) -> web.StreamResponse:
    """`GET /rounds/{id}/certificate.json`: the instance and the plan, without names.

    Anybody can check them: no plan is worth more than Σ capacity · price over mentors plus
    Σ max(0, greatest weight − price) over students.
    """
    async with request.app[DESK].db.reading() as session:
        found = await rounds.find(session, actor(request), _id(request))
    kept = {name: value for name, value in found.plan.items() if name != "reasons"}
    return web.json_response(
        {"instance": found.instance, "plan": kept},
        headers={"Content-Disposition": f'attachment; filename="round-{found.id}.json"'},
    )


async def pairs(request: web.Request) -> web.StreamResponse:
    """`GET /rounds/{id}/pairs.csv`: the plan for a spreadsheet."""
    t = reader(request)
    async with request.app[DESK].db.reading() as session:
        found = await rounds.find(session, actor(request), _id(request))
        matched = await round_views.pairs_of(session, found)
        left = await round_views.unmatched_of(session, found)
    names = ("request", "student", "project", "mentor", "fit", "reasons")
    head = [t(f"desk-column-{name}") for name in names]
    rows: list[list[Cell]] = [
        [
            one.request_id,
            one.student,
            one.project,
            one.mentor,
            round(one.score, 3),
            "；".join(reason.said(t) for reason in one.reasons),
        ]
        for one in matched
    ]
    rows += [[one.request_id, one.student, one.project, "", None, ""] for one in left]
    return csv_answer(to_csv(head, rows), f"round-{found.id}.csv")


async def act(request: web.Request) -> web.StreamResponse:
    """`POST /rounds/{id}/plan`, `/approve` or `/cancel`; then the round's page again.

    The offers of an approved plan go out within a minute or so (``round_offers.keep``); the page
    says how many are left.
    """
    await form(request)
    desk, who, round_id = request.app[DESK], actor(request), _id(request)
    now = desk.clock()
    match request.match_info["act"]:
        case "plan":
            async with desk.db.reading() as session:
                gathered = await rounds.gather(session, who, round_id, now=now)
            solved = await asyncio.to_thread(round_plans.solve, gathered)
            async with desk.db.transaction() as session:
                await rounds.plan(session, who, round_id, gathered, solved, now=now)
        case "approve":
            async with desk.db.transaction() as session:
                await rounds.approve(session, who, round_id, now=now)
        case "cancel":
            async with desk.db.transaction() as session:
                await rounds.cancel(session, who, round_id, now=now)
    raise web.HTTPSeeOther(f"/rounds/{round_id}")


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])
