"""How a question to the staff looks on a phone: to who asked it, and to who answers it."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from aiogram.types import InlineKeyboardMarkup

from core.actions import Action
from core.clock import SHANGHAI
from core.texts import Translate
from handlers.keyboards import TICK, Button, keyboard
from handlers.school import School
from handlers.words import shortened
from staff.clusters import Alike
from staff.consultations import View
from staff.consulting import KIND
from staff.models import StaffAnswer
from students import questions

Card = tuple[str, InlineKeyboardMarkup | None]

QUESTION = 120
LINE = 60
WHOLE = 1000


def safe(words: str) -> str:
    return escape(words, quote=False)


def button(case_id: int, event: str, t: Translate, *values: int) -> Button:
    """A button of the case, labelled with the word of its event, whatever values it carries."""
    packed = "-".join([event, *map(str, values)])
    return t(f"button-consultation-{event}"), Action(KIND, case_id, packed)


def own(view: View, t: Translate, school: School | None = None) -> Card:
    """The case for who asked; with the ``school``, also whom else to ask when it cannot wait."""
    case = view.case
    lines = [
        t(
            "consultation-own",
            number=case.number or "",
            state=t(f"state-consultation-{case.state}"),
        ),
        t("consultation-asked", question=safe(shortened(case.text, QUESTION))),
    ]
    if case.supplement:
        lines.append(t("consultation-added", words=safe(shortened(case.supplement, LINE))))
    if case.state == "assigned":
        lines.append(promise(view, t))
        if school is not None and school.desk:
            lines.append(t("consultation-desk", desk=school.desk_html))
    if case.state == "lacking":
        lines.append(t("consultation-wanted", words=safe(view.wanted)))
        lines.append(t("consultation-wanted-due", due=view.due))
    if case.reply and case.state not in ("assigned", "lacking"):
        lines.append(t("consultation-replied", name=safe(view.replier), day=day(case.replied_at)))
        lines.append(safe(case.reply))
    return "\n".join(lines), own_buttons(view, t)


def promise(view: View, t: Translate) -> str:
    """Who has the case and by when they answer."""
    owner = safe(view.owner) or t("consultation-nobody")
    key = "consultation-promise-urgent" if view.urgent else "consultation-promise"
    return t(key, owner=owner, due=view.due or t("consultation-uncounted"))


def own_buttons(view: View, t: Translate) -> InlineKeyboardMarkup | None:
    case = view.case

    def on(event: str) -> Button:
        return button(case.id, event, t)

    match case.state:
        case "assigned":
            urge = [] if case.urged_at else [on("urge")]
            return keyboard([on("add"), *urge], [on("withdraw")])
        case "lacking":
            return keyboard([on("supply")], [on("withdraw")])
        case "answered":
            return keyboard([on("helped"), on("reopen")])
        case "closed":
            return keyboard([on("reopen")])
    return None


def for_staff(view: View, t: Translate) -> Card:
    """The case for who answers: the whole question, and what the bot said to it."""
    case = view.case
    lines = [
        t("consultation-staff", number=case.number or "", asker=safe(view.asker),
          state=t(f"state-consultation-{case.state}")),
        safe(case.text),
    ]  # fmt: skip
    if case.supplement:
        lines.append(t("consultation-added", words=safe(case.supplement[:WHOLE])))
    lines.append(bot_said(view, t))
    if case.reply:
        lines.append(t("consultation-replied", name=safe(view.replier), day=day(case.replied_at)))
        lines.append(safe(shortened(case.reply, 400)))
    if case.state == "assigned":
        lines.append(promise(view, t))
    events = [choice.event for choice in view.choices]
    buttons = [button(case.id, event, t) for event in events]
    return "\n".join(lines), keyboard(*(buttons[i : i + 2] for i in range(0, len(buttons), 2)))


def bot_said(view: View, t: Translate) -> str:
    """What the library answered and cited, in one or two lines."""
    question = view.question
    if question is None:
        return t("consultation-bot", words=t("consultation-bot-none"))
    if question.outcome == "refused" or not question.answer:
        return t("consultation-bot", words=t("consultation-bot-refused"))
    line = t("consultation-bot", words=safe(shortened(question.answer, 200)))
    sources = "；".join(dict.fromkeys(sources_of(view)))
    return f"{line}\n{t('consultation-sources', sources=safe(sources))}" if sources else line


def sources_of(view: View) -> list[str]:
    """《document》article of every clause that the bot's answer cites."""
    if view.question is None:
        return []
    quoted = questions.quotes(view.question)
    return list(dict.fromkeys(f"《{quote.document}》{quote.article}" for quote in quoted))


def reply_prompt(
    view: View, alike: Sequence[Alike], before: Sequence[Alike], limit: int, t: Translate
) -> Card:
    """What to write the reply to, whom else it would reach, and what was replied before."""
    lines = [
        t("consultation-reply-to", number=view.case.number or "", asker=safe(view.asker)),
        safe(shortened(view.case.text, 300)),
    ]
    ticks: list[Button] = []
    if alike:
        lines.append(t("consultation-alike", count=len(alike)))
        for place, one in enumerate(alike, 1):
            lines.append(f"{place}. {safe(shortened(one.text, LINE))}")
            mark = TICK if one.same else ""
            ticks.append((f"{mark}{place}", Action(KIND, view.case.id, f"tick-{one.id}")))
    again: list[list[Button]] = []
    if before:
        lines.append(t("consultation-before"))
        for one in before:
            lines.append(f"· {one.number} {safe(shortened(one.reply, LINE))}")
            label = t("button-consultation-same", number=one.number)
            again.append([(label, Action(KIND, view.case.id, f"same-{one.id}"))])
    lines.append(t("consultation-reply-type", limit=limit))
    stop = button(view.case.id, "stop", t)
    return "\n".join(lines), keyboard(ticks, *again, [stop])


def preview(view: View, words: str, count: int, t: Translate) -> Card:
    """The reply as it would be sent; nothing is sent before [send]."""
    key = "consultation-preview-all" if count > 1 else "consultation-preview"
    head = t(key, asker=safe(view.asker), count=count)
    buttons = keyboard([button(view.case.id, "send", t), button(view.case.id, "stop", t)])
    return f"{head}\n{safe(words)}", buttons


def proposal(view: View, proposed: StaffAnswer, t: Translate) -> Card:
    """A reply proposed for everybody, and the clauses it could rest on."""
    lines = [
        t("consultation-proposal", number=view.case.number or ""),
        t("consultation-asked", question=safe(proposed.question)),
        safe(shortened(proposed.answer, 2000)),
        t("consultation-proposal-basis"),
    ]
    cited = sources_of(view)
    rows: list[list[Button]] = []
    if cited:
        lines.append(t("consultation-sources", sources=safe("；".join(cited))))
        rows.append([button(view.case.id, "rest", t)])
    return "\n".join(lines), keyboard(*rows, [button(view.case.id, "return", t)])


def said_before(answer: StaffAnswer, name: str, t: Translate) -> str:
    """What staff once replied to a question like this; plainly not the words of a clause."""
    words = safe(shortened(answer.answer, 1500))
    return "\n".join(
        [
            t("staff-said"),
            t("consultation-asked", question=safe(answer.question)),
            f"<blockquote expandable>{words}</blockquote>",
            t("staff-said-by", name=safe(name) or t("consultation-staff-member"),
              day=day(answer.answered_at), basis=safe(answer.basis)),
        ]
    )  # fmt: skip


def day(moment: datetime | None) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d") if moment else ""
