"""How a project and its team look: the card, the list of people, one person, what is asked."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from html import escape

from aiogram.types import InlineKeyboardMarkup

from core.actions import Action
from core.clock import SHANGHAI
from core.texts import Translate
from handlers.keyboards import TICK, Button, keyboard
from handlers.need_cards import Step
from handlers.words import shortened
from mentors.vocabulary import Industry, Stage, Tag, text_key
from students.equity import WHOLE, is_expired, percent
from students.models import Project
from students.teams import Member, TeamRole

TEAM = "team"
"""The kind of the buttons that carry a project."""
MEMBER = "teammate"
"""The kind of the buttons that carry a member or an invitation."""
SHOWN_ON_CARD = 4
LONGEST_LINE = 80
LONGEST_LABEL = 12
WIDTHS = {Step.STAGE: 2, Step.FIELDS: 2, Step.NEEDS: 3}

Page = tuple[str, InlineKeyboardMarkup | None]


def button(t: Translate, project_id: int, event: str) -> Button:
    return t(f"button-team-{event}"), Action(TEAM, project_id, event)


def member_button(t: Translate, member_id: int, event: str) -> Button:
    return t(f"button-teammate-{event}"), Action(MEMBER, member_id, event)


def title_of(project: Project, t: Translate) -> str:
    """The project's name as HTML."""
    return safe(project.title) or t("find-untitled")


def project_list(found: Sequence[Project], t: Translate) -> Page:
    """Which project, or a new one."""
    rows: list[list[Button]] = [
        [(shortened(one.title) or t("find-untitled"), Action(TEAM, one.id, "card"))]
        for one in found
    ]
    text = t("team-which") if found else t("team-no-project")
    return text, keyboard(*rows, [button(t, 0, "new")])


def card(project: Project, people: Sequence[Member], given: Decimal, me: int, t: Translate) -> Page:
    """The whole project in six lines, and what ``me`` may do with it."""
    lines = [
        f"<b>{title_of(project, t)}</b>",
        safe(shortened(project.summary, LONGEST_LINE)) or t("team-no-line"),
        t(
            "team-about",
            stage=_words([project.stage] if project.stage else [], Stage, t),
            fields=_words(project.industries, Industry, t),
        ),
        t("team-needs", needs=_words(project.tags, Tag, t)),
        t("team-people", names=_names(people, t)),
    ]
    if given:
        lines.append(t("team-given", given=percent(given), left=percent(WHOLE - given)))
    at_all = [button(t, project.id, "people")]
    foot = [button(t, project.id, "story"), button(t, 0, "list")]
    if project.account_id != me:
        at_all.append(button(t, project.id, "quit"))
        return "\n".join(lines), keyboard(at_all, foot)
    change: list[Button] = [
        (t(f"button-{step}"), Action(TEAM, project.id, step)) for step in WIDTHS
    ]
    at_all.append(button(t, project.id, "invite"))
    words = [button(t, project.id, "title"), button(t, project.id, "line")]
    return "\n".join(lines), keyboard(words, change, at_all, foot)


def choices(project: Project, step: Step, t: Translate) -> Page:
    """The answers of one screen, those chosen ticked."""
    words: Iterable[StrEnum]
    match step:
        case Step.STAGE:
            words, chosen = Stage, [project.stage]
        case Step.FIELDS:
            words, chosen = Industry, project.industries
        case _:
            words, chosen = Tag, project.tags
    buttons: list[Button] = [
        (
            (TICK if word in chosen else "") + t(text_key(word)),
            Action(TEAM, project.id, f"{step}-{word.value.replace('_', '-')}"),
        )
        for word in words
    ]
    width = WIDTHS[step]
    rows = [buttons[at : at + width] for at in range(0, len(buttons), width)]
    return t(f"find-{step}"), keyboard(*rows, [button(t, project.id, "card")])


def team(
    project: Project, people: Sequence[Member], given: Decimal, me: int, t: Translate, now: datetime
) -> Page:
    """Everybody with role and share; the owner may open each, a member the own row."""
    owns = project.account_id == me
    lines = [t("team-head", title=title_of(project, t), count=len(people))]
    lines += [
        t("team-row", number=number, who=_who(one, t, now), share=_share(one, t))
        for number, one in enumerate(people, start=1)
    ]
    lines.append(t("team-given", given=percent(given), left=percent(WHOLE - given)))
    buttons: list[Button] = [
        (f"{number} {_label(one, t)}", Action(MEMBER, one.id, "look"))
        for number, one in enumerate(people, start=1)
        if owns or one.account_id == me
    ]
    rows = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    ways = [button(t, project.id, "invite" if owns else "quit"), button(t, project.id, "card")]
    return "\n".join(lines), keyboard(*rows, ways)


def person(project: Project, one: Member, me: int, t: Translate, now: datetime) -> Page:
    """One of the team, and what the owner, or they themselves, may do."""
    lines = [f"<b>{title_of(project, t)}</b>", f"{_who(one, t, now)}{_share(one, t)}"]
    owns, is_me, joined = project.account_id == me, one.account_id == me, one.account_id is not None
    answers: list[Button] = []
    if is_me and one.proposed is not None:
        lines.append(t("team-agree-or-not", share=percent(one.proposed)))
        cents = int(one.proposed * 100)
        answers = [
            (t("button-teammate-agree"), Action(MEMBER, one.id, f"agree-{cents}")),
            (t("button-teammate-refuse"), Action(MEMBER, one.id, f"refuse-{cents}")),
        ]
    acts: list[Button] = []
    if owns and joined:
        acts.append(member_button(t, one.id, "share"))
    if owns and not is_me and joined and one.role == TeamRole.MEMBER:
        acts.append(member_button(t, one.id, "heir"))
    if owns and not is_me:
        acts.append(member_button(t, one.id, "out" if one.confirmed or joined else "revoke"))
    return "\n".join(lines), keyboard(answers, acts, [back(project, t)])


def sure(text: str, yes: Button, project: Project, t: Translate) -> Page:
    """Asks once more before what cannot be taken back."""
    return text, keyboard([yes], [back(project, t)])


def back(project: Project, t: Translate) -> Button:
    """The way to the team."""
    return t("button-team-back"), Action(TEAM, project.id, "people")


def safe(text: str) -> str:
    return escape(text, quote=False)


def name_of(one: Member, t: Translate) -> str:
    """What a member is called, as HTML."""
    return safe(one.name) or t("team-unnamed")


def _label(one: Member, t: Translate) -> str:
    if not one.confirmed and one.account_id is None:
        return t("team-invitation")
    return shortened(one.name, LONGEST_LABEL) or t("team-unnamed")


def _who(one: Member, t: Translate, now: datetime) -> str:
    role = t(f"team-role-{one.role}")
    if one.confirmed or one.account_id is not None:
        return t("team-somebody", name=name_of(one, t), role=role)
    if is_expired(one, now) or one.expires_at is None:
        return t("team-invited-expired", role=role)
    until = one.expires_at.astimezone(SHANGHAI).strftime("%m-%d %H:%M")
    return t("team-invited-until", role=role, until=until)


def _share(one: Member, t: Translate) -> str:
    parts = [t("team-share-is", share=percent(one.equity))] if one.equity is not None else []
    if one.proposed is not None:
        parts.append(t("team-share-proposed", share=percent(one.proposed)))
    return "".join(parts)


def _names(people: Sequence[Member], t: Translate) -> str:
    """Those who are of the team, the first few with role and share."""
    there = [one for one in people if one.confirmed or one.account_id is not None]
    said = [
        t("team-somebody", name=name_of(one, t), role=t(f"team-role-{one.role}")) + _share(one, t)
        for one in there[:SHOWN_ON_CARD]
    ]
    names = t("list-comma").join(said)
    open_ = len(people) - len(there)
    if len(there) > SHOWN_ON_CARD:
        names += t("team-and-more", count=len(there) - SHOWN_ON_CARD)
    return names + t("team-and-invited", count=open_) if open_ else names


def _words(values: Sequence[str], kind: Callable[[str], StrEnum], t: Translate) -> str:
    return t("list-comma").join(t(text_key(kind(one))) for one in values) or t("team-unsaid")
