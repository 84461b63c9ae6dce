"""Reads updates as they come in: whose chat each belongs to, without believing anything else."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard

from bot.channels import write_json
from bot.turns import Arrival

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask servers for; ``handlers`` react to no other kind."""

LARGEST_ID = 2**63 - 1


def read(updates: Iterable[Any]) -> Iterator[Arrival]:
    """The updates that can be stored: objects with a number of their own. Others are skipped."""
    for update in updates:
        if isinstance(update, dict) and _is_id(number := update.get("update_id")):
            yield Arrival(number, chat_key(update), write_json(update))


def chat_key(update: dict[str, Any]) -> str:
    """What keeps the updates of one chat in order; updates that belong to no chat share ""."""
    for name, event in update.items():
        if name == "update_id" or not isinstance(event, dict):
            continue
        message = event.get("message")
        holders = (event, message if isinstance(message, dict) else {})
        for part in ("chat", "from", "user"):
            for holder in holders:
                place = holder.get(part)
                if isinstance(place, dict) and _is_id(number := place.get("id"), signed=True):
                    return str(number)
    return ""


def _is_id(value: object, *, signed: bool = False) -> TypeGuard[int]:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return (-LARGEST_ID if signed else 0) <= value <= LARGEST_ID
