"""Checking the buttons that a bot puts under a message."""

from typing import Any

from webchat.entities import is_sendable, utf16_length
from webchat.errors import Refused
from webchat.links import checked_link
from webchat.parameters import Parameters
from webchat.records import Json

MOST_BUTTONS = 100
DATA_LIMIT_BYTES = 64
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
)
_LOOKS = ("style", "icon_custom_emoji_id", "pay")
_OTHER = ("keyboard", "remove_keyboard", "force_reply")


def inline_keyboard(parameters: Parameters, *, edited: bool = False) -> Json | None:
    """The inline keyboard of a call, checked; None when it has none or another kind of markup.

    Reply keyboards are accepted and not shown: the Bot API does not return them in messages.
    """
    markup = parameters.record("reply_markup")
    if not markup:
        return None
    rows = markup.get("inline_keyboard")
    if rows is None:
        if edited or not any(name in markup for name in _OTHER):
            raise Refused("Bad Request: can't parse inline keyboard markup JSON object")
        return None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused('Bad Request: field "inline_keyboard" must be an Array of Arrays')
    checked = [[_button(button) for button in row] for row in rows if row]
    if sum(len(row) for row in checked) > MOST_BUTTONS:
        raise Refused("Bad Request: reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def callback_data(message: Json) -> set[str]:
    """Everything that can be pressed under a message."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {b["callback_data"] for row in rows for b in row if "callback_data" in b}


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise Refused("Bad Request: can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise Refused("Bad Request: can't parse inline keyboard button: text is empty")
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "")]
    switches = [name for name in _ACTIONS if name.startswith("switch") and name in button]
    if not actions and not switches and not button.get("pay"):
        raise Refused(
            "Bad Request: can't parse inline keyboard button: "
            "Text buttons are unallowed in the inline keyboard"
        )
    data = button.get("callback_data")
    if "callback_data" in actions and (
        not isinstance(data, str)
        or not is_sendable(data)
        or len(data.encode("utf-8")) > DATA_LIMIT_BYTES
    ):
        raise Refused("Bad Request: BUTTON_DATA_INVALID")
    checked: Json = {"text": text}
    for name in dict.fromkeys((*actions, *switches, *_LOOKS)):
        if name in button:
            checked[name] = button[name]
    if "url" in actions:
        url = button["url"]
        found = checked_link(url) if isinstance(url, str) else None
        if found is None:
            raise Refused("Bad Request: BUTTON_URL_INVALID")
        checked["url"] = found
    copied = button.get("copy_text")
    if "copy_text" in actions and not (
        isinstance(copied, dict)
        and isinstance(copied.get("text"), str)
        and 1 <= utf16_length(copied["text"]) <= 256
    ):
        raise Refused("Bad Request: BUTTON_COPY_TEXT_INVALID")
    return checked
