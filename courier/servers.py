"""Bot API servers as the courier writes to them, and what each answer, or silence, really means."""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)
from telegram.request import HTTPXRequest, RequestData

from courier.letters import Letter

AT_ONCE = 4
"""Messages on their way at the same time: as many can be in doubt after a crash."""
FLOOD_PAUSE_S = 5
MISDIRECTED_PAUSE_S = 60.0
BACKOFF_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
NO_SUCH_CHAT = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")

log = logging.getLogger(__name__)
# They write whole answers and addresses with tokens into the log.
for _name in ("telegram", "httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Fate(StrEnum):
    """What became of a request to send.

    ``LATER`` surely had no effect, and neither has what comes before it in this list; ``DOUBT``
    may have had one.
    """

    REFUSED = "refused"
    SHUT_OUT = "shut out"
    MOVED = "moved"
    LATER = "later"
    DOUBT = "doubt"
    ARRIVED = "arrived"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``pause_s``: for ``LATER``, how long nothing may be sent, anywhere if ``whole_channel``.

    ``number``: the message's id if it arrived, the chat's new id if it moved.
    """

    fate: Fate
    problem: str = ""
    number: int = 0
    pause_s: float = 0.0
    whole_channel: bool = False


class NoAnswer(TelegramError):
    """Something answered, but no Bot API: a proxy, a wrong address, a server in trouble."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status} without an answer of the Bot API")
        self.status = status


class Flood(TelegramError):
    """Too much was sent; also where the server does not say for how long, unlike RetryAfter."""

    def __init__(self, pause_s: float) -> None:
        super().__init__(f"flood control: retry in {pause_s:.0f} s")
        self.pause_s = pause_s


class Line(HTTPXRequest):
    """Requests that fail in a way that tells whether they had an effect."""

    def __init__(self, timeout_s: float, *, encrypted: bool) -> None:
        super().__init__(
            connection_pool_size=AT_ONCE + 1,
            read_timeout=timeout_s,
            write_timeout=timeout_s,
            connect_timeout=timeout_s / 2,
            pool_timeout=timeout_s / 2,
            # No proxy that only the environment names, as the bot; and where nothing is encrypted,
            # no certificates are loaded.
            httpx_kwargs={"trust_env": False, "verify": encrypted},
        )

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,
        **more: Any,
    ) -> tuple[int, bytes]:
        status, payload = await super().do_request(url, method, request_data, *args, **more)
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return status, payload
        answer = _answer(payload)
        if answer is None:
            raise NoAnswer(status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Flood(_retry_after(answer))
        return status, payload


@dataclass(slots=True)
class Server:
    """One channel; ``exact``: it sends a call with a known idempotency key only once."""

    name: str
    bot: Bot
    exact: bool
    per_second: float
    timeout_s: float
    failures: int = field(default=0)

    async def send(self, chat_id: int, letter: Letter, key: str) -> Outcome:
        """Send one message, once; every failure is an outcome."""
        buttons = [
            [InlineKeyboardButton(label, callback_data=data) for label, data in row]
            for row in letter.rows
        ]
        try:
            async with asyncio.timeout(self.timeout_s):
                message = await self.bot.send_message(
                    chat_id,
                    letter.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=InlineKeyboardMarkup(buttons) if buttons else None,
                    api_kwargs={"idempotency_key": key} if self.exact else None,
                )
        except Exception as error:
            outcome = self._read(error, chat_id)
        else:
            outcome = Outcome(Fate.ARRIVED, number=message.message_id)
        if not outcome.whole_channel and outcome.fate is not Fate.DOUBT:
            self.failures = 0
        return outcome

    def _read(self, error: Exception, chat_id: int) -> Outcome:
        said = str(error) or type(error).__name__
        match error:
            case Flood():
                # A group has a limit of its own; a person's flood is everybody's.
                return Outcome(Fate.LATER, said, pause_s=error.pause_s, whole_channel=chat_id > 0)
            case ChatMigrated():
                return Outcome(Fate.MOVED, said, number=error.new_chat_id)
            case Forbidden():
                return Outcome(Fate.SHUT_OUT, said)
            case InvalidToken():
                return self._out_of_order(said, MISDIRECTED_PAUSE_S)
            case BadRequest():
                gone = any(reason in said.lower() for reason in NO_SUCH_CHAT)
                return Outcome(Fate.SHUT_OUT if gone else Fate.REFUSED, said)
            case NoAnswer() if error.status == HTTPStatus.TOO_MANY_REQUESTS:
                return Outcome(Fate.LATER, said, pause_s=FLOOD_PAUSE_S, whole_channel=True)
            case NoAnswer() if error.status < 500 and error.status != HTTPStatus.REQUEST_TIMEOUT:
                return self._out_of_order(said, MISDIRECTED_PAUSE_S)
            case NetworkError() if isinstance(error.__cause__, NEVER_LEFT):
                why = f"not connected: {type(error.__cause__).__name__}"
                return self._out_of_order(why, BACKOFF_S[min(self.failures, len(BACKOFF_S) - 1)])
            case TimeoutError():
                return Outcome(Fate.DOUBT, f"no answer within {self.timeout_s:.0f} s")
        if not isinstance(error, TelegramError):
            log.error("%s: an answer that cannot be read: %s", self.name, type(error).__name__)
        return Outcome(Fate.DOUBT, said)

    def _out_of_order(self, said: str, pause_s: float) -> Outcome:
        """Nothing is reached, or nothing of ours: wait, for as long as it takes."""
        self.failures += 1
        log.warning("%s: %s; next try in %.0f s", self.name, said, pause_s)
        return Outcome(Fate.LATER, said, pause_s=pause_s, whole_channel=True)

    async def close(self) -> None:
        await self.bot.request.shutdown()


def open_server(
    name: str, address: str, token: str, *, exact: bool, per_second: float, timeout_s: float
) -> Server:
    """A channel to the Bot API at ``address``; nothing is sent yet.

    ``timeout_s``: how long one request may take in all.
    """
    line = Line(timeout_s, encrypted=address.startswith("https:"))
    # One line for both purposes: a second one, for updates, would only load certificates again.
    bot = Bot(token, base_url=f"{address}/bot", request=line, get_updates_request=line)
    return Server(name, bot, exact, per_second, timeout_s)


def _answer(payload: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(payload)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("ok") is False else None


def _retry_after(answer: Mapping[str, Any]) -> int:
    parameters = answer.get("parameters")
    asked = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return max(1, asked) if isinstance(asked, int) else FLOOD_PAUSE_S
