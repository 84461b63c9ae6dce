"""Commands about cases: periods by Chinese rules, the audit of histories, the printed tables."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import case_cli
from bot.cli import main
from bot.config import ROOT
from bot.kinds import KINDS
from core import wording
from core.texts import Texts

# The worked examples of the rules: Civil Code, articles 201 to 203.
CALENDAR = {
    "2026-03-02": ("2026-03-17", "2026-03-17"),
    "2026-09-16": ("2026-10-01", "2026-10-08"),
    "2026-09-18": ("2026-10-03", "2026-10-08"),
    "2026-01-31": ("2026-02-15", "2026-02-24"),
    "2026-04-20": ("2026-05-05", "2026-05-06"),
}
WORKING = {
    "2026-03-02": "2026-03-23",
    "2026-09-16": "2026-10-13",
    "2026-09-18": "2026-10-15",
    "2026-01-31": "2026-02-27",
    "2026-04-20": "2026-05-13",
}
MONTHS = {
    "2026-01-05": ("2026-04-05", "2026-04-07"),
    "2025-11-30": ("2026-02-28", "2026-02-28"),
    "2026-07-01": ("2026-10-01", "2026-10-08"),
}


@pytest.fixture(autouse=True)
def _own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cases.db")
    monkeypatch.setenv("DATA_DIR", str(tmp_path))


def run(capfd: pytest.CaptureFixture[str], *words: str) -> Any:
    code = main(list(words))
    out, err = capfd.readouterr()
    assert (code, err) == (0, "")
    return json.loads(out)


def test_clock_counts_as_the_worked_examples(capfd: pytest.CaptureFixture[str]) -> None:
    for start, (raw, end) in CALENDAR.items():
        found = run(capfd, "clock", "--start", start, "--days", "15", "--json")
        assert found == {"raw": raw, "end": end}
    for start, end in WORKING.items():
        found = run(capfd, "clock", "--start", start, "--days", "15", "--kind", "working", "--json")
        assert found == {"raw": end, "end": end}
    for start, (raw, end) in MONTHS.items():
        found = run(capfd, "clock", "--start", start, "--months", "3", "--json")
        assert found == {"raw": raw, "end": end}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--start", "2026-12-01", "--days", "40"], "holidays of 2027"),
        (["--start", "2026-07-01", "--months", "3", "--kind", "working"], "by the calendar"),
        (["--start", "2026-13-01", "--days", "4"], "no date"),
        (["--start", "2026-12-01", "--days", "-4"], "no number"),
        (["--start", "2026-12-01", "--days", "99999"], "no number"),
        (["--start", "2026-12-01"], "required"),
    ],
)
def test_clock_says_what_it_cannot_count(
    words: list[str], sentence: str, capfd: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["clock", *words, "--json"])
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capfd.readouterr()
    assert (code, out) == (2, "")
    assert sentence in err
    assert "Traceback" not in err


def test_audit_of_no_cases_finds_no_problem(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(capfd, "audit", "verify", "--json") == {"cases": 0, "problems": []}


def test_the_documented_tables_are_those_of_the_code() -> None:
    documented = (ROOT / "docs" / "workflows.md").read_text("utf-8")
    assert documented == case_cli.workflows_page(kind.workflow for kind in KINDS), (
        "run: python3 mentorbot.py workflows > docs/workflows.md"
    )


def test_every_text_that_a_table_can_ask_for_exists() -> None:
    """The kind's own, or the common one, which wants the kind and its states named."""
    texts = Texts(ROOT / "locales", strict=True)
    for locale in texts.locales:
        speaks = partial(texts.speaks, locale)
        missing = []
        for table in (kind.workflow for kind in KINDS):
            if speaks(f"kind-{table.kind}"):
                names = {f"state-{table.kind}-{state}" for state in table.states}
                missing += [name for name in names if not speaks(name)]
            for key in case_cli.text_keys(table):
                said = wording.notice(speaks, key, {wording.KIND: table.kind})[0]
                state = wording.state(speaks, table.kind, key.split("-now-")[-1])
                if not said and not speaks(state):
                    missing.append(key)
        assert sorted(missing) == [], locale
