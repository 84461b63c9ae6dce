"""Channels: Bot API servers as the bot reaches them, with their oddities answered in one place."""

import json
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramNetworkError, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientError, ClientTimeout
from pydantic import TypeAdapter

from bot.config import TELEGRAM as TELEGRAM
from bot.config import WEB as WEB
from core.columns import clean

CALL_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Channel:
    """One Bot API server; ``exact``: it sends a call with an ``idempotency_key`` only once."""

    name: str
    bot: Bot
    exact: bool


def open_channel(name: str, address: str, token: str, *, exact: bool) -> Channel:
    """A channel to the Bot API at ``address``; nothing is sent yet."""
    session = ChannelSession(api=TelegramAPIServer.from_base(address), timeout=CALL_TIMEOUT_S)
    return Channel(name, Bot(token, session=session), exact)


def read_json(text: str | bytes) -> Any:
    """JSON, also with lone surrogates (they become U+FFFD), which the fast reader refuses."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return _cleaned(json.loads(text))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def write_json(value: Any) -> str:
    """JSON for a request or a column, cleaned of lone surrogates."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return json.dumps(_cleaned(value), ensure_ascii=False)


@lru_cache(maxsize=256)
def result_type(method: type[TelegramMethod[Any]]) -> TypeAdapter[Any]:
    """Reads and writes what ``method`` returns."""
    return TypeAdapter(method.__returning__)


class ChannelSession(AiohttpSession):
    """Sends JSON, and turns every answer that is none into an error that names the cause."""

    def __init__(self, api: TelegramAPIServer, timeout: float) -> None:
        super().__init__(api=api, timeout=timeout, json_loads=read_json, json_dumps=write_json)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        files: dict[str, Any] = {}
        fields = method.model_dump(exclude_none=True, warnings=False)
        body = {
            name: prepared
            for name, value in fields.items()
            if (prepared := self._plain(value, bot, files)) is not None
        }
        if files:
            return await super().make_request(bot, method, timeout)
        session = await self.create_session()
        try:
            async with session.post(
                self.api.api_url(token=bot.token, method=method.__api_method__),
                data=write_json(body),
                headers=_JSON,
                timeout=ClientTimeout(total=self.timeout if timeout is None else timeout),
            ) as response:
                content = await response.text(errors="replace")
                status = response.status
        except TimeoutError as error:
            raise TelegramNetworkError(method=method, message="Request timeout error") from error
        except ClientError as error:
            message = f"{type(error).__name__}: {error}"
            raise TelegramNetworkError(method=method, message=message) from error
        result: TelegramType = self._result(bot, method, status, content)
        return result

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """As aiogram's, but a 5xx is always a server error, with or without a description.

        aiogram itself raises TypeError without one, and a decoding error on a proxy's HTML page.
        """
        try:
            return super().check_response(bot, method, status_code, content)
        except (TypeError, ClientDecodeError) as error:
            if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise TelegramServerError(method=method, message=f"HTTP {status_code}") from error
            if isinstance(error, TypeError):
                raise ClientDecodeError("No description", error, content) from error
            raise

    def _plain(self, value: Any, bot: Bot, files: dict[str, Any]) -> Any:
        if isinstance(value, str | int | float):
            return value
        return self.prepare_value(value, bot=bot, files=files, _dumps_json=False)

    def _result(
        self, bot: Bot, method: TelegramMethod[TelegramType], status: int, content: str
    ) -> Any:
        if status == HTTPStatus.OK:
            try:
                answer = read_json(content)
                if answer["ok"] is True:
                    adapter = result_type(type(method))
                    return adapter.validate_python(answer["result"], context={"bot": bot})
            except (ValueError, LookupError, TypeError) as error:
                raise ClientDecodeError("Not an answer of the Bot API", error, content) from error
        return self.check_response(bot, method, status, content).result


_JSON = {"Content-Type": "application/json"}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): _cleaned(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return value
