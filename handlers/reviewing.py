"""/reviews: a reviewer sees what they judge, scores it by buttons and hands it in."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from cases.storage import FileStore
from core.accounts import Actor, Role
from core.answers import parse
from core.clock import local_day
from core.db import Database
from core.errors import NotFound
from core.fields import Field, Kind
from core.texts import Translate
from handlers import pressing, review_cards
from handlers.addressing import FromPerson, Pressed, Private
from handlers.asking import Clock
from handlers.forms import Kept, Typed, heard, wait_for
from handlers.keyboards import Id
from handlers.pressing import Press
from handlers.replying import acknowledge, respond, rewrite
from handlers.words import readable, says_something
from staff import assignments, reviews
from staff.panels import REVIEW
from staff.recusals import BEFORE
from staff.reviews import LONGEST_COMMENT, LONGEST_INTEREST, Sheet
from staff.rubrics import ScoreNotValid

INTERESTS = ("relative", "stake", "partner", "rival")


class ReviewForm(StatesGroup):
    points = State()
    comment = State()
    interest = State()


class ReviewFile(CallbackData, prefix="rvf"):
    """Send a file of the application that is reviewed."""

    review: Id
    file: Id


async def on_reviews(
    message: Message, actor: Actor, db: Database, state: FSMContext, t: Translate, clock: Clock
) -> None:
    """What waits for this reviewer; for staff also how far every panel is."""
    await state.clear()
    async with db.reading() as session:
        mine = await reviews.mine(session, actor)
        panels = (
            await assignments.under_way(session, actor, now=clock())
            if actor.roles & {Role.STAFF, Role.HEAD}
            else []
        )
    reviewer = bool(mine) or Role.REVIEWER in actor.roles
    if not reviewer and not actor.roles & {Role.STAFF, Role.HEAD}:
        await respond(message, t("reviews-nobody"))
        return
    if reviewer:
        await respond(message, *review_cards.mine(mine, t))
    if actor.roles & {Role.STAFF, Role.HEAD}:
        await respond(message, *review_cards.under_way(panels, t))


async def open_part(press: Press) -> None:
    await press.state.clear()
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
    await _show(press, sheet)


async def _show(press: Press, sheet: Sheet, said: str = "") -> None:
    await rewrite(press.message, *review_cards.sheet(sheet, press.t))
    await press.done(said)


async def ask_points(press: Press) -> None:
    """One criterion; where the scale is long its score may be typed as well."""
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
    place = press.number(0)
    if sheet.review.recused_for or sheet.review.submitted_at or place >= len(sheet.rubric):
        await _show(press, sheet)
        return
    criterion = sheet.rubric[place]
    if criterion.most > review_cards.SHORT_SCALE:
        await wait_for(
            press.state, ReviewForm.points, press.now, review=press.id, criterion=criterion.key
        )
    await rewrite(press.message, *review_cards.criterion(sheet, place, press.t))
    await press.done()


async def give_points(press: Press) -> None:
    await press.state.clear()
    place, points = press.number(0), press.number(1)
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
        if place >= len(sheet.rubric):
            raise NotFound(id=press.id)
        key = sheet.rubric[place].key
        sheet = await reviews.score(session, press.actor, press.id, key, points, now=press.now)
    await _go_on(press, sheet)


async def _go_on(press: Press, sheet: Sheet) -> None:
    """The next criterion without a score, or the whole once all have one."""
    left = [place for place, one in enumerate(sheet.rubric) if one in sheet.open]
    if sheet.review.recused_for or not left:
        await _show(press, sheet)
        return
    if sheet.rubric[left[0]].most > review_cards.SHORT_SCALE:
        key = sheet.rubric[left[0]].key
        await wait_for(press.state, ReviewForm.points, press.now, review=press.id, criterion=key)
    await rewrite(press.message, *review_cards.criterion(sheet, left[0], press.t))
    await press.done()


async def on_points(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    """A typed score in any digits; what does not fit is asked for once more."""
    key, now = str(kept["criterion"]), clock()
    async with db.transaction() as session:
        sheet = await reviews.look(session, actor, int(kept["review"]), now=now)
        found = next((one for one in sheet.rubric if one.key == key), None)
        if found is None:
            raise NotFound(key=key)
        field = Field("points", Kind.NUMBER, minimum=found.least, maximum=found.most)
        points = parse(field, readable(message.text), today=local_day(now), t=t)
        if not isinstance(points, int):
            raise ScoreNotValid(least=found.least, most=found.most)
        sheet = await reviews.score(session, actor, sheet.review.id, key, points, now=now)
    await heard(state, message)
    await respond(message, *review_cards.sheet(sheet, t))


async def show_form(press: Press) -> None:
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
    page = review_cards.sheet if sheet.review.recused_for else review_cards.answers
    await rewrite(press.message, *page(sheet, press.t))
    await press.done()


async def show_files(press: Press) -> None:
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
        recused = bool(sheet.review.recused_for)
        rows = [] if recused else await reviews.files(session, press.actor, press.id)
    listed = [(row.name, ReviewFile(review=press.id, file=row.id)) for row in rows]
    page = (
        review_cards.sheet(sheet, press.t)
        if recused
        else review_cards.files(press.id, listed, press.t)
    )
    await rewrite(press.message, *page)
    await press.done()


async def on_file(
    query: CallbackQuery, callback_data: ReviewFile, message: Message, actor: Actor, db: Database,
    store: FileStore, t: Translate,
) -> None:  # fmt: skip
    async with db.transaction() as session:
        row, stored = await reviews.file(session, actor, callback_data.review, callback_data.file)
    data = await store.read(stored.sha256)
    await message.answer_document(
        BufferedInputFile(data, row.name), caption=t("review-file", name=row.name)
    )
    await acknowledge(query)


async def ask_comment(press: Press) -> None:
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
    if sheet.review.recused_for or sheet.review.submitted_at:
        await _show(press, sheet)
        return
    await wait_for(press.state, ReviewForm.comment, press.now, review=press.id)
    await respond(press.message, press.t("review-ask-comment", limit=LONGEST_COMMENT))
    await press.done()


async def on_comment(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words = readable(message.text)
    if not says_something(words):
        await respond(message, t("review-ask-comment", limit=LONGEST_COMMENT))
        return
    async with db.transaction() as session:
        sheet = await reviews.comment(session, actor, int(kept["review"]), words, now=clock())
    await heard(state, message)
    await respond(message, *review_cards.sheet(sheet, t))


async def ask_submit(press: Press) -> None:
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
    if sheet.open or sheet.review.recused_for or sheet.review.submitted_at:
        await _show(press, sheet)
        return
    await rewrite(press.message, *review_cards.sure(sheet, press.t))
    await press.done()


async def submit(press: Press) -> None:
    async with press.db.transaction() as session:
        sheet = await reviews.submit(session, press.actor, press.id, now=press.now)
    await press.state.clear()
    await _show(press, sheet)


async def ask_interest(press: Press) -> None:
    async with press.db.transaction() as session:
        sheet = await reviews.look(session, press.actor, press.id, now=press.now)
    if sheet.review.recused_for or sheet.application.state not in BEFORE:
        await _show(press, sheet)
        return
    await rewrite(press.message, *review_cards.interests(sheet, INTERESTS, press.t))
    await press.done()


async def declare(press: Press) -> None:
    word = press.values[0] if press.values else ""
    if word == "own":
        await wait_for(press.state, ReviewForm.interest, press.now, review=press.id)
        await respond(press.message, press.t("review-ask-interest", limit=LONGEST_INTEREST))
        await press.done()
        return
    if word not in INTERESTS:
        raise NotFound(id=press.id)
    async with press.db.transaction() as session:
        reason = press.t(f"review-interest-{word}")
        await reviews.declare(session, press.actor, press.id, reason, now=press.now)
    await rewrite(press.message, press.t("review-declared"))
    await press.done()


async def on_interest(
    message: Message, kept: Kept, actor: Actor, db: Database, state: FSMContext, t: Translate,
    clock: Clock,
) -> None:  # fmt: skip
    words = readable(message.text)
    if not says_something(words):
        await respond(message, t("review-ask-interest", limit=LONGEST_INTEREST))
        return
    async with db.transaction() as session:
        await reviews.declare(session, actor, int(kept["review"]), words, now=clock())
    await heard(state, message)
    await respond(message, t("review-declared"))


def setup() -> Router:
    router = Router(name=__name__)
    router.message.filter(FromPerson(), Private())
    router.message.register(on_reviews, Command("reviews", "评审"))
    router.message.register(on_points, Typed(ReviewForm.points, again=True))
    router.message.register(on_comment, Typed(ReviewForm.comment, again=True))
    router.message.register(on_interest, Typed(ReviewForm.interest, again=True))
    router.callback_query.register(on_file, ReviewFile.filter(), Pressed(private=True))
    pressing.register(
        router,
        REVIEW,
        {
            "open": open_part,
            "score": ask_points,
            "set": give_points,
            "form": show_form,
            "files": show_files,
            "comment": ask_comment,
            "submit": ask_submit,
            "submit-sure": submit,
            "interest": ask_interest,
            "tie": declare,
        },
    )
    return router
