"""Staff ask people to review an application, replace those who are late, and pass it on."""

from aiogram import Router

from core.accounts import Actor
from core.db import Session
from core.errors import NotPossibleNow
from core.texts import Translate
from handlers import pressing, review_cards
from handlers.pressing import Press
from handlers.replying import rewrite
from handlers.review_cards import Page
from staff import assignments
from staff.applications import APPLICATIONS
from staff.panels import TooFewReviewers
from staff.tables import INCUBATION


async def show(press: Press) -> None:
    async with press.db.transaction() as session:
        page = await _page(session, press.actor, press.id, press)
    await rewrite(press.message, *page)
    await press.done()


async def _page(session: Session, actor: Actor, case_id: int, press: Press) -> Page:
    found = await assignments.panel(session, actor, case_id, now=press.now)
    return review_cards.panel(found, press.t)


async def add(press: Press) -> None:
    """Without a name the list of those who may be asked; with one, that one is."""
    t: Translate = press.t
    async with press.db.transaction() as session:
        if press.values:
            chosen = [press.number(0)]
            await assignments.assign(session, press.actor, press.id, chosen, now=press.now)
            page = await _page(session, press.actor, press.id, press)
        else:
            found = await assignments.candidates(session, press.actor, press.id, now=press.now)
            page = review_cards.candidates(press.id, found, t)
    await rewrite(press.message, *page)
    await press.done(t("panel-asked") if press.values else "")


async def replace(press: Press) -> None:
    async with press.db.transaction() as session:
        case = await assignments.replace(session, press.actor, press.number(0), now=press.now)
        page = await _page(session, press.actor, case.id, press)
    await rewrite(press.message, *page)
    await press.done(press.t("panel-replaced"))


async def pass_on(press: Press) -> None:
    """To the reviewers; where there are too few, the panel comes first."""
    refusal: TooFewReviewers | NotPossibleNow | None = None
    async with press.db.transaction() as session:
        case = await APPLICATIONS.find(session, press.id, press.actor)
        try:
            async with session.begin_nested():
                await APPLICATIONS.act(session, case, "pass", press.actor, now=press.now)
        except (TooFewReviewers, NotPossibleNow) as error:
            await session.refresh(case)
            refusal = error
        page = await _page(session, press.actor, press.id, press)
    await rewrite(press.message, *page)
    if isinstance(refusal, TooFewReviewers):
        await press.done(press.t(refusal.key, **refusal.params), alert=True)
    else:
        await press.done(press.t(f"incubation-now-{case.state}"), alert=refusal is not None)


def setup() -> Router:
    router = Router(name=__name__)
    acts = {"panel": show, "panel-add": add, "panel-replace": replace, "pass": pass_on}
    pressing.register(router, INCUBATION.kind, acts, stated=INCUBATION.kind)
    return router
