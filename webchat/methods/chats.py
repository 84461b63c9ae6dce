"""What is known of chats and their members, and pinning."""

from typing import Any

from webchat.errors import Refused
from webchat.hub import Hub
from webchat.outgoing import chat_of
from webchat.parameters import Parameters
from webchat.records import Json, Records

_FULL: Json = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}
# Rights of the one bot in every chat it is in; owners need none.
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _shown(member: Json) -> Json:
    """A ChatMember with the fields its status requires."""
    if member["status"] == "administrator":
        return {**dict.fromkeys(_RIGHTS, False), "can_pin_messages": True, **member}
    if member["status"] == "creator":
        return {"is_anonymous": False, **member}
    return member


async def get_chat(hub: Hub, parameters: Parameters) -> Json:
    """Bot API getChat."""
    chat_id = parameters.chat()

    def look(records: Records) -> Json:
        chat = chat_of(records, chat_id)
        full = {**chat, **_FULL}
        if pinned := records.pinned(chat["id"]):
            message = records.message(chat["id"], pinned[-1])
            if message is not None:
                full["pinned_message"] = message
        return full

    return await hub.store.read(look)


async def get_chat_member(hub: Hub, parameters: Parameters) -> Json:
    """Bot API getChatMember."""
    chat_id, user_id = parameters.chat(), parameters.integer("user_id")

    def look(records: Records) -> Json:
        chat = chat_of(records, chat_id)
        for member in records.members(chat["id"]):
            if member["user"]["id"] == user_id:
                return _shown(member)
        if chat["type"] == "private" and user_id == hub.bot["id"]:
            return {"status": "member", "user": hub.bot}
        raise Refused("Bad Request: member not found")

    return await hub.store.read(look)


async def get_chat_administrators(hub: Hub, parameters: Parameters) -> list[Json]:
    """Bot API getChatAdministrators; other bots only with `return_bots`."""
    chat_id, with_bots = parameters.chat(), parameters.flag("return_bots")

    def look(records: Records) -> list[Json]:
        chat = chat_of(records, chat_id)
        if chat["type"] == "private":
            raise Refused("Bad Request: there are no administrators in the private chat")
        return [
            _shown(member)
            for member in records.members(chat["id"])
            if member["status"] in ("creator", "administrator")
            and (with_bots or not member["user"]["is_bot"] or member["user"]["id"] == hub.bot["id"])
        ]

    return await hub.store.read(look)


async def _pin(hub: Hub, parameters: Parameters, change: Any) -> bool:
    chat_id, message_id = parameters.chat(), parameters.integer("message_id")

    def work(records: Records) -> None:
        chat = chat_of(records, chat_id)
        pinned = records.pinned(chat["id"])
        records.set_pinned(chat["id"], change(records, chat["id"], pinned, message_id))

    await hub.store.write(work)
    return True


async def pin_chat_message(hub: Hub, parameters: Parameters) -> bool:
    """Bot API pinChatMessage."""

    def change(records: Records, chat_id: int, pinned: list[int], message_id: int) -> list[int]:
        if records.message(chat_id, message_id) is None:
            raise Refused("Bad Request: message to pin not found")
        return [*(one for one in pinned if one != message_id), message_id]

    return await _pin(hub, parameters, change)


async def unpin_chat_message(hub: Hub, parameters: Parameters) -> bool:
    """Bot API unpinChatMessage: that message, or the one that was pinned last."""

    def change(records: Records, chat_id: int, pinned: list[int], message_id: int) -> list[int]:
        if not message_id:
            return pinned[:-1]
        if message_id not in pinned:
            raise Refused("Bad Request: message to unpin not found")
        return [one for one in pinned if one != message_id]

    return await _pin(hub, parameters, change)


async def unpin_all_chat_messages(hub: Hub, parameters: Parameters) -> bool:
    """Bot API unpinAllChatMessages."""
    return await _pin(hub, parameters, lambda *_: [])


METHODS = (
    get_chat,
    get_chat_member,
    get_chat_administrators,
    pin_chat_message,
    unpin_chat_message,
    unpin_all_chat_messages,
)
