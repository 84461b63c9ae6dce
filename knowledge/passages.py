"""Chooses the words of a clause that answer a question: sentences, a 款, or an item with its lead.

Everything is chosen by position, so that what comes out is always a piece of the clause itself.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from knowledge import vocabulary
from knowledge.lexical import tokens
from knowledge.questions import Wants

SHORT = 90
"""A clause of this many characters is quoted whole."""
LONG = 180
"""What one clause contributes to an answer should not be longer."""
LIST = 260
"""The whole of a list may be a little longer, because half of one misleads."""

_CONTRASTS = Wants.CONTRAST
_LISTS = Wants.ENUMERATION | Wants.CONDITION
Weight = Callable[[str], float]

_ITEM = re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?[”』」]?")
_BOUND = re.compile(r"^(?:但|但是|其中|除|前款|本款|不过|同时)")
FIGURES = Wants.SHARE | Wants.MONEY | Wants.TIME | Wants.AMOUNT | Wants.PEOPLE
"""What only a number answers."""
_N = "[\\d０-９一二三四五六七八九十百千万两半]+"
_CUES = {
    Wants.SHARE: rf"百分之|{_N}[%％]|分之",
    Wants.MONEY: rf"{_N}\s*(?:万|亿)?(?:元|倍)|百分之|{_N}[%％]",
    Wants.TIME: rf"{_N}\s*(?:个?工作日|日|天|个?月|年|周|小时|时)|次日|不计入|下一日",
    Wants.AMOUNT: rf"{_N}\s*(?:个(?!月)|名|人|万|元|倍|次|件|以上|以下|[%％])|百分之",
    Wants.PEOPLE: rf"{_N}\s*(?:个|名|人)(?!月)",
    Wants.PERMISSION: r"可以|应当|不得|禁止|必须|有权|无权|无效|有效|允许|无需|不需|需要|不再|不用",
    Wants.OWNER: r"属于|归|享有|共有|权利人|所有",
    Wants.MEANING: r"是指|指|包括|认定为|视为|所称|用来|分",
    Wants.ENUMERATION: r"下列|包括|载明|写明|内容|各项|、",
    Wants.CONDITION: r"下列|具备|应当符合|同时符合|条件：",
    Wants.SANCTION: r"责令|罚款|责任|处分|撤销|吊销|赔偿|没收|处以",
}
_CUE = {want: re.compile(pattern) for want, pattern in _CUES.items()}
_HINT = re.compile(r"期限|届满|之日|比例|份额|税率")
"""Speaks of the figure without giving it."""
_REFERS = re.compile(
    r"从其规定|另有规定|不适用|依照.{0,20}规定执行|具体办法由|本(?:法|条例|办法)自"
)
"""Sends the reader elsewhere: seldom what was asked."""
_ACTS = 0.1
"""What it adds to speak of all that the question is about doing."""
_FIRST = 0.04
"""The opening sentence of a clause states its rule."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clause, ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """What a clause says to a question: its pieces in order and how well they fit, 0 to 1.

    ``covered`` are the words of the question found in them, ``figures`` says that an amount asked
    for stands there, ``stated`` that conditions asked for do, ``cut`` that a list goes on.
    """

    pieces: tuple[Piece, ...]
    fit: float
    covered: frozenset[str]
    figures: bool
    stated: bool = True
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    line: int
    lead: Piece | None = None
    item: bool = False


def query(terms: str, weight: Weight) -> dict[str, float]:
    """The tokens to look for with their weights; legal words for everyday ones count half."""
    found = {token: weight(token) for token in tokens(terms)}
    for word in vocabulary.legal_words(terms):
        for token in tokens(word):
            found.setdefault(token, weight(token) / 2)
    return found


def choose(
    text: str, wanted: Mapping[str, float], wants: Wants, acts: Sequence[re.Pattern[str]] = ()
) -> Passage:
    """The words of a clause that answer best, of at most LONG characters where that can be.

    ``acts`` are what the question is about doing: the item that speaks of it is preferred.
    """
    units = _units(text)
    scores = [
        _score(text, unit, wanted, wants) + _ACTS * _share(acts, text[unit.start : unit.end])
        for unit in units
    ]
    best = max(range(len(units)), key=lambda n: (scores[n], -n))
    unit = units[best]
    cut = False
    whole = LIST if wants & _CONTRASTS else SHORT
    if len(text) <= whole and not any(u.item for u in units):
        pieces = [Piece(0, len(text))]
    elif wanted.keys().isdisjoint(tokens(text)):
        # A question in another language: nothing tells its sentences apart.
        pieces, cut = _opening(text, units)
    elif unit.lead and (_whole_list(unit, scores, units) or wants & _LISTS):
        pieces, cut = _list(unit, units)
    elif unit.lead:
        pieces = _joined([unit.lead, Piece(unit.start, unit.end)], text)
    else:
        pieces = _sentences(text, best, units, scores)
    words = "".join(text[p.start : p.end] for p in pieces)
    covered = frozenset(set(tokens(words)) & wanted.keys())
    stated = Wants.CONDITION not in wants or bool(_CUE[Wants.CONDITION].search(words))
    return Passage(tuple(pieces), scores[best], covered, _figures(words, wants), stated, cut)


def beginning(text: str) -> Passage:
    """The opening of a clause for somebody who asked for the clause itself."""
    pieces, cut = _opening(text, _units(text))
    return Passage(tuple(pieces), 1.0, frozenset(), figures=True, cut=cut)


def _opening(text: str, units: list[_Unit]) -> tuple[list[Piece], bool]:
    """The first sentences, as many as LONG holds, and whether the text goes on."""
    end = units[0].end
    for unit in units[1:]:
        if unit.end > LONG:
            break
        end = unit.end
    lead = units[0].end if len(units) > 1 and units[1].lead else 0
    end = max(end, lead)
    return [Piece(0, end)], end < len(text)


def _units(text: str) -> list[_Unit]:
    units: list[_Unit] = []
    lead: Piece | None = None
    start = 0
    for number, line in enumerate(text.split("\n")):
        if _ITEM.match(line):
            units.append(_Unit(start, start + len(line), number, lead, item=True))
        else:
            sentences = [
                _Unit(start + m.start(), start + m.end(), number) for m in _SENTENCE.finditer(line)
            ]
            units += sentences
            last = sentences[-1] if sentences else None
            lead = Piece(last.start, last.end) if last and line.endswith(("：", ":")) else lead
        start += len(line) + 1
    return units or [_Unit(0, len(text), 0)]


def _score(text: str, unit: _Unit, wanted: Mapping[str, float], wants: Wants) -> float:
    own = set(tokens(text[unit.start : unit.end]))
    lead = set(tokens(text[unit.lead.start : unit.lead.end])) if unit.lead else set[str]()
    total = sum(wanted.values()) or 1.0
    hit = sum(w if t in own else w / 2 if t in lead else 0.0 for t, w in wanted.items()) / total
    said = text[unit.start : unit.end]
    opening = _FIRST if unit.start == 0 else 0.0
    led = text[unit.lead.start : unit.lead.end] + said if unit.lead else said
    told = _told(led, wants)
    share = 0.25 if wants & FIGURES else 0.12
    return (1 - share) * hit + share * told + opening - (0.1 if _REFERS.search(said) else 0.0)


def _asked(wants: Wants) -> list[Wants]:
    """The kinds one by one: a figure before all others, 多少 only where nothing says of what."""
    asked = [want for want in _CUE if want in (wants & FIGURES or wants)]
    if Wants.AMOUNT in asked and len(asked) > 1:
        asked.remove(Wants.AMOUNT)
    return asked


def _share(acts: Sequence[re.Pattern[str]], said: str) -> float:
    return sum(bool(act.search(said)) for act in acts) / len(acts) if acts else 0.0


def _told(said: str, wants: Wants) -> float:
    """How far the kind of words that would answer is there, 0 to 1."""
    asked = _asked(wants)
    if not asked:
        return 0.0
    told = sum(
        1.0 if _CUE[want].search(said) else 0.4 if want in FIGURES and _HINT.search(said) else 0.0
        for want in asked
    )
    return told / len(asked)


def _figures(words: str, wants: Wants) -> bool:
    asked = [want for want in _asked(wants) if want in FIGURES]
    return not asked or any(_CUE[want].search(words) for want in asked)


def _whole_list(unit: _Unit, scores: list[float], units: list[_Unit]) -> bool:
    """Whether no item stands out: then the list as a whole answers."""
    same = [s for u, s in zip(units, scores, strict=True) if u.lead == unit.lead]
    if len(same) < 2:
        return False
    ordered = sorted(same, reverse=True)
    return ordered[0] - ordered[1] < 0.015


def _list(unit: _Unit, units: list[_Unit]) -> tuple[list[Piece], bool]:
    assert unit.lead
    items = [u for u in units if u.lead == unit.lead]
    start, end = unit.lead.start, items[0].end
    for item in items[1:]:
        if item.end - start > LIST:
            return [Piece(start, end)], True
        end = item.end
    return [Piece(start, end)], False


def _sentences(text: str, best: int, units: list[_Unit], scores: list[float]) -> list[Piece]:
    """The best sentence, with what follows on it, and its lead list when it announces one."""
    start, end = units[best].start, units[best].end
    if text[:end].endswith(("：", ":")):
        items = [u for u in units if u.lead == Piece(start, end)]
        if items:
            return _list(items[0], units)[0]
    after = best + 1
    while after < len(units) and not units[after].item and units[after].end - start <= LONG:
        said = text[units[after].start : units[after].end]
        near = scores[after] >= 0.8 * scores[best]
        if said.endswith(("：", ":")) or not (
            _BOUND.match(said) or (near and units[after].line == units[best].line)
        ):
            break
        end = units[after].end
        after += 1
    before = best - 1
    if before >= 0 and not units[before].item:
        opening = _BOUND.match(text[start:end])
        same_line = units[before].line == units[best].line
        if opening and same_line and end - units[before].start <= LONG:
            start = units[before].start
    return [Piece(start, end)]


def _joined(pieces: list[Piece], text: str) -> list[Piece]:
    """Neighbouring pieces as one."""
    first, second = pieces
    if not text[first.end : second.start].strip():
        return [Piece(first.start, second.end)]
    return pieces
