"""What happens around every handler: who acts, in which language, how long it took, what failed."""

import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import CancelHandler, SkipHandler
from aiogram.enums import ChatType
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import Chat, TelegramObject, Update, User
from sqlalchemy import Connection, event

from bot.journal import MOST_FAILURES, Failed, Postponed, Run, current, running
from core import accounts
from core.accounts import SEEN_PRECISION, Actor
from core.db import Database
from core.errors import DatabaseBusy, DatabaseUnusable, DomainError
from core.texts import Texts

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

SLOW_S = 3.0
SAMPLES = 512
REMEMBERED_S = 10.0
MOST_REMEMBERED = 5_000
TROUBLE_PAUSE_S = 2.0
BURST = 60
PER_SECOND = 10.0


class Timing(BaseMiddleware):
    """Keeps how long the last updates took, and names slow ones in the log."""

    def __init__(self) -> None:
        self.seconds: deque[float] = deque(maxlen=SAMPLES)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        begun = time.perf_counter()
        try:
            return await handler(event, data)
        finally:
            took_s = time.perf_counter() - begun
            self.seconds.append(took_s)
            if took_s > SLOW_S:
                log.warning("slow update=%s took %.1f s", getattr(event, "update_id", 0), took_s)


class Retry(BaseMiddleware):
    """Sends trouble back to the inbox instead of to the person, as long as there are tries left.

    Refusals (DomainError) are answers and go on to the router for errors; so does the last failure
    of an update, so that the person hears of it once.
    """

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        run = current()
        try:
            return await handler(event, data)
        except (SkipHandler, CancelHandler, TelegramForbiddenError):
            raise
        except (
            DatabaseBusy,
            DatabaseUnusable,
            TelegramNetworkError,
            TelegramServerError,
            TelegramRetryAfter,
        ) as error:
            pause_s = float(getattr(error, "retry_after", TROUBLE_PAUSE_S))
            raise Postponed(type(error).__name__, pause_s) from error
        except DomainError:
            raise
        except Exception as error:
            if run is None:
                raise
            if run.update.failures + 1 < MOST_FAILURES:
                raise Failed from error
            run.problem = type(error).__name__
            raise


@dataclass(slots=True)
class _Bucket:
    """How many more messages one person may have answered at once."""

    left: float
    at: float
    told: bool = False


class Pace(BaseMiddleware):
    """Answers a flood of one person's messages at a steady pace, in order; drops none.

    Only messages are counted: a question costs a search, a button nearly nothing.
    """

    def __init__(self, texts: Texts, *, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self._texts = texts
        self._burst = burst
        self._per_second = per_second
        self._buckets: dict[tuple[int, int], _Bucket] = {}

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        run = current()
        user: User | None = data.get("event_from_user")
        message = event.message if isinstance(event, Update) else None
        if run is None or user is None or message is None or self._admits(data["bot"].id, user.id):
            return await handler(event, data)
        bucket = self._buckets[data["bot"].id, user.id]
        if not bucket.told and message.chat.type == ChatType.PRIVATE:
            bucket.told = True
            t = self._texts.reader(self._texts.negotiate(user.language_code))
            with running(Run(run.update, run.channel, part="pace:")):
                await message.answer(t("bot-one-by-one"))
        raise Postponed("pace", 1.0)

    def _admits(self, bot_id: int, user_id: int) -> bool:
        now = time.monotonic()
        if len(self._buckets) >= MOST_REMEMBERED:
            self._buckets.clear()
        bucket = self._buckets.setdefault((bot_id, user_id), _Bucket(self._burst, now))
        refilled = bucket.left + (now - bucket.at) * self._per_second
        bucket.left, bucket.at = min(refilled, self._burst), now
        if bucket.left >= self._burst:
            bucket.told = False
        if bucket.left < 1:
            return False
        bucket.left -= 1
        return True


class Identify(BaseMiddleware):
    """Hands handlers the ``actor``, the reader ``t`` of their language, and ``in_group``.

    Who somebody is, is remembered for seconds, and forgotten as soon as any update writes to the
    database: what a handler changes about a person holds for the next message.
    """

    def __init__(self, db: Database, texts: Texts) -> None:
        self._db = db
        self._texts = texts
        self._known: dict[tuple[str, int], tuple[float, Actor]] = {}
        self._seen: dict[tuple[str, int], float] = {}
        event.listen(db.engine.sync_engine, "commit", self._forget)

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        user: User | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        data["in_group"] = chat is not None and chat.type != ChatType.PRIVATE
        if user is None or user.is_bot:
            data["t"] = self._texts.reader(self._texts.negotiate(None))
            return await handler(event, data)
        actor = await self._actor(data["channel"], user, data)
        data["actor"] = actor
        data["t"] = self._texts.reader(actor.locale)
        return await handler(event, data)

    async def _actor(self, channel: str, user: User, data: dict[str, Any]) -> Actor:
        """A person's private chat has the person's own id, so a group leads to the same account."""
        key = (channel, user.id)
        at = time.monotonic()
        known = self._known.get(key)
        if known is not None and at - known[0] < REMEMBERED_S:
            return known[1]
        actor = await self._look_up(key, user, data)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
            self._seen.clear()
        self._known[key] = (at, actor)
        return actor

    async def _look_up(self, key: tuple[str, int], user: User, data: dict[str, Any]) -> Actor:
        at = time.monotonic()
        seen = self._seen.get(key)
        if seen is not None and at - seen < SEEN_PRECISION.total_seconds():
            async with self._db.reading() as session:
                if actor := await accounts.find(session, *key):
                    return actor
        async with self._db.transaction() as session:
            actor = await accounts.identify(
                session,
                *key,
                name=user.full_name,
                locale=self._texts.negotiate(user.language_code),
                now=data["clock"](),
            )
        self._seen[key] = at
        return actor

    def _forget(self, _: Connection) -> None:
        if current() is not None:
            self._known.clear()
