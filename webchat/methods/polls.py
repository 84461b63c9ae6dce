"""Polls: sending them and closing them, by call or at their time; the page shows, nobody votes."""

import secrets
from typing import Any

from webchat.errors import Refused
from webchat.formatting import format_text
from webchat.hub import Hub
from webchat.keyboards import inline_keyboard
from webchat.methods.edits import own_message
from webchat.methods.files import take_described
from webchat.methods.messages import location, venue
from webchat.outgoing import Raw, deliver, envelope, finished
from webchat.parameters import Parameters, whole
from webchat.records import Json, Records, StoredFile

QUESTION_LIMIT = 300
OPTION_LIMIT = 100
EXPLANATION_LIMIT = 200
MOST_OPTIONS = 12
LONGEST_S = 2_628_000
_MEDIA = ("photo", "document", "video", "audio", "animation", "sticker")


async def _media(hub: Hub, parameters: Parameters, described: Any, files: list[StoredFile]) -> Json:
    """The PollMedia for an input medium; new files are added to the list."""
    if isinstance(described, dict) and described.get("type") in ("location", "venue"):
        inside = parameters.part(described)
        if described["type"] == "location":
            return {"location": location(inside)}
        return {"venue": venue(inside)}
    taken = await take_described(hub, parameters, described, _MEDIA)
    files.extend(taken.files)
    return {name: value for name, value in taken.content.items() if name in _MEDIA}


def _text(parameters: Parameters, name: str, limit: int) -> Json:
    """A text of the poll with its entities, as fields."""
    text, entities = format_text(
        parameters.text(name),
        parameters.optional(f"{name}_parse_mode"),
        parameters.array(f"{name}_entities"),
        limit=limit,
        too_long=f"poll {name} is too long",
    )
    fields: Json = {name: text} if text else {}
    if text and entities:
        fields[f"{name}_entities"] = entities
    return fields


async def _options(hub: Hub, parameters: Parameters, files: list[StoredFile]) -> list[Json]:
    given = parameters.array("options")
    if not given or len(given) > MOST_OPTIONS:
        raise Refused(f"Bad Request: poll must have 1 to {MOST_OPTIONS} options")
    options = []
    for number, option in enumerate(given):
        described = {"text": option} if isinstance(option, str) else option
        if not isinstance(described, dict):
            raise Refused("Bad Request: can't parse poll options: expected an Object")
        fields = _text(parameters.part(described), "text", OPTION_LIMIT)
        if not fields:
            raise Refused("Bad Request: poll options must be non-empty")
        fields |= {"persistent_id": str(number), "voter_count": 0}
        if described.get("media"):
            fields["media"] = await _media(hub, parameters, described["media"], files)
        options.append(fields)
    return options


def _correct(parameters: Parameters, options: int) -> list[int]:
    """Which options of a quiz are right."""
    given = parameters.array("correct_option_ids")
    if given is None and parameters.has("correct_option_id"):
        given = [parameters.integer("correct_option_id")]
    right = [whole(value, "correct_option_ids") for value in given or []]
    if not right or not all(0 <= number < options for number in right):
        raise Refused("Bad Request: quiz must have a correct option")
    return sorted(set(right))


def _closing(parameters: Parameters, now: int) -> Json:
    """open_period or close_date, and with them the moment of closing."""
    if parameters.has("open_period"):
        period = parameters.integer("open_period")
        if not 5 <= period <= LONGEST_S:
            raise Refused("Bad Request: open_period must be between 5 and 2628000 seconds")
        return {"open_period": period, "close_date": now + period}
    if parameters.has("close_date"):
        closes = parameters.integer("close_date")
        if not now < closes <= now + LONGEST_S:
            raise Refused("Bad Request: close_date must be 5 to 2628000 seconds in the future")
        return {"close_date": closes}
    return {}


async def send_poll(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API sendPoll."""
    wrapped, now = envelope(parameters), hub.now()
    files: list[StoredFile] = []
    question = _text(parameters, "question", QUESTION_LIMIT)
    if not question:
        raise Refused("Bad Request: poll question must be non-empty")
    options = await _options(hub, parameters, files)
    kind = parameters.text("type", "regular") or "regular"
    if kind not in ("regular", "quiz"):
        raise Refused("Bad Request: wrong poll type specified")
    poll: Json = {
        "id": str(secrets.randbits(62)),
        **question,
        "options": options,
        "total_voter_count": 0,
        "is_closed": parameters.flag("is_closed"),
        "is_anonymous": parameters.flag("is_anonymous", default=True),
        "type": kind,
        "allows_multiple_answers": parameters.flag("allows_multiple_answers"),
        "allows_revoting": parameters.flag("allows_revoting", default=kind == "regular"),
        "members_only": parameters.flag("members_only"),
        **_text(parameters, "description", 1024),
    }
    if kind == "quiz":
        poll["correct_option_ids"] = right = _correct(parameters, len(options))
        poll["correct_option_id"] = right[0]
        poll |= _text(parameters, "explanation", EXPLANATION_LIMIT)
    poll |= _closing(parameters, now)
    for name in ("media", "explanation_media"):
        if described := parameters.structure(name):
            poll[name] = await _media(hub, parameters, described, files)
    result = await deliver(hub, wrapped, "sendPoll", {"poll": poll}, files)
    if "close_date" in poll and not poll["is_closed"]:
        hub.polls.look()
    return result


async def stop_poll(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API stopPoll."""
    chat_id, message_id = parameters.chat(), parameters.integer("message_id")
    keyboard = inline_keyboard(parameters, edited=True)
    now = hub.now()

    def work(records: Records) -> Raw:
        message = own_message(records, hub, chat_id, message_id)
        poll = message.get("poll")
        if poll is None:
            raise Refused("Bad Request: message with poll to stop not found")
        if poll["is_closed"]:
            raise Refused("Bad Request: poll has already been closed")
        message.pop("reply_markup", None)
        if keyboard is not None:
            message["reply_markup"] = keyboard
        poll["is_closed"] = True
        message["edit_date"] = now
        records.change_message(message)
        records.forget_poll(message["chat"]["id"], message_id)
        return finished(poll)

    return await hub.store.write(work)


METHODS = (send_poll, stop_poll)
