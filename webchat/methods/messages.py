"""Sending texts, places, contacts and dice, and what shows that an answer is coming."""

import secrets
from typing import Any

from webchat.errors import Refused
from webchat.formatting import format_text
from webchat.hub import TEXT_LIMIT, Hub
from webchat.outgoing import Raw, chat_of, deliver, envelope
from webchat.parameters import Parameters
from webchat.records import Json

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
# Each kind of dice with its highest value.
DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def text_content(parameters: Parameters) -> Json:
    """Text, entities and link preview options of sendMessage and editMessageText."""
    given = parameters.text("text")
    text, entities = format_text(
        given,
        parameters.optional("parse_mode"),
        parameters.array("entities"),
        limit=TEXT_LIMIT,
    )
    if not text:
        raise Refused("Bad Request: message text is empty", code="empty")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := _preview(parameters, text, entities):
        content["link_preview_options"] = preview
    return content


def _preview(parameters: Parameters, text: str, entities: list[Json]) -> Json | None:
    """The options as a message shows them: which address, and what differs from the default."""
    options = parameters.record("link_preview_options") or {}
    if options.get("is_disabled") or parameters.flag("disable_web_page_preview"):
        return {"is_disabled": True}
    shown: Json = {
        name: True
        for name in ("prefer_small_media", "prefer_large_media", "show_above_text")
        if options.get(name)
    }
    url = options.get("url")
    if not isinstance(url, str) or not url:
        url = next((_address(text, entity) for entity in entities if _is_link(entity)), None)
    return {"url": url, **shown} if url else shown or None


def _is_link(entity: Json) -> bool:
    return entity["type"] in ("url", "text_link")


def _address(text: str, entity: Json) -> str:
    if "url" in entity:
        return str(entity["url"])
    units = text.encode("utf-16-le")
    start = entity["offset"] * 2
    return units[start : start + entity["length"] * 2].decode("utf-16-le")


async def send_message(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API sendMessage."""
    wrapped = envelope(parameters)
    return await deliver(hub, wrapped, "sendMessage", text_content(parameters))


async def send_message_draft(hub: Hub, parameters: Parameters) -> bool:
    """Bot API sendMessageDraft: shows a text while it grows; nothing of it is kept."""
    chat_id, draft_id = parameters.chat(), parameters.integer("draft_id")
    if not draft_id:
        raise Refused("Bad Request: draft_id must be non-zero")
    text, entities = format_text(
        parameters.text("text"),
        parameters.optional("parse_mode"),
        parameters.array("entities"),
        limit=TEXT_LIMIT,
    )
    chat = await hub.store.read(lambda records: chat_of(records, chat_id))
    if chat["type"] != "private":
        raise Refused("Bad Request: method is available only in private chats")
    draft = {"type": "draft", "draft_id": draft_id, "text": text, "entities": entities}
    hub.streams.tell(chat["id"], draft)
    return True


async def send_chat_action(hub: Hub, parameters: Parameters) -> bool:
    """Bot API sendChatAction: typing and the like; nothing of it is kept."""
    action = parameters.text("action").lower()
    if action not in ACTIONS:
        raise Refused("Bad Request: wrong parameter action in request")
    chat_id = parameters.chat()
    chat = await hub.store.read(lambda records: chat_of(records, chat_id))
    hub.streams.tell(chat["id"], {"type": "action", "action": action})
    return True


def location(parameters: Parameters) -> Json:
    """The Location of a call."""
    latitude, longitude = parameters.number("latitude"), parameters.number("longitude")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise Refused("Bad Request: wrong coordinates specified")
    place: Json = {"latitude": latitude, "longitude": longitude}
    if parameters.has("horizontal_accuracy"):
        place["horizontal_accuracy"] = parameters.number("horizontal_accuracy")
    for name in ("live_period", "heading", "proximity_alert_radius"):
        if parameters.has(name):
            place[name] = parameters.integer(name)
    return place


async def send_location(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API sendLocation."""
    content = {"location": location(parameters)}
    return await deliver(hub, envelope(parameters), "sendLocation", content)


def venue(parameters: Parameters) -> Json:
    """The Venue of a call."""
    described: Json = {"location": location(parameters)}
    for name in ("title", "address"):
        if not parameters.has(name):
            raise Refused(f"Bad Request: venue {name} must be non-empty")
        described[name] = parameters.text(name)
    for name in ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type"):
        if text := parameters.optional(name):
            described[name] = text
    return described


async def send_venue(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API sendVenue."""
    described = venue(parameters)
    content = {"venue": described, "location": described["location"]}
    return await deliver(hub, envelope(parameters), "sendVenue", content)


async def send_contact(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API sendContact."""
    contact: Json = {}
    for name, wording in (("phone_number", "phone number"), ("first_name", "first name")):
        if not parameters.has(name):
            raise Refused(f"Bad Request: contact {wording} must be non-empty")
        contact[name] = parameters.text(name)
    for name in ("last_name", "vcard"):
        if text := parameters.optional(name):
            contact[name] = text
    return await deliver(hub, envelope(parameters), "sendContact", {"contact": contact})


async def send_dice(hub: Hub, parameters: Parameters) -> Raw:
    """Bot API sendDice: the throw is made here."""
    emoji = parameters.text("emoji", "🎲") or "🎲"
    highest = DICE.get(emoji.removesuffix("\ufe0f"))
    if highest is None:
        raise Refused("Bad Request: wrong dice emoji specified")
    value = secrets.randbelow(highest) + 1
    content: dict[str, Any] = {"dice": {"emoji": emoji, "value": value}}
    return await deliver(hub, envelope(parameters), "sendDice", content)


METHODS = (
    send_message,
    send_message_draft,
    send_chat_action,
    send_location,
    send_venue,
    send_contact,
    send_dice,
)
