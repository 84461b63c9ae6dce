"""Which text says something about a case: its kind's own, or the one common to all requests.

A kind with the texts ``kind-…`` and ``state-…-…`` needs no others: where it has no words of its own
for a step, a reminder or lateness, the common ones name the kind, its number and its state.
"""

from collections.abc import Callable, Mapping

from core.outbox import Param
from core.texts import Translate

Has = Callable[[str], bool]

KIND, STATE = "case-kind", "case-state"
"""Params that the engine adds to every notice, for ``notice``."""


def notice(has: Has, key: str, params: Mapping[str, Param]) -> tuple[str, dict[str, Param]]:
    """The text to use for a notice of ``key``, with its params; "" when there is none."""
    if has(key):
        return key, dict(params)
    kind, state = str(params.get(KIND, "")), str(params.get(STATE, ""))
    if not kind or not has(f"kind-{kind}") or not key.startswith(f"{kind}-"):
        return "", dict(params)
    word, _, party = key.removeprefix(f"{kind}-").rpartition("-")
    for sort in ("reminder", "late"):
        if word.endswith(f"-{sort}"):
            word = sort
    common = next(
        (one for one in (f"request-{word}-{party}", f"request-step-{party}") if has(one)), ""
    )
    return common, {**params, "what": [f"kind-{kind}"], "now": [f"state-{kind}-{state}"]}


def basis(t: Translate, basis: str) -> str:
    """What a step rests on, in words: "plan 5" of the tables is a point of the action plan, "rules
    3" one of the school's own rules; anything else speaks for itself."""
    source, _, point = basis.partition(" ")
    if point.isdecimal() and source in ("plan", "rules"):
        return t(f"basis-{source}", point=int(point))
    return basis


def state(has: Has, kind: str, state: str) -> str:
    """The key of the text that says how a case of ``kind`` in ``state`` stands."""
    own = f"{kind}-now-{state}"
    return own if has(own) else f"state-{kind}-{state}"
