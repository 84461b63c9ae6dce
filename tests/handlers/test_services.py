"""Requests by configuration, in chat: an instrument is booked, money asked for, all is followed."""

import pytest

from core.accounts import Role
from tests.chat import Person, Seen, Town


@pytest.fixture
async def teacher(town: Town) -> Person:
    person = town.person("老师", 8)
    await person.says("/start")
    await person.become(Role.STAFF)
    return person


def said(seen: list[Seen]) -> str:
    return "\n".join(one.text for one in seen)


def labels(seen: list[Seen]) -> list[str]:
    return [label for one in seen for row in one.rows for label in row]


async def book(student: Person, start: str = "9") -> list[Seen]:
    await student.says("/services")
    await student.presses("仪器预约")
    await student.presses("继续填（还差 6 项）")
    await student.presses("激光切割机")
    await student.says("11月27日")
    await student.says(start)
    await student.presses("2")
    await student.says("切<b>外壳")
    await student.presses("是")
    return await student.presses("看一遍，提交")


async def test_an_instrument_is_booked_and_used(town: Town, teacher: Person) -> None:
    student = town.person()

    await book(student)
    assert "YQ-2026-0001" in said(await student.presses("提交"))
    notice = await teacher.reads()
    assert "新的仪器预约：YQ-2026-0001" in said(notice)
    await teacher.presses("批准")
    assert "已批准" in said(await student.reads())
    await teacher.presses("已用完")
    assert "使用完成" in said(await student.reads())


async def test_refusing_asks_for_a_reason_that_the_student_reads(
    town: Town, teacher: Person
) -> None:
    student = town.person()
    await book(student)
    await student.presses("提交")
    await teacher.reads()

    assert "理由" in said(await teacher.presses("不批准"))
    assert "理由" in said(await teacher.says("🙂"))
    assert "未批准" in said(await teacher.says("当天检修，请改天"))
    assert "刚才已经收到" in said(await teacher.repeats())
    assert "当天检修，请改天" in said(await student.reads())
    assert "未批准" in said(await student.says("/progress"))


async def test_the_hour_of_somebody_else_is_refused_in_words(town: Town, teacher: Person) -> None:
    first, second = town.person(), town.person("另一位", 9)
    await book(first)
    await first.presses("提交")

    seen = await book(second, "10")

    assert "这个时段刚被别人约了" in said(seen)
    assert "提交" not in labels(seen)


async def test_progress_lists_opens_and_explains(town: Town, teacher: Person) -> None:
    student = town.person()
    await book(student)
    await student.presses("提交")

    listed = await student.says("/progress")
    assert "🟢 YQ-2026-0001 切&lt;b&gt;外壳 · 等审核" in said(listed)
    card = said(await student.presses("YQ-2026-0001 切<b>外壳"))
    assert "下一步：老师" in card
    assert "最晚 <b>2026-11-24</b>，还剩 2 个工作日" in card
    steps = said(await student.presses("谁来批"))
    assert "等审核：老师，2 个工作日内（行动计划第 19 点）" in steps
    await student.presses("返回")
    assert "确定" in said(await student.presses("撤回"))


async def test_a_draft_is_found_again_after_a_restart(town: Town) -> None:
    student = town.person()
    await student.says("/services")
    await student.presses("资金对接")
    town.restart()

    listed = await student.says("/progress")
    assert "资金对接 · 填写" in said(listed)
    await student.presses("资金对接")
    assert "还差 5 项" in said(await student.presses("打开来填"))
    await student.says("/services")
    assert "还差 5 项" in said(await student.presses("资金对接"))
    assert said(await student.says("/progress")).count("资金对接") == 1


async def test_others_are_shown_nothing(town: Town) -> None:
    student, other = town.person(), town.person("另一位", 9)
    await book(student)
    await student.presses("提交")
    await other.says("/progress")

    for data in ("gc:booking:1", "a:booking:1:withdraw", "gs:nothing:1", "gb:match", "gc:match:1"):
        assert "YQ-2026" not in said(await other.forges(data))


async def test_english(town: Town) -> None:
    student = town.person(language="en")
    await student.says("/services")
    assert "0 " in said(await student.presses("Instrument booking"))
    assert "Instrument booking" in said(await student.says("/progress"))
