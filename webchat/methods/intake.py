"""What reaches the bot: updates by polling or webhook, answers to buttons, and sign-in codes."""

import re

from webchat.entities import clean, utf16_length
from webchat.entrance import CODE_LIFETIME_S
from webchat.errors import Refused
from webchat.hub import Hub
from webchat.outgoing import Raw
from webchat.parameters import Parameters
from webchat.records import Json, Records
from webchat.updates import LIMIT

# How long a pressed button waits for its answer.
ANSWER_WITHIN_S = 15 * 60
ANSWER_LIMIT = 200
LONGEST_CODE_S = 30 * 24 * 3600
_KIND = re.compile(r"[a-z_]{1,64}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


def _allowed(parameters: Parameters) -> list[str] | None:
    """Which kinds of updates are asked for; None leaves what was asked before."""
    given = parameters.array("allowed_updates")
    if given is None:
        return None
    return sorted({kind for kind in given if isinstance(kind, str) and _KIND.fullmatch(kind)})


async def get_updates(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API getUpdates: a long poll ends at once when something happens."""
    offset, timeout_s = parameters.integer("offset"), parameters.integer("timeout")
    limit = parameters.integer("limit", LIMIT)
    if hub.webhook.is_set:
        raise Refused(
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
            status=409,
            code="conflict",
        )
    allowed = _allowed(parameters)
    if allowed is not None:
        await hub.updates.allow(allowed)
    found = await hub.updates.poll(offset, max(1, min(limit, LIMIT)), max(0, timeout_s))
    return Raw(f"[{','.join(update.payload for update in found)}]")


async def set_webhook(hub: Hub, parameters: Parameters) -> bool:
    """Bot API setWebhook; besides https, http is allowed for a bot on the same network."""
    url = parameters.text("url").strip()
    if not url:
        return await delete_webhook(hub, parameters)
    secret = parameters.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise Refused("Bad Request: secret token contains unallowed characters")
    allowed = _allowed(parameters)
    if allowed is not None:
        await hub.updates.allow(allowed)
    if parameters.flag("drop_pending_updates"):
        await hub.updates.drop()
    await hub.webhook.set(url, secret)
    return True


async def delete_webhook(hub: Hub, parameters: Parameters) -> bool:
    """Bot API deleteWebhook."""
    if parameters.flag("drop_pending_updates"):
        await hub.updates.drop()
    await hub.webhook.delete()
    return True


async def get_webhook_info(hub: Hub, parameters: Parameters) -> Json:
    """Bot API getWebhookInfo."""
    return await hub.webhook.info()


async def answer_callback_query(hub: Hub, parameters: Parameters) -> bool:
    """Bot API answerCallbackQuery: once, within 15 minutes of the press."""
    callback_id, text = parameters.text("callback_query_id"), clean(parameters.text("text"))
    if utf16_length(text) > ANSWER_LIMIT:
        raise Refused("Bad Request: MESSAGE_TOO_LONG")
    since = hub.now() - ANSWER_WITHIN_S

    def work(records: Records) -> tuple[int, str | None]:
        found = records.answer_callback(callback_id, since=since)
        if found is None:
            raise Refused(
                "Bad Request: query is too old and response timeout expired or query ID is invalid"
            )
        return found

    person_id, client_id = await hub.store.write(work)
    answer: Json = {
        "type": "callback_answer",
        "callback_query_id": callback_id,
        "client_id": client_id,
        "text": text,
        "show_alert": parameters.flag("show_alert"),
        "url": parameters.text("url"),
    }
    hub.streams.tell(person_id, answer)
    return True


async def create_sign_in_code(hub: Hub, parameters: Parameters) -> Json:
    """Our own extension: a one-time code by which a person signs in on the chat page."""
    first_name = " ".join(clean(parameters.text("first_name")).split())
    if not 1 <= utf16_length(first_name) <= 64:
        raise Refused("Bad Request: first_name must have 1 to 64 characters")
    language = parameters.optional("language_code")
    if language is not None and not _LANGUAGE.fullmatch(language):
        raise Refused("Bad Request: LANGUAGE_CODE_INVALID")
    expires_s = parameters.integer("expires_in", CODE_LIFETIME_S)
    if not 60 <= expires_s <= LONGEST_CODE_S:
        raise Refused("Bad Request: expires_in must be between 60 and 2592000 seconds")
    person_id = parameters.integer("user_id") or None
    code = await hub.create_code(first_name, language, expires_s, person_id)
    return {
        "code": code,
        "url": f"{(hub.public_url or '').rstrip('/')}/?code={code}",
        "expire_date": hub.now() + expires_s,
    }


METHODS = (
    get_updates,
    set_webhook,
    delete_webhook,
    get_webhook_info,
    answer_callback_query,
    create_sign_in_code,
)
