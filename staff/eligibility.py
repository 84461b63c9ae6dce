"""Whether a team fulfils a programme's rules, rule by rule, with the clause and what is missing.

Pure. A rule is a row of ``Programme.rules``: its "key", its "kind" (a word of ``KINDS``), the
"basis" that the applicant is shown ("第五条"), what the kind needs, and "hard": whether it stands
against submitting. Rules in free words ("names" by locale) are checked by staff.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from core.clock import add_months
from mentors.vocabulary import Stage
from students.profiles import Grade

Row = Mapping[str, Any]
Param = str | int


class Verdict(StrEnum):
    """✓ met, ✗ not met, ⚠ somebody must look: nothing is known yet, or staff decide."""

    MET = "met"
    UNMET = "unmet"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a team. None: nobody has said.

    ``people`` are students who have joined, the owner with them; ``equity`` their agreed shares
    together, in percent. ``documents`` are the keys of those that were handed in.
    """

    today: date
    grade: str = ""
    people: int = 1
    adviser: bool = False
    equity: Decimal | None = None
    stage: str = ""
    registered: bool | None = None
    registered_on: date | None = None
    documents: frozenset[str] = frozenset()
    staying: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """How one rule stands; ``key`` and ``params`` are the sentence that says so.

    ``names`` are a free rule's own words by locale.
    """

    rule: str
    verdict: Verdict
    key: str
    params: Mapping[str, Param] = field(default_factory=dict)
    basis: str = ""
    hard: bool = True
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def hinders(self) -> bool:
        """Whether it stands against submitting; the checklist sees to documents itself."""
        return self.hard and self.verdict is Verdict.UNMET and not self.about_document

    @property
    def about_document(self) -> bool:
        """Whether it only repeats what the checklist of documents says."""
        return self.key.startswith("eligible-document-")

    def as_row(self) -> dict[str, Any]:
        """As an application keeps it from its submission on."""
        return {
            "rule": self.rule,
            "verdict": str(self.verdict),
            "key": self.key,
            "params": dict(self.params),
            "basis": self.basis,
            "hard": self.hard,
            "names": dict(self.names),
        }

    @staticmethod
    def from_row(row: Row) -> "Check":
        return Check(
            str(row["rule"]),
            Verdict(row["verdict"]),
            str(row["key"]),
            dict(row.get("params") or {}),
            str(row.get("basis", "")),
            bool(row.get("hard", True)),
            dict(row.get("names") or {}),
        )


def check(rules: Sequence[Row], facts: Facts) -> list[Check]:
    """How each rule stands, in their order. A rule of a kind that is not known is for staff."""
    return [_checked(rule, facts) for rule in rules]


def problem(rule: Row) -> str:
    """Why a row is no rule, for whoever edits it; "" when it is one."""
    if not str(rule.get("key", "")).strip():
        return "key"
    if rule.get("kind") not in KINDS:
        return "kind"
    try:
        return "" if KINDS[str(rule["kind"])](rule, Facts(date(2026, 1, 1))) else "kind"
    except (KeyError, ValueError, TypeError, InvalidOperation) as error:
        return str(error).strip("'") or "kind"


Found = tuple[Verdict, dict[str, Param]]


def _checked(rule: Row, facts: Facts) -> Check:
    kind = str(rule.get("kind", ""))
    if kind not in KINDS:
        kind = "free"
    verdict, params = KINDS[kind](rule, facts)
    return Check(
        rule=str(rule.get("key", kind)),
        verdict=verdict,
        key=f"eligible-{kind}-{verdict}",
        params=params,
        basis=str(rule.get("basis", "")),
        hard=bool(rule.get("hard", True)),
        names=dict(rule.get("names") or {}),
    )


def _said(met: bool) -> Verdict:
    return Verdict.MET if met else Verdict.UNMET


def _enrolled(rule: Row, facts: Facts) -> Found:
    """The owner studies here; "graduates" says whether those of the last five years count."""
    if not facts.grade:
        return Verdict.OPEN, {}
    return _said(facts.grade != Grade.GRADUATE or bool(rule.get("graduates"))), {}


def _team(rule: Row, facts: Facts) -> Found:
    least = int(rule["least"])
    return _said(facts.people >= least), {"people": facts.people, "least": least}


def _adviser(rule: Row, facts: Facts) -> Found:
    return _said(facts.adviser), {}


def _equity(rule: Row, facts: Facts) -> Found:
    """The shares of the students together, in percent, from what all of them agreed to."""
    least = Decimal(str(rule["least"]))
    params: dict[str, Param] = {"least": _plain(least)}
    if facts.equity is None:
        return Verdict.OPEN, params
    return _said(facts.equity >= least), {**params, "share": _plain(facts.equity)}


def _stage(rule: Row, facts: Facts) -> Found:
    least = Stage(str(rule["least"]))
    if not facts.stage:
        return Verdict.OPEN, {"least": str(least)}
    order = list(Stage)
    far = facts.stage in set(order) and order.index(Stage(facts.stage)) >= order.index(least)
    return _said(far), {"least": str(least), "stage": facts.stage}


def _document(rule: Row, facts: Facts) -> Found:
    return _said(str(rule["document"]) in facts.documents), {}


def _registered(rule: Row, facts: Facts) -> Found:
    """A company, if there is one, is at most "years" old."""
    years = int(rule["years"])
    if facts.registered is False:
        return Verdict.MET, {"years": years, "day": ""}
    if facts.registered is None or facts.registered_on is None:
        return Verdict.OPEN, {"years": years}
    young = add_months(facts.registered_on, 12 * years) >= facts.today
    return _said(young), {"years": years, "day": facts.registered_on.isoformat()}


def _new(rule: Row, facts: Facts) -> Found:
    """The team has no seat in an incubator yet."""
    return _said(not facts.staying), {}


def _free(rule: Row, facts: Facts) -> Found:
    return Verdict.OPEN, {}


KINDS: Mapping[str, Callable[[Row, Facts], Found]] = {
    "enrolled": _enrolled,
    "team": _team,
    "adviser": _adviser,
    "equity": _equity,
    "stage": _stage,
    "document": _document,
    "registered": _registered,
    "new": _new,
    "free": _free,
}


def _plain(number: Decimal) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
