"""[打开] under a notice about any listed case: how it stands, and what this person may do."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from cases import progress
from core import casework, outbox
from core.accounts import Actor, Role
from core.actions import Action
from core.db import Database
from core.kinds import Kinds
from core.texts import Texts, Translate
from handlers.asking import Clock
from handlers.cases import CaseButton, case_buttons
from handlers.progress import case_text
from handlers.replying import acknowledge, respond

EVENTS = ("open", "open-1", "open-2", "open-3")
OFFICES = frozenset({Role.STAFF, Role.HEAD})


async def on_open(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    """Below the notice, which stays: a digest has buttons for several cases."""
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        found = await progress.standing(session, kinds, actor, action.kind, action.id, now=clock())
        kind = kinds[action.kind]
        case = await kind.find(session, action.id, actor)
        standing = casework.standing(actor, await kind.parties(session, case))
        offered = casework.choices(kind.workflow, case, standing)
    shown = case_buttons(offered, texts, t) if standing & OFFICES else None
    await respond(message, case_text(found, t), shown)
    await acknowledge(query)


def setup() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(on_open, CaseButton("", *EVENTS))
    return router
