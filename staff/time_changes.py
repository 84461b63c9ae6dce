"""Changes of times: what is promised, when a programme is open, which days are worked."""

from datetime import date, datetime, timedelta

from sqlalchemy import Select, delete, select

from core import clock, outbox, promises
from core.accounts import Actor
from core.clock import SHANGHAI, CalendarYear, Holiday
from core.db import Session
from core.errors import NotFound
from core.kinds import Kinds
from core.periods import Period
from core.texts import Translate
from core.workflow import Workflow
from staff.models import Application, Programme, RuleChange, Window
from staff.subjects import NOTHING, ChangeNotValid, Line, Row, Subject, lines_by_key, words

LONGEST_WINDOW = timedelta(days=366)
YEARS = 3
"""A calendar is entered for last year at the earliest, and so many years ahead."""
LONGEST_NAME = 30
LONGEST_SOURCE = 200
MOST_DAYS = 80


class WindowOrder(ChangeNotValid):
    """It closes before it opens, or more than a year after."""

    key = "error-window-order"


class WindowPast(ChangeNotValid):
    """It would be over already: nobody loses time that was promised."""

    key = "error-window-past"


class WindowOpened(ChangeNotValid):
    """It has opened, so when it opens is history."""

    key = "error-window-opened"


class WindowOver(ChangeNotValid):
    """It has closed, and its drafts with it; another window may be opened."""

    key = "error-window-over"


class MomentNotValid(ChangeNotValid):
    """No day, or no time, that a calendar has."""

    key = "error-change-moment"


class DayTwice(ChangeNotValid):
    """The same day is there twice, as a day off and one worked on perhaps."""

    key = "error-calendar-day-twice"


class DayOfOtherYear(ChangeNotValid):
    key = "error-calendar-day-year"


class YearFar(ChangeNotValid):
    key = "error-calendar-year"


class PromiseChange(Subject):
    """How soon a step is promised; a promise that runs keeps its time."""

    word = "promise"

    async def current(
        self,
        session: Session,
        kinds: Kinds,
        subject_id: int | None,
        asked: Row,
        *,
        lock: bool = False,
    ) -> Row:
        kind, state = self._where(kinds, asked)
        usual = dict(promises.usual(kind))[state]
        held = await promises.period(session, kind.kind, state, usual)
        return {"kind": kind.kind, "state": state, "period": str(held)}

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        kind, state = self._where(kinds, after)
        wanted = promises.parse(kind, state, str(after.get("period", "")))
        return {"kind": kind.kind, "state": state, "period": str(wanted)}

    async def apply(
        self,
        session: Session,
        kinds: Kinds,
        change: RuleChange,
        wanted: Row,
        actor: Actor,
        *,
        now: datetime,
    ) -> None:
        kind, state = self._where(kinds, wanted)
        await promises.change(
            session, actor, kind, state, wanted["period"], reason=change.reason, now=now
        )

    def phrases(self, change: RuleChange) -> list[str]:
        kind, state = change.after["kind"], change.after["state"]
        return [*super().phrases(change), f"kind-{kind}", f"state-{kind}-{state}"]

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        kind, state = after["kind"], after["state"]
        name = f"{t(f'kind-{kind}')} · {t(f'state-{kind}-{state}')}"
        return [Line(name, length(before["period"], t), length(after["period"], t))]

    def _where(self, kinds: Kinds, row: Row) -> tuple[Workflow, str]:
        """Only kinds that people find in their lists are promised by the school."""
        kind, state = str(row.get("kind", "")), str(row.get("state", ""))
        found = kinds[kind]
        if not found.listed or state not in dict(promises.usual(found.workflow)):
            raise promises.NothingPromised(kind=kind[:20], state=state[:20])
        return found.workflow, state


class WindowChange(Subject):
    """When a programme takes applications; without an id, a new window of one."""

    word = "window"

    async def current(
        self,
        session: Session,
        kinds: Kinds,
        subject_id: int | None,
        asked: Row,
        *,
        lock: bool = False,
    ) -> Row:
        if subject_id is None:
            return {}
        window = await session.get(
            Window, subject_id, with_for_update=lock or None, populate_existing=True
        )
        if window is None:
            raise NotFound(id=subject_id)
        return {
            "programme": window.programme_id,
            "opens_at": written(window.opens_at),
            "closes_at": written(window.closes_at),
        }

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        window = await session.get(Window, subject_id) if subject_id is not None else None
        asked = str(after.get("programme") or 0)
        programme = await session.get(
            Programme,
            window.programme_id if window else int(asked) if asked[:15].isdecimal() else 0,
        )
        if programme is None or (subject_id is not None and window is None):
            raise NotFound(id=subject_id or 0)
        opens, closes = moment(after.get("opens_at")), moment(after.get("closes_at"))
        if window is not None:
            if window.closed_at is not None or window.closes_at <= now:
                raise WindowOver
            if window.opens_at <= now and written(opens) != written(window.opens_at):
                raise WindowOpened
        if closes <= now:
            raise WindowPast
        if not opens < closes <= opens + LONGEST_WINDOW:
            raise WindowOrder
        return {
            "programme": programme.id,
            "opens_at": written(opens),
            "closes_at": written(closes),
        }

    async def apply(
        self,
        session: Session,
        kinds: Kinds,
        change: RuleChange,
        wanted: Row,
        actor: Actor,
        *,
        now: datetime,
    ) -> None:
        opens, closes = moment(wanted["opens_at"]), moment(wanted["closes_at"])
        if change.subject_id is None:
            session.add(Window(programme_id=wanted["programme"], opens_at=opens, closes_at=closes))
            return
        window = await session.get_one(Window, change.subject_id)
        moved = window.closes_at != closes
        if written(window.opens_at) != wanted["opens_at"]:
            window.opens_at = opens
        window.closes_at = closes
        drafts = select(Application).where(
            Application.window_id == window.id, Application.state == "draft"
        )
        for draft in await session.scalars(drafts) if moved else ():
            await outbox.put(
                session,
                draft.applicant_id,
                "change-window-draft",
                {"name": await self.name(session, change), "closes": until(closes)},
                now=now,
                dedupe_key=f"change-{change.id}-draft-{draft.id}",
            )

    async def name(self, session: Session, change: RuleChange) -> str:
        programme = await session.get(Programme, change.after["programme"])
        return programme.name if programme else ""

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        def told(row: Row) -> dict[str, str]:
            if not row:
                return {}
            return {
                "opens_at": until(moment(row["opens_at"]), opens=True),
                "closes_at": until(moment(row["closes_at"])),
            }

        names = {"opens_at": t("change-window-opens"), "closes_at": t("change-window-closes")}
        return list(lines_by_key(told(before), told(after), names))


class CalendarChange(Subject):
    """The special days of one year, all of them at once; the year is the subject's number."""

    word = "calendar"

    async def current(
        self,
        session: Session,
        kinds: Kinds,
        subject_id: int | None,
        asked: Row,
        *,
        lock: bool = False,
    ) -> Row:
        year = subject_id or 0
        rows = await session.scalars(_holidays(year))
        confirmed = await session.get(CalendarYear, year)
        return {
            "days": [
                {"day": row.day.isoformat(), "is_workday": row.is_workday, "name": row.name}
                for row in rows
            ],
            "complete": confirmed is not None,
            "source": confirmed.source if confirmed else "",
        }

    async def checked(
        self, session: Session, kinds: Kinds, subject_id: int | None, after: Row, *, now: datetime
    ) -> Row:
        year, this = subject_id or 0, clock.local_day(now).year
        if not this - 1 <= year <= this + YEARS:
            raise YearFar(least=this - 1, most=this + YEARS)
        days: dict[str, Row] = {}
        for row in after.get("days", []):
            on = day(row.get("day"))
            if on.year != year:
                raise DayOfOtherYear(day=on.isoformat(), year=year)
            if on.isoformat() in days or len(days) >= MOST_DAYS:
                raise DayTwice(day=on.isoformat())
            days[on.isoformat()] = {
                "day": on.isoformat(),
                "is_workday": bool(row.get("is_workday")),
                "name": words(row.get("name"), LONGEST_NAME),
            }
        known = await session.get(CalendarYear, year)
        return {
            "days": [days[one] for one in sorted(days)],
            "complete": bool(after.get("complete")) or known is not None,
            "source": words(after.get("source"), LONGEST_SOURCE),
        }

    async def apply(
        self,
        session: Session,
        kinds: Kinds,
        change: RuleChange,
        wanted: Row,
        actor: Actor,
        *,
        now: datetime,
    ) -> None:
        year, source = change.subject_id or 0, wanted["source"]
        kept = [date.fromisoformat(row["day"]) for row in wanted["days"]]
        first, last = _bounds(year)
        await session.execute(
            delete(Holiday).where(Holiday.day.between(first, last), Holiday.day.not_in(kept))
        )
        for on, row in zip(kept, wanted["days"], strict=True):
            await clock.set_day(
                session,
                actor,
                on,
                is_workday=row["is_workday"],
                name=row["name"],
                source=source,
                now=now,
            )
        if wanted["complete"]:
            await clock.confirm_year(session, actor, year, source=source, now=now)

    async def name(self, session: Session, change: RuleChange) -> str:
        return str(change.subject_id)

    def lines(self, before: Row, after: Row, t: Translate) -> list[Line]:
        def told(row: Row) -> dict[str, str]:
            said = {
                one["day"]: t(
                    "change-day-worked" if one["is_workday"] else "change-day-off",
                    name=one["name"],
                )
                for one in sorted(row.get("days", []), key=lambda one: str(one["day"]))
            }
            done = t("change-year-complete" if row.get("complete") else "change-year-open")
            return {**said, "complete": done, "source": row.get("source") or NOTHING}

        names = {"complete": t("change-year"), "source": t("change-source")}
        return list(lines_by_key(told(before), told(after), names))


def length(period: str, t: Translate) -> str:
    """A period in words."""
    found = Period.parse(period)
    return t(f"length-{found.unit}", count=found.count)


def moment(value: object) -> datetime:
    """An aware moment; without a zone it is Shanghai's. Raises MomentNotValid."""
    try:
        found = datetime.fromisoformat(str(value or ""))
    except ValueError:
        raise MomentNotValid from None
    found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
    if not 2000 <= found.year < 2200:
        raise MomentNotValid
    return found.astimezone(SHANGHAI)


def day(value: object) -> date:
    """Raises MomentNotValid."""
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        raise MomentNotValid from None


def written(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="minutes")


def until(at: datetime, *, opens: bool = False) -> str:
    """A moment in Shanghai; midnight is 24:00 of the day before, unless something opens then."""
    local = at.astimezone(SHANGHAI)
    if (local.hour, local.minute) == (0, 0) and not opens:
        return f"{(local - timedelta(days=1)).date().isoformat()} 24:00"
    return local.strftime("%Y-%m-%d %H:%M")


def _bounds(year: int) -> tuple[date, date]:
    if not 2000 <= year < 2200:
        raise NotFound(year=str(year)[:20])
    return date(year, 1, 1), date(year, 12, 31)


def _holidays(year: int) -> Select[Holiday]:
    first, last = _bounds(year)
    return select(Holiday).where(Holiday.day.between(first, last)).order_by(Holiday.day)
