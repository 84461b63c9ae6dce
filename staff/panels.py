"""Who judges an application, and what that asks of its steps: reviewers, and a decision's record.

What the kind of applications must know of both (``reviews`` and ``decisions`` act on them): who its
reviewers are, what stands against a step, and whom a step sets to work or releases.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from sqlalchemy import func, select

from core import outbox, timers
from core.actions import Action
from core.clock import local_day
from core.db import Session
from core.errors import DomainError
from core.outbox import Param
from core.workflow import Rule
from staff import conflicts
from staff.models import Application, Decision, Review
from staff.tables import INCUBATION

REVIEW = "review"
"""What buttons on a reviewer's part carry."""
FEWEST = 2
"""Reviewers without a conflict whom an application needs (SM-5)."""
ROOM = 900
"""Characters of reasons in one notice: it can say 1,000, or nothing."""
LINE = 50
"""Characters of a line beside what people wrote."""
REMIND_BEFORE = (timedelta(days=3), timedelta(days=1))
Phrase = list[Any]
"""A text key and its params, as notices carry it (``outbox.Param``)."""
UNMET = "unmet"
"""As ``eligibility.Verdict`` has it in stored rows."""
DECIDING = frozenset({"approve", "waitlist", "refuse", "uphold"})


class TooFewReviewers(DomainError):
    """At least ``FEWEST`` people without a conflict must be assigned first."""

    key = "error-review-too-few"


class AppliesTooSoon(DomainError):
    """The team was refused, and the day named then has not come."""

    key = "error-decision-too-soon"


class DecisionNeeded(DomainError):
    """Such a step is the end of a decision with its reasons (``decisions.decide``)."""

    key = "error-decision-needed"


async def active(session: Session, application_id: int) -> list[Review]:
    """The parts of those who have not been recused, with their scores: for services only."""
    return list(
        await session.scalars(
            select(Review)
            .where(Review.application_id == application_id, Review.recused_at.is_(None))
            .order_by(Review.id)
        )
    )


async def fair(session: Session, application: Application, *, now: datetime) -> list[Review]:
    """Those of the active parts whose reviewer is not tied to the team."""
    parts = await active(session, application.id)
    ties = await conflicts.among(
        session, application.project_id, {part.reviewer_id for part in parts}, now=now
    )
    return [part for part in parts if part.reviewer_id not in ties]


async def check(session: Session, application: Application, event: str, now: datetime) -> None:
    """What must be there before ``event``; for the kind's own ``check``, the case is locked.

    Raises AppliesTooSoon, TooFewReviewers, DecisionNeeded.
    """
    if event == "submit":
        again = await again_on(session, application)
        if again is not None and again > local_day(now):
            raise AppliesTooSoon(day=again.isoformat())
    if event == "pass" and len(await fair(session, application, now=now)) < FEWEST:
        raise TooFewReviewers(fewest=FEWEST)
    if event in DECIDING:
        made = await session.scalar(
            select(func.count())
            .select_from(Decision)
            .where(
                Decision.application_id == application.id,
                Decision.step == application.steps + 1,
                Decision.event == event,
            )
        )
        if not made:
            raise DecisionNeeded


async def again_on(session: Session, application: Application) -> date | None:
    """From when the team may apply to this programme again, if it was ever refused."""
    found: date | None = await session.scalar(
        select(func.max(Decision.again_on))
        .join(Application, Application.id == Decision.application_id)
        .where(
            Application.project_id == application.project_id,
            Application.programme_id == application.programme_id,
            Application.state == "refused",
            Decision.step.is_not(None),
        )
    )
    return found


async def done(session: Session, application: Application, rule: Rule, now: datetime) -> None:
    """Set reviewers to work, or release them; for the kind's own ``done``."""
    parts = await active(session, application.id)
    if rule.event == "pass":
        for part in parts:
            await invite(session, application, part, now=now)
    elif rule.state == "reviewing" and rule.next != "reviewing":
        for part in parts:
            await release(session, part)
            if rule.event == "withdraw" and part.submitted_at is None:
                await outbox.put(
                    session,
                    part.reviewer_id,
                    "review-over",
                    named(application),
                    now=now,
                    dedupe_key=f"review-{part.id}-over-{application.steps}",
                )


async def invite(
    session: Session, application: Application, part: Review, *, now: datetime
) -> None:
    """Tell a reviewer that it is their turn, and remind them while their part is open."""
    timer = await timers.seen(session, INCUBATION.kind, application.id)
    told: dict[str, Param] = {
        **named(application),
        "due": timers.promised(timer) if timer else "",
    }
    name = f"review-{part.id}-{int(part.assigned_at.timestamp())}"
    buttons = [Action(REVIEW, part.id, "open"), Action(REVIEW, part.id, "interest")]
    await outbox.put(
        session,
        part.reviewer_id,
        "review-asked",
        told,
        now=now,
        dedupe_key=f"{name}-asked-{application.steps}",
        about=_about(part),
        actions=buttons,
    )
    if timer is None or timer.due_at is None:
        return
    for before in REMIND_BEFORE:
        if (moment := timer.due_at - before) > now:
            await outbox.put(
                session,
                part.reviewer_id,
                "review-reminder",
                told,
                now=now,
                not_before=moment,
                dedupe_key=f"{name}-{before.days}-{application.steps}",
                about=_about(part),
                actions=buttons[:1],
            )


async def release(session: Session, part: Review) -> None:
    """What waits to be said to this reviewer is no longer true."""
    await outbox.withdraw(session, _about(part))


async def reasons(session: Session, application: Application) -> dict[str, Param]:
    """What notices may say of the latest decision; of reviews there is nothing in it.

    "reasons" has a line for each rule that is not met or of which the head said something, and the
    head's remark; "again" is the day from which a refused team may apply again, or "".
    """
    last = await session.scalar(
        select(Decision)
        .where(Decision.application_id == application.id, Decision.step.is_not(None))
        .order_by(Decision.step.desc())
        .limit(1)
    )
    if last is None:
        return {"reasons": "", "again": ""}
    remark = [["decision-remark", {"remark": last.note}]] if last.note else []
    judged = [row for row in application.reasons if row["verdict"] == UNMET or row["note"]]
    lines = [line for row in judged for line in _reason(row)]
    room = ROOM - sum(map(_length, remark))
    while lines and sum(map(_length, lines)) > room:
        lines.pop()
    again = last.again_on.isoformat() if last.again_on else ""
    return {"reasons": _below([*lines, *remark]), "again": again}


def _reason(row: Mapping[str, Any]) -> list[Phrase]:
    basis = f"{row['basis']} " if row["basis"] else ""
    params = dict(row["params"])
    if names := row["names"]:
        zh, en = names.get("zh-CN", ""), names.get("en", "")
        params["words"] = [["decision-words", {"zh": zh or en, "en": en or zh}]]
    words: Phrase = [row["key"], params]
    line = [f"decision-reason-{row['verdict']}", {"basis": basis, "words": [words]}]
    return [line, ["decision-note", {"note": row["note"]}]] if row["note"] else [line]


def _length(line: Phrase) -> int:
    """About how long a line of a notice will be, its words escaped."""
    return LINE + sum(len(escape(said)) for said in line[1].values() if isinstance(said, str))


def _below(lines: Sequence[Phrase]) -> list[Phrase] | str:
    """One phrase of all lines, each below the one before."""
    said: list[Phrase] | str = ""
    for line in reversed(lines):
        said = [["decision-lines", {"first": [line], "rest": said}]] if said else [line]
    return said


def named(application: Application) -> dict[str, Param]:
    """What every notice to a reviewer says of the application."""
    return {
        "number": application.number or "",
        "title": str(application.form.get("title") or ""),
    }


def _about(part: Review) -> str:
    return f"review-{part.id}"
