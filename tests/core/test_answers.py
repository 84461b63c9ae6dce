"""What people type for the fields of a form, and what is said to what will not do."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import dates
from core.answers import parse, problem, tidy
from core.fields import (
    BadValue,
    DayAhead,
    DayFar,
    DayMissing,
    DayPast,
    Field,
    Kind,
    NeedsAnswer,
    NoDate,
    NoMoney,
    NoNumber,
    NoPercent,
    NoSuchOption,
    NotWhole,
    NotYesOrNo,
    NoWords,
    PercentUnclear,
    TooLarge,
    TooLong,
    TooManyOptions,
    TooManyPlaces,
    TooShort,
    TooSmall,
)
from core.forms import shown
from core.texts import Texts
from tests.source import ROOT

TODAY = date(2026, 11, 22)  # a Sunday
TEXTS = Texts(ROOT / "locales", strict=True)
ZH, EN = TEXTS.reader("zh-CN"), TEXTS.reader("en")

TITLE = Field("title", limit=10)
MONEY = Field("funding", Kind.MONEY)
PEOPLE = Field("people", Kind.NUMBER, minimum=1, maximum=500)
SHARE = Field("share", Kind.PERCENT)
STARTS = Field("starts", Kind.DATE, side="future")
FOUNDED = Field("founded", Kind.DATE, side="past")
STAGE = Field("stage", Kind.CHOICE, options=("idea", "prototype", "registered"), words="stage")
NEEDS = Field("need", Kind.CHOICES, options=("funding", "patent"), limit=1, words="need")
AGREED = Field("agreed", Kind.YES_NO)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35000", "35000.00"),
        ("３５，０００元", "35000.00"),
        ("￥35,000.5", "35000.50"),
        ("人民币35000元整", "35000.00"),
        ("35000 yuan", "35000.00"),
        ("三万五", "35000.00"),
        ("1.5万", "15000.00"),
        ("1.5万元", "15000.00"),
        ("两百块", "200.00"),
        ("3w", "30000.00"),
        ("三块五", "3.50"),
        ("3元5角2分", "3.52"),
        ("12块钱", "12.00"),
        ("0", "0.00"),
    ],
)
def test_money_is_read_as_people_type_it(text: str, value: str) -> None:
    assert parse(MONEY, text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("很多", NoMoney),
        ("3到5万", NoMoney),
        ("约三万", NoMoney),
        ("1,00", NoMoney),
        ("1e9", NoMoney),
        ("100美元", NoMoney),
        ("3.5块2", NoMoney),
        ("-300", TooSmall),
        ("负三万", TooSmall),
        ("一万亿", TooLarge),
        ("9999999999999999", TooLarge),
        ("3.456", TooManyPlaces),
    ],
)
def test_money_that_cannot_be_meant_is_refused(text: str, refusal: type[BadValue]) -> None:
    with pytest.raises(refusal) as refused:
        parse(MONEY, text, today=TODAY)

    assert type(refused.value) is refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("十二", 12),
        ("１２人", 12),
        ("3个", 3),
        ("五 位", 5),
        ("5 people", 5),
        ("两百", 200),
    ],
)
def test_number_is_read_as_people_type_it(text: str, value: int) -> None:
    assert parse(PEOPLE, text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "refusal", "params"),
    [
        ("三五个", NoNumber, {}),
        ("几个", NoNumber, {}),
        ("0", TooSmall, {"minimum": "1"}),
        ("-3", TooSmall, {"minimum": "1"}),
        ("五千", TooLarge, {"maximum": "500"}),
        ("1.5", NotWhole, {}),
    ],
)
def test_number_out_of_bounds_is_refused_with_the_bound(
    text: str, refusal: type[BadValue], params: dict[str, str]
) -> None:
    with pytest.raises(refusal) as refused:
        parse(PEOPLE, text, today=TODAY)

    assert (type(refused.value), refused.value.params) == (refusal, params)


def test_number_with_places_is_a_decimal_text() -> None:
    field = Field("area", Kind.NUMBER, places=1)

    assert parse(field, "120.5", today=TODAY) == "120.5"
    with pytest.raises(TooManyPlaces):
        parse(field, "120.55", today=TODAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30", "30.00"),
        ("30%", "30.00"),
        ("３３．３４％", "33.34"),
        ("百分之三十", "30.00"),
        ("三成五", "35.00"),
        ("0.5%", "0.50"),
        ("5个点", "5.00"),
    ],
)
def test_share_is_read_as_people_type_it(text: str, value: str) -> None:
    assert parse(SHARE, text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("一半吧", NoPercent), ("101", TooLarge), ("-1%", TooSmall), ("33.333", TooManyPlaces)],
)
def test_share_that_cannot_be_is_refused(text: str, refusal: type[BadValue]) -> None:
    with pytest.raises(refusal):
        parse(SHARE, text, today=TODAY)


def test_share_that_may_be_two_is_asked_for_its_sign() -> None:
    with pytest.raises(PercentUnclear) as refused:
        parse(SHARE, "0.3", today=TODAY)

    assert refused.value.params == {"given": "0.3", "times": "30"}
    assert ZH(refused.value.key, **refused.value.params) == (
        "0.3 是指 0.3% 还是 30%？请带上 % 再发一次。"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026年12月1日", "2026-12-01"),
        ("2026年12月1号", "2026-12-01"),
        ("２０２６－１２－０１", "2026-12-01"),
        ("2026/12/1", "2026-12-01"),
        ("2026.12.1", "2026-12-01"),
        ("20261201", "2026-12-01"),
        ("26年12月1日", "2026-12-01"),
        ("二〇二六年十二月一日", "2026-12-01"),
        ("12-01", "2026-12-01"),
        ("12月1日前", "2026-12-01"),
        ("12/1", "2026-12-01"),
        ("3月15", "2027-03-15"),
        ("明年3月", "2027-03-01"),
        ("明年三月", "2027-03-01"),
        ("2027-03", "2027-03-01"),
        ("后年5月4日", "2028-05-04"),
        ("11月", "2026-11-22"),
        ("12月", "2026-12-01"),
        ("下个月5号", "2026-12-05"),
        ("本月底", "2026-11-30"),
        ("月底", "2026-11-30"),
        ("明年2月底", "2027-02-28"),
        ("年底", "2026-12-31"),
        ("明年年底", "2027-12-31"),
        ("25号", "2026-11-25"),
        ("5号", "2026-12-05"),
        ("31号", "2026-12-31"),
        ("2月29日", "2028-02-29"),
        ("今天", "2026-11-22"),
        ("后天", "2026-11-24"),
        ("周三", "2026-11-25"),
        ("下周三", "2026-11-25"),
        ("两周后", "2026-12-06"),
        ("三个月后", "2027-02-22"),
        ("半年后", "2027-05-22"),
        ("Dec 1", "2026-12-01"),
        ("1st of December, 2026", "2026-12-01"),
        ("March 2027", "2027-03-01"),
        ("tomorrow", "2026-11-23"),
    ],
)
def test_coming_day_is_read_as_people_type_it(text: str, value: str) -> None:
    assert parse(STARTS, text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("3月15日", "2026-03-15"), ("12月1日", "2025-12-01"), ("去年5月", "2025-05-01"),
     ("30号", "2026-10-30"), ("三天前", "2026-11-19"), ("2019年9月1日", "2019-09-01")],
)  # fmt: skip
def test_day_gone_by_is_read_as_people_type_it(text: str, value: str) -> None:
    assert parse(FOUNDED, text, today=TODAY) == value


@pytest.mark.parametrize(
    ("field", "text", "refusal"),
    [
        (STARTS, "2026年11月21日", DayPast),
        (STARTS, "昨天", DayPast),
        (STARTS, "2月30日", DayMissing),
        (STARTS, "2027-02-29", DayMissing),
        (STARTS, "13月", DayMissing),
        (STARTS, "0000年1月", DayMissing),
        (STARTS, "3026年1月1日", DayFar),
        (STARTS, "01/02/2027", NoDate),
        (STARTS, "尽快", NoDate),
        (STARTS, "3月中旬", NoDate),
        (STARTS, "底", NoDate),
        (STARTS, "农历三月初三", NoDate),
        (FOUNDED, "明天", DayAhead),
        (FOUNDED, "1826-01-01", DayFar),
    ],
)
def test_day_that_cannot_be_meant_is_refused(
    field: Field, text: str, refusal: type[BadValue]
) -> None:
    with pytest.raises(refusal) as refused:
        parse(field, text, today=TODAY)

    assert type(refused.value) is refusal


@pytest.mark.parametrize(
    ("text", "value"),
    [("idea", "idea"), ("2", "prototype"), ("２.", "prototype"), ("已注册公司", "registered")],
)
def test_choice_is_taken_by_key_number_or_name(text: str, value: str) -> None:
    assert parse(STAGE, text, today=TODAY, t=ZH) == value


@pytest.mark.parametrize("text", ["0", "4", "别的", "1,2"])
def test_choice_that_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(NoSuchOption) as refused:
        parse(STAGE, text, today=TODAY, t=ZH)

    assert refused.value.params == {"most": 3}


def test_choices_are_taken_together_and_no_more_than_the_limit() -> None:
    both = Field("need", Kind.CHOICES, options=("funding", "patent"), words="need")

    assert parse(both, "专利、融资，专利", today=TODAY, t=ZH) == ["patent", "funding"]
    assert parse(both, "1 2", today=TODAY) == ["funding", "patent"]
    with pytest.raises(TooManyOptions) as refused:
        parse(NEEDS, "1 2", today=TODAY)
    assert refused.value.params == {"count": 2, "limit": 1}
    with pytest.raises(NeedsAnswer):
        parse(both, " ", today=TODAY)
    with pytest.raises(NoSuchOption):
        parse(both, "融资、别的", today=TODAY, t=ZH)


def test_yes_and_no_are_read_in_both_languages() -> None:
    assert [parse(AGREED, text, today=TODAY) for text in ("是的。", "OK", "没有", "No")] == [
        True,
        True,
        False,
        False,
    ]
    with pytest.raises(NotYesOrNo):
        parse(AGREED, "也许", today=TODAY)


def test_text_is_kept_with_what_cannot_be_stored_or_seen_taken_out() -> None:
    assert parse(TITLE, "  二手\0书\u202e \n交换\ud800 ", today=TODAY) == "二手书 交换\ufffd"
    assert tidy("一行\r\n\n\n\n二行\u200b ", lines=True) == "一行\n\n二行"


@pytest.mark.parametrize("text", ["🚀🚀", "👨‍👩‍👧", "！！！", "……", "\ud83d"])
def test_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(NoWords):
        parse(TITLE, text, today=TODAY)

    assert parse(TITLE, f"{text[:3]}书", today=TODAY)


def test_text_of_a_wrong_length_is_refused_with_the_count() -> None:
    with pytest.raises(TooLong) as long:
        parse(TITLE, "书" * 11, today=TODAY)
    with pytest.raises(TooShort) as short:
        parse(Field("why", minimum=5), "没有", today=TODAY)

    assert long.value.params == {"length": 11, "limit": 10}
    assert short.value.params == {"length": 2, "limit": 5}
    assert parse(TITLE, "书" * 10, today=TODAY) == "书" * 10


@pytest.mark.parametrize("kind", [kind for kind in Kind if "choice" not in kind])
def test_only_what_need_not_be_answered_can_be_skipped(kind: Kind) -> None:
    assert parse(Field("open", kind, required=False), "跳过", today=TODAY) is None
    assert parse(Field("open", kind, required=False), " \0 ", today=TODAY) is None
    with pytest.raises(NeedsAnswer):
        parse(Field("open", kind), "Skip", today=TODAY)


@pytest.mark.parametrize("refusal", BadValue.__subclasses__())
def test_every_refusal_says_what_would_do_in_both_languages(refusal: type[BadValue]) -> None:
    params = dict.fromkeys(
        ("length", "limit", "given", "times", "minimum", "maximum", "places", "year", "today",
         "most", "count"), 7,
    )  # fmt: skip

    assert ZH(refusal.key, **params) != EN(refusal.key, **params)


@settings(deadline=None)
@given(number=st.integers(0, 10**10 * 100))
def test_money_comes_back_as_it_is_shown(number: int) -> None:
    value = f"{Decimal(number) / 100:.2f}"

    for t in (ZH, EN):
        assert parse(MONEY, shown(MONEY, value, t), today=TODAY) == value


@settings(deadline=None)
@given(number=st.integers(-(10**12), 10**12))
def test_number_comes_back_as_it_is_shown(number: int) -> None:
    field = Field("any", Kind.NUMBER)

    assert parse(field, shown(field, number, ZH), today=TODAY) == number


@settings(deadline=None)
@given(number=st.integers(0, 10_000))
def test_share_comes_back_as_it_is_shown(number: int) -> None:
    value = f"{Decimal(number) / 100:.2f}"

    assert parse(SHARE, shown(SHARE, value, ZH), today=TODAY) == value


@settings(deadline=None)
@given(day=st.dates(date(1927, 1, 1), date(2126, 1, 1)))
def test_day_comes_back_as_it_is_shown(day: date) -> None:
    field = Field("day", Kind.DATE)

    for t in (ZH, EN):
        assert parse(field, shown(field, day.isoformat(), t), today=TODAY) == day.isoformat()


@settings(deadline=None)
@given(
    today=st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    month=st.integers(1, 12),
    number=st.integers(1, 28),
)
def test_day_without_a_year_is_the_nearest_on_its_side(
    today: date, month: int, number: int
) -> None:
    coming = dates.day(f"{month}月{number}日", today=today, side="future")
    gone = dates.day(f"{month}-{number:02}", today=today, side="past")

    assert coming is not None
    assert gone is not None
    assert today <= coming < today + timedelta(days=366)
    assert today - timedelta(days=366) < gone <= today


@settings(deadline=None, max_examples=300)
@given(
    field=st.sampled_from([TITLE, MONEY, PEOPLE, SHARE, STARTS, FOUNDED, STAGE, NEEDS, AGREED]),
    text=st.one_of(
        st.text(),
        st.text(
            alphabet="0123456789年月日号底周后前半一二三十百千万亿点零.-/,%元角 \0\ud800",
            max_size=10,
        ),
    ),
)
def test_anything_typed_is_a_value_for_json_or_a_refusal(field: Field, text: str) -> None:
    refusal, value = None, None
    try:
        value = parse(field, text, today=TODAY, t=ZH)
    except BadValue as error:
        refusal = error
    said = ZH(refusal.key, **refusal.params) if refusal else shown(field, value, ZH)

    assert said
    assert refusal or value is None or problem(field, value, today=TODAY) is None
    assert json.loads(json.dumps(value)) == value
    assert json.dumps(value, ensure_ascii=False).encode()
