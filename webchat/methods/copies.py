"""Forwarding and copying messages."""

from collections.abc import Callable
from dataclasses import replace

from webchat.errors import Refused
from webchat.hub import Hub
from webchat.outgoing import (
    Envelope,
    Raw,
    caption,
    chat_of,
    envelope,
    finished,
    message_ids,
    once,
    post,
)
from webchat.parameters import Parameters
from webchat.records import Json, Records, dumps

# What belongs to one message in one chat and does not travel.
_OWN = frozenset(
    {
        "message_id",
        "from",
        "sender_chat",
        "chat",
        "date",
        "edit_date",
        "reply_to_message",
        "reply_markup",
        "has_protected_content",
        "media_group_id",
        "forward_origin",
    }
)
_DONE = {"forward": "forwarded", "copy": "copied"}
Content = Callable[[Json], Json]


def _plain(message: Json) -> Json:
    return {name: value for name, value in message.items() if name not in _OWN}


def _forwarded(message: Json) -> Json:
    """The content of a message with where it is from."""
    origin = message.get("forward_origin")
    if origin is None and "from" in message:
        origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    elif origin is None:
        origin = {
            "type": "channel",
            "chat": message["chat"],
            "message_id": message["message_id"],
            "date": message["date"],
        }
    return {"forward_origin": origin, **_plain(message)}


def _source(records: Records, chat_id: int | str, message_id: int, verb: str) -> Json:
    chat = chat_of(records, chat_id)
    message = records.message(chat["id"], message_id)
    if message is None:
        raise Refused(f"Bad Request: message to {verb} not found")
    if message.get("has_protected_content"):
        raise Refused(f"Bad Request: message can't be {_DONE[verb]}")
    return message


async def _one(
    hub: Hub, parameters: Parameters, verb: str, content: Content, result: Callable[[Json], Json]
) -> Raw:
    wrapped, now = envelope(parameters), hub.now()
    source, message_id = parameters.chat("from_chat_id"), parameters.integer("message_id")

    def work(records: Records) -> Raw:
        def send() -> str:
            message = _source(records, source, message_id, verb)
            sent, _ = post(hub, records, wrapped, content(message), [], now)
            return dumps(result(sent))

        return once(records, wrapped.key, f"{verb}Message", now, send)

    return await hub.store.write(work)


async def forward_message(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API forwardMessage."""
    return await _one(hub, parameters, "forward", _forwarded, lambda sent: sent)


async def copy_message(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API copyMessage, with a caption of its own where one is given."""
    own = caption(parameters)

    def content(message: Json) -> Json:
        copied = _plain(message)
        if "caption" in parameters.values and "text" not in copied:
            copied = {k: v for k, v in copied.items() if not k.startswith("caption")}
            copied |= own
        return copied

    return await _one(hub, parameters, "copy", content, _id_only)


def _id_only(message: Json) -> Json:
    return {"message_id": message["message_id"]}


async def _many(hub: Hub, parameters: Parameters, verb: str, content: Content) -> Raw:
    wrapped, now = envelope(parameters), hub.now()
    source, wanted = parameters.chat("from_chat_id"), message_ids(parameters)
    if sorted(set(wanted)) != wanted:
        raise Refused("Bad Request: message identifiers must be in a strictly increasing order")

    def work(records: Records) -> Raw:
        def send() -> str:
            return _send_found(hub, records, wrapped, source, wanted, verb, content, now)

        return once(records, wrapped.key, f"{verb}Messages", now, send)

    return await hub.store.write(work)


def _send_found(
    hub: Hub,
    records: Records,
    wrapped: Envelope,
    source: int | str,
    wanted: list[int],
    verb: str,
    content: Content,
    now: int,
) -> str:
    """Send what there is of the wanted messages; missing and protected ones are passed over."""
    chat = chat_of(records, source)
    found = [records.message(chat["id"], message_id) for message_id in wanted]
    contents = [content(m) for m in found if m is not None and "has_protected_content" not in m]
    if not contents:
        raise Refused(f"Bad Request: there are no messages to {verb}")
    plain = replace(wrapped, keyboard=None)
    return finished([_id_only(post(hub, records, plain, one, [], now)[0]) for one in contents])


async def forward_messages(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API forwardMessages."""
    return await _many(hub, parameters, "forward", _forwarded)


async def copy_messages(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API copyMessages."""
    content = _plain
    if parameters.flag("remove_caption"):

        def content(message: Json) -> Json:
            return {k: v for k, v in _plain(message).items() if not k.startswith("caption")}

    return await _many(hub, parameters, "copy", content)


METHODS = (forward_message, forward_messages, copy_message, copy_messages)
