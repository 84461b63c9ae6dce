"""What a student can ask the school for: every request that is begun from a list, in one place."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from cases import progress
from cases.requests import RequestKind
from core.accounts import Actor
from core.db import Database
from core.errors import NotFound
from core.kinds import Kinds
from core.texts import Texts, Translate
from handlers import case_form
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.keyboards import Button, keyboard
from handlers.replying import acknowledge, respond, rewrite


class Begin(CallbackData, prefix="gb"):
    """Begin a request of a kind, or go on with the one that is being filled in."""

    kind: str


async def on_services(message: Message, kinds: Kinds, t: Translate) -> None:
    found = [kind for kind in kinds if isinstance(kind, RequestKind)]
    lines = [t("services-head")]
    lines += [
        t(
            "services-line",
            kind=t(f"kind-{one.workflow.kind}"),
            about=t(f"about-{one.workflow.kind}"),
        )
        for one in found
    ]
    rows: list[list[Button]] = [
        [(t(f"kind-{one.workflow.kind}"), Begin(kind=one.workflow.kind))] for one in found
    ]
    await respond(message, "\n".join(lines), keyboard(*rows))


async def on_begin(
    query: CallbackQuery,
    callback_data: Begin,
    message: Message,
    actor: Actor,
    source: str,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
    clock: Clock,
) -> None:
    now, kind = clock(), kinds[callback_data.kind]
    if not isinstance(kind, RequestKind):
        raise NotFound(kind=callback_data.kind)
    async with db.transaction() as session:
        listed = await progress.own(session, actor, (), now=now)
        drafts = [
            card.case_id
            for card in listed
            if card.kind == kind.workflow.kind and card.state in kind.drafting
        ]
        if drafts:
            case = await kind.find(session, drafts[0], actor)
        else:
            case = await kind.begin(session, actor, source, now=now)
        shown = await case_form.overview(session, kind, case, actor, texts, t, now=now)
    await rewrite(message, *shown)
    await acknowledge(query)


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_services, Command("services", "办事"))
    router.callback_query.register(on_begin, Begin.filter(), Pressed(private=True))
    return router
