"""Delivering updates to the bot's own address, in order, until each one is taken."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp

from webchat.errors import Refused
from webchat.records import Json
from webchat.store import Store
from webchat.updates import UpdateQueue

log = logging.getLogger(__name__)

TIMEOUT_S = 60
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0

Reply = Callable[[aiohttp.ClientResponse], Awaitable[None]]


class Webhook:
    """At most one address; it is kept, so a restart goes on where the last run stopped.

    `on_reply` is given every answer, since a bot may put a method call into it.
    """

    def __init__(
        self,
        store: Store,
        updates: UpdateQueue,
        now: Callable[[], int],
    ) -> None:
        self._store = store
        self._updates = updates
        self._now = now
        self.first_pause_s = FIRST_PAUSE_S
        self._settings: Json | None = None
        self.trouble: Json = {}
        self._task: asyncio.Task[None] | None = None
        self.on_reply: Reply | None = None

    @property
    def is_set(self) -> bool:
        """Whether updates go to an address, so that nobody may poll."""
        return self._settings is not None

    async def start(self) -> None:
        """Take up the address that was set in an earlier run."""
        self._settings = await self._store.read(lambda records: records.setting("webhook"))
        await self._restart()

    async def stop(self) -> None:
        """Stop delivering; what was not taken stays in the queue."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def set(self, url: str, secret: str) -> None:
        """Deliver to that address from now on."""
        try:
            parts = urlsplit(url)
            valid = parts.scheme in ("https", "http") and bool(parts.hostname)
            valid = valid and (parts.port is None or parts.port > 0)
        except ValueError:
            valid = False
        if not valid or len(url) > 2048:
            raise Refused("Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        settings = {"url": url, "secret": secret}
        await self._store.write(lambda records: records.set_setting("webhook", settings))
        self._settings, self.trouble = settings, {}
        self._updates.interrupt()
        await self._restart()

    async def delete(self) -> None:
        """Deliver nowhere, so that the bot may poll."""
        if self._settings is not None:
            await self._store.write(lambda records: records.set_setting("webhook", None))
        self._settings, self.trouble = None, {}
        await self.stop()

    async def info(self) -> Json:
        """The Bot API WebhookInfo."""
        settings = self._settings or {"url": ""}
        info: Json = {
            "url": settings["url"],
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
            **self.trouble,
        }
        if self._settings is not None:
            info["max_connections"] = 1
        if self._updates.allowed:
            info["allowed_updates"] = self._updates.allowed
        return info

    async def _restart(self) -> None:
        await self.stop()
        if self._settings is not None:
            self._task = asyncio.create_task(self._deliver(self._settings), name="webchat-webhook")

    async def _deliver(self, settings: Json) -> None:
        headers = {"Content-Type": "application/json"}
        if settings["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = settings["secret"]
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        pause_s = self.first_pause_s
        async with aiohttp.ClientSession(timeout=timeout, headers=headers) as session:
            while True:
                update = await self._updates.wait()
                trouble = await self._post(session, settings["url"], update.payload)
                if trouble is None:
                    await self._updates.confirm(update.update_id + 1)
                    pause_s = self.first_pause_s
                    continue
                log.warning("webhook did not take update %s: %s", update.update_id, trouble)
                self.trouble = {"last_error_date": self._now(), "last_error_message": trouble}
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _post(self, session: aiohttp.ClientSession, url: str, payload: str) -> str | None:
        """Hand over one update; None when it was taken, else what went wrong."""
        try:
            async with session.post(url, data=payload.encode(), allow_redirects=False) as response:
                if not 200 <= response.status < 300:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                if self.on_reply is not None:
                    await self.on_reply(response)
                return None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return f"{type(error).__name__}: {error}"[:200]


def called_method(content: bytes) -> Json | None:
    """The method call inside a JSON answer, if there is one."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("method"), str) else None
