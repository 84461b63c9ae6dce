"""A pool of mentors from a spreadsheet and back: looked through first, stored as a whole or not.

A mentor is known by the number, so that importing a file again updates; who has none is exported
as ``#`` and the row's id, and found by that.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core import spreadsheets
from core.accounts import Actor
from core.db import Session
from core.errors import DomainError
from core.spreadsheets import Table
from core.texts import Texts
from mentors.embedding import after
from mentors.models import Appointment, Mentor
from mentors.particulars import MentorWordNotValid, Values
from mentors.places import CapacityInUse
from mentors.profiles import STAFF
from mentors.rows import COLUMNS, EXTRA, BadCell, fields_of, heading, read_row, shown, spellings

AT_ONCE = 500
BY_ID = "#"


class ImportNotClean(DomainError):
    """There are bad rows; nothing was stored."""

    key = "error-import-rows"


class NumberTwice(DomainError):
    key = "error-import-twice"


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do; ``ignored`` are headings that mean nothing here."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: list[BadCell] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    rows: list[Values] = field(default_factory=list)


async def try_out(session: Session, actor: Actor, table: Table, texts: Texts) -> Trial:
    """What storing this table would do; writes nothing.

    Every bad cell is named, not only the first. Raises NotAllowed for others than staff, and
    ColumnsMissing.
    """
    actor.require(*STAFF)
    trial, _ = await _tried(session, table, texts, lock=False)
    return trial


async def store(
    session: Session, actor: Actor, table: Table, texts: Texts, *, now: datetime
) -> Trial:
    """Store all rows, new mentors and changes; an empty cell leaves what is there.

    Raises ImportNotClean when there is any bad row, and what ``try_out`` raises; then nothing
    changed. New mentors are nobody's to choose before ``appointments.register`` and the publicity.
    """
    actor.require(*STAFF)
    trial, known = await _tried(session, table, texts, lock=True)
    if trial.bad:
        raise ImportNotClean(count=len({one.row for one in trial.bad}))
    for values in trial.rows:
        mentor = known.get(str(values["number"]))
        if mentor is None:
            session.add(Mentor(joined_at=now, changed_at=now, **values))
            continue
        changes = _differences(mentor, values)
        if "bio" in changes:
            changes["vector"] = None
        for name, value in changes.items():
            setattr(mentor, name, value)
        if changes:
            mentor.changed_at = after(mentor.changed_at, now)
    await session.flush()
    return trial


async def _tried(
    session: Session, table: Table, texts: Texts, *, lock: bool
) -> tuple[Trial, dict[str, Mentor]]:
    (_, headings), *rows = table
    fields, ignored = fields_of(headings, texts)
    words = spellings(texts)
    read: dict[str, tuple[int, Values]] = {}
    bad: list[BadCell] = []
    for number, cells in rows:
        values, problems = read_row(number, fields, headings, cells, words)
        bad += problems
        if (key := str(values.get("number", ""))) in read:
            at = headings[fields.index("number")]
            bad.append(BadCell(number, at, NumberTwice(row=read[key][0], number=key)))
        elif key:
            read[key] = (number, values)
    known = await _known(session, list(read), lock=lock)
    new = changed = 0
    for key, (number, values) in read.items():
        mentor = known.get(key)
        if mentor is None and key.startswith(BY_ID):
            at = headings[fields.index("number")]
            bad.append(BadCell(number, at, MentorWordNotValid(field="number", word=key)))
        elif mentor is None:
            new += 1
        elif (capacity := values.get("capacity", mentor.used)) < mentor.used:
            at = headings[fields.index("capacity")]
            bad.append(BadCell(number, at, CapacityInUse(used=mentor.used, capacity=capacity)))
        else:
            changed += bool(_differences(mentor, values))
    bad.sort(key=lambda one: one.row)
    rows_read = [values for _, values in read.values()]
    return Trial(new, changed, len(read) - new - changed, bad, ignored, rows_read), known


async def export(session: Session, actor: Actor, texts: Texts, locale: str) -> bytes:
    """The whole pool as CSV in the reader's language; it can be edited and imported again.

    Raises NotAllowed for others than staff.
    """
    actor.require(*STAFF)
    t = texts.reader(locale)
    head = [t(heading(column)) for column in (*COLUMNS, *EXTRA)]
    cases = await session.execute(
        select(Appointment.mentor_id, Appointment.state).order_by(Appointment.id)
    )
    latest: dict[int, str] = {int(mentor_id): str(state) for mentor_id, state in cases}
    rows: list[list[str | int]] = []
    for mentor in await session.scalars(select(Mentor).order_by(Mentor.number, Mentor.id)):
        state = latest.get(mentor.id)
        number = mentor.number or f"{BY_ID}{mentor.id}"
        rows.append(
            [
                number,
                *(shown(column, getattr(mentor, column), texts, locale) for column in COLUMNS[1:]),
                t(f"appointment-now-{state}") if state else "",
                *(mentor.used, mentor.asked, mentor.yes, mentor.silent),
            ]
        )
    return spreadsheets.to_csv(head, rows)


def template(texts: Texts, locale: str) -> bytes:
    """A CSV with all headings and one made-up mentor, to be filled in."""
    t = texts.reader(locale)
    example: dict[str, Any] = {
        "number": "D001",
        "name": t("import-example-name"),
        "kind": "practice",
        "origin": "enterprise",
        "organisation": t("import-example-organisation"),
        "lab": "",
        "industries": ["software", "education"],
        "stages": ["idea", "prototype"],
        "tags": ["funding", "customers"],
        "languages": ["zh"],
        "campuses": [t("import-example-campus")],
        "online": True,
        "times": ["wed-evening", "sat-morning"],
        "intents": ["one_to_one"],
        "capacity": 2,
        "monthly_limit": 1,
        "bio": t("import-example-bio"),
    }
    row = [shown(column, example[column], texts, locale) for column in COLUMNS]
    return spreadsheets.to_csv([t(heading(column)) for column in COLUMNS], [row])


async def _known(session: Session, keys: list[str], *, lock: bool) -> dict[str, Mentor]:
    """The mentors of these numbers, or ids after ``BY_ID``; locked by id if so asked."""
    ids = [int(key[1:]) for key in keys if key.startswith(BY_ID) and key[1:].isdecimal()]
    found: dict[str, Mentor] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        wanted = (
            select(Mentor)
            .where(Mentor.number.in_(keys[some]) | Mentor.id.in_(ids[some]))
            .order_by(Mentor.id)
            .execution_options(populate_existing=lock)
        )
        for mentor in await session.scalars(wanted.with_for_update() if lock else wanted):
            found[mentor.number or f"{BY_ID}{mentor.id}"] = mentor
    return found


def _differences(mentor: Mentor, values: Values) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if name != "number" and getattr(mentor, name) != value
    }
