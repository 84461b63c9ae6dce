"""The one way this server says no: an answer with a status, Telegram's wording and a short code."""

from typing import Any


class Refused(Exception):
    """A request that is answered with an error; nothing was changed.

    `description` is Telegram's own wording, `code` a short word that the chat page translates.
    """

    def __init__(
        self,
        description: str,
        *,
        status: int = 400,
        code: str = "bad_request",
        parameters: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(description)
        self.description = description
        self.status = status
        self.code = code
        self.parameters = parameters


class StartupError(Exception):
    """The server cannot start; the message is one sentence for the person who started it."""
