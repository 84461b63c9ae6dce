"""Commands about cases: when a period ends, whether histories are whole, what the tables say."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from core.clock import SHANGHAI, load
from core.periods import Period, Unit
from core.workflow import Workflow

if TYPE_CHECKING:
    from bot.config import Settings

MOST_DAYS = 9999
_UNITS = {"calendar": Unit.CALENDAR, "working": Unit.WORKING}

PREFACE = """# State tables

Made from the tables in the code by `python3 mentorbot.py workflows`; a test compares them. A row
says: in this state, this event, done by one of these, leads to the next state, tells these, and
promises the step after it within a time. `clock` is the end of a promised time, `system` the
program acting by the same tables. Periods: `h` hours, `d` days, `wd` working days, `mo` months.
"""


def add_commands(commands: Any) -> None:
    """Add ``clock``, ``audit`` and ``workflows`` to the command line's sub-parsers."""
    clock = commands.add_parser("clock", help="when a period by Chinese rules ends")
    clock.add_argument("--start", type=_day, required=True, metavar="DATE", help="day 0")
    length = clock.add_mutually_exclusive_group(required=True)
    length.add_argument("--days", type=_count)
    length.add_argument("--months", type=_count)
    clock.add_argument("--kind", choices=tuple(_UNITS), default="calendar")
    clock.add_argument("--json", action="store_true")
    clock.set_defaults(run=_clock)

    audit = commands.add_parser("audit", help="the record of what was done to cases")
    actions = audit.add_subparsers(required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="find any later change of a history")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)

    workflows = commands.add_parser("workflows", help="the state tables, as docs/workflows.md")
    workflows.set_defaults(run=_workflows)


def workflows_page(tables: Iterable[Workflow]) -> str:
    """What ``docs/workflows.md`` must hold."""
    parts = [PREFACE]
    for table in tables:
        parts.append(f"## {table.kind}\n")
        parts.append(table.markdown())
        for state, moments in sorted(table.reminders.items()):
            parts.append(f"Reminders in `{state}`: {', '.join(moments)}.\n")
        parts.append(f"```mermaid\n{table.mermaid()}```\n")
    return "\n".join(parts)


def text_keys(table: Workflow) -> set[str]:
    """The texts that the engine may ask for because of this table."""
    keys = {f"{table.kind}-now-{state}" for state in table.states}
    for rule in table.rules:
        keys |= {f"{table.kind}-{rule.event}-{party}" for party in rule.notify}
        if rule.within is not None:
            keys |= {
                f"{table.kind}-{rule.next}-late-{party}" for party in table.who_next(rule.next)
            }
    for state in table.reminders:
        keys |= {f"{table.kind}-{state}-reminder-{party}" for party in table.who_next(state)}
    return keys


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2026-11-22") from error


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {MOST_DAYS}")
    return int(text)


def _clock(settings: "Settings", options: argparse.Namespace) -> int:
    from core.db import Database

    if options.months and options.kind == "working":
        print("Months are counted by the calendar: leave --kind out.", file=sys.stderr)
        return 2
    unit = Unit.MONTHS if options.months else _UNITS[options.kind]
    period = Period(options.months or options.days, unit)
    start = datetime.combine(options.start, time(12), SHANGHAI)

    async def work() -> dict[str, str]:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        db = Database(settings.database)
        try:
            await db.migrate()  # what staff entered about days of rest counts
            async with db.reading() as session:
                end = (await load(session)).deadline(start, period)
        finally:
            await db.close()
        return {"raw": end.raw.isoformat(), "end": end.on.isoformat()}

    found = asyncio.run(work())
    print(json.dumps(found) if options.json else f"{found['end']} (unrolled: {found['raw']})")
    return 0


def _verify(settings: "Settings", options: argparse.Namespace) -> int:
    from bot.kinds import KINDS
    from core import kinds
    from core.db import Database

    async def work() -> kinds.Audit:
        db = Database(settings.database)
        try:
            await db.migrate()
            return await kinds.audit(db, kinds.Kinds(KINDS))
        finally:
            await db.close()

    settings.data_dir.mkdir(parents=True, exist_ok=True)
    found = asyncio.run(work())
    if options.json:
        print(json.dumps({"cases": found.cases, "problems": found.problems}, ensure_ascii=False))
    else:
        for problem in found.problems:
            print(f"{problem['kind']} {problem['case']}: {problem['problem']}")
        print(f"{found.cases} cases, {len(found.problems)} problems")
    return 1 if found.problems else 0


def _workflows(settings: "Settings", options: argparse.Namespace) -> int:
    from bot.kinds import KINDS

    print(workflows_page(kind.workflow for kind in KINDS), end="")
    return 0
