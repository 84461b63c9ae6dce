"""The three figures asked of a team each quarter, what staff say of them, and when it is done here.

A quarter is named "2026Q4" and asked about when it is over. ``criteria`` of a programme are rows
with a "key", a "kind" ("months", "revenue", "figures"), what the kind needs, and a "basis".
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core import forms, outbox
from core.accounts import Actor, Role
from core.actions import Action
from core.clock import DAY, add_months, end_of_day, local_day
from core.db import Session
from core.errors import NotAllowed, NotFound, NotPossibleNow, ReasonNeeded
from core.fields import Field, Kind, Value
from core.forms import Form
from core.outbox import Param
from staff.eligibility import Check, Row, Verdict
from staff.eligibility import Param as Figure
from staff.models import QuarterCheck, Stay
from staff.stays import LATE, STAYS
from staff.tables import STAY
from students import teams

QUARTER = "quarter"
"""What buttons on a quarter's figures carry."""
FORM = Form(
    QUARTER,
    (
        Field("people", Kind.NUMBER, minimum=0, maximum=1000),
        Field("revenue", Kind.MONEY),
        Field("raised", Kind.MONEY),
    ),
)
ANSWERED_WITHIN = timedelta(days=14)
REMIND_BEFORE = (timedelta(days=5), timedelta(days=1))
SHORTEST = timedelta(days=30)
"""Of a quarter, that a team must have been here to be asked about it."""
GOOD, WEAK = "good", "weak"
JUDGED = frozenset({GOOD, WEAK})
MAY_BE_WARNED = frozenset({"staying", "extended"})


def quarter_before(day: date) -> tuple[str, date]:
    """The last quarter that was over on ``day``, and its last day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    last = first - DAY
    return f"{last.year}Q{(last.month + 2) // 3}", last


def latest_start(day: date) -> date:
    """Who came later than that has not been here long enough to be asked on ``day``."""
    return quarter_before(day)[1] - SHORTEST


async def ask(session: Session, stay: Stay, quarter: str, *, now: datetime) -> QuarterCheck | None:
    """Ask the team for a quarter's figures, once; None when they were asked for already."""
    known = await session.scalar(
        select(QuarterCheck.id).where(
            QuarterCheck.stay_id == stay.id, QuarterCheck.quarter == quarter
        )
    )
    if known is not None or stay.state in STAY.final_states:
        return None
    due = local_day(now) + ANSWERED_WITHIN
    check = QuarterCheck(stay_id=stay.id, quarter=quarter, due_on=due)
    session.add(check)
    await session.flush()
    await _tell_team(session, stay, check, "quarter-asked", now=now)
    for before in REMIND_BEFORE:
        # On the morning of the day, by Shanghai's clock.
        moment = end_of_day(due - before - DAY) + timedelta(hours=9)
        await _tell_team(session, stay, check, "quarter-reminder", now=now, at=moment)
    return check


async def find(session: Session, actor: Actor, check_id: int) -> tuple[QuarterCheck, Stay]:
    """A quarter's figures, for the team and the staff of the stay. Raises NotFound."""
    check = await session.get(QuarterCheck, check_id, with_for_update=True, populate_existing=True)
    if check is None:
        raise NotFound(id=check_id)
    return check, await STAYS.find(session, check.stay_id, actor)


async def of_stay(session: Session, stay_id: int) -> list[QuarterCheck]:
    """All that was asked of a team, the earliest first."""
    found = await session.scalars(
        select(QuarterCheck).where(QuarterCheck.stay_id == stay_id).order_by(QuarterCheck.quarter)
    )
    return list(found)


async def to_answer(session: Session, actor: Actor, check_id: int) -> QuarterCheck:
    """A quarter's figures that the actor's team may still give or change.

    Raises NotFound, and NotPossibleNow once staff have looked or the stay has ended.
    """
    check, stay = await find(session, actor, check_id)
    if await teams.role_in(session, stay.project_id, actor.id) is None:
        raise NotFound(id=check_id)
    if check.verdict in JUDGED or stay.state in STAY.final_states:
        raise NotPossibleNow(kind=QUARTER, state=check.verdict, event="answer")
    return check


async def answer(
    session: Session, actor: Actor, check_id: int, key: str, value: Value, *, now: datetime
) -> QuarterCheck:
    """Keep one figure (``core.forms.parse`` makes the value); with the last of them staff are told.

    May be given late, and again until staff have looked. Raises NotFound, NotPossibleNow after
    that, and BadValue.
    """
    check = await to_answer(session, actor, check_id)
    stay = await STAYS.find(session, check.stay_id, actor)
    try:
        asked = FORM[key]
    except KeyError:
        raise NotFound(key=key) from None
    if (wrong := forms.problem(asked, value, today=local_day(now))) is not None:
        raise wrong
    first = check.answered_at is None
    check.figures = forms.answered(FORM, check.figures, key, value)
    if first and forms.next_field(FORM, check.figures) is None:
        check.answered_at, check.answered_by = now, actor.id
        check.verdict = ""
        await outbox.withdraw(session, _about(check))
        told = {**await _told(session, stay, check), **_figures(check)}
        for account_id in sorted((await STAYS.parties(session, stay))["staff"] - {actor.id}):
            await outbox.put(
                session,
                account_id,
                "quarter-answered",
                told,
                now=now,
                dedupe_key=f"quarter-{check.id}-answered-{account_id}",
                actions=[Action(QUARTER, check.id, GOOD), Action(QUARTER, check.id, WEAK)],
            )
    await session.flush()
    return check


async def judge(
    session: Session, actor: Actor, check_id: int, verdict: str, note: str = "", *, now: datetime
) -> QuarterCheck:
    """Staff say whether a quarter went well; a weak one is a warning, with its reason.

    The same verdict again is nothing. Raises NotAllowed, also for one's own team, NotFound,
    NotPossibleNow before the figures are there or after another verdict, and ReasonNeeded.
    """
    actor.require(Role.STAFF, Role.HEAD)
    if verdict not in JUDGED:
        raise NotFound(verdict=verdict)
    check, stay = await find(session, actor, check_id)
    if await teams.role_in(session, stay.project_id, actor.id) is not None:
        raise NotAllowed(role="another")
    if check.verdict == verdict:
        return check
    if check.answered_at is None or check.verdict in JUDGED:
        raise NotPossibleNow(kind=QUARTER, state=check.verdict, event=verdict)
    if verdict == WEAK and not note.strip():
        raise ReasonNeeded
    check.verdict = verdict
    await session.flush()
    if verdict == WEAK and stay.state in MAY_BE_WARNED:
        await STAYS.act(session, stay, "warn", actor, now=now, note=note.strip())
    return check


async def give_up(session: Session, check_id: int, *, now: datetime) -> bool:
    """Figures that did not come in time are a warning; False when they came after all."""
    check = await session.get(QuarterCheck, check_id, with_for_update=True, populate_existing=True)
    if check is None or check.answered_at or check.verdict or check.due_on >= local_day(now):
        return False
    stay = await STAYS.find(session, check.stay_id, None)
    check.verdict = LATE
    await outbox.withdraw(session, _about(check))
    await session.flush()
    if stay.state in MAY_BE_WARNED:
        await STAYS.act(session, stay, "warn", None, now=now)
    return True


def criteria(
    rows: Sequence[Row], stay: Stay, checks: Sequence[QuarterCheck], today: date
) -> list[Check]:
    """What a team came for, row by row, as far as its figures tell; a head decides."""
    found = []
    for row in rows:
        kind = str(row.get("kind", ""))
        if kind not in _CRITERIA:
            kind = "free"
        verdict, params = _CRITERIA[kind](row, stay, checks, today)
        found.append(
            Check(
                rule=str(row.get("key", kind)),
                verdict=verdict,
                key=f"graduate-{kind}-{verdict}",
                params=params,
                basis=str(row.get("basis", "")),
                hard=False,
                names=dict(row.get("names") or {}),
            )
        )
    return found


Found = tuple[Verdict, dict[str, Figure]]


def _said(met: bool) -> Verdict:
    return Verdict.MET if met else Verdict.UNMET


def _months(row: Row, stay: Stay, checks: Sequence[QuarterCheck], today: date) -> Found:
    least = int(row["least"])
    return _said(add_months(stay.starts_on, least) <= today), {"least": least}


def _revenue(row: Row, stay: Stay, checks: Sequence[QuarterCheck], today: date) -> Found:
    """The revenue of all quarters together, in yuan."""
    least = Decimal(str(row["least"]))
    made = sum((Decimal(str(one.figures.get("revenue") or 0)) for one in checks), Decimal(0))
    return _said(made >= least), {"least": f"{least:,.0f}", "made": f"{made:,.0f}"}


def _complete(row: Row, stay: Stay, checks: Sequence[QuarterCheck], today: date) -> Found:
    given = sum(one.answered_at is not None for one in checks)
    return _said(given == len(checks)), {"given": given, "asked": len(checks)}


def _free(row: Row, stay: Stay, checks: Sequence[QuarterCheck], today: date) -> Found:
    return Verdict.OPEN, {}


_CRITERIA: Mapping[str, Callable[[Row, Stay, Sequence[QuarterCheck], date], Found]] = {
    "months": _months,
    "revenue": _revenue,
    "figures": _complete,
    "free": _free,
}


def _about(check: QuarterCheck) -> str:
    return f"{QUARTER}-{check.id}"


def _figures(check: QuarterCheck) -> dict[str, Param]:
    return {
        "people": int(check.figures.get("people") or 0),
        "revenue": f"{Decimal(str(check.figures.get('revenue') or 0)):,.0f}",
        "raised": f"{Decimal(str(check.figures.get('raised') or 0)):,.0f}",
    }


async def _told(session: Session, stay: Stay, check: QuarterCheck) -> dict[str, Any]:
    return {
        **await STAYS.params(session, stay),
        "quarter": check.quarter,
        "due": check.due_on.isoformat(),
    }


async def _tell_team(
    session: Session,
    stay: Stay,
    check: QuarterCheck,
    key: str,
    *,
    now: datetime,
    at: datetime | None = None,
) -> None:
    """Whoever of the team comes first answers for it."""
    told = await _told(session, stay, check)
    for account_id in sorted((await STAYS.parties(session, stay))["student"]):
        day = at.date().isoformat() if at else "now"
        await outbox.put(
            session,
            account_id,
            key,
            told,
            now=now,
            not_before=at,
            about=_about(check),
            dedupe_key=f"quarter-{check.id}-{day}-{account_id}",
            actions=[Action(QUARTER, check.id, "answer")],
        )
