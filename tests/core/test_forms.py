"""A form step by step: what comes next, what is missing, what counts and how it looks."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.forms import (
    Field,
    Form,
    Kind,
    Value,
    answered,
    effective,
    missing,
    next_field,
    parse,
    previous_field,
    shown,
    unfit,
)
from core.texts import Texts
from tests.source import ROOT

TEXTS = Texts(ROOT / "locales", strict=True)
ZH, EN = TEXTS.reader("zh-CN"), TEXTS.reader("en")

FORM = Form(
    "demo",
    (
        Field("title", limit=30),
        Field("company", Kind.YES_NO),
        Field("founded", Kind.DATE, side="past", only_if=("company", True)),
        Field("revenue", Kind.MONEY, required=False, only_if=("company", True)),
        Field("need", Kind.CHOICES, options=("funding", "patent"), words="need"),
        Field("amount", Kind.MONEY, only_if=("need", "funding")),
        Field("note", required=False, lines=True),
    ),
)


def keys(fields: list[Field]) -> list[str]:
    return [field.key for field in fields]


def test_form_asks_what_applies_in_order_until_it_is_through() -> None:
    typed = {
        "title": "示例项目",
        "company": "没有",
        "need": "融资",
        "amount": "三万五",
        "note": "跳过",
    }
    answers: dict[str, Value] = {}
    asked = []
    while field := next_field(FORM, answers):
        value = parse(field, typed[field.key], today=date(2026, 11, 22), t=ZH)
        answers = answered(FORM, answers, field.key, value)
        asked.append(field.key)

    assert asked == list(typed)
    assert answers == {
        "title": "示例项目",
        "company": False,
        "need": ["funding"],
        "amount": "35000.00",
        "note": None,
    }
    assert missing(FORM, answers) == []


def test_missing_names_what_is_required_and_applies() -> None:
    assert keys(missing(FORM, {})) == ["title", "company", "need"]
    assert keys(missing(FORM, {"company": True, "need": ["funding"], "title": None})) == [
        "title",
        "founded",
        "amount",
    ]


def test_answers_that_were_right_once_are_named_when_they_no_longer_are() -> None:
    form = Form(
        "demo",
        (
            Field("starts", Kind.DATE, side="future"),
            Field("stage", Kind.CHOICE, options=("idea", "prototype"), words="stage"),
            Field("need", Kind.CHOICES, options=("funding", "patent"), words="need"),
            Field("people", Kind.NUMBER, maximum=10),
            Field("share", Kind.PERCENT),
            Field("agreed", Kind.YES_NO),
            Field("note", lines=True, required=False),
            Field("founded", Kind.DATE, only_if=("agreed", False)),
        ),
    )
    answers: dict[str, Value] = {
        "starts": "2026-11-30",
        "stage": "prototype",
        "need": ["patent", "funding"],
        "people": 3,
        "share": "33.34",
        "agreed": True,
        "note": "一行\n二行",
        "founded": "nonsense that does not apply",
    }

    def wrong(answers: dict[str, Value], today: date) -> list[tuple[str, str]]:
        return [(field.key, reason.key) for field, reason in unfit(form, answers, today=today)]

    assert wrong(answers, date(2026, 11, 22)) == []
    assert wrong(answers | {"note": None}, date(2026, 11, 30)) == []
    assert wrong(answers, date(2026, 12, 1)) == [("starts", "error-form-past")]
    odd: dict[str, Value] = {"stage": "revenue", "need": "funding", "people": 30, "share": "a lot"}
    assert wrong(answers | odd, date(2026, 11, 22)) == [
        ("stage", "error-form-option"),
        ("need", "error-form-value"),
        ("people", "error-form-large"),
        ("share", "error-form-percent"),
    ]


def test_answers_that_no_longer_apply_wait_but_do_not_count() -> None:
    answers: dict[str, Value] = {"title": "示例", "company": True, "founded": "2025-01-01"}

    changed = answered(FORM, answers, "company", False)

    assert effective(FORM, changed) == {"title": "示例", "company": False}
    assert answers["company"] is True
    assert effective(FORM, answered(FORM, changed, "company", True)) == answers


def test_going_back_passes_over_what_was_not_asked() -> None:
    answers: dict[str, Value] = {"title": "示例", "company": False}

    def before(key: str) -> str | None:
        found = previous_field(FORM, answers, key)
        return found.key if found else None

    assert [before(key) for key in ("need", "company", "title")] == ["company", "title", None]
    with pytest.raises(KeyError):
        before("unknown")


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([field.key for field in FORM.fields]),
        st.sampled_from([None, True, False, ["funding"], ["patent"]]),
    )
)
def test_every_half_filled_form_can_be_finished(answers: dict[str, Value]) -> None:
    steps = 0
    while field := next_field(FORM, answers):
        answers = answered(FORM, answers, field.key, True)
        steps += 1
    still = [field for field in missing(FORM, answers) if answers[field.key] is not None]

    assert steps <= len(FORM.fields)
    assert still == []


@pytest.mark.parametrize(
    ("key", "value", "chinese", "english"),
    [
        ("title", "示例项目", "示例项目", "示例项目"),
        ("company", True, "是", "Yes"),
        ("founded", "2026-03-05", "2026年3月5日", "5 March 2026"),
        ("revenue", None, "（没填）", "(left open)"),
        ("revenue", "35000.00", "35,000 元", "35,000 yuan"),
        ("revenue", "35000.50", "35,000.50 元", "35,000.50 yuan"),
        ("need", ["funding", "patent"], "融资、专利", "funding, patents"),
        ("need", ["gone"], "gone", "gone"),
    ],
)
def test_answer_is_shown_as_people_read_it(
    key: str, value: Value, chinese: str, english: str
) -> None:
    assert shown(FORM[key], value, ZH) == chinese
    assert shown(FORM[key], value, EN) == english


@pytest.mark.parametrize(
    ("kind", "options"), [(Kind.CHOICE, ()), (Kind.TEXT, ("a",)), (Kind.CHOICES, ("a", "a"))]
)
def test_field_whose_options_make_no_sense_is_an_error(
    kind: Kind, options: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="odd"):
        Field("odd", kind, options=options)


def test_form_that_cannot_be_asked_in_order_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        Form("demo", (Field("a"), Field("a")))
    with pytest.raises(ValueError, match="not asked before"):
        Form("demo", (Field("a", only_if=("b", True)), Field("b", Kind.YES_NO)))


def test_option_is_named_by_the_forms_own_texts_unless_it_borrows_words() -> None:
    assert Field("seat", Kind.CHOICE, options=("desk",)).label("desk") == "option-seat-desk"
    assert FORM["need"].label("patent") == "need-patent"
