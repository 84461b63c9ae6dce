"""The page of the mentors' pool: how soon, how much, who is silent, what is missing, how fair."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from markupsafe import Markup

from core.accounts import Actor
from core.db import Session
from core.spreadsheets import Cell as SheetCell
from core.spreadsheets import to_csv
from core.texts import Translate
from desk import charts
from desk.charts import Entry, Part
from desk.pages import DESK, actor, page, reader
from mentors import fairness, figures
from mentors import ratio as ratios
from mentors.fairness import STUDENT_GROUPS, Cell
from mentors.figures import WAITS_H
from mentors.vocabulary import text_key
from students.profiles import Gender, Grade

SPANS = (30, 90, 365)
"""Days that a page may look back."""

Rows = tuple[Sequence[str], list[Sequence[SheetCell]]]


@dataclass(frozen=True, slots=True)
class Group:
    """One fairness table as the page shows it: what it divides by, and its lines by name."""

    kind: str
    lines: list[tuple[str, Cell]]


async def overview(request: web.Request) -> web.StreamResponse:
    """`GET /mentors?days=90`: everything of the pool on one page; odd days mean 90."""
    desk, days, t = request.app[DESK], _days(request), reader(request)
    now, who = desk.clock(), actor(request)
    since = now - timedelta(days=days)
    async with desk.db.reading() as session:
        waits = await figures.first_yes(session, who, since=since)
        weeks = await figures.acceptance(session, who, now=now)
        load = await figures.load(session, who, now=now)
        silence = await figures.silence(session, who)
        needs = await figures.needs(session, who, now=now)
        newcomers = await figures.new_mentors(session, who, now=now)
        groups = []
        for kind in STUDENT_GROUPS:
            cells = await fairness.by_students(session, who, kind, since=since)
            groups.append(Group(kind, _named(kind, cells, t)))
        tenure = await fairness.by_tenure(session, who, since=since, now=now)
        ratio = await ratios.ratio(session, who)
    recent = weeks[-4:]
    ended = sum(week.yes + week.no + week.silent for week in recent)
    return page(
        request,
        "mentors.html",
        days=days,
        spans=SPANS,
        waits=waits,
        waits_chart=_waits_chart(waits, t),
        weeks=weeks,
        weeks_chart=_weeks_chart(weeks, t),
        recent_rate=sum(week.yes for week in recent) / ended if ended else None,
        load=load,
        load_chart=_load_chart(load, t),
        needs=needs,
        needs_chart=_needs_chart(needs, t),
        silence=silence,
        newcomers=newcomers,
        groups=groups,
        tenure=tenure,
        ratio=ratio,
        name_of=text_key,
        new_days=fairness.NEW_FOR.days,
        asked_within=figures.ASKED_WITHIN.days,
        least=fairness.LEAST_SHOWN,
    )


async def sheet(request: web.Request) -> web.StreamResponse:
    """`GET /mentors/{sheet}.csv`: one of the tables for a spreadsheet."""
    build = SHEETS.get(request.match_info["sheet"])
    if build is None:
        raise web.HTTPNotFound
    desk, t = request.app[DESK], reader(request)
    async with desk.db.reading() as session:
        head, rows = await build(session, actor(request), request, t)
    return csv_answer(to_csv(head, rows), f"mentors-{request.match_info['sheet']}.csv")


def csv_answer(content: bytes, name: str) -> web.Response:
    """A file to keep; ``name`` is ours and plain."""
    return web.Response(
        body=content,
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _days(request: web.Request) -> int:
    asked = request.query.get("days", "")
    return int(asked) if asked in {str(span) for span in SPANS} else 90


def _named(kind: str, cells: Sequence[Cell], t: Translate) -> list[tuple[str, Cell]]:
    return [(group_name(kind, cell.group, t), cell) for cell in cells]


def group_name(kind: str, group: str, t: Translate) -> str:
    """What a group is called: colleges by their own name, grades and genders in words."""
    if not group:
        return t("desk-group-untold")
    known: dict[str, tuple[str, ...]] = {"grade": tuple(Grade), "gender": tuple(Gender)}
    return t(f"desk-{kind}-{group}") if group in known.get(kind, ()) else group


def _waits_chart(waits: figures.FirstYes, t: Translate) -> Markup:
    labels = [t("desk-wait-until", days=hours // 24) for hours in WAITS_H]
    labels.append(t("desk-wait-longer", days=WAITS_H[-1] // 24))
    entries = [
        Entry(label, (Part("one", number),))
        for label, number in zip(labels, waits.waits, strict=True)
    ]
    return charts.columns(t("desk-waits"), entries)


def _weeks_chart(weeks: Sequence[figures.WeekAnswers], t: Translate) -> Markup:
    entries = [
        Entry(
            week.start.strftime("%m-%d"),
            (
                Part("one", week.yes),
                Part("two", week.no),
                Part("three", week.silent),
                Part("four", week.open),
            ),
        )
        for week in weeks
    ]
    return charts.columns(t("desk-weeks"), entries)


def _load_chart(load: figures.Load, t: Translate) -> Markup:
    entries = [
        Entry(t("desk-load-idle"), (Part("two", load.idle),)),
        Entry(t("desk-load-partly"), (Part("one", load.partly),)),
        Entry(t("desk-load-full"), (Part("three", load.full),)),
        Entry(t("desk-load-closed"), (Part("four", load.closed),)),
    ]
    return charts.share(t("desk-load"), entries)


def _needs_chart(needs: Sequence[figures.NeedGap], t: Translate) -> Markup:
    entries = [
        Entry(
            t(text_key(gap.tag)),
            (Part("three", gap.asked), Part("two", gap.free)),
            t("desk-need-missing", count=gap.missing) if gap.missing else "",
        )
        for gap in needs
    ]
    return charts.bars(t("desk-needs"), entries)


async def _weeks_sheet(session: Session, who: Actor, request: web.Request, t: Translate) -> Rows:
    weeks = await figures.acceptance(session, who, now=request.app[DESK].clock(), weeks=26)
    head = [t(f"desk-column-{name}") for name in ("week", "yes", "no", "silent", "open", "rate")]
    return head, [
        [
            week.start.isoformat(),
            week.yes,
            week.no,
            week.silent,
            week.open,
            None if week.rate is None else round(week.rate, 4),
        ]
        for week in weeks
    ]


async def _needs_sheet(session: Session, who: Actor, request: web.Request, t: Translate) -> Rows:
    needs = await figures.needs(session, who, now=request.app[DESK].clock())
    head = [t(f"desk-column-{name}") for name in ("need", "asked", "free", "mentors", "missing")]
    return head, [
        [t(text_key(gap.tag)), gap.asked, gap.free, gap.mentors, gap.missing] for gap in needs
    ]


async def _silent_sheet(session: Session, who: Actor, _: web.Request, t: Translate) -> Rows:
    found = await figures.silence(session, who, most=10_000)
    head = [t(f"desk-column-{name}") for name in ("mentor", "silence", "offers", "yes")]
    return head, [[one.name, one.silent, one.asked, one.yes] for one in found.mentors]


async def _groups_sheet(session: Session, who: Actor, request: web.Request, t: Translate) -> Rows:
    now = request.app[DESK].clock()
    since = now - timedelta(days=_days(request))
    head = [t(f"desk-column-{name}") for name in ("by", "group", "people", "shown", "success")]
    rows: list[Sequence[SheetCell]] = []
    for kind in STUDENT_GROUPS:
        cells = await fairness.by_students(session, who, kind, since=since)
        rows += [
            [t(f"desk-by-{kind}"), name, cell.people, cell.shown, cell.success]
            for name, cell in _named(kind, cells, t)
        ]
    for cell in await fairness.by_tenure(session, who, since=since, now=now):
        name = t(f"desk-tenure-{cell.group}")
        rows.append([t("desk-by-tenure"), name, cell.mentors, cell.shown, cell.yes])
    return head, rows


async def _ratio_sheet(session: Session, who: Actor, _: web.Request, t: Translate) -> Rows:
    found = await ratios.ratio(session, who)
    names = ("projects", "guided-projects", "appointed", "busy", "needed", "enough")
    head = [t(f"desk-ratio-{name}") for name in names]
    enough = t("desk-ratio-yes" if found.enough else "desk-ratio-no")
    counts = [found.projects, found.guided, found.appointed, found.busy, found.needed]
    return head, [[*counts, enough]]


SHEETS: dict[str, Callable[[Session, Actor, web.Request, Translate], Awaitable[Rows]]] = {
    "weeks": _weeks_sheet,
    "needs": _needs_sheet,
    "silent": _silent_sheet,
    "groups": _groups_sheet,
    "ratio": _ratio_sheet,
}
