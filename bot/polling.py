"""Long polling: one poller per channel, which never lets a server forget what is not on disk."""

import asyncio
import logging
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook, TelegramMethod

from bot import arrivals
from bot.channels import Channel
from bot.inbox import Inbox
from bot.leases import Leases

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
BATCH = 100
STANDBY_S = 5.0


class Condition(StrEnum):
    """How a channel is doing, for the health snapshot."""

    STARTING = "starting"
    CONNECTED = "connected"
    STANDBY = "standby"
    UNREACHABLE = "unreachable"
    CONFLICT = "conflict"
    REFUSED = "refused"


class RawUpdates(TelegramMethod[list[Any]]):
    """getUpdates without a look inside: one strange update must not hide the others."""

    __returning__: ClassVar[Any] = list[Any]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = 0
    allowed_updates: tuple[str, ...] = arrivals.KINDS


@dataclass(slots=True)
class Backoff:
    """Pauses that double up to a limit, with jitter so that replicas do not march in step."""

    pause_s: float = FIRST_PAUSE_S

    async def wait(self) -> None:
        await asyncio.sleep(self.pause_s * random.uniform(0.5, 1.0))  # noqa: S311
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)


class Poller:
    """Brings one channel's updates into the inbox until it is cancelled or refused."""

    def __init__(self, channel: Channel, inbox: Inbox, leases: Leases, *, wait_s: int) -> None:
        self.channel = channel
        self.condition = Condition.STARTING
        self._inbox = inbox
        self._leases = leases
        self._wait_s = wait_s
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until cancelled. Returns only when the server does not accept the token."""
        backoff = Backoff()
        while True:
            if not await self._leases.hold(f"poll:{self.channel.name}"):
                self._now(Condition.STANDBY)
                await asyncio.sleep(STANDBY_S)
                continue
            try:
                await self._poll()
            except TelegramUnauthorizedError:
                self._now(Condition.REFUSED)
                return
            except TelegramConflictError as error:
                self._now(Condition.CONFLICT)
                if "webhook" in error.message.lower():
                    await self._leave_webhook()
                await backoff.wait()
            except TelegramRetryAfter as error:
                await asyncio.sleep(min(error.retry_after, LONGEST_PAUSE_S))
            except (TelegramAPIError, ClientDecodeError) as error:
                self._now(Condition.UNREACHABLE, _reason(error))
                await backoff.wait()
            else:
                self._now(Condition.CONNECTED)
                backoff = Backoff()

    async def _poll(self) -> None:
        request = RawUpdates(offset=self._offset, timeout=self._wait_s)
        updates = await self.channel.bot(request, request_timeout=self._wait_s + 10)
        if not updates:
            return
        readable = list(arrivals.read(updates))
        if len(readable) < len(updates):
            log.warning(
                "%s sent %s unreadable updates", self.channel.name, len(updates) - len(readable)
            )
        if not readable:
            # The offset cannot move past what has no number: don't ask again at once.
            raise ClientDecodeError("updates without numbers", ValueError(), None)
        await self._inbox.put(self.channel.name, readable)
        self._offset = max(arrival.update_id for arrival in readable) + 1

    async def _leave_webhook(self) -> None:
        """Take back a webhook that keeps getUpdates out; what waits there stays."""
        try:
            await self.channel.bot(DeleteWebhook(drop_pending_updates=False))
        except (TelegramAPIError, ClientDecodeError) as error:
            log.warning("%s keeps its webhook: %s", self.channel.name, _reason(error))

    def _now(self, condition: Condition, reason: str = "") -> None:
        """Remember how the channel is doing, and log it when it changes."""
        if condition == self.condition:
            return
        self.condition = condition
        name = self.channel.name
        if condition is Condition.CONNECTED:
            log.info("%s is connected", name)
        elif condition is Condition.STANDBY:
            log.info("%s is polled by another process; standing by", name)
        elif condition is Condition.UNREACHABLE:
            log.warning("%s cannot be reached (%s); trying again until it can", name, reason)
        elif condition is Condition.CONFLICT:
            log.warning("%s is polled by another program with the same token", name)
        elif condition is Condition.REFUSED:
            log.error("%s does not accept the bot's token; this channel stays closed", name)


def _reason(error: Exception) -> str:
    """The error in a word or two; what a server sent stays out of the log."""
    if isinstance(error, TelegramNetworkError):
        return error.message.partition(":")[0]
    if isinstance(error, TelegramServerError):
        return "server error"
    return type(error).__name__
