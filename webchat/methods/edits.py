"""Changing and removing messages that were sent."""

from collections.abc import Callable

from webchat.errors import Refused
from webchat.hub import Hub
from webchat.keyboards import inline_keyboard
from webchat.media import KINDS
from webchat.methods.files import take_described
from webchat.methods.messages import text_content
from webchat.outgoing import Raw, caption, chat_of, introduce, message_ids, share_files
from webchat.parameters import Parameters
from webchat.records import Json, Records, StoredFile

# What an edit of that kind replaces.
_TEXT = ("text", "entities", "link_preview_options")
_CAPTION = ("caption", "caption_entities", "show_caption_above_media")
_MEDIA = (*_CAPTION, *KINDS, "has_media_spoiler")
_DELETABLE_S = 48 * 3600
_EDITABLE = ("private", "group", "supergroup", "channel")


async def _edit(
    hub: Hub,
    parameters: Parameters,
    replaced: tuple[str, ...],
    content: Json,
    *,
    fits: Callable[[Json], str | None],
    files: list[StoredFile] | None = None,
) -> Raw:
    """Replace those fields of the message by the content; `fits` says why it cannot be."""
    if parameters.has("inline_message_id"):
        raise Refused("Bad Request: inline messages do not exist here")
    chat_id, message_id = parameters.chat(), parameters.integer("message_id")
    keyboard = inline_keyboard(parameters, edited=True)
    now = hub.now()

    def work(records: Records) -> Raw:
        before = own_message(records, hub, chat_id, message_id)
        if why := fits(before):
            raise Refused(f"Bad Request: {why}")
        kept = {k: v for k, v in before.items() if k not in (*replaced, "reply_markup")}
        after = {**kept, **content}
        introduce(records, after)
        if keyboard is not None:
            after["reply_markup"] = keyboard
        if after == before:
            raise Refused(
                "Bad Request: message is not modified: specified new message content and reply"
                " markup are exactly the same as a current content and reply markup of the message"
            )
        after["edit_date"] = now
        for file in files or []:
            records.put_file(file)
        share_files(records, after["chat"]["id"], content)
        return Raw(records.change_message(after))

    return await hub.store.write(work)


def own_message(records: Records, hub: Hub, chat_id: int | str, message_id: int) -> Json:
    """A message the bot may edit."""
    chat = chat_of(records, chat_id)
    message = records.message(chat["id"], message_id)
    if message is None:
        raise Refused("Bad Request: message to edit not found")
    is_own = message.get("from", {}).get("id") == hub.bot["id"] or "sender_chat" in message
    if not is_own or "forward_origin" in message:
        raise Refused("Bad Request: message can't be edited")
    return message


async def edit_message_text(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API editMessageText."""

    def fits(message: Json) -> str | None:
        return None if "text" in message else "there is no text in the message to edit"

    return await _edit(hub, parameters, _TEXT, text_content(parameters), fits=fits)


async def edit_message_caption(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API editMessageCaption."""

    def fits(message: Json) -> str | None:
        has_file = any(kind in message for kind in KINDS)
        return None if has_file else "there is no caption in the message to edit"

    content = caption(parameters)
    content.pop("has_media_spoiler", None)
    return await _edit(hub, parameters, _CAPTION, content, fits=fits)


async def edit_message_media(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API editMessageMedia."""

    def fits(message: Json) -> str | None:
        has_media = any(kind in message for kind in (*KINDS, "text"))
        return None if has_media else "message can't be edited"

    media = await take_described(hub, parameters, parameters.record("media"))
    replaced = (*_MEDIA, *_TEXT)
    return await _edit(hub, parameters, replaced, media.content, fits=fits, files=media.files)


async def edit_message_reply_markup(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API editMessageReplyMarkup."""
    return await _edit(hub, parameters, (), {}, fits=lambda message: None)


async def delete_message(hub: Hub, parameters: Parameters) -> bool:
    """Bot API deleteMessage: any message of a chat, up to 48 hours old."""
    chat_id, message_id = parameters.chat(), parameters.integer("message_id")
    now = hub.now()

    def work(records: Records) -> None:
        chat = chat_of(records, chat_id)
        message = records.message(chat["id"], message_id)
        if message is None:
            raise Refused("Bad Request: message to delete not found")
        if now - message["date"] > _DELETABLE_S:
            raise Refused("Bad Request: message can't be deleted for everyone")
        _delete(records, chat["id"], message_id)

    await hub.store.write(work)
    return True


async def delete_messages(hub: Hub, parameters: Parameters) -> bool:
    """Bot API deleteMessages: those that are missing or too old are passed over."""
    chat_id, wanted = parameters.chat(), message_ids(parameters)
    now = hub.now()

    def work(records: Records) -> None:
        chat = chat_of(records, chat_id)
        for message_id in wanted:
            message = records.message(chat["id"], message_id)
            if message is not None and now - message["date"] <= _DELETABLE_S:
                _delete(records, chat["id"], message_id)

    await hub.store.write(work)
    return True


def _delete(records: Records, chat_id: int, message_id: int) -> None:
    records.delete_message(chat_id, message_id)
    pinned = records.pinned(chat_id)
    if message_id in pinned:
        records.set_pinned(chat_id, [one for one in pinned if one != message_id])


METHODS = (
    edit_message_text,
    edit_message_caption,
    edit_message_media,
    edit_message_reply_markup,
    delete_message,
    delete_messages,
)
