"""Putting what the bot says into a chat: reply, keyboard, protection, and each call only once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from webchat.entities import is_sendable
from webchat.errors import Refused
from webchat.formatting import format_text
from webchat.hub import CAPTION_LIMIT, Hub
from webchat.keyboards import inline_keyboard
from webchat.parameters import Parameters, whole
from webchat.records import Json, Records, StoredFile, dumps

KEY_LIMIT = 128


class Raw(str):
    """A result that is finished JSON already."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every sending method has in common."""

    chat_id: int | str
    reply_to: int | None
    may_miss_reply: bool
    keyboard: Json | None
    is_protected: bool
    key: str | None


def envelope(parameters: Parameters) -> Envelope:
    """Read the common parameters of a sending method."""
    chat_id = parameters.chat()
    reply = parameters.record("reply_parameters")
    if reply is not None:
        about = parameters.part(reply)
        reply_to = about.integer("message_id")
        elsewhere = about.has("chat_id") and about.chat() != chat_id
        may_miss = about.flag("allow_sending_without_reply")
        reply_to = -1 if elsewhere else reply_to
    else:
        reply_to = parameters.integer("reply_to_message_id")
        may_miss = parameters.flag("allow_sending_without_reply")
    return Envelope(
        chat_id=chat_id,
        reply_to=reply_to or None,
        may_miss_reply=may_miss,
        keyboard=inline_keyboard(parameters),
        is_protected=parameters.flag("protect_content"),
        key=idempotency_key(parameters),
    )


def idempotency_key(parameters: Parameters) -> str | None:
    """The extension `idempotency_key`: the same key is answered with the stored result."""
    key = parameters.optional("idempotency_key")
    if key is not None and (len(key) > KEY_LIMIT or not key.isprintable() or not is_sendable(key)):
        raise Refused("Bad Request: idempotency_key is invalid")
    return key


def once(records: Records, key: str | None, method: str, now: int, work: Callable[[], str]) -> Raw:
    """The result of the work, or the stored one when this key was seen before."""
    if key is None:
        return Raw(work())
    if kept := records.kept_result(key):
        if kept[0] != method:
            raise Refused("Bad Request: idempotency_key was used for another method")
        return Raw(kept[1])
    result = work()
    records.keep_result(key, method, result, now=now)
    return Raw(result)


def chat_of(records: Records, chat_id: int | str) -> Json:
    """The chat that a call names."""
    chat = records.chat(chat_id)
    if chat is None:
        raise Refused("Bad Request: chat not found", code="no_such_chat")
    return chat


async def deliver(
    hub: Hub, wrapped: Envelope, method: str, content: Json, files: list[StoredFile] | None = None
) -> Raw:
    """Send one message and return it."""
    now = hub.now()

    def work(records: Records) -> Raw:
        def send() -> str:
            return post(hub, records, wrapped, content, files or [], now)[1]

        return once(records, wrapped.key, method, now, send)

    return await hub.store.write(work)


async def deliver_all(
    hub: Hub,
    wrapped: Envelope,
    method: str,
    contents: list[Json],
    files: list[StoredFile],
) -> Raw:
    """Send several messages as one act and return them all."""
    now = hub.now()

    def send_all(records: Records) -> str:
        for file in files:
            records.put_file(file)
        texts = [post(hub, records, wrapped, content, [], now)[1] for content in contents]
        return f"[{','.join(texts)}]"

    def work(records: Records) -> Raw:
        return once(records, wrapped.key, method, now, lambda: send_all(records))

    return await hub.store.write(work)


def post(
    hub: Hub,
    records: Records,
    wrapped: Envelope,
    content: Json,
    files: list[StoredFile],
    now: int,
) -> tuple[Json, str]:
    """Add the message to its chat: as a value, and as the JSON that was stored."""
    chat = chat_of(records, wrapped.chat_id)
    chat_id = chat["id"]
    message: Json = {"message_id": 0}
    if chat["type"] == "channel":
        message["sender_chat"] = chat
    else:
        message["from"] = hub.bot
    message |= {"chat": chat, "date": now}
    if wrapped.reply_to is not None:
        replied = records.message(chat_id, wrapped.reply_to)
        if replied is not None:
            replied.pop("reply_to_message", None)
            message["reply_to_message"] = replied
        elif not wrapped.may_miss_reply:
            raise Refused("Bad Request: message to be replied not found")
    message |= content
    introduce(records, message)
    if wrapped.is_protected:
        message["has_protected_content"] = True
    if wrapped.keyboard is not None:
        message["reply_markup"] = wrapped.keyboard
    message["message_id"] = records.next_message_id(chat_id)
    for file in files:
        records.put_file(file)
    share_files(records, chat_id, content)
    poll = content.get("poll")
    if poll is not None and "close_date" in poll and not poll["is_closed"]:
        records.add_poll(chat_id, message["message_id"], poll["close_date"])
    return message, records.add_message(message)


def introduce(records: Records, message: Json) -> None:
    """Fill in who is mentioned by id; somebody unknown is not mentioned."""
    for name in ("entities", "caption_entities"):
        if not any(e["type"] == "text_mention" for e in message.get(name, ())):
            continue
        known = []
        for entity in message[name]:
            if entity["type"] == "text_mention":
                person = records.person(entity["user"]["id"])
                if person is None:
                    continue
                entity = {**entity, "user": person.user()}
            known.append(entity)
        message[name] = known
        if not known:
            del message[name]


def share_files(records: Records, chat_id: int, content: Any) -> None:
    """Let the people of the chat fetch every file that the content names."""
    if isinstance(content, dict):
        file_id = content.get("file_id")
        if isinstance(file_id, str):
            records.share_file(chat_id, file_id)
        for value in content.values():
            if isinstance(value, dict | list):
                share_files(records, chat_id, value)
    elif isinstance(content, list):
        for value in content:
            share_files(records, chat_id, value)


def caption(parameters: Parameters) -> Json:
    """The caption of a call with its formatting, and how it is shown."""
    content: Json = {}
    text, entities = format_text(
        parameters.text("caption"),
        parameters.optional("parse_mode"),
        parameters.array("caption_entities"),
        limit=CAPTION_LIMIT,
        too_long="message caption is too long",
    )
    if text:
        content["caption"] = text
        if entities:
            content["caption_entities"] = entities
    if parameters.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    if parameters.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def message_ids(parameters: Parameters) -> list[int]:
    """The ids of a call about several messages: 1 to 100, growing."""
    given = parameters.array("message_ids")
    if not given:
        raise Refused("Bad Request: message identifiers are not specified")
    if len(given) > 100:
        raise Refused("Bad Request: too many message identifiers specified")
    return [whole(value, "message_ids") for value in given]


def finished(value: Any) -> Raw:
    """A value as a result."""
    return Raw(dumps(value))
