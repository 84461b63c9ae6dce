"""How cohort rounds look in chat: lists, cards, plans, ballots, and the buttons below them."""

from collections.abc import Sequence
from html import escape
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from core import casework
from core.accounts import Actor, Role
from core.actions import Action
from core.texts import Translate
from handlers.keyboards import TICK, Button, Id, keyboard
from handlers.words import shortened
from mentors.ballots import Ballot
from mentors.models import MatchRound
from mentors.round_views import Card, Pair, Unmatched
from mentors.rounds import RUNNING
from mentors.tables import OPEN_OFFER, ROUND

MOST_LISTED = 8
MOST_LINES = 6
"""Pairs and unmatched requests that a chat message shows; the desk shows all."""

Word = Annotated[str, Field(pattern="^(weight|stable)$")]


class ListRounds(CallbackData, prefix="rl"):
    """Show all rounds."""


class NewRound(CallbackData, prefix="ro"):
    """Open a round: its title is asked for."""


class RoundObjective(CallbackData, prefix="vo"):
    """How the round whose title was just given is matched."""

    word: Word


class ShowRound(CallbackData, prefix="rs"):
    id: Id
    preview: bool = False


class JoinRound(CallbackData, prefix="rj"):
    """Let every waiting request take part."""

    id: Id


class RankRequest(CallbackData, prefix="rk"):
    """A mentor's press on a request of a round; 0 shows the ballot."""

    round: Id
    request: Id = 0


def overview(
    found: Sequence[MatchRound], t: Translate, *, may_open: bool
) -> tuple[str, InlineKeyboardMarkup | None]:
    """The list of rounds, each a button."""
    rows: list[list[Button]] = [
        [
            (
                t("round-line", state=t(f"round-state-{one.state}"), title=shortened(one.title)),
                ShowRound(id=one.id),
            )
        ]
        for one in found
    ]
    if may_open:
        rows.append([(t("button-round-new"), NewRound())])
    lines = [t("round-title"), *([] if found else [t("round-none")])]
    return "\n".join(lines), keyboard(*rows)


def card(
    card: Card, actor: Actor, t: Translate, *, preview: bool
) -> tuple[str, InlineKeyboardMarkup | None]:
    """A round in short, with what this person may do with it."""
    found = card.round
    lines = [
        t("round-card", title=_plain(found.title), state=t(f"round-state-{found.state}")),
        t(f"round-objective-{found.objective}"),
        t("round-card-members", requests=card.requests),
        *_plan_lines(card, t),
    ]
    return "\n".join(lines), _card_buttons(card, actor, t, preview=preview)


def preview(pairs: Sequence[Pair], unmatched: Sequence[Unmatched], t: Translate) -> list[str]:
    """Who with whom and why, as far as a message on a phone goes."""
    lines = []
    for number, pair in enumerate(pairs[:MOST_LINES], start=1):
        lines.append(
            t(
                "round-pair",
                number=number,
                project=_named(pair.project, t),
                student=_plain(pair.student),
                mentor=_plain(pair.mentor),
                score=percent(pair.score),
            )
        )
        if pair.reasons:
            lines.append(t("round-pair-reasons", reasons=_plain("；".join(_said(pair, t)[:2]))))
    room = max(0, MOST_LINES - len(pairs))
    lines += [
        t(
            "round-unmatched-nobody" if one.nobody else "round-unmatched",
            project=_named(one.project, t),
            student=_plain(one.student),
        )
        for one in unmatched[:room]
    ]
    hidden = len(pairs[MOST_LINES:]) + len(unmatched[room:])
    if hidden:
        lines.append(t("round-more", count=hidden))
    return ["", *(lines or [t("round-no-plan")])]


def to_rank(wanted: Sequence[MatchRound]) -> InlineKeyboardMarkup | None:
    """A mentor's rounds, each a button to its ballot."""
    return keyboard(*([(shortened(one.title), RankRequest(round=one.id))] for one in wanted))


def ballot(found: Ballot, t: Translate) -> tuple[str, InlineKeyboardMarkup | None]:
    """The requests to rank, those ranked first; a press adds one or takes it out."""
    lines = [t("round-rank-title", title=_plain(found.round.title))]
    lines.append(t("round-rank-rule" if found.choices else "round-rank-none"))
    rows: list[list[Button]] = []
    for choice in found.choices:
        name = shortened(choice.project or t("round-project-untitled"), 20)
        label = (
            TICK + t("round-rank-chosen", place=choice.place, project=name)
            if choice.place
            else name
        )
        rows.append([(label, RankRequest(round=found.round.id, request=choice.request_id))])
        if choice.summary:
            lines.append(f"· {_plain(name)}：{_plain(shortened(choice.summary, 40))}")
    return "\n".join(lines), keyboard(*rows)


def percent(score: float) -> str:
    return f"{score:.0%}"


def _plan_lines(card: Card, t: Translate) -> list[str]:
    plan = card.round.plan
    if not plan:
        return []
    metrics = plan["metrics"]
    lines = [
        t(
            "round-card-plan",
            matched=metrics["matched"],
            requests=metrics["requests"],
            places=metrics["places"],
        ),
        t(
            "round-card-score",
            mean=percent(metrics["mean_score"]),
            least=percent(metrics["least_score"]),
            yes=round(metrics["expected_yes"]),
        ),
    ]
    if metrics["named"]:
        lines.append(t("round-card-named", named=metrics["named"]))
    if card.round.objective == "stable":
        lines.append(t("round-card-blocking", blocking=plan["blocking"]))
    lines.append(t("round-card-proved" if card.proved else "round-card-not-proved"))
    if card.round.state == "planned":
        lines.append(t("round-card-planned-by", name=_plain(card.planned_by)))
    if card.round.state == "published":
        answers = card.answers
        left = len(plan["unmatched"]) + len(plan["not_sent"])
        lines.append(t("round-card-sent", sent=len(plan["sent"]), left=left))
        if card.pending:
            lines.append(t("round-card-pending", count=card.pending))
        lines.append(
            t(
                "round-card-answers",
                no=answers.get("declined", 0) + answers.get("expired", 0),
                open=sum(answers.get(state, 0) for state in OPEN_OFFER),
                yes=answers.get("accepted", 0),
            )
        )
    return lines


def _card_buttons(
    card: Card, actor: Actor, t: Translate, *, preview: bool
) -> InlineKeyboardMarkup | None:
    found = card.round
    offered: list[Action] = casework.choices(ROUND, found, casework.standing(actor, {}))
    if found.planned_by == actor.id and found.state == "planned":
        offered = [action for action in offered if action.event != "approve"]
    acts: dict[str, Button] = {
        action.event: (t(f"button-round-{action.event}"), action) for action in offered
    }
    if not card.requests:
        acts.pop("plan", None)
    first: list[Button] = []
    if found.state in RUNNING and Role.STAFF in actor.roles:
        first.append((t("button-round-join"), JoinRound(id=found.id)))
    rows: list[list[Button]] = [
        [*first, *_chosen(acts, "plan")],
        _chosen(acts, "approve"),
        [(t("button-round-preview"), ShowRound(id=found.id, preview=True))]
        if found.plan and not preview
        else [],
        [*_chosen(acts, "cancel"), (t("button-round-back"), ListRounds())],
    ]
    return keyboard(*rows)


def _chosen(acts: dict[str, Button], event: str) -> list[Button]:
    return [acts[event]] if event in acts else []


def _said(pair: Pair, t: Translate) -> list[str]:
    return [reason.said(t) for reason in pair.reasons]


def _named(title: str, t: Translate) -> str:
    return _plain(shortened(title, 20)) if title else t("round-project-untitled")


def _plain(text: str) -> str:
    return escape(text, quote=False)
