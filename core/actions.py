"""What a person may press on a case: one form for buttons, whoever draws them.

A notice carries its actions as data, so that the delivery process draws the same buttons as the
chat's own handlers, which it never imports.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

PREFIX = "a"
SEPARATOR = ":"
MOST_BYTES = 64
"""Telegram's limit for callback data."""

_FORM = re.compile(r"a:([a-z][a-z0-9-]{0,31}):([0-9]{1,16}):([a-z][a-z0-9-]{0,31})")


@dataclass(frozen=True, slots=True)
class Action:
    """``event`` of the case ``id`` of this ``kind``; both words as in its state table."""

    kind: str
    id: int
    event: str

    def pack(self) -> str:
        """As callback data. Raises ValueError where Telegram would not carry it."""
        packed = SEPARATOR.join((PREFIX, self.kind, str(self.id), self.event))
        if not _FORM.fullmatch(packed) or len(packed) > MOST_BYTES:
            raise ValueError(f"no action for a button: {packed!r}")
        return packed

    def label(self, has: Callable[[str], bool]) -> str:
        """The text key of its button: its kind's own word for the event, or the common one."""
        own = f"button-{self.kind}-{self.event}"
        return own if has(own) else f"button-{self.event}"


def parse(packed: str | None) -> Action | None:
    """The action in callback data; None for anything that was not packed here."""
    found = _FORM.fullmatch(packed or "")
    return Action(found[1], int(found[2]), found[3]) if found else None
