"""What the bot says of itself: commands by scope and language, texts, menu buttons."""

import re
from collections.abc import Awaitable, Callable

from webchat.entities import clean, utf16_length
from webchat.errors import Refused
from webchat.hub import Hub
from webchat.links import checked_link
from webchat.outgoing import chat_of
from webchat.parameters import Parameters
from webchat.profile import DEFAULT_MENU, scope_key
from webchat.records import Json, Records

MOST_COMMANDS = 100
_COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


async def get_me(hub: Hub, parameters: Parameters) -> Json:
    """Bot API getMe."""
    return {
        **hub.bot,
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
    }


def _language(parameters: Parameters) -> str:
    language = parameters.text("language_code").strip()
    if language and not _LANGUAGE.fullmatch(language):
        raise Refused("Bad Request: LANGUAGE_CODE_INVALID")
    return language


async def _scope(hub: Hub, parameters: Parameters) -> tuple[str, int]:
    """The scope as a comparable word, and the chat it is about (0: all)."""
    scope = parameters.record("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _PLAIN_SCOPES:
        return str(kind), 0
    if kind not in _CHAT_SCOPES:
        raise Refused("Bad Request: can't parse BotCommandScope: Unsupported type specified")
    about = parameters.part(scope)
    wanted = about.chat()
    chat = await hub.store.read(lambda records: chat_of(records, wanted))
    described: Json = {"type": kind, "chat_id": chat["id"]}
    if kind == "chat_member":
        described["user_id"] = about.integer("user_id")
    return scope_key(described), int(chat["id"])


def _commands(parameters: Parameters) -> list[Json]:
    given = parameters.array("commands")
    if given is None:
        raise Refused("Bad Request: commands must be non-empty")
    if len(given) > MOST_COMMANDS:
        raise Refused("Bad Request: BOT_COMMANDS_TOO_MUCH")
    commands = []
    for item in given:
        if not isinstance(item, dict):
            raise Refused("Bad Request: can't parse BotCommand: expected an Object")
        one = parameters.part(item)
        name, description = one.text("command"), clean(one.text("description")).strip()
        if not _COMMAND.fullmatch(name):
            raise Refused("Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= utf16_length(description) <= 256:
            raise Refused("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": name.removeprefix("/"), "description": description})
    return commands


async def _set_commands(hub: Hub, parameters: Parameters, commands: list[Json]) -> bool:
    language = _language(parameters)
    scope, chat_id = await _scope(hub, parameters)

    def work(records: Records) -> None:
        if (records.commands(scope, language) or []) != commands:
            records.set_commands(scope, language, commands)
            records.add_event(chat_id, "commands", {})

    await hub.store.write(work)
    return True


async def set_my_commands(hub: Hub, parameters: Parameters) -> bool:
    """Bot API setMyCommands."""
    return await _set_commands(hub, parameters, _commands(parameters))


async def delete_my_commands(hub: Hub, parameters: Parameters) -> bool:
    """Bot API deleteMyCommands."""
    return await _set_commands(hub, parameters, [])


async def get_my_commands(hub: Hub, parameters: Parameters) -> list[Json]:
    """Bot API getMyCommands: those of exactly this scope and language."""
    language = _language(parameters)
    scope, _ = await _scope(hub, parameters)
    return await hub.store.read(lambda records: records.commands(scope, language)) or []


def _profile_text(
    field: str, limit: int
) -> tuple[
    Callable[[Hub, Parameters], Awaitable[Json]], Callable[[Hub, Parameters], Awaitable[bool]]
]:
    """The pair of methods that read and write one text of the profile."""

    async def get(hub: Hub, parameters: Parameters) -> Json:
        language = _language(parameters)

        def look(records: Records) -> str | None:
            return records.profile_text(field, language) or records.profile_text(field, "")

        return {field: await hub.store.read(look) or ""}

    async def put(hub: Hub, parameters: Parameters) -> bool:
        language, text = _language(parameters), clean(parameters.text(field)).strip()
        if utf16_length(text) > limit:
            raise Refused(f"Bad Request: bot {field.replace('_', ' ')} is too long")
        await hub.store.write(lambda records: records.set_profile_text(field, language, text))
        return True

    get.__name__, put.__name__ = f"get_my_{field}", f"set_my_{field}"
    return get, put


def _button(parameters: Parameters) -> Json:
    button = parameters.record("menu_button") or {"type": "default"}
    kind = button.get("type")
    if kind in ("default", "commands"):
        return {"type": kind}
    if kind != "web_app":
        raise Refused("Bad Request: can't parse menu button: Unsupported type specified")
    text, app = button.get("text"), button.get("web_app")
    url = app.get("url") if isinstance(app, dict) else None
    if not isinstance(text, str) or not text or not isinstance(url, str) or not checked_link(url):
        raise Refused("Bad Request: BUTTON_URL_INVALID")
    return {"type": kind, "text": text, "web_app": {"url": url}}


async def _menu_chat(hub: Hub, parameters: Parameters) -> int:
    if not parameters.has("chat_id"):
        return 0
    wanted = parameters.chat()
    chat = await hub.store.read(lambda records: chat_of(records, wanted))
    if chat["type"] != "private":
        raise Refused("Bad Request: chat not found")
    return int(chat["id"])


async def set_chat_menu_button(hub: Hub, parameters: Parameters) -> bool:
    """Bot API setChatMenuButton."""
    button = _button(parameters)
    chat_id = await _menu_chat(hub, parameters)

    def work(records: Records) -> None:
        kept = None if button["type"] == "default" else button
        if records.menu_button(chat_id) != kept:
            records.set_menu_button(chat_id, kept)
            records.add_event(chat_id, "commands", {})

    await hub.store.write(work)
    return True


async def get_chat_menu_button(hub: Hub, parameters: Parameters) -> Json:
    """Bot API getChatMenuButton."""
    chat_id = await _menu_chat(hub, parameters)
    button = await hub.store.read(lambda records: records.menu_button(chat_id))
    return button or ({"type": "default"} if chat_id else DEFAULT_MENU)


METHODS = (
    get_me,
    set_my_commands,
    delete_my_commands,
    get_my_commands,
    *_profile_text("description", 512),
    *_profile_text("short_description", 120),
    set_chat_menu_button,
    get_chat_menu_button,
)
