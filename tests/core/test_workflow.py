"""State tables: what they refuse at import, and what any run through them keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError, NotAllowed, NotPossibleNow
from core.periods import Period, Unit
from core.workflow import CLOCK, INITIAL, Rule, Workflow
from tests.core.cases import DEMO

SMALL = "| - | file | student | filed | staff |"


def test_row_is_read_whole() -> None:
    assert DEMO.rules[0] == Rule(
        INITIAL,
        "propose",
        frozenset({"student"}),
        "proposed",
        frozenset({"mentor"}),
        Period(72, Unit.HOURS),
        "演示规则第一条",
    )


def test_last_two_columns_may_be_left_out() -> None:
    assert Workflow("small", SMALL).rules == (
        Rule(INITIAL, "file", frozenset({"student"}), "filed", frozenset({"staff"})),
    )


def test_step_tells_the_impossible_from_the_forbidden() -> None:
    assert DEMO.step("proposed", "accept", {"mentor"}).next == "active"
    with pytest.raises(NotAllowed):
        DEMO.step("proposed", "accept", {"student", "staff"})
    with pytest.raises(NotPossibleNow):
        DEMO.step("closed", "accept", {"mentor"})
    with pytest.raises(NotPossibleNow):
        DEMO.step("proposed", "fly", {"mentor"})


def test_events_are_offered_in_the_order_of_the_table() -> None:
    assert DEMO.events_for("proposed", {"mentor"}) == ["accept", "decline"]
    assert DEMO.events_for("active", {"staff"}) == ["review", "close"]
    assert DEMO.events_for("closed", {"staff"}) == []


def test_lapse_is_the_clocks_way_out() -> None:
    assert DEMO.lapse("proposed") == "expire"
    assert DEMO.lapse("active") == ""


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("", "empty"),
        ("# only a comment", "empty"),
        (f"{SMALL}\n| - | file | staff | other | - |", "two rows"),
        (f"{SMALL}\n| lost | find | staff | filed | - |", "unreachable"),
        ("| - | file | studnet | filed | staff |", "unknown parties"),
        ("| - | file | student | filed | everybody |", "unknown parties"),
        ("| - | file | student | filed | clock |", "unknown parties"),
        ("| - | file | - | filed | staff |", "nobody may"),
        ("| - | File | student | filed | staff |", "not a word"),
        ("| - | file | student | in review | staff |", "not a word"),
        ("| - | file | student | - | staff |", "not a word"),
        ("| - | file | student | filed |", "4 cells"),
        ("| - | file | student | filed | staff | 5wd | x | y |", "8 cells"),
        (f"{SMALL[:-1]}| 5 days |\n| filed | take | staff | done | - |", "not a period"),
        (f"{SMALL[:-1]}| 5wd |", "nothing follows"),
        (
            f"{SMALL[:-1]}| 5wd |\n| filed | a | clock | x | - |\n| filed | b | clock | x | - |",
            "two ways",
        ),
    ],
)
def test_table_that_contradicts_itself_is_refused_by_name(table: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^oddly: .*{complaint}"):
        Workflow("oddly", table)


def test_own_parties_can_be_named() -> None:
    assert Workflow("own", "| - | say | guest | said | - |", parties={"guest"}).states == {"said"}


def test_markdown_can_be_read_back() -> None:
    body = "".join(DEMO.markdown().splitlines(keepends=True)[2:])

    assert Workflow("demo", body).rules == DEMO.rules


def test_mermaid_draws_every_rule_and_every_end() -> None:
    lines = DEMO.mermaid().splitlines()

    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> proposed: propose (student, 72h)" in lines
    assert "    proposed --> expired: expire (clock)" in lines
    assert sum("-->" in line for line in lines) == len(DEMO.rules) + len(DEMO.final_states)


PARTIES = ["student", "mentor", "staff", CLOCK]
STATES = ["a", "b", "c", "d"]


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Any table whose states follow one another from the start; rows may be told in any order."""
    rows = [("-", "open", draw(some_parties()), "a")]
    for number, state in enumerate(STATES[1:]):
        rows.append(
            (
                draw(st.sampled_from(STATES[: number + 1])),
                f"to-{state}",
                draw(some_parties()),
                state,
            )
        )
    for number in range(draw(st.integers(0, 6))):
        rows.append(
            (
                draw(st.sampled_from(STATES)),
                f"jump-{number}",
                draw(some_parties()),
                draw(st.sampled_from([*STATES, "end"])),
            )
        )
    lines = [f"| {state} | {event} | {who} | {next_} | - |" for state, event, who, next_ in rows]
    return "\n".join(draw(st.permutations(lines)))


def some_parties() -> st.SearchStrategy[str]:
    return st.sets(st.sampled_from(PARTIES), min_size=1).map(lambda who: " ".join(sorted(who)))


@given(table=st.one_of(tables(), st.just(DEMO.markdown().split("\n", 2)[2])), data=st.data())
def test_any_run_stays_in_the_table(table: str, data: st.DataObject) -> None:
    workflow = Workflow("any", table)
    events = sorted({rule.event for rule in workflow.rules})
    listed = {(r.state, r.event): r for r in workflow.rules}
    state = INITIAL
    for event, who in data.draw(
        st.lists(st.tuples(st.sampled_from(events), st.sets(st.sampled_from(PARTIES))), max_size=20)
    ):
        try:
            rule = workflow.step(state, event, who)
        except DomainError:
            assert event not in workflow.events_for(state, who)
            assert (state, event) not in listed or not listed[state, event].who & who
            continue
        assert rule == listed[state, event]
        assert event in workflow.events_for(state, who)
        assert state not in workflow.final_states
        state = rule.next
        assert state in workflow.states
