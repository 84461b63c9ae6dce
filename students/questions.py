"""What people asked the policy library: kept so that answers can be shown again and gaps found."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update

from core.accounts import Actor
from core.db import Session
from core.errors import NotFound
from students.models import ActionWish, AskedQuestion, Feedback

TOPIC_LASTS = timedelta(minutes=30)


class Complaint(StrEnum):
    """Why an answer was of no use; the value fits a button."""

    BESIDE_THE_POINT = "beside"
    OUTDATED = "outdated"
    HARD_TO_READ = "hard"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question was asked; ``source`` tells the updates of one chat apart."""

    channel: str
    chat_id: int
    source: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One proved quotation of an answer, with what is needed to show and open it later."""

    clause: int
    clause_id: str
    document: str
    title: str
    article: str
    jurisdiction: str
    kind: str
    grade: str
    status: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that was considered; ``score`` compares within one question only."""

    clause_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Reply:
    """What the library said, in the log's own terms (the log does not know the library)."""

    asked: str
    as_of: date
    outcome: str
    reason: str
    action: str
    answer: str
    quotes: tuple[Quote, ...]
    found: tuple[Found, ...]
    elapsed_ms: float


def quotes(question: AskedQuestion) -> tuple[Quote, ...]:
    """The quotations of the answer, in the order of the answer."""
    return tuple(Quote(**stored) for stored in question.citations)


async def find(session: Session, place: Place) -> AskedQuestion | None:
    """The question that this very update asked before, when it is delivered again."""
    found: AskedQuestion | None = await session.scalar(
        select(AskedQuestion).where(
            AskedQuestion.channel == place.channel,
            AskedQuestion.chat_id == place.chat_id,
            AskedQuestion.source == place.source,
        )
    )
    return found


async def record(
    session: Session,
    actor: Actor,
    place: Place,
    text: str,
    reply: Reply,
    *,
    previous: str,
    now: datetime,
    repeated: str | None = None,
) -> AskedQuestion:
    """Keep a question with its answer; one that is there already stays as it is."""
    if known := await find(session, place):
        return known
    question = AskedQuestion(
        account_id=actor.id,
        channel=place.channel,
        chat_id=place.chat_id,
        source=place.source,
        text=text,
        asked=reply.asked,
        previous=previous,
        repeated=repeated,
        as_of=reply.as_of,
        outcome=reply.outcome,
        reason=reply.reason,
        action=reply.action,
        answer=reply.answer,
        citations=[asdict(quote) for quote in reply.quotes],
        retrieved=[asdict(found) for found in reply.found],
        elapsed_ms=reply.elapsed_ms,
        topic_open=True,
        asked_at=now,
    )
    session.add(question)
    await session.flush()
    return question


async def last_topic(session: Session, channel: str, chat_id: int, *, now: datetime) -> str:
    """What was last asked in a chat, as understood; "" after half an hour or a new beginning."""
    question: AskedQuestion | None = await session.scalar(
        select(AskedQuestion)
        .where(AskedQuestion.channel == channel, AskedQuestion.chat_id == chat_id)
        .order_by(AskedQuestion.id.desc())
        .limit(1)
    )
    if question is None or not question.topic_open or now - question.asked_at > TOPIC_LASTS:
        return ""
    return question.asked


async def close_topic(session: Session, channel: str, chat_id: int) -> None:
    """The next question in this chat stands by itself."""
    await session.execute(
        update(AskedQuestion)
        .where(
            AskedQuestion.channel == channel,
            AskedQuestion.chat_id == chat_id,
            AskedQuestion.topic_open,
        )
        .values(topic_open=False)
    )


async def latest(
    session: Session, actor: Actor, channel: str, chat_id: int, *, now: datetime
) -> AskedQuestion | None:
    """What the actor asked last in a chat, if that was within half an hour."""
    question: AskedQuestion | None = await session.scalar(
        select(AskedQuestion)
        .where(AskedQuestion.channel == channel, AskedQuestion.chat_id == chat_id)
        .order_by(AskedQuestion.id.desc())
        .limit(1)
    )
    if question is None or question.account_id != actor.id:
        return None
    return question if now - question.asked_at <= TOPIC_LASTS else None


async def own(session: Session, question_id: int, actor: Actor) -> AskedQuestion:
    """A question of the actor's. Raises NotFound for anybody else's."""
    question = await session.get(AskedQuestion, question_id)
    if question is None or question.account_id != actor.id:
        raise NotFound(question=question_id)
    return question


async def shown_in(
    session: Session, question_id: int, actor: Actor, channel: str, chat_id: int
) -> AskedQuestion:
    """A question whose answer stands in this chat, for everybody there, or one of the actor's.

    Raises NotFound otherwise.
    """
    question = await session.get(AskedQuestion, question_id)
    if question is not None and (
        question.account_id == actor.id
        or (question.channel == channel and question.chat_id == chat_id)
    ):
        return question
    raise NotFound(question=question_id)


async def opinion(session: Session, question: AskedQuestion) -> Feedback | None:
    """What the person who asked thinks of the answer so far."""
    found: Feedback | None = await session.scalar(
        select(Feedback).where(
            Feedback.question_id == question.id, Feedback.account_id == question.account_id
        )
    )
    return found


async def rate(
    session: Session, question_id: int, actor: Actor, *, helpful: bool, now: datetime
) -> Feedback:
    """Say whether the answer was of use; the latest press replaces the one before.

    Raises NotFound when the question is not the actor's.
    """
    question = await own(session, question_id, actor)
    feedback = await opinion(session, question)
    if feedback is None:
        feedback = Feedback(question_id=question.id, account_id=actor.id)
        session.add(feedback)
    elif feedback.helpful == helpful:
        return feedback
    feedback.helpful, feedback.reason, feedback.given_at = helpful, "", now
    await session.flush()
    return feedback


async def complain(
    session: Session, question_id: int, actor: Actor, complaint: Complaint, *, now: datetime
) -> Feedback:
    """Say what was wrong with the answer, which also says that it was of no use.

    Raises NotFound when the question is not the actor's.
    """
    feedback = await rate(session, question_id, actor, helpful=False, now=now)
    if feedback.reason != complaint:
        feedback.reason, feedback.given_at = complaint, now
        await session.flush()
    return feedback


async def wish(
    session: Session, question_id: int, actor: Actor, action: str, *, now: datetime
) -> None:
    """Keep that the person wanted this next step; a second wish changes nothing.

    Raises NotFound when the question is not the actor's.
    """
    question = await own(session, question_id, actor)
    known = await session.scalar(
        select(ActionWish.id).where(
            ActionWish.question_id == question.id,
            ActionWish.account_id == actor.id,
            ActionWish.action == action,
        )
    )
    if known is None:
        session.add(
            ActionWish(question_id=question.id, account_id=actor.id, action=action, wished_at=now)
        )
        await session.flush()
