"""Which text speaks of a case: its own, or the one common to requests."""

from core import wording

OWN = {"demo-accept-student", "kind-plain", "request-step-staff", "request-submit-staff"}
OWN |= {"request-late-student", "request-reminder-student", "demo-now-open"}


def said(key: str, kind: str) -> str:
    params = {wording.KIND: kind, wording.STATE: "open"}
    return wording.notice(OWN.__contains__, key, params)[0]


def test_a_kinds_own_words_come_first() -> None:
    assert said("demo-accept-student", "demo") == "demo-accept-student"


def test_a_named_kind_falls_back_on_the_common_words() -> None:
    assert said("plain-submit-staff", "plain") == "request-submit-staff"
    assert said("plain-hand-over-staff", "plain") == "request-step-staff"
    assert said("plain-open-late-student", "plain") == "request-late-student"
    assert said("plain-open-reminder-student", "plain") == "request-reminder-student"


def test_there_is_no_text_for_kinds_without_a_name_nor_for_unknown_parties() -> None:
    assert said("demo-decline-student", "demo") == ""
    assert said("plain-submit-broker", "plain") == ""
    assert said("other-submit-staff", "plain") == ""


def test_the_common_words_are_given_kind_and_state_as_texts() -> None:
    params = {wording.KIND: "plain", wording.STATE: "open", "title": "x"}
    _, given = wording.notice(OWN.__contains__, "plain-submit-staff", params)
    assert (given["what"], given["now"]) == (["kind-plain"], ["state-plain-open"])


def test_a_state_is_said_in_the_kinds_words_or_by_its_name() -> None:
    assert wording.state(OWN.__contains__, "demo", "open") == "demo-now-open"
    assert wording.state(OWN.__contains__, "plain", "open") == "state-plain-open"
