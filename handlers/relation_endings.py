"""Pausing a relation, going on, ending it decently or early, and what one thinks of it then."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import Message

from core.accounts import Actor
from core.actions import Action
from core.db import Database
from core.errors import NotPossibleNow
from core.kinds import Kinds
from core.texts import Translate
from handlers import pressing
from handlers.agreement import relations
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import Button, keyboard
from handlers.pressing import Press
from handlers.relation_cards import RELATION, button, safe
from handlers.replying import relabel, respond, rewrite
from handlers.words import readable
from mentors import endings, feedback, overview
from mentors.endings import MAX_REASON, EndReason
from mentors.feedback import MAX_FLAG, STARS
from mentors.models import Relation


class EndForm(StatesGroup):
    reason = State()
    flag = State()


async def pause(press: Press) -> None:
    await _act(press, "pause")
    await relabel(press.message, None)
    await respond(
        press.message,
        press.t("mentoring-paused-self"),
        keyboard([button(RELATION, press.id, "resume", press.t)]),
    )
    await press.done()


async def resume(press: Press) -> None:
    await _act(press, "resume")
    await relabel(press.message, None)
    await respond(
        press.message,
        press.t("mentoring-resumed-self"),
        keyboard([button(RELATION, press.id, "book", press.t)]),
    )
    await press.done()


async def _act(press: Press, event: str) -> None:
    async with press.db.transaction() as session:
        kind = relations(press.kinds)
        relation = await kind.find(session, press.id, press.actor)
        await kind.act(session, relation, event, press.actor, now=press.now)


async def ask_end(press: Press) -> None:
    t = press.t
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
    if shown.relation.state not in ("formed", "active", "paused", "renewing"):
        raise NotPossibleNow(kind=RELATION, state=shown.relation.state, event="end-early")
    reasons: list[Button] = [
        (t(f"end-reason-{reason}"), Action(RELATION, press.id, f"reason-{reason}"))
        for reason in EndReason
    ]
    done = [button(RELATION, press.id, "finish", t)] if shown.relation.state != "formed" else []
    await respond(
        press.message,
        t("mentoring-end-ask"),
        keyboard(
            done,
            reasons[:2],
            reasons[2:],
            [button(RELATION, press.id, "end-own", t), button(RELATION, press.id, "keep", t)],
        ),
    )
    await press.done()


async def end(press: Press) -> None:
    reason = press.values[0] if press.values else ""
    if reason not in tuple(EndReason):
        raise NotPossibleNow(kind=RELATION, state="", event="end-early")
    async with press.db.transaction() as session:
        kind = relations(press.kinds)
        relation = await endings.end_early(
            session, kind, press.id, press.actor, reason, now=press.now
        )
    await relabel(press.message, None)
    await _ended(press.message, relation, press.actor, press.t)
    await press.done()


async def _ended(message: Message, relation: Relation, actor: Actor, t: Translate) -> None:
    student = actor.id == relation.student_id
    key = "mentoring-ended-self-student" if student else "mentoring-ended-self"
    await respond(message, t(key), keyboard([button(RELATION, relation.id, "rate", t)]))


async def ask_reason(press: Press) -> None:
    await wait_for(press.state, EndForm.reason, press.now, relation=press.id)
    await respond(press.message, press.t("mentoring-end-own", limit=MAX_REASON))
    await press.done()


async def on_reason(
    message: Message, kept: Kept, actor: Actor, db: Database, kinds: Kinds, state: FSMContext,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    reason = readable(message.text)
    async with db.transaction() as session:
        kind, relation_id = relations(kinds), int(kept["relation"])
        relation = await endings.end_early(session, kind, relation_id, actor, reason, now=clock())
    await heard(state, message)
    await _ended(message, relation, actor, t)


async def finish(press: Press) -> None:
    async with press.db.transaction() as session:
        kind = relations(press.kinds)
        relation = await endings.finish(session, kind, press.id, press.actor, now=press.now)
    await relabel(press.message, None)
    both = relation.state == "completed"
    await press.done(press.t("mentoring-finished-both" if both else "mentoring-finish-wished"))


async def renew(press: Press) -> None:
    async with press.db.transaction() as session:
        kind = relations(press.kinds)
        relation = await endings.renew(session, kind, press.id, press.actor, now=press.now)
    await relabel(press.message, None)
    both = relation.state == "active"
    await press.done(press.t("mentoring-renewed-both" if both else "mentoring-renew-wished"))


async def keep(press: Press) -> None:
    await rewrite(press.message, press.t("mentoring-kept"))
    await press.done()


async def ask_stars(press: Press) -> None:
    async with press.db.transaction() as session:
        shown = await overview.card(session, press.actor, press.id, now=press.now)
    if shown.stars:
        await press.done(press.t("mentoring-rated-before", stars=shown.stars), alert=True)
        return
    stars: list[Button] = [(f"{n} ★", Action(RELATION, press.id, f"stars-{n}")) for n in STARS]
    text = press.t("mentoring-rate-ask", other=safe(shown.other))
    await respond(press.message, text, keyboard(stars))
    await press.done()


async def rate(press: Press) -> None:
    async with press.db.transaction() as session:
        given = await feedback.give(session, press.actor, press.id, press.number(0), now=press.now)
    await rewrite(
        press.message,
        press.t("mentoring-rated", stars=given.stars),
        keyboard([button(RELATION, press.id, "flag", press.t)]),
    )
    await press.done()


async def ask_flag(press: Press) -> None:
    await wait_for(press.state, EndForm.flag, press.now, relation=press.id)
    await respond(press.message, press.t("mentoring-flag-ask", limit=MAX_FLAG))
    await press.done()


async def on_flag(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        words = readable(message.text)
        await feedback.flag(session, actor, int(kept["relation"]), words, now=clock())
    await heard(state, message)
    await respond(message, t("mentoring-flagged"))


ACTS: dict[str, pressing.Act] = {
    "pause": pause,
    "resume": resume,
    "end-early": ask_end,
    "reason": end,
    "end-own": ask_reason,
    "finish": finish,
    "renew": renew,
    "keep": keep,
    "rate": ask_stars,
    "stars": rate,
    "flag": ask_flag,
}


def setup() -> Router:
    router = Router(name=__name__)
    router.message.register(on_reason, Typed(EndForm.reason))
    router.message.register(on_flag, Typed(EndForm.flag))
    return router
