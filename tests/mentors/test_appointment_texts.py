"""Whatever the table of appointments makes the engine say exists, in both languages."""

from pathlib import Path

from core.actions import Action
from core.texts import Texts
from core.workflow import CLOCK, SYSTEM
from mentors.rules import Refusal
from mentors.shortlist import Absence
from mentors.tables import APPOINTMENT

TEXTS = Texts(Path(__file__).parents[2] / "locales")
CODES = ("own", "private", "asked", "not-in-pool", "listed", "others")


def wanted() -> set[str]:
    kind = APPOINTMENT.kind
    keys = {f"{kind}-{rule.event}-{party}" for rule in APPOINTMENT.rules for party in rule.notify}
    keys |= {f"{kind}-now-{state}" for state in APPOINTMENT.states}
    for rule in APPOINTMENT.rules:
        if rule.within is not None:
            who = APPOINTMENT.who_next(rule.next)
            keys |= {f"{kind}-{rule.next}-late-{party}" for party in who}
            if rule.next in APPOINTMENT.reminders:
                keys |= {f"{kind}-{rule.next}-reminder-{party}" for party in who}
        if rule.state and rule.who - {CLOCK, SYSTEM}:
            keys.add(Action(kind, 1, rule.event).label(TEXTS.has))
    return keys


def test_every_notice_and_button_of_an_appointment_has_a_text() -> None:
    keys = wanted()

    assert len(keys) > 20
    for locale in TEXTS.locales:
        assert sorted(key for key in keys if not TEXTS.speaks(locale, key)) == []


def test_every_reason_for_an_absence_has_a_text() -> None:
    open_ones = [one.value.replace("_", "-") for one in Refusal if not one.is_private]
    keys = [Absence(code).key for code in (*CODES, *open_ones)]

    for locale in TEXTS.locales:
        assert [key for key in keys if not TEXTS.speaks(locale, key)] == []
