"""The methods of the Bot API that this server serves, by their lower-case names."""

from collections.abc import Awaitable, Callable
from typing import Any

from webchat.hub import Hub
from webchat.methods import (
    chats,
    copies,
    edits,
    files,
    intake,
    messages,
    polls,
    profile,
    reactions,
)
from webchat.parameters import Parameters

Method = Callable[[Hub, Parameters], Awaitable[Any]]

METHODS: dict[str, Method] = {
    method.__name__.replace("_", ""): method
    for module in (chats, copies, edits, files, intake, messages, polls, profile, reactions)
    for method in module.METHODS
}
