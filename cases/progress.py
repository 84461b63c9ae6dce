"""How cases stand, for the people they are about: what happened, who is next, by when, on what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from core import casework, clock, history, timers
from core.accounts import Account, Actor
from core.actions import Action
from core.cards import CaseCard, Promise
from core.clock import CalendarMissing, local_day
from core.db import Session
from core.errors import NotFound
from core.kinds import CaseKind, Kinds
from core.periods import Period
from core.timers import Colour
from core.workflow import Workflow

MOST_SHOWN = 12
ENDED_SHOWN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a history as the people of the case may read it.

    ``by`` is the name of a staff member who has or had the case, or of somebody of the applicant's
    own side; "" for reviewers, heads and the program. ``note`` is empty where it was not meant for
    the reader.
    """

    at: datetime
    event: str
    state: str
    by: str
    note: str
    basis: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as it stands. ``turn`` is the party that is next, ``owner`` the name of who has it.

    ``due`` is the promised day or moment as ``timers.promised`` writes it, ``days_left`` working
    days when it was promised in working days (``working``), else days; None when nothing is
    promised, not counted or paused. ``pauses`` tell how often the count stood still.
    """

    kind: str
    case_id: int
    number: str
    title: str
    state: str
    turn: str
    owner: str
    due: str
    days_left: int | None
    working: bool
    colour: Colour | None
    basis: str
    pauses: int
    choices: list[Action]
    steps: list[Step]


async def own(
    session: Session, actor: Actor, projects: Collection[int], *, now: datetime
) -> list[CaseCard]:
    """The actor's cases and those of their projects: open ones first, then what ended lately."""
    mine = or_(CaseCard.applicant_id == actor.id, CaseCard.project_id.in_(projects))
    recent = or_(CaseCard.ended_at.is_(None), CaseCard.ended_at > now - ENDED_SHOWN)
    return list(
        await session.scalars(
            select(CaseCard)
            .where(mine, recent)
            .order_by(CaseCard.ended_at.is_not(None), CaseCard.changed_at.desc(), CaseCard.id)
            .limit(MOST_SHOWN)
        )
    )


async def standing(
    session: Session, kinds: Kinds, actor: Actor, kind_word: str, case_id: int, *, now: datetime
) -> Standing:
    """How one case stands. Raises NotFound, also for somebody else's case."""
    kind = kinds[kind_word]
    if not kind.listed:
        raise NotFound(id=case_id)
    case = await kind.seen(session, case_id, actor)
    parties = await kind.parties(session, case)
    roles = casework.standing(actor, parties)
    card = await kind.card(session, case)
    timer = await timers.seen(session, kind_word, case_id)
    working = timer is not None and timer.period.endswith("wd")
    colour = timers.colour(timer, now) if timer else None
    return Standing(
        kind=kind_word,
        case_id=case_id,
        number=card.number,
        title=card.title,
        state=case.state,
        turn=kind.workflow.turn(case.state),
        owner=await _name(session, card.owner_id),
        due=timers.promised(timer) if timer else "",
        days_left=await _days_left(session, timer.due_at, working, now)
        if timer and timer.due_at
        else None,
        working=working,
        colour=colour,
        basis=timer.basis if timer else "",
        pauses=len(timer.pauses) if timer else 0,
        choices=casework.choices(kind.workflow, case, roles & {"student", "mentor"}),
        steps=await _steps(session, kind, case_id, parties.get("student", frozenset()), roles),
    )


async def _steps(
    session: Session,
    kind: CaseKind[Any],
    case_id: int,
    students: Collection[int],
    roles: Collection[str],
) -> list[Step]:
    chain = await history.steps(session, kind.workflow.kind, case_id)
    rules = {(rule.state, rule.event): rule for rule in kind.workflow.rules}
    open_names = {"student", "staff"}
    names = await _names(session, {one.actor_id for one in chain if one.actor_id})
    found = []
    for one in chain:
        rule = rules.get((one.before, one.event))
        by_known = one.actor_id in students or (rule is not None and rule.who <= open_names)
        told = rule is not None and bool(rule.notify & set(roles))
        found.append(
            Step(
                one.at,
                one.event,
                one.after,
                names.get(one.actor_id or 0, "") if by_known else "",
                one.note if told or one.actor_id in students else "",
                one.basis,
            )
        )
    return found


async def _days_left(session: Session, due: datetime, working: bool, now: datetime) -> int:
    """Whole days until the last day of the promise; 0 on that day and after it."""
    last, today = local_day(due - timedelta(microseconds=1)), local_day(now)
    if last <= today:
        return 0
    if working:
        try:
            return (await clock.load(session)).count_working(today, last)
        except CalendarMissing:
            pass
    return (last - today).days


async def _name(session: Session, account_id: int | None) -> str:
    return (await _names(session, {account_id})).get(account_id, "") if account_id else ""


async def _names(session: Session, ids: Collection[int | None]) -> dict[int, str]:
    rows = await session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Power:
    """Who is next in a state, within which time ("5wd", "" when none is promised), and on what."""

    state: str
    turn: str
    within: str
    basis: str


def powers(workflow: Workflow, edited: Mapping[str, str] | None = None) -> list[Power]:
    """A kind's list of powers: the states in which somebody is waited for, in the table's order.

    ``edited`` are the periods that the school has set otherwise, by state.
    """
    edited = edited or {}
    found: dict[str, Power] = {}
    for rule in workflow.rules:
        turn = workflow.turn(rule.next)
        if turn and rule.next not in found and (rule.next, turn) != (rule.state, turn):
            within = str(rule.within) if isinstance(rule.within, Period) else ""
            within = edited.get(rule.next, within) if within else ""
            found[rule.next] = Power(rule.next, turn, within, rule.basis)
    return list(found.values())


def colour(card: CaseCard, now: datetime) -> Colour:
    """How the promise of a listed case stands."""
    return timers.colour_of(Promise(card.yellow_at, card.due_at, card.paused), now)
