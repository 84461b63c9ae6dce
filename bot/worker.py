"""Works through one channel's updates: one at a time per chat, several chats at once."""

import asyncio
import logging
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from aiogram import Dispatcher
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import SendMessage, TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

from bot.channels import Channel, read_json
from bot.inbox import Inbox
from bot.journal import MOST_FAILURES, Failed, Journal, Postponed, Run, Unknown, running
from bot.turns import Claimed
from core.errors import DatabaseBusy, DatabaseUnusable
from core.texts import Texts

log = logging.getLogger(__name__)

MOST_CRASHES = 20
"""How often the process may end while working on one update before that is taken as its fault."""
PAUSES_S = (0.5, 2.0)
"""Before the second and the third try after a failure."""
PASSING_PAUSE_S = 2.0
LONGEST_TROUBLE = timedelta(hours=24)
"""How long an update is kept for trouble that is nobody's mistake, such as a server down."""


class Worker:
    """One channel's desk: takes claimed updates, feeds them to the dispatcher, reports back."""

    def __init__(
        self,
        channel: Channel,
        inbox: Inbox,
        dispatcher: Dispatcher,
        texts: Texts,
        clock: Callable[[], datetime],
        *,
        slots: int,
        limit_s: float,
    ) -> None:
        self.channel = channel
        self.outcomes: Counter[str] = Counter()
        self._inbox = inbox
        self._dispatcher = dispatcher
        self._texts = texts
        self._clock = clock
        self._slots = slots
        self._limit_s = limit_s
        self._queue: asyncio.Queue[Claimed] = asyncio.Queue()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        channel.bot.session.middleware(Journal(inbox))

    def free(self) -> int:
        return self._slots - self._busy

    def take(self, updates: Sequence[Claimed]) -> None:
        self._busy += len(updates)
        self._idle.clear()
        for update in updates:
            self._queue.put_nowait(update)

    async def run(self) -> None:
        """Work until cancelled; what was begun and not finished then goes back to the inbox."""
        self._inbox.serve(self.channel.name, self)
        async with asyncio.TaskGroup() as slots:
            for number in range(self._slots):
                slots.create_task(self._slot(), name=f"{self.channel.name}-{number}")

    async def drain(self, grace_s: float) -> None:
        """Take nothing new, and let what was begun end; returns when it has, or after a while."""
        self._inbox.dismiss(self.channel.name)
        while not self._queue.empty():
            self._inbox.give_back(self._queue.get_nowait())
            self._done()
        try:
            async with asyncio.timeout(grace_s):
                await self._idle.wait()
        except TimeoutError:
            log.warning("%s: %s updates were not finished in time", self.channel.name, self._busy)

    async def _slot(self) -> None:
        while True:
            update = await self._queue.get()
            try:
                outcome = await self._work(update)
            except asyncio.CancelledError:
                self._inbox.give_back(update)
                raise
            finally:
                self._done()
            self.outcomes[outcome] += 1

    def _done(self) -> None:
        self._busy -= 1
        if not self._busy:
            self._idle.set()

    async def _work(self, update: Claimed) -> str:
        """Do one update and tell the inbox; returns what became of it in one word."""
        number = update.update_id
        if update.failures >= MOST_FAILURES or update.crashes > MOST_CRASHES:
            return await self._give_up(update)
        run = Run(update, self.channel)
        try:
            parsed = Update.model_validate(
                read_json(update.payload), context={"bot": self.channel.bot}
            )
        except (ValidationError, ValueError):
            log.warning("%s: update %s is not readable", self.channel.name, number)
            return self._set_aside(update, "unreadable")
        try:
            with running(run):
                await self._feed(parsed, update)
        except Postponed as trouble:
            return self._again(update, trouble.reason, trouble.delay_s)
        except Unknown:
            log.warning("%s: nobody knows whether %s was answered", self.channel.name, number)
            return self._set_aside(update, "unknown")
        except TelegramForbiddenError:
            log.info("%s: update %s cannot be answered: shut out", self.channel.name, number)
        except (DatabaseBusy, DatabaseUnusable) as error:
            return self._again(update, type(error).__name__, PASSING_PAUSE_S)
        except TelegramRetryAfter as error:
            return self._again(update, "flood control", float(error.retry_after))
        except (TelegramNetworkError, TelegramServerError) as error:
            return self._again(update, type(error).__name__, PASSING_PAUSE_S)
        except Failed as failure:
            return self._failed(update, failure.__cause__ or failure)
        except Exception as error:
            return self._failed(update, error)
        if run.problem:
            return self._set_aside(update, run.problem)
        self._inbox.finish(update)
        return "done"

    async def _feed(self, parsed: Update, update: Claimed) -> None:
        bot = self.channel.bot
        async with asyncio.timeout(self._limit_s):
            reply = await self._dispatcher.feed_update(
                bot, parsed, channel=self.channel.name, source=str(update.update_id)
            )
            if isinstance(reply, TelegramMethod):
                await bot(reply)

    def _failed(self, update: Claimed, error: BaseException) -> str:
        name, number, tries = self.channel.name, update.update_id, update.failures + 1
        log.error("%s: update %s failed, try %s: %s", name, number, tries, _trace(error))
        log.debug("%s: update %s in full", name, number, exc_info=error)
        pause_s = PAUSES_S[min(update.failures, len(PAUSES_S) - 1)]
        last = tries >= MOST_FAILURES
        self._inbox.give_back(
            update,
            not_before=None if last else self._clock() + timedelta(seconds=pause_s),
            failed=True,
            problem=type(error).__name__,
        )
        return "failed"

    def _again(self, update: Claimed, problem: str, delay_s: float) -> str:
        """Repeat later for a reason outside the update; not for ever."""
        now = self._clock()
        if now - update.received_at > LONGEST_TROUBLE:
            return self._set_aside(update, problem)
        self._inbox.give_back(update, not_before=now + timedelta(seconds=delay_s), problem=problem)
        return "postponed"

    def _set_aside(self, update: Claimed, problem: str) -> str:
        self._inbox.set_aside(update, problem)
        return "set aside"

    async def _give_up(self, update: Claimed) -> str:
        """Tell the person once that this did not work, and go on with their next message."""
        log.error("%s: update %s is set aside", self.channel.name, update.update_id)
        with running(Run(update, self.channel, part="apology:")):
            try:
                if request := apology(read_json(update.payload), self._texts):
                    await self.channel.bot(request)
            except (TelegramAPIError, ClientDecodeError, Unknown, ValueError) as error:
                log.warning("%s: no apology: %s", self.channel.name, type(error).__name__)
            except Postponed as trouble:
                return self._again(update, trouble.reason, trouble.delay_s)
        return self._set_aside(update, "failed" if update.failures else "interrupted")


def apology(update: Any, texts: Texts) -> SendMessage | None:
    """What a person is told whose update cannot be worked through, if it came from a chat."""
    event = next((v for k, v in update.items() if k != "update_id" and isinstance(v, dict)), {})
    chat = (event.get("chat") or (event.get("message") or {}).get("chat") or {}).get("id")
    if chat is None:
        return None
    language = (event.get("from") or {}).get("language_code")
    return SendMessage(chat_id=chat, text=texts.render(texts.negotiate(language), "bot-set-aside"))


def _trace(error: BaseException) -> str:
    """Where it happened and what kind of error it is; its words may quote what a person wrote."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
