"""A notice as its reader will see it: their language, HTML with every value escaped, buttons."""

from dataclasses import dataclass
from html import escape

from core.outbox import Notice
from core.texts import Texts

VALUE_LIMIT = 1000
"""Characters of one value: a notice points to a matter, and a message has room for 4096."""
BUTTONS_IN_A_ROW = 2


class NoText(Exception):
    """The notice's key is no text of ours, so nothing can be said."""


@dataclass(frozen=True, slots=True)
class Letter:
    """``rows`` of buttons, each with its label and its callback data."""

    html: str
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()


def write(texts: Texts, notice: Notice, locale: str) -> Letter:
    """What ``notice`` says to a reader of ``locale``. Raises NoText."""
    if not texts.has(notice.key):
        raise NoText(notice.key)
    html = texts.render(locale, notice.key, **{n: _plain(v) for n, v in notice.params.items()})
    buttons = [
        (texts.render(locale, action.label(texts.has)), action.pack()) for action in notice.buttons
    ]
    rows = (
        tuple(buttons[start : start + BUTTONS_IN_A_ROW])
        for start in range(0, len(buttons), BUTTONS_IN_A_ROW)
    )
    return Letter(html, tuple(rows))


def _plain(value: str | int) -> str | int:
    if not isinstance(value, str):
        return value
    kept = value if len(value) <= VALUE_LIMIT else value[: VALUE_LIMIT - 1] + "…"
    return escape(kept, quote=False)
