"""[看原文] shows the clause whole and in place, turns pages, and always finds the way back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from handlers import original
from handlers.keyboards import Back, Original
from knowledge.documents import Clause, ClausePage, Force, Grade, Kind
from knowledge.library import Library
from knowledge.models import ClauseRow
from students.models import AskedQuestion
from tests.chat import MAX_TEXT, Town, html_problem, plain, strict_texts, units

SHARE = "专利许可净收入的奖励比例最低多少"
ZH = strict_texts().reader("zh-CN")
CLAUSE = Clause(
    id="示例办法#第八条@1",
    document="示例办法",
    title="示例大学示例办法",
    article="第八条",
    heading="第二章 收益",
    text="净收入应当公示。奖励不低于一半。",
    version="1",
    ordinal=8,
    kind=Kind.POLICY,
    key=8,
)
PAGE = ClausePage(CLAUSE, Force.IN_FORCE, date(2026, 3, 1), 7, 9)


@given(
    text=st.text(st.sampled_from("字。；\n😀a"), max_size=300),
    limit=st.integers(2, 40),
)
def test_parts_cover_the_clause_and_fit(text: str, limit: int) -> None:
    spans = original.parts(text, limit)

    assert "".join(text[start:end] for start, end in spans) == text
    assert all(units(text[start:end]) <= limit for start, end in spans)


@given(
    words=st.text(st.sampled_from("字<&>\"'😀\n"), min_size=1, max_size=60),
    marks=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_marked_words_stay_the_words_of_the_clause(
    words: str, marks: list[tuple[int, int]]
) -> None:
    page = replace(PAGE, clause=replace(CLAUSE, text=words))

    shown = original.text(page, 0, marks, ZH)

    assert html_problem(shown) == ""
    assert plain(shown).endswith(words.strip("\n"))


def test_whole_clause_stands_under_its_name_and_force() -> None:
    assert original.text(PAGE, 0, [(8, 16)], ZH).split("\n") == [
        "<b>《示例大学示例办法》第八条</b>",
        "第二章 收益",
        "现行有效 · 2026-03-01 起施行",
        "",
        "净收入应当公示。<b>奖励不低于一半。</b>",
    ]


def test_clause_quoted_whole_is_not_shouted() -> None:
    assert original.text(PAGE, 0, [(0, 16)], ZH).endswith("\n净收入应当公示。奖励不低于一半。")


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"kind": Kind.DIGEST}, "摘要：我们自己的话，不是原文"),
        ({"grade": Grade.B}, "文字经工作人员校订"),
    ],
)
def test_words_that_are_not_the_originals_are_marked(changed: dict[str, str], line: str) -> None:
    shown = original.text(replace(PAGE, clause=replace(CLAUSE, **changed)), 0, [], ZH)

    assert line in shown.split("\n")
    assert shown.endswith(CLAUSE.text)


def test_damaged_clause_is_never_shown() -> None:
    shown = original.text(replace(PAGE, clause=replace(CLAUSE, grade=Grade.C)), 0, [], ZH)

    assert shown.endswith("原文此处缺损，不能引用。")
    assert CLAUSE.text not in shown


async def test_original_replaces_the_answer_and_back_restores_it(town: Town) -> None:
    student = town.person()
    (answer,) = await student.says(SHARE)

    (shown,) = await student.presses("看原文")
    (back,) = await student.presses("返回")

    assert shown.kind == back.kind == "edited"
    assert shown.text.startswith("<b>《大学生创业扶持虚构条例》第八条</b>\n第三章")
    assert (back.text, back.rows) == (answer.text, answer.rows)


async def test_neighbours_can_be_read_to_both_ends(town: Town) -> None:
    student = town.person()
    await student.says("第十一条 学生参加创业竞赛的作品著作权归谁")
    (here,) = await student.presses("看原文")

    (after,) = await student.presses("下一条 ›")
    (again,) = await student.presses("‹ 上一条")

    assert "第十二条" in after.text
    assert "下一条 ›" not in after.buttons
    assert (again.text, again.rows) == (here.text, here.rows)


async def test_back_keeps_what_was_pressed(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    await student.presses("有用")
    await student.presses("看原文")

    (back,) = await student.presses("返回")

    assert "✓ 有用" in back.buttons


async def test_endless_clause_is_turned_page_by_page(town: Town) -> None:
    student = town.person()
    await student.says("示例大学工位与设备使用细则第二条")
    (page,) = await student.presses("看原文")
    read = [page]
    while "下一页 ›" in read[-1].buttons:
        read += await student.presses("下一页 ›")

    assert len(read) > 1
    assert all(units(plain(one.text)) <= MAX_TEXT for one in read)
    titles = [one.text.split("\n")[0] for one in read]
    assert [title.partition("</b> ")[2] for title in titles] == [
        f"（{number}/{len(read)}）" for number in range(1, len(read) + 1)
    ]
    said = "".join(plain(one.text).split("\n\n", 1)[1] for one in read)
    assert "1. 第1组激光切割机" in said
    assert "96. 第8组摄像机" in said
    assert "下一条 ›" in read[-1].buttons
    assert "‹ 上一页" in read[-1].buttons

    (before,) = await student.presses("‹ 上一页")
    assert before.text == read[-2].text


async def test_second_source_of_an_answer_can_be_opened(town: Town) -> None:
    town.school = replace(town.school, region="浙江")
    town.restart()
    student = town.person()
    await student.says(SHARE)
    (first,) = await student.presses("看原文")

    (second,) = await student.presses("另一条依据")
    (again,) = await student.presses("另一条依据")

    assert {"浙江省" in first.text, "浙江省" in second.text} == {True, False}
    assert again.text == first.text


async def test_pressing_twice_changes_nothing_and_fails_nothing(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    (shown,) = await student.presses("看原文")

    assert await student.repeats() == []
    (back,) = await student.presses("返回")
    assert shown.kind == back.kind == "edited"


async def test_page_of_a_message_that_is_gone_is_shown_below(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    message = town.server.chats[7].pop(max(town.server.chats[7]))
    button = message.reply_markup.inline_keyboard[1][0]
    assert button.text == "看原文"

    (shown,) = await student.forges(button.callback_data, message)

    assert shown.kind == "message"
    assert "第八条" in shown.text


async def test_withdrawn_clause_is_said_to_be_gone(town: Town, library: Library) -> None:
    student = town.person()
    (answer,) = await student.says(SHARE)
    await library.remove("大学生创业扶持虚构条例")

    (alert,) = await student.presses("看原文")

    assert (alert.kind, alert.text) == ("alert", "找不到这条记录，或者它不是你的。")
    assert answer.text


@pytest.mark.parametrize(
    "data",
    [
        Original(question=1, clause=99999).pack(),
        Original(question=2, clause=1).pack(),
        Back(question=2).pack(),
    ],
)
async def test_forged_ids_are_not_found(town: Town, data: str) -> None:
    student = town.person()
    await student.says(SHARE)

    (alert,) = await student.forges(data)

    assert (alert.kind, alert.text) == ("alert", "找不到这条记录，或者它不是你的。")


async def test_question_of_somebody_else_cannot_be_opened(town: Town) -> None:
    owner, other = town.person("学生甲", 7), town.person("学生乙", 8)
    await owner.says(SHARE)
    await other.says("/help")

    await owner.presses("看原文")

    (refused,) = await other.forges(Back(question=1).pack())
    (shown,) = await owner.forges(Back(question=1).pack())

    assert refused.kind == "alert"
    assert "第八条" in shown.text


async def test_part_beyond_the_end_is_the_last_one(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    clause = (await _first_cited(town))["clause"]

    (shown,) = await student.forges(Original(question=1, clause=clause, part=2**53 - 1).pack())

    assert "第八条" in shown.text


async def test_clause_with_markup_in_it_is_shown_as_written(town: Town) -> None:
    student = town.person()
    await student.says(SHARE)
    clause = (await _first_cited(town))["clause"]
    async with town.db.transaction() as session:
        await session.execute(
            update(ClauseRow).where(ClauseRow.id == clause).values(text="<b>甲</b> & 乙。")
        )

    (shown,) = await student.presses("看原文")

    assert "甲" in shown.text
    assert plain(shown.text).endswith("<b>甲</b> & 乙。")


async def _first_cited(town: Town) -> dict[str, int]:
    async with town.db.reading() as session:
        question = await session.get_one(AskedQuestion, 1)
        return question.citations[0]
