"""Reactions of the bot to messages."""

from webchat.errors import Refused
from webchat.hub import Hub
from webchat.outgoing import chat_of
from webchat.parameters import Parameters
from webchat.records import Json, Records

_KINDS = {"emoji": "emoji", "custom_emoji": "custom_emoji_id"}


async def set_message_reaction(hub: Hub, parameters: Parameters) -> bool:
    """Bot API setMessageReaction: at most one, shown to the page as `reactions` of the message."""
    chat_id, message_id = parameters.chat(), parameters.integer("message_id")
    chosen: list[Json] = []
    for reaction in parameters.array("reaction") or []:
        field = _KINDS.get(reaction.get("type", "")) if isinstance(reaction, dict) else None
        value = reaction.get(field) if field else None
        if field is None or not isinstance(value, str) or not 1 <= len(value) <= 64:
            raise Refused("Bad Request: REACTION_INVALID")
        chosen.append({"type": reaction["type"], field: value})
    if len(chosen) > 1:
        raise Refused("Bad Request: REACTIONS_TOO_MANY")

    def work(records: Records) -> None:
        chat = chat_of(records, chat_id)
        if records.message(chat["id"], message_id) is None:
            raise Refused("Bad Request: message to react not found")
        records.set_reactions(chat["id"], message_id, chosen)

    await hub.store.write(work)
    return True


METHODS = (set_message_reaction,)
