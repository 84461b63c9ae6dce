"""What a stay in an incubator looks like: seat, end, quarters, and what may be done."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from core import forms
from core.accounts import Actor, Role
from core.actions import Action
from core.clock import local_day
from core.db import Session
from core.texts import Translate
from handlers import incubation_cards
from handlers.incubation_cards import Page
from handlers.keyboards import Button, keyboard
from staff import figures
from staff.eligibility import Check
from staff.figures import FORM, JUDGED, QUARTER
from staff.models import Programme, QuarterCheck, Stay
from staff.stays import STAYS
from staff.tables import STAY
from students import teams
from students.models import Project
from students.teams import TeamRole

QUARTERS_SHOWN = 4
"""The latest that a card tells of."""


async def read(session: Session, stay: Stay, actor: Actor, t: Translate, *, now: datetime) -> Page:
    """The card of a stay, for whoever may see it."""
    programme, project = await STAYS.place(session, stay)
    checks = await figures.of_stay(session, stay.id)
    role = await teams.role_in(session, stay.project_id, actor.id)
    return _card(stay, programme, project, checks, role, actor, t, now)


def _card(
    stay: Stay,
    programme: Programme,
    project: Project,
    checks: Sequence[QuarterCheck],
    role: str | None,
    actor: Actor,
    t: Translate,
    now: datetime,
) -> Page:
    place = escape(incubation_cards.name(programme, t), quote=False)
    title = escape(project.title or t("match-project-untitled"), quote=False)
    lines = [
        t("stay-card", programme=place, seat=escape(stay.seat, quote=False), title=title),
        t("stay-card-until", state=t(f"stay-now-{stay.state}"), day=stay.ends_on.isoformat(),
          days=max(0, (stay.ends_on - local_day(now)).days)),
    ]  # fmt: skip
    over = stay.state in STAY.final_states
    rows: list[list[Button]] = []
    for check in checks[-QUARTERS_SHOWN:]:
        mark = "⏳" if check.answered_at is None else "✅"
        key = "stay-quarter-due" if check.answered_at is None else "stay-quarter-given"
        lines.append(t(key, mark=mark, quarter=check.quarter, day=check.due_on.isoformat()))
        if role in (TeamRole.OWNER, TeamRole.MEMBER) and check.verdict not in JUDGED and not over:
            label = t("button-stay-report", quarter=check.quarter)
            rows.append([(label, Action(QUARTER, check.id, "answer"))])
    if not checks and not over:
        lines.append(t("stay-no-quarter"))
    events = STAYS.workflow.events_for(stay.state, _parties(role, actor))
    steps: list[Button] = [
        (t(f"button-stay-{one}"), Action(STAY.kind, stay.id, one)) for one in events
    ]
    return "\n".join(lines), keyboard(
        *rows, *(steps[at : at + 2] for at in range(0, len(steps), 2))
    )


def _parties(role: str | None, actor: Actor) -> set[str]:
    """As what the person sees buttons: the team's own have no part in the office's steps."""
    if role is not None:
        return {"student"} if role == TeamRole.OWNER else set()
    return {str(one) for one in (Role.STAFF, Role.HEAD) if one in actor.roles}


def question(check: QuarterCheck, key: str, t: Translate) -> str:
    """The question for a figure of a quarter, with its place among the three."""
    field = FORM[key]
    at = FORM.fields.index(field) + 1
    head = t("quarter-step", quarter=check.quarter, at=at, of=len(FORM.fields))
    return f"{head}\n{t(FORM.question(field), quarter=check.quarter)}"


def figures_card(check: QuarterCheck, t: Translate) -> Page:
    """What was reported; it may be changed until staff have looked."""
    lines = [t("quarter-thanks", quarter=check.quarter)]
    lines += [
        t(
            "quarter-line",
            name=t(FORM.label(field)),
            value=forms.shown(field, check.figures[field.key], t),
        )
        for field in FORM.fields
        if field.key in check.figures
    ]
    row: list[Button] = []
    if check.verdict not in JUDGED:
        row = [(t("button-quarter-change"), Action(QUARTER, check.id, "anew"))]
    return "\n".join(lines), keyboard(row)


def criteria(stay: Stay, checks: Sequence[Check], t: Translate) -> Page:
    """What the programme asks of who graduates, as far as figures tell, before a head decides."""
    lines = [t("stay-criteria"), *(incubation_cards.rule_line(one, t) for one in checks)]
    sure = (t("button-stay-graduate-sure"), Action(STAY.kind, stay.id, "graduate-sure"))
    return "\n".join(lines), keyboard([sure])


def sure_to_leave(stay: Stay, t: Translate) -> Page:
    sure = (t("button-stay-leave-sure"), Action(STAY.kind, stay.id, "leave-sure"))
    return t("stay-leave-sure", seat=escape(stay.seat, quote=False)), keyboard([sure])


def months(stay: Stay, t: Translate) -> Page:
    row: list[Button] = [
        (t("button-term", months=count), Action(STAY.kind, stay.id, f"extend-by-{count}"))
        for count in (3, 6, 12)
    ]
    return t("stay-how-long", day=stay.ends_on.isoformat()), keyboard(row)
