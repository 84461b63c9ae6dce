"""The story of a venture in chat, and as a table to keep: every step of its cases in one list."""

from html import escape

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from cases import venture
from cases.venture import Event
from core import wording
from core.accounts import Actor
from core.actions import Action
from core.clock import SHANGHAI
from core.db import Database
from core.kinds import Kinds
from core.spreadsheets import to_csv
from core.texts import Texts, Translate
from handlers.cases import CaseButton
from handlers.keyboards import Button, keyboard
from handlers.replying import acknowledge, rewrite
from handlers.team_cards import TEAM, button
from students import teams

SHOWN = 15


async def on_story(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
) -> None:
    async with db.reading() as session:
        project = await teams.read(session, actor, action.id)
        found = await venture.story(session, kinds, project.id)
    title = escape(project.title or t("find-untitled"), quote=False)
    lines = [t("venture-head", title=title)]
    lines += [_line(event, texts, t) for event in reversed(found[-SHOWN:])]
    if not found:
        lines.append(t("venture-nothing"))
    take: Button = (t("button-venture-table"), Action(TEAM, project.id, "table"))
    rows = [[take]] if found else []
    await rewrite(message, "\n".join(lines), keyboard(*rows, [button(t, project.id, "card")]))
    await acknowledge(query)


async def on_table(
    query: CallbackQuery,
    action: Action,
    message: Message,
    actor: Actor,
    db: Database,
    kinds: Kinds,
    texts: Texts,
    t: Translate,
) -> None:
    async with db.reading() as session:
        project = await teams.read(session, actor, action.id)
        found = await venture.story(session, kinds, project.id)
    head = [t(f"venture-column-{name}") for name in ("at", "what", "number", "state")]
    rows = [
        [
            event.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            _what(event, texts, t),
            event.number,
            t(wording.state(texts.has, event.kind, event.state)),
        ]
        for event in found
    ]
    table = to_csv(head, rows)
    await acknowledge(query)
    await message.answer_document(
        BufferedInputFile(table, filename=f"venture-{project.id}.csv"),
        caption=t("venture-table", count=len(rows)),
    )


def _line(event: Event, texts: Texts, t: Translate) -> str:
    what = " ".join(word for word in (_what(event, texts, t), event.number) if word)
    return t(
        "venture-line",
        day=event.at.astimezone(SHANGHAI).strftime("%m-%d"),
        what=what,
        state=t(wording.state(texts.has, event.kind, event.state)),
    )


def _what(event: Event, texts: Texts, t: Translate) -> str:
    own = f"kind-{event.kind}"
    return t(own if texts.has(own) else f"venture-{event.kind}")


def setup() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(on_story, CaseButton(TEAM, "story"))
    router.callback_query.register(on_table, CaseButton(TEAM, "table"))
    return router
