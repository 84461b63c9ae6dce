"""The staff's queue: every case that was handed in and has not ended, the latest promise first.

Read from the cards of ``core.cards`` alone, so that a page costs the same number of queries however
many cases there are. Drafts that wait for nobody's word are not in it (``cards.SUBMITTED``).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from core import timers
from core.accounts import Account, Actor, Role, RoleGrant
from core.cards import IN_QUEUE, SUBMITTED, CaseCard, Promise
from core.clock import SHANGHAI, local_day
from core.db import Session
from core.errors import NotFound
from core.timers import Colour

PAGE = 50
MOST_FOUND = 50
MOST_EXPORTED = 10_000
LONGEST_SEARCH = 50
COLOURS = (Colour.RED, Colour.YELLOW, Colour.GREEN, Colour.PAUSED, Colour.UNCOUNTED)
"""In the order in which they are seen to."""
TURNS = ("staff", "reviewer", "head", "student")


class Whose(StrEnum):
    """By whom of the staff the cases are handled."""

    ALL = "all"
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases of the queue; what is left open does not matter."""

    whose: Whose = Whose.ALL
    colour: Colour | None = None
    turn: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The place in the queue after which a page begins."""

    due_at: datetime | None
    card: int

    def __str__(self) -> str:
        return f"{self.due_at.isoformat() if self.due_at else ''}~{self.card}"

    @staticmethod
    def parse(text: str) -> "Place | None":
        """What ``str`` wrote; None for anything else, which means the beginning."""
        due, _, card = text.partition("~")
        if not (card.isascii() and card.isdecimal() and len(card) < 16):
            return None
        try:
            due_at = datetime.fromisoformat(due) if due else None
        except ValueError:
            return None
        if due_at is not None and due_at.tzinfo is None:
            return None
        return Place(due_at, int(card))


@dataclass(frozen=True, slots=True)
class Entry:
    """One case as the queue shows it; names are "" where there is nobody."""

    kind: str
    id: int
    number: str
    title: str
    state: str
    turn: str
    applicant: str
    owner: str
    owner_id: int | None
    colour: Colour
    due_at: datetime | None
    opened_at: datetime
    ended: bool
    place: Place

    @property
    def due(self) -> str:
        """Until when, as people read it: the last day, or day and hour; "" without a promise."""
        if self.due_at is None:
            return ""
        local = self.due_at.astimezone(SHANGHAI)
        if (local.hour, local.minute) == (0, 0):
            return local_day(self.due_at - timedelta(microseconds=1)).isoformat()
        return local.strftime("%Y-%m-%d %H:%M")


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is where the page after this one begins; None at the end."""

    entries: list[Entry]
    next: Place | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open cases there are of each colour, of everybody and of the actor alone."""

    all: dict[Colour, int]
    mine: dict[Colour, int]


_NUMBER = re.compile("[A-Za-z]+-[0-9]{4}-[0-9]{4,}")
_owner, _applicant = aliased(Account), aliased(Account)


def may_see(actor: Actor) -> None:
    """Raises NotAllowed for everybody but staff and heads."""
    actor.require(Role.STAFF, Role.HEAD)


async def counts(session: Session, actor: Actor, *, now: datetime) -> Counts:
    """How the open cases stand. Raises NotAllowed."""
    may_see(actor)
    shade = _shade(now)
    own = func.count(case((CaseCard.owner_id == actor.id, 1)))
    rows = await session.execute(select(shade, func.count(), own).where(IN_QUEUE).group_by(shade))
    found = {COLOURS[place]: (all_, mine) for place, all_, mine in rows}
    return Counts(
        {colour: found.get(colour, (0, 0))[0] for colour in COLOURS},
        {colour: found.get(colour, (0, 0))[1] for colour in COLOURS},
    )


async def page(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    after: Place | None = None,
    most: int = PAGE,
) -> Page:
    """Cases in the order of their promises, late ones first; those without one come last.

    ``most`` at a time; two queries, wherever the page begins. Raises NotAllowed.
    """
    may_see(actor)
    found: list[Entry] = []
    for counted in (True, False):
        listed = _in_order(wanted, actor, now, counted, after).limit(most + 1 - len(found))
        found += _entries(await session.execute(listed), now)
    more = len(found) > most
    return Page(found[:most], found[most - 1].place if more else None)


async def search(session: Session, actor: Actor, words: str, *, now: datetime) -> list[Entry]:
    """Cases by a part of their number, title or applicant's name, ended ones after the open ones.

    At most ``MOST_FOUND``; nothing for words that say nothing. Raises NotAllowed.
    """
    may_see(actor)
    sought = sought_words(words)
    if not sought:
        return []
    rows = await session.execute(
        _entry()
        .where(SUBMITTED, _fits(sought))
        .order_by(CaseCard.ended_at.is_not(None), CaseCard.changed_at.desc(), CaseCard.id)
        .limit(MOST_FOUND)
    )
    return list(_entries(rows, now))


def sought_words(words: str) -> str:
    """What is looked for: full-width letters as plain ones, without spaces around."""
    return unicodedata.normalize("NFKC", words).replace("\0", "").strip()[:LONGEST_SEARCH]


async def look_up(
    session: Session, actor: Actor, kind: str, case_id: int, *, now: datetime
) -> Entry:
    """One case as the queue shows it, also when it has ended.

    Raises NotAllowed, and NotFound for a draft too.
    """
    may_see(actor)
    rows = await session.execute(
        _entry().where(SUBMITTED, CaseCard.kind == kind, CaseCard.case_id == case_id)
    )
    found = next(_entries(rows, now), None)
    if found is None:
        raise NotFound(kind=kind, id=case_id)
    return found


async def colleagues(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Whom a case may be handed to: the staff, by account id and name. Raises NotAllowed."""
    may_see(actor)
    rows = await session.execute(
        select(Account.id, Account.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == Role.STAFF,
            RoleGrant.ended_at.is_(None),
            Account.forgotten_at.is_(None),
        )
        .order_by(Account.name, Account.id)
    )
    return [(row[0], row[1]) for row in rows]


def _entry() -> Select[CaseCard, str, str]:
    return (
        select(CaseCard, _applicant.name, _owner.name)
        .outerjoin(_applicant, _applicant.id == CaseCard.applicant_id)
        .outerjoin(_owner, _owner.id == CaseCard.owner_id)
    )


def _fits(sought: str) -> ColumnElement[bool]:
    if _NUMBER.fullmatch(sought):
        return CaseCard.number == sought.upper()
    named = select(Account.id).where(Account.name.icontains(sought, autoescape=True))
    return or_(
        CaseCard.number.contains(sought.upper(), autoescape=True),
        CaseCard.title.icontains(sought, autoescape=True),
        CaseCard.applicant_id.in_(named),
    )


def _in_order(
    wanted: Wanted, actor: Actor, now: datetime, counted: bool, after: Place | None
) -> Select[CaseCard, str, str]:
    """The cases with a promise that counts, or those without one, each in the order of an index."""
    chosen = _entry().where(IN_QUEUE, *_conditions(wanted, actor, now))
    if not counted:
        chosen = chosen.where(CaseCard.due_at.is_(None)).order_by(CaseCard.id)
        begins = after.card if after is not None and after.due_at is None else 0
        return chosen.where(CaseCard.id > begins)
    chosen = chosen.where(CaseCard.due_at.is_not(None)).order_by(CaseCard.due_at, CaseCard.id)
    if after is None:
        return chosen
    if after.due_at is None:
        return chosen.where(CaseCard.id < 0)
    return chosen.where(tuple_(CaseCard.due_at, CaseCard.id) > (after.due_at, after.card))


def _conditions(wanted: Wanted, actor: Actor, now: datetime) -> Iterator[ColumnElement[bool]]:
    if wanted.whose is Whose.MINE:
        yield CaseCard.owner_id == actor.id
    elif wanted.whose is Whose.NOBODY:
        yield CaseCard.owner_id.is_(None)
    if wanted.turn:
        yield CaseCard.turn == wanted.turn
    if wanted.kind:
        yield CaseCard.kind == wanted.kind
    if wanted.colour is not None:
        yield _is(wanted.colour, now)


def _is(colour: Colour, now: datetime) -> ColumnElement[bool]:
    """As ``timers.colour_of`` tells it of one card."""
    match colour:
        case Colour.RED:
            return CaseCard.due_at <= now
        case Colour.YELLOW:
            return and_(CaseCard.due_at > now, CaseCard.yellow_at <= now)
        case Colour.GREEN:
            return and_(CaseCard.due_at > now, CaseCard.yellow_at > now)
        case Colour.PAUSED:
            return CaseCard.paused.is_(True)
        case _:
            return and_(CaseCard.due_at.is_(None), CaseCard.paused.is_(False))


def _shade(now: datetime) -> ColumnElement[int]:
    """The place of a card's colour in ``COLOURS``."""
    return case(
        (CaseCard.paused.is_(True), COLOURS.index(Colour.PAUSED)),
        (CaseCard.due_at.is_(None), COLOURS.index(Colour.UNCOUNTED)),
        (CaseCard.due_at <= now, COLOURS.index(Colour.RED)),
        (CaseCard.yellow_at <= now, COLOURS.index(Colour.YELLOW)),
        else_=COLOURS.index(Colour.GREEN),
    ).label("shade")


def _entries(rows: Any, now: datetime) -> Iterator[Entry]:
    for card, applicant, owner in rows:
        yield Entry(
            kind=card.kind,
            id=card.case_id,
            number=card.number,
            title=card.title,
            state=card.state,
            turn=card.turn,
            applicant=applicant or "",
            owner=owner or "",
            owner_id=card.owner_id,
            colour=timers.colour_of(Promise(card.yellow_at, card.due_at, card.paused), now),
            due_at=card.due_at,
            opened_at=card.opened_at,
            ended=card.ended_at is not None,
            place=Place(card.due_at, card.id),
        )
