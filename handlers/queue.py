"""/queue: staff see what waits, open a case, take it, hand it over, ask for more, go on with it."""

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from cases.files import Standing
from cases.form_cases import FormKind
from core import outbox, wording
from core.accounts import Actor, Role
from core.actions import Action
from core.db import Database, Session
from core.errors import NotPossibleNow
from core.kinds import Kinds
from core.texts import Texts, Translate
from handlers import queue_cards as cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.cases import CaseButton
from handlers.forms import Kept, NotOffered, Typed, heard, wait_for
from handlers.keyboards import keyboard
from handlers.queue_buttons import AskFor, Filters, HandTo, Judge, List, Look, Nudge, Part
from handlers.queue_cards import SHOWN, Reader, Screen
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable
from staff import dossiers, handling, queue
from staff.handling import NotColleague
from staff.queue import Wanted

OFFICES = frozenset({Role.STAFF, Role.HEAD})
PARTS = {"answers": cards.answers, "papers": cards.papers, "steps": cards.steps}


class QueueForm(StatesGroup):
    """What is typed about a case: whom it goes to, what is missing, why a file comes back."""

    heir = State()
    lacking = State()
    refusal = State()


async def on_queue(
    message: Message, command: CommandObject, actor: Actor, db: Database, kinds: Kinds,
    texts: Texts, t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    """The queue; with words after the command, what they find."""
    await state.clear()
    read, sought = Reader(texts, t, kinds), queue.sought_words(command.args or "")
    async with db.reading() as session:
        if sought:
            entries = await queue.search(session, actor, sought, now=clock())
            screen = cards.found(entries, sought, read)
        else:
            screen = await _overview(session, actor, Wanted(), 0, read, clock)
    await respond(message, *screen)


async def on_list(
    query: CallbackQuery, callback_data: List, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    read = Reader(texts, t, kinds)
    wanted = _known(cards.wanted_of(callback_data), kinds)
    async with db.reading() as session:
        screen = await _overview(session, actor, wanted, callback_data.start, read, clock)
    await rewrite(message, *screen)
    await acknowledge(query)


async def on_filters(
    query: CallbackQuery, callback_data: Filters, message: Message, actor: Actor, kinds: Kinds,
    texts: Texts, t: Translate,
) -> None:  # fmt: skip
    queue.may_see(actor)
    wanted = _known(cards.wanted_of(callback_data), kinds)
    await rewrite(message, *cards.filters(wanted, Reader(texts, t, kinds)))
    await acknowledge(query)


async def on_look(
    query: CallbackQuery, callback_data: Look, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    await state.clear()
    read, (kind, case) = Reader(texts, t, kinds), (callback_data.kind, callback_data.case)
    await rewrite(message, *await _card(db, actor, kind, case, read, clock))
    await acknowledge(query)


async def on_part(
    query: CallbackQuery, callback_data: Part, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    draw = PARTS.get(callback_data.what)
    if draw is None:
        raise NotOffered
    kind, case = callback_data.kind, callback_data.case
    async with db.reading() as session:
        found = await dossiers.dossier(session, kinds, actor, kind, case, now=clock())
    await rewrite(message, *draw(found, Reader(texts, t, kinds)))
    await acknowledge(query)


async def on_nudge(
    query: CallbackQuery, callback_data: Nudge, actor: Actor, db: Database, kinds: Kinds,
    t: Translate, clock: Clock,
) -> None:  # fmt: skip
    kind, case = callback_data.kind, callback_data.case
    async with db.transaction() as session:
        count = await handling.remind(session, kinds, actor, kind, case, now=clock())
    await acknowledge(query, t("queue-chat-reminded", count=count))


async def on_judge(
    query: CallbackQuery, callback_data: Judge, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    """[通过] counts at once; [退回] asks why."""
    file = callback_data.file
    if callback_data.good:
        read = Reader(texts, t, kinds)
        async with db.transaction() as session:
            row = await handling.judge(session, actor, file, Standing.ACCEPTED, "", now=clock())
            found = await dossiers.dossier(
                session, kinds, actor, row.kind, row.case_id, now=clock()
            )
        await rewrite(message, *cards.papers(found, read))
        await acknowledge(query, t("queue-case-done-judge"))
        return
    async with db.reading() as session:
        row, _ = await handling.paper(session, actor, file)
    await wait_for(state, QueueForm.refusal, clock(), file=file)
    back = (t("queue-chat-case"), Look(kind=row.kind, case=row.case_id))
    await respond(message, t("queue-chat-why-back"), keyboard([back]))
    await acknowledge(query)


async def on_refusal(
    message: Message, kept: Kept, actor: Actor, db: Database, kinds: Kinds, texts: Texts,
    t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        row = await handling.judge(
            session,
            actor,
            int(kept["file"]),
            Standing.REFUSED,
            readable(message.text),
            now=clock(),
        )
        found = await dossiers.dossier(session, kinds, actor, row.kind, row.case_id, now=clock())
    await heard(state, message)
    await respond(message, *cards.papers(found, Reader(texts, t, kinds)))


async def on_hand_over(
    query: CallbackQuery, action: Action, message: Message, actor: Actor, db: Database,
    kinds: Kinds, t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        found = await dossiers.dossier(session, kinds, actor, action.kind, action.id, now=clock())
        others = await queue.colleagues(session, actor)
    others = [one for one in others if one[0] != found.entry.owner_id]
    await wait_for(state, QueueForm.heir, clock(), kind=action.kind, case=action.id)
    await rewrite(message, *cards.people(found, others, t))
    await acknowledge(query)


async def on_heir(
    query: CallbackQuery, callback_data: HandTo, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    kind, case = callback_data.kind, callback_data.case
    async with db.transaction() as session:
        await handling.hand_over(
            session, kinds, actor, kind, case, callback_data.person, now=clock()
        )
    await state.clear()
    read = Reader(texts, t, kinds)
    await rewrite(message, *await _card(db, actor, kind, case, read, clock))
    await acknowledge(query, t("queue-case-done-hand-over"))


async def on_heir_named(
    message: Message, kept: Kept, actor: Actor, db: Database, kinds: Kinds, texts: Texts,
    t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    """Somebody who is named: by the whole name, or by a part that only one of them has."""
    name, kind, case = readable(message.text), str(kept["kind"]), int(kept["case"])
    async with db.transaction() as session:
        others = await queue.colleagues(session, actor)
        named = [one for one in others if one[1] == name]
        named = named or [one for one in others if name and name in one[1]]
        if len(named) != 1:
            raise NotColleague
        await handling.hand_over(session, kinds, actor, kind, case, named[0][0], now=clock())
    await heard(state, message)
    read = Reader(texts, t, kinds)
    await respond(message, *await _card(db, actor, kind, case, read, clock))


async def on_ask_more(
    query: CallbackQuery, action: Action, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    """What is missing or was sent back is ticked already."""
    if not isinstance(kinds[action.kind], FormKind):
        raise SkipHandler
    async with db.transaction() as session:
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        found = await dossiers.dossier(session, kinds, actor, action.kind, action.id, now=clock())
    if action.event not in found.events:
        raise NotPossibleNow(kind=action.kind, state=found.entry.state, event=action.event)
    chosen = [one.line.document for one in found.papers if one.line.wanted]
    await _keep_chosen(state, clock, action.kind, action.id, chosen)
    await rewrite(message, *cards.asking(found, chosen, Reader(texts, t, kinds)))
    await acknowledge(query)


async def on_ask_for(
    query: CallbackQuery, callback_data: AskFor, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    kind, case, kept = callback_data.kind, callback_data.case, await state.get_data()
    if (kept.get("kind"), kept.get("case")) != (kind, case) or "wanted" not in kept:
        raise NotOffered
    async with db.reading() as session:
        found = await dossiers.dossier(session, kinds, actor, kind, case, now=clock())
    known = cards.askable(found)
    if callback_data.place >= len(known):
        raise NotOffered
    key = known[callback_data.place]
    before = _chosen(kept)
    chosen = [one for one in known if (one in before) != (one == key)]
    await _keep_chosen(state, clock, kind, case, chosen)
    await rewrite(message, *cards.asking(found, chosen, Reader(texts, t, kinds)))
    await acknowledge(query)


async def on_lacking(
    message: Message, kept: Kept, actor: Actor, db: Database, kinds: Kinds, texts: Texts,
    t: Translate, clock: Clock, state: FSMContext,
) -> None:  # fmt: skip
    """The reason was typed: the applicant is asked."""
    kind, case, reason = str(kept["kind"]), int(kept["case"]), readable(message.text)
    async with db.transaction() as session:
        await handling.ask_more(
            session, kinds, actor, kind, case, _chosen(kept), reason, now=clock()
        )
    await heard(state, message)
    read = Reader(texts, t, kinds)
    await respond(message, *await _card(db, actor, kind, case, read, clock))


async def on_step(
    query: CallbackQuery, action: Action, message: Message, actor: Actor, db: Database,
    kinds: Kinds, texts: Texts, t: Translate, clock: Clock,
) -> None:  # fmt: skip
    """A step that needs nothing but a press; who comes too late hears who was first."""
    kind, late = kinds[action.kind], ""
    known = {rule.event for rule in kind.workflow.rules} - kind.workflow.noted
    if not kind.listed or not actor.roles & OFFICES or action.event not in known:
        raise SkipHandler
    read = Reader(texts, t, kinds)
    async with db.transaction() as session:
        before = await dossiers.dossier(session, kinds, actor, action.kind, action.id, now=clock())
        if before.own:
            raise SkipHandler
        await outbox.settle_pressed(session, actor.id, query.data or "", now=clock())
        try:
            async with session.begin_nested():
                await handling.step(
                    session, kinds, actor, action.kind, action.id, action.event, now=clock()
                )
        except NotPossibleNow:
            late = await handling.owner_of(session, actor, action.kind, action.id) or "–"
        found = await dossiers.dossier(session, kinds, actor, action.kind, action.id, now=clock())
    await rewrite(message, *cards.card(found, read))
    said = t(wording.state(texts.has, action.kind, found.entry.state))
    if late:
        said = t("queue-chat-late", state=said, owner=late)
    await acknowledge(query, said, alert=bool(late))


async def _overview(
    session: Session, actor: Actor, wanted: Wanted, start: int, read: Reader, clock: Clock
) -> Screen:
    start = min(start, cards.DEEPEST)
    counts = await queue.counts(session, actor, now=clock())
    page = await queue.page(session, actor, wanted, now=clock(), most=start + SHOWN + 1)
    return cards.overview(counts, page.entries[start:], wanted, start, read)


async def _card(
    db: Database, actor: Actor, kind: str, case_id: int, read: Reader, clock: Clock
) -> Screen:
    async with db.reading() as session:
        found = await dossiers.dossier(session, read.kinds, actor, kind, case_id, now=clock())
    return cards.card(found, read)


def _known(wanted: Wanted, kinds: Kinds) -> Wanted:
    """A kind that is no longer there is no filter."""
    listed = {one.workflow.kind for one in kinds if one.listed}
    kind = wanted.kind if wanted.kind in listed else ""
    return Wanted(wanted.whose, wanted.colour, wanted.turn, kind)


def _chosen(kept: Kept) -> list[str]:
    return [one for one in str(kept.get("wanted", "")).split(",") if one]


async def _keep_chosen(
    state: FSMContext, clock: Clock, kind: str, case: int, chosen: list[str]
) -> None:
    await wait_for(state, QueueForm.lacking, clock(), kind=kind, case=case, wanted=",".join(chosen))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_queue, Command("queue", "办理", "待办"))
    router.message.register(on_heir_named, Typed(QueueForm.heir))
    router.message.register(on_lacking, Typed(QueueForm.lacking))
    router.message.register(on_refusal, Typed(QueueForm.refusal))
    on, mine = router.callback_query.register, Pressed(private=True)
    on(on_list, List.filter(), mine)
    on(on_filters, Filters.filter(), mine)
    on(on_look, Look.filter(), mine)
    on(on_part, Part.filter(), mine)
    on(on_nudge, Nudge.filter(), mine)
    on(on_judge, Judge.filter(), mine)
    on(on_heir, HandTo.filter(), mine)
    on(on_ask_for, AskFor.filter(), mine)
    return router


def steps() -> Router:
    """Steps of any kind's cases; to look at a button after the kinds that ask something first."""
    router = Router(name=f"{__name__}.steps")
    on = router.callback_query.register
    on(on_hand_over, CaseButton("", handling.HAND_OVER))
    on(on_ask_more, CaseButton("", "ask-more"))
    on(on_step, CaseButton())
    return router
