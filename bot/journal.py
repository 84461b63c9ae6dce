"""The call journal: what an update already sent is not sent again when the update is repeated.

Calls are numbered per method within an update, so a repetition that takes another way still finds
what it shares with the first. A channel that knows idempotency keys gets one with every call, made
of the update's id on that channel: repeating is exact there even when we forgot everything. Of
Telegram, which knows none, every call is noted before it leaves; see docs/decisions/0005-inbox.md.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.dispatcher.event.bases import CancelHandler
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import TelegramMethod
from aiohttp import ClientConnectorError

from bot.channels import Channel, result_type
from bot.inbox import Inbox
from bot.turns import Call, Claimed

log = logging.getLogger(__name__)

PATIENCE_S = 20.0
"""How long one call is tried before its update goes back into the inbox."""
RETRY_S = (0.2, 0.5, 1.0, 2.0, 4.0)
MOST_FAILURES = 3
"""How often a handler may raise for one update before it is set aside."""
MOST_TRIES = 2
"""How often a message may be sent on Telegram while nobody knows whether it arrived."""

PASSING = frozenset({"sendChatAction", "sendMessageDraft"})
"""Calls that leave nothing behind; how many there are depends on how long the answer takes."""
CREATING = ("send", "copy", "forward", "post", "create", "gift", "upload", "add", "transfer")
DONE_BEFORE = (
    "message is not modified",
    "query is too old",
    "query id is invalid",
    "message to delete not found",
)
"""What a server says to a call that was already carried out (Bot API error descriptions)."""


class Postponed(CancelHandler):
    """The update cannot be finished now and is to be repeated; nobody is to blame.

    A CancelHandler, so that neither handlers for errors nor ``except Exception`` around one call
    of the API mistake it for an outcome.
    """

    def __init__(self, reason: str, delay_s: float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.delay_s = delay_s


class Unknown(CancelHandler):
    """A message was sent as often as it may be, and still nobody knows whether it arrived."""


class Failed(CancelHandler):
    """A handler raised, and the update has tries left; ``__cause__`` is what it raised."""


@dataclass(slots=True)
class Run:
    """One try at working through one update.

    ``part`` numbers calls apart that do not belong to the handler's. ``problem`` is set when the
    last try failed and the person was told by the router for errors.
    """

    update: Claimed
    channel: Channel
    part: str = ""
    problem: str = ""
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def is_repeated(self) -> bool:
        return self.update.claims > 1

    def next_call(self, method: str) -> Call:
        name = f"{self.part}{method}"
        self.counts[name] += 1
        return name, self.counts[name]


@dataclass(frozen=True, slots=True)
class Made:
    """One numbered call of a run."""

    run: Run
    call: Call

    @property
    def key(self) -> str:
        method, n = self.call
        return f"{self.run.update.update_id}:{method}:{n}"


_run: ContextVar[Run | None] = ContextVar("run", default=None)


def current() -> Run | None:
    """The run that this task works for, if any."""
    return _run.get()


@contextmanager
def running(run: Run) -> Iterator[Run]:
    """Calls made in this block, and in tasks begun in it, belong to ``run``."""
    token = _run.set(run)
    try:
        yield run
    finally:
        _run.reset(token)


class Journal(BaseRequestMiddleware):
    """Session middleware: answers repeated calls from the record and insists on the others."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[Any],
        bot: Bot,
        method: TelegramMethod[Any],
    ) -> Any:
        run, name = _run.get(), method.__api_method__
        if name in PASSING:
            return await _in_passing(make_request, bot, method)
        if run is None or name.startswith("get"):
            return await make_request(bot, method)
        made = Made(run, run.next_call(name))
        known = run.update.calls.get(made.call)
        if known is not None and known.result is not None:
            adapter = result_type(type(method))
            return adapter.validate_json(known.result, context={"bot": bot})
        send = self._exactly if run.channel.exact else self._carefully
        return await send(make_request, bot, method, made)

    async def _exactly(
        self,
        send: NextRequestMiddlewareType[Any],
        bot: Bot,
        method: TelegramMethod[Any],
        made: Made,
    ) -> Any:
        """Send as often as needed: the server carries it out once and repeats its answer."""
        # An extra field of the request: aiogram sends what it does not know as it is.
        method.idempotency_key = made.key  # type: ignore[attr-defined]
        doubt, pause = made.run.is_repeated, Pause()
        while True:
            try:
                result = await send(bot, method)
            except TelegramEntityTooLarge:
                raise
            except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
                doubt = doubt or not isinstance(error, TelegramRetryAfter)
                await pause.after(error)
            except TelegramBadRequest as error:
                if doubt and _was_done(error):
                    return True
                raise
            else:
                self._record(made, method, result, urgent=False)
                return result

    async def _carefully(
        self,
        send: NextRequestMiddlewareType[Any],
        bot: Bot,
        method: TelegramMethod[Any],
        made: Made,
    ) -> Any:
        """Note before sending; a message in doubt is sent once more and then never again."""
        known = made.run.update.calls.get(made.call)
        tries, pause = known.tries if known else 0, Pause()
        while True:
            if tries >= MOST_TRIES and method.__api_method__.startswith(CREATING):
                raise Unknown(f"{method.__api_method__} of update {made.run.update.update_id}")
            doubt = tries > 0 or made.run.is_repeated
            await self._inbox.begin_call(made.run.update, made.call)
            tries += 1
            try:
                result = await send(bot, method)
            except TelegramAPIError as error:
                if _had_no_effect(error):
                    self._inbox.undo_call(made.run.update, made.call)
                    tries -= 1
                if doubt and _was_done(error):
                    return True
                if not _may_pass(error):
                    raise
                await pause.after(error)
            else:
                self._record(made, method, result, urgent=True)
                return result

    def _record(
        self, made: Made, method: TelegramMethod[Any], result: Any, *, urgent: bool
    ) -> None:
        adapter = result_type(type(method))

        def written() -> str:
            return adapter.dump_json(
                result, by_alias=True, exclude_none=True, warnings=False
            ).decode()

        self._inbox.record_call(made.run.update, made.call, written, urgent=urgent)


class Pause:
    """Waits between the tries of one call, longer each time, and gives up when it took too long."""

    __slots__ = ("_count", "_since")

    def __init__(self) -> None:
        self._since = 0.0
        self._count = 0

    async def after(self, error: TelegramAPIError) -> None:
        """Raises Postponed when the next try would come later than ``PATIENCE_S``."""
        delay_s = RETRY_S[min(self._count, len(RETRY_S) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311
        if isinstance(error, TelegramRetryAfter):
            delay_s = float(error.retry_after)
        now = asyncio.get_running_loop().time()
        if not self._count:
            self._since = now
        self._count += 1
        if now - self._since + delay_s > PATIENCE_S:
            raise Postponed(type(error).__name__, delay_s) from error
        await asyncio.sleep(delay_s)


async def _in_passing(
    send: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
) -> Any:
    """A typing sign that did not get through is no reason to stop."""
    try:
        return await send(bot, method)
    except (TelegramAPIError, ClientDecodeError) as error:
        log.debug("%s was not sent: %s", method.__api_method__, type(error).__name__)
        return True


def _may_pass(error: TelegramAPIError) -> bool:
    """Whether the same call may succeed a little later."""
    if isinstance(error, TelegramEntityTooLarge):
        return False
    return isinstance(error, TelegramNetworkError | TelegramServerError | TelegramRetryAfter)


def _had_no_effect(error: TelegramAPIError) -> bool:
    """Whether the server certainly did not carry the call out: it refused, or never heard of it."""
    if isinstance(error, TelegramEntityTooLarge):
        return True
    if isinstance(error, TelegramNetworkError):
        return isinstance(error.__cause__, ClientConnectorError)
    return not isinstance(error, TelegramServerError)


def _was_done(error: TelegramAPIError) -> bool:
    said = error.message.lower()
    return isinstance(error, TelegramBadRequest) and any(reason in said for reason in DONE_BEFORE)
