"""What both sides read about why they were brought together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from core.texts import Texts
from mentors.acceptance import Acceptance
from mentors.candidates import Candidate, Need, Pool
from mentors.ranking import Ranked, TextScale, rank
from mentors.reasons import FEWEST_RATINGS, Reason, for_mentor, for_student
from mentors.vocabulary import (
    Conflict,
    Day,
    DeclineReason,
    Industry,
    Kind,
    Language,
    Origin,
    Part,
    Stage,
    Tag,
    slot,
    slot_parts,
    text_key,
)
from mentors.weights import Weights
from tests.mentors.test_ranking import mentors, needs
from tests.source import ROOT

TEXTS = Texts(ROOT / "locales", strict=True)
SCALE = TextScale(-0.5, 0.5)
NEED = Need(
    stage=Stage.PROTOTYPE,
    industries=frozenset({Industry.BIOMED}),
    tags=(Tag.FUNDING, Tag.PATENT, Tag.TEAM),
    campus="east",
    text_vector=[1.0, 0.0],
)
MENTOR = Candidate(
    1,
    industries=frozenset({Industry.BIOMED, Industry.SOFTWARE}),
    stages=frozenset({Stage.PROTOTYPE}),
    tags=frozenset({Tag.PATENT, Tag.FUNDING, Tag.LAW}),
    campuses=frozenset({"east"}),
    text_vector=[1.0, 0.1],
    rating_sum=4.8 * 20,
    rating_count=20,
)


def ranked(need: Need, mentor: Candidate) -> Ranked:
    """The mentor's line, whether or not a list would have it."""
    pool = Pool.of([mentor])
    ranking = rank(need, pool, weights=Weights(), acceptance=Acceptance(), scale=SCALE)
    return replace(ranking, rows=np.array([0])).best(pool)[0]


def student_reads(need: Need, mentor: Candidate, locale: str = "zh-CN") -> list[str]:
    t = TEXTS.reader(locale)
    return [reason.said(t) for reason in for_student(need, mentor, ranked(need, mentor))]


def mentor_reads(need: Need, mentor: Candidate, locale: str = "zh-CN") -> list[str]:
    t = TEXTS.reader(locale)
    return [reason.said(t) for reason in for_mentor(need, mentor, ranked(need, mentor))]


def test_student_reads_what_counts_most_first_and_what_is_missing_last() -> None:
    assert student_reads(NEED, MENTOR) == [
        "能帮你：融资、专利",
        "简介和你的项目很接近",
        "带过的学生评价好",
        "熟悉生物医药",
        "带过已有样机的项目",
        "可以到你的校区面谈",
        "没有写到：团队，这些可以另找一位",
    ]
    assert student_reads(NEED, MENTOR, "en")[0] == "Can help with: funding, patents"
    assert student_reads(NEED, MENTOR, "en")[-1] == (
        "Does not mention: team; somebody else could cover that"
    )


def test_mentor_reads_what_is_asked_and_what_else_is_needed() -> None:
    assert mentor_reads(NEED, MENTOR) == [
        "想请教您：融资、专利",
        "项目和您的简介很接近",
        "项目属于您熟悉的生物医药",
        "项目现在的阶段：已有样机",
        "学生就在您常去的校区",
        "还需要团队，不在您填写的所长里，可以由别的导师来帮",
    ]
    assert mentor_reads(NEED, MENTOR, "en")[0] == "Would like your help with: funding, patents"


def test_mentor_who_covers_nothing_is_said_to() -> None:
    stranger = Candidate(1, tags=frozenset({Tag.LAW}), stages=frozenset({Stage.REVENUE}))

    assert student_reads(NEED, stranger) == [
        "所长里没有写到融资、专利、团队",
        "没有写生物医药方面的经验",
        "没有写带过已有样机的项目",
        "不到你的校区，只能线上谈",
        "新导师，还没有学生评价",
    ]


def test_all_needs_covered_is_said_in_one_sentence() -> None:
    assert student_reads(NEED, replace(MENTOR, tags=frozenset(NEED.tags)))[0] == (
        "你要的融资、专利、团队，都是 TA 的所长"
    )


def test_neighbouring_stage_is_named_as_such() -> None:
    near = replace(MENTOR, stages=frozenset({Stage.IDEA, Stage.REGISTERED}))

    assert "带过相近阶段的项目：想法阶段、已注册公司" in student_reads(NEED, near)


@pytest.mark.parametrize("count", [1, FEWEST_RATINGS - 1])
def test_few_ratings_are_not_told(count: int) -> None:
    few = replace(MENTOR, rating_sum=5.0 * count, rating_count=count)

    assert "带过的学生评价好" in student_reads(NEED, MENTOR)
    assert not any("评价" in said for said in student_reads(NEED, few))


def test_nothing_is_said_of_what_the_student_did_not_ask() -> None:
    assert student_reads(Need(), replace(MENTOR, rating_count=0, rating_sum=0)) == [
        "新导师，还没有学生评价"
    ]
    assert mentor_reads(Need(), MENTOR) == []


@given(needs, mentors())
@settings(deadline=None, max_examples=50)
def test_every_word_of_a_need_is_said_to_be_covered_or_not(need: Need, mentor: Candidate) -> None:
    line = ranked(need, mentor)
    for reasons in (for_student(need, mentor, line), for_mentor(need, mentor, line)):
        named = {word: reason for reason in reasons for word in reason.words}
        for tag in need.tags:
            assert named[text_key(tag)].covered == (tag in mentor.tags)
        covered = [reason.covered for reason in reasons]
        assert covered == sorted(covered, reverse=True)
        for locale in TEXTS.locales:
            assert all(reason.said(TEXTS.reader(locale)) for reason in reasons)


@given(needs, mentors())
@settings(deadline=None, max_examples=50)
def test_record_load_and_leaning_never_show(need: Need, mentor: Candidate) -> None:
    other = replace(mentor, asked=50, yes=0, recent=9, used=5, busy=0.1)

    assert for_student(need, other, ranked(need, other)) == for_student(
        need, mentor, ranked(need, mentor)
    )
    assert for_mentor(need, other, ranked(need, other)) == for_mentor(
        need, mentor, ranked(need, mentor)
    )


@pytest.mark.parametrize("locale", TEXTS.locales)
def test_every_word_of_the_vocabulary_has_a_text(locale: str) -> None:
    families = (
        Stage,
        Industry,
        Tag,
        Kind,
        Origin,
        Language,
        Day,
        Part,
        DeclineReason,
        Conflict,
    )
    for family in families:
        texts = [TEXTS.render(locale, text_key(value)) for value in family]
        assert len(set(texts)) == len(texts)


def test_slots_are_taken_apart_as_they_were_made() -> None:
    for day in Day:
        for part in Part:
            assert slot_parts(slot(day, part)) == (day, part)
    for wrong in ("", "wed", "wed-night", "someday-evening", "wed-evening-late"):
        with pytest.raises(ValueError, match="is not a valid"):
            slot_parts(wrong)


def test_reason_without_words_is_its_text() -> None:
    assert Reason("reason-text").said(TEXTS.reader("en")) == "The profile is close to your project"
