"""A notice as its reader will see it: their language, HTML with every value escaped, buttons."""

from dataclasses import dataclass
from html import escape

from core import wording
from core.outbox import Notice, Param
from core.texts import Texts

VALUE_LIMIT = 1000
"""Characters of one escaped value: Fluent takes at most 2500, a message 4096 in all."""
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
    key, given = wording.notice(texts.has, notice.key, notice.params)
    if not key:
        raise NoText(notice.key)
    params = {name: _said(texts, locale, value) for name, value in given.items()}
    html = texts.render(locale, key, **params)
    buttons = [
        (texts.render(locale, action.label(texts.has)), action.pack()) for action in notice.buttons
    ]
    rows = (
        tuple(buttons[start : start + BUTTONS_IN_A_ROW])
        for start in range(0, len(buttons), BUTTONS_IN_A_ROW)
    )
    return Letter(html, tuple(rows))


def _said(texts: Texts, locale: str, value: Param) -> str | int:
    """A value as it is read: words escaped, text keys in the reader's language."""
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return _fitting([escape(character, quote=False) for character in value], "")
    phrases = []
    for phrase in value:
        key, params = (phrase, {}) if isinstance(phrase, str) else phrase
        phrases.append(
            texts.render(locale, key, **{n: _said(texts, locale, v) for n, v in params.items()})
        )
    return _fitting(phrases, texts.render(locale, "list-separator"))


def _fitting(pieces: list[str], separator: str) -> str:
    """As many whole pieces as there is room for."""
    whole = separator.join(pieces)
    if len(whole) <= VALUE_LIMIT:
        return whole
    room, kept = VALUE_LIMIT - 1, []
    for piece in pieces:
        room -= len(piece) + len(separator)
        if room < 0:
            break
        kept.append(piece)
    return separator.join(kept) + "…"
