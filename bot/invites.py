"""One-time sign-in codes for the web chat, asked of its server with the bot's own token."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import aiohttp

from bot.config import Settings
from core.errors import DomainError

TIMEOUT_S = 10
SHANGHAI = ZoneInfo("Asia/Shanghai")


class WebChatUnreachable(DomainError):
    """The web chat server does not answer, or not as a web chat server."""

    key = "error-webchat-unreachable"


class WebChatUnset(DomainError):
    """There is no WEBCHAT_TOKEN, so there is no web chat to sign in to."""

    key = "error-webchat-unset"


@dataclass(frozen=True, slots=True)
class SignInCode:
    """A code for one sign-in until ``until``; ``url`` opens the page with it."""

    code: str
    url: str
    until: datetime


async def invite(settings: Settings, name: str, *, language: str, hours: int) -> SignInCode:
    """A new code for a person of that name.

    Raises WebChatUnset or WebChatUnreachable, and no code exists then.
    """
    token = settings.webchat_token.get_secret_value()
    if not token:
        raise WebChatUnset
    body = {"first_name": name, "language_code": language, "expires_in": hours * 3600}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as client,
            client.post(
                f"{settings.webchat_url}/bot{token}/createSignInCode", json=body
            ) as response,
        ):
            answer = await response.json(content_type=None)
        if not answer["ok"]:
            raise WebChatUnreachable(url=settings.webchat_url, reason=answer["description"])
        result = answer["result"]
        until = datetime.fromtimestamp(result["expire_date"], SHANGHAI)
        return SignInCode(result["code"], result["url"], until)
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
        reason = str(error).replace(token, "***") or type(error).__name__
        raise WebChatUnreachable(url=settings.webchat_url, reason=reason) from None
