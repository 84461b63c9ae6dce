"""What heads decide on applications: yes, the waiting list or no, with a reason for each rule.

The applicant reads every reason, and of the reviews nothing. A decision is a draft of one head
until it is made; then it stays on record beside the step of history that it was.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from core import casework, timers
from core.accounts import Actor, Role
from core.cards import CaseCard, Promise
from core.clock import add_months, local_day
from core.db import Session
from core.errors import DomainError, NotFound, ReasonNeeded
from core.timers import Colour
from staff import conflicts, panels, programmes, reviews
from staff.applications import APPLICATIONS, NoPlaceLeft
from staff.conflicts import Conflicted, Tie
from staff.eligibility import Check, Verdict
from staff.models import Application, Decision
from staff.reviews import Results, ScoresHidden
from staff.tables import INCUBATION

log = logging.getLogger(__name__)

WAITING = ("deciding", "waitlisted", "publicised")
"""States in which a head may act, the most pressing first."""
REVIEW_RULE = "review"
"""The reviews as one more rule: whether what they say is good enough."""
LONGEST_NOTE = 200
MOST_WAITING = 50
LATEST_MONTHS = 24
"""A refused team may apply again after at most so long."""


class RulesOpen(DomainError):
    """Somebody must still say of some rules whether they are met, or why it is no matter."""

    key = "error-decision-rules-open"


class ReasonMissing(DomainError):
    """A no needs at least one rule that is not met; where it is the reviews, in words."""

    key = "error-decision-reason"


class AgainNotValid(DomainError):
    """The day from which the team may apply again lies in the past or too far away."""

    key = "error-decision-again"


@dataclass(frozen=True, slots=True)
class Marked:
    """A rule as the head judges it: how it stood at submission, how it stands now, in words why."""

    check: Check
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of a head's list; ``due`` as people read it, "" if nothing is promised."""

    application_id: int
    number: str
    title: str
    state: str
    due: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a head decides by; ``tie`` is why this head may not, ``choices`` what they may."""

    application: Application
    rules: list[Marked]
    results: Results | None
    places_left: int
    tie: Tie | None
    choices: list[str]
    due: str
    remark: str

    @property
    def against(self) -> list[Marked]:
        """What would do as the reason of a no."""
        return _against(self.rules)


async def waiting(session: Session, actor: Actor, *, now: datetime) -> list[Waiting]:
    """What waits for a head, the most pressing first, so many at most. Raises NotAllowed."""
    actor.require(Role.HEAD)
    rows = await session.scalars(
        select(CaseCard)
        .where(CaseCard.kind == INCUBATION.kind, CaseCard.state.in_(WAITING))
        .order_by(CaseCard.due_at.is_(None), CaseCard.due_at, CaseCard.id)
        .limit(MOST_WAITING)
    )
    found = [
        Waiting(
            row.case_id,
            row.number,
            row.title,
            row.state,
            programmes.last_day(row.due_at).isoformat() if row.due_at else "",
            timers.colour_of(Promise(row.yellow_at, row.due_at, row.paused), now),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: WAITING.index(one.state))


async def sheet(session: Session, actor: Actor, application_id: int, *, now: datetime) -> Sheet:
    """The application with its rules as this head has marked them, or was decided, and the reviews.

    Raises NotAllowed, NotFound.
    """
    actor.require(Role.HEAD)
    application = await APPLICATIONS.find(session, application_id, None)
    tie = await conflicts.of(session, application.project_id, actor.id, now=now)
    draft = await _draft(session, actor, application)
    timer = await timers.seen(session, INCUBATION.kind, application.id)
    able = [] if tie else INCUBATION.events_for(application.state, {"head"})
    decided = [] if draft else reasons_of(application)
    return Sheet(
        application,
        decided or _marked(application, draft.marks if draft else {}),
        await _results(session, actor, application, tie),
        await _places(session, application),
        tie,
        [event for event in able if event in panels.DECIDING],
        timers.promised(timer) if timer else "",
        draft.note if draft else "",
    )


async def mark(
    session: Session,
    actor: Actor,
    application_id: int,
    rule: str,
    verdict: Verdict,
    *,
    now: datetime,
    note: str | None = None,
) -> Sheet:
    """Say of one rule whether it is met; ``note`` None leaves the words that are there.

    Nothing is decided yet. Raises NotAllowed, NotFound, Conflicted and NotPossibleNow.
    """
    application = await _to_decide(session, actor, application_id, "refuse", now)
    if rule not in {one.check.rule for one in _marked(application, {})}:
        raise NotFound(rule=rule)
    draft = await _opened(session, actor, application, now)
    before = draft.marks.get(rule, {})
    words = before.get("note", "") if note is None else _tidy(note)
    draft.marks = {**draft.marks, rule: {"verdict": str(verdict), "note": words}}
    await session.flush()
    return await sheet(session, actor, application_id, now=now)


async def say(
    session: Session, actor: Actor, application_id: int, remark: str, *, now: datetime
) -> Sheet:
    """A sentence for the applicant, beside the reasons; "" takes it back.

    Raises NotAllowed, NotFound, Conflicted and NotPossibleNow.
    """
    application = await _to_decide(session, actor, application_id, "refuse", now)
    (await _opened(session, actor, application, now)).note = _tidy(remark)
    await session.flush()
    return await sheet(session, actor, application_id, now=now)


async def decide(
    session: Session,
    actor: Actor,
    application_id: int,
    event: str,
    *,
    now: datetime,
    again_on: date | None = None,
) -> Application:
    """Approve, waitlist or refuse, with the rules as ``mark`` and ``say`` left them.

    Approving needs a free place and every rule met, or said in words why not. Refusing needs a rule
    that is not met and ``again_on``; the waiting list a full house, such a rule, or a remark.
    Raises NotAllowed, NotFound, Conflicted, NotPossibleNow, NoPlaceLeft, RulesOpen, ReasonMissing
    and AgainNotValid; then nothing is decided.
    """
    if event not in ("approve", "waitlist", "refuse"):
        raise ValueError(f"{event} is no decision")
    application = await _to_decide(session, actor, application_id, event, now)
    draft = await _opened(session, actor, application, now)
    rules = _marked(application, draft.marks)
    if event == "approve":
        await _require_approvable(session, application, rules)
    elif event == "refuse":
        _require_refusable(rules, again_on, local_day(now))
        draft.again_on = again_on
    elif not (draft.note or _against(rules)) and await _places(session, application) > 0:
        raise ReasonMissing
    application.reasons = [_reason(one) for one in rules]
    await _make(session, actor, application, draft, event, now)
    return application


async def uphold(
    session: Session, actor: Actor, application_id: int, reason: str, *, now: datetime
) -> Application:
    """An objection during publicity holds: decide anew; the applicant reads why.

    Raises ReasonNeeded, NotAllowed, NotFound, Conflicted and NotPossibleNow.
    """
    application = await _to_decide(session, actor, application_id, "uphold", now)
    if not _tidy(reason):
        raise ReasonNeeded
    draft = await _opened(session, actor, application, now)
    draft.note = _tidy(reason)
    application.reasons = []
    await _make(session, actor, application, draft, "uphold", now)
    return application


def reasons_of(application: Application) -> list[Marked]:
    """The reasons of the latest decision by rule, as the applicant may read them."""
    return [
        Marked(Check.from_row({**row, "verdict": row["was"]}), Verdict(row["verdict"]), row["note"])
        for row in application.reasons
    ]


async def _to_decide(
    session: Session, actor: Actor, application_id: int, event: str, now: datetime
) -> Application:
    actor.require(Role.HEAD)
    application = await APPLICATIONS.find(session, application_id, None)
    tie = await conflicts.of(session, application.project_id, actor.id, now=now)
    if tie is not None:
        raise Conflicted(tie=tie)
    state = "deciding" if event == "refuse" and application.state == "waitlisted" else ""
    INCUBATION.step(state or application.state, event, casework.standing(actor, {}))
    return application


async def _draft(session: Session, actor: Actor, application: Application) -> Decision | None:
    found: Decision | None = await session.scalar(
        select(Decision).where(
            Decision.application_id == application.id,
            Decision.head_id == actor.id,
            Decision.decided_at.is_(None),
        )
    )
    return found


async def _opened(
    session: Session, actor: Actor, application: Application, now: datetime
) -> Decision:
    """The head's draft, begun if there is none; the application is locked."""
    draft = await _draft(session, actor, application)
    if draft is None:
        draft = Decision(application_id=application.id, head_id=actor.id, marks={}, opened_at=now)
        session.add(draft)
        await session.flush()
    return draft


async def _make(
    session: Session,
    actor: Actor,
    application: Application,
    draft: Decision,
    event: str,
    now: datetime,
) -> None:
    application.decided_by = actor.id
    draft.event, draft.step = event, application.steps + 1
    draft.decided_at = now
    await session.flush()
    note = draft.note or _in_words(_marked(application, draft.marks))
    await APPLICATIONS.act(session, application, event, actor, now=now, note=note)
    log.info("application=%s decided: %s", application.id, event)


async def _results(
    session: Session, actor: Actor, application: Application, tie: Tie | None
) -> Results | None:
    """Who is tied to the team sees no reviews of it either."""
    if tie is not None:
        return None
    try:
        return await reviews.results(session, actor, application.id)
    except ScoresHidden:
        return None


async def _require_approvable(
    session: Session, application: Application, rules: Sequence[Marked]
) -> None:
    unsaid = [one for one in rules if one.verdict is not Verdict.MET and not one.note]
    if unsaid:
        raise RulesOpen(open=len(unsaid))
    if await _places(session, application) < 1:
        raise NoPlaceLeft


async def _places(session: Session, application: Application) -> int:
    return await programmes.places_left(session, application.programme_id)


def _require_refusable(rules: Sequence[Marked], again_on: date | None, today: date) -> None:
    if not _against(rules):
        raise ReasonMissing
    require_again(again_on, today)


def require_again(day: date | None, today: date) -> None:
    """Raises AgainNotValid unless a refused team can be told to come again on ``day``."""
    if day is None or not today < day <= add_months(today, LATEST_MONTHS):
        raise AgainNotValid(months=LATEST_MONTHS)


def _against(rules: Sequence[Marked]) -> list[Marked]:
    """What speaks against the team; that reviewers did not like it must be said in words."""
    return [
        one
        for one in rules
        if one.verdict is Verdict.UNMET and (one.note or one.check.rule != REVIEW_RULE)
    ]


def _marked(application: Application, marks: Mapping[str, Mapping[str, str]]) -> list[Marked]:
    """Every rule as it stood at submission, and the reviews, with what the head said of it."""
    rows = [Check.from_row(row) for row in application.eligibility]
    rows.append(Check(REVIEW_RULE, Verdict.MET, "decision-rule-review"))
    found = [Marked(one, one.verdict) for one in rows]
    return [
        replace(one, verdict=Verdict(said["verdict"]), note=said["note"])
        if (said := marks.get(one.check.rule))
        else one
        for one in found
    ]


def _reason(one: Marked) -> dict[str, Any]:
    return {
        **one.check.as_row(),
        "was": str(one.check.verdict),
        "verdict": str(one.verdict),
        "note": one.note,
    }


def _in_words(rules: Sequence[Marked]) -> str:
    """What the head wrote of single rules, for the history."""
    return "；".join(f"{one.check.basis} {one.note}".strip() for one in rules if one.note)


def _tidy(words: str) -> str:
    return " ".join(words.split())[:LONGEST_NOTE]
