"""Reviews of an application: who is asked, what they score, and when all of it may be seen.

Until every part is in, nobody reads another's scores or comment: no staff, no head, no reviewer.
Every function locks the application first, so two who end their parts at once do it in turn.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases.models import HandedIn, StoredFile
from core import forms, timers
from core.accounts import Actor, Role
from core.db import Session
from core.errors import DomainError, NotAllowed, NotFound, NotPossibleNow, ReasonNeeded
from core.forms import Answers, Form
from staff import panels, recusals, rubrics
from staff.applications import APPLICATIONS
from staff.conflicts import Tie
from staff.models import Application, Programme, Review
from staff.panels import FEWEST
from staff.recusals import BEFORE, ReviewOver
from staff.rubrics import Average, Criterion
from staff.tables import INCUBATION
from students import teams

log = logging.getLogger(__name__)

LONGEST_COMMENT = 1000
LONGEST_INTEREST = 200
UNSEEN = BEFORE | {"", "draft", "missed", "lapsed"}
"""States in which scores cannot be out yet, whoever's parts are in."""


class ReviewIncomplete(DomainError):
    """Every criterion needs a score before a part can be handed in."""

    key = "error-review-incomplete"


class ScoresHidden(DomainError):
    """Some parts are not in yet, so nobody sees any."""

    key = "error-scores-hidden"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A reviewer's own part with what it judges; ``due`` as people read it, "" if uncounted."""

    review: Review
    application: Application
    rubric: tuple[Criterion, ...]
    form: Form
    answers: Answers
    due: str
    late: bool

    @property
    def open(self) -> list[Criterion]:
        return rubrics.open_criteria(self.rubric, self.review.scores)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One complete review without the name of who wrote it."""

    scores: dict[str, int]
    comment: str


@dataclass(frozen=True, slots=True)
class Results:
    rubric: tuple[Criterion, ...]
    average: Average
    opinions: list[Opinion]


async def mine(session: Session, actor: Actor) -> list[tuple[Review, Application]]:
    """The actor's parts: those to do by when they were asked for, then what they handed in."""
    rows = await session.execute(
        select(Review, Application)
        .join(Application, Application.id == Review.application_id)
        .where(Review.reviewer_id == actor.id, Review.recused_at.is_(None))
        .where((Application.state == "reviewing") | Review.submitted_at.is_not(None))
        .order_by(Review.submitted_at.is_not(None), Review.assigned_at, Review.id)
    )
    return [(part, application) for part, application in rows]


async def look(session: Session, actor: Actor, review_id: int, *, now: datetime) -> Sheet:
    """The actor's own part, recused when a tie to the team has come up since it was assigned.

    ``review.recused_for`` tells. Raises NotFound, also for anybody else's part, NotAllowed when the
    actor is no reviewer any more, NotPossibleNow before reviewing begins, and ReviewOver for a part
    that ended without being handed in.
    """
    part, application = await _own(session, actor, review_id)
    if part.recused_at is not None:
        raise ReviewOver
    if part.submitted_at is None:
        if application.state in BEFORE - {"reviewing"}:
            raise NotPossibleNow(kind=INCUBATION.kind, state=application.state, event="review")
        if application.state != "reviewing":
            raise ReviewOver
    await recusals.recuse_tied(session, application, [part], now=now)
    programme = await session.get_one(Programme, application.programme_id)
    form = await APPLICATIONS.form(session, application)
    timer = await timers.seen(session, INCUBATION.kind, application.id)
    counting = application.state == "reviewing" and timer is not None
    return Sheet(
        part,
        application,
        rubrics.criteria(programme.rubric),
        form,
        forms.effective(form, application.form),
        timers.promised(timer) if counting and timer else "",
        await recusals.late(session, application, now),
    )


async def score(
    session: Session, actor: Actor, review_id: int, key: str, points: int, *, now: datetime
) -> Sheet:
    """Give one criterion its score, or another one until the part is handed in.

    Raises as ``look`` does, ReviewOver, and ScoreNotValid; then the score before stays.
    """
    sheet = await _open(session, actor, review_id, now=now)
    rubrics.checked(sheet.rubric, key, points)
    if not sheet.review.recused_for:
        sheet.review.scores = {**sheet.review.scores, key: points}
        await session.flush()
    return sheet


async def comment(
    session: Session, actor: Actor, review_id: int, text: str, *, now: datetime
) -> Sheet:
    """Say something beside the scores, for those who decide; "" takes it back.

    What is too long is cut to ``LONGEST_COMMENT``. Raises as ``look`` does, and ReviewOver.
    """
    sheet = await _open(session, actor, review_id, now=now)
    if not sheet.review.recused_for:
        sheet.review.comment = text.strip()[:LONGEST_COMMENT]
        await session.flush()
    return sheet


async def submit(session: Session, actor: Actor, review_id: int, *, now: datetime) -> Sheet:
    """Hand a part in for good; the last one of all brings the application to who decides.

    May be repeated. Raises as ``look`` does, ReviewOver for a part that has ended, and
    ReviewIncomplete.
    """
    part, _ = await _own(session, actor, review_id)
    if part.submitted_at is not None and part.recused_at is None:
        return await look(session, actor, review_id, now=now)
    sheet = await _open(session, actor, review_id, now=now)
    if sheet.review.recused_for:
        return sheet
    if sheet.open:
        raise ReviewIncomplete(open=len(sheet.open))
    sheet.review.submitted_at = now
    await panels.release(session, sheet.review)
    await session.flush()
    await recusals.settle(session, sheet.application, now=now)
    return sheet


async def declare(
    session: Session, actor: Actor, review_id: int, reason: str, *, now: datetime
) -> Review:
    """The reviewer says that they have an interest: they are recused and staff ask another.

    It holds for this project's later applications too. May be repeated; also somebody whose part
    is in may say so while others are not. Raises ReasonNeeded, NotFound, NotAllowed, ReviewOver for
    a part that has ended, and NotPossibleNow once reviewing is over.
    """
    part, application = await _own(session, actor, review_id)
    if part.recused_for == Tie.DECLARED:
        return part
    if part.recused_at is not None:
        raise ReviewOver
    reason = " ".join(reason.split())[:LONGEST_INTEREST]
    if not reason:
        raise ReasonNeeded
    recusals.require_before(application, "declare")
    await recusals.recuse(session, application, part, Tie.DECLARED, reason, now=now)
    await recusals.tell_staff(session, application, part, now=now)
    await recusals.settle(session, application, now=now)
    return part


async def results(session: Session, actor: Actor, application_id: int) -> Results:
    """Averages and opinions without names, once all parts are in.

    Raises NotFound, NotAllowed unless staff or head (and for those who are of the team), and
    ScoresHidden.
    """
    actor.require(Role.STAFF, Role.HEAD)
    application = await session.get(Application, application_id)
    if application is None:
        raise NotFound(id=application_id)
    if await teams.role_in(session, application.project_id, actor.id) is not None:
        raise NotAllowed(role="another")
    parts = await panels.active(session, application.id)
    everything_in = all(part.submitted_at is not None for part in parts)
    if application.state in UNSEEN or len(parts) < FEWEST or not everything_in:
        raise ScoresHidden
    programme = await session.get_one(Programme, application.programme_id)
    opinions = [Opinion(dict(part.scores), part.comment) for part in parts]
    rubric = rubrics.shared(rubrics.criteria(programme.rubric), [one.scores for one in opinions])
    opinions.sort(key=lambda one: (sorted(one.scores.items()), one.comment))
    return Results(rubric, rubrics.average(rubric, [one.scores for one in opinions]), opinions)


async def files(session: Session, actor: Actor, review_id: int) -> list[HandedIn]:
    """The newest file of each document of what the actor reviews. Raises as ``look`` does."""
    _, application = await _readable(session, actor, review_id)
    rows = await session.scalars(
        select(HandedIn)
        .where(
            HandedIn.kind == INCUBATION.kind,
            HandedIn.case_id == application.id,
            HandedIn.replaced_at.is_(None),
        )
        .order_by(HandedIn.id)
    )
    return list(rows)


async def file(
    session: Session, actor: Actor, review_id: int, handed_in_id: int
) -> tuple[HandedIn, StoredFile]:
    """One of ``files``, to be opened. Raises NotFound, and as ``look`` does."""
    for row in await files(session, actor, review_id):
        if row.id == handed_in_id:
            return row, await session.get_one(StoredFile, row.file_id)
    raise NotFound(id=handed_in_id)


async def _readable(session: Session, actor: Actor, review_id: int) -> tuple[Review, Application]:
    part, application = await _own(session, actor, review_id)
    if part.recused_at is not None or (
        part.submitted_at is None and application.state != "reviewing"
    ):
        raise ReviewOver
    return part, application


async def _open(session: Session, actor: Actor, review_id: int, *, now: datetime) -> Sheet:
    sheet = await look(session, actor, review_id, now=now)
    if sheet.review.submitted_at is not None:
        raise ReviewOver
    return sheet


async def _own(session: Session, actor: Actor, review_id: int) -> tuple[Review, Application]:
    """The actor's part and its application, both locked and as they are now."""
    part = await session.get(Review, review_id)
    if part is None or part.reviewer_id != actor.id:
        raise NotFound(id=review_id)
    if actor.id not in await recusals.office(session):
        raise NotAllowed(role=Role.REVIEWER)
    application = await APPLICATIONS.find(session, part.application_id, None)
    return await session.get_one(Review, review_id, populate_existing=True), application
