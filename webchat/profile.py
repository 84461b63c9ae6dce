"""Which commands and which menu button a person is shown, by scope and language."""

from webchat.records import Json, Records

DEFAULT_MENU: Json = {"type": "commands"}


def scope_key(scope: Json) -> str:
    """A command scope as one comparable word."""
    parts = [scope["type"]]
    parts += [str(scope[name]) for name in ("chat_id", "user_id") if name in scope]
    return "/".join(parts)


def bot_commands(records: Records, person_id: int, language_code: str) -> list[Json]:
    """The commands of a private chat: the narrowest scope first, in it the person's language.

    Bot API, "Determining list of commands". `zh-hans` counts as `zh`.
    """
    language = language_code.partition("-")[0].lower()
    for scope in (f"chat/{person_id}", "all_private_chats", "default"):
        for wanted in dict.fromkeys((language, "")):
            if commands := records.commands(scope, wanted):
                return commands
    return []


def menu_for(records: Records, person_id: int) -> Json:
    """The menu button of the private chat with a person."""
    return records.menu_button(person_id) or records.menu_button(0) or DEFAULT_MENU
