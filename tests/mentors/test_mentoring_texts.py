"""Every notice, button and answer that the tables of mentoring can produce is written."""

from pathlib import Path

import pytest

from core.actions import Action
from core.texts import Texts
from core.workflow import Workflow
from mentors.strikes import LATE_CANCEL, NO_SHOW
from mentors.tables import MEETING, MENTORING

LOCALES = Path(__file__).resolve().parents[2] / "locales"
SIDES = ("student", "mentor")

OWN = {
    "mentoring": (
        "agree", "end-early", "finish", "finish-wish", "near-end", "renew", "renew-wish",
        "resume", "wake",
    ),
    "meeting": ("ask-again", "ask-held", "confirm", "no-show", "note", "place", "soon", "tomorrow"),
}  # fmt: skip
"""Notices that the services send beside those of the tables."""

BUTTONS = {
    "mentoring": (
        "book", "certificate", "end-early", "end-own", "finish", "flag", "goals", "keep", "notes",
        "open", "rate", "refuse-sure", "renew", "send", "tasks",
    ),
    "meeting": (
        "cancel-sure", "i-missed", "ics", "keep", "note", "open", "place", "they-missed", "type",
    ),
    "task": ("done", "later", "give"),
    "note": ("flag", "none"),
    "strike": ("appeal", "lift", "keep"),
}  # fmt: skip


def wanted(workflow: Workflow) -> set[str]:
    """What the engine says of a table: steps, reminders, broken promises, states, buttons."""
    kind = workflow.kind
    keys = {f"{kind}-{rule.event}-{party}" for rule in workflow.rules for party in rule.notify}
    keys |= {f"{kind}-{event}-{side}" for event in OWN[kind] for side in SIDES}
    keys |= {
        f"{kind}-{state}-reminder-{party}"
        for state in workflow.reminders
        for party in workflow.who_next(state)
    }
    timed = {rule.next for rule in workflow.rules if rule.within}
    keys |= {f"{kind}-{state}-late-{side}" for state in timed for side in SIDES}
    keys |= {f"{kind}-now-{state}" for state in workflow.states}
    offered = {
        event
        for rule in workflow.rules
        if rule.notify or rule.within
        for event in workflow.events_for(rule.next, set(SIDES))
    }
    return keys | {f"button-{kind}-{event}" for event in offered}


@pytest.mark.parametrize("workflow", [MENTORING, MEETING], ids=lambda one: str(one.kind))
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_everything_a_table_can_say_is_written(workflow: Workflow, language: str) -> None:
    texts = Texts(LOCALES)
    written = texts._bundles[language].has_message

    keys = wanted(workflow)
    assert len(keys) > 25
    assert sorted(key for key in keys if not written(key)) == []


def test_every_button_of_the_chat_has_a_label() -> None:
    texts = Texts(LOCALES)
    labels = [
        Action(kind, 1, event).label(texts.has)
        for kind, events in BUTTONS.items()
        for event in events
    ]
    labels += [f"strike-reason-{reason}" for reason in (NO_SHOW, LATE_CANCEL)]

    assert [key for key in labels if not texts.has(key)] == []
