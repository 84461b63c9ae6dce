"""Callback data of forms and files in chat, short enough for any kind's words."""

import re
from collections.abc import Iterable, Mapping
from hashlib import blake2s
from typing import TypeVar
from zlib import crc32

from aiogram.filters.callback_data import CallbackData

from core.errors import DomainError
from core.fields import Value
from handlers.keyboards import Id

LONGEST_WORD = 10
NEXT = ""
"""As a field: the next one that is open."""
SKIP = "~"
"""As a value: left open on purpose."""
PUT, TAKE_OUT = "+", "-"
"""Before an option of several: choose it, or not any more; pressed twice it stays so."""

_PLAIN = re.compile(r"[a-z0-9_]{1,10}")
Word = TypeVar("Word", bound=str)


class WordsGone(DomainError):
    """The message under which a button hangs answers no message any more."""

    key = "error-case-form-words-gone"


class OpenForm(CallbackData, prefix="kc"):
    """Show the form of a case: a draft, a supplement, or how it stands."""

    kind: str
    case: Id


class AskField(CallbackData, prefix="kq"):
    """Ask for a field; ``of`` is how many were open when asking began, 0 for this one alone."""

    kind: str
    case: Id
    field: str
    of: int = 0


class Give(CallbackData, prefix="kg"):
    """An answer by button; ``seen`` marks the answer that stood there when it was drawn."""

    kind: str
    case: Id
    field: str
    value: str
    seen: str
    of: int = 0


class TakeWords(CallbackData, prefix="kt"):
    """Take the words that this message answers, though somebody else's stand there by now."""

    kind: str
    case: Id
    field: str
    seen: str
    of: int = 0


class AskInstead(CallbackData, prefix="ka"):
    """Put the words that this message answers to the policy library, not into the form."""

    kind: str
    case: Id
    field: str
    of: int = 0


class ListFields(CallbackData, prefix="kl"):
    """Which answer to change; pages count from 0."""

    kind: str
    case: Id
    page: int = 0


class Preview(CallbackData, prefix="kp"):
    """All answers and documents, before they are handed in or after."""

    kind: str
    case: Id


class Later(CallbackData, prefix="kw"):
    """Stop here; what was answered is kept."""

    kind: str
    case: Id


class Explain(CallbackData, prefix="ke"):
    """Answer what staff asked for with a sentence."""

    kind: str
    case: Id


class Sure(CallbackData, prefix="ks"):
    """Do what cannot be taken back, asked once whether that is meant."""

    kind: str
    case: Id
    event: str


class Checklist(CallbackData, prefix="kd"):
    """The documents of a case and where each stands."""

    kind: str
    case: Id


class Upload(CallbackData, prefix="ku"):
    """Wait for the file of a document."""

    kind: str
    case: Id
    document: str


class Belongs(CallbackData, prefix="kb"):
    """The file that this message answers is that document."""

    kind: str
    case: Id
    document: str


class Unwanted(CallbackData, prefix="kn"):
    """The file that this message answers is none of the documents."""


class OpenFile(CallbackData, prefix="kv"):
    """Send a file that was handed in."""

    file: Id


def short(key: str) -> str:
    """A key as buttons carry it: itself, or a digest where it is long or has odd letters."""
    if len(key) <= LONGEST_WORD and _PLAIN.fullmatch(key):
        return key
    return blake2s(key.encode(), digest_size=5).hexdigest()


def long(word: str, keys: Iterable[Word]) -> Word | None:
    """Which of ``keys`` a button meant; None when it is not there any more."""
    return next((key for key in keys if short(key) == word), None)


def mark(answers: Mapping[str, Value], key: str) -> str:
    """Tells an answer from another; "" while there is none."""
    if key not in answers:
        return ""
    return format(crc32(repr(answers[key]).encode()) % 2**16, "x")
