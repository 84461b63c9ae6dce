"""One sentence is understood by its words; meaning only suggests where words are silent."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentors.needs import Parsed, _words, guess, parse, times
from mentors.vocabulary import SLOTS, Industry, Language, Stage, Tag
from students.projects import LONGEST_TITLE, MOST_CHOICES

CUP = "我们做宠物智能水杯，样机有了，想找第一批客户，周三晚上有空"


def test_a_sentence_says_stage_field_need_and_time() -> None:
    assert parse(CUP) == Parsed(
        stage=Stage.PROTOTYPE,
        industries=(Industry.CONSUMER, Industry.SMART_HARDWARE),
        tags=(Tag.CUSTOMERS,),
        times=("wed-evening",),
        title="宠物智能水杯",
    )


def test_english_is_understood_too() -> None:
    said = "We build pet food, the prototype is done, need first customers, Wednesday evenings"

    assert parse(said) == Parsed(
        stage=Stage.PROTOTYPE,
        industries=(Industry.CONSUMER,),
        tags=(Tag.CUSTOMERS,),
        times=("wed-evening",),
    )


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("只有一个想法，还没有样机", Stage.IDEA),
        ("准备做样机", None),
        ("想找人聊聊，样机有了", Stage.PROTOTYPE),
        ("样机做完了，公司刚成立", Stage.REGISTERED),
        ("准备注册公司，样机做完了", Stage.PROTOTYPE),
        ("已经有付费用户", Stage.REVENUE),
        ("还没盈利，公司已注册", Stage.REGISTERED),
        ("we have no prototype yet, just an idea", Stage.IDEA),
    ],
)
def test_the_furthest_stage_that_is_reached_counts(said: str, stage: Stage | None) -> None:
    assert parse(said).stage == stage


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ("想申请专利，还要找投资人", (Tag.PATENT, Tag.FUNDING)),
        ("不缺资金，缺客户", (Tag.CUSTOMERS,)),
        ("没有技术，也没钱", (Tag.TECHNOLOGY, Tag.FUNDING)),
        ("产品设计和量产，找工厂", (Tag.PRODUCT,)),
        ("我要找导师", ()),
    ],
)
def test_needs_come_in_the_order_of_the_sentence(said: str, tags: tuple[Tag, ...]) -> None:
    assert parse(said).tags == tags


def test_the_longest_word_is_used_up() -> None:
    assert parse("人工智能系统").industries == (Industry.SOFTWARE,)
    assert parse("智能系统").industries == (Industry.SMART_HARDWARE,)
    assert parse("start-up party").industries == ()


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("周三晚", ["wed-evening"]),
        ("星期二、四下午", ["tue-afternoon", "thu-afternoon"]),
        ("周一到周三上午", ["mon-morning", "tue-morning", "wed-morning"]),
        ("周六", ["sat-morning", "sat-afternoon", "sat-evening"]),
        ("周三晚或周六下午", ["wed-evening", "sat-afternoon"]),
        ("周末晚上", ["sat-evening", "sun-evening"]),
        ("礼拜天早上", ["sun-morning"]),
        ("一周一次，每两周二次", []),
        ("Mon and Thu mornings", ["mon-morning", "thu-morning"]),
        ("weekend evenings", ["sat-evening", "sun-evening"]),
        ("evening on Friday", ["fri-evening"]),
    ],
)
def test_times_become_weekly_slots(said: str, slots: list[str]) -> None:
    assert list(times(said.casefold())) == slots


def test_a_part_without_a_day_is_every_day() -> None:
    assert times("晚上有空") == tuple(key for key in SLOTS if key.endswith("-evening"))


def test_language_and_distance_are_understood() -> None:
    parsed = parse("希望英文交流，线上就好")

    assert (parsed.languages, parsed.online_ok) == ((Language.ENGLISH,), True)
    assert parse("想当面聊").online_ok is False
    assert parse(CUP).online_ok is None


@pytest.mark.parametrize("said", ["", "😀", "<b></b>", "我要找导师", "？？？"])
def test_what_says_nothing_is_not_interpreted(said: str) -> None:
    assert parse(said) == Parsed()
    assert parse(said).says_nothing


@given(st.text(max_size=400))
def test_any_text_is_read_within_the_limits(said: str) -> None:
    parsed = parse(said)

    assert len(parsed.tags) <= MOST_CHOICES
    assert len(parsed.industries) <= MOST_CHOICES
    assert len(parsed.title) <= LONGEST_TITLE
    assert set(parsed.times) <= set(SLOTS)


def test_five_thousand_characters_take_no_time() -> None:
    assert parse("周" * 5000) == Parsed()
    assert parse("周一、" * 1700).times[:1] == ("mon-morning",)


def test_every_word_list_names_the_vocabulary() -> None:
    words = _words()

    assert set(words["stage"]) == set(Stage)
    assert set(words["industries"]) == set(Industry) - {Industry.OTHER}
    assert set(words["tags"]) == set(words["about"]["tags"]) == set(Tag)
    for name in ("stage", "industries", "tags", "language", "meeting"):
        said = [word for group in words[name].values() for word in group]
        assert len(said) == len(set(said)), name
        assert all(word == word.casefold() for word in said), name


async def test_meaning_suggests_a_need_only_where_it_is_clearly_nearest() -> None:
    about: dict[str, str] = _words()["about"]["tags"]
    axis = {line: number for number, line in enumerate(about.values())}

    async def embed(text: str) -> Sequence[float]:
        vector = [0.1] * len(axis)
        if text in axis:
            vector[axis[text]] = 1.0
        elif "做好了没人要" in text:
            vector[axis[about["customers"]]] = 1.0
        return vector

    suggested = await guess("做好了没人要", parse("做好了没人要"), embed)
    assert suggested.tags == (Tag.CUSTOMERS,)
    assert suggested.guessed == frozenset({Tag.CUSTOMERS})
    whole = "我们做宠物智能水杯，样机有了，做好了没人要，周三晚上有空"
    assert (await guess(whole, parse(whole), embed)).tags == (Tag.CUSTOMERS,)
    assert await guess("随便聊聊", parse("随便聊聊"), embed) == Parsed()
    assert await guess(CUP, parse(CUP), embed) == parse(CUP)
