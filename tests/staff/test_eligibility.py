"""Rules of an incubator, one by one: met, not met with what is missing, or for a person to see."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentors.vocabulary import Stage
from staff.eligibility import KINDS, Check, Facts, Verdict, check, problem
from students.profiles import Grade

TODAY = date(2026, 11, 20)


def checked(rule: dict[str, Any], **facts: Any) -> Check:
    (found,) = check([{"key": "one", **rule}], Facts(TODAY, **facts))
    return found


@pytest.mark.parametrize(
    ("rule", "facts", "verdict", "params"),
    [
        ({"kind": "enrolled"}, {"grade": "y3"}, "met", {}),
        ({"kind": "enrolled"}, {"grade": "graduate"}, "unmet", {}),
        ({"kind": "enrolled", "graduates": True}, {"grade": "graduate"}, "met", {}),
        ({"kind": "enrolled"}, {}, "open", {}),
        ({"kind": "team", "least": 3}, {"people": 3}, "met", {"people": 3, "least": 3}),
        ({"kind": "team", "least": 3}, {"people": 2}, "unmet", {"people": 2, "least": 3}),
        ({"kind": "adviser"}, {"adviser": True}, "met", {}),
        ({"kind": "adviser"}, {}, "unmet", {}),
        (
            {"kind": "equity", "least": "50"},
            {"equity": Decimal("45.00")},
            "unmet",
            {"share": "45", "least": "50"},
        ),
        (
            {"kind": "equity", "least": "50"},
            {"equity": Decimal("50.00")},
            "met",
            {"share": "50", "least": "50"},
        ),
        (
            {"kind": "equity", "least": "33.34"},
            {"equity": Decimal("33.33")},
            "unmet",
            {"share": "33.33", "least": "33.34"},
        ),
        ({"kind": "equity", "least": 50}, {}, "open", {"least": "50"}),
        (
            {"kind": "stage", "least": "prototype"},
            {"stage": "idea"},
            "unmet",
            {"least": "prototype", "stage": "idea"},
        ),
        (
            {"kind": "stage", "least": "prototype"},
            {"stage": "revenue"},
            "met",
            {"least": "prototype", "stage": "revenue"},
        ),
        ({"kind": "stage", "least": "prototype"}, {}, "open", {"least": "prototype"}),
        ({"kind": "document", "document": "plan"}, {"documents": {"plan"}}, "met", {}),
        ({"kind": "document", "document": "plan"}, {"documents": {"other"}}, "unmet", {}),
        ({"kind": "registered", "years": 3}, {"registered": False}, "met", {"years": 3, "day": ""}),
        ({"kind": "registered", "years": 3}, {"registered": True}, "open", {"years": 3}),
        ({"kind": "registered", "years": 3}, {}, "open", {"years": 3}),
        (
            {"kind": "registered", "years": 3},
            {"registered": True, "registered_on": date(2023, 11, 20)},
            "met",
            {"years": 3, "day": "2023-11-20"},
        ),
        (
            {"kind": "registered", "years": 3},
            {"registered": True, "registered_on": date(2023, 11, 19)},
            "unmet",
            {"years": 3, "day": "2023-11-19"},
        ),
        ({"kind": "new"}, {}, "met", {}),
        ({"kind": "new"}, {"staying": True}, "unmet", {}),
        ({"kind": "free"}, {}, "open", {}),
        ({"kind": "something newer"}, {}, "open", {}),
    ],
)
def test_each_rule_says_how_it_stands(
    rule: dict[str, Any], facts: dict[str, Any], verdict: str, params: dict[str, Any]
) -> None:
    found = checked(rule, **facts)

    assert (found.verdict, dict(found.params)) == (verdict, params)
    kind = rule["kind"] if rule["kind"] in KINDS else "free"
    assert found.key == f"eligible-{kind}-{verdict}"


def test_only_a_hard_rule_that_is_not_met_hinders() -> None:
    poor = {"people": 1}
    assert checked({"kind": "team", "least": 2}, **poor).hinders
    assert not checked({"kind": "team", "least": 2, "hard": False}, **poor).hinders
    assert not checked({"kind": "enrolled"}).hinders
    # The checklist of documents says that itself.
    assert not checked({"kind": "document", "document": "plan"}).hinders


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ({"key": "", "kind": "team", "least": 2}, "key"),
        ({"key": "a", "kind": "nonsense"}, "kind"),
        ({"key": "a", "kind": "team"}, "least"),
        ({"key": "a", "kind": "team", "least": 2}, ""),
    ],
)
def test_a_row_that_is_no_rule_is_named(rule: dict[str, Any], wrong: str) -> None:
    assert problem(rule) == wrong


RULES: list[dict[str, Any]] = [
    {"key": "a", "kind": "enrolled", "basis": "第四条"},
    {"key": "b", "kind": "team", "least": 2, "basis": "第四条", "hard": False},
    {"key": "c", "kind": "equity", "least": "50", "basis": "第五条"},
    {"key": "d", "kind": "stage", "least": "prototype", "basis": "第五条"},
    {"key": "e", "kind": "free", "basis": "第七条", "names": {"zh-CN": "合法"}},
]


@given(
    st.builds(
        Facts,
        today=st.just(TODAY),
        grade=st.sampled_from(["", *map(str, Grade)]),
        people=st.integers(1, 20),
        adviser=st.booleans(),
        equity=st.none() | st.decimals(0, 100, places=2),
        stage=st.sampled_from(["", *map(str, Stage)]),
        registered=st.none() | st.booleans(),
        registered_on=st.none() | st.dates(date(2000, 1, 1), TODAY),
        staying=st.booleans(),
    )
)
def test_what_is_frozen_reads_back_as_it_was(facts: Facts) -> None:
    found = check(RULES, facts)

    assert [one.rule for one in found] == ["a", "b", "c", "d", "e"]
    assert [Check.from_row(one.as_row()) for one in found] == found
    assert all(one.basis for one in found)
    assert all(one.verdict in set(Verdict) for one in found)
