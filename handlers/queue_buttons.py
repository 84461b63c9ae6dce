"""Buttons of the staff's queue in chat."""

from aiogram.filters.callback_data import CallbackData

from handlers.keyboards import Id


class List(CallbackData, prefix="dq"):
    """Some cases of the queue, from the one at ``start`` on."""

    whose: str = ""
    colour: str = ""
    turn: str = ""
    kind: str = ""
    start: Id = 0


class Filters(CallbackData, prefix="df"):
    """The screen on which turn and kind are chosen."""

    whose: str = ""
    colour: str = ""
    turn: str = ""
    kind: str = ""


class Look(CallbackData, prefix="dc"):
    """One case."""

    kind: str
    case: Id


class Part(CallbackData, prefix="dp"):
    """More of one case: answers, papers or steps."""

    what: str
    kind: str
    case: Id


class Judge(CallbackData, prefix="dj"):
    """The verdict on a file."""

    file: Id
    good: bool


class Nudge(CallbackData, prefix="dn"):
    """Remind those whose turn it is."""

    kind: str
    case: Id


class HandTo(CallbackData, prefix="dh"):
    """Give a case to this colleague."""

    kind: str
    case: Id
    person: Id


class AskFor(CallbackData, prefix="da"):
    """Add what stands at ``place`` of the list to what is asked for, or take it out."""

    kind: str
    case: Id
    place: Id
