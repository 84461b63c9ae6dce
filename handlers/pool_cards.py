"""What staff see of the mentor pool: counts, lists, one mentor, the result of a trial import."""

from collections.abc import Mapping, Sequence
from html import escape

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from core.actions import Action
from core.texts import Texts, Translate
from handlers.keyboards import Button, Id, keyboard
from mentors.importing import Trial
from mentors.models import Appointment, Mentor

STATES = (
    "appointed", "publicised", "checking", "nominated", "unregistered", "none", "expired",
    "rejected", "retired",
)  # fmt: skip
SILENT = "silent"
PAGE = 8
MOST_BAD = 10


class Pool(CallbackData, prefix="pp"):
    """The overview, or the mentors in one of ``STATES`` or ``SILENT`` from ``start`` on."""

    state: str = ""
    start: Id = 0


class Look(CallbackData, prefix="pm"):
    """One mentor."""

    mentor: Id


class Act(CallbackData, prefix="pa"):
    """Something to do with one mentor that is no step of a table: nominate, invite."""

    mentor: Id
    what: str


class Do(CallbackData, prefix="pd"):
    """Something to do with the pool: new, export, template, register, import, drop."""

    what: str


def overview(
    counts: Mapping[str, int], silent: int, looks: Sequence[Button], t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    """The pool by states, what can be done with it, and ``looks`` at what waits for staff."""
    lines = [t("pool-title", count=sum(counts.values())), t("pool-import-hint")]
    rows: list[list[Button]] = []
    shown: list[Button] = [
        (t(f"pool-state-{state}", count=counts[state]), Pool(state=state))
        for state in STATES
        if counts.get(state)
    ]
    rows += [shown[at : at + 2] for at in range(0, len(shown), 2)]
    if silent:
        rows.append([(t("pool-silent", count=silent), Pool(state=SILENT))])
    if counts.get("unregistered"):
        rows.append(
            [(t("button-pool-register", count=counts["unregistered"]), Do(what="register"))]
        )
    rows.append(
        [(t(f"button-pool-{what}"), Do(what=what)) for what in ("new", "export", "template")]
    )
    rows.append(list(looks))
    return "\n".join(lines), keyboard(*rows)


def listing(
    state: str, start: int, mentors: Sequence[Mentor], t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    """A page of mentors; one more than ``PAGE`` says that there is another page."""
    rows: list[list[Button]] = [
        [
            (
                f"{mentor.name} · {mentor.organisation}" if mentor.organisation else mentor.name,
                Look(mentor=mentor.id),
            )
        ]
        for mentor in mentors[:PAGE]
    ]
    turn: list[Button] = []
    if start:
        turn.append((t("pool-before"), Pool(state=state, start=max(0, start - PAGE))))
    if len(mentors) > PAGE:
        turn.append((t("pool-after"), Pool(state=state, start=start + PAGE)))
    rows += [turn, [(t("button-pool-back"), Pool())]]
    return t(f"pool-list-{state}" if mentors else "pool-list-empty"), keyboard(*rows)


def mentor_card(
    mentor: Mentor,
    case: Appointment | None,
    offered: Sequence[Action],
    texts: Texts,
    t: Translate,
) -> tuple[str, InlineKeyboardMarkup | None]:
    state = t(f"appointment-now-{case.state}") if case else t("mentor-profile-new")
    lines = [f"<b>{_safe(mentor.name)}</b> {_safe(mentor.organisation)}".rstrip()]
    if mentor.number:
        lines.append(t("pool-number", number=_safe(mentor.number)))
    lines.append(t("mentor-profile-state", state=state, used=mentor.used, capacity=mentor.capacity))
    if case and case.ends_on:
        lines.append(t("pool-until", date=case.ends_on.isoformat()))
    lines.append(t("pool-record", asked=mentor.asked, yes=mentor.yes, silent=mentor.silent))
    lines.append(t("pool-has-account" if mentor.account_id else "pool-no-account"))
    buttons: list[Button] = [(t(one.label(texts.has)), one) for one in offered]
    rows: list[list[Button]] = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    own: list[Button] = []
    if case is None or case.state in ("rejected", "retired"):
        own.append((t("button-pool-nominate"), Act(mentor=mentor.id, what="nominate")))
    if mentor.account_id is None:
        own.append((t("button-pool-invite"), Act(mentor=mentor.id, what="invite")))
    rows += [own, [(t("button-pool-back"), Pool())]]
    return "\n".join(lines), keyboard(*rows)


def trial(
    found: Trial, locale: str, texts: Texts, t: Translate
) -> tuple[str, InlineKeyboardMarkup | None]:
    """What the import would do: its bad cells by row, or the button that does it."""
    lines = []
    if found.bad:
        lines.append(t("pool-trial-bad", count=len({one.row for one in found.bad})))
        for one in found.bad[:MOST_BAD]:
            problem = texts.render(locale, one.problem.key, **one.problem.params)
            lines.append(
                t("pool-trial-row", row=one.row, column=_safe(one.column), problem=_safe(problem))
            )
        if len(found.bad) > MOST_BAD:
            lines.append(t("pool-trial-more", count=len(found.bad) - MOST_BAD))
        lines.append(t("pool-trial-again"))
        return "\n".join(lines), None
    lines.append(t("pool-trial", new=found.new, changed=found.changed, same=found.same))
    if found.ignored:
        columns = t("list-comma").join(_safe(words) for words in found.ignored[:MOST_BAD])
        lines.append(t("pool-trial-ignored", columns=columns))
    if not found.new + found.changed:
        return "\n".join([*lines, t("pool-trial-nothing")]), None
    yes: Button = (t("button-pool-import"), Do(what="import"))
    no: Button = (t("button-pool-drop"), Do(what="drop"))
    return "\n".join(lines), keyboard([yes, no])


def _safe(text: str) -> str:
    return escape(text, quote=False)
