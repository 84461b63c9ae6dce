"""Asks the library on a person's behalf and keeps the answer before anybody sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.accounts import Actor
from core.clock import local_day
from core.db import Database
from knowledge.answering import Answerer
from knowledge.documents import Answer, Citation
from students import questions
from students.models import AskedQuestion
from students.questions import Found, Place, Quote, Reply

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Asking:
    """One person asking in one chat; ``region`` is the province of the school, or ""."""

    db: Database
    answerer: Answerer
    clock: Clock
    actor: Actor
    channel: str
    chat_id: int
    region: str = ""

    async def ask(
        self, words: str, source: str, *, shown: str = "", repeated: str | None = None
    ) -> AskedQuestion:
        """The answer to ``words``, kept in the question log.

        A question that this update (``source``) already asked is not asked again: its kept answer
        is returned. The topic of the chat goes with the question, so that 浙江呢 is understood.
        ``shown`` is how the person read the question, where not in these words; ``repeated``: see
        ``AskedQuestion``.
        """
        place = Place(self.channel, self.chat_id, source)
        async with self.db.reading() as session:
            if known := await questions.find(session, place):
                return known
            previous = await questions.last_topic(
                session, self.channel, self.chat_id, now=self.clock()
            )
        now = self.clock()
        answer = await self.answerer.answer(
            words, as_of=local_day(now), previous=previous, place=self.region
        )
        async with self.db.transaction() as session:
            return await questions.record(
                session,
                self.actor,
                place,
                shown or words,
                _reply(answer),
                previous=previous,
                now=now,
                repeated=repeated,
            )


def _reply(answer: Answer) -> Reply:
    return Reply(
        asked=answer.asked,
        as_of=answer.as_of,
        outcome=answer.outcome,
        reason=answer.reason,
        action=answer.action,
        answer=answer.text,
        quotes=tuple(map(_quote, answer.citations)),
        found=tuple(Found(r.clause.id, round(r.score, 4)) for r in answer.retrieved),
        elapsed_ms=answer.elapsed_ms,
    )


def _quote(citation: Citation) -> Quote:
    clause = citation.clause
    return Quote(
        clause=clause.key,
        clause_id=clause.id,
        document=clause.document,
        title=clause.title,
        article=clause.article,
        jurisdiction=clause.jurisdiction,
        kind=clause.kind,
        grade=clause.grade,
        status=citation.status,
        text=citation.quote,
        start=citation.start,
        end=citation.end,
    )
