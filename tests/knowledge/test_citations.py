"""The proof gate: whatever is changed in a proved answer, it does not pass any more."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge import clauses, figures
from knowledge.citations import faults
from knowledge.documents import Citation, Clause, Force, Grade
from knowledge.force import Span
from knowledge.shelf import Stored

TODAY = date(2026, 11, 22)
TEXT = (
    "单位没有约定的，按照下列标准给予奖励：\n（一）许可他人实施的，提取不低于百分之五十的比例；\n"
    "（二）应当在3个月内发给，奖金不少于4000元，连续三至五年。"
)
CLAUSE = Clause(
    id="演示法#第五条@2020-01-01",
    document="演示法",
    title="演示法",
    article="第五条",
    heading="",
    text=TEXT,
    version="2020-01-01",
    ordinal=5,
    key=7,
)
SPAN = Span(date(2020, 1, 1), date(2030, 1, 1))


def stored(clause: Clause = CLAUSE, span: Span = SPAN, published: bool = True) -> Stored:
    return Stored(clause, clauses.sha256(clause), span, published)


def cite(start: int, end: int, status: Force = Force.IN_FORCE) -> Citation:
    return Citation(CLAUSE, TEXT[start:end], start, end, status)


def passes(
    text: str,
    *cited: Citation,
    kept: Stored | None = None,
    as_of: date = TODAY,
) -> bool:
    found = faults(text, cited, {7: kept or stored()}, as_of=as_of, today=TODAY)
    return not found


SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT))).filter(
    lambda pair: pair[0] < pair[1] and any(c.isalnum() for c in TEXT[pair[0] : pair[1]])
)


@given(SPANS)
def test_any_exact_quote_passes(pair: tuple[int, int]) -> None:
    quote = cite(*pair)

    assert passes(quote.quote, quote)


@given(SPANS, st.integers(0, 200), st.characters(min_codepoint=0x30, max_codepoint=0x9FA5))
def test_a_changed_character_in_a_quote_is_caught(
    pair: tuple[int, int], place: int, character: str
) -> None:
    good = cite(*pair)
    place %= len(good.quote)
    assume(good.quote[place] != character)
    forged = good.quote[:place] + character + good.quote[place + 1 :]

    assert not passes(good.quote, replace(good, quote=forged))


@given(SPANS, st.integers(-3, 3), st.integers(-3, 3))
def test_shifted_offsets_are_caught(pair: tuple[int, int], left: int, right: int) -> None:
    good = cite(*pair)
    start, end = good.start + left, good.end + right
    assume((start, end) != pair)
    assume(not (0 <= start < end and TEXT[start:end] == good.quote))

    assert not passes(good.quote, replace(good, start=start, end=end))


@given(SPANS, st.integers(1, 10**7))
def test_a_number_from_no_quote_is_caught(pair: tuple[int, int], number: int) -> None:
    good = cite(*pair)
    assume(Fraction(number) not in {figure.value for figure in figures.read(good.quote)})

    assert not passes(f"{good.quote} 以及 {number} 元", good)


@pytest.mark.parametrize(
    "said", ["60%", "百分之六十", "六成", "６０％", "十分之六", "陆拾元", "半年", "3天", "四千倍"]
)
def test_a_forged_number_is_caught_however_it_is_written(said: str) -> None:
    quote = cite(0, len(TEXT))

    assert passes("提取比例照条文", quote)
    assert not passes(f"提取{said}", quote)


@pytest.mark.parametrize(
    "said", ["50%", "百分之五十", "五成", "５０％", "4,000元", "四千元", "3个月", "三年", "5 年"]
)
def test_a_quoted_number_passes_however_it_is_written(said: str) -> None:
    assert passes(f"也就是{said}", cite(0, len(TEXT)))


def test_answer_without_citation_fails() -> None:
    assert not passes("提取不低于百分之五十的比例")


def test_citation_that_resolves_to_nothing_fails() -> None:
    quote = cite(0, 10)

    assert faults(quote.quote, [quote], {}, as_of=TODAY, today=TODAY)
    other = replace(CLAUSE, id="演示法#第六条@2020-01-01")
    assert not passes(quote.quote, quote, kept=stored(other))


def test_text_changed_in_the_store_fails() -> None:
    quote = cite(0, 10)
    tampered = replace(stored(), clause=replace(CLAUSE, text=TEXT + "另有规定的除外。"))

    assert passes(quote.quote, quote)
    assert not passes(quote.quote, quote, kept=tampered)


def test_damaged_clause_is_never_quoted() -> None:
    quote = cite(0, 10)

    assert passes(quote.quote, quote, kept=stored(replace(CLAUSE, grade=Grade.B)))
    assert not passes(quote.quote, quote, kept=stored(replace(CLAUSE, grade=Grade.C)))


def test_withdrawn_version_fails() -> None:
    quote = cite(0, 10)

    assert not passes(quote.quote, quote, kept=stored(published=False))


@given(st.dates(date(2015, 1, 1), date(2035, 1, 1)))
def test_only_a_version_in_force_on_the_day_passes(day: date) -> None:
    quote = cite(0, 10)

    assert passes(quote.quote, quote, as_of=day) == (SPAN.on(day) is Force.IN_FORCE)


def test_expired_version_needs_its_label() -> None:
    ended = stored(span=Span(date(2020, 1, 1), date(2023, 1, 1)))
    day = date(2022, 6, 1)

    labelled = cite(0, 10, Force.EXPIRED)
    assert passes(labelled.quote, labelled, kept=ended, as_of=day)
    unlabelled = cite(0, 10)
    assert not passes(unlabelled.quote, unlabelled, kept=ended, as_of=day)
    assert not passes(labelled.quote, labelled, kept=ended)
