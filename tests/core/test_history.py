"""The chain of a case's history, apart from any database: no change goes unseen."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.history import Transition, check, link

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
WORDS = st.sampled_from(["a", "b", "c"])
ANY_TEXT = st.text(max_size=12)


def chain_of(steps: list[tuple[str, str, int | None, str]]) -> list[Transition]:
    chain: list[Transition] = []
    for seq, (event, after, actor_id, note) in enumerate(steps, start=1):
        last = chain[-1] if chain else None
        chain.append(
            link(
                kind="demo",
                case_id=1,
                seq=seq,
                before=last.after if last else "",
                event=event,
                after=after,
                actor_id=actor_id,
                basis="演示规则",
                note=note,
                at=NOW + timedelta(minutes=seq),
                prev_hash=last.hash if last else "",
            )
        )
    return chain


def problems(chain: list[Transition], whole: list[Transition]) -> list[str]:
    """What is wrong with ``chain`` when the case remembers the end of ``whole``."""
    end = whole[-1]
    return check(chain, state=end.after, steps=len(whole), last_hash=end.hash)


STEPS = st.lists(
    st.tuples(WORDS, WORDS, st.none() | st.integers(1, 5), ANY_TEXT), min_size=1, max_size=6
)
OTHER: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.just("other"),
    "case_id": st.integers(2, 9),
    "seq": st.integers(7, 99),
    "before": st.just("x"),
    "event": st.just("x"),
    "after": st.just("x"),
    "actor_id": st.integers(6, 9),
    "basis": ANY_TEXT,
    "note": ANY_TEXT,
    "note_salt": st.text(max_size=32),
    "note_digest": st.text(max_size=64),
    "at": st.datetimes(timezones=st.just(UTC)),
    "prev_hash": st.text(max_size=64),
    "hash": st.text(max_size=64),
}


@given(steps=STEPS)
def test_untouched_chain_is_whole(steps: list[tuple[str, str, int | None, str]]) -> None:
    chain = chain_of(steps)

    assert problems(chain, chain) == []


@given(steps=STEPS, data=st.data())
def test_any_changed_field_of_any_step_shows(
    steps: list[tuple[str, str, int | None, str]], data: st.DataObject
) -> None:
    chain = chain_of(steps)
    state, last_hash = chain[-1].after, chain[-1].hash
    step = data.draw(st.sampled_from(chain))
    field = data.draw(st.sampled_from(sorted(OTHER)))
    before = getattr(step, field)
    changed = data.draw(OTHER[field].filter(lambda value: value != before))
    blanked = field == "note_salt" and changed == "" and step.note == ""

    setattr(step, field, changed)

    found = check(chain, state=state, steps=len(chain), last_hash=last_hash)
    assert (found == []) is blanked, field


@given(steps=STEPS, data=st.data())
def test_any_missing_doubled_or_swapped_step_shows(
    steps: list[tuple[str, str, int | None, str]], data: st.DataObject
) -> None:
    chain = chain_of(steps)
    place = data.draw(st.integers(0, len(chain) - 1))

    assert problems(chain[:place] + chain[place + 1 :], chain) != []
    assert problems([*chain[: place + 1], *chain[place:]], chain) != []
    if place:
        swapped = [*chain[: place - 1], chain[place], chain[place - 1], *chain[place + 1 :]]
        assert problems(swapped, chain) != []


@given(steps=STEPS, data=st.data())
def test_a_rewritten_end_shows_even_when_its_hashes_fit(
    steps: list[tuple[str, str, int | None, str]], data: st.DataObject
) -> None:
    """Whoever can write the history alone still cannot make the case agree with it."""
    chain = chain_of(steps)
    place = data.draw(st.integers(0, len(steps) - 1))
    event, after, _, note = steps[place]
    forged = chain_of([*steps[:place], (event, after, 9, note), *steps[place + 1 :]])

    assert problems(forged, forged) == []
    assert problems(forged, chain) != []
